package pacts

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
)

const actionColumns = `a.id, a.kind, a.measure, a.description, a.service_code, a.network_body, coalesce(a.starts_on,''), a.due_on, a.periodicity, a.evidence, a.state, a.source,
	coalesce((SELECT o.corrective FROM pact_check_outcome o JOIN pact_check c ON c.id=o.check_id WHERE o.action_id=a.id ORDER BY c.checked_on DESC, c.id DESC LIMIT 1),''),
	coalesce((SELECT c.checked_on FROM pact_check_outcome o JOIN pact_check c ON c.id=o.check_id WHERE o.action_id=a.id ORDER BY c.checked_on DESC, c.id DESC LIMIT 1),'')`

func scanAction(r *sql.Rows) (a Action, err error) {
	err = r.Scan(&a.ID, &a.Kind, &a.Measure, &a.Description, &a.ServiceCode, &a.Body, &a.StartsOn, &a.DueOn, &a.Periodicity, &a.Evidence, &a.State, &a.Source, &a.Corrective, &a.CheckedOn)
	return
}

// actionsOf returns the actions that a patto has now, in the order of their days.
func actionsOf(ctx context.Context, q db.Querier, id int64) ([]Action, error) {
	return db.Collect(ctx, q, scanAction, "SELECT "+actionColumns+" FROM pact_action a WHERE a.pact_id=? AND a.removed_at IS NULL ORDER BY a.due_on, a.id", id)
}

func insertAction(ctx context.Context, tx *db.Tx, actor rule.Actor, pact int64, a Action) (int64, error) {
	res, err := tx.ExecContext(ctx, `INSERT INTO pact_action(pact_id,kind,measure,description,service_code,network_body,starts_on,due_on,periodicity,evidence,source,created_at,created_by)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)`, pact, a.Kind, a.Measure, a.Description, a.ServiceCode, a.Body, db.Null(a.StartsOn), a.DueOn, a.Periodicity, a.Evidence, a.Source, tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	return id, err
}

// checkAction returns an action that may be written, or the refusals of its form:
// those of Action.Check, and service_code.
func checkAction(ctx context.Context, tx *db.Tx, f Full, a Action) (Action, error) {
	a = a.Clean()
	refusals := a.Check(f.Measures)
	if a.ServiceCode != "" && refusals.For("service_code") == "" {
		on := tx.Today
		switch service, err := registry.ServiceOn(ctx, tx, a.ServiceCode, on); {
		case errors.Is(err, db.ErrNotFound) || err == nil && (!service.Registrable || service.Company):
			refusals.Add("service_code", "«"+a.ServiceCode+"» non è un servizio alle persone in vigore: cercalo in Codici, o lascia vuoto.")
		case err != nil:
			return a, err
		}
	}
	return a, refusals.Err()
}

// AddAction adds an action to a patto whose version is open, and returns its id.
// The refusals are those of checkAction.
func (s *Store) AddAction(ctx context.Context, actor rule.Actor, id int64, a Action) (action int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := writableActions(ctx, tx, actor, id, anyVersion)
		if err != nil {
			return err
		}
		if len(f.Actions) >= maxActions {
			return rule.Refuse("", "Il patto ha già 40 azioni: riuniscine qualcuna.")
		}
		if a, err = checkAction(ctx, tx, f, a); err != nil {
			return err
		}
		if action, err = insertAction(ctx, tx, actor, id, a); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.azione", "", "azioni")
	})
	return action, err
}

const maxActions = 40

func writableActions(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) (Full, error) {
	f, err := forWriting(ctx, tx, actor, id, version)
	if err == nil && f.ClosedTo() != "" {
		err = rule.Refuse("", f.ClosedTo())
	}
	return f, err
}

// SaveAction writes an action of a patto whose version is open.
func (s *Store) SaveAction(ctx context.Context, actor rule.Actor, id int64, version int, a Action) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := writableActions(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if _, there := actionOf(f.Actions, a.ID); !there {
			return db.ErrNotFound
		}
		if a, err = checkAction(ctx, tx, f, a); err != nil {
			return err
		}
		if err := writeAction(ctx, tx, a); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.azione", "", "azioni")
	})
}

func writeAction(ctx context.Context, tx *db.Tx, a Action) error {
	_, err := tx.ExecContext(ctx, `UPDATE pact_action SET kind=?, measure=?, description=?, service_code=?, network_body=?, starts_on=?, due_on=?, periodicity=?, evidence=?, removed_at=NULL WHERE id=?`,
		a.Kind, a.Measure, a.Description, a.ServiceCode, a.Body, db.Null(a.StartsOn), a.DueOn, a.Periodicity, a.Evidence, a.ID)
	return err
}

// RemoveAction takes an action off a patto whose version is open; what was signed
// keeps it.
func (s *Store) RemoveAction(ctx context.Context, actor rule.Actor, id int64, version int, action int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := writableActions(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if _, there := actionOf(f.Actions, action); !there {
			return db.ErrNotFound
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact_action SET removed_at=? WHERE id=?", tx.Now, action); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.azione", "", "azioni")
	})
}

// restoreTx gives a patto back what a version of it said: an update that was
// refused or given up leaves nothing behind.
func restoreTx(ctx context.Context, tx *db.Tx, f Full, c Contents) error {
	if err := writeText(ctx, tx, f.ID, c.Kind, c.OperatorID, c.text()); err != nil {
		return err
	}
	for _, a := range f.Actions {
		if _, there := actionOf(c.Actions, a.ID); !there {
			if _, err := tx.ExecContext(ctx, "UPDATE pact_action SET removed_at=? WHERE id=?", tx.Now, a.ID); err != nil {
				return err
			}
		}
	}
	for _, a := range c.Actions {
		if err := writeAction(ctx, tx, a); err != nil {
			return err
		}
	}
	return nil
}

// Measures returns the measures of active policy in force.
func (s *Store) Measures(ctx context.Context) ([]Measure, error) {
	return measuresOn(ctx, s.db.Reader(), s.db.Today())
}

func measuresOn(ctx context.Context, q db.Querier, on rule.Date) ([]Measure, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (m Measure, err error) {
		var codes string
		err = r.Scan(&m.Letter, &m.Title, &codes, &m.Description)
		m.Codes = strings.FieldsFunc(codes, func(c rune) bool { return c == ';' })
		return
	}, "SELECT letter, title, codes, description FROM measure WHERE valid_from<=? AND valid_to>=? ORDER BY letter", on, on)
}
