package indicators

import (
	"context"
	"database/sql"
	"strconv"

	"sportello/db"
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
	Operator  string
	Office    string
	Days      int
	Amend     string // of a closed month: «aggiunta» or «tolta» since, "" for what was kept
	Reason    string // why what was taken out was annulled, "" where it was not
}

// Which says which part of an indicator is looked behind.
type Which struct {
	Indicator Indicator
	Months    []string // one, or those of a year
	Sex       *string  // nil for all, "" for not known
	Band      *string
}

// Rows returns the facts behind a figure, as they are counted today: of persons
// one for each, the first; after is the last row of the page before, limit how
// many, 0 for all. The caller has found the scope as the actor's; who may not
// see persons gets none of their names.
func (s *Store) Rows(ctx context.Context, scope Scope, w Which, after Row, limit int) ([]Row, error) {
	if w.Indicator.Awaits != "" {
		return nil, db.ErrNotFound
	}
	behind, args := w.query(scope)
	args = append(args, after.On, after.SubjectID, after.Subject)
	n := strconv.Itoa(len(args) - 2)
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x Row, err error) {
		var born rule.Date
		err = r.Scan(&x.On, &x.WorkerID, &x.Worker, &born, &x.Sex, &x.Band, &x.Subject, &x.SubjectID, &x.Code, &x.Count, &x.Operator, &x.Office, &x.Days)
		if born != "" {
			x.Age = born.AgeOn(x.On)
		}
		return scope.nameless(x), err
	}, `SELECT f.day, f.who, coalesce(trim(w.surname||' '||w.name),''), coalesce(w.birth_date,''), f.sex, f.band, f.subject, f.id, coalesce(d.code,''), coalesce(d.prestazione,''),
			coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=d.operator_id),''), (SELECT name FROM cpi WHERE id=f.cpi), f.days
		FROM (SELECT * FROM (`+behind+`) WHERE (day, id, subject) > (?`+n+`, ?, ?) ORDER BY day, id, subject LIMIT `+limitText(limit)+`) f
		LEFT JOIN worker w ON w.id=f.who LEFT JOIN delivered_service d ON f.subject='delivered_service' AND d.id=f.id ORDER BY f.day, f.id, f.subject`, args...)
}

// CountRows returns how many facts stand behind a figure today.
func (s *Store) CountRows(ctx context.Context, scope Scope, w Which) (n int, err error) {
	if w.Indicator.Awaits != "" {
		return 0, db.ErrNotFound
	}
	behind, args := w.query(scope)
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM ("+behind+")", args...).Scan(&n)
	return n, err
}

// query returns the facts behind a figure and what the query asks with.
func (w Which) query(scope Scope) (string, []any) {
	first := "SELECT month, who, day, sex, band, cpi, subject, id, days FROM (" + facts[w.Indicator.facts] + ")"
	if w.Indicator.Counts == Persons {
		first = "SELECT month, who, min(day) AS day, sex, band, cpi, subject, id, days FROM (" + facts[w.Indicator.facts] + ") GROUP BY who"
	}
	where, args := "1=1", []any{jsonOf(scope.Offices), jsonOf(w.Months)}
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
	return "SELECT * FROM (" + first + ") WHERE " + where, args
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
