package people

import (
	"context"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// HasEducation reports whether the card names at least one title of study of
// the person: what a CV may not be saved without. The row that says that there
// is none («Nessun titolo») names none.
func HasEducation(ctx context.Context, q db.Querier, workerID int64) (there bool, err error) {
	err = q.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM card_entry INDEXED BY card_entry_facts WHERE worker_id=? AND section=? AND code<>? AND removed_at IS NULL)", workerID, SectionStudies, noStudy).Scan(&there)
	return there, err
}

// Section returns the answers of a section of a person's card, rows included,
// and its version, 0 for one never saved. db.ErrNotFound for a person whose
// record is not the actor's and for a section that there is not.
func (s *Store) Section(ctx context.Context, actor rule.Actor, workerID int64, section string) (scheda.Answers, int, error) {
	c, err := s.CardSection(ctx, actor, workerID, section)
	return c.Answers, c.Version, err
}

// CardSection returns a section of a person's card, as Section does, with its
// entries and who saved it.
func (s *Store) CardSection(ctx context.Context, actor rule.Actor, workerID int64, section string) (CardSection, error) {
	w, err := s.Worker(ctx, actor, workerID)
	if err != nil {
		return CardSection{}, err
	}
	if w.Partial {
		return CardSection{}, db.ErrNotFound
	}
	return sectionOf(ctx, s.db.Reader(), workerID, section)
}

// SectionTx returns the answers of a section inside another area's act. The
// caller has checked that the person is the actor's.
func SectionTx(ctx context.Context, q db.Querier, workerID int64, section string) (scheda.Answers, int, error) {
	c, err := sectionOf(ctx, q, workerID, section)
	return c.Answers, c.Version, err
}

func sectionOf(ctx context.Context, q db.Querier, workerID int64, section string) (CardSection, error) {
	if !slices.Contains(SectionCodes(), section) {
		return CardSection{}, db.ErrNotFound
	}
	all, err := sections(ctx, q, workerID, section)
	if err != nil {
		return CardSection{}, err
	}
	return all[0], nil
}

// Sections returns all sections of a person's card in order. Whoever may see
// the record sees them: the caller has checked it.
func (s *Store) Sections(ctx context.Context, workerID int64) ([]CardSection, error) {
	return sections(ctx, s.db.Reader(), workerID, "")
}

// SectionsOf is Sections inside another area's act.
func SectionsOf(ctx context.Context, q db.Querier, workerID int64) ([]CardSection, error) {
	return sections(ctx, q, workerID, "")
}

// sections returns the section, or all of them for "".
func sections(ctx context.Context, q db.Querier, workerID int64, section string) ([]CardSection, error) {
	definition, err := archive.Scheda(ctx, q, CardScheda, 0)
	if err != nil {
		return nil, err
	}
	var out []CardSection
	at := map[string]int{}
	for _, p := range definition.Panels() {
		if section == "" || p.Code == section {
			at[p.Code] = len(out)
			out = append(out, CardSection{Panel: p, Answers: scheda.Answers{}})
		}
	}
	if err := sectionRows(ctx, q, workerID, section, out, at); err != nil {
		return nil, err
	}
	return out, entryRows(ctx, q, workerID, section, out, at)
}

func sectionRows(ctx context.Context, q db.Querier, workerID int64, section string, out []CardSection, at map[string]int) error {
	rows, err := q.QueryContext(ctx, `SELECT c.section, c.answers, c.source, c.version, c.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=c.saved_by),'')
		FROM card_section c WHERE c.worker_id=?1 AND (?2='' OR c.section=?2)`, workerID, section)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var code, answers string
		var c CardSection
		if err := rows.Scan(&code, &answers, &c.Source, &c.Version, &c.SavedAt, &c.SavedBy); err != nil {
			return err
		}
		i, known := at[code]
		if !known {
			continue
		}
		if c.Answers, err = scheda.ParseAnswers(answers); err != nil {
			return err
		}
		c.Panel = out[i].Panel
		out[i] = c
	}
	return rows.Err()
}

