package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sportello/static"
	"sportello/views/access"
	"sportello/views/layout"
	"sportello/views/shared"
	"sportello/views/styleguide"
)

// guide serves the styleguide, so that what every page relies on is tried in a
// browser apart from any area. Other paths say their own name.
type guide struct {
	*httptest.Server
	mu    sync.Mutex
	posts map[string]int
	extra map[string]http.HandlerFunc
}

func newGuide(t *testing.T) *guide {
	t.Helper()
	g := &guide{posts: map[string]int{}, extra: map[string]http.HandlerFunc{}}
	mux := http.NewServeMux()
	mux.Handle("/static/", static.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		g.mu.Lock()
		if r.Method == http.MethodPost {
			g.posts[r.URL.Path]++
		}
		extra := g.extra[r.URL.Path]
		g.mu.Unlock()
		switch {
		case extra != nil:
			extra(w, r)
		case r.URL.Path == "/guida":
			draw(w, r, styleguide.Page())
		default:
			draw(w, r, page(r.Method+" "+r.URL.Path, ""))
		}
	})
	g.Server = httptest.NewServer(mux)
	t.Cleanup(g.Close)
	return g
}

func (g *guide) count(path string) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.posts[path]
}

func (g *guide) on(path string, h http.HandlerFunc) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.extra[path] = h
}

func draw(w io.Writer, r *http.Request, c templ.Component) {
	if err := c.Render(styleguide.Context(r.Context()), w); err != nil {
		panic(err)
	}
}

// page is a page with the title and the given content.
func page(title, content string) templ.Component {
	body := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, content)
		return err
	})
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return layout.Page(layout.Head{Title: title}).Render(templ.WithChildren(ctx, body), w)
	})
}

func TestTheGuideIsAccessibleAtEveryWidth(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	for _, width := range []int64{320, 360, 640, 800, 1024, 1280, 1920} {
		run(t, ctx, at(g.URL+"/guida", width))
		if s := sideways(t, ctx); s != "" {
			t.Errorf("at %d the page scrolls sideways: %s", width, s)
		}
		if width == 320 || width == 800 || width == 1280 {
			for _, v := range violations(t, ctx) {
				t.Errorf("at %d: %s", width, v)
			}
		}
	}
}

func TestNarrowMenuNeedsNoScript(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 360))
	const open = `getComputedStyle(document.querySelector("#menu")).display !== "none"`
	if eval[bool](t, ctx, open) {
		t.Error("the menu is open before it is asked for")
	}
	run(t, ctx, chromedp.Click(".sp-menu-open", chromedp.ByQuery))
	waitFor(t, ctx, open)
	run(t, ctx, chromedp.Click(".sp-menu-close", chromedp.ByQuery))
	waitFor(t, ctx, "!("+open+")")
}

func focused(t *testing.T, ctx context.Context) string {
	t.Helper()
	return eval[string](t, ctx, `(document.activeElement.id || document.activeElement.textContent).trim()`)
}

func TestShortcutsPressLinksAndFields(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 1280), key("/"))
	if got := focused(t, ctx); got != "cerca" {
		t.Errorf("«/» leads to %q", got)
	}
	run(t, ctx, key("g"), key("s"), key("?"), key("n"))
	if got := eval[string](t, ctx, `document.querySelector("#cerca").value`); got != "gs?n" {
		t.Errorf("letters typed in a field give %q", got)
	}
	run(t, ctx, chromedp.Evaluate(`document.querySelector("#cerca").value = ""`, nil), chromedp.KeyEvent(kb.Escape))
	if got := eval[string](t, ctx, `document.activeElement.tagName`); got != "BODY" {
		t.Errorf("Esc leaves the focus on %s", got)
	}
	run(t, ctx, key("n"))
	waitFor(t, ctx, `location.hash === "#nuovo"`)
	run(t, ctx, key("g"), key("s"))
	waitFor(t, ctx, `location.pathname === "/scrivania" && document.readyState === "complete"`)
	run(t, ctx, key("?"))
	waitFor(t, ctx, `location.pathname === "/scorciatoie"`)
}

func TestShortcutsOfOneLetterCanBeOff(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 1280), chromedp.Evaluate(`document.body.dataset.shortcuts = "off"; document.activeElement.blur()`, nil),
		key("n"), key("/"), key("j"))
	if got := eval[string](t, ctx, `location.hash + document.activeElement.tagName`); got != "BODY" {
		t.Errorf("switched off, the keys still lead to %q", got)
	}
}

