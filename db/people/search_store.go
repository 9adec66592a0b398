package people

import (
	"context"
	"errors"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// searchWidth bounds how many names a search of several words looks at before
// the scope is asked about each.
const searchWidth = 3000

// SearchWorkers returns at most limit persons of the actor's scope whose
// surname begins with the text, or with all its words at the beginning of a
// word of the name, by surname and name; or the one with that codice fiscale.
// A text that can find nobody finds nobody: ParseQuery tells why.
func (s *Store) SearchWorkers(ctx context.Context, actor rule.Actor, q string, limit int) ([]Worker, error) {
	query := ParseQuery(q)
	if query.CF != "" {
		w, err := s.WorkerByCF(ctx, actor, query.CF)
		if errors.Is(err, db.ErrNotFound) {
			return nil, nil
		}
		return []Worker{w}, err
	}
	if len(query.Words) == 0 || limit <= 0 {
		return nil, nil
	}
	from, to := query.prefix()
	found, err := searchPart(ctx, s.db.Reader(), actor, s.db.Today(), nil, "worker w INDEXED BY worker_name", "w.surname_fold>=? AND w.surname_fold<?",
		"ORDER BY w.surname_fold, w.name_fold, w.id LIMIT ?", []any{from, to}, limit)
	if err != nil || len(found) >= limit {
		return found, err
	}
	if match := query.match(); match != "" {
		found, err = searchPart(ctx, s.db.Reader(), actor, s.db.Today(), found, "(SELECT rowid AS id FROM worker_fts WHERE worker_fts MATCH ? LIMIT ?) f CROSS JOIN worker w ON w.id=f.id", "1=1",
			"LIMIT ?", []any{match, searchWidth}, limit)
	}
	slices.SortFunc(found, func(a, b Worker) int {
		if c := strings.Compare(rule.Fold(a.Surname), rule.Fold(b.Surname)); c != 0 {
			return c
		}
		if c := strings.Compare(rule.Fold(a.Name), rule.Fold(b.Name)); c != 0 {
			return c
		}
		return compareInt(a.ID, b.ID)
	})
	return found[:min(limit, len(found))], err
}

// searchPart adds to those there the persons in scope that one way finds.
func searchPart(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, there []Worker, source, which, tail string, args []any, limit int) ([]Worker, error) {
	mine, ownArgs := own(actor, "w", today)
	seen, seenArgs := visible(actor, "w")
	all := append(append(append(append([]any{}, ownArgs...), args...), seenArgs...), limit)
	rows, err := q.QueryContext(ctx, "SELECT "+readColumns+", "+mine+" FROM "+source+" WHERE "+which+" AND "+seen+" "+tail, all...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var w Worker
		var isOwn bool
		if err := rows.Scan(append(w.targets(), &isOwn)...); err != nil {
			return nil, err
		}
		if !isOwn {
			w = w.identity()
		}
		if !slices.ContainsFunc(there, func(o Worker) bool { return o.ID == w.ID }) {
			there = append(there, w)
		}
	}
	return there, rows.Err()
}

// Twin is a person who may be the one about to be added.
type Twin struct {
	Worker Worker
	Why    string // «stesso codice fiscale», «stesso nome e stessa data di nascita»
}

// Twins returns the persons of the actor's scope who may be the same as the
// one described: same codice fiscale, or same name and birth date, or same
// name when the birth date is not known of both.
func (s *Store) Twins(ctx context.Context, actor rule.Actor, w Worker) ([]Twin, error) {
	return twins(ctx, s.db.Reader(), actor, s.db.Today(), w)
}

func twins(ctx context.Context, q db.Querier, actor rule.Actor, today rule.Date, w Worker) ([]Twin, error) {
	var out []Twin
	if w.CodiceFiscale != "" {
		same, err := scopedWorker(ctx, q, actor, today, "w.codice_fiscale=?", w.CodiceFiscale)
		if err == nil {
			out = append(out, Twin{same, "stesso codice fiscale"})
		} else if !errors.Is(err, db.ErrNotFound) {
			return nil, err
		}
	}
	surname, name := rule.Fold(w.Surname), rule.Fold(w.Name)
	if surname == "" || name == "" {
		return out, nil
	}
	found, err := searchPart(ctx, q, actor, today, nil, "worker w INDEXED BY worker_name", "w.surname_fold=? AND w.name_fold=?", "ORDER BY w.id LIMIT ?", []any{surname, name}, 20)
	if err != nil {
		return nil, err
	}
	for _, o := range found {
		if o.ID == w.ID || len(out) > 0 && out[0].Worker.ID == o.ID {
			continue
		}
		switch {
		case o.BirthDate == w.BirthDate && w.BirthDate != "":
			out = append(out, Twin{o, "stesso nome e stessa data di nascita"})
		case o.BirthDate == "" || w.BirthDate == "":
			out = append(out, Twin{o, "stesso nome"})
		}
	}
	return out, nil
}

// Rows returns the rows of lists that name a person, those of the actor's
// provinces only, in order of priority.
func (s *Store) Rows(ctx context.Context, actor rule.Actor, workerID int64) ([]ListRow, error) {
	return rowsOf(ctx, s.db.Reader(), actor, workerID)
}

func rowsOf(ctx context.Context, q db.Querier, actor rule.Actor, workerID int64) ([]ListRow, error) {
	scope, args := actor.ProvinceScope("r.province")
	rows, err := q.QueryContext(ctx, "SELECT "+rowColumns+`, l.name, l.priority, c.name FROM list_row r JOIN worker_list l ON l.id=r.list_id JOIN cpi c ON c.id=r.cpi_id
		WHERE r.worker_id=? AND `+scope+" ORDER BY l.priority, r.id", append([]any{workerID}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []ListRow
	for rows.Next() {
		var r ListRow
		if err := scanRow(rows, &r, &r.ListName, &r.Priority, &r.Office); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Row returns one row of a list of the actor's provinces.
func (s *Store) Row(ctx context.Context, actor rule.Actor, id int64) (ListRow, error) {
	return RowTx(ctx, s.db.Reader(), actor, id)
}

// RowTx returns one row of a list of the actor's provinces, inside a
// transaction or out of one. db.ErrNotFound when there is none in scope.
func RowTx(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (ListRow, error) {
	scope, args := actor.ProvinceScope("r.province")
	var r ListRow
	err := scanRow(q.QueryRowContext(ctx, "SELECT "+rowColumns+`, l.name, l.priority, c.name FROM list_row r JOIN worker_list l ON l.id=r.list_id JOIN cpi c ON c.id=r.cpi_id
		WHERE r.id=? AND `+scope, append([]any{id}, args...)...), &r, &r.ListName, &r.Priority, &r.Office)
	return r, db.Classify(err)
}

// RowByCF returns the id of the row of a list and province that names the
// person with the codice fiscale, and the person's. db.ErrNotFound when there
// is none in scope.
func (s *Store) RowByCF(ctx context.Context, actor rule.Actor, listID int64, province string, cf rule.CodiceFiscale) (rowID, workerID int64, err error) {
	if err := inScope(actor, province); err != nil {
		return 0, 0, err
	}
	err = s.db.Reader().QueryRowContext(ctx, `SELECT r.id, r.worker_id FROM worker w CROSS JOIN list_row r ON r.worker_id=w.id
		WHERE w.codice_fiscale=? AND r.list_id=? AND r.province=?`, cf, listID, province).Scan(&rowID, &workerID)
	return rowID, workerID, db.Classify(err)
}

// ReindexTx writes the search of names anew from the persons that there are:
// for an act that has replaced them all.
func ReindexTx(ctx context.Context, tx *db.Tx) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO worker_fts(worker_fts) VALUES('delete-all')"); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, "INSERT INTO worker_fts(rowid, words) VALUES(?,?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for last := int64(0); ; {
		page, err := namesAfter(ctx, tx, last)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, w := range page {
			if _, err := insert.ExecContext(ctx, w.ID, ftsWords(w.Surname, w.Name)); err != nil {
				return err
			}
		}
		last = page[len(page)-1].ID
	}
}

func namesAfter(ctx context.Context, q db.Querier, id int64) ([]Worker, error) {
	rows, err := q.QueryContext(ctx, "SELECT id, surname, name FROM worker WHERE id>? ORDER BY id LIMIT 1000", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Worker
	for rows.Next() {
		var w Worker
		if err := rows.Scan(&w.ID, &w.Surname, &w.Name); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, rows.Err()
}

// Named returns the condition that the worker w has a name that begins with the
// text, or names of which one begins with each of its words; "" for a text without
// letters. «de santis» is one folded name, so the whole text is tried beside each
// word.
func Named(text string) (condition string, args []any) {
	words := rule.FoldWords(text)
	if len(words) == 0 {
		return "", nil
	}
	begins := func(word string) string {
		return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(word) + "%"
	}
	each := make([]string, len(words))
	args = []any{begins(rule.Fold(text))}
	for i, word := range words {
		each[i] = `(w.surname_fold LIKE ? ESCAPE '\' OR w.name_fold LIKE ? ESCAPE '\')`
		args = append(args, begins(word), begins(word))
	}
	return `(w.surname_fold||w.name_fold LIKE ? ESCAPE '\' OR ` + strings.Join(each, " AND ") + ")", args
}
