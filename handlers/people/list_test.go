package people_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"
)

// The list of one's own province, and no other.
func TestTheListIsTheOwnProvinces(t *testing.T) {
	webtest.Covers(t, 15)
	s := open(t)
	s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria", company: "Vetreria Daunia", to: "2012-12-01"},
		person{cf: cf(t, "Greco", "Pia", 2), surname: "Greco", name: "Pia", province: "LE", office: "Lecce"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/elenchi").Follow().Expect(http.StatusOK)
	page.Has("h1", "Mobilità 2011/2012").Has(".sp-facts", "Lavoratori della provincia di Foggia").Has("tbody", "Rossi Maria").
		Has("nav[aria-label='Menu principale'] a[aria-current]", "Mobilità 2011/2012")
	if strings.Contains(page.Body, "Greco") {
		t.Error("a worker of Lecce is in the list of Foggia")
	}
	c.Get("/elenchi/1?provincia=LE").Expect(http.StatusNotFound)
	c.Get("/elenchi/1/excel?provincia=LE").Expect(http.StatusNotFound)
	c.Get("/elenchi/99").Expect(http.StatusNotFound)
	region := s.Login(rule.RoleRegion, "regione")
	region.Get("/elenchi/1?provincia=LE").Expect(http.StatusOK).Has("tbody", "Greco Pia").Lacks("tbody th a").Lacks("input[name=riga]").
		Has(".sp-note", "Si vede una provincia per volta")
	region.Get("/elenchi?tutti=1").Has(".sp-facts", "tutte le province").Lacks(".sp-facts:contains('della tua provincia')")
	c.Get("/elenchi?tutti=1").Has(".sp-facts", "della tua provincia")
	page.Lacks(".sp-note:contains('una provincia per volta')")

	// Who is in another list did not benefit from Mobilità in deroga.
	var other int64
	s.write(func(ctx context.Context, tx *db.Tx) (err error) {
		other, err = people.OpenListTx(ctx, tx, rule.System, people.WorkerList{Name: "CIG in deroga 2013", Priority: 2, ActiveFrom: "2026-11-01"})
		return err
	})
	s.load(person{cf: cf(t, "Verdi", "Rosa", 3), surname: "Verdi", name: "Rosa", list: other})
	for id, want := range map[int64]string{1: "Rossi Maria", other: "Verdi Rosa"} {
		list := c.Get(fmt.Sprintf("/elenchi/%d", id)).Expect(http.StatusOK).Has("tbody th", want)
		if n := list.Find("tbody tr").Length(); n != 1 {
			t.Errorf("%d workers in list %d", n, id)
		}
	}
}

// Some data of the workers can be consulted.
func TestTheListShowsTheWorkersData(t *testing.T) {
	webtest.Covers(t, 16)
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria", company: "Vetreria Daunia", to: "2012-12-01"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	row := c.Get("/elenchi/1").Expect(http.StatusOK)
	for _, want := range []string{"Rossi Maria", string(cf(t, "Rossi", "Maria", 1)), "65 anni", "Lucera", "Vetreria Daunia", "Saldatore", "01/12/2012", "9 mesi fruiti", "San Severo", "nessuno"} {
		row.Has("tbody tr", want)
	}
	card := fmt.Sprintf("/lavoratori/%d", workers[0])
	row.Has("tbody th a[href='"+card+"']", "Rossi Maria")
	c.Get(card).Expect(http.StatusOK).Has("h1", "Rossi Maria").Has("main", "Vetreria Daunia")
	// What can be done for the worker stands in the row.
	row.Has("form[action='/convocazioni/nuova'] tbody input[name=riga]", "").Has("form[action='/convocazioni/nuova'] button", "Convoca").
		Has("tbody a[href$='/appuntamento']", "Gestione Appuntamenti").Has("tbody a[href^='"+card+"/riscontri?torna=']", "Riscontri/Verifiche")
}

// Whether a worker is convened, and the way to the slot.
func TestConvocationColumn(t *testing.T) {
	webtest.Covers(t, 17)
	s := open(t)
	rows, _ := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"}, person{cf: cf(t, "Verdi", "Rosa", 2), surname: "Verdi", name: "Rosa"},
		person{cf: cf(t, "Bianchi", "Ugo", 3), surname: "Bianchi", name: "Ugo"})
	s.write(func(ctx context.Context, tx *db.Tx) error {
		if err := people.SetConvocationTx(ctx, tx, rows[1], people.Convocation{State: people.Convened, On: "2026-11-26"}); err != nil {
			return err
		}
		return people.SetConvocationTx(ctx, tx, rows[2], people.Convocation{State: people.Absent, On: "2026-11-20", NoShows: 2, LastNoShowOn: "2026-11-20"})
	})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/elenchi/1")
	link := fmt.Sprintf("/elenchi/1/righe/%d/appuntamento", rows[0])
	at := func(i int) string { return fmt.Sprintf("#riga-%d ", rows[i]) }
	page.Has(at(0)+".sp-badge", "da convocare").Has(at(0)+"a[href='"+link+"']", "Gestione Appuntamenti").Has(at(0)+"input[name=riga]", "")
	page.Has(at(1)+".sp-badge.running", "convocato").Has(at(1)+"td[data-l=Convocazione]", "giovedì 26/11").Lacks(at(1) + "input[name=riga]").Lacks(at(1) + "a[href$=appuntamento]")
	page.Has(at(2)+".sp-badge.stop", "assente").Has(at(2)+"td[data-l=Convocazione]", "2 volte, l'ultima il 20/11/2026").Has(at(2)+"a[href$=appuntamento]", "Gestione Appuntamenti")
	slot := c.Get(link).Expect(http.StatusSeeOther).Follow().Expect(http.StatusOK).Has("h1", "Nuovo appuntamento di Rossi Maria")
	c.Get(fmt.Sprintf("/elenchi/2/righe/%d/appuntamento", rows[0])).Expect(http.StatusNotFound)
	s.Login(rule.RoleOperator, "cpi:Lecce").Get(link).Expect(http.StatusNotFound)
	province := s.Login(rule.RoleProvince, "provincia:FG").Get("/elenchi/1")
	province.Lacks("input[name=riga]").Lacks("a[href$=appuntamento]").Has("tbody", "Rossi Maria")
	// Once the slot is taken, the list says so and offers no other.
	slot.Submit("form[action='/appuntamenti']", url.Values{"scelta": {slot.Find("button[name=scelta]").First().AttrOr("value", "")}}).Expect(http.StatusSeeOther)
	c.Get("/elenchi/1").Has(at(0)+".sp-badge.running", "convocato").Lacks(at(0) + "input[name=riga]").Lacks(at(0) + "a[href$=appuntamento]")
}

