package pacts

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// onOffer does an act on an offer that the actor keeps and read at a version.
func (s *Store) onOffer(ctx context.Context, actor rule.Actor, id int64, version int, action, reason string, act func(*db.Tx, Offer) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		o, err := offer(ctx, tx, actor, id)
		switch {
		case err != nil:
			return err
		case !o.WritableBy(actor):
			return db.ErrNotFound
		case version != o.Version:
			return db.Stale{Current: o.Version}
		}
		if err := act(tx, o); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE measure_offer SET version=version+1, saved_at=?, saved_by=? WHERE id=?", tx.Now, actor.UserID, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "measure_offer", SubjectID: id, WorkerID: o.WorkerID, Reason: reason})
	})
}

// AnswerOffer records what the person answered. The refusals are those of
// OfferAnswer.
func (s *Store) AnswerOffer(ctx context.Context, actor rule.Actor, id int64, version int, a OfferAnswer) error {
	return s.onOffer(ctx, actor, id, version, "misura.risposta", strings.TrimSpace(a.Reason), func(tx *db.Tx, o Offer) error {
		if err := o.CanAnswer(); err != nil {
			return err
		}
		if err := a.Check(o, tx.Today).Err(); err != nil {
			return err
		}
		return answerTx(ctx, tx, actor, o, a)
	})
}

// AttendOffer records that the person took part for the first time, and registers
// the service of the measure where it has one. The refusals are those of
// OfferAttendance.
func (s *Store) AttendOffer(ctx context.Context, actor rule.Actor, id int64, version int, a OfferAttendance) error {
	return s.onOffer(ctx, actor, id, version, "misura.partecipazione", "", func(tx *db.Tx, o Offer) error {
		if err := o.CanAttend(); err != nil {
			return err
		}
		if err := a.Check(o, tx.Today).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE measure_offer SET attended_on=? WHERE id=?", a.On, id); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, o.CPI, a.On.Month()); err != nil {
			return err
		}
		return deliverMeasure(ctx, tx, actor, o, a)
	})
}

// deliverMeasure registers the service of a measure that somebody took part in.
func deliverMeasure(ctx context.Context, tx *db.Tx, actor rule.Actor, o Offer, a OfferAttendance) error {
	if o.ServiceCode == "" {
		return nil
	}
	service, err := registry.ServiceOn(ctx, tx, o.ServiceCode, a.On)
	if err != nil {
		return rule.Refuse("attended_on", "Il servizio "+o.ServiceCode+" non è in vigore il "+a.On.Italian()+".")
	}
	if a.Minutes == 0 {
		a.Minutes = service.Minutes.Mean
	}
	d := registry.DeliveredService{WorkerID: o.WorkerID, CPI: o.CPI, Operator: actor.UserID, Code: o.ServiceCode, On: a.On, MinutesPlan: service.Minutes.Mean, Minutes: a.Minutes, Mode: a.Mode,
		Reference: ReferenceMeasure, ReferenceID: o.ID, Origin: registry.OriginAutomatic, Note: "Misura " + o.Measure + ")"}
	if o.PactID != 0 {
		if err := tx.QueryRowContext(ctx, "SELECT programme FROM pact WHERE id=?", o.PactID).Scan(&d.Programme); err != nil {
			return err
		}
	}
	_, err = people.DeliverTx(ctx, tx, actor, d)
	return err
}

// EndOffer records how a measure ended. The refusals are those of OfferOutcome.
func (s *Store) EndOffer(ctx context.Context, actor rule.Actor, id int64, version int, e OfferOutcome) error {
	return s.onOffer(ctx, actor, id, version, "misura.esito", "", func(tx *db.Tx, o Offer) error {
		if err := o.CanEnd(); err != nil {
			return err
		}
		if err := e.Check(o, tx.Today).Err(); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE measure_offer SET outcome=?, outcome_on=?, outcome_note=? WHERE id=?", e.Outcome, e.On, strings.TrimSpace(e.Note), id)
		return err
	})
}

// AnnulOffer takes back an offer recorded by mistake, with the service that it
// registered; the agenda's attendance stays. The refusal names reason.
func (s *Store) AnnulOffer(ctx context.Context, actor rule.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.onOffer(ctx, actor, id, version, "misura.annullata", reason, func(tx *db.Tx, o Offer) error {
		if err := o.CanAnnul(); err != nil {
			return err
		}
		if reason == "" {
			return rule.Refuse("reason", "Scrivi perché l'offerta si annulla: resta nella storia.")
		}
		if err := rule.TooLong(reason, 500); err != nil {
			return rule.Refuse("reason", err.Error())
		}
		if _, err := tx.ExecContext(ctx, "UPDATE measure_offer SET annulled_at=?, annulled_by=?, annulled_reason=? WHERE id=?", tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		if err := registry.AnnulOfTx(ctx, tx, actor, ReferenceMeasure, id, "L'offerta della misura era registrata per errore: "+reason); err != nil {
			return err
		}
		if o.AttendedOn != "" {
			if err := registry.TouchFiguresTx(ctx, tx, o.CPI, o.AttendedOn.Month()); err != nil {
				return err
			}
		}
		return registry.TouchFiguresTx(ctx, tx, o.CPI, o.OfferedOn.Month())
	})
}
