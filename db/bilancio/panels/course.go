package panels

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// shownCourses is how many of the best courses RIP06 shows and keeps in the
// document; ISC01 offers a few more to who chooses otherwise, with a reason, and
// some that only the responsabile's exception opens.
const (
	shownCourses   = 10
	offeredCourses = 40
	offeredUnmet   = 10
	shownLeftOut   = 5
)

// CourseOption returns a course as a choice.
func CourseOption(c training.Course) scheda.Option {
	return scheda.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Title + " (" + c.Code + ")"}
}

// Shown returns the best proposals, and after them those chosen that are not
// among the best any more.
func Shown(proposals []training.Proposal, chosen []string) []training.Proposal {
	out := slices.Clone(proposals[:min(len(proposals), shownCourses)])
	for _, p := range proposals[len(out):] {
		if slices.Contains(chosen, strconv.FormatInt(p.Candidate.Course.ID, 10)) {
			out = append(out, p)
		}
	}
	return out
}

// Near parts the proposals into those near the objective, with what was chosen
// all the same, and those that are hardly.
func Near(proposals []training.Proposal, chosen []string) (near, far []training.Proposal) {
	for _, p := range proposals {
		if p.Far && !slices.Contains(chosen, strconv.FormatInt(p.Candidate.Course.ID, 10)) {
			far = append(far, p)
		} else {
			near = append(near, p)
		}
	}
	return near, far
}

// Chosen returns the proposals that were chosen.
func Chosen(proposals []training.Proposal, chosen []string) []training.Proposal {
	var out []training.Proposal
	for _, p := range proposals {
		if slices.Contains(chosen, strconv.FormatInt(p.Candidate.Course.ID, 10)) {
			out = append(out, p)
		}
	}
	return out
}

// Nearest returns the first of the courses left out.
func Nearest(leftOut []training.Proposal) []training.Proposal {
	return leftOut[:min(len(leftOut), shownLeftOut)]
}

// Offered returns the courses to choose from in ISC01: those chosen in RIP06,
// the best of the others, and after them the nearest of those that only the
// responsabile's exception opens.
func Offered(suitable, leftOut []training.Proposal, chosen []string) []scheda.Option {
	var first, rest, waived []scheda.Option
	for _, p := range suitable {
		o := CourseOption(p.Candidate.Course)
		if slices.Contains(chosen, o.Value) {
			first = append(first, o)
		} else if len(rest) < offeredCourses {
			rest = append(rest, o)
		}
	}
	for _, p := range leftOut {
		if p.Unmet && len(waived) < offeredUnmet {
			o := CourseOption(p.Candidate.Course)
			o.Label += ": requisito non posseduto, serve la deroga"
			waived = append(waived, o)
		}
	}
	return slices.Concat(first, rest, waived)
}

// EditionWords returns an edition in a line.
func EditionWords(e training.Edition) string {
	parts := []string{e.Code}
	if e.StartsOn != "" {
		parts = append(parts, "dal "+e.StartsOn.Italian())
	}
	if where := e.Place.Where(); where != "" {
		parts = append(parts, where)
	}
	if e.Timetable != "" {
		parts = append(parts, e.Timetable)
	}
	return strings.Join(append(parts, rule.Plural(e.Free(), "posto libero", "posti liberi")+" su "+strconv.Itoa(e.Seats)), ", ")
}

// ClosedSentence says why nobody can be enrolled in the edition, and what can
// be done instead.
func ClosedSentence(e training.Edition, all []training.Edition, today rule.Date) string {
	why := fmt.Sprintf("L'edizione è al completo (%s su %d).", rule.Plural(e.Taken(), "posto", "posti"), e.Seats)
	if e.Past(today) {
		why = fmt.Sprintf("L'edizione è iniziata il %s: le iscrizioni sono chiuse.", e.StartsOn.Italian())
	}
	for _, other := range all {
		if other.ID != e.ID && other.Open(today) {
			return fmt.Sprintf("%s Puoi scegliere l'edizione %s, o lasciare vuota l'edizione e mettere la persona in lista d'attesa.", why, EditionWords(other))
		}
	}
	return why + " Puoi lasciare vuota l'edizione e mettere la persona in lista d'attesa."
}
