package handlers_test

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

// writesNothing are the forms of which a second sending changes nothing anyway:
// they look something up, open or close a sign-in, or make everything new.
var writesNothing = []string{
	"POST /accesso", "POST /uscita", "POST /cerca", "POST /elenchi/:id/ricerca", "POST /lavoratori/ricerca", "POST /lavoratori/doppioni", "POST /lavoratori/nuovo",
	"POST /appuntamenti/ricerca", "POST /sessioni/:id/ricerca", "POST /convocazioni/nuova", "POST /demo/ripristino",
	"POST /registro/ricerca",
}

// TestEveryForm sends each form of the product that writes: onto a disk that is
// full, after the end of the sign-in, as it should be, and once more. Then it
// sends each twice at the same moment, as a double click does. Nothing is lost,
// nothing is half done, and nothing is done twice.
func TestEveryForm(t *testing.T) {
	var grown []string
	t.Run("in every plight", func(t *testing.T) {
		w := newWorks(t)
		w.fillable()
		tried := map[string]bool{}
		w.around = func(a *attempt) *webtest.Page {
			t.Helper()
			if route := w.route(a.action); !tried[route] {
				tried[route] = true
				w.onAFullDisk(a)
				w.afterTheEndOfTheSignIn(a)
			}
			before := w.counts()
			page := w.sentAgain(a)
			grown = append(grown, w.route(a.action)+growth(before, w.counts()))
			return page
		}
		versioned := map[string]bool{} // by route: another tab was tried
		w.after = func(a *attempt) {
			t.Helper()
			route := w.route(a.action)
			if a.drawn.Has("_version") && !nothingToLose[route] {
				versioned[route] = versioned[route] || a.other != nil
			}
			w.fromAnotherTab(a)
		}
		w.everything()
		for route, tried := range versioned {
			if !tried {
				t.Errorf("%s: nobody sent its form from another tab", route)
			}
		}
		for _, r := range w.routes {
			route := r.Method + " " + r.Path
			if r.Method == http.MethodPost && !w.done[route] && !slices.Contains(writesNothing, route) {
				t.Errorf("%s: no form of it was sent", route)
			}
		}
	})
	if t.Failed() {
		return
	}
	t.Run("twice at once", func(t *testing.T) {
		w := newWorks(t)
		n := 0
		w.around = func(a *attempt) *webtest.Page {
			t.Helper()
			before := w.counts()
			first, second := a.twice()
			if first.Status != second.Status || first.Header.Get("Location") != second.Header.Get("Location") {
				t.Errorf("%s: %d to %q and %d to %q", a.action, first.Status, first.Header.Get("Location"), second.Status, second.Header.Get("Location"))
			}
			if line := w.route(a.action) + growth(before, w.counts()); n >= len(grown) || grown[n] != line {
				t.Errorf("sent twice at once: %s\nsent once: %s", line, grown[min(n, len(grown)-1)])
			}
			n++
			return first
		}
		w.everything()
	})
}

// nothingToLose are the forms with a version in which nothing is typed, or all
// of it is what a panel holds already.
var nothingToLose = map[string]bool{
	"POST /lavoratori/:id/segnalazione/:segnalazione/esito": true, // what is stored is special data: a refusal does not show it
	"POST /elenchi/gestione/:id/chiusura":                   true, "POST /elenchi/gestione/:id/riapertura": true, "POST /accreditamenti/:id/abilitazione": true,
	"POST /patti/:id/azioni/:azione/rimozione": true, "POST /patti/:id/azioni-bilancio": true, "POST /patti/:id/aggiornamento/abbandono": true,
	"POST /bilanci/:id/iscrizione": true, "POST /caricamenti/:id/colonne": true, "POST /lavoratori/:id/cv/:cv/convalida": true,
}

// sentAgain sends the form of an act, and sends it again as a retry does: the
// second time changes nothing and leads to where the first one led.
func (w *works) sentAgain(a *attempt) *webtest.Page {
	w.t.Helper()
	before := w.state()
	first := a.send(a.client, a.sent)
	once := w.state()
	if first.Status == http.StatusSeeOther && before.version == once.version {
		w.t.Errorf("%s: changed nothing", a.action)
	}
	if a.signsIn {
		return first
	}
	second := a.send(a.client, a.sent)
	if second.Status != first.Status || second.Header.Get("Location") != first.Header.Get("Location") {
		w.t.Errorf("%s: %d to %q, the second time %d to %q: %s", a.action, first.Status, first.Header.Get("Location"), second.Status, second.Header.Get("Location"), second.Text("h1, [role=alert]"))
	}
	w.unchanged(once, a.action+" sent again")
	return first
}

// growth says by how many rows each table has grown.
func growth(before, after map[string]int) string {
	var b strings.Builder
	for _, table := range slices.Sorted(maps.Keys(after)) {
		if n := after[table] - before[table]; n != 0 {
			fmt.Fprintf(&b, " %s %+d", table, n)
		}
	}
	return b.String()
}

// fillable lets the test fill the disk: while it is full, the database cannot
// grow, and the line that an act writes last, in the register or in a queue,
// wants room.
func (w *works) fillable() {
	w.t.Helper()
	for _, on := range []string{"INSERT ON audit", "INSERT ON job", "UPDATE ON job"} {
		w.wantsRoom(on, "1")
	}
}

