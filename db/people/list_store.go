package people

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const listColumns = "l.id, l.name, l.priority, l.active_from, l.closed_on, l.description, l.version"

func (l *WorkerList) targets() []any {
	return []any{&l.ID, &l.Name, &l.Priority, &l.ActiveFrom, &l.ClosedOn, &l.Description, &l.Version}
}

// Lists returns the lists in order of priority, closed ones last.
func (s *Store) Lists(ctx context.Context) ([]WorkerList, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+listColumns+" FROM worker_list l ORDER BY l.closed_on<>'', l.priority, l.active_from DESC, l.id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []WorkerList
	for rows.Next() {
		var l WorkerList
		if err := rows.Scan(l.targets()...); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// ListsWithRows returns the lists as Lists does, each with the number of
// persons in the actor's provinces and the date of their last load.
func (s *Store) ListsWithRows(ctx context.Context, actor rule.Actor) ([]WorkerList, error) {
	lists, err := s.Lists(ctx)
	if err != nil {
		return nil, err
	}
	scope, args := actor.ProvinceScope("r.province")
	for i := range lists {
		l := &lists[i]
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM list_row r WHERE r.list_id=? AND "+scope, append([]any{l.ID}, args...)...).Scan(&l.Rows); err != nil {
			return nil, err
		}
		if l.UpdatedOn, err = s.updatedOn(ctx, l.ID, scope, args); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

// updatedOn returns the reference date of the last load of the list in scope:
// of the row that was loaded last, found from the end of the rows.
func (s *Store) updatedOn(ctx context.Context, listID int64, scope string, args []any) (rule.Date, error) {
	var day rule.Date
	err := s.db.Reader().QueryRowContext(ctx, "SELECT coalesce(max(l.reference_date),'') FROM import_load l WHERE l.list_id=? AND l.state='applicato' AND "+
		strings.ReplaceAll(scope, "r.province", "l.province"), append([]any{listID}, args...)...).Scan(&day)
	return day, err
}

// List returns one list with the date of its last load in the actor's
// provinces, db.ErrNotFound when there is none.
func (s *Store) List(ctx context.Context, actor rule.Actor, id int64) (WorkerList, error) {
	var l WorkerList
	err := s.db.Reader().QueryRowContext(ctx, "SELECT "+listColumns+" FROM worker_list l WHERE l.id=?", id).Scan(l.targets()...)
	if err != nil {
		return l, db.Classify(err)
	}
	scope, args := actor.ProvinceScope("r.province")
	l.UpdatedOn, err = s.updatedOn(ctx, id, scope, args)
	return l, err
}

// OpenList opens a list for the whole region and returns its id. Refusals name
// the fields of the form.
func (s *Store) OpenList(ctx context.Context, actor rule.Actor, l WorkerList) (int64, error) {
	var id int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		id, err = OpenListTx(ctx, tx, actor, l)
		return err
	})
	return id, err
}

// OpenListTx opens a list in the transaction of the act, as OpenList does.
func OpenListTx(ctx context.Context, tx *db.Tx, actor rule.Actor, l WorkerList) (int64, error) {
	if !actor.Regional() {
		return 0, db.ErrNotFound
	}
	l.Name, l.Description = strings.Join(strings.Fields(l.Name), " "), strings.TrimSpace(l.Description)
	if err := checkList(l); err != nil {
		return 0, err
	}
	if err := freeNameTx(ctx, tx, l.Name, 0); err != nil {
		return 0, err
	}
	res, err := tx.ExecContext(ctx, "INSERT INTO worker_list(name,priority,active_from,description) VALUES(?,?,?,?)", l.Name, l.Priority, l.ActiveFrom, l.Description)
	if err != nil {
		return 0, err
	}
	id, err := res.LastInsertId()
	if err != nil {
		return 0, err
	}
	return id, archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lista.aperta", Subject: "worker_list", SubjectID: id})
}

// freeNameTx refuses a name that reads like that of another list.
func freeNameTx(ctx context.Context, tx *db.Tx, name string, but int64) error {
	rows, err := tx.QueryContext(ctx, "SELECT name FROM worker_list WHERE id<>?", but)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var other string
		if err := rows.Scan(&other); err != nil {
			return err
		}
		if rule.Fold(other) == rule.Fold(name) {
			return rule.Refuse("nome", "C'è già una lista che si chiama «"+other+"».")
		}
	}
	return rows.Err()
}

// ChangeList changes name, priority, date and description of a list that the
// actor read at l.Version: db.Stale when somebody saved in between.
func (s *Store) ChangeList(ctx context.Context, actor rule.Actor, l WorkerList) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := writableListTx(ctx, tx, actor, l.ID, l.Version); err != nil {
			return err
		}
		l.Name, l.Description = strings.Join(strings.Fields(l.Name), " "), strings.TrimSpace(l.Description)
		if err := checkList(l); err != nil {
			return err
		}
		if err := freeNameTx(ctx, tx, l.Name, l.ID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE worker_list SET name=?, priority=?, active_from=?, description=?, version=version+1 WHERE id=?",
			l.Name, l.Priority, l.ActiveFrom, l.Description, l.ID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lista.modificata", Subject: "worker_list", SubjectID: l.ID})
	})
}

// CloseList closes a list from today: it can still be read. Reopened says the
// contrary.
func (s *Store) CloseList(ctx context.Context, actor rule.Actor, id int64, version int) error {
	return s.setClosed(ctx, actor, id, version, true)
}

// ReopenList takes the closing of a list back.
func (s *Store) ReopenList(ctx context.Context, actor rule.Actor, id int64, version int) error {
	return s.setClosed(ctx, actor, id, version, false)
}

func (s *Store) setClosed(ctx context.Context, actor rule.Actor, id int64, version int, closed bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := writableListTx(ctx, tx, actor, id, version); err != nil {
			return err
		}
		on, action := rule.Date(""), "lista.riaperta"
		if closed {
			on, action = tx.Today, "lista.chiusa"
		}
		if _, err := tx.ExecContext(ctx, "UPDATE worker_list SET closed_on=?, version=version+1 WHERE id=?", on, id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "worker_list", SubjectID: id})
	})
}

func writableListTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64, version int) error {
	if !actor.Regional() {
		return db.ErrNotFound
	}
	var current int
	if err := tx.QueryRowContext(ctx, "SELECT version FROM worker_list WHERE id=?", id).Scan(&current); err != nil {
		return db.Classify(err)
	}
	if current != version {
		return db.Stale{Current: current}
	}
	return nil
}

// ListByName returns the list of that name, however it is capitalised or
// spaced; db.ErrNotFound when there is none.
func (s *Store) ListByName(ctx context.Context, name string) (WorkerList, error) {
	lists, err := s.Lists(ctx)
	if err != nil {
		return WorkerList{}, err
	}
	for _, l := range lists {
		if rule.Fold(l.Name) == rule.Fold(name) {
			return l, nil
		}
	}
	return WorkerList{}, db.ErrNotFound
}
