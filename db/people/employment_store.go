package people

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Periods returns the employment of a person as periods, oldest first. Whoever
// may see the record sees them: the caller has checked it.
func (s *Store) Periods(ctx context.Context, workerID int64) ([]Period, error) {
	return PeriodsOf(ctx, s.db.Reader(), workerID)
}

// PeriodsOf is Periods inside another area's act.
func PeriodsOf(ctx context.Context, q db.Querier, workerID int64) ([]Period, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p Period, err error) {
		err = r.Scan(&p.ID, &p.Status, &p.From, &p.To, &p.Source, &p.Reference, &p.ToWork)
		return p, err
	}, `SELECT p.id, p.status, p.from_on, coalesce(p.to_on,''), p.source, p.reference_id, d.id IS NOT NULL FROM employment_period p
		LEFT JOIN did d ON p.source='did' AND d.id=p.reference_id AND d.ended_on=p.to_on AND d.end_reason='lavoro' WHERE p.worker_id=? ORDER BY p.from_on, p.id`, workerID)
}

// Statements returns what operators stated of a person's employment, newest
// first, those revoked included. The caller has checked that the reader may see
// the record.
func (s *Store) Statements(ctx context.Context, workerID int64) ([]Statement, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (Statement, error) { return scanStatement(r.Scan) },
		"SELECT "+statementColumns+" FROM employment_statement t WHERE t.worker_id=? ORDER BY t.from_on DESC, t.id DESC", workerID)
}

const statementColumns = `t.id, t.worker_id, coalesce(t.cpi_id,0), t.status, t.from_on, t.note, t.version, t.created_at, coalesce(t.revoked_at,''), t.revoked_reason,
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=t.created_by),'')`

func scanStatement(scan func(...any) error) (t Statement, err error) {
	err = scan(&t.ID, &t.WorkerID, &t.CPI, &t.Status, &t.From, &t.Note, &t.Version, &t.At, &t.Revoked, &t.Reason, &t.By)
	return t, err
}

// StateEmployment records what the actor states of the employment of a person
// in their scope. The refusals name status, from_on, note.
func (s *Store) StateEmployment(ctx context.Context, actor rule.Actor, t Statement) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, t.WorkerID); err != nil {
			return err
		}
		if err := StateEmploymentTx(ctx, tx, actor, t); err != nil {
			return err
		}
		return revisedTodayTx(ctx, tx, actor, t.WorkerID)
	})
}

// ownedTx returns db.ErrNotFound for a person whose record is not the actor's.
func ownedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) error {
	w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", workerID)
	if err == nil && w.Partial {
		err = db.ErrNotFound
	}
	return err
}

// StateEmploymentTx records a statement in the transaction of the act.
func StateEmploymentTx(ctx context.Context, tx *db.Tx, actor rule.Actor, t Statement) error {
	t.Note = strings.TrimSpace(t.Note)
	if err := t.Check(tx.Today).Err(); err != nil {
		return err
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO employment_statement(worker_id,cpi_id,status,from_on,note,created_at,created_by) VALUES(?,?,?,?,?,?,?)",
		t.WorkerID, db.Null(actor.CPI()), t.Status, t.From, t.Note, tx.Now, actor.UserID)
	if err != nil {
		return err
	}
	id, _ := res.LastInsertId()
	if err := employTx(ctx, tx, actor, t.WorkerID, t.Note); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "stato.registrato", Subject: "employment_statement", SubjectID: id, WorkerID: t.WorkerID, Fields: []string{t.Status}})
}

// RevokeStatement takes back a statement recorded by mistake, which the actor
// read at a version; it stays in the history with the reason.
func (s *Store) RevokeStatement(ctx context.Context, actor rule.Actor, workerID, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, workerID); err != nil {
			return err
		}
		t, err := scanStatement(tx.QueryRowContext(ctx, "SELECT "+statementColumns+" FROM employment_statement t WHERE t.id=? AND t.worker_id=?", id, workerID).Scan)
		switch {
		case err != nil:
			return db.Classify(err)
		case t.Version != version:
			return db.Stale{Current: t.Version}
		case t.Revoked != "":
			return ErrRevoked
		case reason == "":
			return rule.Refuse("reason", "Scrivi perché lo stato si annulla: resta nella storia.")
		case rule.TooLong(reason, 200) != nil:
			return rule.Refuse("reason", rule.TooLong(reason, 200).Error())
		}
		if _, err := tx.ExecContext(ctx, "UPDATE employment_statement SET revoked_at=?, revoked_by=?, revoked_reason=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		if err := employTx(ctx, tx, actor, workerID, reason); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "stato.annullato", Subject: "employment_statement", SubjectID: id, WorkerID: workerID, Reason: reason})
	})
}

