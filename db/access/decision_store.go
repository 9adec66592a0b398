package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Accreditation returns a closed request, for who decides on it.
func (s *Store) Accreditation(ctx context.Context, actor rule.Actor, id int64) (Accreditation, error) {
	if !mayDecide(actor) {
		return Accreditation{}, db.ErrNotFound
	}
	a, err := accreditationByID(ctx, s.db.Reader(), id)
	if err == nil && a.State == AccreditationDraft {
		err = db.ErrNotFound
	}
	return a, err
}

// Decision is what the Centro Servizi decides on a request.
type Decision struct {
	ID      int64
	Version int // of the request that was looked at
	Reason  string
	Site    string // address of the installation, for the e-mail
}

// Enable grants the requested role in the office and tells the person. A name
// that the office has not communicated to the Region is enabled only with the
// reason written (field reason): the communication is a prerequisite of the
// procedure (Iter Procedurale, §1).
func (s *Store) Enable(ctx context.Context, actor rule.Actor, d Decision) (Accreditation, error) {
	return s.decide(ctx, actor, d, AccreditationEnabled, func(tx *db.Tx, a Accreditation) error {
		check, err := checkCommunicated(ctx, tx, a)
		if err != nil {
			return err
		}
		if check.Found == nil && d.Reason == "" {
			return rule.Refuse("reason", "Questo codice fiscale non è fra i nominativi comunicati alla Regione dal CPI di "+a.Office+". Per abilitare lo stesso scrivi il motivo, oppure chiedi all'ufficio la comunicazione.")
		}
		if err := rule.TooLong(d.Reason, rule.MaxNote); err != nil {
			return rule.Refuse("reason", err.Error())
		}
		if err := checkOfficeOpenTx(ctx, tx, a.CPI); err != nil {
			return rule.Refuse("", err.Error())
		}
		grant := rule.Grant{Role: a.RequestedRole, Scope: rule.ScopeCPI, CPI: a.CPI}
		if err := grantOnceTx(ctx, tx, actor, a.UserID, grant); err != nil {
			return err
		}
		l := enabledLetter(a.Email, a, d.Site)
		l.userID = a.UserID
		return sendTx(ctx, tx, actor, l)
	})
}

// RefuseAccreditation refuses the request with a reason and tells the person,
// who may present a new one.
func (s *Store) RefuseAccreditation(ctx context.Context, actor rule.Actor, d Decision) (Accreditation, error) {
	return s.decide(ctx, actor, d, AccreditationRefused, func(tx *db.Tx, a Accreditation) error {
		if err := checkReason(d.Reason); err != nil {
			return err
		}
		l := refusedLetter(a.Email, a, d.Reason, d.Site)
		l.userID = a.UserID
		return sendTx(ctx, tx, actor, l)
	})
}

// RevokeAccreditation takes back the role that the request had given and tells
// the person: from the next page on, no area of that office opens.
func (s *Store) RevokeAccreditation(ctx context.Context, actor rule.Actor, d Decision) (Accreditation, error) {
	return s.decide(ctx, actor, d, AccreditationRevoked, func(tx *db.Tx, a Accreditation) error {
		if err := checkReason(d.Reason); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE role_grant SET revoked_at=?, revoked_by=? WHERE user_id=? AND role=? AND cpi_id=? AND revoked_at IS NULL",
			tx.Now, actor.UserID, a.UserID, a.RequestedRole, a.CPI)
		if err != nil {
			return err
		}
		if err := dropSpecialTx(ctx, tx, actor, a.UserID); err != nil {
			return err
		}
		if err := archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ruolo.revocato", Subject: "user", SubjectID: a.UserID, Fields: []string{string(a.RequestedRole)}}); err != nil {
			return err
		}
		l := revokedLetter(a.Email, a, d.Reason, d.Site)
		l.userID = a.UserID
		return sendTx(ctx, tx, actor, l)
	})
}

// decide takes the request to the state with what belongs to the decision.
func (s *Store) decide(ctx context.Context, actor rule.Actor, d Decision, to AccreditationState, act func(*db.Tx, Accreditation) error) (Accreditation, error) {
	if !mayDecide(actor) {
		return Accreditation{}, db.ErrNotFound
	}
	var out Accreditation
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := accreditationByID(ctx, tx, d.ID)
		if err == nil && a.State == AccreditationDraft {
			err = db.ErrNotFound
		}
		if err != nil {
			return err
		}
		if err := checkMove(a.State, to); err != nil {
			return err
		}
		if a.Version != d.Version {
			return db.Stale{Current: a.Version}
		}
		if err := act(tx, a); err != nil {
			return err
		}
		if err := moveAccreditationTx(ctx, tx, actor, a, to, d.Reason); err != nil {
			return err
		}
		if out, err = accreditationByID(ctx, tx, d.ID); err != nil {
			return err
		}
		return issuePaperTx(ctx, tx, actor, out, PaperOutcome)
	})
	return out, err
}

// grantOnceTx gives the role in the scope unless the user holds it already.
func grantOnceTx(ctx context.Context, tx *db.Tx, actor rule.Actor, userID int64, g rule.Grant) error {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM role_grant WHERE user_id=? AND role=? AND scope=? AND coalesce(cpi_id,0)=?
		AND coalesce(province,'')=? AND coalesce(body,'')=? AND revoked_at IS NULL`,
		userID, g.Role, g.Scope, g.CPI, map[bool]string{true: g.Province}[g.Scope == rule.ScopeProvince], g.Body).Scan(&n)
	if err != nil || n > 0 {
		return err
	}
	return GrantTx(ctx, tx, actor, userID, g)
}
