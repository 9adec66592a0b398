package seed

import (
	"container/heap"
	"context"
	"errors"
	"time"

	"sportello/db/agenda"
	"sportello/db/rule"
)

// act is something that happens at a moment of the story.
type act struct {
	at    time.Time
	order int // of planning, among acts of the same moment
	do    func(context.Context) error
}

type acts []act

func (a acts) Len() int { return len(a) }
func (a acts) Less(i, j int) bool {
	return a[i].at.Before(a[j].at) || a[i].at.Equal(a[j].at) && a[i].order < a[j].order
}
func (a acts) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *acts) Push(x any)   { *a = append(*a, x.(act)) }
func (a *acts) Pop() any {
	last := (*a)[len(*a)-1]
	*a = (*a)[:len(*a)-1]
	return last
}

// story is what is still to happen, in the order of time, so that every row is
// written at its moment: the audit is a chain, the protocol a sequence.
type story struct {
	acts    acts
	telling bool
	planned int
	done    int
	refused []error
}

// open returns a day on which offices work: the day itself, or the last one before it.
func (b *builder) open(day rule.Date) rule.Date {
	for !rule.WorkingDay(day, "") {
		day = day.AddDays(-1)
	}
	return day
}

// open is the last day up to a day on which the office is open: neither a holiday nor
// its patron saint's, nor a day on which it stays closed.
func (k *desk) open(day rule.Date) rule.Date {
	for len(k.table.Windows(day)) == 0 {
		day = day.AddDays(-1)
	}
	return day
}

// plan adds an act at a local minute of a day. What lies after now does not
// happen.
func (b *builder) plan(day rule.Date, m rule.Minutes, do func(context.Context) error) {
	b.planOn(b.open(day), day, m, do)
}

func (k *desk) plan(day rule.Date, m rule.Minutes, do func(context.Context) error) {
	k.planOn(k.open(day), day, m, do)
}

// planOn adds an act on the open day that stands for a day: when that is another one,
// after what happens on it, and after what was planned before it.
func (b *builder) planOn(open, day rule.Date, m rule.Minutes, do func(context.Context) error) {
	if open != day {
		m = 18*60 + rule.Minutes(open.DaysUntil(day)-1)*30 + m/48
	}
	at := open.At(m)
	if b.story.telling && at.Before(b.clock.t) { // what an act leads to comes after it
		at = b.clock.t
	}
	if at.After(b.now) {
		return
	}
	b.story.planned++
	heap.Push(&b.story.acts, act{at, b.story.planned, do})
}

// tell lets everything happen. An act that a rule refuses is left out: chance
// has put two things into each other's way.
func (b *builder) tell(ctx context.Context) error {
	b.story.telling = true
	for len(b.story.acts) > 0 {
		if err := b.stopped(); err != nil {
			return err
		}
		a := heap.Pop(&b.story.acts).(act)
		b.clock.t = a.at
		err := a.do(ctx)
		switch {
		case err == nil:
			b.story.done++
		case refused(err):
			b.story.refused = append(b.story.refused, err)
		default:
			return err
		}
	}
	return nil
}

// refused reports whether a rule said no: anything else is a defect.
func refused(err error) bool {
	var one rule.Refusal
	var many rule.Refusals
	var conflict agenda.Conflict
	var convened agenda.Convened
	return errors.As(err, &one) || errors.As(err, &many) || errors.As(err, &conflict) || errors.As(err, &convened)
}
