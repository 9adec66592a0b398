package pacts

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
)

// ReferenceInterview is the reference of the services that the meetings of an
// interview leave in the ledger.
const ReferenceInterview = "colloquio"

// Meeting is one meeting of an interview: an appointment, a presence at a session
// of a group, or one that was in neither.
type Meeting struct {
	ID          int64
	Appointment int64
	Session     int64
	Title       string // of the session
	On          rule.Date
	Minutes     int
	Mode        string
	Took        bool // the person was there
	Operator    string
	Service     int64 // that it registered itself, 0 for none
}

// NewMeeting is a meeting to be recorded: the appointment or the session that it
// was, or when, how long and how the person was met.
type NewMeeting struct {
	Appointment int64
	Session     int64
	On          rule.Date
	Minutes     int
	Mode        string
}

// meetingDays is how long before the interview was begun a meeting of it may lie.
const meetingDays = 30

// Check returns what is wrong with a meeting of an interview that was in no
// agenda, as it was typed. A day has one: what is typed twice would be served
// twice. The refusals name on, minutes, mode.
func (m NewMeeting) Check(today rule.Date, i Interview) rule.Refusals {
	var out rule.Refusals
	same := slices.IndexFunc(i.Meetings, func(x Meeting) bool { return x.On == m.On && x.Took })
	switch {
	case m.On == "":
		out.Add("on", "Scrivi il giorno dell'incontro.")
	case m.On > today:
		out.Add("on", "Il giorno dell'incontro è nel futuro: gli incontri da tenere si fissano in agenda.")
	case m.On < i.StartedOn.AddDays(-meetingDays):
		out.Add("on", "Il colloquio è cominciato il "+i.StartedOn.Italian()+": l'incontro è troppo lontano.")
	case same >= 0:
		out.Add("on", fmt.Sprintf("Il %s c'è già un incontro di questo colloquio, di %d minuti. Se ci si è visti due volte, annulla quello e registra i minuti di tutte e due.", m.On.Italian(), i.Meetings[same].Minutes))
	}
	if m.Minutes < MinPlanned || m.Minutes > int(agenda.MaxLength) {
		out.Add("minutes", "Scrivi quanti minuti è durato, da 10 a 480.")
	}
	if !slices.Contains([]string{agenda.InPerson, agenda.ByPhone, agenda.ByVideo}, m.Mode) {
		out.Add("mode", "Scegli come si è svolto.")
	}
	return out
}

// The services that a person may be directed to from an interview.
const (
	ToCounselling = "consulenza"
	ToBilancio    = "bilancio"
	ToOther       = "altro"
)

// ReferralKinds are they, with their words.
var ReferralKinds = []people.Choice{
	{Value: ToCounselling, Label: "Consulenza orientativa"}, {Value: ToBilancio, Label: "Bilancio delle competenze"}, {Value: ToOther, Label: "Altro servizio"},
}

// Aims are what a service is for, in the words of the source, by kind.
var Aims = map[string][]people.Choice{
	ToCounselling: {
		{Value: "scelta", Label: "Sostenere e facilitare i processi di scelta e di transizione professionale, lavorativa, formativa"},
		{Value: "obiettivi", Label: "Definire gli obiettivi professionali e formativi"},
		{Value: "ostacoli", Label: "Rimuovere gli ostacoli che bloccano un'azione positiva di ricerca del lavoro"},
		{Value: "consapevolezza", Label: "Aumentare la consapevolezza delle proprie risorse e potenzialità"},
		{Value: "strategie", Label: "Individuare strategie utili per un'efficace ricerca attiva del lavoro"},
		{Value: "decisioni", Label: "Sostenere i processi decisionali e i processi di cambiamento"},
		{Value: "valutazione", Label: "Sviluppare capacità di analisi e valutazione delle competenze in relazione a un progetto lavorativo o formativo"},
	},
	ToBilancio: {
		{Value: "esperienze", Label: "Ricostruire le esperienze formative e professionali"},
		{Value: "competenze", Label: "Individuare le competenze maturate e spendibili nel mercato del lavoro"},
		{Value: "gap", Label: "Individuare i gap di competenza da colmare"},
		{Value: "counseling", Label: "Counseling"},
		{Value: "certificazione", Label: "Informazione sul sistema e sui percorsi di valutazione e certificazione delle competenze"},
	},
}

// Referral is the fact that a person was directed to another service.
type Referral struct {
	ID          int64
	Kind        string
	On          rule.Date
	Body        string // the other service, and who gives it
	Aims        []string
	Reason      string
	By          string
	Appointment int64     // of that kind fixed since, 0 for none
	MetOn       rule.Date // its day
	Attended    bool
	Bilancio    string // its number, once it was begun since
	BilancioID  int64
}

// Title returns what the person was directed to.
func (r Referral) Title() string {
	if r.Kind == ToOther {
		return r.Body
	}
	return people.ChoiceLabel(ReferralKinds, r.Kind)
}

// AimWords returns what the service is for.
func (r Referral) AimWords() string { return words(Aims[r.Kind], r.Aims) }

// Clean returns the referral without loose blanks and with its aims in order.
func (r Referral) Clean() Referral {
	r.Body, r.Reason = strings.TrimSpace(r.Body), strings.TrimSpace(r.Reason)
	var aims []string
	for _, a := range Aims[r.Kind] {
		if slices.Contains(r.Aims, a.Value) {
			aims = append(aims, a.Value)
		}
	}
	r.Aims = aims
	return r
}

// Check returns what is wrong with a referral as it was typed. The refusals name
// kind, on, body, aims, reason.
func (r Referral) Check(today, started rule.Date) rule.Refusals {
	var out rule.Refusals
	if !known(ReferralKinds, r.Kind) {
		out.Add("kind", "Scegli il servizio.")
	}
	switch {
	case r.On == "":
		out.Add("on", "Scrivi il giorno.")
	case r.On > today:
		out.Add("on", "Il giorno è nel futuro.")
	case r.On < started:
		out.Add("on", "Il colloquio è cominciato il "+started.Italian()+".")
	}
	if r.Kind == ToOther && r.Body == "" {
		out.Add("body", "Scrivi a quale servizio, e di chi.")
	} else if err := rule.TooLong(r.Body, 200); err != nil {
		out.Add("body", err.Error())
	} else if r.Kind != ToOther && r.Body != "" {
		out.Add("body", "Solo per «Altro servizio»: cambia servizio, o lascia vuoto.")
	}
	if len(Aims[r.Kind]) > 0 && len(r.Aims) == 0 {
		out.Add("aims", "Segna almeno uno scopo fra quelli del servizio scelto.")
	}
	if r.Reason == "" {
		out.Add("reason", "Scrivi perché: chi accoglie la persona parte da qui.")
	} else if err := rule.TooLong(r.Reason, 1000); err != nil {
		out.Add("reason", err.Error())
	}
	return out
}

// Meeting returns a meeting of the interview that stands, and whether there is one.
func (i Interview) Meeting(id int64) (Meeting, bool) {
	if n := slices.IndexFunc(i.Meetings, func(m Meeting) bool { return m.ID == id }); n >= 0 {
		return i.Meetings[n], true
	}
	return Meeting{}, false
}
