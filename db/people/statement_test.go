package people

import (
	"context"
	"regexp"
	"strconv"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// A CHECK of the form «x IN (a, b, c)» builds a table of its own at each row,
// which costs as much as the row; one of equalities does not.
func TestARowOfALoadBuildsNothingByTheWay(t *testing.T) {
	d, _ := dbtest.Open(t)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		l := NewLoader(tx, rule.System)
		defer l.Close(t.Context())
		id, err := l.CreateWorker(t.Context(), Worker{CodiceFiscale: cfOf(t, 1), Surname: "Rossi", Name: "Anna"}, SourceImport)
		if err != nil {
			return err
		}
		if _, err := l.PutListRow(t.Context(), ListRow{ListID: 1, WorkerID: id, Province: "FG", CPI: officeNamed(t, d, "San Severo").id, LoadID: 1, ReferenceDate: "2026-11-02"}); err != nil {
			return err
		}
		if len(l.stmts) < 3 {
			t.Errorf("%d statements", len(l.stmts))
		}
		for query := range l.stmts {
			if n := ephemeral(t, tx, query); n != 0 {
				t.Errorf("%d temporary tables at each row of %s", n, query)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ephemeral(t *testing.T, tx *db.Tx, query string) (n int) {
	t.Helper()
	values := map[string]bool{}
	for i, mark := range regexp.MustCompile(`\?\d*`).FindAllString(query, -1) {
		if mark == "?" {
			mark += strconv.Itoa(i + 1)
		}
		values[mark] = true
	}
	rows, err := tx.QueryContext(context.Background(), "EXPLAIN "+query, make([]any, len(values))...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var opcode string
		var rest [7]any
		if err := rows.Scan(&rest[0], &opcode, &rest[1], &rest[2], &rest[3], &rest[4], &rest[5], &rest[6]); err != nil {
			t.Fatal(err)
		}
		if opcode == "OpenEphemeral" {
			n++
		}
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return n
}
