package command

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"

	"github.com/xuri/excelize/v2"
)

// TestExportOfTheFigures: the same figures as on the page in each format, of one
// office or all, of a month or the year; what is not recorded has no number.
func TestExportOfTheFigures(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var cpi int64
	if err := d.Reader().QueryRow("SELECT id FROM cpi WHERE name='San Severo'").Scan(&cpi); err != nil {
		t.Fatal(err)
	}
	actor := rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: cpi, Province: "FG"}}}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		worker, err := people.CreateWorkerTx(t.Context(), tx, rule.System, people.Worker{CodiceFiscale: "00000000001", Surname: "Bianchi", Name: "Ada", Sex: "F", BirthDate: "1985-03-01", HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
		if err != nil {
			return err
		}
		for _, day := range []rule.Date{"2026-10-05", "2026-11-05"} {
			if _, err := people.DeliverTx(t.Context(), tx, actor, registry.DeliveredService{WorkerID: worker, CPI: cpi, Operator: 1, Code: "A.1", On: day, Minutes: 30, Mode: "presenza", Origin: registry.OriginAutomatic}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	run := func(want int, args ...string) (string, string) {
		t.Helper()
		code, out, errs := call(t, append(append([]string{"export"}, args...), "-data", dir)...)
		if code != want {
			t.Fatalf("%v: exit %d, want %d: %s", args, code, want, errs)
		}
		return out, errs
	}
	out, _ := run(0, "indicatori", "-cpi", "san severo", "-month", "2026-11", "-format", "json")
	var rows []figureRow
	if err := json.Unmarshal([]byte(out), &rows); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, r := range rows {
		switch r.Indicator {
		case "A.2":
			found++
			if r.Value == nil || *r.Value != 1 || r.Sex["F"] != 1 || r.Band["35-44"] != 1 || r.State != "aperto" || r.Month != "2026-11" {
				t.Errorf("A.2: %+v", r)
			}
		case "C.2": // the requests of staff are not recorded yet
			found++
			if r.Value != nil || r.State != "non_rilevato" {
				t.Errorf("C.2: %+v", r)
			}
		case "A.1": // as the sheet calls what the source has lost a part of
			found++
			if !strings.HasPrefix(r.Title, "Persone ricevute e informate (nella fonte: ") {
				t.Errorf("A.1: %+v", r)
			}
		case "B.1.2":
			found++
			if r.Value != nil {
				t.Errorf("a mean without a case: %+v", r)
			}
		}
	}
	if found != 4 || len(rows) != 46 {
		t.Errorf("%d rows, %d of those looked for", len(rows), found)
	}
	out, _ = run(0, "indicatori", "-cpi", "San Severo")
	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 46*12; len(lines) != want { // eleven months so far, and the year
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	for _, l := range lines {
		if l[3] == "A.2" && l[2] == "2026" && l[7] != "1" {
			t.Errorf("the year counts a person once: %v", l)
		}
	}
	out, _ = run(0, "indicatori", "-cpi", "San Severo", "-format", "xlsx")
	if f, err := excelize.OpenReader(strings.NewReader(out)); err != nil || f.GetSheetList()[0] != "CPI San Severo" {
		t.Errorf("xlsx: %v", err)
	}
	if _, errs := run(1, "indicatori", "-cpi", "Atlantide"); !strings.Contains(errs, "Atlantide") {
		t.Error(errs)
	}
	if _, errs := run(1, "indicatori", "-month", "2026-13"); !strings.Contains(errs, "2026-13") {
		t.Error(errs)
	}
	if _, said := run(1, "indicatori", "-format", "xml"); !strings.Contains(said, "«xml» non è un formato: scegli csv, json o xlsx") {
		t.Errorf("a format that there is not: %s", said)
	}
	run(2, "altro")
	run(2)
}

// TestFiguresAsTheOtherExportsWriteThem: commas and points, a mean with one
// decimal, and what has changed in a closed month, also where the number has not.
func TestFiguresAsTheOtherExportsWriteThem(t *testing.T) {
	october := indicators.Month{Month: "2026-10", Closed: true, Over: true}
	sheet := indicators.Sheet{Scope: indicators.Scope{Kind: rule.ScopeCPI, Label: "CPI Prova, nord", Province: "FG"}, Year: 2026}
	for m := range sheet.Months {
		sheet.Months[m] = indicators.Month{Month: indicators.MonthOf(2026, m+1), Future: m != 9}
	}
	sheet.Months[9] = october
	persons, _ := indicators.ByCode("A.2")
	days, _ := indicators.ByCode("B.1.2")
	zero := indicators.Figure{Value: 1, Closed: true, Amended: true, Added: 1, Gone: 1}
	mean := indicators.Figure{Value: 355, Cases: 33, Closed: true, Amended: true, Amends: 43, Added: 1, NowCases: 34}
	sheet.Lines = []indicators.Line{{Indicator: persons, Year: zero}, {Indicator: days, Year: mean}}
	sheet.Lines[0].Months[9], sheet.Lines[1].Months[9] = zero, mean
	var out strings.Builder
	if err := writeFigures(Env{Stdout: &out}, figureRows([]indicators.Sheet{sheet}, "")); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(lines) != 5 {
		t.Fatalf("%d lines, %v:\n%s", len(lines), err, out.String())
	}
	for n, want := range map[int]string{0: "valore rettificata rettifica righe_aggiunte righe_tolte", 1: "1 sì 0 1 1", 2: "1 sì 0 1 1", 3: "10.8 sì 0.9 1 0", 4: "10.8 sì 0.9 1 0"} {
		if got := strings.Join(lines[n][7:12], " "); got != want || n > 0 && lines[n][0] != "Prova, nord" {
			t.Errorf("line %d: %q, want %q", n, got, want)
		}
	}
	if !strings.Contains(exportCommand.long, "le virgole fra le colonne") {
		t.Error("the help does not say how the columns are told apart")
	}
}
