package reference

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Search returns at most limit rows of a table that answer to q; for the small
// tables an empty q returns the first rows. db.ErrNotFound for an unknown table.
func (s *Store) Search(ctx context.Context, table Table, q string, limit int) ([]Entry, error) {
	switch table {
	case TableMunicipalities:
		return entries(s.Municipalities(ctx, q, limit))
	case TableBirthPlaces:
		return entries(s.BirthPlaces(ctx, q, limit))
	case TableStates:
		return s.States(ctx, q, limit)
	case TableCitizenships:
		return s.Citizenships(ctx, q, limit)
	case TableProvinces:
		return s.byName(ctx, "SELECT sigla, name, '' FROM italian_province WHERE name_fold>=? AND name_fold<? ORDER BY name_fold LIMIT ?",
			"SELECT sigla, name, '' FROM italian_province WHERE name_fold LIKE ? ORDER BY name_fold LIMIT ?", q, limit)
	case TableProfessions:
		return entries(s.Professions(ctx, q, limit))
	case TableFigures:
		figures, err := entries(s.Figures(ctx, q, limit))
		if err != nil || len(figures) >= limit {
			return figures, err
		}
		professions, err := entries(s.Professions(ctx, q, limit-len(figures)))
		return append(figures, professions...), err
	case TableCompetences:
		return entries(s.Competences(ctx, q, limit))
	case TableTransversal:
		return entries(s.TransversalCompetences(ctx, q, limit))
	case TableAteco:
		return s.Ateco(ctx, q, limit)
	}
	if list, ok := lists[table]; ok {
		return s.inList(ctx, list, q, limit)
	}
	return nil, db.ErrNotFound
}

// Title returns the row of a table by its code; db.ErrNotFound when it has none.
func (s *Store) Title(ctx context.Context, table Table, code string) (Entry, error) {
	switch table {
	case TableMunicipalities:
		return entry(s.Municipality(ctx, code))
	case TableBirthPlaces, TableStates:
		return entry(s.BirthPlace(ctx, code, ""))
	case TableProfessions:
		return entry(s.Profession(ctx, code))
	case TableFigures:
		if isCode(code) {
			return entry(s.Profession(ctx, code))
		}
		return entry(s.Figure(ctx, code))
	case TableCompetences, TableTransversal:
		return entry(s.Competence(ctx, code))
	case TableCitizenships:
		return s.one(ctx, "SELECT code, name, '' FROM citizenship WHERE code=?", code)
	case TableProvinces:
		return s.one(ctx, "SELECT sigla, name, '' FROM italian_province WHERE sigla=?", code)
	case TableAteco:
		return s.one(ctx, "SELECT code, title, CASE edition WHEN 2007 THEN 'Ateco 2007' ELSE '' END FROM ateco WHERE code=? ORDER BY edition DESC LIMIT 1", code)
	}
	if list, ok := lists[table]; ok {
		return s.one(ctx, "SELECT code, name, '' FROM code_entry WHERE list=? AND code=?", list, code)
	}
	return Entry{}, db.ErrNotFound
}

// Lookup returns at most limit rows as a search field holds them, for what is
// typed in it. db.ErrNotFound for an unknown table.
func (s *Store) Lookup(ctx context.Context, table Table, text string, limit int) ([]string, error) {
	found, err := s.Search(ctx, table, scheda.Name(text), limit)
	var values []string
	for _, e := range found {
		values = append(values, e.Value())
	}
	return values, err
}

// Resolve returns the row that the text of a search field means, as the field
// holds it, and whether there is just one: by its code in brackets or, typed
// without choosing, by its whole name or the code of a profession.
func (s *Store) Resolve(ctx context.Context, table Table, text string) (string, bool) {
	text = strings.TrimSpace(text)
	if code := scheda.Code(text); code != "" {
		e, err := s.Title(ctx, table, code)
		return e.Value(), err == nil
	}
	if isCode(text) && (table == TableProfessions || table == TableFigures) {
		e, err := s.Title(ctx, table, dotted(text))
		return e.Value(), err == nil // no name is made of digits
	}
	found, err := s.Search(ctx, table, text, 20)
	if err != nil {
		return "", false
	}
	key, bare := rule.Fold(text), Entry{}
	for _, e := range found {
		name, _ := splitProvince(e.Name)
		switch {
		case rule.Fold(e.Name) == key: // with its province
			return e.Value(), true
		case rule.Fold(name) != key || bare.Code == e.Code:
		case bare.Code != "":
			return "", false
		default:
			bare = e
		}
	}
	return bare.Value(), bare.Code != ""
}

