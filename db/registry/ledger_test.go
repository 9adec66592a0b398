package registry

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// The office's ledger is read from its index, in its order, whatever the filter;
// so are the rows that went beyond a hard rule.
func TestTheLedgerIsReadByItsIndexes(t *testing.T) {
	d, _ := dbtest.Open(t)
	full := LedgerFilter{CPI: 1, Operator: 2, Code: "C.1", Programme: "GOL", Mode: "telefono", Origin: OriginManual, Annulled: Valid, From: "2026-01-01", To: "2026-12-31"}
	plans := map[string][]any{beyondQuery: {1, Forever, 9, 51}}
	for _, f := range []LedgerFilter{{CPI: 1}, full} {
		for _, at := range []Cursor{{}, {On: "2026-11-24", ID: 9}, {On: "2026-11-24", ID: 9, Back: true}} {
			query, args := stretchQuery(f, at, 51)
			plans[query] = args
		}
	}
	for query, args := range plans {
		rows, err := d.Reader().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		indexed := false
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(detail, "SCAN") || strings.Contains(detail, "TEMP B-TREE") {
				t.Errorf("%s\n%s", detail, query)
			}
			indexed = indexed || strings.Contains(detail, "SEARCH d USING INDEX delivered_service_")
		}
		if !indexed {
			t.Errorf("not read from the index of the office: %s", query)
		}
	}
}

// Pages of the ledger hold each row once, forwards and backwards; those of
// another office are not there.
func TestTheLedgerHasEachRowOnce(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	var here, there int64
	if err := d.Reader().QueryRow("SELECT (SELECT id FROM cpi WHERE name='San Severo'), (SELECT id FROM cpi WHERE name='Lecce')").Scan(&here, &there); err != nil {
		t.Fatal(err)
	}
	actor := rule.Actor{UserID: 7, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: here, Province: "FG"}}}
	const n = 2*PerPage + 7
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range n {
			for _, cpi := range []int64{here, there} {
				_, err := DeliverTx(t.Context(), tx, actor, DeliveredService{WorkerID: 1, CPI: cpi, Operator: 7, Code: "C.1", On: rule.Date(fmt.Sprintf("2026-11-%02d", 1+i%20)), Minutes: 60,
					Mode: Modes[i%3], Origin: OriginAutomatic}, true)
				if err != nil {
					return err
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Ledger(t.Context(), actor, LedgerFilter{CPI: there}, Cursor{}); err != db.ErrNotFound {
		t.Errorf("the ledger of another office: %v", err)
	}
	var forwards []int64
	at, last := Cursor{}, LedgerPage{}
	for {
		page, err := s.Ledger(t.Context(), actor, LedgerFilter{CPI: here}, at)
		if err != nil || page.Total != n {
			t.Fatal(page.Total, err)
		}
		for _, r := range page.Rows {
			forwards = append(forwards, r.ID)
		}
		last = page
		if !page.HasNext {
			break
		}
		at = CursorAt(page.Rows[len(page.Rows)-1])
	}
	seen := map[int64]bool{}
	for _, id := range forwards {
		seen[id] = true
	}
	if len(forwards) != n || len(seen) != n {
		t.Errorf("%d rows on the pages, %d different, want %d", len(forwards), len(seen), n)
	}
	back := CursorAt(last.Rows[0])
	back.Back = true
	page, err := s.Ledger(context.Background(), actor, LedgerFilter{CPI: here}, back)
	if err != nil || len(page.Rows) != PerPage || page.Rows[0].ID != forwards[PerPage] || !page.HasPrev || !page.HasNext {
		t.Errorf("backwards: %d rows, %v", len(page.Rows), err)
	}
	for f, want := range map[LedgerFilter]int{{CPI: here, Mode: "telefono"}: 36, {CPI: here, Code: "B1"}: n, {CPI: here, Code: "C.2"}: 0, {CPI: here, From: "2026-11-20", To: "2026-11-20"}: 5,
		{CPI: here, Programme: NoProgramme}: n, {CPI: here, Programme: "GG"}: 0, {CPI: here, Annulled: Annulled}: 0, {CPI: here, Origin: OriginManual}: 0, {CPI: here, Operator: 8}: 0} {
		page, err := s.Ledger(t.Context(), actor, f, Cursor{})
		if err != nil || page.Total != want {
			t.Errorf("%+v: %d rows, want %d (%v)", f, page.Total, want, err)
		}
	}
}

// What a row shows as «in deroga automatica» is what missed a hard rule, also
// where a soft one has the same number.
func TestBeyondIsOfHardRules(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, code := range []string{"C.1", "B.1", "D.1", "C.2"} { // none, soft, hard, hard and soft
			if _, err := DeliverTx(t.Context(), tx, rule.System, DeliveredService{WorkerID: 1, CPI: 1, Operator: 7, Code: code, On: "2026-11-20", Minutes: 60, Mode: "presenza", Origin: OriginAutomatic}, true); err != nil {
				return err
			}
		}
		return StandTx(t.Context(), tx, Standing{WorkerID: 2, Kind: StandingProfile1B, ReferenceID: 1, From: "2026-01-01"})
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { // only the soft half of rule 6 is missed
		_, err := DeliverTx(t.Context(), tx, rule.System, DeliveredService{WorkerID: 2, CPI: 1, Operator: 7, Code: "C.2", On: "2026-11-20", Minutes: 60, Mode: "presenza", Origin: OriginAutomatic}, true)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Beyond(t.Context(), rule.System, Cursor{}, 50)
	if err != nil || len(rows) != 2 || rows[0].Code != "C.2" || rows[0].WorkerID != 1 || rows[1].Code != "D.1" {
		t.Errorf("beyond: %+v, %v", rows, err)
	}
}