func TestRowsAreWalkedAndTicked(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 1280), chromedp.Evaluate(`document.activeElement.blur()`, nil), key("j"), key("j"))
	if got := focused(t, ctx); got != "Caputo Federica" {
		t.Errorf("two steps down lead to %q", got)
	}
	picked := func() string { return eval[string](t, ctx, `document.querySelector("[data-picked]").textContent`) }
	if got := picked(); got != "1 lavoratore selezionato" {
		t.Errorf("the bar says %q", got)
	}
	run(t, ctx, key("x"))
	if got := picked(); got != "2 lavoratori selezionati" {
		t.Errorf("after x the bar says %q", got)
	}
	run(t, ctx, key("k"))
	if got := focused(t, ctx); got != "Augelli Isabella" {
		t.Errorf("one step up leads to %q", got)
	}
	run(t, ctx, chromedp.Click("[data-pick-all]", chromedp.ByQuery))
	if got := picked(); got != "3 lavoratori selezionati" {
		t.Errorf("ticking all, the bar says %q", got)
	}
}

func TestDigitsChooseALevelAndAnOutcome(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 1280), chromedp.Focus(`input[name="livello.1"]`, chromedp.ByQuery), key("1"))
	if got := eval[string](t, ctx, `document.querySelector("input[name='livello.1']:checked").value + document.querySelector("[data-scale-meaning]").textContent`); got != "11: con guida" {
		t.Errorf("the level is %q", got)
	}
	run(t, ctx, chromedp.Evaluate(`for (const f of document.querySelectorAll("form[data-autosave]")) f.remove(); document.querySelector(".sp-ev.late a").focus()`, nil), key("2"))
	waitFor(t, ctx, `document.querySelector("h1").textContent === "POST /appuntamenti/1/esito"`)
}

func TestAFormIsSentOnce(t *testing.T) {
	g := newGuide(t)
	release, free := gate(t)
	g.on("/crea", func(w http.ResponseWriter, r *http.Request) {
		<-release
		http.Redirect(w, r, "/fatto", http.StatusSeeOther)
	})
	g.on("/modulo", func(w http.ResponseWriter, r *http.Request) {
		draw(w, r, page("Modulo", `<form action="/crea" method="post"><button id="invia" type="submit">Invia</button></form>`))
	})
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/modulo", 1280))
	busy := eval[string](t, ctx, `(() => { const b = document.querySelector("#invia"); for (let i = 0; i < 3; i++) b.click(); return b.getAttribute("aria-busy") })()`)
	if busy != "true" {
		t.Errorf("the button says busy: %q", busy)
	}
	free()
	waitFor(t, ctx, `location.pathname === "/fatto"`)
	if n := g.count("/crea"); n != 1 {
		t.Errorf("sent %d times", n)
	}
}

// gate returns a channel that stays shut until free is called, or the test
// ends: a handler that waits must not outlive it.
func gate(t *testing.T) (shut <-chan struct{}, free func()) {
	c := make(chan struct{})
	var once sync.Once
	free = func() { once.Do(func() { close(c) }) }
	t.Cleanup(free)
	return c, free
}

const draftForm = `<p id="bozza" role="status" class="sp-saved" data-version="4"></p>
	<form action="/pannello" method="post" data-autosave="/pannello/bozza">
		<input type="hidden" name="_csrf" value="vecchio"><input type="hidden" name="_version" value="4">
		<label>Testo <input id="testo" name="testo"></label> <button type="submit">Completa</button></form>`

