package indicators

import (
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// Among returns the persons whose deadline stands as a filter asks, for a list
// that is narrowed to them; nil for no filter. As TermsOf does, it looks at the
// offices of the actor's provinces.
func (s *Store) Among(actor rule.Actor, f Falling) *people.Among {
	if f == "" {
		return nil
	}
	today := s.db.Today()
	a := &people.Among{Not: f == FallingNone}
	// The text becomes part of another, whose arguments have other numbers.
	add := func(text string) {
		a.From += strings.ReplaceAll(text, "?1", "?")
		for range strings.Count(text, "?1") {
			a.Args = append(a.Args, today)
		}
	}
	add(inForce)
	if f == FallingSoon { // most DIDs are old: of those only one that stood still can fall due now
		interview, _ := DeadlineNumbered(DeadlineInterview)
		a.From += " AND (x.declared_on>? OR EXISTS (SELECT 1 FROM deadline_suspension z WHERE z.deadline=1 AND z.subject='did' AND z.subject_id=x.id))"
		a.Args = append(a.Args, interview.LastDueBefore(today))
	}
	add(unheld)
	scope, args := actor.ProvinceScope("c.province")
	a.Args = append(a.Args, args...)
	which, args := inState(map[Falling]TermState{FallingLate: TermLate, FallingSoon: TermSoon}[f], today, fallingDays)
	a.Args = append(a.Args, args...)
	a.From += " AND x.cpi_id IN (SELECT c.id FROM cpi c WHERE " + scope + ")) t WHERE 1=1" + which
	return a
}