// States returns at most limit foreign states, past ones too; all from the
// first when q is empty.
func (s *Store) States(ctx context.Context, q string, limit int) ([]Entry, error) {
	return s.byName(ctx, "SELECT code, name, '' FROM foreign_state WHERE name_fold>=? AND name_fold<? AND code<>'' ORDER BY name_fold LIMIT ?",
		"SELECT code, name, '' FROM foreign_state WHERE name_fold LIKE ? AND code<>'' ORDER BY name_fold LIMIT ?", q, limit)
}

// Citizenships returns at most limit citizenships; all from the first when q
// is empty, the Italian one before the others.
func (s *Store) Citizenships(ctx context.Context, q string, limit int) ([]Entry, error) {
	return s.byName(ctx, "SELECT code, name, '' FROM citizenship WHERE name_fold>=? AND name_fold<? ORDER BY code<>'100', name_fold LIMIT ?",
		"SELECT code, name, '' FROM citizenship WHERE name_fold LIKE ? ORDER BY name_fold LIMIT ?", q, limit)
}

// Ateco returns at most limit activities of Ateco 2025 by the words of their
// title or by the beginning of their code.
func (s *Store) Ateco(ctx context.Context, q string, limit int) ([]Entry, error) {
	if isCode(q) {
		return s.query(ctx, "SELECT code, title, '' FROM ateco WHERE code>=? AND code<? AND edition=2025 ORDER BY code LIMIT ?", q, until(q), limit)
	}
	return byWords(q, limit, func(words string, limit int) ([]Entry, error) {
		return s.query(ctx, `SELECT a.code, a.title, '' FROM ateco_words w JOIN ateco a ON a.id=w.rowid
			WHERE ateco_words MATCH ? ORDER BY w.rank, a.level DESC, a.code LIMIT ?`, words, limit)
	})
}

// StudyTitles returns the levels of study titles, from none to the doctorate.
func (s *Store) StudyTitles(ctx context.Context) ([]Entry, error) {
	return s.inList(ctx, lists[TableStudyTitles], "", 100)
}

// Sources tells where each table comes from, in the order of the page.
func (s *Store) Sources(ctx context.Context) ([]Source, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (o Source, err error) {
		err = r.Scan(&o.Title, &o.Publisher, &o.Licence, &o.File, &o.AsOf, &o.ReplacedOn, &o.Rows)
		return
	}, "SELECT title, publisher, licence, file, as_of, coalesce(replaced_on,''), rows FROM data_source ORDER BY position")
}

func (s *Store) inList(ctx context.Context, list, q string, limit int) ([]Entry, error) {
	return s.query(ctx, "SELECT code, name, '' FROM code_entry WHERE list=? AND name_fold LIKE ? ORDER BY position LIMIT ?",
		list, "%"+rule.Fold(q)+"%", limit)
}

// byName runs a query for the names that begin with q, then one for those that
// have it elsewhere.
func (s *Store) byName(ctx context.Context, begins, contains, q string, limit int) ([]Entry, error) {
	key := rule.Fold(q)
	if key == "" && q != "" {
		return nil, nil
	}
	found, err := s.query(ctx, begins, key, until(key), limit)
	if err != nil || len(found) >= limit {
		return found, err
	}
	more, err := s.query(ctx, contains, "%_"+key+"%", limit-len(found))
	return distinct(append(found, more...)), err
}

func (s *Store) query(ctx context.Context, query string, args ...any) ([]Entry, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (e Entry, err error) {
		err = r.Scan(&e.Code, &e.Name, &e.Detail)
		return
	}, query, args...)
}

func (s *Store) one(ctx context.Context, query string, args ...any) (Entry, error) {
	found, err := s.query(ctx, query, args...)
	if err == nil && len(found) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Entry{}, err
	}
	return found[0], nil
}

// byWords searches for all the words of q, then, when too few rows have them
// all, for any of them.
func byWords[T comparable](q string, limit int, search func(words string, limit int) ([]T, error)) ([]T, error) {
	all := match(q, "AND")
	if all == "" || limit <= 0 {
		return nil, nil
	}
	found, err := search(all, limit)
	if any := match(q, "OR"); err == nil && len(found) < limit && any != all {
		var more []T
		more, err = search(any, limit)
		found = distinct(append(found, more...))
	}
	if len(found) > limit {
		found = found[:limit]
	}
	return found, err
}

func distinct[T comparable](all []T) []T {
	seen := make(map[T]bool, len(all))
	kept := all[:0]
	for _, one := range all {
		if !seen[one] {
			seen[one] = true
			kept = append(kept, one)
		}
	}
	return kept
}

// Proposed is what can stand as a row of a search field.
type Proposed interface{ Entry() Entry }

func entries[T Proposed](all []T, err error) ([]Entry, error) {
	var out []Entry
	for _, one := range all {
		out = append(out, one.Entry())
	}
	return out, err
}

func entry[T Proposed](one T, err error) (Entry, error) {
	if err != nil {
		return Entry{}, fmt.Errorf("reference: %w", err)
	}
	return one.Entry(), nil
}
