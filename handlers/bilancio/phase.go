package bilancio

import (
	"net/http"

	"sportello/db"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/layout"
	"sportello/views/shared"
)

// ClosingPage asks before a phase is closed, and says what is missing.
func (h *Handlers) ClosingPage(r *web.Request) error { return h.closing(r, http.StatusOK, nil) }

func (h *Handlers) closing(r *web.Request, status int, errs rule.Refusals) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, review, err := h.store.Review(r.Ctx(), r.Actor, id, r.Param("fase"))
	if err != nil {
		return err
	}
	if r.Param("fase") == panels.Iscrizione {
		return r.SeeOther(views.Path(id, "pannelli", "ISC04"))
	}
	p := views.ClosingPage{Frame: frame(r, b, r.Param("fase"), ""), Review: review}
	if len(review.Obstacles) == 0 { // else the page says them already
		p.Errors = errs
	}
	return r.Page(status, views.Closing(p))
}

// Close closes a phase and makes its document.
func (h *Handlers) Close(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	phase := r.Param("fase")
	closed, err := h.store.Close(r.Ctx(), r.Actor, id, phase)
	if refusals, refused := web.Refused(err); refused {
		return h.closing(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	h.finish(r, closed.Document)
	r.Flash(closedFlash(id, "La "+panels.PhaseWords(phase)+" è chiusa.", closed))
	if closed.Opens != "" {
		b, err := h.store.Bilancio(r.Ctx(), r.Actor, id)
		if err != nil {
			return err
		}
		ph, _ := b.Definition.Phase(closed.Opens)
		return r.SeeOther(views.Path(id, "pannelli", ph.Panels[0].Code))
	}
	return r.SeeOther(views.Path(id))
}

func closedFlash(id int64, text string, c bilancio.Closed) layout.Flash {
	f := layout.Flash{Level: shared.Done, Text: text}
	if c.Opens != "" {
		f.Text += " Si è aperta la " + panels.PhaseWords(c.Opens) + "."
	}
	switch {
	case c.MailTo != "":
		f.Text += " Il documento parte per " + c.MailTo + "."
	case c.NoMail != "":
		f.Level = shared.Warn
		f.Text += " " + c.NoMail
	}
	if c.Document != 0 {
		f.Links = []layout.Link{{Label: "Vedi il documento", Href: views.Path(id) + "#documenti"}}
	}
	return f
}

// ReopeningPage asks the responsabile for the reason of a reopening.
func (h *Handlers) ReopeningPage(r *web.Request) error {
	return h.reopening(r, http.StatusOK, nil)
}

func (h *Handlers) reopening(r *web.Request, status int, errs rule.Refusals) error {
	b, err := h.load(r)
	if err != nil {
		return err
	}
	phase := r.Param("fase")
	if !b.HeadedBy(r.Actor) || !b.Closed(phase) && len(errs) == 0 {
		return db.ErrNotFound
	}
	return r.Page(status, views.Reopening(views.ReasonPage{Frame: frame(r, b, phase, ""), Reason: r.Form().Text("motivo"), Errors: errs}))
}

// Reopen opens a closed phase again.
func (h *Handlers) Reopen(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	phase := r.Param("fase")
	err = h.store.Reopen(r.Ctx(), r.Actor, id, phase, r.Form().Text("motivo"))
	if refusals, refused := web.Refused(err); refused {
		return h.reopening(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("La " + panels.PhaseWords(phase) + " è di nuovo aperta.")
	return r.SeeOther(views.Path(id))
}
