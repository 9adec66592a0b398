package pacts

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sportello/db"
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
	Before   At // the last row seen, for the next page
	After    At // the first row seen, for the page before
}

// At is where a page begins.
type At struct {
	SavedAt rule.Instant
	ID      int64
}

// Page is one page of patti, the last saved first.
type Page struct {
	Rows   []Pact
	More   bool
	Less   bool
	Counts map[State]int // under the other filters, up to CountLimit + 1
}

// How many rows a page has, and up to how many are counted.
const (
	PageSize   = 50
	CountLimit = 10_000
)

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
	if words := rule.FoldWords(f.Name); len(words) > 0 {
		each := make([]string, len(words))
		any := []any{likeStart(rule.Fold(f.Name))}
		for i, word := range words {
			each[i] = `(w.surname_fold LIKE ? ESCAPE '\' OR w.name_fold LIKE ? ESCAPE '\')`
			any = append(any, likeStart(word), likeStart(word))
		}
		add(true, `(w.surname_fold||w.name_fold LIKE ? ESCAPE '\' OR `+strings.Join(each, " AND ")+")", any...)
	}
	return where, args
}

func likeStart(word string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
}

// List returns a page of the patti of the actor's offices, with how many there are
// in each state under the same filters.
func (s *Store) List(ctx context.Context, actor rule.Actor, f Filter) (Page, error) {
	where, args := f.where(actor, s.db.Today())
	p := Page{Counts: map[State]int{}}
	type count struct {
		state State
		n     int
	}
	counts, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c count, err error) { err = r.Scan(&c.state, &c.n); return },
		"SELECT p.state, count(*)"+pactTables+"WHERE "+where+" GROUP BY p.state", args...)
	if err != nil {
		return p, err
	}
	for _, c := range counts {
		p.Counts[c.state] = c.n
	}
	order := " ORDER BY p.saved_at DESC, p.id DESC LIMIT ?"
	if f.State != "" {
		where, args = where+" AND p.state=?", append(args, f.State)
	}
	switch {
	case f.Before.ID != 0:
		where, args = where+" AND (p.saved_at,p.id)<(?,?)", append(args, f.Before.SavedAt, f.Before.ID)
	case f.After.ID != 0:
		where, args = where+" AND (p.saved_at,p.id)>(?,?)", append(args, f.After.SavedAt, f.After.ID)
		order = " ORDER BY p.saved_at, p.id LIMIT ?"
	}
	if p.Rows, err = s.rows(ctx, where+order, append(args, PageSize+1)...); err != nil {
		return p, err
	}
	more := len(p.Rows) > PageSize
	p.Rows = p.Rows[:min(len(p.Rows), PageSize)]
	p.More, p.Less = more, f.Before.ID != 0
	if f.After.ID != 0 {
		slices.Reverse(p.Rows)
		p.More, p.Less = true, more
	}
	return p, nil
}

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
