package agenda

import (
	"bytes"
	"testing"

	"sportello/db/agenda"
)

// TestTheSignSheetHasRoomToSign: a line of twelve millimetres for each place, so
// that thirty do not fit on one page, and none beyond the places.
func TestTheSignSheetHasRoomToSign(t *testing.T) {
	pages := func(places int) int {
		t.Helper()
		pdf, err := Signs(SignSheet{At: "2026-11-24T08:00:00.000Z", Session: agenda.Session{Title: "Il colloquio", Office: "San Severo", Capacity: places, Invited: 1,
			Slot: agenda.Slot{Day: "2026-11-24", Starts: 540, Ends: 660}}, Attendees: []agenda.Attendee{{WorkerN: "Rossi Anna"}}})
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Count(pdf, []byte("/Type /Page\n"))
	}
	if five, thirty := pages(5), pages(30); five != 1 || thirty < 2 {
		t.Errorf("five places take %d pages, thirty %d", five, thirty)
	}
}
