package access

import (
	"net/http"
	"strconv"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Accounts lists the accounts.
func (h *Handlers) Accounts(r *web.Request) error {
	page := views.AccountsPage{State: access.AccountState(r.Query("stato")), Query: r.Query("q"), Admin: r.Actor.Has(rule.RoleAdmin)}
	var err error
	page.Rows, page.Total, err = h.store.Accounts(r.Ctx(), r.Actor, access.AccountFilter{State: page.State, Query: page.Query, After: r.AfterText(), Limit: web.PerPage + 1})
	if err != nil {
		return err
	}
	rows, more := web.Cut(page.Rows)
	if page.Rows = rows; more {
		page.Next = r.NextPage(rows[len(rows)-1].Email)
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "account.elenco", Subject: "user"})
	return r.Page(http.StatusOK, views.Accounts(page), web.Fragment{ID: "account", Component: views.AccountRows(page)})
}

// AccountPage shows one account.
func (h *Handlers) AccountPage(r *web.Request) error {
	return h.account(r, http.StatusOK, views.RoleForm{})
}

func (h *Handlers) account(r *web.Request, status int, role views.RoleForm) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page := views.AccountPage{Admin: r.Actor.Has(rule.RoleAdmin), Self: id == r.User.ID, Role: role}
	if page.Account, err = h.store.Account(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if err := h.places(r, &page.Role); err != nil {
		return err
	}
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "account.letto", Subject: "user", SubjectID: id})
	return r.Page(status, views.AccountCard(page))
}

// Disable closes an account.
func (h *Handlers) Disable(r *web.Request) error { return h.setDisabled(r, true) }

// Reopen opens a closed account again.
func (h *Handlers) Reopen(r *web.Request) error { return h.setDisabled(r, false) }

func (h *Handlers) setDisabled(r *web.Request, disabled bool) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	user, err := h.store.SetDisabled(r.Ctx(), r.Actor, id, disabled)
	if err != nil {
		return err
	}
	if disabled {
		r.Done("L'account di " + user.FullName() + " è disabilitato e i suoi accessi aperti sono chiusi.")
	} else {
		r.Done("L'account di " + user.FullName() + " è di nuovo attivo.")
	}
	return r.SeeOther("/account/" + strconv.FormatInt(id, 10))
}

// NewAccountPage shows the form of a new account.
func (h *Handlers) NewAccountPage(r *web.Request) error {
	return h.newAccount(r, http.StatusOK, views.NewAccountForm{})
}

func (h *Handlers) newAccount(r *web.Request, status int, form views.NewAccountForm) error {
	if err := h.places(r, &form.Role); err != nil {
		return err
	}
	return r.Page(status, views.NewAccount(form))
}

// CreateAccount creates an account with its role; the person chooses the
// password by the link in the e-mail.
func (h *Handlers) CreateAccount(r *web.Request) error {
	f := r.Form()
	in := access.NewUser{Email: f.Text("email"), Surname: f.Text("surname"), Name: f.Text("name")}
	if grant := h.readRole(r, f); f.OK() {
		in.Grants = []rule.Grant{grant}
	}
	refused := func() error {
		return h.newAccount(r, http.StatusUnprocessableEntity, views.NewAccountForm{Email: in.Email, Surname: in.Surname, Name: in.Name, Key: f.Key(),
			Role: views.RoleForm{Role: f.Text("role"), Scope: f.Text("scope"), Errors: f.Errors}, Errors: f.Errors})
	}
	f.Merge(access.CheckInvitation(in))
	if !f.OK() {
		return refused()
	}
	id, err := h.store.Invite(r.Ctx(), r.Actor, in, r.App.URL)
	if f.Merge(err) {
		return refused()
	}
	if err != nil {
		return err
	}
	if r.App.NoMail {
		r.Flash(layout.Flash{Level: shared.Warn, Text: "Account creato. Il messaggio per " + in.Email + ", con il collegamento per scegliere la password, aspetta in «Posta in uscita»: qui non è configurato un server di posta.",
			Links: []layout.Link{{Label: "Apri la posta in uscita", Href: "/posta"}}})
	} else {
		r.Done("Account creato. Ho inviato a " + in.Email + " il collegamento per scegliere la password.")
	}
	return r.SeeOther("/account/" + strconv.FormatInt(id, 10))
}
