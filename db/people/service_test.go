package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/registry"
	"sportello/db/rule"
)

// counter is an office with one person of its own, a woman born on 15 March 1980.
type counter struct {
	*testing.T
	db       *db.DB
	people   *Store
	registry *registry.Store
	office   office
	operator rule.Actor
	head     rule.Actor
	worker   int64
}

func newCounter(t *testing.T) *counter {
	t.Helper()
	d, _ := dbtest.Open(t)
	return counterOn(t, d)
}

func counterOn(t *testing.T, d *db.DB) *counter {
	t.Helper()
	o := officeNamed(t, d, "San Severo")
	k := &counter{T: t, db: d, people: NewStore(d), registry: registry.NewStore(d), office: o, operator: operatorOf(11, o), head: operatorOf(12, o)}
	k.head.Grants[0].Role = rule.RoleOfficeHead
	cf, err := rule.ComputeCodiceFiscale("Rossi", "Anna", "F", "1980-03-15", "D643")
	if err != nil {
		t.Fatal(err)
	}
	write(t, d, func(tx *db.Tx) (err error) {
		k.worker, err = CreateWorkerTx(t.Context(), tx, k.operator, Worker{CodiceFiscale: cf, Surname: "Rossi", Name: "Anna", Sex: "F", BirthDate: "1980-03-15",
			HomeProvince: o.province, ResidenceProv: o.province}, SourceOperator)
		return err
	})
	return k
}

func (k *counter) service(code string) registry.DeliveredService {
	k.Helper()
	s, err := k.registry.ServiceOn(k.Context(), code, k.db.Today())
	if err != nil {
		k.Fatal(code, err)
	}
	minutes := s.Minutes.Mean
	if minutes == 0 {
		minutes = 30
	}
	return registry.DeliveredService{WorkerID: k.worker, CPI: k.office.id, Code: code, On: k.db.Today(), Minutes: minutes, MinutesPlan: s.Minutes.Mean, Mode: "presenza"}
}

func (k *counter) register(actor rule.Actor, d registry.DeliveredService) (int64, []registry.Broken, error) {
	k.Helper()
	return k.people.RegisterService(k.Context(), actor, d)
}

