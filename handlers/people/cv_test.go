package people_test

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sportello/db/dbtest"
	"sportello/db/rule"
)

func TestSalvaCurriculum(t *testing.T) {
	dbtest.Proves(t, "orientamento 40", "orientamento 41", "orientamento 42", "orientamento 43", "orientamento 44", "orientamento 46", "orientamento 47",
		"orientamento 48", "orientamento 49", "orientamento 50", "orientamento 51", "orientamento 52", "evento CV")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	pdf, err := os.ReadFile("../bilancio/testdata/contratto-firmato.pdf")
	if err != nil {
		t.Fatal(err)
	}
	path := card(id, "/cv")
	// Each thing that is missing has its sentence, and a link to where it is written.
	c.Get(card(id, "?sezione=curriculum")).Has("section[aria-labelledby=cv] h2", "Salva Curriculum").Has("section[aria-labelledby=sez-esperienze]", "Esperienze").
		Has("section[aria-labelledby=sez-istruzione]", "Istruzione").Has("section[aria-labelledby=sez-lingue]", "Lingue").Has("section[aria-labelledby=propensioni]", "Propensioni")
	c.Get(path).Expect(http.StatusOK).Has("h1", "Salva Curriculum").Has("a[href$='/carta/istruzione']", "Istruzione").Has("a[href$='/propensioni']", "Propensioni")
	c.Upload(path, nil, "file", "cv.pdf", pdf).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Manca il titolo di studio").Has("#riepilogo", "Manca la propensione")
	edu := card(id, "/carta/istruzione")
	c.Get(edu).Submit("#modulo", url.Values{"titoli.0.livello": {"diploma"}, "titoli.0.denominazione": {"Ragioniera"}, "titoli.0.conseguito": {"si"}, "titoli.0.anno": {"1999"}}).Expect(http.StatusSeeOther)
	c.Upload(path, nil, "file", "cv.pdf", pdf).Expect(http.StatusUnprocessableEntity).Lacks("#riepilogo a[href='#f-istruzione']").Has("#riepilogo", "Manca la propensione")
	c.Get(card(id, "/propensioni/nuova")).Submit("#modulo", url.Values{"professione": {"Addetti all'assistenza personale [5.5.2.3.0]"}, "provenienza": {"lavoro"}}).Expect(http.StatusSeeOther)

	// A PDF by what it is, not by its name.
	c.Upload(path, nil, "file", "cv.pdf", []byte("PK\x03\x04 un documento di testo")).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "non è un PDF")
	c.Upload(path, nil, "file", "cv.docx", []byte("PK\x03\x04 un documento di testo")).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Carica un PDF")
	c.Post(path, url.Values{}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli il curriculum")
	if n := s.count("SELECT count(*) FROM cv"); n != 0 {
		t.Fatalf("%d kept", n)
	}
	saved := c.Upload(path, nil, "file", hostile+".pdf", pdf).Expect(http.StatusSeeOther).Follow()
	saved.Has("#flash", "vale fino al 24/05/2027").Has("section[aria-labelledby=cv-ora] .sp-badge, section[aria-labelledby=cv-ora] header", "Bozza")
	if n := s.count("SELECT count(*) FROM delivered_service WHERE code='F1.1' AND reference='cv' AND worker_id=?", id); n != 1 {
		t.Errorf("%d services", n)
	}
	c.Get(card(id, "")).Has(".sp-time", "Propensione: Addetti all'assistenza personale").Has(".sp-time", "Curriculum salvato").Has(".sp-time", "Bozza")
	one := path + "/1"
	if got := c.Get(one + "/file").Expect(http.StatusOK).Body; got != string(pdf) {
		t.Error("another file came back")
	}
	c.Get(one+"/trasferimento").Expect(http.StatusUnprocessableEntity).Has("main", "bozza")
	saved.Submit("form[action$='/convalida']", nil).Expect(http.StatusSeeOther).Follow().Has("section[aria-labelledby=cv-ora] header", "Validato").Has("a[href$='/trasferimento']", "Trasferisci CV al Portale")
	saved.Submit("form[action$='/convalida']", nil)
	c.Get(one+"/trasferimento").Expect(http.StatusUnprocessableEntity).Has("main", "Manca il consenso").Lacks("main form[action$='/trasferimento']").Has("a[href$='/modifica']", "scheda")
	c.Get(card(id, "/modifica")).Submit("form[action$='/modifica']", url.Values{"ido_consent_on": {"1"}}).Expect(http.StatusSeeOther)
	alert := c.Get(one+"/trasferimento").Expect(http.StatusOK).Has("main", "Attenzione il CV verrà inviato, in automatico, al sistema di Ricerca profili professionali e potrà essere individuato dalle aziende all'interno del portale Toscana lavoro")
	alert.Submit("form[action$='/trasferimento']", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli se la persona")
	sent := alert.Submit("form[action$='/trasferimento']", url.Values{"registrato": {"no"}}).Expect(http.StatusSeeOther).Follow()
	sent.Lacks("main a[href$='/trasferimento']").Has("section[aria-labelledby=cv-ora]", "Pre-registrazione").Has("section[aria-labelledby=cv-ora]", "a@b.it")
	file := c.Get(one + "/trasferimento/1/file").Expect(http.StatusOK).Body
	parts := unzipped(t, file)
	if parts["cv.pdf"] != string(pdf) || !strings.Contains(parts["trasferimento.xml"], "<Cognome>Rossi</Cognome>") || !strings.Contains(parts["trasferimento.xml"], "<Preregistrazione>true</Preregistrazione>") || !strings.Contains(parts["trasferimento.xml"], "5.5.2.3.0") {
		t.Errorf("the file for the portal holds %q", parts["trasferimento.xml"])
	}
	if again := c.Get(one + "/trasferimento/1/file").Body; again != file {
		t.Error("the same transfer gives another file")
	}
	outcome := c.Get(one + "/trasferimento/1/esito").Expect(http.StatusOK)
	outcome.Submit("form[action$='/esito']", url.Values{"outcome_on": {"25/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli com'è andato").Has("#riepilogo", "nel futuro")
	outcome.Submit("form[action$='/esito']", url.Values{"outcome": {"riuscito"}, "outcome_on": {"24/11/2026"}, "confirmed_on": {"24/11/2026"}}).Expect(http.StatusSeeOther).Follow().
		Has("section[aria-labelledby=cv-ora]", "È riuscito il 24/11/2026").Has("section[aria-labelledby=cv-ora]", "confermata il")
	outcome.Submit("form[action$='/esito']", url.Values{"outcome": {"non_riuscito"}, "outcome_on": {"24/11/2026"}, "note": {"troppo tardi"}}).Expect(http.StatusConflict).Has("main", "troppo tardi")

	// Six months pass: the card says so, and so do the lists.
	s.Clock.Set(time.Date(2027, 5, 25, 9, 0, 0, 0, time.UTC))
	c = s.As("Giulia")
	c.Get(card(id, "")).Has("section[aria-labelledby=gruppi]", "CV obsoleto")
	c.Get("/lavoratori?q=rossi").Has("main table", "CV obsoleto")
	c.Get("/elenchi/1").Has("main table", "CV obsoleto")
	c.Get(path).Has("main", "CV obsoleto (con data aggiornamento oltre i 6 mesi)")

	gone := c.Get(one+"/annullamento").Expect(http.StatusOK).Has("main", "Non si cancella dal profilo della persona sul portale")
	gone.Submit("form[action$='/annullamento']", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scrivi perché")
	gone.Submit("form[action$='/annullamento']", url.Values{"motivo": {"lo chiede la persona"}}).Expect(http.StatusSeeOther).Follow().Has("section[aria-labelledby=cv-storia]", "lo chiede la persona").Has("section[aria-labelledby=cv-storia]", "Annullato")
	gone.Submit("form[action$='/annullamento']", url.Values{"motivo": {"di nuovo"}}).Expect(http.StatusConflict).Has("main", "di nuovo")
	// Neither the CV nor its file goes to the portal any more.
	for _, p := range []string{"/trasferimento", "/trasferimento/1/file"} {
		c.Get(one+p).Expect(http.StatusUnprocessableEntity).Has("main", "Questo CV è annullato")
	}
	c.Get(card(id, "")).Lacks("section[aria-labelledby=gruppi] .sp-badge.look").Has(".sp-time .stop", "Curriculum cancellato").Has(".sp-time .stop", "lo chiede la persona")

	province := s.Login(rule.RoleProvince, "provincia:FG")
	province.Get(path).Expect(http.StatusOK).Lacks("main form")
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{path, one + "/file", one + "/trasferimento", one + "/trasferimento/1/file", one + "/annullamento"} {
		lecce.Get(p).Expect(http.StatusNotFound)
	}
}

func unzipped(t *testing.T, body string) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(in)
		in.Close()
		out[f.Name] = string(data)
	}
	return out
}

// TestTheCurriculumFromTheCard makes the CV of somebody who has none: what the
// card knows is in it, and it is kept as any other.
func TestTheCurriculumFromTheCard(t *testing.T) {
	dbtest.Proves(t, "orientamento 45")
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"})
	id := workers[0]
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	path := card(id, "/cv")
	button := "form[action$='/europass']"
	c.Get(path).Submit(button, nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Manca il titolo di studio").Has("#riepilogo", "Manca la propensione")
	c.Get(card(id, "/carta/istruzione")).Submit("#modulo", url.Values{"titoli.0.livello": {"diploma"}, "titoli.0.denominazione": {"Ragioniera"}, "titoli.0.conseguito": {"si"}, "titoli.0.anno": {"1999"}}).Expect(http.StatusSeeOther)
	c.Get(card(id, "/propensioni/nuova")).Submit("#modulo", url.Values{"professione": {"Addetti all'assistenza personale [5.5.2.3.0]"}, "provenienza": {"lavoro"}}).Expect(http.StatusSeeOther)
	page := c.Get(path).Has("section[aria-labelledby=cv-scheda], form[aria-labelledby=cv-scheda]", "1 titolo").Has("form[aria-labelledby=cv-scheda]", "1 professione")
	if text := c.Get(path + "/europass.pdf").Expect(http.StatusOK).PDF(); !strings.Contains(text, "Maria Rossi") || !strings.Contains(text, "Ragioniera") || !strings.Contains(text, "Addetti all'assistenza personale") {
		t.Errorf("the PDF says %q", text)
	}
	if text := c.Get(path + "/europass.xml").Expect(http.StatusOK).Body; !strings.Contains(text, `<Occupation code="5.5.2.3.0">`) || !strings.Contains(text, "<Title>Ragioniera</Title>") {
		t.Errorf("the XML says %q", text)
	}
	saved := page.Submit(button, url.Values{"validato": {"1"}}).Expect(http.StatusSeeOther).Follow()
	saved.Has("#flash", "dalla scheda").Has("section[aria-labelledby=cv-ora] header", "Validato")
	if n := s.count("SELECT count(*) FROM cv WHERE origin='generato' AND validated_on IS NOT NULL"); n != 1 {
		t.Errorf("%d kept", n)
	}
	if text := c.Get(path + "/1/file").Expect(http.StatusOK).PDF(); !strings.Contains(text, "Ragioniera") {
		t.Errorf("what is kept says %q", text)
	}
	// A draft pushes the one that is good aside only when it is validated.
	both := c.Get(path).Submit(button, nil).Follow().Has("section[aria-labelledby=cv-bozza] header", "Bozza").Has("section[aria-labelledby=cv-ora] header", "Validato").Has("section[aria-labelledby=cv-ora] .btn-primary", "Portale")
	after := both.Submit("section[aria-labelledby=cv-bozza] form[action$='/convalida']", nil).Follow().Has("section[aria-labelledby=cv-ora] header", "Validato").Lacks("section[aria-labelledby=cv-bozza]").Has("section[aria-labelledby=cv-storia] li", "Validato")
	if href := after.Find("section[aria-labelledby=cv-ora] a[href$='/file']").AttrOr("href", ""); href != path+"/2/file" {
		t.Errorf("the one that holds is %s", href)
	}
	lecce := s.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{"/europass.pdf", "/europass.xml"} {
		lecce.Get(path + p).Expect(http.StatusNotFound)
	}
}
