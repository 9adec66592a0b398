package bilancio

import (
	"context"
	"fmt"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// IssueContract prepares the contract for signing and returns its document:
// number, protocol and text are fixed here, the file is made after. The panels
// before it must be complete. Issued again, it replaces the one before.
func (s *Store) IssueContract(ctx context.Context, actor rule.Actor, id int64) (document int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := contractReady(b); err != nil {
			return err
		}
		b.ContractOn = tx.Today
		issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
			Kind: KindContract, Title: contractTitle, Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID, CPI: b.CPI,
			FormVersion: fmt.Sprint(b.FormVersion), Data: b.contract(tx.Today), Fingerprint: scheda.Fingerprint(b.PhaseAnswers(panels.Preliminare)),
			Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: b.Worker(), Subject: contractTitle + " n. " + b.Code(), Class: "Bilancio delle competenze"},
		})
		if err != nil {
			return err
		}
		document = issued.ID
		if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET contract_on=?, version=version+1 WHERE id=?", tx.Today, b.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.contratto", Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID})
	})
	return document, err
}

// AttachScan keeps the signed contract in its place, with its protocol number.
// A later one replaces it until the phase is closed. received is the file that
// was sent; the caller closes it.
func (s *Store) AttachScan(ctx context.Context, actor rule.Actor, id int64, received *archive.Received) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := b.Editable(panels.Preliminare); why != "" {
			return rule.Refuse("", why)
		}
		if b.ContractOn == "" {
			return rule.Refuse("scansione", "Prima va preparato il contratto: si stampa, si firma e poi si carica la scansione.")
		}
		file, err := received.KeepTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		protocol, err := archive.ProtocolTx(ctx, tx, actor, archive.Entry{
			Direction: archive.Incoming, Counterpart: b.Worker(), Subject: contractTitle + " n. " + b.Code() + ", firmato", Class: "Bilancio delle competenze",
			SHA256: file.SHA256, CPI: b.CPI,
		})
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO bilancio_scan(bilancio_id,file_id,protocol_id,uploaded_at,uploaded_by) VALUES(?,?,?,?,?)",
			b.ID, file.ID, protocol.ID, tx.Now, actor.UserID); err != nil {
			return err
		}
		if err := s.noteScan(ctx, tx, actor, b, scheda.Coded(file.Name, fmt.Sprint(file.ID)), protocol.String()); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.scansione", Subject: "bilancio", SubjectID: b.ID, WorkerID: b.WorkerID})
	})
}

// noteScan writes the file and its protocol number into PRE07. What a form has
// of the panel stays as it is.
func (s *Store) noteScan(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, file, protocol string) error {
	old, was := b.Panels["PRE07"]
	facts := b.facts(tx.Today)
	if !was {
		old.Prefill = panels.Prefill("PRE07", panels.Card{}, facts)
		old.Answers, old.Status = old.Prefill.Answers(), scheda.StatusDraft
	}
	answers := panels.Derive("PRE07", old.Answers, facts)
	answers["scansione"], answers["protocollo"] = scheda.T(file), scheda.T(protocol)
	if was {
		_, err := tx.ExecContext(ctx, "UPDATE bilancio_panel SET answers=? WHERE bilancio_id=? AND panel='PRE07'", string(answers.Canonical()), b.ID)
		return err
	}
	panel, _ := b.Definition.Panel("PRE07")
	return writePanel(ctx, tx, actor, Sheet{Standing: b.Standing, Panel: panel, State: old}, kept{}, Saved{Version: 1, Status: old.Status, At: tx.Now}, string(answers.Canonical()), 0)
}

// Scan returns the file of the signed contract, db.ErrNotFound when there is
// none in the actor's scope.
func (s *Store) Scan(ctx context.Context, actor rule.Actor, id int64) (file int64, err error) {
	b, err := s.Bilancio(ctx, actor, id)
	if err == nil && b.ScanFileID == 0 {
		err = db.ErrNotFound
	}
	return b.ScanFileID, err
}

// KeepFile keeps a file that belongs to a row of a panel and returns what the
// row holds: its name with its id.
func (s *Store) KeepFile(ctx context.Context, actor rule.Actor, sheet Sheet, received *archive.Received) (value string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := sheet.again(ctx, tx, actor); err != nil {
			return err
		}
		file, err := received.KeepTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		value = scheda.Coded(file.Name, fmt.Sprint(file.ID))
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.file", Subject: "bilancio", SubjectID: sheet.ID, WorkerID: sheet.WorkerID})
	})
	return value, err
}