// rows returns the ledger as text.
func (k *counter) rows(columns string) (out []string) {
	k.Helper()
	rows, err := k.db.Reader().Query("SELECT " + columns + " FROM delivered_service ORDER BY id")
	if err != nil {
		k.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			k.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

func (k *counter) want(columns string, want ...string) {
	k.Helper()
	if got := fmt.Sprint(k.rows(columns)); got != fmt.Sprint(want) {
		k.Errorf("the ledger has %s, want %v", got, want)
	}
}

func stopped(t *testing.T, err error) registry.Stop {
	t.Helper()
	var stop registry.Stop
	if !errors.As(err, &stop) {
		t.Fatalf("%v, want a stop", err)
	}
	return stop
}

func TestRegisterByHand(t *testing.T) {
	k := newCounter(t)
	_, soft, err := k.register(k.operator, k.service("C.1"))
	if err != nil || len(soft) != 0 {
		t.Fatal(soft, err)
	}
	k.want("code||' '||prestazione||' '||month||' '||sex||' '||age_band||' '||origin||' '||operator_id||' '||minutes", "C.1 B1 2026-11 F 45-54 manuale 11 90")

	for what, c := range map[string]struct {
		field  string
		change func(*registry.DeliveredService)
	}{
		"tomorrow":               {"date", func(d *registry.DeliveredService) { d.On = d.On.AddDays(1) }},
		"no minutes":             {"minutes", func(d *registry.DeliveredService) { d.Minutes = 0 }},
		"more than a day":        {"minutes", func(d *registry.DeliveredService) { d.Minutes = 1441 }},
		"too short, no reason":   {"minutes_reason", func(d *registry.DeliveredService) { d.Minutes = 10 }},
		"too long, no reason":    {"minutes_reason", func(d *registry.DeliveredService) { d.Minutes = 121 }},
		"no such code":           {"code", func(d *registry.DeliveredService) { d.Code = "Z.9" }},
		"another prestazione":    {"prestazione", func(d *registry.DeliveredService) { d.Prestazione = "G3" }},
		"no mode":                {"mode", func(d *registry.DeliveredService) { d.Mode = "" }},
		"an unknown programme":   {"programme", func(d *registry.DeliveredService) { d.Programme = "XYZ" }},
		"somebody else's office": {"operator", func(d *registry.DeliveredService) { d.Operator = 4711 }},
	} {
		d := k.service("C.1")
		c.change(&d)
		_, _, err := k.register(k.operator, d)
		var refusals rule.Refusals
		var one rule.Refusal
		if errors.As(err, &one) {
			refusals = rule.Refusals{one}
		} else if !errors.As(err, &refusals) {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if refusals.For(c.field) == "" {
			t.Errorf("%s: %v, want a refusal of %s", what, refusals, c.field)
		}
	}
	d := k.service("C.1")
	d.Confirmed = []string{"servizio-1"}
	d.Minutes, d.MinutesReason = 150, "Ha portato anche i documenti del corso."
	if _, _, err := k.register(k.operator, d); err != nil {
		t.Error(err)
	}
	foreign := operatorOf(13, officeNamed(t, k.db, "Lecce"))
	d = k.service("C.1")
	d.CPI = foreign.CPI()
	if _, _, err := k.register(foreign, d); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("of another province: %v", err)
	}
	d = k.service("C.1")
	d.CPI = officeNamed(t, k.db, "Foggia").id
	if _, _, err := k.register(k.operator, d); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("in another office: %v", err)
	}
	k.want("code", "C.1", "C.1")
}

func TestAHardRuleStopsASoftOneSpeaks(t *testing.T) {
	dbtest.Proves(t, "regola 2", "regola 4", "regola 7")
	k := newCounter(t)
	stop := stopped(t, second(k.register(k.operator, k.service("B.3"))))
	if len(stop.Broken) != 2 || stop.Broken[0].Number != 4 || stop.Service.RuleText == "" {
		t.Errorf("%+v", stop)
	}
	// An operator's reason does not go beyond a rule, a head's does; it is listed.
	d := k.service("B.3")
	d.OverrideReason = "Adesione già sul portale."
	stopped(t, second(k.register(k.operator, d)))
	if _, _, err := k.register(k.head, d); err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||missed||' '||override_reason||' '||override_by", "B.3 4:programma 4:prima Adesione già sul portale. 12")

	// A soft rule does not stop: it is said, and kept.
	interview, soft, err := k.register(k.operator, k.service("B.1"))
	if err != nil || len(soft) != 1 || soft[0].Number != 2 {
		t.Fatal(soft, err)
	}
	// A title of a group is registered by nobody.
	d = k.service("F")
	d.OverrideReason = "Serve."
	stopped(t, second(k.register(k.head, d)))

	// The DID and the interview open the patto's code, and only until the DID ends.
	stopped(t, second(k.register(k.operator, k.service("D.1"))))
	write(t, k.db, func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: k.worker, Kind: registry.StandingDID, ReferenceID: 1, From: "2026-11-01", To: "2026-11-23"})
	})
	stopped(t, second(k.register(k.operator, k.service("D.1"))))
	write(t, k.db, func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: k.worker, Kind: registry.StandingDID, ReferenceID: 1, From: "2026-11-01"})
	})
	if _, _, err := k.register(k.operator, k.service("D.1")); err != nil {
		t.Error(err)
	}
	// Elsewhere than in the competent office it stops.
	write(t, k.db, func(tx *db.Tx) error {
		if _, err := tx.Exec("INSERT INTO cpi_municipality(cpi_id, municipality_code) VALUES(?, 'D643')", officeNamed(t, k.db, "Foggia").id); err != nil {
			return err
		}
		return UpdateWorkerTx(t.Context(), tx, k.operator, k.worker, map[string]string{"residence_code": "D643"}, SourceOperator, "")
	})
	if stop := stopped(t, second(k.register(k.operator, k.service("D.1")))); stop.Broken[0].Number != 7 {
		t.Errorf("%+v", stop)
	}
	// An interview that was annulled was none.
	if err := k.registry.Annul(t.Context(), k.operator, interview, "errore"); err != nil {
		t.Fatal(err)
	}
	if stop := stopped(t, second(k.register(k.operator, k.service("D.1")))); stop.Broken[0].Number != 2 {
		t.Errorf("%+v", stop)
	}
}

func second(_ int64, _ []registry.Broken, err error) error { return err }

