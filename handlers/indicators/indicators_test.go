package indicators_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"
)

// office is an installation with an office of Foggia at work.
type office struct {
	*webtest.Server
	t                                          *testing.T
	cpi                                        int64
	operator, head, province, region, stranger *webtest.Client
	actor                                      rule.Actor
	n                                          int
}

func open(t *testing.T) *office {
	t.Helper()
	o := &office{Server: webtest.New(t), t: t}
	o.ok(o.DB.Reader().QueryRow("SELECT id FROM cpi WHERE name='San Severo'").Scan(&o.cpi))
	o.operator, o.head = o.Login(rule.RoleOperator, "cpi:San Severo"), o.Login(rule.RoleOfficeHead, "cpi:San Severo")
	o.province, o.region = o.Login(rule.RoleProvince, "provincia:FG"), o.Login(rule.RoleRegion, "regione")
	o.stranger = o.Login(rule.RoleOfficeHead, "cpi:Lecce")
	o.actor = rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: o.cpi, Province: "FG"}}}
	return o
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) write(act func(tx *db.Tx) error) {
	o.t.Helper()
	o.ok(o.DB.Write(o.t.Context(), act))
}

func (o *office) key() string { return fmt.Sprintf("cpi:%d", o.cpi) }

// person adds somebody of a gender, born on a day.
func (o *office) person(surname, sex string, born rule.Date) (id int64) {
	o.t.Helper()
	o.n++
	o.write(func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(o.t.Context(), tx, rule.System, people.Worker{CodiceFiscale: rule.CodiceFiscale(fmt.Sprintf("%011d", o.n)), Surname: surname, Name: "Ada",
			Sex: sex, BirthDate: born, HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
		return err
	})
	return id
}

func (o *office) served(worker int64, code string, on rule.Date) (id int64) {
	o.t.Helper()
	o.write(func(tx *db.Tx) (err error) {
		id, err = people.DeliverTx(o.t.Context(), tx, o.actor, registry.DeliveredService{WorkerID: worker, CPI: o.cpi, Operator: 1, Code: code, On: on, Minutes: 30, Mode: "presenza", Origin: registry.OriginAutomatic})
		return err
	})
	return id
}

func (o *office) declared(worker int64, on rule.Date) {
	o.t.Helper()
	o.write(func(tx *db.Tx) error {
		if _, err := tx.Exec(`INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,sex,age_band,created_at,created_by) SELECT id,?2,?3,substr(?3,1,7),'cpi',sex,'35-44',?4,1 FROM worker WHERE id=?1`,
			worker, o.cpi, on, tx.Now); err != nil {
			return err
		}
		return registry.TouchFiguresTx(o.t.Context(), tx, o.cpi, on.Month())
	})
}

// cell returns the cell of an indicator under a column: 1 to 12 are the months,
// 13 is the year.
func cell(p *webtest.Page, code string, column int) *goquery.Selection {
	return p.Find("tr").FilterFunction(func(_ int, row *goquery.Selection) bool {
		return strings.TrimSpace(row.Find("th a").Last().Text()) == code
	}).First().Find("td").Eq(column - 1)
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// TestTheSheetCountsAndEveryFigureOpensItsRows reads the sheet, opens the parts
// of a row and follows figures to what is behind them.
func TestTheSheetCountsAndEveryFigureOpensItsRows(t *testing.T) {
	dbtest.Proves(t, "indicatore A.2", "indicatore B.1.1")
	o := open(t)
	ada, ugo := o.person("Bianchi", "F", "1985-03-01"), o.person("Verdi", "M", "1999-05-05")
	o.served(ada, "A.1", "2026-10-05")
	o.served(ada, "A.1", "2026-11-05")
	o.served(ada, "A.1", "2026-11-06")
	o.served(ugo, "A.1", "2026-11-07")
	page := o.operator.Get("/indicatori").Expect(http.StatusOK).Has("h1", "Scheda mensile 2026, CPI San Severo").Has("thead", "ott aperto").Has("details li", "non ancora rilevato: si conterà con le richieste di personale")
	for column, want := range map[int]string{9: "0", 10: "1", 11: "2", 12: "-", 13: "2"} {
		if got := text(cell(page, "A.2", column)); got != want {
			t.Errorf("A.2 column %d: %q, want %q", column, got, want)
		}
	}
	if page.Has("#r-C\\.2", "non ancora rilevato").Find("tbody #r-C\\.2").Length() != 0 {
		t.Error("C.2 stands among the figures")
	}
	opened := o.operator.Get(page.Find("a.sp-more[aria-label='A.2 per genere ed età']").AttrOr("href", "")).Expect(http.StatusOK)
	parts := map[string]string{}
	opened.Find("tr.sp-part").Each(func(_ int, row *goquery.Selection) {
		parts[text(row.Find("th"))] = text(row.Find("td").Eq(10))
	})
	if parts["A.2 Femmine"] != "1" || parts["A.2 Maschi"] != "1" || parts["A.2 25-29 anni"] != "1" || parts["A.2 35-44 anni"] != "1" || parts["A.2 15-24 anni"] != "0" || len(parts) != 9 {
		t.Errorf("parts of A.2: %v", parts)
	}
	o.operator.SwapEqualsReload(opened.Path, "scheda")
	o.province.SwapEqualsReload("/indicatori?ambito="+url.QueryEscape(o.key())+"&area=A", "scheda")

	rows := o.operator.Get(cell(page, "A.2", 11).Find("a").AttrOr("href", "")).Expect(http.StatusOK).Has("h1", "A.2, novembre 2026: 2").Has("main", "Persone distinte servite nel mese in modalità assistita (A2).")
	if n := rows.Find("#righe tbody tr").Length(); n != 2 {
		t.Fatalf("%d rows behind a figure of 2", n)
	}
	rows.Has("#righe tbody tr:first-child", "05/11/2026").Has("#righe tbody tr:first-child", "Bianchi Ada").Has("#righe tbody tr:first-child", "F, 41 anni").Has("#righe tbody tr:first-child", "A.1 · A2")
	part := o.operator.Get(opened.Find("tr.sp-part a[href*='genere=M'][href*='mese=11']").AttrOr("href", "")).Expect(http.StatusOK).Has("h1", "A.2, novembre 2026: 1").Has("#righe", "Verdi Ada")
	if n := part.Find("#righe tbody tr").Length(); n != 1 {
		t.Errorf("%d rows behind a part of 1", n)
	}
	o.operator.Get(cell(page, "A.2", 13).Find("a").AttrOr("href", "")).Has("h1", "A.2, 2026: 2")
	o.operator.Get("/indicatori/"+url.PathEscape("A.1 bis")).Has("h1", "A.1 bis, 2026: 0")
	o.operator.Get("/indicatori/C.2").Expect(http.StatusOK).Has("h2", "Non ancora rilevato")
	o.operator.Get("/indicatori/Z.9").Expect(http.StatusNotFound)
}

// TestALineWhoseWordsAreLostHasAName: where the source's words are cut, a name of
// ours stands before them, on the sheet, where one chooses and in the files.
func TestALineWhoseWordsAreLostHasAName(t *testing.T) {
	for _, i := range indicators.All {
		if strings.Contains(i.Name(), "[…]") {
			t.Errorf("%s: %q says half", i.Code, i.Name())
		}
	}
	o := open(t)
	const name, words = "Persone con una DID che hanno avuto il colloquio", "(nella fonte: «Numero utenti disponibili, per genere e fasce di età, […]»)"
	sheet := o.operator.Get("/indicatori").Has("#r-B\\.1\\.1 th", name+" "+words).Has("#r-A\\.2 th", "Numero utenti, per genere e fasce di età, serviti in modalità assistita")
	o.operator.Get("/indicatori/B.1.1").Has(".sp-facts", name+" "+words)
	o.operator.Get("/indicatori/obiettivi").Has("#obiettivi", name)
	if got := text(o.province.Get("/indicatori/confronto").Find("select[name=indicatore] option[value='B.1.1']")); got != "B.1.1 "+name {
		t.Errorf("the choice says %q", got)
	}
	f, err := excelize.OpenReader(strings.NewReader(o.operator.Get(sheet.Find(".sp-actions a[href*='/excel']").AttrOr("href", "")).Body))
	o.ok(err)
	rows, err := f.GetRows(f.GetSheetName(0))
	o.ok(err)
	if !slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, "B.1.1 "+name+" "+words) }) {
		t.Error("the file does not say the name")
	}
	if pdf := o.operator.Get(sheet.Find(".sp-actions a[href*='/pdf']").AttrOr("href", "")).PDF(); !strings.Contains(strings.Join(strings.Fields(pdf), " "), "Persone con una DID") {
		t.Error("the PDF does not say the name")
	}
}

