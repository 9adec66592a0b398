package seed

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/rule"
)

// agreed is a patto of the demonstration on its way.
type agreed struct {
	*desk
	by rule.Actor
	id int64
}

// pacts plans the patti of the two offices at work, one in each condition, with
// those who have a DID by then: in force with an action that is late and a check
// that is due, proposed, refused, in force with a PAI, concluded, and one that is
// still written.
func (b *builder) pacts(context.Context) error {
	for _, k := range b.desks {
		if k.o.Name == home || k.o.Name == away {
			k.plan(k.open(k.today.AddDays(-20)), 13*60+40, k.agree)
		}
	}
	return nil
}

// agree begins the patti; what comes later is planned. Those who find work in the
// story (see knownDID) are left aside.
func (k *desk) agree(ctx context.Context) error {
	who, err := db.Collect(ctx, k.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT worker_id FROM did WHERE cpi_id=? AND ended_on IS NULL AND annulled_at IS NULL AND worker_id%20<>15 ORDER BY id LIMIT 6", k.o.ID)
	if err != nil {
		return err
	}
	ways := []func(*agreed){(*agreed).late, (*agreed).waits, (*agreed).refused, (*agreed).planned, (*agreed).concluded, nil}
	for i, worker := range who {
		a := &agreed{desk: k, by: k.o.staff[i%len(k.o.staff)]}
		if a.id, err = k.patti.Create(ctx, a.by, pacts.New{WorkerID: worker, CPI: k.o.ID, Kind: pacts.KindPSP, Text: pactText, Actions: a.actions(i)}); err != nil {
			return err
		}
		if ways[i] != nil {
			ways[i](a)
		}
	}
	return nil
}

// pactText is ours, as all words of the demonstration.
var pactText = pacts.Text{
	Objective: "Tornare a lavorare nel settore di provenienza, o in uno vicino, entro sei mesi",
	Acts:      []string{"Mandare il curriculum ad almeno quattro aziende al mese", "Guardare ogni settimana le offerte del portale regionale", "Tenere un diario delle candidature"},
	Timing:    "Ogni settimana, con il diario da portare a ogni contatto", Frequency: "quindicinale", Proof: "Diario delle candidature e ricevute degli invii",
	Availability: []string{"laboratori", "formazione", "offerte"},
}

// actions are one of each kind; the first falls due sixteen days after the start.
func (a *agreed) actions(i int) []pacts.Action {
	first := a.open(a.today.AddDays(-4 + i))
	return []pacts.Action{
		{Kind: pacts.ByOffice, Measure: "a", Description: "Laboratorio sul curriculum e sul colloquio di lavoro", StartsOn: a.open(a.today.AddDays(-18)), DueOn: first, Evidence: "Foglio delle presenze"},
		{Kind: pacts.ByNetwork, Body: "Camera di commercio", Description: "Incontro sulle imprese che cercano personale", DueOn: a.open(a.today.AddDays(20)), Evidence: "Attestato di presenza"},
		{Kind: pacts.ByPerson, Description: "Candidarsi ad almeno quattro offerte al mese", DueOn: a.open(a.today.AddDays(60)), Periodicity: "settimanale", Evidence: "Diario delle candidature"},
	}
}

// then plans an act on the patto as it is on that day, or on the last open one before
// it: acts that may fall on one day stand in the order of their minutes.
func (a *agreed) then(days int, at rule.Minutes, do func(ctx context.Context, version int, on rule.Date) error) {
	on := a.open(a.today.AddDays(days))
	a.plan(on, at, func(ctx context.Context) error {
		f, err := a.patti.Pact(ctx, a.by, a.id)
		if err != nil {
			return err
		}
		return do(ctx, f.Version, on)
	})
}

func (a *agreed) propose(days int) {
	a.then(days, 13*60+50, func(ctx context.Context, version int, on rule.Date) error {
		_, err := a.patti.Propose(ctx, a.by, a.id, version, pacts.Proposal{On: on})
		return err
	})
}

func (a *agreed) sign(days int, g pacts.Signing) {
	a.then(days, 14*60, func(ctx context.Context, version int, on rule.Date) error {
		if g.On, g.Place = on, a.o.Name; g.Signature == pacts.OnPaper {
			scan, err := a.archive.Receive(ctx, archive.Scan("scansione"), archive.Upload{Name: "patto firmato.png", Content: signedPage()})
			if err != nil {
				return err
			}
			defer scan.Close()
			g.Scan = scan
		}
		return a.patti.Sign(ctx, a.by, a.id, version, g)
	})
}

// late is in force: at its check the laboratory had not been held yet, and now its
// day is past, and the next contact too.
func (a *agreed) late() {
	a.propose(-20)
	a.sign(-19, pacts.Signing{Signature: pacts.InPresence})
	a.then(-9, 12*60+30, func(ctx context.Context, version int, on rule.Date) error {
		f, err := a.patti.Pact(ctx, a.by, a.id)
		if err != nil {
			return err
		}
		c := pacts.Check{On: on, NextContact: a.open(a.today.AddDays(-1)), Note: "Il laboratorio è stato rinviato di una settimana: la persona è avvisata."}
		for i, action := range f.ToCheck() {
			c.Outcomes = append(c.Outcomes, pacts.Outcome{ActionID: action.ID, State: []pacts.ActionState{pacts.Planned, pacts.Planned, pacts.Running}[i]})
		}
		return a.patti.AddCheck(ctx, a.by, a.id, version, c)
	})
}

// waits is proposed: the person reads it at home.
func (a *agreed) waits() { a.propose(-2) }

func (a *agreed) refused() {
	a.propose(-18)
	a.then(-15, 14*60+5, func(ctx context.Context, version int, on rule.Date) error {
		return a.patti.Refuse(ctx, a.by, a.id, version, on, "Preferisce cercare lavoro per conto suo")
	})
}

// planned is in force, with a PAI that waits for its signature and an update that
// is still written.
func (a *agreed) planned() {
	a.propose(-20)
	a.sign(-20, pacts.Signing{Signature: pacts.OnPaper, NextContact: a.open(a.today.AddDays(6))})
	a.then(-6, 11*60, func(ctx context.Context, version int, on rule.Date) error {
		_, err := a.patti.ProposePlan(ctx, a.by, a.id, version, on, "Rientrare in azienda con un tirocinio, poi con un contratto")
		return err
	})
	a.then(-3, 11*60+10, func(ctx context.Context, version int, _ rule.Date) error {
		return a.patti.Reopen(ctx, a.by, a.id, version, "Si aggiunge un laboratorio sul digitale", true)
	})
}

// concluded found work; its PAI was signed on paper.
func (a *agreed) concluded() {
	a.propose(-20)
	a.sign(-20, pacts.Signing{Signature: pacts.OnPaper, NextContact: a.open(a.today.AddDays(6))})
	a.then(-19, 14*60+10, func(ctx context.Context, version int, on rule.Date) error {
		_, err := a.patti.ProposePlan(ctx, a.by, a.id, version, on, "Candidarsi alle aziende della logistica")
		return err
	})
	a.then(-17, 14*60+20, func(ctx context.Context, version int, on rule.Date) error {
		scan, err := a.archive.Receive(ctx, archive.Scan("scansione"), archive.Upload{Name: "PAI firmato.png", Content: signedPage()})
		if err != nil {
			return err
		}
		defer scan.Close()
		return a.patti.SignPlan(ctx, a.by, a.id, version, pacts.Signing{On: on, Signature: pacts.OnPaper, Scan: scan})
	})
	a.then(-5, 9*60+30, func(ctx context.Context, version int, on rule.Date) error {
		return a.patti.End(ctx, a.by, a.id, version, pacts.Ending{On: on, State: pacts.Concluded, Reason: "lavoro", Note: "Assunzione a tempo determinato"})
	})
}
