package indicators

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

// Row is a fact behind a figure.
type Row struct {
	On        rule.Date
	WorkerID  int64  // 0 where the reader sees no persons
	Worker    string // surname and name
	Sex, Band string
	Age       int // on the day, 0 when not known
	Subject   string
	SubjectID int64
	Code      string // of a service
	Count     string // prestazione
	PageID    int64  // of the page of the fact: of a PAI that of its patto
	Operator  string // who delivered, saved, offered; of a patto who answers for it
	Office    string
	Days      int
	Amend     string // of a closed month: «aggiunta» or «tolta» since, "" for what was kept
	Reason    string // why what was taken out was annulled, "" where it was not
}

// Which says which part of an indicator is looked behind.
type Which struct {
	Indicator Indicator
	Months    []string // one, or those of a year
	Kept      []string // those of them that are as they were closed: their facts are read from what was kept
	Sex       *string  // nil for all, "" for not known
	Band      *string
}

// Rows returns the facts behind a figure, as they are counted today: of persons
// one for each, the first; after is the last row of the page before, limit how
// many, 0 for all. The caller has found the scope as the actor's; who may not
// see persons gets none of their names.
func (s *Store) Rows(ctx context.Context, scope Scope, w Which, after Row, limit int) (rows []Row, err error) {
	if w.Indicator.Awaits != "" {
		return nil, db.ErrNotFound
	}
	for _, part := range w.parts(after.On, limit) {
		if limit > 0 && w.Indicator.Counts == Persons {
			if part.who, err = s.whoFirst(ctx, scope, w, part); err != nil {
				return nil, err
			}
		}
		rows, err = s.rowsOf(ctx, scope, w, part, after, limit)
		if err != nil || limit > 0 && len(rows) == limit {
			return rows, err
		}
	}
	return rows, nil
}

// part bounds what is read for a page.
type part struct {
	from, until rule.Date // days of the rows
	who         []int64   // of the facts that were not kept, only those of these; nil for all
}

var always = part{from: "", until: access.ForeverTo}

// parts returns what may be read for a page, ever more of it: rows come by day, so
// what falls later need not be read where a page fills before.
func (w Which) parts(after rule.Date, limit int) (out []part) {
	if limit <= 0 || len(w.Months) == 0 {
		return []part{always}
	}
	first, last := rule.Date(slices.Min(w.Months)+"-01"), rule.Date(slices.Max(w.Months)+"-01").AddMonths(1)
	for day, n := max(first, after), 1; day < last; day, n = day.AddDays(n), 4*n {
		out = append(out, part{after, day, nil})
	}
	return append(out, part{after, always.until, nil})
}

// whoFirst returns the persons whose first fact of a month that is counted today
// falls within a part: of nobody else need it be looked for.
func (s *Store) whoFirst(ctx context.Context, scope Scope, w Which, p part) ([]int64, error) {
	who, months := []int64{}, w.counted(p)
	of, err := s.tallied(ctx, scope, months)
	for _, month := range months {
		for _, one := range together(w.Indicator, of, scope.Offices, month) {
			if day := rule.Date(month + "-" + twoDigits(one.day)); day >= p.from && day <= p.until {
				who = append(who, one.who)
			}
		}
	}
	return who, err
}

func twoDigits(n uint8) string { return string([]byte{'0' + n/10, '0' + n%10}) }

// counted returns the months up to a part's end whose facts are counted today.
func (w Which) counted(p part) []string {
	return slices.DeleteFunc(slices.Clone(w.Months), func(m string) bool { return m > p.until.Month() || slices.Contains(w.Kept, m) })
}

func (s *Store) rowsOf(ctx context.Context, scope Scope, w Which, p part, after Row, limit int) ([]Row, error) {
	behind, args := w.query(scope, p)
	args = append(args, after.On, after.SubjectID, after.Subject)
	n := strconv.Itoa(len(args) - 2)
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x Row, err error) {
		var born rule.Date
		err = r.Scan(&x.On, &x.WorkerID, &x.Worker, &born, &x.Sex, &x.Band, &x.Subject, &x.SubjectID, &x.PageID, &x.Code, &x.Count, &x.Operator, &x.Office, &x.Days)
		if born != "" {
			x.Age = born.AgeOn(x.On)
		}
		return scope.nameless(x), err
	}, `SELECT f.day, f.who, coalesce(trim(w.surname||' '||w.name),''), coalesce(w.birth_date,''), f.sex, f.band, f.subject, f.id, `+pageOf("f.id")+`, coalesce(d.code,''), coalesce(d.prestazione,''),
			coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=`+operatorOf("f.id")+`),''), (SELECT name FROM cpi WHERE id=f.cpi), f.days
		FROM (SELECT * FROM (`+behind+`) WHERE (day, id, subject) > (?`+n+`, ?, ?) ORDER BY day, id, subject LIMIT `+limitText(limit)+`) f
		LEFT JOIN worker w ON w.id=f.who LEFT JOIN delivered_service d ON f.subject='delivered_service' AND d.id=f.id ORDER BY f.day, f.id, f.subject`, args...)
}

