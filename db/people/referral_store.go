package people

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// specialTx says of which office's special data about a person the actor may
// know; db.ErrNotFound for a person who is not the actor's, and for who has not
// the grant (GDPR, arts. 9 and 10).
func specialTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64) (Worker, string, []any, error) {
	w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", workerID)
	if err == nil && (w.Partial || len(actor.SpecialCPIs()) == 0) {
		err = db.ErrNotFound
	}
	scope, args := actor.SpecialScope("r.cpi_id")
	return w, scope, args, err
}

// Referrals returns the referrals of a person made by the offices of whose
// special data the actor may know, the judgements that none was needed, and the
// profile that waits for either. That they were read is written in the same
// transaction, before there is an answer.
func (s *Store) Referrals(ctx context.Context, actor rule.Actor, workerID int64) (out ReferralFile, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, scope, args, err := specialTx(ctx, tx, actor, workerID)
		if err != nil {
			return err
		}
		if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "segnalazione.letta", Subject: "social_referral", WorkerID: workerID}); err != nil {
			return err
		}
		if out.Referrals, err = referrals(ctx, tx, "r.worker_id=? AND "+scope, append([]any{workerID}, args...)...); err != nil {
			return err
		}
		if out.Judgements, err = judgements(ctx, tx, actor, workerID); err != nil {
			return err
		}
		out.Due, err = referralDueOf(ctx, tx, actor, workerID)
		return err
	})
	if err != nil {
		return ReferralFile{}, err
	}
	return out, nil
}

func referrals(ctx context.Context, tx *db.Tx, where string, args ...any) ([]Referral, error) {
	return db.Collect(ctx, tx, func(rows *sql.Rows) (r Referral, err error) {
		var year, number int
		err = rows.Scan(&r.ID, &r.WorkerID, &r.ProfileID, &r.CPI, &r.Municipality, &r.Reason, &r.On, &r.Document, &year, &number, &r.Outcome, &r.OutcomeOn, &r.OutcomeNote, &r.Version, &r.By)
		r.Protocol = archive.Protocol{Year: year, Number: number}.String()
		return r, err
	}, `SELECT r.id, r.worker_id, coalesce(r.profile_id,0), r.cpi_id, r.municipality, r.reason, r.referred_on, coalesce(r.document_id,0), coalesce(p.year,0), coalesce(p.number,0),
		coalesce(r.outcome,''), coalesce(r.outcome_on,''), r.outcome_note, r.version, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=r.created_by),'')
		FROM social_referral r LEFT JOIN document d ON d.id=r.document_id LEFT JOIN protocol_entry p ON p.id=d.protocol_id WHERE `+where+" ORDER BY r.id DESC", args...)
}

// SpecialReaders returns the names of who may know of the special data of an office.
func (s *Store) SpecialReaders(ctx context.Context, cpi int64) ([]string, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (name string, err error) { err = r.Scan(&name); return },
		`SELECT DISTINCT trim(u.name||' '||u.surname) FROM role_grant g JOIN user u ON u.id=g.user_id WHERE g.cpi_id=? AND g.role=? AND g.revoked_at IS NULL AND u.disabled_at IS NULL ORDER BY u.surname, u.name`,
		cpi, rule.RoleSpecialData)
}

// Refer records a referral and issues its letter, with its protocol number, which
// names no person. It returns the document's id.
func (s *Store) Refer(ctx context.Context, actor rule.Actor, r Referral) (document int64, err error) {
	r.Municipality, r.Reason = strings.TrimSpace(r.Municipality), strings.TrimSpace(r.Reason)
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, _, _, err := specialTx(ctx, tx, actor, r.WorkerID)
		if err != nil {
			return err
		}
		wrong := r.check()
		if r.Municipality, err = municipality(ctx, tx, r.Municipality, &wrong); err != nil {
			return err
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		office := actor.SpecialCPIs()[0]
		res, err := tx.ExecContext(ctx, `INSERT INTO social_referral(worker_id,profile_id,cpi_id,municipality,reason,referred_on,created_at,created_by)
			VALUES(?1,(SELECT max(id) FROM profile WHERE worker_id=?1 AND in_depth_on IS NOT NULL),?2,?3,?4,?5,?6,?7)`, r.WorkerID, office, r.Municipality, r.Reason, tx.Today, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		letter := ReferralLetter{Municipality: r.Municipality, Person: w.FullName(), CF: w.CodiceFiscale, BirthDate: w.BirthDate, Residence: rule.PlaceName(w.Residence), Phone: w.Phone, Reason: r.Reason, By: actor.Name}
		if err := tx.QueryRowContext(ctx, "SELECT name FROM cpi WHERE id=?", office).Scan(&letter.Office); err != nil {
			return err
		}
		issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{Kind: KindReferral, Title: referralTitle, Subject: "social_referral", SubjectID: id, WorkerID: r.WorkerID, CPI: office, Data: letter, Special: true,
			Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: "Comune di " + r.Municipality + ", servizi sociali", Subject: referralTitle + " (riservata)", Class: "Servizi al lavoro"}})
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE social_referral SET document_id=? WHERE id=?", issued.ID, id); err != nil {
			return err
		}
		document = issued.ID
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "segnalazione.fatta", Subject: "social_referral", SubjectID: id, WorkerID: r.WorkerID})
	})
	return document, err
}

