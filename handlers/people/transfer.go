package people

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
	reports "sportello/reports/people"
	views "sportello/views/people"
	"sportello/views/shared"
)

// TransferCVPage shows the alert of «Trasferisci CV al Portale», or why it cannot be.
func (h *Handlers) TransferCVPage(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	if p.CV.CanTransfer(r.Today(), p.Worker.IDOConsentOn) != nil { // the page says why
		return r.Page(http.StatusUnprocessableEntity, views.TransferCV(p))
	}
	return r.Page(http.StatusOK, views.TransferCV(p))
}

// TransferCV hands a CV to the citizens' portal.
func (h *Handlers) TransferCV(r *web.Request) error {
	p, err := h.oneCV(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.CV.Version, p.Registered = f.Version(), f.Text("registrato")
	if p.Registered != "si" && p.Registered != "no" {
		f.Add("registrato", "Scegli se la persona è già registrata al portale.")
	} else if _, err := h.people.TransferCV(r.Ctx(), r.Actor, p.Worker.ID, p.CV.ID, p.CV.Version, p.Registered == "si"); isStale(err) {
		return r.Page(http.StatusConflict, views.CVChanged(p, []shared.Pair{{Term: "Già registrata al portale", Value: p.Registered}}))
	} else if err != nil && !f.Merge(err) {
		return err
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.TransferCV(p))
	}
	r.Done("Il trasferimento è registrato: scarica il file per il portale, poi registra com'è andato.")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}

// transfer returns the page with the transfer of the path.
func (h *Handlers) transfer(r *web.Request) (views.CVPage, error) {
	p, err := h.oneCV(r)
	if err != nil {
		return p, err
	}
	id, err := r.ID("invio")
	for _, t := range p.Transfers {
		if t.ID == id && t.CVID == p.CV.ID {
			p.Transfer = t
			return p, err
		}
	}
	return p, errors.Join(err, db.ErrNotFound)
}

// TransferFile gives the file for the portal: the data and the PDF.
func (h *Handlers) TransferFile(r *web.Request) error {
	p, err := h.transfer(r)
	if err != nil {
		return err
	}
	contents, id, err := h.people.TransferFile(r.Ctx(), r.Actor, p.Worker.ID, p.Transfer.ID)
	if err != nil {
		return err
	}
	file, _, err := h.archive.OpenFile(r.Ctx(), id)
	if err != nil {
		return err
	}
	defer file.Close()
	h.archive.Read(r.Actor, archive.Audit{Action: "file.letto", Subject: "stored_file", SubjectID: id, WorkerID: p.Worker.ID})
	r.Attachment("cv-portale-"+string(p.Transfer.On)+".zip", "application/zip")
	return reports.Transfer(r.Writer, contents, file)
}

// OutcomePage asks what became of a transfer.
func (h *Handlers) OutcomePage(r *web.Request) error {
	p, err := h.transfer(r)
	if err != nil {
		return err
	}
	if p.Transfer.Outcome != "" {
		return people.ErrTransferDone
	}
	r.AuditRead("lavoratore.letto", p.Worker.ID)
	p.OutcomeOn = r.Today().Italian()
	return r.Page(http.StatusOK, views.Outcome(p))
}

// Outcome records what became of a transfer.
func (h *Handlers) Outcome(r *web.Request) error {
	p, err := h.transfer(r)
	if err != nil {
		return err
	}
	f := r.Form()
	said := people.Transfer{ID: p.Transfer.ID, Version: f.Version(), Outcome: f.Text("outcome"), OutcomeOn: f.Date("outcome_on"), Note: f.Text("note"), ConfirmedOn: f.Date("confirmed_on")}
	p.Transfer.Version, p.Said, p.OutcomeOn, p.ConfirmedOn = said.Version, said, f.Text("outcome_on"), f.Text("confirmed_on")
	if f.OK() {
		if err := h.people.RecordOutcome(r.Ctx(), r.Actor, p.Worker.ID, said); isStale(err) {
			return r.Page(http.StatusConflict, views.CVChanged(p, []shared.Pair{{Term: "Esito", Value: people.ChoiceLabel(people.TransferOutcomes, said.Outcome)}, {Term: "Nota", Value: said.Note}}))
		} else if err != nil && !f.Merge(err) {
			return err
		}
	}
	if p.Errors = f.Errors; !f.OK() {
		return r.Page(http.StatusUnprocessableEntity, views.Outcome(p))
	}
	r.Done("Ho registrato l'esito del trasferimento.")
	return r.SeeOther(views.CVsHref(p.Worker.ID))
}
