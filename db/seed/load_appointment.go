package seed

import (
	"context"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
)

const insertAppointment = `INSERT INTO appointment(cpi_id,operator_id,worker_id,list_row_id,bilancio_id,begins_bilancio,kind,day,starts,ends,starts_at,ends_at,room,subject,
	state,cancelled_by,reason_code,minutes,created_by,created_at,outcome_at,outcome_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`

// insertService writes a row of the ledger with what the person's record says on its day.
const insertService = `INSERT INTO delivered_service(worker_id,cpi_id,operator_planned,operator_id,code,prestazione,programme,delivered_on,minutes_planned,minutes,mode,
	reference,reference_id,appointment_id,outcome,origin,created_at,created_by,month,sex,age_band)
	SELECT w.id,?2,?3,?4,?5,?6,?7,?8,?9,?10,'presenza',?11,?12,?13,?14,'automatico',?15,?16,substr(?8,1,7),w.sex,
	coalesce((SELECT code FROM age_band WHERE w.birth_date<>'' AND substr(?8,1,4)-substr(w.birth_date,1,4)-(substr(?8,6)<substr(w.birth_date,6)) BETWEEN from_age AND to_age),'')
	FROM worker w WHERE w.id=?1`

// appointments brings appointments: the operators in turn, from today outwards.
// The first of each person is a summons from the list.
func (l *loader) appointments(ctx context.Context) error {
	if l.done.Appointments >= l.amounts.Appointments {
		return nil
	}
	benches, err := l.benches(ctx)
	if err != nil {
		return err
	}
	walk := &cursor{days: func(n int) rule.Date { return near(l.today, n) }, at: map[*bench]int{}}
	for i, b := range benches { // what an interrupted load has made
		b.met = (l.done.Appointments - i + len(benches) - 1) / len(benches)
	}
	return l.batches(ctx, "appuntamenti", &l.done.Appointments, l.amounts.Appointments, batch, func(ctx context.Context, tx *db.Tx, from, to int) error {
		s := newStatements(tx)
		defer s.close()
		for i := from; i < to; i++ {
			b := benches[i%len(benches)]
			slot, ok := walk.next(b, half30)
			if !ok {
				return errNoTime
			}
			if err := l.appointment(ctx, s, b, slot, i); err != nil {
				return err
			}
			b.met++
		}
		return l.touch(ctx, s)
	})
}

func (l *loader) appointment(ctx context.Context, s *statements, b *bench, slot agenda.Slot, i int) error {
	r := l.chanceOf(diceAppointment, i, 0)
	who := b.rows[b.met%len(b.rows)]
	kind, listRow := agenda.KindOrientation, int64(0)
	switch {
	case b.met < len(b.rows):
		kind, listRow = agenda.KindConvocation, who.id
	case chance(r, 25):
		kind = agenda.KindOther
	}
	state, by, code := agenda.Fixed, agenda.By(""), ""
	if n := r.IntN(100); n < 5 {
		state, by, code = agenda.Cancelled, agenda.ByCitizen, "impedimento"
	} else if slot.Day < l.today {
		switch {
		case n < 74:
			state = agenda.Attended
		case n < 88:
			state = agenda.Missed
		case n < 97 || slot.Day < l.today.AddDays(-10):
			state = agenda.Excused
		}
	}
	created := instant(slot.Day.AddDays(-7), 9*60)
	var outcome any
	if state != agenda.Fixed {
		outcome = slot.EndsAt()
	}
	var minutes any
	if state == agenda.Attended {
		minutes = int(slot.Length())
	}
	id, err := s.exec(ctx, insertAppointment, b.o.ID, b.operator, who.worker, db.Null(listRow), nil, 0, kind, slot.Day, slot.Starts, slot.Ends, slot.StartsAt(), slot.EndsAt(),
		"2", "", state, by, code, minutes, b.operator, created, outcome, db.Null(b.operator))
	if err != nil {
		return err
	}
	if state == agenda.Attended && kind == agenda.KindOrientation {
		_, err = s.exec(ctx, insertService, who.worker, b.o.ID, b.operator, b.operator, "C.1", "B1", "", slot.Day, int(slot.Length()), minutes, "appuntamento", id, id, "", slot.EndsAt(), b.operator)
	}
	if err != nil || listRow == 0 {
		return err
	}
	return l.summons(ctx, s, b, who, slot, id, state, created)
}

// summons writes the summons of an appointment and what the list keeps of it.
func (l *loader) summons(ctx context.Context, s *statements, b *bench, who row, slot agenda.Slot, appointment int64, state agenda.State, created rule.Instant) error {
	if _, err := s.exec(ctx, "INSERT INTO convocation(list_row_id,worker_id,appointment_id,convened_at,convened_by,body) VALUES(?,?,?,?,?,?)",
		who.id, who.worker, appointment, created, b.operator, "Convocazione di prova."); err != nil {
		return err
	}
	kept := agenda.Summarize([]agenda.Appointment{{ID: appointment, Kind: agenda.KindConvocation, Slot: slot, State: state}})
	c := people.Convocation(kept)
	_, err := s.exec(ctx, "UPDATE list_row SET convocation=?, convocation_on=?, no_shows=?, last_no_show_on=? WHERE id=?", c.State, c.On, c.NoShows, c.LastNoShowOn, who.id)
	return err
}
