package indicators

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// CloseMonth closes a month of an office: its figures are kept as they are, with
// what they are made of; what changes later is told beside them. A month closes
// when it is over, after those before it in which the office did anything. When all the offices of a province, or of the region, have closed, its
// sums are kept too.
func (s *Store) CloseMonth(ctx context.Context, actor rule.Actor, scope Scope, month string) error {
	if !scope.mayClose(actor) {
		return db.ErrNotFound
	}
	all, err := s.scopes(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		months, err := mayCloseTx(ctx, tx, scope, month)
		if err != nil {
			return err
		}
		for _, m := range months {
			if err := closeTx(ctx, tx, actor, scope, all, m); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "mese.chiuso", Subject: "cpi", SubjectID: scope.CPI, Fields: []string{month}})
	})
}

// ClosedFor reports whether an office has closed the month of a day: what is
// recorded of that day stands beside its figures as an amendment.
func (s *Store) ClosedFor(ctx context.Context, cpi int64, on rule.Date) (closed bool, err error) {
	err = s.db.Reader().QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM month_close WHERE cpi_id=? AND month=?)", cpi, on.Month()).Scan(&closed)
	return closed, err
}

// closeTx keeps one month of the office, and of those above it that are complete.
func closeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, scope Scope, all []Scope, month string) error {
	if err := keepFactsTx(ctx, tx, scope.CPI, month); err != nil {
		return err
	}
	fingerprint, err := keepTx(ctx, tx, scope, month)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO month_close(cpi_id,month,closed_at,closed_by,changes,fingerprint)
		VALUES(?1,?2,?3,?4,coalesce((SELECT changes FROM figure_change WHERE cpi_id=?1 AND month=?2),0),?5)`, scope.CPI, month, tx.Now, actor.UserID, fingerprint); err != nil {
		return err
	}
	for _, above := range all {
		if above.Kind == rule.ScopeRegion || above.Kind == rule.ScopeProvince && above.Province == scope.Province {
			if err := keepSumTx(ctx, tx, above, month); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayCloseTx returns the months to close with this one: those before it in the
// year in which the office did nothing. One in which it did something is closed
// first, by itself: the year's column counts each person in the first month.
func mayCloseTx(ctx context.Context, tx *db.Tx, scope Scope, month string) ([]string, error) {
	day, err := rule.ParseDate(month + "-01")
	if err != nil {
		return nil, db.ErrNotFound
	}
	if tx.Today < ClosesFrom(month) {
		return nil, rule.Refuse("month", notOver(month))
	}
	var months []string
	for n := 1; n <= int(day.Time().Month()); n++ {
		m := MonthOf(day.Time().Year(), n)
		var closed, worked bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM month_close WHERE cpi_id=?1 AND month=?2), EXISTS (SELECT 1 FROM figure_change WHERE cpi_id=?1 AND month=?2)`,
			scope.CPI, m).Scan(&closed, &worked); err != nil {
			return nil, err
		}
		switch {
		case closed && m == month:
			return nil, rule.Refuse("month", alreadyClosed)
		case !closed && worked && m != month:
			return nil, rule.Refuse("month", closeBefore(m))
		case !closed:
			months = append(months, m)
		}
	}
	return months, nil
}

// keepFactsTx keeps what the figures of the month are made of.
func keepFactsTx(ctx context.Context, tx *db.Tx, cpi int64, month string) error {
	for _, i := range All {
		if i.Awaits != "" {
			continue
		}
		query := "SELECT cpi, month, ?3, subject, id, who, day, sex, band, days FROM (" + facts[i.facts] + ")"
		if i.Counts == Persons {
			query = "SELECT cpi, month, ?3, subject, id, who, min(day), sex, band, days FROM (" + facts[i.facts] + ") GROUP BY who"
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sheet_fact(cpi_id,month,indicator,subject,subject_id,worker_id,day,sex,age_band,days) "+query,
			jsonOf([]int64{cpi}), jsonOf([]string{month}), i.Code); err != nil {
			return fmt.Errorf("%s: %w", i.Code, err)
		}
	}
	return nil
}

