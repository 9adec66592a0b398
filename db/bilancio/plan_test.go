package bilancio

import (
	"strings"
	"testing"

	"sportello/db/dbtest"
)

// A page of a bilancio and the reopening of a phase read their own rows, however
// many bilanci and appointments there are.
func TestABilancioIsReadByItsIndexes(t *testing.T) {
	t.Parallel()
	d, _ := dbtest.Open(t)
	for query, args := range map[string][]any{
		meetingsQuery: {1}, standsInTheWayQuery: {1, 1}, "SELECT " + bilancioColumns + bilancioTables + " WHERE b.id=?": {1},
	} {
		rows, err := d.Reader().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(detail, "SCAN") && detail != "SCAN CONSTANT ROW" || strings.Contains(detail, "TEMP B-TREE") {
				t.Errorf("%s\n%s", detail, query)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}
