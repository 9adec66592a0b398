package pacts

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

func versionsOf(ctx context.Context, q db.Querier, id int64) ([]Version, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (v Version, err error) {
		if err = r.Scan(&v.N, &v.Reason, &v.Forced, &v.Substantive, &v.Frozen, &v.OpenedAt, &v.OpenedBy, &v.ProposedOn, &v.EffectiveOn, &v.RefusedOn, &v.RefusedWhy,
			&v.DroppedAt, &v.Signature, &v.Place, &v.DocumentID, &v.ScanID); err == nil {
			v.Contents, err = ParseContents(v.Frozen)
		}
		return
	}, `SELECT v.n, v.reason, v.forced, v.substantive, v.contents, v.opened_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=v.opened_by),''),
		coalesce(v.proposed_on,''), coalesce(v.effective_on,''), coalesce(v.refused_on,''), v.refused_reason, coalesce(v.dropped_at,''), v.signature, v.place,
		coalesce(v.document_id,0), coalesce(v.scan_file_id,0) FROM pact_version v WHERE v.pact_id=? ORDER BY v.n`, id)
}

// day returns why a day cannot be that of a fact of a patto: it is missing, in the
// future, or before another.
func day(field string, on, today, from rule.Date, before string) rule.Refusals {
	var out rule.Refusals
	switch {
	case on == "":
		out.Add(field, "Scrivi la data.")
	case on > today:
		out.Add(field, "La data è nel futuro.")
	case on < "2000-01-01":
		out.Add(field, "Controlla l'anno.")
	case from != "" && on < from:
		out.Add(field, "La data è prima "+before+", che è del "+from.Italian()+".")
	}
	return out
}

// Proposal is how and when a version is proposed.
type Proposal struct {
	On         rule.Date
	Correction bool // the operator says that changed words change no commitment
}

// from returns the day before which a patto cannot have been proposed, and what it
// is of: it follows the DID in force (art. 20, c. 1), an update the signature; nobody
// looks for work before the age at which school may be left (15 years at the least).
func (f Full) from(today rule.Date) (day rule.Date, of string) {
	if f.Current().N > 1 {
		return f.SignedOn, "della firma del patto"
	}
	if day, of = workingAge(bornOn(f.BirthDate, f.CF, today)); f.DID.On > day {
		return f.DID.On, "della DID"
	}
	return day, of
}

// workingAge returns the day on which a person is 15, "" for a birth that is not
// known.
func workingAge(born rule.Date) (day rule.Date, of string) {
	if born == "" {
		return "", ""
	}
	return born.AddMonths(15 * 12), "del quindicesimo compleanno"
}

// untimely returns which actions the parties would agree on too late or far too
// early: those that are new, or have another day than what is in force says.
func (f Full) untimely(on rule.Date) rule.Refusals {
	var out rule.Refusals
	for _, a := range f.Now().Actions {
		if old, there := actionOf(f.Effective().Contents.Actions, a.ID); there && old.DueOn == a.DueOn {
			continue
		}
		switch {
		case a.DueOn < on:
			out.Add("actions", "«"+short(a.Description)+"» è da svolgere entro il "+a.DueOn.Italian()+", prima della proposta: cambia la data dell'azione.")
		case a.DueOn > on.AddMonths(mostMonths):
			out.Add("actions", "«"+short(a.Description)+"» è da svolgere entro il "+a.DueOn.Italian()+", fra più di cinque anni: cambia la data dell'azione.")
		}
	}
	return out
}

// mostMonths is how far ahead an action may be due.
const mostMonths = 60

