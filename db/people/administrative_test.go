package people

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/scheda"
)

func TestTheConditionOfTheUnemployed(t *testing.T) {
	const on = rule.Date("2026-11-24")
	did := Period{Status: "disoccupato", From: "2026-06-01", Source: FromDID, Reference: 7}
	ended := did
	ended.To = "2026-08-31"
	job := Period{Status: "occupato", From: "2026-09-01", Source: FromJob, Reference: 3}
	inForce, finished := []DID{{ID: 7, On: "2026-06-01"}}, []DID{{ID: 7, On: "2026-06-01", EndedOn: "2026-08-31"}}
	said := func(id int64, condition string, from rule.Date) Condition {
		return Condition{Recorded: Recorded{ID: id, By: "Giulia Prova"}, Condition: condition, From: from, Source: "persona"}
	}
	annulled := said(3, OnNotice, "2026-11-01")
	annulled.Annulled = "2026-11-02T09:00:00.000Z"
	for _, c := range []struct {
		name    string
		typed   []Condition
		periods []Period
		dids    []DID
		want    string
		missing bool
	}{
		{"no status, no condition", nil, nil, nil, "", false},
		{"unemployed without one", nil, []Period{did}, inForce, "va indicata per chi è disoccupato o inoccupato", true},
		{"inoccupato without one", nil, []Period{{Status: "inoccupato", From: "2026-01-01", Source: FromStatement}}, nil, "va indicata per chi è disoccupato o inoccupato", true},
		{"the last one holds", []Condition{said(1, OnNotice, "2026-06-01"), said(2, WithoutJob, "2026-07-01")}, []Period{did}, inForce, "Senza lavoro: dal 01/07/2026, detto dalla persona, Giulia Prova", false},
		{"of one day the one written last", []Condition{said(2, WithoutJob, "2026-06-01"), said(1, OnNotice, "2026-06-01")}, []Period{did}, inForce, "Senza lavoro: dal 01/06/2026, detto dalla persona, Giulia Prova", false},
		{"an annulled one does not", []Condition{annulled}, []Period{did}, inForce, "va indicata per chi è disoccupato o inoccupato", true},
		{"nor that of an earlier unemployment", []Condition{said(1, WithoutJob, "2026-05-31")}, []Period{did}, inForce, "va indicata per chi è disoccupato o inoccupato", true},
		{"a job since less than six months suspends", nil, []Period{ended, job}, inForce, "Lavora con un contratto fino a sei mesi: lo stato è sospeso: segue dai fatti: lavoro dal 01/09/2026, fino a sei mesi; la DID del 01/06/2026 resta in vigore", false},
		{"not when the DID has ended", nil, []Period{ended, job}, finished, "", false},
		{"nor after six months", nil, []Period{{Status: "disoccupato", From: "2026-01-01", To: "2026-05-23", Source: FromDID, Reference: 7}, {Status: "occupato", From: "2026-05-24", Source: FromJob}}, inForce, "", false},
		{"an income below the threshold conserves", nil, []Period{{Status: "precario", From: "2026-01-01", Source: FromStatement}}, nil, "Lavora con un reddito sotto la soglia: lo stato si conserva: segue dallo stato: precario o sotto soglia dal 01/01/2026", false},
		{"a student has none", []Condition{said(1, WithoutJob, "2026-06-01")}, []Period{{Status: "studente", From: "2026-01-01", Source: FromStatement}}, nil, "", false},
	} {
		got := ConditionOn(c.typed, c.periods, c.dids, on)
		words := got.Why
		if got.Value != "" {
			words = got.Value + ": " + got.Why
		}
		if words != c.want || got.Missing != c.missing {
			t.Errorf("%s: %q missing %v, want %q", c.name, words, got.Missing, c.want)
		}
	}
}

