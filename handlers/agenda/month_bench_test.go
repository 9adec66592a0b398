package agenda_test

import (
	"fmt"
	"net/http"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
)

// BenchmarkMonth opens the month of an office with 500 appointments, signed in,
// scoped and audited.
func BenchmarkMonth(b *testing.B) {
	w := open(b)
	worker, _ := w.worker("Bianchi", "Rocco")
	err := w.DB.Write(b.Context(), func(tx *db.Tx) error {
		for i := range 500 {
			d := monday.AddDays(i % 5).AddDays(-7 * (i / 5 % 4))
			s := agenda.Slot{Day: d, Starts: rule.Minutes(510 + i/20*10), Ends: rule.Minutes(520 + i/20*10)}
			if _, err := tx.ExecContext(b.Context(), `INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_by,created_at)
				VALUES(?,?,?,'altro',?,?,?,?,?,'presente',1,'')`, w.giulia.CPI(), []int64{w.giulia.UserID, w.marco.UserID}[i%2], worker, s.Day, s.Starts, s.Ends, s.StartsAt(), s.EndsAt()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	c := w.As("Giulia")
	for _, view := range []string{"mese", "settimana", "giorno"} {
		b.Run(view, func(b *testing.B) {
			for b.Loop() {
				if page := c.Get(fmt.Sprintf("/agenda?vista=%s&giorno=2026-11-10", view)); page.Status != http.StatusOK {
					b.Fatal(page.Status)
				}
			}
		})
	}
}
