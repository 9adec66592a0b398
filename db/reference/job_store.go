package reference

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/rule"
)

// Professions returns at most limit units of CP2021 by the beginning of their
// code, with its dots or without, or by words: of their name and of what people call the job («badante»),
// whole words before those that only begin so, then of their description. Where
// no unit has the words, those with one letter wrong are taken for the nearest
// that there are, and else units with any of them are returned.
func (s *Store) Professions(ctx context.Context, q string, limit int) ([]Profession, error) {
	if isCode(q) {
		q = dotted(q)
		return s.professions(ctx, "FROM profession p WHERE p.code>=? AND p.code<? AND p.level=5 ORDER BY p.code LIMIT ?", q, until(q), limit)
	}
	if rule.Fold(q) == "" {
		return nil, nil
	}
	// A job called exactly so comes before those whose words are merely near.
	exact, err := s.professions(ctx, `FROM profession p JOIN everyday_job j ON j.profession_code=p.code
		WHERE j.name_fold=? ORDER BY p.code LIMIT ?`, rule.Fold(q), limit)
	if err != nil {
		return nil, err
	}
	words, found := sought(q), exact
	ask := func(query string) {
		if err != nil || query == "" || len(found) >= limit {
			return
		}
		var more []Profession
		more, err = s.professions(ctx, `FROM profession_words JOIN profession p ON p.id=profession_words.rowid
			WHERE profession_words MATCH ? ORDER BY bm25(profession_words, 10.0, 10.0, 1.0), p.code LIMIT ?`, query, limit)
		found = distinct(append(found, more...))
	}
	const named = "{name everyday} : "
	ask(named + "(" + whole(words) + ")")
	ask(named + "(" + begun(words, "AND") + ")")
	ask(told(words))
	if err == nil && len(found) == 0 {
		var known []string
		if known, err = s.jobWords(ctx); err == nil {
			ask(nearest(words, known))
		}
	}
	if len(found) == 0 {
		ask(begun(words, "OR"))
	}
	return found[:min(len(found), limit)], err
}

// jobWords returns the words of the names of the units and of what people call
// their jobs, some more than once.
func (s *Store) jobWords(ctx context.Context) (words []string, err error) {
	names, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (name string, err error) { err = r.Scan(&name); return },
		"SELECT name FROM profession WHERE level=5 UNION ALL SELECT name FROM everyday_job")
	for _, name := range names {
		words = append(words, rule.FoldWords(name)...)
	}
	return words, err
}

// Profession returns a profession of any level by its code; db.ErrNotFound
// when it has none.
func (s *Store) Profession(ctx context.Context, code string) (Profession, error) {
	return first(s.professions(ctx, "FROM profession p WHERE p.code=?", code))
}

func (s *Store) professions(ctx context.Context, from string, args ...any) ([]Profession, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (p Profession, err error) {
		err = r.Scan(&p.Code, &p.Name, &p.Description, &p.Level)
		return
	}, "SELECT p.code, p.name, p.description, p.level "+from, args...)
}

// EverydayJobs returns every everyday name of a job.
func (s *Store) EverydayJobs(ctx context.Context) ([]EverydayJob, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (j EverydayJob, err error) {
		err = r.Scan(&j.Name, &j.ProfessionCode)
		return
	}, "SELECT name, profession_code FROM everyday_job ORDER BY name_fold, profession_code")
}

// Figures returns at most limit figures of the repertorio by the words of
// their name or of what people call the job; all from the first when q is empty.
func (s *Store) Figures(ctx context.Context, q string, limit int) ([]Figure, error) {
	if rule.Fold(q) == "" {
		return s.figures(ctx, "FROM figure f WHERE retired=0 ORDER BY name, code LIMIT ?", limit)
	}
	return byWords(q, limit, func(words string, limit int) ([]Figure, error) {
		return s.figures(ctx, `FROM figure_words JOIN figure f ON f.id=figure_words.rowid
			WHERE figure_words MATCH ? ORDER BY bm25(figure_words, 2.0, 1.0), f.code LIMIT ?`, words, limit)
	})
}