// TestNamesAreTheOfficesAndTheProvinces: who reads sums sees no person, on the
// page and in the file; another office's figures do not exist.
func TestNamesAreTheOfficesAndTheProvinces(t *testing.T) {
	o := open(t)
	o.served(o.person("Bianchi", "F", "1985-03-01"), "A.1", "2026-11-05")
	path := "/indicatori/A.2?ambito=" + url.QueryEscape(o.key()) + "&anno=2026&mese=11"
	o.operator.Get(path).Has("#righe", "Bianchi Ada")
	o.province.Get(path).Has("#righe", "Bianchi Ada")
	page := o.region.Get(path).Expect(http.StatusOK).Has("#righe", "05/11/2026")
	if strings.Contains(page.Body, "Bianchi") {
		t.Error("the Region reads a name")
	}
	for _, c := range []struct {
		client *webtest.Client
		named  bool
	}{{o.operator, true}, {o.region, false}} {
		file := c.client.Get(strings.Replace(path, "A.2?", "A.2/excel?", 1)).Expect(http.StatusOK)
		f, err := excelize.OpenReader(bytes.NewReader([]byte(file.Body)))
		o.ok(err)
		cells, err := f.GetRows(f.GetSheetName(0))
		o.ok(err)
		if len(cells) != 2 || strings.Contains(fmt.Sprint(cells), "Bianchi") != c.named {
			t.Errorf("named %v: %v", c.named, cells)
		}
	}
	for _, address := range []string{path, "/indicatori?ambito=" + url.QueryEscape(o.key()), "/indicatori?ambito=regione", "/indicatori?ambito=provincia:FG", "/indicatori?ambito=x", "/indicatori?anno=1999", "/indicatori/A.2?mese=13"} {
		o.stranger.Get(address).Expect(http.StatusNotFound)
	}
	o.Settle()
	var fields string
	o.ok(o.DB.Reader().QueryRow("SELECT fields || ' ' || count FROM audit WHERE action='indicatori.righe' ORDER BY id LIMIT 1").Scan(&fields))
	if !strings.Contains(fields, "indicatore=A.2") || !strings.HasSuffix(fields, " 1") {
		t.Errorf("audit: %s", fields)
	}
}

