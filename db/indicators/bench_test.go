package indicators_test

import (
	"context"
	"flag"
	"fmt"
	"testing"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/rule"
)

// services is how many rows the ledger of the benchmark has. The goals (an
// office's sheet in 10 ms, the region's in 150 ms, what is behind a figure in
// 50 ms) are those of 5,000,000:
//
//	go test ./db/indicators -run xxx -bench . -services 5000000
var services = flag.Int("services", 100_000, "rows of the ledger")

// ledger fills the installation: persons, one DID for each, and services spread
// over all offices and the months of two years.
func (o *office) ledgerOpen(n int) {
	o.t.Helper()
	persons := max(n/12, 100)
	for _, query := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?1) INSERT INTO worker(id,codice_fiscale,surname,name,surname_fold,name_fold,sex,birth_date,home_province,residence_province,created_at,updated_at)
			SELECT i, printf('%011d',i), 'Prova'||i, 'Ada', 'prova'||i, 'ada', iif(i%2,'F','M'), printf('%d-%02d-01',1955+i%50,1+i%12), 'FG', 'FG', '', '' FROM n`,
		`INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,sex,age_band,created_at,created_by)
			SELECT i, 1+i%42, day, substr(day,1,7), 'cpi', iif(i%2,'F','M'), '35-44', '', 1 FROM (SELECT id AS i, date('2025-01-01','+'||(id%690)||' days') AS day FROM worker)`,
	} {
		if _, err := o.exec(query, persons); err != nil {
			o.t.Fatal(err)
		}
	}
	if _, err := o.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<?1)
		INSERT INTO delivered_service(worker_id,cpi_id,operator_id,code,prestazione,delivered_on,month,sex,age_band,minutes,mode,origin,created_at,created_by)
		SELECT w, 1+w%42, 1, substr('A.1 C.1 E.2 I.2 H.8 M1.2',1+4*(i%6),3+(i%6=5)), substr('A2B1D2A3A2E1',1+2*(i%6),2), day, substr(day,1,7), iif(w%2,'F','M'), '35-44', 30, 'presenza', 'automatico', '', 1
		FROM (SELECT i, 1+(i*7919)%?2 AS w, date('2025-01-01','+'||((i*31)%690)||' days') AS day FROM n)`, n, persons); err != nil {
		o.t.Fatal(err)
	}
	for _, query := range []string{"INSERT OR IGNORE INTO figure_change(cpi_id,month,changes) SELECT cpi_id, month, count(*) FROM delivered_service GROUP BY cpi_id, month", "ANALYZE"} {
		if _, err := o.exec(query); err != nil {
			o.t.Fatal(err)
		}
	}
}

// closed closes all the months that are over, of all offices.
func (o *office) closed() {
	scopes, err := o.store.Scopes(context.Background(), rule.System)
	o.ok(err)
	for _, scope := range scopes {
		if scope.Kind != rule.ScopeCPI {
			continue
		}
		for month := range 22 {
			o.ok(o.store.CloseMonth(context.Background(), rule.System, scope, indicators.MonthOf(2025+month/12, 1+month%12)))
		}
	}
}

func BenchmarkFigures(b *testing.B) {
	o := open(b)
	o.ledgerOpen(*services)
	o.closed()
	sheet := func(scope indicators.Scope) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				if _, err := o.store.Sheet(context.Background(), scope, 2026, nil); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("sheet of an office", sheet(o.scope))
	b.Run("sheet of a province", sheet(o.ofProvince))
	b.Run("sheet of the region", sheet(o.ofRegion))
	for name, scope := range map[string]indicators.Scope{"office": o.scope, "region": o.ofRegion} {
		for _, code := range []string{"A.2", "A.inv", "B.1.2"} {
			i, _ := indicators.ByCode(code)
			b.Run(fmt.Sprintf("rows behind %s of the %s", code, name), func(b *testing.B) {
				for b.Loop() {
					if _, err := o.store.Rows(context.Background(), scope, indicators.Which{Indicator: i, Months: []string{"2026-11"}}, indicators.Row{}, 51); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// exec writes to the database apart from any area.
func (o *office) exec(query string, args ...any) (n int, err error) {
	err = o.db.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	return 0, err
}
