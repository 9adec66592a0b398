package reference_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func TestAFieldGetsItsProposals(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	got := c.Fragment("/cerca/comuni?campo=residenza&residenza=san+sev", "f-residenza-voci").Expect(http.StatusOK)
	if got.Find("option[value='San Severo (FG) [I158]']").Length() != 1 || strings.Contains(got.Body, "<html") {
		t.Errorf("options: %s", got.Body)
	}
	if empty := c.Fragment("/cerca/comuni?campo=residenza&residenza=", "f-residenza-voci").Expect(http.StatusOK); strings.TrimSpace(empty.Body) != "" {
		t.Errorf("nothing typed: %s", empty.Body)
	}
	// A browser shows the options that have what was typed: one called otherwise says it.
	oss := c.Fragment("/cerca/professioni?campo=professione&professione=oss", "f-professione-voci").Expect(http.StatusOK)
	if label := oss.Find("option[value$='[5.3.1.1.0]']").AttrOr("label", ""); !strings.HasSuffix(label, "sociali [5.3.1.1.0], per «oss»") {
		t.Errorf("«oss» is not shown: %s", oss.Body)
	}
	c.Get("/cerca/utenti?q=a").Expect(http.StatusNotFound)
	if got := s.Anonymous().Get("/cerca/comuni?q=a"); got.Status == http.StatusOK {
		t.Errorf("who is not signed in searches")
	}
}

func TestATableIsSearchedWithoutAScript(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/cerca/professioni").Expect(http.StatusOK).Submit("form[action='/cerca/professioni']", url.Values{"q": {"badante"}})
	page.Expect(http.StatusOK).Has("#righe-tabella tbody tr:first-child", "Addetti all'assistenza personale")
	page.Has("#righe-tabella tbody tr:first-child", "5.5.2.3.0")
	// What htmx swaps in is what a reload shows.
	fragment := c.Fragment("/cerca/professioni?q=badante", "righe-tabella")
	if swapped, _ := fragment.Find("body").Html(); !strings.Contains(page.Body, strings.TrimSpace(swapped)) {
		t.Errorf("the fragment is not in the page: %s", swapped)
	}
	c.Get("/cerca/comuni?q="+url.QueryEscape(`"><script>alert(1)</script>`)).Expect(http.StatusOK).Has("#righe-tabella", "<script>")
	c.Get("/cerca/comuni?q=" + strings.Repeat("a", 5000)).Expect(http.StatusOK)
}

func TestSourcesAreShownToEverybody(t *testing.T) {
	s := webtest.New(t)
	page := s.Anonymous().Get("/fonti").Expect(http.StatusOK)
	page.Has("main", "Questo servizio utilizza la classificazione ESCO della Commissione europea")
	page.Has("main", "Ministero dell'Interno, ANPR Archivio dei comuni")
	if page.Find("a[href='/cerca/comuni']").Length() != 0 {
		t.Error("a link that leads nowhere")
	}
	s.Login(rule.RoleOperator, "cpi:San Severo").Get("/fonti").Has("a[href='/cerca/comuni']", "Comuni")
}

func TestTheRepertorioIsReplacedAndComesBackOut(t *testing.T) {
	s := webtest.New(t)
	c := s.Login(rule.RoleAdmin, "installazione")
	const own = "figura_codice,cp2021,figura,competenza_codice,competenza,livello_richiesto\nX1,,Casaro,X1-1,Filare la pasta,3\n"
	c.Upload("/tabelle/repertorio", url.Values{}, "file", "mio.csv", []byte("a,b\n1,2\n")).Expect(http.StatusUnprocessableEntity).
		Has("[role=alert]", "Nel file manca la colonna «figura_codice»")
	c.Get("/tabelle").Has("main", "20 figure")
	c.Upload("/tabelle/repertorio", url.Values{}, "file", "mio.csv", []byte(own)).Follow().Expect(http.StatusOK).
		Has("#flash", "Ho sostituito il repertorio: 1 figura, 1 competenza.")
	if got := c.Get("/tabelle/repertorio.csv"); got.Body != own {
		t.Errorf("came back as %q", got.Body)
	}
	c.Get("/fonti").Has("main", "mio.csv")
	c.Post("/tabelle/repertorio", nil).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Scegli il file del repertorio.")
}
