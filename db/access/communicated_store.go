package access

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

const communicatedColumns = "m.id, m.cpi_id, c.name, c.province, m.surname, m.name, m.codice_fiscale, m.communicated_on"

func scanCommunicated(row interface{ Scan(...any) error }) (Communicated, error) {
	var c Communicated
	err := row.Scan(&c.ID, &c.CPI, &c.Office, &c.Province, &c.Surname, &c.Name, &c.CodiceFiscale, &c.On)
	return c, db.Classify(err)
}

// CheckAccreditation holds the request against the names communicated to the
// Region.
func (s *Store) CheckAccreditation(ctx context.Context, actor rule.Actor, a Accreditation) (Check, error) {
	if !mayDecide(actor) {
		return Check{}, db.ErrNotFound
	}
	return checkCommunicated(ctx, s.db.Reader(), a)
}

func checkCommunicated(ctx context.Context, q db.Querier, a Accreditation) (Check, error) {
	var check Check
	rows, err := q.QueryContext(ctx, "SELECT "+communicatedColumns+` FROM communicated_operator m JOIN cpi c ON c.id=m.cpi_id
		WHERE m.codice_fiscale=? OR m.name_fold=? OR m.cpi_id=? ORDER BY m.communicated_on DESC, m.id`,
		a.CodiceFiscale, rule.Fold(a.Surname+a.Name), a.CPI)
	if err != nil {
		return check, err
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanCommunicated(rows)
		if err != nil {
			return check, err
		}
		sameName := rule.Fold(c.Surname+c.Name) == rule.Fold(a.Surname+a.Name)
		switch {
		case c.CodiceFiscale == a.CodiceFiscale && c.CPI == a.CPI:
			check.Found, check.Doubt = &c, c.differences(a)
		case c.CodiceFiscale == a.CodiceFiscale || sameName || nearlySame(c.CodiceFiscale, a.CodiceFiscale):
			check.Near = append(check.Near, Near{c, c.differences(a)})
		}
	}
	if err := rows.Err(); err != nil {
		return check, err
	}
	check.Other, err = otherAccounts(ctx, q, a)
	return check, err
}

// otherAccounts returns the addresses of the other accounts enabled with the
// same codice fiscale.
func otherAccounts(ctx context.Context, q db.Querier, a Accreditation) ([]string, error) {
	rows, err := q.QueryContext(ctx, `SELECT DISTINCT u.email FROM accreditation o JOIN user u ON u.id=o.user_id
		WHERE o.codice_fiscale=? AND o.state='abilitata' AND o.user_id<>? ORDER BY u.email`, a.CodiceFiscale, a.UserID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var email string
		if err := rows.Scan(&email); err != nil {
			return nil, err
		}
		out = append(out, email)
	}
	return out, rows.Err()
}

// NamesFile is a file of names communicated by the offices.
type NamesFile struct {
	Name   string
	Reader io.Reader
	Date   rule.Date // of the lines that have none; today when empty
	DryRun bool      // say what would become of the lines, and store nothing
}

// mayLoadNames reports whether the actor keeps the names communicated.
func mayLoadNames(actor rule.Actor) bool {
	return actor.Has(rule.RoleServiceCentre, rule.RoleRegion)
}

// ImportOperators stores the names of the file as one unit and returns what
// became of its lines and the id of the load. A file that is none is a refusal
// of the field file.
func (s *Store) ImportOperators(ctx context.Context, actor rule.Actor, f NamesFile) (LoadReport, int64, error) {
	if !mayLoadNames(actor) {
		return LoadReport{}, 0, db.ErrNotFound
	}
	header, lines, err := readNames(f.Reader)
	if err != nil {
		return LoadReport{}, 0, rule.Refuse("file", err.Error())
	}
	report := LoadReport{Header: header}
	if f.DryRun {
		names, err := s.judge(ctx, s.db.Reader(), lines, f.Date, s.db.Today(), &report)
		if err == nil {
			err = keepNames(ctx, s.db.Reader(), nil, names, &report)
		}
		return report, 0, err
	}
	var id int64
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		names, err := s.judge(ctx, tx, lines, f.Date, tx.Today, &report)
		if err != nil {
			return err
		}
		if err := keepNames(ctx, tx, tx, names, &report); err != nil {
			return err
		}
		text, err := json.Marshal(storedReport{report, report.Header, report.Lines})
		if err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, "INSERT INTO communicated_load(file_name,loaded_at,loaded_by,report) VALUES(?,?,?,?)", f.Name, tx.Now, actor.UserID, string(text))
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "operatori.caricati", Subject: "communicated_load", SubjectID: id})
	})
	return report, id, err
}

// storedReport is a report as the load keeps it: with the lines, which the
// command line's -json leaves out.
type storedReport struct {
	LoadReport
	Columns []string  `json:"columns"`
	Details []LineOut `json:"details"`
}

