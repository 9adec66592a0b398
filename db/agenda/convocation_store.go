package agenda

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/access"
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
	var province string
	if err := tx.QueryRowContext(ctx, "SELECT name, address, phone, email, province FROM cpi WHERE id=?", a.CPI).Scan(&p.Office, &p.Address, &p.Phone, &p.Email, &province); err != nil {
		return err
	}
	p.Address = wholeAddress(p.Address, p.Office, province)
	who, err := addressee(ctx, tx, actor, a.Worker)
	if err != nil {
		return err
	}
	warns, err := mustCome(ctx, tx, a.Worker)
	if err != nil {
		return err
	}
	text := LetterText(a, who.fullName, p, warns)
	letter, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: KindLetter, Title: "Lettera di convocazione", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker, CPI: a.CPI,
		Data:     Letter{Recipient: who.lines, Office: p.Office, Address: p.Address, Phone: p.Phone, Email: p.Email, Text: text, Operator: a.OperatorN, IssuedOn: tx.Today},
		Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: who.fullName, Subject: "Convocazione al Centro per l'Impiego di " + p.Office},
	})
	if err != nil {
		return err
	}
	var mail int64
	// Without consent no document goes by e-mail: the message says the same in its text.
	if _, bad := rule.ParseEmail(who.email); who.email != "" && bad == nil {
		mail, err = archive.MailTx(ctx, tx, actor, archive.Mail{Kind: "convocazione", To: who.email, Subject: "Appuntamento al Centro per l'Impiego di " + p.Office,
			Body: text + "\n", WorkerID: a.Worker, CPI: a.CPI})
		if err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO convocation(list_row_id,worker_id,appointment_id,convened_at,convened_by,body,document_id,mail_id,batch_id) VALUES(?,?,?,?,?,?,?,?,?)`,
		a.ListRow, a.Worker, a.ID, tx.Now, actor.UserID, text, letter.ID, db.Null(mail), db.Null(batch))
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "lavoratore.convocato", Subject: "appointment", SubjectID: a.ID, WorkerID: a.Worker})
}

// mustCome reports whether the person is told of the consequences of not coming: the
// installation uses the module on conditionality, and the person has a DID in force.
func mustCome(ctx context.Context, tx *db.Tx, worker int64) (warns bool, err error) {
	if warns, err = access.ModuleOn(ctx, tx, access.Conditionality); err != nil || !warns {
		return false, err
	}
	err = tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM did WHERE worker_id=?1 AND annulled_at IS NULL AND declared_on<=?2 AND coalesce(ended_on,'9999-12-31')>=?2)", worker, tx.Today).Scan(&warns)
	return warns, err
}

type recipient struct {
	fullName string
	lines    []string
	email    string
}

// addressee returns how the worker is written to. Of a person known in another
// province the office knows the name only.
func addressee(ctx context.Context, tx *db.Tx, actor rule.Actor, worker int64) (recipient, error) {
	w, err := people.WorkerTx(ctx, tx, actor, worker)
	if err != nil {
		return recipient{}, err
	}
	r := recipient{fullName: w.Name + " " + w.Surname, email: w.Email}
	street, cap, town, province := w.DomicileAddress, w.DomicileCAP, w.Domicile, w.DomicileProv
	if street == "" || town == "" {
		street, cap, town, province = w.ResidenceAddress, w.ResidenceCAP, w.Residence, w.ResidenceProv
	}
	r.lines = []string{r.fullName}
	if street != "" {
		r.lines = append(r.lines, street)
	}
	if town != "" {
		line := strings.TrimSpace(cap + " " + town)
		if province != "" {
			line += " (" + province + ")"
		}
		r.lines = append(r.lines, line)
	}
	return r, nil
}

// Convocation is a summons as it was sent.
type Convocation struct {
	ID          int64
	Appointment int64
	ListRow     int64
	Worker      int64
	Name        string // surname and name
	Slot        Slot
	Operator    string
	State       State
	By          By
	ConvenedAt  rule.Instant
	ConvenedBy  string
	Text        string
	Document    int64
	Protocol    string
	Mail        int64
	MailState   archive.MailState // of the e-mail, "" without one
	MailError   string            // in Italian, for the screen
	Batch       int64
}

const convocationColumns = `c.id, c.appointment_id, c.list_row_id, c.worker_id, w.surname||' '||w.name, a.day, a.starts, a.ends, trim(o.name||' '||o.surname),
	a.state, a.cancelled_by, c.convened_at, coalesce(trim(b.name||' '||b.surname),''), c.body, coalesce(c.document_id,0),
	coalesce(printf('%d/%07d',p.year,p.number),''), coalesce(c.mail_id,0), coalesce(m.state,''), coalesce(m.last_error,''), coalesce(c.batch_id,0)
	FROM convocation c JOIN appointment a ON a.id=c.appointment_id JOIN worker w ON w.id=c.worker_id JOIN user o ON o.id=a.operator_id
	LEFT JOIN user b ON b.id=c.convened_by LEFT JOIN document d ON d.id=c.document_id LEFT JOIN protocol_entry p ON p.id=d.protocol_id
	LEFT JOIN mail m ON m.id=c.mail_id`

func (s *Store) convocations(ctx context.Context, actor rule.Actor, where string, args ...any) ([]Convocation, error) {
	scope, more := actor.OfficeScope("a.cpi_id")
	var out []Convocation
	err := each(ctx, s.db.Reader(), func(scan func(...any) error) error {
		var c Convocation
		err := scan(&c.ID, &c.Appointment, &c.ListRow, &c.Worker, &c.Name, &c.Slot.Day, &c.Slot.Starts, &c.Slot.Ends, &c.Operator,
			&c.State, &c.By, &c.ConvenedAt, &c.ConvenedBy, &c.Text, &c.Document, &c.Protocol, &c.Mail, &c.MailState, &c.MailError, &c.Batch)
		out = append(out, c)
		return err
	}, "SELECT "+convocationColumns+" WHERE "+where+" AND "+scope+" ORDER BY a.day, a.starts, c.id", append(args, more...)...)
	return out, err
}

// ConvocationOf returns the summons of an appointment, false when it was none.
func (s *Store) ConvocationOf(ctx context.Context, actor rule.Actor, appointmentID int64) (Convocation, bool, error) {
	all, err := s.convocations(ctx, actor, "c.appointment_id=?", appointmentID)
	if err != nil || len(all) == 0 {
		return Convocation{}, false, err
	}
	return all[0], true, nil
}

// ConvocationsOf returns every summons of a worker by the actor's offices, by
// the time of the appointment.
func (s *Store) ConvocationsOf(ctx context.Context, actor rule.Actor, workerID int64) ([]Convocation, error) {
	return s.convocations(ctx, actor, "c.worker_id=?", workerID)
}
