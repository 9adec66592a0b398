package agenda

import (
	"strconv"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/reports"
)

// SignSheet is what the sign-in sheet of a session says.
type SignSheet struct {
	Session   agenda.Session
	Attendees []agenda.Attendee
	At        rule.Instant
}

// blankLines are left at the end for who comes without being on the list.
const blankLines = 4

// Signs prints the sign-in sheet (foglio firme) of a session: a line for each
// person expected, with room to sign at the entrance and at the exit.
func Signs(s SignSheet) ([]byte, error) {
	t := reports.Table{Columns: []reports.Column{
		{Title: "N.", Width: 6}, {Title: "Cognome e nome", Width: 34}, {Title: "Firma all'entrata", Width: 30}, {Title: "Firma all'uscita", Width: 30},
	}}
	for i, a := range s.Attendees {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), a.WorkerN + "\n ", "", ""})
	}
	for i := range blankLines {
		t.Rows = append(t.Rows, []string{strconv.Itoa(len(s.Attendees) + i + 1), " \n ", "", ""})
	}
	facts := reports.Facts{
		{Label: "Servizio", Value: s.Session.Code + ", " + s.Session.Service}, {Label: "Giorno", Value: s.Session.Slot.Day.Long()},
		{Label: "Orario", Value: "dalle " + s.Session.Slot.Starts.String() + " alle " + s.Session.Slot.Ends.String()}, {Label: "Operatore", Value: s.Session.OperatorN},
		{Label: "Stanza", Value: s.Session.Room},
	}
	return reports.Render(reports.Document{
		Kind: "Foglio firme", Title: "Foglio firme", Subtitle: s.Session.Title, Body: rule.OwningBody, Office: "Centro per l'Impiego di " + s.Session.Office,
		Sections:   []reports.Section{{Blocks: []reports.Block{facts}}, {Heading: "Presenze", Blocks: []reports.Block{t}}},
		Signatures: []reports.Signature{{Role: "L'operatore", Name: s.Session.OperatorN}}, GeneratedAt: s.At,
	})
}
