package pacts

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/bilancio"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// SourceBilancio is the source of the actions that come from a bilancio.
const SourceBilancio = "bilancio"

// Offered is an action of a bilancio's plan (RIP05) that the patto has not taken.
type Offered struct {
	Action
	Key      string // bilancio and row
	Bilancio string // its number
}

// BilancioActions returns the actions that the bilanci of the person, in the
// actor's offices, offer to the patto and that it has not yet: of a completed plan
// that says so, those still to be done. None for a patto that is over.
func (s *Store) BilancioActions(ctx context.Context, actor rule.Actor, f Full) ([]Offered, error) {
	if f.State.Over() {
		return nil, nil
	}
	taken, err := takenOf(ctx, s.db.Reader(), f.ID)
	if err != nil {
		return nil, err
	}
	reviews := bilancio.NewStore(s.db)
	rows, err := reviews.OfWorker(ctx, actor, f.WorkerID)
	var out []Offered
	for _, row := range rows {
		b, err := reviews.Bilancio(ctx, actor, row.ID)
		if err != nil {
			return nil, err
		}
		plan := b.Panels["RIP05"]
		if !b.Status("RIP05").Done() || !plan.Answers.Is("aggiorna_patto") || b.State == "interrotto" {
			continue
		}
		for _, o := range offeredBy(b, plan.Answers) {
			same := func(a Action) bool { return a.Description == o.Description && a.DueOn == o.DueOn }
			if !slices.Contains(taken, o.Key) && !slices.ContainsFunc(f.Actions, same) {
				out = append(out, o)
			}
		}
	}
	return out, err
}

// offeredBy returns the actions of a plan that are still to be done.
func offeredBy(b bilancio.Bilancio, plan scheda.Answers) []Offered {
	var out []Offered
	for _, row := range plan.Rows("azioni") {
		if state := row.Text("stato"); state == "fatta" || state == "annullata" {
			continue
		}
		out = append(out, Offered{Key: strconv.FormatInt(b.ID, 10) + "/" + row.Text(scheda.RowID), Bilancio: b.Code(), Action: Action{
			Kind:        map[string]string{"persona": ByPerson, "cpi": ByOffice, "rete": ByNetwork}[row.Text("responsabile")],
			Description: row.Text("descrizione"), Body: row.Text("soggetto_rete"), DueOn: rule.Date(row.Text("scadenza")), Evidence: row.Text("verifica"), Source: SourceBilancio}.Clean()})
	}
	return out
}

func takenOf(ctx context.Context, q db.Querier, pact int64) ([]string, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (key string, err error) { err = r.Scan(&key); return },
		"SELECT source_key FROM pact_action WHERE pact_id=? AND source_key<>'' AND removed_at IS NULL", pact)
}

var notOffered = rule.Refuse("", "Questa azione non è fra quelle da riportare: è già nel patto, oppure il bilancio non la propone più.")

// TakeAction takes an action that a bilancio offers into the patto, as it is; in a
// patto that is signed it opens an update, which asks for a signature as any new
// action does. It is refused what is not offered, or was taken meanwhile.
func (s *Store) TakeAction(ctx context.Context, actor rule.Actor, id int64, version int, key string) (Offered, error) {
	f, err := s.Pact(ctx, actor, id)
	if err != nil {
		return Offered{}, err
	}
	all, err := s.BilancioActions(ctx, actor, f)
	if err != nil {
		return Offered{}, err
	}
	i := slices.IndexFunc(all, func(o Offered) bool { return o.Key == key })
	if i < 0 {
		return Offered{}, notOffered
	}
	return all[i], s.db.Write(ctx, func(tx *db.Tx) error { return takeTx(ctx, tx, actor, id, version, all[i]) })
}

func takeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int, o Offered) error {
	f, err := forWriting(ctx, tx, actor, id, version)
	if err != nil {
		return err
	}
	if taken, err := takenOf(ctx, tx, id); err != nil || slices.Contains(taken, o.Key) {
		return cmp.Or(err, error(notOffered))
	}
	if f.State == Signed && f.Current().N == 0 {
		if _, err := tx.ExecContext(ctx, "INSERT INTO pact_version(pact_id,n,reason,opened_at,opened_by) VALUES(?,?,?,?,?)", id, len(f.Versions)+1, "Azioni dal bilancio "+o.Bilancio, tx.Now, actor.UserID); err != nil {
			return err
		}
	} else if why := f.ClosedTo(); why != "" {
		return rule.Refuse("", why)
	}
	if len(f.Actions) >= maxActions {
		return rule.Refuse("", "Il patto ha già 40 azioni: riuniscine qualcuna.")
	}
	a, err := checkAction(ctx, tx, f, o.Action)
	if err != nil {
		return err
	}
	action, err := insertAction(ctx, tx, actor, id, a)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE pact_action SET source_key=? WHERE id=?", o.Key, action); err != nil {
		return err
	}
	return savedTx(ctx, tx, actor, f.Pact, "patto.azione", "", "azioni")
}
