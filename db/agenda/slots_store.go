package agenda

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/rule"
)

// searchDays is how far ahead free slots are looked for when no end is given.
const searchDays = 60

// FirstFree returns the first free slots of an operator from a day on in which
// the worker is free too; 0 is no worker in mind. At most n.
func (s *Store) FirstFree(ctx context.Context, actor rule.Actor, cpi, operator, worker int64, from rule.Date, length rule.Minutes, n int) ([]FreeSlot, error) {
	today := s.db.Today()
	q := Search{From: max(from, today), Length: length, Operators: []int64{operator}, NotBefore: rule.InstantOf(s.db.Now()), Most: n}
	q.To = q.From.AddDays(searchDays)
	t, err := s.Timetable(ctx, actor, cpi, q.From, q.To)
	if err != nil {
		return nil, err
	}
	r := s.db.Reader()
	if q.Taken, err = takenBy(ctx, r, q.Operators, q.From, q.To); err != nil {
		return nil, err
	}
	if worker != 0 {
		people, err := takenOf(ctx, r, []int64{worker}, q.From, q.To)
		if err != nil {
			return nil, err
		}
		q.Person = people[worker]
	}
	return t.Free(q), nil
}

// FreeBetween returns every free slot of the operators in the period, from now on.
func (s *Store) FreeBetween(ctx context.Context, actor rule.Actor, cpi int64, operators []int64, from, to rule.Date, length rule.Minutes) ([]FreeSlot, error) {
	t, err := s.Timetable(ctx, actor, cpi, from, to)
	if err != nil {
		return nil, err
	}
	return free(ctx, s.db.Reader(), t, Search{From: from, To: to, Length: length, Operators: operators, NotBefore: rule.InstantOf(s.db.Now())})
}

func free(ctx context.Context, q db.Querier, t Timetable, search Search) ([]FreeSlot, error) {
	var err error
	if search.Taken, err = takenBy(ctx, q, search.Operators, search.From, search.To); err != nil {
		return nil, err
	}
	return t.Free(search), nil
}

// takenBy returns when the operators are taken, in whichever office.
func takenBy(ctx context.Context, q db.Querier, operators []int64, from, to rule.Date) (map[int64]Busy, error) {
	return taken(ctx, q, "operator_id", operators, from, to)
}

// takenOf returns when the workers are taken, in whichever office.
func takenOf(ctx context.Context, q db.Querier, workers []int64, from, to rule.Date) (map[int64]Busy, error) {
	return taken(ctx, q, "worker_id", workers, from, to)
}

func taken(ctx context.Context, q db.Querier, column string, who []int64, from, to rule.Date) (map[int64]Busy, error) {
	out := map[int64]Busy{}
	for _, id := range who {
		out[id] = Busy{}
	}
	if len(who) == 0 {
		return out, nil
	}
	marks, args := db.In(who)
	add := func(scan func(...any) error) error {
		var id int64
		var s Slot
		if err := scan(&id, &s.Day, &s.Starts, &s.Ends); err != nil {
			return err
		}
		out[id].Add(s)
		return nil
	}
	err := each(ctx, q, add, "SELECT "+column+", day, starts, ends FROM appointment WHERE "+column+" IN "+marks+" AND day BETWEEN ? AND ? AND state IN ('fissato','presente') ORDER BY day, starts",
		append(args, from, to)...)
	if err != nil {
		return nil, err
	}
	sessions := "SELECT s.operator_id, s.day, s.starts, s.ends FROM group_session s WHERE s.operator_id IN "
	if column == "worker_id" {
		sessions = "SELECT a.worker_id, s.day, s.starts, s.ends FROM session_attendee a JOIN group_session s ON s.id=a.session_id WHERE a.state<>'assente' AND a.worker_id IN "
	}
	return out, each(ctx, q, add, sessions+marks+" AND s.day BETWEEN ? AND ? AND s.cancelled_at IS NULL ORDER BY s.day, s.starts", append(args, from, to)...)
}

// InSameRoom returns the other appointments that stand in the appointment's
// room of its office while it lasts, none when no room is given. Two desks may
// well share a room: it is told, never refused.
func (s *Store) InSameRoom(ctx context.Context, actor rule.Actor, a Appointment) ([]Appointment, error) {
	if a.Room == "" || !a.State.Occupies() {
		return nil, nil
	}
	scope, args := actor.OfficeScope("a.cpi_id")
	near, err := appointments(ctx, s.db.Reader(), "WHERE a.cpi_id=? AND a.day=? AND a.id<>? AND a.room<>'' AND a.state IN ('fissato','presente') AND "+scope+" ORDER BY a.starts, a.id",
		append([]any{a.CPI, a.Slot.Day, a.ID}, args...)...)
	var out []Appointment
	for _, o := range near {
		if roomKey(o.Room) == roomKey(a.Room) && o.Slot.Overlaps(a.Slot) {
			out = append(out, o)
		}
	}
	return out, err
}

// roomKey makes «Stanza 2» and «2» one room.
func roomKey(room string) string {
	return strings.TrimSpace(strings.TrimPrefix(rule.FoldText(room), "stanza "))
}
