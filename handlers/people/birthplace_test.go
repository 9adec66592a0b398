package people_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"sportello/db"
	"sportello/db/rule"
)

// A list without the column of the birthplace leaves the code that the codice
// fiscale holds: the form names the municipality and takes it back, as it was
// and when the rest is confirmed too.
func TestABirthplaceKnownByItsCodeIsNamed(t *testing.T) {
	s := open(t)
	_, workers := s.load(person{cf: cf(t, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria"}, person{cf: cf(t, "Verdi", "Anna", 2), surname: "Verdi", name: "Anna"})
	s.write(func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.ExecContext(ctx, "UPDATE worker SET birth_place_code='D643', birth_place='' WHERE id=?", workers[0]); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "UPDATE worker SET birth_place_code='X999', birth_place='' WHERE id=?", workers[1])
		return err
	})
	c := s.Login(rule.RoleOperator, "cpi:San Severo")
	for _, id := range workers {
		want := map[int64]string{workers[0]: "Foggia (FG) [D643]"}[id]
		form := c.Get(card(id, "/modifica")).Expect(http.StatusOK)
		if got := form.Find("main input[name=birth_place]").AttrOr("value", "none"); got != want {
			t.Errorf("the birthplace reads %q, want %q", got, want)
		}
		form.Submit("main form", url.Values{"phone": {"3330000000"}}).Expect(http.StatusSeeOther)
		c.Get(card(id, "/modifica")).Submit("main form", url.Values{"conferma": {"1"}}).Expect(http.StatusSeeOther)
	}
	c.Get(card(workers[0], "?sezione=scheda")).Expect(http.StatusOK).Has("main", "Foggia")
	var place, code, unknown string
	if err := s.DB.Reader().QueryRow(`SELECT a.birth_place, a.birth_place_code, b.birth_place_code FROM worker a, worker b WHERE a.id=? AND b.id=?`, workers[0], workers[1]).Scan(&place, &code, &unknown); err != nil || place != "Foggia" || code != "D643" || unknown != "X999" {
		t.Errorf("stored %q %q, and %q of the code that no table has (%v)", place, code, unknown, err)
	}
}