func TestTheCategoriesFollowFromFacts(t *testing.T) {
	const on = rule.Date("2026-11-24")
	jobless := func(since rule.Date) []Period {
		return []Period{{Status: "disoccupato", From: since, Source: FromDID, Reference: 1}}
	}
	worked := func(to rule.Date) []CardEntry { return []CardEntry{{Code: "determinato", From: "2010-01-01", To: to}} }
	degree := func(obtained string) []CardEntry {
		return []CardEntry{{Code: "laurea_I", Answers: scheda.Answers{"conseguito": scheda.T(obtained)}}}
	}
	for _, c := range []struct {
		name string
		w    Worker
		f    GroupFacts
		want string
	}{
		{"nothing known", Worker{}, GroupFacts{}, ""},
		{"fifteen: of the school nothing is known", Worker{BirthDate: "2011-11-24"}, GroupFacts{}, ""},
		{"sixteen", Worker{BirthDate: "2010-11-24"}, GroupFacts{}, "Adolescenti: 16 anni"},
		{"the day before eighteen", Worker{BirthDate: "2008-11-25"}, GroupFacts{}, "Adolescenti: 17 anni"},
		{"eighteen", Worker{BirthDate: "2008-11-24"}, GroupFacts{}, "Giovani: 18 anni"},
		{"twenty-five", Worker{BirthDate: "2000-11-25"}, GroupFacts{}, "Giovani: 25 anni"},
		{"twenty-six", Worker{BirthDate: "2000-11-24"}, GroupFacts{Studies: degree("no")}, ""},
		{"twenty-nine with a degree", Worker{BirthDate: "1996-11-25"}, GroupFacts{Studies: degree("si")}, "Giovani: 29 anni, con una laurea"},
		{"thirty with a degree", Worker{BirthDate: "1996-11-24"}, GroupFacts{Studies: degree("si")}, ""},
		{"a year of search is not more than a year", Worker{}, GroupFacts{Periods: jobless("2025-11-24"), Jobs: worked("2020-01-01")}, ""},
		{"a day more is", Worker{}, GroupFacts{Periods: jobless("2025-11-23"), Jobs: worked("2020-01-01")}, "Disoccupati di lunga durata: in cerca da più di 12 mesi: dal 23/11/2025"},
		{"half a year for the young", Worker{BirthDate: "2004-01-01"}, GroupFacts{Periods: jobless("2026-05-23"), Jobs: worked("2025-01-01")}, "Giovani: 22 anni; Disoccupati di lunga durata: in cerca da più di 6 mesi: dal 23/05/2026"},
		{"who never worked", Worker{}, GroupFacts{Periods: jobless("2024-01-01"), Asked: true}, "Inoccupati di lunga durata: in cerca da più di 12 mesi: dal 01/01/2024, nessun lavoro prima"},
		{"of whom it was not asked", Worker{}, GroupFacts{Periods: jobless("2024-01-01")}, ""},
		{"whom a list says to be dismissed", Worker{}, GroupFacts{Periods: jobless("2024-01-01"), Rows: []ListRow{{Company: "Vetreria"}}}, "Disoccupati di lunga durata: in cerca da più di 12 mesi: dal 01/01/2024"},
		{"a traineeship is no job", Worker{}, GroupFacts{Periods: jobless("2024-01-01"), Jobs: []CardEntry{{Code: "tirocinio", From: "2020-01-01", To: "2020-06-01"}}}, ""},
		{"a woman after two years", Worker{Sex: "F"}, GroupFacts{Periods: jobless("2026-10-01"), Jobs: worked("2024-11-24")}, "Donne in reinserimento lavorativo: nessun lavoro dal 25/11/2024, da almeno due anni"},
		{"before two years", Worker{Sex: "F"}, GroupFacts{Periods: jobless("2026-10-01"), Jobs: worked("2024-11-25")}, ""},
		{"a man", Worker{Sex: "M"}, GroupFacts{Periods: jobless("2026-10-01"), Jobs: worked("2020-01-01")}, ""},
		{"with a job that goes on", Worker{Sex: "F"}, GroupFacts{Periods: jobless("2026-10-01"), Jobs: append(worked("2020-01-01"), worked("")...)}, ""},
		{"not unemployed", Worker{Sex: "F"}, GroupFacts{Jobs: worked("2020-01-01")}, ""},
		{"what was set by hand", Worker{}, GroupFacts{Marks: []Mark{{Target: CategoryLongNewcomers, From: "2026-10-01", Note: "elenco anagrafico"}, {Target: "adi", From: "2026-10-01"}, {Target: CategoryYoung, From: "2020-01-01", To: "2021-01-01"}}},
			"Inoccupati di lunga durata: dal 01/10/2026: elenco anagrafico"},
		{"once", Worker{BirthDate: "2004-01-01"}, GroupFacts{Marks: []Mark{{Target: CategoryYoung, From: "2026-10-01"}}}, "Giovani: 22 anni"},
	} {
		var got []string
		for _, g := range Categories(c.w, c.f, on) {
			got = append(got, g.Name+": "+g.Why)
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: %q, want %q", c.name, text, c.want)
		}
	}
	for _, m := range MarksOf(true) {
		g := Groups(Worker{}, GroupFacts{Marks: []Mark{{Target: m.Code, From: "2026-10-01"}}}, on)
		if len(g) != 0 || slices.ContainsFunc(TargetOptions(), func(c Choice) bool { return c.Value == m.Code }) {
			t.Errorf("%s is shown among the groups: %v", m.Code, g)
		}
	}
	for code, w := range map[string]Worker{CategoryAdolescent: {BirthDate: "2011-11-25"}, CategoryYoung: {BirthDate: "1996-11-24"}, CategoryReturning: {Sex: "M"}} {
		if CheckCategory(w, GroupFacts{}, code, on) == nil {
			t.Errorf("%s of %+v", code, w)
		}
	}
	if CheckCategory(Worker{}, GroupFacts{Jobs: worked("2020-01-01")}, CategoryLongNewcomers, on) == nil || CheckCategory(Worker{}, GroupFacts{Asked: true}, CategoryLongJobless, on) == nil ||
		CheckCategory(Worker{}, GroupFacts{}, CategoryLongNewcomers, on) != nil || CheckCategory(Worker{}, GroupFacts{}, CategoryLongJobless, on) != nil {
		t.Error("who has worked is no newcomer, who has not has lost no job; of whom it is not known an operator says it")
	}
	if err := CheckCategory(Worker{BirthDate: "2010-11-24"}, GroupFacts{}, CategoryAdolescent, on); err == nil || !strings.Contains(err.Error(), "segue già dai fatti: 16 anni") {
		t.Error(err)
	}
	if err := CheckCategory(Worker{BirthDate: "2011-11-24"}, GroupFacts{}, CategoryAdolescent, on); err != nil {
		t.Error(err) // fifteen, of whom an operator knows
	}
}

