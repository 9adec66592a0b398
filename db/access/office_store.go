package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const officeColumns = "id, name, province, pilot, address, phone, email, patron_day, patron_name, valid_from, valid_to, version"

func scanOffice(row interface{ Scan(...any) error }) (Office, error) {
	var o Office
	err := row.Scan(&o.ID, &o.Name, &o.Province, &o.Pilot, &o.Address, &o.Phone, &o.Email, &o.PatronDay, &o.PatronName, &o.ValidFrom, &o.ValidTo, &o.Version)
	return o, db.Classify(err)
}

// Offices returns every office, also closed and future ones, by province and name.
func (s *Store) Offices(ctx context.Context) ([]Office, error) {
	return s.officesWhere(ctx, "1=1")
}

// OpenOffices returns the offices that exist today, by name.
func (s *Store) OpenOffices(ctx context.Context) ([]Office, error) {
	today := s.db.Today()
	return s.officesWhere(ctx, "valid_from<=? AND valid_to>=?", today, today)
}

func (s *Store) officesWhere(ctx context.Context, where string, args ...any) ([]Office, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+officeColumns+" FROM cpi WHERE "+where+" ORDER BY province, name_fold, valid_from", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Office
	for rows.Next() {
		o, err := scanOffice(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, rows.Err()
}

// Office returns an office, db.ErrNotFound if there is none.
func (s *Store) Office(ctx context.Context, id int64) (Office, error) {
	return scanOffice(s.db.Reader().QueryRowContext(ctx, "SELECT "+officeColumns+" FROM cpi WHERE id=?", id))
}

// Province is a province of the installation.
type Province struct{ Sigla, Name string }

// Provinces returns the provinces of the installation by name.
func (s *Store) Provinces(ctx context.Context) ([]Province, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT sigla, name FROM province ORDER BY name")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Province
	for rows.Next() {
		var p Province
		if err := rows.Scan(&p.Sigla, &p.Name); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// OfficeVersion is what an office was until somebody changed it.
type OfficeVersion struct {
	Office
	Replaced rule.Instant
	By       string
}

// OfficeHistory returns the earlier versions of an office, the latest first.
func (s *Store) OfficeHistory(ctx context.Context, id int64) ([]OfficeVersion, error) {
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT h.cpi_id, h.name, h.province, 0, h.address, h.phone, h.email, h.patron_day, h.patron_name,
		h.valid_from, h.valid_to, h.version, h.replaced_at, coalesce(trim(u.name||' '||u.surname),'')
		FROM cpi_history h LEFT JOIN user u ON u.id=h.replaced_by WHERE h.cpi_id=? ORDER BY h.version DESC`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []OfficeVersion
	for rows.Next() {
		var v OfficeVersion
		o := &v.Office
		if err := rows.Scan(&o.ID, &o.Name, &o.Province, &o.Pilot, &o.Address, &o.Phone, &o.Email, &o.PatronDay, &o.PatronName,
			&o.ValidFrom, &o.ValidTo, &o.Version, &v.Replaced, &v.By); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// SaveOffice adds an office (id 0) or changes one, keeping what it was before.
// Only an administrator may. The refusals concern name, province, address,
// phone, email, patron_day, valid_from, valid_to; a version that is no longer
// the stored one is db.Stale.
func (s *Store) SaveOffice(ctx context.Context, actor rule.Actor, o Office) (int64, error) {
	if !actor.Has(rule.RoleAdmin) {
		return 0, db.ErrNotFound
	}
	o, err := o.check()
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM province WHERE sigla=?", o.Province).Scan(&n); err != nil {
			return err
		}
		if n == 0 {
			return rule.Refuse("province", "Scegli la provincia.")
		}
		action := "ufficio.modificato"
		if o.ID == 0 {
			action = "ufficio.aggiunto"
			res, err := tx.ExecContext(ctx, `INSERT INTO cpi(name,name_fold,province,pilot,address,phone,email,patron_day,patron_name,valid_from,valid_to)
				VALUES(?,?,?,?,?,?,?,?,?,?,?)`, o.Name, rule.Fold(o.Name), o.Province, o.Pilot, o.Address, o.Phone, o.Email, o.PatronDay, o.PatronName, o.ValidFrom, o.ValidTo)
			if db.IsUnique(err) {
				return errTwin
			}
			if err != nil {
				return err
			}
			o.ID, _ = res.LastInsertId()
		} else if err := replaceOfficeTx(ctx, tx, actor, o); err != nil {
			return err
		}
		if err := checkTwinTx(ctx, tx, o); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "cpi", SubjectID: o.ID})
	})
	return o.ID, err
}

var errTwin = rule.Refuse("name", "In questa provincia c'è già un ufficio con questo nome negli stessi giorni.")

// checkTwinTx refuses two offices of one name in one province whose days overlap.
func checkTwinTx(ctx context.Context, tx *db.Tx, o Office) error {
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM cpi WHERE province=? AND name_fold=? AND id<>? AND valid_from<=? AND valid_to>=?",
		o.Province, rule.Fold(o.Name), o.ID, o.ValidTo, o.ValidFrom).Scan(&n)
	if err == nil && n > 0 {
		return errTwin
	}
	return err
}

func replaceOfficeTx(ctx context.Context, tx *db.Tx, actor rule.Actor, o Office) error {
	old, err := scanOffice(tx.QueryRowContext(ctx, "SELECT "+officeColumns+" FROM cpi WHERE id=?", o.ID))
	if err != nil {
		return err
	}
	if old.Version != o.Version {
		return db.Stale{Current: old.Version}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO cpi_history(cpi_id,version,name,province,address,phone,email,patron_day,patron_name,valid_from,valid_to,replaced_at,replaced_by)
		VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)`, old.ID, old.Version, old.Name, old.Province, old.Address, old.Phone, old.Email, old.PatronDay, old.PatronName,
		old.ValidFrom, old.ValidTo, tx.Now, actor.UserID)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE cpi SET name=?, name_fold=?, province=?, pilot=?, address=?, phone=?, email=?, patron_day=?, patron_name=?, valid_from=?, valid_to=?, version=version+1 WHERE id=?`,
		o.Name, rule.Fold(o.Name), o.Province, o.Pilot, o.Address, o.Phone, o.Email, o.PatronDay, o.PatronName, o.ValidFrom, o.ValidTo, o.ID)
	if db.IsUnique(err) {
		return errTwin
	}
	return err
}
