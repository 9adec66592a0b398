package agenda

import (
	"context"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Candidates returns the workers of the list rows that the actor may see, by
// name, each with the reason why they cannot be convened, if there is one.
func (s *Store) Candidates(ctx context.Context, actor rule.Actor, rows []int64) ([]Candidate, error) {
	return candidates(ctx, s.db.Reader(), actor, rows)
}

func candidates(ctx context.Context, q db.Querier, actor rule.Actor, rows []int64) ([]Candidate, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	marks, args := db.In(rows)
	scope, more := actor.ProvinceScope("r.province")
	var out []Candidate
	err := each(ctx, q, func(scan func(...any) error) error {
		var c Candidate
		var riscontro string
		var day rule.Date
		var starts rule.Minutes
		if err := scan(&c.ListRow, &c.Worker, &c.Name, &c.CF, &c.Email, &riscontro, &day, &starts); err != nil {
			return err
		}
		switch {
		case riscontro != "":
			c.Why = "risulta " + riscontro
		case day != "":
			c.Why = "già convocato: " + Slot{Day: day, Starts: starts}.Words()
		}
		out = append(out, c)
		return nil
	}, `SELECT r.id, r.worker_id, w.surname||' '||w.name, w.codice_fiscale, w.email<>'', coalesce(x.value,''), coalesce(a.day,''), coalesce(a.starts,0)
		FROM list_row r JOIN worker w ON w.id=r.worker_id
		LEFT JOIN riscontro x ON x.worker_id=r.worker_id AND x.revoked_at IS NULL
		LEFT JOIN appointment a ON a.list_row_id=r.id AND a.kind='convocazione' AND a.state='fissato'
		WHERE r.id IN `+marks+` AND `+scope+` ORDER BY r.surname_fold, r.name_fold, r.id`, append(args, more...)...)
	return out, err
}

// Convene convenes every worker of the batch in one act: each in the first
// slot in which an operator and the worker are free. Either all are convened or
// none. It returns the batch's id. The refusals concern riga, dal, al,
// operatore, durata and stanza.
func (s *Store) Convene(ctx context.Context, actor rule.Actor, b Batch) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if b.CPI == 0 {
			b.CPI = actor.CPI()
		}
		if !worksIn(actor, b.CPI) {
			return db.ErrNotFound
		}
		if err := b.Check(tx.Today); err != nil {
			return err
		}
		given, err := assign(ctx, tx, actor, b)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO convocation_batch(cpi_id,convened,created_at,created_by) VALUES(?,?,?,?)", b.CPI, len(given), tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		for _, g := range given {
			if _, err := BookTx(ctx, tx, actor, Booking{CPI: b.CPI, Operator: g.Slot.Operator, Worker: g.Person.Worker, ListRow: g.Person.ListRow,
				Kind: KindConvocation, Slot: g.Slot.Slot, Room: b.Room, batch: id}); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "convocazione.multipla", Subject: "convocation_batch", SubjectID: id, Fields: []string{fmt.Sprint(len(given))}})
	})
	return id, err
}

// assign finds a slot for everybody, or says who or what is in the way.
func assign(ctx context.Context, tx *db.Tx, actor rule.Actor, b Batch) ([]Assignment, error) {
	chosen, err := candidates(ctx, tx, actor, b.Rows)
	if err != nil {
		return nil, err
	}
	var people []Person
	var workers []int64
	for _, c := range chosen {
		if c.Why != "" {
			return nil, rule.Refuse("riga", fmt.Sprintf("%s non si può convocare: %s.", c.Name, c.Why))
		}
		people = append(people, Person{ListRow: c.ListRow, Worker: c.Worker})
		workers = append(workers, c.Worker)
	}
	if len(people) == 0 {
		return nil, db.ErrNotFound
	}
	busy, err := takenOf(ctx, tx, workers, b.From, b.To)
	if err != nil {
		return nil, err
	}
	for i := range people {
		people[i].Busy = busy[people[i].Worker]
	}
	t, err := timetable(ctx, tx, b.CPI, b.From, b.To)
	if err != nil {
		return nil, err
	}
	places, err := free(ctx, tx, t, Search{From: b.From, To: b.To, Length: b.Length, Operators: b.Operators, NotBefore: tx.Now})
	if err != nil {
		return nil, err
	}
	given, left := Assign(people, places)
	switch {
	case len(left) > 0 && len(places) < len(people):
		return nil, tooFew(len(places), len(people))
	case len(left) > 0:
		var names []string
		for _, p := range left {
			for _, c := range chosen {
				if c.ListRow == p.ListRow {
					names = append(names, c.Name)
				}
			}
		}
		return nil, rule.Refuse("al", "Nei posti liberi del periodo sono già impegnati: "+strings.Join(names, ", ")+". Allunga il periodo.")
	}
	return given, nil
}
