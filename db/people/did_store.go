package people

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

const didColumns = `d.id, d.worker_id, d.cpi_id, d.declared_on, d.number, d.channel, coalesce(d.ended_on,''), d.end_reason, d.note, d.version, coalesce(d.annulled_at,''), d.annulled_reason,
	coalesce((SELECT name FROM cpi WHERE id=d.cpi_id),''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.created_by),'')`

func scanDID(scan func(...any) error) (d DID, err error) {
	err = scan(&d.ID, &d.WorkerID, &d.CPI, &d.On, &d.Number, &d.Channel, &d.EndedOn, &d.EndReason, &d.Note, &d.Version, &d.Annulled, &d.AnnulledReason, &d.Office, &d.By)
	return d, err
}

// DIDs returns the declarations of a person, newest first. Whoever may see the
// person sees them: the caller has checked it.
func (s *Store) DIDs(ctx context.Context, workerID int64) ([]DID, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+didColumns+" FROM did d WHERE d.worker_id=? ORDER BY d.declared_on DESC, d.id DESC", workerID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []DID
	for rows.Next() {
		d, err := scanDID(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// DeclareDID records a declaration of a person in the actor's scope, in the
// actor's office, and returns its id. The refusals name the fields of the form.
func (s *Store) DeclareDID(ctx context.Context, actor rule.Actor, d DID) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", d.WorkerID)
		if err != nil {
			return err
		}
		if w.Partial {
			return rule.Refuse("", "La scheda di questa persona è di un'altra provincia: la DID si registra nel suo Centro per l'Impiego.")
		}
		if d.CPI == 0 {
			d.CPI = actor.CPI()
		}
		if d.CPI == 0 {
			return db.ErrNotFound // a DID is an office's
		}
		id, err = DeclareDIDTx(ctx, tx, actor, d)
		return err
	})
	return id, err
}

