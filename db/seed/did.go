package seed

import (
	"context"

	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
)

// ofDID says what becomes of the availability of a person: no dice, so that the rest
// of the story stays as it is. Half declare it at the office when they first come,
// a quarter have done so before, by INPS or on the portal.
func ofDID(b agenda.Booking) (atOffice, before bool) {
	n := b.Worker % 20
	return b.Kind != agenda.KindOther && n < 11, b.Kind != agenda.KindOther && n >= 11 && n < 16
}

// knownDID plans the DID that somebody has given weeks before the appointment is
// fixed, and for one in five its end. The office writes it down as it comes, or
// when the story begins: a month that closes has the DIDs of its days.
func (k *desk) knownDID(b agenda.Booking, by rule.Actor, booked rule.Date) {
	if _, before := ofDID(b); !before {
		return
	}
	d := people.DID{WorkerID: b.Worker, CPI: k.o.ID, On: k.open(booked.AddDays(-4 * int(b.Worker%20))), Channel: "portale"}
	if b.Worker%2 == 0 {
		d.Channel = "inps"
	}
	var id int64
	k.plan(max(d.On, k.began().AddDays(2)), 9*60+10, func(ctx context.Context) (err error) {
		id, err = k.people.DeclareDID(ctx, by, d)
		return err
	})
	if b.Worker%20 == 15 {
		job := k.open(b.Slot.Day.AddDays(12))
		k.plan(job, 12*60+20, func(ctx context.Context) error {
			if id == 0 {
				return nil
			}
			return k.people.EndDID(ctx, by, id, 1, job, "lavoro")
		})
	}
}

// takeDID is the DID of somebody who has come.
func (k *desk) takeDID(ctx context.Context, operator rule.Actor, b agenda.Booking) error {
	if at, _ := ofDID(b); !at {
		return nil
	}
	if all, err := k.people.DIDs(ctx, b.Worker); err != nil || len(all) > 0 {
		return err
	}
	d := people.DID{WorkerID: b.Worker, CPI: k.o.ID, On: b.Slot.Day, Channel: "cpi"}
	if b.Worker%20 != 4 { // one was not asked
		d.Condition = people.WithoutJob
	}
	_, err := k.people.DeclareDID(ctx, operator, d)
	return err
}
