package access

import (
	"context"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const accreditationColumns = `a.id, a.user_id, u.email, coalesce(a.cpi_id,0), coalesce(c.name,''), coalesce(c.province,''),
	a.surname, a.name, a.codice_fiscale, a.phone, a.job, a.requested_role, a.state, a.created_at, a.saved_at, coalesce(a.closed_at,''),
	coalesce(a.decided_at,''), coalesce((SELECT trim(d.name||' '||d.surname) FROM user d WHERE d.id=a.decided_by),''), a.reason, a.version,
	EXISTS (SELECT 1 FROM communicated_operator m WHERE m.codice_fiscale=a.codice_fiscale AND m.cpi_id=a.cpi_id)`

const accreditationFrom = " FROM accreditation a JOIN user u ON u.id=a.user_id LEFT JOIN cpi c ON c.id=a.cpi_id "

func scanAccreditation(row interface{ Scan(...any) error }) (Accreditation, error) {
	var a Accreditation
	err := row.Scan(&a.ID, &a.UserID, &a.Email, &a.CPI, &a.Office, &a.Province, &a.Surname, &a.Name, &a.CodiceFiscale, &a.Phone,
		&a.Job, &a.RequestedRole, &a.State, &a.CreatedAt, &a.SavedAt, &a.ClosedAt, &a.DecidedAt, &a.DecidedBy, &a.Reason, &a.Version, &a.Communicated)
	return a, db.Classify(err)
}

func accreditationByID(ctx context.Context, q db.Querier, id int64) (Accreditation, error) {
	return scanAccreditation(q.QueryRowContext(ctx, "SELECT "+accreditationColumns+accreditationFrom+"WHERE a.id=?", id))
}

// MyAccreditations returns the actor's own requests, the newest first.
func (s *Store) MyAccreditations(ctx context.Context, actor rule.Actor) ([]Accreditation, error) {
	return s.accreditationsOf(ctx, actor.UserID)
}

func (s *Store) accreditationsOf(ctx context.Context, userID int64) ([]Accreditation, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+accreditationColumns+accreditationFrom+"WHERE a.user_id=? ORDER BY a.id DESC", userID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Accreditation
	for rows.Next() {
		a, err := scanAccreditation(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// SaveAccreditation keeps the actor's panel as a draft and returns it: a new
// one when id is 0, otherwise the draft with the version the panel was drawn
// from (db.Stale when another tab has saved since). A closed request refuses.
func (s *Store) SaveAccreditation(ctx context.Context, actor rule.Actor, a Accreditation) (Accreditation, error) {
	return s.writeAccreditation(ctx, actor, a, false)
}

// CloseAccreditation saves the panel and sends it (button Chiudi): from then on
// it is read-only. The refusals concern the fields of the panel: office,
// surname, name, codice_fiscale, phone, job, requested_role.
func (s *Store) CloseAccreditation(ctx context.Context, actor rule.Actor, a Accreditation) (Accreditation, error) {
	return s.writeAccreditation(ctx, actor, a, true)
}

func (s *Store) writeAccreditation(ctx context.Context, actor rule.Actor, in Accreditation, closing bool) (Accreditation, error) {
	in, err := in.Check(closing)
	if err != nil {
		return in, err
	}
	var out Accreditation
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := checkOfficeOpenTx(ctx, tx, in.CPI); err != nil {
			return err
		}
		if err := storeDraftTx(ctx, tx, actor, &in); err != nil {
			return err
		}
		if closing {
			if err := checkNotEnabledTx(ctx, tx, actor, in); err != nil {
				return err
			}
			if err := moveAccreditationTx(ctx, tx, actor, Accreditation{ID: in.ID, State: AccreditationDraft}, AccreditationSent, ""); err != nil {
				return err
			}
		}
		if out, err = accreditationByID(ctx, tx, in.ID); err != nil || !closing {
			return err
		}
		return issuePaperTx(ctx, tx, actor, out, PaperRequest)
	})
	return out, err
}

// storeDraftTx inserts or updates the draft; it sets the id of a new one.
func storeDraftTx(ctx context.Context, tx *db.Tx, actor rule.Actor, in *Accreditation) error {
	if in.ID == 0 {
		res, err := tx.ExecContext(ctx, `INSERT INTO accreditation(user_id,cpi_id,surname,name,codice_fiscale,phone,job,requested_role,state,created_at,saved_at)
			VALUES(?,?,?,?,?,?,?,?,'bozza',?,?)`, actor.UserID, db.Null(in.CPI), in.Surname, in.Name, in.CodiceFiscale, in.Phone, in.Job, in.RequestedRole, tx.Now, tx.Now)
		if db.IsUnique(err) {
			return rule.Refuse("", "Hai già una richiesta aperta: continua quella.")
		}
		if err != nil {
			return err
		}
		in.ID, _ = res.LastInsertId()
		return noteAccreditationTx(ctx, tx, actor, in.ID, AccreditationDraft, "")
	}
	stored, err := accreditationByID(ctx, tx, in.ID)
	switch {
	case err != nil:
		return err
	case stored.UserID != actor.UserID:
		return db.ErrNotFound
	case stored.ReadOnly():
		return rule.Refuse("", "La richiesta è stata chiusa il "+stored.ClosedAt.Italian()+": da allora non si modifica più.")
	case stored.Version != in.Version:
		return db.Stale{Current: stored.Version}
	}
	_, err = tx.ExecContext(ctx, `UPDATE accreditation SET cpi_id=?, surname=?, name=?, codice_fiscale=?, phone=?, job=?, requested_role=?, saved_at=?, version=version+1 WHERE id=?`,
		db.Null(in.CPI), in.Surname, in.Name, in.CodiceFiscale, in.Phone, in.Job, in.RequestedRole, tx.Now, in.ID)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "accreditamento.salvato", Subject: "accreditation", SubjectID: in.ID})
}

