package access

import (
	"context"
	"encoding/json"

	"sportello/db"
	"sportello/db/rule"
)

// CommunicatedFilter chooses the names to list.
type CommunicatedFilter struct {
	Query string // surname, name or office
	After int64
	Limit int
}

// CommunicatedNames returns the names communicated, the latest loaded first,
// and how many there are under the filter.
func (s *Store) CommunicatedNames(ctx context.Context, actor rule.Actor, f CommunicatedFilter) ([]Communicated, int, error) {
	if !mayLoadNames(actor) {
		return nil, 0, db.ErrNotFound
	}
	from, args := " FROM communicated_operator m JOIN cpi c ON c.id=m.cpi_id WHERE 1=1", []any(nil)
	if q := rule.Fold(f.Query); q != "" {
		from += " AND (instr(m.name_fold,?) OR instr(c.name_fold,?))"
		args = append(args, q, q)
	}
	var total int
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*)"+from, args...).Scan(&total); err != nil {
		return nil, 0, err
	}
	if f.After > 0 {
		from, args = from+" AND m.id<?", append(args, f.After)
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+communicatedColumns+from+" ORDER BY m.id DESC LIMIT ?", append(args, f.Limit)...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	var out []Communicated
	for rows.Next() {
		c, err := scanCommunicated(rows)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, c)
	}
	return out, total, rows.Err()
}

// NamesLoad is one file of names that was loaded.
type NamesLoad struct {
	ID     int64
	File   string
	At     rule.Instant
	Who    string
	Report LoadReport
}

const loadColumns = `l.id, l.file_name, l.loaded_at, coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=l.loaded_by),''), l.report`

func scanLoad(row interface{ Scan(...any) error }) (NamesLoad, error) {
	var l NamesLoad
	var text string
	if err := row.Scan(&l.ID, &l.File, &l.At, &l.Who, &text); err != nil {
		return l, db.Classify(err)
	}
	var stored storedReport
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return l, err
	}
	l.Report = stored.LoadReport
	l.Report.Header, l.Report.Lines = stored.Columns, stored.Details
	return l, nil
}

// NamesLoads returns the last files that were loaded, the newest first.
func (s *Store) NamesLoads(ctx context.Context, actor rule.Actor, limit int) ([]NamesLoad, error) {
	if !mayLoadNames(actor) {
		return nil, db.ErrNotFound
	}
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+loadColumns+" FROM communicated_load l ORDER BY l.id DESC LIMIT ?", limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []NamesLoad
	for rows.Next() {
		l, err := scanLoad(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

// NamesLoad returns one load with what became of its lines.
func (s *Store) NamesLoad(ctx context.Context, actor rule.Actor, id int64) (NamesLoad, error) {
	if !mayLoadNames(actor) {
		return NamesLoad{}, db.ErrNotFound
	}
	return scanLoad(s.db.Reader().QueryRowContext(ctx, "SELECT "+loadColumns+" FROM communicated_load l WHERE l.id=?", id))
}
