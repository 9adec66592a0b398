package conditionality_test

import (
	"database/sql"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/conditionality"
)

// TestTheListsReadIndexes asks SQLite how it would go through the tables that grow:
// by an index, never row by row.
func TestTheListsReadIndexes(t *testing.T) {
	o := open(t)
	o.miss(o.worker, agenda.KindOther, agenda.ActMiss)
	for name, query := range conditionality.Queries(o.operator, o.db.Today()) {
		plan, err := db.Collect(t.Context(), o.db.Reader(), func(r *sql.Rows) (step string, err error) {
			var a, b, c int
			err = r.Scan(&a, &b, &c, &step)
			return step, err
		}, "EXPLAIN QUERY PLAN "+query.Text, query.Args...)
		o.ok(err)
		all := strings.Join(plan, "\n")
		for _, step := range plan {
			if table, scan := strings.CutPrefix(step, "SCAN "); scan && !strings.HasPrefix(table, "(") && !strings.HasPrefix(table, "f") {
				t.Errorf("%s goes through %s:\n%s", name, table, all)
			}
		}
		for _, index := range query.Uses {
			if !strings.Contains(all, index) {
				t.Errorf("%s does not use %s:\n%s", name, index, all)
			}
		}
	}
}
