// Command proof gives the files that the product makes to LibreOffice, as an
// office would open them, and fails on whatever it complains of. It takes too
// long for the tests of every day.
package main

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/seed"
	"sportello/handlers/command"
	print "sportello/reports/indicators"
)

// day is the clock of the demonstration that the files are made from.
var day = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func main() {
	log.SetFlags(0)
	office, err := exec.LookPath("soffice")
	if err != nil {
		log.Fatal("The proof needs LibreOffice: it is not installed.\nInstall it: sudo apt-get install libreoffice-calc-nogui libreoffice-draw-nogui")
	}
	dir, err := os.MkdirTemp("", "sportello-proof-")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	failed := false
	for _, file := range files(dir) {
		if err := convert(office, dir, file); err != nil {
			failed = true
			fmt.Printf("%s: %v\n", filepath.Base(file), err)
			continue
		}
		fmt.Printf("%s: opened and converted without a warning\n", filepath.Base(file))
	}
	if failed {
		os.RemoveAll(dir)
		os.Exit(1)
	}
}

// files makes the sheets of an office, a province and the region, as Excel and
// as PDF, from a demonstration.
func files(dir string) (out []string) {
	ctx := context.Background()
	must(seed.Ensure(ctx, filepath.Join(dir, "data"), command.SeedOptions(day)))
	d, err := db.Open(ctx, filepath.Join(dir, "data"), func() time.Time { return day })
	must(err)
	defer d.Close()
	store := indicators.NewStore(d)
	services, err := registry.NewStore(d).Prestazioni(ctx, d.Today())
	must(err)
	scopes, err := store.Scopes(ctx, rule.System)
	must(err)
	for _, kind := range []rule.ScopeKind{rule.ScopeCPI, rule.ScopeProvince, rule.ScopeRegion} {
		var sheets []indicators.Sheet
		for _, scope := range scopes {
			if scope.Kind == kind || len(sheets) > 0 && kind == rule.ScopeRegion {
				sheet, err := store.Sheet(ctx, scope, day.Year(), nil)
				must(err)
				sheets = append(sheets, sheet)
			}
		}
		var book bytes.Buffer
		must(print.Workbook(&book, sheets, services, rule.InstantOf(day)))
		pdf, err := print.Document(sheets[0], rule.OwningBody, rule.InstantOf(day))
		must(err)
		for extension, content := range map[string][]byte{"xlsx": book.Bytes(), "pdf": pdf} {
			path := filepath.Join(dir, string(kind)+"."+extension)
			must(os.WriteFile(path, content, 0o600))
			out = append(out, path)
		}
	}
	return out
}

// noJava is said by a LibreOffice that was installed without Java, before it
// looks at any file.
var noJava = regexp.MustCompile(`(?m)^.*javaldx.*$\n?`)

var complaint = regexp.MustCompile(`(?i)warn|error|corrupt|repair|fail`)

// convert opens a file in LibreOffice and prints it; what it writes beyond the
// line that says so is a complaint.
func convert(office, dir, file string) error {
	target := filepath.Join(dir, "out-"+filepath.Base(file))
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--convert-to", "pdf", "--outdir", target, file}
	if filepath.Ext(file) == ".pdf" {
		args = append([]string{"--infilter=draw_pdf_import"}, args...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, office, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, said)
	}
	if said = noJava.ReplaceAll(said, nil); complaint.Match(said) {
		return fmt.Errorf("LibreOffice says: %s", said)
	}
	made, err := filepath.Glob(filepath.Join(target, "*.pdf"))
	if err != nil || len(made) != 1 {
		return fmt.Errorf("no file came out: %s", said)
	}
	return nil
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
