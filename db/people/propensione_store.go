package people

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/db/scheda"
)

const propensioneColumns = `p.id, p.worker_id, p.position, p.profession_code, p.title, p.from_work, p.from_education, p.from_training, p.interviewed_on,
	p.sector, p.competences, p.experience, p.last_year, p.hours, p.travel, p.licences, p.learned, p.other, p.version, p.updated_at,
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.updated_by),''), coalesce(p.withdrawn_at,''),
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.withdrawn_by),''), p.withdrawn_reason`

// HasPropensione reports whether the person has at least one propensione: what
// a CV may not be saved without.
func HasPropensione(ctx context.Context, q db.Querier, workerID int64) (there bool, err error) {
	err = q.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM propensione INDEXED BY propensione_place WHERE worker_id=? AND withdrawn_at IS NULL)", workerID).Scan(&there)
	return there, err
}

// PropensioniOf returns the propensioni of a person, those that hold first in
// their order, then those withdrawn, the last first. The caller has checked that
// the person is the actor's.
func PropensioniOf(ctx context.Context, q db.Querier, workerID int64) ([]Propensione, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p Propensione, err error) {
		n := &p.Notes
		err = r.Scan(&p.ID, &p.WorkerID, &p.Position, &p.Profession, &p.Title, &p.FromWork, &p.FromEducation, &p.FromTraining, &p.InterviewedOn,
			&n.Sector, &n.Competences, &n.Experience, &n.LastYear, &n.Hours, &n.Travel, &n.Licences, &n.Learned, &n.Other, &p.Version, &p.UpdatedAt, &p.UpdatedBy,
			&p.Withdrawn, &p.WithdrawnBy, &p.Reason)
		return p, err
	}, "SELECT "+propensioneColumns+` FROM propensione p INDEXED BY propensione_worker WHERE p.worker_id=?
		ORDER BY p.withdrawn_at IS NOT NULL, CASE WHEN p.withdrawn_at IS NULL THEN p.position END, p.withdrawn_at DESC, p.id DESC`, workerID)
}

// Propensioni returns the propensioni of a person, as PropensioniOf does;
// db.ErrNotFound for a person whose record is not the actor's.
func (s *Store) Propensioni(ctx context.Context, actor rule.Actor, workerID int64) ([]Propensione, error) {
	if _, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID); err != nil {
		return nil, err
	}
	return PropensioniOf(ctx, s.db.Reader(), workerID)
}

// ownWorker returns a person whose record is the actor's to read whole.
func ownWorker(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, id int64) (Worker, error) {
	w, err := scopedWorker(ctx, q, actor, today, "w.id=?", id)
	if err == nil && w.Partial {
		err = db.ErrNotFound
	}
	return w, err
}

// PropensioneVersion is a version of a propensione.
type PropensioneVersion struct {
	Version int
	Answers scheda.Answers
	SavedAt rule.Instant
	SavedBy string
}

// PropensioneVersions returns the versions of a propensione, newest first. The
// caller has checked that the reader may see the record.
func (s *Store) PropensioneVersions(ctx context.Context, id int64) ([]PropensioneVersion, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (v PropensioneVersion, err error) {
		var answers string
		if err = r.Scan(&v.Version, &answers, &v.SavedAt, &v.SavedBy); err == nil {
			v.Answers, err = scheda.ParseAnswers(answers)
		}
		return v, err
	}, `SELECT h.version, h.answers, h.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=h.saved_by),'')
		FROM propensione_history h WHERE h.propensione_id=? ORDER BY h.version DESC`, id)
}

// SavePropensione adds a propensione to a person, or for an id changes one that
// the actor read at the given version, and returns its id: db.Stale when
// somebody saved in between and says otherwise. The refusals name the fields of
// PropensionePanel.
func (s *Store) SavePropensione(ctx context.Context, actor rule.Actor, workerID, id int64, version int, answers scheda.Answers) (int64, error) {
	w, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID)
	if err != nil {
		return 0, err
	}
	answers, refusals := s.ReadSection(ctx, PropensionePanel, answers, w.BirthDate)
	if code := scheda.Code(answers.Text("professione")); code != "" && !isUnit(code) && refusals.For("professione") == "" {
		refusals.Add("professione", "Questa è una famiglia di professioni: scegli una voce di cinque cifre.")
	}
	if err := refusals.Err(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := ownWorker(ctx, tx, actor, tx.Today, workerID); err != nil {
			return err
		}
		all, err := PropensioniOf(ctx, tx, workerID)
		if err != nil {
			return err
		}
		if id == 0 {
			id, err = addPropensione(ctx, tx, actor, workerID, all, answers)
			return err
		}
		return changePropensione(ctx, tx, actor, all, id, version, answers)
	})
	return id, err
}

