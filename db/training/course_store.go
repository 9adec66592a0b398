package training

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// sees returns whether the actor may see the course: whoever works for the
// public service sees the whole catalogue, a training body its own courses.
func sees(actor rule.Actor) func(*Candidate) bool {
	switch {
	case readsAll(actor):
		return func(*Candidate) bool { return true }
	case actor.Has(rule.RoleTrainingBody):
		bodies := actor.Bodies()
		return func(c *Candidate) bool {
			return slices.ContainsFunc(c.Bodies, func(b Body) bool { return slices.Contains(bodies, b.CodiceFiscale) })
		}
	}
	return func(*Candidate) bool { return false }
}

func readsAll(actor rule.Actor) bool {
	return actor.Has(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleTargetedPlacement, rule.RoleProvince, rule.RoleRegion)
}

// mayWrite reports whether the actor keeps the catalogue: the Region does.
func mayWrite(actor rule.Actor) bool { return actor.Has(rule.RoleRegion) }

// Courses returns a page of the catalogue, as far as the actor sees it. A
// training body sees the editions of its own only.
func (s *Store) Courses(ctx context.Context, actor rule.Actor, f CatalogueFilter) (CataloguePage, error) {
	c, err := s.snapshot(ctx)
	if err != nil {
		return CataloguePage{}, err
	}
	enrolled, err := seatsHere(ctx, s.db.Reader(), 0)
	if err != nil {
		return CataloguePage{}, err
	}
	page := c.search(f, enrolled, s.db.Today(), sees(actor))
	for i := range page.Courses {
		page.Courses[i] = ownPart(actor, page.Courses[i])
	}
	return page, nil
}

// Course returns a course with bodies, editions and seats, db.ErrNotFound if
// there is none for the actor.
func (s *Store) Course(ctx context.Context, actor rule.Actor, id int64) (Candidate, error) {
	c, err := s.snapshot(ctx)
	if err != nil {
		return Candidate{}, err
	}
	found, ok := c.byID[id]
	if !ok || !sees(actor)(found) {
		return Candidate{}, db.ErrNotFound
	}
	enrolled, err := seatsHere(ctx, s.db.Reader(), 0)
	if err != nil {
		return Candidate{}, err
	}
	out := *found
	out.Editions = withSeats(out.Editions, enrolled)
	return ownPart(actor, out), nil
}

// ownPart leaves a training body the editions and the body that are its own.
func ownPart(actor rule.Actor, c Candidate) Candidate {
	if readsAll(actor) {
		return c
	}
	own := map[int64]bool{}
	var bodies []Body
	for _, b := range c.Bodies {
		if slices.Contains(actor.Bodies(), b.CodiceFiscale) {
			own[b.ID] = true
			bodies = append(bodies, b)
		}
	}
	c.Bodies = bodies
	c.Editions = slices.DeleteFunc(slices.Clone(c.Editions), func(e Edition) bool { return !own[e.BodyID] })
	return c
}

// Edition returns an edition with its course.
func (s *Store) Edition(ctx context.Context, actor rule.Actor, id int64) (Edition, Candidate, error) {
	c, err := s.snapshot(ctx)
	if err != nil {
		return Edition{}, Candidate{}, err
	}
	for _, found := range c.byID {
		if i := slices.IndexFunc(found.Editions, func(e Edition) bool { return e.ID == id }); i >= 0 {
			course, err := s.Course(ctx, actor, found.Course.ID)
			if err != nil {
				return Edition{}, Candidate{}, err
			}
			if i = slices.IndexFunc(course.Editions, func(e Edition) bool { return e.ID == id }); i >= 0 {
				return course.Editions[i], course, nil
			}
		}
	}
	return Edition{}, Candidate{}, db.ErrNotFound
}

