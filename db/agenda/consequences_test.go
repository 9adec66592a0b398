package agenda_test

import (
	"strings"
	"testing"

	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
)

// TestALetterSaysTheConsequencesToWhomTheyConcern convenes with the module off and on,
// with a DID and without: only with both does the letter speak of art. 21, and what a
// letter said stays said.
func TestALetterSaysTheConsequencesToWhomTheyConcern(t *testing.T) {
	k := open(t)
	declared, row := k.worker("Bianchi", "Rocco", "FG")
	_, other := k.worker("Rossi", "Maria", "FG")
	if _, err := people.NewStore(k.db).DeclareDID(t.Context(), k.giulia, people.DID{WorkerID: declared, On: "2026-11-02", Channel: "cpi"}); err != nil {
		t.Fatal(err)
	}
	admin := rule.Actor{Grants: []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}}
	says := func(id int64) bool {
		body, data := k.text("SELECT body FROM convocation WHERE appointment_id=?", id), k.text("SELECT data FROM document WHERE kind=? AND subject_id=?", agenda.KindLetter, id)
		if strings.Contains(body, "articolo 21") != strings.Contains(data, "articolo 21") {
			t.Errorf("text and letter differ:\n%s\n%s", body, data)
		}
		return strings.Contains(body, agenda.Consequences)
	}
	convene := func(worker, row int64, day rule.Date) int64 {
		id := k.book(k.giulia, k.booking(worker, row, day, 600))
		return id
	}
	off := convene(declared, row, thursday)
	if says(off) {
		t.Error("with the module off the letter speaks of the consequences")
	}
	if _, err := access.NewStore(k.db).SetModule(t.Context(), admin, access.Conditionality, true); err != nil {
		t.Fatal(err)
	}
	if _, err := k.store.Move(t.Context(), k.giulia, off, 0, agenda.Slot{Day: friday, Starts: 600, Ends: 660}, 0, "1"); err != nil {
		t.Fatal(err)
	}
	var moved int64
	if err := k.db.Reader().QueryRowContext(t.Context(), "SELECT moved_to FROM appointment WHERE id=?", off).Scan(&moved); err != nil {
		t.Fatal(err)
	}
	if !says(moved) || says(off) {
		t.Error("a letter issued with the module on says them, the one before does not")
	}
	var without int64
	if err := k.db.Reader().QueryRowContext(t.Context(), "SELECT worker_id FROM list_row WHERE id=?", other).Scan(&without); err != nil {
		t.Fatal(err)
	}
	if says(convene(without, other, thursday)) {
		t.Error("who has no DID is told of the consequences")
	}
	if _, err := access.NewStore(k.db).SetModule(t.Context(), admin, access.Conditionality, false); err != nil {
		t.Fatal(err)
	}
	if !says(moved) {
		t.Error("what a letter said does not stay said")
	}
}
