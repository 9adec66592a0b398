package command

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/training"
)

// catalogueDir returns a data directory with the region's catalogue.
func catalogueDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	f, err := os.Open(filepath.Join("..", "..", "db", "training", "testdata", "catalogo_percorsi_formativi.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := training.ReadCatalogue(f)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := training.NewStore(d).ImportCatalogue(t.Context(), rule.System, file, false); err != nil {
		t.Fatal(err)
	}
	return dir
}

// call runs the command line and returns its exit code and what it wrote.
func call(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	now := func() time.Time { return time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC) }
	code = Main(context.Background(), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: now}, args)
	return code, out.String(), errs.String()
}

type printed struct {
	Code, Title string
	Score       float64
	Reasons     []string
}

func TestCourses(t *testing.T) {
	dir := catalogueDir(t)
	list := func(args ...string) []printed {
		t.Helper()
		code, stdout, stderr := call(t, append([]string{"courses", "-json", "-data", dir}, args...)...)
		var out []printed
		if err := json.Unmarshal([]byte(stdout), &out); code != 0 || err != nil {
			t.Fatalf("%v: exit %d, %v %s", args, code, err, stderr)
		}
		return out
	}
	got := list("-objective", "parrucchiera", "-gaps", "taglio dei capelli; colorazione")
	if len(got) < 10 || !strings.Contains("P5183 P8249", got[0].Code) || !strings.Contains("P5183 P8249", got[1].Code) || len(got[0].Reasons) == 0 {
		t.Fatalf("first of %d: %+v", len(got), got[:min(2, len(got))])
	}
	for i, p := range got {
		if p.Code == "P6179" {
			t.Error("a course without a body is proposed")
		}
		if i > 0 && p.Score > got[i-1].Score {
			t.Errorf("%s stands too low", p.Code)
		}
	}
	for _, p := range list("-objective", "cuoco", "-province", "fg") {
		if p.Code == "P4314" { // in Lecce alone
			t.Error("a course of another province is proposed")
		}
	}
	later := list("-objective", "parrucchiera", "-gaps", "taglio dei capelli; colorazione", "-now", "01/06/2027")
	if later[0].Score >= got[0].Score || !strings.Contains(strings.Join(later[0].Reasons, " "), "già iniziate") {
		t.Errorf("in June every edition has begun: %+v", later[0])
	}
	if one := list("-gaps", "saldatura", "-limit", "1"); len(one) != 1 || one[0].Code != "P1524" {
		t.Errorf("gaps alone: %+v", one)
	}
}

func TestCoursesInWords(t *testing.T) {
	dir := catalogueDir(t)
	code, stdout, _ := call(t, "courses", "-data", dir, "-objective", "sarta", "-gaps", "cucire a macchina; modelli")
	for _, want := range []string{"1. P1493", "punti su 50", "Vicini, ma non proposti:", "P6179", "Nessun organismo è candidato a tenerlo."} {
		if code != 0 || !strings.Contains(stdout, want) {
			t.Errorf("exit %d, no %q in\n%s", code, want, stdout)
		}
	}
}

func TestCoursesRefusals(t *testing.T) {
	if code, _, stderr := call(t, "courses", "-data", t.TempDir()); code != 2 || !strings.Contains(stderr, "Uso:") {
		t.Errorf("nothing asked: exit %d %s", code, stderr)
	}
	if code, stdout, stderr := call(t, "courses", "-json", "-data", t.TempDir(), "-objective", "cuoco"); code != 1 || stdout != "" || !strings.Contains(stderr, "il catalogo è vuoto") {
		t.Errorf("no catalogue: exit %d %q %s", code, stdout, stderr)
	}
	if code, _, stderr := call(t, "courses", "-data", t.TempDir(), "-objective", "cuoco", "-now", "31/02/2027"); code != 1 || !strings.Contains(stderr, "non esiste") {
		t.Errorf("no such day: exit %d %s", code, stderr)
	}
}
