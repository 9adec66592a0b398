// Package access handles the pages of accounts.
package access

import (
	"net/http"

	"sportello/db/access"
	"sportello/handlers/web"
	reports "sportello/reports/access"
	views "sportello/views/access"
)

// Handlers are the pages of accounts.
type Handlers struct {
	store *access.Store
}

// New returns the handlers over the kit's stores.
func New(app *web.App) *Handlers {
	app.Archive.RegisterRenderer(access.PaperRequest, reports.Paper)
	app.Archive.RegisterRenderer(access.PaperOutcome, reports.Paper)
	return &Handlers{store: app.Access}
}

// SignInPage shows the sign-in page; who is signed in goes on.
func (h *Handlers) SignInPage(r *web.Request) error {
	back := web.LocalPath(r.Query("torna"), "")
	if r.SignedIn() {
		return r.SeeOther(web.LocalPath(back, web.Home(r.Actor)))
	}
	f := views.SignInForm{Back: back, Demo: r.DemoAccounts()}
	for _, d := range f.Demo { // only these may be filled in by the address
		if d.Email == r.Query("conto") {
			f.Email, f.Password = d.Email, views.DemoPassword
		}
	}
	return r.Page(http.StatusOK, views.SignIn(f))
}

// SignIn opens a sign-in, then leads to the page asked for, or offers again the
// form that the end of the last one had interrupted.
func (h *Handlers) SignIn(r *web.Request) error {
	if err := r.Spent(web.LimitSignIn); err != nil {
		return err
	}
	f := r.Form()
	user, err := h.store.Authenticate(r.Ctx(), f.Text("email"), r.PostForm("password"))
	if refusals, refused := web.Refused(err); refused {
		if err := r.Spend(web.LimitSignIn); err != nil {
			return err
		}
		return r.Page(http.StatusUnprocessableEntity, views.SignIn(views.SignInForm{
			Email: f.Text("email"), Error: refusals.Error(), Back: web.LocalPath(f.Text("torna"), ""), Fields: f.CarriedAgain(), Demo: r.DemoAccounts(),
		}))
	}
	if err != nil {
		return err
	}
	if err := r.Begin(user); err != nil {
		return err
	}
	if resume := f.Resume(); resume != nil {
		return r.Page(http.StatusOK, views.Resumed(resume.Path, resume.Fields))
	}
	return r.SeeOther(web.LocalPath(f.Text("torna"), web.Home(r.Actor)))
}

// SignOut ends the sign-in.
func (h *Handlers) SignOut(r *web.Request) error {
	if err := r.End(); err != nil {
		return err
	}
	return r.SeeOther("/")
}
