// Command removals takes away, one by one, what the items of the sources ask
// for, in a copy of the checkout, and runs the tests that COVERAGE.md names for
// the item: they must fail. What they do not notice is not proven. It takes too
// long for the tests of every day.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"maps"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	only := flag.String("only", "", "a regular expression of what is tried: «regola 4:», «indicatore»")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "sportello-removals-")
	must(err)
	ok, err := run(ctx, dir, *only)
	os.RemoveAll(dir)
	must(err)
	if !ok {
		os.Exit(1)
	}
}

// run makes the removals in a copy of the checkout and reports whether each was
// noticed and each proven item has one.
func run(ctx context.Context, dir, only string) (bool, error) {
	coverage, err := os.ReadFile("e2e/COVERAGE.md")
	if err != nil {
		return false, err
	}
	tests := Tests(string(coverage))
	all, err := read(only)
	if err != nil {
		return false, err
	}
	c := copied{ctx, dir}
	if err := c.fill(); err != nil {
		return false, err
	}
	if err := c.green(all, tests); err != nil {
		return false, err
	}
	begun, counts := time.Now(), map[string]int{}
	for _, r := range all {
		verdict, why := c.try(r, tests[r.Item])
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		counts[verdict]++
		fmt.Printf("%-9s  %s: %s\n           %s: %s\n", verdict, r.Item, r.What, r.Where, why)
	}
	bare := 0
	for _, item := range slices.Sorted(maps.Keys(tests)) {
		if only == "" && !slices.ContainsFunc(all, func(r Removal) bool { return r.Item == item }) {
			fmt.Println("no removal for", item)
			bare++
		}
	}
	fmt.Printf("\n%d removals in %s: %d noticed, %d UNNOTICED, %d stale, %d broken; %d items without a removal.\n",
		len(all), time.Since(begun).Round(time.Second), counts[noticed], counts[unnoticed], counts[stale], counts[broken], bare)
	return counts[noticed] == len(all) && bare == 0, nil
}

// read returns the removals of the data files that are asked for.
func read(only string) ([]Removal, error) {
	asked, err := regexp.Compile(only)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob("e2e/removals/*.txt")
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no data in e2e/removals: run it from the root (%v)", err)
	}
	var all []Removal
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, err := Parse(file, string(text))
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	all = slices.DeleteFunc(all, func(r Removal) bool { return !asked.MatchString(r.Item + ": " + r.What) })
	if len(all) == 0 {
		return nil, fmt.Errorf("no removal of %q", only)
	}
	return all, nil
}

// What becomes of a removal.
const (
	noticed   = "noticed"
	unnoticed = "UNNOTICED"
	stale     = "STALE"  // the text is not there any more, or COVERAGE.md names no test
	broken    = "BROKEN" // what is left does not build or run: no assertion has said anything
)

// copied is a copy of the checkout with its local changes.
type copied struct {
	ctx context.Context
	dir string
}

func (c copied) fill() error {
	list, err := exec.CommandContext(c.ctx, "git", "ls-files", "-coz", "--exclude-standard", "--deduplicate").Output()
	if err != nil {
		return fmt.Errorf("git ls-files: %w", err)
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(string(list), "\x00"), "\x00") {
		content, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err == nil {
			err = os.MkdirAll(filepath.Dir(filepath.Join(c.dir, name)), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(c.dir, name), content, 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// green fails when a test fails before anything is removed.
func (c copied) green(all []Removal, tests map[string][]string) error {
	folders, names := map[string]bool{}, map[string]bool{}
	for _, r := range all {
		for p, of := range Runs(tests[r.Item]) {
			folders[p] = true
			for _, name := range of {
				names[name] = true
			}
		}
	}
	out, failed := c.test(slices.Sorted(maps.Keys(names)), slices.Sorted(maps.Keys(folders))...)
	if failed {
		return fmt.Errorf("%s\nThe tests fail before anything is removed.", out)
	}
	return nil
}

// test runs tests of packages. Paths are trimmed so that what is built in one
// copy serves the next one too.
func (c copied) test(names []string, packages ...string) (out string, failed bool) {
	args := []string{"test", "-trimpath", "-vet=off", "-p=1", "-failfast", "-timeout=5m", "-run=^(" + strings.Join(names, "|") + ")$"}
	for _, p := range packages {
		args = append(args, "./"+p)
	}
	return c.command("go", args...)
}

func (c copied) command(name string, args ...string) (out string, failed bool) {
	cmd := exec.CommandContext(c.ctx, name, args...)
	cmd.Dir = c.dir
	said, err := cmd.CombinedOutput()
	return string(said), err != nil
}

// try makes a removal and asks the tests, package by package, until one notices
// it.
func (c copied) try(r Removal, tests []string) (verdict, why string) {
	if len(tests) == 0 {
		return stale, "COVERAGE.md names no test"
	}
	restore, err := r.Apply(c.dir)
	defer func() {
		if err := restore(); err != nil {
			verdict, why = broken, err.Error()
		}
	}()
	if err != nil {
		return stale, err.Error()
	}
	if slices.ContainsFunc(r.Edits, func(e Edit) bool { return filepath.Ext(e.File) == ".templ" }) {
		if out, failed := c.command("go", "tool", "templ", "generate"); failed {
			return broken, out
		}
	}
	runs := Runs(tests)
	for _, p := range slices.Sorted(maps.Keys(runs)) {
		if verdict, why := judge(c.test(runs[p], p)); verdict != unnoticed {
			return verdict, why
		}
	}
	return unnoticed, "by " + strings.Join(tests, ", ")
}

var (
	assertion = regexp.MustCompile(`(?m)^\s+(\w+_test\.go:\d+: .{0,150})`)
	accident  = regexp.MustCompile(`(?m)^panic: .*|.*\[(?:build|setup) failed\]|.*no tests to run.*|.*SQL logic error.*|.*no query solution.*|.*: syntax error.*|.*no such (?:column|table|function).*`)
)

// judge reads what a run of tests says. A panic and a statement that the
// database does not understand are accidents of the removal.
func judge(out string, failed bool) (verdict, why string) {
	if what := accident.FindString(out); what != "" {
		return broken, strings.TrimSpace(what)
	}
	if !failed {
		return unnoticed, ""
	}
	if said := assertion.FindStringSubmatch(out); said != nil && strings.Contains(out, "--- FAIL: Test") {
		return noticed, said[1]
	}
	return broken, strings.TrimSpace(out)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
