package agenda

import (
	"strings"
	"testing"

	"sportello/db/rule"
)

var today = rule.Date("2026-11-24") // a Tuesday

func clock(day rule.Date, at rule.Minutes) rule.Instant { return rule.InstantOf(day.At(at)) }

func operatorOf(cpi int64) rule.Actor {
	return rule.Actor{UserID: 7, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: cpi, Province: "FG"}}}
}

func headOf(cpi int64) rule.Actor {
	return rule.Actor{UserID: 8, Grants: []rule.Grant{{Role: rule.RoleOfficeHead, Scope: rule.ScopeCPI, CPI: cpi, Province: "FG"}}}
}

func fixed(day rule.Date, starts, ends rule.Minutes) Appointment {
	return Appointment{ID: 1, CPI: 1, Operator: 7, OperatorN: "Giulia Semeraro", WorkerN: "Bianchi Rocco", State: Fixed, Slot: Slot{day, starts, ends}}
}

func TestTransitions(t *testing.T) {
	at := func(m rule.Minutes, a rule.Actor) Moment { return Moment{clock(today, m), today, a} }
	past := fixed(today, 540, 600)
	done := func(s State) Appointment {
		a := past
		a.State, a.OutcomeAt = s, clock(today, 610)
		return a
	}
	old := done(Missed)
	old.OutcomeAt = clock(today.AddDays(-1), 600)
	for _, c := range []struct {
		name    string
		a       Appointment
		action  Action
		m       Moment
		want    State
		refusal string
	}{
		{"presente after the hour", past, ActAttend, at(700, operatorOf(1)), Attended, ""},
		{"presente before the hour of the same day", past, ActAttend, at(500, operatorOf(1)), Attended, ""},
		{"presente the day before", fixed(today.AddDays(1), 540, 600), ActAttend, at(700, operatorOf(1)), "", "L'appuntamento è del 25/11/2026"},
		{"assente before the hour", past, ActMiss, at(500, operatorOf(1)), "", "prima di quell'ora non si può segnare un'assenza"},
		{"assente after the hour", past, ActMiss, at(541, operatorOf(1)), Missed, ""},
		{"assente giustificato", past, ActExcuse, at(541, operatorOf(1)), Excused, ""},
		{"twice", done(Missed), ActAttend, at(700, operatorOf(1)), "", "c'è già: risulta «assente»"},
		{"moved today", fixed(today, 800, 860), ActMove, at(700, operatorOf(1)), Moved, ""},
		{"moved after its day", fixed(today.AddDays(-1), 800, 860), ActMove, at(700, operatorOf(1)), "", "segna l'esito"},
		{"moved with an outcome", done(Attended), ActMove, at(700, operatorOf(1)), "", "non si può più spostare: risulta «presente»"},
		{"cancelled though past", past, ActCancel, at(700, operatorOf(1)), Cancelled, ""},
		{"confirmed", fixed(today, 800, 860), ActConfirm, at(700, operatorOf(1)), Fixed, ""},
		{"reopened the same day", done(Missed), ActReopen, at(700, operatorOf(1)), Fixed, ""},
		{"reopened later", old, ActReopen, at(700, operatorOf(1)), "", "lo corregge il responsabile"},
		{"reopened later by the head", old, ActReopen, at(700, headOf(1)), Fixed, ""},
		{"reopened without an outcome", past, ActReopen, at(700, operatorOf(1)), "", "Non c'è un esito da correggere"},
		{"by an operator of another office", past, ActAttend, at(700, operatorOf(2)), "", "solo chi lavora in questo Centro"},
		{"by the province", past, ActAttend, at(700, rule.Actor{UserID: 9, Grants: []rule.Grant{{Role: rule.RoleProvince, Scope: rule.ScopeProvince, Province: "FG"}}}), "", "solo chi lavora"},
		{"an unknown action", past, "altro", at(700, operatorOf(1)), "", "non esiste"},
	} {
		got, err := c.a.Next(c.action, c.m)
		if c.refusal == "" && (err != nil || got != c.want) {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
		if c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)) {
			t.Errorf("%s: %v, want a refusal with %q", c.name, err, c.refusal)
		}
	}
}

