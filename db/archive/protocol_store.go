package archive

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// ProtocolTx registers a document in the installation's own register.
func ProtocolTx(ctx context.Context, tx *db.Tx, actor rule.Actor, e Entry) (Protocol, error) {
	return OwnRegister{}.ProtocolTx(ctx, tx, actor, e)
}

// ProtocolTx gives the next number of the year in the transaction of the act:
// an act that fails takes its number back, so the series has no gap, and one
// writer at a time means that no two acts get the same. Numbers begin again at
// 1 on 1 January, local time.
func (OwnRegister) ProtocolTx(ctx context.Context, tx *db.Tx, actor rule.Actor, e Entry) (Protocol, error) {
	if err := e.check(); err != nil {
		return Protocol{}, err
	}
	p := Protocol{Year: tx.Today.Time().Year(), RegisteredAt: tx.Now}
	err := tx.QueryRowContext(ctx, `INSERT INTO protocol_entry(year,number,registered_at,direction,counterpart,subject,class,external_number,external_date,sha256,user_id,cpi_id)
		SELECT ?1, coalesce(max(number),0)+1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11 FROM protocol_entry WHERE year=?1
		RETURNING id, number`,
		p.Year, tx.Now, e.Direction, strings.TrimSpace(e.Counterpart), strings.TrimSpace(e.Subject), e.Class, e.ExternalNumber, e.ExternalDate,
		e.SHA256, actor.UserID, db.Null(e.CPI)).Scan(&p.ID, &p.Number)
	if err != nil {
		return Protocol{}, err
	}
	return p, AuditTx(ctx, tx, actor, Audit{Action: "protocollo.registrato", Subject: "protocol_entry", SubjectID: p.ID})
}

// AnnulProtocol annuls a registration with its reason: the line stays, the
// number is not used again. Only the head of the office, for what it
// registered, and an administrator may.
func (s *Store) AnnulProtocol(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return rule.Refuse("reason", "Scrivi perché la registrazione viene annullata.")
	}
	if err := rule.TooLong(reason, rule.MaxNote); err != nil {
		return rule.Refuse("reason", err.Error())
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		scope, args := registerScope(actor)
		var annulled bool
		if err := tx.QueryRowContext(ctx, "SELECT annulled_at IS NOT NULL FROM protocol_entry p WHERE id=? AND "+scope,
			append([]any{id}, args...)...).Scan(&annulled); err != nil {
			return err
		}
		if !actor.Has(rule.RoleOfficeHead, rule.RoleAdmin) {
			return db.ErrNotFound
		}
		if annulled {
			return rule.Refuse("", "Questa registrazione è già annullata.")
		}
		if _, err := tx.ExecContext(ctx, "UPDATE protocol_entry SET annulled_at=?, annulled_by=?, annulled_reason=? WHERE id=?",
			tx.Now, actor.UserID, reason, id); err != nil {
			return err
		}
		return AuditTx(ctx, tx, actor, Audit{Action: "protocollo.annullato", Subject: "protocol_entry", SubjectID: id, Fields: []string{"annulled_at"}, Reason: reason})
	})
}

// registerScope is the part of the register that the actor sees: an office its
// own lines, a province those of its offices, an administrator all.
func registerScope(actor rule.Actor) (string, []any) {
	if actor.Has(rule.RoleAdmin) {
		return "1=1", nil
	}
	return actor.OfficeScope("p.cpi_id")
}

// RegisterFilter is what the register is searched by.
type RegisterFilter struct {
	Year      int       // 0 is every year
	Day       rule.Date // "" is every day
	Direction Direction // "" is all
	Text      string    // part of counterpart or subject, or a number
	Before    int64     // id after which the page begins, 0 for the newest
	Limit     int
}

const registerColumns = `p.id, p.year, p.number, p.registered_at, p.direction, p.counterpart, p.subject, p.class, p.external_number,
	p.external_date, p.sha256, p.user_id, coalesce(p.cpi_id,0), coalesce(p.annulled_at,''), coalesce(p.annulled_by,0), coalesce(p.annulled_reason,''),
	coalesce((SELECT surname||' '||name FROM user WHERE id=p.user_id),'Sportello'), coalesce((SELECT name FROM cpi WHERE id=p.cpi_id),''),
	coalesce((SELECT surname||' '||name FROM user WHERE id=p.annulled_by),''), coalesce((SELECT max(id) FROM document WHERE protocol_id=p.id AND special=0),0)`

// Register returns the lines of the register in the actor's scope, newest
// first.
func (s *Store) Register(ctx context.Context, actor rule.Actor, f RegisterFilter) ([]RegisteredEntry, error) {
	where, args := registerScope(actor)
	add := func(condition string, values ...any) {
		where += " AND " + condition
		args = append(args, values...)
	}
	if f.Year != 0 {
		add("p.year=?", f.Year)
	}
	if f.Day != "" {
		from, to := dayBounds(f.Day)
		add("p.registered_at>=? AND p.registered_at<?", from, to)
	}
	if f.Direction != "" {
		add("p.direction=?", f.Direction)
	}
	if f.Before != 0 {
		add("p.id<?", f.Before)
	}
	if text := strings.TrimSpace(f.Text); text != "" {
		like := "%" + likeEscape(text) + "%"
		add(`(p.counterpart LIKE ? ESCAPE '\' OR p.subject LIKE ? ESCAPE '\' OR printf('%d/%07d',p.year,p.number) LIKE ? ESCAPE '\')`, like, like, like)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+registerColumns+" FROM protocol_entry p WHERE "+where+" ORDER BY p.id DESC LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []RegisteredEntry
	for rows.Next() {
		e, err := scanRegistered(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// RegisterEntry returns one line of the register, db.ErrNotFound out of scope.
func (s *Store) RegisterEntry(ctx context.Context, actor rule.Actor, id int64) (RegisteredEntry, error) {
	scope, args := registerScope(actor)
	e, err := scanRegistered(s.db.Reader().QueryRowContext(ctx, "SELECT "+registerColumns+" FROM protocol_entry p WHERE p.id=? AND "+scope, append([]any{id}, args...)...))
	return e, db.Classify(err)
}

// dayBounds returns the instants at which a local day begins and ends.
func dayBounds(d rule.Date) (from, to rule.Instant) {
	return rule.InstantOf(d.At(0)), rule.InstantOf(d.AddDays(1).At(0))
}

func likeEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

func scanRegistered(row interface{ Scan(...any) error }) (RegisteredEntry, error) {
	var e RegisteredEntry
	err := row.Scan(&e.ID, &e.Year, &e.Number, &e.RegisteredAt, &e.Direction, &e.Counterpart, &e.Subject, &e.Class, &e.ExternalNumber,
		&e.ExternalDate, &e.SHA256, &e.UserID, &e.CPI, &e.AnnulledAt, &e.AnnulledBy, &e.AnnulledReason,
		&e.UserName, &e.Office, &e.AnnulledName, &e.DocumentID)
	return e, err
}
