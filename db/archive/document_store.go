package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"sportello/db"
	"sportello/db/rule"
)

// IssueTx is the first of the two steps of a document: inside the transaction
// of the act it freezes what the document says, takes its protocol number and
// marks the version before as replaced. The file comes later: see Finish.
func IssueTx(ctx context.Context, tx *db.Tx, actor rule.Actor, in IssueInput) (Issued, error) {
	data, err := json.Marshal(in.Data)
	if err != nil {
		return Issued{}, fmt.Errorf("document %s: %w", in.Kind, err)
	}
	out := Issued{Fingerprint: in.Fingerprint}
	if out.Fingerprint == "" {
		sum := sha256.Sum256(data)
		out.Fingerprint = hex.EncodeToString(sum[:])
	}
	if in.Protocol != nil {
		provider := in.Provider
		if provider == nil {
			provider = OwnRegister{}
		}
		if in.Protocol.CPI == 0 {
			in.Protocol.CPI = in.CPI
		}
		if out.Protocol, err = provider.ProtocolTx(ctx, tx, actor, *in.Protocol); err != nil {
			return Issued{}, err
		}
	}
	if err := tx.QueryRowContext(ctx, `INSERT INTO document(kind,title,subject,subject_id,worker_id,cpi_id,version,form_version,data,fingerprint,protocol_id,issued_at,issued_by,special)
		SELECT ?1,?2,?3,?4,?5,?6,coalesce(max(version),0)+1,?7,?8,?9,?10,?11,?12,?13 FROM document WHERE subject=?3 AND subject_id=?4 AND kind=?1
		RETURNING id, version`,
		in.Kind, in.Title, in.Subject, in.SubjectID, db.Null(in.WorkerID), db.Null(in.CPI), in.FormVersion, string(data), out.Fingerprint,
		db.Null(out.Protocol.ID), tx.Now, actor.UserID, in.Special).Scan(&out.ID, &out.Version); err != nil {
		return Issued{}, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE document SET replaced_by=? WHERE subject=? AND subject_id=? AND kind=? AND id<>? AND replaced_by IS NULL",
		out.ID, in.Subject, in.SubjectID, in.Kind, out.ID); err != nil {
		return Issued{}, err
	}
	return out, AuditTx(ctx, tx, actor, issued(in, out.ID))
}

// issued is the line of an issue. Of special data the subject is named, by which
// those who may not know of them do not see the line.
func issued(in IssueInput, id int64) Audit {
	a := Audit{Action: "documento.emesso", Subject: "document", SubjectID: id, WorkerID: in.WorkerID}
	if in.Special {
		a.Subject, a.SubjectID = in.Subject, in.SubjectID
	}
	return a
}

// RegisterRenderer tells how documents of a kind are made. It is called while
// the product is put together, before any document is finished.
func (s *Store) RegisterRenderer(kind string, r Renderer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.renderers == nil {
		s.renderers = map[string]Renderer{}
	}
	s.renderers[kind] = r
}

const documentColumns = `d.id, d.kind, d.title, d.subject, d.subject_id, coalesce(d.worker_id,0), coalesce(d.cpi_id,0), d.version, d.form_version,
	d.data, d.fingerprint, d.issued_at, d.issued_by, coalesce(d.file_id,0), coalesce(d.replaced_by,0), d.special,
	coalesce(p.id,0), coalesce(p.year,0), coalesce(p.number,0), coalesce(p.registered_at,'')`

const documentFrom = " FROM document d LEFT JOIN protocol_entry p ON p.id=d.protocol_id "

func scanDocument(row interface{ Scan(...any) error }) (Document, error) {
	var d Document
	var data string
	err := row.Scan(&d.ID, &d.Kind, &d.Title, &d.Subject, &d.SubjectID, &d.WorkerID, &d.CPI, &d.Version, &d.FormVersion,
		&data, &d.Fingerprint, &d.IssuedAt, &d.IssuedBy, &d.FileID, &d.ReplacedBy, &d.Special,
		&d.Protocol.ID, &d.Protocol.Year, &d.Protocol.Number, &d.Protocol.RegisteredAt)
	d.Data = json.RawMessage(data)
	return d, db.Classify(err)
}

