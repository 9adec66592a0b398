package pacts

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// NewPage shows the form that begins a patto.
func (h *Handlers) NewPage(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	i, err := h.said(r, w.ID, r.Query("colloquio"))
	if err != nil {
		return err
	}
	if open, err := h.store.CanBegin(r.Ctx(), w.ID, r.Actor.CPI()); err != nil {
		why, refused := web.Refused(err)
		if !refused {
			return err
		}
		return r.Page(http.StatusUnprocessableEntity, views.CannotBegin(ofWorker(w, r.Actor.CPI()), why.Error(), open))
	}
	form := views.ContentsForm{Pact: ofWorker(w, r.Actor.CPI()), First: true, Interview: i.ID}
	form.Values = views.ContentsValues(pacts.KindPSP, strconv.FormatInt(r.Actor.UserID, 10), i.PactText())
	return h.contents(r, http.StatusOK, form, views.New)
}

// said returns the interview that a patto follows from, the zero one for "".
func (h *Handlers) said(r *web.Request, worker int64, id string) (pacts.Interview, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if id == "" || id == "0" {
		return pacts.Interview{}, nil
	}
	if err != nil {
		return pacts.Interview{}, db.ErrNotFound
	}
	i, err := h.store.Interview(r.Ctx(), r.Actor, n)
	if err == nil && i.WorkerID != worker {
		err = db.ErrNotFound
	}
	return i, err
}

// Create begins a patto, with the actions agreed on in the interview that it
// follows from.
func (h *Handlers) Create(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	f := r.Form()
	i, err := h.said(r, w.ID, f.Text("colloquio"))
	if err != nil {
		return err
	}
	n := pacts.New{WorkerID: w.ID, Kind: f.Text("kind"), Confirmed: f.Bool("kind_confirmed"), OperatorID: f.Int("operator"), Text: typedText(f), Actions: i.PactActions()}
	id, err := h.store.Create(r.Ctx(), r.Actor, n)
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form := views.ContentsForm{Pact: ofWorker(w, r.Actor.CPI()), First: true, Interview: i.ID, Values: typed(f, views.ContentsFields), Key: f.Key(), Errors: f.Errors}
		return h.contents(r, http.StatusUnprocessableEntity, form, views.New)
	}
	next := "aggiungi le azioni, poi prepara la proposta."
	if len(n.Actions) > 0 {
		next = "guarda le azioni che vengono dal colloquio, poi prepara la proposta."
	}
	r.Done("Ho preparato il patto di " + w.FullName() + ": " + next)
	return r.SeeOther(views.Path(id))
}