func entryRows(ctx context.Context, q db.Querier, workerID int64, section string, out []CardSection, at map[string]int) error {
	rows, err := q.QueryContext(ctx, `SELECT e.id, e.section, e.list, e.row_id, e.answers, e.from_on, e.to_on, e.code, e.source, e.saved_on,
		coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=e.saved_by),'')
		FROM card_entry e INDEXED BY card_entry_row WHERE e.worker_id=?1 AND (?2='' OR e.section=?2) AND e.removed_at IS NULL ORDER BY e.section, e.list, e.position, e.id`, workerID, section)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var e CardEntry
		var answers string
		if err := rows.Scan(&e.ID, &e.Section, &e.List, &e.RowID, &answers, &e.From, &e.To, &e.Code, &e.Source, &e.SavedOn, &e.SavedBy); err != nil {
			return err
		}
		i, known := at[e.Section]
		if !known {
			continue
		}
		if e.Answers, err = scheda.ParseAnswers(answers); err != nil {
			return err
		}
		row := e.Answers.Clone()
		row[scheda.RowID] = scheda.T(e.RowID)
		out[i].Entries = append(out[i].Entries, e)
		out[i].Answers[e.List] = scheda.Value{Rows: append(out[i].Answers[e.List].Rows, row)}
	}
	return rows.Err()
}

// SectionVersions returns the versions of a section, newest first, the one that
// holds included. The caller has checked that the reader may see the record.
func (s *Store) SectionVersions(ctx context.Context, workerID int64, section string) ([]SectionVersion, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT h.version, h.answers, h.source, h.saved_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=h.saved_by),'')
		FROM card_section_history h WHERE h.worker_id=? AND h.section=? ORDER BY h.version DESC`, workerID, section)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SectionVersion
	for rows.Next() {
		var v SectionVersion
		var answers string
		if err := rows.Scan(&v.Version, &answers, &v.Source, &v.SavedAt, &v.SavedBy); err != nil {
			return nil, err
		}
		if v.Answers, err = scheda.ParseAnswers(answers); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// ReadSection returns the answers of a section as they are kept, with what its
// lookups mean, and what is wrong with them; born is the person's birth.
func (s *Store) ReadSection(ctx context.Context, p scheda.Panel, a scheda.Answers, born rule.Date) (scheda.Answers, rule.Refusals) {
	tables := reference.NewStore(s.db)
	// Whatever was typed beside a code, the name is the table's.
	resolve := func(source, text string) (string, bool) { return tables.Resolve(ctx, reference.Table(source), text) }
	a = scheda.Settle(p, a, resolve).Compact()
	errs, _ := scheda.Validate(p, a, scheda.Context{
		Today: s.db.Today(), Panels: map[string]scheda.Answers{"persona": {"data_nascita": scheda.T(string(born))}},
		Resolve: resolve,
	})
	return a, errs
}

// SaveSection saves a section of a person's card on behalf of the actor, who
// read it at the given version: db.Stale when somebody saved in between and
// says otherwise. The refusals name the fields of the section's panel.
func (s *Store) SaveSection(ctx context.Context, actor rule.Actor, workerID int64, section string, version int, answers scheda.Answers) error {
	w, err := s.Worker(ctx, actor, workerID)
	if err != nil {
		return err
	}
	c, err := s.CardSection(ctx, actor, workerID, section)
	if err != nil {
		return err
	}
	answers, refusals := s.ReadSection(ctx, c.Panel, answers, w.BirthDate)
	if err := refusals.Err(); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", workerID)
		switch {
		case err != nil:
			return err
		case w.Partial:
			return db.ErrNotFound
		}
		now, err := sectionOf(ctx, tx, workerID, section)
		switch {
		case err != nil:
			return err
		case now.Answers.Equal(answers):
			return nil // the same save again
		case now.Version != version:
			return db.Stale{Current: now.Version}
		}
		if err := PutSectionTx(ctx, tx, actor, workerID, section, answers, SourceOperator); err != nil {
			return err
		}
		return revisedTodayTx(ctx, tx, actor, workerID)
	})
}
