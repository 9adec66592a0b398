package pacts

import (
	"context"
	"database/sql"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Plan is an individual action plan (PAI): it completes the patto with what is to
// be done, when and with whom.
type Plan struct {
	ID         int64
	PactID     int64
	Objective  string
	Contents   Contents
	ProposedOn rule.Date
	SignedOn   rule.Date
	RefusedOn  rule.Date
	RefusedWhy string
	Signature  string
	DocumentID int64
	ScanID     int64
	Version    int
	By         string
}

// Word returns where the plan stands.
func (p Plan) Word() string {
	switch {
	case p.SignedOn != "":
		return "sottoscritto"
	case p.RefusedOn != "":
		return "rifiutato"
	}
	return "proposto"
}

// Open reports whether the plan waits for the signature.
func (p Plan) Open() bool { return p.SignedOn == "" && p.RefusedOn == "" }

func plansOf(ctx context.Context, q db.Querier, pact int64) ([]Plan, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p Plan, err error) {
		var frozen string
		if err = r.Scan(&p.ID, &p.PactID, &p.Objective, &frozen, &p.ProposedOn, &p.SignedOn, &p.RefusedOn, &p.RefusedWhy, &p.Signature, &p.DocumentID, &p.ScanID, &p.Version, &p.By); err == nil {
			p.Contents, err = ParseContents(frozen)
		}
		return
	}, `SELECT l.id, l.pact_id, l.objective, l.contents, l.proposed_on, coalesce(l.signed_on,''), coalesce(l.refused_on,''), l.refused_reason, l.signature, coalesce(l.document_id,0),
		coalesce(l.scan_file_id,0), l.version, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=l.created_by),'') FROM plan l WHERE l.pact_id=? ORDER BY l.id DESC`, pact)
}

// CanPlan returns why no PAI can be proposed with the patto, nil when one can.
func (f Full) CanPlan() error {
	switch {
	case f.State != Proposed && f.State != Signed:
		return rule.Refuse("", "Il PAI completa un patto proposto o sottoscritto: questo è "+f.State.Word()+".")
	case len(f.Plans) > 0 && f.Plans[0].Open() && !f.Outdated():
		return rule.Refuse("", "C'è già un PAI proposto il "+f.Plans[0].ProposedOn.Italian()+": prima si firma o si registra il rifiuto di quello.")
	case len(f.Agreed().Actions) == 0:
		return rule.Refuse("", "Il PAI riporta le azioni del patto: aggiungi almeno un'azione.")
	}
	return nil
}

// Outdated reports whether the PAI that waits for its signature says other than what
// the parties have agreed on since: it is prepared again.
func (f Full) Outdated() bool {
	if len(f.Plans) == 0 || !f.Plans[0].Open() {
		return false
	}
	was, now := f.Plans[0].Contents, f.Agreed()
	now.Objective = was.Objective
	return Weighs(Differences(was, now), Substantive)
}

// CanSignPlan returns why the PAI that waits for its signature cannot be signed now,
// nil when it can.
func (f Full) CanSignPlan() error {
	switch {
	case f.State != Signed:
		return rule.Refuse("", "Prima si firma il patto: il PAI lo completa.")
	case f.Outdated():
		return rule.Refuse("", "Gli impegni del patto sono cambiati dopo la proposta del PAI: prepara di nuovo il suo documento, poi si firma.")
	}
	return nil
}

// CheckPlan returns what is wrong with the proposal of a PAI; the refusals name
// plan_objective, proposed_on.
func CheckPlan(on, today, from rule.Date, objective string) rule.Refusals {
	out := day("proposed_on", on, today, from, "della proposta del patto")
	if objective == "" {
		out.Add("plan_objective", "Scrivi a che cosa porta il piano.")
	} else if err := rule.TooLong(objective, most); err != nil {
		out.Add("plan_objective", err.Error())
	}
	return out
}

