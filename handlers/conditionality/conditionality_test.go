package conditionality_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/webtest"
)

const longName = "Bianchi D'Angiò Castriota Scanderbeg"

// desk is the product with a person who has a DID and a patto, on Tuesday 24
// November 2026 at nine.
type desk struct {
	*webtest.Server
	t           *testing.T
	worker      int64
	giulia      rule.Actor
	operator    *webtest.Client
	head, admin *webtest.Client
}

func open(t *testing.T) *desk {
	t.Helper()
	s := webtest.New(t)
	d := &desk{Server: s, t: t, giulia: s.Actor(s.User("Giulia", rule.RoleOperator, "cpi:San Severo"))}
	s.User("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	s.User("Ada", rule.RoleAdmin, "installazione")
	ctx := t.Context()
	d.ok(s.DB.Write(ctx, func(tx *db.Tx) (err error) {
		d.worker, err = people.CreateWorkerTx(ctx, tx, d.giulia, people.Worker{CodiceFiscale: "BNCRCC74C15D643H", Surname: longName, Name: "Rocco", BirthDate: "1974-03-15", HomeProvince: "FG", Residence: "SAN SEVERO", ResidenceProv: "FG", ResidenceCAP: "71016", ResidenceAddress: "Via Roma, 12"}, people.SourceOperator)
		return err
	}))
	_, err := people.NewStore(s.DB).DeclareDID(ctx, d.giulia, people.DID{WorkerID: d.worker, On: "2026-11-02", Number: "FG-17", Channel: "cpi"})
	d.ok(err)
	d.agree()
	d.signIn()
	return d
}

func (d *desk) signIn() {
	d.operator, d.head, d.admin = d.As("Giulia"), d.As("Teresa"), d.As("Ada")
}

func (d *desk) ok(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) agree() {
	d.t.Helper()
	ctx, store := d.t.Context(), pacts.NewStore(d.DB)
	id, err := store.Create(ctx, d.giulia, pacts.New{WorkerID: d.worker, Kind: pacts.KindPSP, Text: pacts.Text{Objective: "Un impiego da saldatore", Acts: []string{"Mandare il curriculum a quattro aziende"}, Timing: "ogni settimana",
		Frequency: "mensile", Proof: "diario", Availability: []string{"laboratori", "formazione", "offerte"}}, Actions: []pacts.Action{{Kind: pacts.ByPerson, Description: "Candidarsi a quattro offerte", DueOn: "2027-06-15"}}})
	d.ok(err)
	version := func() int {
		f, err := store.Pact(ctx, d.giulia, id)
		d.ok(err)
		return f.Version
	}
	_, err = store.Propose(ctx, d.giulia, id, version(), pacts.Proposal{On: "2026-11-24"})
	d.ok(err)
	d.ok(store.Sign(ctx, d.giulia, id, version(), pacts.Signing{On: "2026-11-24", Signature: pacts.InPresence}))
}

// miss books the person for the next working day and marks the absence; everybody
// signs in again. It returns the appointment's address.
func (d *desk) miss() string {
	d.t.Helper()
	day := d.DB.Today().AddDays(1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDays(1)
	}
	store := agenda.NewStore(d.DB)
	id, err := store.Book(d.t.Context(), d.giulia, agenda.Booking{Worker: d.worker, Kind: agenda.KindOther, Subject: "Verifica del patto", Slot: agenda.Slot{Day: day, Starts: 600, Ends: 660}})
	d.ok(err)
	d.Clock.Set(day.At(12 * 60))
	d.ok(store.Outcome(d.t.Context(), d.giulia, id, agenda.ActMiss, 0))
	d.signIn()
	return fmt.Sprintf("/appuntamenti/%d", id)
}

func (d *desk) switchOn() {
	d.t.Helper()
	d.admin.Get("/moduli").Expect(http.StatusOK).Has("main", "Che cosa non fa").Has(".sp-badge", "spento").Submit("main form", nil).Expect(http.StatusSeeOther).Follow().Has("#flash", "è acceso").Has(".sp-badge", "acceso")
}

func (d *desk) one(query string) string {
	d.t.Helper()
	var out string
	d.ok(d.DB.Reader().QueryRowContext(d.t.Context(), query).Scan(&out))
	return out
}

// pdf returns the words of a document.
func (d *desk) pdf(c *webtest.Client, column string) string {
	d.t.Helper()
	d.Settle()
	return strings.Join(strings.Fields(c.Get("/documenti/"+d.one("SELECT "+column+" FROM conditionality_notice ORDER BY id DESC LIMIT 1")).Expect(http.StatusOK).PDF()), " ")
}

func (d *desk) contains(text string, all ...string) {
	d.t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			d.t.Errorf("it lacks %q:\n%s", want, text)
		}
	}
}

