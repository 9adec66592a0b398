package bilancio

import (
	"context"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
)

// BookMeetings fixes in the agenda the meetings of PRE06's calendar that are
// still to come and not there yet, with the counsellor, and returns how many.
// One that the agenda refuses stops them all.
func (s *Store) BookMeetings(ctx context.Context, actor rule.Actor, id int64) (booked int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		booked = 0
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if b.State != InProgress {
			return rule.Refuse("", "Il bilancio è "+b.State.Label()+": non si fissano altri incontri.")
		}
		for _, slot := range b.Unbooked(tx.Today) {
			_, err := agenda.BookTx(ctx, tx, actor, agenda.Booking{
				CPI: b.CPI, Operator: b.CounsellorID, Worker: b.WorkerID, Bilancio: b.ID, Code: b.Programme.ServiceCode, Kind: agenda.KindBilancio,
				Slot: slot, Subject: "Bilancio delle competenze n. " + b.Code(),
			})
			if err != nil {
				return err
			}
			booked++
		}
		return nil
	})
	return booked, err
}

// Unbooked returns the meetings of the calendar from today on that the agenda
// does not hold.
func (b Bilancio) Unbooked(today rule.Date) []agenda.Slot {
	var out []agenda.Slot
	for _, row := range b.Panels["PRE06"].Answers.Rows("incontri") {
		day := rule.Date(row.Text("data"))
		from, err := rule.ParseMinutes(row.Text("ora"))
		length, ok := row.Number("durata")
		if err != nil || !ok || day < today {
			continue
		}
		held := false
		for _, m := range b.Meetings {
			held = held || m.Day == day && m.From == from
		}
		if !held {
			out = append(out, agenda.Slot{Day: day, Starts: from, Ends: from + rule.Minutes(length)})
		}
	}
	return out
}
