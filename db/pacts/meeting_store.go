package pacts

import (
	"context"
	"database/sql"
	"encoding/json"
	"strings"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// meetingsOf returns the meetings of an interview that stand, oldest first.
func meetingsOf(ctx context.Context, q db.Querier, id int64) ([]Meeting, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (m Meeting, err error) {
		err = r.Scan(&m.ID, &m.Appointment, &m.Session, &m.Title, &m.On, &m.Minutes, &m.Mode, &m.Took, &m.Operator, &m.Service)
		return m, err
	}, `SELECT m.id, coalesce(m.appointment_id,0), coalesce(m.session_id,0), coalesce(g.title,''), coalesce(m.met_on,a.day,g.day,''),
		`+meetingMinutes+`, coalesce(m.mode,a.mode,g.mode,''), `+meetingTook+`,
		coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=coalesce(a.operator_id,g.operator_id,m.created_by)),''), coalesce(m.service_id,0)
		FROM interview_meeting m JOIN interview i ON i.id=m.interview_id`+meetingTables+`WHERE m.interview_id=? AND m.annulled_at IS NULL ORDER BY coalesce(m.met_on,a.day,g.day), m.id`, id)
}

// referralsOf returns where a person was directed to, with what has followed in
// the office: the first appointment of that kind fixed since, the bilancio begun
// since.
func referralsOf(ctx context.Context, q db.Querier, i Interview) ([]Referral, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (f Referral, err error) {
		var aims string
		if err = r.Scan(&f.ID, &f.Kind, &f.On, &f.Body, &aims, &f.Reason, &f.By, &f.Appointment, &f.MetOn, &f.Attended, &f.BilancioID, &f.Bilancio); err == nil {
			err = json.Unmarshal([]byte(aims), &f.Aims)
		}
		return f, err
	}, `SELECT r.id, r.kind, r.referred_on, r.body, r.aims, r.reason, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=r.created_by),''),
		coalesce(a.id,0), coalesce(a.day,''), coalesce(a.state='presente',0), coalesce(b.id,0), coalesce(printf('%d/%04d',b.year,b.number),'')
		FROM interview_referral r
		LEFT JOIN appointment a ON a.id=(SELECT x.id FROM appointment x WHERE x.worker_id=?2 AND x.cpi_id=?3 AND x.kind=r.kind AND x.created_at>=r.created_at
			AND (x.state='fissato' OR x.state='presente') ORDER BY x.day, x.starts, x.id LIMIT 1)
		LEFT JOIN bilancio b ON r.kind='bilancio' AND b.id=(SELECT x.id FROM bilancio x WHERE x.worker_id=?2 AND x.cpi_id=?3 AND x.started_at>=r.created_at ORDER BY x.id LIMIT 1)
		WHERE r.interview_id=?1 AND r.annulled_at IS NULL ORDER BY r.referred_on, r.id`, i.ID, i.WorkerID, i.CPI)
}

// Meetable is what a meeting of an interview may have been.
type Meetable struct {
	Appointments []agenda.Appointment // of base orientation, of today or past, of no interview
	Sessions     []Meeting            // of base orientation, at which the person was
}

// Meetable returns what a meeting of an interview, which the actor has read, may
// have been.
func (s *Store) Meetable(ctx context.Context, actor rule.Actor, i Interview) (out Meetable, err error) {
	all, err := agenda.NewStore(s.db).OfWorker(ctx, actor, i.WorkerID)
	if err != nil {
		return out, err
	}
	taken, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT m.appointment_id FROM interview_meeting m JOIN interview i ON i.id=m.interview_id WHERE i.worker_id=? AND m.appointment_id IS NOT NULL AND m.annulled_at IS NULL", i.WorkerID)
	if err != nil {
		return out, err
	}
	used := map[int64]bool{}
	for _, id := range taken {
		used[id] = true
	}
	for _, a := range all {
		if a.CPI == i.CPI && a.Kind == agenda.KindOrientation && a.Bilancio == 0 && !used[a.ID] && a.State.Occupies() && a.Slot.Day <= s.db.Today() && a.Slot.Day >= i.StartedOn.AddDays(-meetingDays) {
			out.Appointments = append(out.Appointments, a)
		}
	}
	out.Sessions, err = sessionsOf(ctx, s.db.Reader(), i, 0)
	return out, err
}

// sessionsOf returns the sessions of base orientation of the office at which the
// person was and that are no meeting of the interview yet; one of them, or all
// for 0.
func sessionsOf(ctx context.Context, q db.Querier, i Interview, id int64) ([]Meeting, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (m Meeting, err error) {
		err = r.Scan(&m.Session, &m.Title, &m.On)
		return m, err
	}, `SELECT g.id, g.title, g.day FROM session_attendee t JOIN group_session g ON g.id=t.session_id
		WHERE t.worker_id=?1 AND t.state='presente' AND g.cpi_id=?2 AND g.code='C.1' AND g.cancelled_at IS NULL AND (?4=0 OR g.id=?4) AND g.day>=?5
		AND NOT EXISTS (SELECT 1 FROM interview_meeting m WHERE m.interview_id=?3 AND m.session_id=g.id AND m.annulled_at IS NULL) ORDER BY g.day DESC, g.id`,
		i.WorkerID, i.CPI, i.ID, id, i.StartedOn.AddDays(-meetingDays))
}

