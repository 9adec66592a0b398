package db_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sportello/db/migrations"
)

var update = flag.Bool("update", false, "list the new migrations")

const landed = "testdata/migrations.txt"

// TestMigrationsAreOnlyAdded: an installation runs a migration once, and none with
// a number below the last that it has run. What has landed keeps its number and
// its text, and what is new comes after it.
func TestMigrationsAreOnlyAdded(t *testing.T) {
	now := map[int64]string{}
	names, err := fs.Glob(migrations.SQL, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(migrations.SQL, name)
		if err != nil {
			t.Fatal(err)
		}
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			t.Fatal(name, err)
		}
		now[version] = fmt.Sprintf("%s %x", name, sha256.Sum256(text))
	}
	for _, m := range migrations.Go() {
		if now[m.Version] != "" {
			t.Errorf("%d is the number of two migrations", m.Version)
		}
		now[m.Version] = fmt.Sprintf("%05d in Go", m.Version)
	}
	before, err := os.ReadFile(landed)
	if err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	for line := range strings.Lines(string(before)) {
		line = strings.TrimSpace(line)
		version, err := strconv.ParseInt(line[:5], 10, 64)
		if err != nil {
			t.Fatal(line, err)
		}
		if now[version] != line {
			t.Errorf("landed: %s\nnow:    %s\nAdd a migration that changes what this one made.", line, now[version])
		}
		delete(now, version)
		last = version
	}
	added := ""
	for _, version := range slices.Sorted(maps.Keys(now)) {
		if version < last {
			t.Errorf("%s comes before %d, which installations have: give it a number above", now[version], last)
			continue
		}
		added += now[version] + "\n"
	}
	switch {
	case added == "" || t.Failed():
	case *update:
		if err := os.WriteFile(landed, append(before, added...), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("not listed, run with -update:\n%s", added)
	}
}