// TestRowsBehindAFigureComeInPages follows the pager to its end and meets each
// row once.
func TestRowsBehindAFigureComeInPages(t *testing.T) {
	o := open(t)
	p := o.person("Bianchi", "F", "1985-03-01")
	o.write(func(tx *db.Tx) error {
		for n := range 120 {
			if _, err := registry.DeliverTx(t.Context(), tx, o.actor, registry.DeliveredService{WorkerID: p, CPI: o.cpi, Operator: 1, Code: "M4.1", Prestazione: "E4", On: rule.Date(fmt.Sprintf("2026-11-%02d", n%20+1)), Minutes: 10, Mode: "presenza", Origin: registry.OriginAutomatic}, true); err != nil {
				return err
			}
		}
		return nil
	})
	path, seen := "/indicatori/E.4?mese=11", 0
	for path != "" {
		page := o.operator.Get(path).Expect(http.StatusOK)
		seen += page.Find("#righe tbody tr").Length()
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if seen != 120 {
		t.Errorf("%d rows in pages, want 120", seen)
	}
}

// TestWaitsOfTheInterview: mean, longest, the share of the deadline, and the DIDs
// that nobody has interviewed yet.
func TestWaitsOfTheInterview(t *testing.T) {
	dbtest.Proves(t, "indicatore B.1.2")
	o := open(t)
	soon, late, waiting := o.person("Presto", "F", "1985-03-01"), o.person("Tardi", "M", "1985-03-01"), o.person("Attesa", "F", "1985-03-01")
	o.declared(soon, "2026-11-01")
	o.served(soon, "C.1", "2026-11-11")
	o.declared(late, "2026-08-01")
	o.served(late, "C.1", "2026-11-09")
	o.declared(waiting, "2026-11-20")
	page := o.operator.Get("/indicatori")
	if got := text(cell(page, "B.1.2", 11)); got != "55,0" {
		t.Errorf("mean of 10 and 100 days: %q", got)
	}
	o.operator.Get("/indicatori/B.1.2?mese=11").Has(".sp-dl", "55,0 giorni").Has(".sp-dl", "100 giorni").Has("section[aria-labelledby=quota-titolo]", "Nessuna DID di novembre 2026 ha ancora finito i due mesi (2 ancora nei termini)").Has("main", "Oggi 1 DID valida aspetta ancora il primo colloquio.").Has("section[aria-labelledby=aperte-titolo] table", "Attesa Ada")
}

// TestClosingAMonth: only the head closes, in order; the figure stays, and what
// comes later stands beside it.
func TestClosingAMonth(t *testing.T) {
	o := open(t)
	ada, ugo := o.person("Bianchi", "F", "1985-03-01"), o.person("Verdi", "M", "1999-05-05")
	gone := o.served(ada, "A.1", "2026-09-05")
	o.served(ada, "A.1", "2026-10-05")
	o.operator.Get("/indicatori").Lacks("a.btn-primary")
	sheet := o.head.Get("/indicatori").Has(".sp-actions .btn-primary", "Chiudi settembre")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10").Expect(http.StatusOK).Has("main [role=note]", "Prima si chiude settembre 2026.").Lacks("main form").Lacks("main .btn-primary")
	early := o.head.Post("/indicatori/chiusura", url.Values{"ambito": {o.key()}, "anno": {"2026"}, "mese": {"10"}}).Expect(http.StatusUnprocessableEntity)
	early.Has("[role=alert]", "Prima si chiude settembre 2026.").Lacks("main .btn-primary")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=11").Expect(http.StatusOK).Has("main [role=note]", "non è finito: si chiude dal 01/12/2026").Lacks("main .btn-primary")
	done := o.head.Get(sheet.Find(".sp-actions .btn-primary").AttrOr("href", "")).Expect(http.StatusOK).Has("main", "Un mese chiuso non si riapre.").Submit("main form", nil).Follow()
	done.Has("#flash", "settembre 2026 è chiuso").Has(".sp-facts", "gennaio-settembre").Has("thead", "set chiuso")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=9").Expect(http.StatusOK).Has("main [role=note]", "già chiuso").Lacks("main .btn-primary")
	next := done.Has(".sp-actions .btn-primary", "Chiudi ottobre").Find(".sp-actions .btn-primary").AttrOr("href", "")
	o.operator.Get("/indicatori/chiusura?anno=2026&mese=10").Expect(http.StatusNotFound)
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10&ambito=cpi:1").Expect(http.StatusNotFound)

	o.served(ugo, "A.1", "2026-09-07")
	o.served(o.person("Neri", "M", "1999-05-05"), "A.1", "2026-09-08")
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.actor, gone, "errore") })
	after := o.head.Get("/indicatori")
	if got := text(cell(after, "A.2", 9)); got != "1 rettifica +1: 2 aggiunte, 1 tolta" {
		t.Errorf("a closed month with one fact more: %q", got)
	}
	rows := o.head.Get(cell(after, "A.2", 9).Find("a").AttrOr("href", "")).Has("h1", "A.2, settembre 2026: 1").Has("main", "La cifra chiusa è 1; oggi le righe sono 2")
	o.head.Get(next).Submit("main form", nil).Follow().Lacks(".sp-actions .btn-primary").Has(".sp-facts", "novembre si chiude dal 01/12/2026")
	if got := text(cell(after, "A.2", 13)); got != "1 rettifica +2" { // who went from September is in October
		t.Errorf("the year of an amended month: %q", got)
	}
	if n := rows.Find("#righe tbody tr small").Length(); n != 2 || rows.Find("main table").Length() != 3 {
		t.Errorf("%d rows marked, %d tables", n, rows.Find("main table").Length())
	}
	file, err := excelize.OpenReader(strings.NewReader(o.head.Get(rows.Find("a[href*='/excel']").AttrOr("href", "")).Expect(http.StatusOK).Body))
	o.ok(err)
	if cells, err := file.GetRows(file.GetSheetName(0)); err != nil || len(cells) != 4 || !slices.Contains(cells[0], "Dopo la chiusura") || !slices.Contains(cells[1], "aggiunta") || !slices.Contains(cells[3], "tolta") {
		t.Errorf("the file of an amended figure: %q %v", cells, err)
	}
	rows.Has("section[aria-labelledby=rettifica-titolo]", "2 righe aggiunte").Has("section[aria-labelledby=rettifica-titolo]", "1 riga tolta").Has("section[aria-labelledby=rettifica-titolo]", "Bianchi Ada")
}

