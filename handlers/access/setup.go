package access

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// SetupPage shows the form of the first administrator to who has the link that
// the server printed.
func (h *Handlers) SetupPage(r *web.Request) error {
	err := h.store.SetupOpen(r.Ctx(), r.Param("token"))
	if errors.Is(err, db.ErrNotFound) {
		return deadSetup(r)
	}
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Setup(views.SetupForm{Token: r.Param("token")}))
}

func deadSetup(r *web.Request) error {
	return r.Page(http.StatusNotFound, views.DeadLink("Primo amministratore", "", ""))
}

// Setup creates the first administrator and signs them in.
func (h *Handlers) Setup(r *web.Request) error {
	f := r.Form()
	form := views.SetupForm{Token: r.Param("token"), Email: f.Text("email"), Surname: f.Text("surname"), Name: f.Text("name")}
	if err := h.store.SetupOpen(r.Ctx(), form.Token); err != nil { // before a costly hash
		if errors.Is(err, db.ErrNotFound) {
			return deadSetup(r)
		}
		return err
	}
	user, err := h.store.CreateFirstAdmin(r.Ctx(), form.Token, access.NewUser{
		Email: form.Email, Surname: form.Surname, Name: form.Name, Password: r.PostForm("password"),
	})
	switch {
	case f.Merge(err):
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.Setup(form))
	case errors.Is(err, db.ErrNotFound):
		return deadSetup(r)
	case err != nil:
		return err
	}
	if err := r.Begin(user); err != nil {
		return err
	}
	r.Done("Sei l'amministratore di questa installazione. Ora puoi creare gli altri account.")
	return r.SeeOther("/account")
}