// TestANewInstallationKnowsNothingOfIt: every route of the module answers 404 and no
// page speaks of it, also after a notice was written and the module switched off.
func TestANewInstallationKnowsNothingOfIt(t *testing.T) {
	dbtest.Proves(t, "condizionalità 10")
	d := open(t)
	appointment := d.miss()
	silent := func() {
		t.Helper()
		key := "a" + strings.TrimPrefix(appointment, "/appuntamenti/")
		asked := 0
		for _, r := range handlers.Routes(d.App) {
			if !strings.HasPrefix(r.Path, "/condizionalita") {
				continue
			}
			path := strings.NewReplacer(":id", "1", ":fatto", key).Replace(r.Path)
			for _, c := range []*webtest.Client{d.operator, d.head} {
				asked++
				if r.Method == http.MethodGet {
					c.Get(path).Expect(http.StatusNotFound)
				} else {
					c.Post(path, url.Values{"_version": {"1"}, "reason": {"malattia"}, "breach": {"convocazione"}, "reasons_by": {"20/12/2026"}}).Expect(http.StatusNotFound)
				}
			}
		}
		if asked < 20 {
			t.Errorf("%d requests", asked)
		}
		card := fmt.Sprintf("/lavoratori/%d", d.worker)
		for _, path := range []string{"/scrivania", appointment, card, card + "?sezione=patto", "/patti", "/scadenze"} {
			for _, c := range []*webtest.Client{d.operator, d.head} {
				if body := strings.ToLower(c.Get(path).Expect(http.StatusOK).Text("body")); strings.Contains(body, "condizionalit") {
					t.Errorf("%s speaks of it", path)
				}
			}
		}
	}
	silent()
	if n := d.one("SELECT count(*) FROM conditionality_notice"); n != "0" {
		t.Errorf("%s notices", n)
	}
	for _, c := range []*webtest.Client{d.operator, d.head} {
		c.Get("/moduli").Expect(http.StatusNotFound)
		c.Post("/moduli/condizionalita", url.Values{"acceso": {"si"}}).Expect(http.StatusNotFound)
	}
	d.switchOn()
	d.operator.Get(appointment).Has("main a", "Valuta la condizionalità")
	d.draft(appointment, nil)
	d.admin.Get("/moduli").Submit("main form", nil).Follow().Has("#flash", "è spento")
	silent()
}

