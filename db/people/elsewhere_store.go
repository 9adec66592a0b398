package people

import (
	"context"
	"database/sql"
	"errors"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// errKnownElsewhere says as little as it can of a record of another province.
var errKnownElsewhere = rule.Refuse("codice_fiscale",
	"Questo codice fiscale è già in archivio, ma non fra le persone della tua provincia. Chiedi al Supporto Tecnico di verificare la residenza.")

// KnownElsewhere refuses a codice fiscale that is in the archive with a person whom
// the actor does not see, as Create would; nil for any other. That the actor was
// told so stands in the register before there is an answer.
func (s *Store) KnownElsewhere(ctx context.Context, actor rule.Actor, code rule.CodiceFiscale) error {
	id, err := s.elsewhere(ctx, actor, code)
	if err != nil || id == 0 {
		return err
	}
	return s.noteElsewhere(ctx, actor, code, errKnownElsewhere)
}

// elsewhere returns the person with a codice fiscale whom the actor does not see, 0
// for none.
func (s *Store) elsewhere(ctx context.Context, actor rule.Actor, code rule.CodiceFiscale) (id int64, err error) {
	_, err = scopedWorker(ctx, s.db.Reader(), actor, s.db.Today(), "w.codice_fiscale=?", code)
	if err == nil || !errors.Is(err, db.ErrNotFound) {
		return 0, err
	}
	err = s.db.Reader().QueryRowContext(ctx, "SELECT id FROM worker WHERE codice_fiscale=?", code).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// noteElsewhere writes down who was told that a codice fiscale is somebody's of
// another province, and returns the refusal that told so; any other error as it is.
// The line is an act of its own, since the act that was refused keeps nothing, and
// leaves that act's key alone: sent again it is refused again.
func (s *Store) noteElsewhere(ctx context.Context, actor rule.Actor, code rule.CodiceFiscale, refused error) error {
	if !errors.Is(refused, errKnownElsewhere) {
		return refused
	}
	id, err := s.elsewhere(ctx, actor, code)
	switch {
	case err != nil:
		return err
	case id == 0:
		return refused
	}
	if err := s.db.Write(db.WithKey(ctx, ""), func(tx *db.Tx) error {
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "accesso.negato", Subject: "worker", SubjectID: id, WorkerID: id})
	}); err != nil {
		return err
	}
	return refused
}
