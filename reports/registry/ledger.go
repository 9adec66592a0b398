package registry

import (
	"io"
	"iter"
	"strings"

	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/reports"
)

// ledgerFields are the columns of the ledger as a table.
var ledgerFields = []struct {
	reports.Field
	value func(people.Served, registry.Words) any
}{
	{reports.Field{Title: "Numero", Type: reports.Integer}, func(s people.Served, _ registry.Words) any { return s.ID }},
	{reports.Field{Title: "Giorno", Type: reports.Day}, func(s people.Served, _ registry.Words) any { return s.On }},
	{reports.Field{Title: "Codice", Width: 9}, func(s people.Served, _ registry.Words) any { return s.Code }},
	{reports.Field{Title: "Servizio", Width: 50}, func(s people.Served, w registry.Words) any {
		return w.Name(s.Code, s.DeliveredService.Prestazione) // as the screen titles it
	}},
	{reports.Field{Title: "Prestazione", Width: 11}, func(s people.Served, _ registry.Words) any { return s.DeliveredService.Prestazione }},
	{reports.Field{Title: "Nome della prestazione", Width: 40}, func(s people.Served, w registry.Words) any {
		if word := w.Of(s.Code, s.DeliveredService.Prestazione); word.Code == s.DeliveredService.Prestazione {
			return clean(word.Title)
		}
		return nil // another vocabulary does not know it
	}},
	{reports.Field{Title: "Codice fiscale", Width: 19}, func(s people.Served, _ registry.Words) any { return string(s.CodiceFiscale) }},
	{reports.Field{Title: "Cognome"}, func(s people.Served, _ registry.Words) any { return s.Surname }},
	{reports.Field{Title: "Nome"}, func(s people.Served, _ registry.Words) any { return s.Name }},
	{reports.Field{Title: "Sesso", Width: 7}, func(s people.Served, _ registry.Words) any { return s.Sex }},
	{reports.Field{Title: "Fascia d'età", Width: 11}, func(s people.Served, _ registry.Words) any { return s.AgeBand }},
	{reports.Field{Title: "CPI"}, func(s people.Served, _ registry.Words) any { return s.Office }},
	{reports.Field{Title: "Operatore"}, func(s people.Served, _ registry.Words) any { return s.OperatorName }},
	{reports.Field{Title: "Operatore previsto"}, func(s people.Served, _ registry.Words) any { return s.PlannedName }},
	{reports.Field{Title: "Minuti previsti", Type: reports.Integer}, func(s people.Served, _ registry.Words) any { return orNothing(s.MinutesPlan) }},
	{reports.Field{Title: "Minuti effettivi", Type: reports.Integer}, func(s people.Served, _ registry.Words) any { return s.Minutes }},
	{reports.Field{Title: "Motivo della durata"}, func(s people.Served, _ registry.Words) any { return s.MinutesReason }},
	{reports.Field{Title: "Modalità", Width: 14}, func(s people.Served, _ registry.Words) any { return s.Mode }},
	{reports.Field{Title: "Programma", Width: 11}, func(s people.Served, _ registry.Words) any { return s.Programme }},
	{reports.Field{Title: "Esito"}, func(s people.Served, _ registry.Words) any { return s.Outcome }},
	{reports.Field{Title: "Origine", Width: 13}, func(s people.Served, _ registry.Words) any { return s.Origin.Word() }},
	{reports.Field{Title: "Regole non rispettate", Width: 40}, func(s people.Served, _ registry.Words) any { return strings.Join(s.Sentences(), " ") }},
	{reports.Field{Title: "Motivo della deroga"}, func(s people.Served, _ registry.Words) any { return s.OverrideReason }},
	{reports.Field{Title: "Annullato il", Type: reports.Moment}, func(s people.Served, _ registry.Words) any { return s.Annulled }},
	{reports.Field{Title: "Motivo dell'annullamento"}, func(s people.Served, _ registry.Words) any { return s.AnnulledReason }},
	{reports.Field{Title: "Nota", Width: 40}, func(s people.Served, _ registry.Words) any { return s.Note }},
}

// orNothing leaves the cell of a zero empty.
func orNothing(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// Ledger returns the ledger as a table, in the words of a vocabulary. size is
// the number of the rows when it is known, 0 otherwise.
func Ledger(words registry.Words, at rule.Instant, size int, rows iter.Seq2[people.Served, error]) (reports.Sheet, iter.Seq2[[]any, error]) {
	sheet := reports.Sheet{Name: "Servizi erogati", Title: "Registro dei servizi erogati", Author: "Sportello", At: at, Size: size}
	for _, f := range ledgerFields {
		sheet.Fields = append(sheet.Fields, f.Field)
	}
	return sheet, func(yield func([]any, error) bool) {
		values := make([]any, len(ledgerFields))
		for r, err := range rows {
			if err != nil {
				yield(nil, err)
				return
			}
			for i, f := range ledgerFields {
				values[i] = f.value(r, words)
			}
			if !yield(values, nil) {
				return
			}
		}
	}
}

// WriteLedger writes it as an Excel file.
func WriteLedger(w io.Writer, words registry.Words, at rule.Instant, size int, rows iter.Seq2[people.Served, error]) error {
	sheet, table := Ledger(words, at, size, rows)
	return reports.Stream(w, sheet, table)
}