// municipality returns the label of the municipality of today that a text means,
// by the code in brackets or by its name of any time, and refuses a text that
// means none or several; one that is refused already is left.
func municipality(ctx context.Context, tx *db.Tx, text string, refusals *rule.Refusals) (string, error) {
	if refusals.For("municipality") != "" {
		return text, nil
	}
	found, err := reference.Place{Code: scheda.Code(text)}, error(nil)
	if found.Code == "" {
		found, err = reference.PlaceByNameTx(ctx, tx, text, "", tx.Today)
	}
	if err == nil { // as it is called today
		found, err = reference.BirthPlaceTx(ctx, tx, found.Code, tx.Today)
	}
	switch {
	case errors.Is(err, reference.ErrAmbiguous):
		refusals.Add("municipality", "Più luoghi si chiamano «"+text+"»: aggiungi la provincia, per esempio «Samone (TO)».")
	case errors.Is(err, db.ErrNotFound), err == nil && !found.Current:
		refusals.Add("municipality", "Non conosco il Comune «"+text+"»: controlla com'è scritto, o scegli una voce dell'elenco.")
	default:
		return found.Label(), err
	}
	return text, nil
}

// SetReferralOutcome records what came of a referral, which the actor read at the
// version.
func (s *Store) SetReferralOutcome(ctx context.Context, actor rule.Actor, workerID, id int64, version int, outcome string, on rule.Date, note string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, scope, args, err := specialTx(ctx, tx, actor, workerID)
		if err != nil {
			return err
		}
		found, err := referrals(ctx, tx, "r.id=? AND r.worker_id=? AND "+scope, append([]any{id, workerID}, args...)...)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return db.ErrNotFound
		case found[0].Version != version:
			return db.Stale{Current: found[0].Version}
		}
		if err := found[0].checkOutcome(tx.Today, outcome, on, note).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE social_referral SET outcome=?, outcome_on=?, outcome_note=?, outcome_by=?, version=version+1 WHERE id=?", outcome, on, strings.TrimSpace(note), actor.UserID, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "segnalazione.esito", Subject: "social_referral", SubjectID: id, WorkerID: workerID})
	})
}

// SpecialAreas are the areas of 1B on health and on justice, written once.
type SpecialAreas struct {
	Answers scheda.Answers
	SavedAt rule.Instant // "" while nobody has written them
	SavedBy string
}

// SpecialAreas returns those of a profile to who may know of them. That they were
// read is written in the same transaction, before there is an answer.
func (s *Store) SpecialAreas(ctx context.Context, actor rule.Actor, workerID, profileID int64) (out SpecialAreas, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := specialProfile(ctx, tx, actor, workerID, profileID); err != nil {
			return err
		}
		if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "aree_riservate.lette", Subject: "profile_special", SubjectID: profileID, WorkerID: workerID}); err != nil {
			return err
		}
		out, err = specialAreas(ctx, tx, profileID)
		return err
	})
	return out, err
}

func specialAreas(ctx context.Context, tx *db.Tx, profileID int64) (out SpecialAreas, err error) {
	var answers string
	err = tx.QueryRowContext(ctx, `SELECT s.answers, s.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=s.saved_by),'') FROM profile_special s WHERE s.profile_id=?`, profileID).
		Scan(&answers, &out.SavedAt, &out.SavedBy)
	if err == sql.ErrNoRows {
		return out, nil
	}
	if err == nil {
		out.Answers, err = scheda.ParseAnswers(answers)
	}
	return out, err
}

// specialProfile returns db.ErrNotFound unless the actor may know of the special
// data of the profile's office.
func specialProfile(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID, profileID int64) error {
	if _, _, _, err := specialTx(ctx, tx, actor, workerID); err != nil {
		return err
	}
	p, err := profileOf(ctx, tx, workerID, profileID)
	if err == nil && !slices.Contains(actor.SpecialCPIs(), p.CPI) {
		err = db.ErrNotFound
	}
	if err == nil && len(p.Fragility()) == 0 {
		err = rule.Refuse("", "Il profilo non mostra fragilità: le aree riservate non si chiedono.")
	}
	return err
}

// SaveSpecialAreas writes the areas on health and on justice of a profile, once.
func (s *Store) SaveSpecialAreas(ctx context.Context, actor rule.Actor, workerID, profileID int64, a scheda.Answers) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := specialProfile(ctx, tx, actor, workerID, profileID); err != nil {
			return err
		}
		was, err := specialAreas(ctx, tx, profileID)
		switch {
		case err != nil:
			return err
		case was.SavedAt != "" && was.Answers.Equal(a):
			return nil // the same again
		case was.SavedAt != "":
			return rule.Refuse("", "Le aree riservate sono già compilate e non si cambiano più. Se qualcosa è cambiato, comincia un nuovo profilo.")
		}
		p, err := profileOf(ctx, tx, workerID, profileID)
		if err != nil {
			return err
		}
		if err := checkPart(p.Definition, PartSpecial, a, tx.Today).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO profile_special(profile_id,worker_id,cpi_id,answers,saved_at,saved_by) VALUES(?,?,?,?,?,?)", profileID, workerID, p.CPI, string(a.Canonical()), tx.Now, actor.UserID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "aree_riservate.scritte", Subject: "profile_special", SubjectID: profileID, WorkerID: workerID})
	})
}
