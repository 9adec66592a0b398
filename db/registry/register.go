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
		out.Add("minutes", "Scrivi quanti minuti è durato.")
	case d.Minutes > 24*60:
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
