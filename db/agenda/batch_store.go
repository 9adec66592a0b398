package agenda

import (
	"context"
	"encoding/json"
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
			c.Why = "ha il riscontro «" + riscontro + "»"
		case day != "":
			c.Why = "ha già una convocazione, " + Slot{Day: day, Starts: starts}.Words()
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
		if err := issueLetters(ctx, tx, actor, id, b.CPI); err != nil {
			return err
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

// issueLetters issues the one file with all the letters of a batch, each with
// its own number, and queues the job that renders them.
func issueLetters(ctx context.Context, tx *db.Tx, actor rule.Actor, batch, cpi int64) error {
	var letters []Letter
	err := each(ctx, tx, func(scan func(...any) error) error {
		var l Letter
		var data string
		var year, number int
		var at rule.Instant
		if err := scan(&data, &l.Fingerprint, &year, &number, &at); err != nil {
			return err
		}
		fingerprint := l.Fingerprint
		if err := json.Unmarshal([]byte(data), &l); err != nil {
			return err
		}
		l.Fingerprint, l.Protocol, l.ProtocolOn = fingerprint, archive.Protocol{ID: 1, Year: year, Number: number}.String(), at.Date()
		letters = append(letters, l)
		return nil
	}, `SELECT d.data, d.fingerprint, p.year, p.number, p.registered_at FROM convocation c JOIN document d ON d.id=c.document_id
		JOIN protocol_entry p ON p.id=d.protocol_id WHERE c.batch_id=? ORDER BY p.year, p.number`, batch)
	if err != nil {
		return err
	}
	doc, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: KindLetters, Title: "Lettere di convocazione", Subject: "convocation_batch", SubjectID: batch, CPI: cpi, Data: letters,
	})
	if err != nil {
		return err
	}
	job, err := archive.JobTx(ctx, tx, actor, JobLetters, LettersPayload{Batch: batch, Document: doc.ID})
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE convocation_batch SET document_id=?, job_id=?,
		mails=(SELECT count(mail_id) FROM convocation WHERE batch_id=?) WHERE id=?`, doc.ID, job, batch, batch)
	return err
}

// BatchResult is a batch as it was made.
type BatchResult struct {
	ID        int64
	CPI       int64
	Office    string
	Convened  int
	Mails     int
	CreatedAt rule.Instant
	CreatedBy string
	Document  int64
	Ready     bool // the file with the letters is there
	Job       int64
	Done      int // letters rendered
	People    []Convocation
}

// Batch returns a batch of the actor's offices, with who was convened.
func (s *Store) Batch(ctx context.Context, actor rule.Actor, id int64) (BatchResult, error) {
	scope, args := actor.OfficeScope("b.cpi_id")
	b := BatchResult{ID: id}
	err := s.db.Reader().QueryRowContext(ctx, `SELECT b.cpi_id, c.name, b.convened, b.mails, b.created_at, coalesce(trim(u.name||' '||u.surname),''),
		coalesce(b.document_id,0), coalesce(b.job_id,0), EXISTS(SELECT 1 FROM document d WHERE d.id=b.document_id AND d.file_id IS NOT NULL),
		(SELECT count(d.file_id) FROM convocation v JOIN document d ON d.id=v.document_id WHERE v.batch_id=b.id)
		FROM convocation_batch b JOIN cpi c ON c.id=b.cpi_id LEFT JOIN user u ON u.id=b.created_by WHERE b.id=? AND `+scope, append([]any{id}, args...)...).
		Scan(&b.CPI, &b.Office, &b.Convened, &b.Mails, &b.CreatedAt, &b.CreatedBy, &b.Document, &b.Job, &b.Ready, &b.Done)
	if err != nil {
		return b, db.Classify(err)
	}
	b.People, err = s.convocations(ctx, actor, "c.batch_id=?", id)
	return b, err
}

// LetterDocuments returns the ids of the single letters of a batch, for the job
// that renders them.
func (s *Store) LetterDocuments(ctx context.Context, batch int64) (ids []int64, err error) {
	err = each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var id int64
		err := scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT document_id FROM convocation WHERE batch_id=? AND document_id IS NOT NULL ORDER BY id", batch)
	return ids, err
}
