package web

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/archive"
	"sportello/views/layout"

	"github.com/gin-gonic/gin"
)

// fail turns an error into a page. A refusal of a rule that the handler did not
// put into its own form becomes a page that says it and leads back.
func (r *Request) fail(err error) {
	if r.Writer.Written() {
		r.App.Log.Error("after the answer", "request", r.GetString(requestIDKey), "route", r.FullPath(), "error", err)
		return
	}
	var stale db.Stale
	var needed signInNeeded
	var throttled tooMany
	refusals, refused := Refused(err)
	switch {
	case errors.As(err, &needed):
		err = r.askSignIn()
	case errors.As(err, new(formAgain)):
		err = r.offerAgain()
	case errors.As(err, &throttled):
		err = r.Page(http.StatusTooManyRequests, layout.TooMany(throttled.Error()))
	case errors.Is(err, db.ErrNotFound):
		r.noteAttempt()
		err = r.Page(http.StatusNotFound, layout.NotFound())
	case errors.Is(err, db.ErrAlreadyDone):
		err = r.alreadyDone()
	case errors.As(err, &stale):
		err = r.Page(http.StatusConflict, layout.Refused("Qualcuno ha salvato nel frattempo",
			"Questi dati sono cambiati mentre li guardavi. Torna indietro e ricarica la pagina: trovi la versione nuova.", r.back(), "Torna indietro"))
	case errors.Is(err, db.ErrDiskFull):
		r.App.Log.Error("disk full", "request", r.GetString(requestIDKey), "error", err)
		err = r.Page(http.StatusInsufficientStorage, layout.Refused("Lo spazio su disco è esaurito",
			"Non ho salvato nulla di quest'ultima operazione e nulla è rimasto a metà. Avvisa chi gestisce l'installazione, poi torna indietro e riprova.", r.back(), "Torna indietro"))
	case refused:
		err = r.Page(http.StatusUnprocessableEntity, layout.Refused("Non si può fare", refusals.Error(), r.back(), "Torna indietro"))
	default:
		r.App.Log.Error("failed", "request", r.GetString(requestIDKey), "route", r.FullPath(), "error", err)
		err = r.Page(http.StatusInternalServerError, layout.Fault(r.GetString(requestIDKey)))
	}
	if err != nil {
		r.App.Log.Error("error page", "request", r.GetString(requestIDKey), "error", err)
		http.Error(r.Writer, "Errore interno", http.StatusInternalServerError)
	}
}

// noteAttempt writes down that somebody asked for what is not there or not
// theirs: the answer is the same, and only the register tells the two apart.
func (r *Request) noteAttempt() {
	if !r.SignedIn() || r.FullPath() == "" {
		return
	}
	a := archive.Audit{Action: "accesso.negato", Subject: r.FullPath()}
	if id, err := r.ID("id"); err == nil {
		a.SubjectID = id
	}
	r.App.Archive.Read(r.Actor, a)
}

// crash answers a request whose handler panicked.
func (a *App) crash(c *gin.Context) {
	r := &Request{Context: c, App: a}
	r.fail(errors.New("panic"))
}

// NoRoute answers a path that no route has.
func (a *App) NoRoute(c *gin.Context) {
	r, err := a.request(c)
	if err == nil {
		err = db.ErrNotFound
	}
	r.fail(err)
}
