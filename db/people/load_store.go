package people

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Loader writes many persons and rows in one transaction: each statement is
// prepared once. It writes histories and no audit, which the load itself has.
// Close it before the transaction ends.
type Loader struct {
	tx      *db.Tx
	actor   rule.Actor
	stmts   map[string]*sql.Stmt
	touched map[listProvince]bool
	// A list says half of what there is to know of a person, and each value
	// handed over costs: what nobody has said yet is left to the defaults.
	said   []bool // by field
	insert string // the statement for what was said, "" when more was
}

type listProvince struct {
	list     int64
	province string
}

// NewLoader returns a loader that writes in the transaction on behalf of the actor.
func NewLoader(tx *db.Tx, actor rule.Actor) *Loader {
	l := &Loader{tx: tx, actor: actor, stmts: map[string]*sql.Stmt{}, touched: map[listProvince]bool{}, said: make([]bool, len(fields))}
	for i, f := range fields {
		l.said[i] = f.column == "codice_fiscale" || f.column == "surname" || f.column == "name" // these have no default
	}
	return l
}

func (l *Loader) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := l.stmts[query]; ok {
		return s, nil
	}
	s, err := l.tx.PrepareContext(ctx, query)
	if err == nil {
		l.stmts[query] = s
	}
	return s, err
}

func (l *Loader) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := l.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

func (l *Loader) row(ctx context.Context, query string, args []any, into ...any) error {
	s, err := l.stmt(ctx, query)
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(into...)
}

// Close frees the statements and marks the lists that were written as changed.
func (l *Loader) Close(ctx context.Context) error {
	var errs []error
	for t := range l.touched {
		errs = append(errs, touchTx(ctx, l.tx, t.list, t.province))
	}
	for _, s := range l.stmts {
		errs = append(errs, s.Close())
	}
	l.stmts, l.touched = map[string]*sql.Stmt{}, map[listProvince]bool{}
	return errors.Join(errs...)
}