func TestDraftsAreSavedWhileTyping(t *testing.T) {
	g := newGuide(t)
	g.on("/pannello", func(w http.ResponseWriter, r *http.Request) { draw(w, r, page("Pannello", draftForm)) })
	var mu sync.Mutex
	fail := true
	var saved []string
	g.on("/pannello/bozza", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if fail {
			fail = false
			http.Error(w, "rotto", http.StatusInternalServerError)
			return
		}
		saved = append(saved, r.PostFormValue("testo")+" v"+r.PostFormValue("_version"))
		draw(w, r, shared.DraftStatus(shared.Draft{SavedAt: "11:42", Version: int64(4 + len(saved))}))
	})
	ctx := tab(t, "500")
	run(t, ctx, at(g.URL+"/pannello", 1280), chromedp.SendKeys("#testo", "saldatore", chromedp.ByQuery))
	waitFor(t, ctx, `document.querySelector("#bozza").textContent.includes("Quello che hai scritto è ancora qui")`)
	if got := eval[string](t, ctx, `document.querySelector("#testo").value`); got != "saldatore" {
		t.Errorf("after a failure the field holds %q", got)
	}
	waitFor(t, ctx, `document.querySelector("#bozza").textContent.includes("Bozza salvata alle 11:42")`)
	waitFor(t, ctx, `document.querySelector("[name=_version]").value === "5"`)
	run(t, ctx, chromedp.SendKeys("#testo", " TIG", chromedp.ByQuery))
	waitFor(t, ctx, `document.querySelector("[name=_version]").value === "6"`)
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"saldatore v4", "saldatore TIG v5"}; fmt.Sprint(saved) != fmt.Sprint(want) {
		t.Errorf("saved %q, want %q", saved, want)
	}
}

// A draft on its way and the save pressed meanwhile would meet as two versions.
func TestSavingWaitsForTheDraftOnItsWay(t *testing.T) {
	g := newGuide(t)
	arrived := make(chan struct{})
	release, free := gate(t)
	g.on("/pannello", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			draw(w, r, page("Salvato con la versione "+r.PostFormValue("_version"), ""))
			return
		}
		draw(w, r, page("Pannello", draftForm))
	})
	g.on("/pannello/bozza", func(w http.ResponseWriter, r *http.Request) {
		close(arrived)
		<-release
		draw(w, r, shared.DraftStatus(shared.Draft{SavedAt: "11:42", Version: 5}))
	})
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/pannello", 1280), chromedp.SendKeys("#testo", "saldatore", chromedp.ByQuery))
	select {
	case <-arrived:
	case <-ctx.Done():
		t.Fatal("no draft was sent")
	}
	run(t, ctx, chromedp.Click("form[data-autosave] button", chromedp.ByQuery))
	if n := g.count("/pannello"); n != 0 {
		t.Errorf("sent %d times before the draft arrived", n)
	}
	free()
	waitFor(t, ctx, `document.querySelector("h1").textContent === "Salvato con la versione 5"`)
}

func TestAnExpiredSignInIsAskedForInPlace(t *testing.T) {
	g := newGuide(t)
	signedIn := false
	g.on("/pannello", func(w http.ResponseWriter, r *http.Request) { draw(w, r, page("Pannello", draftForm)) })
	g.on("/pannello/bozza", func(w http.ResponseWriter, r *http.Request) {
		if !signedIn {
			w.WriteHeader(http.StatusUnauthorized)
			draw(w, r, access.SignIn(access.SignInForm{Expired: true, Fields: []access.HiddenField{{Name: "_torna", Value: "/altrove"}}}))
			return
		}
		draw(w, r, shared.DraftStatus(shared.Draft{SavedAt: "11:42 " + r.PostFormValue("_csrf") + " " + r.PostFormValue("testo"), Version: 5}))
	})
	g.on("/accesso", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.PostFormValue("_torna") != "":
			t.Error("the sign-in in place carries the form away")
		case r.PostFormValue("password") != "giusta":
			w.WriteHeader(http.StatusUnprocessableEntity)
			draw(w, r, access.SignIn(access.SignInForm{Error: "Indirizzo o password non corretti."}))
			return
		}
		signedIn = true
		draw(w, r, page("Scrivania", `<input type="hidden" name="_csrf" value="nuovo">`))
	})
	ctx := tab(t, "401", "422")
	run(t, ctx, at(g.URL+"/pannello", 1280), chromedp.SendKeys("#testo", "saldatore", chromedp.ByQuery))
	waitFor(t, ctx, `Boolean(document.querySelector("dialog[open] form[data-signin]"))`)
	for _, v := range violations(t, ctx) {
		t.Error(v)
	}
	run(t, ctx, chromedp.SendKeys("dialog #f-password", "sbagliata\r", chromedp.ByQuery))
	waitFor(t, ctx, `document.querySelector("dialog").textContent.includes("non corretti")`)
	run(t, ctx, chromedp.SendKeys("dialog #f-password", "giusta\r", chromedp.ByQuery))
	waitFor(t, ctx, `document.querySelector("#bozza").textContent.includes("gettone-di-prova saldatore") || document.querySelector("#bozza").textContent.includes("nuovo saldatore")`)
	waitFor(t, ctx, `!document.querySelector("dialog")`)
}

