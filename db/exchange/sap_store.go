package exchange

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

const sapSystemSetting = "sap_sistema"

// pugliaSystem is the code of the sending system of Puglia.
const pugliaSystem = "14"

// SAPOffice is an office with the ministry's code of it.
type SAPOffice struct {
	CPI     int64
	Office  string
	Code    string
	Version int
}

// SAPOffices returns the offices with their codes.
func (s *Store) SAPOffices(ctx context.Context) ([]SAPOffice, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT c.id, c.name, coalesce(o.code,''), coalesce(o.version,0) FROM cpi c LEFT JOIN sap_office o ON o.cpi_id=c.id
		WHERE c.valid_from<=?1 AND c.valid_to>=?1 ORDER BY c.name`, s.db.Today())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []SAPOffice
	for rows.Next() {
		var o SAPOffice
		if err := rows.Scan(&o.CPI, &o.Office, &o.Code, &o.Version); err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// SetSAPOffice writes the ministry's code of an office; only an administrator does.
func (s *Store) SetSAPOffice(ctx context.Context, actor rule.Actor, cpi int64, code string, version int) error {
	if !actor.Has(rule.RoleAdmin) {
		return db.ErrNotFound
	}
	code = strings.ToUpper(strings.TrimSpace(code))
	if !officeCode.MatchString(code) {
		return rule.Refuse("code", "Il codice ha undici caratteri: quattro del comune, una lettera e sei cifre, come I158C000001.")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var stored int
		err := tx.QueryRowContext(ctx, "SELECT version FROM sap_office WHERE cpi_id=?", cpi).Scan(&stored)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if stored != version {
			return db.Stale{Current: stored}
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO sap_office(cpi_id,code,saved_at,saved_by) VALUES(?1,?2,?3,?4)
			ON CONFLICT(cpi_id) DO UPDATE SET code=?2, saved_at=?3, saved_by=?4, version=version+1`, cpi, code, tx.Now, actor.UserID); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ufficio.codice_sap", Subject: "cpi", SubjectID: cpi})
	})
}

// Policies returns what of a month goes into section 6, of the offices in the
// actor's scope: the services whose national code goes by itself or was
// confirmed, and those withdrawn after they were sent.
func (s *Store) Policies(ctx context.Context, actor rule.Actor, month string) ([]Policy, error) {
	return policies(ctx, s.db.Reader(), actor, month)
}

func policies(ctx context.Context, q db.Querier, actor rule.Actor, month string) ([]Policy, error) {
	scope, args := actor.OfficeScope("d.cpi_id")
	always, codes := db.In(registry.AlwaysExported())
	rows, err := q.QueryContext(ctx, `SELECT coalesce(p.id,0), d.id, w.codice_fiscale, w.surname, w.name, d.code, coalesce(p.activity,m.national), coalesce(s.title,''), d.delivered_on, d.minutes, d.programme,
			c.name, coalesce(p.office_code,o.code,''), coalesce(p.policy_id,''), d.annulled_at IS NOT NULL
		FROM delivered_service d JOIN national_mapping m ON m.code=d.code JOIN worker w ON w.id=d.worker_id JOIN cpi c ON c.id=d.cpi_id
		LEFT JOIN sap_policy p ON p.service_id=d.id LEFT JOIN sap_office o ON o.cpi_id=d.cpi_id
		LEFT JOIN service_code s ON s.code=d.code AND s.valid_from<=d.delivered_on AND s.valid_to>=d.delivered_on
		WHERE d.month=? AND d.cpi_id IN (SELECT id FROM cpi) AND `+scope+` AND d.origin<>'replica'
		AND (d.annulled_at IS NULL AND m.national<>'' AND (m.confidence='alta' OR m.confirmed_at IS NOT NULL OR d.code IN `+always+`) OR d.annulled_at IS NOT NULL AND p.id IS NOT NULL)
		ORDER BY d.delivered_on, d.id`, append(append([]any{month}, args...), codes...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Policy
	for rows.Next() {
		var p Policy
		var programme string
		if err := rows.Scan(&p.ID, &p.ServiceID, &p.CodiceFiscale, &p.Surname, &p.Name, &p.Code, &p.Activity, &p.Title, &p.On, &p.Minutes, &programme, &p.Office, &p.OfficeCode,
			&p.Identifier, &p.Annulled); err != nil {
			return nil, err
		}
		p.Project, p.Event = projectOf(programme), eventOf(p)
		out = append(out, p)
	}
	return out, rows.Err()
}

// ExportPolicies gives every policy of a month its identifier, once, notes that
// they were exported and returns them. Those of an office without the ministry's
// code stay out: the second result names the offices.
func (s *Store) ExportPolicies(ctx context.Context, actor rule.Actor, month string) (out []Policy, without []string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, without = nil, nil
		system := pugliaSystem
		if err := tx.QueryRowContext(ctx, "SELECT coalesce((SELECT value FROM setting WHERE key=?),?)", sapSystemSetting, pugliaSystem).Scan(&system); err != nil {
			return err
		}
		all, err := policies(ctx, tx, actor, month)
		if err != nil {
			return err
		}
		lacks := map[string]bool{}
		for _, p := range all {
			if p.OfficeCode == "" {
				if !lacks[p.Office] {
					lacks[p.Office] = true
					without = append(without, p.Office)
				}
				continue
			}
			if err := identify(ctx, tx, system, &p); err != nil {
				return err
			}
			out = append(out, p)
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "sap.esportata", Subject: "sap_policy", Fields: []string{month, fmt.Sprint(len(out))}})
	})
	return out, without, err
}

