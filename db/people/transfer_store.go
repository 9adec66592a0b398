package people

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/db/scheda"
)

const transferColumns = `t.id, t.cv_id, t.worker_id, t.requested_on, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=t.requested_by),''), t.consent_on,
	t.preregistered, t.contact, t.version, coalesce(t.outcome,''), coalesce(t.outcome_on,''), t.outcome_note, coalesce(t.confirmed_on,'')`

func transfersOf(ctx context.Context, q db.Querier, workerID int64) ([]Transfer, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (t Transfer, err error) {
		err = r.Scan(&t.ID, &t.CVID, &t.WorkerID, &t.On, &t.By, &t.ConsentOn, &t.Preregistered, &t.Contact, &t.Version, &t.Outcome, &t.OutcomeOn, &t.Note, &t.ConfirmedOn)
		return t, err
	}, "SELECT "+transferColumns+" FROM cv c INDEXED BY cv_worker CROSS JOIN cv_transfer t INDEXED BY cv_transfer_cv ON t.cv_id=c.id WHERE c.worker_id=? ORDER BY t.id DESC", workerID)
}

// Transfers returns what was handed to the portal of a person, newest first;
// db.ErrNotFound for a person whose record is not the actor's.
func (s *Store) Transfers(ctx context.Context, actor rule.Actor, workerID int64) ([]Transfer, error) {
	if _, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID); err != nil {
		return nil, err
	}
	return transfersOf(ctx, s.db.Reader(), workerID)
}

// TransferCV records that a CV is handed to the citizens' portal, and returns
// the id: with the consent of that day only. A citizen who has no account there
// is registered in advance, to be confirmed from a message.
func (s *Store) TransferCV(ctx context.Context, actor rule.Actor, workerID, id int64, version int, registered bool) (transfer int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, c, err := cvAt(ctx, tx, actor, workerID, id, version)
		if err != nil {
			return err
		}
		if err := c.CanTransfer(tx.Today, w.IDOConsentOn); err != nil {
			return err
		}
		if actor.CPI() == 0 {
			return db.ErrNotFound
		}
		before, err := transfersOf(ctx, tx, workerID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(before, func(t Transfer) bool { return t.CVID == id && t.Outcome == "" }) {
			return ErrCVWaiting
		}
		contact := ""
		if !registered {
			contact = w.Email
			if contact == "" {
				contact = w.Phone
			}
			if contact == "" {
				return ErrCVNoContact
			}
		}
		contents, err := transferContents(ctx, tx, w, c, !registered)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO cv_transfer(cv_id,worker_id,cpi_id,requested_on,requested_at,requested_by,consent_on,preregistered,contact,contents) VALUES(?,?,?,?,?,?,?,?,?,?)`,
			id, workerID, actor.CPI(), tx.Today, tx.Now, actor.UserID, w.IDOConsentOn, !registered, contact, contents)
		if err != nil {
			return err
		}
		transfer, _ = res.LastInsertId()
		if _, err := tx.ExecContext(ctx, "UPDATE cv SET version=version+1 WHERE id=?", id); err != nil { // who has an old page open must know
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "cv.trasferito", Subject: "cv_transfer", SubjectID: transfer, WorkerID: workerID})
	})
	return transfer, err
}

func transferContents(ctx context.Context, tx *db.Tx, w Worker, c CV, preregister bool) (string, error) {
	out := TransferContents{CodiceFiscale: string(w.CodiceFiscale), Surname: w.Surname, Name: w.Name, Email: w.Email, Phone: w.Phone, Office: c.Office, On: tx.Today,
		ConsentOn: w.IDOConsentOn, Preregister: preregister, ValidTo: c.ValidTo}
	if err := tx.QueryRowContext(ctx, "SELECT sha256 FROM stored_file WHERE id=?", c.FileID).Scan(&out.SHA256); err != nil {
		return "", err
	}
	all, err := PropensioniOf(ctx, tx, w.ID)
	if err != nil {
		return "", err
	}
	for _, p := range Holding(all) {
		out.Professions = append(out.Professions, scheda.Coded(p.Title, p.Profession))
	}
	data, err := json.Marshal(out)
	return string(data), err
}

// TransferFile returns what the file for the portal holds: the data and the id of
// the PDF. Refused when the person has taken the consent back, or the CV is
// annulled.
func (s *Store) TransferFile(ctx context.Context, actor rule.Actor, workerID, id int64) (out TransferContents, file int64, err error) {
	w, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID)
	if err != nil {
		return out, 0, err
	}
	var contents, annulled string
	err = s.db.Reader().QueryRowContext(ctx, "SELECT t.contents, x.file_id, coalesce(x.annulled_at,'') FROM cv_transfer t JOIN cv x ON x.id=t.cv_id WHERE t.id=? AND t.worker_id=?", id, workerID).Scan(&contents, &file, &annulled)
	switch {
	case err != nil:
		return out, 0, db.Classify(err)
	case annulled != "":
		return out, 0, ErrCVAnnulled
	case w.IDOConsentOn == "":
		return out, 0, ErrCVNoConsent
	}
	return out, file, json.Unmarshal([]byte(contents), &out)
}

// RecordOutcome records what became of a transfer, once, and whether the citizen
// has confirmed the registration.
func (s *Store) RecordOutcome(ctx context.Context, actor rule.Actor, workerID int64, said Transfer) error {
	said.Note = strings.TrimSpace(said.Note)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := ownWorker(ctx, tx, actor, tx.Today, workerID); err != nil {
			return err
		}
		all, err := transfersOf(ctx, tx, workerID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(t Transfer) bool { return t.ID == said.ID })
		switch {
		case i < 0:
			return db.ErrNotFound
		case all[i].Version != said.Version:
			return db.Stale{Current: all[i].Version}
		case all[i].Outcome != "":
			return ErrTransferDone
		}
		said.On, said.Preregistered = all[i].On, all[i].Preregistered
		if err := said.CheckOutcome(tx.Today).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE cv_transfer SET outcome=?, outcome_on=?, outcome_note=?, confirmed_on=?, outcome_at=?, outcome_by=?, version=version+1 WHERE id=?",
			said.Outcome, said.OutcomeOn, said.Note, db.Null(said.ConfirmedOn), tx.Now, actor.UserID, said.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "cv.esito", Subject: "cv_transfer", SubjectID: said.ID, WorkerID: workerID})
	})
}
