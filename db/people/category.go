package people

import (
	"fmt"
	"slices"

	"sportello/db/rule"
)

// The categories of d.lgs. 181/2000, art. 1 c. 2, as d.lgs. 297/2002 changed it.
const (
	CategoryAdolescent    = "cat_adolescenti"
	CategoryYoung         = "cat_giovani"
	CategoryLongJobless   = "cat_disoccupati_ld"
	CategoryLongNewcomers = "cat_inoccupati_ld"
	CategoryReturning     = "cat_donne_reinserimento"
)

// Categories returns those of d.lgs. 297/2002 to which a person belongs on the
// day, each with its reason: those that facts imply, then those that an operator
// set. What facts do not tell is not guessed.
func Categories(w Worker, f GroupFacts, on rule.Date) []Group {
	var out []Group
	add := func(code, why string) {
		kind, _ := MarkNamed(code)
		out = append(out, Group{Code: code, Name: kind.Name, Why: why})
	}
	if why := adolescent(w, on); why != "" {
		add(CategoryAdolescent, why)
	}
	young := young(w, f, on)
	if young != "" {
		add(CategoryYoung, young)
	}
	worked, ended := worked(f)
	u, jobless := UnemploymentOn(f.Periods, on)
	limit := 12
	if young != "" {
		limit = 6
	}
	if jobless && u.longer(limit, on) {
		why := fmt.Sprintf("in cerca da più di %d mesi: %s", limit, u.Words())
		p, _ := open(f.Periods)
		switch {
		case worked:
			add(CategoryLongJobless, why)
		case f.Asked || p.Status == "inoccupato":
			add(CategoryLongNewcomers, why+", nessun lavoro prima")
		}
	}
	if w.Sex == "F" && jobless && ended != "" && ended.AddMonths(24) <= on {
		add(CategoryReturning, fmt.Sprintf("nessun lavoro dal %s, da almeno due anni", ended.AddDays(1).Italian()))
	}
	for _, m := range f.Marks {
		if kind, known := MarkNamed(m.Target); known && kind.Category && m.HoldsOn(on) && !slices.ContainsFunc(out, func(g Group) bool { return g.Code == m.Target }) {
			out = append(out, Group{Code: m.Target, Name: kind.Name, Why: m.Words(), Mark: m.ID})
		}
	}
	return out
}

// adolescent says why somebody is a minor who is no longer bound to go to school:
// from 16, until when ten years of it are compulsory (l. 296/2006, art. 1 c. 622).
// Of who is 15 it is not known.
func adolescent(w Worker, on rule.Date) string {
	if age := w.Age(on); w.BirthDate != "" && age >= 16 && age < 18 {
		return fmt.Sprintf("%d anni", age)
	}
	return ""
}

// young says why somebody is young: over 18 and up to 25, or with a degree up to 29.
func young(w Worker, f GroupFacts, on rule.Date) string {
	age := w.Age(on)
	switch {
	case w.BirthDate == "" || age < 18 || age > 29:
		return ""
	case age <= 25:
		return fmt.Sprintf("%d anni", age)
	case slices.ContainsFunc(f.Studies, func(t CardEntry) bool {
		return (t.Code == "laurea_I" || t.Code == "laurea_II" || t.Code == "dottorato") && t.Answers.Is("conseguito")
	}):
		return fmt.Sprintf("%d anni, con una laurea", age)
	}
	return ""
}

// worked reports whether a person is known to have had a job, and the last day of
// the last one, "" when it goes on or its end is not known.
func worked(f GroupFacts) (ever bool, ended rule.Date) {
	runs := false
	had := func(to rule.Date) {
		ever = true
		runs, ended = runs || to == "", max(ended, to)
	}
	for _, j := range f.Jobs {
		if RegularJob(j.Code) {
			had(j.To)
		}
	}
	for _, p := range f.Periods {
		if p.Status == "occupato" || p.Status == "precario" || p.Status == "sospeso" {
			had(p.To)
		}
	}
	for _, r := range f.Rows {
		if r.DismissedOn != "" {
			had(r.DismissedOn)
		} else {
			ever = ever || r.Company != ""
		}
	}
	if runs {
		return true, ""
	}
	return ever, ended
}

// longer reports whether the unemployment has lasted more than so many months on
// a day, the suspensions taken off.
func (u Unemployment) longer(months int, on rule.Date) bool {
	return u.Since.AddDays(u.Suspended).AddMonths(months) < on
}

// CheckCategory returns why a category is not set by hand: it follows from facts
// already, or they contradict it.
func CheckCategory(w Worker, f GroupFacts, code string, on rule.Date) error {
	for _, g := range Categories(w, f, on) {
		if g.Code == code && g.Mark == 0 {
			return rule.Refuse("target", "Questa categoria segue già dai fatti: "+g.Why+".")
		}
	}
	age := w.Age(on)
	had, _ := worked(f)
	switch {
	case had && code == CategoryLongNewcomers:
		return rule.Refuse("target", "Un lavoro risulta: la categoria è di chi non ha mai lavorato.")
	case !had && f.Asked && code == CategoryLongJobless:
		return rule.Refuse("target", "La scheda dice che non ci sono esperienze di lavoro: la categoria è di chi ne ha perso uno.")
	case w.BirthDate != "" && code == CategoryAdolescent && (age < 15 || age >= 18):
		return rule.Refuse("target", fmt.Sprintf("La persona ha %d anni: gli adolescenti sono fra i 15 e i 18.", age))
	case w.BirthDate != "" && code == CategoryYoung && (age < 18 || age > 29):
		return rule.Refuse("target", fmt.Sprintf("La persona ha %d anni: i giovani sono fra i 18 e i 25, o i 29 con una laurea.", age))
	case w.Sex == "M" && code == CategoryReturning:
		return rule.Refuse("target", "La categoria è delle donne in reinserimento lavorativo.")
	}
	return nil
}