func TestAnEnrolmentInASpecialList(t *testing.T) {
	good := SpecialList{List: "mobilita_223", EnrolledOn: "2014-03-01", EndsOn: "2016-02-29", DeferralOn: "2017-02-28", Province: "FG", Note: "delibera"}
	if err := good.Check("2026-11-24").Err(); err != nil {
		t.Error(err)
	}
	for field, change := range map[string]func(*SpecialList){
		"list":        func(l *SpecialList) { l.List = "boh" },
		"enrolled_on": func(l *SpecialList) { l.EnrolledOn = "2026-11-25"; l.EndsOn, l.DeferralOn = "", "" },
		"ends_on":     func(l *SpecialList) { l.EndsOn = "2014-02-28" },
		"deferral_on": func(l *SpecialList) { l.DeferralOn = "2016-02-28" },
		"province":    func(l *SpecialList) { l.Province = "F1" },
		"note":        func(l *SpecialList) { l.Note = "" },
	} {
		l := good
		change(&l)
		if got := l.Check("2026-11-24"); len(got) != 1 || got.For(field) == "" {
			t.Errorf("%s: %v", field, got)
		}
	}
	early, late := good, good
	early.EnrolledOn, late.EndsOn = "1991-08-10", ""
	if early.Check("2026-11-24").For("enrolled_on") == "" || late.Check("2026-11-24").For("deferral_on") == "" {
		t.Error("a list before the law, or a deferral of no end")
	}
	deroga := SpecialList{List: "mobilita_deroga", EnrolledOn: "2026-01-01"}
	loaded := ListsOf(nil, []ListRow{{ListName: "Mobilità 2011/2012", ReferenceDate: "2026-10-01", BenefitFrom: "2026-02-01", BenefitTo: "2026-12-31", Province: "FG", Benefit: "mobilità"}})
	if err := deroga.Alone(loaded); err == nil || !strings.Contains(err.Error(), "dalla lista caricata del 01/10/2026") {
		t.Error("typed twice:", err)
	}
	if err := deroga.Alone(ListsOf(nil, []ListRow{{ListName: "Percettori", Benefit: "CIG in deroga", ReferenceDate: "2026-10-01"}})); err != nil {
		t.Error(err)
	}
	if err := good.Alone(loaded); err != nil {
		t.Error(err)
	}
	there := good
	there.ID = 4
	after := good
	after.EnrolledOn, after.EndsOn = "2016-03-01", ""
	if good.Alone([]SpecialList{there}) == nil || after.Alone([]SpecialList{there}) != nil || there.Alone([]SpecialList{there}) != nil {
		t.Error("two enrolments in one list on one day, or one refused after another")
	}
	there.Annulled = "2026-11-02T09:00:00.000Z"
	if err := good.Alone([]SpecialList{there}); err != nil {
		t.Error(err)
	}
}

