package indicators

import (
	"context"
	"database/sql"

	"sportello/db/rule"
)

// KeptDID is a DID of the share: how its interview within two months was kept.
type KeptDID struct {
	ID        int64
	On        rule.Date
	Due       rule.Date // the last day of the two months, with the days suspended
	Held      rule.Date // of the first interview, "" for none
	State     KeptState
	WorkerID  int64 // 0 where the reader sees no persons
	Worker    string
	Sex, Band string
	Office    string
}

// KeptRows returns the DIDs of some months, in the order of their days, that are
// in a state today: the rows of the numbers of Kept. after is the last row of the
// page before, limit how many, 0 for all. The caller has found the scope as the
// actor's; who may not see persons gets none of their names.
func (s *Store) KeptRows(ctx context.Context, scope Scope, months []string, state KeptState, after KeptDID, limit int) (out []KeptDID, err error) {
	for _, month := range months {
		if after.On != "" && month < after.On.Month() {
			continue
		}
		if out, err = s.keptRows(ctx, scope, month, state, after, limit, out); err != nil || limit > 0 && len(out) >= limit {
			return out, err
		}
	}
	return out, nil
}

// keptRows adds those of a month. Which state a DID is in follows from a term of
// working days, so that the rows are read in their order until there are enough.
func (s *Store) keptRows(ctx context.Context, scope Scope, month string, state KeptState, after KeptDID, limit int, out []KeptDID) ([]KeptDID, error) {
	today := s.db.Today()
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT x.id, x.declared_on, x.worker_id, (SELECT trim(surname||' '||name) FROM worker WHERE id=x.worker_id), x.sex, x.age_band, (SELECT name FROM cpi WHERE id=x.cpi_id), `+shareColumns+`
		FROM (SELECT * FROM did WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND month=?2 AND annulled_at IS NULL AND declared_on<=?3 AND (declared_on,id)>(?4,?5) ORDER BY declared_on, id LIMIT -1) x`,
		jsonOf(scope.Offices), month, today, after.On, after.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() && (limit <= 0 || len(out) < limit) {
		var d KeptDID
		var x share
		var held sql.NullString
		if err := rows.Scan(&d.ID, &d.On, &d.WorkerID, &d.Worker, &d.Sex, &d.Band, &d.Office, &x.ended, &x.suspended, &x.stands, &held); err != nil {
			return nil, err
		}
		x.from = d.On
		x.hold(held.String)
		d.Due, d.Held, d.State = x.due(), x.held, x.state(today)
		if d.State == "" || !d.State.Is(state) {
			continue
		}
		if !scope.Names {
			d.WorkerID, d.Worker = 0, ""
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
