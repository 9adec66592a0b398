package indicators_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

// office is an installation with persons of two offices of Foggia.
type office struct {
	t                 testing.TB
	db                *db.DB
	store             *indicators.Store
	here, near        int64
	operator, head    rule.Actor
	province, region  rule.Actor
	scope, ofProvince indicators.Scope
	ofRegion          indicators.Scope
	n                 int
}

func open(t testing.TB) *office {
	t.Helper()
	d, _ := dbtest.Open(t)
	return of(t, d)
}

func of(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, db: d, store: indicators.NewStore(d)}
	id := func(name string) (id int64) {
		if err := d.Reader().QueryRow("SELECT id FROM cpi WHERE name=?", name).Scan(&id); err != nil {
			t.Fatal(err)
		}
		return id
	}
	o.here, o.near = id("San Severo"), id("Foggia")
	o.operator = rule.Actor{UserID: 11, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: o.here, Province: "FG"}}}
	o.head = rule.Actor{UserID: 12, Grants: []rule.Grant{{Role: rule.RoleOfficeHead, Scope: rule.ScopeCPI, CPI: o.here, Province: "FG"}}}
	o.province = rule.Actor{UserID: 13, Grants: []rule.Grant{{Role: rule.RoleProvince, Scope: rule.ScopeProvince, Province: "FG"}}}
	o.region = rule.Actor{UserID: 14, Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}
	o.scope, o.ofProvince, o.ofRegion = o.scopeOf(rule.System, fmt.Sprintf("cpi:%d", o.here)), o.scopeOf(rule.System, "provincia:FG"), o.scopeOf(rule.System, "regione")
	return o
}

func (o *office) scopeOf(actor rule.Actor, key string) indicators.Scope {
	o.t.Helper()
	s, err := o.store.ScopeOf(context.Background(), actor, key)
	o.ok(err)
	return s
}

func (o *office) ok(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) write(act func(tx *db.Tx) error) {
	o.t.Helper()
	o.ok(o.db.Write(context.Background(), act))
}

// person adds somebody of a gender, born on a day.
func (o *office) person(sex string, born rule.Date) (id int64) {
	o.t.Helper()
	o.n++
	o.write(func(tx *db.Tx) (err error) {
		id, err = people.CreateWorkerTx(context.Background(), tx, rule.System, people.Worker{CodiceFiscale: rule.CodiceFiscale(fmt.Sprintf("%011d", o.n)), Surname: fmt.Sprintf("Prova%d", o.n), Name: "Ada",
			Sex: sex, BirthDate: born, HomeProvince: "FG", ResidenceProv: "FG"}, people.SourceOperator)
		return err
	})
	return id
}

// served registers a service by its code, as a prestazione or as the proposed one.
func (o *office) served(worker, cpi int64, code, prestazione string, on rule.Date) (id int64) {
	o.t.Helper()
	o.write(func(tx *db.Tx) (err error) {
		id, err = people.DeliverTx(context.Background(), tx, o.operator, registry.DeliveredService{WorkerID: worker, CPI: cpi, Operator: 11, Code: code, Prestazione: prestazione, On: on, Minutes: 30, Mode: "presenza",
			Origin: registry.OriginAutomatic})
		return err
	})
	return id
}