// ProposePlan proposes a PAI with the actions that the patto has now, and returns
// its document. The refusals name plan_objective, proposed_on.
func (s *Store) ProposePlan(ctx context.Context, actor rule.Actor, id int64, version int, on rule.Date, objective string) (document int64, err error) {
	objective = strings.TrimSpace(objective)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := f.CanPlan(); err != nil {
			return err
		}
		if err := CheckPlan(on, tx.Today, f.ProposedOn, objective).Err(); err != nil {
			return err
		}
		contents := f.Agreed()
		contents.Objective = objective
		plan, err := writePlan(ctx, tx, actor, f, on, contents)
		if err != nil {
			return err
		}
		issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
			Kind: KindPlan, Title: planTitle, Subject: "plan", SubjectID: plan, WorkerID: f.WorkerID, CPI: f.CPI, Data: f.planDocument(on, objective),
			Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: f.Worker(), Subject: planTitle + ", patto n. " + f.Code(), Class: protocolClass},
		})
		if err != nil {
			return err
		}
		document = issued.ID
		if _, err := tx.ExecContext(ctx, "UPDATE plan SET document_id=? WHERE id=?", document, plan); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, f.CPI, on.Month()); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "pai.proposto", "")
	})
	return document, err
}

// writePlan writes a PAI, or anew the one that waits for its signature, and returns
// its id.
func writePlan(ctx context.Context, tx *db.Tx, actor rule.Actor, f Full, on rule.Date, c Contents) (int64, error) {
	if f.Outdated() {
		p := f.Plans[0]
		if _, err := tx.ExecContext(ctx, "UPDATE plan SET objective=?, contents=?, proposed_on=?, version=version+1 WHERE id=?", c.Objective, c.freeze(), on, p.ID); err != nil {
			return 0, err
		}
		return p.ID, registry.TouchFiguresTx(ctx, tx, f.CPI, p.ProposedOn.Month())
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO plan(pact_id,objective,contents,proposed_on,created_at,created_by) VALUES(?,?,?,?,?,?)", f.ID, c.Objective, c.freeze(), on, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// openPlan returns a patto with its PAI that waits for the signature first.
func openPlan(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) (Full, error) {
	f, err := forWriting(ctx, tx, actor, id, version)
	if err == nil && (len(f.Plans) == 0 || !f.Plans[0].Open()) {
		err = rule.Refuse("", "Non c'è un PAI che aspetta la firma.")
	}
	return f, err
}

// SignPlan records that the PAI which was proposed is signed (D.2, counted in D1).
// The patto that it completes is signed before it. The refusals are those of
// Signing.
func (s *Store) SignPlan(ctx context.Context, actor rule.Actor, id int64, version int, g Signing) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := openPlan(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := f.CanSignPlan(); err != nil {
			return err
		}
		p := f.Plans[0]
		refusals := g.Check(tx.Today, p.ProposedOn)
		if g.On != "" && g.On < f.SignedOn {
			refusals.Add("signed_on", "La data è prima della firma del patto, che è del "+f.SignedOn.Italian()+".")
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		file, protocol, err := g.scanTx(ctx, tx, actor, f.Pact, planTitle+", patto")
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE plan SET signed_on=?, signature=?, scan_file_id=?, scan_protocol_id=?, version=version+1 WHERE id=?", g.On, g.Signature, db.Null(file), db.Null(protocol), p.ID); err != nil {
			return err
		}
		if _, err := people.DeliverStandardTx(ctx, tx, actor, registry.DeliveredService{WorkerID: f.WorkerID, CPI: f.CPI, Operator: actor.UserID, Code: "D.2", Prestazione: "D1", Programme: f.Programme, On: g.On,
			Reference: ReferencePlan, ReferenceID: p.ID}); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "pai.sottoscritto", "")
	})
}

// RefusePlan records that the person does not sign the PAI; the patto stays as it
// is. The refusals name refused_on, reason.
func (s *Store) RefusePlan(ctx context.Context, actor rule.Actor, id int64, version int, on rule.Date, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := openPlan(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		p := f.Plans[0]
		if err := CheckRefusal(on, tx.Today, p.ProposedOn, reason).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE plan SET refused_on=?, refused_reason=?, version=version+1 WHERE id=?", on, reason, p.ID); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "pai.rifiutato", reason)
	})
}

// annulPlans annuls what the PAIs of an annulled patto left in the ledger.
func annulPlans(ctx context.Context, tx *db.Tx, actor rule.Actor, f Full, reason string) error {
	for _, p := range f.Plans {
		if err := registry.AnnulOfTx(ctx, tx, actor, ReferencePlan, p.ID, "Il patto era registrato per errore: "+reason); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, f.CPI, p.ProposedOn.Month()); err != nil {
			return err
		}
	}
	return nil
}
