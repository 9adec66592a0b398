package people

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// strong are answers that show no fragility.
func strong() scheda.Answers {
	a := scheda.Answers{"risultato_atteso": scheda.T("Un percorso"), "lavoro_cercato": scheda.T("Magazziniere"), "difficolta": scheda.Many("nessuna"), "fascia": scheda.T("4")}
	for _, q := range []string{"obiettivo", "profilo", "esperienza", "formazione", "mercato", "ricerca", "autonomia", "promozione", "vincoli"} {
		a[q] = scheda.T("3")
	}
	return a
}

func with(a scheda.Answers, field, value string) scheda.Answers {
	out := a.Clone()
	out[field] = scheda.T(value)
	return out
}

func area(name, level, note, services string) scheda.Answers {
	row := scheda.Answers{"livello": scheda.T(level), "nota": scheda.T(note), "servizi": scheda.T(services)}
	return scheda.Answers{"aree": scheda.Value{Group: scheda.Answers{name: {Group: row.Compact()}}}}
}

func TestFragilityIsALowGradeOrAnAnswerAtTheWeakEnd(t *testing.T) {
	dbtest.Proves(t, "orientamento 8")
	for _, c := range []struct {
		name string
		a    scheda.Answers
		want int
	}{
		{"nothing answered", scheda.Answers{}, 0},
		{"all well", strong(), 0},
		{"grade 3", with(strong(), "fascia", "3"), 0},
		{"grade 2", with(strong(), "fascia", "2"), 1},
		{"grade 1", with(strong(), "fascia", "1"), 1},
		{"an answer near the weak end", with(strong(), "vincoli", "2"), 0},
		{"an answer at the weak end", with(strong(), "vincoli", "1"), 1},
		{"two and the grade", with(with(with(strong(), "autonomia", "1"), "ricerca", "1"), "fascia", "2"), 3},
	} {
		if got := Fragility(c.a); len(got) != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
	panel := PartQuestions.Panel(ProfileScheda)
	for _, f := range panel.Fields { // each question with grades has its weak end, and each weak end is an answer
		has := slices.ContainsFunc(weakEnds, func(w struct{ field, answer, why string }) bool { return w.field == f.Name })
		if has != (f.Type == scheda.Select || f.Type == scheda.Scale) {
			t.Errorf("%s: a weak end: %v", f.Name, has)
		}
	}
	for _, w := range weakEnds {
		f, ok := panel.Field(w.field)
		if !ok || f.OptionLabel(w.answer) == w.answer && f.Meaning(w.answer) == "" {
			t.Errorf("%s has no answer %q", w.field, w.answer)
		}
	}
}

// A question is put to a woman as to a man: no word of the scheda guesses which.
func TestTheQuestionsGuessNoGender(t *testing.T) {
	gendered := regexp.MustCompile(`(?i)\b(lo|la|gli) (limita|impedisc|blocca|aiuta)\w*|\b(autonom|pront)[oa]\b|\bessere \w+at[oa]\b|\bda sol[oa]\b`)
	for _, p := range ProfileScheda.Panels() {
		for _, f := range p.Fields {
			words := []string{f.Label, f.Help}
			for _, o := range append(f.Options[:len(f.Options):len(f.Options)], f.Meanings...) {
				words = append(words, o.Label)
			}
			for _, w := range words {
				if found := gendered.FindString(w); found != "" {
					t.Errorf("%s.%s: «%s» in «%s»", p.Code, f.Name, found, w)
				}
			}
		}
	}
	for _, w := range weakEnds {
		if found := gendered.FindString(w.why); found != "" {
			t.Errorf("«%s» in «%s»", found, w.why)
		}
	}
}

func TestTheProfileHasTwelveQuestionsAndAGrade(t *testing.T) {
	dbtest.Proves(t, "orientamento 7")
	questions, _ := ProfileScheda.Panel("domande")
	grade, _ := ProfileScheda.Panel("fascia")
	f, _ := grade.Field("fascia")
	if len(questions.Fields) != 12 || *f.Min != 1 || *f.Max != 5 || len(f.Meanings) != 5 {
		t.Errorf("%d questions, grades %v", len(questions.Fields), f.Meanings)
	}
	for _, c := range []struct {
		part  ProfilePart
		a     scheda.Answers
		field string
	}{
		{PartQuestions, scheda.Answers{}, "risultato_atteso"},
		{PartQuestions, with(strong(), "obiettivo", "9"), "obiettivo"},
		{PartQuestions, with(strong(), "fascia", "6"), "fascia"},
		{PartQuestions, with(strong(), "fascia", ""), "fascia"},
		{PartQuestions, with(strong(), "ricerca", "1"), "motivo"},
		{PartQuestions, with(with(with(strong(), "ricerca", "1"), "fascia", "5"), "motivo", "  perché  "), "motivo"},
		{PartInDepth, scheda.Answers{}, "aree"},
		{PartInDepth, area("casa", "5", "", ""), "aree.casa.livello"},
		{PartInDepth, area("casa", "", "vive lontano", ""), "aree.casa.livello"},
		{PartInDepth, area("casa", "", "", "si"), "aree.casa.livello"},
		{PartSpecial, scheda.Answers{}, "salute"},
		{PartSpecial, scheda.Answers{"salute_effetti": scheda.T("niente turni di notte")}, "salute"},
		{PartSpecial, scheda.Answers{"tutela": scheda.T("no"), "tutela_servizi": scheda.T("si")}, "tutela_servizi"},
	} {
		errs := checkPart(ProfileScheda, c.part, c.a, "2026-11-24")
		if !slices.ContainsFunc(errs, func(r rule.Refusal) bool { return r.Field == c.field }) {
			t.Errorf("%s %v: %v, want one at %s", c.part, c.a, errs, c.field)
		}
	}
	for _, a := range []scheda.Answers{with(with(strong(), "ricerca", "1"), "fascia", "3"), with(with(strong(), "ricerca", "1"), "motivo", "Ha già un colloquio fissato")} {
		if errs := checkPart(ProfileScheda, PartQuestions, a, "2026-11-24"); len(errs) > 0 {
			t.Errorf("a grade with its reason: %v", errs)
		}
	}
	for part, a := range map[ProfilePart]scheda.Answers{PartQuestions: strong(), PartInDepth: area("casa", "3", "", "si"), PartSpecial: {"tutela": scheda.T("no")}} {
		if errs := checkPart(ProfileScheda, part, a, "2026-11-24"); len(errs) > 0 {
			t.Errorf("%s: %v", part, errs)
		}
	}
}

func (k *counter) profile(a scheda.Answers) Profile {
	k.Helper()
	id, err := k.people.StartProfile(k.Context(), k.operator, k.worker)
	if err != nil {
		k.Fatal(err)
	}
	p, err := k.people.SaveProfile(k.Context(), k.operator, k.worker, id, ProfileInput{Part: PartQuestions, Version: 1, Answers: a, Complete: true})
	if err != nil {
		k.Fatal(err)
	}
	return p
}

func TestACompletedProfileDoesNotChange(t *testing.T) {
	dbtest.Proves(t, "orientamento 6")
	d, clock := dbtest.Open(t)
	k := counterOn(t, d)
	id, err := k.people.StartProfile(t.Context(), k.operator, k.worker)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := k.people.StartProfile(t.Context(), k.head, k.worker); err != nil || again != id {
		t.Errorf("a second one was begun: %d %v", again, err)
	}
	save := func(actor rule.Actor, version int, a scheda.Answers, complete bool) (Profile, error) {
		return k.people.SaveProfile(t.Context(), actor, k.worker, id, ProfileInput{Part: PartQuestions, Version: version, Answers: a, Complete: complete})
	}
	half := scheda.Answers{"lavoro_cercato": scheda.T("Cuoco")}
	p, err := save(k.operator, 1, half, false)
	if err != nil || p.Version != 2 || p.On != "" {
		t.Fatalf("%+v %v", p, err)
	}
	if p, err = save(k.head, 1, half, false); err != nil || p.Version != 2 {
		t.Errorf("the same again: %+v %v", p, err)
	}
	var conflict ProfileConflict
	if _, err = save(k.head, 1, strong(), false); !errors.As(err, &conflict) || conflict.Stored.Answers.Text("lavoro_cercato") != "Cuoco" {
		t.Errorf("an old page: %v", err)
	}
	if _, err = save(k.operator, 2, half, true); err == nil {
		t.Error("half a profile was completed")
	}
	if p, err = save(k.operator, 2, strong(), true); err != nil || p.On != "2026-11-24" || p.Grade != 4 || len(p.Fragility()) != 0 {
		t.Fatalf("%+v %v", p, err)
	}
	if _, err = save(k.operator, 2, strong(), true); err != nil {
		t.Errorf("the same again: %v", err)
	}
	for _, complete := range []bool{true, false} {
		if _, err = save(k.operator, 3, with(strong(), "fascia", "1"), complete); err == nil {
			t.Error("a completed profile changed")
		}
	}
	in := ProfileInput{Part: PartInDepth, Version: 3, Answers: area("casa", "3", "", ""), Complete: true}
	if _, err = k.people.SaveProfile(t.Context(), k.operator, k.worker, id, in); err == nil {
		t.Error("1B without fragility")
	}
	k.want("code") // no service
	clock.Add(48 * time.Hour)
	if next := k.profile(strong()); next.ID == id || next.On != "2026-11-26" {
		t.Errorf("%+v", next)
	}
	all, err := k.people.Profiles(t.Context(), k.worker)
	if err != nil || len(all) != 2 || !all[1].Newer || all[1].On != "2026-11-24" {
		t.Errorf("%+v %v", all, err)
	}
	lecce := operatorOf(31, officeNamed(t, d, "Lecce"))
	if _, err := k.people.Profile(t.Context(), lecce, k.worker, id); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province reads: %v", err)
	}
	if _, err := k.people.StartProfile(t.Context(), lecce, k.worker); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province begins: %v", err)
	}
	foggia := operatorOf(32, officeNamed(t, d, "Foggia"))
	if _, err := k.people.SaveProfile(t.Context(), foggia, k.worker, all[0].ID, ProfileInput{Part: PartQuestions}); err == nil {
		t.Error("another office of the province writes")
	}
}

