package bilancio

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
)

// Filter chooses bilanci. Zero values do not filter.
type Filter struct {
	State      State
	Phase      string
	Name       string // words of surname and name
	Counsellor int64
	Office     int64
	Wait       string       // one of the Waits
	Now        rule.Instant // when the waiting is looked at
	Before     rule.Instant // saved_at and id of the last row seen, for the next page
	BeforeID   int64
	After      rule.Instant // of the first row seen, for the page before
	AfterID    int64
}

// What a bilancio may wait for, as the desk counts it.
const (
	WaitScan = "scansione" // the contract is printed, its signed scan is missing
	WaitIdle = "fermo"     // nobody has saved for days
)

// Row is a bilancio as lists show it.
type Row struct {
	ID         int64
	Number     string
	WorkerID   int64
	Worker     string
	CF         string
	BirthDate  rule.Date
	Phase      string
	State      State
	Counsellor string
	Office     string
	StartedOn  rule.Date
	EndedAt    rule.Instant
	SavedAt    rule.Instant
	Outcome    string
	Minutes    rule.Minutes
	Done       int  // panels complete in the phase
	Scan       bool // the signed contract is there
	Contract   bool // the contract was prepared
	Riscontro  string
}

// Page is one page of bilanci, the last saved first.
type Page struct {
	Rows      []Row
	More      bool // there are rows after these
	Less      bool // there are rows before these
	Counts    map[State]int
	PhaseSize map[string]int
}

// pageSize is how many rows a list shows.
const pageSize = 50

// List returns a page of the bilanci in the actor's scope, with the count by
// state under the same filters.
func (s *Store) List(ctx context.Context, actor rule.Actor, f Filter) (Page, error) {
	where, args := f.where(actor)
	p := Page{Counts: map[State]int{}, PhaseSize: map[string]int{}}
	for _, ph := range panels.Base.Phases {
		p.PhaseSize[ph.Code] = len(ph.Panels)
	}
	counts, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c struct {
		state State
		n     int
	}, err error) {
		err = r.Scan(&c.state, &c.n)
		return
	}, "SELECT b.state, count(*) FROM bilancio b JOIN worker w ON w.id=b.worker_id WHERE "+where+" GROUP BY b.state", args...)
	if err != nil {
		return p, err
	}
	for _, c := range counts {
		p.Counts[c.state] = c.n
	}
	if p.Rows, err = s.rows(ctx, f, where, args); err != nil {
		return p, err
	}
	more := len(p.Rows) > pageSize
	p.Rows = p.Rows[:min(len(p.Rows), pageSize)]
	if f.AfterID != 0 {
		for i, j := 0, len(p.Rows)-1; i < j; i, j = i+1, j-1 {
			p.Rows[i], p.Rows[j] = p.Rows[j], p.Rows[i]
		}
		p.More, p.Less = true, more
	} else {
		p.More, p.Less = more, f.BeforeID != 0
	}
	return p, nil
}

// where returns the conditions of the filter but for state and place.
func (f Filter) where(actor rule.Actor) (string, []any) {
	where, args := actor.OfficeScope("b.cpi_id")
	if f.Phase != "" {
		where += " AND b.phase=?"
		args = append(args, f.Phase)
	}
	if f.Office != 0 {
		where += " AND b.cpi_id=?"
		args = append(args, f.Office)
	}
	switch f.Wait {
	case WaitScan:
		where += noScan
	case WaitIdle:
		where += idleCond
		args = append(args, rule.InstantOf(f.Now.Time().Add(-idleAfter)))
	}
	if f.Counsellor != 0 {
		where += " AND b.counsellor_id=?"
		args = append(args, f.Counsellor)
	}
	if words := rule.FoldWords(f.Name); len(words) > 0 {
		// «de santis» is one folded word: the whole name is tried beside each word
		each := make([]string, len(words))
		any := []any{likeStart(rule.Fold(f.Name))}
		for i, word := range words {
			each[i] = `(w.surname_fold LIKE ? ESCAPE '\' OR w.name_fold LIKE ? ESCAPE '\')`
			any = append(any, likeStart(word), likeStart(word))
		}
		where += ` AND (w.surname_fold||w.name_fold LIKE ? ESCAPE '\' OR ` + strings.Join(each, " AND ") + ")"
		args = append(args, any...)
	}
	return where, args
}

func likeStart(word string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
}

func (s *Store) rows(ctx context.Context, f Filter, where string, args []any) ([]Row, error) {
	order := " ORDER BY b.saved_at DESC, b.id DESC LIMIT ?"
	if f.State != "" {
		where += " AND b.state=?"
		args = append(args, f.State)
	}
	switch {
	case f.BeforeID != 0:
		where += " AND (b.saved_at, b.id) < (?, ?)"
		args = append(args, f.Before, f.BeforeID)
	case f.AfterID != 0:
		where += " AND (b.saved_at, b.id) > (?, ?)"
		args = append(args, f.After, f.AfterID)
		order = " ORDER BY b.saved_at, b.id LIMIT ?"
	}
	return s.selectRows(ctx, where, args, order, pageSize+1)
}

// selectRows returns the rows of a condition in an order that ends with LIMIT ?.
func (s *Store) selectRows(ctx context.Context, where string, args []any, order string, limit int) ([]Row, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x Row, err error) {
		var b Bilancio
		if b, err = scanBilancio(r, &x.Minutes, &x.Done, &x.Scan); err != nil {
			return
		}
		x.ID, x.Number, x.WorkerID, x.Worker, x.CF, x.BirthDate = b.ID, b.Code(), b.WorkerID, b.Worker(), string(b.CF), b.BirthDate
		x.Phase, x.State, x.Counsellor, x.Office, x.StartedOn, x.EndedAt = b.Phase, b.State, b.Counsellor, b.Office, b.StartedOn, b.EndedAt
		x.SavedAt, x.Outcome, x.Contract, x.Riscontro = b.SavedAt, b.Outcome, b.ContractOn != "", b.Riscontro
		return
	}, "SELECT "+bilancioColumns+`, (SELECT coalesce(sum(a.minutes),0) FROM appointment a WHERE a.bilancio_id=b.id AND a.state='presente'),
		(SELECT count(*) FROM bilancio_panel q WHERE q.bilancio_id=b.id AND q.state IN ('completo','con_avvisi') AND substr(q.panel,1,3)=
			CASE b.phase WHEN 'preliminare' THEN 'PRE' WHEN 'investigativa' THEN 'INV' WHEN 'riposizionamento' THEN 'RIP' ELSE 'ISC' END),
		EXISTS (SELECT 1 FROM bilancio_scan x WHERE x.bilancio_id=b.id)`+bilancioTables+" WHERE "+where+order, append(args, limit)...)
}

// OfWorker returns the bilanci of a person in the actor's scope, newest first.
func (s *Store) OfWorker(ctx context.Context, actor rule.Actor, workerID int64) ([]Row, error) {
	scope, args := actor.OfficeScope("b.cpi_id")
	return s.rows(ctx, Filter{}, scope+" AND b.worker_id=?", append(args, workerID))
}
