package people

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// SpecialLists returns the enrolments of a person that operators wrote, newest
// first, those annulled included. The caller has checked that the reader may see
// the record.
func (s *Store) SpecialLists(ctx context.Context, workerID int64) ([]SpecialList, error) {
	return specialLists(ctx, s.db.Reader(), workerID)
}

func specialLists(ctx context.Context, q db.Querier, workerID int64) ([]SpecialList, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (l SpecialList, err error) {
		err = r.Scan(append(l.targets(), &l.List, &l.EnrolledOn, &l.EndsOn, &l.DeferralOn, &l.Province, &l.Note)...)
		return l, err
	}, "SELECT "+recordedColumns+", t.list, t.enrolled_on, coalesce(t.ends_on,''), coalesce(t.deferral_on,''), t.province, t.note FROM special_list t WHERE t.worker_id=? ORDER BY t.enrolled_on DESC, t.id DESC", workerID)
}

// SpecialList returns an enrolment of a person with its changes, newest first;
// db.ErrNotFound when there is none. The caller has checked that the reader may see
// the record.
func (s *Store) SpecialList(ctx context.Context, workerID, id int64) (SpecialList, error) {
	all, err := s.SpecialLists(ctx, workerID)
	if err != nil {
		return SpecialList{}, err
	}
	for _, l := range all {
		if l.ID == id {
			l.Changes, err = db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c ListChange, err error) {
				err = r.Scan(&c.At, &c.By, &c.EndsBefore, &c.EndsAfter, &c.DeferralBefore, &c.DeferralAfter, &c.Note)
				return c, err
			}, `SELECT c.at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=c.user_id),''), c.ends_before, c.ends_after, c.deferral_before, c.deferral_after, c.note
				FROM special_list_change c WHERE c.special_list_id=? ORDER BY c.id DESC`, id)
			return l, err
		}
	}
	return SpecialList{}, db.ErrNotFound
}

// Enrol records the enrolment of a person in the actor's scope in a special list.
// The refusals name list, enrolled_on, ends_on, deferral_on, province, note.
func (s *Store) Enrol(ctx context.Context, actor rule.Actor, l SpecialList) error {
	l.Note, l.Province = strings.TrimSpace(l.Note), strings.ToUpper(strings.TrimSpace(l.Province))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, l.WorkerID); err != nil {
			return err
		}
		if err := l.Check(tx.Today).Err(); err != nil {
			return err
		}
		var known bool
		if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM italian_province WHERE sigla=?)", l.Province).Scan(&known); err != nil {
			return err
		}
		if !known {
			return rule.Refuse("province", "«"+l.Province+"» non è la sigla di una provincia.")
		}
		typed, err := specialLists(ctx, tx, l.WorkerID)
		if err != nil {
			return err
		}
		rows, err := rowsOf(ctx, tx, actor, l.WorkerID)
		if err != nil {
			return err
		}
		if err := l.Alone(ListsOf(typed, rows)); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO special_list(worker_id,cpi_id,list,enrolled_on,ends_on,deferral_on,province,note,created_at,created_by) VALUES(?,?,?,?,?,?,?,?,?,?)",
			l.WorkerID, db.Null(actor.CPI()), l.List, l.EnrolledOn, db.Null(l.EndsOn), db.Null(l.DeferralOn), l.Province, l.Note, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		if err := recordedTx(ctx, tx, actor, "special_list", l.WorkerID, id); err != nil {
			return err
		}
		return revisedTodayTx(ctx, tx, actor, l.WorkerID)
	})
}

// EndEnrolment records when an enrolment, which the actor read at a version, ends
// and to when that may be put off, with a note on why it changed; how it stood
// before stays. The refusals name ends_on, deferral_on, note.
func (s *Store) EndEnrolment(ctx context.Context, actor rule.Actor, to SpecialList, note string) error {
	note = strings.TrimSpace(note)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownedTx(ctx, tx, actor, to.WorkerID); err != nil {
			return err
		}
		all, err := specialLists(ctx, tx, to.WorkerID)
		if err != nil {
			return err
		}
		for _, l := range all {
			if l.ID == to.ID {
				return endEnrolmentTx(ctx, tx, actor, all, l, to, note)
			}
		}
		return db.ErrNotFound
	})
}

func endEnrolmentTx(ctx context.Context, tx *db.Tx, actor rule.Actor, all []SpecialList, l, to SpecialList, note string) error {
	was := l
	l.EndsOn, l.DeferralOn = to.EndsOn, to.DeferralOn
	refusals := l.CheckEnds()
	if err := rule.TooLong(note, 200); err != nil {
		refusals.Add("note", err.Error())
	}
	switch {
	case was.Version != to.Version:
		return db.Stale{Current: was.Version}
	case was.Annulled != "":
		return ErrAnnulled
	case len(refusals) > 0:
		return refusals
	case was.EndsOn == l.EndsOn && was.DeferralOn == l.DeferralOn:
		return nil
	}
	if l.Alone(all) != nil {
		return rule.Refuse("ends_on", "Fino a quel giorno la persona è iscritta un'altra volta nella stessa lista.")
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO special_list_change(special_list_id,at,user_id,ends_before,ends_after,deferral_before,deferral_after,note) VALUES(?,?,?,?,?,?,?,?)",
		l.ID, tx.Now, actor.UserID, was.EndsOn, l.EndsOn, was.DeferralOn, l.DeferralOn, note); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE special_list SET ends_on=?, deferral_on=?, version=version+1 WHERE id=?", db.Null(l.EndsOn), db.Null(l.DeferralOn), l.ID); err != nil {
		return err
	}
	if err := revisedTodayTx(ctx, tx, actor, l.WorkerID); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lista_speciale.modificata", Subject: "special_list", SubjectID: l.ID, WorkerID: l.WorkerID})
}

// AnnulEnrolment takes back an enrolment recorded by mistake, as it was read.
func (s *Store) AnnulEnrolment(ctx context.Context, actor rule.Actor, l Recorded, reason string) error {
	return s.annul(ctx, actor, "special_list", l, reason, nothing)
}
