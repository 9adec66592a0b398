package agenda

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
)

// summarizeTx recounts what the list row keeps of its convocations; nothing to
// do for an appointment without a row.
func summarizeTx(ctx context.Context, tx *db.Tx, listRow int64) error {
	if listRow == 0 {
		return nil
	}
	all, err := appointments(ctx, tx, "WHERE a.list_row_id=?", listRow)
	if err != nil {
		return err
	}
	s := Summarize(all)
	return people.SetConvocationTx(ctx, tx, listRow, people.Convocation(s))
}

// conveneTx writes the summons of an appointment that has just been fixed: the
// fact with the text that is sent, the letter with its protocol number, and the
// e-mail where the office knows an address.
func conveneTx(ctx context.Context, tx *db.Tx, actor rule.Actor, appointmentID, batch int64) error {
	a, err := scanAppointment(tx.QueryRowContext(ctx, "SELECT "+appointmentColumns+appointmentTables+" WHERE a.id=?", appointmentID))
	if err != nil {
		return err
	}
	var p Place
	if err := tx.QueryRowContext(ctx, "SELECT name, address, phone, email FROM cpi WHERE id=?", a.CPI).Scan(&p.Office, &p.Address, &p.Phone, &p.Email); err != nil {
		return err
	}
	var surname, name string
	if err := tx.QueryRowContext(ctx, "SELECT surname, name FROM worker WHERE id=?", a.Worker).Scan(&surname, &name); err != nil {
		return err
	}
	text := LetterText(a, name+" "+surname, p)
	_, err = tx.ExecContext(ctx, "INSERT INTO convocation(list_row_id,worker_id,appointment_id,convened_at,convened_by,body,batch_id) VALUES(?,?,?,?,?,?,?)",
		a.ListRow, a.Worker, a.ID, tx.Now, actor.UserID, text, db.Null(batch))
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lavoratore.convocato", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker})
}