// kept keeps a CV, by mistake or not.
func (o *office) kept(worker, cpi int64, on rule.Date, mistaken int) {
	o.t.Helper()
	o.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("INSERT INTO stored_file(sha256,size,media_type,name,path,created_at,created_by) SELECT 'x',1,'application/pdf','cv.pdf','cv/'||count(*),?,11 FROM stored_file", tx.Now); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO cv(worker_id,cpi_id,saved_on,month,valid_to,origin,file_id,sex,age_band,saved_at,saved_by,mistaken)
			SELECT id,?2,?3,substr(?3,1,7),?3,'caricato',(SELECT max(id) FROM stored_file),sex,'45-54',?4,11,?5 FROM worker WHERE id=?1`, worker, cpi, on, tx.Now, mistaken)
		return err
	})
}

// declared records a DID; ended may be "".
func (o *office) declared(worker, cpi int64, on, ended rule.Date) {
	o.t.Helper()
	o.write(func(tx *db.Tx) error {
		res, err := tx.Exec(`INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,sex,age_band,ended_on,created_at,created_by)
			SELECT id,?2,?3,substr(?3,1,7),'cpi',sex,'',nullif(?4,''),?5,11 FROM worker WHERE id=?1`, worker, cpi, on, ended, tx.Now)
		if err != nil {
			return err
		}
		id, _ := res.LastInsertId()
		if err := registry.StandTx(context.Background(), tx, registry.Standing{WorkerID: worker, Kind: registry.StandingDID, ReferenceID: id, CPI: cpi, From: on, To: ended}); err != nil {
			return err
		}
		return registry.TouchLaterTx(context.Background(), tx, worker, on)
	})
}

// began records a bilancio that begins on a day.
func (o *office) began(worker, cpi int64, on rule.Date) {
	o.t.Helper()
	o.write(func(tx *db.Tx) error {
		for _, q := range []string{
			"INSERT OR IGNORE INTO user(id,email,email_fold,password_hash,name,surname,created_at) VALUES(11,'a@prova.example','a@prova.example','','Ada','Prova',?4)",
			"INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_at,created_by) VALUES(?2,11,?1,'bilancio',?3,600,660,?3,?3,'presente',?4,11)",
			`INSERT INTO bilancio(year,number,cpi_id,worker_id,appointment_id,counsellor_id,started_at,started_on,saved_at,saved_by)
				VALUES(2026,(SELECT count(*) FROM bilancio),?2,?1,(SELECT max(id) FROM appointment),11,?4,?3,?4,11)`,
		} {
			if _, err := tx.Exec(q, worker, cpi, on, tx.Now); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
		}
		return registry.TouchFiguresTx(context.Background(), tx, cpi, on.Month())
	})
}

// offered offers a measure on a day; attended may be "".
func (o *office) offered(worker, cpi int64, on, attended rule.Date, annulled bool) (id int64) {
	o.t.Helper()
	o.write(func(tx *db.Tx) error {
		if _, err := tx.Exec("INSERT OR IGNORE INTO user(id,email,email_fold,password_hash,name,surname,created_at) VALUES(11,'a@prova.example','a@prova.example','','Ada','Prova',?)", tx.Now); err != nil {
			return err
		}
		res, err := tx.Exec(`INSERT INTO measure_offer(worker_id,cpi_id,operator_id,measure,offered_on,description,attended_on,annulled_at,created_at,created_by,saved_at,saved_by)
			VALUES(?1,?2,11,'a',?3,'Laboratorio',nullif(?4,''),?5,?6,11,?6,11)`, worker, cpi, on, attended, map[bool]any{true: tx.Now, false: nil}[annulled], tx.Now)
		if err != nil {
			return err
		}
		id, _ = res.LastInsertId()
		for _, day := range []rule.Date{on, attended} {
			if day != "" {
				if err := registry.TouchFiguresTx(context.Background(), tx, cpi, day.Month()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return id
}

// inSession offers a measure in a group session of a day at which the person was
// marked; the session may be cancelled.
func (o *office) inSession(worker, cpi int64, on rule.Date, state string, cancelled bool) {
	o.t.Helper()
	id := o.offered(worker, cpi, on.AddDays(-40), "", false)
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO group_session(cpi_id,operator_id,code,title,day,starts,ends,starts_at,ends_at,mode,capacity,created_by,created_at,cancelled_at)
			VALUES(?1,11,'I.1','EURES',?2,600,660,?2,?2,'presenza',9,11,?3,?4)`, cpi, on, tx.Now, map[bool]any{true: tx.Now, false: nil}[cancelled])
		if err == nil {
			_, err = tx.Exec("INSERT INTO session_attendee(session_id,worker_id,state,added_at,added_by) SELECT max(id),?,?,?,11 FROM group_session", worker, state, tx.Now)
		}
		if err == nil {
			_, err = tx.Exec("UPDATE measure_offer SET session_id=(SELECT max(id) FROM group_session) WHERE id=?", id)
		}
		if err == nil {
			err = registry.TouchFiguresTx(context.Background(), tx, cpi, on.Month())
		}
		return err
	})
}

// figure returns the figure of an indicator in a month, 0 for the year's.
func (o *office) figure(scope indicators.Scope, code string, month int) indicators.Figure {
	o.t.Helper()
	sheet, err := o.store.Sheet(context.Background(), scope, 2026, func(i indicators.Indicator) bool { return i.Code == code })
	o.ok(err)
	if len(sheet.Lines) != 1 {
		o.t.Fatalf("no line %s", code)
	}
	if month == 0 {
		return sheet.Lines[0].Year
	}
	return sheet.Lines[0].Months[month-1]
}