// DeclareDIDTx records a declaration in the transaction of the act: the fact,
// the record's date and number, what the registry must know, and, for one taken
// at the office, its service (B.1, and B.3 in Garanzia Giovani), unless the desk has
// registered it by hand that day: then that one is the declaration's.
func DeclareDIDTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d DID) (int64, error) {
	d.Number, d.Note = strings.TrimSpace(d.Number), strings.TrimSpace(d.Note)
	refusals := d.Check(tx.Today)
	if d.EndedOn != "" || d.EndReason != "" { // one that is over already
		refusals = append(refusals, d.CheckEnd(tx.Today, d.EndedOn, d.EndReason)...)
		d.Earlier = true
	}
	if err := refusals.Err(); err != nil {
		return 0, err
	}
	if err := alone(ctx, tx, d); err != nil {
		return 0, err
	}
	var sex string
	var born rule.Date
	if err := tx.QueryRowContext(ctx, "SELECT sex, birth_date FROM worker WHERE id=?", d.WorkerID).Scan(&sex, &born); err != nil {
		return 0, db.Classify(err)
	}
	if err := d.CheckAge(born); err != nil {
		return 0, err
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO did(worker_id,cpi_id,declared_on,month,number,channel,sex,age_band,ended_on,end_reason,note,created_at,created_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
		d.WorkerID, d.CPI, d.On, d.On.Month(), d.Number, d.Channel, sex, registry.BandOn(born, d.On), db.Null(d.EndedOn), d.EndReason, d.Note, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	if err := recordDID(ctx, tx, actor, d.WorkerID, ""); err != nil {
		return 0, err
	}
	if d.Condition != "" {
		if _, err := stateConditionTx(ctx, tx, actor, Condition{Recorded: Recorded{WorkerID: d.WorkerID}, Condition: d.Condition, From: d.On, Source: "did"}); err != nil {
			return 0, err
		}
	}
	if err := registry.StandTx(ctx, tx, registry.Standing{WorkerID: d.WorkerID, Kind: registry.StandingDID, ReferenceID: id, CPI: d.CPI, From: d.On, To: d.EndedOn}); err != nil {
		return 0, err
	}
	if err := registry.TouchLaterTx(ctx, tx, d.WorkerID, d.On); err != nil {
		return 0, err
	}
	if d.Channel == "cpi" && !d.Earlier {
		if err := didServices(ctx, tx, actor, d, id); err != nil {
			return 0, err
		}
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "did.registrata", Subject: "did", SubjectID: id, WorkerID: d.WorkerID})
}

// alone refuses a declaration that holds on a day on which another does.
func alone(ctx context.Context, tx *db.Tx, d DID) error {
	other, err := scanDID(tx.QueryRowContext(ctx, "SELECT "+didColumns+" FROM did d WHERE d.worker_id=?1 AND d.annulled_at IS NULL AND coalesce(d.ended_on,'9999-12-31')>=?2 AND d.declared_on<=coalesce(nullif(?3,''),'9999-12-31') ORDER BY d.declared_on DESC LIMIT 1",
		d.WorkerID, d.On, d.EndedOn).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case other.On > d.On && d.EndedOn == "":
		return rule.Refuse("ended_on", "Dal "+other.On.Italian()+" c'è un'altra DID: scrivi quando e perché era finita questa.")
	case other.On > d.On:
		return rule.Refuse("ended_on", "Dal "+other.On.Italian()+" c'è un'altra DID: questa è finita prima.")
	case other.EndedOn == "":
		return rule.Refuse("declared_on", "C'è già una DID in vigore, del "+other.On.Italian()+": prima si registra quando è finita.")
	}
	return rule.Refuse("declared_on", "In quel giorno c'era la DID del "+other.On.Italian()+", finita il "+other.EndedOn.Italian()+".")
}

// didServices registers what taking a declaration is: B.1, with B.3 for who is
// in Garanzia Giovani (rules 2 and 4 of the Marche table).
func didServices(ctx context.Context, tx *db.Tx, actor rule.Actor, d DID, id int64) error {
	codes, programme := []string{"B.1"}, ""
	var young bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM standing WHERE worker_id=? AND kind='programma_gg' AND valid_from<=? AND valid_to>=?)", d.WorkerID, d.On, d.On).Scan(&young); err != nil {
		return err
	}
	if young {
		codes, programme = append(codes, "B.3"), "GG"
	}
	for _, code := range codes {
		service := registry.DeliveredService{WorkerID: d.WorkerID, CPI: d.CPI, Operator: actor.UserID, Code: code, Programme: programme, On: d.On, Reference: "did", ReferenceID: id}
		adopted, err := registry.AdoptTx(ctx, tx, actor, service)
		if err == nil && !adopted {
			_, err = DeliverStandardTx(ctx, tx, actor, service)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DeliverStandardTx appends to the ledger, as DeliverTx does, an act of a screen
// that measures no time: in person, with the mean minutes of its code.
func DeliverStandardTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d registry.DeliveredService) (int64, error) {
	service, err := registry.ServiceOn(ctx, tx, d.Code, d.On)
	if err != nil {
		return 0, err
	}
	d.Origin, d.Mode = registry.OriginAutomatic, "presenza"
	d.MinutesPlan, d.Minutes = service.Minutes.Mean, service.Minutes.Mean
	return DeliverTx(ctx, tx, actor, d)
}

// didOf returns a declaration of a person in the actor's scope, which the actor
// read at a version.
func didOf(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) (DID, error) {
	d, err := scanDID(tx.QueryRowContext(ctx, "SELECT "+didColumns+" FROM did d WHERE d.id=?", id).Scan)
	if err != nil {
		return d, db.Classify(err)
	}
	w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", d.WorkerID)
	switch {
	case err != nil:
		return d, err
	case w.Partial:
		return d, db.ErrNotFound
	case d.Version != version:
		return d, db.Stale{Current: d.Version}
	case d.Annulled != "":
		return d, ErrDIDAnnulled
	}
	return d, nil
}

// EndDID records that a declaration has ended, and why.
func (s *Store) EndDID(ctx context.Context, actor rule.Actor, id int64, version int, on rule.Date, reason string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := didOf(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := d.CanEnd(); err != nil {
			return err
		}
		if err := d.CheckEnd(tx.Today, on, reason).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE did SET ended_on=?, end_reason=?, version=version+1 WHERE id=?", on, reason, id); err != nil {
			return err
		}
		if err := registry.StandTx(ctx, tx, registry.Standing{WorkerID: d.WorkerID, Kind: registry.StandingDID, ReferenceID: id, CPI: d.CPI, From: d.On, To: on}); err != nil {
			return err
		}
		return s.withdrawn(ctx, tx, actor, d, "did.finita", "")
	})
}

