package bilancio

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// shownCourses is how many of the best courses RIP06 shows and keeps in the
// document; ISC01 offers a few more to who chooses otherwise, with a reason.
const (
	shownCourses   = 10
	offeredCourses = 40
	shownLeftOut   = 5
)

// courseFacts puts the courses that suit the bilancio into the facts of the
// panels that choose among them.
func (s *Store) courseFacts(ctx context.Context, b Bilancio, code string, current scheda.Answers, f *panels.Facts) error {
	profile, err := s.profile(ctx, b)
	if err != nil {
		return err
	}
	proposals, err := s.training.Propose(ctx, profile, b.WorkerID)
	if err != nil {
		return err
	}
	f.Catalogue = len(proposals)
	for _, p := range proposals {
		if p.Excluded != "" && p.Score > 0 && len(f.LeftOut) < shownLeftOut {
			f.LeftOut = append(f.LeftOut, p)
		}
	}
	proposals = slices.DeleteFunc(proposals, func(p training.Proposal) bool { return p.Excluded != "" })
	chosen := b.Panels["RIP06"].Answers["selezionati"].Items
	switch code {
	case "RIP06":
		var options []scheda.Option
		for _, p := range proposals {
			options = append(options, courseOption(p.Candidate.Course))
		}
		f.Choices["RIP06.selezionati"], f.Choices["RIP06.preferito"] = options, options
		f.Proposals = shown(proposals, append(slices.Clone(chosen), current["selezionati"].Items...))
		return nil
	case "ISC01":
		for _, p := range shownFirst(proposals, chosen) {
			f.Choices["ISC01.percorso"] = append(f.Choices["ISC01.percorso"], courseOption(p.Candidate.Course))
		}
		return s.editionFacts(ctx, current, f)
	}
	choice := b.Panels["ISC01"].Answers
	if err := s.editionFacts(ctx, choice, f); err != nil {
		return err
	}
	return s.requirementFacts(ctx, b, profile, choice.Text("percorso"), f)
}

func courseOption(c training.Course) scheda.Option {
	return scheda.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Title + " (" + c.Code + ")"}
}

// shown returns the best proposals, and after them those chosen that are not
// among the best any more.
func shown(proposals []training.Proposal, chosen []string) []training.Proposal {
	out := slices.Clone(proposals[:min(len(proposals), shownCourses)])
	for _, p := range proposals[len(out):] {
		if slices.Contains(chosen, strconv.FormatInt(p.Candidate.Course.ID, 10)) {
			out = append(out, p)
		}
	}
	return out
}

// shownFirst returns the proposals with those chosen at the top.
func shownFirst(proposals []training.Proposal, chosen []string) []training.Proposal {
	var first, rest []training.Proposal
	for _, p := range proposals {
		if slices.Contains(chosen, strconv.FormatInt(p.Candidate.Course.ID, 10)) {
			first = append(first, p)
		} else if len(rest) < offeredCourses {
			rest = append(rest, p)
		}
	}
	return append(first, rest...)
}

// profile returns whom courses are looked for: objective and gaps, how far and
// when the person can go, what the person has studied.
func (s *Store) profile(ctx context.Context, b Bilancio) (training.Profile, error) {
	all := b.Answers()
	objective := panels.Objective(all)
	p := training.Profile{Objective: scheda.Name(objective), Person: true, Birth: b.BirthDate, StudyTitle: panels.StudyWords(b.Definition, all["INV01"])}
	var err error
	if p.ObjectiveCode, err = s.professionCode(ctx, scheda.Code(objective)); err != nil {
		return p, err
	}
	for _, row := range all["RIP03"].Rows("righe") {
		if n, ok := panels.Gap(row); ok && n > 0 {
			p.Gaps = append(p.Gaps, training.Gap{Text: scheda.Name(row.Text("competenza")), Weight: float64(n)})
		}
	}
	if km, ok := all["INV14"].Number("raggio_km"); ok {
		p.RadiusKm = int(km)
	}
	for _, t := range all["PRE05"]["disponibilita_oraria"].Items {
		p.Timetable = append(p.Timetable, map[string]string{"mattina": "mattina", "pomeriggio": "pomeriggio", "sera": "serale"}[t])
	}
	err = s.db.Reader().QueryRowContext(ctx, `SELECT CASE WHEN domicile<>'' THEN domicile ELSE residence END,
		CASE WHEN domicile<>'' THEN domicile_province ELSE residence_province END FROM worker WHERE id=?`, b.WorkerID).Scan(&p.Home.Town, &p.Home.Province)
	return p, db.Classify(err)
}