// AddMeeting records a meeting of an interview. Base orientation is registered
// once for each (C.1; A05 in Toscana): by the appointment or the session that it
// was, else by the meeting itself. The refusals name appointment, session, on, minutes, mode.
func (s *Store) AddMeeting(ctx context.Context, actor rule.Actor, id int64, m NewMeeting) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := openForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if err := meetTx(ctx, tx, actor, i, m); err != nil {
			return err
		}
		return interviewSavedTx(ctx, tx, actor, i, "colloquio.incontro", "")
	})
}

func meetTx(ctx context.Context, tx *db.Tx, actor rule.Actor, i Interview, m NewMeeting) error {
	var service int64
	switch {
	case m.Appointment != 0:
		if err := agenda.AttendOrientationTx(ctx, tx, actor, m.Appointment, i.WorkerID, m.Minutes); err != nil {
			return err
		}
		m.On, m.Minutes, m.Mode, m.Session = "", 0, "", 0
	case m.Session != 0:
		there, err := sessionsOf(ctx, tx, i, m.Session)
		if err != nil {
			return err
		}
		if len(there) == 0 {
			return rule.Refuse("session", "La persona non risulta presente a questa sessione di orientamento: segna prima la presenza.")
		}
		m.On, m.Minutes, m.Mode = "", 0, ""
	default:
		if err := m.Check(tx.Today, i).Err(); err != nil {
			return err
		}
		var err error
		if service, err = deliverMeeting(ctx, tx, actor, i, m); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO interview_meeting(interview_id,appointment_id,session_id,met_on,minutes,mode,service_id,created_at,created_by) VALUES(?,?,?,?,?,?,?,?,?)",
		i.ID, db.Null(m.Appointment), db.Null(m.Session), db.Null(m.On), db.Null(m.Minutes), db.Null(m.Mode), db.Null(service), tx.Now, actor.UserID)
	if db.IsUnique(err) {
		return rule.Refuse("appointment", "Questo appuntamento è già un incontro di un colloquio.")
	}
	return err
}

// deliverMeeting registers the base orientation of a meeting, unless somebody has
// registered it by hand that day.
func deliverMeeting(ctx context.Context, tx *db.Tx, actor rule.Actor, i Interview, m NewMeeting) (int64, error) {
	d := registry.DeliveredService{WorkerID: i.WorkerID, CPI: i.CPI, Operator: actor.UserID, Code: "C.1", On: m.On, MinutesPlan: m.Minutes, Minutes: m.Minutes, Mode: m.Mode,
		Reference: ReferenceInterview, ReferenceID: i.ID, Origin: registry.OriginAutomatic}
	adopted, err := registry.AdoptTx(ctx, tx, actor, d)
	if err != nil || adopted {
		return 0, err
	}
	return people.DeliverTx(ctx, tx, actor, d)
}

// AnnulMeeting takes back a meeting recorded by mistake, with the service that it
// registered; an appointment or a session stays as it is in the agenda.
func (s *Store) AnnulMeeting(ctx context.Context, actor rule.Actor, id, meeting int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := openForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		m, there := i.Meeting(meeting)
		switch {
		case !there:
			return db.ErrNotFound
		case reason == "":
			return rule.Refuse("reason", "Scrivi perché si annulla: resta nella storia.")
		}
		if err := rule.TooLong(reason, 500); err != nil {
			return rule.Refuse("reason", err.Error())
		}
		if m.Service != 0 {
			if err := registry.AnnulTx(ctx, tx, actor, m.Service, "Incontro del colloquio annullato: "+reason); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE interview_meeting SET annulled_at=?, annulled_by=?, annulled_reason=? WHERE id=?", tx.Now, actor.UserID, reason, meeting); err != nil {
			return err
		}
		return interviewSavedTx(ctx, tx, actor, i, "colloquio.incontro_annullato", reason)
	})
}

// Refer directs the person to another service, as a dated fact. The refusals name
// kind, on, body, aims, reason. It may be done after the interview has ended too.
func (s *Store) Refer(ctx context.Context, actor rule.Actor, id int64, r Referral) error {
	r = r.Clean()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := interviewForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if i.State() == InterviewStopped {
			return rule.Refuse("", i.ClosedTo(PhaseInformation))
		}
		if err := r.Check(tx.Today, i.StartedOn).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO interview_referral(interview_id,kind,referred_on,body,aims,reason,created_at,created_by) VALUES(?,?,?,?,?,?,?,?)",
			id, r.Kind, r.On, r.Body, list(r.Aims), r.Reason, tx.Now, actor.UserID); err != nil {
			return err
		}
		return interviewSavedTx(ctx, tx, actor, i, "colloquio.rinvio", "", r.Kind)
	})
}

// AnnulReferral takes back a referral recorded by mistake.
func (s *Store) AnnulReferral(ctx context.Context, actor rule.Actor, id, referral int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		i, err := interviewForWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "UPDATE interview_referral SET annulled_at=?, annulled_by=? WHERE id=? AND interview_id=? AND annulled_at IS NULL", tx.Now, actor.UserID, referral, id)
		if err != nil {
			return err
		}
		if n, _ := res.RowsAffected(); n == 0 {
			return db.ErrNotFound
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "colloquio.rinvio_annullato", Subject: "interview", SubjectID: id, WorkerID: i.WorkerID})
	})
}
