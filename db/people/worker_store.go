package people

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/reference"
	"sportello/db/rule"
)

// readColumns are the columns that scanWorker reads, of the table named w.
var readColumns = func() string {
	names := []string{"w.id"}
	for _, f := range fields {
		names = append(names, "w."+f.column)
	}
	return strings.Join(append(names, "w.home_province", "w.riscontro", "w.bilancio", "w.created_at", "w.updated_at", "w.version"), ", ")
}()

// targets returns where a row of readColumns is scanned to.
func (w *Worker) targets() []any {
	out := []any{&w.ID}
	for _, f := range fields {
		out = append(out, f.at(w))
	}
	return append(out, &w.HomeProvince, &w.Riscontro, &w.Bilancio, &w.CreatedAt, &w.UpdatedAt, &w.Version)
}

// Worker returns a person's record. db.ErrNotFound when there is none in the
// actor's scope; Partial when only a row of a list is.
func (s *Store) Worker(ctx context.Context, actor rule.Actor, id int64) (Worker, error) {
	return s.named(ctx)(scopedWorker(ctx, s.db.Reader(), actor, s.db.Today(), "w.id=?", id))
}

// WorkerByCF returns the record with a codice fiscale, as Worker does.
func (s *Store) WorkerByCF(ctx context.Context, actor rule.Actor, cf rule.CodiceFiscale) (Worker, error) {
	return s.named(ctx)(scopedWorker(ctx, s.db.Reader(), actor, s.db.Today(), "w.codice_fiscale=?", cf))
}

// named names the birthplace that a record holds by its code alone: a list
// without that column leaves only what the codice fiscale says.
func (s *Store) named(ctx context.Context) func(Worker, error) (Worker, error) {
	return func(w Worker, err error) (Worker, error) {
		if err != nil || w.BirthPlace != "" || w.BirthPlaceCode == "" {
			return w, err
		}
		place, err := reference.NewStore(s.db).BirthPlace(ctx, w.BirthPlaceCode, w.BirthDate)
		if errors.Is(err, db.ErrNotFound) {
			return w, nil // a code that no table has
		}
		w.BirthPlace = place.Name
		return w, err
	}
}

func scopedWorker(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, which string, key any) (Worker, error) {
	mine, ownArgs := own(actor, "w", today)
	seen, seenArgs := visible(actor, "w")
	var w Worker
	var isOwn bool
	args := append(append(ownArgs, key), seenArgs...)
	err := q.QueryRowContext(ctx, "SELECT "+readColumns+", "+mine+" FROM worker w WHERE "+which+" AND "+seen, args...).
		Scan(append(w.targets(), &isOwn)...)
	if errors.Is(err, sql.ErrNoRows) {
		return Worker{}, db.ErrNotFound
	}
	if err == nil && !isOwn {
		w = w.identity()
	}
	return w, err
}

// identity returns what another province may know of the person: what stands
// in its own list anyway.
func (w Worker) identity() Worker {
	return Worker{
		ID: w.ID, CodiceFiscale: w.CodiceFiscale, Surname: w.Surname, Name: w.Name, Sex: w.Sex, BirthDate: w.BirthDate,
		BirthPlaceCode: w.BirthPlaceCode, BirthPlace: w.BirthPlace, Riscontro: w.Riscontro, Version: w.Version, Partial: true,
	}
}

