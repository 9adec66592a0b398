package people

import (
	"testing"

	"sportello/db"
)

// The record keeps the code of a citizenship; the CV says its name, and that of a
// record which holds words says those.
func TestTheCVNamesTheCitizenship(t *testing.T) {
	k := newCounter(t)
	for stored, want := range map[string]string{"436": "Marocco", "Marocchina": "Marocchina", "": ""} {
		write(t, k.db, func(tx *db.Tx) error {
			_, err := tx.ExecContext(t.Context(), "UPDATE worker SET citizenship=? WHERE id=?", stored, k.worker)
			return err
		})
		c, err := k.people.Curriculum(t.Context(), k.operator, k.worker)
		if err != nil || c.Person.Nationality != want {
			t.Errorf("%q: %q, want %q (%v)", stored, c.Person.Nationality, want, err)
		}
	}
}
