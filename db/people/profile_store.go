package people

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

const profileColumns = `p.id, p.worker_id, p.cpi_id, coalesce((SELECT name FROM cpi WHERE id=p.cpi_id),''), ` + `coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.operator_id),''),
	p.started_on, p.scheda_version, p.answers, p.in_depth, coalesce(p.grade,0), coalesce(p.completed_on,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.completed_by),''),
	coalesce(p.in_depth_on,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.in_depth_by),''), p.version, p.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=p.saved_by),''),
	EXISTS(SELECT 1 FROM profile n WHERE n.worker_id=p.worker_id AND n.id>p.id AND n.completed_on IS NOT NULL)`

// profiles returns the profiles that the condition finds, newest first.
func profiles(ctx context.Context, q db.Querier, where string, args ...any) ([]Profile, error) {
	type row struct {
		Profile
		version          int
		answers, inDepth string
	}
	rows, err := db.Collect(ctx, q, func(rows *sql.Rows) (r row, err error) {
		err = rows.Scan(&r.ID, &r.WorkerID, &r.CPI, &r.Office, &r.Operator, &r.StartedOn, &r.version, &r.answers, &r.inDepth, &r.Grade, &r.On, &r.By,
			&r.InDepthOn, &r.InDepthBy, &r.Version, &r.SavedAt, &r.SavedBy, &r.Newer)
		return r, err
	}, "SELECT "+profileColumns+" FROM profile p WHERE "+where+" ORDER BY p.id DESC", args...)
	out := make([]Profile, len(rows))
	for i, r := range rows {
		out[i] = r.Profile
		var errs [3]error
		out[i].Answers, errs[0] = scheda.ParseAnswers(r.answers)
		out[i].InDepth, errs[1] = scheda.ParseAnswers(r.inDepth)
		out[i].Definition, errs[2] = archive.Scheda(ctx, q, ProfileScheda, r.version)
		err = errors.Join(err, errs[0], errs[1], errs[2])
	}
	return out, err
}

// Profiles returns the qualitative profiles of a person, newest first, drafts
// included. Whoever may see the record sees them: the caller has checked it.
func (s *Store) Profiles(ctx context.Context, workerID int64) ([]Profile, error) {
	return profiles(ctx, s.db.Reader(), "p.worker_id=?", workerID)
}

// LastProfile returns the last completed profile of a person, nil when there is
// none. The caller has checked that the person is the reader's.
func (s *Store) LastProfile(ctx context.Context, workerID int64) (*Profile, error) {
	return ProfileOn(ctx, s.db.Reader(), workerID, s.db.Today())
}

// ProfileOn returns the last qualitative profile of a person completed by a day,
// nil when there is none. The caller has checked that the person is the reader's.
func ProfileOn(ctx context.Context, q db.Querier, workerID int64, on rule.Date) (*Profile, error) {
	all, err := profiles(ctx, q, "p.id=(SELECT max(id) FROM profile WHERE worker_id=? AND completed_on<=?)", workerID, on)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// Profile returns a profile of a person whose record is the actor's.
func (s *Store) Profile(ctx context.Context, actor rule.Actor, workerID, id int64) (Profile, error) {
	if err := ownRecord(ctx, s.db.Reader(), actor, s.db.Today(), workerID); err != nil {
		return Profile{}, err
	}
	return profileOf(ctx, s.db.Reader(), workerID, id)
}

func profileOf(ctx context.Context, q db.Querier, workerID, id int64) (Profile, error) {
	all, err := profiles(ctx, q, "p.id=? AND p.worker_id=?", id, workerID)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Profile{}, err
	}
	return all[0], nil
}

// ownRecord returns db.ErrNotFound for a person whose record is not the actor's.
func ownRecord(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, workerID int64) error {
	w, err := scopedWorker(ctx, q, actor, today, "w.id=?", workerID)
	if err == nil && w.Partial {
		return db.ErrNotFound
	}
	return err
}

// StartProfile begins a profile of a person in the actor's office and returns
// its id; one that the office has begun and not completed goes on.
func (s *Store) StartProfile(ctx context.Context, actor rule.Actor, workerID int64) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownRecord(ctx, tx, actor, tx.Today, workerID); err != nil {
			return err
		}
		office := actor.CPI()
		if office == 0 {
			return db.ErrNotFound // a profile is an office's
		}
		err := tx.QueryRowContext(ctx, "SELECT id FROM profile WHERE worker_id=? AND cpi_id=? AND completed_on IS NULL", workerID, office).Scan(&id)
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		definition, err := archive.Scheda(ctx, tx, ProfileScheda, 0)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO profile(worker_id,cpi_id,operator_id,started_on,scheda_version,saved_at,saved_by) VALUES(?,?,?,?,?,?,?)",
			workerID, office, actor.UserID, tx.Today, definition.Version, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "profilo.avviato", Subject: "profile", SubjectID: id, WorkerID: workerID})
	})
	return id, err
}

// ProfileInput is a part of a profile as a form brings it.
type ProfileInput struct {
	Part     ProfilePart
	Version  int // that the form was drawn from
	Answers  scheda.Answers
	Complete bool // false keeps a draft, whatever it says
}

