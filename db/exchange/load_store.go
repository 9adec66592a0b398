package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Store keeps the loads of one installation.
type Store struct{ db *db.DB }

// NewStore returns the exchange of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// NewLoad is a file to be loaded into a list.
type NewLoad struct {
	ListID    int64
	Province  string // "" to take the one that most lines name
	FileName  string
	Path      string // where the file is; the store removes it once the load is over
	Sender    string
	Reference rule.Date // "" is today
}

// sampleRows is how many rows the proposal of a mapping looks at.
const sampleRows = 200

// Receive takes in a file: finds its header, proposes which column is which,
// and keeps the load for its mapping to be confirmed. What is no table is
// refused with a sentence.
func (s *Store) Receive(ctx context.Context, actor rule.Actor, in NewLoad) (Load, error) {
	first, err := firstRows(in.Path)
	if err != nil {
		return Load{}, err
	}
	h, err := FindHeader(ListFields, first)
	if err != nil {
		return Load{}, err
	}
	if in.Reference == "" {
		in.Reference = s.db.Today()
	}
	if in.Province == "" {
		if in.Province, err = s.likelyProvince(ctx, h.Mapping, first); err != nil {
			return Load{}, err
		}
	}
	if scope, args := actor.ProvinceScope("sigla"); in.Province != "" {
		var n int
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM province WHERE sigla=? AND "+scope, append([]any{in.Province}, args...)...).Scan(&n); err != nil {
			return Load{}, err
		}
		if n == 0 {
			return Load{}, rule.Refuse("provincia", "La provincia «"+in.Province+"» non è tra quelle in cui puoi caricare un elenco.")
		}
	}
	if err := s.recall(ctx, in.Sender, &h); err != nil {
		return Load{}, err
	}
	text, _ := json.Marshal(h.Mapping)
	titles, _ := json.Marshal(h.Titles)
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.ExecContext(ctx, `INSERT INTO import_load(kind,list_id,province,file_name,path,sender,reference_date,state,header_row,titles,mapping,created_at,created_by)
			VALUES('lista',?,?,?,?,?,?,'caricato',?,?,?,?,?)`, in.ListID, in.Province, in.FileName, in.Path, in.Sender, in.Reference, h.Row, string(titles), string(text), tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.ricevuto", Subject: "import_load", SubjectID: id})
	})
	if err != nil {
		return Load{}, err
	}
	return s.Load(ctx, actor, id)
}

func firstRows(path string) ([]Row, error) {
	table, err := OpenTable(path)
	if err != nil {
		return nil, err
	}
	defer table.Close()
	var first []Row
	for row, err := range table.Rows() {
		if err != nil {
			return nil, err
		}
		if first = append(first, row); len(first) == sampleRows {
			break
		}
	}
	return first, nil
}

// likelyProvince returns the province of the offices that most lines name.
func (s *Store) likelyProvince(ctx context.Context, m Mapping, sample []Row) (string, error) {
	c, err := s.context(ctx, "", "")
	if err != nil {
		return "", err
	}
	votes := map[string]int{}
	best := ""
	for _, row := range sample {
		if o, ok := c.Offices[rule.Fold(officeName(m.Cell(row.Cells, "cpi")))]; ok {
			if votes[o.Province]++; votes[o.Province] > votes[best] {
				best = o.Province
			}
		}
	}
	if best == "" {
		return "", rule.Refuse("provincia", "Dal file non si capisce di quale provincia è l'elenco: indicala.")
	}
	return best, nil
}

