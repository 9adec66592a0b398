package panels

import (
	"sportello/db/rule"
	"sportello/db/scheda"
)

// rules are what a panel checks, computes and proposes beyond what its
// definition says. They stand in the file of the panel's phase.
type rules struct {
	check   func(a scheda.Answers, f Facts, r *report) // cites the words of the panel list that ask for it
	derive  func(a scheda.Answers, f Facts)            // puts the computed values into the answers
	prefill func(p proposal, c Card, f Facts)
	card    bool // what it proposes comes from the card
}

var byPanel = map[string]rules{
	"PRE01": {check: checkStart, derive: deriveStart, prefill: prefillStart},
	"PRE02": {derive: derivePrivacy, prefill: prefillPrivacy, card: true},
	"PRE03": {check: checkPerson, derive: derivePerson, prefill: prefillPerson, card: true},
	"PRE04": {derive: deriveWork, prefill: prefillWork, card: true},
	"PRE05": {prefill: prefillMotives, card: true},
	"PRE06": {check: checkPlan, prefill: prefillPlan},
	"PRE07": {derive: deriveContract, prefill: prefillContract},

	"INV01": {prefill: fromSection("INV01", prefillStudies), card: true},
	"INV02": {prefill: fromSection("INV02", nil), card: true},
	"INV03": {prefill: fromSection("INV03", prefillJobs), card: true},
	"INV04": {check: checkActivities},
	"INV07": {check: checkTransversal},
	"INV08": {check: checkTechnical},
	"INV09": {check: checkLanguages, prefill: fromSection("INV09", prefillLanguages), card: true},
	"INV10": {prefill: fromSection("INV10", nil), card: true},
	"INV11": {derive: deriveLicences, prefill: fromSection("INV11", nil), card: true},
	"INV14": {check: checkConstraints, prefill: prefillConstraints, card: true},
	"INV16": {check: checkMail, derive: deriveProfile, prefill: prefillProfile},

	"RIP01": {prefill: prefillObjective, card: true},
	"RIP03": {derive: deriveGaps},
	"RIP04": {prefill: prefillProject},
	"RIP05": {check: checkActions, prefill: prefillActions},
	"RIP06": {check: checkCourses, derive: deriveCourses},
	"RIP07": {check: checkFeedback, prefill: prefillFeedback},
	"RIP08": {check: checkClosing, derive: deriveSynthesis, prefill: prefillSynthesis},

	"ISC01": {check: checkChoice, derive: deriveChoice, prefill: prefillChoice},
	"ISC02": {check: checkRequirements, derive: deriveRequirements, prefill: prefillRequirements},
	"ISC03": {check: checkDeclarations, prefill: prefillDeclarations},
	"ISC04": {check: checkConfirmation, prefill: prefillConfirmation},
}

// report collects what the checks of a panel find.
type report struct{ errs, warnings rule.Refusals }

// fail adds an error unless the field has one already: one sentence a field.
func (r *report) fail(field, message string) {
	if r.errs.For(field) == "" {
		r.errs.Add(field, message)
	}
}

func (r *report) warn(field, message string) { r.warnings.Add(field, message) }

// Validate returns what is wrong with a panel's answers and what deserves a
// second look. A panel without errors is complete.
func Validate(p scheda.Panel, a scheda.Answers, f Facts) (errs, warnings rule.Refusals) {
	var r report
	r.errs, r.warnings = scheda.Validate(p, a, f.Context)
	if check := byPanel[p.Code].check; check != nil {
		check(a, f, &r)
	}
	return r.errs, r.warnings
}

// Derive returns the answers with the values that the panel computes from them
// and from the facts. It is applied when a panel is shown and when it is
// completed; a draft keeps what was computed before.
func Derive(panel string, a scheda.Answers, f Facts) scheda.Answers {
	out := a.Clone()
	if derive := byPanel[panel].derive; derive != nil {
		derive(out, f)
	}
	return out
}

// set puts a computed value into the answers; "" takes it out.
func set(a scheda.Answers, name, text string) {
	if text == "" {
		delete(a, name)
		return
	}
	a[name] = scheda.T(text)
}

// Prefill returns the values proposed for a panel that nobody filled in yet,
// each with its source. Nothing is proposed that has none.
func Prefill(code string, c Card, f Facts) Prefilled {
	p := proposal{Prefilled{}}
	if fill := byPanel[code].prefill; fill != nil {
		fill(p, c, f)
	}
	return p.values
}

// NeedsCard reports whether what is proposed for the panel comes from the card.
func NeedsCard(code string) bool { return byPanel[code].card }
