package helpdesk

import (
	"net/http"
	"strconv"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/handlers/web"
	views "sportello/views/helpdesk"
)

// SupportQueue shows the requests to the Centro Servizi.
func (h *Handlers) SupportQueue(r *web.Request) error { return h.queue(r, access.HelpSupport) }

// InfoQueue shows the requests to the Region.
func (h *Handlers) InfoQueue(r *web.Request) error { return h.queue(r, access.HelpInfo) }

func (h *Handlers) queue(r *web.Request, kind access.HelpKind) error {
	page := views.HelpQueuePage{Kind: kind, Answered: r.Query("stato") == "risposta"}
	rows, err := h.store.HelpRequests(r.Ctx(), r.Actor, kind, access.HelpFilter{Answered: page.Answered, After: r.After(), Limit: web.PerPage + 1})
	if err != nil {
		return err
	}
	var more bool
	if page.Rows, more = web.Cut(rows); more {
		page.Next = r.NextPage(strconv.FormatInt(page.Rows[len(page.Rows)-1].ID, 10))
	}
	if page.Waiting, page.Done, err = h.store.HelpCounts(r.Ctx(), r.Actor, kind); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "richieste.elenco", Subject: "help_request", Fields: []string{string(kind)}})
	return r.Page(http.StatusOK, views.HelpQueue(page))
}

// SupportRequest shows a request to the Centro Servizi.
func (h *Handlers) SupportRequest(r *web.Request) error {
	return h.request(r, http.StatusOK, access.HelpSupport, &web.Form{})
}

// InfoRequest shows a request to the Region.
func (h *Handlers) InfoRequest(r *web.Request) error {
	return h.request(r, http.StatusOK, access.HelpInfo, &web.Form{})
}

func (h *Handlers) request(r *web.Request, status int, kind access.HelpKind, f *web.Form) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page := views.HelpAnswer{Errors: f.Errors}
	if len(f.Errors) > 0 {
		page.Answer = f.Text("answer")
	}
	if page.Request, err = h.store.HelpRequest(r.Ctx(), r.Actor, kind, id); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "richiesta.letta", Subject: "help_request", SubjectID: id})
	return r.Page(status, views.Answer(page))
}

// AnswerSupport answers for the Centro Servizi.
func (h *Handlers) AnswerSupport(r *web.Request) error { return h.answer(r, access.HelpSupport) }

// AnswerInfo answers for the Region.
func (h *Handlers) AnswerInfo(r *web.Request) error { return h.answer(r, access.HelpInfo) }

func (h *Handlers) answer(r *web.Request, kind access.HelpKind) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	err = h.store.AnswerHelp(r.Ctx(), r.Actor, kind, id, f.Text("answer"))
	if f.Merge(err) {
		return h.request(r, http.StatusUnprocessableEntity, kind, f)
	}
	if err != nil {
		return err
	}
	r.Done("Risposta inviata per e-mail.")
	return r.SeeOther(views.QueueOf(kind))
}