// AnnulDID takes back a declaration recorded by mistake; its services fall with it.
func (s *Store) AnnulDID(ctx context.Context, actor rule.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := didOf(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := d.CanAnnul(actor.CPI()); err != nil {
			return err
		}
		if reason == "" {
			return rule.Refuse("reason", "Scrivi perché la DID si annulla: resta nella storia.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE did SET annulled_at=?, annulled_by=?, annulled_reason=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		if err := registry.UnstandTx(ctx, tx, d.WorkerID, registry.StandingDID, id); err != nil {
			return err
		}
		if err := registry.AnnulOfTx(ctx, tx, actor, "did", id, "La DID era registrata per errore: "+reason); err != nil {
			return err
		}
		return s.withdrawn(ctx, tx, actor, d, "did.annullata", reason)
	})
}

// recordDID writes date and number of the declaration in force on the person's
// record, or that there is none, and the employment that follows.
func recordDID(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, reason string) error {
	var on, number string
	err := tx.QueryRowContext(ctx, "SELECT declared_on, number FROM did WHERE worker_id=? AND ended_on IS NULL AND annulled_at IS NULL", workerID).Scan(&on, &number)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	status, err := periodsTx(ctx, tx, workerID)
	if err != nil {
		return err
	}
	return employedAsTx(ctx, tx, actor, workerID, status, map[string]string{"did_on": on, "did_number": number}, reason)
}

// withdrawn takes a declaration that no longer holds off the record. The months
// in which an interview counted because of it may change.
func (s *Store) withdrawn(ctx context.Context, tx *db.Tx, actor rule.Actor, d DID, action, reason string) error {
	if err := recordDID(ctx, tx, actor, d.WorkerID, reason); err != nil {
		return err
	}
	if err := registry.TouchFiguresTx(ctx, tx, d.CPI, d.On.Month()); err != nil {
		return err
	}
	if err := registry.TouchPersonTx(ctx, tx, d.WorkerID); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "did", SubjectID: d.ID, WorkerID: d.WorkerID, Reason: reason})
}

// correctSplits copies a corrected sex or birth to what the figures are split by.
func correctSplits(ctx context.Context, tx *db.Tx, w Worker) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, cpi_id, declared_on FROM did WHERE worker_id=?", w.ID)
	if err != nil {
		return err
	}
	var all []DID
	for rows.Next() {
		var d DID
		if err := rows.Scan(&d.ID, &d.CPI, &d.On); err != nil {
			return errors.Join(err, rows.Close())
		}
		all = append(all, d)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, d := range all {
		if _, err := tx.ExecContext(ctx, "UPDATE did SET sex=?, age_band=? WHERE id=?", w.Sex, registry.BandOn(w.BirthDate, d.On), d.ID); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, d.CPI, d.On.Month()); err != nil {
			return err
		}
	}
	if err := correctCVs(ctx, tx, w); err != nil {
		return err
	}
	return registry.PersonTx(ctx, tx, w.ID, w.Sex, w.BirthDate)
}
