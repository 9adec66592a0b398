package access

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/handlers/web"
	views "sportello/views/access"
)

// RegistrationPage shows the form of registration.
func (h *Handlers) RegistrationPage(r *web.Request) error {
	if r.SignedIn() {
		return r.SeeOther(web.Home(r.Actor))
	}
	return r.Page(http.StatusOK, views.Registration(views.RegistrationForm{}))
}

// Register asks for an account. The answer is the same for a known and an
// unknown address.
func (h *Handlers) Register(r *web.Request) error {
	if err := r.Spend(web.LimitAccount); err != nil {
		return err
	}
	f := r.Form()
	err := h.store.Register(r.Ctx(), access.Registration{
		Email: f.Text("email"), Surname: f.Text("surname"), Name: f.Text("name"), Password: r.PostForm("password"), Site: r.App.URL,
	})
	if f.Merge(err) {
		return r.Page(http.StatusUnprocessableEntity, views.Registration(views.RegistrationForm{
			Email: f.Text("email"), Surname: f.Text("surname"), Name: f.Text("name"), Key: f.Key(), Errors: f.Errors,
		}))
	}
	if err != nil {
		return err
	}
	return r.SeeOther("/registrazione/inviata")
}

// RegistrationSent says what happens next.
func (h *Handlers) RegistrationSent(r *web.Request) error {
	return r.Page(http.StatusOK, views.Sent("Registrazione inviata",
		"Se l'indirizzo è giusto, ti abbiamo mandato un'e-mail. Apri il collegamento che contiene e premi Conferma: vale tre giorni."))
}

// ConfirmPage shows the button that confirms: opening the link spends nothing.
func (h *Handlers) ConfirmPage(r *web.Request) error {
	link, err := h.store.ConfirmLink(r.Ctx(), r.Param("token"))
	if errors.Is(err, db.ErrNotFound) {
		return deadConfirmation(r)
	}
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Confirm(r.Param("token"), link))
}

func deadConfirmation(r *web.Request) error {
	return r.Page(http.StatusNotFound, views.DeadLink("Conferma la registrazione", "/registrazione", "Ripeti la registrazione"))
}

// Confirm confirms the address; the person signs in next.
func (h *Handlers) Confirm(r *web.Request) error {
	_, err := h.store.Confirm(r.Ctx(), r.Param("token"))
	if errors.Is(err, db.ErrNotFound) {
		return deadConfirmation(r)
	}
	if err != nil {
		return err
	}
	r.Done("Registrazione confermata. Accedi con il tuo indirizzo e la tua password: il prossimo passo è l'Accreditamento Operatori.")
	return r.SeeOther("/accesso?torna=/accreditamento")
}
