package migrations

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(111, &goose.GoFunc{RunTx: loadTargets}, nil))
}

// targetKinds are the words of the file and ours.
var targetKinds = map[string]string{"increase_percent": "delta", "share_percent": "quota", "max_days": "giorni", "nq": "nq"}

// targetIndicators says which lines of the monthly sheet (DGR Puglia 847/2010,
// §3.4) the objectives of §4.1 speak of: by the service, and where a service has
// several objectives by the beginning of their text. One objective may be of
// several lines; one text of the source is lost.
var targetIndicators = []struct{ service, text, indicators string }{
	{"A1", "", "A.1"}, {"A2", "", "A.2"}, {"A3", "", "A.3"}, {"A4", "", "A.4;A.inv"},
	{"B1", "", "B.1.1;B.1.2"}, {"B2", "N. utenti inviati", "B.2inv"}, {"B2", "", "B.2"},
	{"C1", "", "C.1"}, {"C2", "", "C.2"}, {"C3", "N. utenti preselezionati", "C.3.1;C.3.2;C.3.3;C.3.4"}, {"C3", "", ""},
	{"D1", "", "D.1"}, {"D2", "", "D.2.1;D.2.2"},
	{"E1", "", "E.1.2"}, {"E2", "", "E.2"}, {"E3", "N. Piani", "E.3.1"}, {"E3", "N. soggetti che hanno ricevuto", "E.3.2"}, {"E3", "N. inseriti al lavoro", "E.3.3;E.3.4;E.3.5"},
	{"F1", "", "F.1.1;F.1.2"}, {"F2", "", "F.2"}, {"F3", "", "F.3"},
	{"G1", "Numero gg.", "G.1.6"}, {"G1", "", "G.1.1;G.1.2;G.1.3;G.1.4"}, {"G2", "", "G.2.1;G.2.2"},
}

// indicatorsOf returns the lines that an objective speaks of.
func indicatorsOf(service, text string) string {
	for _, t := range targetIndicators {
		if t.service == service && len(text) >= len(t.text) && text[:len(t.text)] == t.text {
			return t.indicators
		}
	}
	return ""
}

// loadTargets fills the objectives with those of the Masterplan. What the source
// does not show stays empty.
func loadTargets(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	row, done := l.insert("target", "indicator", "service_code", "title", "office_class", "horizon", "kind", "value", "baseline_year", "reference_population", "source_text", "notes")
	l.each("obiettivi_masterplan.csv", []string{"service_code", "indicator", "office_class", "horizon", "kind", "value", "baseline_year", "reference_population", "text", "notes"}, func(f []string) {
		horizon, err := strconv.Atoi(f[3])
		if err != nil {
			l.err = err
			return
		}
		row(indicatorsOf(f[0], f[1]), f[0], f[1], f[2], horizon, targetKinds[f[4]], numberOrNull(f[5]), numberOrNull(f[6]), f[7], f[8], f[9])
	})
	done()
	return l.err
}

// numberOrNull reads a number; an empty cell is NULL.
func numberOrNull(text string) any {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil
	}
	if n == float64(int64(n)) {
		return int64(n)
	}
	return n
}
