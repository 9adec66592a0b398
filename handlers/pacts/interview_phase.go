package pacts

import (
	"net/http"
	"slices"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// PhaseClosingPage asks before a phase is closed, and says what is missing.
func (h *Handlers) PhaseClosingPage(r *web.Request) error {
	return h.phaseClosing(r, http.StatusOK)
}

func (h *Handlers) phaseClosing(r *web.Request, status int) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	phase := r.Param("fase")
	if !slices.Contains(i.PhaseCodes(), phase) {
		return db.ErrNotFound
	}
	if i.Phases[phase].On != "" {
		return r.SeeOther(views.InterviewPath(i.ID))
	}
	p := views.PhaseClosingPage{InterviewFrame: interviewFrame(r, i, phase, "")}
	if p.Facts, err = h.store.InterviewFacts(r.Ctx(), r.Actor, i); err != nil {
		return err
	}
	p.Obstacles = i.Obstacles(phase, p.Facts)
	return r.Page(status, views.ClosePhase(p))
}

// ClosePhase closes a phase; with the last the interview is concluded.
func (h *Handlers) ClosePhase(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	i, err := h.store.ClosePhase(r.Ctx(), r.Actor, id, r.Param("fase"))
	if _, refused := web.Refused(err); refused {
		return h.phaseClosing(r, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	if i.State() != pacts.InterviewOpen {
		r.Done("Il colloquio con " + i.Worker() + " è concluso.")
		return r.SeeOther(views.InterviewPath(id))
	}
	r.Done("La fase è chiusa. Si è aperta «" + pacts.PhaseTitle(i.Phase()) + "».")
	return r.SeeOther(views.InterviewPath(id, "pannelli", i.PanelsOf(i.Phase())[0].Code))
}

func stopForm(i pacts.Interview) views.InterviewForm {
	why := control("area", "reason", "")
	why.Width, why.MaxLength = 12, 1000
	return views.InterviewForm{I: i, Title: "Interruzione del colloquio", Path: views.InterviewPath(i.ID, "interruzione"), Back: views.InterviewPath(i.ID), Button: "Interrompi il colloquio", Danger: true,
		Lead: []string{"Quello che è stato scritto resta e si può leggere; gli incontri avvenuti restano registrati. Per riprendere si comincia un altro colloquio."}, Fields: []views.Control{why}}
}

// StopPage asks why an interview does not come to its end.
func (h *Handlers) StopPage(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	if i.State() != pacts.InterviewOpen {
		return rule.Refuse("", i.ClosedTo(pacts.PhaseInformation))
	}
	return r.Page(http.StatusOK, views.DoInterview(stopForm(i)))
}

// Stop ends an interview that does not come to its end.
func (h *Handlers) Stop(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	f := r.Form()
	err = h.store.StopInterview(r.Ctx(), r.Actor, i.ID, f.Text("reason"))
	if err != nil && !f.Merge(err) {
		return err
	}
	return h.recorded(r, f, stopForm(i), "Il colloquio con "+i.Worker()+" è interrotto.")
}

// recorded leads back to the interview with what was done, or draws the form again
// with what was refused and what was typed.
func (h *Handlers) recorded(r *web.Request, f *web.Form, form views.InterviewForm, said string) error {
	if f.OK() {
		r.Done(said)
		return r.SeeOther(views.InterviewPath(form.I.ID))
	}
	form.Errors, form.Key = f.Errors, f.Key()
	for n := range form.Fields {
		form.Fields[n].Value, form.Fields[n].Values = f.Text(form.Fields[n].Name), f.All(form.Fields[n].Name)
	}
	return r.Page(http.StatusUnprocessableEntity, views.DoInterview(form))
}

// SetDuration changes how long an interview is planned in all.
func (h *Handlers) SetDuration(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	f := r.Form()
	stored := map[string]string{"planned": shared.Count(i.Planned)}
	f.KeepStored(stored)
	minutes := int(f.Int("planned"))
	if f.OK() {
		err = h.store.Plan(r.Ctx(), r.Actor, i.ID, f.Version(), minutes)
	}
	if isStale(err) {
		v := f.Versions([]string{"planned"}, views.InterviewLabels, stored)
		v.Who, v.When, v.What, v.Me, v.Since = i.SavedBy, i.SavedAt.Clock(), "questo colloquio", r.User.FullName(), "prima"
		v.Action, v.Version, v.Back = views.InterviewPath(i.ID, "durata"), int64(i.Version), views.InterviewPath(i.ID)
		return r.Page(http.StatusConflict, views.InterviewChanged(interviewFrame(r, i, i.Phase(), ""), "Due versioni", v))
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.glance(r, http.StatusUnprocessableEntity, views.InterviewPage{InterviewFrame: interviewFrame(r, i, i.Phase(), ""), Errors: f.Errors, Values: map[string]string{"planned": f.Text("planned")}})
	}
	r.Done("Ho cambiato la durata prevista.")
	return r.SeeOther(views.InterviewPath(i.ID))
}
