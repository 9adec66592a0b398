package registry

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Store keeps the registry of one installation.
type Store struct{ db *db.DB }

// NewStore returns the registry of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// DeliverTx appends to the ledger what really happened, with its replica, and
// returns its id. The rules stop nothing here: those that the service does not
// keep stand on its row, for the head of the office to see. The caller says sex
// and birth of a person (people.DeliverTx reads them from the record).
func DeliverTx(ctx context.Context, tx *db.Tx, actor rule.Actor, s DeliveredService, competent bool) (int64, error) {
	service, err := ServiceOn(ctx, tx, s.Code, s.On)
	if errors.Is(err, db.ErrNotFound) {
		return 0, rule.Refuse("code", "Il codice "+s.Code+" non è in vigore il "+s.On.Italian()+".")
	}
	if err != nil {
		return 0, err
	}
	if s.Prestazione == "" {
		s.Prestazione = service.Prestazione()
	}
	c, err := caseOf(ctx, tx, s, competent)
	if err != nil {
		return 0, err
	}
	s.Missed, s.Beyond = nil, false
	for _, b := range Check(c) {
		if b.Number == 16 && s.Origin == OriginReplica {
			continue
		}
		s.Missed, s.Beyond = append(s.Missed, b.key()), s.Beyond || b.Hard
	}
	id, err := insertTx(ctx, tx, actor, s)
	if err != nil {
		return 0, err
	}
	return id, replicaTx(ctx, tx, actor, s, id)
}

// caseOf gathers what the rules look at.
func caseOf(ctx context.Context, tx db.Querier, s DeliveredService, competent bool) (Case, error) {
	c := Case{Code: s.Code, Company: s.CompanyID != 0, Programme: s.Programme, Outcome: s.Outcome, Note: s.Note, Group: s.SessionID != 0, Competent: competent,
		Before: map[string]bool{}, Same: map[string]bool{}, Standing: map[string]bool{}}
	whose, who := "worker_id", s.WorkerID
	if c.Company {
		whose, who = "company_id", s.CompanyID
	}
	type before struct {
		code string
		same bool
	}
	earlier, err := db.Collect(ctx, tx, func(r *sql.Rows) (b before, err error) { err = r.Scan(&b.code, &b.same); return },
		`SELECT code, max(reference=? AND reference_id=? AND reference<>'' OR ?='servizio' AND id=?) FROM delivered_service WHERE `+whose+`=? AND delivered_on<=? AND id<>? AND annulled_at IS NULL GROUP BY code`,
		s.Reference, s.ReferenceID, s.Reference, s.ReferenceID, who, s.On, s.ID)
	if err != nil {
		return c, err
	}
	for _, b := range earlier {
		c.Before[b.code] = true
		if b.same {
			c.Same[b.code] = true
		}
	}
	kinds, err := db.Collect(ctx, tx, func(r *sql.Rows) (kind string, err error) { err = r.Scan(&kind); return },
		"SELECT DISTINCT kind FROM standing WHERE worker_id=? AND valid_from<=? AND valid_to>=?", s.WorkerID, s.On, s.On)
	for _, k := range kinds {
		c.Standing[k] = true
	}
	return c, err
}

