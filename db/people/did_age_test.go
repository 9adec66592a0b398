package people

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// born makes the person of the counter be born on a day, "" when it is not known.
func (k *counter) born(on rule.Date) {
	k.Helper()
	write(k.T, k.db, func(tx *db.Tx) error {
		_, err := tx.ExecContext(k.Context(), "UPDATE worker SET birth_date=? WHERE id=?", on, k.worker)
		return err
	})
}

func TestADIDAsksForTheAgeOfWork(t *testing.T) {
	dbtest.Proves(t, "evento DID")
	for _, c := range []struct {
		name      string
		born, on  rule.Date
		confirmed bool
		earlier   bool
		refused   string
	}{
		{"fourteen", "2012-11-21", "2026-11-20", false, false, "declared_on"},
		{"fourteen, confirmed", "2011-11-21", "2026-11-20", true, false, "declared_on"},
		{"fourteen, taken before", "2011-11-21", "2026-11-20", false, true, "declared_on"},
		{"fifteen", "2011-11-20", "2026-11-20", false, false, "age_confirmed"},
		{"fifteen, confirmed", "2011-11-20", "2026-11-20", true, false, ""},
		{"fifteen before the reform", "1992-08-31", "2007-08-31", false, false, ""},
		{"fifteen after it", "1992-08-31", "2007-09-01", false, false, "age_confirmed"},
		{"sixteen", "2010-11-20", "2026-11-20", false, false, ""},
		{"sixty-seven", "1959-11-20", "2026-11-20", false, false, ""},
		{"sixty-eight", "1958-11-20", "2026-11-20", false, false, "age_confirmed"},
		{"ninety-one, confirmed", "1935-11-20", "2026-11-20", true, false, ""},
		{"not known", "", "2026-11-20", false, false, ""},
	} {
		err := DID{On: c.on, AgeConfirmed: c.confirmed, Earlier: c.earlier}.CheckAge(c.born)
		if c.refused == "" && err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if c.refused != "" {
			refused(t, err, c.refused)
		}
	}
	k := newCounter(t)
	k.born("2013-01-01")
	_, err := k.people.DeclareDID(t.Context(), k.operator, k.did())
	refused(t, err, "declared_on")
	k.born("1935-01-01")
	_, err = k.people.DeclareDID(t.Context(), k.operator, k.did())
	refused(t, err, "age_confirmed")
	d := k.did()
	d.AgeConfirmed = true
	if _, err = k.people.DeclareDID(t.Context(), k.operator, d); err != nil {
		t.Error(err)
	}
}

// The services of a DID stand in the ledger of the office that registered it: no
// other takes them back, though it may say that the declaration has ended.
func TestOnlyTheOfficeOfADIDAnnulsIt(t *testing.T) {
	k := newCounter(t)
	id, err := k.people.DeclareDID(t.Context(), k.operator, k.did())
	if err != nil {
		t.Fatal(err)
	}
	other := operatorOf(14, officeNamed(t, k.db, "Foggia"))
	refused(t, k.people.AnnulDID(t.Context(), other, id, 1, "Era di un'altra persona"), "")
	k.want("code||' '||coalesce(annulled_reason,'')", "B.1 ")
	if err := k.people.EndDID(t.Context(), other, id, 1, "2026-11-22", "lavoro"); err != nil {
		t.Error(err)
	}
	if err := k.people.AnnulDID(t.Context(), k.operator, id, 2, "Era di un'altra persona"); err != nil {
		t.Error(err)
	}
}

// A declaration that is over is written with both its days, where it overlaps no
// other; it is no service of the office.
func TestAPastDIDIsWrittenWithItsEnd(t *testing.T) {
	k := newCounter(t)
	ctx := t.Context()
	now := k.did()
	now.On, now.Channel = "2025-01-20", "portale"
	if _, err := k.people.DeclareDID(ctx, k.operator, now); err != nil {
		t.Fatal(err)
	}
	past := func(on, end rule.Date, reason string) error {
		_, err := k.people.DeclareDID(ctx, k.operator, DID{WorkerID: k.worker, On: on, Channel: "cpi", EndedOn: end, EndReason: reason})
		return err
	}
	refused(t, past("2024-01-10", "", ""), "ended_on")                   // it would hold beside the one that came later
	refused(t, past("2024-01-10", "2025-01-20", "rinuncia"), "ended_on") // on one day both
	refused(t, past("2024-01-10", "2024-01-09", "rinuncia"), "ended_on")
	refused(t, past("2024-01-10", "2024-06-30", ""), "end_reason")
	refused(t, past("2024-01-10", "", "rinuncia"), "ended_on")
	refused(t, past("2025-01-20", "2025-02-01", "rinuncia"), "declared_on")
	if err := past("2024-01-10", "2025-01-19", "rinuncia"); err != nil {
		t.Fatal(err)
	}
	if err := past("2023-01-10", "2023-06-19", "lavoro"); err != nil {
		t.Fatal(err)
	}
	refused(t, past("2023-06-19", "2023-07-01", "altro"), "declared_on")
	if n := k.one("SELECT count(*) FROM delivered_service"); n != "0" {
		t.Errorf("%s services of declarations that are over", n)
	}
	periods, err := k.people.Periods(ctx, k.worker)
	if err != nil || told(periods) != "disoccupato 2023-01-10-2023-06-19; occupato 2023-06-20-2024-01-09; disoccupato 2024-01-10-2025-01-19; disoccupato 2025-01-20-" {
		t.Errorf("%s %v", told(periods), err)
	}
	if w, err := k.people.Worker(ctx, k.operator, k.worker); err != nil || w.DIDOn != "2025-01-20" {
		t.Errorf("the record says %s %v", w.DIDOn, err)
	}
	if n := k.one("SELECT count(*) FROM standing WHERE kind='did' AND valid_to='2025-01-19'"); n != "1" {
		t.Errorf("%s of the past one is known to the registry", n)
	}
	if damage, err := k.people.Recount(ctx); err != nil || len(damage) != 0 {
		t.Errorf("%v %v", damage, errors.Join(err))
	}
}
