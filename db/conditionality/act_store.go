package conditionality

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// write does an act of the module, which does not exist while it is off.
func (s *Store) write(ctx context.Context, act func(*db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		on, err := access.ModuleOn(ctx, tx, access.Conditionality)
		if err == nil && !on {
			err = db.ErrNotFound
		}
		if err != nil {
			return err
		}
		return act(tx)
	})
}

// toJudge returns an absence that the actor may judge and nobody has.
func toJudge(ctx context.Context, tx *db.Tx, actor rule.Actor, k Key) (Fact, error) {
	f, err := fact(ctx, tx, actor, k)
	switch {
	case err != nil:
		return f, err
	case !worksIn(actor, f.CPI):
		return f, db.ErrNotFound
	case f.NoticeID != 0:
		return f, rule.Refuse("", "Di questa assenza c'è già una valutazione: la trovi nella scheda della persona.")
	}
	return f, nil
}

// Draft writes a notice about an absence, to be decided on by who heads the office,
// and issues its draft, which has no protocol number. It returns the ids of the
// notice and of the document. The refusals are those of Draft.Check.
func (s *Store) Draft(ctx context.Context, actor rule.Actor, k Key, d Draft) (id, document int64, err error) {
	d.Note = strings.TrimSpace(d.Note)
	err = s.write(ctx, func(tx *db.Tx) error {
		f, err := toJudge(ctx, tx, actor, k)
		if err != nil {
			return err
		}
		if err := d.Check(tx.Today).Err(); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO conditionality_notice(worker_id,cpi_id,appointment_id,session_id,missed_on,did_id,pact_id,breach,reasons_by,note,created_at,created_by,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			f.WorkerID, f.CPI, db.Null(k.Appointment), db.Null(k.Session), f.Slot.Day, f.DIDID, db.Null(f.PactID), d.Breach, d.ReasonsBy, d.Note, tx.Now, actor.UserID, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		before, err := confirmedBefore(ctx, tx, f.DIDID, id, "")
		if err != nil {
			return err
		}
		l := letter(f, d, before, actor.Name)
		l.Draft, l.Note = true, d.Note
		issued, err := issueTx(ctx, tx, actor, id, f, l)
		if err != nil {
			return err
		}
		document = issued.ID
		if _, err := tx.ExecContext(ctx, "UPDATE conditionality_notice SET draft_id=? WHERE id=?", document, id); err != nil {
			return err
		}
		return auditTx(ctx, tx, actor, "condizionalita.bozza", id, f.WorkerID)
	})
	return id, document, err
}

// issueTx issues the document of a notice: a draft without a protocol number, or the
// notice that goes to the person with one.
func issueTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, f Fact, l Letter) (archive.Issued, error) {
	w, err := people.WorkerTx(ctx, tx, actor, f.WorkerID)
	if err != nil {
		return archive.Issued{}, err
	}
	l.BirthDate = w.BirthDate
	if err := tx.QueryRowContext(ctx, "SELECT address, phone, email FROM cpi WHERE id=?", f.CPI).Scan(&l.Address, &l.Phone, &l.Email); err != nil {
		return archive.Issued{}, err
	}
	in := archive.IssueInput{Kind: KindDraft, Title: draftTitle, Subject: "conditionality_notice", SubjectID: id, WorkerID: f.WorkerID, CPI: f.CPI}
	if !l.Draft {
		l.Recipient = recipient(w)
		in.Kind, in.Title = KindNotice, noticeTitle
		in.Protocol = &archive.Entry{Direction: archive.Outgoing, Counterpart: w.FullName(), Subject: protocolSubject}
	}
	in.Data = l
	return archive.IssueTx(ctx, tx, actor, in)
}

