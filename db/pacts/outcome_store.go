package pacts

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Refuse records that the person does not sign what was proposed: the first
// version is a refused patto, a later one leaves the patto as it was. The refusals
// name refused_on, reason.
func (s *Store) Refuse(ctx context.Context, actor rule.Actor, id int64, version int, on rule.Date, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		v := f.Current()
		if v.ProposedOn == "" || f.State.Over() {
			return rule.Refuse("", "Non c'è una proposta da rifiutare: il patto è "+f.State.Word()+".")
		}
		if err := CheckRefusal(on, tx.Today, v.ProposedOn, reason).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact_version SET refused_on=?, refused_reason=? WHERE pact_id=? AND n=?", on, reason, id, v.N); err != nil {
			return err
		}
		if v.N > 1 {
			err = restoreTx(ctx, tx, f, f.Effective().Contents)
		} else if _, err = tx.ExecContext(ctx, "UPDATE pact SET state=?, refused_on=?, refused_reason=? WHERE id=?", Refused, on, reason, id); err == nil {
			err = registry.TouchFiguresTx(ctx, tx, f.CPI, on.Month())
		}
		if err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.rifiutato", reason)
	})
}

// CheckRefusal returns what is wrong with the refusal of something proposed on a
// day; the refusals name refused_on, reason.
func CheckRefusal(on, today, proposed rule.Date, reason string) rule.Refusals {
	return append(day("refused_on", on, today, proposed, "della proposta"), why(reason, "Scrivi perché la persona non firma.")...)
}

// why refuses an empty or endless reason.
func why(reason, sentence string) rule.Refusals {
	var out rule.Refusals
	if reason == "" {
		out.Add("reason", sentence)
	} else if err := rule.TooLong(reason, 500); err != nil {
		out.Add("reason", err.Error())
	}
	return out
}

// Reopen begins an update of a patto in force, with its reason; forced says that
// it is substantive whatever changes. The refusals name reason.
func (s *Store) Reopen(ctx context.Context, actor rule.Actor, id int64, version int, reason string, forced bool) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := f.CanUpdate(); err != nil {
			return err
		}
		if err := why(reason, "Scrivi perché il patto si aggiorna: resta nella sua storia.").Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO pact_version(pact_id,n,reason,forced,opened_at,opened_by) VALUES(?,?,?,?,?,?)",
			id, len(f.Versions)+1, reason, forced, tx.Now, actor.UserID); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.aggiornamento", reason)
	})
}

// CanUpdate returns why no update of the patto can begin, nil when one can.
func (f Full) CanUpdate() error {
	switch {
	case f.State != Signed:
		return rule.Refuse("", "Si aggiorna un patto sottoscritto: questo è "+f.State.Word()+".")
	case f.Current().N != 0:
		return rule.Refuse("", "C'è già un aggiornamento aperto: prima si firma o si lascia quello.")
	}
	return nil
}

// Drop gives up an update that was not signed: the patto says again what it did.
func (s *Store) Drop(ctx context.Context, actor rule.Actor, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		v := f.Current()
		if v.N < 2 {
			return rule.Refuse("", "Non c'è un aggiornamento da lasciare.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact_version SET dropped_at=? WHERE pact_id=? AND n=?", tx.Now, id, v.N); err != nil {
			return err
		}
		if err := restoreTx(ctx, tx, f, f.Effective().Contents); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.aggiornamento_lasciato", v.Reason)
	})
}

// Ending is how a patto in force ends.
type Ending struct {
	On     rule.Date
	State  State  // Concluded, Lapsed
	Reason string // one of Conclusions or Lapses
	Note   string
}

// Check returns what is wrong with it; the refusals name ended_on, end_reason,
// end_note. What ends for another reason says which.
func (e Ending) Check(today, signed rule.Date) rule.Refusals {
	out := day("ended_on", e.On, today, signed, "della firma")
	if EndStateOf(e.Reason) != e.State || e.State == "" {
		out.Add("end_reason", "Scegli perché il patto finisce.")
	} else if strings.HasPrefix(e.Reason, "altra_") && e.Note == "" {
		out.Add("end_note", "Scrivi quale altro motivo.")
	}
	if err := rule.TooLong(e.Note, 500); err != nil {
		out.Add("end_note", err.Error())
	}
	return out
}

// EndStateOf returns which end a reason is of, "" for none.
func EndStateOf(reason string) State {
	switch {
	case known(Conclusions, reason):
		return Concluded
	case known(Lapses, reason):
		return Lapsed
	}
	return ""
}

// End records that a patto in force is concluded or has lapsed. An update that is
// still open falls with it.
func (s *Store) End(ctx context.Context, actor rule.Actor, id int64, version int, e Ending) error {
	e.Note = strings.TrimSpace(e.Note)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if f.State != Signed {
			return rule.Refuse("", "Finisce un patto sottoscritto: questo è "+f.State.Word()+".")
		}
		if err := e.Check(tx.Today, f.SignedOn).Err(); err != nil {
			return err
		}
		if v := f.Current(); v.N != 0 {
			if _, err := tx.ExecContext(ctx, "UPDATE pact_version SET dropped_at=? WHERE pact_id=? AND n=?", tx.Now, id, v.N); err != nil {
				return err
			}
			if err := restoreTx(ctx, tx, f, f.Effective().Contents); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact SET state=?, ended_on=?, end_reason=?, end_note=?, next_check_on=NULL WHERE id=?", e.State, e.On, e.Reason, e.Note, id); err != nil {
			return err
		}
		if err := registry.StandTx(ctx, tx, registry.Standing{WorkerID: f.WorkerID, Kind: registry.StandingPatto, ReferenceID: id, CPI: f.CPI, From: f.SignedOn, To: e.On}); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto."+string(e.State), e.Note)
	})
}

// Annul takes back a patto recorded by mistake: its services fall with it, and it
// is counted nowhere. The refusals name reason.
func (s *Store) Annul(ctx context.Context, actor rule.Actor, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if f.State == Annulled {
			return rule.Refuse("", "Il patto è già annullato: resta com'è nella storia.")
		}
		if err := why(reason, "Scrivi perché il patto si annulla: resta nella storia.").Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact SET state=?, next_check_on=NULL, annulled_at=?, annulled_by=?, annulled_reason=? WHERE id=?", Annulled, tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		if err := registry.UnstandTx(ctx, tx, f.WorkerID, registry.StandingPatto, id); err != nil {
			return err
		}
		if err := registry.AnnulOfTx(ctx, tx, actor, Reference, id, "Il patto era registrato per errore: "+reason); err != nil {
			return err
		}
		for _, on := range []rule.Date{f.ProposedOn, f.SignedOn, f.RefusedOn} {
			if on != "" {
				if err := registry.TouchFiguresTx(ctx, tx, f.CPI, on.Month()); err != nil {
					return err
				}
			}
		}
		if f.SignedOn != "" {
			if err := registry.TouchLaterTx(ctx, tx, f.WorkerID, f.SignedOn); err != nil {
				return err
			}
		}
		if err := annulPlans(ctx, tx, actor, f, reason); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.annullato", reason)
	})
}
