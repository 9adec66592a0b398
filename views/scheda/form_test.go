package scheda_test

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	views "sportello/views/scheda"
	"sportello/views/shared"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

var ctx = scheda.Context{Today: "2026-11-24", Choices: map[string][]scheda.Option{
	"PRE01.appuntamento":        {{Value: "31", Label: "24/11/2026 alle 9:00"}},
	"PRE01.consulente":          {{Value: "7", Label: "Giulia Semeraro"}},
	"INV04.attivita.esperienza": {{Value: "aaaa1111", Label: "Officine Gargano"}, {Value: "bbbb2222", Label: "Cantina"}},
	"INV16.competenze_chiave":   {{Value: "INV07.a", Label: "A"}, {Value: "INV07.b", Label: "B"}, {Value: "INV07.c", Label: "C"}},
	"RIP06.selezionati":         {{Value: "1", Label: "Saldatura"}, {Value: "2", Label: "Carpenteria"}},
	"RIP06.preferito":           {{Value: "1", Label: "Saldatura"}, {Value: "2", Label: "Carpenteria"}},
	"ISC01.percorso":            {{Value: "1", Label: "Saldatura"}},
	"ISC01.organismo":           {{Value: "4", Label: "Form.It"}},
	"ISC01.edizione":            {{Value: "6", Label: "dal 12/01/2027"}},
}}

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// sent returns what a browser sends of the form as drawn.
func sent(doc *goquery.Document) url.Values {
	form := url.Values{}
	doc.Find("input[name], textarea[name], select[name]").Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		switch kind := s.AttrOr("type", ""); {
		case goquery.NodeName(s) == "textarea":
			form.Add(name, s.Text())
		case goquery.NodeName(s) == "select":
			form.Add(name, s.Find("option[selected]").AttrOr("value", ""))
		case kind == "file":
		case kind == "radio" || kind == "checkbox":
			if _, on := s.Attr("checked"); on {
				form.Add(name, s.AttrOr("value", ""))
			}
		default:
			form.Add(name, s.AttrOr("value", ""))
		}
	})
	return form
}

func sample(p scheda.Panel) scheda.Answers {
	return scheda.Decode(p, scheda.Encode(p, panels.Sample(p, nil, ctx)))
}

// What a panel shows is what it sends back: drawn and read again, the answers
// of every panel are the same.
func TestEveryPanelSendsBackWhatItShows(t *testing.T) {
	for _, p := range panels.Base.Panels() {
		a := sample(p)
		doc := draw(t, views.Fields(views.Form{Panel: p, Answers: a, Context: ctx}))
		if got := scheda.Decode(p, sent(doc)); !got.Equal(a) {
			t.Errorf("%s\nshown %s\nsent  %s", p.Code, a.Canonical(), got.Canonical())
		}
	}
}

func TestWhatIsNotValidIsShownAsTyped(t *testing.T) {
	p, _ := panels.Base.Panel("PRE03")
	a := scheda.Decode(p, url.Values{"data_nascita": {"31/02/1974"}, "stato_civile_carichi": {"due"}, "email": {"rocco@"}, "comune_nascita": {"Sansevero"}})
	doc := draw(t, views.Fields(views.Form{Panel: p, Answers: a, Context: ctx}))
	if got := scheda.Decode(p, sent(doc)); !got.Equal(a) {
		t.Errorf("%s", got.Canonical())
	}
	if v := doc.Find("[name=data_nascita]").AttrOr("value", ""); v != "31/02/1974" {
		t.Errorf("date shown as %q", v)
	}
}

