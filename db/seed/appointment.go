package seed

import (
	"context"
	"slices"
	"strconv"

	"sportello/db/agenda"
	"sportello/db/rule"
)

// appointments plans the everyday work of every office.
func (b *builder) appointments(context.Context) error {
	for _, k := range b.desks {
		for d := b.today.AddDays(-daysBefore); d <= b.today.AddDays(daysAfter); d = d.AddDays(1) {
			for _, operator := range k.o.staff {
				for n := k.pace + k.crowd.rng.IntN(100); n >= 100; n -= 100 {
					k.meet(operator, d)
				}
			}
		}
		k.riscontri()
	}
	k := b.deskOf(home)
	b.plan(b.today.AddDays(-4), 10*60, k.convene)
	return nil
}

// others are the subjects of appointments that are neither summons nor
// interview.
var others = []string{"Verifica della DID", "Consegna di documenti", "Informazioni sui tirocini", "Aggiornamento della scheda", "Aiuto con il curriculum"}

var rooms = []string{"1", "2", "3", "Sala colloqui", ""}

// meet plans an appointment of the operator on the day with somebody new.
func (k *desk) meet(operator rule.Actor, day rule.Date) {
	r := k.crowd.rng
	length := rule.Minutes(pick(r, []int{30, 45, 60}))
	who, ok := row{}, false
	s, free := k.slot(operator.UserID, day, length)
	if free {
		who, ok = k.take()
	}
	if !ok {
		return
	}
	booking := agenda.Booking{CPI: k.o.ID, Operator: operator.UserID, Worker: who.worker, Slot: s, Kind: agenda.KindOrientation, Room: pick(r, rooms)}
	if booking.Room != "" {
		booking.Room = k.room(operator.UserID)
	}
	switch n := r.IntN(100); {
	case n < k.convenes:
		booking.Kind, booking.ListRow = agenda.KindConvocation, who.id
	case n > 84:
		booking.Kind, booking.Subject = agenda.KindOther, pick(r, others)
	case chance(r, 18):
		booking.Mode = pick(r, []string{agenda.ByPhone, agenda.ByVideo})
	}
	by := pick(r, k.o.staff)
	on := max(day.AddDays(-2-r.IntN(11)), k.began().AddDays(4))
	k.knownDID(booking, by, on)
	k.plan(on, rule.Minutes(8*60+45+r.IntN(240)), func(ctx context.Context) error {
		id, err := k.agenda.Book(ctx, by, booking)
		if err == nil {
			k.future(id, booking, on)
		}
		return err
	})
}

// future plans what becomes of an appointment that was fixed on a day.
func (k *desk) future(id int64, b agenda.Booking, on rule.Date) {
	r := k.crowd.rng
	operator := k.actorOf(b.Operator)
	day := b.Slot.Day
	before := func(do func(context.Context) error) { // some time between booking and appointment
		if days := on.DaysUntil(day); days > 1 {
			k.plan(on.AddDays(1+r.IntN(days-1)), rule.Minutes(9*60+r.IntN(180)), do)
		}
	}
	switch n := r.IntN(100); {
	case n < 6:
		code := pick(r, []string{"impedimento", "lavoro", "impedimento", "trasporti"})
		before(func(ctx context.Context) error { return k.agenda.Cancel(ctx, operator, id, 0, code, "Ha telefonato.") })
		return
	case n < 9:
		before(func(ctx context.Context) error {
			return k.agenda.Cancel(ctx, operator, id, 0, "riorganizzazione", "")
		})
		return
	case n < 15:
		before(func(ctx context.Context) error { return k.move(ctx, id, b) })
		return
	case n < 40:
		before(func(ctx context.Context) error { return k.agenda.Confirm(ctx, operator, id) })
	}
	// The outcomes of the last days are still to be filled in for some.
	if day > k.today.AddDays(-6) && chance(r, 25) {
		return
	}
	action := agenda.ActAttend
	if n := r.IntN(100); n < 17 {
		action = agenda.ActMiss
	} else if n < 27 {
		action = agenda.ActExcuse
	}
	k.plan(day, b.Slot.Ends+2, func(ctx context.Context) error {
		minutes := 0
		if action == agenda.ActAttend && r.IntN(3) == 0 {
			minutes = int(b.Slot.Length()) + 5*(r.IntN(5)-2)
		}
		if err := k.agenda.Outcome(ctx, operator, id, action, minutes); err != nil {
			return err
		}
		k.again(b, action)
		if action == agenda.ActAttend {
			if err := k.takeDID(ctx, operator, b); err != nil {
				return err
			}
			if err := k.takeCareer(ctx, operator, b); err != nil {
				return err
			}
			return k.takeProfile(ctx, operator, b)
		}
		return nil
	})
}

