package indicators_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/registry"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"
)

// TestAPartOfAClosedMonthSaysWhatHasChanged: a part by gender or by age tells what
// came and what went as the whole figure does, on the sheet and on its page; a
// part in which nothing changed says nothing.
func TestAPartOfAClosedMonthSaysWhatHasChanged(t *testing.T) {
	o := open(t)
	ada, ugo := o.person("Bianchi", "F", "1985-03-01"), o.person("Verdi", "M", "1999-05-05")
	gone := o.served(ada, "A.1", "2026-10-05")
	o.served(ugo, "A.1", "2026-10-06")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10").Submit("main form", nil).Expect(http.StatusSeeOther)
	o.served(o.person("Neri", "F", "1986-05-05"), "A.1", "2026-10-08")
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.actor, gone, "registrato due volte") })

	const mark = "rettifica ±0: 1 aggiunta, 1 tolta"
	sheet := o.head.Get("/indicatori?aperto=A.2").Expect(http.StatusOK)
	for part, want := range map[string]string{"A.2 Femmine": "1 " + mark, "A.2 Maschi": "1", "A.2 35-44 anni": "1 " + mark, "A.2 25-29 anni": "1"} {
		row := sheet.Find("tr.sp-part").FilterFunction(func(_ int, r *goquery.Selection) bool { return text(r.Find("th")) == part })
		for _, column := range []int{9, 12} { // October and the year
			if got := text(row.Find("td").Eq(column)); got != want {
				t.Errorf("%s, column %d: %q, want %q", part, column, got, want)
			}
		}
	}
	o.head.Get("/indicatori/A.2?mese=10").Has("tr:contains('Femmine')", mark)
	for _, part := range []string{"genere=F", "eta=35-44"} {
		page := o.head.Get("/indicatori/A.2?anno=2026&mese=10&"+part).Expect(http.StatusOK).Has("#righe [role=note]", mark).Has("#righe tbody tr", "aggiunta dopo la chiusura")
		section := page.Find("section[aria-labelledby=rettifica-titolo]")
		if got := text(section); !strings.Contains(got, "Bianchi Ada") || !strings.Contains(got, "1 riga aggiunta") {
			t.Errorf("%s: %q", part, got)
		}
	}
	o.head.Get("/indicatori/A.2?anno=2026&mese=10&genere=M").Lacks("#righe [role=note]").Lacks("section[aria-labelledby=rettifica-titolo]")

	// The row that went says what it was, of whom and why, and opens it.
	page := o.head.Get("/indicatori/A.2?anno=2026&mese=10&genere=F")
	row := page.Find("section[aria-labelledby=rettifica-titolo] tbody tr")
	for _, want := range []string{"F, 41 anni", "A.1 · A2", "annullato: registrato due volte"} {
		if got := text(row); !strings.Contains(got, want) {
			t.Errorf("the row that went lacks %q: %q", want, got)
		}
	}
	var operator string
	o.ok(o.DB.Reader().QueryRow("SELECT trim(name||' '||surname) FROM user WHERE id=1").Scan(&operator))
	if got := text(row.Find("td[data-l=Operatore]")); got != operator || got == "" {
		t.Errorf("its operator: %q", got)
	}
	o.head.Get(row.Find(fmt.Sprintf("a[href='/servizi/%d']", gone)).AttrOr("href", "")).Expect(http.StatusOK).Has("main", "registrato due volte")
	f, err := excelize.OpenReader(strings.NewReader(o.head.Get(page.Find("a[href*='/excel']").AttrOr("href", "")).Expect(http.StatusOK).Body))
	o.ok(err)
	cells, err := f.GetRows(f.GetSheetName(0))
	o.ok(err)
	last := cells[len(cells)-1]
	for _, want := range []string{"Bianchi Ada", "41", "A.1", "A2", operator, "tolta", "registrato due volte"} {
		if !slices.Contains(last, want) {
			t.Errorf("the last row of the file lacks %q: %q", want, last)
		}
	}
	if page := o.region.Get("/indicatori/A.2?mese=10&genere=F&ambito="+url.QueryEscape(o.key())).Has("section[aria-labelledby=rettifica-titolo]", "A.1 · A2"); strings.Contains(page.Body, "Bianchi") {
		t.Error("the Region reads a name")
	}

	// The year's figure is marked wherever it stands, and a year is not said closed.
	o.served(o.person("Rossi", "M", "1986-05-05"), "A.1", "2026-10-09")
	year := o.head.Get("/indicatori/A.2").Has("#righe [role=note]", "La cifra dell'anno, senza le rettifiche, è 2; oggi le righe sono 3")
	if strings.Contains(year.Body, "cifra chiusa") {
		t.Error("the open year is said closed")
	}
	o.head.Get("/indicatori/obiettivi").Has("#obiettivi tr:contains('A.2') td[data-l=Anno]", "2 rettifica +1: 2 aggiunte, 1 tolta")
	compared := o.province.Get("/indicatori/confronto?indicatore=A.2&ordine=valore").Has("#confronto tr:contains('San Severo')", "rettifica +1: 2 aggiunte, 1 tolta")
	if f, err = excelize.OpenReader(strings.NewReader(o.province.Get(compared.Find(".sp-actions a[href*='/excel']").AttrOr("href", "")).Expect(http.StatusOK).Body)); err != nil {
		t.Fatal(err)
	}
	cells, err = f.GetRows(f.GetSheetName(0))
	o.ok(err)
	if len(cells) != 8 || cells[0][3] != "Persone" || !slices.Equal(cells[1][:5], []string{"CPI San Severo", "FG", cells[1][2], "2", "+1: 2 aggiunte, 1 tolta"}) {
		t.Errorf("the file of the comparison: %q", cells)
	}
	o.head.Get("/indicatori/confronto/excel").Expect(http.StatusNotFound)
}

