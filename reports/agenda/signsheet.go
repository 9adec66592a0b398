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

// signHeight is how high a line is, in millimetres, to be signed by hand.
const signHeight = 11

// Signs prints the sign-in sheet (foglio firme) of a session: a line for each
// person expected and for each free place, with room to sign at the entrance and at the exit.
func Signs(s SignSheet) ([]byte, error) {
	t := reports.Table{RowHeight: signHeight, Columns: []reports.Column{
		{Title: "N.", Width: 6}, {Title: "Cognome e nome", Width: 34}, {Title: "Firma all'entrata", Width: 30}, {Title: "Firma all'uscita", Width: 30},
	}}
	for i, a := range s.Attendees {
		t.Rows = append(t.Rows, []string{strconv.Itoa(i + 1), a.WorkerN, "", ""})
	}
	for i := range s.Session.Free() { // for who comes without being on the list
		t.Rows = append(t.Rows, []string{strconv.Itoa(len(s.Attendees) + i + 1), "", "", ""})
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