// SaveProfile saves a part of a profile: as a draft, or completed, after which it
// does not change any more. ProfileConflict when somebody else saved in between
// and says otherwise. The refusals name the fields of the part's panel.
// Completing the in-depth part registers C.2 and lets the registry know.
func (s *Store) SaveProfile(ctx context.Context, actor rule.Actor, workerID, id int64, in ProfileInput) (saved Profile, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownRecord(ctx, tx, actor, tx.Today, workerID); err != nil {
			return err
		}
		p, err := profileOf(ctx, tx, workerID, id)
		if err != nil {
			return err
		}
		if err := writable(actor, p, in); err != nil {
			saved = p
			return err
		}
		if in.Complete {
			if err := checkPart(p.Definition, in.Part, in.Answers, tx.Today).Err(); err != nil {
				return err
			}
		} else if in.Answers.Equal(p.Part(in.Part)) {
			saved = p
			return nil
		}
		if err := putProfile(ctx, tx, actor, p, in); err != nil {
			return err
		}
		saved, err = profileOf(ctx, tx, workerID, id)
		return err
	})
	if errors.Is(err, errSame) {
		err = nil
	}
	return saved, err
}

// errSame is a save of what is there already.
var errSame = errors.New("already so")

// writable returns why the part is not the actor's to write, or not any more.
func writable(actor rule.Actor, p Profile, in ProfileInput) error {
	mine := false
	for _, office := range actor.CPIs() {
		mine = mine || office == p.CPI
	}
	switch done := p.On != "" && in.Part == PartQuestions || p.InDepthOn != ""; {
	case !mine:
		return rule.Refuse("", "Questo profilo è del Centro per l'Impiego di "+p.Office+": lo compila quell'ufficio.")
	case in.Complete && done && in.Answers.Equal(p.Part(in.Part)):
		return errSame // completed twice
	case p.CanChange(in.Part) != nil:
		return p.CanChange(in.Part)
	case p.Version != in.Version && !in.Answers.Equal(p.Part(in.Part)):
		return ProfileConflict{p}
	}
	return nil
}

func putProfile(ctx context.Context, tx *db.Tx, actor rule.Actor, p Profile, in ProfileInput) error {
	column, did := "answers", "profilo.completato"
	if in.Part == PartInDepth {
		column, did = "in_depth", "profilo.approfondito"
	}
	if !in.Complete {
		did = "profilo.in_bozza"
	}
	if _, err := tx.ExecContext(ctx, "UPDATE profile SET "+column+"=?, version=version+1, saved_at=?, saved_by=? WHERE id=?", string(in.Answers.Canonical()), tx.Now, actor.UserID, p.ID); err != nil {
		return err
	}
	var err error
	switch {
	case !in.Complete:
	case in.Part == PartInDepth:
		p.InDepth = in.Answers
		err = deepenedTx(ctx, tx, actor, p)
	default:
		grade, _ := strconv.Atoi(in.Answers.Text("fascia"))
		_, err = tx.ExecContext(ctx, "UPDATE profile SET grade=?, completed_on=?, completed_by=? WHERE id=?", grade, tx.Today, actor.UserID, p.ID)
	}
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: did, Subject: "profile", SubjectID: p.ID, WorkerID: p.WorkerID})
}

// deepenedTx completes the in-depth part: with it the person may be given C.2
// (rule 6 of the Marche table), which this was.
func deepenedTx(ctx context.Context, tx *db.Tx, actor rule.Actor, p Profile) error {
	if _, err := tx.ExecContext(ctx, "UPDATE profile SET in_depth_on=?, in_depth_by=?, proposes_referral=? WHERE id=?", tx.Today, actor.UserID, proposesReferral(p.InDepth), p.ID); err != nil {
		return err
	}
	if err := registry.StandTx(ctx, tx, registry.Standing{WorkerID: p.WorkerID, Kind: registry.StandingProfile1B, ReferenceID: p.ID, CPI: p.CPI, From: tx.Today}); err != nil {
		return err
	}
	service := registry.DeliveredService{WorkerID: p.WorkerID, CPI: p.CPI, Operator: actor.UserID, Code: "C.2", On: tx.Today, Reference: ReferenceProfile, ReferenceID: p.ID}
	adopted, err := registry.AdoptTx(ctx, tx, actor, service)
	if err == nil && !adopted {
		_, err = DeliverStandardTx(ctx, tx, actor, service)
	}
	return err
}

// MissedByDeepening returns the rules that C.2 would not keep if the areas of 1B of
// a profile were completed today; that they are completed is one it would.
func (s *Store) MissedByDeepening(ctx context.Context, p Profile) ([]registry.Broken, error) {
	f, err := s.ForeseeService(ctx, registry.DeliveredService{WorkerID: p.WorkerID, CPI: p.CPI, Code: "C.2", On: s.db.Today()})
	return slices.DeleteFunc(f.Broken, func(b registry.Broken) bool { return b.Needs == "posizione" }), err
}
