package seed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// path is one bilancio from the appointment to where the story leaves it.
type path struct {
	*desk
	who     row
	by      rule.Actor
	trade   trade
	born    int
	until   string // the last step: a panel's code, or a word below
	then    string // what happens afterwards
	mails   bool   // the person has an address and consents
	outcome string // of RIP08
	first   agenda.Slot
	second  agenda.Slot
	third   agenda.Slot

	id       int64
	versions map[string]int // of the panels
	stopped  bool           // a step failed: the others do not happen
	failure  error
}

// The steps that are no panels.
const (
	stepContract = "contratto"
	stepScan     = "scansione"
	stepSigned   = "firmato" // the Preliminare is closed
	stepKnown    = "investigato"
	stepPlanned  = "riposizionato"
	stepEnrolled = "iscritto"

	thenReopen    = "riapertura"
	thenInterrupt = "interruzione"
	thenWithdraw  = "rinuncia"
	thenConclude  = "conclusione"
	thenMove      = "spostamento"
	thenWait      = "attesa" // no edition yet: nothing more happens
)

// step is one thing done in a bilancio at a minute of a day.
type step struct {
	name string
	day  rule.Date
	at   rule.Minutes
	do   func(context.Context) error
}

// lean writes the propensione that the person names at the first meeting.
func (p *path) lean(ctx context.Context) error {
	_, err := p.people.SavePropensione(ctx, p.by, p.who.worker, 0, 0, scheda.Answers{"professione": scheda.T(p.trade.role), "provenienza": scheda.Many("lavoro"), "data_intervista": scheda.T(string(p.first.Day)),
		"note": scheda.In(scheda.Answers{"settore": scheda.T(p.trade.jobs[0].sector), "orari": scheda.T("Tempo pieno, anche su turni"), "spostamenti": scheda.T("Entro 25 km, in giornata")})})
	return err
}

// tell plans the whole path up to its last step.
func (p *path) tell() {
	booked := max(p.first.Day.AddDays(-6), p.began().AddDays(4))
	p.follow(booked, 10*60, func(ctx context.Context) error {
		appointment, err := p.agenda.Book(ctx, p.by, agenda.Booking{CPI: p.o.ID, Operator: p.by.UserID, Worker: p.who.worker, ListRow: p.who.id,
			Kind: agenda.KindConvocation, Slot: p.first, Room: p.room(p.by.UserID)})
		if err == nil {
			p.follow(p.first.Day, p.first.Starts+1, func(ctx context.Context) (err error) {
				if p.id, err = p.bilanci.Start(ctx, p.by, appointment, ""); err != nil || !strings.HasPrefix(p.until, "INV") {
					return err
				}
				return p.lean(ctx) // for the panels that are still to be written
			})
		}
		return err
	})
	for _, s := range p.steps() {
		p.follow(s.day, s.at, s.do)
		if s.name == p.until {
			p.draft(s)
			p.after(s)
			return
		}
	}
}

// then_ plans an act that happens only if all went well so far.
func (p *path) follow(day rule.Date, at rule.Minutes, do func(context.Context) error) {
	p.plan(day, at, func(ctx context.Context) error {
		if p.stopped {
			return nil
		}
		err := do(ctx)
		if refused(err) {
			p.stopped, p.failure = true, err
		}
		return err
	})
}

func (p *path) steps() []step {
	var out []step
	day, at := p.first.Day, p.first.Starts+3
	add := func(name string, minutes rule.Minutes, do func(context.Context) error) {
		out = append(out, step{name, day, at, do})
		at += minutes
	}
	fills := func(phase string, minutes rule.Minutes, but string) {
		ph, _ := panels.Base.Phase(phase)
		for _, panel := range ph.Panels {
			if panel.Code != but {
				add(panel.Code, minutes, func(ctx context.Context) error { return p.fill(ctx, panel.Code) })
			}
		}
	}
	closes := func(name, phase string) {
		add(name, 3, func(ctx context.Context) error { return second(p.bilanci.Close(ctx, p.by, p.id, phase)) })
	}
	attends := func(s agenda.Slot) {
		at = s.Ends + 1
		add("presenza", 2, func(ctx context.Context) error { return p.attend(ctx, s) })
	}
	fills(panels.Preliminare, 11, "PRE07")
	add(stepContract, 12, func(ctx context.Context) error { return second(p.bilanci.IssueContract(ctx, p.by, p.id)) })
	add(stepScan, 4, p.scan)
	add("PRE07", 2, func(ctx context.Context) error { return p.fill(ctx, "PRE07") })
	add("incontri", 2, func(ctx context.Context) error { return second(p.bilanci.BookMeetings(ctx, p.by, p.id)) })
	closes(stepSigned, panels.Preliminare)
	day, at = p.second.Day, p.second.Starts+5
	fills(panels.Investigativa, 7, "")
	attends(p.second)
	closes(stepKnown, panels.Investigativa)
	day, at = p.third.Day, p.third.Starts+5
	fills(panels.Riposizionamento, 13, "")
	attends(p.third)
	closes(stepPlanned, panels.Riposizionamento)
	fills(panels.Iscrizione, 4, "ISC04")
	add(stepEnrolled, 2, func(ctx context.Context) error {
		return second(p.bilanci.Enrol(ctx, p.by, p.id, bilancio.Confirmation{ByMail: p.mails}))
	})
	return out
}

