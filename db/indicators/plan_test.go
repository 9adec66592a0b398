package indicators_test

import (
	"cmp"
	"slices"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/rule"
)

// The two terms are of different length: what is due first is not what began
// first. Pages follow one another whatever their size, also where the terms of
// some days end on the same working day.
func TestWhoWaitsForAPAIComesByTheDayItIsDue(t *testing.T) {
	dbtest.Proves(t, "scadenza 2", "scadenza 3")
	o := open(t)
	today := o.db.Today()
	for i := range 120 {
		born := rule.Date("1974-03-15")
		if i%3 == 1 {
			born = "2004-02-01" // young
		}
		o.declared(o.person("F", born), []int64{o.here, o.near}[i%2], today.AddDays(-i*2), "")
	}
	read := func(state indicators.TermState, size int) (all []indicators.Term) {
		t.Helper()
		var after indicators.PlanAfter
		for {
			page, err := o.store.PlanTerms(t.Context(), o.province, 0, state, after, size)
			o.ok(err)
			if len(page) == 0 {
				return all
			}
			all = append(all, page...)
			last := page[len(page)-1]
			after = indicators.PlanAfter{Deadline: last.Deadline, From: last.From, ID: last.SubjectID}
		}
	}
	whole := read("", 1000)
	if len(whole) != 120 {
		t.Fatalf("%d of 120", len(whole))
	}
	if !slices.IsSortedFunc(whole, func(a, b indicators.Term) int { return cmp.Compare(a.Due(), b.Due()) }) {
		t.Error("not by the day they are due")
	}
	if slices.IsSortedFunc(whole, func(a, b indicators.Term) int { return cmp.Compare(a.From, b.From) }) {
		t.Error("by the day of the DID")
	}
	var byState []indicators.Term
	for _, state := range []indicators.TermState{indicators.TermLate, indicators.TermSoon, indicators.TermRunning} {
		some := read(state, 9)
		for _, x := range some {
			if x.State(today) != state {
				t.Errorf("%s: a DID of %s, due on %s", state, x.From, x.Due())
			}
		}
		counts, err := o.store.PlanTermCounts(t.Context(), o.province, 0, state)
		if o.ok(err); counts[state] != len(some) || len(some) == 0 {
			t.Errorf("%s: %d rows, %d counted", state, len(some), counts[state])
		}
		byState = append(byState, some...)
	}
	for what, got := range map[string][]indicators.Term{"pages of one": read("", 1), "pages of seven": read("", 7), "late, soon and the others": byState} {
		if !slices.EqualFunc(got, whole, func(a, b indicators.Term) bool { return a.SubjectID == b.SubjectID }) {
			t.Errorf("%s: %d rows, not the same in the same order", what, len(got))
		}
	}
	if got, err := o.store.PlanTerms(t.Context(), o.operator, o.here, "", indicators.PlanAfter{}, 1000); err != nil || len(got) != 60 {
		t.Errorf("the office: %d %v", len(got), err)
	}
}