// Editions returns a page of the editions in a state, as far as the actor sees
// them: a training body its own.
func (s *Store) Editions(ctx context.Context, actor rule.Actor, state EditionState, page int) (EditionPage, error) {
	c, err := s.snapshot(ctx)
	if err != nil {
		return EditionPage{}, err
	}
	enrolled, err := seatsHere(ctx, s.db.Reader(), 0)
	if err != nil {
		return EditionPage{}, err
	}
	visible := sees(actor)
	var all []EditionRow
	for i := range c.index.candidates {
		candidate := c.index.candidates[i]
		if !visible(&candidate) {
			continue
		}
		for _, e := range withSeats(ownPart(actor, candidate).Editions, enrolled) {
			all = append(all, EditionRow{e, candidate.Course})
		}
	}
	return editionPage(all, state, page, s.db.Today()), nil
}

// SaveCourse creates a course (ID 0) or changes it, with its candidate bodies,
// and returns its id. A version that is not the stored one gives db.Stale.
func (s *Store) SaveCourse(ctx context.Context, actor rule.Actor, c Course, bodies []int64) (int64, error) {
	if !mayWrite(actor) {
		return 0, db.ErrNotFound
	}
	if err := c.Check(); err != nil {
		return 0, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		action := "percorso.modificato"
		if c.ID == 0 {
			action = "percorso.creato"
		}
		if err := writeCourse(ctx, tx, &c); err != nil {
			return err
		}
		if err := writeBodies(ctx, tx, c.ID, bodies); err != nil {
			return err
		}
		if err := changedTx(ctx, tx); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "course", SubjectID: c.ID})
	})
	return c.ID, err
}

// writeCourse inserts the course, or updates it if its version is the stored one.
func writeCourse(ctx context.Context, tx *db.Tx, c *Course) error {
	if c.Competences == nil {
		c.Competences = []string{}
	}
	competences, err := json.Marshal(c.Competences)
	if err != nil {
		return err
	}
	if c.ID == 0 {
		res, err := tx.ExecContext(ctx, `INSERT INTO course(code,title,title_fold,profession_code,eqf_level,hours,mode,description,competences,
			requirements,service_code,active,updated_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)`, c.Code, c.Title, rule.Fold(c.Title), c.ProfessionCode,
			db.Null(c.EQFLevel), db.Null(c.Hours), c.Mode, c.Description, string(competences), c.Requirements, c.ServiceCode, c.Active, tx.Now)
		if db.IsUnique(err) {
			return rule.Refuse("codice", "Esiste già un percorso con il codice «"+c.Code+"».")
		}
		if err != nil {
			return err
		}
		c.ID, err = res.LastInsertId()
		return err
	}
	res, err := tx.ExecContext(ctx, `UPDATE course SET code=?, title=?, title_fold=?, profession_code=?, eqf_level=?, hours=?, mode=?, description=?,
		competences=?, requirements=?, service_code=?, active=?, updated_at=?, version=version+1 WHERE id=? AND version=?`,
		c.Code, c.Title, rule.Fold(c.Title), c.ProfessionCode, db.Null(c.EQFLevel), db.Null(c.Hours), c.Mode, c.Description,
		string(competences), c.Requirements, c.ServiceCode, c.Active, tx.Now, c.ID, c.Version)
	if db.IsUnique(err) {
		return rule.Refuse("codice", "Esiste già un percorso con il codice «"+c.Code+"».")
	}
	if err != nil {
		return err
	}
	return changedOrStale(ctx, tx, res, "course", c.ID)
}

// changedOrStale returns db.Stale when an update found another version, and
// db.ErrNotFound when it found no row.
func changedOrStale(ctx context.Context, tx *db.Tx, res interface{ RowsAffected() (int64, error) }, table string, id int64) error {
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	var current int
	if err := tx.QueryRowContext(ctx, "SELECT version FROM "+table+" WHERE id=?", id).Scan(&current); err != nil {
		return err
	}
	return db.Stale{Current: current}
}