// operatorOf is who of the office a fact of f is of, whose number is in a column.
func operatorOf(id string) string {
	return `CASE f.subject WHEN 'delivered_service' THEN d.operator_id WHEN 'did' THEN (SELECT t.created_by FROM did t WHERE t.id=` + id + `)
		WHEN 'bilancio' THEN (SELECT t.counsellor_id FROM bilancio t WHERE t.id=` + id + `) WHEN 'cv' THEN (SELECT t.saved_by FROM cv t WHERE t.id=` + id + `)
		WHEN 'measure_offer' THEN (SELECT t.operator_id FROM measure_offer t WHERE t.id=` + id + `) WHEN 'plan' THEN (SELECT t.created_by FROM plan t WHERE t.id=` + id + `)
		WHEN 'patto_proposto' THEN (SELECT t.operator_id FROM pact t WHERE t.id=` + id + `) WHEN 'patto_sottoscritto' THEN (SELECT t.operator_id FROM pact t WHERE t.id=` + id + `)
		WHEN 'patto_rifiutato' THEN (SELECT t.operator_id FROM pact t WHERE t.id=` + id + `) END`
}

// pageOf is the number of the page of a fact of f.
func pageOf(id string) string {
	return `CASE f.subject WHEN 'plan' THEN (SELECT t.pact_id FROM plan t WHERE t.id=` + id + `) ELSE ` + id + ` END`
}

// CountRows returns how many facts stand behind a figure today.
func (s *Store) CountRows(ctx context.Context, scope Scope, w Which) (n int, err error) {
	if w.Indicator.Awaits != "" {
		return 0, db.ErrNotFound
	}
	behind, args := w.query(scope, always)
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM ("+behind+")", args...).Scan(&n)
	return n, err
}

// query returns the facts behind a figure that a part may have, and what the
// query asks with.
func (w Which) query(scope Scope, p part) (string, []any) {
	args := []any{jsonOf(scope.Offices), jsonOf(w.counted(p)), p.until, jsonOf(p.who), jsonOf(w.Kept), w.Indicator.Code}
	columns, of := "SELECT month, who, day, sex, band, cpi, subject, id, days FROM ", ""
	if p.who != nil {
		of = " AND +who IN (SELECT value FROM json_each(?4))" // with the plus it is no way in: one seek for each of them in each office took five times as long
	}
	all := columns + "(" + facts[w.Indicator.facts] + ") WHERE day<=?3" + of
	if len(w.Kept) > 0 {
		all += ` UNION ALL SELECT month, worker_id, day, sex, age_band, cpi_id, subject, subject_id, days FROM sheet_fact
			WHERE cpi_id IN (SELECT value FROM json_each(?1)) AND month IN (SELECT value FROM json_each(?5) WHERE value<=substr(?3,1,7)) AND indicator=?6 AND day<=?3`
	}
	if w.Indicator.Counts == Persons {
		all = strings.Replace(columns, "day", "min(day) AS day", 1) + "(" + all + ") GROUP BY who"
	}
	where := "1=1"
	add := func(condition string, value any) {
		args = append(args, value)
		where += " AND " + condition + "?" + strconv.Itoa(len(args))
	}
	if w.Sex != nil {
		add("sex=", *w.Sex)
	}
	if w.Band != nil {
		add("band=", *w.Band)
	}
	return "SELECT * FROM (" + all + ") WHERE " + where, args
}

// nameless returns the row as the reader of the scope may see it.
func (s Scope) nameless(x Row) Row {
	if !s.Names {
		x.WorkerID, x.Worker, x.Age = 0, "", 0
	}
	return x
}

func limitText(limit int) string {
	if limit <= 0 {
		return "-1"
	}
	return strconv.Itoa(limit)
}
