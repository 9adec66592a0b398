package bilancio

import (
	"context"
	"database/sql"
	"fmt"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Start opens a bilancio from an appointment and returns its id: from one's own
// of today or of a past day, from a colleague's of the same office only today
// (Iter Procedurale, «I miei appuntamenti»). The appointment is marked
// presente; who starts becomes the counsellor. programme is the code of one in
// force, "" for AASS when the appointment comes from a list and for the
// ordinary path otherwise.
func (s *Store) Start(ctx context.Context, actor rule.Actor, appointmentID int64, programme string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := agenda.AppointmentTx(ctx, tx, actor, appointmentID)
		if err != nil {
			return err
		}
		if err := startable(ctx, tx, actor, a); err != nil {
			return err
		}
		p, err := programmeOf(ctx, tx, a, programme)
		if err != nil {
			return err
		}
		if id, err = insertBilancio(ctx, tx, actor, a, p); err != nil {
			return err
		}
		if err := agenda.AttendTx(ctx, tx, actor, a.ID, id, 0); err != nil {
			return err
		}
		if err := recode(ctx, tx, actor, id, p); err != nil {
			return err
		}
		if err := people.SetBilancioTx(ctx, tx, a.Worker, string(InProgress)); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.avviato", Subject: "bilancio", SubjectID: id, WorkerID: a.Worker})
	})
	return id, err
}

// startable returns the refusal to start, nil when the bilancio may start. The
// appointment's own rules are the agenda's.
func startable(ctx context.Context, tx *db.Tx, actor rule.Actor, a agenda.Appointment) error {
	if a.Bilancio != 0 {
		return rule.Refuse("", "Da questo appuntamento è già partito un bilancio.")
	}
	if err := a.StartBilancio(agenda.Moment{Now: tx.Now, Today: tx.Today, Actor: actor}); err != nil {
		return err
	}
	value, since, by, err := agenda.ActiveRiscontroTx(ctx, tx, a.Worker)
	if err != nil {
		return err
	}
	if value != "" {
		return rule.Refuse("", fmt.Sprintf("Il bilancio non si avvia: il lavoratore risulta %s dal %s (%s). Il responsabile può revocare il riscontro.", value, since.Date().Italian(), by))
	}
	var office string
	var cpi int64
	err = db.Classify(tx.QueryRowContext(ctx, "SELECT c.id, c.name FROM bilancio b JOIN cpi c ON c.id=b.cpi_id WHERE b.worker_id=? AND b.state='in_lavorazione'", a.Worker).Scan(&cpi, &office))
	switch {
	case err == db.ErrNotFound:
		return nil
	case err != nil:
		return err
	case cpi == a.CPI:
		return rule.Refuse("", "La persona ha già un bilancio in lavorazione: aprilo fra i Bilanci di Competenze in lavorazione.")
	}
	return rule.Refuse("", "La persona ha già un bilancio in lavorazione in un altro Centro per l'Impiego.")
}

func programmeOf(ctx context.Context, tx *db.Tx, a agenda.Appointment, code string) (Programme, error) {
	if code == "" {
		code = "ORDINARIO"
		if a.ListRow != 0 {
			code = "AASS"
		}
	}
	return programme(ctx, tx, code)
}

func programme(ctx context.Context, tx *db.Tx, code string) (Programme, error) {
	var p Programme
	err := db.Classify(tx.QueryRowContext(ctx, "SELECT code, title, hours_min, hours_max, service_code FROM programme WHERE code=? AND valid_from<=? AND valid_to>=?",
		code, tx.Today, tx.Today).Scan(&p.Code, &p.Title, &p.HoursMin, &p.HoursMax, &p.ServiceCode))
	if err == db.ErrNotFound {
		return p, rule.Refuse("programma", "Scegli il programma del percorso.")
	}
	return p, err
}

func insertBilancio(ctx context.Context, tx *db.Tx, actor rule.Actor, a agenda.Appointment, p Programme) (int64, error) {
	definition, err := archive.Scheda(ctx, tx, panels.Base, 0)
	if err != nil {
		return 0, err
	}
	counsellor := actor.UserID
	if actor.System {
		counsellor = a.Operator
	}
	year := tx.Today.Time().Year()
	var id int64
	err = tx.QueryRowContext(ctx, `INSERT INTO bilancio(year,number,cpi_id,worker_id,list_row_id,appointment_id,counsellor_id,programme,form_version,started_at,started_on,saved_at,saved_by)
		SELECT ?1, coalesce(max(number),0)+1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?9, ?6 FROM bilancio WHERE cpi_id=?2 AND year=?1 RETURNING id`,
		year, a.CPI, a.Worker, db.Null(a.ListRow), a.ID, counsellor, p.Code, definition.Version, tx.Now, a.Slot.Day).Scan(&id)
	if err != nil {
		return 0, err
	}
	return id, openPhase(ctx, tx, id, panels.Preliminare, 1, "")
}

func openPhase(ctx context.Context, tx *db.Tx, id int64, phase string, version int, reason string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO bilancio_phase(bilancio_id,phase,version,opened_at,reopened_reason) VALUES(?,?,?,?,?)", id, phase, version, tx.Now, reason)
	return err
}

// recode records the meetings of the bilancio under the programme's code where
// the agenda, which knows no programme, has recorded them under another.
func recode(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, p Programme) error {
	wrong, err := db.Collect(ctx, tx, func(r *sql.Rows) (d registry.DeliveredService, err error) {
		err = r.Scan(&d.ID, &d.WorkerID, &d.CPI, &d.Planned, &d.Operator, &d.On, &d.MinutesPlan, &d.Minutes, &d.Mode, &d.AppointmentID)
		return
	}, `SELECT id, worker_id, cpi_id, coalesce(operator_planned,0), operator_id, delivered_on, coalesce(minutes_planned,0), minutes, mode, coalesce(appointment_id,0)
		FROM delivered_service WHERE reference='bilancio' AND reference_id=? AND code IN ('E.2','M4.2') AND code<>? AND annulled_at IS NULL`, id, p.ServiceCode)
	if err != nil {
		return err
	}
	for _, d := range wrong {
		if err := registry.AnnulTx(ctx, tx, actor, d.ID, "Il programma del bilancio si registra con il codice "+p.ServiceCode+"."); err != nil {
			return err
		}
		d.ID, d.Code, d.Programme, d.Reference, d.ReferenceID, d.Origin = 0, p.ServiceCode, p.Code, "bilancio", id, registry.OriginAutomatic
		if _, err := people.DeliverTx(ctx, tx, actor, d); err != nil {
			return err
		}
	}
	return nil
}