// TestTheFilesHoldTheSheet: the Excel has the months across, the parts beside and
// below, a tab for each office of a province; the PDF the same numbers.
func TestTheFilesHoldTheSheet(t *testing.T) {
	o := open(t)
	o.served(o.person("Bianchi", "F", "1985-03-01"), "A.1", "2026-10-05")
	ugo := o.person("Verdi", "M", "1999-05-05")
	o.served(ugo, "A.1", "2026-10-05")
	o.served(ugo, "A.1", "2026-11-05")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10").Submit("main form", nil).Expect(http.StatusSeeOther)
	o.served(o.person("Neri", "M", "1999-05-05"), "A.1", "2026-10-08")
	page := o.operator.Get("/indicatori")
	book := func(p *webtest.Page) *excelize.File {
		p.Expect(http.StatusOK)
		f, err := excelize.OpenReader(bytes.NewReader([]byte(p.Body)))
		o.ok(err)
		return f
	}
	f := book(o.operator.Get(page.Find(".sp-actions a[href*='/excel']").AttrOr("href", "")))
	tab := f.GetSheetList()[0]
	at := map[string]int{}
	for row := 5; row < 300; row++ {
		text, err := f.GetCellValue(tab, fmt.Sprintf("C%d", row))
		o.ok(err)
		if code, _, ok := strings.Cut(text, " "); ok && at[code] == 0 {
			at[code] = row
		}
	}
	for cell, want := range map[string]string{
		"M4": "Ottobre 2026", "M3": "chiuso", "N3": "aperto", fmt.Sprintf("M%d", at["A.2"]): "2", fmt.Sprintf("N%d", at["A.2"]): "1", fmt.Sprintf("O%d", at["A.2"]): "", fmt.Sprintf("P%d", at["A.2"]): "2",
		fmt.Sprintf("Q%d", at["A.2"]): "ottobre +1; anno +1", fmt.Sprintf("S%d", at["A.2"]): "1", fmt.Sprintf("T%d", at["A.2"]): "1", fmt.Sprintf("C%d", at["A.2"]+1): "Femmine", fmt.Sprintf("M%d", at["A.2"]+1): "1", fmt.Sprintf("N%d", at["A.2"]+1): "0",
		fmt.Sprintf("D%d", at["C.2"]): "non ancora rilevato: si conterà con le richieste di personale",
	} {
		if got, err := f.GetCellValue(tab, cell); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", cell, got, want, err)
		}
	}
	if tabs := book(o.province.Get("/indicatori/excel?ambito=provincia:FG")).GetSheetList(); len(tabs) != 8 || tabs[0] != "Provincia di Foggia" {
		t.Errorf("tabs of the province: %v", tabs)
	}
	pdf := o.operator.Get(page.Find(".sp-actions a[href*='/pdf']").AttrOr("href", "")).Expect(http.StatusOK).PDF()
	for _, want := range []string{"Scheda mensile 2026", "CPI San Severo", "2 (+1)", "si conterà con le richieste di personale", "C.1 Numero CV", "Mese per mese: persone", "35-44 anni"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}
}

