package bilancio_test

import (
	"slices"
	"testing"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/scheda"
)

// Beside a code the name is the table's, and the card keeps a citizenship by its
// code: what both know is no difference.
func TestANameIsThatOfItsCode(t *testing.T) {
	o := newOffice(t)
	id := o.started()
	_, v, err := o.store.Panel(t.Context(), o.operator, id, "PRE03")
	o.check(err)
	a := v.State.Answers.Clone()
	a["cittadinanza"] = scheda.T("Astronauta [436]")
	_, err = o.store.Save(t.Context(), o.operator, id, "PRE03", bilancio.SaveInput{Version: o.load(id).Panels["PRE03"].Version, Answers: a})
	o.check(err)
	kept := o.load(id).Panels["PRE03"].Answers
	if got := kept.Text("cittadinanza"); got != "Marocco [436]" {
		t.Errorf("kept as %s", got)
	}
	panel := v.Panel
	for onCard, want := range map[string]int{"436": 0, "100": 1} {
		n := 0
		for _, d := range panels.Differences(panel, scheda.Answers{"cittadinanza": kept["cittadinanza"]}, func(string) string { return onCard }) {
			n++
			if d.Values["citizenship"] != "436" {
				t.Errorf("the card would be told %v", d.Values)
			}
		}
		if n != want {
			t.Errorf("%s on the card: %d differences, want %d", onCard, n, want)
		}
	}
}

// The card's sections and the panels that ask the same have the same fields, so
// that one is copied into the other.
func TestSectionsOfTheCardAreFieldsOfThePanels(t *testing.T) {
	for code, name := range panels.CardSections {
		section, ok := people.CardScheda.Panel(name)
		panel, there := panels.Base.Panel(code)
		if !ok || !there {
			t.Fatalf("%s or %s is not there", code, name)
		}
		var compare func(path string, of []scheda.Field)
		compare = func(path string, of []scheda.Field) {
			for _, f := range of {
				same, ok := panel.Field(path + f.Name)
				if !ok || same.Type != f.Type || same.Source != f.Source || same.MaxLen != f.MaxLen || len(same.Options) != len(f.Options) {
					t.Errorf("%s.%s%s is not what %s asks", name, path, f.Name, code)
					continue
				}
				for i, o := range f.Options {
					if same.Options[i] != o {
						t.Errorf("%s.%s%s: %v, in %s %v", name, path, f.Name, o, code, same.Options[i])
					}
				}
				compare(path+f.Name+".", f.Sub)
			}
		}
		compare("", section.Fields)
	}
}

// What the card knows is found in the bilancio, and what the bilancio corrects
// is offered back to it.
func TestSectionsGoIntoTheBilancioAndComeBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	card := people.NewStore(o.db)
	studies := scheda.Answers{"titoli": scheda.Rows(scheda.Answers{scheda.RowID: scheda.T("a"), "livello": scheda.T("licenza_media"), "denominazione": scheda.T("Scuola media"), "anno": scheda.T("1988"), "conseguito": scheda.T("si")})}
	o.check(card.SaveSection(t.Context(), o.operator, o.worker, people.SectionStudies, 0, studies))
	o.check(card.SaveSection(t.Context(), o.operator, o.worker, people.SectionLicences, 0, scheda.Answers{"patenti": scheda.Many("B"), "automunito": scheda.T("si")}))
	id := o.started()
	o.signed(id)
	err := second(o.store.Close(t.Context(), o.operator, id, panels.Preliminare))
	o.check(err)

	_, v, err := o.store.Panel(t.Context(), o.operator, id, "INV01")
	o.check(err)
	if !v.State.Answers["titoli"].Blank() && !people.SameField(v.State.Answers["titoli"], studies["titoli"]) || v.State.Answers.Text("titoli.0._id") != "a" {
		t.Errorf("proposed %s", v.State.Answers.Canonical())
	}
	if got := v.Prefill["titoli"].Words(); got != "dalla scheda lavoratore, 24/11/2026" {
		t.Errorf("source %q", got)
	}
	save := func(code string, a scheda.Answers) bilancio.Bilancio {
		t.Helper()
		_, err := o.store.Save(t.Context(), o.operator, id, code, bilancio.SaveInput{Version: o.load(id).Panels[code].Version, Answers: a, Complete: true})
		o.check(err)
		return o.load(id)
	}
	differences := func(b bilancio.Bilancio, code string) []panels.Difference {
		t.Helper()
		d, err := o.store.Differences(t.Context(), b, code)
		o.check(err)
		return d
	}
	if d := differences(save("INV01", v.State.Answers), "INV01"); len(d) != 0 {
		t.Errorf("as it was: %+v", d)
	}
	more := v.State.Answers.Clone()
	more["titoli"] = scheda.Rows(append(more.Rows("titoli"), scheda.Answers{scheda.RowID: scheda.T("b"), "livello": scheda.T("qualifica"), "denominazione": scheda.T("Saldatore"), "anno": scheda.T("1992"), "conseguito": scheda.T("si")})...)
	d := differences(save("INV01", more), "INV01")
	if len(d) != 1 || d[0].Label != "Titoli di studio" || d[0].Before == d[0].After {
		t.Fatalf("%+v", d)
	}
	n, err := o.store.UpdateCard(t.Context(), o.operator, id, "INV01")
	o.check(err)
	c, err := card.CardSection(t.Context(), o.operator, o.worker, people.SectionStudies)
	o.check(err)
	if n != 1 || len(c.Entries) != 2 || c.Entries[0].Source != people.SourceOperator || c.Entries[1].Source != people.SourceBilancio || c.Source != people.SourceBilancio {
		t.Errorf("%d %+v", n, c.Entries)
	}
	if d := differences(o.load(id), "INV01"); len(d) != 0 {
		t.Errorf("after the card took it: %+v", d)
	}
	// A list and the declaration that there is none: the card keeps one of them.
	if d := differences(save("INV02", scheda.Answers{"nessun_corso": scheda.T("si")}), "INV02"); len(d) != 1 {
		t.Errorf("%+v", d)
	}
	if _, err := o.store.UpdateCard(t.Context(), o.elsewhere, id, "INV02"); err == nil {
		t.Error("another office writes the card")
	}
}