// wantsRoom makes a write want room while the disk is full.
func (w *works) wantsRoom(on, when string) {
	w.t.Helper()
	w.write("CREATE TABLE IF NOT EXISTS ballast(id INTEGER PRIMARY KEY, weight BLOB NOT NULL) STRICT")
	w.write(fmt.Sprintf("CREATE TRIGGER %q AFTER %s WHEN (SELECT value FROM setting WHERE key='full')='yes' AND %s BEGIN INSERT INTO ballast(weight) VALUES(zeroblob(8000000)); END", on+" "+when, on, when))
}

// full fills the disk, or makes room again.
func (w *works) full(on bool) {
	w.t.Helper()
	state, pages := "no", 1<<30
	if on {
		// A few pages are left: the key of a form that is refused may need one, the
		// line of an act that is not wants two thousand.
		there, err := strconv.Atoi(w.one("PRAGMA page_count"))
		if err != nil {
			w.t.Fatal(err)
		}
		state, pages = "yes", there+16
	}
	w.write("INSERT INTO setting(key,value) VALUES('full',?) ON CONFLICT(key) DO UPDATE SET value=excluded.value", state)
	w.write(fmt.Sprintf("PRAGMA max_page_count=%d", pages))
}

// onAFullDisk sends the form while there is no room: a sentence, and nothing
// half done.
func (w *works) onAFullDisk(a *attempt) {
	w.t.Helper()
	w.full(true)
	before := w.state()
	page := a.send(a.client, a.sent)
	if page.Status != http.StatusInsufficientStorage {
		w.t.Errorf("%s on a full disk: status %d: %s", a.action, page.Status, page.Text("h1, [role=alert], #flash"))
	} else {
		page.Has("main", "Lo spazio su disco è esaurito").Has("main", "Non ho salvato nulla di quest'ultima operazione e nulla è rimasto a metà.")
	}
	w.unchanged(before, a.action+" on a full disk")
	w.withNonsense(a)
	w.full(false)
}

// afterTheEndOfTheSignIn sends the form when its sender is no longer signed in:
// the page of sign-in carries what was written, and offers it again afterwards.
// What is then sent is the act.
func (w *works) afterTheEndOfTheSignIn(a *attempt) {
	w.t.Helper()
	if a.who == "" || a.signsIn {
		return
	}
	// «Chiudi l'accesso» is about another sign-in of the same person: that one stays.
	w.write("UPDATE sign_in SET revoked_at=created_at WHERE user_id=? AND instr(?,substr(token_hash,1,16))=0", w.user(a.who), a.action)
	before := w.state()
	asked := a.send(a.client, a.sent)
	w.unchanged(before, a.action+" after the end of the sign-in")
	offered := asked
	switch asked.Status {
	case http.StatusUnauthorized:
		asked.Has("main", "La sessione è scaduta").Has("main", "quello che hai scritto è al sicuro")
		offered = asked.Submit("form[data-signin]", url.Values{"email": {webtest.Address(a.who)}, "password": {webtest.Password}}).Expect(http.StatusOK)
	case http.StatusConflict: // a form that everybody may send is offered again at once
		delete(w.clients, a.who)
	default:
		w.t.Fatalf("%s after the end of the sign-in: status %d: %s", a.action, asked.Status, asked.Text("main"))
	}
	offered.Has("main", "Quello che avevi scritto è ancora qui")
	form := offered.Find("main form").FilterFunction(func(_ int, f *goquery.Selection) bool { return f.AttrOr("action", "") == a.action })
	if form.Length() != 1 {
		w.t.Fatalf("%s is not offered again: %s", a.action, offered.Text("main"))
	}
	kept := webtest.FormValues(form)
	for name, values := range a.sent {
		if name == "_csrf" || name == "current" || strings.HasPrefix(name, "password") || name == "repeat" {
			continue
		}
		if !slices.Equal(kept[name], values) {
			w.t.Errorf("%s after signing in again: %s is %q, was %q", a.action, name, kept[name], values)
		}
	}
	if a.file == nil && !a.sent.Has("password") {
		a.sent = kept
	} else {
		a.sent.Set("_csrf", kept.Get("_csrf"))
	}
}

// fromAnotherTab sends the form as another tab has it that was opened before
// the act: what is stored and what the tab had stand side by side, and nothing
// is written.
func (w *works) fromAnotherTab(a *attempt) {
	w.t.Helper()
	if a.other == nil {
		return
	}
	before := w.state()
	values := merged(a.sent)
	values.Set("_version", a.drawn.Get("_version"))
	for name, v := range a.other {
		values[name] = v
	}
	stale := a.send(a.client, values)
	if stale.Status != http.StatusConflict {
		w.t.Errorf("%s from another tab: status %d: %s", a.action, stale.Status, stale.Text("h1, [role=alert]"))
	}
	shown, err := stale.Html()
	if err != nil {
		w.t.Fatal(err)
	}
	for name := range a.other {
		texts := []string{values.Get(name)}
		if !a.apart {
			texts = append(texts, a.set.Get(name))
		}
		for _, text := range texts {
			if text != "" && !strings.Contains(html.UnescapeString(shown), text) {
				w.t.Errorf("%s from another tab: %s «%s» is not shown: %s", a.action, name, text, stale.Text("main"))
			}
		}
	}
	w.unchanged(before, a.action+" from another tab")
}
