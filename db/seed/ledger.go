package seed

import (
	"context"
	"fmt"
	"math/rand/v2"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
)

// servicesEach is how many services of the year a person of the demonstration
// has, on average, beside those that its story writes.
const servicesEach = 3

// ledger writes what the offices did in the year before the story began: the
// codes in the proportions of GOL in Puglia, so that the monthly sheet looks
// like one. Then the offices of the home's province close the months that are
// over, but the last.
func (b *builder) ledger(ctx context.Context) error {
	people, err := b.listedPeople(ctx)
	if err != nil {
		return err
	}
	l := &loader{db: b.db, today: b.today}
	means, err := l.means(ctx)
	if err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(2026, 11))
	first, _ := rule.NewDate(b.today.Time().Year(), 1, 2)
	days := first.DaysUntil(b.today) - 1
	if days < 30 {
		return nil // in January there is no year to tell of
	}
	err = b.db.Write(ctx, func(tx *db.Tx) error {
		s := newStatements(tx)
		defer s.close()
		for i := range b.offices {
			o := &b.offices[i]
			for _, who := range people[o.ID] {
				for range r.IntN(2*servicesEach + 1) {
					day := first.AddDays(r.IntN(days))
					if !rule.WorkingDay(day, o.patron()) {
						continue
					}
					if err := b.earlier(ctx, s, o, who, means, day, r); err != nil {
						return err
					}
				}
			}
		}
		return settleLedger(ctx, tx)
	})
	if err != nil {
		return err
	}
	return b.closeMonths(ctx)
}

// earlier writes one service of the year.
func (b *builder) earlier(ctx context.Context, s *statements, o *office, who served, means map[string]mean, day rule.Date, r *rand.Rand) error {
	code := codeOf(r)
	if code == "B.1" || code == "D.1" { // the story has the DIDs of its people, and the patti are to come
		code = "A.1"
	}
	m, operator := means[code], o.staff[r.IntN(len(o.staff))].UserID
	spent := max(5, m.minutes*(80+r.IntN(40))/100)
	_, err := s.exec(ctx, insertLedger, who.worker, o.ID, operator, operator, code, m.prestazione, day, day.Month(), who.sex, registry.BandOn(who.born, day), m.minutes, spent, "presenza",
		pathOf(who.worker), instant(day, 600), operator)
	return err
}

// listedPeople returns the people of the lists by office.
func (b *builder) listedPeople(ctx context.Context) (map[int64][]served, error) {
	rows, err := b.db.Reader().QueryContext(ctx, "SELECT r.cpi_id, w.id, w.sex, w.birth_date FROM worker w JOIN list_row r ON r.worker_id=w.id GROUP BY w.id ORDER BY w.id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64][]served{}
	for rows.Next() {
		var cpi int64
		var p served
		if err := rows.Scan(&cpi, &p.worker, &p.sex, &p.born); err != nil {
			return nil, err
		}
		out[cpi] = append(out[cpi], p)
	}
	return out, rows.Err()
}

// closeMonths plans that the offices of the home's province close the months of
// the year but the last one that is over.
func (b *builder) closeMonths(ctx context.Context) error {
	store := indicators.NewStore(b.db)
	year, this := b.today.Time().Year(), int(b.today.Time().Month())
	for _, o := range b.offices {
		if o.Province != b.office(home).Province {
			continue
		}
		scope, err := store.ScopeOf(ctx, rule.System, fmt.Sprintf("cpi:%d", o.ID))
		if err != nil {
			return err
		}
		for m := 1; m < this-1; m++ {
			month := fmt.Sprintf("%d-%02d", year, m)
			day, _ := rule.NewDate(year, m+1, 3)
			b.plan(max(day, b.began().AddDays(3)), 10*60, func(ctx context.Context) error { return store.CloseMonth(ctx, rule.System, scope, month) })
		}
	}
	return nil
}

// sessions plans two laboratories of the home: one a week ago, with who was
// there, and one to come, with people expected.
func (b *builder) sessions(ctx context.Context) error {
	o := b.office(home)
	people, err := b.listedPeople(ctx)
	if err != nil {
		return err
	}
	actor, among := o.staff[len(o.staff)-1], people[o.ID]
	for i, lab := range []struct{ title, code string }{{"Preparare il colloquio di lavoro", "F1.7"}, {"Mettersi in proprio: da dove si comincia", "F1.15"}} {
		day := rule.NextWorkingDay(b.today.AddDays([]int{-8, 1}[i]), o.patron())
		b.plan(day.AddDays(-9), 9*60, func(ctx context.Context) error {
			id, err := b.agenda.OpenSession(ctx, actor, agenda.Session{CPI: o.ID, Operator: actor.UserID, Code: lab.code, Title: lab.title, Mode: agenda.InPerson, Capacity: 12, Room: "aula",
				Slot: agenda.Slot{Day: day, Starts: 8*60 + 30, Ends: 10 * 60}})
			if err != nil {
				return err
			}
			for _, p := range among[min(10*i, len(among)):min(10*i+8, len(among))] {
				if err := b.agenda.Invite(ctx, actor, id, p.worker); err != nil && !refused(err) {
					return err
				}
			}
			b.plan(day, 11*60, func(ctx context.Context) error {
				_, err := b.agenda.Attend(ctx, actor, id, nil, agenda.WasPresent)
				return err
			})
			return nil
		})
	}
	return nil
}
