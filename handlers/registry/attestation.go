package registry

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/views/layout"
	views "sportello/views/registry"
	"sportello/views/shared"
)

// AttestationPage asks which days the attestation speaks of: this year's, to
// begin with.
func (h *Handlers) AttestationPage(r *web.Request) error {
	from, _ := rule.NewDate(r.Today().Time().Year(), 1, 1)
	return h.attestation(r, http.StatusOK, string(from), string(r.Today()), nil)
}

func (h *Handlers) attestation(r *web.Request, status int, from, to string, errs rule.Refusals) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	p := views.AttestationPage{Worker: w, From: from, To: to, Today: r.Today(), Errors: errs}
	all, err := h.store.OfWorker(r.Ctx(), w.ID)
	for _, s := range all {
		if s.Annulled == "" {
			p.Known++
			p.First = s.On
		}
	}
	if err != nil {
		return err
	}
	return r.Page(status, views.AskAttestation(p))
}

// Attest issues the attestation.
func (h *Handlers) Attest(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	f := r.Form()
	from, to := f.Date("dal"), f.Date("al")
	var document int64
	if f.OK() {
		document, err = h.people.Attest(r.Ctx(), r.Actor, w.ID, from, to)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		return h.attestation(r, http.StatusUnprocessableEntity, f.Text("dal"), f.Text("al"), f.Errors)
	}
	if _, err := h.archive.Finish(r.Ctx(), document); err != nil {
		r.App.Log.Error("document", "id", document, "error", err) // rendered when it is asked for
	}
	d, err := h.archive.Document(r.Ctx(), r.Actor, document)
	if err != nil {
		return cmpErr(err, db.ErrNotFound)
	}
	r.Flash(layout.Flash{Level: shared.Done, Text: "L'attestazione è pronta, prot. " + d.Protocol.String() + ".",
		Links: []layout.Link{{Label: "Scaricala", Href: "/documenti/" + strconv.FormatInt(document, 10)}}})
	return r.SeeOther("/lavoratori/" + strconv.FormatInt(w.ID, 10) + "?sezione=documenti")
}
