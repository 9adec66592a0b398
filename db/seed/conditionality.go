package seed

import (
	"context"
	"database/sql"
	"slices"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/conditionality"
	"sportello/db/rule"
)

// conditionality switches the optional module on, so that the demonstration shows it,
// and plans absences of those with a patto in force: judged in each way, and one that
// nobody has judged. A new installation has it off.
func (b *builder) conditionality(context.Context) error {
	b.plan(b.today.AddDays(-30), 8*60, func(ctx context.Context) error {
		_, err := b.access.SetModule(ctx, rule.System, access.Conditionality, true)
		return err
	})
	for _, k := range b.desks {
		if k.o.Name == home || k.o.Name == away {
			k.plan(k.today.AddDays(-18), 15*60, k.absent)
		}
	}
	return nil
}

// judged is what an office does about an absence.
type judged func(k *desk, ctx context.Context, key conditionality.Key) error

// absent plans the absences of two persons: with the first the head of the office has
// one notice confirmed and another waits as a draft; with the second one is archived,
// one set aside and one still to be judged.
func (k *desk) absent(ctx context.Context) error {
	who, err := db.Collect(ctx, k.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT worker_id FROM pact WHERE cpi_id=? AND state='sottoscritto' ORDER BY id LIMIT 2", k.o.ID)
	if err != nil {
		return err
	}
	ways := [][]judged{{confirmed, drafted}, {filed, setAside, nil}}
	for i, worker := range who {
		for n, way := range ways[i] {
			k.misses(worker, k.today.AddDays(-15+6*n+i), way)
		}
	}
	return nil
}

// misses plans an appointment to which a person does not come, and what the office
// does about it two days later.
func (k *desk) misses(worker int64, from rule.Date, then judged) {
	by := k.o.staff[0]
	s, free := k.firstSlot(by.UserID, from, 30)
	if !free || s.Day >= k.today {
		return
	}
	k.plan(from.AddDays(-2), 9*60+50, func(ctx context.Context) error {
		id, err := k.agenda.Book(ctx, by, agenda.Booking{CPI: k.o.ID, Operator: by.UserID, Worker: worker, Slot: s, Kind: agenda.KindOther, Subject: "Verifica del patto"})
		if err != nil {
			return err
		}
		k.plan(s.Day, s.Ends+5, func(ctx context.Context) error {
			return k.agenda.Outcome(ctx, by, id, agenda.ActMiss, 0)
		})
		if then != nil {
			k.plan(s.Day.AddDays(2), 14*60+10, func(ctx context.Context) error { return then(k, ctx, conditionality.Key{Appointment: id}) })
		}
		return nil
	})
}

// firstSlot takes the first free slot of the operator from a day on.
func (k *desk) firstSlot(operator int64, from rule.Date, length rule.Minutes) (agenda.Slot, bool) {
	for i := range 10 {
		day := from.AddDays(i)
		for _, w := range k.table.Windows(day) {
			for at := w.Opens; at+length <= w.Closes; at += 15 {
				s := agenda.Slot{Day: day, Starts: at, Ends: at + length}
				if _, out := k.table.Away(operator, s); !out && !slices.ContainsFunc(k.busy[operator][day], s.Overlaps) {
					k.busy[operator].Add(s)
					return s, true
				}
			}
		}
	}
	return agenda.Slot{}, false
}

func (k *desk) write(ctx context.Context, key conditionality.Key, note string) (int64, error) {
	f, err := k.duties.Fact(ctx, k.o.staff[0], key)
	if err != nil {
		return 0, err
	}
	id, _, err := k.duties.Draft(ctx, k.o.staff[0], key, conditionality.Draft{Breach: f.Breach(), ReasonsBy: k.db.Today().AddDays(conditionality.DaysToAnswer), Note: note})
	return id, err
}

func drafted(k *desk, ctx context.Context, key conditionality.Key) error {
	_, err := k.write(ctx, key, "Chiamata al telefono due volte, non risponde.")
	return err
}

// decide plans the decision of who heads the office, where the demonstration has one.
func decide(k *desk, ctx context.Context, key conditionality.Key, note string, do func(ctx context.Context, head rule.Actor, n conditionality.Notice) error) error {
	id, err := k.write(ctx, key, note)
	if err != nil || k.o.Name != home {
		return err
	}
	k.plan(k.db.Today().AddDays(1), 10*60+15, func(ctx context.Context) error {
		head := k.actors[headEmail]
		n, err := k.duties.Notice(ctx, head, id)
		if err != nil {
			return err
		}
		return do(ctx, head, n)
	})
	return nil
}

func confirmed(k *desk, ctx context.Context, key conditionality.Key) error {
	return decide(k, ctx, key, "Non ha avvisato.", func(ctx context.Context, head rule.Actor, n conditionality.Notice) error {
		_, err := k.duties.Confirm(ctx, head, n.ID, n.Version, k.db.Today().AddDays(conditionality.DaysToAnswer))
		return err
	})
}

func filed(k *desk, ctx context.Context, key conditionality.Key) error {
	return decide(k, ctx, key, "", func(ctx context.Context, head rule.Actor, n conditionality.Notice) error {
		return k.duties.File(ctx, head, n.ID, n.Version, conditionality.Closing{Reason: "malattia", Text: "Certificato medico portato allo sportello"})
	})
}

func setAside(k *desk, ctx context.Context, key conditionality.Key) error {
	_, err := k.duties.SetAside(ctx, k.o.staff[0], key, conditionality.Closing{Reason: conditionality.Other, Text: "L'avviso di spostamento non è mai arrivato"})
	return err
}
