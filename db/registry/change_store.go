package registry

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ChangeService changes a service from a day on: what it was stays valid until
// the day before. version is the one that the administrator read.
func (s *Store) ChangeService(ctx context.Context, actor rule.Actor, code string, version int, c ServiceChange) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := scanService(tx.QueryRowContext(ctx, "SELECT "+serviceColumns+" FROM service_code s WHERE s.code=? ORDER BY s.valid_from DESC LIMIT 1", code).Scan)
		if err != nil {
			return db.Classify(err)
		}
		if old.Version != version {
			return db.Stale{Current: old.Version}
		}
		known, err := db.Collect(ctx, tx, func(r *sql.Rows) (p string, err error) { err = r.Scan(&p); return }, "SELECT DISTINCT code FROM prestazione")
		if err != nil {
			return err
		}
		if err := c.Check(old.From, known).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE service_code SET valid_to=? WHERE id=?", c.From.AddDays(-1), old.ID); err != nil {
			return err
		}
		title := strings.TrimSpace(c.Title)
		_, err = tx.ExecContext(ctx, `INSERT INTO service_code(code,lep,lep_name,title,activities,ada,rule_text,minutes_min,minutes_mean,minutes_max,registrable,audience,programme,notes,prestazioni,
				dm4_letter,position,words,valid_from,valid_to,version,source)
			SELECT code,lep,lep_name,?,activities,ada,?,?,?,?,?,audience,?,?,?,dm4_letter,position,?,?,?,version+1,? FROM service_code WHERE id=?`,
			title, strings.TrimSpace(c.RuleText), db.Null(c.Minutes.Min), db.Null(c.Minutes.Mean), db.Null(c.Minutes.Max), c.Registrable, strings.Join(c.Programmes, ";"),
			strings.TrimSpace(c.Notes), strings.Join(c.Prestazioni, "|"), foundBy(code, title, old.LEPName), c.From, old.To, changedBy(actor), old.ID)
		if err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "codice.modificato", Subject: "service_code", SubjectID: old.ID, Fields: []string{code, string(c.From)}})
	})
}

// changedBy is the source of a row that the installation wrote.
func changedBy(actor rule.Actor) string { return "Questa installazione, " + actor.Name }

// foundBy returns the words that a service or a prestazione is found by.
func foundBy(code string, texts ...string) string {
	return rule.FoldText(strings.ReplaceAll(code, ".", "") + " " + code + " " + strings.Join(texts, " "))
}

// Prestazione returns a prestazione as it is on a day; db.ErrNotFound when there is none.
func (s *Store) Prestazione(ctx context.Context, code string, on rule.Date) (Prestazione, error) {
	all, err := s.Prestazioni(ctx, on)
	if i := slices.IndexFunc(all, func(p Prestazione) bool { return p.Code == code }); i >= 0 {
		return all[i], err
	}
	if err == nil {
		err = db.ErrNotFound
	}
	return Prestazione{}, err
}

// ChangePrestazione changes a prestazione and its minutes from a day on.
func (s *Store) ChangePrestazione(ctx context.Context, actor rule.Actor, code string, version int, c PrestazioneChange) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var old Prestazione
		err := tx.QueryRowContext(ctx, "SELECT id, area_name, valid_from, valid_to, version FROM prestazione WHERE code=? ORDER BY valid_from DESC LIMIT 1", code).
			Scan(&old.ID, &old.Area, &old.From, &old.To, &old.Version)
		if err != nil {
			return db.Classify(err)
		}
		if old.Version != version {
			return db.Stale{Current: old.Version}
		}
		if err := c.Check(old.From).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE prestazione SET valid_to=? WHERE id=?", c.From.AddDays(-1), old.ID); err != nil {
			return err
		}
		name := strings.TrimSpace(c.Name)
		_, err = tx.ExecContext(ctx, `INSERT INTO prestazione(code,audience,area_code,area_name,name,recipients,purpose,norms,structure_requirements,competence_requirements,process_requirements,
				result_indicators,objective_2011,objective_2013,notes,position,words,valid_from,valid_to,version,source)
			SELECT code,audience,area_code,area_name,?,?,?,norms,?,?,?,result_indicators,objective_2011,objective_2013,?,position,?,?,?,version+1,? FROM prestazione WHERE id=?`,
			name, strings.TrimSpace(c.Recipients), strings.TrimSpace(c.Purpose), strings.TrimSpace(c.Structure), strings.TrimSpace(c.Competence), strings.TrimSpace(c.Process),
			strings.TrimSpace(c.Notes), foundBy(code, name, old.Area), c.From, old.To, changedBy(actor), old.ID)
		if err != nil {
			return err
		}
		if err := changeMinutes(ctx, tx, code, c); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "codice.modificato", Subject: "prestazione", SubjectID: old.ID, Fields: []string{code, string(c.From)}})
	})
}

// changeMinutes closes the minutes that differ and opens others, for each group.
func changeMinutes(ctx context.Context, tx *db.Tx, code string, c PrestazioneChange) error {
	for _, t := range Targets {
		var was int
		var span string
		err := tx.QueryRowContext(ctx, "SELECT coalesce(minutes,0), span FROM prestazione_minutes WHERE prestazione=? AND target=? AND valid_from<=? AND valid_to>=?", code, t.Code, c.From, c.From).Scan(&was, &span)
		if err != nil && err != sql.ErrNoRows {
			return err
		}
		if was == c.Minutes[t.Code] {
			continue
		}
		if _, err := tx.ExecContext(ctx, "UPDATE prestazione_minutes SET valid_to=? WHERE prestazione=? AND target=? AND valid_from<? AND valid_to>=?", c.From.AddDays(-1), code, t.Code, c.From, c.From); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO prestazione_minutes(prestazione,target,minutes,source_value,span,footnote,notes,valid_from) VALUES(?,?,?,'',?,'','',?)",
			code, t.Code, db.Null(c.Minutes[t.Code]), span, c.From); err != nil {
			return err
		}
	}
	return nil
}

// Version is a row of the history of a code.
type Version struct {
	Version  int
	From, To rule.Date
	Name     string
	Minutes  string // of a service, in words
	Source   string
}

// PrestazioneHistory returns what a prestazione was, newest first.
func (s *Store) PrestazioneHistory(ctx context.Context, code string) ([]Version, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (v Version, err error) {
		err = r.Scan(&v.Version, &v.From, &v.To, &v.Name, &v.Source)
		return
	},
		"SELECT version, valid_from, valid_to, name, source FROM prestazione WHERE code=? ORDER BY valid_from DESC", code)
}

// SetVocabulary chooses the vocabulary in which the installation says its
// ledger; only an administrator does.
func (s *Store) SetVocabulary(ctx context.Context, actor rule.Actor, v Vocabulary) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	if !slices.Contains(Vocabularies, v) {
		return rule.Refuse("vocabolario", "Scegli un vocabolario dell'elenco.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := db.SetSettingTx(ctx, tx, vocabularySetting, string(v)); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "vocabolario.scelto", Subject: "setting", Fields: []string{string(v)}})
	})
}

// National is a code of the national vocabulary with what it means.
type National struct{ Code, Meaning, System string }

// NationalCodes returns those that the sources name, by code.
func (s *Store) NationalCodes(ctx context.Context) ([]National, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (n National, err error) { err = r.Scan(&n.Code, &n.Meaning, &n.System); return },
		"SELECT code, min(meaning), min(system) FROM national_code WHERE code<>'' GROUP BY code ORDER BY code")
}