func TestARefusedFormKeepsItsTextAndTakesTheFocus(t *testing.T) {
	g := newGuide(t)
	const form = `<form id="modulo" action="/salva" method="post" hx-post="/salva" hx-target="#modulo" hx-swap="outerHTML">%s
		<label>Nome <input id="nome" name="nome" value="%s"></label> <button type="submit">Salva</button></form>`
	g.on("/modulo", func(w http.ResponseWriter, r *http.Request) { draw(w, r, page("Modulo", fmt.Sprintf(form, "", ""))) })
	g.on("/salva", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-CSRF-Token") != "gettone-di-prova" || r.Header.Get("HX-Target") != "modulo" {
			t.Errorf("headers %v", r.Header)
		}
		if r.PostFormValue("nome") == "rotto" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprintf(w, form, `<div tabindex="-1" data-summary>Non ho salvato</div>`, r.PostFormValue("nome"))
	})
	ctx := tab(t, "422", "500", "Response Status Error Code")
	run(t, ctx, at(g.URL+"/modulo", 1280), chromedp.SendKeys("#nome", "Rocco\r", chromedp.ByQuery))
	waitFor(t, ctx, `document.activeElement.matches("[data-summary]")`)
	if got := eval[string](t, ctx, `document.title + "|" + document.querySelector("#nome").value`); got != "Errore: Modulo - Sportello|Rocco" {
		t.Errorf("after the refusal: %q", got)
	}
	run(t, ctx, chromedp.SetValue("#nome", "rotto", chromedp.ByQuery), chromedp.Click("#modulo button", chromedp.ByQuery))
	waitFor(t, ctx, `document.querySelector("#flash").textContent.includes("Quello che hai scritto è ancora qui")`)
	if got := eval[string](t, ctx, `document.querySelector("#nome").value`); got != "rotto" {
		t.Errorf("after a fault the field holds %q", got)
	}
}

func TestNothingOfAPageStaysInTheBrowser(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/guida", 1280), chromedp.Click(".sp-filters button", chromedp.ByQuery))
	waitFor(t, ctx, `location.search !== "" || location.pathname !== "/guida"`)
	waitFor(t, ctx, `JSON.stringify(localStorage) + JSON.stringify(sessionStorage) === "{}{}"`)
}

// On a telephone the search and its button are as wide as the page, and no
// field is cut; the filters stand beside each other as long as they can be read.
func TestFiltersFillANarrowPage(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	for _, width := range []int64{320, 360, 640} {
		run(t, ctx, at(g.URL+"/guida", width))
		if wrong := eval[string](t, ctx, `(() => {
			const form = document.querySelector(".sp-filters"), style = getComputedStyle(form);
			const room = form.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
			const wide = ["input[type=search]", "button"].filter(s => Math.abs(form.querySelector(s).getBoundingClientRect().width - room) > 1);
			const thin = [...form.querySelectorAll("select")].filter(s => s.getBoundingClientRect().width < 130).map(s => s.name);
			return [...wide, ...thin].join(", ");
		})()`); wrong != "" {
			t.Errorf("at %d these do not fill their place: %s", width, wrong)
		}
	}
}