func touchTx(ctx context.Context, tx *db.Tx, list int64, province string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO list_change(list_id,province,changes) VALUES(?,?,1)
		ON CONFLICT(list_id,province) DO UPDATE SET changes=changes+1`, list, province)
	return err
}

// insertWorker returns the statement that adds a person, with the columns that
// the loader has come across.
func (l *Loader) insertWorker() string {
	names := []string{"provisional", "surname_fold", "name_fold", "home_province", "created_at", "updated_at"}
	for i, f := range fields {
		if l.said[i] {
			names = append(names, f.column)
		}
	}
	return "INSERT INTO worker(" + strings.Join(names, ",") + ") VALUES(" + strings.TrimSuffix(strings.Repeat("?,", len(names)), ",") + ")"
}

// CreateWorker adds a person and returns the id. A codice fiscale already
// known is a refusal of that field.
func (l *Loader) CreateWorker(ctx context.Context, w Worker, source Source) (int64, error) {
	values := make([]any, len(fields))
	for i, f := range fields {
		if values[i] = stored(f, &w); !l.said[i] && values[i] != nil && values[i] != "" {
			l.said[i], l.insert = true, ""
		}
	}
	if l.insert == "" {
		l.insert = l.insertWorker()
	}
	args := append(make([]any, 0, 6+len(fields)), w.Provisional(), rule.Fold(w.Surname), rule.Fold(w.Name), w.HomeProvince, l.tx.Now, l.tx.Now)
	for i, v := range values {
		if l.said[i] {
			args = append(args, v)
		}
	}
	res, err := l.exec(ctx, l.insert, args...)
	if db.IsUnique(err) {
		return 0, errKnownElsewhere
	}
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	if err == nil {
		_, err = l.exec(ctx, "INSERT INTO worker_fts(rowid, words) VALUES(?,?)", id, ftsWords(w.Surname, w.Name))
	}
	if err != nil || source != SourceOperator {
		return id, err
	}
	for _, f := range fields {
		if w.Value(f.column) != "" {
			if err := l.confirm(ctx, id, f.column); err != nil {
				return 0, err
			}
		}
	}
	return id, nil
}

// stored returns what the database keeps of a field: NULL for an unknown number.
func stored(f field, w *Worker) any {
	switch p := f.at(w).(type) {
	case **int64:
		return *p
	case **float64:
		return *p
	}
	return w.value(f)
}

func (l *Loader) confirm(ctx context.Context, id int64, column string) error {
	_, err := l.exec(ctx, `INSERT INTO worker_field(worker_id,field,source,at,by_user) VALUES(?,?,'operatore',?,?)
		ON CONFLICT(worker_id,field) DO UPDATE SET at=excluded.at, by_user=excluded.by_user`, id, column, l.tx.Now, l.actor.UserID)
	return err
}

// UpdateWorker writes columns of the record of a person as it stands now
// (Lookup), with their history. What an import must leave alone is not among
// the changes: see Merge. It returns the columns that changed.
func (l *Loader) UpdateWorker(ctx context.Context, w Worker, changes map[string]string, source Source, reason string) ([]string, error) {
	var changed []string
	after := w
	for _, column := range slices.Sorted(maps.Keys(changes)) {
		before := w.Value(column)
		if _, known := fieldByColumn[column]; !known {
			continue
		}
		if source == SourceOperator {
			if err := l.confirm(ctx, w.ID, column); err != nil {
				return nil, err
			}
		}
		if after.Set(column, changes[column]); after.Value(column) == before {
			continue
		}
		changed = append(changed, column)
		if _, err := l.exec(ctx, `INSERT INTO worker_history(worker_id,at,user_id,field,before,after,source,reason) VALUES(?,?,?,?,?,?,?,?)`,
			w.ID, l.tx.Now, l.actor.UserID, column, before, after.Value(column), source, reason); err != nil {
			return nil, err
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	return changed, l.write(ctx, after, changed)
}

// current returns the record and the columns that an operator confirmed.
func (l *Loader) current(ctx context.Context, id int64) (Worker, map[string]bool, error) {
	var w Worker
	if err := l.row(ctx, "SELECT "+readColumns+" FROM worker w WHERE w.id=?", []any{id}, w.targets()...); err != nil {
		return w, nil, db.Classify(err)
	}
	confirmed, err := l.confirmed(ctx, id)
	return w, confirmed, err
}

func (l *Loader) confirmed(ctx context.Context, id int64) (map[string]bool, error) {
	s, err := l.stmt(ctx, "SELECT field FROM worker_field WHERE worker_id=? AND source='operatore'")
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var column string
		if err := rows.Scan(&column); err != nil {
			return nil, err
		}
		out[column] = true
	}
	return out, rows.Err()
}

// write stores the changed columns, and the names wherever they are searched by.
func (l *Loader) write(ctx context.Context, w Worker, changed []string) error {
	var sets []string
	var args []any
	for _, column := range changed {
		sets = append(sets, column+"=?")
		args = append(args, stored(fieldByColumn[column], &w))
	}
	named := slices.Contains(changed, "surname") || slices.Contains(changed, "name")
	if named {
		sets = append(sets, "surname_fold=?", "name_fold=?")
		args = append(args, rule.Fold(w.Surname), rule.Fold(w.Name))
	}
	if slices.Contains(changed, "codice_fiscale") {
		sets = append(sets, "provisional=?")
		args = append(args, w.Provisional())
	}
	_, err := l.exec(ctx, "UPDATE worker SET "+strings.Join(sets, ", ")+", updated_at=?, version=version+1 WHERE id=?", append(args, l.tx.Now, w.ID)...)
	if db.IsUnique(err) {
		return errKnownElsewhere
	}
	if err == nil && (slices.Contains(changed, "sex") || slices.Contains(changed, "birth_date")) {
		err = correctSplits(ctx, l.tx, w)
	}
	if err != nil || !named {
		return err
	}
	if _, err := l.exec(ctx, "INSERT OR REPLACE INTO worker_fts(rowid, words) VALUES(?,?)", w.ID, ftsWords(w.Surname, w.Name)); err != nil {
		return err
	}
	if _, err := l.exec(ctx, "UPDATE list_row SET surname_fold=?, name_fold=? WHERE worker_id=?", rule.Fold(w.Surname), rule.Fold(w.Name), w.ID); err != nil {
		return err
	}
	return touchListsOfTx(ctx, l.tx, w.ID)
}

// touchListsOfTx marks as changed every list that names the person.
func touchListsOfTx(ctx context.Context, tx *db.Tx, workerID int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO list_change(list_id,province,changes) SELECT DISTINCT list_id, province, 1 FROM list_row WHERE worker_id=?
		ON CONFLICT(list_id,province) DO UPDATE SET changes=changes+1`, workerID)
	return err
}

