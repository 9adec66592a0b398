package command

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"

	"github.com/xuri/excelize/v2"
)

// TestExportOfTheRegistry: the ledger of a month and an office, and the codes, in
// each format.
func TestExportOfTheRegistry(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var cpi int64
	if err := d.Reader().QueryRow("SELECT id FROM cpi WHERE name='San Severo'").Scan(&cpi); err != nil {
		t.Fatal(err)
	}
	err = d.Write(t.Context(), func(tx *db.Tx) error {
		worker, err := people.CreateWorkerTx(t.Context(), tx, rule.System, people.Worker{CodiceFiscale: "00000000001", Surname: "Bianchi", Name: "Ada", HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
		for _, day := range []rule.Date{"2026-10-05", "2026-11-05"} {
			if err == nil {
				_, err = people.DeliverStandardTx(t.Context(), tx, rule.System, registry.DeliveredService{WorkerID: worker, CPI: cpi, Operator: 1, Code: "C.1", On: day})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	d.Close()
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, errs := call(t, append(append([]string{"export"}, args...), "-data", dir)...)
		if code != want {
			t.Fatalf("%v: exit %d, want %d: %s", args, code, want, errs)
		}
		return out + errs
	}
	lines, err := csv.NewReader(strings.NewReader(run(0, "registro", "-month", "2026-11", "-cpi", "san severo"))).ReadAll()
	if err != nil || len(lines) != 2 || lines[1][1] != "2026-11-05" || lines[1][2] != "C.1" || !strings.HasPrefix(lines[1][3], "Orientamento di base") || lines[1][4] != "B1" || lines[1][5] == "" || lines[1][5] == lines[1][3] || lines[1][7] != "Bianchi" {
		t.Errorf("the month has %v (%v)", lines, err)
	}
	var rows []map[string]any
	if err := json.Unmarshal([]byte(run(0, "registro", "-format", "json")), &rows); err != nil || len(rows) != 2 || rows[0]["minuti_effettivi"] != 90.0 || rows[0]["codice_fiscale"] != "00000000001" {
		t.Errorf("ever: %v (%v)", rows, err)
	}
	if got := run(0, "registro", "-cpi", "Lecce", "-format", "json"); got != "[]\n" {
		t.Errorf("Lecce has %q", got)
	}
	if err := json.Unmarshal([]byte(run(0, "codici", "-format", "json")), &rows); err != nil || len(rows) != 105+23 {
		t.Errorf("%d codes (%v)", len(rows), err)
	}
	book, err := excelize.OpenReader(strings.NewReader(run(0, "codici", "-format", "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	if all, err := book.GetRows("Codici"); err != nil || len(all) != 105+23+1 {
		t.Errorf("%d rows in the file (%v)", len(all), err)
	}
	for _, wrong := range [][]string{{"registro", "-month", "novembre"}, {"registro", "-cpi", "Atlantide"}} {
		run(1, wrong...)
	}
	run(1, "registro", "-format", "pdf")
}