// SetAside says that the office does not proceed on an absence, and why, and returns
// the id of what was recorded. The refusals are those of Closing.Check.
func (s *Store) SetAside(ctx context.Context, actor rule.Actor, k Key, c Closing) (id int64, err error) {
	err = s.write(ctx, func(tx *db.Tx) error {
		f, err := toJudge(ctx, tx, actor, k)
		if err != nil {
			return err
		}
		if err := c.Check().Err(); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO conditionality_notice(worker_id,cpi_id,appointment_id,session_id,missed_on,did_id,pact_id,set_aside_at,set_aside_by,ground,created_at,created_by,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			f.WorkerID, f.CPI, db.Null(k.Appointment), db.Null(k.Session), f.Slot.Day, f.DIDID, db.Null(f.PactID), tx.Now, actor.UserID, c.Ground(), tx.Now, actor.UserID, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		if err := reasonTx(ctx, tx, actor, Notice{ID: id, WorkerID: f.WorkerID, CPI: f.CPI}, whenSetAside, c); err != nil {
			return err
		}
		return auditTx(ctx, tx, actor, "condizionalita.accantonata", id, f.WorkerID)
	})
	return id, err
}

// onNotice does an act on a notice that the actor read at a version and may do it to.
func (s *Store) onNotice(ctx context.Context, actor rule.Actor, id int64, version int, may func(Notice, rule.Actor) bool, action string, act func(*db.Tx, Notice) error) error {
	return s.write(ctx, func(tx *db.Tx) error {
		n, err := notice(ctx, tx, actor, id)
		switch {
		case err != nil:
			return err
		case !may(n, actor):
			return db.ErrNotFound
		case n.Version != version:
			return db.Stale{Current: n.Version}
		}
		if err := act(tx, n); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE conditionality_notice SET version=version+1, saved_at=?, saved_by=? WHERE id=?", tx.Now, actor.UserID, id); err != nil {
			return err
		}
		return auditTx(ctx, tx, actor, action, id, n.WorkerID)
	})
}

// Confirm is the decision of who heads the office: the notice is issued to the
// person, with its protocol number and the day until which they may send their
// reasons (L. 241/1990, art. 10). It returns the document. Nothing of DID, patto or
// status changes. The refusal of the form names reasons_by.
func (s *Store) Confirm(ctx context.Context, actor rule.Actor, id int64, version int, by rule.Date) (document int64, err error) {
	err = s.onNotice(ctx, actor, id, version, Notice.HeadedBy, "condizionalita.confermata", func(tx *db.Tx, n Notice) error {
		if err := n.CanConfirm(); err != nil {
			return err
		}
		if err := CheckTerm(by, tx.Today).Err(); err != nil {
			return err
		}
		f, err := fact(ctx, tx, actor, n.Key)
		if err != nil {
			return err
		}
		l := letter(f, Draft{Breach: n.Breach, ReasonsBy: by}, n.Before, n.CreatedBy)
		l.Head = actor.Name
		issued, err := issueTx(ctx, tx, actor, id, f, l)
		if err != nil {
			return err
		}
		document = issued.ID
		order, _ := n.Order()
		_, err = tx.ExecContext(ctx, "UPDATE conditionality_notice SET confirmed_at=?, confirmed_by=?, reasons_by=?, ordinal=?, document_id=? WHERE id=?", tx.Now, actor.UserID, by, order, document, id)
		return err
	})
	return document, err
}

// File is the other decision of who heads the office: there is no notice, and why.
// The refusals are those of Closing.Check.
func (s *Store) File(ctx context.Context, actor rule.Actor, id int64, version int, c Closing) error {
	return s.onNotice(ctx, actor, id, version, Notice.HeadedBy, "condizionalita.archiviata", func(tx *db.Tx, n Notice) error {
		if err := n.CanFile(); err != nil {
			return err
		}
		if err := c.Check().Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE conditionality_notice SET filed_at=?, filed_by=?, ground=? WHERE id=?", tx.Now, actor.UserID, c.Ground(), id); err != nil {
			return err
		}
		return reasonTx(ctx, tx, actor, n, whenFiled, c)
	})
}

// Annul takes back what was thought of an absence, which may then be judged anew:
// a justified reason that came later, or a mistake. The refusals are those of
// Closing.Check.
func (s *Store) Annul(ctx context.Context, actor rule.Actor, id int64, version int, c Closing) error {
	return s.onNotice(ctx, actor, id, version, Notice.AnnullableBy, "condizionalita.annullata", func(tx *db.Tx, n Notice) error {
		if err := n.CanAnnul(); err != nil {
			return err
		}
		if err := c.Check().Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE conditionality_notice SET annulled_at=?, annulled_by=?, annulled_ground=? WHERE id=?", tx.Now, actor.UserID, c.Ground(), id); err != nil {
			return err
		}
		return reasonTx(ctx, tx, actor, n, whenAnnulled, c)
	})
}
