package agenda_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
)

// TestASessionIsChanged: what is typed is saved with its history, a time that is
// taken offers others, a version that came too late shows both.
func TestASessionIsChanged(t *testing.T) {
	w := open(t)
	c := w.As("Giulia")
	worker, row := w.worker("Bianchi", "Rocco")
	w.book(w.marco, worker, row, thursday, 630)
	lab := url.Values{"code": {"F1.7"}, "titolo": {"Il colloquio"}, "giorno": {"25/11/2026"}, "ora": {"11:00"}, "durata": {"60"}, "posti": {"6"}, "stanza": {"aula"}}
	page := c.Get("/sessioni/nuova").Submit("main form", lab).Follow()
	path := page.Path
	c.Post(path+"/ingressi", url.Values{"lavoratore": {strconv.FormatInt(worker, 10)}}).Follow().Has("#presenze", "Bianchi")

	form := c.Get(path+"/modifica").Expect(http.StatusOK).Has("h1", "Cambia la sessione").Lacks("select[name=code]")
	form.Submit("main form", url.Values{"titolo": {""}, "posti": {"0"}, "giorno": {"31/02/2027"}}).Expect(http.StatusUnprocessableEntity).
		Has("#f-titolo-errore", "Scrivi un titolo").Has("#f-posti-errore", "posti").Has("#f-giorno-errore", "31 febbraio")
	taken := form.Submit("main form", url.Values{"giorno": {"26/11/2026"}, "ora": {"10:30"}}).Expect(http.StatusUnprocessableEntity).
		Has("#riepilogo", "Bianchi Rocco ha già un impegno").Has("button[name=scelta]", "gio 26/11")
	if n := taken.Find("button[name=scelta]").Length(); n != 3 {
		t.Errorf("%d free slots are offered", n)
	}
	choice := taken.Find("button[name=scelta]").First().AttrOr("value", "")
	done := form.Submit("main form", url.Values{"giorno": {"26/11/2026"}, "ora": {"10:30"}, "scelta": {choice}, "posti": {"8"}, "stanza": {""}}).Follow()
	done.Has("#flash", "Avvisa chi è in elenco: 1 persona").Has("main", "1 preso su 8").Has(".sp-time", "era aula, adesso nessuna").Has(".sp-time", "mercoledì 25 novembre 2026 alle 11:00, fino alle 12:00")
	if got := w.text("SELECT day||'T'||printf('%02d:%02d',starts/60,starts%60)||' '||capacity||' '||version FROM group_session"); got != choice+" 8 2" {
		t.Errorf("the session is %s, and %s was chosen", got, choice)
	}
	form.Submit("main form", url.Values{"titolo": {"Altro titolo"}}).Expect(http.StatusConflict).Has("main", "Giulia").Has("main table", "Altro titolo")
	c.Get(path+"/modifica").Submit("main form", nil).Follow().Has("#flash", "Niente da cambiare")

	w.As("Luca").Get(path + "/modifica").Expect(http.StatusNotFound)
	w.As("Piera").Post(path+"/modifica", url.Values{"titolo": {"x"}}).Expect(http.StatusNotFound)
	c.Get(path+"/annullamento").Submit("main form", url.Values{"motivo": {"Manca la corrente"}}).Follow().Lacks("a[href$='/modifica']")
	c.Get(path + "/modifica").Expect(http.StatusUnprocessableEntity)
}

// TestASessionThatIsRefusedOffersOthers as an appointment does; one that has
// begun is written down all the same, and its page tells what was in the way.
func TestASessionThatIsRefusedOffersOthers(t *testing.T) {
	w := open(t)
	c := w.As("Giulia")
	worker, row := w.worker("Bianchi", "Rocco")
	w.book(w.giulia, worker, row, thursday, 630)
	lab := url.Values{"code": {"F1.7"}, "titolo": {"Il colloquio"}, "giorno": {"26/11/2026"}, "ora": {"10:30"}, "durata": {"60"}, "posti": {"6"}}
	refused := c.Get("/sessioni/nuova").Submit("main form", lab).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "ha già un impegno")
	if n := refused.Find("button[name=scelta]").Length(); n != 3 {
		t.Errorf("%d free slots are offered", n)
	}
	w.Clock.Set(thursday.AddDays(1).At(600))
	c = w.As("Giulia")
	c.Get("/sessioni/nuova").Submit("main form", lab).Follow().Has("#flash", "Sessione fissata").Has("main .warn", "Bianchi Rocco").Lacks("a[href$='/modifica']")
	c.Get("/sessioni/nuova").Submit("main form", url.Values{}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Servizio").Has("#riepilogo", "titolo")
}