func addPropensione(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, all []Propensione, answers scheda.Answers) (int64, error) {
	p := PropensioneOf(answers)
	place, err := room(all, p.Profession, 0)
	if err != nil {
		return 0, err
	}
	n := p.Notes
	res, err := tx.ExecContext(ctx, `INSERT INTO propensione(worker_id,cpi_id,position,profession_code,title,from_work,from_education,from_training,interviewed_on,
		sector,competences,experience,last_year,hours,travel,licences,learned,other,created_at,created_by,updated_at,updated_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		workerID, db.Null(actor.CPI()), place, p.Profession, p.Title, p.FromWork, p.FromEducation, p.FromTraining, p.InterviewedOn,
		n.Sector, n.Competences, n.Experience, n.LastYear, n.Hours, n.Travel, n.Licences, n.Learned, n.Other, tx.Now, actor.UserID, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	return id, keepPropensione(ctx, tx, actor, workerID, id, 1, answers)
}

// propensioneAt returns the one that the actor read at a version, while it holds.
func propensioneAt(all []Propensione, id int64, version int) (Propensione, error) {
	i := slices.IndexFunc(all, func(p Propensione) bool { return p.ID == id })
	switch {
	case i < 0:
		return Propensione{}, db.ErrNotFound
	case all[i].Version != version:
		return all[i], db.Stale{Current: all[i].Version}
	case all[i].Withdrawn != "":
		return all[i], ErrPropensioneWithdrawn
	}
	return all[i], nil
}

// ErrPropensioneWithdrawn refuses to touch a propensione that was withdrawn.
var ErrPropensioneWithdrawn = rule.Refuse("", "Questa propensione è stata ritirata: resta com'è nella storia.")

func changePropensione(ctx context.Context, tx *db.Tx, actor rule.Actor, all []Propensione, id int64, version int, answers scheda.Answers) error {
	for _, p := range all {
		if p.ID == id && p.Withdrawn == "" && p.Answers().Equal(answers) {
			return nil // the same save again
		}
	}
	was, err := propensioneAt(all, id, version)
	if err != nil {
		return err
	}
	p := PropensioneOf(answers)
	if _, err := room(all, p.Profession, id); err != nil {
		return err
	}
	n := p.Notes
	if _, err := tx.ExecContext(ctx, `UPDATE propensione SET profession_code=?, title=?, from_work=?, from_education=?, from_training=?, interviewed_on=?,
		sector=?, competences=?, experience=?, last_year=?, hours=?, travel=?, licences=?, learned=?, other=?, version=version+1, updated_at=?, updated_by=? WHERE id=?`,
		p.Profession, p.Title, p.FromWork, p.FromEducation, p.FromTraining, p.InterviewedOn,
		n.Sector, n.Competences, n.Experience, n.LastYear, n.Hours, n.Travel, n.Licences, n.Learned, n.Other, tx.Now, actor.UserID, id); err != nil {
		return err
	}
	return keepPropensione(ctx, tx, actor, was.WorkerID, id, was.Version+1, answers)
}

// keepPropensione keeps a version, and registers that the card was brought up to date.
func keepPropensione(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID, id int64, version int, answers scheda.Answers) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO propensione_history(propensione_id,version,answers,saved_at,saved_by) VALUES(?,?,?,?,?)", id, version, string(answers.Canonical()), tx.Now, actor.UserID); err != nil {
		return err
	}
	if err := revisedTodayTx(ctx, tx, actor, workerID); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "propensione.salvata", Subject: "propensione", SubjectID: id, WorkerID: workerID})
}

// WithdrawPropensione takes a propensione back, with a reason: it stays in the
// history, and leaves its place to another.
func (s *Store) WithdrawPropensione(ctx context.Context, actor rule.Actor, workerID, id int64, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := ownWorker(ctx, tx, actor, tx.Today, workerID); err != nil {
			return err
		}
		all, err := PropensioniOf(ctx, tx, workerID)
		if err != nil {
			return err
		}
		p, err := propensioneAt(all, id, version)
		if err != nil {
			return err
		}
		if reason == "" {
			return rule.Refuse("motivo", "Scrivi perché si ritira: resta nella storia.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE propensione SET withdrawn_at=?, withdrawn_by=?, withdrawn_reason=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "propensione.ritirata", Subject: "propensione", SubjectID: id, WorkerID: p.WorkerID, Reason: reason})
	})
}
