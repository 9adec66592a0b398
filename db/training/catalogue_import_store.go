package training

import (
	"context"
	"errors"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

var errDryRun = errors.New("dry run")

// ImportCatalogue brings a catalogue file into the catalogue as one unit: all
// of it is kept, or nothing. A line creates when its edition (or, without one,
// its course or candidacy) is new, updates when something in it is, and an
// empty cell never overwrites a value. dryRun counts and keeps nothing.
func (s *Store) ImportCatalogue(ctx context.Context, actor rule.Actor, file CatalogueFile, dryRun bool) (rule.Tally, error) {
	if !mayWrite(actor) {
		return rule.Tally{}, db.ErrNotFound
	}
	result := rule.Tally{Duplicates: file.Duplicates, Rejected: len(file.Rejected)}
	for _, row := range file.Rows {
		if len(row.Warnings) > 0 {
			result.Warned++
		}
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		im, err := newImporter(ctx, tx)
		if err != nil {
			return err
		}
		im.learn(file.Rows)
		for _, row := range file.Rows {
			created, changed, err := im.row(row)
			switch {
			case err != nil:
				return err
			case created:
				result.Created++
			case changed:
				result.Updated++
			default:
				result.Unchanged++
			}
		}
		if dryRun {
			return errDryRun
		}
		if result.Created+result.Updated > 0 {
			if err := changedTx(ctx, tx); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "catalogo.importato", Subject: "course",
			Fields: []string{"creati=" + itoa(int64(result.Created)), "aggiornati=" + itoa(int64(result.Updated))}})
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	return result, err
}

// importer holds the stored catalogue while a file is brought in.
type importer struct {
	ctx      context.Context
	tx       *db.Tx
	courses  map[string]*Candidate
	editions map[string]Edition
	bodies   map[string]*Body
	// last says of each course and body what the file's last line about it says.
	last     map[string]Course
	lastBody map[string]Body
	done     map[string]bool // courses and bodies already written
}

func newImporter(ctx context.Context, tx *db.Tx) (*importer, error) {
	im := &importer{ctx: ctx, tx: tx, courses: map[string]*Candidate{}, editions: map[string]Edition{}, bodies: map[string]*Body{},
		last: map[string]Course{}, lastBody: map[string]Body{}, done: map[string]bool{}}
	candidates, err := readCandidates(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i := range candidates {
		im.courses[candidates[i].Course.Code] = &candidates[i]
		for _, e := range candidates[i].Editions {
			im.editions[e.Code] = e
		}
	}
	bodies, err := bodiesTx(ctx, tx)
	for i := range bodies {
		im.bodies[bodies[i].CodiceFiscale] = &bodies[i]
	}
	return im, err
}

// learn notes what the file says of each course and body in the end, so that
// two lines that disagree do not change it to and fro at every import.
func (im *importer) learn(rows []CatalogueRow) {
	for _, row := range rows {
		im.last[row.Course.Code] = row.Course
		if row.Body.Name != "" {
			im.lastBody[row.Body.CodiceFiscale] = row.Body
		}
	}
}

// row brings one line in; created: its edition, course or candidacy is new.
func (im *importer) row(row CatalogueRow) (created, changed bool, err error) {
	course, newCourse, changed, err := im.course(im.last[row.Course.Code])
	if err != nil {
		return false, false, err
	}
	if row.Body.Name == "" {
		return newCourse, changed, nil
	}
	body, bodyChanged, err := im.body(im.lastBody[row.Body.CodiceFiscale])
	if err != nil {
		return false, false, err
	}
	changed = changed || bodyChanged
	newLink := !slices.ContainsFunc(course.Bodies, func(b Body) bool { return b.ID == body.ID })
	if newLink {
		course.Bodies = append(course.Bodies, *body)
		if _, err := im.tx.ExecContext(im.ctx, "INSERT INTO course_body(course_id,body_id) VALUES(?,?)", course.Course.ID, body.ID); err != nil {
			return false, false, err
		}
	}
	if row.Edition.Code == "" {
		return newCourse || newLink, changed, nil
	}
	newEdition, editionChanged, err := im.edition(course.Course.ID, body.ID, row.Edition)
	return newEdition, changed || editionChanged, err
}

func (im *importer) course(in Course) (found *Candidate, created, changed bool, err error) {
	found = im.courses[in.Code]
	if found == nil {
		found = &Candidate{Course: in}
		im.courses[in.Code] = found
		im.done["c"+in.Code] = true
		return found, true, false, writeCourse(im.ctx, im.tx, &found.Course)
	}
	if im.done["c"+in.Code] {
		return found, false, false, nil
	}
	im.done["c"+in.Code] = true
	out := found.Course
	fill(&out.Title, in.Title)
	fill(&out.ProfessionCode, in.ProfessionCode)
	fill(&out.EQFLevel, in.EQFLevel)
	fill(&out.Hours, in.Hours)
	fill(&out.Mode, in.Mode)
	fill(&out.Description, in.Description)
	fill(&out.Requirements, in.Requirements)
	if len(in.Competences) > 0 {
		out.Competences = in.Competences
	}
	if sameCourse(out, found.Course) {
		return found, false, false, nil
	}
	found.Course = out
	return found, false, true, writeCourse(im.ctx, im.tx, &found.Course)
}

func sameCourse(a, b Course) bool {
	same := slices.Equal(a.Competences, b.Competences)
	a.Competences, b.Competences = nil, nil
	return same && a.Title == b.Title && a.ProfessionCode == b.ProfessionCode && a.EQFLevel == b.EQFLevel && a.Hours == b.Hours &&
		a.Mode == b.Mode && a.Description == b.Description && a.Requirements == b.Requirements
}

func (im *importer) body(in Body) (found *Body, changed bool, err error) {
	found = im.bodies[in.CodiceFiscale]
	if found == nil {
		found = &in
		im.bodies[in.CodiceFiscale] = found
		return found, false, writeBody(im.ctx, im.tx, found)
	}
	if found.Name == in.Name {
		return found, false, nil
	}
	found.Name = in.Name
	if err := writeBody(im.ctx, im.tx, found); err != nil {
		return nil, false, err
	}
	found.Version++
	return found, true, nil
}

func (im *importer) edition(courseID, bodyID int64, in Edition) (created, changed bool, err error) {
	in.CourseID, in.BodyID = courseID, bodyID
	stored, ok := im.editions[in.Code]
	if !ok {
		err := writeEdition(im.ctx, im.tx, &in)
		im.editions[in.Code] = in
		return true, false, err
	}
	out := stored
	fill(&out.Place.Town, in.Place.Town)
	fill(&out.Place.Province, in.Place.Province)
	fill(&out.StartsOn, in.StartsOn)
	fill(&out.EndsOn, in.EndsOn)
	fill(&out.Timetable, in.Timetable)
	fill(&out.Seats, in.Seats)
	out.SeatsTaken, out.CourseID, out.BodyID = in.SeatsTaken, courseID, bodyID
	if out == stored {
		return false, false, nil
	}
	im.editions[in.Code] = out
	// The Region's file is the word on seats: it may leave fewer than are enrolled here.
	_, err = im.tx.ExecContext(im.ctx, `UPDATE edition SET course_id=?, body_id=?, place=?, province=?, starts_on=?, ends_on=?, seats=?, seats_taken=?,
		timetable=?, version=version+1 WHERE id=?`, courseID, bodyID, out.Place.Town, out.Place.Province, out.StartsOn, out.EndsOn, out.Seats, out.SeatsTaken, out.Timetable, out.ID)
	return false, true, err
}

// fill overwrites a value unless the new one is empty.
func fill[T comparable](value *T, with T) {
	var empty T
	if with != empty {
		*value = with
	}
}
