package indicators

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/rule"
)

// Closing says of an office whether it has closed a month.
type Closing struct {
	CPI      int64
	Office   string
	Province string
	At       rule.Instant // "" for not yet
	By       string
	Worked   bool // something that is counted happened there in the month
}

// Closings returns which offices of a scope have closed a month, by province and
// name. The caller has found the scope as the actor's.
func (s *Store) Closings(ctx context.Context, scope Scope, month string) ([]Closing, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c Closing, err error) {
		err = r.Scan(&c.CPI, &c.Office, &c.Province, &c.At, &c.By, &c.Worked)
		return c, err
	}, `SELECT c.id, c.name, p.name, coalesce(m.closed_at,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=m.closed_by),''),
			EXISTS (SELECT 1 FROM figure_change f WHERE f.cpi_id=c.id AND f.month=?2)
		FROM cpi c JOIN province p ON p.sigla=c.province LEFT JOIN month_close m ON m.cpi_id=c.id AND m.month=?2
		WHERE c.id IN (SELECT value FROM json_each(?1)) ORDER BY p.name, c.name`, jsonOf(scope.Offices), month)
}