// remembered returns the mapping last confirmed for the sender, if every header
// it names is still in the file.
func (s *Store) remembered(ctx context.Context, sender string, header []string) (Mapping, error) {
	var text string
	err := s.db.Reader().QueryRowContext(ctx, "SELECT mapping FROM import_mapping WHERE kind='lista' AND sender=?", rule.Fold(sender)).Scan(&text)
	if err = db.Classify(err); errors.Is(err, db.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var byHeader map[string]string
	if err := json.Unmarshal([]byte(text), &byHeader); err != nil {
		return nil, err
	}
	m := Mapping{}
	for key, word := range byHeader {
		for i, h := range header {
			if headerWord(h) == word {
				m[key] = i
			}
		}
		if _, found := m[key]; !found {
			return nil, nil
		}
	}
	return m, nil
}

// Start keeps the mapping as a person corrected it, remembers it for the
// sender, and puts the job that reads the file into the queue. Two fields in
// one column and a missing required field are refused.
func (s *Store) Start(ctx context.Context, actor rule.Actor, id int64, m Mapping, version int, job string, payload any) error {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return err
	}
	var refusals rule.Refusals
	for _, label := range m.Missing(ListFields) {
		refusals.Add("", "Manca la colonna «"+label+"»: scegli in quale colonna del file sta.")
	}
	if err := refusals.Err(); err != nil {
		return err
	}
	byTitle := m.byTitle(l.Titles)
	text, _ := json.Marshal(m)
	words, _ := json.Marshal(byTitle)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		jobID, err := archive.JobTx(ctx, tx, actor, job, payload)
		if err != nil {
			return err
		}
		if err := moveTx(ctx, tx, id, version, "state='in_lettura', mapping=?, job_id=?", []any{string(text), jobID}, StateReceived); err != nil {
			return err
		}
		if byTitle == nil {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO import_mapping(kind,sender,mapping,updated_at,updated_by) VALUES('lista',?,?,?,?)
			ON CONFLICT(kind,sender) DO UPDATE SET mapping=excluded.mapping, updated_at=excluded.updated_at, updated_by=excluded.updated_by`,
			rule.Fold(l.Sender), string(words), tx.Now, actor.UserID)
		return err
	})
}

// moveTx changes a load that is still in one of the states and at the version.
func moveTx(ctx context.Context, tx *db.Tx, id int64, version int, set string, args []any, from ...State) error {
	var current int
	var state State
	if err := tx.QueryRowContext(ctx, "SELECT version, state FROM import_load WHERE id=?", id).Scan(&current, &state); err != nil {
		return err
	}
	if version != 0 && current != version {
		return db.Stale{Current: current}
	}
	for _, f := range from {
		if f == state {
			_, err := tx.ExecContext(ctx, "UPDATE import_load SET "+set+", version=version+1 WHERE id=?", append(args, id)...)
			return err
		}
	}
	return rule.Refuse("", "Questo caricamento è «"+state.Word()+"»: non si può più fare.")
}

// Sample returns the first rows under the header, for the mapping screen.
func (s *Store) Sample(l Load, n int) ([][]string, error) {
	first, err := firstRows(l.path)
	if err != nil {
		return nil, err
	}
	var out [][]string
	for _, r := range first {
		if r.Number > l.HeaderRow && len(out) < n {
			out = append(out, r.Cells)
		}
	}
	return out, nil
}

// context gathers what lines are judged against.
func (s *Store) context(ctx context.Context, province string, reference rule.Date) (ListContext, error) {
	c := ListContext{Province: province, Reference: reference, Offices: map[string]Office{}, Catchment: map[string]Office{}}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT c.id, c.name, c.province, coalesce(m.municipality_code,'') FROM cpi c
		LEFT JOIN cpi_municipality m ON m.cpi_id=c.id WHERE c.valid_from<=?1 AND c.valid_to>=?1`, s.db.Today())
	if err != nil {
		return c, err
	}
	defer rows.Close()
	for rows.Next() {
		var o Office
		var municipality string
		if err := rows.Scan(&o.ID, &o.Name, &o.Province, &municipality); err != nil {
			return c, err
		}
		c.Offices[rule.Fold(o.Name)] = o
		if municipality != "" {
			c.Catchment[municipality] = o
		}
	}
	return c, rows.Err()
}

const loadColumns = `l.id, coalesce(l.list_id,0), coalesce(w.name,''), l.province, l.file_name, l.path, l.sender, l.reference_date, l.state, l.header_row, l.titles, l.mapping,
	l.created, l.updated, l.unchanged, l.duplicates, l.rejected, l.warned, l.error, coalesce(l.job_id,0), l.created_at,
	coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=l.created_by),''), coalesce(l.applied_at,''), coalesce(l.undone_at,''), l.version`

