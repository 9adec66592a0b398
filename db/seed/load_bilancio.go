package seed

import (
	"context"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// filled are the answers of each panel of one trade, as they are stored.
type filled map[string]string

// bilanci brings bilanci: each begins from an appointment of the past of its
// own, and has the panels of the phases that it has been through.
func (l *loader) bilanci(ctx context.Context) error {
	if l.done.Bilanci >= l.amounts.Bilanci {
		return nil
	}
	benches, err := l.benches(ctx)
	if err != nil {
		return err
	}
	var answers []filled
	for _, t := range trades {
		answers = append(answers, l.fillTrade(t))
	}
	walk := &cursor{days: func(n int) rule.Date { return l.today.AddDays(-1 - n) }, at: map[*bench]int{}}
	for i, b := range benches {
		b.begun = (l.done.Bilanci - i + len(benches) - 1) / len(benches)
	}
	numbers, err := l.numbers(ctx)
	if err != nil {
		return err
	}
	return l.batches(ctx, "bilanci", &l.done.Bilanci, l.amounts.Bilanci, batch/8, func(ctx context.Context, tx *db.Tx, from, to int) error {
		s := newStatements(tx)
		defer s.close()
		for i := from; i < to; i++ {
			b := benches[i%len(benches)]
			slot, ok := walk.next(b, 4*half30)
			if !ok || b.begun >= len(b.rows) {
				return errNoTime
			}
			if err := l.bilancio(ctx, s, b, slot, i, numbers, answers[i%len(answers)]); err != nil {
				return err
			}
			b.begun++
		}
		return l.touch(ctx, s)
	})
}

type numberKey struct {
	cpi  int64
	year int
}

// numbers returns the last contract number of each office and year.
func (l *loader) numbers(ctx context.Context) (map[numberKey]int, error) {
	rows, err := l.db.Reader().QueryContext(ctx, "SELECT cpi_id, year, max(number) FROM bilancio GROUP BY 1, 2")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[numberKey]int{}
	for rows.Next() {
		var k numberKey
		var n int
		if err := rows.Scan(&k.cpi, &k.year, &n); err != nil {
			return nil, err
		}
		out[k] = n
	}
	return out, rows.Err()
}

// fillTrade returns the panels of a trade, filled with its answers and samples.
func (l *loader) fillTrade(t trade) filled {
	out := filled{}
	for _, phase := range panels.Base.Phases {
		for _, panel := range phase.Panels {
			a := panels.Sample(panel, t.answers(panel.Code, 1972, l.today), scheda.Context{Today: l.today})
			if panel.Code == "RIP08" {
				a["esito"] = scheda.T("ricerca_attiva")
			}
			out[panel.Code] = string(a.Canonical())
		}
	}
	return out
}

// bilancio writes the i-th bilancio with its appointment and its ledger row.
func (l *loader) bilancio(ctx context.Context, s *statements, b *bench, slot agenda.Slot, i int, numbers map[numberKey]int, answers filled) error {
	r := l.chanceOf(diceBilancio, i, 0)
	who := b.rows[len(b.rows)-1-b.begun]
	state, outcome := bilancio.InProgress, ""
	reached := panels.Phases[r.IntN(3)]
	switch n := r.IntN(100); {
	case n < 50:
		state, outcome, reached = bilancio.Complete, "ricerca_attiva", panels.Riposizionamento
	case n < 58:
		state, outcome = bilancio.Interrupted, "interrotto"
	}
	at, saved := slot.StartsAt(), slot.EndsAt()
	appointment, err := s.exec(ctx, insertAppointment, b.o.ID, b.operator, who.worker, nil, nil, 1, agenda.KindBilancio, slot.Day, slot.Starts, slot.Ends, at, saved,
		"Sala colloqui", "", agenda.Attended, "", "", int(slot.Length()), b.operator, instant(slot.Day.AddDays(-7), 9*60), saved, b.operator)
	if err != nil {
		return err
	}
	key := numberKey{b.o.ID, slot.Day.Time().Year()}
	numbers[key]++
	var ended, contract any = nil, ""
	if state != bilancio.InProgress {
		ended = saved
	}
	if reached != panels.Preliminare {
		contract = slot.Day
	}
	id, err := s.exec(ctx, `INSERT INTO bilancio(year,number,cpi_id,worker_id,list_row_id,appointment_id,counsellor_id,programme,form_version,state,phase,started_at,started_on,
		ended_at,end_reason,contract_on,outcome,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,'AASS',?,?,?,?,?,?,?,?,?,?,?)`, key.year, numbers[key], b.o.ID, who.worker, who.id, appointment, b.operator,
		panels.Base.Version, state, reached, at, slot.Day, ended, map[bool]string{true: "Dati di prova."}[state == bilancio.Interrupted], contract, outcome, saved, b.operator)
	if err != nil {
		return err
	}
	if err := l.phases(ctx, s, id, b.operator, state, reached, at, saved, answers); err != nil {
		return err
	}
	if _, err := s.exec(ctx, insertService, who.worker, b.o.ID, b.operator, b.operator, "E.2", "D2", "AASS", slot.Day, int(slot.Length()), int(slot.Length()), "bilancio", id, appointment, outcome, saved, b.operator); err != nil {
		return err
	}
	for query, args := range map[string][]any{
		"UPDATE appointment SET bilancio_id=? WHERE id=?":  {id, appointment},
		"UPDATE worker SET bilancio=? WHERE id=?":          {state, who.worker},
		"UPDATE list_row SET bilancio=? WHERE worker_id=?": {state, who.worker},
	} {
		if _, err := s.exec(ctx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

// phases writes the phases up to the one reached, each with its panels.
func (l *loader) phases(ctx context.Context, s *statements, id, by int64, state bilancio.State, reached string, at, saved rule.Instant, answers filled) error {
	for _, name := range panels.Phases {
		var closed, closedBy any
		open := name == reached && state != bilancio.Complete
		if !open {
			closed, closedBy = saved, by
		}
		if _, err := s.exec(ctx, "INSERT INTO bilancio_phase(bilancio_id,phase,version,opened_at,closed_at,closed_by) VALUES(?,?,1,?,?,?)", id, name, at, closed, closedBy); err != nil {
			return err
		}
		phase, _ := panels.Base.Phase(name)
		panels := phase.Panels
		if open {
			panels = panels[:len(panels)/2]
		}
		for _, p := range panels {
			if _, err := s.exec(ctx, "INSERT INTO bilancio_panel(bilancio_id,panel,state,answers,saved_at,saved_by) VALUES(?,?,?,?,?,?)", id, p.Code, scheda.StatusComplete, answers[p.Code], saved, by); err != nil {
				return err
			}
		}
		if name == reached {
			return nil
		}
	}
	return nil
}