// History returns the changes of a person's record, newest first.
func (s *Store) History(ctx context.Context, actor rule.Actor, id int64) ([]Change, error) {
	w, err := s.Worker(ctx, actor, id)
	if err != nil || w.Partial {
		return nil, err
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT h.id, h.at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=h.user_id),''),
		h.field, h.before, h.after, h.source, h.reason FROM worker_history h WHERE h.worker_id=? ORDER BY h.id DESC`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Change
	for rows.Next() {
		var c Change
		if err := rows.Scan(&c.ID, &c.At, &c.By, &c.Field, &c.Before, &c.After, &c.Source, &c.Reason); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

// Provenance is who confirmed a field and when.
type Provenance struct {
	At rule.Instant
	By string
}

// Confirmed returns, by column, the fields that an operator wrote or
// confirmed. Whoever may see the person sees them: the caller has checked it.
func (s *Store) Confirmed(ctx context.Context, id int64) (map[string]Provenance, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT f.field, f.at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=f.by_user),'')
		FROM worker_field f WHERE f.worker_id=?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Provenance{}
	for rows.Next() {
		var column string
		var p Provenance
		if err := rows.Scan(&column, &p.At, &p.By); err != nil {
			return nil, err
		}
		out[column] = p
	}
	return out, rows.Err()
}

// ErrTwin refuses a person who may be there already, until the actor says that
// it is another one: see Twins.
var ErrTwin = rule.Refuse("", "Forse questa persona c'è già: guarda le schede qui sotto.")

// Create adds a person met by the actor and returns the id. Refusals name the
// columns. A codice fiscale already known is refused.
func (s *Store) Create(ctx context.Context, actor rule.Actor, values map[string]string) (int64, error) {
	return s.create(ctx, actor, values, true, nil)
}

// CreateUnlessTwin adds a person as Create does, and refuses with ErrTwin who
// may be the same as somebody there.
func (s *Store) CreateUnlessTwin(ctx context.Context, actor rule.Actor, values map[string]string) (int64, error) {
	return s.create(ctx, actor, values, false, nil)
}

// Receive adds a person met by the actor, as Create and, unless another says
// that it is somebody else, CreateUnlessTwin do, together with the declaration
// of availability made on that occasion, nil for none: one act, or none of it.
func (s *Store) Receive(ctx context.Context, actor rule.Actor, values map[string]string, another bool, did *DID) (int64, error) {
	return s.create(ctx, actor, values, another, did)
}

func (s *Store) create(ctx context.Context, actor rule.Actor, values map[string]string, another bool, did *DID) (int64, error) {
	var id int64
	var w Worker
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		values, err := Normalize(values, tx.Today)
		if err == nil {
			err = required(values)
		}
		if err != nil {
			return err
		}
		for column, value := range values {
			w.Set(column, value)
		}
		if provinces := actor.Provinces(); len(provinces) > 0 {
			w.HomeProvince = provinces[0]
		}
		if known, err := scopedWorker(ctx, tx, actor, tx.Today, "w.codice_fiscale=?", w.CodiceFiscale); err == nil {
			return rule.Refuse("codice_fiscale", "Questo codice fiscale è già di "+known.FullName()+": apri la sua scheda.")
		} else if !errors.Is(err, db.ErrNotFound) {
			return err
		}
		if !another {
			if twins, err := twins(ctx, tx, actor, tx.Today, w); err != nil || len(twins) > 0 {
				return errors.Join(err, twinError(twins))
			}
		}
		if id, err = CreateWorkerTx(ctx, tx, actor, w, SourceOperator); err != nil {
			return err
		}
		if err := receivedTx(ctx, tx, actor, id); err != nil || did == nil {
			return err
		}
		if did.WorkerID, did.CPI = id, actor.CPI(); did.CPI == 0 {
			return db.ErrNotFound // a DID is an office's
		}
		if err := did.CheckReceived(tx.Today).Err(); err != nil {
			return err
		}
		_, err = DeclareDIDTx(ctx, tx, actor, *did)
		return err
	})
	return id, s.noteElsewhere(ctx, actor, w.CodiceFiscale, err)
}

func twinError(twins []Twin) error {
	if len(twins) == 0 {
		return nil
	}
	return ErrTwin
}

func required(values map[string]string) error {
	var refusals rule.Refusals
	for _, column := range []string{"codice_fiscale", "surname", "name"} {
		if values[column] == "" {
			refusals.Add(column, "Compila «"+Label(column)+"».")
		}
	}
	return refusals.Err()
}

// Update changes a person's record on behalf of the actor, who read it at the
// given version: db.Stale when somebody saved in between. Refusals name the
// columns.
func (s *Store) Update(ctx context.Context, actor rule.Actor, id int64, version int, changes map[string]string, reason string) error {
	var code rule.CodiceFiscale
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", id)
		switch {
		case err != nil:
			return err
		case w.Partial:
			return rule.Refuse("", "La scheda di questa persona è di un'altra provincia: qui si vede solo la riga della tua lista.")
		case w.Version != version:
			return db.Stale{Current: w.Version}
		}
		changes, err := Normalize(changes, tx.Today)
		if err != nil {
			return err
		}
		code = rule.CodiceFiscale(changes["codice_fiscale"])
		if err := UpdateWorkerTx(ctx, tx, actor, id, changes, SourceOperator, reason); err != nil {
			return err
		}
		return revisedTx(ctx, tx, actor, w)
	})
	return s.noteElsewhere(ctx, actor, code, err)
}

// UpdateWorkerTx writes columns of a person's record in the transaction of the
// act, with their history. What an operator writes is from then on confirmed,
// even when it says the same; what an import writes never replaces a confirmed
// value. The values are as Normalize returns them; a column that does not
// change leaves no trace but the confirmation.
func UpdateWorkerTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, changes map[string]string, source Source, reason string) error {
	l := NewLoader(tx, actor)
	w, confirmed, err := l.current(ctx, workerID)
	if err != nil {
		return errors.Join(err, l.Close(ctx))
	}
	if source == SourceImport {
		changes = maps.Clone(changes)
		maps.DeleteFunc(changes, func(column, _ string) bool { return confirmed[column] && w.Value(column) != "" })
	}
	changed, err := l.UpdateWorker(ctx, w, changes, source, reason)
	if err := errors.Join(err, l.Close(ctx)); err != nil {
		return err
	}
	if len(changed) == 0 {
		return nil
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lavoratore.modificato", Subject: "worker", SubjectID: workerID, WorkerID: workerID,
		Fields: changed, Reason: reason})
}

// CreateWorkerTx adds a person in the transaction of the act and returns the
// id. A codice fiscale already known is a refusal of that field.
func CreateWorkerTx(ctx context.Context, tx *db.Tx, actor rule.Actor, w Worker, source Source) (int64, error) {
	l := NewLoader(tx, actor)
	id, err := l.CreateWorker(ctx, w, source)
	if err := errors.Join(err, l.Close(ctx)); err != nil {
		return 0, err
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lavoratore.creato", Subject: "worker", SubjectID: id, WorkerID: id})
}
