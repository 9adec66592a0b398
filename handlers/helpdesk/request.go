package helpdesk

import (
	"net/http"

	"sportello/db/access"
	"sportello/handlers/web"
	views "sportello/views/helpdesk"
)

// SupportPage shows the form of Supporto Tecnico; an error page fills in the
// number of the request that failed.
func (h *Handlers) SupportPage(r *web.Request) error {
	request := access.HelpRequest{Kind: access.HelpSupport, RequestNumber: r.Query("richiesta")}
	switch {
	case request.RequestNumber != "":
		request.Subject = "Errore interno"
	case r.Query("oggetto") == "accessibilita":
		request.Subject = "Problema di accessibilità"
	}
	return askPage(r, request)
}

// InfoPage shows the form of Richiedi Info.
func (h *Handlers) InfoPage(r *web.Request) error {
	return askPage(r, access.HelpRequest{Kind: access.HelpInfo})
}

func askPage(r *web.Request, request access.HelpRequest) error {
	if r.SignedIn() {
		request.Name, request.Email = r.User.FullName(), r.User.Email
	}
	return r.Page(http.StatusOK, views.AskHelp(views.RequestForm{Request: request}))
}

// AskSupport sends a request to the Centro Servizi.
func (h *Handlers) AskSupport(r *web.Request) error { return h.ask(r, access.HelpSupport) }

// AskInfo sends a request to the Region.
func (h *Handlers) AskInfo(r *web.Request) error { return h.ask(r, access.HelpInfo) }

func (h *Handlers) ask(r *web.Request, kind access.HelpKind) error {
	if err := r.Spend(web.LimitHelp); err != nil {
		return err
	}
	f := r.Form()
	request := access.HelpRequest{Kind: kind, Name: f.Text("name"), Email: f.Text("email"), Subject: f.Text("subject"), Body: f.Text("body"), RequestNumber: f.Text("request_number")}
	_, err := h.store.AskHelp(r.Ctx(), r.Actor, request)
	if f.Merge(err) {
		return r.Page(http.StatusUnprocessableEntity, views.AskHelp(views.RequestForm{Request: request, Key: f.Key(), Errors: f.Errors}))
	}
	if err != nil {
		return err
	}
	return r.SeeOther(views.PathOf(kind) + "/inviata")
}

// SupportSent says that the request has arrived.
func (h *Handlers) SupportSent(r *web.Request) error {
	return r.Page(http.StatusOK, views.HelpSent(access.HelpSupport))
}

// InfoSent says that the request has arrived.
func (h *Handlers) InfoSent(r *web.Request) error {
	return r.Page(http.StatusOK, views.HelpSent(access.HelpInfo))
}
