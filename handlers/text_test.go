package handlers_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
	"github.com/xuri/excelize/v2"
)

// evil is what people may write anywhere: run by a browser, by a spreadsheet, or
// cutting a line short.
const evil = `=1+1"'><script>alert(1)</script><img src=x onerror=alert(1)><b hx-get="/uscita">` + "\r\nX-Evil: 1"

// written are the columns that hold what people write.
var written = map[string][]string{
	"worker":   {"surname", "name", "residence", "residence_address", "domicile_address", "phone", "email", "birth_place", "study_title", "permit"},
	"list_row": {"residence", "company", "job", "study_title", "benefit"}, "worker_list": {"name", "description"}, "worker_history": {"before", "after", "reason"},
	"appointment": {"room", "subject", "reason"}, "riscontro": {"note"}, "closed_day": {"reason"}, "absence": {"reason"},
	"user": {"surname", "name"}, "accreditation": {"surname", "name", "phone", "job", "reason"}, "accreditation_event": {"reason"}, "communicated_operator": {"surname", "name"},
	"cpi": {"address", "phone", "email", "patron_name"}, "help_request": {"name", "email", "subject", "body", "answer", "request_number"}, "faq": {"question", "answer", "topic"},
	"iter_procedurale": {"version", "title", "changes"}, "course": {"title", "description", "requirements"}, "training_body": {"name", "address", "phone", "email"}, "edition": {"code"},
	"enrolment": {"needs"}, "document": {"title"}, "protocol_entry": {"counterpart", "subject", "annulled_reason"}, "mail": {"recipient", "subject", "body", "last_error"},
	"conditionality_notice": {"note"}, "conditionality_reason": {"words"}, "referral_judgement": {"reason"},
	"stored_file": {"name"}, "import_load": {"file_name", "sender"}, "delivered_service": {"note", "outcome"}, "job": {"error", "step"},
}

// TestWhatPeopleWriteIsText writes evil into everything that people write, and
// opens every page that leads to it: there it is text.
func TestWhatPeopleWriteIsText(t *testing.T) {
	w := newWorks(t)
	w.everything()
	for table, columns := range written {
		for _, column := range columns {
			w.write(fmt.Sprintf("UPDATE OR IGNORE %s SET %s=?", table, column), evil)
		}
	}
	w.write("UPDATE faq SET published_at=updated_at")
	w.write(`UPDATE import_row SET cells=json_array(?,?,?), reason=?, warning=?, fate=CASE line%2 WHEN 0 THEN 'respinta' ELSE fate END`, evil, evil, "-"+evil, "perché "+evil, evil)
	w.write("UPDATE import_load SET rejected=5")
	w.write(`UPDATE communicated_load SET file_name=?, report=json_set(report,'$.details[0].cells',json_array(?,?))`, evil, evil, evil)
	// A letter is printed with what is stored now.
	w.quietly(func() {
		w.do(act{who: "giulia", page: "/appuntamenti/nuovo?riga=" + w.row(5), form: "form[action='/appuntamenti']",
			set: v("operatore", w.user("giulia"), "giorno", "2026-12-22", "ora", "10:30", "durata", "30", "oggetto", evil, "tipo", "convocazione")})
	})
	w.write(`UPDATE bilancio_panel SET answers=(SELECT json_group_object(key, CASE WHEN type='text' THEN ? ELSE json(value) END) FROM json_each(answers)) WHERE panel<>'ISC01'`, evil)
	letter := "/appuntamenti/" + w.one("SELECT max(id) FROM appointment") + "/lettera"
	rejects := "/caricamenti/" + w.one("SELECT id FROM import_load WHERE state='applicato'") + "/respinte.csv"
	real := webtest.Serve(t, w.DB, w.Clock, web.Config{})
	seen, kinds := map[string]bool{}, map[string]int{}
	texts, files := 0, map[string]bool{}
	for _, a := range accounts {
		if a.name == "cambia" {
			continue
		}
		c := real.As(a.name)
		for queue := append([]string{letter, rejects, "/registri-protocollo/2026-11-24"}, w.doors()...); len(queue) > 0; queue = queue[1:] {
			path := queue[0]
			if seen[path] || kinds[shape(path)] == ofAKind {
				continue
			}
			page := c.Get(path)
			switch page.Status {
			case http.StatusSeeOther:
				queue = append(queue, page.Header.Get("Location"))
				continue
			case http.StatusOK:
				seen[path] = true
				kinds[shape(path)]++
			}
			if page.Status >= 500 {
				t.Errorf("%s as %s: status %d", path, a.name, page.Status)
			}
			if !strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") {
				if isText(t, path, page) {
					files[shape(path)] = true
				}
				continue
			}
			page.Find("script:not([src^='/static/']), main img[src=x], b[hx-get], [onerror], main [hx-get='/uscita']").Each(func(_ int, s *goquery.Selection) {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s as %s: alive: %s", path, a.name, html)
			})
			if strings.Contains(page.Text("body"), `<script>alert(1)</script>`) {
				texts++
			}
			queue = append(queue, linksOf(page)...)
		}
	}
	if texts < 120 {
		t.Errorf("evil was met on %d pages only", texts)
	}
	for _, path := range []string{"/elenchi/0/excel", "/caricamenti/0/respinte.csv", "/operatori-comunicati/caricamenti/0/scarti", "/appuntamenti/0/lettera", "/registri-protocollo/0-0-0", "/appuntamenti/0/calendario.ics"} {
		if !files[path+"?"] {
			t.Errorf("evil was not met in a file of %s", path)
		}
	}
}

