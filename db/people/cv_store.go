package people

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

// ReferenceCV names the services that a CV kept leaves in the ledger.
const ReferenceCV = "cv"

const cvColumns = `x.id, x.worker_id, x.cpi_id, x.saved_on, x.valid_to, x.exempt, x.origin, x.file_id, f.name, f.size, x.version,
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=x.saved_by),''), coalesce((SELECT c.name FROM cpi c WHERE c.id=x.cpi_id),''),
	coalesce(x.validated_on,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=x.validated_by),''),
	coalesce(x.annulled_at,''), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=x.annulled_by),''), x.annulled_reason, x.mistaken`

// CVsOf returns the CVs of a person, newest first. The caller has checked that
// the person is the actor's.
func CVsOf(ctx context.Context, q db.Querier, workerID int64) ([]CV, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (c CV, err error) {
		err = r.Scan(&c.ID, &c.WorkerID, &c.CPI, &c.SavedOn, &c.ValidTo, &c.Exempt, &c.Origin, &c.FileID, &c.FileName, &c.Size, &c.Version, &c.SavedBy, &c.Office,
			&c.ValidatedOn, &c.ValidatedBy, &c.Annulled, &c.AnnulledBy, &c.Reason, &c.Mistaken)
		return c, err
	}, "SELECT "+cvColumns+" FROM cv x JOIN stored_file f ON f.id=x.file_id WHERE x.worker_id=? ORDER BY x.saved_on DESC, x.id DESC", workerID)
}

// CVs returns the CVs of a person, newest first; db.ErrNotFound for a person
// whose record is not the actor's.
func (s *Store) CVs(ctx context.Context, actor rule.Actor, workerID int64) ([]CV, error) {
	if _, err := ownWorker(ctx, s.db.Reader(), actor, s.db.Today(), workerID); err != nil {
		return nil, err
	}
	return CVsOf(ctx, s.db.Reader(), workerID)
}

// CVNeeds returns what the card has of what a CV cannot be kept without. The
// caller has checked that the person is the actor's.
func (s *Store) CVNeeds(ctx context.Context, workerID int64) (CVNeeds, error) {
	return cvNeeds(ctx, s.db.Reader(), workerID)
}

func cvNeeds(ctx context.Context, q db.Querier, workerID int64) (n CVNeeds, err error) {
	if n.Study, err = HasEducation(ctx, q, workerID); err == nil {
		n.Propensione, err = HasPropensione(ctx, q, workerID)
	}
	return n, err
}

// ObsoleteCVs returns, of some persons whose records are the actor's, the day
// until which the CV of those was valid whose CV is obsolete today.
func (s *Store) ObsoleteCVs(ctx context.Context, actor rule.Actor, workers []int64) (map[int64]rule.Date, error) {
	out := map[int64]rule.Date{}
	if len(workers) == 0 {
		return out, nil
	}
	ids, err := json.Marshal(workers)
	if err != nil {
		return nil, err
	}
	mine, args := own(actor, "w", s.db.Today())
	_, err = db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (id int64, err error) {
		var until rule.Date
		err = r.Scan(&id, &until)
		out[id] = until
		return id, err
	}, `SELECT x.worker_id, x.valid_to FROM json_each(?) j CROSS JOIN cv x INDEXED BY cv_worker ON x.worker_id=j.value CROSS JOIN worker w ON w.id=x.worker_id
		WHERE x.annulled_at IS NULL AND x.exempt=0 AND x.valid_to<? AND NOT EXISTS (SELECT 1 FROM cv y WHERE y.worker_id=x.worker_id AND y.annulled_at IS NULL
			AND (y.saved_on>x.saved_on OR y.saved_on=x.saved_on AND y.id>x.id)) AND `+mine, append([]any{string(ids), s.db.Today()}, args...)...)
	return out, err
}

// NewCV is a CV to be kept.
type NewCV struct {
	WorkerID  int64
	Origin    string // caricato, generato
	Validated bool   // checked with the person: it is valid at once
	File      *archive.Received
}

// SaveCV keeps a CV of a person in the actor's scope, in the actor's office, and
// returns its id. It registers F1.1, once a person and day. Refused, with the
// field «istruzione» or «propensioni», without a title of study or a propensione.
func (s *Store) SaveCV(ctx context.Context, actor rule.Actor, n NewCV) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := ownWorker(ctx, tx, actor, tx.Today, n.WorkerID)
		if err != nil {
			return err
		}
		if actor.CPI() == 0 {
			return db.ErrNotFound // a CV is kept by an office
		}
		needs, err := cvNeeds(ctx, tx, w.ID)
		if err != nil {
			return err
		}
		if err := needs.Err(); err != nil {
			return err
		}
		file, err := n.File.KeepTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		var validOn, validAt, validBy any
		if n.Validated {
			validOn, validAt, validBy = tx.Today, tx.Now, actor.UserID
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO cv(worker_id,cpi_id,saved_on,month,valid_to,origin,file_id,sex,age_band,saved_at,saved_by,validated_on,validated_at,validated_by)
			VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, w.ID, actor.CPI(), tx.Today, tx.Today.Month(), tx.Today.AddMonths(CVMonths), n.Origin, file.ID, w.Sex, registry.BandOn(w.BirthDate, tx.Today),
			tx.Now, actor.UserID, validOn, validAt, validBy)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		if err := cvServiceTx(ctx, tx, actor, w.ID, id); err != nil {
			return err
		}
		if err := registry.TouchFiguresTx(ctx, tx, actor.CPI(), tx.Today.Month()); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "cv.salvato", Subject: "cv", SubjectID: id, WorkerID: w.ID})
	})
	return id, err
}

