package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Removal takes away what an item of the sources asks for: the tests that
// COVERAGE.md names for the item must fail of it.
type Removal struct {
	Item  string // «regola 4», «funzione 17»
	What  string // what is no longer so
	Edits []Edit
	Where string // file:line of the block, for what is wrong with it
}

// Edit is a text that stands once in a file, and what stands in its place.
type Edit struct{ File, Old, New string }

// Parse reads blocks that an empty line parts:
//
//	regola 4: B.3 is for any programme
//	@ db/registry/rules.csv
//	- 4,B.3,dura,programma,GG
//	+ 4,B.3,dura,programma,GOL
//
// The lines of a text are joined by line ends, without one at the last: a part
// of a line will do. A file whose text is only taken away has no line with +.
// More than one @ changes several places; a line with # is a remark.
func Parse(name, text string) ([]Removal, error) {
	var all []Removal
	inside := false
	var kind byte
	for i, l := range strings.Split(text, "\n") {
		where := fmt.Sprintf("%s:%d", name, i+1)
		if l == "" || l[0] == '#' {
			inside = inside && l != ""
			continue
		}
		if !inside {
			item, what, ok := strings.Cut(l, ": ")
			if !ok {
				return nil, fmt.Errorf("%s: no item and what is removed: %s", where, l)
			}
			all, inside, kind = append(all, Removal{Item: item, What: what, Where: where}), true, 0
			continue
		}
		r := &all[len(all)-1]
		if err := r.add(l, kind); err != nil {
			return nil, fmt.Errorf("%s: %w: %s", where, err, l)
		}
		kind = l[0]
	}
	for _, r := range all {
		if len(r.Edits) == 0 || slices.ContainsFunc(r.Edits, func(e Edit) bool { return e.Old == "" || e.Old == e.New }) {
			return nil, fmt.Errorf("%s: nothing is removed", r.Where)
		}
	}
	return all, nil
}

// add reads a line of a block after one of a kind.
func (r *Removal) add(line string, after byte) error {
	kind, text := line[0], strings.TrimPrefix(line[1:], " ")
	if kind == '@' {
		r.Edits = append(r.Edits, Edit{File: text})
		return nil
	}
	if kind != '-' && kind != '+' || after == 0 {
		return fmt.Errorf("a line begins with @, - or +, the first with @")
	}
	if kind == '-' && after == '+' {
		return fmt.Errorf("another text needs another @")
	}
	e := &r.Edits[len(r.Edits)-1]
	part := &e.Old
	if kind == '+' {
		part = &e.New
	}
	if after == kind {
		*part += "\n"
	}
	*part += text
	return nil
}

// Tests reads COVERAGE.md: the tests that prove each item, as
// db/registry.TestTheRulesAreTheBriefs; none for one that waits for facts.
func Tests(coverage string) map[string][]string {
	all := map[string][]string{}
	for l := range strings.SplitSeq(coverage, "\n") {
		cells := strings.Split(strings.Trim(l, "| "), " | ")
		if len(cells) < 4 || !strings.Contains(cells[len(cells)-1], ".Test") {
			continue
		}
		all[cells[0]] = strings.Split(cells[len(cells)-1], "<br>")
	}
	return all
}

// Runs are the names of tests by their package; a walk in a browser is asked
// only where there is nothing else.
func Runs(tests []string) map[string][]string {
	names := map[string][]string{}
	for _, t := range tests {
		folder, name, _ := strings.Cut(t, ".")
		names[folder] = append(names[folder], name)
	}
	if len(names) > 1 {
		delete(names, "e2e")
	}
	return names
}

// Apply makes the edits below a folder and returns what puts the files back,
// also when a text does not stand there exactly once.
func (r Removal) Apply(root string) (restore func() error, err error) {
	before := map[string][]byte{}
	keep := func(file string) error {
		content, err := os.ReadFile(file)
		if _, kept := before[file]; !kept && err == nil {
			before[file] = content
		}
		return err
	}
	restore = func() error {
		for file, content := range before {
			if err := os.WriteFile(file, content, 0o644); err != nil {
				return err
			}
		}
		return nil
	}
	for _, e := range r.Edits {
		file := filepath.Join(root, e.File)
		if err := keep(file); err != nil {
			return restore, err
		}
		if name, ok := strings.CutSuffix(file, ".templ"); ok {
			if err := keep(name + "_templ.go"); err != nil {
				return restore, err
			}
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return restore, err
		}
		if n := strings.Count(string(content), e.Old); n != 1 {
			return restore, fmt.Errorf("the text stands %d times in %s", n, e.File)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(content), e.Old, e.New, 1)), 0o644); err != nil {
			return restore, err
		}
	}
	return restore, nil
}