// TestAnAbsenceAtASessionIsJudgedFromItsPage: where the module is on, and by whoever
// works in the office.
func TestAnAbsenceAtASessionIsJudgedFromItsPage(t *testing.T) {
	d := open(t)
	store := agenda.NewStore(d.DB)
	day := d.DB.Today().AddDays(1)
	id, err := store.OpenSession(t.Context(), d.giulia, agenda.Session{Code: "F1.6", Title: "Il curriculum", Slot: agenda.Slot{Day: day, Starts: 10 * 60, Ends: 11 * 60}, Mode: agenda.InPerson, Capacity: 5})
	d.ok(err)
	d.ok(store.Invite(t.Context(), d.giulia, id, d.worker))
	d.Clock.Set(day.At(12 * 60))
	_, err = store.Attend(t.Context(), d.giulia, id, nil, agenda.WasAbsent)
	d.ok(err)
	d.signIn()
	page := fmt.Sprintf("/sessioni/%d", id)
	judged := func(c *webtest.Client, words string) {
		t.Helper()
		if got := c.Get(page).Expect(http.StatusOK).Text("main a[href^='/condizionalita']"); !strings.HasPrefix(got, words) || words == "" && got != "" {
			t.Errorf("the session leads to «%s», want «%s»", got, words)
		}
	}
	judged(d.operator, "")
	d.switchOn()
	judged(d.operator, "Valuta la condizionalità")
	// Below the list of what waits a row asks once.
	if label := d.operator.Get("/condizionalita").Find("td:has(a.btn)").AttrOr("data-l", ""); label != "" {
		t.Errorf("the button is called «%s» twice", label)
	}
	d.draft(page, nil)
	judged(d.operator, "Vai alla valutazione")
	_, err = store.Attend(t.Context(), d.giulia, id, []int64{d.worker}, agenda.WasPresent)
	d.ok(err)
	judged(d.operator, "")
}

// draft walks from the page of the missed appointment to a draft.
func (d *desk) draft(appointment string, values url.Values) *webtest.Page {
	d.t.Helper()
	page := d.operator.Get(appointment).Expect(http.StatusOK).Find("a[href^='/condizionalita/valutazioni/']")
	return d.operator.Get(page.AttrOr("href", "/")).Expect(http.StatusOK).Submit("main form", values).Expect(http.StatusSeeOther).Follow()
}

func (d *desk) notice() string {
	return "/condizionalita/" + d.one("SELECT max(id) FROM conditionality_notice")
}

func (d *desk) decide(act string, values url.Values) *webtest.Page {
	d.t.Helper()
	return d.head.Get(d.notice()+"/"+act).Expect(http.StatusOK).Submit("main form", values).Expect(http.StatusSeeOther).Follow()
}

