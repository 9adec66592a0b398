package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const accreditationSubject = "accreditation"

// issuePaperTx issues a document about the request as it now is, with its
// protocol number: the request comes in, the outcome goes out.
func issuePaperTx(ctx context.Context, tx *db.Tx, actor rule.Actor, a Accreditation, kind string) error {
	title, entry := "Richiesta di accreditamento", archive.Entry{Direction: archive.Incoming}
	if kind == PaperOutcome {
		title, entry = "Esito della richiesta di accreditamento", archive.Entry{Direction: archive.Outgoing}
	}
	entry.Counterpart = a.Surname + " " + a.Name
	entry.Subject = title + ", CPI di " + a.Office
	_, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{Kind: kind, Title: title, Subject: accreditationSubject, SubjectID: a.ID, Data: a.paper(), Protocol: &entry})
	return err
}

// Papers returns the documents of a request, the newest first: for its owner and
// for who decides.
func (s *Store) Papers(ctx context.Context, actor rule.Actor, files *archive.Store, id int64) ([]archive.Document, error) {
	a, err := accreditationByID(ctx, s.db.Reader(), id)
	if err != nil {
		return nil, err
	}
	if a.UserID != actor.UserID && !mayDecide(actor) {
		return nil, db.ErrNotFound
	}
	return files.DocumentsOf(ctx, accreditationSubject, id)
}

// Paper returns one document of a request, db.ErrNotFound when it is not the
// actor's to read.
func (s *Store) Paper(ctx context.Context, actor rule.Actor, files *archive.Store, documentID int64) (archive.Document, error) {
	d, err := files.DocumentByID(ctx, documentID)
	if err != nil {
		return d, err
	}
	if d.Subject != accreditationSubject {
		return archive.Document{}, db.ErrNotFound
	}
	if _, err := s.Papers(ctx, actor, files, d.SubjectID); err != nil {
		return archive.Document{}, err
	}
	return d, nil
}