func TestEveryStateHasItsWord(t *testing.T) {
	a := fixed(today, 540, 600)
	for _, c := range []struct {
		state State
		by    By
		at    rule.Minutes
		want  string
	}{
		{Fixed, "", 599, "Da erogare"}, {Fixed, "", 600, "esito da compilare"}, {Attended, "", 0, "presente"}, {Missed, "", 0, "assente"},
		{Excused, "", 0, "assente giustificato"}, {Moved, "", 0, "Spostato"}, {Cancelled, ByCitizen, 0, "disdetto dal cittadino"},
		{Cancelled, ByOperator, 0, "disdetto dall'operatore"}, {Cancelled, ByRiscontro, 0, "disdetto per riscontro"}, {Cancelled, ByClosure, 0, "disdetto per chiusura"},
	} {
		a.State, a.By = c.state, c.by
		if got := a.Word(clock(today, c.at)); got != c.want {
			t.Errorf("%s by %q: %q, want %q", c.state, c.by, got, c.want)
		}
	}
}

func TestABilancioStartsFromTheRightAppointments(t *testing.T) {
	mine, theirs := operatorOf(1), operatorOf(1)
	theirs.UserID = 99
	m := func(a rule.Actor) Moment { return Moment{clock(today, 600), today, a} }
	for _, c := range []struct {
		name    string
		day     rule.Date
		m       Moment
		state   State
		refusal string
	}{
		{"own, today", today, m(mine), Fixed, ""},
		{"own, today, already presente", today, m(mine), Attended, ""},
		{"own, past", today.AddDays(-9), m(mine), Fixed, ""},
		{"own, future", "2026-11-26", m(mine), Fixed, "Il bilancio non si avvia prima dell'appuntamento. Questo è del 26/11: potrai avviarlo quel giorno."},
		{"colleague's, today", today, m(theirs), Fixed, ""},
		{"colleague's, past", today.AddDays(-1), m(theirs), Fixed, "solo il giorno stesso"},
		{"colleague's, future", today.AddDays(1), m(theirs), Fixed, "non si avvia prima"},
		{"another office's, today", today, m(operatorOf(2)), Fixed, "proprio Centro per l'Impiego"},
		{"missed", today, m(mine), Missed, "risulta «assente»"},
	} {
		a := fixed(c.day, 540, 600)
		a.State = c.state
		err := a.StartBilancio(c.m)
		if c.refusal == "" && err != nil || c.refusal != "" && (err == nil || !strings.Contains(err.Error(), c.refusal)) {
			t.Errorf("%s: %v, want %q", c.name, err, c.refusal)
		}
	}
}

func TestServiceCodes(t *testing.T) {
	for _, c := range []struct {
		a    Appointment
		want string
	}{
		{Appointment{Kind: KindOrientation}, "C.1"},
		{Appointment{Kind: KindCounselling}, "E.1"},
		{Appointment{Kind: KindConvocation}, ""},
		{Appointment{Kind: KindOther}, ""},
		{Appointment{Kind: KindBilancio}, ""}, // of no bilancio yet
		{Appointment{Kind: KindBilancio, Bilancio: 3}, "E.2"},
		{Appointment{Kind: KindConvocation, Bilancio: 3}, "E.2"},
		{Appointment{Kind: KindBilancio, Bilancio: 3, Code: "M4.2"}, "M4.2"},
	} {
		if got := c.a.ServiceCode(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.a, got, c.want)
		}
	}
}