// The groups that PRE04 offers are those of the card, in its words, and it
// proposes those that the person is in.
func TestTheGroupsOfThePersonAreProposed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	panel, _ := panels.Base.Panel("PRE04")
	f, _ := panel.Field("target")
	for i, c := range people.TargetOptions() {
		if i >= len(f.Options) || f.Options[i] != (scheda.Option{Value: c.Value, Label: c.Label}) {
			t.Fatalf("option %d is not %v: %v", i, c, f.Options)
		}
	}
	card := people.NewStore(o.db)
	_, err := card.DeclareDID(t.Context(), o.operator, people.DID{WorkerID: o.worker, On: "2025-06-01", Channel: "portale"})
	o.check(err)
	o.check(card.SetMark(t.Context(), o.operator, people.Mark{WorkerID: o.worker, Target: "gol_3", From: "2026-11-01", Note: "assessment"}))
	id := o.started()
	_, v, err := o.store.Panel(t.Context(), o.operator, id, "PRE04")
	o.check(err)
	if got := v.State.Answers["target"].Items; !slices.Equal(got, []string{"svantaggiato", "lunga_durata", "gol_3"}) {
		t.Errorf("proposed %v", got)
	}
	if got := v.State.Answers.Text("stato_occupazionale"); got != "disoccupato" {
		t.Errorf("status %q follows from the DID", got)
	}
}

// What a bilancio says of the index of profiling is a fact of its own, not a
// correction of the record.
func TestTheIndexOfABilancioIsRecorded(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	card := people.NewStore(o.db)
	id := o.started()
	o.fill(id, "PRE04")
	a := o.load(id).Panels["PRE04"].Answers.Clone()
	a["indice_profiling"] = scheda.T("0.62")
	o.check(second(o.store.Save(t.Context(), o.operator, id, "PRE04", bilancio.SaveInput{Version: o.load(id).Panels["PRE04"].Version, Answers: a, Complete: true})))
	o.check(second(o.store.UpdateCard(t.Context(), o.operator, id, "PRE04")))
	all, err := card.Indices(t.Context(), o.worker)
	o.check(err)
	if len(all) != 1 || all[0].Value != 0.62 || all[0].On != "2026-11-24" || all[0].Source != "bilancio" || all[0].Note != o.load(id).Code() {
		t.Errorf("%+v", all)
	}
	if w, err := card.Worker(t.Context(), o.operator, o.worker); err != nil || w.Value("profiling_index") != "0.62" {
		t.Errorf("the record says %q (%v)", w.Value("profiling_index"), err)
	}
}