// writeBodies makes the bodies the candidates of the course. A body with an
// edition of the course stays one.
func writeBodies(ctx context.Context, tx *db.Tx, courseID int64, bodies []int64) error {
	in, args := db.In(bodies)
	if len(bodies) == 0 {
		in = "(0)"
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM course_body WHERE course_id=? AND body_id NOT IN (SELECT body_id FROM edition WHERE course_id=?)
		AND body_id NOT IN `+in, append([]any{courseID, courseID}, args...)...); err != nil {
		return err
	}
	for _, id := range bodies {
		if _, err := tx.ExecContext(ctx, "INSERT INTO course_body(course_id,body_id) SELECT ?,id FROM training_body WHERE id=? ON CONFLICT DO NOTHING", courseID, id); err != nil {
			return err
		}
	}
	return nil
}

// SaveEdition creates an edition (ID 0) or changes it, and returns its id. The
// Region may, and a training body for its own editions of courses that it is a
// candidate for.
func (s *Store) SaveEdition(ctx context.Context, actor rule.Actor, e Edition) (int64, error) {
	if err := e.Check(); err != nil {
		return 0, err
	}
	e.Place.Province = strings.ToUpper(e.Place.Province)
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := mayHold(ctx, tx, actor, e); err != nil {
			return err
		}
		action := "edizione.modificata"
		if e.ID == 0 {
			action = "edizione.creata"
		}
		if err := writeEdition(ctx, tx, &e); err != nil {
			return err
		}
		if err := changedTx(ctx, tx); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "edition", SubjectID: e.ID})
	})
	return e.ID, err
}

// mayHold refuses with db.ErrNotFound unless the edition's body is a candidate
// for its course, is the one it was, and is the actor's own or the actor is the
// Region.
func mayHold(ctx context.Context, tx *db.Tx, actor rule.Actor, e Edition) error {
	scope, args := actor.BodyScope("b.codice_fiscale")
	if mayWrite(actor) {
		scope, args = "1=1", nil
	}
	var one int
	err := tx.QueryRowContext(ctx, `SELECT 1 FROM course_body cb JOIN training_body b ON b.id=cb.body_id
		WHERE cb.course_id=? AND cb.body_id=? AND `+scope, append([]any{e.CourseID, e.BodyID}, args...)...).Scan(&one)
	if err != nil || e.ID == 0 {
		return db.Classify(err)
	}
	return db.Classify(tx.QueryRowContext(ctx, "SELECT 1 FROM edition WHERE id=? AND course_id=? AND body_id=?", e.ID, e.CourseID, e.BodyID).Scan(&one))
}

func writeEdition(ctx context.Context, tx *db.Tx, e *Edition) error {
	if e.ID == 0 {
		res, err := tx.ExecContext(ctx, `INSERT INTO edition(code,course_id,body_id,place,province,starts_on,ends_on,seats,seats_taken,timetable)
			VALUES(?,?,?,?,?,?,?,?,?,?)`, e.Code, e.CourseID, e.BodyID, e.Place.Town, e.Place.Province, e.StartsOn, e.EndsOn, e.Seats, e.SeatsTaken, e.Timetable)
		if db.IsUnique(err) {
			return rule.Refuse("codice", "Esiste già un'edizione con il codice «"+e.Code+"».")
		}
		if err != nil {
			return err
		}
		e.ID, err = res.LastInsertId()
		return err
	}
	taken, err := seatsHere(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	if n := taken[e.ID]; e.SeatsTaken+n > e.Seats && n > 0 {
		enrolled := "1 persona è già iscritta"
		if n > 1 {
			enrolled = itoa(int64(n)) + " persone sono già iscritte"
		}
		return rule.Refuse("posti", "I posti non possono essere meno di "+itoa(int64(e.SeatsTaken+n))+": "+enrolled+".")
	}
	res, err := tx.ExecContext(ctx, `UPDATE edition SET code=?, place=?, province=?, starts_on=?, ends_on=?, seats=?, seats_taken=?, timetable=?, version=version+1
		WHERE id=? AND version=?`, e.Code, e.Place.Town, e.Place.Province, e.StartsOn, e.EndsOn, e.Seats, e.SeatsTaken, e.Timetable, e.ID, e.Version)
	if db.IsUnique(err) {
		return rule.Refuse("codice", "Esiste già un'edizione con il codice «"+e.Code+"».")
	}
	if err != nil {
		return err
	}
	return changedOrStale(ctx, tx, res, "edition", e.ID)
}
