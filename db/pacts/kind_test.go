package pacts_test

import (
	"testing"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/rule"
)

// born is a person of the office born on a day.
func (o *office) born(on rule.Date) int64 {
	o.Helper()
	cf, err := rule.ComputeCodiceFiscale("Verdi", "Anna", "F", on, "D643")
	o.ok(err)
	return o.person(cf, "Verdi", "Anna")
}

// TestGaranziaGiovaniIsForTheYoung: from 15 to 29, both included, on the day of the
// patto; of whom nobody knows the birth it is accepted.
func TestGaranziaGiovaniIsForTheYoung(t *testing.T) {
	const on = rule.Date("2026-11-24")
	for birth, fine := range map[rule.Date]bool{"2011-11-24": true, "2011-11-25": false, "1996-11-25": true, "1996-11-24": false, "1974-03-15": false, "": true} {
		if got := pacts.CheckKind(pacts.KindPSPGG, false, birth, on); (len(got) == 0) != fine {
			t.Errorf("born on %q: %v", birth, got)
		}
		if got := pacts.CheckKind(pacts.KindPSP, false, birth, on); len(got) > 0 {
			t.Errorf("a PSP, born on %q: %v", birth, got)
		}
	}
	o := open(t)
	_, err := o.store.Create(t.Context(), o.operator, pacts.New{WorkerID: o.worker, Kind: pacts.KindPSPGG})
	o.refused(err, "kind")
	id := o.drafted(pacts.KindPSP)
	o.refused(o.store.Save(t.Context(), o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPSPGG, Operator: o.operator.UserID}, text()), "kind")
	// One that was begun before is not proposed so either: its kind is changed first.
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE pact SET kind='PSP_GG', programme='GG' WHERE id=?", id)
		return err
	})
	_, err = o.store.Propose(t.Context(), o.operator, id, o.at(id), pacts.Proposal{On: on})
	o.refused(err, "kind")
	o.ok(o.store.Save(t.Context(), o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, text()))
	_, err = o.store.Propose(t.Context(), o.operator, id, o.at(id), pacts.Proposal{On: on})
	o.ok(err)
	if f := o.pact(id); f.Kind != pacts.KindPSP || f.Programme != "" {
		t.Errorf("%s %q", f.Kind, f.Programme)
	}
}

// TestAMeasureThatEndedIsConfirmed: the PDS and the PpL only go on with a patto made
// before; what was confirmed once is not asked again.
func TestAMeasureThatEndedIsConfirmed(t *testing.T) {
	for _, kind := range []string{pacts.KindPDS, pacts.KindPpL} {
		o := open(t)
		_, err := o.store.Create(t.Context(), o.operator, pacts.New{WorkerID: o.worker, Kind: kind})
		o.refused(err, "kind_confirmed")
		id := o.drafted(kind) // confirmed
		h := pacts.Heading{Kind: kind, Operator: o.operator.UserID}
		o.ok(o.store.Save(t.Context(), o.operator, id, o.at(id), h, text()))
		o.ok(o.store.Save(t.Context(), o.operator, id, o.at(id), pacts.Heading{Kind: pacts.KindPSP, Operator: o.operator.UserID}, text()))
		o.refused(o.store.Save(t.Context(), o.operator, id, o.at(id), h, text()), "kind_confirmed")
	}
}

// TestThePattoSaysTheProfileOfItsDay: the last one completed by then, beside the
// quantitative index; what was issued stays as it was.
func TestThePattoSaysTheProfileOfItsDay(t *testing.T) {
	o := open(t)
	id := o.proposed(pacts.KindPSP, "2026-11-23")
	profile := func(grade int, on any) {
		o.write(func(tx *db.Tx) error {
			_, err := tx.Exec(`INSERT INTO profile(worker_id,cpi_id,operator_id,started_on,scheda_version,answers,grade,completed_on,saved_at,saved_by)
				SELECT ?1,?2,?3,'2026-10-29',coalesce(max(version),1),json_object('fascia',CAST(?4 AS TEXT)),?4,?5,?6,?3 FROM scheda_version WHERE scheda='profilazione'`, o.worker, o.operator.CPI(), o.operator.UserID, grade, on, tx.Now)
			return err
		})
	}
	profile(4, "2026-10-29")
	profile(5, "2026-11-25") // tomorrow's
	profile(1, nil)          // being written
	const want = "fascia 4, vicino: basta un sostegno alla ricerca, completata il 29/10/2026"
	if got := o.pact(id).Profile; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE worker SET profiling_index=0.55 WHERE id=?", o.worker)
		return err
	})
	if got := o.pact(id).Profile; got != want+"; indice di profiling 0,55" {
		t.Errorf("%q", got)
	}
	f := o.pact(id)
	var data string
	o.ok(o.db.Reader().QueryRow("SELECT json_extract(data,'$.profilo') FROM document WHERE id=?", f.Versions[0].DocumentID).Scan(&data))
	if data != "" {
		t.Errorf("what was issued before the profile changed: %q", data)
	}
}
