package seed

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/rule"
)

// ofNoOffice are the columns with a day on which no office acts, each with what it is.
var ofNoOffice = map[string]string{
	"worker.permit_expires_on": "a term", "pact_action.due_on": "a term", "list_row.dismissed_on": "of the former employer", "edition.ends_on": "of the training body",
	"card_entry.from_on": "of a life", "card_entry.to_on": "of a life", "employment_statement.from_on": "of a life", "employment_period.from_on": "of a life", "employment_period.to_on": "of a life",
}

// atWork checks that no appointment, meeting, check, proposal, signature, service or
// any other act of the demonstration falls on a day on which its office is closed:
// every column of the database with a day is looked at, but those of no office.
func atWork(t *testing.T, d *db.DB) {
	t.Helper()
	type column struct{ table, name, office string }
	columns, err := db.Collect(t.Context(), d.Reader(), func(r *sql.Rows) (c column, err error) { err = r.Scan(&c.table, &c.name, &c.office); return },
		`SELECT m.name, c.name, CASE WHEN EXISTS(SELECT 1 FROM pragma_table_info(m.name) o WHERE o.name='cpi_id') THEN 'x.cpi_id' ELSE 'NULL' END
		FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type='table' AND (c.name='day' OR c.name LIKE '%\_on' ESCAPE '\') ORDER BY 1, 2`)
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, c := range columns {
		name := c.table + "." + c.name
		if ofNoOffice[name] != "" {
			continue
		}
		type day struct {
			on     rule.Date
			patron string
			n      int
		}
		days, err := db.Collect(t.Context(), d.Reader(), func(r *sql.Rows) (x day, err error) { err = r.Scan(&x.on, &x.patron, &x.n); return },
			fmt.Sprintf(`SELECT %[2]s, coalesce(c.patron_day,''), count(*) FROM %[1]s x LEFT JOIN cpi c ON c.id=%[3]s WHERE length(%[2]s)=10 GROUP BY 1, 2`, c.table, c.name, c.office))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var closed []string
		for _, x := range days {
			looked++
			if !rule.WorkingDay(x.on, x.patron) {
				closed = append(closed, fmt.Sprintf("%d on %s (%s)", x.n, x.on, x.on.Weekday()))
			}
		}
		if len(closed) > 0 {
			t.Errorf("%s: %s", name, strings.Join(closed, ", "))
		}
	}
	if looked < 500 {
		t.Errorf("only %d days looked at", looked)
	}
}

func TestNothingIsDoneOnAClosedDay(t *testing.T) { atWork(t, demo(t)) }
