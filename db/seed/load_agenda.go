package seed

import (
	"context"
	"database/sql"
	"errors"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
)

// bench is a place of work: one operator of an office with a share of its people, so that
// no two operators meet the same person at a time.
type bench struct {
	o        *office
	operator int64
	table    *agenda.Timetable
	rows     []row
	taken    map[rule.Date]uint64 // half hours of the day, one bit each
	met      int                  // appointments of this load so far
	begun    int                  // bilanci of this load so far
}

const half30 rule.Minutes = 30

// benches gathers the operators with the people of this load.
func (l *loader) benches(ctx context.Context) ([]*bench, error) {
	var out []*bench
	store := agenda.NewStore(l.db)
	for i := range l.offices {
		o := &l.offices[i]
		table, err := store.Timetable(ctx, rule.System, o.ID, l.today.AddDays(-4000), l.today.AddDays(200))
		if err != nil {
			return nil, err
		}
		rows, err := l.people(ctx, o)
		if err != nil {
			return nil, err
		}
		for n, s := range o.staff {
			b := &bench{o: o, operator: s.UserID, table: &table, taken: map[rule.Date]uint64{}}
			for j := n; j < len(rows); j += len(o.staff) {
				b.rows = append(b.rows, rows[j])
			}
			if len(b.rows) == 0 {
				continue
			}
			if err := l.readTaken(ctx, b); err != nil {
				return nil, err
			}
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("mancano le persone: aggiungi -workers")
	}
	return out, nil
}

// people returns the rows of this load in the office, in the order of their
// making.
func (l *loader) people(ctx context.Context, o *office) ([]row, error) {
	rows, err := l.db.Reader().QueryContext(ctx, "SELECT id, worker_id FROM list_row WHERE load_id=? AND cpi_id=? ORDER BY id", l.loads[o.Province], o.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.worker); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// readTaken reads what the operator's agenda holds, whatever became of it.
func (l *loader) readTaken(ctx context.Context, b *bench) error {
	rows, err := l.db.Reader().QueryContext(ctx, "SELECT day, starts, ends FROM appointment WHERE operator_id=?", b.operator)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s agenda.Slot
		if err := rows.Scan(&s.Day, &s.Starts, &s.Ends); err != nil {
			return err
		}
		b.take(s)
	}
	return rows.Err()
}

func (b *bench) take(s agenda.Slot) { b.taken[s.Day] |= bits(s) }

func bits(s agenda.Slot) uint64 {
	var out uint64
	for m := s.Starts / half30 * half30; m < s.Ends; m += half30 {
		out |= 1 << (m / half30)
	}
	return out
}

// free takes the first free time of the length on the day, false for none.
func (b *bench) free(day rule.Date, length rule.Minutes) (agenda.Slot, bool) {
	for _, w := range b.table.Windows(day) {
		for m := (w.Opens + half30 - 1) / half30 * half30; m+length <= w.Closes; m += half30 {
			s := agenda.Slot{Day: day, Starts: m, Ends: m + length}
			if b.taken[day]&bits(s) != 0 {
				continue
			}
			if _, away := b.table.Away(b.operator, s); away {
				continue
			}
			b.take(s)
			return s, true
		}
	}
	return agenda.Slot{}, false
}

// near returns the n-th day counted from today outwards: today, yesterday,
// tomorrow, … and from five weeks on only back.
func near(today rule.Date, n int) rule.Date {
	const ahead = 35
	switch {
	case n > 2*ahead:
		return today.AddDays(-(n - ahead))
	case n%2 == 1:
		return today.AddDays(-(n + 1) / 2)
	}
	return today.AddDays(n / 2)
}

// cursor is a walk over days.
type cursor struct {
	days func(n int) rule.Date
	at   map[*bench]int
}

// next takes the next free time of the bench.
func (c *cursor) next(b *bench, length rule.Minutes) (agenda.Slot, bool) {
	for tries := 0; tries < 4000; tries++ {
		if s, ok := b.free(c.days(c.at[b]), length); ok {
			return s, true
		}
		c.at[b]++
	}
	return agenda.Slot{}, false
}

var errNoTime = errors.New("le agende sono piene: servono meno appuntamenti o bilanci")

// statements are prepared for one transaction.
type statements struct {
	tx  *db.Tx
	all map[string]*sql.Stmt
}

func newStatements(tx *db.Tx) *statements { return &statements{tx, map[string]*sql.Stmt{}} }

func (s *statements) exec(ctx context.Context, query string, args ...any) (int64, error) {
	stmt := s.all[query]
	if stmt == nil {
		var err error
		if stmt, err = s.tx.PrepareContext(ctx, query); err != nil {
			return 0, err
		}
		s.all[query] = stmt
	}
	res, err := stmt.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (s *statements) close() {
	for _, stmt := range s.all {
		stmt.Close()
	}
}

// touch marks the lists that were written as changed, for who keeps counts.
func (l *loader) touch(ctx context.Context, s *statements) error {
	_, err := s.exec(ctx, `INSERT INTO list_change(list_id,province,changes) SELECT ?, sigla, 1 FROM province WHERE true
		ON CONFLICT(list_id,province) DO UPDATE SET changes=changes+1`, l.list)
	return err
}
