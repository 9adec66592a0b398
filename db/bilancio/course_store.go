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
		options[i] = panels.CourseOption(p.Candidate.Course)
	}
	f.Choices["RIP06.selezionati"], f.Choices["RIP06.preferito"] = options, options
	f.Catalogue, f.LeftOut = c.ranked, panels.Nearest(c.leftOut)
	chosen := append(slices.Clone(s.b.Panels["RIP06"].Answers["selezionati"].Items), current["selezionati"].Items...)
	if f.Aimless = c.profile.Objective == "" && len(c.profile.Gaps) == 0; f.Aimless {
		f.LeftOut, f.Proposals = nil, panels.Chosen(c.suitable, chosen) // nothing to rank by: only what was chosen before
		return nil
	}
	f.Proposals = panels.Shown(c.suitable, chosen)
	return nil
}

// offers puts into the facts of ISC01 the courses to choose from, and bodies and
// editions of the one chosen.
func (s *gathering) offers(ctx context.Context, current scheda.Answers, f *panels.Facts) error {
	c, err := s.ranking(ctx)
	if err != nil {
		return err
	}
	f.Choices["ISC01.percorso"] = panels.Offered(c.suitable, c.leftOut, s.b.Panels["RIP06"].Answers["selezionati"].Items)
	return s.editionFacts(ctx, current, f)
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
			f.Choices["ISC01.edizione"] = append(f.Choices["ISC01.edizione"], scheda.Option{Value: key, Label: panels.EditionWords(e)})
			if !e.Open(f.Today) {
				f.FullEditions[key] = panels.ClosedSentence(e, course.Editions, f.Today)
			}
			if key == choice.Text("edizione") {
				f.Seat = e.Place.Where()
			}
		}
	}
	return nil
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
