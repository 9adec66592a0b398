package bilancio

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
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
	At         db.Window
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
	db.Slice[Row]
	Counts    map[State]int
	PhaseSize map[string]int
}

// pageSize is how many rows a list shows.
const pageSize = 50

// List returns a page of the bilanci in the actor's scope, with the count by
// state under the same filters.
func (s *Store) List(ctx context.Context, actor rule.Actor, f Filter) (Page, error) {
	where, args := f.where(actor)
	p := Page{PhaseSize: map[string]int{}}
	for _, ph := range panels.Base.Phases {
		p.PhaseSize[ph.Code] = len(ph.Panels)
	}
	var err error
	if p.Counts, err = db.CountBy[State](ctx, s.db.Reader(), "SELECT b.state, count(*) FROM bilancio b JOIN worker w ON w.id=b.worker_id WHERE "+where+" GROUP BY b.state", args...); err != nil {
		return p, err
	}
	if f.State != "" {
		where, args = where+" AND b.state=?", append(args, f.State)
	}
	p.Slice, err = db.ReadPage(ctx, s.db.Reader(), scanRow, db.Listed{By: "b.saved_at", ID: "b.id", Size: pageSize}, f.At, rowQuery+where, args...)
	return p, err
}

// Place is where the bilancio stands in a list: the last saved first.
func (x Row) Place() db.Place { return db.Place{By: string(x.SavedAt), ID: x.ID} }

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
	if named, words := people.Named(f.Name); named != "" {
		where, args = where+" AND "+named, append(args, words...)
	}
	return where, args
}

// rowQuery asks for the rows of a condition.
const rowQuery = "SELECT " + bilancioColumns + `, (SELECT coalesce(sum(a.minutes),0) FROM appointment a WHERE a.bilancio_id=b.id AND a.state='presente'),
		(SELECT count(*) FROM bilancio_panel q WHERE q.bilancio_id=b.id AND q.state IN ('completo','con_avvisi') AND substr(q.panel,1,3)=
			CASE b.phase WHEN 'preliminare' THEN 'PRE' WHEN 'investigativa' THEN 'INV' WHEN 'riposizionamento' THEN 'RIP' ELSE 'ISC' END),
		EXISTS (SELECT 1 FROM bilancio_scan x WHERE x.bilancio_id=b.id)` + bilancioTables + " WHERE "

func scanRow(r *sql.Rows) (x Row, err error) {
	b, err := scanBilancio(r, &x.Minutes, &x.Done, &x.Scan)
	if err != nil {
		return x, err
	}
	x.ID, x.Number, x.WorkerID, x.Worker, x.CF, x.BirthDate = b.ID, b.Code(), b.WorkerID, b.Worker(), string(b.CF), b.BirthDate
	x.Phase, x.State, x.Counsellor, x.Office, x.StartedOn, x.EndedAt = b.Phase, b.State, b.Counsellor, b.Office, b.StartedOn, b.EndedAt
	x.SavedAt, x.Outcome, x.Contract, x.Riscontro = b.SavedAt, b.Outcome, b.ContractOn != "", b.Riscontro
	return x, nil
}

// OfWorker returns the last bilanci of a person in the actor's scope, newest first.
func (s *Store) OfWorker(ctx context.Context, actor rule.Actor, workerID int64) ([]Row, error) {
	scope, args := actor.OfficeScope("b.cpi_id")
	return db.Collect(ctx, s.db.Reader(), scanRow, rowQuery+scope+" AND b.worker_id=? ORDER BY b.saved_at DESC, b.id DESC LIMIT ?", append(args, workerID, pageSize)...)
}