func second[T any](_ T, err error) error { return err }

// draft leaves a few answers in the panel after the last one, as when a meeting
// ends in the middle.
func (p *path) draft(last step) {
	ph, ok := panels.Base.Panel(last.name)
	if !ok {
		return
	}
	phase, _ := panels.Base.Phase(ph.Phase)
	for i, panel := range phase.Panels[:len(phase.Panels)-1] {
		if panel.Code == last.name {
			next := phase.Panels[i+1].Code
			p.follow(last.day, last.at+4, func(ctx context.Context) error { return p.save(ctx, next, false) })
		}
	}
}

// after plans what becomes of the bilancio once its steps are done.
func (p *path) after(last step) {
	next := rule.NextWorkingDay(last.day.AddDays(1), "")
	switch p.then {
	case thenInterrupt:
		p.follow(next, 12*60, func(ctx context.Context) error {
			return p.bilanci.Interrupt(ctx, p.by, p.id, "La persona ha trovato lavoro e chiede di fermare il percorso.")
		})
	case thenReopen:
		p.follow(next, 11*60, func(ctx context.Context) error {
			return p.bilanci.Reopen(ctx, p.actors[headEmail], p.id, panels.Investigativa, "Va aggiunta un'esperienza di lavoro che la persona ha ricordato dopo.")
		})
	case thenWithdraw:
		p.follow(next, 12*60+10, func(ctx context.Context) error { return p.end(ctx, thenWithdraw) })
	case thenMove:
		p.follow(next, 12*60+15, func(ctx context.Context) error { return p.end(ctx, thenMove) })
	case thenConclude:
		p.follow(p.today.AddDays(-1), 12*60+20, func(ctx context.Context) error { return p.end(ctx, thenConclude) })
	}
}

// end ends the enrolment that came of the bilancio.
func (p *path) end(ctx context.Context, how string) error {
	all, err := p.training.EnrolmentsOf(ctx, p.who.worker)
	if err != nil || len(all) == 0 {
		return err
	}
	switch how {
	case thenConclude:
		return p.training.Conclude(ctx, p.by, all[0].ID)
	case thenMove:
		return p.elsewhere(ctx, all[0])
	}
	return p.training.Withdraw(ctx, p.by, all[0].ID, "Ha trovato lavoro prima dell'inizio del corso.")
}

// elsewhere moves an enrolment to another edition of the course with a seat.
func (p *path) elsewhere(ctx context.Context, e training.Enrolment) error {
	c, err := p.training.Course(ctx, p.by, e.CourseID)
	if err != nil {
		return err
	}
	for _, other := range c.Editions {
		if other.ID != e.Edition.ID && other.Open(p.db.Today()) {
			_, err := p.bilanci.MoveEnrolment(ctx, p.by, e.ID, training.NewEnrolment{CourseID: e.CourseID, BodyID: other.BodyID, EditionID: other.ID})
			return err
		}
	}
	return fmt.Errorf("enrolment %d: no other edition of course %d", e.ID, e.CourseID)
}

// attend marks the meeting of the slot as attended.
func (p *path) attend(ctx context.Context, s agenda.Slot) error {
	b, err := p.bilanci.Bilancio(ctx, p.by, p.id)
	if err != nil {
		return err
	}
	for _, m := range b.Meetings {
		if m.Day == s.Day && m.From == s.Starts && m.State == string(agenda.Fixed) {
			return p.agenda.Outcome(ctx, p.by, m.ID, agenda.ActAttend, 0)
		}
	}
	return fmt.Errorf("bilancio %d: no meeting on %s at %s", p.id, s.Day, s.Starts)
}

// scan puts the signed contract into its place.
func (p *path) scan(ctx context.Context) error {
	p.versions["PRE07"] = 1 // the scan is noted in it
	received, err := p.archive.Receive(ctx, archive.Scan("scansione"), archive.Upload{Name: "contratto firmato.png", Content: signedPage()})
	if err != nil {
		return err
	}
	defer received.Close()
	return p.bilanci.AttachScan(ctx, p.by, p.id, received)
}