// move puts an appointment a few days later.
func (k *desk) move(ctx context.Context, id int64, b agenda.Booking) error {
	s, ok := k.nextSlot(b.Operator, b.Slot.Day.AddDays(1+k.crowd.rng.IntN(5)), b.Slot.Length())
	if !ok {
		return nil
	}
	moved, err := k.agenda.Move(ctx, k.actorOf(b.Operator), id, 0, s, b.Operator, b.Room)
	if err == nil {
		b.Slot = s
		k.future(moved, b, k.db.Today())
	}
	return err
}

// again plans what follows an outcome: who did not come is convened once more,
// some of those who came are met again.
func (k *desk) again(b agenda.Booking, action agenda.Action) {
	r := k.crowd.rng
	today := k.db.Today()
	switch {
	case action != agenda.ActAttend && b.Kind == agenda.KindConvocation && chance(r, 55):
	case action == agenda.ActAttend && chance(r, 18):
		b.Kind, b.ListRow, b.Subject, b.Mode = agenda.KindOrientation, 0, "Secondo colloquio", ""
	default:
		return
	}
	on := today.AddDays(1 + r.IntN(2))
	k.plan(on, rule.Minutes(9*60+r.IntN(200)), func(ctx context.Context) error {
		s, ok := k.nextSlot(b.Operator, on.AddDays(4+r.IntN(6)), b.Slot.Length())
		if !ok {
			return nil
		}
		b.Slot = s
		id, err := k.agenda.Book(ctx, k.actorOf(b.Operator), b)
		if err == nil {
			k.future(id, b, on)
		}
		return err
	})
}

// room returns the room of an operator of the office: no two share one.
func (k *desk) room(operator int64) string {
	i := slices.IndexFunc(k.o.staff, func(a rule.Actor) bool { return a.UserID == operator })
	return strconv.Itoa(i + 1)
}

// convene summons fifteen people of the list at once, as an office does.
func (k *desk) convene(ctx context.Context) error {
	batch := agenda.Batch{CPI: k.o.ID, From: k.today.AddDays(daysAfter + 1), To: k.today.AddDays(daysAfter + 25), Length: 30}
	for range 15 {
		if r, ok := k.take(); ok {
			batch.Rows = append(batch.Rows, r.id)
		}
	}
	for _, s := range k.o.staff[:2] {
		batch.Operators = append(batch.Operators, s.UserID)
	}
	_, err := k.agenda.Convene(ctx, k.actors[operatorEmail], batch)
	return err
}

// notes are what offices write beside a riscontro.
var notes = map[string][]string{
	agenda.Renounced: {"Dichiara di non essere interessato al percorso.", "Rinuncia per motivi di famiglia.", "Si trasferisce fuori regione.", "Non intende proseguire: firma la rinuncia allo sportello."},
	agenda.Excluded:  {"Rapporto di lavoro attivo: comunicazione obbligatoria verificata.", "Assunto a tempo indeterminato.", "Rapporto a tempo determinato in corso."},
}

// riscontri plans checks of people whom the office has on its lists, and at
// home the revocation of some.
func (k *desk) riscontri() {
	r := k.crowd.rng
	n := map[string]int{home: 18, away: 6}[k.o.Name]
	if n == 0 && k.o.Province == "FG" {
		n = 3
	}
	for i := range n {
		who, ok := k.take()
		if !ok {
			return
		}
		value := agenda.Excluded
		if i%2 == 0 {
			value = agenda.Renounced
		}
		operator, note := pick(r, k.o.staff), pick(r, notes[value])
		on := k.today.AddDays(-1 - r.IntN(28))
		if i%3 == 0 { // somebody with an appointment to come, which is cancelled
			booking := agenda.Booking{CPI: k.o.ID, Operator: operator.UserID, Worker: who.worker, ListRow: who.id, Kind: agenda.KindConvocation, Room: k.room(operator.UserID)}
			k.plan(on.AddDays(-2), 12*60, func(ctx context.Context) error {
				s, ok := k.nextSlot(operator.UserID, on.AddDays(3+r.IntN(9)), 45)
				if !ok {
					return nil
				}
				booking.Slot = s
				_, err := k.agenda.Book(ctx, operator, booking)
				return err
			})
		}
		k.plan(on, rule.Minutes(9*60+30+r.IntN(150)), func(ctx context.Context) error {
			_, err := k.agenda.RecordRiscontro(ctx, operator, who.worker, value, note)
			return err
		})
		if k.o.Name == home && i%5 == 4 {
			k.plan(on.AddDays(2), 12*60+30, func(ctx context.Context) error {
				return k.agenda.RevokeRiscontro(ctx, k.actors[headEmail], who.worker, "Il rapporto di lavoro è finito: la persona è di nuovo disponibile.")
			})
		}
	}
}
