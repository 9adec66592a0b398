package training_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/webtest"
)

const ownCF, otherCF = "02345670711", "03456780729"

// product is the product with a course of two bodies and an edition of each.
type product struct {
	*webtest.Server
	store                          *training.Store
	region, body                   *webtest.Client
	course, own, other             int64
	ownEdition, otherEdition, full int64
}

var regionActor = rule.Actor{UserID: 1, Name: "Regione", Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}

func newProduct(t *testing.T) product {
	t.Helper()
	s := webtest.New(t)
	p := product{Server: s, store: training.NewStore(s.DB), region: s.Login(rule.RoleRegion, "regione"), body: s.Login(rule.RoleTrainingBody, "ente:"+ownCF)}
	must := func(id int64, err error) int64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	ctx := t.Context()
	p.own = must(p.store.SaveBody(ctx, regionActor, training.Body{CodiceFiscale: ownCF, Name: "Ente Daunia"}))
	p.other = must(p.store.SaveBody(ctx, regionActor, training.Body{CodiceFiscale: otherCF, Name: "Consorzio Levante"}))
	p.course = must(p.store.SaveCourse(ctx, regionActor, training.Course{Code: "P1", Title: "Addetto alla saldatura", Description: "Saldatura TIG.", Mode: "presenza",
		Competences: []string{"saldare"}, Active: true}, []int64{p.own, p.other}))
	edition := func(code string, body int64, starts rule.Date, seats int) int64 {
		return must(p.store.SaveEdition(ctx, regionActor, training.Edition{Code: code, CourseID: p.course, BodyID: body, Place: training.Place{Town: "Foggia", Province: "FG"},
			StartsOn: starts, EndsOn: starts.AddDays(30), Seats: seats}))
	}
	p.full = edition("E0", p.own, "2026-12-01", 1)
	p.ownEdition = edition("E1", p.own, "2026-12-10", 5)
	p.otherEdition = edition("E2", p.other, "2027-01-12", 5)
	return p
}