// employTx brings the periods of a person and the record's status up to date
// with the facts.
func employTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, reason string) error {
	status, err := periodsTx(ctx, tx, workerID)
	if err != nil {
		return err
	}
	return employedAsTx(ctx, tx, actor, workerID, status, nil, reason)
}

// employedAsTx writes the status that follows from the periods into the record,
// together with other columns; of one that says so already nothing is written.
func employedAsTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, status string, more map[string]string, reason string) error {
	changes := map[string]string{}
	for column, value := range more {
		changes[column] = value
	}
	var is string
	if err := tx.QueryRowContext(ctx, "SELECT employment_status FROM worker WHERE id=?", workerID).Scan(&is); err != nil {
		return db.Classify(err)
	}
	if is != status {
		changes["employment_status"] = status
	}
	if len(changes) == 0 {
		return nil
	}
	return UpdateWorkerTx(ctx, tx, actor, workerID, changes, SourceOperator, reason)
}

// periodsTx makes the periods of a person say what follows from the facts, and
// returns the status of the one that lasts, "" for none.
func periodsTx(ctx context.Context, tx *db.Tx, workerID int64) (string, error) {
	facts, err := employmentFacts(ctx, tx, workerID)
	if err != nil {
		return "", err
	}
	was, err := PeriodsOf(ctx, tx, workerID)
	if err != nil {
		return "", err
	}
	is := timeline(facts)
	last, _ := open(is)
	kept := map[Period]bool{}
	for _, p := range is {
		kept[p] = true
	}
	for _, p := range was {
		id := p.ID
		p.ID, p.ToWork = 0, false // what the facts say, not what is read of them
		if kept[p] {
			delete(kept, p)
			continue
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM employment_period WHERE id=?", id); err != nil {
			return "", err
		}
	}
	for _, p := range is {
		if !kept[p] {
			continue
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO employment_period(worker_id,status,from_on,to_on,source,reference_id,created_at) VALUES(?,?,?,?,?,?,?)",
			workerID, p.Status, p.From, db.Null(p.To), p.Source, p.Reference, tx.Now); err != nil {
			return "", err
		}
	}
	return last.Status, nil
}

// employmentFacts reads what implies an employment status: DIDs (one that ended
// for a job opens it), regular jobs of the card, statements.
func employmentFacts(ctx context.Context, q db.Querier, workerID int64) ([]employmentFact, error) {
	var out []employmentFact
	rows, err := q.QueryContext(ctx, `SELECT 'did', id, 'disoccupato', declared_on, coalesce(ended_on,''), end_reason FROM did WHERE worker_id=?1 AND annulled_at IS NULL
		UNION ALL SELECT 'esperienza', id, 'occupato', from_on, to_on, code FROM card_entry WHERE worker_id=?1 AND section='esperienze' AND removed_at IS NULL AND from_on<>''
		UNION ALL SELECT 'operatore', id, status, from_on, '', '' FROM employment_statement WHERE worker_id=?1 AND revoked_at IS NULL ORDER BY 4, 2`, workerID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f employmentFact
		var more string
		if err := rows.Scan(&f.source, &f.reference, &f.status, &f.from, &f.to, &more); err != nil {
			return nil, err
		}
		if f.source == FromJob && !RegularJob(more) {
			continue
		}
		f.yields = f.source == FromStatement
		out = append(out, f)
		if f.source == FromDID && f.to != "" && more == "lavoro" {
			out = append(out, employmentFact{status: "occupato", from: f.to.AddDays(1), source: FromDID, reference: f.reference, yields: true})
		}
	}
	return out, rows.Err()
}