// identify gives a policy its identifier, or notes that it was withdrawn.
func identify(ctx context.Context, tx *db.Tx, system string, p *Policy) error {
	if p.ID != 0 {
		if p.Annulled {
			_, err := tx.ExecContext(ctx, "UPDATE sap_policy SET withdrawn_at=coalesce(withdrawn_at,?) WHERE id=?", tx.Now, p.ID)
			return err
		}
		return nil
	}
	if err := tx.QueryRowContext(ctx, "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name='sap_policy'),0)+1").Scan(&p.ID); err != nil {
		return err
	}
	identifier, err := PolicyIdentifier(system, p.ID, p.OfficeCode, p.Activity, p.On)
	if err != nil {
		return err
	}
	p.Identifier = identifier
	_, err = tx.ExecContext(ctx, "INSERT INTO sap_policy(id,service_id,office_code,activity,policy_id,exported_at) VALUES(?,?,?,?,?,?)",
		p.ID, p.ServiceID, p.OfficeCode, p.Activity, p.Identifier, tx.Now)
	return err
}

// Unsent are the services of a code that do not go into section 6.
type Unsent struct {
	Code, Title string
	National    string // what waits to be confirmed, "" when no code is known
	Services    int
}

// Unsent returns what of a month's services to persons does not go, by code, in
// the offices of the actor's scope.
func (s *Store) Unsent(ctx context.Context, actor rule.Actor, month string) ([]Unsent, error) {
	scope, args := actor.OfficeScope("d.cpi_id")
	always, codes := db.In(registry.AlwaysExported())
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT d.code, coalesce((SELECT title FROM service_code c WHERE c.code=d.code ORDER BY c.valid_from DESC LIMIT 1),''), coalesce(m.national,''), count(*)
		FROM delivered_service d LEFT JOIN national_mapping m ON m.code=d.code
		WHERE d.month=? AND d.cpi_id IN (SELECT id FROM cpi) AND `+scope+` AND d.worker_id IS NOT NULL AND d.origin<>'replica' AND d.annulled_at IS NULL
		AND NOT (coalesce(m.national,'')<>'' AND (m.confidence='alta' OR m.confirmed_at IS NOT NULL OR d.code IN `+always+`)) GROUP BY d.code ORDER BY count(*) DESC, d.code`,
		append(append([]any{month}, args...), codes...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Unsent
	for rows.Next() {
		var u Unsent
		if err := rows.Scan(&u.Code, &u.Title, &u.National, &u.Services); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}