// enrol enrols a new person of the office in the edition.
func (p product) enrol(t *testing.T, surname string, edition int64, wait bool) training.Enrolment {
	t.Helper()
	var e training.Enrolment
	ctx := t.Context()
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO worker(codice_fiscale,surname,name,surname_fold,name_fold,phone,email,created_at,updated_at)
			VALUES(?,?,'Rocco',?,'rocco','0882123456','rocco@prova.example',?,?)`, "CF"+surname, surname, rule.Fold(surname), tx.Now, tx.Now)
		if err != nil {
			return err
		}
		worker, _ := res.LastInsertId()
		in := training.NewEnrolment{WorkerID: worker, CourseID: p.course, BodyID: p.own, EditionID: edition, Wait: wait, Contact: "telefono"}
		if err := tx.QueryRowContext(ctx, "SELECT id FROM cpi WHERE name='San Severo'").Scan(&in.CPI); err != nil {
			return err
		}
		e, _, err = training.EnrolTx(ctx, tx, rule.Actor{UserID: 1, Name: "Anna Neri"}, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func path(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			b.WriteString(p)
		case int64:
			b.WriteString(strconv.FormatInt(p, 10))
		}
	}
	return b.String()
}

func TestCatalogueIsSearchedInItalian(t *testing.T) {
	p := newProduct(t)
	operator := p.Login(rule.RoleOperator, "cpi:San Severo")
	page := operator.Get("/percorsi?q=saldatore").Expect(http.StatusOK)
	page.Has("table tbody th a", "Addetto alla saldatura").Has(".sp-chip", "saldatore").Lacks("a[href='/percorsi/nuovo']")
	operator.Get("/percorsi?q=pasticciere").Expect(http.StatusOK).Lacks("table tbody tr").Has(".sp-empty", "Nessun percorso con questi filtri")
	operator.SwapEqualsReload("/percorsi?q=saldatore&provincia=FG", "elenco")
	operator.Get(path("/percorsi/", p.course)).Expect(http.StatusOK).Has("main", "Ente Daunia").Has("main", "1 posto libero").
		Lacks("a[href$='/modifica']").Lacks("a[href^='/edizioni/']")
	operator.Get("/percorsi/99999").Expect(http.StatusNotFound)
}

func TestTheRegionKeepsTheCatalogue(t *testing.T) {
	p := newProduct(t)
	form := p.region.Get("/percorsi/nuovo").Expect(http.StatusOK)
	refused := form.Submit("main form", url.Values{"codice": {""}, "titolo": {""}, "figura": {"un mestiere che non c'è"}, "ore": {"molte"}, "descrizione": {"Testo che resta"}})
	refused.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scrivi il titolo del percorso.").Has("#riepilogo", "Scrivi il codice del percorso.").
		Has("#riepilogo", "Scegli una professione").Has("#riepilogo", "numero intero").Has("textarea[name=descrizione]", "Testo che resta")
	if !strings.HasPrefix(refused.Find("title").Text(), "Errore: ") {
		t.Errorf("title: %q", refused.Find("title").Text())
	}
	saved := refused.Submit("main form", url.Values{"codice": {"p9"}, "titolo": {"Tecniche di cucina"}, "figura": {"Cuochi in alberghi e ristoranti [5.2.2.1.0]"},
		"ore": {"120"}, "competenze": {"tecniche di cottura\r\nHACCP\r\n"}, "organismi": {strconv.FormatInt(p.own, 10)}})
	page := saved.Follow().Expect(http.StatusOK)
	page.Has(".sp-flash", "«Tecniche di cucina» salvato").Has("main", "Cuochi in alberghi e ristoranti (5.2.2.1.0)").Has("main", "120 ore").Has("main", "HACCP").Has("main", "Ente Daunia")
	edit := p.region.Get(page.Path + "/modifica")
	edit.Expect(http.StatusOK).Has("textarea[name=competenze]", "HACCP")
	if v := edit.Find("input[name=figura]").AttrOr("value", ""); !strings.Contains(v, "[5.2.2.1.0]") {
		t.Errorf("the figure is shown as %q", v)
	}
	again := edit.Submit("main form", url.Values{"codice": {"P1"}})
	again.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Esiste già un percorso con il codice «P1».")
}

func TestTwoWhoSaveTheSameCourseLoseNothing(t *testing.T) {
	p := newProduct(t)
	mine := p.region.Get(path("/percorsi/", p.course, "/modifica"))
	p.region.Get(path("/percorsi/", p.course, "/modifica")).Submit("main form", url.Values{"titolo": {"Titolo loro"}, "ore": {"99"}}).Expect(http.StatusSeeOther)
	conflict := mine.Submit("main form", url.Values{"titolo": {"Titolo mio"}, "requisiti": {"diploma"}}).Expect(http.StatusConflict)
	conflict.Has("main", "Titolo mio").Has("main", "Titolo loro").Has("h2", "ha salvato questo percorso")
	conflict.Submit("main form", url.Values{"scelta.titolo": {"m"}, "scelta.ore": {"s"}, "scelta.requisiti": {"m"}}).Expect(http.StatusSeeOther)
	got, err := p.store.Course(t.Context(), regionActor, p.course)
	if err != nil || got.Course.Title != "Titolo mio" || got.Course.Hours != 99 || got.Course.Requirements != "diploma" || len(got.Bodies) != 2 {
		t.Errorf("after the choice: %+v %v", got.Course, err)
	}
}

func TestATrainingBodyHasItsOwnPartAlone(t *testing.T) {
	p := newProduct(t)
	mine := p.enrol(t, "Bianchi", p.ownEdition, false)
	p.body.Get("/ente/percorsi").Expect(http.StatusOK).Has("h1", "I miei percorsi").Has("table tbody", "Addetto alla saldatura")
	p.body.Get(path("/ente/percorsi/", p.course)).Expect(http.StatusOK).Has("main", "E1").Has("main", "Ente Daunia")
	if text := p.body.Get(path("/ente/percorsi/", p.course)).Text("main"); strings.Contains(text, "Levante") || strings.Contains(text, "E2") {
		t.Errorf("another body's part is shown: %s", text)
	}
	p.body.Get("/ente/edizioni").Expect(http.StatusOK).Has("table tbody", "E1").Has("table tbody", "1 iscritto")
	p.body.Get(path("/ente/edizioni/", p.otherEdition)).Expect(http.StatusNotFound)
	p.body.Get(path("/ente/iscritti?edizione=", p.otherEdition)).Expect(http.StatusNotFound)
	list := p.body.Get("/ente/iscritti").Expect(http.StatusOK)
	list.Has("table tbody", "Bianchi Rocco").Has("table tbody", "0882123456").Has(".sp-tabs", "confermata 1")
	if strings.Contains(list.Text("main"), "rocco@prova.example") {
		t.Error("an address that was not agreed is shown")
	}
	other := p.Login(rule.RoleTrainingBody, "ente:"+otherCF)
	other.Get("/ente/iscritti").Expect(http.StatusOK).Lacks("table tbody tr")
	other.Post(path("/ente/iscritti/", mine.ID, "/conclusione"), nil).Expect(http.StatusNotFound)
	for _, at := range []string{"/percorsi", path("/percorsi/", p.course), path("/iscrizioni/", mine.ID), "/organismi"} {
		p.body.Get(at).Expect(http.StatusNotFound)
	}
}

func TestATrainingBodyHoldsItsEditions(t *testing.T) {
	p := newProduct(t)
	form := p.body.Get(path("/ente/percorsi/", p.course, "/edizioni/nuova")).Expect(http.StatusOK)
	form.Submit("main form", url.Values{"codice": {"E9"}, "posti": {"0"}, "inizio": {"31/02/2027"}}).Expect(http.StatusUnprocessableEntity).
		Has("#riepilogo", "Il 31 febbraio 2027 non esiste.").Has("#riepilogo", "almeno 1")
	saved := form.Submit("main form", url.Values{"codice": {"E9"}, "posti": {"12"}, "inizio": {"2027-03-01"}, "sede": {"Lucera"}, "provincia": {"FG"}, "orario": {"serale"}})
	saved.Follow().Expect(http.StatusOK).Has("h1", "Edizione E9").Has("main", "Lucera (FG)").Has("main", "12 posti liberi")
	edit := p.body.Get(path("/ente/edizioni/", p.ownEdition, "/modifica"))
	edit.Submit("main form", url.Values{"posti": {"8"}}).Follow().Has("main", "8 posti liberi")
	edit.Submit("main form", url.Values{"posti": {"9"}}).Expect(http.StatusConflict).Has("h2", "ha salvato questa edizione")
	p.body.Get(path("/ente/edizioni/", p.otherEdition, "/modifica")).Expect(http.StatusNotFound)
	p.body.Post(path("/ente/edizioni/", p.otherEdition), url.Values{"codice": {"RUBATA"}, "posti": {"1"}, "orario": {""}, "_version": {"1"}}).Expect(http.StatusNotFound)
}

func TestTheOfficeFollowsAnEnrolment(t *testing.T) {
	p := newProduct(t)
	first := p.enrol(t, "Bianchi", p.full, false)
	waiting := p.enrol(t, "Rossi", p.full, true)
	operator := p.Login(rule.RoleOperator, "cpi:San Severo")
	away := p.Login(rule.RoleOperator, "cpi:Lecce")
	away.Get(path("/iscrizioni/", first.ID)).Expect(http.StatusNotFound)
	away.Post(path("/iscrizioni/", first.ID, "/rinuncia"), url.Values{"motivo": {"non mia"}}).Expect(http.StatusNotFound)

	page := operator.Get(path("/iscrizioni/", waiting.ID)).Expect(http.StatusOK).Has("h1", "Iscrizione n. 2").Has("main", "Rossi Rocco").Has(".sp-badge", "in attesa")
	page.Submit("form[action$='/conferma']", nil).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "L'edizione è al completo (1 posto su 1)")
	own := operator.Get(path("/iscrizioni/", first.ID))
	own.Submit("form[action$='/rinuncia']", nil).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Scrivi il motivo della rinuncia.")
	own.Submit("form[action$='/rinuncia']", url.Values{"motivo": {"ha trovato lavoro"}}).Follow().Has(".sp-flash", "di nuovo libero").Has("main", "ha trovato lavoro").Lacks("form[action$='/rinuncia']")
	page.Submit("form[action$='/conferma']", nil).Follow().Has(".sp-badge", "confermata")
	confirmed := operator.Get(path("/iscrizioni/", waiting.ID))
	confirmed.Submit("form[action$='/spostamento']", nil).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Scegli l'edizione")
	confirmed.Submit("form[action$='/spostamento']", url.Values{"edizione": {strconv.FormatInt(p.otherEdition, 10)}}).Follow().
		Has("h1", "Iscrizione n. 3").Has("main", "Consorzio Levante").Has(".sp-flash", "la nuova è la n. 3")
}

func TestConclusionByTheBody(t *testing.T) {
	p := newProduct(t)
	p.enrol(t, "Bianchi", p.full, false)
	p.body.Get("/ente/iscritti").Lacks("form[action$='/conclusione']")
	p.Clock.Set(rule.Date("2027-01-10").At(9 * 60))
	client := p.As("ente_formazione ente " + ownCF)
	client.Get("/ente/iscritti").Submit("form[action$='/conclusione']", nil).Follow().Has("table tbody .sp-badge", "conclusa").Lacks("form[action$='/conclusione']")
}

func TestImportOfTheCatalogueOnScreen(t *testing.T) {
	p := newProduct(t)
	file, err := os.ReadFile(filepath.Join("..", "..", "db", "training", "testdata", "catalogo_percorsi_formativi.csv"))
	if err != nil {
		t.Fatal(err)
	}
	p.region.Upload("/percorsi/importazione", url.Values{"prova": {"1"}}, "file", "catalogo.csv", file).Expect(http.StatusOK).
		Has("h3", "Prova: non ho salvato nulla").Has("main", "761 righe create")
	p.region.Get("/percorsi").Has(".sp-tabs", "Tutti 1")
	p.region.Upload("/percorsi/importazione", url.Values{}, "file", "catalogo.csv", file).Follow().Has(".sp-flash", "761 righe create").Has(".sp-tabs", "Tutti 477")
	p.region.Upload("/percorsi/importazione", url.Values{}, "file", "catalogo.csv", []byte("codice_percorso,titolo,organismo\n,Senza codice,\n")).Expect(http.StatusOK).
		Has("main", "1 scartata").Has("table tbody", "Manca il codice del percorso.")
	p.region.Upload("/percorsi/importazione", url.Values{}, "file", "catalogo.csv", []byte("a,b\n")).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "manca la colonna")
	p.region.Post("/percorsi/importazione", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli il file del catalogo.")
}

func TestTrainingBodiesAreKept(t *testing.T) {
	p := newProduct(t)
	form := p.region.Get("/organismi/nuovo")
	form.Submit("main form", url.Values{"nome": {"Scuola"}, "codice_fiscale": {"02345670712"}, "email": {"non un indirizzo"}}).Expect(http.StatusUnprocessableEntity).
		Has("#riepilogo", "L'ultima cifra").Has("#riepilogo", "E-mail")
	form.Submit("main form", url.Values{"nome": {"Scuola Edile"}, "codice_fiscale": {"01234567897"}, "telefono": {"0881 123456"}}).Follow().Has("table tbody", "Scuola Edile")
	edit := p.region.Get(path("/organismi/", p.own, "/modifica"))
	edit.Submit("main form", url.Values{"nome": {"Ente Daunia S.r.l."}}).Follow().Has("table tbody", "Ente Daunia S.r.l.")
	edit.Submit("main form", url.Values{"nome": {"Altro nome"}}).Expect(http.StatusConflict).Has("main", "Ente Daunia S.r.l.")
}

// How much each criterion counts is set by who keeps the tables, and said with
// every course proposed.
func TestTheWeightsOfTheRanking(t *testing.T) {
	p := newProduct(t)
	admin := p.Login(rule.RoleAdmin, "installazione")
	admin.Get("/tabelle").Has("main a[href='/tabelle/pesi']", "Pesi dei percorsi")
	page := admin.Get("/tabelle/pesi").Expect(http.StatusOK).Has("input[name=divari][value='50']", "")
	page.Submit("main form", url.Values{"divari": {"40"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "fanno 90 in tutto").Has("input[name=divari][value='40']", "")
	page.Submit("main form", url.Values{"divari": {"molti"}}).Expect(http.StatusUnprocessableEntity).Has("#f-divari-errore", "numero intero da 0 a 100")
	page.Submit("main form", url.Values{"divari": {"40"}, "figura": {"30"}}).Follow().Has("#flash", "Pesi salvati").Has("input[name=figura][value='30']", "")
	both := page.Submit("main form", url.Values{"divari": {"45"}, "figura": {"25"}}).Expect(http.StatusConflict).Has("main", "ha salvato questi pesi").Has("tbody", "40")
	both.Submit("main form", url.Values{"scelta.divari": {"s"}, "scelta.figura": {"s"}}).Follow().Has("input[name=divari][value='40']", "")
	admin.Get("/tabelle/pesi").Submit("main form", url.Values{"ripristina": {"1"}}).Follow().Has("input[name=divari][value='50']", "").Has("input[name=figura][value='20']", "")
	p.Login(rule.RoleOperator, "cpi:San Severo").Get("/tabelle/pesi").Expect(http.StatusNotFound)
}