// twoBases: of two who correct the same value the later sees both; who enters one
// that is there already, too.
func (o *office) twoBases() {
	o.t.Helper()
	path := "/indicatori/anni-base?ambito=" + url.QueryEscape(o.key())
	opened := o.head.Get(path).Find("a[aria-label='Correggi il valore A.2, 2011']").AttrOr("href", "")
	const form = "form[method=post][action='/indicatori/anni-base']"
	mine, theirs := o.head.Get(opened).Expect(http.StatusOK), o.province.Get(opened).Expect(http.StatusOK)
	if got := mine.Find("#f-valore").AttrOr("value", ""); got != "1" {
		o.t.Errorf("the form opens with %q", got)
	}
	theirs.Submit(form, url.Values{"valore": {"3"}}).Follow().Has("#flash", "A.2, 2011")
	two := mine.Submit(form, url.Values{"valore": {"2"}}).Expect(http.StatusConflict).Has("[role=alert]", "ha salvato il valore A.2 del 2011").Has(".sp-two", "3").Has(".sp-two", "2")
	kept := two.Submit("form[action='/indicatori/anni-base']", url.Values{"scelta.valore": {"m"}}).Follow().Has("#flash", "A.2, 2011")
	kept.Has("table", "2011")
	if got := o.head.Get(opened).Find("#f-valore").AttrOr("value", ""); got != "2" {
		o.t.Errorf("chosen 2, stored %q", got)
	}
	// A new one that is there already, also from a form opened for another.
	o.head.Get(path).Submit(form, url.Values{"indicatore": {"A.2"}, "anno_base": {"2011"}, "valore": {"9"}}).Expect(http.StatusConflict)
	o.head.Get(opened).Submit(form, url.Values{"indicatore": {"A.1"}, "anno_base": {"2011"}, "valore": {"9"}}).Follow().Has("#flash", "A.1, 2011")
	o.head.Get(opened).Submit(form, url.Values{"valore": {"molti"}}).Expect(http.StatusUnprocessableEntity).Has("#f-valore-errore", "Scrivi un numero").
		Submit(form, url.Values{"valore": {"1"}}).Follow().Has("#flash", "A.2, 2011")
	o.head.Upload("/indicatori/anni-base/importazione", url.Values{"ambito": {o.key()}}, "file", "anni.csv", []byte("San Severo;A.2;2011;77\n")).Expect(http.StatusUnprocessableEntity).
		Has("[role=alert]", "c'è già 1, salvato da").Has("#f-sostituisci", "")
	o.head.Upload("/indicatori/anni-base/importazione", url.Values{"ambito": {o.key()}, "sostituisci": {"1"}}, "file", "anni.csv", []byte("San Severo;A.2;2011;1\nSan Severo;A.1;2011;8\n")).Expect(http.StatusSeeOther)
}

