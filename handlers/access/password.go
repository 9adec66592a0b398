package access

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// PasswordRequestPage shows the form of who has forgotten the password.
func (h *Handlers) PasswordRequestPage(r *web.Request) error {
	return r.Page(http.StatusOK, views.PasswordRequest("", nil))
}

// RequestPassword sends the link to a new password. The answer is the same for
// a known and an unknown address.
func (h *Handlers) RequestPassword(r *web.Request) error {
	if err := r.Spend(web.LimitAccount); err != nil {
		return err
	}
	f := r.Form()
	err := h.store.RequestPassword(r.Ctx(), f.Text("email"), r.App.URL)
	if f.Merge(err) {
		return r.Page(http.StatusUnprocessableEntity, views.PasswordRequest(f.Text("email"), f.Errors))
	}
	if err != nil {
		return err
	}
	return r.SeeOther("/password/inviata")
}

// PasswordSent says what happens next.
func (h *Handlers) PasswordSent(r *web.Request) error {
	return r.Page(http.StatusOK, views.Sent("Password dimenticata",
		"Se quell'indirizzo ha un account, ti abbiamo mandato un'e-mail con il collegamento per scegliere una nuova password: vale due ore."))
}

// NewPasswordPage shows the form of a new password to who has the link.
func (h *Handlers) NewPasswordPage(r *web.Request) error {
	link, err := h.store.PasswordLink(r.Ctx(), r.Param("token"))
	if errors.Is(err, db.ErrNotFound) {
		return deadPassword(r)
	}
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.NewPassword(r.Param("token"), link.Email, nil))
}

func deadPassword(r *web.Request) error {
	return r.Page(http.StatusNotFound, views.DeadLink("Scegli una password", "/password/richiesta", "Chiedi un nuovo collegamento"))
}

// SetNewPassword spends the link on a new password.
func (h *Handlers) SetNewPassword(r *web.Request) error {
	f := r.Form()
	token := r.Param("token")
	link, err := h.store.PasswordLink(r.Ctx(), token)
	if errors.Is(err, db.ErrNotFound) {
		return deadPassword(r)
	}
	if err != nil {
		return err
	}
	if !repeated(r, f) {
		return r.Page(http.StatusUnprocessableEntity, views.NewPassword(token, link.Email, f.Errors))
	}
	_, err = h.store.ResetPassword(r.Ctx(), token, r.PostForm("password"), r.App.URL)
	switch {
	case f.Merge(err):
		return r.Page(http.StatusUnprocessableEntity, views.NewPassword(token, link.Email, f.Errors))
	case errors.Is(err, db.ErrNotFound):
		return deadPassword(r)
	case err != nil:
		return err
	}
	r.Done("La nuova password è salvata. Adesso accedi.")
	return r.SeeOther("/accesso")
}

// repeated refuses a new password that was not written twice alike.
func repeated(r *web.Request, f *web.Form) bool {
	if r.PostForm("password") == r.PostForm("repeat") {
		return true
	}
	f.Add("repeat", "Le due password non sono uguali: scrivi la stessa due volte.")
	return false
}
