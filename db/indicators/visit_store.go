package indicators

import (
	"context"
	"database/sql"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

// DeskVisits is how many people came to consult by themselves on a day, without a
// name (DGR Puglia 847/2010, service A1).
type DeskVisits struct {
	Day    rule.Date
	Number int
	By     string
	At     rule.Instant
}

// maxVisits is more than any desk sees in a day.
const maxVisits = 10_000

// SaveVisits keeps how many came on a day; a later number takes the place of an
// earlier one. Those of an office are counted by who works in it.
func (s *Store) SaveVisits(ctx context.Context, actor rule.Actor, scope Scope, day rule.Date, number int) error {
	if scope.Kind != rule.ScopeCPI || !actor.System && !slices.Contains(actor.CPIs(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor), scope.CPI) {
		return db.ErrNotFound
	}
	var refusals rule.Refusals
	if number < 0 || number > maxVisits {
		refusals.Add("visite", "Scrivi quante persone sono venute: un numero da 0 a 10.000.")
	}
	if day == "" {
		refusals.Add("giorno", "Scrivi il giorno.")
	} else if day > s.db.Today() {
		refusals.Add("giorno", "Il giorno non è ancora venuto.")
	} else if day.Time().Year() < 2000 {
		refusals.Add("giorno", "Il giorno va dal 2000 in poi.")
	}
	if len(refusals) > 0 {
		return refusals
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO desk_visit(cpi_id,day,visits,saved_at,saved_by) VALUES(?,?,?,?,?)
			ON CONFLICT(cpi_id,day) DO UPDATE SET visits=excluded.visits, saved_at=excluded.saved_at, saved_by=excluded.saved_by`, scope.CPI, day, number, tx.Now, actor.UserID); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, scope.CPI, day.Month()); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "visite.salvate", Subject: "cpi", SubjectID: scope.CPI, Fields: []string{string(day)}})
	})
}

// Visits returns the last days of which visits were counted, the latest first.
func (s *Store) Visits(ctx context.Context, scope Scope, limit int) ([]DeskVisits, error) {
	if scope.Kind != rule.ScopeCPI {
		return nil, db.ErrNotFound
	}
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (v DeskVisits, err error) { err = r.Scan(&v.Day, &v.Number, &v.By, &v.At); return },
		`SELECT day, visits, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=saved_by),''), saved_at FROM desk_visit WHERE cpi_id=? ORDER BY day DESC LIMIT `+limitText(limit), scope.CPI)
}
