package archive

import (
	"net/http"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/archive"
)

// reader returns the actor as the outbox knows them. In a demonstration
// everybody reads the mailbox: all addresses in it are invented, and the link
// that confirms a registration is needed by somebody who has no account yet.
func (h *Handlers) reader(r *web.Request) rule.Actor {
	if h.app.Demo {
		return rule.System
	}
	return r.Actor
}

// waits reports whether messages stay in the queue for want of a mail server.
// A demonstration says by itself that nothing is sent.
func (h *Handlers) waits() bool { return h.app.NoMail && !h.app.Demo }

// Outbox shows «Posta in uscita».
func (h *Handlers) Outbox(r *web.Request) error {
	page := views.OutboxPage{State: archive.MailState(r.Query("stato")), Demo: h.app.Demo, Waits: h.waits()}
	if page.State != "" && !slices.Contains([]archive.MailState{archive.MailQueued, archive.MailSent, archive.MailFailed}, page.State) {
		return db.ErrNotFound
	}
	rows, err := h.store.Outbox(r.Ctx(), h.reader(r), archive.OutboxFilter{State: page.State, Before: before(r), Limit: perPage + 1})
	if err != nil {
		return err
	}
	page.Rows = rows[:min(len(rows), perPage)]
	if len(page.Rows) > 0 {
		page.Next = older(r, len(rows) > perPage, page.Rows[len(page.Rows)-1].ID)
	}
	h.store.Read(r.Actor, archive.Audit{Action: "posta.elenco", Subject: "mail", Fields: []string{"stato=" + string(page.State)}, Count: len(page.Rows)})
	return r.Page(http.StatusOK, views.Outbox(page))
}

// Message shows one message with its state and error.
func (h *Handlers) Message(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	m, err := h.store.OutboxMail(r.Ctx(), h.reader(r), id)
	if err != nil {
		return err
	}
	h.store.Read(r.Actor, archive.Audit{Action: "messaggio.letto", Subject: "mail", SubjectID: id, WorkerID: m.WorkerID})
	return r.Page(http.StatusOK, views.Message(views.MessagePage{Mail: m, Waits: h.waits() && m.State != archive.MailSent, CanRetry: r.SignedIn() && m.State != archive.MailSent}))
}

// Retry puts a message that was given up back into the queue.
func (h *Handlers) Retry(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.store.RetryMail(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	r.Done("Il messaggio è di nuovo in coda.")
	return r.SeeOther("/posta/" + r.Param("id"))
}