// TestEachIndicatorIsCounted builds, for each indicator whose facts are recorded,
// the smallest history that makes it 1, and some that must not count.
func TestEachIndicatorIsCounted(t *testing.T) {
	dbtest.Proves(t, "indicatore A.1", "indicatore A.2", "indicatore A.3", "indicatore A.4", "indicatore A.inv", "indicatore B.1.1", "indicatore B.1.2", "indicatore C.1", "indicatore D.2.1", "indicatore D.2.2",
		"indicatore E.1.1", "indicatore E.1.2", "indicatore E.4", "indicatore A.1 bis")
	type step func(o *office, p int64)
	s := func(code, prestazione string, on rule.Date) step {
		return func(o *office, p int64) { o.served(p, o.here, code, prestazione, on) }
	}
	elsewhere := func(code, prestazione string, on rule.Date) step {
		return func(o *office, p int64) { o.served(p, o.near, code, prestazione, on) }
	}
	annulled := func(code, prestazione string, on rule.Date) step {
		return func(o *office, p int64) {
			id := o.served(p, o.here, code, prestazione, on)
			o.write(func(tx *db.Tx) error { return registry.AnnulTx(context.Background(), tx, o.operator, id, "errore") })
		}
	}
	did := func(on, ended rule.Date) step { return func(o *office, p int64) { o.declared(p, o.here, on, ended) } }
	kept := func(on rule.Date, mistaken int) step {
		return func(o *office, p int64) { o.kept(p, o.here, on, mistaken) }
	}
	mistaken := func(on rule.Date) step {
		return func(o *office, p int64) {
			o.declared(p, o.here, on, "")
			o.write(func(tx *db.Tx) error {
				_, err := tx.Exec("UPDATE did SET annulled_at=?, annulled_by=11, annulled_reason='errore' WHERE worker_id=?", tx.Now, p)
				return err
			})
		}
	}
	bilancio := func(on rule.Date) step { return func(o *office, p int64) { o.began(p, o.here, on) } }
	offered := func(on, attended rule.Date) step {
		return func(o *office, p int64) { o.offered(p, o.here, on, attended, false) }
	}
	offeredNear := func(o *office, p int64) { o.offered(p, o.near, "2026-11-03", "2026-11-04", false) }
	offeredByMistake := func(o *office, p int64) { o.offered(p, o.here, "2026-11-03", "2026-11-04", true) }
	inSession := func(on rule.Date, state string, cancelled bool) step {
		return func(o *office, p int64) { o.inSession(p, o.here, on, state, cancelled) }
	}
	begun := func(o *office, p int64) { // the measure's own service, of another month than its offer
		id := o.offered(p, o.here, "2026-10-03", "2026-11-04", false)
		o.write(func(tx *db.Tx) error {
			_, err := people.DeliverTx(context.Background(), tx, o.operator, registry.DeliveredService{WorkerID: p, CPI: o.here, Operator: 11, Code: "H.3", On: "2026-11-04", Minutes: 30, Mode: "presenza",
				Reference: "misura", ReferenceID: id, Origin: registry.OriginAutomatic})
			return err
		})
	}
	for _, c := range []struct {
		code  string
		one   []step
		never [][]step
	}{
		{"A.1", []step{s("A.1", "A1", "2026-11-03"), s("A.1", "A1", "2026-11-04")}, [][]step{{s("A.1", "A2", "2026-11-03")}, {annulled("A.1", "A1", "2026-11-03")}, {elsewhere("A.1", "A1", "2026-11-03")}, {s("A.1", "A1", "2026-10-31")}}},
		{"A.2", []step{s("A.1", "", "2026-11-03"), s("H.8", "", "2026-11-03")}, [][]step{{s("I.2", "", "2026-11-03")}, {s("A.1", "A2", "2026-12-01")}}},
		{"A.3", []step{s("I.2", "", "2026-11-03"), s("I.2", "", "2026-11-04")}, [][]step{{s("A.1", "", "2026-11-03")}}},
		{"A.4", []step{did("2026-11-02", "2026-11-09"), did("2026-11-10", "")}, [][]step{{did("2026-10-31", "")}, {mistaken("2026-11-02")},
			{func(o *office, p int64) { o.declared(p, o.near, "2026-11-02", "") }}}},
		{"A.inv", []step{s("A.1", "", "2026-10-03"), s("C.1", "", "2026-11-03"), s("E.2", "", "2026-11-04")},
			[][]step{{s("C.1", "", "2026-11-03")}, {s("A.1", "", "2026-10-03"), s("C.1", "", "2026-10-03"), s("E.2", "", "2026-11-04")}, {s("C.1", "", "2026-11-03"), s("A.1", "", "2026-11-04")}}},
		{"A.inv", []step{s("A.1", "", "2026-11-03"), s("M1.1", "", "2026-11-03")}, [][]step{{s("A.1", "", "2026-11-03"), s("I.2", "", "2026-11-04")}}},
		{"B.1.1", []step{did("2026-10-02", ""), s("C.1", "", "2026-11-03"), s("C.1", "", "2026-11-10")},
			[][]step{{s("C.1", "", "2026-11-03")}, {did("2026-11-04", ""), s("C.1", "", "2026-11-03")}, {did("2026-10-02", "2026-11-02"), s("C.1", "", "2026-11-03")}, {mistaken("2026-10-02"), s("C.1", "", "2026-11-03")}}},
		{"C.1", []step{kept("2026-11-03", 0), kept("2026-11-20", 0)}, [][]step{{kept("2026-10-31", 0), kept("2026-11-03", 0)}, {kept("2026-11-03", 1)}, {s("F1.1", "", "2026-11-03")},
			{func(o *office, p int64) { o.kept(p, o.near, "2026-11-03", 0) }}}},
		{"C.1", []step{kept("2026-10-31", 1), kept("2026-11-20", 0)}, nil},
		{"D.2.1", []step{s("H.1", "", "2026-11-03"), s("H.7", "", "2026-11-04"), bilancio("2026-11-05")}, [][]step{{s("H.8", "D2", "2026-11-03")}, {s("E.2", "", "2026-11-03")}, {bilancio("2026-10-31")}}},
		{"D.2.1", []step{s("H.7", "", "2026-11-03")}, nil},
		{"D.2.1", []step{s("H.1", "", "2026-11-03")}, nil},
		{"D.2.1", []step{bilancio("2026-11-05")}, [][]step{{func(o *office, p int64) { o.began(p, o.near, "2026-11-05") }}}},
		{"D.2.1", []step{offered("2026-11-03", ""), offered("2026-11-10", ""), bilancio("2026-11-05")}, [][]step{{offered("2026-10-31", "2026-11-04")}, {offeredNear}, {offeredByMistake}, {begun}}},
		{"D.2.2", []step{s("E.2", "", "2026-11-03"), s("F1.7", "", "2026-11-05")}, [][]step{{s("H.6", "", "2026-11-03")}, {s("C.1", "", "2026-11-03")}}},
		{"D.2.2", []step{offered("2026-10-03", "2026-11-03"), offered("2026-11-03", "2026-11-03"), s("E.2", "", "2026-11-03")}, [][]step{{offered("2026-11-03", "")}, {offered("2026-10-03", "2026-10-04")}, {offeredNear}, {offeredByMistake}}},
		{"D.2.2", []step{inSession("2026-11-12", "presente", false), offered("2026-11-03", "2026-11-13")},
			[][]step{{inSession("2026-11-12", "assente", false)}, {inSession("2026-11-12", "presente", true)}, {inSession("2026-10-12", "presente", false)}, {inSession("2026-11-12", "invitato", false)}}},
		{"D.2.2", []step{begun}, nil},
		{"E.1.1", []step{s("M1.2", "", "2026-11-03"), s("M1.2", "", "2026-11-04")}, [][]step{{s("M2.1", "", "2026-11-03")}}},
		{"E.1.2", []step{s("M1.2", "", "2026-10-03"), s("M2.1", "", "2026-11-03"), s("M3.1", "", "2026-11-03")},
			[][]step{{s("M2.1", "", "2026-11-03")}, {s("M1.2", "", "2026-10-03"), s("M3.1", "", "2026-10-05"), s("M2.1", "", "2026-11-03")}, {s("M1.2", "", "2026-10-03"), s("M4.1", "", "2026-11-03")}}},
		{"E.4", []step{s("M1.1", "", "2026-11-03")}, [][]step{{s("M1.2", "", "2026-11-03")}}},
	} {
		t.Run(c.code, func(t *testing.T) {
			o := open(t)
			p := o.person("F", "1980-03-15")
			for _, do := range c.one {
				do(o, p)
			}
			for _, never := range c.never {
				other := o.person("M", "1990-03-15")
				for _, do := range never {
					do(o, other)
				}
			}
			f := o.figure(o.scope, c.code, 11)
			if f.Value != 1 || f.Sex("F") != 1 || c.code != "A.4" && f.Parts[indicators.Cell{Sex: "F", Band: "45-54"}] != 1 {
				t.Errorf("%+v, want the one of a woman of 46", f)
			}
			rows, err := o.store.Rows(context.Background(), o.scope, indicators.Which{Indicator: line(t, c.code), Months: []string{"2026-11"}}, indicators.Row{}, 50)
			o.ok(err)
			if len(rows) != 1 || rows[0].WorkerID != p {
				t.Errorf("behind it stand %+v", rows)
			}
		})
	}
	t.Run("E.4 counts services, and no replica", func(t *testing.T) {
		o := open(t)
		p := o.person("F", "1980-03-15")
		o.served(p, o.here, "M1.1", "", "2026-11-03")
		parent := o.served(p, o.here, "M1.1", "", "2026-11-03")
		o.write(func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE delivered_service SET origin='replica', parent_id=? WHERE id=(SELECT max(id) FROM delivered_service)", parent-1)
			return err
		})
		o.served(p, o.here, "M1.1", "", "2026-11-04")
		if f := o.figure(o.scope, "E.4", 11); f.Value != 2 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("A.1 bis", func(t *testing.T) {
		o := open(t)
		o.write(func(tx *db.Tx) error {
			_, err := tx.Exec("INSERT INTO desk_visit(cpi_id,day,visits,saved_at,saved_by) VALUES(?,'2026-11-03',7,?,1),(?,'2026-11-04',5,?,1),(?,'2026-11-03',100,?,1)", o.here, tx.Now, o.here, tx.Now, o.near, tx.Now)
			return err
		})
		if f := o.figure(o.scope, "A.1 bis", 11); f.Value != 12 || f.Cases != 2 {
			t.Errorf("%+v", f)
		}
	})
	t.Run("B.1.2", func(t *testing.T) {
		o := open(t)
		for _, c := range []struct{ did, ended, interview rule.Date }{
			{"2026-10-10", "", "2026-11-09"},           // 30 days
			{"2026-11-10", "", "2026-11-10"},           // the same day: 0
			{"2026-11-12", "", "2026-11-02"},           // before the DID: 0, in its month
			{"2026-09-01", "2026-10-01", "2026-11-09"}, // the DID had ended
			{"2026-11-02", "", ""},                     // none yet
			{"2026-10-01", "", "2026-10-20"},           // in October
		} {
			p := o.person("M", "1990-03-15")
			o.declared(p, o.here, c.did, c.ended)
			if c.interview != "" {
				o.served(p, o.here, "C.1", "", c.interview)
				o.served(p, o.here, "C.1", "", c.interview.AddDays(12)) // a second one is no first
			}
		}
		f := o.figure(o.scope, "B.1.2", 11)
		if mean, ok := f.Mean(); !ok || f.Value != 30 || f.Cases != 3 || mean != 10 {
			t.Errorf("%+v", f)
		}
	})
}

func line(t testing.TB, code string) indicators.Indicator {
	t.Helper()
	i, ok := indicators.ByCode(code)
	if !ok {
		t.Fatal(code)
	}
	return i
}

// TestAFigureThatNobodyRecordsIsNotZero: what waits for other facts says so.
func TestAFigureThatNobodyRecordsIsNotZero(t *testing.T) {
	sourced := 0
	for _, i := range indicators.All {
		if i.Sourced {
			sourced++
		}
		if i.Rule == "" || i.Title == "" {
			t.Errorf("%s has no words", i.Code)
		}
		if i.Awaits != "" && i.Split() {
			t.Errorf("%s waits for %s and has parts", i.Code, i.Awaits)
		}
	}
	if sourced != 37 {
		t.Errorf("%d of the source's 37 indicators", sourced)
	}
	o := open(t)
	if _, err := o.store.Rows(t.Context(), o.scope, indicators.Which{Indicator: line(t, "C.2"), Months: []string{"2026-11"}}, indicators.Row{}, 10); !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
}

// TestWhoMoves counts once in each office and once in the province.
func TestWhoMoves(t *testing.T) {
	o := open(t)
	p := o.person("F", "1980-03-15")
	o.served(p, o.here, "A.1", "", "2026-11-03")
	o.served(p, o.near, "A.1", "", "2026-11-04")
	o.served(p, o.here, "A.1", "", "2026-10-04")
	for scope, want := range map[string][3]int{o.scope.Key(): {1, 1, 1}, fmt.Sprintf("cpi:%d", o.near): {0, 1, 1}, "provincia:FG": {1, 1, 1}, "provincia:LE": {0, 0, 0}, "regione": {1, 1, 1}} {
		sc := o.scopeOf(rule.System, scope)
		if got := [3]int{o.figure(sc, "A.2", 10).Value, o.figure(sc, "A.2", 11).Value, o.figure(sc, "A.2", 0).Value}; got != want {
			t.Errorf("%s: %v, want %v", scope, got, want)
		}
	}
}

// TestAClosedMonthStays: closing keeps the figures; what changes later stands
// beside them and is named.
func TestAClosedMonthStays(t *testing.T) {
	o := open(t)
	ctx := context.Background()
	a, b := o.person("F", "1980-03-15"), o.person("M", "2004-03-15")
	first := o.served(a, o.here, "A.1", "", "2026-09-05")
	o.served(b, o.here, "A.1", "", "2026-10-05")
	o.served(a, o.here, "A.1", "", "2026-10-06")

	var refusal rule.Refusal
	if err := o.store.CloseMonth(ctx, o.head, o.scope, "2026-10"); !errors.As(err, &refusal) || refusal.Message != "Prima si chiude settembre 2026." {
		t.Errorf("October before September: %v", err)
	}
	if err := o.store.CloseMonth(ctx, o.head, o.scope, "2026-12"); !errors.As(err, &refusal) || refusal.Message != "Il mese di dicembre 2026 non è finito: si chiude dal 01/01/2027." {
		t.Errorf("December: %v", err)
	}
	if err := o.store.CloseMonth(ctx, o.operator, o.scope, "2026-09"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("by an operator: %v", err)
	}
	o.ok(o.store.CloseMonth(ctx, o.head, o.scope, "2026-09"))
	if err := o.store.CloseMonth(ctx, o.head, o.scope, "2026-09"); !errors.As(err, &refusal) {
		t.Errorf("twice: %v", err)
	}
	if f := o.figure(o.scope, "A.2", 9); f.Value != 1 || !f.Closed || f.Amends != 0 {
		t.Errorf("September %+v", f)
	}
	// a is counted in September already: the year has two persons.
	if f := o.figure(o.scope, "A.2", 0); f.Value != 2 || f.Sex("F") != 1 || f.Sex("M") != 1 {
		t.Errorf("the year with September closed %+v", f)
	}
	o.ok(o.store.CloseMonth(ctx, o.head, o.scope, "2026-10"))
	if f := o.figure(o.scope, "A.2", 0); f.Value != 2 || f.Band("15-24") != 1 {
		t.Errorf("the year with both closed %+v", f)
	}
	c := o.person("F", "1990-03-15")
	o.served(c, o.here, "A.1", "", "2026-09-06")
	o.write(func(tx *db.Tx) error { return registry.AnnulTx(ctx, tx, o.operator, first, "errore") })
	says := func(month int, want string) {
		t.Helper()
		if f := o.figure(o.scope, "A.2", month); f.AmendText(line(t, "A.2")) != want {
			t.Errorf("month %d says %q, want %q: %+v", month, f.AmendText(line(t, "A.2")), want, f)
		}
	}
	if f := o.figure(o.scope, "A.2", 9); f.Value != 1 || f.Amends != 0 || !f.Amended {
		t.Errorf("one more and one less %+v", f)
	}
	says(9, "±0: 1 aggiunta, 1 tolta")
	says(10, "")
	says(0, "+1") // who went from September is in October
	o.served(o.person("F", "1990-03-15"), o.here, "A.1", "", "2026-09-06")
	if f := o.figure(o.scope, "A.2", 9); f.Value != 1 || f.Amends != 1 {
		t.Errorf("one more %+v", f)
	}
	says(9, "+1: 2 aggiunte, 1 tolta")
	o.served(b, o.here, "A.1", "", "2026-09-07") // of October already
	says(9, "+2: 3 aggiunte, 1 tolta")
	says(0, "+2")
	added, gone, err := o.store.Amended(ctx, o.scope, indicators.Which{Indicator: line(t, "A.2"), Months: []string{"2026-09"}})
	o.ok(err)
	if len(added) != 3 || len(gone) != 1 || added[0].WorkerID != c || gone[0].WorkerID != a {
		t.Errorf("added %+v gone %+v", added, gone)
	}
	if f := o.figure(o.ofProvince, "A.2", 9); f.Closed {
		t.Errorf("the province is closed with one office %+v", f)
	}
}

// TestTheProvinceClosesWithItsOffices keeps the sums when the last has closed.
func TestTheProvinceClosesWithItsOffices(t *testing.T) {
	o := open(t)
	p := o.person("F", "1980-03-15")
	o.served(p, o.here, "A.1", "", "2026-10-03")
	o.served(p, o.near, "A.1", "", "2026-10-04")
	for _, cpi := range o.ofProvince.Offices {
		o.ok(o.store.CloseMonth(context.Background(), rule.System, o.scopeOf(rule.System, fmt.Sprintf("cpi:%d", cpi)), "2026-10"))
	}
	for month, want := range map[int]int{10: 1, 0: 1} {
		if f := o.figure(o.ofProvince, "A.2", month); f.Value != want || month == 10 && !f.Closed {
			t.Errorf("month %d: %+v", month, f)
		}
	}
	if f := o.figure(o.ofRegion, "A.2", 10); f.Closed || f.Value != 1 {
		t.Errorf("region %+v", f)
	}
}

// TestAMonthClosesWhenItIsOver: from the day after its last, and not on it.
func TestAMonthClosesWhenItIsOver(t *testing.T) {
	d, clock := dbtest.Open(t)
	o := of(t, d)
	o.served(o.person("F", "1980-03-15"), o.here, "A.1", "", "2026-11-05")
	mayNot := func() string {
		sheet, err := o.store.Sheet(t.Context(), o.scope, 2026, nil)
		o.ok(err)
		return sheet.MayNotClose(11)
	}
	for _, day := range []rule.Date{"2026-11-24", "2026-11-30"} {
		clock.Set(day.At(23*60 + 59))
		var refusal rule.Refusal
		const want = "Il mese di novembre 2026 non è finito: si chiude dal 01/12/2026."
		if err := o.store.CloseMonth(t.Context(), o.head, o.scope, "2026-11"); !errors.As(err, &refusal) || refusal.Message != want || mayNot() != want {
			t.Errorf("on %s: %v, %q", day, err, mayNot())
		}
	}
	clock.Set(rule.Date("2026-12-01").At(0))
	if mayNot() != "" {
		t.Errorf("when it is over: %q", mayNot())
	}
	o.ok(o.store.CloseMonth(t.Context(), o.head, o.scope, "2026-11"))
	if mayNot() == "" {
		t.Error("closed twice")
	}
}

// TestAMeanIsAmendedByAMean: not by the days of the rows that came.
func TestAMeanIsAmendedByAMean(t *testing.T) {
	dbtest.Proves(t, "indicatore B.1.2")
	o := open(t)
	waited := func(from, to rule.Date) int64 {
		p := o.person("F", "1980-03-15")
		o.declared(p, o.here, from, "")
		return o.served(p, o.here, "C.1", "", to)
	}
	i := line(t, "B.1.2")
	long := waited("2026-10-01", "2026-10-21")
	short := waited("2026-10-01", "2026-10-11")
	for _, month := range []string{"2026-10"} {
		o.ok(o.store.CloseMonth(t.Context(), o.head, o.scope, month))
	}
	says := func(want string) {
		t.Helper()
		for _, month := range []int{10, 0} {
			if got := o.figure(o.scope, "B.1.2", month).AmendText(i); got != want {
				t.Errorf("month %d: %q, want %q", month, got, want)
			}
		}
	}
	says("")
	waited("2026-09-01", "2026-10-14") // 43 days
	says("+9,3: ora 24,3")
	for _, id := range []int64{long, short} {
		o.write(func(tx *db.Tx) error { return registry.AnnulTx(t.Context(), tx, o.operator, id, "errore") })
	}
	says("+28: ora 43")
}

// TestACorruptFigureIsFound: check names the figure.
func TestACorruptFigureIsFound(t *testing.T) {
	o := open(t)
	o.served(o.person("F", "1980-03-15"), o.here, "A.1", "", "2026-10-05")
	o.ok(o.store.CloseMonth(context.Background(), o.head, o.scope, "2026-10"))
	found, err := indicators.Recount.Check(context.Background(), o.db)
	if err != nil || len(found) != 0 {
		t.Fatal(found, err)
	}
	o.write(func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE sheet_value SET value=9 WHERE scope=? AND indicator='A.2'", o.scope.Key())
		return err
	})
	found, err = indicators.Recount.Check(context.Background(), o.db)
	o.ok(err)
	if len(found) != 2 || found[1] != "CPI San Severo, ottobre 2026, indicatore A.2: chiuso con 9, contato 1" {
		t.Errorf("%q", found)
	}
}