// A riscontro stands in its column and blocks the row.
func TestRiscontriColumn(t *testing.T) {
	webtest.Covers(t, 18)
	s := open(t)
	rows, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"}, person{cf: cf(t, "Verdi", "Rosa", 2), surname: "Verdi", name: "Rosa"})
	s.write(func(ctx context.Context, tx *db.Tx) error {
		return people.SetRiscontroTx(ctx, tx, workers[1], people.Excluded)
	})
	page := s.Login(rule.RoleOperator, "cpi:San Severo").Get("/elenchi/1")
	free, blocked := fmt.Sprintf("#riga-%d ", rows[0]), fmt.Sprintf("#riga-%d ", rows[1])
	page.Has(free+fmt.Sprintf("a[href^='/lavoratori/%d/riscontri?torna=']", workers[0]), "Riscontri/Verifiche")
	page.Has(blocked+".sp-badge.stop", "escluso").Has(blocked, "non convocabile").Has(blocked, "rapporto di lavoro attivo").
		Lacks(blocked + "input[name=riga]").Lacks(blocked + "a[href$=appuntamento]")
	page.Has(".sp-tabs", "esclusi 1").Has(".sp-tabs", "da convocare 1").Has(".sp-tabs", "Tutti 2")
}

// The Excel file is what the filters show, typed, with
// formulas as text.
func TestExcelIsWhatTheFiltersShow(t *testing.T) {
	webtest.Covers(t, 19)
	s := open(t)
	rows, _ := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: `=HYPERLINK("http://x")`, name: "Maria", company: "+1+1", to: "2012-12-01"},
		person{cf: cf(t, "Verdi", "Rosa", 2), surname: "Verdi", name: "Rosa", to: "2027-12-01"}, person{cf: cf(t, "Verdi", "Ugo", 3), surname: "Verdi", name: "Ugo"})
	s.write(func(ctx context.Context, tx *db.Tx) error {
		return people.SetConvocationTx(ctx, tx, rows[2], people.Convocation{State: people.Attended, On: "2026-11-10"})
	})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	sheet := func(path string) [][]string {
		t.Helper()
		got := c.Get(path).Expect(http.StatusOK)
		f, err := excelize.OpenReader(bytes.NewReader([]byte(got.Body)))
		if err != nil {
			t.Fatal(err)
		}
		if formula, _ := f.GetCellFormula(f.GetSheetName(0), "B2"); formula != "" {
			t.Errorf("a name is a formula: %s", formula)
		}
		cells, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		if head := strings.Join(cells[0][:3], ", "); head != "Codice fiscale, Cognome, Nome" {
			t.Errorf("the columns begin with %s", head)
		}
		return cells[1:]
	}
	link := c.Get("/elenchi/1").Find("a:contains('Estrai su file excel')").AttrOr("href", "")
	if all := sheet(link); len(all) != 3 || all[0][1] != `=HYPERLINK("http://x")` || all[0][9] != "+1+1" || all[0][15] != "01/12/2012" || all[0][16] != "9" {
		t.Errorf("the file of the whole list: %q", all)
	}
	filtered := c.Get("/elenchi/1?q=verdi&stato=presente")
	link = filtered.Find("a:contains('Estrai su file excel')").AttrOr("href", "")
	if some := sheet(link); len(some) != 1 || some[0][2] != "Ugo" || some[0][17] != "presente" || some[0][18] != "10/11/2026" {
		t.Errorf("the file of the filtered list: %q", some)
	}
	// The file does not end where the page does.
	var many []person
	for i := range people.PageSize + 10 {
		many = append(many, person{cf: cf(t, "Zito", "Ugo", i), surname: "Zito", name: "Ugo"})
	}
	_, workers := s.load(many...)
	s.write(func(ctx context.Context, tx *db.Tx) error {
		return people.SetRiscontroTx(ctx, tx, workers[0], people.Excluded)
	})
	if all := sheet("/elenchi/1/excel"); len(all) != len(many)+3 {
		t.Errorf("%d rows of %d", len(all), len(many)+3)
	}
	if some := sheet("/elenchi/1/excel?q=zito"); len(some) != len(many) {
		t.Errorf("%d rows of %d under a filter", len(some), len(many))
	}
	if out := sheet("/elenchi/1/excel?riscontro=escluso"); len(out) != 1 || out[0][17] != "non convocabile" || out[0][21] != "escluso" {
		t.Errorf("the file of who is excluded: %q", out)
	}
	s.flush()
	var audited int
	if err := s.DB.Reader().QueryRow("SELECT count(*) FROM audit WHERE action='lista.estratta' AND count>0").Scan(&audited); err != nil || audited != 5 {
		t.Errorf("%d extractions audited, want 5 (%v)", audited, err)
	}
}

