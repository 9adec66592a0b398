package access

import (
	"context"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// SetPatronTx writes the day of an office's patron saint, «12-06», and the
// saint's name; both "" for none. The caller has checked that the actor may.
func SetPatronTx(ctx context.Context, tx *db.Tx, actor rule.Actor, cpi int64, day, name string) error {
	name = strings.TrimSpace(name)
	if day != "" {
		// 2000 is a leap year: 29 February is some town's feast too.
		if d, err := rule.ParseDate("2000-" + day); err != nil || string(d[5:]) != day {
			return rule.Refuse("patrono_giorno", fmt.Sprintf("Il giorno «%s» non esiste: scrivi giorno e mese, per esempio 6 e 12.", day))
		}
	} else if name != "" {
		return rule.Refuse("patrono_giorno", "Scegli il giorno del santo patrono.")
	}
	if err := rule.TooLong(name, rule.MaxName); err != nil {
		return rule.Refuse("patrono", err.Error())
	}
	if _, err := tx.ExecContext(ctx, "UPDATE cpi SET patron_day=?, patron_name=?, version=version+1 WHERE id=?", day, name, cpi); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ufficio.patrono", Subject: "cpi", SubjectID: cpi, Fields: []string{"patron_day", "patron_name"}})
}