func TestTheAdministrativeDataHaveTheirHistory(t *testing.T) {
	k := newCounter(t)
	ctx := t.Context()
	said := func(condition string, from rule.Date) Condition {
		return Condition{Recorded: Recorded{WorkerID: k.worker}, Condition: condition, From: from, Source: "persona"}
	}
	refused(t, k.people.StateCondition(ctx, k.operator, said(WithoutJob, "2026-11-20"), 0), "") // not unemployed
	if _, err := k.people.DeclareDID(ctx, k.operator, DID{WorkerID: k.worker, On: "2026-11-18", Channel: "portale", Condition: "boh"}); err == nil {
		t.Fatal("an unknown condition")
	}
	if _, err := k.people.DeclareDID(ctx, k.operator, DID{WorkerID: k.worker, On: "2026-11-18", Channel: "portale", Condition: OnNotice}); err != nil {
		t.Fatal(err)
	}
	refused(t, k.people.StateCondition(ctx, k.operator, said("", "2026-11-20"), 1), "condition")
	refused(t, k.people.StateCondition(ctx, k.operator, said(WithoutJob, "2026-11-17"), 1), "from_on")
	refused(t, k.people.StateCondition(ctx, k.operator, said(WithoutJob, "2026-11-25"), 1), "from_on")
	var stale db.Stale
	if err := k.people.StateCondition(ctx, k.operator, said(WithoutJob, "2026-11-20"), 0); !errors.As(err, &stale) {
		t.Errorf("over one that was not read: %v", err)
	}
	if err := k.people.StateCondition(ctx, k.operator, said(WithoutJob, "2026-11-20"), 1); err != nil {
		t.Fatal(err)
	}
	all, err := k.people.Conditions(ctx, k.worker)
	if err != nil || len(all) != 2 || all[0].Condition != WithoutJob || all[1].Words() != "dal 18/11/2026, dalla DID" {
		t.Errorf("%+v %v", all, err)
	}
	if err := k.people.AnnulCondition(ctx, k.operator, all[0].Recorded, "era di un altro"); err != nil {
		t.Fatal(err)
	}
	if all, _ = k.people.Conditions(ctx, k.worker); all[0].Reason != "era di un altro" || all[0].Version != 2 {
		t.Errorf("%+v", all[0])
	}
	refused(t, k.people.AnnulCondition(ctx, k.operator, all[0].Recorded, "ancora"), "")

	list := SpecialList{Recorded: Recorded{WorkerID: k.worker}, List: "lsu", EnrolledOn: "2020-01-01", Province: "fg", Note: "delibera comunale"}
	wrong := list
	wrong.Province = "XX"
	refused(t, k.people.Enrol(ctx, k.operator, wrong), "province")
	if err := k.people.Enrol(ctx, k.operator, list); err != nil {
		t.Fatal(err)
	}
	refused(t, k.people.Enrol(ctx, k.operator, list), "list")
	to := SpecialList{Recorded: Recorded{ID: 1, WorkerID: k.worker, Version: 1}, EndsOn: "2019-12-31"}
	refused(t, k.people.EndEnrolment(ctx, k.operator, to, ""), "ends_on")
	to.EndsOn, to.DeferralOn = "2021-12-31", "2022-06-30"
	if err := k.people.EndEnrolment(ctx, k.operator, to, "proroga"); err != nil {
		t.Fatal(err)
	}
	if err := k.people.EndEnrolment(ctx, k.operator, to, "proroga"); !errors.As(err, &stale) {
		t.Errorf("an old page: %v", err)
	}
	l, err := k.people.SpecialList(ctx, k.worker, 1)
	if err != nil || l.EndsOn != "2021-12-31" || l.Province != "FG" || len(l.Changes) != 1 || l.Changes[0].EndsBefore != "" || l.Changes[0].DeferralAfter != "2022-06-30" || l.Changes[0].Note != "proroga" {
		t.Errorf("%+v %v", l, err)
	}
	if err := k.people.Enrol(ctx, k.operator, SpecialList{Recorded: Recorded{WorkerID: k.worker}, List: "lsu", EnrolledOn: "2023-01-01", Province: "FG", Note: "di nuovo"}); err != nil {
		t.Fatal(err)
	}
	to.Version, to.EndsOn, to.DeferralOn = 2, "", ""
	refused(t, k.people.EndEnrolment(ctx, k.operator, to, ""), "ends_on") // it would run into the second
	if err := k.people.AnnulEnrolment(ctx, k.operator, l.Recorded, "di un altro"); err != nil {
		t.Fatal(err)
	}
	to.Version = 3
	refused(t, k.people.EndEnrolment(ctx, k.operator, to, ""), "")
	if n := k.one("SELECT count(*)||' '||count(DISTINCT action) FROM audit WHERE subject IN ('worker_condition','special_list')"); n != "6 5" {
		t.Errorf("%s acts in the register", n)
	}

	mark := Mark{WorkerID: k.worker, Target: CategoryReturning, From: "2026-11-20", Note: "elenco anagrafico"}
	if err := k.people.SetMark(ctx, k.operator, mark); err != nil {
		t.Fatal(err)
	}
	mark.Target = CategoryYoung // born in 1980
	refused(t, k.people.SetMark(ctx, k.operator, mark), "target")

	lecce := operatorOf(31, officeNamed(t, k.db, "Lecce"))
	list.List = "altra"
	for what, err := range map[string]error{"a condition": k.people.StateCondition(ctx, lecce, said(WithoutJob, "2026-11-20"), 2), "an index": k.people.SetIndex(ctx, lecce, Index{Recorded: Recorded{WorkerID: k.worker}}, 0),
		"a list": k.people.Enrol(ctx, lecce, list), "its end": k.people.EndEnrolment(ctx, lecce, to, ""), "a taking back": k.people.AnnulCondition(ctx, lecce, all[1].Recorded, "x")} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s of another province: %v", what, err)
		}
	}
}