func TestSummaryOfAListRow(t *testing.T) {
	on := func(id int64, day rule.Date, kind Kind, s State) Appointment {
		return Appointment{ID: id, Kind: kind, State: s, Slot: Slot{day, 600, 660}}
	}
	for _, c := range []struct {
		name string
		in   []Appointment
		want Summary
	}{
		{"nothing", nil, Summary{State: "da_convocare"}},
		{"convened", []Appointment{on(1, "2026-11-26", KindConvocation, Fixed)}, Summary{State: "convocato", On: "2026-11-26"}},
		{"cancelled", []Appointment{on(1, "2026-11-26", KindConvocation, Cancelled)}, Summary{State: "da_convocare"}},
		{"moved", []Appointment{on(1, "2026-11-26", KindConvocation, Moved), on(2, "2026-11-20", KindConvocation, Fixed)}, Summary{State: "convocato", On: "2026-11-20"}},
		{"missed, then convened again", []Appointment{on(1, "2026-11-20", KindConvocation, Missed), on(2, "2026-11-26", KindConvocation, Fixed)},
			Summary{State: "convocato", On: "2026-11-26", NoShows: 1, LastNoShowOn: "2026-11-20"}},
		{"missed, convened again, cancelled", []Appointment{on(1, "2026-11-20", KindConvocation, Missed), on(2, "2026-11-26", KindConvocation, Cancelled)},
			Summary{State: "assente", On: "2026-11-20", NoShows: 1, LastNoShowOn: "2026-11-20"}},
		{"an excused absence is no no-show", []Appointment{on(1, "2026-11-20", KindConvocation, Excused)}, Summary{State: "assente_giustificato", On: "2026-11-20"}},
		{"a missed meeting of a bilancio counts, and convenes nobody", []Appointment{on(1, "2026-11-10", KindConvocation, Attended), on(2, "2026-11-20", KindBilancio, Missed)},
			Summary{State: "presente", On: "2026-11-10", NoShows: 1, LastNoShowOn: "2026-11-20"}},
	} {
		if got := Summarize(c.in); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestTheLetterSaysWhenWhereAndWithWhom(t *testing.T) {
	a := fixed("2026-11-26", 630, 690)
	a.Room, a.List, a.OperatorN = "1", "Mobilità 2011/2012", "Marco De Santis"
	text := LetterText(a, "Rocco Bianchi", Place{Office: "Foggia", Address: "via Volta 13", Phone: "0881 123456", Email: "cpi@foggia.example"}, false)
	for _, want := range []string{"Gentile Rocco Bianchi,", "al Centro per l'Impiego di Foggia, via Volta 13", "giovedì 26 novembre 2026 alle 10:30",
		"con Marco De Santis, stanza 1", "circa 1 ora", "«Mobilità 2011/2012»", "documento d'identità", "al numero 0881 123456 o all'indirizzo cpi@foggia.example"} {
		if !strings.Contains(text, want) {
			t.Errorf("the letter lacks %q:\n%s", want, text)
		}
	}
	a.Mode = ByPhone
	if text := LetterText(a, "Rocco Bianchi", Place{Office: "Foggia"}, false); !strings.Contains(text, "La chiameremo al telefono dal Centro per l'Impiego di Foggia, giovedì") || !strings.Contains(text, "in tempo allo sportello") {
		t.Errorf("by telephone:\n%s", text)
	}
}

func TestConflictSentence(t *testing.T) {
	with := fixed("2026-11-26", 630, 690)
	with.OperatorN, with.Room = "Marco De Santis", "1"
	for _, c := range []struct {
		in   Conflict
		want string
	}{
		{Conflict{With: with, Worker: true}, "Bianchi Rocco ha già un impegno: giovedì 26 novembre alle 10:30 è con Marco De Santis, stanza 1."},
		{Conflict{With: with}, "Marco De Santis ha già un impegno: giovedì 26 novembre alle 10:30 è con Bianchi Rocco, stanza 1."},
		{Conflict{With: with, Worker: true, Elsewhere: true}, "Bianchi Rocco ha già un impegno: giovedì 26 novembre alle 10:30 ha un appuntamento in un altro Centro per l'Impiego."},
	} {
		if got := c.in.Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestTheAddressOfALetterNamesItsMunicipality(t *testing.T) {
	for in, want := range map[string]string{
		"Via Mazzini, 59":                   "Via Mazzini, 59, San Severo (FG)",
		"Via Mazzini, 59, 71016 SAN SEVERO": "Via Mazzini, 59, 71016 SAN SEVERO",
		"":                                  "",
	} {
		if got := wholeAddress(in, "San Severo", "FG"); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
