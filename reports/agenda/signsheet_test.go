package agenda

import (
	"bytes"
	"testing"

	"sportello/db/agenda"
)

// TestTheSignSheetHasRoomToSign: a line of eleven millimetres for each place, so
// that twelve fit on one page with the signature, and thirty do not.
func TestTheSignSheetHasRoomToSign(t *testing.T) {
	pages := func(places int) int {
		t.Helper()
		pdf, err := Signs(SignSheet{At: "2026-11-24T08:00:00.000Z", Session: agenda.Session{Title: "Il colloquio", Office: "San Severo", Capacity: places, Invited: 1, Code: "F1.9", Room: "aula", OperatorN: "Giulia Bianchi",
			Service: "Laboratorio: Normative sui servizi per il lavoro e Ammortizzatori sociali, con le altre misure di sostegno",
			Slot:    agenda.Slot{Day: "2026-11-24", Starts: 540, Ends: 660}}, Attendees: []agenda.Attendee{{WorkerN: "Rossi Anna"}}})
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(pdf, []byte("/Type /Page\n"))
	}
	if five, twelve, thirty := pages(5), pages(12), pages(30); five != 1 || twelve != 1 || thirty < 2 {
		t.Errorf("five places take %d pages, twelve %d, thirty %d", five, twelve, thirty)
	}
}