// TestFromTheAbsenceToTheThirdNotice walks the whole way: worklist, draft, decision,
// second and third, archived and set aside.
func TestFromTheAbsenceToTheThirdNotice(t *testing.T) {
	dbtest.Proves(t, "condizionalità 6")
	d := open(t)
	d.switchOn()
	first := d.miss()
	d.operator.Get("/scrivania").Has("#riga-condizionalita", "1 da valutare").Has("#riga-condizionalita", "nessun avviso in bozza")
	list := d.operator.Get("/condizionalita").Expect(http.StatusOK).Has("tbody tr", longName).Has("tbody tr", "mercoledì 25 novembre 2026, ore 10:00").Has("tbody tr", "Appuntamento fissato il 24/11/2026").Has("tbody tr", "FG-17 del 02/11/2026")
	d.operator.SwapEqualsReload("/condizionalita", "elenco")
	form := d.operator.Get(list.Find("tbody a.btn").AttrOr("href", "")).Expect(http.StatusOK)
	if checked := form.Find("input[name=breach][checked]").AttrOr("value", ""); checked != "convocazione" {
		t.Errorf("%q is proposed", checked)
	}
	form.Has("main", "Prevede la decurtazione di un quarto di una mensilità")
	wrong := form.Submit("main form", url.Values{"breach": {"boh"}, "reasons_by": {"24/11/2026"}, "note": {"Ha telefonato la madre"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "ci sono 2 campi da correggere").Has("#f-reasons_by-errore", "viene dopo oggi").Has("#f-note", "Ha telefonato la madre")
	form.Submit("main form", url.Values{"reasons_by": {"31/02/2027"}, "breach": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")

	page := d.draft(first, url.Values{"note": {"Ha telefonato la madre"}})
	page.Has("#flash", "La bozza è pronta").Has(".sp-badge", "bozza da decidere").Has("main", "Aspetta la decisione del responsabile")
	page.Lacks("a[href$='/conferma']")
	d.operator.Get("/condizionalita").Has(".sp-empty", "Nessuna assenza da valutare")
	d.operator.Get("/condizionalita?stato=bozza").Has("tbody tr", longName)
	d.operator.SwapEqualsReload("/condizionalita?stato=bozza", "elenco")
	d.operator.Get(first).Has("main a", "Vai alla valutazione")
	d.head.Get("/scrivania").Has("#riga-condizionalita", "1 avviso in bozza")
	d.operator.Get(d.notice() + "/conferma").Expect(http.StatusNotFound)
	text := d.pdf(d.head, "draft_id")
	d.contains(text, "BOZZA – da sottoporre alla decisione del responsabile", "San Severo", longName, "BNCRCC74C15D643H", "FG-17 del 02/11/2026", "sottoscritto il 24/11/2026", "Verifica del patto", "mercoledì 25 novembre 2026, ore 10:00",
		"appuntamento fissato il 24/11/2026", "articolo 21, comma 7, lettera a)", "la decurtazione di un quarto di una mensilità, in caso di prima mancata presentazione", "la decurtazione di un quarto di una mensilità della prestazione",
		"la decide il Centro per l'Impiego e la esegue l'INPS", "Malattia o infortunio", "Forza maggiore", "Entro il 05/12/2026", "n. 241, articolo 10", "Nota per chi decide Ha telefonato la madre", "Il responsabile del Centro per l'Impiego")
	if strings.Contains(text, "2026/0000") {
		t.Error("a draft bears a protocol number")
	}

	d.head.Get(d.notice()+"/conferma").Submit("main form", url.Values{"reasons_by": {""}}).Expect(http.StatusUnprocessableEntity).Has("#f-reasons_by-errore", "fino a quale giorno")
	d.decide("conferma", url.Values{"reasons_by": {"12/12/2026"}}).Has("#flash", "è confermato").Has(".sp-badge", "confermato").Has("main", "Prima: con questa DID")
	d.contains(d.pdf(d.operator, "document_id"), "Avviso ai sensi dell'articolo 21, comma 7", "Rocco "+longName, "Via Roma, 12", "71016 San Severo (FG)", "2026/0000", "Entro il 12/12/2026")
	if text := d.pdf(d.operator, "document_id"); strings.Contains(text, "BOZZA") || strings.Contains(text, "Ha telefonato la madre") {
		t.Error("the notice to the person says what is of the draft")
	}
	d.contains(d.one("SELECT counterpart||': '||subject FROM protocol_entry ORDER BY id DESC LIMIT 1"), "Comunicazione riservata")
	if strings.Contains(d.one("SELECT subject FROM protocol_entry ORDER BY id DESC LIMIT 1"), "ondizionalit") {
		t.Error("the protocol says what it is about")
	}

	// The second, and why; the third loses the benefit.
	d.draft(d.miss(), nil).Has("main", "Seconda: la prima è quella del 25/11/2026, confermata il 25/11/2026").Has("main", "la decurtazione di una mensilità")
	d.decide("conferma", nil)
	third := d.miss()
	d.draft(third, nil).Has("main", "Terza: la prima è quella del 25/11/2026").Has("main", "la decadenza dalla prestazione e dallo stato di disoccupazione")
	d.head.Get(d.notice()+"/archiviazione").Submit("main form", url.Values{"reason": {"altro"}, "reason_text": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#f-reason_text-errore", "almeno 10 caratteri").Has("#f-reason_text", "boh")
	d.decide("archiviazione", url.Values{"reason": {"malattia"}, "reason_text": {"Certificato del 27 novembre"}}).Has("#flash", "archiviato").Has("main", "Motivo giustificato")
	d.decide("annullamento", url.Values{"reason": {"altro"}, "reason_text": {"Il certificato era di un altro"}}).Has("#flash", "di nuovo fra quelle da valutare")

	// The same absence again: set aside this time.
	fact := d.operator.Get(third).Find("a[href^='/condizionalita/valutazioni/']").AttrOr("href", "")
	d.operator.Get(fact+"/accantonamento").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli il motivo")
	d.operator.Get(fact+"/accantonamento").Submit("main form", url.Values{"reason": {"forza_maggiore"}}).Follow().Has("#flash", "non si procede")
	d.operator.Get("/condizionalita?stato=accantonata").Has("tbody tr", longName)
	d.operator.Get(fact).Expect(http.StatusSeeOther)
	card := d.operator.Get(fmt.Sprintf("/lavoratori/%d?sezione=patto", d.worker)).Expect(http.StatusOK)
	if n := card.Find("section[aria-labelledby=h-condizionalita] li").Length(); n != 4 {
		t.Errorf("the card shows %d", n)
	}
	d.Settle()
	if n := d.one("SELECT count(*) FROM audit WHERE action='condizionalita.letta'"); n == "0" {
		t.Error("no reading is in the register")
	}
}

// TestWhoHasNoPartInIt: another office, the region, who is not of the office.
func TestWhoHasNoPartInIt(t *testing.T) {
	d := open(t)
	d.switchOn()
	appointment := d.miss()
	d.draft(appointment, nil)
	open := d.miss()
	for name, grant := range map[string]struct {
		role  rule.Role
		scope string
	}{"Luca": {rule.RoleOfficeHead, "cpi:Lecce"}, "Foggia": {rule.RoleOfficeHead, "cpi:Foggia"}, "Regia": {rule.RoleRegion, "regione"}, "Mirato": {rule.RoleTargetedPlacement, "provincia:FG"}} {
		d.User(name, grant.role, grant.scope)
		c := d.As(name)
		for _, path := range []string{d.notice(), d.notice() + "/conferma", d.notice() + "/annullamento", "/condizionalita/valutazioni/a" + strings.TrimPrefix(open, "/appuntamenti/"), "/documenti/" + d.one("SELECT draft_id FROM conditionality_notice")} {
			c.Get(path).Expect(http.StatusNotFound)
		}
		if body := c.Get("/condizionalita").Text("body"); strings.Contains(body, longName) {
			t.Errorf("%s sees the person", name)
		}
	}
	// The province reads and does not act.
	d.User("Piera", rule.RoleProvince, "provincia:FG")
	piera := d.As("Piera")
	piera.Get(d.notice()).Expect(http.StatusOK).Lacks("a[href$='/annullamento']")
	piera.Get("/condizionalita").Expect(http.StatusOK).Lacks("tbody a.btn")
	piera.Get(d.notice() + "/annullamento").Expect(http.StatusNotFound)
	d.operator.Get("/condizionalita/valutazioni/a0").Expect(http.StatusNotFound)
	d.operator.Get("/condizionalita/valutazioni/s1-1").Expect(http.StatusNotFound)
}

// TestADecisionTakenMeanwhileIsTold: the second tab shows how it stands, and keeps
// what was typed.
func TestADecisionTakenMeanwhileIsTold(t *testing.T) {
	d := open(t)
	d.switchOn()
	d.draft(d.miss(), nil)
	confirm, file := d.head.Get(d.notice()+"/conferma"), d.head.Get(d.notice()+"/archiviazione")
	confirm.Submit("main form", nil).Expect(http.StatusSeeOther)
	stale := file.Submit("main form", url.Values{"reason": {"famiglia"}, "reason_text": {"Ricovero del padre"}}).Expect(http.StatusConflict)
	stale.Has("main", "Non ho salvato").Has("main", "Teresa Prova").Has("main", "confermato").Has("main", "Gravi motivi familiari").Has("main", "Ricovero del padre")
	confirm.Submit("main form", nil).Expect(http.StatusSeeOther).Follow().Has("#flash", "Era già fatto")
	if n := d.one("SELECT count(*) FROM document WHERE kind='avviso_condizionalita'"); n != "1" {
		t.Errorf("%s notices", n)
	}
	d.ok(agenda.NewStore(d.DB).Reopen(t.Context(), d.Actor(d.User("Capo", rule.RoleOfficeHead, "cpi:San Severo")), 1))
	d.head.Get(d.notice()).Has("main", "non risulta più nell'agenda")
}
