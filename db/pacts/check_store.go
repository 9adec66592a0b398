package pacts

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Check is one check of how a patto goes: what came of each action that was open,
// what is done about it, and when the parties meet next.
type Check struct {
	ID          int64
	On          rule.Date
	NextContact rule.Date
	Note        string
	Operator    string
	Outcomes    []Outcome
}

// Outcome is what a check says of an action.
type Outcome struct {
	ActionID   int64
	Action     string // what it is
	State      ActionState
	Corrective string // what is done about it
}

func checksOf(ctx context.Context, q db.Querier, pact int64) ([]Check, error) {
	all, err := db.Collect(ctx, q, func(r *sql.Rows) (c Check, err error) {
		err = r.Scan(&c.ID, &c.On, &c.NextContact, &c.Note, &c.Operator)
		return
	}, `SELECT c.id, c.checked_on, coalesce(c.next_contact_on,''), c.note, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=c.operator_id),'')
		FROM pact_check c WHERE c.pact_id=? ORDER BY c.checked_on DESC, c.id DESC`, pact)
	if err != nil || len(all) == 0 {
		return all, err
	}
	place := map[int64]int{}
	for i, c := range all {
		place[c.ID] = i
	}
	type line struct {
		check int64
		Outcome
	}
	outcomes, err := db.Collect(ctx, q, func(r *sql.Rows) (l line, err error) {
		err = r.Scan(&l.check, &l.ActionID, &l.Action, &l.State, &l.Corrective)
		return
	}, `SELECT o.check_id, o.action_id, a.description, o.outcome, o.corrective FROM pact_check_outcome o JOIN pact_check c ON c.id=o.check_id JOIN pact_action a ON a.id=o.action_id
		WHERE c.pact_id=? ORDER BY o.check_id, a.due_on, a.id`, pact)
	for _, l := range outcomes {
		all[place[l.check]].Outcomes = append(all[place[l.check]].Outcomes, l.Outcome)
	}
	return all, err
}

// ToCheck returns the actions that a check asks about: those that the version in
// force has and that are still open.
func (f Full) ToCheck() []Action {
	var out []Action
	for _, a := range f.Actions {
		if _, signed := actionOf(f.Effective().Contents.Actions, a.ID); signed && a.State.Open() {
			out = append(out, a)
		}
	}
	return out
}

// CanCheck returns why the patto cannot be checked now, nil when it can.
func (f Full) CanCheck() error {
	if f.State != Signed {
		return rule.Refuse("", "Si verifica un patto sottoscritto: questo è "+f.State.Word()+".")
	}
	return nil
}

// Wrong returns what is wrong with a check of a patto; the refusals name
// checked_on, next_contact_on, note, and for each action outcome.ID, corrective.ID.
func (c Check) Wrong(f Full, today rule.Date) rule.Refusals {
	from, before := f.SignedOn, "della firma del patto"
	if len(f.Checks) > 0 && f.Checks[0].On > from {
		from, before = f.Checks[0].On, "dell'ultima verifica"
	}
	out := day("checked_on", c.On, today, from, before)
	open := false
	for _, a := range f.ToCheck() {
		o, told := c.of(a.ID)
		switch {
		case !told || !known(ActionStates, string(o.State)):
			out.Add(fmt.Sprint("outcome.", a.ID), "Scegli come va.") // the label names the action
			open = true
		case o.State == NotDone && o.Corrective == "":
			out.Add(fmt.Sprint("corrective.", a.ID), "L'azione non è stata svolta: scrivi che cosa si fa.")
		case o.State == Cancelled && o.Corrective == "":
			out.Add(fmt.Sprint("corrective.", a.ID), "Scrivi perché l'azione è annullata: il prossimo aggiornamento del patto lo dice, e si firma.")
		}
		if err := rule.TooLong(o.Corrective, 500); err != nil {
			out.Add(fmt.Sprint("corrective.", a.ID), err.Error())
		}
		open = open || o.State.Open()
	}
	switch {
	case c.NextContact == "" && open:
		out.Add("next_contact_on", "Scrivi quando vi sentite: ci sono azioni ancora aperte.")
	case c.NextContact != "" && c.On != "" && c.NextContact <= c.On:
		out.Add("next_contact_on", "Il prossimo contatto è dopo questa verifica.")
	case c.NextContact != "" && c.On != "" && c.NextContact > c.On.AddMonths(12):
		out.Add("next_contact_on", "Il prossimo contatto è fra più di un anno: controlla la data.")
	}
	if err := rule.TooLong(c.Note, most); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

func (c Check) of(action int64) (Outcome, bool) {
	for _, o := range c.Outcomes {
		if o.ActionID == action {
			return o, true
		}
	}
	return Outcome{}, false
}

// AddCheck records a check of a patto in force. The refusals are those of
// Check.Wrong.
func (s *Store) AddCheck(ctx context.Context, actor rule.Actor, id int64, version int, c Check) error {
	c.Note = strings.TrimSpace(c.Note)
	for i := range c.Outcomes {
		c.Outcomes[i].Corrective = strings.TrimSpace(c.Outcomes[i].Corrective)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := forWriting(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		if err := f.CanCheck(); err != nil {
			return err
		}
		if err := c.Wrong(f, tx.Today).Err(); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO pact_check(pact_id,checked_on,next_contact_on,note,operator_id,created_at) VALUES(?,?,?,?,?,?)",
			id, c.On, db.Null(c.NextContact), c.Note, actor.UserID, tx.Now)
		if err != nil {
			return err
		}
		check, _ := res.LastInsertId()
		for _, a := range f.ToCheck() {
			o, _ := c.of(a.ID)
			if _, err := tx.ExecContext(ctx, "INSERT INTO pact_check_outcome(check_id,action_id,outcome,corrective) VALUES(?,?,?,?)", check, a.ID, o.State, o.Corrective); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, "UPDATE pact_action SET state=? WHERE id=?", o.State, a.ID); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "UPDATE pact SET next_check_on=? WHERE id=?", db.Null(c.NextContact), id); err != nil {
			return err
		}
		return savedTx(ctx, tx, actor, f.Pact, "patto.verificato", "", "verifiche")
	})
}