// Propose freezes what the open version says and issues its document, and returns
// the document's id. The first time it is the dated fact that the patto was
// proposed; proposed again, it is of the day that is given then. An update in which
// only the wording was put right takes effect at once and asks for no signature. The
// refusals name proposed_on, kind and what is missing.
func (s *Store) Propose(ctx context.Context, actor rule.Actor, id int64, version int, p Proposal) (document int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := writableActions(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		v := f.Current()
		from, of := f.from(tx.Today)
		refusals := append(day("proposed_on", p.On, tx.Today, from, of), f.Now().Missing()...)
		if p.On != "" {
			refusals = append(refusals, f.untimely(p.On)...)
		}
		if v.N == 1 {
			refusals = append(refusals, CheckKind(f.Kind, true, bornOn(f.BirthDate, f.CF, tx.Today), p.On)...)
		}
		if v.N > 1 && len(f.Changes()) == 0 && !v.Forced {
			refusals.Add("", "Rispetto alla versione in vigore non è cambiato niente: cambia il contenuto, oppure lascia l'aggiornamento.")
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		if document, err = proposeTx(ctx, tx, actor, f, p); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.proposto", v.Reason)
	})
	return document, err
}

func proposeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, f Full, p Proposal) (int64, error) {
	v, contents, on, signs := f.Current(), f.Now(), p.On, f.NeedsSignature() || f.OnlyWords() && !p.Correction
	issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: KindDocument, Title: KindTitle(f.Kind), Subject: "pact", SubjectID: f.ID, WorkerID: f.WorkerID, CPI: f.CPI, FormVersion: fmt.Sprint(v.N), Data: f.document(on, signs),
		Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: f.Worker(), Subject: KindTitle(f.Kind) + " n. " + f.Code() + f.versionWords(), Class: protocolClass},
	})
	if err != nil {
		return 0, err
	}
	effective := rule.Date("")
	if !signs {
		effective = on
	}
	if _, err := tx.ExecContext(ctx, "UPDATE pact_version SET contents=?, proposed_on=?, substantive=?, effective_on=?, document_id=? WHERE pact_id=? AND n=?",
		contents.freeze(), on, signs, db.Null(effective), issued.ID, f.ID, v.N); err != nil {
		return 0, err
	}
	if v.N > 1 || f.ProposedOn == on {
		return issued.ID, nil
	}
	if f.ProposedOn != "" {
		if err := registry.TouchFiguresTx(ctx, tx, f.CPI, f.ProposedOn.Month()); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE pact SET state=?, proposed_on=? WHERE id=?", Proposed, on, f.ID); err != nil {
		return 0, err
	}
	return issued.ID, registry.TouchFiguresTx(ctx, tx, f.CPI, on.Month())
}

// Signing is how and when a patto was signed.
type Signing struct {
	On          rule.Date
	Signature   string // InPresence, OnPaper
	Place       string
	Scan        *archive.Received // of OnPaper
	NextContact rule.Date         // "" follows from the frequency
}

// Check returns what is wrong with it, of something proposed on a day; the refusals
// name signed_on, signature, place, scansione, next_contact_on.
func (g Signing) Check(today, from rule.Date) rule.Refusals {
	out := day("signed_on", g.On, today, from, "della proposta")
	switch {
	case SignatureWord(g.Signature) == "":
		out.Add("signature", "Scegli come è stato firmato.")
	case g.Signature == OnPaper && g.Scan == nil:
		out.Add("scansione", "Scegli la scansione della copia firmata.")
	}
	if err := rule.TooLong(g.Place, 100); err != nil {
		out.Add("place", err.Error())
	}
	if g.NextContact != "" && g.On != "" && g.NextContact <= g.On {
		out.Add("next_contact_on", "Il prossimo contatto è dopo la firma.")
	}
	return out
}

// scanTx keeps the signed copy with its protocol number.
func (g Signing) scanTx(ctx context.Context, tx *db.Tx, actor rule.Actor, p Pact, subject string) (file, protocol int64, err error) {
	if g.Signature != OnPaper {
		return 0, 0, nil
	}
	stored, err := g.Scan.KeepTx(ctx, tx, actor)
	if err != nil {
		return 0, 0, err
	}
	entry, err := archive.ProtocolTx(ctx, tx, actor, archive.Entry{Direction: archive.Incoming, Counterpart: p.Worker(), Subject: subject + " n. " + p.Code() + ", firmato",
		Class: protocolClass, SHA256: stored.SHA256, CPI: p.CPI})
	return stored.ID, entry.ID, err
}

