package reference

import (
	"context"
	"database/sql"
	"regexp"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// Store looks up the code tables. They are the same for everybody, so no
// method takes an actor but the one that replaces the repertorio.
type Store struct{ db *db.DB }

// NewStore returns the code tables of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

const placeColumns = "code, name, province, istat, valid_from, valid_to, current"

// Municipalities returns at most limit municipalities of today whose name, or
// name in the other language of the place, begins with q, then those that have
// it elsewhere.
func (s *Store) Municipalities(ctx context.Context, q string, limit int) ([]Place, error) {
	return s.municipalities(ctx, q, limit, "current=1")
}

// BirthPlaces returns at most limit places where one may have been born:
// municipalities of any time, and foreign states.
func (s *Store) BirthPlaces(ctx context.Context, q string, limit int) ([]Place, error) {
	states, err := s.States(ctx, q, limit)
	if err != nil {
		return nil, err
	}
	places, err := s.municipalities(ctx, q, limit, "1=1")
	if err != nil {
		return nil, err
	}
	if room := max(limit-len(states), limit/2); len(places) > room {
		places = places[:room]
	}
	for _, e := range states {
		if len(places) < limit {
			places = append(places, Place{Code: e.Code, Name: e.Name, Foreign: true})
		}
	}
	return places, nil
}

func (s *Store) municipalities(ctx context.Context, q string, limit int, which string) ([]Place, error) {
	name, province := splitProvince(q)
	key := rule.Fold(name)
	if key == "" || limit <= 0 {
		return nil, nil
	}
	filter, args := which, []any{}
	if province != "" {
		filter, args = which+" AND province=?", []any{province}
	}
	order := " ORDER BY name_fold, current DESC, valid_to DESC LIMIT ?"
	begins := append(append([]any{key, until(key)}, args...), limit)
	places, err := queryPlaces(ctx, s.db.Reader(), "name_fold>=? AND name_fold<? AND "+filter+order, begins...)
	if err != nil || len(places) >= limit {
		return unique(places), err
	}
	contains := append(append([]any{"%_" + key + "%", key + "%"}, args...), limit-len(places))
	more, err := queryPlaces(ctx, s.db.Reader(), "(name_fold LIKE ? OR other_fold<>'' AND other_fold LIKE ?) AND "+filter+order, contains...)
	return unique(append(places, more...)), err
}

// unique drops what a list of places says twice.
func unique(places []Place) []Place {
	seen := map[string]bool{}
	kept := places[:0]
	for _, p := range places {
		if key := p.Code + p.Label(); !seen[key] {
			seen[key] = true
			kept = append(kept, p)
		}
	}
	return kept
}

// Municipality returns the municipality of a cadastral code as it is now, or as
// it last was; db.ErrNotFound when no such code exists.
func (s *Store) Municipality(ctx context.Context, code string) (Place, error) {
	return onePlace(queryPlaces(ctx, s.db.Reader(), "code=? ORDER BY current DESC, valid_to DESC LIMIT 1", code))
}

// BirthPlace returns the municipality or state of a cadastral code as it was
// called on a day, or, when the code was not in force that day, as it was
// nearest to it: a code that exists at any date is a birthplace. "" is today.
func (s *Store) BirthPlace(ctx context.Context, code string, on rule.Date) (Place, error) {
	return birthPlace(ctx, s.db.Reader(), code, or(on, s.db.Today()))
}

// BirthPlaceTx is BirthPlace inside a transaction; on must be a date.
func BirthPlaceTx(ctx context.Context, tx *db.Tx, code string, on rule.Date) (Place, error) {
	return birthPlace(ctx, tx, code, or(on, tx.Today))
}

func birthPlace(ctx context.Context, q db.Querier, code string, on rule.Date) (Place, error) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if strings.HasPrefix(code, "Z") {
		return onePlace(queryStates(ctx, q, "code=? ORDER BY id LIMIT 1", code))
	}
	return onePlace(queryPlaces(ctx, q, `code=? ORDER BY CASE WHEN valid_from<=? AND valid_to>=? THEN 0 WHEN valid_from>? THEN 1 ELSE 2 END,
		CASE WHEN valid_from>? THEN valid_from END, valid_to DESC LIMIT 1`, code, on, on, on, on))
}