func scanLoad(row interface{ Scan(...any) error }) (Load, error) {
	var l Load
	var mapping, titles string
	r := &l.Tally
	err := row.Scan(&l.ID, &l.ListID, &l.ListName, &l.Province, &l.FileName, &l.path, &l.Sender, &l.Reference, &l.State, &l.HeaderRow, &titles, &mapping,
		&r.Created, &r.Updated, &r.Unchanged, &r.Duplicates, &r.Rejected, &r.Warned, &l.Error, &l.JobID, &l.CreatedAt, &l.CreatedBy, &l.AppliedAt, &l.UndoneAt, &l.Version)
	if err != nil {
		return l, db.Classify(err)
	}
	return l, errors.Join(json.Unmarshal([]byte(mapping), &l.Mapping), json.Unmarshal([]byte(titles), &l.Titles))
}

// Load returns a load of the actor's provinces.
func (s *Store) Load(ctx context.Context, actor rule.Actor, id int64) (Load, error) {
	scope, args := actor.ProvinceScope("l.province")
	return scanLoad(s.db.Reader().QueryRowContext(ctx, "SELECT "+loadColumns+" FROM import_load l LEFT JOIN worker_list w ON w.id=l.list_id WHERE l.id=? AND l.kind='lista' AND "+scope,
		append([]any{id}, args...)...))
}

func (s *Store) loads(ctx context.Context, actor rule.Actor, where string, more ...any) ([]Load, error) {
	scope, args := actor.ProvinceScope("l.province")
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+loadColumns+" FROM import_load l LEFT JOIN worker_list w ON w.id=l.list_id WHERE l.kind='lista' AND "+scope+where+" ORDER BY l.id DESC LIMIT ?",
		append(args, more...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Load
	for rows.Next() {
		l, err := scanLoad(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// LoadsOf returns the loads into one list of the actor's provinces, newest first.
func (s *Store) LoadsOf(ctx context.Context, actor rule.Actor, listID int64, limit int) ([]Load, error) {
	return s.loads(ctx, actor, " AND l.list_id=?", listID, limit)
}

// Discard gives up a load that was not applied.
func (s *Store) Discard(ctx context.Context, actor rule.Actor, id int64) error {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, id, 0, "state='abbandonato', undone_at=?, undone_by=?, created=0, updated=0, unchanged=0, duplicates=0, rejected=0, warned=0", []any{tx.Now, actor.UserID}, StateReceived, StatePreview, StateFailed); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM import_row WHERE load_id=?", id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.scartato", Subject: "import_load", SubjectID: id})
	})
	if err == nil {
		removeFile(l.path)
	}
	return err
}

// Forget takes away a load that was only tried, as if the file had never come.
// The register of acts keeps that it was tried.
func (s *Store) Forget(ctx context.Context, actor rule.Actor, id int64) error {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, id, 0, "state='abbandonato'", nil, StateReceived, StateReading, StatePreview, StateFailed); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM import_row WHERE load_id=?", id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM import_load WHERE id=?", id); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.provato", Subject: "import_load", SubjectID: id})
	})
	if err == nil {
		removeFile(l.path)
	}
	return err
}

// abandoned is the age from which a load that no job reads and that was never
// applied belongs to nobody: the command that read it was stopped.
const abandoned = time.Hour

// Sweep clears what commands stopped in the middle left: the lines of loads that
// they were reading. Nothing of them had been applied.
func (s *Store) Sweep(ctx context.Context) error {
	before := rule.InstantOf(s.db.Now().Add(-abandoned))
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM import_row WHERE load_id IN
			(SELECT id FROM import_load WHERE state='in_lettura' AND job_id IS NULL AND created_at<?)`, before); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE import_load SET state='fallito', error='Interrotto mentre leggeva il file: nulla è stato caricato. Caricalo di nuovo.'
			WHERE state='in_lettura' AND job_id IS NULL AND created_at<?`, before)
		return err
	})
}

func removeFile(path string) {
	if strings.Contains(path, ImportsDir) {
		os.Remove(path) // a file left behind does no harm: the folder is swept
	}
}

// ImportsDir is the folder, in the data directory, of files still to be applied.
const ImportsDir = "imports"