// TestWhichOfficesHaveClosed: the province and the Region see how many offices
// have closed a month, and which.
func TestWhichOfficesHaveClosed(t *testing.T) {
	o := open(t)
	o.served(o.person("Bianchi", "F", "1985-03-01"), "A.1", "2026-10-05")
	o.head.Get("/indicatori/chiusura?anno=2026&mese=10").Submit("main form", nil).Expect(http.StatusSeeOther)
	sheet := o.province.Get("/indicatori?ambito=provincia:FG").Expect(http.StatusOK).Has(".sp-facts", "ottobre: chiuso da 1 CPI su 7")
	page := o.province.Get(sheet.Has("thead a[href*='mese=10']", "1 su 7").Find("thead a[href*='mese=10']").AttrOr("href", "")).Expect(http.StatusOK).Has("h1", "Chiusure di ottobre 2026, Provincia di Foggia").Has(".sp-facts", "chiuso da 1 CPI su 7")
	if n := page.Find("tbody tr").Length(); n != 7 {
		t.Errorf("%d offices of the province", n)
	}
	closed, open := page.Find("tbody tr:contains('San Severo')"), page.Find("tbody tr:contains('Lucera')")
	var head string
	o.ok(o.DB.Reader().QueryRow("SELECT trim(u.name||' '||u.surname) FROM month_close m JOIN user u ON u.id=m.closed_by WHERE m.month='2026-10'").Scan(&head))
	if got := text(closed); !strings.Contains(got, o.DB.Today().Italian()+head) {
		t.Errorf("who has closed: %q", got)
	}
	if got := text(open); !strings.Contains(got, "non ancora") {
		t.Errorf("who has not: %q", got)
	}
	o.region.Get("/indicatori?ambito=regione").Has(".sp-facts", "ottobre: chiuso da 1 CPI su 4")
	o.head.Get("/indicatori").Lacks("thead a")
	o.head.Get("/indicatori/chiusure?mese=10").Expect(http.StatusNotFound)
	o.province.Get("/indicatori/chiusure?ambito=regione&mese=10").Expect(http.StatusNotFound)
	o.province.Get("/indicatori/chiusure?ambito=provincia:FG").Expect(http.StatusSeeOther)
}
