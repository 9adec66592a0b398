package pacts_test

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// desk is the product with a person who has declared to be available.
type desk struct {
	*webtest.Server
	t        *testing.T
	worker   int64
	giulia   *webtest.Client
	operator int64
}

func open(t *testing.T) *desk {
	t.Helper()
	s := webtest.New(t)
	d := &desk{Server: s, t: t, operator: s.User("Giulia", rule.RoleOperator, "cpi:San Severo")}
	store, actor := people.NewStore(s.DB), s.Actor(d.operator)
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		d.worker, err = people.CreateWorkerTx(t.Context(), tx, actor, people.Worker{CodiceFiscale: "BNCRCC74C15D643H", Surname: "Bianchi", Name: "Rocco", HomeProvince: "FG"}, people.SourceOperator)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := store.DeclareDID(t.Context(), actor, people.DID{WorkerID: d.worker, On: "2026-11-02", Channel: "cpi"}); err != nil {
		t.Fatal(err)
	}
	d.giulia = s.As("Giulia")
	return d
}

func (d *desk) card() string { return fmt.Sprintf("/lavoratori/%d", d.worker) }

var whole = url.Values{"objective": {"Un impiego da saldatore"}, "acts": {"Mandare il curriculum\nGuardare le offerte"}, "timing": {"ogni settimana"}, "frequency": {"mensile"}, "proof": {"diario"},
	"laboratori": {"1"}, "formazione": {"1"}, "offerte": {"1"}}

// prepared is a patto with three actions, not proposed yet.
func (d *desk) prepared() string {
	d.t.Helper()
	page := d.giulia.Get(d.card()+"/patti/nuovo").Expect(http.StatusOK).Submit("main form", whole).Follow()
	page.Has("#flash", "Ho preparato il patto").Has("h1", "Patto di servizio personalizzato n. 1")
	const path = "/patti/1"
	for _, v := range []url.Values{
		{"kind": {"da_cpi"}, "description": {"Laboratorio sul curriculum"}, "measure": {"a"}, "due_on": {"10/12/2026"}},
		{"kind": {"da_rete"}, "network_body": {"Camera di commercio"}, "description": {"Colloquio sulle imprese"}, "due_on": {"18/12/2026"}},
		{"kind": {"autonoma"}, "description": {"Candidarsi a quattro offerte"}, "due_on": {"15/01/2027"}, "periodicity": {"settimanale"}},
	} {
		d.giulia.Get(path+"/azioni/nuova").Submit("main form", v).Follow().Has("#flash", "Ho salvato l'azione")
	}
	return path
}

func (d *desk) signed() string {
	path := d.prepared()
	d.giulia.Get(path+"/proposta").Submit("main form", nil).Follow().Has("#flash", "Il documento è pronto")
	d.giulia.Get(path+"/firma").Submit("main form", url.Values{"place": {"San Severo"}}).Follow().Has("#flash", "è sottoscritto")
	return path
}