// cvServiceTx registers the help with the CV (F1.1), once a person and day: one
// that the desk has registered by hand that day is this one.
func cvServiceTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID, id int64) error {
	var said bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM delivered_service WHERE worker_id=? AND delivered_on=? AND code='F1.1' AND reference=? AND annulled_at IS NULL)", workerID, tx.Today, ReferenceCV).Scan(&said)
	if err != nil || said {
		return err
	}
	service := registry.DeliveredService{WorkerID: workerID, CPI: actor.CPI(), Operator: actor.UserID, Code: "F1.1", On: tx.Today, Reference: ReferenceCV, ReferenceID: id}
	adopted, err := registry.AdoptTx(ctx, tx, actor, service)
	if err == nil && !adopted {
		_, err = DeliverStandardTx(ctx, tx, actor, service)
	}
	return err
}

// cvAt returns the CV of a person in the actor's scope that the actor read at a
// version, while it may be worked on, and the person.
func cvAt(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID, id int64, version int) (Worker, CV, error) {
	w, err := ownWorker(ctx, tx, actor, tx.Today, workerID)
	if err != nil {
		return w, CV{}, err
	}
	all, err := CVsOf(ctx, tx, workerID)
	if err != nil {
		return w, CV{}, err
	}
	held := HeldCVs(all, tx.Today)
	for _, c := range all {
		switch {
		case c.ID != id:
		case c.Version != version:
			return w, c, db.Stale{Current: c.Version}
		case c.Annulled != "":
			return w, c, ErrCVAnnulled
		case !slices.ContainsFunc(held, func(h CV) bool { return h.ID == id }):
			return w, c, ErrCVReplaced
		default:
			return w, c, nil
		}
	}
	return w, CV{}, db.ErrNotFound
}

// ValidateCV records that an operator has checked the CV with the person.
func (s *Store) ValidateCV(ctx context.Context, actor rule.Actor, workerID, id int64, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, c, err := cvAt(ctx, tx, actor, workerID, id, version)
		if err != nil {
			return err
		}
		if err := c.CanValidate(tx.Today); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE cv SET validated_on=?, validated_at=?, validated_by=?, version=version+1 WHERE id=?", tx.Today, tx.Now, actor.UserID, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "cv.convalidato", Subject: "cv", SubjectID: id, WorkerID: workerID})
	})
}

// AnnulCV cancels a CV, with a reason: it stays in the history, and no longer
// counts for the matching of demand and supply. One kept by mistake was never
// inserted: its service falls with it.
func (s *Store) AnnulCV(ctx context.Context, actor rule.Actor, workerID, id int64, version int, mistaken bool, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, _, err := cvAt(ctx, tx, actor, workerID, id, version); err != nil {
			return err
		}
		if reason == "" {
			return rule.Refuse("motivo", "Scrivi perché il CV si cancella: resta nella storia.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE cv SET annulled_at=?, annulled_by=?, annulled_reason=?, mistaken=?, version=version+1 WHERE id=?", tx.Now, actor.UserID, reason, mistaken, id); err != nil {
			return err
		}
		if mistaken {
			if err := registry.AnnulOfTx(ctx, tx, actor, ReferenceCV, id, "Il CV era salvato per errore: "+reason); err != nil {
				return err
			}
			if err := touchCVs(ctx, tx, workerID); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "cv.annullato", Subject: "cv", SubjectID: id, WorkerID: workerID, Reason: reason})
	})
}

// touchCVs says that the figures may have changed of each office and month that
// kept a CV of the person: another may be the first now.
func touchCVs(ctx context.Context, tx *db.Tx, workerID int64) error {
	all, err := CVsOf(ctx, tx, workerID)
	for _, c := range all {
		if err == nil {
			err = registry.TouchFiguresTx(ctx, tx, c.CPI, c.SavedOn.Month())
		}
	}
	return err
}

// correctCVs copies a corrected sex or birth to the CVs, whose first is counted.
func correctCVs(ctx context.Context, tx *db.Tx, w Worker) error {
	all, err := CVsOf(ctx, tx, w.ID)
	for _, c := range all {
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE cv SET sex=?, age_band=? WHERE id=?", w.Sex, registry.BandOn(w.BirthDate, c.SavedOn), c.ID)
		}
	}
	if err != nil {
		return err
	}
	return touchCVs(ctx, tx, w.ID)
}