// C.2 by hand is refused until the areas of 1B are completed, which registers it.
func TestTheInDepthPartRegistersC2(t *testing.T) {
	dbtest.Proves(t, "evento profilo 1B", "regola 6")
	k := newCounter(t)
	byHand := func() error {
		_, _, err := k.people.RegisterService(t.Context(), k.operator, k.service("C.2"))
		return err
	}
	var stop registry.Stop
	if err := byHand(); !errors.As(err, &stop) || stop.Broken[0].Number != 6 {
		t.Errorf("C.2 without 1B: %v", err)
	}
	p := k.profile(with(strong(), "fascia", "2"))
	in := ProfileInput{Part: PartInDepth, Version: p.Version, Answers: area("famiglia", "4", "Assiste la madre", "si")}
	draft, err := k.people.SaveProfile(t.Context(), k.operator, k.worker, p.ID, in)
	if err != nil || draft.InDepthOn != "" || draft.ProposesReferral() {
		t.Fatalf("%+v %v", draft, err)
	}
	if err := byHand(); !errors.As(err, &stop) {
		t.Errorf("C.2 with a draft of 1B: %v", err)
	}
	in.Version, in.Complete = draft.Version, true
	done, err := k.people.SaveProfile(t.Context(), k.operator, k.worker, p.ID, in)
	if err != nil || done.InDepthOn != "2026-11-24" || !done.ProposesReferral() {
		t.Fatalf("%+v %v", done, err)
	}
	if _, err := k.people.SaveProfile(t.Context(), k.operator, k.worker, p.ID, in); err != nil {
		t.Errorf("the same again: %v", err)
	}
	k.want("code||' '||prestazione||' '||origin||' '||reference||' '||delivered_on", "C.2 B1 automatico profilo 2026-11-24")
	if got := k.one("SELECT kind||' '||valid_from||' '||valid_to FROM standing WHERE worker_id=?", k.worker); got != "profilo_1b 2026-11-24 9999-12-31" {
		t.Errorf("standing %s", got)
	}
	if err := byHand(); errors.As(err, &stop) {
		t.Errorf("C.2 after 1B: %v", err)
	}
}