// TestWhoReadsWhat: the office its own, the province its offices, the Region all
// without names.
func TestWhoReadsWhat(t *testing.T) {
	o := open(t)
	o.served(o.person("F", "1980-03-15"), o.here, "A.1", "", "2026-11-05")
	here, lecce := o.scope.Key(), "provincia:LE"
	for _, c := range []struct {
		who   rule.Actor
		key   string
		reads bool
		names bool
	}{
		{o.operator, here, true, true}, {o.operator, fmt.Sprintf("cpi:%d", o.near), false, false}, {o.operator, "provincia:FG", false, false}, {o.operator, "regione", false, false},
		{o.province, here, true, true}, {o.province, "provincia:FG", true, true}, {o.province, lecce, false, false}, {o.province, "regione", false, false},
		{o.region, here, true, false}, {o.region, lecce, true, false}, {o.region, "regione", true, false}, {rule.Actor{UserID: 9}, here, false, false},
	} {
		scope, err := o.store.ScopeOf(context.Background(), c.who, c.key)
		if (err == nil) != c.reads || err != nil && !errors.Is(err, db.ErrNotFound) || scope.Names != c.names && c.reads {
			t.Errorf("user %d of %s: %v, names %t", c.who.UserID, c.key, err, scope.Names)
		}
	}
	rows, err := o.store.Rows(context.Background(), o.scopeOf(o.region, here), indicators.Which{Indicator: line(t, "A.2"), Months: []string{"2026-11"}}, indicators.Row{}, 10)
	o.ok(err)
	if len(rows) != 1 || rows[0].Worker != "" || rows[0].WorkerID != 0 || rows[0].Age != 0 {
		t.Errorf("the Region reads %+v", rows)
	}
}