// What falls due is a badge, a filter and three columns of the file; the Region,
// which opens no person, has none of them.
func TestTheListIsFilteredByTheDeadline(t *testing.T) {
	s := open(t)
	var all []person
	for i, surname := range []string{"Fermo", "Poi", "Presto", "Senza", "Tardi"} {
		all = append(all, person{cf: cf(t, surname, "Ada", i), surname: surname, name: "Ada"})
	}
	_, workers := s.load(all...)
	s.write(func(ctx context.Context, tx *db.Tx) error {
		for i, on := range map[int]rule.Date{0: "2026-09-14", 1: "2026-11-20", 2: "2026-10-01", 4: "2026-09-14"} {
			if _, err := tx.Exec("INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,created_at,created_by) VALUES(?,?,?,substr(?3,1,7),'cpi','',1)", workers[i], s.office("San Severo"), on); err != nil {
				return err
			}
		}
		_, err := tx.Exec("INSERT INTO deadline_suspension(deadline,subject,subject_id,worker_id,from_day,reason,created_at,created_by) SELECT 1,'did',id,worker_id,'2026-11-01','ricovero','',1 FROM did WHERE worker_id=?", workers[0])
		return err
	})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/elenchi/1").Has("tbody tr:contains('Tardi') .sp-badge.stop", "colloquio in ritardo di 8 giorni").Has("tbody tr:contains('Fermo') .sp-badge", "colloquio sospesa")
	for value, want := range map[string]string{"in_ritardo": "Tardi Ada", "entro_7_giorni": "Presto Ada", "nessuna": "Senza Ada"} {
		found := page.Submit("form[action='/elenchi/1/ricerca']", url.Values{"scadenza": {value}}).Follow().Expect(http.StatusOK)
		found.Has("tbody th", want).Has(".sp-chips", "Scadenza: ").Has("details.sp-more[open] select[name=scadenza] option[selected]", "").Has(".sp-tabs [aria-current]", "Tutti 1")
		if n := found.Find("table tbody tr").Length(); n != 1 {
			t.Errorf("%s: %d rows", value, n)
		}
		if cleared := c.Get(found.Find(".sp-chips a").AttrOr("href", "")); cleared.Find("table tbody tr").Length() != 5 {
			t.Errorf("%s cannot be taken away", value)
		}
		c.SwapEqualsReload("/elenchi/1?scadenza="+value, "elenco")
	}
	c.Get("/elenchi/1?scadenza=domani").Lacks(".sp-chip").Has(".sp-tabs [aria-current]", "Tutti 5")
	file := func(c *webtest.Client, path string) [][]string {
		t.Helper()
		f, err := excelize.OpenReader(bytes.NewReader([]byte(c.Get(path).Expect(http.StatusOK).Body)))
		if err != nil {
			t.Fatal(err)
		}
		cells, err := f.GetRows(f.GetSheetName(0))
		if err != nil {
			t.Fatal(err)
		}
		return cells
	}
	link := c.Get("/elenchi/1?scadenza=in_ritardo").Find("a:contains('Estrai su file excel')").AttrOr("href", "")
	cells := file(c, link)
	if last := len(cells[0]); len(cells) != 2 || strings.Join(cells[0][last-3:], ", ") != "Scadenza, Scade il, Giorni che restano" || strings.Join(cells[1][last-3:], ", ") != "Colloquio individuale di orientamento, 16/11/2026, -8" {
		t.Errorf("the file of who is late: %q", cells)
	}
	whole := file(c, "/elenchi/1/excel")
	last := len(whole[0])
	if len(whole) != 6 || len(whole[1]) < last-2 || whole[1][last-3] != "Colloquio individuale di orientamento (sospesa dal 01/11/2026)" || whole[3][last-1] != "7" || len(whole[4]) > last-3 && whole[4][last-3] != "" {
		t.Errorf("the file of all: %q", whole)
	}
	region := s.Login(rule.RoleRegion, "regione")
	region.Get("/elenchi/1?provincia=FG&scadenza=in_ritardo").Lacks("select[name=scadenza]").Lacks("tbody .sp-badge.stop").Has(".sp-tabs [aria-current]", "Tutti 5")
	if cells := file(region, "/elenchi/1/excel?provincia=FG"); strings.Contains(strings.Join(cells[0], ","), "Scadenza") {
		t.Errorf("the Region's file says %q", cells[0])
	}
}

