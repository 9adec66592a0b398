package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const iterColumns = `i.id, i.version, i.title, i.changes, i.published_on, i.file_id, f.size,
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=i.published_by),'')`

const iterFrom = " FROM iter_procedurale i JOIN stored_file f ON f.id=i.file_id "

func scanIter(row interface{ Scan(...any) error }) (IterVersion, error) {
	var v IterVersion
	err := row.Scan(&v.ID, &v.Version, &v.Title, &v.Changes, &v.PublishedOn, &v.FileID, &v.Size, &v.PublishedBy)
	return v, db.Classify(err)
}

// IterVersions returns the published versions; the first is the current one.
func (s *Store) IterVersions(ctx context.Context) ([]IterVersion, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+iterColumns+iterFrom+"ORDER BY i.published_on DESC, i.id DESC")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []IterVersion
	for rows.Next() {
		v, err := scanIter(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// IterVersion returns one published version.
func (s *Store) IterVersion(ctx context.Context, id int64) (IterVersion, error) {
	return scanIter(s.db.Reader().QueryRowContext(ctx, "SELECT "+iterColumns+iterFrom+"WHERE i.id=?", id))
}

// CheckIter refuses a version that could not be published: the refusals concern
// version, title, changes and published_on.
func (s *Store) CheckIter(v IterVersion) error {
	_, err := v.check(s.db.Today())
	return err
}

// PublishIter publishes a version with its file, which the archive has received
// and checked. The refusals are those of CheckIter; a number that exists is
// refused too. What was published before stays in the history.
func (s *Store) PublishIter(ctx context.Context, actor rule.Actor, v IterVersion, file *archive.Received) (int64, error) {
	if !actor.Has(rule.RoleRegion) {
		return 0, db.ErrNotFound
	}
	v, err := v.check(s.db.Today())
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM iter_procedurale WHERE version=?", v.Version).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			return rule.Refuse("version", "La versione "+v.Version+" è già pubblicata: dai un altro numero.")
		}
		if v.PublishedOn == "" {
			v.PublishedOn = tx.Today
		}
		stored, err := file.KeepTx(ctx, tx, actor)
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO iter_procedurale(version,title,changes,published_on,file_id,published_by) VALUES(?,?,?,?,?,?)",
			v.Version, v.Title, v.Changes, v.PublishedOn, stored.ID, actor.UserID)
		if err != nil {
			return err
		}
		v.ID, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "iter.pubblicato", Subject: "iter_procedurale", SubjectID: v.ID})
	})
	return v.ID, err
}