// TestWhatChangesNothingInANumberIsTold: a row that came and one that went leave
// the figure as it was, and a mean changes by a mean; page, rows and files say so.
func TestWhatChangesNothingInANumberIsTold(t *testing.T) {
	o := open(t)
	gone := o.served(o.person("Bianchi", "F", "1985-03-01"), "A.1", "2026-10-05")
	waits := o.person("Verdi", "M", "1999-05-05")
	o.declared(waits, "2026-10-01")
	o.served(waits, "C.1", "2026-10-11")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10").Submit("main form", nil).Expect(http.StatusSeeOther)
	o.served(o.person("Neri", "M", "1999-05-05"), "A.1", "2026-10-08")
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.actor, gone, "errore") })
	late := o.person("Tardi", "M", "1999-05-05")
	o.declared(late, "2026-10-01")
	o.served(late, "C.1", "2026-10-31")
	page := o.head.Get("/indicatori")
	for _, c := range []struct {
		code   string
		column int
		want   string
	}{{"A.2", 10, "1 rettifica ±0: 1 aggiunta, 1 tolta"}, {"A.2", 13, "1 rettifica ±0: 1 aggiunta, 1 tolta"}, {"A.3", 10, "0"}, {"B.1.2", 10, "10,0 rettifica +10: ora 20"}, {"B.1.2", 13, "10,0 rettifica +10: ora 20"}} {
		if got := text(cell(page, c.code, c.column)); got != c.want {
			t.Errorf("%s, column %d: %q, want %q", c.code, c.column, got, c.want)
		}
	}
	o.head.Get("/indicatori/A.2?anno=2026&mese=10").Has("#righe [role=note]", "qualcosa è cambiato: rettifica ±0: 1 aggiunta, 1 tolta.")
	o.head.Get("/indicatori/B.1.2?anno=2026&mese=10").Has("h1", "10,0").Has(".sp-dl", "20,0 giorni").Has("#righe [role=note]", "La cifra chiusa è 10,0; con le righe di oggi sarebbe 20,0")
	f, err := excelize.OpenReader(strings.NewReader(o.head.Get(page.Find(".sp-actions a[href*='/excel']").AttrOr("href", "")).Body))
	o.ok(err)
	rows, err := f.GetRows(f.GetSheetName(0))
	o.ok(err)
	for _, want := range []string{"ottobre ±0: 1 aggiunta, 1 tolta; anno ±0: 1 aggiunta, 1 tolta", "ottobre +10: ora 20; anno +10: ora 20"} {
		if !slices.ContainsFunc(rows, func(r []string) bool { return slices.Contains(r, want) }) {
			t.Errorf("no row of the file says %q", want)
		}
	}
	pdf := o.head.Get(page.Find(".sp-actions a[href*='/pdf']").AttrOr("href", "")).Expect(http.StatusOK).PDF()
	for _, want := range []string{"1 (±0)", "10,0 (+10)"} {
		if !strings.Contains(pdf, want) {
			t.Errorf("the PDF lacks %q", want)
		}
	}
}

