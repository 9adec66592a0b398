package italian

import (
	"encoding/csv"
	"os"
	"testing"
)

func tables(t *testing.T) Tables {
	t.Helper()
	f, err := os.Open("../migrations/data/professioni_cp2021.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out Tables
	for _, r := range rows[1:] {
		out.Professions = append(out.Professions, Profession{Code: r[0], Name: r[1], Description: r[4]})
	}
	out.Competences = []Competence{{Text: "lavorare in gruppo", Transversal: true}, {Text: "saldare"}}
	out.Jobs = []EverydayJob{{Name: "trovarobe di scena", ProfessionCode: "6.5.5.1.0"}}
	return out
}

func TestUnitsOf(t *testing.T) {
	l := New(tables(t))
	for job, want := range map[string]string{
		"badante": "5.5.2.3.0", "la badante di notte": "5.5.2.3.0", "camionista": "7.4.2.3.0", "Gommista": "6.2.3.1.2", "commessa": "5.1.2.2.0",
		"cameriera ai piani": "5.2.2.3.1", "cameriera": "5.2.2.3.2", "trovarobe di scena": "6.5.5.1.0", "archeologa": "2.5.3.2.4",
	} {
		units := l.UnitsOf(job)
		for code, sure := range units {
			if sure > units[want] {
				t.Errorf("%s is %s %q (%.2f) rather than %s (%.2f)", job, code, l.UnitName(code), sure, want, units[want])
			}
		}
		if units[want] == 0 {
			t.Errorf("%s is not %s: %v", job, want, units)
		}
	}
	if units := l.UnitsOf("xyzzy"); len(units) != 0 {
		t.Errorf("a word that is none: %v", units)
	}
}

// Every code of the everyday lines is a unit of CP2021, or the line is lost.
func TestEverydayLinesNameUnitsThatExist(t *testing.T) {
	l := New(tables(t))
	jobs := 0
	for _, codes := range l.codes {
		jobs++
		for _, code := range codes {
			if _, ok := l.Unit(code); !ok {
				t.Errorf("no unit has the code %q", code)
			}
		}
	}
	if jobs < 200 {
		t.Errorf("%d lines of jobs", jobs)
	}
}

func TestExpressionsForTheSameThing(t *testing.T) {
	l := New(tables(t))
	means := func(text string) map[int32]bool {
		out := map[int32]bool{}
		for _, s := range l.Spans(Words(text)) {
			out[s.Concept] = true
		}
		return out
	}
	for _, pair := range [][2]string{
		{"uso del muletto", "guida di un carrello elevatore"}, {"videoscrittura", "corso di elaborazione testi"}, {"HACCP", "l'igiene degli alimenti"},
		{"primo soccorso", "BLS"}, {"lavorare in équipe", "lavoro di squadra"}, {"badante", "assistente familiare"},
	} {
		a, b := means(pair[0]), means(pair[1])
		common := false
		for c := range a {
			common = common || b[c]
		}
		if !common {
			t.Errorf("%q and %q have nothing in common", pair[0], pair[1])
		}
	}
	if !l.Transversal("Lavorare in gruppo") || l.Transversal("saldare") {
		t.Error("transversal competences are mistaken")
	}
}

func TestLeanings(t *testing.T) {
	l := New(tables(t))
	like := func(a, b string) float64 { return Alike(l.Leanings(Words(a)), l.Spread(l.Leanings(Words(b)))) }
	for _, c := range [][3]string{
		{"laterizi, malte, intonaci", "muratore", "programmatore"}, {"ricevimento merci e giacenze", "magazziniere", "parrucchiere"},
		{"quadri e cablaggio", "elettricista", "cuoco"}, {"potatura e innesti", "olivicoltore", "contabile"},
	} {
		if near, far := like(c[0], c[1]), like(c[0], c[2]); near < 2*far || near < 0.1 {
			t.Errorf("%q leans to %s %.2f and to %s %.2f", c[0], c[1], near, c[2], far)
		}
	}
	if len(l.Leanings(nil)) != 0 {
		t.Error("no words lean somewhere")
	}
}