// Figure returns a figure by its code, also a retired one.
func (s *Store) Figure(ctx context.Context, code string) (Figure, error) {
	return first(s.figures(ctx, "FROM figure f WHERE f.code=?", code))
}

// FiguresOfProfession returns the figures of a CP2021 unit or, when it has
// none, those of the same group of units (the code but its last digit).
func (s *Store) FiguresOfProfession(ctx context.Context, code string) ([]Figure, error) {
	found, err := s.figures(ctx, "FROM figure f WHERE f.profession_code=? AND retired=0 ORDER BY name", code)
	if err != nil || len(found) > 0 || len(code) < 9 {
		return found, err
	}
	group := code[:len(code)-1]
	return s.figures(ctx, "FROM figure f WHERE f.profession_code>=? AND f.profession_code<? AND retired=0 ORDER BY name", group, until(group))
}

func (s *Store) figures(ctx context.Context, from string, args ...any) ([]Figure, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (f Figure, err error) {
		err = r.Scan(&f.Code, &f.Name, &f.ProfessionCode)
		return
	}, "SELECT f.code, f.name, f.profession_code "+from, args...)
}

const competenceColumns = "c.code, c.name, c.origin, c.reuse, c.soft, c.ict, c.green, c.language, c.vacancies, c.retired"

// Competences returns at most limit competences by the words of their name:
// those of the repertorio first, then ESCO's, the commoner before the rarer
// where the words fit alike.
func (s *Store) Competences(ctx context.Context, q string, limit int) ([]Competence, error) {
	return s.competencesWhere(ctx, "1=1", q, limit)
}

// TransversalCompetences is Competences among those of ESCO that serve in any job.
func (s *Store) TransversalCompetences(ctx context.Context, q string, limit int) ([]Competence, error) {
	return s.competencesWhere(ctx, "c.reuse='transversal'", q, limit)
}

func (s *Store) competencesWhere(ctx context.Context, which, q string, limit int) ([]Competence, error) {
	return byWords(q, limit, func(words string, limit int) ([]Competence, error) {
		return s.competences(ctx, `FROM competence_words w JOIN competence c ON c.id=w.rowid
			WHERE competence_words MATCH ? AND `+which+` ORDER BY c.origin DESC, round(w.rank, 1), c.vacancies DESC, c.code LIMIT ?`, words, limit)
	})
}

// Competence returns a competence by its code, also a retired one.
func (s *Store) Competence(ctx context.Context, code string) (Competence, error) {
	return first(s.competences(ctx, "FROM competence c WHERE c.code=?", code))
}

func (s *Store) competences(ctx context.Context, from string, args ...any) ([]Competence, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c Competence, err error) {
		err = r.Scan(&c.Code, &c.Name, &c.Origin, &c.Reuse, &c.Soft, &c.ICT, &c.Green, &c.Language, &c.Vacancies, &c.Retired)
		return
	}, "SELECT "+competenceColumns+" "+from, args...)
}

// FigureCompetences returns what a figure asks for, in the order of the
// repertorio.
func (s *Store) FigureCompetences(ctx context.Context, figure string) ([]FigureCompetence, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c FigureCompetence, err error) {
		err = r.Scan(&c.Code, &c.Name, &c.Origin, &c.Reuse, &c.Soft, &c.ICT, &c.Green, &c.Language, &c.Vacancies, &c.Retired, &c.RequiredLevel)
		return
	}, "SELECT "+competenceColumns+`, fc.required_level FROM figure_competence fc JOIN competence c ON c.code=fc.competence_code
		WHERE fc.figure_code=? ORDER BY fc.position`, figure)
}

func first[T any](all []T, err error) (one T, _ error) {
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return one, err
	}
	return all[0], nil
}
