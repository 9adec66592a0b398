package seed

import (
	"context"
	"slices"

	"sportello/db/agenda"
	"sportello/db/rule"
)

// row is a person in a list, as an office picks them.
type row struct{ id, worker int64 }

// desk is an office at work: its timetable, what is already taken, and the
// people of its lists in the order in which it takes them.
type desk struct {
	*builder
	o     *office
	table agenda.Timetable
	busy  map[int64]agenda.Busy
	rows  []row
	// pace is how many appointments in a hundred days an operator has.
	pace int
	// convenes is how many of them in a hundred are convocations.
	convenes int
}

// The story's days: appointments stand from a month before today to three
// weeks after.
const (
	daysBefore = 31
	daysAfter  = 22
)

// openDesks opens every office.
func (b *builder) openDesks(ctx context.Context) error {
	for i := range b.offices {
		k, err := b.desk(ctx, &b.offices[i])
		if err != nil {
			return err
		}
		b.desks = append(b.desks, k)
	}
	return nil
}

func (b *builder) deskOf(name string) *desk {
	return b.desks[slices.IndexFunc(b.desks, func(k *desk) bool { return k.o.Name == name })]
}

// actorOf returns who has the id among those who work in the office.
func (k *desk) actorOf(id int64) rule.Actor {
	return k.o.staff[slices.IndexFunc(k.o.staff, func(a rule.Actor) bool { return a.UserID == id })]
}

func (b *builder) desk(ctx context.Context, o *office) (*desk, error) {
	k := &desk{builder: b, o: o, busy: map[int64]agenda.Busy{}, pace: 25, convenes: 30}
	switch {
	case o.Name == home:
		k.pace, k.convenes = 150, 55
	case o.Name == away:
		k.pace, k.convenes = 160, 50
	case o.Province == "FG":
		k.pace, k.convenes = 70, 40
	}
	for _, s := range o.staff {
		k.busy[s.UserID] = agenda.Busy{}
	}
	if o.Name == home {
		if err := k.absences(ctx); err != nil {
			return nil, err
		}
	}
	var err error
	k.table, err = b.agenda.Timetable(ctx, rule.System, o.ID, b.began(), b.today.AddDays(90))
	if err != nil {
		return nil, err
	}
	return k, k.pool(ctx)
}

// absences notes who will be away, and two days on which the office is closed.
func (k *desk) absences(ctx context.Context) error {
	k.at(k.began().AddDays(2), 9*60)
	weekday := func(n int) rule.Date { return rule.AddWorkingDays(k.today, n, "") }
	for _, a := range []struct {
		who      string
		from, to rule.Date
		starts   rule.Minutes
		reason   string
	}{
		{colleagueEmail, weekday(4), weekday(6), 0, "ferie"},
		{colleagueEmail, weekday(-12), weekday(-11), 0, "permesso"},
		{counsellorEmail, weekday(2), weekday(2), 12 * 60, "corso di aggiornamento"},
		{operatorEmail, weekday(9), weekday(9), 0, "ferie"},
		{headEmail, weekday(1), weekday(1), 11 * 60, "riunione in Regione"},
	} {
		if _, err := k.agenda.AddAbsence(ctx, k.actors[headEmail], k.o.ID, agenda.Absence{User: k.actors[a.who].UserID,
			From: a.from, To: a.to, Starts: a.starts, Ends: 24 * 60, Reason: a.reason}); err != nil {
			return err
		}
	}
	for day, reason := range map[rule.Date]string{weekday(-8): "assemblea del personale", weekday(12): "disinfestazione dei locali"} {
		if _, err := k.agenda.CloseDay(ctx, k.actors[headEmail], k.o.ID, day, reason, false); err != nil {
			return err
		}
	}
	return nil
}

// pool gathers the people of the office's lists, in an order of its own.
func (k *desk) pool(ctx context.Context) error {
	rows, err := k.db.Reader().QueryContext(ctx, "SELECT id, worker_id FROM list_row WHERE cpi_id=? GROUP BY worker_id ORDER BY min(id)", k.o.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.id, &r.worker); err != nil {
			return err
		}
		k.rows = append(k.rows, r)
	}
	k.crowd.rng.Shuffle(len(k.rows), func(i, j int) { k.rows[i], k.rows[j] = k.rows[j], k.rows[i] })
	return rows.Err()
}

// take returns the next person nobody has dealt with, false when all are.
func (k *desk) take() (row, bool) {
	if len(k.rows) == 0 {
		return row{}, false
	}
	r := k.rows[0]
	k.rows = k.rows[1:]
	return r, true
}

// slot takes a free slot of the operator on the day, on the half hour, false
// when there is none.
func (k *desk) slot(operator int64, day rule.Date, length rule.Minutes) (agenda.Slot, bool) {
	var free []agenda.Slot
	for _, w := range k.table.Windows(day) {
		for at := (w.Opens + 29) / 30 * 30; at+length <= w.Closes; at += 30 {
			s := agenda.Slot{Day: day, Starts: at, Ends: at + length}
			_, away := k.table.Away(operator, s)
			if !away && !slices.ContainsFunc(k.busy[operator][day], s.Overlaps) {
				free = append(free, s)
			}
		}
	}
	if len(free) == 0 {
		return agenda.Slot{}, false
	}
	s := pick(k.crowd.rng, free)
	k.busy[operator].Add(s)
	return s, true
}

// backSlot takes the last free slot of the operator up to a day.
func (k *desk) backSlot(operator int64, until rule.Date, length rule.Minutes) (agenda.Slot, bool) {
	for i := range 30 {
		if s, ok := k.slot(operator, until.AddDays(-i), length); ok {
			return s, true
		}
	}
	return agenda.Slot{}, false
}

// nextSlot takes the first free slot of the operator from a day on.
func (k *desk) nextSlot(operator int64, from rule.Date, length rule.Minutes) (agenda.Slot, bool) {
	for i := range 30 {
		if s, ok := k.slot(operator, from.AddDays(i), length); ok {
			return s, true
		}
	}
	return agenda.Slot{}, false
}
