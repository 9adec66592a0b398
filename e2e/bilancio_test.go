package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/handlers/webtest"

	"github.com/chromedp/chromedp"
)

// path is a bilancio under way, made by the stores.
type path struct {
	*webtest.Server
	t     testing.TB
	store *bilancio.Store
	actor rule.Actor
	id    int64
}

func newPath(t testing.TB) path {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := webtest.Serve(t, d, clock, web.Config{Demo: true})
	p := path{Server: s, t: t, store: bilancio.NewStore(d), actor: s.Actor(s.User("Giulia", rule.RoleOfficeHead, "cpi:San Severo"))}
	worker, err := people.NewStore(d).Create(t.Context(), p.actor, map[string]string{"codice_fiscale": "BNCRCC74C15D643H", "surname": "Bianchi", "name": "Rocco", "sex": "M", "birth_date": "1974-03-15", "residence_province": "FG"})
	p.must(err)
	appointment, err := agenda.NewStore(d).Book(t.Context(), p.actor, agenda.Booking{Worker: worker, Kind: agenda.KindBilancio, Slot: agenda.Slot{Day: d.Today(), Starts: 540, Ends: 720}})
	p.must(err)
	region := s.Actor(s.User("Regia", rule.RoleRegion, "regione"))
	courses := training.NewStore(d)
	body, err := courses.SaveBody(t.Context(), region, training.Body{CodiceFiscale: "02345670711", Name: "Form.It"})
	p.must(err)
	course, err := courses.SaveCourse(t.Context(), region, training.Course{Code: "P1", Title: "Addetto alla saldatura", Description: "Saldatura e disegno tecnico.", Active: true}, []int64{body})
	p.must(err)
	_, err = courses.SaveEdition(t.Context(), region, training.Edition{Code: "E1", CourseID: course, BodyID: body, Place: training.Place{Town: "Foggia", Province: "FG"}, StartsOn: "2027-01-12", Seats: 15})
	p.must(err)
	p.id, err = p.store.Start(t.Context(), p.actor, appointment, "AASS")
	p.must(err)
	return p
}

func (p path) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// phase completes every panel of a phase with its sample, and closes it.
func (p path) phase(name string) {
	p.t.Helper()
	ph, _ := panels.Base.Phase(name)
	for _, panel := range ph.Panels {
		if panel.Code == "PRE07" {
			_, err := p.store.IssueContract(p.t.Context(), p.actor, p.id)
			p.must(err)
			received, err := archive.NewStore(p.DB).Receive(p.t.Context(), archive.OnlyPDF("scansione"), archive.Upload{Name: "contratto.pdf", Content: strings.NewReader(scan)})
			p.must(err)
			p.must(p.store.AttachScan(p.t.Context(), p.actor, p.id, received))
			received.Close()
		}
		b, v, err := p.store.Panel(p.t.Context(), p.actor, p.id, panel.Code)
		p.must(err)
		a := scheda.Decode(panel, scheda.Encode(panel, panels.Sample(panel, v.State.Answers, v.Facts.Context)))
		_, err = p.store.Save(p.t.Context(), p.actor, p.id, panel.Code, bilancio.SaveInput{Version: b.Panels[panel.Code].Version, Answers: a, Complete: true})
		p.must(err)
	}
	_, err := p.store.Close(p.t.Context(), p.actor, p.id, name)
	p.must(err)
}

const scan = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n184\n%%EOF\n"

// The panels, as a form and as they read, are accessible; so are the pages
// around them, also at the width of a telephone.
func TestThePagesOfABilancioAreAccessible(t *testing.T) {
	b := newPath(t)
	p := open(t, b.URL, true)
	p.signIn(webtest.Address("Giulia"), webtest.Password)
	at := fmt.Sprintf("/bilanci/%d", b.id)
	check := func(paths ...string) {
		for _, path := range paths {
			p.visit(path)
			p.checkAccessibility(path)
		}
	}
	check("/bilanci", at, at+"/pannelli/PRE03", at+"/contratto", at+"/fasi/preliminare/chiusura", at+"/interruzione")
	b.phase(panels.Preliminare)
	for _, panel := range []string{"INV01", "INV04", "INV07", "INV09", "INV13", "INV15", "INV16"} { // one of each kind of field
		check(at + "/pannelli/" + panel)
	}
	b.phase(panels.Investigativa)
	p.size(360, 800)
	check(at, at+"/pannelli/INV08", at+"/fasi/investigativa/riapertura", at+"/pannelli/RIP06", at+"/pannelli/RIP03", "/bilanci")
	var wide int
	p.js("document.documentElement.scrollWidth", &wide)
	if wide > 360 {
		t.Errorf("the list is %d pixels wide on a screen of 360", wide)
	}
}

// What is typed is kept by itself, and said; the next save knows the version.
func TestADraftIsKeptWhileItIsTyped(t *testing.T) {
	b := newPath(t)
	p := open(t, b.URL, true)
	p.signIn(webtest.Address("Giulia"), webtest.Password)
	p.visit(fmt.Sprintf("/bilanci/%d/pannelli/PRE05", b.id))
	p.run(chromedp.SendKeys("textarea[name=aspettative]", "Vorrei tornare a lavorare in officina.", chromedp.ByQuery))
	p.waitText("#bozza", "Bozza salvata alle")
	p.run(chromedp.SendKeys("textarea[name=aspettative]", " Al mattino.", chromedp.ByQuery))
	p.waitText("input[name=_version][value='2']", "")
	stored, err := b.store.Bilancio(t.Context(), b.actor, b.id)
	if err != nil {
		t.Fatal(err)
	}
	if got := stored.Panels["PRE05"]; got.Answers.Text("aspettative") != "Vorrei tornare a lavorare in officina. Al mattino." || got.Status != scheda.StatusDraft {
		t.Errorf("kept: %+v", got)
	}
	// a lookup proposes rows of the table while one types
	p.visit(fmt.Sprintf("/bilanci/%d/pannelli/PRE03", b.id))
	p.run(chromedp.SendKeys("input[name=comune_nascita]", "San Sev", chromedp.ByQuery))
	p.waitText("datalist option[value='San Severo (FG) [I158]']", "")
	// and says below the field when there is none, until there is one again
	said := "[role=status][id^='f-comune_nascita']"
	p.run(chromedp.SendKeys("input[name=comune_nascita]", "zz", chromedp.ByQuery))
	p.waitText(said, "trovato: prova con le prime lettere del nome")
	p.run(chromedp.SendKeys("input[name=comune_nascita]", "\b\b", chromedp.ByQuery))
	p.waitText("datalist option[value='San Severo (FG) [I158]']", "")
	var left string
	if p.js(fmt.Sprintf("document.querySelector(%q).textContent", said), &left); left != "" {
		t.Errorf("still says %q", left)
	}
}

// waitText waits until the selector finds something that says the words.
func (p *walker) waitText(selector, words string) {
	p.t.Helper()
	for range 200 {
		var found bool
		p.js(fmt.Sprintf("[...document.querySelectorAll(%q)].some(e => e.textContent.includes(%q))", selector, words), &found)
		if found {
			return
		}
		p.run(chromedp.Sleep(50 * time.Millisecond))
	}
	p.t.Fatalf("%s never says %q", selector, words)
}