// The index is what was typed or imported, with its day and source: the one
// computed last holds, one recorded by mistake goes, and nothing computes it.
func TestTheIndexHasItsHistory(t *testing.T) {
	k := newCounter(t)
	of := func(value float64, on rule.Date) Index {
		return Index{Recorded: Recorded{WorkerID: k.worker}, Value: value, On: on, Source: "portale"}
	}
	holds := func(want string) {
		t.Helper()
		if got := k.one("SELECT coalesce(profiling_index,'none') FROM worker WHERE id=?", k.worker); got != want {
			t.Errorf("the record says %s, want %s", got, want)
		}
	}
	set := func(x Index) error {
		all, _ := k.people.Indices(t.Context(), k.worker)
		last := int64(0)
		for _, i := range all {
			last = max(last, i.ID)
		}
		return k.people.SetIndex(t.Context(), k.operator, x, last)
	}
	refused(t, set(of(1.2, "2026-11-01")), "value")
	refused(t, set(of(0.5, "2026-11-25")), "computed_on")
	refused(t, set(of(0.5, "2014-04-30")), "computed_on")
	refused(t, set(of(0.5, "")), "computed_on")
	holds("none")
	for _, x := range []Index{of(0.412, "2026-10-01"), of(0.55, "2026-11-10"), of(0.3, "2026-05-01")} {
		if err := set(x); err != nil {
			t.Fatal(err)
		}
	}
	holds("0.55")
	k.want("code", "B.2") // once a day, however often
	all, err := k.people.Indices(t.Context(), k.worker)
	if err != nil || len(all) != 3 || all[0].Words() != "calcolato il 10/11/2026, letto sul portale nazionale" || all[2].Value != 0.3 {
		t.Errorf("%+v %v", all, err)
	}
	var stale db.Stale
	if err := k.people.SetIndex(t.Context(), k.operator, of(0.6, "2026-11-11"), 1); !errors.As(err, &stale) {
		t.Errorf("over one that was not read: %v", err)
	}
	refused(t, k.people.AnnulIndex(t.Context(), k.operator, all[0].Recorded, " "), "reason")
	if err := k.people.AnnulIndex(t.Context(), k.operator, all[0].Recorded, "era di un altro"); err != nil {
		t.Fatal(err)
	}
	holds("0.412")
	if err := k.people.AnnulIndex(t.Context(), k.operator, all[0].Recorded, "ancora"); !errors.As(err, &stale) {
		t.Errorf("annulled twice: %v", err)
	}
	refused(t, k.people.Update(t.Context(), k.operator, k.worker, k.version(), map[string]string{"profiling_index": "0.1"}, ""), "profiling_index")
	k.profile(with(strong(), "fascia", "1"))
	holds("0.412")
	damage := func() []string {
		t.Helper()
		lines, err := k.people.Recount(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	if lines := damage(); len(lines) > 0 {
		t.Error(lines)
	}
	if err := k.db.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE worker SET profiling_index=0.9 WHERE id=?", k.worker)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if lines := damage(); len(lines) != 1 || !strings.Contains(lines[0], "indice di profiling") {
		t.Errorf("a record that says another index: %v", lines)
	}
}