func TestWhatAFileSaysIsText(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: hostile, name: "=1+1", company: hostile})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	for _, path := range []string{"/elenchi/1", "/lavoratori?q=script", fmt.Sprintf("/lavoratori/%d", workers[0]), fmt.Sprintf("/lavoratori/%d?sezione=liste", workers[0]), fmt.Sprintf("/lavoratori/%d/modifica", workers[0])} {
		page := c.Get(path).Expect(http.StatusOK)
		page.Has("main, input[name=surname]", "").Lacks("main script").Lacks("main b").Lacks("main [hx-get='/uscita']")
		if !strings.Contains(page.Body, "&lt;script&gt;alert(1)") {
			t.Errorf("%s does not show the name", path)
		}
	}
}

func TestACodiceFiscaleLandsOnTheRecordAndNeverInAnAddress(t *testing.T) {
	s := open(t)
	code := cf(t, "Rossi", "Maria", 1)
	_, workers := s.load(person{cf: code, surname: "Rossi", name: "Maria"}, person{cf: cf(t, "Greco", "Pia", 2), surname: "Greco", name: "Pia", province: "LE", office: "Lecce"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/elenchi/1")
	search := func(q string) string {
		t.Helper()
		return page.Submit("form[action='/elenchi/1/ricerca']", url.Values{"q": {q}}).Expect(http.StatusSeeOther).Header.Get("Location")
	}
	if got := search(strings.ToLower(string(code))); got != fmt.Sprintf("/lavoratori/%d", workers[0]) {
		t.Errorf("the codice fiscale leads to %s", got)
	}
	if got := search("De Santis"); got != "/elenchi/1?q=De+Santis" {
		t.Errorf("a name leads to %s", got)
	}
	for q, want := range map[string]string{string(cf(t, "Greco", "Pia", 2)): "Nessun lavoratore di questa lista", "RSSMRA80A01H501T": "L'ultimo carattere del codice fiscale", "RSS80": "Il codice fiscale ha 16 caratteri"} {
		refused := page.Submit("form[action='/elenchi/1/ricerca']", url.Values{"q": {q}}).Expect(http.StatusUnprocessableEntity)
		refused.Has(".sp-error", want)
		if pushed := refused.Header.Get("HX-Push-Url"); pushed != "/elenchi/1" {
			t.Errorf("a refused search is left at %q", pushed)
		}
		if refused.Find("input[name=q]#f-q").AttrOr("value", "") != q {
			t.Errorf("%q was not kept", q)
		}
		refused.Find("a").Each(func(_ int, a *goquery.Selection) {
			if strings.Contains(a.AttrOr("href", ""), q) {
				t.Errorf("%q stands in the address %s", q, a.AttrOr("href", ""))
			}
		})
	}
	c.Get("/elenchi/1?q=" + string(code)).Expect(http.StatusOK).Lacks("a[href*='" + string(code) + "']")
}

func TestTheStateOfTheListIsInItsAddress(t *testing.T) {
	s := open(t)
	var all []person
	for i := range 120 {
		all = append(all, person{cf: cf(t, fmt.Sprintf("B%c%c", 'a'+i%26, 'a'+i/26), "Ugo", i), surname: fmt.Sprintf("B%c%c", 'a'+i%26, 'a'+i/26), name: "Ugo", to: rule.Date("2026-11-20").AddDays(i % 9)})
	}
	s.load(all...)
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	page := c.Get("/elenchi/1").Submit("form[action='/elenchi/1/ricerca']", url.Values{"ammortizzatore": {"in_corso"}, "bilancio": {"nessuno"}}).Follow()
	page.Expect(http.StatusOK).Has(".sp-chips", "Ammortizzatore: in corso").Has(".sp-chips", "Bilancio: nessuno").Has("form select[name=ammortizzatore] option[selected]", "in corso")
	page.Has("details.sp-more[open] select[name=bilancio]", "nessuno")
	c.Get("/elenchi/1?q=B").Has("details.sp-more:not([open]) summary", "Altri filtri") // the search is not folded away
	sorted := c.Get(page.Find("th a:contains('Fine mobilità')").AttrOr("href", ""))
	sorted.Has("th[aria-sort=ascending]", "Fine mobilità").Has(".sp-chips", "in corso").Has("tbody tr:first-child", "24/11/2026")
	next := c.Get(sorted.Find("a[rel=next]").AttrOr("href", ""))
	next.Has("th[aria-sort=ascending]", "Fine mobilità").Has(".sp-chips", "in corso")
	back := c.Get(next.Find("a[rel=prev]").AttrOr("href", ""))
	if back.Text("tbody") != sorted.Text("tbody") {
		t.Error("the page before the second is not the first")
	}
	cleared := c.Get(page.Find(".sp-chips a:contains('Togli tutti')").AttrOr("href", ""))
	cleared.Lacks(".sp-chip").Has(".sp-tabs [aria-current]", "Tutti 120")
	for _, path := range []string{"/elenchi/1", "/elenchi/1?stato=da_convocare&ordine=-fine", next.Path, "/elenchi/1?q=zzz", "/elenchi/1?assenti_dal=2026-11-01"} {
		c.SwapEqualsReload(path, "elenco")
	}
	c.Get("/elenchi/1?assenti_dal=31/02/2026").Expect(http.StatusOK).Has(".sp-error", "Il 31 febbraio 2026 non esiste.")
	c.Get("/elenchi/1?q=zzz").Has(".sp-empty", "Nessun lavoratore con questi filtri")
}

// The Region opens further lists by priority.
func TestTheRegionOpensAndClosesLists(t *testing.T) {
	webtest.Covers(t, 28)
	s := open(t)
	region := s.Login(rule.RoleRegion, "regione")
	page := region.Get("/elenchi/gestione").Expect(http.StatusOK).Has("tbody", "Mobilità 2011/2012")
	refused := page.Submit("form[action='/elenchi/gestione']", url.Values{"nome": {"mobilita 2011 2012"}, "priorita": {"0"}, "attiva_dal": {"2026-02-31"}})
	refused.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "Il 31 febbraio 2026 non esiste.")
	if refused.Find("input[name=nome]").AttrOr("value", "") != "mobilita 2011 2012" {
		t.Error("the name typed was lost")
	}
	refused = page.Submit("form[action='/elenchi/gestione']", url.Values{"nome": {"mobilita 2011 2012"}, "priorita": {"2"}, "attiva_dal": {"2026-11-01"}})
	refused.Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "C'è già una lista")
	opened := page.Submit("form[action='/elenchi/gestione']", url.Values{"nome": {"CIG in deroga 2013"}, "priorita": {"2"}, "attiva_dal": {"2026-11-01"}, "descrizione": {"Seconda"}}).Follow()
	opened.Has(".sp-flash", "Ho aperto la lista «CIG in deroga 2013»").Has("tbody", "CIG in deroga 2013")

	operator := s.Login(rule.RoleOperator, "cpi:San Severo")
	operator.Get("/elenchi").Expect(http.StatusOK).Has("h1", "Elenchi lavoratori").Has("nav[aria-label='Menu principale'] a[aria-current]", "Elenchi lavoratori").Has("tbody", "CIG in deroga 2013").Has("tbody tr:first-child", "Mobilità 2011/2012")
	operator.Get("/elenchi/2").Expect(http.StatusOK).Has(".sp-facts", "priorità 2").Has(".sp-empty", "non c'è ancora nessuno")
	operator.Get("/elenchi/gestione").Expect(http.StatusNotFound)
	operator.Post("/elenchi/gestione", url.Values{"nome": {"Lista dell'ufficio"}, "priorita": {"1"}, "attiva_dal": {"2026-11-01"}}).Expect(http.StatusNotFound)
	if strings.Contains(operator.Get("/elenchi").Text("tbody"), "Lista dell'ufficio") {
		t.Error("an operator opened a list")
	}

	one := region.Get("/elenchi/gestione/2").Expect(http.StatusOK)
	one.Submit("form[action='/elenchi/gestione/2']", url.Values{"priorita": {"3"}}).Follow().Has("tbody", "3")
	stale := one.Submit("form[action='/elenchi/gestione/2']", url.Values{"priorita": {"5"}}).Expect(http.StatusConflict)
	stale.Has("#riepilogo", "adesso è «CIG in deroga 2013», priorità 3")
	if stale.Find("input[name=priorita]").AttrOr("value", "") != "5" {
		t.Error("the priority typed was lost")
	}
	region.Get("/elenchi/gestione/2").Submit("form[action$=chiusura]", nil).Follow().Has(".sp-badge.stop", "chiusa")
	operator.Get("/elenchi").Expect(http.StatusSeeOther)
	region.Get("/elenchi/gestione/2").Submit("form[action$=riapertura]", nil).Follow()
	operator.Get("/elenchi").Expect(http.StatusOK)
}

// A file that comes in capitals is read as Italian writes places; what it said
// stays as it came.
func TestPlacesInCapitalsAreReadAsNames(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria", home: "SANT'AGATA DI PUGLIA"})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	c.Get("/elenchi/1").Has("td[data-l='Età, residenza'] small", "Sant'Agata di Puglia")
	card := fmt.Sprintf("/lavoratori/%d", workers[0])
	c.Get(card).Has(".sp-facts", "residente a Sant'Agata di Puglia")
	form := c.Get(card+"/modifica").Has("input[name=residence][value^=\"Sant'Agata di Puglia (FG)\"]", "")
	form.Submit("main form", url.Values{"phone": {"3337654321"}}).Expect(http.StatusSeeOther)
	w, err := s.people.Worker(t.Context(), rule.System, workers[0])
	if err != nil || w.Phone != "3337654321" || w.Residence != "SANT'AGATA DI PUGLIA" {
		t.Errorf("saving the telephone left %q, %q, %v", w.Phone, w.Residence, err)
	}
}