// TestObjectivesBaselinesAndTheComparison: what is missing is said, a baseline
// entered or imported gives the verdict, and the offices stand beside each other.
func TestObjectivesBaselinesAndTheComparison(t *testing.T) {
	o := open(t)
	o.served(o.person("Bianchi", "F", "1985-03-01"), "A.1", "2026-11-05")
	o.operator.Get("/indicatori").Has("tr", "manca il dato 2011 del CPI")
	row := func(p *webtest.Page, code string) string {
		return text(p.Find("#obiettivi tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool { return strings.HasPrefix(text(r.Find("th")), code+" ") }).First())
	}
	page := o.operator.Get("/indicatori/obiettivi").Expect(http.StatusOK).Has("h1", "Obiettivi 2026, CPI San Severo")
	if got := row(page, "A.2"); !strings.Contains(got, "+50% sul 2011 entro il 2013, CPI pilota") || !strings.Contains(got, "manca il dato 2011 del CPI") {
		t.Errorf("A.2: %q", got)
	}
	o.operator.Get("/indicatori/anni-base").Expect(http.StatusNotFound)
	form := o.head.Get("/indicatori/anni-base").Expect(http.StatusOK)
	o.head.Get(form.Find("a.first").AttrOr("href", "")).Expect(http.StatusOK)
	form.Submit("form[action='/indicatori/anni-base']", url.Values{"indicatore": {"A.2"}, "anno_base": {"1811"}, "valore": {"molti"}}).Expect(http.StatusUnprocessableEntity).Has("#f-anno_base-errore", "dal 2000").Has("#f-valore-errore", "Scrivi un numero")
	form.Submit("form[action='/indicatori/anni-base']", url.Values{"indicatore": {"A.2"}, "anno_base": {"2011"}, "valore": {"1"}}).Follow().Has("#flash", "A.2, 2011").Has("table", "2011")
	if got := row(o.operator.Get("/indicatori/obiettivi"), "A.2"); !strings.Contains(got, "lontano") || !strings.Contains(got, "1 su 2 (+50% sul 2011)") || !strings.Contains(got, "-33,3%") {
		t.Errorf("A.2 with a baseline: %q", got)
	}
	o.operator.Get("/indicatori/obiettivi").Has("figure desc", "0 indicatori su 1 hanno raggiunto l'obiettivo.")
	o.province.SwapEqualsReload("/indicatori/obiettivi?ambito="+url.QueryEscape(o.key())+"&anno=2026", "obiettivi")

	system := o.operator.Get(page.Find("a:contains('Obiettivi di sistema')").AttrOr("href", "")).Expect(http.StatusOK).Has("#obiettivo-6", "N. 200 soggetti convenzionati").Has("#obiettivo-6", "non si conta qui").
		Has("#obiettivo-4 a[href='/indicatori/D.2.2']", "D.2.2").Has("#obiettivo-4", "contato in parte").Has("#obiettivo-11", "contato in parte").Has("#obiettivo-12 a[href='/scadenze/regole#regola-17']", "17")
	if n := system.Find("tbody tr").Length(); n != 12 {
		t.Errorf("%d objectives of the system", n)
	}
	o.operator.Get("/indicatori/D.2.2").Expect(http.StatusOK)
	o.twoBases()
	file := func(c *webtest.Client, content string) *webtest.Page {
		return c.Upload("/indicatori/anni-base/importazione", url.Values{"ambito": {o.key()}}, "file", "anni.csv", []byte(content))
	}
	file(o.head, "CPI;Indicatore;Anno;Valore\nSan Severo;A.4;2011;1.200\nFoggia;A.4;2011;900\n").Expect(http.StatusUnprocessableEntity).Has("[role=alert]", "Riga 3: «Foggia» non è un ufficio di cui inserisci i valori.")
	o.head.Get("/indicatori/anni-base").Has("table", "A.2")
	if p := o.head.Get("/indicatori/anni-base"); strings.Contains(p.Text("table"), "A.4") {
		t.Error("half a file was kept")
	}
	file(o.province, "\ufeffCPI;Indicatore;Anno;Valore\nSan Severo;A.4;2011;1.200\nFoggia;A.4;2011;900,5\n").Expect(http.StatusSeeOther)
	o.head.Get("/indicatori/anni-base").Has("table", "1.200")

	o.operator.Get("/indicatori/confronto").Expect(http.StatusNotFound)
	compared := o.province.Get("/indicatori/confronto?indicatore=A.2").Expect(http.StatusOK).Has("h1", "Confronto dei CPI, A.2, 2026").Has("figure desc", "Il valore più alto è di CPI San Severo (1).")
	if n := compared.Find("#confronto table.sp-offices tbody tr").Length(); n != 7 {
		t.Errorf("%d offices of the province", n)
	}
	if n := o.region.Get("/indicatori/confronto?indicatore=A.2").Find("#confronto table.sp-offices tbody tr").Length(); n < 40 {
		t.Errorf("%d offices of the region", n)
	}
	o.region.SwapEqualsReload("/indicatori/confronto?indicatore=A.2&provincia=FG", "confronto")
	o.province.Get("/indicatori/confronto?indicatore=C.2").Expect(http.StatusNotFound)

	// By value: the highest first, in the chart too, and the filters keep the order.
	byValue := o.province.Get(compared.Find("#confronto th.sp-num a").AttrOr("href", "")).Expect(http.StatusOK).Has("#confronto th[aria-sort=descending]", "Persone")
	if got := byValue.Find("#confronto tbody th").First().Text(); !strings.Contains(got, "San Severo") {
		t.Errorf("the highest is %q", got)
	}
	if got := compared.Find("#confronto tbody th").First().Text(); !strings.Contains(got, "Ascoli") {
		t.Errorf("by name the first is %q", got)
	}
	if got := byValue.Find("form input[name=ordine]").AttrOr("value", ""); got != "valore" {
		t.Errorf("the filters keep the order %q", got)
	}
	o.province.SwapEqualsReload("/indicatori/confronto?indicatore=A.2&ordine=valore", "confronto")
}

// TestVisitsWithoutAName: a number a day, the new one in place of the old, of the
// own office alone.
func TestVisitsWithoutAName(t *testing.T) {
	dbtest.Proves(t, "indicatore A.1 bis")
	o := open(t)
	visit := func(day, number string) *webtest.Page {
		return o.operator.Get("/indicatori/visite").Expect(http.StatusOK).Submit("main form", url.Values{"giorno": {day}, "visite": {number}})
	}
	visit("2026-11-20", "12").Follow().Has("#flash", "Visite del 20/11/2026 salvate: 12.")
	visit("2026-11-23", "5").Expect(http.StatusSeeOther)
	visit("2026-11-20", "14").Follow().Has("tbody tr:nth-child(2)", "14")
	visit("2026-11-25", "1").Expect(http.StatusUnprocessableEntity).Has("#f-giorno-errore", "non è ancora venuto")
	visit("2026-11-20", "-1").Expect(http.StatusUnprocessableEntity).Has("#f-visite-errore", "un numero da 0")
	visit("2026-11-20", "tanti").Expect(http.StatusUnprocessableEntity).Has("#f-visite-errore", "un numero intero")
	page := o.operator.Get("/indicatori")
	if got := text(cell(page, "A.1 bis", 11)); got != "19" {
		t.Errorf("visits of November: %q", got)
	}
	o.operator.Get(cell(page, "A.1 bis", 11).Find("a").AttrOr("href", "")).Has("#righe", "23/11/2026").Has("#righe", "2 giorni")
	o.province.Get("/indicatori/visite").Expect(http.StatusNotFound)
	o.operator.Post("/indicatori/visite", url.Values{"ambito": {"cpi:1"}, "giorno": {"2026-11-20"}, "visite": {"3"}}).Expect(http.StatusNotFound)
}

// TestAnObjectiveIsEdited: by the administrator and the Region, with both
// versions when somebody saved in between.
func TestAnObjectiveIsEdited(t *testing.T) {
	o := open(t)
	admin := o.Login(rule.RoleAdmin, "installazione")
	list := admin.Get("/tabelle/obiettivi").Expect(http.StatusOK).Has(".sp-facts", "84 obiettivi").Has("tbody", "obiettivo non leggibile nella fonte")
	path := list.Find("tbody a").First().AttrOr("href", "")
	first, other := admin.Get(path), o.region.Get(path)
	first.Submit("main form", url.Values{"value": {"30"}}).Follow().Has("#flash", "Obiettivo salvato")
	admin.Get("/tabelle/obiettivi").Has("tbody tr:first-child", "+30% sul 2009")
	other.Submit("main form", url.Values{"value": {"35"}}).Expect(http.StatusConflict).Has("main", "35").Has("main", "30")
	admin.Get(path).Submit("main form", url.Values{"value": {"x"}, "horizon": {"presto"}}).Expect(http.StatusUnprocessableEntity).Has("#f-value-errore", "numero").Has("#f-horizon-errore", "anno")
	o.head.Get(path).Expect(http.StatusNotFound)
}
