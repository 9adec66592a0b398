package indicators_test

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

func TestCapacityIsTheOpeningHoursLessAbsences(t *testing.T) {
	week := agenda.Timetable{Patron: "11-25", Closed: []agenda.ClosedDay{{Day: "2026-11-26", Reason: "assemblea"}}}
	for d := 1; d <= 5; d++ {
		week.Hours = append(week.Hours, agenda.Hours{Weekday: d, Window: agenda.Window{Opens: 510, Closes: 750}, From: "2020-01-01", To: "9999-12-31"})
	}
	week.Hours = append(week.Hours, agenda.Hours{Weekday: 2, Window: agenda.Window{Opens: 900, Closes: 1020}, From: "2020-01-01", To: "9999-12-31"})
	week.Absences = []agenda.Absence{
		{User: 7, From: "2026-11-23", To: "2026-11-23", Starts: 0, Ends: 1440},
		{User: 7, From: "2026-11-24", To: "2026-11-27", Starts: 700, Ends: 960}, // takes 50 minutes of a morning and an hour of the afternoon
		{User: 7, From: "2026-11-24", To: "2026-11-24", Starts: 690, Ends: 720}, // ten minutes more
	}
	for operator, want := range map[int64]int{
		8: 3*240 + 120,           // Monday, Tuesday with its afternoon, Friday
		7: 180 + 60 + (240 - 50), // Tuesday and Friday of what is left
	} {
		if got := indicators.Capacity(week, operator, "2026-11-23", "2026-11-29"); got != want {
			t.Errorf("operator %d is there for %d minutes, want %d", operator, got, want)
		}
	}
}

func TestTheWorkloadOfAWeek(t *testing.T) {
	o := open(t)
	for id, name := range map[int64]string{11: "Giulia", 12: "Marco"} {
		o.write(func(tx *db.Tx) error {
			if _, err := tx.Exec("INSERT INTO user(id,email,email_fold,password_hash,name,surname,created_at) VALUES(?1,?2,?2,'',?3,'Prova',?4)", id, name+"@prova.example", name, tx.Now); err != nil {
				return err
			}
			_, err := tx.Exec("INSERT INTO role_grant(user_id,role,scope,cpi_id,granted_at,granted_by) VALUES(?,'operatore','cpi',?,?,1)", id, o.here, tx.Now)
			return err
		})
	}
	p, q := o.person("F", "1980-01-01"), o.person("M", "1990-01-01")
	book := func(worker int64, day rule.Date, state string) {
		o.write(func(tx *db.Tx) error {
			at := rule.InstantOf(day.At(600))
			_, err := tx.Exec("INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_at,created_by) VALUES(?,11,?,'orientamento',?,600,645,?,?,?,?,11)",
				o.here, worker, day, at, at, state, tx.Now)
			return err
		})
	}
	book(p, "2026-11-24", "fissato")
	book(p, "2026-11-25", "presente")
	book(p, "2026-11-26", "annullato")
	book(p, "2026-12-01", "fissato")             // the week after
	o.served(p, o.here, "C.1", "", "2026-11-24") // 30 minutes
	o.served(q, o.here, "C.1", "", "2026-11-23")
	o.served(q, o.near, "C.1", "", "2026-11-23") // elsewhere
	gone := o.served(q, o.here, "E.2", "", "2026-11-23")
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.operator, gone, "errore") })
	for _, who := range []int64{p, q} { // one laboratory of an hour, two persons
		o.write(func(tx *db.Tx) error {
			_, err := people.DeliverTx(t.Context(), tx, o.operator, registry.DeliveredService{WorkerID: who, CPI: o.here, Operator: 12, Code: "F1.15", On: "2026-11-26", Minutes: 60, Mode: "presenza",
				SessionID: 5, Origin: registry.OriginAutomatic})
			return err
		})
	}
	loads, err := o.store.Workload(t.Context(), o.head, o.here, "2026-11-23", "2026-11-29")
	o.ok(err)
	if len(loads) != 2 || loads[0].Name != "Giulia Prova" || loads[0].Booked != 90 || loads[0].Delivered != 60 || loads[1].Booked != 0 || loads[1].Delivered != 60 || loads[0].Capacity == 0 || loads[0].Capacity != loads[1].Capacity {
		t.Errorf("%+v", loads)
	}
	codes, err := o.store.CodeLoads(t.Context(), o.head, o.here, "2026-11-01", "2026-11-29")
	o.ok(err)
	if len(codes) != 2 || codes[0].Code != "F1.15" || codes[0].Times != 2 || codes[0].Mean() != 60 || codes[1].Code != "C.1" || codes[1].Mean() != 30 || codes[1].Standard == 0 || codes[1].Title == "" {
		t.Errorf("%+v", codes)
	}
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE role_grant SET revoked_at=? WHERE user_id=12", tx.Now)
		return err
	})
	if loads, err = o.store.Workload(t.Context(), o.province, o.here, "2026-11-23", "2026-11-29"); err != nil || len(loads) != 2 || loads[1].Operator != 0 || loads[1].Delivered != 60 {
		t.Errorf("who works there no more: %+v %v", loads, err)
	}
	for _, actor := range []rule.Actor{o.region, {UserID: 9, Grants: []rule.Grant{{Role: rule.RoleOfficeHead, Scope: rule.ScopeCPI, CPI: o.near, Province: "FG"}}}} {
		if _, err := o.store.Workload(t.Context(), actor, o.here, "2026-11-23", "2026-11-29"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("another office's: %v", err)
		}
		if _, err := o.store.CodeLoads(t.Context(), actor, o.here, "2026-11-23", "2026-11-29"); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("another office's services: %v", err)
		}
	}
	for word, c := range map[string]indicators.CodeLoad{"": {Times: 1, Minutes: 5}, "sotto il minimo": {Times: 2, Minutes: 58, Min: 30, Max: 60}, "nei limiti": {Times: 2, Minutes: 59, Min: 30, Max: 60}, "oltre il massimo": {Times: 1, Minutes: 61, Min: 30, Max: 60}} {
		if got := c.Verdict(); got != word {
			t.Errorf("%+v: %q, want %q", c, got, word)
		}
	}
}
