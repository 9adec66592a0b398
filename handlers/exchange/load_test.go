package exchange_test

import (
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

func sample(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile("../../db/exchange/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

const uploads = "/elenchi/1/caricamenti"

// toPreview loads a file up to its preview and returns that page.
func toPreview(t *testing.T, s *webtest.Server, c *webtest.Client, name string) *webtest.Page {
	t.Helper()
	c.Get(uploads).Expect(http.StatusOK)
	columns := c.Upload(uploads, url.Values{"data": {"24/11/2026"}, "mittente": {"Regione"}}, "file", name, sample(t, name)).Follow().Expect(http.StatusOK)
	reading := columns.Submit("form[action$='/colonne']", nil).Follow().Expect(http.StatusOK)
	reading.Has("#avanzamento", "Lettura di "+name)
	s.Settle()
	return c.Get(reading.Path).Expect(http.StatusOK)
}

func TestAListIsLoadedStepByStepAndTakenBack(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	head.Get(uploads).Has("main", "Servono le colonne: Codice fiscale, Cognome, Nome.")
	preview := toPreview(t, s, head, "lista_mobilita_FG_aggiornamento.csv")
	preview.Has("form[action$='/applicazione']", "Applica 587 righe").Has(".sp-tabs", "scartate 13")
	head.SwapEqualsReload(preview.Path+"?esito=respinta", "righe")
	head.Get(preview.Path+"?esito=respinta").Has("table", "Codice fiscale, carattere di controllo errato")

	preview.Submit("form[action$='/applicazione']", nil).Follow().Has("#avanzamento", "Applicazione di lista_mobilita_FG_aggiornamento.csv")
	head.SwapEqualsReload(preview.Path, "avanzamento")
	again := preview.Submit("form[action$='/applicazione']", nil)
	s.Settle()
	done := head.Get(preview.Path).Has("#esito + p", "Applicato").Has("table", "creata").Has(".sp-facts", "provincia di Foggia").Has("tbody th a[href^='/lavoratori/']", "")
	// the Region sees the load of its list, and is led to no card it cannot open
	region := s.Login(rule.RoleRegion, "regione")
	region.Get(done.Path).Expect(http.StatusOK).Has("tbody th", "").Lacks("tbody th a")
	region.Get(uploads).Has("td[data-l=Provincia]", "Foggia")
	head.Fragment(preview.Path, "avanzamento").Has("#avanzamento", "Elenco caricato: 587 righe create, 0 aggiornate.").Has("a.btn", "Vai all'esito")
	if again.Follow(); count(t, s, "SELECT count(*) FROM list_row") != 587 {
		t.Errorf("a double click made %d rows", count(t, s, "SELECT count(*) FROM list_row"))
	}
	rejects := head.Get(preview.Path + "/respinte.csv").Expect(http.StatusOK)
	if n := strings.Count(rejects.Body, "\r\n"); n != 14 || !strings.Contains(rejects.Body, "cognome mancante") {
		t.Errorf("%d lines of rejects", n)
	}
	done.Submit("form[action$='/annullamento']", nil).Follow().Has("#flash", "annullato")
	if n := count(t, s, "SELECT (SELECT count(*) FROM list_row)+(SELECT count(*) FROM worker)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
}

func count(t *testing.T, s *webtest.Server, query string) (n int) {
	t.Helper()
	if err := s.DB.Reader().QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What goes wrong in the middle of an application leaves nothing, and says so
// where one can try again.
func TestAnApplicationThatFailsLeavesNothing(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	preview := toPreview(t, s, head, "lista_mobilita_FG_aggiornamento.csv")
	act := func(query string) {
		t.Helper()
		if err := s.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(query); return err }); err != nil {
			t.Fatal(err)
		}
	}
	act("CREATE TRIGGER halfway AFTER INSERT ON list_row WHEN NEW.id > 300 BEGIN SELECT RAISE(ABORT, 'halfway'); END")
	preview.Submit("form[action$='/applicazione']", nil).Follow()
	if _, err := s.App.Jobs.RunOne(t.Context()); err == nil {
		t.Error("nobody who keeps the installation is told")
	}
	if n := count(t, s, "SELECT (SELECT count(*) FROM list_row)+(SELECT count(*) FROM worker)"); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	head.Fragment(preview.Path, "avanzamento").Has("#avanzamento", "nulla è cambiato").Has("a.btn", "Vai all'anteprima")
	again := head.Get(preview.Path).Has("[role=alert]", "nulla è cambiato")
	act("DROP TRIGGER halfway")
	again.Submit("form[action$='/applicazione']", nil).Follow()
	s.Settle()
	if n := count(t, s, "SELECT count(*) FROM list_row"); n != 587 {
		t.Errorf("%d rows after the second attempt", n)
	}
}

func TestColumnsAreCorrectedByHandAndRemembered(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	var file []byte
	upload := func() *webtest.Page {
		return head.Upload(uploads, url.Values{"mittente": {"Comune"}}, "file", "elenco.csv", file)
	}
	file = []byte("Fiscale;Cognome;Nome;Telefono;Ufficio\nRSSMRA80A01H501U;Rossi;Mario;0882123456;San Severo\n")
	columns := upload().Follow()
	columns.Has("select[name=colonna-0] option[selected]", "Codice fiscale") // by what its cells look like
	columns.Submit("form[action$='/colonne']", url.Values{"colonna-0": {""}}).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Codice fiscale")
	columns.Submit("form[action$='/colonne']", url.Values{"colonna-4": {"cpi"}}).Follow()
	s.Settle()
	if got := upload().Follow().Find("select[name=colonna-4] option[selected]").AttrOr("value", ""); got != "cpi" {
		t.Errorf("the correction was not remembered: %q", got)
	}
}

// TestTitlesThatNobodyRecognisesAreExplainedByHand: words that mean nothing to
// the product, under a line that is no title, are given their meaning by who
// loads the file.
func TestTitlesThatNobodyRecognisesAreExplainedByHand(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	upload := func(file string) *webtest.Page {
		return head.Upload(uploads, url.Values{"mittente": {"Comune"}}, "file", "elenco.csv", []byte(file))
	}
	const file = "Elenco;del;2026;\nQuale;Chi;Come;Dove\nRSSMRA80A01H501U;Rossi;Mario;San Severo\n"
	columns := upload(file).Follow().Has("form[action$='/colonne']", "abbiamo preso la riga 1")
	columns.Has("select[name=riga] option[selected]", "riga 1: Elenco, del, 2026").Has("select[name=riga]", "nessuna: il file non ha titoli")
	columns.Submit("form[action$='/titoli']", url.Values{"riga": {"7"}}).Expect(http.StatusUnprocessableEntity).Has("#f-riga-errore", "Scegli la riga dei titoli")
	columns = columns.Submit("form[action$='/titoli']", url.Values{"riga": {"2"}}).Follow()
	columns.Has("tbody th", "Quale").Has("select[name=colonna-0] option[selected]", "Codice fiscale") // by what its cells look like
	preview := func(columns *webtest.Page) *webtest.Page {
		t.Helper()
		reading := columns.Submit("form[action$='/colonne']", url.Values{"colonna-1": {"cognome"}, "colonna-2": {"nome"}, "colonna-3": {"cpi"}}).Follow()
		s.Settle()
		return head.Get(reading.Path).Has("form[action$='/applicazione']", "Applica 1 riga").Has("tbody th", "Rossi Mario")
	}
	preview(columns)
	// the same sender is understood, once the row is named
	again := upload(file).Follow().Submit("form[action$='/titoli']", url.Values{"riga": {"2"}}).Follow()
	again.Has("select[name=colonna-3] option[selected]", "CPI competente")
	// a file that begins with a person has no titles, and loses nobody
	bare := upload("RSSMRA80A01H501U;Rossi;Mario;San Severo\n").Follow()
	bare.Has("form[action$='/colonne']", "non c'è una riga con i titoli").Has("tbody th", "(senza titolo)")
	preview(bare)
	// words in one column are no list
	upload("Gentile ufficio,\nin allegato l'elenco.\n").Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "Non trovo la riga con i titoli")
}

func TestAFileThatIsNoTableIsRefusedWhereItWasChosen(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	got := head.Upload(uploads, nil, "file", "foto.xlsx", []byte("\x89PNG\r\n\x1a\n0000"))
	got.Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "non è un foglio di calcolo")
	head.Post(uploads, nil).Expect(http.StatusUnprocessableEntity).Has("#f-file-errore", "Scegli il file")
}

func TestALoadOfAnotherProvinceDoesNotExist(t *testing.T) {
	s := webtest.New(t)
	preview := toPreview(t, s, s.Login(rule.RoleOfficeHead, "cpi:San Severo"), "lista_mobilita_FG_aggiornamento.csv")
	other := s.Login(rule.RoleOfficeHead, "cpi:Lecce")
	other.Get(preview.Path).Expect(http.StatusNotFound)
	other.Post(preview.Path+"/applicazione", nil).Expect(http.StatusNotFound)
}

// TestThePreviewSpeaksOfNamesNotOfCodes: the competent office moves from one CPI
// to another, and the residence with it.
func TestThePreviewSpeaksOfNamesNotOfCodes(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	load := func(date, residence, cpi string) *webtest.Page {
		file := []byte("Codice fiscale;Cognome;Nome;Comune di residenza;Fine mobilità;CPI competente\nRSSMRA80A01H501U;Rossi;Mario;" + residence + ";31/12/2027;" + cpi + "\n")
		columns := head.Upload(uploads, url.Values{"data": {date}}, "file", "elenco.csv", file).Follow().Expect(http.StatusOK)
		reading := columns.Submit("form[action$='/colonne']", nil).Follow()
		s.Settle()
		return head.Get(reading.Path).Expect(http.StatusOK)
	}
	apply := func(preview *webtest.Page) *webtest.Page {
		page := preview.Submit("form[action$='/applicazione']", nil).Follow().Expect(http.StatusOK)
		s.Settle()
		return head.Get(page.Path)
	}
	apply(load("01/11/2026", "SAN SEVERO", "San Severo"))
	preview := load("02/11/2026", "FOGGIA", "Foggia")
	said := func(page *webtest.Page, when string) {
		t.Helper()
		got := page.Text("td[data-l='Che cosa cambia']")
		for _, want := range []string{"CPI competente San Severo Foggia", "Comune di residenza San Severo Foggia"} {
			if strings.Count(got, want) != 1 {
				t.Errorf("%s: %q is not said once in %q", when, want, got)
			}
		}
		if strings.ContainsAny(got, "0123456789") {
			t.Errorf("%s: %q has a code", when, got)
		}
	}
	said(preview, "preview")
	applied := apply(preview)
	said(applied, "applied")
	said(applied.Submit("form[action$='/annullamento']", nil).Follow(), "undone")
}

func TestALoadGivenUpIsAbandonedNotTakenBack(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	preview := toPreview(t, s, head, "lista_mobilita_FG_aggiornamento.csv")
	list := preview.Submit("form[action$='/scarto']", nil).Follow().Expect(http.StatusOK)
	list.Has("td[data-l=Stato]", "abbandonato").Has("td[data-l=Create]", "0")
	if strings.Contains(list.Text("main table"), "annullato") {
		t.Error("it says that it was taken back")
	}
	page := head.Get(preview.Path).Expect(http.StatusOK)
	page.Has("main", "Nulla è cambiato").Lacks("form[action$='/annullamento']").Lacks("form[action$='/applicazione']")
}