// TestSheetIsARecount: for random histories every figure is what a plain count of
// the ledger gives, its parts add up, and annulling takes back what registering
// brought, whatever was closed meanwhile.
func TestSheetIsARecount(t *testing.T) {
	codes := []string{"A.1", "I.2", "C.1", "E.2", "F1.7", "H.6", "M1.2", "M2.1", "M1.1"}
	o := open(t)
	var persons []int64
	for _, p := range []struct {
		sex  string
		born rule.Date
	}{{"F", "1980-03-15"}, {"M", "1961-11-15"}, {"F", "2003-06-30"}, {"", ""}, {"M", "1955-01-01"}} {
		persons = append(persons, o.person(p.sex, p.born))
	}
	year := 2026
	rapid.Check(t, func(r *rapid.T) {
		o.write(func(tx *db.Tx) error {
			for _, table := range []string{"measure_offer", "delivered_service", "did", "sheet_value", "sheet_fact", "month_close", "figure_change", "standing"} {
				if _, err := tx.Exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			return nil
		})
		o.store = indicators.NewStore(o.db) // what it has counted is gone
		var ids []int64
		day := func() rule.Date { return rule.Date("2026-08-01").AddDays(rapid.IntRange(0, 110).Draw(r, "day")) }
		act := func() {
			p, cpi := rapid.SampledFrom(persons).Draw(r, "who"), rapid.SampledFrom([]int64{o.here, o.near}).Draw(r, "where")
			if rapid.IntRange(0, 5).Draw(r, "did") == 0 {
				from := day()
				o.declared(p, cpi, from, from.AddDays(rapid.IntRange(0, 40).Draw(r, "long")))
				return
			}
			if rapid.IntRange(0, 5).Draw(r, "offer") == 0 {
				from, attended := day(), rule.Date("")
				if rapid.Bool().Draw(r, "attended") {
					attended = min(from.AddDays(rapid.IntRange(0, 40).Draw(r, "after")), "2026-11-20")
				}
				o.offered(p, cpi, from, attended, rapid.IntRange(0, 3).Draw(r, "mistake") == 0)
				return
			}
			ids = append(ids, o.served(p, cpi, rapid.SampledFrom(codes).Draw(r, "code"), "", day()))
		}
		for range rapid.IntRange(0, 25).Draw(r, "acts") {
			act()
		}
		scope := rapid.SampledFrom([]indicators.Scope{o.scope, o.ofProvince}).Draw(r, "scope")
		before := o.all(scope, year)
		o.holds(r, scope, before)

		for range rapid.IntRange(0, 5).Draw(r, "later acts") { // also on days gone by, which facts told already may depend on
			act()
			again := indicators.NewStore(o.db)
			for _, scope := range []indicators.Scope{o.scope, o.ofProvince} {
				sheet, err := again.Sheet(context.Background(), scope, year, nil)
				o.ok(err)
				for i, kept := range o.all(scope, year) {
					if fmt.Sprint(kept) != fmt.Sprint(sheet.Lines[i]) {
						r.Fatalf("%s, %s: kept and counted\n%v\n%v", scope.Label, kept.Indicator.Code, kept, sheet.Lines[i])
					}
				}
			}
		}
		before = o.all(scope, year)

		id := o.served(persons[0], o.here, rapid.SampledFrom(codes).Draw(r, "code"), "", day())
		o.write(func(tx *db.Tx) error { return registry.AnnulTx(context.Background(), tx, o.operator, id, "errore") })
		if after := o.all(scope, year); fmt.Sprint(after) != fmt.Sprint(before) {
			r.Fatalf("registered and annulled:\n%v\n%v", before, after)
		}
		for _, month := range []string{"2026-08", "2026-09"}[:rapid.IntRange(0, 2).Draw(r, "closed")] {
			for _, cpi := range o.ofProvince.Offices {
				o.ok(o.store.CloseMonth(context.Background(), rule.System, o.scopeOf(rule.System, fmt.Sprintf("cpi:%d", cpi)), month))
			}
		}
		closed := o.all(scope, year)
		for i := range closed {
			for m := range closed[i].Months {
				if a, b := before[i].Months[m], closed[i].Months[m]; a.Value != b.Value || a.Cases != b.Cases && before[i].Indicator.Counts == indicators.Days {
					r.Fatalf("%s, month %d: closed with %+v, it was %+v", closed[i].Indicator.Code, m+1, b, a)
				}
			}
			if a, b := before[i].Year, closed[i].Year; a.Value != b.Value {
				r.Fatalf("%s: the year is %+v after closing, it was %+v", closed[i].Indicator.Code, b, a)
			}
		}
		found, err := indicators.Recount.Check(context.Background(), o.db)
		if err != nil || len(found) != 0 {
			r.Fatal(found, err)
		}
		for range rapid.IntRange(0, 6).Draw(r, "after closing") {
			act()
		}
		for _, id := range ids[:min(len(ids), rapid.IntRange(0, 3).Draw(r, "annulled after closing"))] {
			o.write(func(tx *db.Tx) error { return registry.AnnulTx(context.Background(), tx, o.operator, id, "errore") })
		}
		o.opens(r, scope, year)
		o.amends(r, scope, year)
	})
}

// amends holds every amendment, of the months and of the year, against the same
// history with nothing closed.
func (o *office) amends(r *rapid.T, scope indicators.Scope, year int) {
	o.t.Helper()
	amended := o.all(scope, year)
	o.write(func(tx *db.Tx) error {
		for _, table := range []string{"sheet_value", "sheet_fact", "month_close"} {
			if _, err := tx.Exec("DELETE FROM " + table); err != nil {
				return err
			}
		}
		return nil
	})
	o.store = indicators.NewStore(o.db)
	for i, plain := range o.all(scope, year) {
		l, any := amended[i], false
		for m, f := range append(l.Months[:], l.Year) {
			want := append(plain.Months[:], plain.Year)[m]
			if f.Now().Value != want.Value || l.Indicator.Counts == indicators.Days && f.Now().Cases != want.Cases {
				r.Fatalf("%s, month %d: %+v is now %+v, want %+v", l.Indicator.Code, m+1, f, f.Now(), want)
			}
			if l.Indicator.Counts != indicators.Days && l.Indicator.Counts != indicators.Visits && f.Added-f.Gone != f.Amends {
				r.Fatalf("%s, month %d: %d came, %d went, and the change is %d", l.Indicator.Code, m+1, f.Added, f.Gone, f.Amends)
			}
			any = any || f.Amended
		}
		if l.Year.Amended != any {
			r.Fatalf("%s: a month is amended and the year says %t", l.Indicator.Code, l.Year.Amended)
		}
	}
}

func (o *office) all(scope indicators.Scope, year int) []indicators.Line {
	o.t.Helper()
	sheet, err := o.store.Sheet(context.Background(), scope, year, nil)
	o.ok(err)
	return sheet.Lines
}

// holds compares a sheet with a plain count.
func (o *office) holds(r *rapid.T, scope indicators.Scope, lines []indicators.Line) {
	o.t.Helper()
	offices := map[int64]bool{}
	for _, id := range scope.Offices {
		offices[id] = true
	}
	plain := map[string]string{"A.1": "prestazione='A1'", "A.2": "prestazione='A2'", "A.3": "prestazione='A3'", "D.2.1": "prestazione='D2' AND substr(code,1,1)='H'", "D.2.2": "prestazione='D2' AND substr(code,1,1)<>'H'", "E.1.1": "code='M1.2'"}
	for _, l := range lines {
		if l.Indicator.Awaits != "" {
			if l.Year.Value != 0 {
				r.Fatalf("%s counts what nobody records", l.Indicator.Code)
			}
			continue
		}
		for m, f := range append(l.Months[:], l.Year) {
			sum := 0
			for _, v := range f.Parts {
				sum += v
			}
			bands, sexes := 0, f.Sex("F")+f.Sex("M")+f.Sex("")
			for _, b := range indicators.Bands() {
				bands += f.Band(b)
			}
			if l.Indicator.Counts != indicators.Days && (sum != f.Value || bands != f.Value || sexes != f.Value) {
				r.Fatalf("%s, month %d: the parts make %d, %d, %d of %d", l.Indicator.Code, m+1, sum, bands, sexes, f.Value)
			}
		}
		condition, ok := plain[l.Indicator.Code]
		if !ok {
			continue
		}
		persons, year := map[string]map[int64]bool{}, map[int64]bool{}
		facts := "SELECT worker_id, cpi_id, month FROM delivered_service WHERE annulled_at IS NULL AND origin<>'replica' AND " + condition
		if day := map[string]string{"D.2.1": "offered_on", "D.2.2": "attended_on"}[l.Indicator.Code]; day != "" {
			facts += " UNION ALL SELECT worker_id, cpi_id, substr(" + day + ",1,7) FROM measure_offer WHERE annulled_at IS NULL AND " + day + " IS NOT NULL"
		}
		rows, err := o.db.Reader().Query(facts)
		o.ok(err)
		for rows.Next() {
			var worker, cpi int64
			var month string
			o.ok(rows.Scan(&worker, &cpi, &month))
			if !offices[cpi] {
				continue
			}
			if persons[month] == nil {
				persons[month] = map[int64]bool{}
			}
			persons[month][worker], year[worker] = true, true
		}
		o.ok(rows.Err())
		rows.Close()
		for m, f := range l.Months {
			if want := len(persons[fmt.Sprintf("2026-%02d", m+1)]); f.Value != want {
				r.Fatalf("%s, month %d: %d, want %d", l.Indicator.Code, m+1, f.Value, want)
			}
		}
		if l.Year.Value != len(year) {
			r.Fatalf("%s, year: %d, want %d", l.Indicator.Code, l.Year.Value, len(year))
		}
	}
}