// professionCode returns the CP2021 code that the objective's code means: its
// own, or that of the figure of the repertorio.
func (s *Store) professionCode(ctx context.Context, code string) (string, error) {
	if code == "" || strings.Trim(code, "0123456789.") == "" {
		return code, nil
	}
	figure, err := s.reference.Figure(ctx, code)
	if err == db.ErrNotFound {
		return "", nil
	}
	return figure.ProfessionCode, err
}

// editionFacts offers bodies and editions of the course that is chosen.
func (s *Store) editionFacts(ctx context.Context, choice scheda.Answers, f *panels.Facts) error {
	id, err := strconv.ParseInt(choice.Text("percorso"), 10, 64)
	if err != nil {
		return nil
	}
	course, err := s.training.Course(ctx, rule.System, id)
	if err == db.ErrNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	f.FullEditions = map[string]string{}
	for _, body := range course.Bodies {
		value := strconv.FormatInt(body.ID, 10)
		f.Choices["ISC01.organismo"] = append(f.Choices["ISC01.organismo"], scheda.Option{Value: value, Label: body.Name})
		if value != choice.Text("organismo") && len(course.Bodies) > 1 {
			continue
		}
		for _, e := range course.Editions {
			if e.BodyID != body.ID {
				continue
			}
			key := strconv.FormatInt(e.ID, 10)
			f.Choices["ISC01.edizione"] = append(f.Choices["ISC01.edizione"], scheda.Option{Value: key, Label: editionWords(e)})
			if !e.Open(f.Today) {
				f.FullEditions[key] = closedSentence(e, course.Editions, f.Today)
			}
			if key == choice.Text("edizione") {
				f.Seat = e.Place.Where()
			}
		}
	}
	return nil
}

func editionWords(e training.Edition) string {
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
	return strings.Join(append(parts, fmt.Sprintf("%d posti liberi su %d", e.Free(), e.Seats)), ", ")
}

// closedSentence says why nobody can be enrolled in the edition, and what can
// be done instead.
func closedSentence(e training.Edition, all []training.Edition, today rule.Date) string {
	why := fmt.Sprintf("L'edizione è al completo (%d posti su %d).", e.Taken(), e.Seats)
	if e.Past(today) {
		why = fmt.Sprintf("L'edizione è iniziata il %s: le iscrizioni sono chiuse.", e.StartsOn.Italian())
	}
	for _, other := range all {
		if other.ID != e.ID && other.Open(today) {
			return fmt.Sprintf("%s Puoi scegliere l'edizione %s, o lasciare vuota l'edizione e mettere la persona in lista d'attesa.", why, editionWords(other))
		}
	}
	return why + " Puoi lasciare vuota l'edizione e mettere la persona in lista d'attesa."
}

// requirementFacts holds the requirements of the chosen course against the
// person, and looks for another enrolment.
func (s *Store) requirementFacts(ctx context.Context, b Bilancio, profile training.Profile, course string, f *panels.Facts) error {
	if id, err := strconv.ParseInt(course, 10, 64); err == nil {
		c, err := s.training.Course(ctx, rule.System, id)
		if err != nil && err != db.ErrNotFound {
			return err
		}
		for _, r := range training.CheckRequirements(c.Course, profile, f.Today) {
			f.Requirements = append(f.Requirements, panels.RequirementCheck{Label: r.Text, State: r.Outcome, Why: r.Why})
		}
	}
	enrolments, err := s.training.EnrolmentsOf(ctx, b.WorkerID)
	for _, e := range enrolments {
		if e.State.Active() && e.BilancioID != b.ID {
			f.OtherEnrolment = fmt.Sprintf("n. %d, «%s», %s", e.Number, e.Course, e.State.Label())
		}
	}
	return err
}