// PlaceByName returns the one place that a file calls by its name: a
// municipality as it was called on the day, or at any time, or a state (also by
// the name of its citizenship). The province is a sigla, "" when the file does
// not say; «Samone (TO)» may stand in the name. ErrAmbiguous when several
// remain, db.ErrNotFound when none does.
func (s *Store) PlaceByName(ctx context.Context, name, province string, on rule.Date) (Place, error) {
	return placeByName(ctx, s.db.Reader(), name, province, or(on, s.db.Today()))
}

// PlaceByNameTx is PlaceByName inside a transaction.
func PlaceByNameTx(ctx context.Context, tx *db.Tx, name, province string, on rule.Date) (Place, error) {
	return placeByName(ctx, tx, name, province, or(on, tx.Today))
}

func placeByName(ctx context.Context, q db.Querier, name, province string, on rule.Date) (Place, error) {
	if bare, sigla := splitProvince(name); sigla != "" {
		name, province = bare, sigla
	}
	key := rule.Fold(name)
	if key == "" {
		return Place{}, db.ErrNotFound
	}
	found, err := queryPlaces(ctx, q, "name_fold=? OR other_fold=? AND other_fold<>''", key, key)
	if err != nil {
		return Place{}, err
	}
	in := func(p Place) bool { return province == "" || strings.EqualFold(p.Province, province) }
	then := func(p Place) bool { return p.From <= on && on <= p.To }
	for _, right := range []func(Place) bool{
		func(p Place) bool { return in(p) && then(p) && (on < archiveEnd || p.Current) },
		func(p Place) bool { return in(p) && then(p) },
		in,
	} {
		switch codes := codesOf(found, right); len(codes) {
		case 0:
		case 1:
			return birthPlace(ctx, q, codes[0], on)
		default:
			return Place{}, ErrAmbiguous
		}
	}
	if province != "" && !strings.EqualFold(province, "EE") { // EE is how many files write «abroad»
		return Place{}, db.ErrNotFound
	}
	return onePlace(queryStates(ctx, q, `name_fold=? OR ministry_code IN (SELECT code FROM citizenship WHERE name_fold=?)
		ORDER BY name_fold<>?, id LIMIT 1`, key, key, key))
}

// archiveEnd is the day of the archive of municipalities: what it calls still
// valid and today's list does not have, ended at some day after.
const archiveEnd rule.Date = "2023-10-03"

func codesOf(places []Place, right func(Place) bool) []string {
	var codes []string
	for _, p := range places {
		if right(p) && (len(codes) == 0 || codes[len(codes)-1] != p.Code) {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

var provinceInBrackets = regexp.MustCompile(`^(.*\S)\s*[(\[]\s*([A-Za-z]{2})\s*[)\]]\s*$`)

// splitProvince parts «Samone (TO)».
func splitProvince(name string) (bare, sigla string) {
	if m := provinceInBrackets.FindStringSubmatch(name); m != nil {
		return m[1], strings.ToUpper(m[2])
	}
	return name, ""
}

func queryPlaces(ctx context.Context, q db.Querier, where string, args ...any) ([]Place, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p Place, err error) {
		err = r.Scan(&p.Code, &p.Name, &p.Province, &p.Istat, &p.From, &p.To, &p.Current)
		return
	}, "SELECT "+placeColumns+" FROM municipality WHERE "+where, args...)
}

func queryStates(ctx context.Context, q db.Querier, where string, args ...any) ([]Place, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (p Place, err error) {
		p.Foreign = true
		err = r.Scan(&p.Code, &p.Name)
		return
	}, "SELECT code, name FROM foreign_state WHERE "+where, args...)
}

func onePlace(places []Place, err error) (Place, error) {
	if err == nil && len(places) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Place{}, err
	}
	return places[0], nil
}

func or(on, otherwise rule.Date) rule.Date {
	if on == "" {
		return otherwise
	}
	return on
}
