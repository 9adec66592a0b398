package registry

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

const vocabularySetting = "catalogo_servizi"

const serviceColumns = `s.id, s.code, s.lep, s.lep_name, s.title, s.activities, s.ada, s.rule_text, coalesce(s.minutes_min,0), coalesce(s.minutes_mean,0), coalesce(s.minutes_max,0),
	s.registrable, s.audience='impresa', s.programme, s.notes, s.prestazioni, s.dm4_letter, s.valid_from, s.valid_to, s.version, s.source`

func scanService(scan func(...any) error) (s Service, err error) {
	var programmes, prestazioni string
	err = scan(&s.ID, &s.Code, &s.LEP, &s.LEPName, &s.Title, &s.Activities, &s.ADA, &s.RuleText, &s.Minutes.Min, &s.Minutes.Mean, &s.Minutes.Max,
		&s.Registrable, &s.Company, &programmes, &s.Notes, &prestazioni, &s.DM4, &s.From, &s.To, &s.Version, &s.Source)
	s.Programmes, s.Prestazioni = split(programmes, ";"), split(prestazioni, "|")
	return s, err
}

func split(text, by string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, by)
}

// ServiceOn returns the service of a code as it is on a day; db.ErrNotFound when
// there is none.
func ServiceOn(ctx context.Context, q db.Querier, code string, on rule.Date) (Service, error) {
	s, err := scanService(q.QueryRowContext(ctx, "SELECT "+serviceColumns+" FROM service_code s WHERE s.code=? AND s.valid_from<=? AND s.valid_to>=?", code, on, on).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return s, db.ErrNotFound
	}
	return s, err
}

// ServiceOn returns the service of a code as it is on a day.
func (s *Store) ServiceOn(ctx context.Context, code string, on rule.Date) (Service, error) {
	return ServiceOn(ctx, s.db.Reader(), code, on)
}

// Services returns the services valid on a day, in the order of the source.
func (s *Store) Services(ctx context.Context, on rule.Date) ([]Service, error) {
	return s.services(ctx, "s.valid_from<=? AND s.valid_to>=?", on, on)
}

// ServiceHistory returns all that a code was, newest first.
func (s *Store) ServiceHistory(ctx context.Context, code string) ([]Service, error) {
	all, err := s.services(ctx, "s.code=?", code)
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all, err
}

func (s *Store) services(ctx context.Context, where string, args ...any) ([]Service, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (Service, error) { return scanService(r.Scan) },
		"SELECT "+serviceColumns+" FROM service_code s WHERE "+where+" ORDER BY s.position, s.valid_from", args...)
}

// Found is what a search of services finds.
type Found struct {
	Services []Service // up to the limit asked for
	Total    int
	Not      *Service // the one whose whole code was typed, which cannot be registered so
}

// Find returns the services that may be registered on a day for a person, or
// for a company, and hold every word of a text in their code, title or group, or
// in those of the prestazione that they count as: «colloquio» and «patto» are
// words of the Masterplan. The one with that very code comes first, then those
// in the order of rankOf.
func (s *Store) Find(ctx context.Context, text string, company bool, on rule.Date, limit int) (Found, error) {
	if whole := strings.TrimSpace(text); strings.Contains(whole, ".") {
		// A whole code is that service, and no other that holds its letters.
		if service, err := ServiceOn(ctx, s.db.Reader(), strings.ToUpper(whole), on); err == nil {
			if !service.Registrable || service.Company != company {
				return Found{Not: &service}, nil
			}
			return Found{Services: []Service{service}, Total: 1}, nil
		} else if !errors.Is(err, db.ErrNotFound) {
			return Found{}, err
		}
	}
	where, args := "s.registrable=1 AND (s.audience='impresa')=? AND s.valid_from<=? AND s.valid_to>=?", []any{company, on, on}
	for word := range strings.FieldsSeq(rule.FoldText(text)) {
		begins := "% " + strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(word) + "%"
		where += " AND (' '||s.words||' '||" + prestazioneWords + ") LIKE ? ESCAPE '!'"
		args = append(args, on, on, begins)
	}
	all, err := s.services(ctx, where, args...)
	if err != nil || len(all) == 0 {
		return Found{}, err
	}
	words, err := s.WordsIn(ctx, Puglia, on)
	if err != nil {
		return Found{}, err
	}
	slices.SortStableFunc(all, func(a, b Service) int {
		return rankOf(text, a, words.prestazioni[a.Prestazione()]) - rankOf(text, b, words.prestazioni[b.Prestazione()])
	})
	return Found{Services: all[:min(limit, len(all))], Total: len(all)}, nil
}

// prestazioneWords are those of the prestazione that a service counts as when
// nobody chooses, on a day.
const prestazioneWords = `coalesce((SELECT p.words FROM prestazione p WHERE p.code=substr(s.prestazioni||'|',1,instr(s.prestazioni||'|','|')-1) AND p.valid_from<=? AND p.valid_to>=?),'')`

// Vocabulary returns the vocabulary of the installation.
func (s *Store) Vocabulary(ctx context.Context) (Vocabulary, error) {
	v, err := s.db.Setting(ctx, vocabularySetting)
	if v == "" {
		v = string(Puglia)
	}
	return Vocabulary(v), err
}

// Words returns what the ledger is said with on a day, in the vocabulary of the
// installation.
func (s *Store) Words(ctx context.Context, on rule.Date) (Words, error) {
	v, err := s.Vocabulary(ctx)
	if err != nil {
		return Words{}, err
	}
	return s.WordsIn(ctx, v, on)
}

// WordsIn returns what the ledger is said with on a day, in a vocabulary.
func (s *Store) WordsIn(ctx context.Context, v Vocabulary, on rule.Date) (Words, error) {
	w := Words{Vocabulary: v, services: map[string]string{}, prestazioni: map[string]string{}, national: map[string]Word{}}
	read := func(query string, add func(code, other, title string), args ...any) error {
		rows, err := s.db.Reader().QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var code, other, title string
			if err := rows.Scan(&code, &other, &title); err != nil {
				return err
			}
			add(code, other, title)
		}
		return rows.Err()
	}
	err := read("SELECT code, '', title FROM service_code WHERE valid_from<=? AND valid_to>=?", func(code, _, title string) { w.services[code] = title }, on, on)
	if err == nil && v == Puglia {
		err = read("SELECT code, '', name FROM prestazione WHERE valid_from<=? AND valid_to>=?", func(code, _, name string) { w.prestazioni[code] = name }, on, on)
	}
	if err == nil && v == Toscana {
		err = read(`SELECT m.code, n.code, n.meaning FROM national_mapping m JOIN national_code n ON n.code=m.national AND n.system='Toscana idolarti' ORDER BY n.id DESC`,
			func(code, national, meaning string) { w.national[code] = Word{national, meaning} })
	}
	return w, err
}
