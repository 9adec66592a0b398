package indicators

import (
	"context"
	"database/sql"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Reminder is what comes back every week, month or quarter, in the period of
// today.
type Reminder struct {
	Deadline Deadline
	Scope    string // cpi:12, provincia:FG
	Whose    string
	Period   string
	Words    string // of the period
	DoneID   int64  // of the mark that stands, 0 for none
	DoneAt   rule.Instant
	DoneBy   string
	Undone   []Undone // marks of this period that were taken back, the last first
	Writes   bool     // the actor may say that it is done
}

// Undone is a mark that was taken back: it happened, and is told.
type Undone struct {
	DoneAt, UndoneAt rule.Instant
	DoneBy, UndoneBy string
}

// Reminders returns what is due in the periods of today: of an office of the
// actor's, and of the provinces of whom runs one.
func (s *Store) Reminders(ctx context.Context, actor rule.Actor, cpi int64) ([]Reminder, error) {
	scope, args := actor.OfficeScope("id")
	type whose struct {
		key, label string
		kind       rule.ScopeKind
		writes     bool
	}
	var all []whose
	offices, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (id struct {
		ID   int64
		Name string
	}, err error) {
		return id, r.Scan(&id.ID, &id.Name)
	}, "SELECT id, name FROM cpi WHERE id=? AND "+scope, append([]any{cpi}, args...)...)
	if err != nil {
		return nil, err
	}
	for _, o := range offices {
		all = append(all, whose{Scope{Kind: rule.ScopeCPI, CPI: o.ID}.Key(), "CPI " + o.Name, rule.ScopeCPI, actor.System || slices.Contains(actor.CPIs(), o.ID)})
	}
	for _, g := range actor.Grants {
		if g.Role == rule.RoleProvince {
			all = append(all, whose{Scope{Kind: rule.ScopeProvince, Province: g.Province}.Key(), g.Office, rule.ScopeProvince, true})
		}
	}
	var out []Reminder
	for _, w := range all {
		for _, d := range Deadlines {
			if d.Kind != KindReminder || d.Scope != w.kind {
				continue
			}
			m := Reminder{Deadline: d, Scope: w.key, Whose: w.label, Writes: w.writes}
			m.Period, m.Words = d.Period(s.db.Today())
			if err := s.marks(ctx, &m); err != nil {
				return nil, err
			}
			out = append(out, m)
		}
	}
	return out, nil
}

// marks reads the marks of a reminder's period: the one that stands, and those
// that were taken back.
func (s *Store) marks(ctx context.Context, m *Reminder) error {
	type mark struct {
		Undone
		id int64
	}
	found, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x mark, err error) {
		return x, r.Scan(&x.id, &x.DoneAt, &x.DoneBy, &x.UndoneAt, &x.UndoneBy)
	}, `SELECT id, done_at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=done_by),''), coalesce(undone_at,''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=undone_by),'')
		FROM reminder_done WHERE deadline=? AND scope=? AND period=? ORDER BY id DESC`, m.Deadline.Number, m.Scope, m.Period)
	for _, x := range found {
		if x.UndoneAt == "" {
			m.DoneID, m.DoneAt, m.DoneBy = x.id, x.DoneAt, x.DoneBy
		} else {
			m.Undone = append(m.Undone, x.Undone)
		}
	}
	return err
}

// MarkDone records that a reminder of the actor's was done in the period of
// today; one that was done already stays as it is. db.ErrNotFound for another's.
func (s *Store) MarkDone(ctx context.Context, actor rule.Actor, number int, key, period string) error {
	d, ok := DeadlineNumbered(number)
	scope, known := parseKey(key)
	if !ok || !known || d.Kind != KindReminder || d.Scope != scope.Kind || !mayRemind(actor, scope) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if now, words := d.Period(tx.Today); now != period {
			return rule.Refuse("", "Il periodo è cambiato mentre la pagina era aperta: adesso è "+words+".")
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO reminder_done(deadline,scope,period,done_at,done_by) VALUES(?,?,?,?,?) ON CONFLICT DO NOTHING", d.Number, scope.Key(), period, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return err
		}
		id, err := res.LastInsertId()
		if err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "promemoria.fatto", Subject: "reminder_done", SubjectID: id, Fields: []string{scope.Key(), period}})
	})
}

// TakeBack takes back the mark that a reminder of the actor's was done, and
// returns its time rule. The mark stays, with who took it back and when. There
// is nothing to take back when somebody has done so; db.ErrNotFound for
// another's.
func (s *Store) TakeBack(ctx context.Context, actor rule.Actor, id int64) (d Deadline, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var number int
		var key, period, undone string
		if err := tx.QueryRowContext(ctx, "SELECT deadline, scope, period, coalesce(undone_at,'') FROM reminder_done WHERE id=?", id).Scan(&number, &key, &period, &undone); err != nil {
			return db.Classify(err)
		}
		scope, known := parseKey(key)
		if d, _ = DeadlineNumbered(number); !known || !mayRemind(actor, scope) {
			return db.ErrNotFound
		}
		if undone != "" {
			return rule.Refuse("", "Il promemoria non risulta più fatto: qualcuno l'ha già ripreso.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE reminder_done SET undone_at=?, undone_by=? WHERE id=?", tx.Now, actor.UserID, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "promemoria.ripreso", Subject: "reminder_done", SubjectID: id, Fields: []string{key, period}})
	})
	return d, err
}

func mayRemind(actor rule.Actor, scope Scope) bool {
	if scope.Kind == rule.ScopeCPI {
		return slices.Contains(actor.CPIs(), scope.CPI)
	}
	return slices.ContainsFunc(actor.Grants, func(g rule.Grant) bool { return g.Role == rule.RoleProvince && g.Province == scope.Province })
}