// insertTx writes the row, with what the figures will ask of it.
func insertTx(ctx context.Context, tx *db.Tx, actor rule.Actor, s DeliveredService) (int64, error) {
	var overrideBy any
	if s.OverrideReason != "" {
		overrideBy = actor.UserID
	}
	res, err := tx.ExecContext(ctx, `INSERT INTO delivered_service(worker_id,company_id,cpi_id,operator_planned,operator_id,code,prestazione,programme,
		delivered_on,month,sex,age_band,minutes_planned,minutes,minutes_reason,mode,session_id,reference,reference_id,appointment_id,outcome,note,origin,parent_id,
		missed,beyond,override_reason,override_by,created_at,created_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		db.Null(s.WorkerID), db.Null(s.CompanyID), s.CPI, db.Null(s.Planned), s.Operator, s.Code, s.Prestazione, s.Programme,
		s.On, s.On.Month(), s.Sex, BandOn(s.Born, s.On), db.Null(s.MinutesPlan), s.Minutes, s.MinutesReason, s.Mode, db.Null(s.SessionID), s.Reference, s.ReferenceID,
		db.Null(s.AppointmentID), s.Outcome, s.Note, s.Origin, db.Null(s.ParentID), strings.Join(s.Missed, " "), s.Beyond, s.OverrideReason, overrideBy, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	if s.WorkerID == 0 {
		err = TouchFiguresTx(ctx, tx, s.CPI, s.On.Month())
	} else {
		err = TouchLaterTx(ctx, tx, s.WorkerID, s.On) // of the same day too: an act of another office may count by this one
	}
	if err == nil && s.Prestazione == "B1" {
		err = TouchInterviewsTx(ctx, tx, s.WorkerID)
	}
	if err != nil {
		return 0, err
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.registrato", Subject: "delivered_service", SubjectID: id, WorkerID: s.WorkerID, Fields: []string{s.Code}})
}

// replicaTx registers what a service brings with it (rule 16): read only, and
// annulled with it.
func replicaTx(ctx context.Context, tx *db.Tx, actor rule.Actor, s DeliveredService, parent int64) error {
	code := Replica(s.Code)
	if code == "" {
		return nil
	}
	service, err := ServiceOn(ctx, tx, code, s.On)
	if err != nil {
		return err
	}
	s.Code, s.Prestazione, s.Origin, s.ParentID, s.Missed, s.OverrideReason = code, service.Prestazione(), OriginReplica, parent, nil, ""
	s.Beyond = false
	s.MinutesPlan, s.Minutes, s.MinutesReason = 0, 0, "" // the time is the parent's: it is not spent twice
	_, err = insertTx(ctx, tx, actor, s)
	return err
}

// AdoptTx gives a reference, such as did 12, to a service of the person that was
// registered by hand that day in that office and has none, and reports whether
// there was one: the act that would register it does not register it twice.
func AdoptTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d DeliveredService) (bool, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `UPDATE delivered_service SET reference=?, reference_id=?, version=version+1 WHERE id=(SELECT id FROM delivered_service
		WHERE worker_id=? AND cpi_id=? AND delivered_on=? AND code=? AND origin='manuale' AND reference='' AND annulled_at IS NULL ORDER BY id LIMIT 1) RETURNING id`,
		d.Reference, d.ReferenceID, d.WorkerID, d.CPI, d.On, d.Code).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.corretto", Subject: "delivered_service", SubjectID: id, WorkerID: d.WorkerID, Fields: []string{d.Reference}})
}

// SetOutcomeTx writes the outcome on the last service delivered for the reference.
func SetOutcomeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, reference string, referenceID int64, outcome string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivered_service SET outcome=?, version=version+1 WHERE id=(SELECT id FROM delivered_service
		WHERE reference=? AND reference_id=? AND annulled_at IS NULL ORDER BY delivered_on DESC, id DESC LIMIT 1)`, outcome, reference, referenceID)
	return err
}

// AnnulTx annuls a service with a reason, and with it its replicas and
// consequences; the rows stay.
func AnnulTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, reason string) error {
	var worker sql.NullInt64
	var on rule.Date
	if err := tx.QueryRowContext(ctx, "SELECT worker_id, delivered_on FROM delivered_service WHERE id=?", id).Scan(&worker, &on); err != nil {
		return db.Classify(err)
	}
	if err := touchTx(ctx, tx, "id=?", id); err != nil {
		return err
	}
	if err := TouchLaterTx(ctx, tx, worker.Int64, on); err != nil {
		return err
	}
	if err := TouchInterviewsTx(ctx, tx, worker.Int64); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE delivered_service SET annulled_at=?, annulled_by=?, annulled_reason=?, version=version+1
		WHERE annulled_at IS NULL AND id IN (WITH RECURSIVE fallen(id) AS (SELECT ? UNION SELECT d.id FROM delivered_service d JOIN fallen f ON d.parent_id=f.id) SELECT id FROM fallen)`,
		tx.Now, actor.UserID, reason, id)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.annullato", Subject: "delivered_service", SubjectID: id, Reason: reason})
}

// TouchFiguresTx says that what a month's figures are made of has changed in an
// office. Every area that an indicator counts facts of says so.
func TouchFiguresTx(ctx context.Context, tx *db.Tx, cpi int64, month string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO figure_change(cpi_id,month,changes) VALUES(?,?,1) ON CONFLICT(cpi_id,month) DO UPDATE SET changes=changes+1", cpi, month)
	return err
}

// TouchLaterTx says so of what a person was given, or declared, from a day on:
// a fact written down late, or taken back, may decide whether those count, as
// the first interview does for the DIDs that follow it.
func TouchLaterTx(ctx context.Context, tx *db.Tx, workerID int64, from rule.Date) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO figure_change(cpi_id,month,changes) SELECT cpi_id, month, 1 FROM (
			SELECT cpi_id, month FROM delivered_service WHERE worker_id=?1 AND delivered_on>=?2
			UNION SELECT cpi_id, substr(valid_from,1,7) FROM standing WHERE worker_id=?1 AND valid_from>=?2 AND cpi_id IS NOT NULL)
		WHERE true ON CONFLICT(cpi_id,month) DO UPDATE SET changes=changes+1`, workerID, from)
	return err
}

