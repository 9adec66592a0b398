package agenda_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// TestASessionFromItsFormToTheLedger: six people, one click each or all at once,
// and the ledger has a row for each who was there.
func TestASessionFromItsFormToTheLedger(t *testing.T) {
	w := open(t)
	c := w.As("Giulia")
	form := c.Get("/sessioni/nuova").Expect(http.StatusOK)
	if first := form.Find("select[name=code] option[value^=F1]").First().AttrOr("value", ""); first != "F1.5" {
		t.Errorf("the first laboratory is %s", first)
	}
	for _, code := range []string{"F1.2", "O.2", "P.1", "F", "B.1", "C.2", "D.1", "E.2", "E.4", "G.1"} {
		form.Lacks("select[name=code] option[value='" + code + "']")
	}
	if n := form.Find("select[name=code] option[value!='']").Length(); n != 30 {
		t.Errorf("%d services are offered to a group", n)
	}
	form.Has("select[name=code] option[value='E.1']", "Orientamento specialistico").Has("select[name=code] option[value='I.2']", "Eures")
	wrong := form.Submit("main form", url.Values{"titolo": {""}, "giorno": {"31/02/2026"}, "durata": {"120"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "31 febbraio 2026").Has("#f-code-errore", "Scegli il servizio").Has("#f-titolo-errore", "Scrivi un titolo")
	page := form.Submit("main form", url.Values{"code": {"F1.7"}, "titolo": {"Il colloquio di lavoro"}, "giorno": {"2026-11-24"}, "ora": {"11:00"}, "durata": {"90"}, "posti": {"6"}, "stanza": {"aula"}}).Follow()
	page.Has("#flash", "Sessione fissata").Has("h1", "Il colloquio di lavoro")
	path := page.Path
	var ids []int64
	for i := range 6 {
		id, _ := w.worker(fmt.Sprintf("Corsist%c", 'a'+i), "Ada")
		ids = append(ids, id)
		found := c.Get(path).Submit("form[action$='/ricerca']", url.Values{"q": {fmt.Sprintf("Corsist%c", 'a'+i)}}).Expect(http.StatusOK)
		added := found.Has("input[type=search][autofocus]", "").Submit("form[action$='/ingressi']", nil)
		if to := added.Header.Get("Location"); !strings.HasSuffix(to, "#f-q") { // the next one is searched at once
			t.Errorf("after the addition the focus goes to %s", to)
		}
		added.Follow().Has("#presenze", fmt.Sprintf("Corsist%c", 'a'+i))
	}
	seventh, _ := w.worker("Settimo", "Ugo")
	c.Post(path+"/ingressi", url.Values{"lavoratore": {strconv.FormatInt(seventh, 10)}}).Follow().Has("#flash", "oltre i posti previsti: 7 su 6").Has(".sp-cols", "7 presi su 6, 1 oltre i posti previsti")
	typed := c.Get(path).Has("#cerca-persona input[hx-post]", "").Has("form[aria-label='Tutti presenti']", "Segna presenti tutti").Lacks("form[aria-label='Tutti presenti'].sp-around")
	if strings.Contains(typed.Text("form[aria-label='Tutti presenti']"), "altri") {
		t.Error("nobody is marked, and the button says «altri»")
	}
	c.Post(path+"/uscite", url.Values{"lavoratore": {strconv.FormatInt(seventh, 10)}}).Follow().Has("#flash", "Tolto")
	c.Get(path).Submit("form[action$='/ricerca']", url.Values{"q": {""}}).Expect(http.StatusUnprocessableEntity).Has("main", "Scrivi il cognome")

	if text := c.Get(path + "/foglio-firme").Expect(http.StatusOK).PDF(); !strings.Contains(text, "Corsistd Ada") || !strings.Contains(text, "Firma all'entrata") || !strings.Contains(text, "Il colloquio di lavoro") {
		t.Errorf("the sheet says %s", text)
	}
	c.Get(path).Submit(fmt.Sprintf("form[action$='/presenze']:has(input[value='%d'])", ids[0]), url.Values{"stato": {"assente"}}).Follow().Has("#flash", "1 assenza segnata").Has("#presenze tr:has(a[href='"+fmt.Sprintf("/lavoratori/%d", ids[0])+"'])", "assente")
	c.Get(path).Submit("form[aria-label='Tutti presenti']", nil).Follow().Has("#flash", "5 presenze segnate").Has(".sp-facts", "5 presenti")
	if got := w.text("SELECT count(*)||' '||sum(minutes)||' '||min(code)||' '||count(DISTINCT session_id) FROM delivered_service WHERE annulled_at IS NULL"); got != "5 450 F1.7 1" {
		t.Errorf("the ledger has %s", got)
	}
	c.SwapEqualsReload(path, "presenze")
	c.Get("/agenda").Has("main", "Il colloquio di lavoro")
	c.Get("/sessioni").Has("main tbody tr", "5 presenti")
	c.Get(path+"/annullamento").Submit("main form", url.Values{"motivo": {" "}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "perché")
	c.Get(path+"/annullamento").Has("main", "Le presenze già segnate, 5").Submit("main form", url.Values{"motivo": {"Manca la corrente"}}).Follow().Has("main", "Sessione annullata").Lacks("form[action$='/presenze']")

	w.As("Luca").Get(path).Expect(http.StatusNotFound)
	w.As("Luca").Post(path+"/presenze", url.Values{"stato": {"presente"}}).Expect(http.StatusNotFound)
	w.As("Piera").Get(path).Expect(http.StatusOK).Lacks("form[action$='/ingressi']")
}