// The bar counts its form's boxes wherever they stand, and says how many of the
// people ticked can be reached by e-mail.
// What is folded away on a narrow screen has its whole width when it is open,
// and on a wide one always; a long title takes two lines, and all when it has
// the focus.
func TestWhatIsFoldedOrCutIsWholeWhenWanted(t *testing.T) {
	g := newGuide(t)
	field := `<div class="sp-f"><label for="%[1]s">Riscontri</label><select id="%[1]s"><option>tutti</option></select></div>`
	long := strings.Repeat("Accesso a misure di sostegno per l'inserimento lavorativo ", 6)
	g.on("/filtri", func(w http.ResponseWriter, r *http.Request) {
		draw(w, r, page("Filtri", `<form class="sp-card sp-filters"><details class="sp-more" open><summary>Altri filtri</summary><div>`+fmt.Sprintf(field, "a")+fmt.Sprintf(field, "b")+
			`</div></details></form><table class="sp-table"><tbody><tr><th scope="row"><a id="lungo" class="sp-clamp" href="/guida">`+long+`</a></th><td>120</td></tr></tbody></table>`))
	})
	ctx := tab(t)
	const height = `document.querySelector("#lungo").getBoundingClientRect().height`
	for _, width := range []int64{360, 1280} {
		run(t, ctx, at(g.URL+"/filtri", width))
		if got := eval[float64](t, ctx, `document.querySelector("#a").getBoundingClientRect().width`); got < 100 {
			t.Errorf("at %d a filter is %v pixels wide", width, got)
		}
		line := eval[float64](t, ctx, `parseFloat(getComputedStyle(document.querySelector("#lungo")).lineHeight)`)
		if got := eval[float64](t, ctx, height); got > 2.2*line {
			t.Errorf("at %d a long title is %v pixels high, a line %v", width, got, line)
		}
		run(t, ctx, chromedp.SendKeys("#a", "\t\t", chromedp.ByQuery)) // past the second filter
		if got := eval[string](t, ctx, "document.activeElement.id"); got != "lungo" {
			t.Errorf("the focus is on %q", got)
		}
		if got := eval[float64](t, ctx, height); width == 360 && got < 2.5*line {
			t.Errorf("at %d a long title with the focus is %v pixels high, a line %v", width, got, line)
		}
	}
}

func TestTheBarCountsBoxesOutsideItsForm(t *testing.T) {
	g := newGuide(t)
	g.on("/scelta", func(w http.ResponseWriter, r *http.Request) {
		draw(w, r, page("Scelta", `<table><tr><td><input type="checkbox" form="insieme" aria-label="tutti" data-pick-all="riga"></td></tr>
			<tr><td><input type="checkbox" form="insieme" name="riga" value="1" aria-label="uno" data-mail></td></tr>
			<tr><td><input type="checkbox" form="insieme" name="riga" value="2" aria-label="due"></td></tr></table>
			<form id="insieme" class="sp-around" action="/x" method="post"><div class="sp-pickbar" data-pickbar="riga">
			<p data-picked data-one="1 riga" data-many="righe">Spunta</p><p data-picked-mail data-yes="per e-mail" data-no="per lettera"></p></div></form>`))
	})
	ctx := tab(t)
	run(t, ctx, at(g.URL+"/scelta", 1280))
	says := func() string {
		return eval[string](t, ctx, `document.querySelector("[data-pickbar]").innerText.replace(/\s+/g, " ").trim()`)
	}
	for _, step := range []struct{ press, want string }{
		{"[value='2']", "1 riga 1 per lettera"},
		{"[data-pick-all]", "2 righe 1 per e-mail, 1 per lettera"},
		{"[data-pick-all]", "Spunta"},
	} {
		run(t, ctx, chromedp.Click(step.press, chromedp.ByQuery))
		if got := says(); got != step.want {
			t.Errorf("after %s the bar says %q, want %q", step.press, got, step.want)
		}
	}
}

// The longest names there are make no page wider than its screen.
func TestLongNamesStayInsideThePage(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	const rename = `(() => {
		const long = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis di Castellana-Montefalcone";
		for (const e of document.querySelectorAll(".sp-me > summary, .sp-who, .sp-crumbs li > *, h1, h2, h3, .sp-table tbody th a, .sp-ev .name, .sp-rows a:not(.btn), .sp-facts, .sp-chip")) {
			const text = [...e.childNodes].find(n => n.nodeType === 3 && n.textContent.trim());
			if (text) text.textContent = long;
		}
	})()`
	for _, width := range []int64{320, 360, 640, 1280} {
		run(t, ctx, at(g.URL+"/guida", width), chromedp.Evaluate(rename, nil))
		if s := sideways(t, ctx); s != "" {
			t.Errorf("at %d the page scrolls sideways: %s", width, s)
		}
	}
}

// Tabs that do not fit stand in a line that moves: the current one is in sight.
func TestTheCurrentTabIsInSight(t *testing.T) {
	g := newGuide(t)
	ctx := tab(t)
	for _, width := range []int64{320, 360} {
		run(t, ctx, at(g.URL+"/guida", width))
		if !eval[bool](t, ctx, `(() => { const tabs = [...document.querySelectorAll(".sp-tabs [aria-current]")], seen = t => { const r = t.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth; }; return tabs.length > 0 && tabs.every(seen); })()`) {
			t.Errorf("at %d the current tab is out of sight", width)
		}
	}
}