func TestAPattoFromTheCardToTheSignature(t *testing.T) {
	dbtest.Proves(t, "orientamento 9", "orientamento 53", "orientamento 54", "orientamento 55", "orientamento 56", "evento patto")
	d := open(t)
	c := d.giulia
	section := d.card() + "?sezione=patto"
	c.Get(section).Expect(http.StatusOK).Has(".sp-empty", "Nessun patto").Has(".sp-empty a", "Prepara un patto")
	wrong := c.Get(d.card()+"/patti/nuovo").Submit("main form", url.Values{"kind": {"X"}, "operator": {"999"}, "frequency": {"mai"}, "objective": {"quello che ho scritto"}}).Expect(http.StatusUnprocessableEntity)
	wrong.Has("#riepilogo", "ci sono 3 campi da correggere").Has("#f-frequency-errore", "Scegli").Has("#f-objective", "quello che ho scritto")

	path := d.prepared()
	c.Get(d.card()+"/patti/nuovo").Expect(http.StatusUnprocessableEntity).Has("main", "ha già un patto in preparazione").Has("main a[href='"+path+"']", "Vai al patto n. 1").Lacks("main form")
	page := c.Get(path)
	if !strings.Contains(page.Body, "n.\u00a01</h1>") {
		t.Error("the number of the title may go on a line of its own")
	}
	page.Has("table", "Misura a) seminari/laboratori").Has("table", "da rete").Has("table", "Camera di commercio").Has("table", "autonoma").Has("section[aria-labelledby=adesso]", "in preparazione")
	c.Get(path+"/firma").Expect(http.StatusUnprocessableEntity).Has("main", "Prima si prepara la proposta")
	bad := c.Get(path+"/azioni/nuova").Has("fieldset legend", "Chi la svolge").Submit("main form", url.Values{"description": {""}, "due_on": {"31/02/2027"}}).Expect(http.StatusUnprocessableEntity)
	bad.Has("#riepilogo", "2 campi").Has("#f-due_on-errore", "31 febbraio").Has("#f-description-errore", "Scrivi che cosa si fa")

	c.Get(path+"/proposta").Submit("main form", url.Values{"proposed_on": {"25/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#f-proposed_on-errore", "nel futuro")
	page = c.Get(path+"/proposta").Submit("main form", url.Values{"proposed_on": {"23/11/2026"}}).Follow()
	page.Has("#flash", "Il documento è pronto").Has("section[aria-labelledby=adesso]", "proposto il 23/11/2026").Has(".sp-actions .btn-primary", "Registra la firma")
	pdf := c.Get(page.Find("section[aria-labelledby=versioni] a[data-download]").AttrOr("href", "")).Expect(http.StatusOK).PDF()
	for _, want := range []string{"Patto di servizio personalizzato n. 1", "Bianchi Rocco", "BNCRCC74C15D643H", "Responsabile delle attività", "Un impiego da saldatore", "Guardare le offerte", "ogni settimana", "ogni mese", "diario",
		"Laboratorio sul curriculum", "A06", "Camera di commercio", "entro il 18/12/2026", "congrue offerte di lavoro", "02/11/2026", "Luogo e data ____"} {
		if !contains(pdf, want) {
			t.Errorf("the document does not say %q", want)
		}
	}
	page = c.Get(path+"/firma").Submit("main form", url.Values{"signed_on": {"22/11/2026"}, "signature": {"scansione"}}).Expect(http.StatusUnprocessableEntity)
	page.Has("#f-signed_on-errore", "prima della proposta").Has("#f-scansione-errore", "Scegli la scansione")
	page = c.Get(path+"/firma").Submit("main form", url.Values{"signed_on": {"24/11/2026"}, "place": {"San Severo"}}).Follow()
	page.Has("#flash", "sottoscritto").Has("section[aria-labelledby=versioni]", "firmata (firma in presenza, San Severo) il 24/11/2026").Has("section[aria-labelledby=adesso]", "24/12/2026")
	c.Get(d.card()).Has("section[aria-labelledby='mese-2026-11']", "D.1").Has("section[aria-labelledby=adesso]", "Patto n. 1")
	c.Get(section).Has("#patti", "Patto di servizio").Has("section[aria-labelledby=patti]", "sottoscritto il 24/11/2026").Lacks("section[aria-labelledby=patti] a.btn")
	row := c.Get("/indicatori/B.2?mese=11&anno=2026").Expect(http.StatusOK)
	row.Has("#righe td[data-l=Operatore]", "Giulia Prova").Has("#righe td[data-l=Fatto] a[href='"+path+"']", "Patto")
	c.Get("/patti").Has("tbody tr", "Bianchi Rocco").Has("tbody tr", "n. 1, PSP")

	// Signed, its contents are closed; elsewhere it does not exist; the province reads.
	c.Get(path + "/contenuto").Expect(http.StatusSeeOther)
	lecce := d.Login(rule.RoleOperator, "cpi:Lecce")
	for _, p := range []string{"", "/contenuto", "/azioni/nuova", "/firma", "/verifiche", "/fine", "/versioni/1/scansione"} {
		lecce.Get(path + p).Expect(http.StatusNotFound)
	}
	d.Login(rule.RoleProvince, "provincia:FG").Get(path).Expect(http.StatusOK).Lacks(".sp-actions a")
}

// A PAI that the patto has overtaken is prepared again, from what was written for it.
func TestAnOvertakenPAIIsPreparedAgain(t *testing.T) {
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get(path+"/piano").Submit("main form", url.Values{"plan_objective": {"Rientrare in fabbrica"}}).Follow().Has("section[aria-labelledby=pai] a[href$='/piano/firma']", "Registra la firma")
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Rinvio"}}).Follow()
	c.Get(path+"/azioni/1").Submit("main form", url.Values{"due_on": {"15/12/2026"}}).Follow()
	c.Get(path+"/proposta").Submit("main form", nil).Follow()
	page := c.Get(path+"/firma").Submit("main form", nil).Follow()
	page.Has("section[aria-labelledby=pai] header a", "Prepara di nuovo il PAI").Lacks("section[aria-labelledby=pai] a[href$='/piano/firma']")
	c.Get(path+"/piano/firma").Expect(http.StatusUnprocessableEntity).Has("main", "prepara di nuovo il suo documento")
	c.Get(path+"/piano").Has("[name=plan_objective]", "Rientrare in fabbrica").Submit("main form", nil).Follow().Has("section[aria-labelledby=pai] a[href$='/piano/firma']", "Registra la firma")
}

// Other words for the objective: the operator says whether that is a correction.
func TestTheOperatorSaysWhatAreOnlyWords(t *testing.T) {
	dbtest.Proves(t, "orientamento 62")
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Parole"}}).Follow()
	c.Get(path+"/contenuto").Submit("main form", url.Values{"objective": {"Tornare in officina"}}).Follow().Has("main", "dici se è una correzione").Has("main li", "(parole)")
	page := c.Get(path+"/proposta").Has("h1", "Proposta di aggiornamento").Lacks("[name=correction][checked]").Submit("main form", nil).Follow()
	page.Has("#flash", "registra la firma").Lacks("section[aria-labelledby=versioni] tr:last-child .sp-badge.done")
	c.Get(path+"/firma").Has("main", "vale l'aggiornamento")
	c.Get(path+"/proposta").Submit("main form", url.Values{"correction": {"1"}}).Follow().Has("#flash", "la firma che c'è resta valida")
	// An update that is signed after the agreed contact agrees on the next one.
	d.Clock.Set(rule.Date("2027-01-11").At(9 * 60))
	c = d.As("Giulia")
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Di nuovo"}, "forced": {"1"}}).Follow()
	c.Get(path+"/proposta").Submit("main form", nil).Follow()
	if next := c.Get(path+"/firma").Find("[name=next_contact_on]").AttrOr("value", ""); next != "11/02/2027" {
		t.Errorf("next contact %q", next)
	}
}

func contains(text, want string) bool {
	for i := 0; i+len(want) <= len(text); i++ {
		if text[i:i+len(want)] == want {
			return true
		}
	}
	return false
}

// Whoever has moved has their patto in the office that they left: the card says which.
func TestTheCardOfWhoMovedSaysWhereThePattoIs(t *testing.T) {
	d := open(t)
	d.signed()
	if err := d.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.ExecContext(t.Context(), "UPDATE worker SET home_province='LE', residence_province='LE', residence='Lecce', residence_code='E506' WHERE id=?", d.worker)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	lecce := d.Login(rule.RoleOperator, "cpi:Lecce")
	lecce.Get(d.card()+"?sezione=patto").Has("section[aria-labelledby=patti]", "patto aperto nel Centro per l'Impiego di San Severo").Lacks("section[aria-labelledby=patti] a[href$='/patti/nuovo']")
	lecce.Get(d.card()+"/patti/nuovo").Expect(http.StatusUnprocessableEntity).Has("main", "nel Centro per l'Impiego di San Severo: prima va chiuso là")
}

func TestTwoWriteThePattoAtOnce(t *testing.T) {
	d := open(t)
	path := d.prepared()
	mine, theirs := d.giulia.Get(path+"/contenuto"), d.giulia.Get(path+"/contenuto")
	action, ending := d.giulia.Get(path+"/azioni/1"), d.giulia.Get(path+"/proposta")
	theirs.Submit("main form", url.Values{"objective": {"Carpentiere"}}).Follow().Has("#flash", "Ho salvato")
	two := mine.Submit("main form", url.Values{"timing": {"ogni giorno"}, "acts": {"Uno\nDue"}}).Expect(http.StatusConflict)
	two.Has("table", "Carpentiere").Has("table", "ogni giorno").Has("h2", "ha salvato il contenuto")
	two.Submit("main form", url.Values{"scelta.objective": {"s"}}).Follow().Has("section[aria-labelledby=contenuto]", "Carpentiere").Has("section[aria-labelledby=contenuto]", "ogni giorno").Has("section[aria-labelledby=contenuto]", "Uno; Due")
	action.Submit("main form", url.Values{"description": {"Altro"}}).Expect(http.StatusConflict).Has("table", "Laboratorio sul curriculum").Submit("main form", url.Values{"scelta.description": {"m"}}).Follow().Has("section[aria-labelledby=azioni]", "Altro")
	ending.Submit("main form", nil).Expect(http.StatusConflict).Has("main", "Qualcuno ha cambiato questo patto")
}

func TestAnUpdateSaysWhetherItAsksForASignature(t *testing.T) {
	dbtest.Proves(t, "orientamento 62")
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get(path+"/aggiornamento").Submit("main form", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Il laboratorio è rinviato"}}).Follow().Has("main", "Non è ancora cambiato niente")
	c.Get(path+"/contenuto").Submit("main form", url.Values{"note": {"patente B"}}).Follow().Has("main", "è solo una correzione")
	page := c.Get(path+"/azioni/1").Submit("main form", url.Values{"due_on": {"15/12/2026"}}).Follow()
	page.Has("main", "serve una nuova firma").Has("main del", "10/12/2026").Has("main ins", "15/12/2026")
	c.Get(path+"/proposta").Submit("main form", nil).Follow()
	c.Get(path+"/rifiuto").Submit("main form", url.Values{"refused_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")
	c.Get(path+"/rifiuto").Submit("main form", url.Values{"reason": {"non può"}}).Follow().Has("section[aria-labelledby=azioni]", "10/12/2026").Has("section[aria-labelledby=versioni]", "rifiutata il 24/11/2026")
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Refuso"}}).Follow()
	c.Get(path+"/contenuto").Submit("main form", url.Values{"note": {"patente B"}}).Follow()
	page = c.Get(path+"/proposta").Has("h1", "Correzione del patto").Submit("main form", nil).Follow()
	page.Has("#flash", "la firma che c'è resta valida").Has("section[aria-labelledby=versioni]", "correzione in vigore senza nuova firma")
	pdf := c.Get(page.Find("section[aria-labelledby=versioni] a[data-download]").AttrOr("href", "")).PDF()
	if !contains(pdf, "resta valida la firma del 24/11/2026") || contains(pdf, "Luogo e data") {
		t.Error("the correction's document does not say which signature holds")
	}
	// Of the two refused and in force, the card says which was signed and which corrects it.
	papers := c.Get(d.card() + "?sezione=documenti").Find("section[aria-labelledby=documenti] li")
	var words []string
	for i := range papers.Length() {
		words = append(words, papers.Eq(i).Find(".sp-badge").Text())
	}
	if got := strings.Join(strings.Fields(strings.Join(words, " ")), " "); got != "correzione non firmato firmato" {
		t.Errorf("the documents are %q", got)
	}
	c.Get(d.card()).Has("section[aria-labelledby='mese-2026-11']", "non firmato").Has("section[aria-labelledby='mese-2026-11']", "correzione")
	c.Get(path+"/aggiornamento").Submit("main form", url.Values{"reason": {"Ci ripensa"}}).Follow()
	c.Get(path+"/aggiornamento/abbandono").Submit("main form", nil).Follow().Has("#flash", "lasciato")
	c.Get(path+"/fine").Submit("main form", url.Values{"ended_on": {""}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")
	c.Get(path+"/fine").Submit("main form", url.Values{"end_reason": {"rinuncia"}}).Follow().Has("#flash", "decaduto").Has("main", "La persona vi rinuncia")
}

func TestTheSignedCopyOnPaper(t *testing.T) {
	d := open(t)
	path := d.prepared()
	d.giulia.Get(path+"/proposta").Submit("main form", nil).Follow()
	content, err := os.ReadFile("../bilancio/testdata/contratto-firmato.pdf")
	if err != nil {
		t.Fatal(err)
	}
	form := webtest.FormValues(d.giulia.Get(path + "/firma").Find("main form"))
	form.Set("signature", "scansione")
	d.giulia.Upload(path+"/firma", form, "scansione", "finto.pdf", []byte("non sono un PDF")).Expect(http.StatusUnprocessableEntity).Has("#f-scansione-errore", "non è un PDF")
	form = webtest.FormValues(d.giulia.Get(path + "/firma").Find("main form"))
	form.Set("signature", "scansione")
	d.giulia.Upload(path+"/firma", form, "scansione", "patto firmato.pdf", content).Follow().Has("section[aria-labelledby=versioni]", "copia firmata su carta")
	got := d.giulia.Get(path + "/versioni/1/scansione").Expect(http.StatusOK)
	if got.Body != string(content) {
		t.Error("the signed copy is another file")
	}
	d.giulia.Get(path + "/versioni/2/scansione").Expect(http.StatusNotFound)
}

func TestThePAIOnThePage(t *testing.T) {
	dbtest.Proves(t, "evento PAI")
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get(path+"/piano").Submit("main form", url.Values{"plan_objective": {""}, "proposed_on": {"boh"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi")
	page := c.Get(path+"/piano").Submit("main form", nil).Follow()
	page.Has("section[aria-labelledby=pai]", "proposto il 24/11/2026").Lacks("section[aria-labelledby=pai] header a")
	pdf := c.Get(page.Find("section[aria-labelledby=pai] a[data-download]").AttrOr("href", "")).PDF()
	if !contains(pdf, "Piano di azione individuale (PAI), patto n. 1") || !contains(pdf, "Candidarsi a quattro offerte") {
		t.Errorf("%s", pdf)
	}
	c.Get(d.card()).Has("section[aria-labelledby=adesso] a[href='"+path+"#pai']", "PAI da firmare")
	c.Get(path+"/piano/rifiuto").Submit("main form", url.Values{"reason": {"ci pensa"}}).Follow().Has("section[aria-labelledby=pai]", "ci pensa")
	c.Get(d.card()).Lacks("section[aria-labelledby=adesso] a[href$='#pai']")
	c.Get(path+"/piano").Submit("main form", nil).Follow()
	c.Get(path+"/piano/firma").Submit("main form", nil).Follow().Has("#flash", "Il PAI di Bianchi Rocco è sottoscritto").Has("section[aria-labelledby=pai]", "firmato il 24/11/2026")
	c.Get(path + "/piano/firma").Expect(http.StatusUnprocessableEntity)
	c.Get(d.card()).Has("section[aria-labelledby='mese-2026-11']", "D.2")
	c.Get("/indicatori/D.1?mese=11&anno=2026").Expect(http.StatusOK).Has("#righe td[data-l=Operatore]", "Giulia Prova").Has("#righe td[data-l=Fatto] a[href='"+path+"']", "Proposta di PAI")
}

func TestWhatIsLateIsOnTheDesk(t *testing.T) {
	d := open(t)
	c, path := d.giulia, d.signed()
	c.Get("/scrivania").Has("section[aria-labelledby=t-patti]", "Nessuna azione in ritardo")
	d.Clock.Set(rule.Date("2026-12-14").At(9 * 60))
	c = d.As("Giulia")
	c.Get("/scrivania").Has("section[aria-labelledby=t-patti] .sp-big", "1").Has("section[aria-labelledby=t-patti]", "1 azione in ritardo")
	c.Get(path).Has("section[aria-labelledby=azioni] tbody tr", "in ritardo")
	c.Get(d.card()).Has("section[aria-labelledby=adesso]", "1 azione in ritardo")
	c.Get("/patti?attesa=azioni_in_ritardo").Has("tbody", "Bianchi Rocco")
	c.Get("/patti?attesa=verifica_da_fare").Has(".sp-empty", "Nessun patto")
	c.SwapEqualsReload("/patti?attesa=azioni_in_ritardo", "elenco")

	form := c.Get(path + "/verifiche").Expect(http.StatusOK)
	form.Submit("main form", url.Values{"outcome.1": {"non_svolta"}, "next_contact_on": {"31/02/2027"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "2 campi").Has("#f-corrective-1-errore", "scrivi che cosa si fa")
	// With nothing chosen all that is missing is said at once, each action by its name once.
	empty := c.Post(path+"/verifiche", url.Values{"_version": {form.Find("main form input[name=_version]").AttrOr("value", "")}, "checked_on": {""}, "next_contact_on": {""}}).Expect(http.StatusUnprocessableEntity)
	empty.Has("#riepilogo", "5 campi").Has("#f-next_contact_on-errore", "azioni ancora aperte").Has("#f-outcome-1-errore", "Scegli come va.")
	if said := empty.Text("#riepilogo a[href='#f-outcome-1']"); strings.Count(said, "«") != 1 {
		t.Errorf("the summary says «%s»", said)
	}
	page := form.Submit("main form", url.Values{"outcome.1": {"conclusa"}, "outcome.2": {"non_svolta"}, "corrective.2": {"Nuovo appuntamento"}, "note": {"Puntuale"}}).Follow()
	page.Has("#flash", "Ho registrato la verifica").Has("section[aria-labelledby=verifiche]", "Nuovo appuntamento").Has("section[aria-labelledby=azioni]", "non svolta")
	c.Get("/scrivania").Has("section[aria-labelledby=t-patti]", "Nessuna azione in ritardo")
	d.Clock.Set(rule.Date("2027-01-20").At(9 * 60).Add(time.Minute))
	d.As("Giulia").Get("/patti?attesa=verifica_da_fare").Has("tbody", "verifica da fare")
}

func TestWhoWaitsForAPAI(t *testing.T) {
	dbtest.Proves(t, "scadenza 3")
	d := open(t)
	d.giulia.Get("/scadenze/pai").Expect(http.StatusOK).Has("tbody tr", "Bianchi Rocco").Has("tbody tr", "03/05/2027").Has("tbody tr", "6 mesi")
	d.giulia.Get("/scadenze/pai?stato=in_ritardo").Has(".sp-empty", "Nessuna proposta di PAI")
	d.giulia.Get(d.card()).Has("section[aria-labelledby=adesso]", "Proposta di PAI")
	d.giulia.SwapEqualsReload("/scadenze/pai?stato=nei_termini", "righe-scadenze")
	path := d.signed()
	d.giulia.Get(path+"/piano").Submit("main form", nil).Follow()
	d.giulia.Get("/scadenze/pai").Lacks("tbody")
}

func TestTheKindOfAPattoOnTheForm(t *testing.T) {
	d := open(t)
	form := d.giulia.Get(d.card()+"/patti/nuovo").Has("main form", "15 a 29 anni").Lacks("#f-kind_confirmed")
	form.Submit("main form", url.Values{"kind": {"PSP_GG"}}).Expect(http.StatusUnprocessableEntity).Has("#f-kind-errore", "la persona ne ha 52")
	asked := form.Submit("main form", url.Values{"kind": {"PpL"}, "objective": {"quello che ho scritto"}}).Expect(http.StatusUnprocessableEntity)
	asked.Has("#f-kind_confirmed-errore", "Spunta per confermare").Has("main form", "finito con il 2023").Has("#f-objective", "quello che ho scritto")
	page := asked.Submit("main form", url.Values{"kind_confirmed": {"1"}}).Follow().Has("h1", "Patto per il lavoro")
	path := page.Path
	d.giulia.Get(path+"/contenuto").Submit("main form", url.Values{"kind": {"PDS"}}).Expect(http.StatusUnprocessableEntity).Has("#f-kind_confirmed-errore", "Spunta")
	d.giulia.Get(path+"/contenuto").Submit("main form", url.Values{"kind": {"PSP"}}).Follow().Has("h1", "Patto di servizio personalizzato")
}
