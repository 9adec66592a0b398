package access

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// OfficeCard is what an office says of itself: where it is, how it is reached
// and its patron saint. Name, province and validity are the administrator's.
type OfficeCard struct {
	Address    string
	Phone      string
	Email      string
	PatronDay  string // as typed, 6/12; "" for none
	PatronName string
	Version    int // of the office, as the form was drawn from
}

// SetOfficeCardTx changes the card of an office inside the act of the area that
// keeps its agenda; the caller has checked that the actor heads it. The
// refusals concern address, phone, email, patron_day and patron_name; a version
// that is no longer the stored one is db.Stale.
func SetOfficeCardTx(ctx context.Context, tx *db.Tx, actor rule.Actor, cpi int64, c OfficeCard) error {
	o, err := scanOffice(tx.QueryRowContext(ctx, "SELECT "+officeColumns+" FROM cpi WHERE id=?", cpi))
	if err != nil {
		return err
	}
	o.Address, o.Phone, o.Email, o.PatronDay, o.PatronName, o.Version = c.Address, c.Phone, c.Email, c.PatronDay, c.PatronName, c.Version
	if o, err = o.check(); err != nil {
		return err
	}
	if err := replaceOfficeTx(ctx, tx, actor, o); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "ufficio.scheda", Subject: "cpi", SubjectID: cpi})
}
