package conditionality

import (
	"fmt"
	"strings"
	"testing"

	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/rule"

	"pgregory.net/rapid"
)

// TestTheLawIsAsItIsWritten takes the consequences of art. 21, c. 7 from its words.
func TestTheLawIsAsItIsWritten(t *testing.T) {
	dbtest.Proves(t, "condizionalità 3", "condizionalità 4")
	for _, c := range []struct {
		breach Breach
		n      int
		want   string
	}{
		{MissedCall, 1, "la decurtazione di un quarto di una mensilità della prestazione"}, {MissedCall, 2, "la decurtazione di una mensilità della prestazione"},
		{MissedCall, 3, "la decadenza dalla prestazione e dallo stato di disoccupazione"}, {MissedCall, 7, "la decadenza dalla prestazione e dallo stato di disoccupazione"},
		{MissedSupport, 1, "la decurtazione di un quarto di una mensilità della prestazione"}, {MissedSupport, 2, "la decurtazione di una mensilità della prestazione"}, {MissedSupport, 3, "la decadenza dalla prestazione e dallo stato di disoccupazione"},
		{MissedMeasure, 1, "la decurtazione di una mensilità della prestazione"}, {MissedMeasure, 2, "la decadenza dalla prestazione e dallo stato di disoccupazione"}, {MissedMeasure, 3, "la decadenza dalla prestazione e dallo stato di disoccupazione"},
	} {
		if got := Foreseen(c.breach, c.n).Words(); got != c.want {
			t.Errorf("%s, %d: %q, want %q", c.breach, c.n, got, c.want)
		}
	}
	for b, letter := range map[Breach]string{MissedCall: "a", MissedSupport: "b", MissedMeasure: "c"} {
		if b.Letter() != letter || !strings.HasPrefix(b.Quotation(), "in caso di mancata p") {
			t.Errorf("%s is letter %s: %s", b, b.Letter(), b.Quotation())
		}
	}
	for _, part := range []string{"un quarto di una mensilità, in caso di prima mancata presentazione", "una mensilità, alla seconda mancata presentazione", "in caso di ulteriore mancata presentazione", "articolo 20, comma 1 e comma 2, lettera d)"} {
		if !strings.Contains(MissedCall.Quotation(), part) {
			t.Errorf("letter a) lacks %q", part)
		}
	}
}

func TestTheOrderSaysWhy(t *testing.T) {
	dbtest.Proves(t, "condizionalità 5")
	call := Earlier{MissedCall, "2026-10-12", "2026-10-20"}
	support := Earlier{MissedSupport, "2026-10-30", "2026-11-03"}
	measure := Earlier{MissedMeasure, "2026-09-01", "2026-09-10"}
	for _, c := range []struct {
		breach Breach
		before []Earlier
		n      int
		why    string
	}{
		{MissedCall, nil, 1, "prima: con questa DID non ci sono altri avvisi confermati di questo tipo"},
		{MissedCall, []Earlier{measure}, 1, "prima: con questa DID non ci sono altri avvisi confermati di questo tipo"},
		{MissedSupport, []Earlier{call}, 2, "seconda: la prima è quella del 12/10/2026, confermata il 20/10/2026"},
		{MissedCall, []Earlier{call, measure, support}, 3, "terza: la prima è quella del 12/10/2026, confermata il 20/10/2026; la seconda è quella del 30/10/2026, confermata il 03/11/2026"},
		{MissedMeasure, []Earlier{call, measure, support}, 2, "seconda: la prima è quella del 01/09/2026, confermata il 10/09/2026"},
	} {
		if n, why := Order(c.breach, c.before); n != c.n || why != c.why {
			t.Errorf("%s after %v: %d, %q; want %d, %q", c.breach, c.before, n, why, c.n, c.why)
		}
	}
}

// TestTheConsequenceNeverGetsMilder holds the rules on any story of notices: a and b
// count together and c by itself, and one more notice is never milder.
func TestTheConsequenceNeverGetsMilder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kinds := []Breach{MissedCall, MissedSupport, MissedMeasure}
		var before []Earlier
		together, alone := 0, 0
		for range rapid.IntRange(0, 8).Draw(t, "notices") {
			b := rapid.SampledFrom(kinds).Draw(t, "breach")
			if b == MissedMeasure {
				alone++
			} else {
				together++
			}
			before = append(before, Earlier{b, "2026-10-01", "2026-10-02"})
		}
		call, _ := Order(MissedCall, before)
		support, _ := Order(MissedSupport, before)
		measure, _ := Order(MissedMeasure, before)
		if call != together+1 || support != call || measure != alone+1 {
			t.Fatalf("%d, %d, %d after %v", call, support, measure, before)
		}
		for _, b := range kinds {
			n, _ := Order(b, before)
			more, _ := Order(b, append(before, Earlier{b, "2026-10-03", "2026-10-04"}))
			if more != n+1 || Foreseen(b, more) < Foreseen(b, n) || Foreseen(b, n) < QuarterMonth || Foreseen(b, more) > Loss {
				t.Fatalf("%s: %v then %v", b, Foreseen(b, n), Foreseen(b, more))
			}
			if b == MissedMeasure && Foreseen(b, 1) < WholeMonth {
				t.Fatal("the first of letter c) is a whole month")
			}
		}
	})
}

func TestAKeyReadsWhatItWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := func(name string) int64 { return rapid.Int64Range(1, 1<<50).Draw(t, name) }
		k := Key{Appointment: id("appointment")}
		if rapid.Bool().Draw(t, "session") {
			k = Key{Session: id("session"), Worker: id("worker")}
		}
		if got, ok := ParseKey(k.String()); !ok || got != k {
			t.Fatalf("%v reads as %v", k, got)
		}
	})
	for _, bad := range []string{"", "a", "a0", "a-1", "a1-2", "s1", "s0-1", "s1-0", "b1", "a1 ", "a99999999999999999999", "s1-2-3"} {
		if k, ok := ParseKey(bad); ok {
			t.Errorf("%q reads as %v", bad, k)
		}
	}
}

func TestWhatWasMissedHasItsLetter(t *testing.T) {
	for kind, want := range map[string]Breach{"F1.6": MissedSupport, "M5.8": MissedSupport, "C.1": MissedSupport, "E.1": MissedSupport, "M4.1": MissedSupport, "I.1": MissedMeasure, "H.3": MissedMeasure} {
		if got := (Fact{Key: Key{Session: 1, Worker: 2}, Kind: kind}).Breach(); got != want {
			t.Errorf("a session of %s is %s, want %s", kind, got, want)
		}
	}
	for _, kind := range agenda.Kinds {
		if got := (Fact{Key: Key{Appointment: 1}, Kind: string(kind)}).Breach(); got != MissedCall {
			t.Errorf("an appointment of %s is %s", kind, got)
		}
	}
}

func TestADraftIsChecked(t *testing.T) {
	dbtest.Proves(t, "condizionalità 7")
	const today = rule.Date("2026-11-24")
	whole := Draft{MissedCall, "2026-12-04", ""}
	for want, change := range map[string]func(*Draft){
		"":           func(*Draft) {},
		"breach":     func(d *Draft) { d.Breach = "rifiuto" },
		"reasons_by": func(d *Draft) { d.ReasonsBy = today },
		"note":       func(d *Draft) { d.Note = strings.Repeat("x", 1001) },
	} {
		d := whole
		change(&d)
		if got := d.Check(today); want == "" && len(got) > 0 || want != "" && (len(got) != 1 || got[0].Field != want) {
			t.Errorf("%+v: %v, want %q", d, got, want)
		}
	}
	for by, fine := range map[rule.Date]bool{"": false, "2026-11-23": false, "2026-11-25": true, today.AddDays(MaxDaysToAnswer): true, today.AddDays(MaxDaysToAnswer + 1): false} {
		if got := CheckTerm(by, today); (len(got) == 0) != fine {
			t.Errorf("until %q: %v", by, got)
		}
	}
}

func TestAReasonIsNamedOrTold(t *testing.T) {
	for _, r := range Justified {
		if got := (Closing{Reason: r.Value}).Check(); len(got) > 0 {
			t.Errorf("%s: %v", r.Value, got)
		}
	}
	for c, field := range map[Closing]string{{}: "reason", {Reason: "boh"}: "reason", {Reason: Other}: "reason_text", {Reason: Other, Text: "   breve   "}: "reason_text", {Reason: "malattia", Text: strings.Repeat("x", 1001)}: "reason_text"} {
		if got := c.Check(); len(got) != 1 || got[0].Field != field {
			t.Errorf("%+v: %v, want %s", c, got, field)
		}
	}
}

// TestWhatMayBecomeOfANotice is the whole table of its states.
func TestWhatMayBecomeOfANotice(t *testing.T) {
	for _, c := range []struct {
		state                   State
		stands                  bool
		confirms, files, annuls bool
	}{
		{Drafted, true, true, true, true}, {Drafted, false, false, true, true},
		{Confirmed, true, false, false, true}, {Filed, true, false, false, true}, {SetAside, true, false, false, true}, {Annulled, true, false, false, false},
	} {
		n := Notice{State: c.state, Stands: c.stands}
		if got := fmt.Sprint(n.CanConfirm() == nil, n.CanFile() == nil, n.CanAnnul() == nil); got != fmt.Sprint(c.confirms, c.files, c.annuls) {
			t.Errorf("%s: %s", c.state, got)
		}
	}
	grant := func(role rule.Role, cpi int64) rule.Actor {
		return rule.Actor{Grants: []rule.Grant{{Role: role, Scope: rule.ScopeCPI, CPI: cpi}}}
	}
	for _, state := range []State{Drafted, SetAside, Confirmed, Filed} {
		n := Notice{CPI: 1, State: state}
		decided := state == Confirmed || state == Filed
		if n.AnnullableBy(grant(rule.RoleOperator, 1)) == decided || !n.AnnullableBy(grant(rule.RoleOfficeHead, 1)) || n.AnnullableBy(grant(rule.RoleOfficeHead, 2)) {
			t.Errorf("%s: who takes it back", state)
		}
		if n.HeadedBy(grant(rule.RoleOperator, 1)) || n.HeadedBy(grant(rule.RoleOfficeHead, 2)) || !n.HeadedBy(grant(rule.RoleOfficeHead, 1)) {
			t.Error("only who heads the office decides")
		}
	}
}
