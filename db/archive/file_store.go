package archive

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive/scan"
	"sportello/db/rule"
)

// Upload is one file as it comes in.
type Upload struct {
	Name    string
	Content io.Reader
}

// Received is a file in quarantine: complete, checked, on disk, and known to
// nobody until KeepTx names it on a row.
type Received struct {
	Name      string
	MediaType string
	Size      int64
	SHA256    string

	store  *Store
	path   string // in quarantine
	placed string // where it was put for good, relative to the folder of files
}

// quarantine is the folder of files that no row names yet.
const quarantine = "quarantena"

// Receive takes uploads into quarantine, checks them to the last byte and
// returns them as one file: several pictures become one PDF. What is refused is
// refused with an Italian sentence for the field of accept. The caller closes
// the result, kept or not.
func (s *Store) Receive(ctx context.Context, accept Accept, uploads ...Upload) (*Received, error) {
	if len(uploads) == 0 {
		return nil, rule.Refuse(accept.Field, "Scegli un file da caricare.")
	}
	if len(uploads) > 30 {
		return nil, rule.Refuse(accept.Field, "Sono troppi file: al massimo 30 immagini alla volta.")
	}
	var parts []*Received
	discard := func() {
		for _, p := range parts {
			p.Close()
		}
	}
	left := accept.MaxBytes
	for _, u := range uploads {
		p, err := s.receiveOne(ctx, accept, u, left)
		if err != nil {
			discard()
			return nil, db.Classify(err)
		}
		left -= p.Size
		parts = append(parts, p)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	defer discard()
	if slices.ContainsFunc(parts, func(p *Received) bool { return p.MediaType != TypeJPEG && p.MediaType != TypePNG }) {
		return nil, rule.Refuse(accept.Field, "Carica un solo PDF, oppure più immagini: non un PDF insieme ad altri file.")
	}
	return s.joined(ctx, accept, parts)
}

// joined makes one PDF of several pictures in quarantine.
func (s *Store) joined(ctx context.Context, accept Accept, parts []*Received) (*Received, error) {
	paths := make([]string, len(parts))
	for i, p := range parts {
		paths[i] = p.path
	}
	out, err := s.quarantinePath()
	if err != nil {
		return nil, err
	}
	defer os.Remove(out)
	if err := scan.Join(paths, out); err != nil {
		if c := db.Classify(err); errors.Is(c, db.ErrDiskFull) {
			return nil, c
		}
		return nil, rule.Refuse(accept.Field, "Non riesco a unire queste immagini in un PDF. Prova a caricarle come un solo PDF.")
	}
	f, err := os.Open(out)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	name := strings.TrimSuffix(parts[0].Name, filepath.Ext(parts[0].Name)) + ".pdf"
	r, err := s.stream(ctx, name, f, 8*maxScan)
	if err != nil {
		return nil, db.Classify(err)
	}
	r.MediaType = TypePDF
	return r, nil
}

func (s *Store) receiveOne(ctx context.Context, accept Accept, u Upload, left int64) (*Received, error) {
	r, err := s.stream(ctx, u.Name, u.Content, left)
	if errors.Is(err, errTooLarge) {
		return nil, accept.tooLarge()
	}
	if err != nil {
		return nil, err
	}
	if err := accept.check(r); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// check finds out what a file in quarantine is, by its content.
func (a Accept) check(r *Received) error {
	if r.Size == 0 {
		return rule.Refuse(a.Field, "Il file è vuoto. Prova a scansionarlo di nuovo.")
	}
	head, err := readHead(r.path)
	if err != nil {
		return err
	}
	r.MediaType = sniffType(head)
	if len(a.Types) == 0 {
		if r.MediaType == "" {
			r.MediaType = TypeCSV
			if strings.HasPrefix(string(head), "PK\x03\x04") {
				r.MediaType = TypeXLSX
			}
		}
		return nil
	}
	if !slices.Contains(a.Types, r.MediaType) {
		return a.wrongType(r.Name, head)
	}
	return scan.Check(a.Field, r.path, r.MediaType)
}

func readHead(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head[:n], nil
}

var errTooLarge = errors.New("file too large")

// stream copies content into quarantine, hashing it on the way, and puts it on
// disk for good.
func (s *Store) stream(ctx context.Context, name string, content io.Reader, most int64) (*Received, error) {
	path, err := s.quarantinePath()
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	r := &Received{Name: baseName(name), store: s, path: path}
	hash := sha256.New()
	r.Size, err = io.Copy(io.MultiWriter(f, hash), io.LimitReader(content, most+1))
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil && r.Size > most {
		err = errTooLarge
	}
	if err != nil {
		os.Remove(path)
		return nil, err
	}
	r.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return r, nil
}

// receiveOwn takes a PDF that the product itself has made.
func (s *Store) receiveOwn(ctx context.Context, content io.Reader) (*Received, error) {
	r, err := s.stream(ctx, "documento.pdf", content, 1<<30)
	if err != nil {
		return nil, db.Classify(err)
	}
	r.MediaType = TypePDF
	return r, nil
}

func (s *Store) quarantinePath() (string, error) {
	dir := filepath.Join(s.db.FilesDir(), quarantine)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	return filepath.Join(dir, randomName()), nil
}

func randomName() string {
	b := make([]byte, 16)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// Path returns where the file lies in quarantine, to be read before it is kept.
func (r *Received) Path() string { return r.path }

// KeepTx gives the file its place and its row in the transaction of the act.
// If the act fails afterwards, Close takes the file away again.
func (r *Received) KeepTx(ctx context.Context, tx *db.Tx, actor rule.Actor) (StoredFile, error) {
	name := randomName()
	f := StoredFile{Name: r.Name, MediaType: r.MediaType, Size: r.Size, SHA256: r.SHA256, CreatedAt: tx.Now, CreatedBy: actor.UserID,
		Path: string(tx.Today[:4]) + "/" + name[:2] + "/" + name}
	target := filepath.Join(r.store.db.FilesDir(), filepath.FromSlash(f.Path))
	if err := place(r.path, target, r.store.db.FilesDir()); err != nil {
		return StoredFile{}, err
	}
	r.placed = f.Path
	err := tx.QueryRowContext(ctx, `INSERT INTO stored_file(sha256,size,media_type,name,path,created_at,created_by) VALUES(?,?,?,?,?,?,?) RETURNING id`,
		f.SHA256, f.Size, f.MediaType, f.Name, f.Path, f.CreatedAt, f.CreatedBy).Scan(&f.ID)
	return f, err
}

// place moves a file to its folder and puts the folders' entries on disk: after
// a power cut a committed row must find its file.
func place(from, to, root string) error {
	dir := filepath.Dir(to)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	for ; len(dir) >= len(root); dir = filepath.Dir(dir) {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Close removes the file unless a committed row names it. What it cannot find
// out, or a crash comes before, is swept later.
func (r *Received) Close() {
	switch {
	case r == nil:
	case r.placed == "":
		os.Remove(r.path)
	default:
		var named bool
		err := r.store.db.Reader().QueryRow("SELECT EXISTS (SELECT 1 FROM stored_file WHERE path=?)", r.placed).Scan(&named)
		if err == nil && !named {
			os.Remove(r.store.PathOf(StoredFile{Path: r.placed}))
		}
	}
}

const fileColumns = "id, name, media_type, size, sha256, path, created_at, created_by"

func scanFile(row interface{ Scan(...any) error }) (StoredFile, error) {
	var f StoredFile
	err := row.Scan(&f.ID, &f.Name, &f.MediaType, &f.Size, &f.SHA256, &f.Path, &f.CreatedAt, &f.CreatedBy)
	return f, db.Classify(err)
}

// File returns what is known of a stored file; whether the actor may have it
// depends on what it belongs to, and the area that owns that checks it.
func (s *Store) File(ctx context.Context, id int64) (StoredFile, error) {
	return scanFile(s.db.Reader().QueryRowContext(ctx, "SELECT "+fileColumns+" FROM stored_file WHERE id=?", id))
}

// OpenFile opens a stored file; the caller closes it.
func (s *Store) OpenFile(ctx context.Context, id int64) (*os.File, StoredFile, error) {
	f, err := s.File(ctx, id)
	if err != nil {
		return nil, StoredFile{}, err
	}
	file, err := os.Open(s.PathOf(f))
	return file, f, err
}

// PathOf returns where a stored file lies.
func (s *Store) PathOf(f StoredFile) string {
	return filepath.Join(s.db.FilesDir(), filepath.FromSlash(f.Path))
}