// TouchInterviewsTx says that how a person's DIDs were kept may have changed: an
// interview, the end of a DID, a suspension.
func TouchInterviewsTx(ctx context.Context, tx *db.Tx, workerID int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO figure_change(cpi_id,month,changes,interviews) SELECT DISTINCT cpi_id, substr(valid_from,1,7), 0, 1 FROM standing
		WHERE worker_id=? AND kind='did' AND cpi_id IS NOT NULL ON CONFLICT(cpi_id,month) DO UPDATE SET interviews=interviews+1`, workerID)
	return err
}

// touchTx says so of the offices and months of some rows.
func touchTx(ctx context.Context, tx *db.Tx, which string, arg any) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO figure_change(cpi_id,month,changes) SELECT DISTINCT cpi_id, month, 1 FROM delivered_service WHERE `+which+`
		ON CONFLICT(cpi_id,month) DO UPDATE SET changes=changes+1`, arg)
	return err
}

// TouchPersonTx says so of every office and month in which a person was served:
// a fact of theirs has changed that other rows count by.
func TouchPersonTx(ctx context.Context, tx *db.Tx, workerID int64) error {
	return touchTx(ctx, tx, "worker_id=?", workerID)
}

// PersonTx copies sex and birth of a person to the rows of theirs, when the
// record was corrected: the figures are split by them.
func PersonTx(ctx context.Context, tx *db.Tx, workerID int64, sex string, born rule.Date) error {
	if err := touchTx(ctx, tx, "worker_id=?", workerID); err != nil {
		return err
	}
	days, err := db.Collect(ctx, tx, func(r *sql.Rows) (d rule.Date, err error) { err = r.Scan(&d); return },
		"SELECT DISTINCT delivered_on FROM delivered_service WHERE worker_id=?", workerID)
	for _, day := range days {
		if err == nil {
			_, err = tx.ExecContext(ctx, "UPDATE delivered_service SET sex=?1, age_band=?2 WHERE worker_id=?3 AND delivered_on=?4 AND (sex<>?1 OR age_band<>?2)", sex, BandOn(born, day), workerID, day)
		}
	}
	return err
}

// AnnulOfTx annuls every service of a reference, such as did 12, with a reason.
func AnnulOfTx(ctx context.Context, tx *db.Tx, actor rule.Actor, reference string, referenceID int64, reason string) error {
	ids, err := db.Collect(ctx, tx, func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT id FROM delivered_service WHERE reference=? AND reference_id=? AND annulled_at IS NULL ORDER BY id", reference, referenceID)
	for _, id := range ids {
		if err == nil {
			err = AnnulTx(ctx, tx, actor, id, reason)
		}
	}
	return err
}

const deliveredColumns = `d.id, coalesce(d.worker_id,0), coalesce(d.company_id,0), d.cpi_id, coalesce(d.operator_planned,0), d.operator_id, d.code, d.prestazione, d.programme,
	d.delivered_on, d.sex, d.age_band, coalesce(d.minutes_planned,0), d.minutes, d.minutes_reason, d.mode, coalesce(d.session_id,0), d.reference, d.reference_id,
	coalesce(d.appointment_id,0), d.outcome, d.note, d.origin, coalesce(d.parent_id,0), d.missed, d.beyond, d.override_reason, d.version, d.created_at,
	coalesce(d.annulled_at,''), coalesce(d.annulled_reason,''),
	coalesce((SELECT title FROM service_code c WHERE c.code=d.code AND c.valid_from<=d.delivered_on AND c.valid_to>=d.delivered_on),''),
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.operator_id),''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=d.operator_planned),''),
	coalesce((SELECT name FROM cpi WHERE id=d.cpi_id),'')`

func scanDelivered(r *sql.Rows) (d DeliveredService, err error) {
	var missed string
	err = r.Scan(&d.ID, &d.WorkerID, &d.CompanyID, &d.CPI, &d.Planned, &d.Operator, &d.Code, &d.Prestazione, &d.Programme, &d.On, &d.Sex, &d.AgeBand, &d.MinutesPlan, &d.Minutes,
		&d.MinutesReason, &d.Mode, &d.SessionID, &d.Reference, &d.ReferenceID, &d.AppointmentID, &d.Outcome, &d.Note, &d.Origin, &d.ParentID, &missed, &d.Beyond, &d.OverrideReason,
		&d.Version, &d.CreatedAt, &d.Annulled, &d.AnnulledReason, &d.Title, &d.OperatorName, &d.PlannedName, &d.Office)
	d.Missed = strings.Fields(missed)
	return d, err
}

// OfWorker returns the services delivered to a person, newest first. Whoever
// may see the person sees them: the caller has checked it.
func (s *Store) OfWorker(ctx context.Context, workerID int64) ([]DeliveredService, error) {
	return db.Collect(ctx, s.db.Reader(), scanDelivered, "SELECT "+deliveredColumns+" FROM delivered_service d WHERE d.worker_id=? ORDER BY d.delivered_on DESC, d.id DESC", workerID)
}