// The appointment and its day cannot change, so PRE01 does not ask for them: it
// shows them and sends them back. What is missing or wrong is asked.
func TestWhatCannotChangeIsNotAsked(t *testing.T) {
	p, _ := panels.Base.Panel("PRE01")
	a := scheda.Decode(p, url.Values{"appuntamento": {"31"}, "data_avvio": {"2026-11-24"}})
	doc := draw(t, views.Fields(views.Form{Panel: p, Answers: a, Context: ctx}))
	for name, reads := range map[string]string{"appuntamento": "24/11/2026 alle 9:00", "data_avvio": "24/11/2026"} {
		if n := doc.Find("[name=" + name + "]:not([type=hidden])").Length(); n != 0 {
			t.Errorf("%s is asked", name)
		}
		if got := doc.Find("#" + shared.FieldID(name)).Text(); !strings.Contains(got, reads) {
			t.Errorf("%s reads %q", name, got)
		}
	}
	var errs rule.Refusals
	errs.Add("data_avvio", "La data di avvio è quella dell'appuntamento.")
	a = scheda.Decode(p, url.Values{"data_avvio": {"2026-11-23"}})
	doc = draw(t, views.Fields(views.Form{Panel: p, Answers: a, Context: ctx, Errors: errs}))
	if doc.Find("select[name=appuntamento]").Length() != 1 || doc.Find("input[name=data_avvio]:not([type=hidden])").Length() != 1 {
		t.Error("what is missing or wrong cannot be put right")
	}
}

// Every control has a name in words, an id of its own, and describes itself by
// elements that are there.
func TestControlsAreNamedAndDescribed(t *testing.T) {
	for _, p := range panels.Base.Panels() {
		var errs, warnings rule.Refusals
		for _, f := range p.Fields {
			errs.Add(f.Name, "Errore di "+f.Name)
			warnings.Add(f.Name, "Avviso di "+f.Name)
		}
		doc := draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx, Errors: errs, Warnings: warnings}))
		ids := map[string]int{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) { ids[s.AttrOr("id", "")]++ })
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %s %d times", p.Code, id, n)
			}
		}
		doc.Find("input:not([type=hidden]), textarea, select").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if s.AttrOr("aria-label", "") == "" && doc.Find("label[for='"+id+"']").Length() == 0 {
				t.Errorf("%s: %s has no label", p.Code, s.AttrOr("name", ""))
			}
		})
		doc.Find("[aria-describedby], [aria-labelledby]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr("aria-describedby", "") + " " + s.AttrOr("aria-labelledby", "")) {
				if ids[id] == 0 {
					t.Errorf("%s: nothing has the id %s", p.Code, id)
				}
			}
		})
		for _, f := range p.Fields {
			if f.Unavailable == "" && ids[shared.FieldID(f.Name)] == 0 && f.Type != scheda.Ranking {
				t.Errorf("%s: the summary of errors finds no %s", p.Code, f.Name)
			}
			if f.Editable() && !strings.Contains(doc.Text(), "Errore di "+f.Name) {
				t.Errorf("%s: the error of %s is not shown", p.Code, f.Name)
			}
			if f.Unavailable == "" && !strings.Contains(doc.Text(), "Avviso di "+f.Name) {
				t.Errorf("%s: the warning of %s is not shown", p.Code, f.Name)
			}
		}
	}
}

// The first button of the form keeps a draft: Enter never removes a row.
func TestEnterKeepsADraft(t *testing.T) {
	p, _ := panels.Base.Panel("INV01")
	doc := draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx, Draft: "/bozza"}))
	first := doc.Find("button").First()
	if first.AttrOr("name", "") != "" || first.AttrOr("formaction", "") != "/bozza" {
		t.Error("the first button is another")
	}
	if doc.Find("button[name=_del][value='titoli.1']").AttrOr("formaction", "") != "/bozza" || doc.Find("button[name=_add][value=titoli]").Length() != 1 {
		t.Error("rows cannot be added and removed")
	}
}

func TestAskedRowAndFoundEntries(t *testing.T) {
	p, _ := panels.Base.Panel("INV01")
	doc := draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx, Blank: "titoli"}))
	if doc.Find("fieldset.sp-item").Length() != 3 || doc.Find("[name='titoli.2.livello']").Length() != 1 {
		t.Error("no blank row")
	}
	begins := func(doc *goquery.Document, want string) {
		t.Helper()
		at := doc.Find("[autofocus]")
		if got := at.AttrOr("name", "") + at.AttrOr("id", ""); at.Length() != 1 || got != want {
			t.Errorf("the page begins in %d places, at %q, want %q", at.Length(), got, want)
		}
	}
	begins(doc, "titoli.2.livellof-titoli-2-livello")
	for gone, want := range map[string]string{"titoli.0": "titoli.0.livellof-titoli-0-livello", "titoli.1": "titoli.1.livellof-titoli-1-livello", "titoli.2": "_add"} {
		begins(draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx, Gone: gone})), want)
	}
	if n := draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx})).Find("[autofocus]").Length(); n != 0 {
		t.Error("a panel that is opened begins in a row")
	}
	p, _ = panels.Base.Panel("PRE03")
	doc = draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx, Found: "comune_nascita", Entries: []string{"FOGGIA [D643]"}}))
	if doc.Find("button[name=_set][value='comune_nascita=FOGGIA [D643]']").Length() != 1 {
		t.Error("the entry found cannot be taken")
	}
}