// fill completes a panel.
func (p *path) fill(ctx context.Context, code string) error {
	if code == "ISC01" { // body and edition are offered once the course is chosen
		for range 2 {
			if err := p.save(ctx, code, false); err != nil {
				return err
			}
		}
	}
	return p.save(ctx, code, true)
}

// byThemselves are the panels whose answers need nothing of the rest of the
// bilancio.
var byThemselves = words("PRE05|INV01|INV02|INV03|INV05|INV06|INV07|INV08|INV09|INV10|INV11|INV12|INV13|INV14|INV15|RIP02|RIP04|RIP05|RIP07|ISC03")

// save keeps a panel with what is known, what the trade says, and the sample
// for the rest.
func (p *path) save(ctx context.Context, code string, complete bool) error {
	panel, _ := panels.Base.Panel(code)
	v := bilancio.PanelView{Panel: panel, Facts: panels.Facts{Context: scheda.Context{Today: p.db.Today()}}}
	if !slices.Contains(byThemselves, code) {
		var err error
		if _, v, err = p.bilanci.Panel(ctx, p.by, p.id, code); err != nil {
			return err
		}
	}
	known := v.State.Answers.Clone()
	if known == nil {
		known = scheda.Answers{}
	}
	maps.Copy(known, p.trade.answers(code, p.born, p.db.Today()))
	mine, err := p.own(ctx, code, v)
	if err != nil {
		return err
	}
	maps.Copy(known, mine)
	a := panels.Sample(v.Panel, known, v.Facts.Context)
	if code == "PRE02" && !p.mails {
		delete(a, "consenso_email")
		delete(a, "email_documenti")
	}
	if code == "ISC01" && p.then == thenWait {
		delete(a, "edizione")
	}
	if !complete && code != "ISC01" {
		a = half(v.Panel, a)
	}
	a = scheda.Decode(v.Panel, scheda.Encode(v.Panel, a))
	saved, err := p.bilanci.Save(ctx, p.by, p.id, code, bilancio.SaveInput{Version: p.versions[code], Answers: a, Complete: complete})
	if err != nil {
		return fmt.Errorf("%s: %w", code, err)
	}
	p.versions[code] = saved.Version
	return nil
}

// half keeps the first fields of a panel.
func half(panel scheda.Panel, a scheda.Answers) scheda.Answers {
	out := scheda.Answers{}
	for i, f := range panel.Fields {
		if v, ok := a[f.Name]; ok && i <= len(panel.Fields)/2 {
			out[f.Name] = v
		}
	}
	return out
}

// own returns the answers that belong to this very path.
func (p *path) own(ctx context.Context, code string, v bilancio.PanelView) (scheda.Answers, error) {
	yes := scheda.T("no")
	if p.mails {
		yes = scheda.T("si")
	}
	switch code {
	case "PRE06":
		var rows []scheda.Answers
		var planned rule.Minutes
		for _, s := range []agenda.Slot{p.first, p.second, p.third} {
			planned += s.Length()
			rows = append(rows, scheda.Answers{"data": scheda.T(string(s.Day)), "ora": scheda.T(s.Starts.Field()), "durata": scheda.T(fmt.Sprint(int(s.Length()))), "tipo": scheda.T("individuale")})
		}
		return scheda.Answers{"ore_previste": scheda.T(fmt.Sprint(int(planned+59) / 60)), "incontri": scheda.Rows(rows...), "conclusione_prevista": scheda.T(string(p.third.Day))}, nil
	case "INV16":
		return scheda.Answers{"invio_email": yes}, nil
	case "RIP08":
		return scheda.Answers{"invio_email": yes, "esito": scheda.T(p.outcome)}, nil
	case "ISC01":
		return p.choice(ctx, v)
	}
	return nil, nil
}

// choice picks the edition to enrol in: the first with a free seat, and for who
// is to conclude it one that is over by now.
func (p *path) choice(ctx context.Context, v bilancio.PanelView) (scheda.Answers, error) {
	for _, o := range v.Facts.Choices["ISC01.edizione"] {
		if v.Facts.FullEditions[o.Value] != "" {
			continue
		}
		if p.then == thenConclude {
			id, _ := strconv.ParseInt(o.Value, 10, 64)
			e, _, err := p.training.Edition(ctx, p.by, id)
			if err != nil {
				return nil, err
			}
			if e.EndsOn > p.today.AddDays(-1) {
				continue
			}
		}
		return scheda.Answers{"edizione": scheda.T(o.Value)}, nil
	}
	return nil, nil
}