// TestAnActThatHappenedIsAlwaysRecorded: the rules do not stop what a screen
// writes of itself; what they miss stands on the row.
func TestAnActThatHappenedIsAlwaysRecorded(t *testing.T) {
	k := newCounter(t)
	write(t, k.db, func(tx *db.Tx) error {
		d := k.service("B.3")
		d.Origin, d.Operator = registry.OriginAutomatic, 11
		_, err := DeliverTx(t.Context(), tx, k.operator, d)
		return err
	})
	k.want("code||' '||origin||' '||missed||override_reason", "B.3 automatico 4:programma 4:prima")
}

func TestAReplicaFollowsItsParent(t *testing.T) {
	dbtest.Proves(t, "regola 16")
	k := newCounter(t)
	id, _, err := k.register(k.operator, k.service("F1.15"))
	if err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||origin||' '||minutes||' '||coalesce(parent_id,0)", "F1.15 manuale 120 0", fmt.Sprintf("O.2 replica 0 %d", id))
	var refusal rule.Refusal
	if err := k.registry.Annul(t.Context(), k.operator, id+1, "Sbagliato"); !errors.As(err, &refusal) {
		t.Errorf("the replica by itself: %v", err)
	}
	if err := k.registry.Annul(t.Context(), k.operator, id, " "); !errors.As(err, &refusal) || refusal.Field != "reason" {
		t.Errorf("without a reason: %v", err)
	}
	if err := k.registry.Annul(t.Context(), k.operator, id, "Sessione rinviata"); err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||coalesce(annulled_reason,'')", "F1.15 Sessione rinviata", "O.2 Sessione rinviata")
	if err := k.registry.Annul(t.Context(), k.operator, id, "Ancora"); !errors.As(err, &refusal) {
		t.Errorf("twice: %v", err)
	}
	if err := k.registry.Annul(t.Context(), operatorOf(13, officeNamed(t, k.db, "Lecce")), id, "Altrove"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("of another office: %v", err)
	}
}

func TestACorrectionKeepsWhatWas(t *testing.T) {
	k := newCounter(t)
	id, _, err := k.register(k.operator, k.service("C.1"))
	if err != nil {
		t.Fatal(err)
	}
	c := registry.Correction{Minutes: 75, Mode: "telefono", Prestazione: "B1"}
	if err := k.registry.Correct(t.Context(), k.operator, id, 1, c); err != nil {
		t.Fatal(err)
	}
	k.want("minutes||' '||mode||' '||version", "75 telefono 2")
	var stale db.Stale
	if err := k.registry.Correct(t.Context(), k.operator, id, 1, c); !errors.As(err, &stale) || stale.Current != 2 {
		t.Errorf("stale: %v", err)
	}
	changes, err := k.registry.Changes(t.Context(), id)
	if err != nil || len(changes) != 2 || changes[0].Field != "minutes" || changes[0].Before != "90" || changes[0].After != "75" {
		t.Errorf("%+v %v", changes, err)
	}
	var refusals rule.Refusals
	c.Minutes = 5
	if err := k.registry.Correct(t.Context(), k.operator, id, 2, c); !errors.As(err, &refusals) || refusals.For("minutes_reason") == "" {
		t.Errorf("out of the range: %v", err)
	}
}

// TestTheSplitsFollowTheRecord: who corrects sex or birth of a person corrects
// the rows that the figures are split by.
func TestTheSplitsFollowTheRecord(t *testing.T) {
	k := newCounter(t)
	early := k.service("C.1")
	early.On = "2026-03-14" // the day before she turns 46; later the band of 1981
	for _, d := range []registry.DeliveredService{early, k.service("C.1")} {
		if _, _, err := k.register(k.operator, d); err != nil {
			t.Fatal(err)
		}
	}
	k.want("sex||age_band", "F45-54", "F45-54")
	write(t, k.db, func(tx *db.Tx) error {
		return UpdateWorkerTx(context.Background(), tx, k.operator, k.worker, map[string]string{"birth_date": "1961-11-20", "sex": "M"}, SourceOperator, "")
	})
	k.want("sex||age_band", "M55-64", "M65+")
}

