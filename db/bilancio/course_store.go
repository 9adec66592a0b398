package bilancio

import (
	"cmp"
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
// document; ISC01 offers a few more to who chooses otherwise, with a reason, and
// some that only the responsabile's exception opens.
const (
	shownCourses   = 10
	offeredCourses = 40
	offeredUnmet   = 10
	shownLeftOut   = 5
)

// courses are those of the catalogue held against a bilancio.
type courses struct {
	profile  training.Profile
	ranked   int                 // how many there are
	suitable []training.Proposal // those that may be proposed, the best first
	leftOut  []training.Proposal // the others that have to do with the objective, each with why, the nearest first
}

// ranking returns the courses as they suit the bilancio.
func (s *gathering) ranking(ctx context.Context) (*courses, error) {
	if s.courses != nil {
		return s.courses, nil
	}
	profile, err := s.profile(ctx, s.b)
	if err != nil {
		return nil, err
	}
	all, err := s.training.Propose(ctx, profile, s.b.WorkerID)
	if err != nil {
		return nil, err
	}
	c := &courses{profile: profile, ranked: len(all)}
	for _, p := range all {
		switch {
		case p.Excluded == "":
			c.suitable = append(c.suitable, p)
		case p.Score > 0:
			c.leftOut = append(c.leftOut, p)
		}
	}
	slices.SortStableFunc(c.leftOut, func(a, b training.Proposal) int { return cmp.Compare(b.Score, a.Score) })
	s.courses = c
	return c, nil
}

// proposals puts into the facts of RIP06 the courses that suit the bilancio.
func (s *gathering) proposals(ctx context.Context, current scheda.Answers, f *panels.Facts) error {
	c, err := s.ranking(ctx)
	if err != nil {
		return err
	}
	options := make([]scheda.Option, len(c.suitable))
	for i, p := range c.suitable {
		options[i] = courseOption(p.Candidate.Course)
	}
	f.Choices["RIP06.selezionati"], f.Choices["RIP06.preferito"] = options, options
	f.Catalogue, f.LeftOut = c.ranked, c.leftOut[:min(len(c.leftOut), shownLeftOut)]
	f.Proposals = shown(c.suitable, append(slices.Clone(s.b.Panels["RIP06"].Answers["selezionati"].Items), current["selezionati"].Items...))
	return nil
}

// offers puts into the facts of ISC01 the courses to choose from, and bodies and
// editions of the one chosen.
func (s *gathering) offers(ctx context.Context, current scheda.Answers, f *panels.Facts) error {
	c, err := s.ranking(ctx)
	if err != nil {
		return err
	}
	for _, p := range shownFirst(c.suitable, s.b.Panels["RIP06"].Answers["selezionati"].Items) {
		f.Choices["ISC01.percorso"] = append(f.Choices["ISC01.percorso"], courseOption(p.Candidate.Course))
	}
	unmet := 0
	for _, p := range c.leftOut {
		if p.Unmet && unmet < offeredUnmet {
			option := courseOption(p.Candidate.Course)
			option.Label += ": requisito non posseduto, serve la deroga"
			f.Choices["ISC01.percorso"] = append(f.Choices["ISC01.percorso"], option)
			unmet++
		}
	}
	return s.editionFacts(ctx, current, f)
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

// requirements holds the requirements of the course chosen in ISC01 against
// the person, and looks for another enrolment.
func (s *gathering) requirements(ctx context.Context, f *panels.Facts) error {
	if id, err := strconv.ParseInt(s.b.Panels["ISC01"].Answers.Text("percorso"), 10, 64); err == nil {
		profile, err := s.profile(ctx, s.b)
		if err != nil {
			return err
		}
		c, err := s.training.Course(ctx, rule.System, id)
		if err != nil && err != db.ErrNotFound {
			return err
		}
		for _, r := range training.CheckRequirements(c.Course, profile, f.Today) {
			f.Requirements = append(f.Requirements, panels.RequirementCheck{Label: r.Text, State: r.Outcome, Why: r.Why})
		}
	}
	enrolments, err := s.training.EnrolmentsOf(ctx, s.b.WorkerID)
	for _, e := range enrolments {
		if e.State.Active() && e.BilancioID != s.b.ID {
			f.OtherEnrolment = fmt.Sprintf("n. %d, «%s», %s", e.Number, e.Course, e.State.Label())
		}
	}
	return err
}