// ofAKind is how many pages are opened of which the addresses differ in numbers
// alone.
const ofAKind = 3

// doors are the pages without a number in their address.
func (w *works) doors() []string {
	var out []string
	for _, r := range w.routes {
		if r.Method == http.MethodGet && !strings.Contains(r.Path, ":") {
			out = append(out, r.Path)
		}
	}
	return out
}

func linksOf(page *webtest.Page) []string {
	var out []string
	page.Find("main a[href^='/']").Each(func(_ int, a *goquery.Selection) { out = append(out, a.AttrOr("href", "")) })
	return out
}

var digits = regexp.MustCompile(`[0-9]+`)

// shape is what addresses of one kind have in common.
func shape(href string) string {
	href, _, _ = strings.Cut(href, "#")
	path, query, _ := strings.Cut(href, "?")
	keys := regexp.MustCompile(`=[^&]*`).ReplaceAllString(query, "")
	return digits.ReplaceAllString(path, "0") + "?" + keys
}

// isText fails the test if a file would run what was written in it; it returns
// whether that is in it at all.
func isText(t *testing.T, path string, page *webtest.Page) bool {
	t.Helper()
	for name := range page.Header {
		if name == "X-Evil" {
			t.Errorf("%s: a line of a name became a header", path)
		}
	}
	switch kind := page.Header.Get("Content-Type"); {
	case strings.HasPrefix(kind, "text/csv"):
		sheet := csv.NewReader(strings.NewReader(strings.TrimPrefix(page.Body, "\ufeff")))
		sheet.FieldsPerRecord = -1
		if head, _, _ := strings.Cut(page.Body, "\n"); strings.Contains(head, ";") {
			sheet.Comma = ';'
		}
		rows, err := sheet.ReadAll()
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, cell := range slices.Concat(rows...) {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("%s: a formula: %.60q", path, cell)
			}
		}
		return strings.Contains(page.Body, "alert(1)")
	case strings.Contains(kind, "spreadsheet"):
		book, err := excelize.OpenReader(strings.NewReader(page.Body))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		found := false
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				for j, text := range row {
					cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
					if formula, _ := book.GetCellFormula(sheet, cell); formula != "" {
						t.Errorf("%s %s: a formula: %s", path, cell, formula)
					}
					if strings.Contains(text, "alert(1)") {
						found = true
					}
				}
			}
		}
		return found
	case kind == "application/pdf":
		if bytes.Contains([]byte(page.Body), []byte("/JavaScript")) {
			t.Errorf("%s: a PDF with a script", path)
		}
		return strings.Contains(textOf(t, page.Body), "alert(1)")
	case strings.HasPrefix(kind, "text/calendar"):
		if strings.Contains(page.Body, "\nX-Evil") {
			t.Errorf("%s: a line of a name became a property:\n%s", path, page.Body)
		}
		return strings.Contains(page.Body, "alert(1)")
	}
	return false
}

// textOf returns what pdftotext reads in a PDF.
func textOf(t *testing.T, content string) string {
	t.Helper()
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = strings.NewReader(content)
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian: poppler-utils): %v", err)
	}
	return string(text)
}