// TestOnlyWhatIsBrokenIsSaid: a number asks for several things of one code, and
// a row says those that it does not keep.
func TestOnlyWhatIsBrokenIsSaid(t *testing.T) {
	dbtest.Proves(t, "regola 4")
	k := newCounter(t)
	interview := k.service("B.1")
	interview.On = "2026-11-20"
	if _, _, err := k.register(k.operator, interview); err != nil {
		t.Fatal(err)
	}
	d := k.service("B.3")
	d.OverrideReason = "Il portale è fermo."
	id, _, err := k.register(k.head, d)
	if err != nil {
		t.Fatal(err)
	}
	row, err := k.registry.Delivered(t.Context(), k.head, id)
	if err != nil || len(row.Sentences()) != 1 || !strings.Contains(row.Sentences()[0], "Garanzia Giovani") {
		t.Errorf("%q %v", row.Sentences(), err)
	}
	if got := (registry.DeliveredService{Code: "B.3", Missed: []string{"4:programma", "4:prima"}}).MissedNumbers(); len(got) != 1 || got[0] != "4" {
		t.Errorf("the numbers are %v", got)
	}
	// A row of before says all the lines of its number, once.
	if got := (registry.DeliveredService{Code: "B.3", Missed: []string{"4", "4"}}).Sentences(); len(got) != 2 {
		t.Errorf("an old row says %q", got)
	}
}

func doubts(t *testing.T, err error) []registry.Doubt {
	t.Helper()
	var doubtful registry.Doubtful
	if !errors.As(err, &doubtful) {
		t.Fatalf("%v, want a doubt", err)
	}
	return doubtful.Doubts
}

// TestWhatIsUnlikelyIsAskedAgain: the same service on the same day, minutes beyond
// the double of the table's, a day longer than a working one; and a day has 24 hours.
func TestWhatIsUnlikelyIsAskedAgain(t *testing.T) {
	k := newCounter(t)
	first, _, err := k.register(k.operator, k.service("B.2"))
	if err != nil {
		t.Fatal(err)
	}
	again := k.service("B.2")
	asked := doubts(t, second(k.register(k.operator, again)))
	if len(asked) != 1 || asked[0].Row != first || !strings.Contains(asked[0].Sentence, "già registrato") {
		t.Errorf("%+v", asked)
	}
	again.Confirmed = []string{asked[0].Key}
	if _, _, err := k.register(k.operator, again); err != nil {
		t.Error(err)
	}
	// What was confirmed of that row says nothing of the next one.
	if asked = doubts(t, second(k.register(k.operator, again))); asked[0].Row == first {
		t.Errorf("%+v", asked)
	}
	other := k.service("B.2")
	other.On = other.On.AddDays(-1)
	if _, _, err := k.register(k.operator, other); err != nil {
		t.Errorf("on another day: %v", err)
	}
	if f, err := k.people.ForeseeService(t.Context(), k.service("B.2")); err != nil || len(f.Doubts) != 1 {
		t.Errorf("foreseen %+v %v", f.Doubts, err)
	}

	long := k.service("C.1")
	long.Minutes, long.MinutesReason = 241, "Ha portato tutto."
	if asked = doubts(t, second(k.register(k.operator, long))); len(asked) != 1 || asked[0].Row != 0 {
		t.Errorf("%+v", asked)
	}
	long.Confirmed = []string{asked[0].Key}
	if _, _, err := k.register(k.operator, long); err != nil {
		t.Error(err)
	}
	day := k.service("E.2")
	day.Minutes = 240 // 25 + 25 + 241 + 240 of operator and person
	if asked = doubts(t, second(k.register(k.operator, day))); len(asked) != 2 {
		t.Errorf("%+v", asked)
	}
	day.Confirmed = []string{asked[0].Key, asked[1].Key}
	if _, _, err := k.register(k.operator, day); err != nil {
		t.Error(err)
	}
	beyond := k.service("E.5")
	beyond.Minutes, beyond.MinutesReason = 1000, "Tutto il giorno."
	refused(t, second(k.register(k.operator, beyond)), "minutes")
}

// TestADayThatCannotBe: before anybody could be served, and long ago without a word.
func TestADayThatCannotBe(t *testing.T) {
	k := newCounter(t)
	for day, field := range map[rule.Date]string{"1990-01-01": "date", "1996-12-31": "date", "2025-11-23": "note"} {
		d := k.service("C.1")
		d.On = day
		refused(t, second(k.register(k.operator, d)), field)
		if d.Note = "Dal fascicolo di carta."; field == "note" {
			if _, _, err := k.register(k.operator, d); err != nil {
				t.Error(err)
			}
		}
	}
	k.exec("UPDATE worker SET birth_date='2010-06-01' WHERE id=?", k.worker)
	d := k.service("C.1")
	d.On, d.Note = "2024-05-31", "Dal fascicolo."
	refused(t, second(k.register(k.operator, d)), "date")
	if d.On = "2024-06-01"; second(k.register(k.operator, d)) != nil {
		t.Error("a person of fourteen is refused")
	}
}