func (s *Store) documents(ctx context.Context, where string, args ...any) ([]Document, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+documentColumns+documentFrom+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Document
	for rows.Next() {
		d, err := scanDocument(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Document returns a document of the actor's offices, db.ErrNotFound out of
// scope. What a document tells is the office's work: the region does not see it.
// One with special data is there only for who has the grant.
func (s *Store) Document(ctx context.Context, actor rule.Actor, id int64) (Document, error) {
	scope, args := documentScope(actor)
	return scanDocument(s.db.Reader().QueryRowContext(ctx, "SELECT "+documentColumns+documentFrom+"WHERE d.id=? AND "+scope, append([]any{id}, args...)...))
}

func documentScope(actor rule.Actor) (string, []any) {
	scope, args := actor.OfficeScope("d.cpi_id")
	special, more := actor.SpecialScope("d.cpi_id")
	return scope + " AND (d.special=0 OR " + special + ")", append(args, more...)
}

// DocumentByID returns a document whatever its office, for an area that has
// checked itself that the actor may see what it belongs to.
func (s *Store) DocumentByID(ctx context.Context, id int64) (Document, error) {
	return scanDocument(s.db.Reader().QueryRowContext(ctx, "SELECT "+documentColumns+documentFrom+"WHERE d.id=?", id))
}

// DocumentsOf returns the documents about a subject, newest first; the caller
// has checked that the actor may see the subject.
func (s *Store) DocumentsOf(ctx context.Context, subject string, subjectID int64) ([]Document, error) {
	return s.documents(ctx, "WHERE d.subject=? AND d.subject_id=? ORDER BY d.id DESC", subject, subjectID)
}

// DocumentsOfWorker returns the documents about a person in the actor's
// offices, newest first. Those with special data are never in a list of all.
func (s *Store) DocumentsOfWorker(ctx context.Context, actor rule.Actor, workerID int64) ([]Document, error) {
	scope, args := actor.OfficeScope("d.cpi_id")
	scope += " AND d.special=0"
	return s.documents(ctx, "WHERE d.worker_id=? AND "+scope+" ORDER BY d.id DESC LIMIT 500", append([]any{workerID}, args...)...)
}

// ErrNoRenderer is a document of a kind that nobody registered.
var ErrNoRenderer = errors.New("nessun modello di stampa per questo documento")

// Finish is the second step of a document: its file is rendered outside any
// transaction and attached. It returns the file's id; a document that has its
// file already is left as it is, so calling it twice is harmless.
func (s *Store) Finish(ctx context.Context, id int64) (int64, error) {
	file, err, _ := s.finishing.Do(fmt.Sprint(id), func() (any, error) { return s.finish(ctx, id) })
	if err != nil {
		return 0, err
	}
	return file.(int64), nil
}

func (s *Store) finish(ctx context.Context, id int64) (int64, error) {
	d, err := s.DocumentByID(ctx, id)
	if err != nil || d.FileID != 0 {
		return d.FileID, err
	}
	s.mu.Lock()
	render := s.renderers[d.Kind]
	s.mu.Unlock()
	if render == nil {
		return 0, fmt.Errorf("%w: %s", ErrNoRenderer, d.Kind)
	}
	pdf, err := render(d)
	if err != nil {
		return 0, fmt.Errorf("document %d (%s): %w", d.ID, d.Kind, err)
	}
	return s.AttachFile(ctx, id, pdf)
}

// AttachFile stores the PDF of an issued document and names it on its row; if
// somebody was quicker, theirs stays.
func (s *Store) AttachFile(ctx context.Context, documentID int64, pdf []byte) (int64, error) {
	received, err := s.receiveOwn(ctx, bytes.NewReader(pdf))
	if err != nil {
		return 0, err
	}
	defer received.Close()
	var fileID int64
	err = s.db.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		if err := tx.QueryRowContext(ctx, "SELECT coalesce(file_id,0) FROM document WHERE id=?", documentID).Scan(&fileID); err != nil || fileID != 0 {
			return err
		}
		file, err := received.KeepTx(ctx, tx, rule.System)
		if err != nil {
			return err
		}
		fileID = file.ID
		_, err = tx.ExecContext(ctx, "UPDATE document SET file_id=? WHERE id=?", fileID, documentID)
		return err
	})
	return fileID, err
}

// OpenDocument returns the file of a document, rendering it first if a crash or
// a hurry left it unfinished. The caller closes the file.
func (s *Store) OpenDocument(ctx context.Context, d Document) (*os.File, StoredFile, error) {
	fileID := d.FileID
	if fileID == 0 {
		var err error
		if fileID, err = s.Finish(ctx, d.ID); err != nil {
			return nil, StoredFile{}, err
		}
	}
	return s.OpenFile(ctx, fileID)
}

// FinishPending renders the documents that were issued and have no file, in
// the order of issue, and returns how many it finished. One that fails does
// not hold up the others; the errors come back joined.
func (s *Store) FinishPending(ctx context.Context) (int, error) {
	done := 0
	var failed []error
	for after := int64(0); ctx.Err() == nil; {
		var id int64
		err := db.Classify(s.db.Reader().QueryRowContext(ctx, "SELECT id FROM document WHERE file_id IS NULL AND id>? ORDER BY id LIMIT 1", after).Scan(&id))
		if errors.Is(err, db.ErrNotFound) {
			return done, errors.Join(failed...)
		}
		if err != nil {
			return done, err
		}
		after = id
		if _, err := s.Finish(ctx, id); err != nil {
			failed = append(failed, err)
			continue
		}
		done++
	}
	return done, errors.Join(append(failed, ctx.Err())...)
}
