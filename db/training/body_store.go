package training

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Bodies returns the training bodies by name: all of them for the public
// service, its own for a training body.
func (s *Store) Bodies(ctx context.Context, actor rule.Actor) ([]Body, error) {
	scope, args := bodyScope(actor)
	var out []Body
	err := collect(ctx, s.db.Reader(), "SELECT "+bodyColumns+" FROM training_body b WHERE "+scope+" ORDER BY b.name, b.id", args, func(rows *sql.Rows) error {
		var b Body
		err := rows.Scan(b.targets()...)
		out = append(out, b)
		return err
	})
	return out, err
}

// bodiesTx returns every training body.
func bodiesTx(ctx context.Context, tx *db.Tx) ([]Body, error) {
	var out []Body
	err := collect(ctx, tx, "SELECT "+bodyColumns+" FROM training_body b", nil, func(rows *sql.Rows) error {
		var b Body
		err := rows.Scan(b.targets()...)
		out = append(out, b)
		return err
	})
	return out, err
}

// Body returns a training body, db.ErrNotFound if there is none for the actor.
func (s *Store) Body(ctx context.Context, actor rule.Actor, id int64) (Body, error) {
	scope, args := bodyScope(actor)
	var b Body
	err := s.db.Reader().QueryRowContext(ctx, "SELECT "+bodyColumns+" FROM training_body b WHERE b.id=? AND "+scope, append([]any{id}, args...)...).Scan(b.targets()...)
	return b, db.Classify(err)
}

// bodyScope keeps a training body to its own row; whoever reads the catalogue
// sees every body, since these are no persons.
func bodyScope(actor rule.Actor) (string, []any) {
	if readsAll(actor) {
		return "1=1", nil
	}
	return actor.BodyScope("b.codice_fiscale")
}

// ParseBodyCode returns the codice fiscale of a training body: 11 digits, or
// 16 characters for a body that is one person.
func ParseBodyCode(text string) (string, error) {
	code := strings.ToUpper(strings.Join(strings.Fields(text), ""))
	if len(code) == 16 {
		cf, err := rule.ParseCodiceFiscale(code)
		return string(cf), err
	}
	return rule.ParsePartitaIVA(code)
}

// SaveBody creates a training body (ID 0) or changes it, and returns its id.
func (s *Store) SaveBody(ctx context.Context, actor rule.Actor, b Body) (int64, error) {
	if !mayWrite(actor) {
		return 0, db.ErrNotFound
	}
	var refusals rule.Refusals
	if err := b.Check(); err != nil {
		refusals = err.(rule.Refusals)
	}
	if code, err := ParseBodyCode(b.CodiceFiscale); err != nil && b.CodiceFiscale != "" {
		refusals.Add("codice_fiscale", err.Error())
	} else {
		b.CodiceFiscale = code
	}
	if b.Email != "" {
		email, err := rule.ParseEmail(b.Email)
		if err != nil {
			refusals.Add("email", err.Error())
		}
		b.Email = email
	}
	if b.Phone != "" {
		phone, err := rule.ParsePhone(b.Phone)
		if err != nil {
			refusals.Add("telefono", err.Error())
		}
		b.Phone = phone
	}
	if err := refusals.Err(); err != nil {
		return 0, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		action := "organismo.modificato"
		if b.ID == 0 {
			action = "organismo.creato"
		}
		if err := writeBody(ctx, tx, &b); err != nil {
			return err
		}
		if err := changedTx(ctx, tx); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "training_body", SubjectID: b.ID})
	})
	return b.ID, err
}

func writeBody(ctx context.Context, tx *db.Tx, b *Body) error {
	taken := rule.Refuse("codice_fiscale", "Esiste già un organismo con questo codice fiscale.")
	if b.ID == 0 {
		res, err := tx.ExecContext(ctx, "INSERT INTO training_body(codice_fiscale,name,address,phone,email) VALUES(?,?,?,?,?)",
			b.CodiceFiscale, b.Name, b.Address, b.Phone, b.Email)
		if db.IsUnique(err) {
			return taken
		}
		if err != nil {
			return err
		}
		b.ID, err = res.LastInsertId()
		return err
	}
	res, err := tx.ExecContext(ctx, "UPDATE training_body SET codice_fiscale=?, name=?, address=?, phone=?, email=?, version=version+1 WHERE id=? AND version=?",
		b.CodiceFiscale, b.Name, b.Address, b.Phone, b.Email, b.ID, b.Version)
	if db.IsUnique(err) {
		return taken
	}
	if err != nil {
		return err
	}
	return changedOrStale(ctx, tx, res, "training_body", b.ID)
}

// Provinces returns the siglas of the provinces in which there are editions.
func (s *Store) Provinces(ctx context.Context) ([]string, error) {
	var out []string
	err := collect(ctx, s.db.Reader(), "SELECT DISTINCT province FROM edition WHERE province<>'' ORDER BY province", nil, func(rows *sql.Rows) error {
		var sigla string
		err := rows.Scan(&sigla)
		out = append(out, sigla)
		return err
	})
	return out, err
}

// LastChange returns who last saved a course, edition or body, and when.
func (s *Store) LastChange(ctx context.Context, subject string, id int64) (who string, at rule.Instant, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT coalesce((SELECT trim(name||' '||surname) FROM user WHERE user.id=a.user_id),'Sportello'), a.at
		FROM audit a WHERE a.subject=? AND a.subject_id=? ORDER BY a.id DESC LIMIT 1`, subject, id).Scan(&who, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return "Un'importazione", rule.InstantOf(s.db.Now()), nil
	}
	return who, at, err
}
