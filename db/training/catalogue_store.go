package training

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"sync"

	"sportello/db"
	"sportello/db/italian"
)

// catalogueSetting counts the changes of the catalogue.
const catalogueSetting = "training.catalogue"

// Store keeps the training of one installation.
type Store struct {
	db *db.DB

	mu         sync.Mutex // held while catalogue or lexicon are read anew
	words      string     // the state of the reference tables that lexicon was made of
	lexicon    *italian.Lexicon
	catalogue  *catalogue
	catalogues string // the count that catalogue was read at
}

// NewStore returns the training of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// catalogue is the stored catalogue at one moment, ready for ranking. It is
// only read.
type catalogue struct {
	index *Index
	byID  map[int64]*Candidate
}

// changedTx counts a change of the catalogue, in its transaction.
func changedTx(ctx context.Context, tx *db.Tx) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO setting(key,value) VALUES(?,'1')
		ON CONFLICT(key) DO UPDATE SET value=CAST(value AS INTEGER)+1`, catalogueSetting)
	return err
}

// snapshot returns the catalogue as it is now, reading it anew if it has
// changed since it was last read.
func (s *Store) snapshot(ctx context.Context) (*catalogue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// One transaction, so that count and rows are of the same moment.
	tx, err := s.db.Reader().BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, db.Classify(err)
	}
	defer tx.Rollback() // it only reads
	var words, catalogues string
	err = tx.QueryRowContext(ctx, `SELECT (SELECT coalesce(group_concat(key||rows||coalesce(replaced_on,'')),'') FROM
		(SELECT key, rows, replaced_on FROM data_source WHERE key IN ('professioni','competenze','mestieri','repertorio') ORDER BY key)),
		coalesce((SELECT value FROM setting WHERE key=?),'0')`, catalogueSetting).Scan(&words, &catalogues)
	if err != nil {
		return nil, db.Classify(err)
	}
	if s.lexicon == nil || words != s.words {
		w, err := readWords(ctx, tx)
		if err != nil {
			return nil, err
		}
		s.lexicon, s.words, s.catalogue = italian.Of(w), words, nil
	}
	if s.catalogue == nil || catalogues != s.catalogues {
		candidates, err := readCandidates(ctx, tx)
		if err != nil {
			return nil, err
		}
		c := &catalogue{index: NewIndex(s.lexicon, candidates), byID: make(map[int64]*Candidate, len(candidates))}
		for i := range candidates {
			c.byID[candidates[i].Course.ID] = &candidates[i]
		}
		s.catalogue, s.catalogues = c, catalogues
	}
	return s.catalogue, nil
}

// collect runs a query and gives each row to scan.
func collect(ctx context.Context, q db.Querier, query string, args []any, scan func(rows *sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return db.Classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readWords reads the reference tables that a lexicon is made of.
func readWords(ctx context.Context, q db.Querier) (italian.Tables, error) {
	var w italian.Tables
	err := collect(ctx, q, "SELECT code, name, description FROM profession ORDER BY code", nil, func(rows *sql.Rows) error {
		var p italian.Profession
		err := rows.Scan(&p.Code, &p.Name, &p.Description)
		w.Professions = append(w.Professions, p)
		return err
	})
	if err == nil {
		err = collect(ctx, q, "SELECT name, reuse='transversal' FROM competence WHERE retired=0 ORDER BY id", nil, func(rows *sql.Rows) error {
			var c italian.Competence
			err := rows.Scan(&c.Text, &c.Transversal)
			w.Competences = append(w.Competences, c)
			return err
		})
	}
	if err == nil {
		err = collect(ctx, q, "SELECT name, profession_code FROM everyday_job ORDER BY name_fold, profession_code", nil, func(rows *sql.Rows) error {
			var j italian.EverydayJob
			err := rows.Scan(&j.Name, &j.ProfessionCode)
			w.Jobs = append(w.Jobs, j)
			return err
		})
	}
	if err == nil {
		err = collect(ctx, q, `SELECT f.name, f.profession_code, (SELECT json_group_array(c.name) FROM figure_competence fc
			JOIN competence c ON c.code=fc.competence_code WHERE fc.figure_code=f.code) FROM figure f WHERE f.retired=0 ORDER BY f.code`, nil, func(rows *sql.Rows) error {
			var f italian.Figure
			var competences string
			if err := rows.Scan(&f.Name, &f.ProfessionCode, &competences); err != nil {
				return err
			}
			w.Figures = append(w.Figures, f)
			return json.Unmarshal([]byte(competences), &w.Figures[len(w.Figures)-1].Competences)
		})
	}
	return w, err
}

const (
	courseColumns = `c.id, c.code, c.title, c.profession_code, coalesce(c.eqf_level,0), coalesce(c.hours,0), c.mode, c.description,
		c.competences, c.requirements, c.service_code, c.active, c.version`
	editionColumns = `e.id, e.code, e.course_id, e.body_id, b.name, e.place, e.province, e.starts_on, e.ends_on, e.seats, e.seats_taken, e.timetable, e.version`
	bodyColumns    = "b.id, b.codice_fiscale, b.name, b.address, b.phone, b.email, b.version"
)

func scanCourse(row interface{ Scan(...any) error }) (Course, error) {
	var c Course
	var competences string
	err := row.Scan(&c.ID, &c.Code, &c.Title, &c.ProfessionCode, &c.EQFLevel, &c.Hours, &c.Mode, &c.Description,
		&competences, &c.Requirements, &c.ServiceCode, &c.Active, &c.Version)
	if err != nil {
		return c, db.Classify(err)
	}
	return c, json.Unmarshal([]byte(competences), &c.Competences)
}

func (e *Edition) targets() []any {
	return []any{&e.ID, &e.Code, &e.CourseID, &e.BodyID, &e.BodyName, &e.Place.Town, &e.Place.Province, &e.StartsOn, &e.EndsOn,
		&e.Seats, &e.SeatsTaken, &e.Timetable, &e.Version}
}

func (b *Body) targets() []any {
	return []any{&b.ID, &b.CodiceFiscale, &b.Name, &b.Address, &b.Phone, &b.Email, &b.Version}
}

// readCandidates reads the whole catalogue, in order of title.
func readCandidates(ctx context.Context, q db.Querier) ([]Candidate, error) {
	var out []Candidate
	at := map[int64]int{}
	err := collect(ctx, q, "SELECT "+courseColumns+" FROM course c ORDER BY c.title_fold, c.id", nil, func(rows *sql.Rows) error {
		c, err := scanCourse(rows)
		at[c.ID] = len(out)
		out = append(out, Candidate{Course: c})
		return err
	})
	if err == nil {
		err = collect(ctx, q, "SELECT cb.course_id, "+bodyColumns+" FROM course_body cb JOIN training_body b ON b.id=cb.body_id ORDER BY b.name, b.id", nil, func(rows *sql.Rows) error {
			var course int64
			var b Body
			err := rows.Scan(append([]any{&course}, b.targets()...)...)
			c := &out[at[course]]
			c.Bodies = append(c.Bodies, b)
			return err
		})
	}
	if err == nil {
		err = collect(ctx, q, "SELECT "+editionColumns+" FROM edition e JOIN training_body b ON b.id=e.body_id ORDER BY e.starts_on, e.id", nil, func(rows *sql.Rows) error {
			var e Edition
			err := rows.Scan(e.targets()...)
			c := &out[at[e.CourseID]]
			c.Editions = append(c.Editions, e)
			return err
		})
	}
	return out, err
}

// seatsHere counts the seats taken here, by edition: of one edition, or of all
// when id is 0.
func seatsHere(ctx context.Context, q db.Querier, id int64) (map[int64]int, error) {
	taken := map[int64]int{}
	query, args := "SELECT edition_id, count(*) FROM enrolment WHERE state IN ('confermata','conclusa') AND edition_id IS NOT NULL GROUP BY edition_id", []any(nil)
	if id != 0 {
		query, args = "SELECT edition_id, count(*) FROM enrolment WHERE state IN ('confermata','conclusa') AND edition_id=? GROUP BY edition_id", []any{id}
	}
	err := collect(ctx, q, query, args, func(rows *sql.Rows) error {
		var edition int64
		var n int
		err := rows.Scan(&edition, &n)
		taken[edition] = n
		return err
	})
	return taken, err
}

// Propose ranks the catalogue for the profile on the installation's day. With
// a person, courses that the person has completed count as attended; workerID
// is 0 without one.
func (s *Store) Propose(ctx context.Context, p Profile, workerID int64) ([]Proposal, error) {
	c, err := s.snapshot(ctx)
	if err != nil {
		return nil, err
	}
	if p.Enrolled, err = seatsHere(ctx, s.db.Reader(), 0); err != nil {
		return nil, err
	}
	if workerID != 0 {
		attended, err := s.attended(ctx, workerID)
		if err != nil {
			return nil, err
		}
		p.Attended = append(slices.Clone(p.Attended), attended...)
	}
	if p.Weights == (Weights{}) {
		if p.Weights, err = s.Weights(ctx); err != nil {
			return nil, err
		}
	}
	return c.index.Rank(p, s.db.Today()), nil
}

func (s *Store) attended(ctx context.Context, workerID int64) ([]string, error) {
	var codes []string
	err := collect(ctx, s.db.Reader(), "SELECT DISTINCT c.code FROM enrolment e JOIN course c ON c.id=e.course_id WHERE e.worker_id=? AND e.state='conclusa'",
		[]any{workerID}, func(rows *sql.Rows) error {
			var code string
			err := rows.Scan(&code)
			codes = append(codes, code)
			return err
		})
	return codes, err
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }
