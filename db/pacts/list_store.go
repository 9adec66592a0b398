package pacts

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
)

// What a list of patti may be narrowed to: what the desk counts.
const (
	WaitLate     = "azioni_in_ritardo"
	WaitCheck    = "verifica_da_fare"
	WaitFollowUp = "da_seguire" // either
)

// Filter chooses patti. Zero values do not filter.
type Filter struct {
	State    State
	Kind     string
	Wait     string
	Name     string // words of surname and name
	Operator int64
	Office   int64
	At       db.Window
}

// Page is one page of patti, the last saved first.
type Page struct {
	db.Slice[Pact]
	Counts map[State]int // under the other filters
}

// PageSize is how many rows a page has.
const PageSize = 50

const (
	isLate = "EXISTS (SELECT 1 FROM pact_action a WHERE a.pact_id=p.id AND a.removed_at IS NULL AND (a.state='prevista' OR a.state='in_corso') AND a.due_on<?)"
	isDue  = "p.next_check_on<=?"
)

// where returns the conditions of the filter but for state and place.
func (f Filter) where(actor rule.Actor, today rule.Date) (string, []any) {
	where, args := actor.OfficeScope("p.cpi_id")
	add := func(on bool, condition string, values ...any) {
		if on {
			where += " AND " + condition
			args = append(args, values...)
		}
	}
	add(f.Office != 0, "p.cpi_id=?", f.Office)
	add(f.Kind != "", "p.kind=?", f.Kind)
	add(f.Operator != 0, "p.operator_id=?", f.Operator)
	add(f.Wait == WaitLate, "p.state='sottoscritto' AND "+isLate, today)
	add(f.Wait == WaitCheck, "p.state='sottoscritto' AND "+isDue, today)
	add(f.Wait == WaitFollowUp, "p.state='sottoscritto' AND ("+isLate+" OR "+isDue+")", today, today)
	named, words := people.Named(f.Name)
	add(named != "", named, words...)
	return where, args
}

// List returns a page of the patti of the actor's offices, with how many there are
// in each state under the same filters.
func (s *Store) List(ctx context.Context, actor rule.Actor, f Filter) (p Page, err error) {
	where, args := f.where(actor, s.db.Today())
	if p.Counts, err = db.CountBy[State](ctx, s.db.Reader(), "SELECT p.state, count(*)"+pactTables+"WHERE "+where+" GROUP BY p.state", args...); err != nil {
		return p, err
	}
	if f.State != "" {
		where, args = where+" AND p.state=?", append(args, f.State)
	}
	p.Slice, err = db.ReadPage(ctx, s.db.Reader(), func(r *sql.Rows) (Pact, error) { return scanPact(r) }, db.Listed{By: "p.saved_at", ID: "p.id", Size: PageSize}, f.At,
		"SELECT "+pactColumns+", "+lateActions+pactTables+"WHERE "+where, append([]any{s.db.Today()}, args...)...)
	return p, err
}

// Place is where the patto stands in a list: the last saved first.
func (p Pact) Place() db.Place { return db.Place{By: string(p.SavedAt), ID: p.ID} }

func (s *Store) rows(ctx context.Context, where string, args ...any) ([]Pact, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (Pact, error) { return scanPact(r) },
		"SELECT "+pactColumns+", "+lateActions+pactTables+"WHERE "+where, append([]any{s.db.Today()}, args...)...)
}

// Desk is what the morning asks of the patti of an office.
type Desk struct {
	Rows []Pact // those with something late or due, the one waiting longest first
	N    int
}

// Desk returns what is late in an office of the actor: actions whose day is past,
// contacts to be held. At most limit rows are named.
func (s *Store) Desk(ctx context.Context, actor rule.Actor, office int64, limit int) (d Desk, err error) {
	today := s.db.Today()
	where, args := Filter{Office: office, Wait: WaitFollowUp}.where(actor, today)
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*)"+pactTables+"WHERE "+where, args...).Scan(&d.N); err != nil || d.N == 0 {
		return d, err
	}
	d.Rows, err = s.rows(ctx, where+` ORDER BY min(coalesce(p.next_check_on,'9999'),
		coalesce((SELECT min(a.due_on) FROM pact_action a WHERE a.pact_id=p.id AND a.removed_at IS NULL AND (a.state='prevista' OR a.state='in_corso')),'9999')), p.id LIMIT ?`, append(args, limit)...)
	return d, err
}
