package registry_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// site is the product with one person of San Severo, a woman born in 1980.
type site struct {
	*webtest.Server
	t      *testing.T
	worker int64
	cpi    int64
}

func open(t *testing.T) *site {
	t.Helper()
	s := &site{Server: webtest.New(t), t: t}
	s.one(&s.cpi, "SELECT id FROM cpi WHERE name='San Severo'")
	s.worker = s.person("Rossi", "Anna", "1980-03-15")
	return s
}

func (s *site) one(into any, query string, args ...any) {
	s.t.Helper()
	if err := s.DB.Reader().QueryRow(query, args...).Scan(into); err != nil {
		s.t.Fatal(query, err)
	}
}

func (s *site) person(surname, name string, born rule.Date) (id int64) {
	s.t.Helper()
	cf, err := rule.ComputeCodiceFiscale(surname, name, "F", born, "D643")
	if err != nil {
		s.t.Fatal(err)
	}
	s.write(func(tx *db.Tx) error {
		id, err = people.CreateWorkerTx(s.t.Context(), tx, rule.System, people.Worker{CodiceFiscale: cf, Surname: surname, Name: name, Sex: "F", BirthDate: born,
			HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
		return err
	})
	return id
}

func (s *site) write(act func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.DB.Write(context.Background(), act); err != nil {
		s.t.Fatal(err)
	}
}

// deliver appends an act that happened, and returns its id.
func (s *site) deliver(operator int64, code string, on rule.Date) (id int64) {
	s.t.Helper()
	s.write(func(tx *db.Tx) (err error) {
		id, err = people.DeliverStandardTx(s.t.Context(), tx, s.Actor(operator), registry.DeliveredService{WorkerID: s.worker, CPI: s.cpi, Operator: operator, Code: code, On: on})
		return err
	})
	return id
}

func (s *site) card(rest string) string { return fmt.Sprintf("/lavoratori/%d%s", s.worker, rest) }

func (s *site) last() string {
	var id int64
	s.one(&id, "SELECT max(id) FROM delivered_service")
	return fmt.Sprintf("/servizi/%d", id)
}

// v makes the values of a form out of pairs.
func v(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

const form = "#registrazione"

// One line: a few letters, the service, its standard minutes, done.
func TestAServiceIsRegisteredFromAFewLetters(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	c.Get(s.card("")).Has("a[href='"+s.card("/servizi/nuovo")+"']", "Registra un servizio")
	for typed, code := range map[string]string{"colloq": "C.1", "E.2": "E.2", "e2": "E.2", "patto": "D.1"} {
		found := c.Get(s.card("/servizi/nuovo?q=" + typed)).Expect(http.StatusOK)
		link := found.Find("#servizi-trovati a[href*='codice=" + code + "']")
		if link.Length() == 0 {
			t.Errorf("%q does not find %s: %s", typed, code, found.Text("#servizi-trovati"))
		}
		c.SwapEqualsReload(s.card("/servizi/nuovo?q="+typed), "servizi-trovati")
	}
	for typed, code := range map[string]string{"colloq": "C.1", "bilancio": "E.2", "Bilancio di comp": "E.2", "orientamento spec": "E.1"} {
		if first := c.Get(s.card("/servizi/nuovo?q="+url.QueryEscape(typed))).Find("#servizi-trovati tbody a").First().AttrOr("href", ""); !strings.Contains(first, "codice="+code+"&") {
			t.Errorf("%q finds first %s, want %s", typed, first, code)
		}
	}
	c.Get(s.card("/servizi/nuovo?q=zzzz")).Has(".sp-empty", "Nessun servizio per «zzzz»")
	page := c.Get(s.card("/servizi/nuovo?codice=C.1")).Expect(http.StatusOK)
	page.Has(form+" h2", "C.1")
	if got := page.Find("#f-minutes").AttrOr("value", ""); got != "90" {
		t.Errorf("the minutes are %q, want the mean of the code", got)
	}
	page.Has("#f-minutes-aiuto", "in media 90").Lacks("#regole .sp-msg")
	done := page.Submit(form, v("minutes", "60", "mode", "telefono", "programme", "GOL", "note", "ha portato il curriculum")).Follow().Expect(http.StatusOK)
	done.Has("#flash", "Servizio registrato: C.1, 60 minuti").Has(".sp-time", "60 minuti").Has(".sp-time", "telefono").Has(".sp-time", "a mano").Has(".sp-time a[href='"+s.last()+"']", "registrazione")
	row := c.Get(s.last()).Expect(http.StatusOK)
	row.Has(".sp-facts", "C.1").Has(".sp-facts", "B1").Has("main", "Rossi Anna").Has("main", "GOL").Has("main", "ha portato il curriculum")
	var plan int
	s.one(&plan, "SELECT minutes_planned FROM delivered_service ORDER BY id DESC LIMIT 1")
	if plan != 90 {
		t.Errorf("planned %d minutes, want the standard 90", plan)
	}
}

func TestOutOfTheRangeItAsksWhy(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	refused := c.Get(s.card("/servizi/nuovo?codice=C.1")).Submit(form, v("minutes", "5", "note", "breve")).Expect(http.StatusUnprocessableEntity)
	refused.Has("#f-minutes_reason-errore", "scrivi perché questa volta meno").Has("#riepilogo", "Perché una durata diversa").Has("#f-note", "breve")
	refused.Submit(form, v("minutes_reason", "ha dovuto andare via")).Follow().Has("#flash", "C.1, 5 minuti")
	c.Get(s.last()).Has("main", "ha dovuto andare via")
	for field, value := range map[string]string{"minutes": "", "date": "2026-11-25", "mode": "fax", "operator": "4711", "planned": "4711"} {
		page := c.Get(s.card("/servizi/nuovo?codice=C.1")).Submit(form, v(field, value)).Expect(http.StatusUnprocessableEntity)
		if page.Text("#f-"+field+"-errore") == "" {
			t.Errorf("%s=%q is not refused at its place: %s", field, value, page.Text("#riepilogo"))
		}
	}
	c.Get(s.card("/servizi/nuovo?codice=Z.9")).Expect(http.StatusNotFound)
	c.Post(s.card("/servizi"), v("code", "Z.9", "date", "2026-11-24", "minutes", "5", "mode", "presenza")).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Scegli il servizio dall'elenco")
}

// A hard rule stops an operator, with the table's own words; the head of the
// office may go on and say why, and it stays in a list.
// What the form cannot read is said with what the rules refuse, and once.
func TestEveryErrorOfARegistrationAtOnce(t *testing.T) {
	s := open(t)
	page := s.Login(rule.RoleOperator, "cpi:San Severo").Get(s.card("/servizi/nuovo?codice=C.1"))
	refused := page.Submit("#registrazione", v("minutes", "-5", "date", "31/02/2026")).Expect(http.StatusUnprocessableEntity)
	refused.Has("#f-minutes-errore", "almeno uno").Has("#f-date-errore", "31 febbraio").Has("#riepilogo", "2 campi")
}

func TestAHardRuleStopsAndTheHeadOverrides(t *testing.T) {
	s := open(t)
	s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	operator, head := s.As("Giulia"), s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	path := s.card("/servizi/nuovo?codice=B.3")
	ahead := operator.Get(path).Expect(http.StatusOK)
	ahead.Has("#regole .sp-msg.bad", "B.3 si registra solo nel programma Garanzia Giovani")
	var text string
	s.one(&text, "SELECT rule_text FROM service_code WHERE code='B.3'")
	stopped := ahead.Submit(form, v("note", "urgente", "override_reason", "lo dico io")).Expect(http.StatusUnprocessableEntity)
	stopped.Has("[role=alert] h2", "Non ho registrato B.3").Has("[role=alert]", "Regola 4: B.3 si registra solo nel programma Garanzia Giovani").
		Has("[role=alert] blockquote", strings.Join(strings.Fields(text), " ")).Has("[role=alert]", "Può autorizzarlo chi è responsabile").Has("#f-note", "urgente")
	var n int
	s.one(&n, "SELECT count(*) FROM delivered_service")
	if n != 0 {
		t.Fatal("a stopped service was registered")
	}
	head.Get(path).Has("#regole .bad", "Puoi autorizzarlo").Has("label[for=f-override_reason]", "Motivo della deroga").Has("#invia:not([aria-disabled])", "Registra in deroga")
	ahead.Has("#regole .bad", "Può autorizzarlo chi è responsabile").Has("#invia[aria-disabled=true][aria-describedby=regole]", "Registra il servizio").Lacks("#f-override_reason")
	operator.Get(path + "&programme=GG").Lacks("#f-override_reason")
	again := head.Get(path).Submit(form, nil).Expect(http.StatusUnprocessableEntity)
	again.Has("[role=alert]", "Puoi autorizzarlo").Has("label[for=f-override_reason]", "Motivo della deroga")
	again.Submit(form, v("override_reason", "profiling rifatto dopo un errore del portale")).Follow().Has("#flash", "Servizio registrato in deroga: B.3")
	list := head.Get("/servizi/deroghe").Expect(http.StatusOK)
	list.Has("tbody tr", "Regola 4").Has("tbody tr", "profiling rifatto").Has("tbody tr", "Rossi Anna")
	head.Get(s.last()).Has("section[aria-labelledby=regole]", "profiling rifatto").Has(".sp-facts", "in deroga")
	operator.Get("/servizi/deroghe").Expect(http.StatusNotFound)
	s.Login(rule.RoleProvince, "provincia:FG").Get("/servizi/deroghe").Has("tbody tr", "profiling rifatto")
	s.Login(rule.RoleOfficeHead, "cpi:Foggia").Get("/servizi/deroghe").Has(".sp-empty", "Nessuna deroga")
	// O.2 comes by itself only: nobody can go beyond that.
	head.Post(s.card("/servizi"), v("code", "O.2", "date", "2026-11-24", "minutes", "60", "mode", "presenza", "minutes_reason", "breve", "override_reason", "provo")).
		Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "nasce da solo")
}

// What a soft rule says is said before, and again when it is done.
func TestASoftRuleIsSaid(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get(s.card("/servizi/nuovo?codice=B.1")).Expect(http.StatusOK)
	page.Has("#regole .sp-msg", "Prima della DID (B.1) si registra l'accoglienza (A.1)")
	page.Submit(form, v("minutes", page.Find("#f-minutes").AttrOr("value", "20"))).Follow().Has("#flash.sp-flash .warn", "Regola 2")
	c.Get(s.card("")).Has(".sp-time .sp-badge.look", "regola 2 non rispettata")
	// The hint follows programme and day: the same as reloading.
	c.Get(s.card("/servizi/nuovo?codice=A.2&programme=GG")).Lacks("#regole .sp-msg")
	hint := s.card("/servizi/nuovo?codice=B.3&programme=RdC")
	if page, swap := c.Get(hint).Text("#regole"), c.Fragment(hint, "regole").Text("#regole"); page == "" || page != swap {
		t.Errorf("the hint is %q, reloaded %q", swap, page)
	}
	outcomes := c.Get(s.card("/servizi/nuovo?codice=B.4")).Find("input[name=outcome][type=radio]")
	if outcomes.Length() != 4 {
		t.Errorf("B.4 offers %d outcomes, want its four", outcomes.Length())
	}
}

// A laboratory on self-employment brings O.2 along, which is read only and falls with it.
func TestAReplicaIsReadOnlyAndFallsWithItsParent(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get(s.card("/servizi/nuovo?codice=F1.15"))
	page.Submit(form, v("minutes", orElse(page.Find("#f-minutes").AttrOr("value", ""), "120"), "minutes_reason", "durata del laboratorio")).Follow().Has(".sp-time", "O.2")
	var parent, replica int64
	s.one(&parent, "SELECT id FROM delivered_service WHERE code='F1.15'")
	s.one(&replica, "SELECT id FROM delivered_service WHERE code='O.2'")
	at := func(id int64) string { return fmt.Sprintf("/servizi/%d", id) }
	c.Get(at(replica)).Has("main", "nata con un altro servizio").Lacks("form[action$='/correzione']").Lacks("form[action$='/annullamento']").Has("a[href='"+at(parent)+"']", "registrato insieme")
	c.Post(at(replica)+"/annullamento", v("reason", "prova")).Expect(http.StatusUnprocessableEntity)
	c.Get(at(parent)).Submit("form[action$='/annullamento']", nil).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	c.Get(at(parent)).Submit("form[action$='/annullamento']", v("reason", "non si è presentata")).Follow().Has("#flash", "Con lei è annullato ciò che ne era nato").Has("main", "non si è presentata")
	c.Get(at(replica)).Has(".sp-facts", "annullato")
	c.Get(s.card("")).Has(".sp-time del", "").Has(".sp-time", "non si è presentata")
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func TestACorrectionHasItsHistory(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	id := s.deliver(operator, "C.1", "2026-11-20")
	path := fmt.Sprintf("/servizi/%d", id)
	first, second := c.Get(path), c.Get(path)
	first.Submit("form[action$='/correzione']", v("minutes", "100", "note", "più lungo")).Follow().Has("#flash", "corretta").
		Has("section[aria-labelledby=correzioni] tbody", "90").Has("section[aria-labelledby=correzioni] tbody", "100")
	conflict := second.Submit("form[action$='/correzione']", v("minutes", "70")).Expect(http.StatusConflict)
	conflict.Has(".sp-two", "100").Has(".sp-two", "70").Has(".sp-msg", "Giulia Prova ha salvato")
	conflict.Submit("main form", v("scelta.minutes", "m", "scelta.note", "s")).Follow().Has("#flash", "corretta").Has("main", "più lungo")
	var minutes int
	s.one(&minutes, "SELECT minutes FROM delivered_service WHERE id=?", id)
	if minutes != 70 {
		t.Errorf("%d minutes, want the ones chosen", minutes)
	}
	// The province reads and does not write; another office sees nothing.
	province := s.Login(rule.RoleProvince, "provincia:FG")
	province.Get(path).Expect(http.StatusOK).Lacks("form[action$='/correzione']")
	province.Post(path+"/correzione", v("minutes", "10")).Expect(http.StatusNotFound)
	s.Login(rule.RoleOperator, "cpi:Foggia").Get(path).Expect(http.StatusNotFound)
}

// setting writes a setting of the installation.
func setting(key, value string) func(*db.Tx) error {
	return func(tx *db.Tx) error { return db.SetSettingTx(context.Background(), tx, key, value) }
}

// The same service on the same day is asked again, with a link to the earlier
// one and a tick that needs no script; what was typed stays.
func TestTheSameServiceOfTheDayIsAskedAgain(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	path := s.card("/servizi/nuovo?codice=B.2")
	c.Get(path).Submit(form, nil).Follow().Has("#flash", "Servizio registrato")
	earlier := s.last()
	c.Get(path).Has("#regole .warn", "già registrato per quel giorno").Has("#regole .warn a[href='"+earlier+"']", "Apri").Has("#regole label", "È un altro servizio")
	c.Get(path + "&date=2026-11-23").Lacks("#regole .warn")
	// Whoever sends a form drawn before is asked too.
	asked := c.Post(s.card("/servizi"), v("code", "B.2", "date", "2026-11-24", "minutes", "25", "mode", "presenza", "note", "seconda volta")).Expect(http.StatusUnprocessableEntity)
	asked.Has("#riepilogo", "Spunta per confermare").Has("#f-note", "seconda volta").Has("#regole a[href='"+earlier+"']", "Apri")
	tick := asked.Find("#regole input[name=confirmed]").AttrOr("value", "")
	asked.Submit(form, v("confirmed", tick)).Follow().Has("#flash", "Servizio registrato")
	var n int
	s.one(&n, "SELECT count(*) FROM delivered_service WHERE code='B.2'")
	if n != 2 {
		t.Errorf("%d rows, want two", n)
	}
	// A duration beyond the double is asked in the answer; both ticks stay to be given.
	long := c.Get(path).Submit(form, v("minutes", "90", "minutes_reason", "tre persone", "confirmed", tick)).Expect(http.StatusUnprocessableEntity)
	if boxes := long.Find("#regole input[name=confirmed]"); boxes.Length() != 2 {
		t.Errorf("%d ticks, want two", boxes.Length())
	}
}

// A code that nobody may register has no button to press, and says why.
func TestWhatNobodyMayRegisterCannotBePressed(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	page := c.Get(s.card("/servizi/nuovo?codice=O.2")).Expect(http.StatusOK)
	page.Has("#regole .bad", "nasce da solo").Has("#invia[aria-disabled=true][aria-describedby=regole]", "Registra")
	if n := page.Find("#regole .bad").Length(); n != 1 {
		t.Errorf("%d stops, want one", n)
	}
	page = c.Get(s.card("/servizi/nuovo?codice=B.3")).Has("#regole .bad", "Puoi autorizzarlo").Lacks("#invia[aria-disabled]")
	if n := page.Find("#regole .bad h3").Length(); n != 1 {
		t.Errorf("the stop has %d titles", n)
	}
	if n := c.Fragment(s.card("/servizi/nuovo?codice=O.2"), "regole").Find("#invia[aria-disabled=true][hx-swap-oob]").Length(); n != 1 {
		t.Error("the button does not follow the fragment")
	}
}

// A graduatoria is registered with its own minutes on the candidacy of its call.
func TestAGraduatoriaIsRegisteredOnItsCandidacy(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	c.Get(s.card("/servizi/nuovo?codice=K.2")).Submit(form, v("note", "Bidello, Comune di Foggia")).Follow()
	page := c.Get(s.card("/servizi/nuovo?codice=K.3")).Expect(http.StatusOK)
	page.Has("#f-refers option[selected]", "Bidello, Comune di Foggia").Lacks("#regole .bad")
	asked := page.Submit(form, nil).Expect(http.StatusUnprocessableEntity).Has("#regole", "1500 minuti di K.3 si contano tutti sul giorno della registrazione, ma sono più di 3 giornate di lavoro")
	asked.Submit(form, v("confirmed", asked.Find("#regole input[name=confirmed]").AttrOr("value", ""))).Follow().Has("#flash", "Servizio registrato: K.3, 1.500 minuti")
	c.Get(s.card("/servizi/nuovo?codice=K.3")).Submit(form, v("refers", "")).Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "dello stesso avviso")
}

// Whoever registers B.1 by hand is led to the DID.
func TestAnInterviewLeadsToTheDID(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	did := s.card("/did/nuova")
	page := c.Get(s.card("/servizi/nuovo?codice=B.1")).Has("#regole a[href='"+did+"']", "registra la DID")
	page.Submit(form, nil).Follow().Has("#flash a[href='"+did+"']", "Registra la DID")
	c.Get(did).Submit("main form", v("declared_on", "24/11/2026")).Expect(http.StatusSeeOther)
	var n int
	s.one(&n, "SELECT count(*) FROM delivered_service WHERE code='B.1'")
	if n != 1 {
		t.Errorf("%d rows of B.1, want one", n)
	}
	c.Get(s.card("/servizi/nuovo?codice=B.1")).Lacks("#regole a[href='" + did + "']")
}

// The search says how many there are, a whole code is that service alone, and one
// that is not registered to a person says why.
func TestTheSearchOfAService(t *testing.T) {
	s := open(t)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	path := s.card("/servizi/nuovo")
	page := c.Get(path).Has("#servizi-trovati", "scrivi qualche lettera").Has("input[name=q][autofocus]", "")
	if n := page.Find("#servizi-trovati tbody tr").Length(); n != 15 {
		t.Errorf("%d services", n)
	}
	for typed, want := range map[string]string{"B.3": "B.3", "b.3": "B.3", "F1.2": "F1.2"} {
		found := c.Get(path + "?q=" + typed)
		if n := found.Find("#servizi-trovati tbody tr").Length(); n != 1 {
			t.Errorf("%q finds %d services", typed, n)
		}
		found.Has("#servizi-trovati a[href*='codice="+want+"']", "").Lacks("#servizi-trovati [role=status]")
	}
	c.Get(path+"?q=Q.2").Has("#servizi-trovati .sp-empty", "si registra a un'azienda")
}

// A correction that changes nothing says so.
func TestACorrectionOfNothing(t *testing.T) {
	s := open(t)
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	c := s.As("Giulia")
	path := fmt.Sprintf("/servizi/%d", s.deliver(operator, "C.1", "2026-11-20"))
	c.Get(path).Submit("form[action$='/correzione']", nil).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Non hai cambiato niente")
	c.Get(path).Submit("form[action$='/correzione']", v("minutes", "-5")).Expect(http.StatusUnprocessableEntity).Has("#f-minutes-errore", "almeno uno")
	c.Get(path).Has("section[aria-labelledby=correzioni]", "Nessuna")
}

// TestAClosedMonthIsSaidBeforeAndAfter: what is registered of a day whose month
// the office has closed stands as an amendment, and the desk knows it.
func TestAClosedMonthIsSaidBeforeAndAfter(t *testing.T) {
	s := open(t)
	scope, err := indicators.NewStore(s.DB).ScopeOf(t.Context(), rule.System, fmt.Sprintf("cpi:%d", s.cpi))
	if err != nil {
		t.Fatal(err)
	}
	if err := indicators.NewStore(s.DB).CloseMonth(t.Context(), rule.System, scope, "2026-10"); err != nil {
		t.Fatal(err)
	}
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	const said = "Il mese di ottobre 2026 è chiuso"
	c.Get(s.card("/servizi/nuovo?codice=A.1&date=2026-10-05")).Has("#regole [role=note]", said)
	open := c.Get(s.card("/servizi/nuovo?codice=A.1")).Lacks("#regole [role=note]")
	open.Submit("#registrazione", v("minutes", "10", "date", "2026-10-05")).Follow().Has("#flash", said+": nella scheda mensile questo servizio compare come rettifica")
	row := c.Get(s.last()).Has("section[aria-labelledby=annulla]", said+": nella scheda mensile l'annullamento compare come rettifica")
	row.Submit("form[action$='/annullamento']", v("reason", "registrato due volte")).Follow().Has("#flash", said)
	if text := c.Get(s.card("/servizi/nuovo?codice=E.2")).Submit("#registrazione", v("minutes", "120")).Follow().Text("#flash"); strings.Contains(text, "chiuso") {
		t.Errorf("of an open month: %q", text)
	}
}