// PutListRow adds the row of a person in a list of a province, or writes over
// the one that is there, and returns its id. The derived columns of a row that
// is there stay; the caller has compared the reference dates. A row whose id
// is known (Lookup) is written without being looked for.
func (l *Loader) PutListRow(ctx context.Context, r ListRow) (int64, error) {
	said := []any{r.CPI, r.LoadID, r.ReferenceDate, rawText(r), r.Residence, r.Company, r.CompanyTaxID, r.Job, r.StudyTitle,
		r.Benefit, r.BenefitFrom, r.BenefitTo, db.Null(r.BenefitMonths), r.DismissedOn}
	l.touched[listProvince{r.ListID, r.Province}] = true
	if r.ID == 0 {
		// No RETURNING: inside a transaction each query costs as much as the row.
		res, err := l.exec(ctx, insertRow, append([]any{r.ListID, r.Province}, append(said, r.WorkerID)...)...)
		if err == nil {
			return res.LastInsertId()
		}
		if !db.IsUnique(err) {
			return 0, err
		}
		if err := l.row(ctx, "SELECT id FROM list_row WHERE worker_id=? AND list_id=? AND province=?", []any{r.WorkerID, r.ListID, r.Province}, &r.ID); err != nil {
			return 0, err
		}
	}
	_, err := l.exec(ctx, updateRow, append(said, r.ID)...)
	return r.ID, err
}

func rawText(r ListRow) string {
	if len(r.Raw) == 0 {
		return "{}"
	}
	return string(r.Raw)
}

// insertRow takes its values one by one: INSERT … SELECT would open a statement
// journal for each row, which costs four times the row.
const insertRow = `INSERT INTO list_row(list_id,province,cpi_id,load_id,reference_date,raw,residence,company,company_tax_id,job,study_title,
		benefit,benefit_from,benefit_to,benefit_months,dismissed_on,worker_id,surname_fold,name_fold,riscontro,bilancio)
	VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,(SELECT surname_fold FROM worker WHERE id=?17),
		(SELECT name_fold FROM worker WHERE id=?17),(SELECT riscontro FROM worker WHERE id=?17),(SELECT bilancio FROM worker WHERE id=?17))`

const updateRow = `UPDATE list_row SET cpi_id=?,load_id=?,reference_date=?,raw=?,residence=?,company=?,company_tax_id=?,job=?,study_title=?,
	benefit=?,benefit_from=?,benefit_to=?,benefit_months=?,dismissed_on=?,version=version+1 WHERE id=?`

// DeleteListRow takes a row of the list and province away: the undo of the load
// that made it. A row on which something was built is refused by the database;
// db.ErrNotFound when there is none.
func (l *Loader) DeleteListRow(ctx context.Context, id, listID int64, province string) error {
	res, err := l.exec(ctx, "DELETE FROM list_row WHERE id=? AND list_id=? AND province=?", id, listID, province)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, db.ErrNotFound)
	}
	l.touched[listProvince{listID, province}] = true
	return nil
}

// DeleteWorker takes a person away with the history: the undo of the load that
// made the record. One on whom something was built is refused by the database.
func (l *Loader) DeleteWorker(ctx context.Context, id int64) error {
	for _, query := range []string{"DELETE FROM worker_field WHERE worker_id=?", "DELETE FROM worker_history WHERE worker_id=?",
		"DELETE FROM worker_fts WHERE rowid=?", "DELETE FROM worker WHERE id=?"} {
		if _, err := l.exec(ctx, query, id); err != nil {
			return err
		}
	}
	return nil
}

// PutListRowTx adds or writes over one row of a list, as Loader.PutListRow does.
func PutListRowTx(ctx context.Context, tx *db.Tx, actor rule.Actor, r ListRow) (int64, error) {
	l := NewLoader(tx, actor)
	id, err := l.PutListRow(ctx, r)
	return id, errors.Join(err, l.Close(ctx))
}
