package indicators

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
)

// Workload returns what each operator of an office of the actor's has on hand
// from a day to another, both included, by name; db.ErrNotFound for another office.
func (s *Store) Workload(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date) ([]Load, error) {
	diary := agenda.NewStore(s.db)
	t, err := diary.Timetable(ctx, actor, cpi, from, to)
	if err != nil {
		return nil, err
	}
	operators, err := diary.Operators(ctx, rule.System, cpi) // by surname, whoever asks
	if err != nil {
		return nil, err
	}
	booked, err := s.minutesBy(ctx, `SELECT operator_id, sum(minutes) FROM (
		SELECT operator_id, ends-starts AS minutes FROM appointment WHERE cpi_id=?1 AND day BETWEEN ?2 AND ?3 AND state IN ('fissato','presente')
		UNION ALL SELECT operator_id, ends-starts FROM group_session WHERE cpi_id=?1 AND day BETWEEN ?2 AND ?3 AND cancelled_at IS NULL) GROUP BY operator_id`, cpi, from, to)
	if err != nil {
		return nil, err
	}
	delivered, err := s.minutesBy(ctx, `SELECT operator_id, sum(minutes) FROM (
		SELECT operator_id, minutes FROM delivered_service WHERE cpi_id=?1 AND delivered_on BETWEEN ?2 AND ?3 AND annulled_at IS NULL AND session_id IS NULL
		UNION ALL SELECT operator_id, max(minutes) FROM delivered_service WHERE cpi_id=?1 AND delivered_on BETWEEN ?2 AND ?3 AND annulled_at IS NULL AND session_id IS NOT NULL
			GROUP BY operator_id, session_id) GROUP BY operator_id`, cpi, from, to)
	if err != nil {
		return nil, err
	}
	out := make([]Load, len(operators))
	for i, o := range operators {
		out[i] = Load{Operator: o.ID, Name: o.Name, Capacity: Capacity(t, o.ID, from, to), Booked: booked[o.ID], Delivered: delivered[o.ID]}
		delete(booked, o.ID)
		delete(delivered, o.ID)
	}
	gone := Load{Name: "Chi non lavora più qui"} // what they did is counted all the same
	for _, minutes := range booked {
		gone.Booked += minutes
	}
	for _, minutes := range delivered {
		gone.Delivered += minutes
	}
	if gone.Booked+gone.Delivered > 0 {
		out = append(out, gone)
	}
	return out, nil
}

func (s *Store) minutesBy(ctx context.Context, query string, cpi int64, from, to rule.Date) (map[int64]int, error) {
	type of struct {
		operator int64
		minutes  int
	}
	rows, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x of, err error) { return x, r.Scan(&x.operator, &x.minutes) }, query, cpi, from, to)
	out := map[int64]int{}
	for _, x := range rows {
		out[x.operator] = x.minutes
	}
	return out, err
}

// CodeLoads returns the services of an office of the actor's from a day to
// another, both included, with the minutes of their codes, those that took most
// time first. A replica took none of its own; db.ErrNotFound for another office.
func (s *Store) CodeLoads(ctx context.Context, actor rule.Actor, cpi int64, from, to rule.Date) ([]CodeLoad, error) {
	scope, args := actor.OfficeScope("id")
	var mine bool
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*)>0 FROM cpi WHERE id=? AND "+scope, append([]any{cpi}, args...)...).Scan(&mine); err != nil {
		return nil, err
	}
	if !mine {
		return nil, db.ErrNotFound
	}
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c CodeLoad, err error) {
		return c, r.Scan(&c.Code, &c.Times, &c.Minutes, &c.Title, &c.Standard, &c.Min, &c.Max)
	}, `SELECT d.code, d.times, d.minutes, coalesce(c.title,''), coalesce(c.minutes_mean,0), coalesce(c.minutes_min,0), coalesce(c.minutes_max,0)
		FROM (SELECT code, count(*) AS times, sum(minutes) AS minutes FROM delivered_service
			WHERE cpi_id=? AND delivered_on BETWEEN ? AND ? AND annulled_at IS NULL AND origin<>'replica' GROUP BY code) d
		LEFT JOIN service_code c ON c.code=d.code AND c.valid_from<=? AND c.valid_to>=?
		ORDER BY d.minutes DESC, d.code`, cpi, from, to, to, to)
}
