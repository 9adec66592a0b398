package indicators

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"sportello/db"
	"sportello/db/rule"
)

// Amended returns what has changed behind the figure of a closed month, or behind
// a part of it: the facts that came since, and those that went. The month is the
// first of those asked for.
func (s *Store) Amended(ctx context.Context, scope Scope, w Which) (added, gone []Row, err error) {
	named := scope
	named.Names = true // told apart by who they are, and only then made nameless
	w.Months, w.Kept = w.Months[:1], nil
	of, err := s.tallied(ctx, scope, w.Months)
	if err != nil {
		return nil, nil, err
	}
	p := always
	if p.who = slices.Collect(maps.Keys(touched(w.Indicator, of, scope.Offices, w.Months[0]))); len(p.who) == 0 {
		return nil, nil, nil
	}
	now, err := s.rowsOf(ctx, named, w, p, Row{}, 0)
	if err != nil {
		return nil, nil, err
	}
	was, err := s.keptFacts(ctx, scope, w, p.who)
	if err != nil {
		return nil, nil, err
	}
	before, today := map[factKey]bool{}, map[factKey]bool{}
	for _, x := range was {
		before[w.key(x)] = true
	}
	for _, x := range now {
		today[w.key(x)] = true
		if !before[w.key(x)] {
			x.Amend = "aggiunta"
			added = append(added, scope.nameless(x))
		}
	}
	for _, x := range was {
		if !today[w.key(x)] {
			x.Amend = "tolta"
			gone = append(gone, scope.nameless(x))
		}
	}
	return added, gone, nil
}

// factKey tells facts apart.
type factKey struct {
	worker  int64
	subject string
	id      int64
	days    int
}

func (w Which) key(x Row) factKey {
	if w.Indicator.Counts == Persons {
		return factKey{worker: x.WorkerID}
	}
	return factKey{0, x.Subject, x.SubjectID, x.Days} // another number of the same fact is another
}

// keptFacts returns what was kept of some persons behind a figure of a closed
// month, or behind a part of it: of persons one for each, the first, as the offices
// together count them.
func (s *Store) keptFacts(ctx context.Context, scope Scope, w Which, who []int64) (out []Row, err error) {
	all, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x Row, err error) {
		var born rule.Date
		err = r.Scan(&x.On, &x.WorkerID, &x.Worker, &born, &x.Sex, &x.Band, &x.Subject, &x.SubjectID, &x.PageID, &x.Code, &x.Count, &x.Operator, &x.Reason, &x.Office, &x.Days)
		if born != "" {
			x.Age = born.AgeOn(x.On)
		}
		return x, err
	}, `SELECT f.day, f.worker_id, coalesce(trim(w.surname||' '||w.name),''), coalesce(w.birth_date,''), f.sex, f.age_band, f.subject, f.subject_id, `+pageOf("f.subject_id")+`, coalesce(d.code,''), coalesce(d.prestazione,''),
			coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=`+operatorOf("f.subject_id")+`),''), coalesce(d.annulled_reason,x.annulled_reason,''), (SELECT name FROM cpi WHERE id=f.cpi_id), f.days
		FROM sheet_fact f LEFT JOIN worker w ON w.id=f.worker_id LEFT JOIN delivered_service d ON f.subject='delivered_service' AND d.id=f.subject_id LEFT JOIN did x ON f.subject='did' AND x.id=f.subject_id
		WHERE f.cpi_id IN (SELECT value FROM json_each(?)) AND f.month=? AND f.indicator=? AND f.worker_id IN (SELECT value FROM json_each(?)) ORDER BY f.day, f.subject_id`, jsonOf(scope.Offices), w.Months[0], w.Indicator.Code, jsonOf(who))
	met := map[factKey]bool{}
	for _, x := range all {
		first := !met[w.key(x)]
		met[w.key(x)] = true
		if first && (w.Sex == nil || *w.Sex == x.Sex) && (w.Band == nil || *w.Band == x.Band) {
			out = append(out, x)
		}
	}
	return out, err
}