// keepTx keeps the figures of a scope in a month, from the facts that were kept
// of its offices, and returns their fingerprint.
func keepTx(ctx context.Context, tx *db.Tx, scope Scope, month string) (string, error) {
	year := month[:4]
	for _, i := range All {
		if i.Awaits != "" {
			continue
		}
		var query string
		switch i.Counts {
		case Persons: // once in the scope, with the part of the first fact
			query = `SELECT ?4, ?2, ?3, sex, age_band, count(*), sum(NOT EXISTS (SELECT 1 FROM sheet_fact p WHERE p.worker_id=f.worker_id AND p.indicator=?3 AND p.month>=?5 AND p.month<?2
				AND p.cpi_id IN (SELECT value FROM json_each(?1)))) FROM (SELECT worker_id, sex, age_band, min(day) FROM sheet_fact
				WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND month=?2 AND indicator=?3 GROUP BY worker_id) f GROUP BY sex, age_band`
		case Events:
			query = `SELECT ?4, ?2, ?3, sex, age_band, count(*), count(*) FROM sheet_fact WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND month=?2 AND indicator=?3 AND ?5<>'' GROUP BY sex, age_band`
		default:
			query = `SELECT ?4, ?2, ?3, sex, age_band, sum(days), count(*) FROM sheet_fact WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND month=?2 AND indicator=?3 AND ?5<>'' GROUP BY sex, age_band`
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO sheet_value(scope,month,indicator,sex,age_band,value,cases) "+query, jsonOf(scope.Offices), month, i.Code, scope.Key(), year+"-01"); err != nil {
			return "", fmt.Errorf("%s: %w", i.Code, err)
		}
	}
	return fingerprint(ctx, tx, scope.Key(), month)
}

// keepSumTx keeps the sums of a scope for every month that all its offices have
// closed, in order: another office may have closed later months already.
func keepSumTx(ctx context.Context, tx *db.Tx, scope Scope, month string) error {
	var complete, kept bool
	err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM month_close WHERE month=?1 AND cpi_id IN (SELECT value FROM json_each(?2)))=?3,
		EXISTS (SELECT 1 FROM sheet_value WHERE scope=?4 AND month=?1)`, month, jsonOf(scope.Offices), len(scope.Offices), scope.Key()).Scan(&complete, &kept)
	if err != nil || !complete || kept {
		return err
	}
	_, err = keepTx(ctx, tx, scope, month)
	return err
}

// fingerprint returns the hash of the figures kept of a month.
func fingerprint(ctx context.Context, q db.Querier, scope, month string) (string, error) {
	rows, err := q.QueryContext(ctx, "SELECT indicator, sex, age_band, value, cases FROM sheet_value WHERE scope=? AND month=? ORDER BY indicator, sex, age_band", scope, month)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	h := sha256.New()
	for rows.Next() {
		var indicator, sex, band string
		var value, cases int
		if err := rows.Scan(&indicator, &sex, &band, &value, &cases); err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%d\x00%d\n", indicator, sex, band, value, cases)
	}
	return hex.EncodeToString(h.Sum(nil)), rows.Err()
}

// MonthName returns a month in words: «ottobre 2026».
func MonthName(month string) string {
	d, err := rule.ParseDate(month + "-01")
	if err != nil {
		return month
	}
	return strings.ToLower(rule.MonthName(d.Time().Month())) + " " + month[:4]
}

// Recount compares what is kept of the closed months with a recount, where
// nothing has changed since, and with the fingerprint taken at the closing.
var Recount = archive.Recount{Name: "figure del mese", Check: func(ctx context.Context, d *db.DB) ([]string, error) {
	s := NewStore(d)
	scopes, err := s.scopes(ctx)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, scope := range scopes {
		found, err := s.damaged(ctx, scope)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}}

// damaged returns what of an office's kept figures is not what it should be.
func (s *Store) damaged(ctx context.Context, scope Scope) (out []string, err error) {
	if scope.Kind != rule.ScopeCPI {
		return nil, nil
	}
	type closed struct {
		month, fingerprint string
		changed            bool
	}
	months, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c closed, err error) { err = r.Scan(&c.month, &c.fingerprint, &c.changed); return },
		`SELECT m.month, m.fingerprint, coalesce((SELECT f.changes FROM figure_change f WHERE f.cpi_id=m.cpi_id AND f.month=m.month),0)<>m.changes
		FROM month_close m WHERE m.cpi_id=? ORDER BY m.month`, scope.CPI)
	if err != nil {
		return nil, err
	}
	for _, c := range months {
		now, err := fingerprint(ctx, s.db.Reader(), scope.Key(), c.month)
		if err != nil {
			return nil, err
		}
		if now != c.fingerprint {
			out = append(out, fmt.Sprintf("%s, %s: le cifre non sono quelle che si sono chiuse", scope.Label, MonthName(c.month)))
		}
		if c.changed {
			continue
		}
		found, err := s.differs(ctx, scope, c.month)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// differs recounts a closed month and names the indicators that differ.
func (s *Store) differs(ctx context.Context, scope Scope, month string) (out []string, err error) {
	for _, i := range All {
		now, err := count(ctx, s.db.Reader(), scope.Offices, i, []string{month})
		if err != nil {
			return nil, err
		}
		var value int
		if err := s.db.Reader().QueryRowContext(ctx, "SELECT coalesce(sum(value),0) FROM sheet_value WHERE scope=? AND month=? AND indicator=?", scope.Key(), month, i.Code).Scan(&value); err != nil {
			return nil, err
		}
		if now[month].Value != value {
			out = append(out, fmt.Sprintf("%s, %s, indicatore %s: chiuso con %d, contato %d", scope.Label, MonthName(month), i.Code, value, now[month].Value))
		}
	}
	return out, nil
}
