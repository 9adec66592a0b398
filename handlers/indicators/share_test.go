package indicators_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/dbtest"

	"github.com/xuri/excelize/v2"
)

// TestTheShareOfTheDIDsOpensItsRows: the objective of the interview says in words
// what it counts, and its numbers open the DIDs that they are of; the Region reads
// no name, on the page and in the file.
func TestTheShareOfTheDIDsOpensItsRows(t *testing.T) {
	dbtest.Proves(t, "indicatore B.1.1", "indicatore B.1.2", "scadenza 1")
	o := open(t)
	before, late, never, running := o.person("Prima", "F", "1985-03-01"), o.person("Tardi", "M", "1985-03-01"), o.person("Mai", "F", "1985-03-01"), o.person("Attesa", "F", "1985-03-01")
	o.served(before, "C.1", "2026-07-20")
	o.declared(before, "2026-08-01")
	o.declared(late, "2026-08-03")
	o.served(late, "C.1", "2026-10-20")
	o.declared(never, "2026-08-05")
	o.declared(running, "2026-11-10")

	words := "DID dell'anno i cui due mesi sono finiti e conta quelle con il primo colloquio, anche tenuto prima della DID"
	page := o.region.Get("/indicatori/confronto?indicatore=B.1.1").Expect(http.StatusOK).Has("#confronto .sp-hint", words)
	verdict := page.Find("#confronto tbody tr:contains('San Severo') a:contains('2 su 3 DID scadute')")
	rows := o.region.Get(verdict.AttrOr("href", "")).Expect(http.StatusOK).Has(".sp-facts", "3 DID scadute: 2 con il colloquio (1 in tempo, 1 in ritardo), 1 senza · 1 ancora nei termini")
	if n := rows.Find("main table tbody tr").Length(); n != 3 || strings.Contains(rows.Body, "Tardi Ada") {
		t.Errorf("%d rows behind «su 3», or a name", n)
	}
	rows.Has("tbody tr:nth-child(1)", "20/07/2026").Has("tbody tr:nth-child(1)", "in tempo").Has("tbody tr:nth-child(2)", "05/10/2026").Has("tbody tr:nth-child(2)", "20/10/2026").Has("tbody tr:nth-child(2)", "in ritardo").Has("tbody tr:nth-child(3)", "senza colloquio")
	for tab, want := range map[string]int{"Tutte": 4, "In tempo": 1, "In ritardo": 1, "Senza colloquio": 1, "Ancora nei termini": 1} {
		if n := o.region.Get(rows.Find(".sp-tabs a:contains('"+tab+"')").AttrOr("href", "")).Find("main table tbody tr").Length(); n != want {
			t.Errorf("%s: %d rows", tab, n)
		}
	}
	for named, reader := range map[bool]string{true: "Tardi Ada", false: ""} {
		client := o.operator
		if !named {
			client = o.region
		}
		list := client.Get("/indicatori/colloqui-delle-did?stato=scadute&ambito=" + url.QueryEscape(o.key()))
		f, err := excelize.OpenReader(strings.NewReader(client.Get(list.Find("a[href*='/excel']").AttrOr("href", "")).Expect(http.StatusOK).Body))
		o.ok(err)
		cells, err := f.GetRows(f.GetSheetName(0))
		o.ok(err)
		if len(cells) != 4 || named && (cells[2][1] != reader || !strings.Contains(list.Body, reader)) || !named && strings.Contains(strings.Join(cells[2], " "), "Ada") {
			t.Errorf("named %v: %q", named, cells)
		}
	}
	o.operator.Get("/indicatori/colloqui-delle-did?mese=11").Has(".sp-facts", "0 DID scadute · 1 ancora nei termini")
	o.stranger.Get("/indicatori/colloqui-delle-did?ambito=" + url.QueryEscape(o.key())).Expect(http.StatusNotFound)

	// On the page of the figures the same numbers, with the words; and the mean says of whom it is.
	o.operator.Get("/indicatori/B.1.1").Has("section[aria-labelledby=quota-titolo]", "2 su 3 DID scadute del 2026 (1 ancora nei termini)")
	wait := o.operator.Get("/indicatori/B.1.2").Has("section[aria-labelledby=quota-titolo]", "1 su 3 DID scadute del 2026")
	if strings.Contains(wait.Body, "60 giorni") {
		t.Error("two limits on one page")
	}
	o.region.Get("/indicatori/confronto?indicatore=B.1.2").Has("#confronto .sp-hint", "chi aspetta ancora non vi entra")
	if hints := o.operator.Get("/indicatori/obiettivi").Has("#obiettivi .sp-hint", "chi aspetta ancora non vi entra").Find("#obiettivi .sp-hint").Text(); !strings.Contains(hints, words) {
		t.Errorf("the objectives say %q", hints)
	}
}

// TestTheDIDsOfAShareComeInPages follows the pager to its end.
func TestTheDIDsOfAShareComeInPages(t *testing.T) {
	o := open(t)
	for range 55 {
		o.declared(o.person("Prova", "F", "1985-03-01"), "2026-08-01")
	}
	path, seen := "/indicatori/colloqui-delle-did?stato=scadute", 0
	for path != "" {
		page := o.operator.Get(path).Expect(http.StatusOK)
		seen += page.Find("main table tbody tr").Length()
		path = page.Find("a[rel=next]").AttrOr("href", "")
	}
	if seen != 55 {
		t.Errorf("%d DIDs in pages, want 55", seen)
	}
}