// TestAGraduatoriaHasItsOwnTime and its candidacy: work of several days is longer
// than a day, and refers to the row that was chosen.
func TestAGraduatoriaHasItsOwnTime(t *testing.T) {
	dbtest.Proves(t, "regola 13")
	k := newCounter(t)
	candidacy := k.service("K.2")
	candidacy.On = "2026-11-10"
	id, _, err := k.register(k.operator, candidacy)
	if err != nil {
		t.Fatal(err)
	}
	d := k.service("K.3")
	if d.Minutes != 1500 {
		t.Fatalf("K.3 lasts %d minutes", d.Minutes)
	}
	stopped(t, second(k.register(k.operator, d)))
	d.Reference, d.ReferenceID = registry.ReferenceService, id
	// Three days of work are counted on one: that is asked.
	var asked registry.Doubtful
	if err := second(k.register(k.operator, d)); !errors.As(err, &asked) || len(asked.Doubts) != 1 || !strings.Contains(asked.Doubts[0].Sentence, "più di 3 giornate di lavoro") {
		t.Fatalf("1500 minutes on one day: %v", err)
	}
	d.Confirmed = []string{asked.Doubts[0].Key}
	if _, _, err := k.register(k.operator, d); err != nil {
		t.Errorf("with its own time, after its candidacy: %v", err)
	}
	// It does not fill the day.
	if _, _, err := k.register(k.operator, k.service("C.1")); err != nil {
		t.Error(err)
	}
	d.Minutes, d.MinutesReason = 4321, "Troppe domande."
	refused(t, second(k.register(k.operator, d)), "minutes")
}

// TestWhilePattiAreNotRecorded the rule says so, and who may go on; once there is
// one, it does not.
func TestWhilePattiAreNotRecorded(t *testing.T) {
	dbtest.Proves(t, "regola 7", "regola 12")
	k := newCounter(t)
	const unrecorded = "I patti non si registrano ancora"
	stop := stopped(t, second(k.register(k.operator, k.service("D.2"))))
	if text := stop.Error(); !strings.Contains(text, unrecorded) || !strings.Contains(text, "responsabile") {
		t.Error(text)
	}
	_, soft, err := k.register(k.operator, k.service("H.3"))
	if err != nil || len(soft) != 1 || !strings.Contains(soft[0].Text, unrecorded) {
		t.Errorf("%+v %v", soft, err)
	}
	write(t, k.db, func(tx *db.Tx) error {
		return registry.StandTx(t.Context(), tx, registry.Standing{WorkerID: k.worker + 1, Kind: registry.StandingPatto, ReferenceID: 1, From: "2026-11-01"})
	})
	if stop = stopped(t, second(k.register(k.operator, k.service("D.2")))); strings.Contains(stop.Error(), unrecorded) {
		t.Error(stop.Error())
	}
}

// TestTheDIDTakesTheInterviewOfTheDesk: B.1 by hand and the DID of the same day
// are one service.
func TestTheDIDTakesTheInterviewOfTheDesk(t *testing.T) {
	k := newCounter(t)
	interview := k.service("B.1")
	interview.On = k.did().On
	if _, _, err := k.register(k.operator, interview); err != nil {
		t.Fatal(err)
	}
	id, err := k.people.DeclareDID(t.Context(), k.operator, k.did())
	if err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||origin||' '||reference||' '||reference_id", fmt.Sprintf("B.1 manuale did %d", id))
	dids, err := k.people.DIDs(t.Context(), k.worker)
	if err != nil {
		t.Fatal(err)
	}
	if err := k.people.AnnulDID(t.Context(), k.operator, id, dids[0].Version, "errore"); err != nil {
		t.Fatal(err)
	}
	k.want("annulled_at IS NOT NULL", "1")
}

func (k *counter) exec(query string, args ...any) {
	k.Helper()
	write(k.T, k.db, func(tx *db.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
}
