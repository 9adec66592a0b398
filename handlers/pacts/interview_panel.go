package pacts

import (
	"net/http"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/reference"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// interviewPanel returns the panel of the address.
func (h *Handlers) interviewPanel(r *web.Request) (p views.InterviewPanelPage, err error) {
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	i, v, err := h.store.InterviewPanel(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return p, err
	}
	p.InterviewFrame, p.View, p.Answers = interviewFrame(r, i, v.Panel.Phase, v.Panel.Code), v, v.State.Answers
	p.Facts, err = h.store.InterviewFacts(r.Ctx(), r.Actor, i)
	return p, err
}

// InterviewPanel shows a panel: as a form, or as it reads when it cannot be changed.
func (h *Handlers) InterviewPanel(r *web.Request) error {
	p, err := h.interviewPanel(r)
	if err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "colloquio.letto", Subject: "interview", SubjectID: p.I.ID, WorkerID: p.I.WorkerID, Fields: []string{p.View.Panel.Code}})
	return h.drawPanel(r, http.StatusOK, p)
}

func (h *Handlers) drawPanel(r *web.Request, status int, p views.InterviewPanelPage) error {
	p.Blank, p.Gone, p.Found = r.Query("aggiungi"), r.Query("tolta"), r.Query("cerca")
	if source, text, ok := web.PanelLookup(p.View.Panel, p.Answers, p.Found); ok {
		var err error
		if p.Entries, err = reference.NewStore(r.App.DB).Lookup(r.Ctx(), reference.Table(source), text, 12); err != nil {
			return err
		}
	}
	return r.Page(status, views.InterviewPanel(p))
}

// DraftPanel keeps a panel as it is, whatever it says. The button pressed may ask
// for more: a row more or less, a search.
func (h *Handlers) DraftPanel(r *web.Request) error {
	p, err := h.interviewPanel(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Answers = f.Panel(p.View.Panel, p.View.State.Answers)
	saved, err := h.store.SavePanel(r.Ctx(), r.Actor, p.I.ID, p.View.Panel.Code, pacts.PanelInput{Version: f.Version(), Answers: p.Answers})
	if r.GetHeader("HX-Target") == shared.DraftID {
		return autosaved(r, saved, err)
	}
	if err != nil {
		return h.unsaved(r, p, err, pacts.PanelState{})
	}
	return r.SeeOther(views.InterviewPath(p.I.ID, "pannelli", p.View.Panel.Code) + f.PanelNext())
}

// CompletePanel completes a panel: 422 with every error at once, or on to the next.
func (h *Handlers) CompletePanel(r *web.Request) error {
	p, err := h.interviewPanel(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Answers = f.Panel(p.View.Panel, p.View.State.Answers)
	in := pacts.PanelInput{Version: f.Version(), Answers: p.Answers, Complete: true}
	_, err = h.store.SavePanel(r.Ctx(), r.Actor, p.I.ID, p.View.Panel.Code, in)
	if _, refused := web.Refused(err); refused { // what was typed is not lost with the page
		in.Complete = false
		draft, e := h.store.SavePanel(r.Ctx(), r.Actor, p.I.ID, p.View.Panel.Code, in)
		if e != nil {
			draft = pacts.PanelState{}
		}
		return h.unsaved(r, p, err, draft)
	}
	if err != nil {
		return h.unsaved(r, p, err, pacts.PanelState{})
	}
	r.Done("«" + p.View.Panel.Title + "» completato.")
	i, now, err := h.store.InterviewPanel(r.Ctx(), r.Actor, p.I.ID, p.View.Panel.Code)
	if err != nil {
		return err
	}
	if len(now.Differences) > 0 { // the card may want to know of it
		return r.SeeOther(views.InterviewPath(i.ID, "pannelli", p.View.Panel.Code))
	}
	return r.SeeOther(views.NextPanel(i, p.View.Panel))
}

// TellCard writes what a panel says otherwise into the person's card.
func (h *Handlers) TellCard(r *web.Request) error {
	p, err := h.interviewPanel(r)
	if err != nil {
		return err
	}
	if !p.Writes {
		return db.ErrNotFound
	}
	n, err := h.store.TellCard(r.Ctx(), r.Actor, p.I.ID, p.View.Panel.Code)
	if err != nil {
		return err
	}
	if n > 0 {
		r.Done("Ho aggiornato la scheda lavoratore: " + shared.Plural(n, "dato", "dati") + ".")
	}
	return r.SeeOther(views.NextPanel(p.I, p.View.Panel))
}