// checkOfficeOpenTx refuses an office that is closed or is none.
func checkOfficeOpenTx(ctx context.Context, tx *db.Tx, cpiID int64) error {
	if cpiID == 0 {
		return nil
	}
	var open bool
	err := tx.QueryRowContext(ctx, "SELECT valid_from<=? AND valid_to>=? FROM cpi WHERE id=?", tx.Today, tx.Today, cpiID).Scan(&open)
	if err = db.Classify(err); err != nil && !errors.Is(err, db.ErrNotFound) {
		return err
	}
	if !open {
		return rule.Refuse("office", "Questo ufficio oggi non è attivo. Scegline un altro.")
	}
	return nil
}

// checkNotEnabledTx refuses to ask for what one already has.
func checkNotEnabledTx(ctx context.Context, tx *db.Tx, actor rule.Actor, in Accreditation) error {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM role_grant WHERE user_id=? AND role=? AND cpi_id=? AND revoked_at IS NULL",
		actor.UserID, in.RequestedRole, in.CPI).Scan(&n)
	if err == nil && n > 0 {
		return rule.Refuse("requested_role", "Sei già abilitato in questo ufficio con questo ruolo.")
	}
	return err
}

// moveAccreditationTx takes the request to the next state and notes it.
func moveAccreditationTx(ctx context.Context, tx *db.Tx, actor rule.Actor, a Accreditation, to AccreditationState, reason string) error {
	if err := checkMove(a.State, to); err != nil {
		return err
	}
	var err error
	if to == AccreditationSent {
		_, err = tx.ExecContext(ctx, "UPDATE accreditation SET state=?, closed_at=?, version=version+1 WHERE id=?", to, tx.Now, a.ID)
	} else {
		_, err = tx.ExecContext(ctx, "UPDATE accreditation SET state=?, decided_at=?, decided_by=?, reason=?, version=version+1 WHERE id=?",
			to, tx.Now, actor.UserID, reason, a.ID)
	}
	if err != nil {
		return err
	}
	return noteAccreditationTx(ctx, tx, actor, a.ID, to, reason)
}

func noteAccreditationTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, state AccreditationState, reason string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO accreditation_event(accreditation_id,state,at,user_id,reason) VALUES(?,?,?,?,?)", id, state, tx.Now, actor.UserID, reason)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "accreditamento." + string(state), Subject: "accreditation", SubjectID: id})
}

// AccreditationHistory returns the states that a request went through, the
// oldest first: its owner's and the Centro Servizi's to see.
func (s *Store) AccreditationHistory(ctx context.Context, actor rule.Actor, id int64) ([]AccreditationEvent, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT e.state, e.at, coalesce(trim(u.name||' '||u.surname),''), e.reason
		FROM accreditation_event e JOIN accreditation a ON a.id=e.accreditation_id LEFT JOIN user u ON u.id=e.user_id
		WHERE e.accreditation_id=? AND (a.user_id=? OR ?) ORDER BY e.id`, id, actor.UserID, mayDecide(actor))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []AccreditationEvent
	for rows.Next() {
		var e AccreditationEvent
		if err := rows.Scan(&e.State, &e.At, &e.Who, &e.Reason); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// mayDecide reports whether the actor handles the requests of all the others.
func mayDecide(actor rule.Actor) bool { return actor.Has(rule.RoleServiceCentre) }

// AccreditationFilter chooses the rows of the queue.
type AccreditationFilter struct {
	State AccreditationState
	Query string // surname, name, address or office
	After int64  // id of the last row seen, 0 for the first page
	Limit int
}

// Accreditations returns the requests in the state, those that wait longest
// first, the decided ones newest first. Drafts are the person's own and are not
// among them.
func (s *Store) Accreditations(ctx context.Context, actor rule.Actor, f AccreditationFilter) ([]Accreditation, error) {
	if !mayDecide(actor) || f.State == AccreditationDraft {
		return nil, db.ErrNotFound
	}
	where, args := "WHERE a.state=?", []any{f.State}
	if q := rule.Fold(f.Query); q != "" {
		where += " AND (instr(u.name_fold,?) OR instr(lower(u.email),?) OR instr(c.name_fold,?))"
		args = append(args, q, strings.ToLower(strings.TrimSpace(f.Query)), q)
	}
	order := "a.id"
	if f.State == AccreditationSent {
		if f.After > 0 {
			where, args = where+" AND a.id>?", append(args, f.After)
		}
	} else {
		order = "a.id DESC"
		if f.After > 0 {
			where, args = where+" AND a.id<?", append(args, f.After)
		}
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+accreditationColumns+accreditationFrom+where+" ORDER BY "+order+" LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Accreditation
	for rows.Next() {
		a, err := scanAccreditation(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

// AccreditationCounts returns how many requests stand in each state.
func (s *Store) AccreditationCounts(ctx context.Context, actor rule.Actor) (map[AccreditationState]int, error) {
	if !mayDecide(actor) {
		return nil, db.ErrNotFound
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT state, count(*) FROM accreditation GROUP BY state")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[AccreditationState]int{}
	for rows.Next() {
		var state AccreditationState
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return nil, err
		}
		counts[state] = n
	}
	return counts, rows.Err()
}
