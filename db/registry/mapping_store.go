package registry

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Mapping is the national code that a service is sent as (SAP, section 6).
type Mapping struct {
	Code        string
	Title       string // of the service
	National    string // "" when none is known
	Confidence  string // alta, media, bassa
	ConfirmedOn rule.Instant
	ConfirmedBy string
	Version     int
}

// Goes reports whether services are sent under the national code: what is sure
// goes by itself, and so do those that rule 18 names; the rest when somebody has
// confirmed it.
func (m Mapping) Goes() bool {
	return m.National != "" && (m.Confidence == "alta" || m.ConfirmedOn != "" || Exported(m.Code))
}

// Mappings returns the national code of every service, in the order of the source.
func (s *Store) Mappings(ctx context.Context) ([]Mapping, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (m Mapping, err error) {
		err = r.Scan(&m.Code, &m.Title, &m.National, &m.Confidence, &m.ConfirmedOn, &m.ConfirmedBy, &m.Version)
		return
	}, `SELECT m.code, s.title, m.national, m.confidence, coalesce(m.confirmed_at,''), coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=m.confirmed_by),''), m.version
		FROM national_mapping m JOIN service_code s ON s.code=m.code AND s.valid_from<=?1 AND s.valid_to>=?1 ORDER BY s.position`, s.db.Today())
}

// Confirm sets the national code of a service, "" for none, and confirms it; only
// an administrator does.
func (s *Store) Confirm(ctx context.Context, actor rule.Actor, code, national string, version int) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var stored Mapping
		err := tx.QueryRowContext(ctx, "SELECT national, confidence, version FROM national_mapping WHERE code=?", code).Scan(&stored.National, &stored.Confidence, &stored.Version)
		if err != nil {
			return db.Classify(err)
		}
		if stored.Version != version {
			return db.Stale{Current: stored.Version}
		}
		if national != "" && !nationalCode(national) {
			return rule.Refuse("national", "Un codice nazionale ha tre caratteri, come A02 o RC1.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE national_mapping SET national=?, confirmed_at=?, confirmed_by=?, version=version+1 WHERE code=?", national, tx.Now, actor.UserID, code); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "corrispondenza.confermata", Subject: "national_mapping", Fields: []string{code, national}})
	})
}

func nationalCode(s string) bool {
	if len(s) != 3 {
		return false
	}
	for _, c := range s {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}
