package registry

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// Stop refuses a registration by hand that breaks a hard rule. A head of office
// may register it all the same, with a reason.
type Stop struct {
	Service Service
	Broken  []Broken // the hard ones
}

func (s Stop) Error() string {
	var parts []string
	for _, b := range s.Broken {
		parts = append(parts, b.Sentence())
	}
	return strings.Join(parts, " ")
}

// Sentence returns the rule as a screen says it.
func (b Broken) Sentence() string { return fmt.Sprintf("Regola %d: %s", b.Number, b.Text) }

// ByHand checks what a person typed of a service, apart from the rules of the
// table; today is the day of the registration. The refusals name the fields
// code, date, minutes, minutes_reason, mode, programme, prestazione, note.
func (s Service) ByHand(d DeliveredService, today rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case d.On == "":
		out.Add("date", "Scrivi il giorno in cui il servizio è stato dato.")
	case d.On > today:
		out.Add("date", "Il giorno è nel futuro: un servizio si registra quando è stato dato.")
	}
	if s.Company != (d.CompanyID != 0) {
		if s.Company {
			out.Add("code", fmt.Sprintf("Il codice %s è un servizio alle imprese: si registra a un'azienda.", s.Code))
		} else {
			out.Add("code", fmt.Sprintf("Il codice %s è un servizio alle persone: non si registra a un'azienda.", s.Code))
		}
	}
	switch {
	case d.Minutes <= 0:
		out.Add("minutes", "Scrivi quanti minuti è durato: almeno uno.")
	case d.Minutes > s.Longest() && s.SeveralDays():
		out.Add("minutes", fmt.Sprintf("I minuti sono più del doppio di quanto la tabella dà a %s: al più %d.", s.Code, s.Minutes.Max))
	case d.Minutes > s.Longest():
		out.Add("minutes", "I minuti sono più di un giorno intero.")
	case s.Minutes.Outside(d.Minutes) != "" && strings.TrimSpace(d.MinutesReason) == "":
		out.Add("minutes_reason", fmt.Sprintf("Di solito dura %s: scrivi perché questa volta %s.", s.Minutes.Text(), s.Minutes.Outside(d.Minutes)))
	}
	if d.Prestazione != "" && !s.CountsAs(d.Prestazione) {
		out.Add("prestazione", fmt.Sprintf("%s non conta come %s.", s.Code, d.Prestazione))
	}
	if !slices.Contains(Modes, d.Mode) {
		out.Add("mode", "Scegli se il servizio è stato dato in presenza, per telefono o in videochiamata.")
	}
	if d.Programme != "" && !slices.Contains(Programmes, d.Programme) {
		out.Add("programme", "Scegli un programma dell'elenco.")
	}
	for _, f := range []struct {
		field, text string
		most        int
	}{{"minutes_reason", d.MinutesReason, 500}, {"outcome", d.Outcome, 200}, {"note", d.Note, 2000}, {"override_reason", d.OverrideReason, 500}} {
		if err := rule.TooLong(f.text, f.most); err != nil {
			out.Add(f.field, err.Error())
		}
	}
	return out
}

// FirstDay is the first day that a declaration or a service may be of: before it
// there was no discipline of either (d.lgs. 469/1997 gave the employment services
// to the regions).
const FirstDay rule.Date = "1997-01-01"

// workingAge is the age from which a person may be served: the end of lower
// school, as for an apprenticeship in diritto-dovere.
const workingAge = 14

// dated checks the day of a registration by hand; a correction does not change
// it. The refusals name date and note.
func (s Service) dated(d DeliveredService, today rule.Date) rule.Refusals {
	var out rule.Refusals
	switch {
	case d.On < FirstDay:
		out.Add("date", "Il giorno è prima del "+FirstDay.Italian()+": controllalo.")
	case d.Born != "" && d.Born.AgeOn(d.On) < workingAge:
		out.Add("date", fmt.Sprintf("Il %s la persona, nata il %s, non aveva ancora %d anni: controlla il giorno.", d.On.Italian(), d.Born.Italian(), workingAge))
	case d.On < today.AddDays(-365) && strings.TrimSpace(d.Note) == "":
		out.Add("note", "Il giorno è di più di un anno fa: scrivi nella nota perché il servizio si registra adesso.")
	}
	return out
}

// SeveralDays reports whether the table's minutes are of work spread over several
// days, such as a graduatoria (K.3): they do not fit in the day of the registration.
func (s Service) SeveralDays() bool { return s.Minutes.Mean > WorkingDay }

// Longest returns the most minutes that a service may be registered with: a day's,
// or the double of the table's for work spread over several days.
func (s Service) Longest() int {
	if s.SeveralDays() {
		return max(24*60, 2*s.Minutes.Max)
	}
	return 24 * 60
}

// Text returns the range in words: «da 20 a 30 minuti».
func (r Range) Text() string {
	switch {
	case r.Min > 0 && r.Max > 0:
		return fmt.Sprintf("da %d a %d minuti", r.Min, r.Max)
	case r.Max > 0:
		return fmt.Sprintf("al più %d minuti", r.Max)
	case r.Min > 0:
		return fmt.Sprintf("almeno %d minuti", r.Min)
	}
	return "quanto serve: la tabella non mostra una durata"
}
