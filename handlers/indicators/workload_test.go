package indicators_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestTheWorkloadPage(t *testing.T) {
	o := open(t)
	p := o.person("Rossi", "F", "1980-01-01")
	o.served(p, "C.1", "2026-11-23")
	o.head.Get("/indicatori").Has("a[href='/carico']", "Carico di lavoro")
	page := o.head.Get("/carico").Expect(http.StatusOK)
	page.Has(".sp-facts", "settimana dal 23/11/2026 al 29/11/2026").Has("#prenotato figcaption", "Minuti prenotati").Has("#erogato desc", "erogati su").Has("#operatori tbody tr", "0").Has("#codici tbody tr", "C.1")
	page.Find("td[data-l]").Each(func(_ int, td *goquery.Selection) { // on a narrow page the label stands before an element, not over a text
		if td.Text() != "" && td.Children().Length() == 0 {
			t.Errorf("%q would be overprinted by its label", td.Text())
		}
	})
	if page.Find("#operatori tbody a[href^='/appuntamenti?']").Length() == 0 {
		t.Error("a figure opens no rows")
	}
	o.head.Get(page.Find("a[data-key='[']").AttrOr("href", "")).Has(".sp-facts", "dal 16/11/2026 al 22/11/2026").Lacks("#codici")
	o.head.Get("/carico?settimana=boh").Has(".sp-facts", "dal 23/11/2026")
	o.province.Get(fmt.Sprintf("/carico?ufficio=%d", o.cpi)).Expect(http.StatusOK).Has("select[name=ufficio] option[selected]", "San Severo").Has("#codici tbody tr", "C.1")
	o.stranger.Get(fmt.Sprintf("/carico?ufficio=%d", o.cpi)).Expect(http.StatusNotFound)
	for _, c := range []string{"/carico?ufficio=0", "/carico?ufficio=x"} {
		o.head.Get(c).Expect(http.StatusNotFound)
	}
	o.operator.Get("/carico").Expect(http.StatusNotFound)
	o.region.Get("/carico").Expect(http.StatusNotFound)
	o.head.Get("/ufficio").Has("main a[href='/carico']", "carico di lavoro")
}
