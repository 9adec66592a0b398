package people

import (
	"net/http"

	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// Card shows the card of a person: what every area knows of them, each read in
// the reader's scope.
func (h *Handlers) Card(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	c := views.Card{Worker: w, Office: r.Actor.CPI(), Section: r.Query("sezione"), Now: r.Now(), Today: r.Today(), CanWrite: r.Actor.Has(Desk...),
		OpenDocument: r.Reaches("/documenti/:id"), OpenMail: r.Reaches("/posta/:id"), OpenAppointing: r.Reaches("/appuntamenti/:id"),
		OpenBilancio: r.Reaches("/bilanci/:id"), OpenPact: r.Reaches("/patti/:id"), OpenInterview: r.Reaches("/colloqui/:id"), OpenEnrolment: r.Reaches("/iscrizioni/:id"), OpenRiscontri: r.Reaches("/lavoratori/:id/riscontri")}
	if c.Section == "" {
		c.Section = views.SectionStory
	}
	if c.Rows, err = h.people.Rows(r.Ctx(), r.Actor, w.ID); err != nil {
		return err
	}
	c.Facts.Rows = c.Rows
	if err := h.office(r, &c); err != nil {
		return err
	}
	if !w.Partial {
		if err := h.own(r, &c); err != nil {
			return err
		}
	}
	c.Groups = people.Groups(w, c.Facts, c.Today)
	obsolete, err := h.people.ObsoleteCVs(r.Ctx(), r.Actor, []int64{w.ID})
	if err != nil {
		return err
	}
	if until, there := obsolete[w.ID]; there {
		c.Groups = append(c.Groups, people.Group{Name: "CV obsoleto", Why: "con data aggiornamento oltre i 6 mesi: valeva fino al " + until.Italian(), Look: true})
	}
	return r.Page(http.StatusOK, views.ShowCard(c))
}

// worker returns the person whose id stands in the path.
func (h *Handlers) worker(r *web.Request) (people.Worker, error) {
	id, err := r.ID("id")
	if err != nil {
		return people.Worker{}, err
	}
	return h.people.Worker(r.Ctx(), r.Actor, id)
}

// office fills in what the reader's own offices did for the person.
func (h *Handlers) office(r *web.Request, c *views.Card) error {
	id := c.Worker.ID
	var err error
	if c.Appointments, err = h.agenda.OfWorker(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	rows, err := h.bilancio.OfWorker(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	for _, b := range rows {
		c.Bilanci = append(c.Bilanci, bilancioOf(b))
	}
	if c.Pacts, err = h.pacts.OfWorker(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Papers, err = h.pacts.Papers(r.Ctx(), id); err != nil {
		return err
	}
	if c.Offers, err = h.pacts.OffersOf(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Measures, err = h.pacts.Measures(r.Ctx()); err != nil {
		return err
	}
	if c.Interviews, err = h.pacts.Interviews(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Notices, err = h.duties.OfWorker(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Documents, err = h.archive.DocumentsOfWorker(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	c.Mails, err = h.archive.MailsOfWorker(r.Ctx(), r.Actor, id)
	return err
}

// own fills in what only those see to whom the record belongs.
func (h *Handlers) own(r *web.Request, c *views.Card) error {
	id := c.Worker.ID
	c.Doubts = c.Worker.Doubts(c.Today)
	var err error
	if c.Services, err = h.registry.OfWorker(r.Ctx(), id); err != nil {
		return err
	}
	if c.PactElsewhere, err = h.pacts.OpenElsewhere(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Words, err = h.registry.Words(r.Ctx(), r.Today()); err != nil {
		return err
	}
	if c.OpenService, err = h.registry.Openable(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.Riscontri, err = h.agenda.Riscontri(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.DIDs, err = h.people.DIDs(r.Ctx(), id); err != nil {
		return err
	}
	if c.Conditions, err = h.people.Conditions(r.Ctx(), id); err != nil {
		return err
	}
	if c.Profile, err = h.people.LastProfile(r.Ctx(), id); err != nil {
		return err
	}
	terms, err := h.figures.TermsOf(r.Ctx(), r.Actor, []int64{id})
	if err != nil {
		return err
	}
	if c.PlanTerm, err = h.figures.PlanTermOf(r.Ctx(), id); err != nil {
		return err
	}
	if t, runs := terms[id]; runs {
		c.Term = &t
	}
	if c.Facts, err = h.people.GroupFacts(r.Ctx(), id, c.Rows); err != nil {
		return err
	}
	c.Doubts = append(c.Doubts, c.Facts.Doubts(c.Today)...)
	if c.Confirmed, err = h.people.Confirmed(r.Ctx(), id); err != nil {
		return err
	}
	if c.Propensioni, err = h.people.Propensioni(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if c.CVs, err = h.people.CVs(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	return h.section(r, c)
}