func TestLabelsOfErrors(t *testing.T) {
	p, _ := panels.Base.Panel("INV01")
	f := views.Form{Panel: p, Errors: rule.Refusals{{Field: "titoli.1.anno"}, {Field: "titoli"}}}
	if got := f.Labels(); got["titoli.1.anno"] != "Titoli di studio, 2: Anno di conseguimento, o ultimo anno frequentato" || got["titoli"] != "Titoli di studio" {
		t.Errorf("%v", got)
	}
	p, _ = panels.Base.Panel("INV13")
	f = views.Form{Panel: p, Errors: rule.Refusals{{Field: "valori.3"}}}
	if got := f.Labels(); got["valori.3"] != "Valori in ordine, posto 3" {
		t.Errorf("%v", got)
	}
	p, _ = panels.Base.Panel("INV06")
	f = views.Form{Panel: p, Errors: rule.Refusals{{Field: "base.calcolo.livello"}}}
	if got := f.Labels(); got["base.calcolo.livello"] != "Fare di conto, livello" {
		t.Errorf("%v", got)
	}
}

func TestNotAvailableYet(t *testing.T) {
	p, _ := panels.Base.Panel("RIP02")
	doc := draw(t, views.Fields(views.Form{Panel: p, Context: ctx}))
	if !strings.Contains(doc.Text(), "Non ancora disponibile") || doc.Find("[name=vacancy_coerenti]").Length() > 0 {
		t.Error("the vacancies ask for something")
	}
}

func TestReadingShowsTheAnswersInWords(t *testing.T) {
	p, _ := panels.Base.Panel("INV08")
	doc := draw(t, views.Reading(scheda.Describe(p, sample(p), ctx)))
	if doc.Find("table tbody tr").Length() != 6 || !strings.Contains(doc.Find("td").Text(), "3 in autonomia") {
		t.Error(doc.Text())
	}
}

// What each level of a scale means stands on the page before one chooses: beside
// the level, or once above the rows; and the keys named are those of the levels.
func TestTheLevelsOfAScaleSayWhatTheyMean(t *testing.T) {
	grade := people.PartQuestions.Panel(people.ProfileScheda)
	for _, p := range append(panels.Base.Panels(), grade, people.PartInDepth.Panel(people.ProfileScheda), people.PartSpecial.Panel(people.ProfileScheda)) {
		doc := draw(t, views.Fields(views.Form{Panel: p, Answers: sample(p), Context: ctx}))
		doc.Find("[data-scale] label:has(input)").Each(func(_ int, s *goquery.Selection) {
			level, meaning, _ := strings.Cut(s.Find("input").AttrOr("aria-label", ""), ": ")
			if beside := strings.TrimSpace(s.Find("small").Text()); beside != meaning && !strings.Contains(doc.Find(".sp-key").Text(), level+" "+meaning) {
				t.Errorf("%s: level %s, «%s», says «%s» beside it", p.Code, level, meaning, beside)
			}
		})
	}
	for code, want := range map[string]string{"PRE01": "", "PRE05": "1-5", "INV04": "1-4", "INV06": "0-4", "RIP03": "0-4"} {
		p, _ := panels.Base.Panel(code)
		if keys := views.Shortcuts(p); want == "" && len(keys) != 2 || want != "" && keys[0].Keys != want {
			t.Errorf("%s: %v, want %q", code, keys, want)
		}
	}
	if keys := views.Shortcuts(grade); keys[0].Keys != "1-5" {
		t.Errorf("the grade: %v", keys)
	}
}