// judge reads the persons out of the lines. Lines of the same person in the same
// office are folded into one: the last wins.
func (s *Store) judge(ctx context.Context, q db.Querier, lines []nameLine, date, today rule.Date, report *LoadReport) ([]Communicated, error) {
	if date == "" {
		date = today
	}
	offices, err := officesByFold(ctx, q)
	if err != nil {
		return nil, err
	}
	type person struct {
		cf  string
		cpi int64
	}
	last := map[person]int{}
	var names []Communicated
	var from []nameLine
	var doubts [][]string
	for _, l := range lines {
		c, warnings, reasons := readName(l, offices, date, today)
		if len(reasons) > 0 {
			report.Rejected++
			report.Lines = append(report.Lines, LineOut{l.number, FateRejected, reasons, l.cells})
			continue
		}
		p := person{c.CodiceFiscale, c.CPI}
		if i, known := last[p]; known {
			report.Duplicates++
			report.Lines = append(report.Lines, LineOut{from[i].number, FateDuplicate,
				[]string{fmt.Sprintf("La stessa persona torna alla riga %d, che vale.", l.number)}, from[i].cells})
			names[i], from[i], doubts[i] = c, l, warnings
			continue
		}
		last[p] = len(names)
		names, from, doubts = append(names, c), append(from, l), append(doubts, warnings)
	}
	for i, warnings := range doubts {
		if len(warnings) > 0 {
			report.Warned++
			report.Lines = append(report.Lines, LineOut{from[i].number, FateWarned, warnings, from[i].cells})
		}
	}
	slices.SortFunc(report.Lines, func(a, b LineOut) int { return a.Line - b.Line })
	return names, nil
}

// readName reads one line; reasons are why it cannot be taken, warnings what
// should be looked at.
func readName(l nameLine, offices map[string]Communicated, date, today rule.Date) (c Communicated, warnings, reasons []string) {
	office, known := offices[officeFold(l.values["cpi"])]
	switch {
	case l.values["cpi"] == "":
		reasons = append(reasons, "CPI mancante")
	case !known:
		reasons = append(reasons, "CPI sconosciuto: «"+l.values["cpi"]+"»")
	}
	c = Communicated{CPI: office.CPI, Office: office.Office, Surname: l.values["surname"], Name: l.values["name"], On: date}
	if rule.Fold(c.Surname) == "" {
		reasons = append(reasons, "cognome mancante")
	}
	if rule.Fold(c.Name) == "" {
		reasons = append(reasons, "nome mancante")
	}
	for _, text := range []string{c.Surname, c.Name} {
		if rule.TooLong(text, rule.MaxName) != nil {
			reasons = append(reasons, "cognome o nome troppo lungo")
		}
	}
	cf, err := rule.ParseCodiceFiscale(l.values["cf"])
	switch {
	case err != nil:
		reasons = append(reasons, err.Error())
	case cf.Provisional():
		reasons = append(reasons, "il codice fiscale è di un ente, non di una persona")
	default:
		c.CodiceFiscale = string(cf)
		warnings = append(warnings, cf.Mismatches(c.Surname, c.Name, "", "", "", today)...)
	}
	if text := l.values["date"]; text != "" {
		on, err := rule.ParseDate(strings.Fields(text)[0])
		switch {
		case err != nil:
			warnings = append(warnings, "data non leggibile, vale quella del caricamento: «"+text+"»")
		case on > today:
			warnings = append(warnings, "data nel futuro: "+on.Italian())
			c.On = on
		default:
			c.On = on
		}
	}
	if len(reasons) > 0 {
		warnings = nil
	}
	return c, warnings, reasons
}

// keepNames compares each name to what is stored, and stores it unless tx is
// nil (a dry run).
func keepNames(ctx context.Context, q db.Querier, tx *db.Tx, names []Communicated, report *LoadReport) error {
	for _, c := range names {
		old, err := scanCommunicated(q.QueryRowContext(ctx, "SELECT "+communicatedColumns+
			" FROM communicated_operator m JOIN cpi c ON c.id=m.cpi_id WHERE m.codice_fiscale=? AND m.cpi_id=?", c.CodiceFiscale, c.CPI))
		known := err == nil
		switch {
		case known && old.On == c.On && sameText(old.Surname, c.Surname) && sameText(old.Name, c.Name):
			report.Unchanged++
			continue
		case known:
			report.Updated++
		case db.Classify(err) == db.ErrNotFound:
			report.Created++
		default:
			return err
		}
		if tx == nil {
			continue
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO communicated_operator(cpi_id,surname,name,name_fold,codice_fiscale,communicated_on) VALUES(?,?,?,?,?,?)
			ON CONFLICT(codice_fiscale,cpi_id) DO UPDATE SET surname=excluded.surname, name=excluded.name, name_fold=excluded.name_fold, communicated_on=excluded.communicated_on`,
			c.CPI, c.Surname, c.Name, rule.Fold(c.Surname+c.Name), c.CodiceFiscale, c.On)
		if err != nil {
			return err
		}
	}
	return nil
}

// sameText compares as an import does: case and repeated blanks do not count.
func sameText(a, b string) bool { return strings.EqualFold(oneLine(a), oneLine(b)) }

// officeFold returns the key of an office as people write it: «CPI di San
// Severo (FG)» is San Severo.
func officeFold(text string) string {
	if i := strings.IndexAny(text, "("); i > 0 {
		text = text[:i]
	}
	key := rule.Fold(text)
	for _, prefix := range []string{"centroperlimpiego", "cpi", "cti"} {
		key = strings.TrimPrefix(key, prefix)
	}
	return strings.TrimPrefix(key, "di")
}

// officesByFold returns the offices by the key of their name; the newest wins.
func officesByFold(ctx context.Context, q db.Querier) (map[string]Communicated, error) {
	rows, err := q.QueryContext(ctx, "SELECT id, name, province FROM cpi ORDER BY valid_from")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]Communicated{}
	for rows.Next() {
		var c Communicated
		if err := rows.Scan(&c.CPI, &c.Office, &c.Province); err != nil {
			return nil, err
		}
		out[officeFold(c.Office)] = c
	}
	return out, rows.Err()
}
