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
	planned int
	done    int
	refused []error
}

// plan adds an act at a local minute of a day. What lies after now does not
// happen.
func (b *builder) plan(day rule.Date, m rule.Minutes, do func(context.Context) error) {
	at := day.At(m)
	if at.After(b.now) {
		return
	}
	b.story.planned++
	heap.Push(&b.story.acts, act{at, b.story.planned, do})
}

// tell lets everything happen. An act that a rule refuses is left out: chance
// has put two things into each other's way.
func (b *builder) tell(ctx context.Context) error {
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