// Sign records that the version that was proposed is signed: with the first the
// patto is in force (D.1; M3.1 for whoever is registered under L. 68/1999), with a
// later one its update is (D.2, M3.2). The refusals are those of Signing.
func (s *Store) Sign(ctx context.Context, actor rule.Actor, id int64, version int, g Signing) error {
	g.Place = strings.TrimSpace(g.Place)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := f.CanSign(); err != nil {
			return err
		}
		v := f.Current()
		if err := g.Check(tx.Today, v.ProposedOn).Err(); err != nil {
			return err
		}
		file, protocol, err := g.scanTx(ctx, tx, actor, f.Pact, KindTitle(f.Kind))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact_version SET effective_on=?, signature=?, place=?, scan_file_id=?, scan_protocol_id=? WHERE pact_id=? AND n=?",
			g.On, g.Signature, g.Place, db.Null(file), db.Null(protocol), id, v.N); err != nil {
			return err
		}
		if v.N == 1 {
			err = inForceTx(ctx, tx, f, g)
		} else if g.NextContact != "" {
			_, err = tx.ExecContext(ctx, "UPDATE pact SET next_check_on=? WHERE id=?", g.NextContact, id)
		}
		if err != nil {
			return err
		}
		if err := deliver(ctx, tx, actor, f, g.On, v.N == 1); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.sottoscritto", v.Reason)
	})
}

// CanSign returns why the patto cannot be signed or refused now, nil when it can.
func (f Full) CanSign() error {
	switch v := f.Current(); {
	case f.State.Over() || v.N == 0:
		return rule.Refuse("", "Non c'è una proposta da firmare: il patto è "+f.State.Word()+".")
	case v.ProposedOn == "":
		return rule.Refuse("", "Prima si prepara la proposta: la firma è su quello che il documento dice.")
	case !f.Frozen():
		return rule.Refuse("", "Il contenuto è cambiato dopo la proposta: prepara di nuovo il documento, poi si firma.")
	}
	return nil
}

// inForceTx puts the patto in force from the day of its signature.
func inForceTx(ctx context.Context, tx *db.Tx, f Full, g Signing) error {
	next := g.NextContact
	if next == "" {
		next = NextContact(g.On, f.Frequency)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE pact SET state=?, signed_on=?, next_check_on=? WHERE id=?", Signed, g.On, next, f.ID); err != nil {
		return err
	}
	if err := registry.StandTx(ctx, tx, registry.Standing{WorkerID: f.WorkerID, Kind: registry.StandingPatto, ReferenceID: f.ID, CPI: f.CPI, From: g.On}); err != nil {
		return err
	}
	if err := registry.TouchLaterTx(ctx, tx, f.WorkerID, g.On); err != nil {
		return err
	}
	return registry.TouchFiguresTx(ctx, tx, f.CPI, g.On.Month())
}

// The references of the services that a patto leaves in the ledger.
const (
	Reference     = "patto"
	ReferencePlan = "piano"
)

// deliver registers what a signature is in the ledger.
func deliver(ctx context.Context, tx *db.Tx, actor rule.Actor, f Full, on rule.Date, first bool) error {
	code := map[bool]string{true: "D.1", false: "D.2"}[first]
	programme := f.Programme
	var targeted bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM standing WHERE worker_id=? AND kind=? AND valid_from<=? AND valid_to>=?)", f.WorkerID, registry.StandingL68, on, on).Scan(&targeted); err != nil {
		return err
	}
	if targeted {
		code, programme = map[bool]string{true: "M3.1", false: "M3.2"}[first], "L68"
	}
	_, err := people.DeliverStandardTx(ctx, tx, actor, registry.DeliveredService{WorkerID: f.WorkerID, CPI: f.CPI, Operator: actor.UserID, Code: code, Programme: programme, On: on,
		Reference: Reference, ReferenceID: f.ID})
	return err
}
