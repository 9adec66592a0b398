package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// RegisterTx registers by hand a service that was delivered, and returns its id
// and the soft rules that it does not keep. The refusals are those of ByHand; a
// hard rule is a Stop, unless a head of the office gives a reason for going on;
// what nobody has confirmed is a Doubtful.
// Whoever calls has found whom it is for in the actor's scope.
func RegisterTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d DeliveredService, competent bool) (int64, []Broken, error) {
	service, broken, err := checkTx(ctx, tx, actor, &d, competent)
	if err != nil {
		return 0, nil, err
	}
	var hard, soft []Broken
	d.Missed = nil
	for _, b := range broken {
		d.Missed = append(d.Missed, b.key())
		if b.Hard {
			hard = append(hard, b)
		} else {
			soft = append(soft, b)
		}
	}
	d.OverrideReason = strings.TrimSpace(d.OverrideReason)
	overrides := d.OverrideReason != "" && len(actor.CPIs(rule.RoleOfficeHead)) > 0
	if len(hard) > 0 && (!overrides || !Overridable(service, hard)) {
		return 0, nil, Stop{service, hard}
	}
	if err := doubtTx(ctx, tx, service, d); err != nil {
		return 0, nil, err
	}
	if d.Beyond = len(hard) > 0; !d.Beyond {
		d.OverrideReason = ""
	}
	d.Origin = OriginManual
	id, err := insertTx(ctx, tx, actor, d)
	if err != nil {
		return 0, nil, err
	}
	return id, soft, replicaTx(ctx, tx, actor, d, id)
}

// Overridable reports whether a head of office may go beyond the rules: not
// where the code is a title of a group, or is made by the program itself.
func Overridable(s Service, hard []Broken) bool {
	return s.Registrable && !(len(hard) == 1 && hard[0].Number == 16)
}

// checkTx checks what was typed and returns the service and the rules that are
// not kept, filling in what follows from the service.
func checkTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d *DeliveredService, competent bool) (Service, []Broken, error) {
	on := d.On
	if on == "" {
		on = tx.Today
	}
	service, err := ServiceOn(ctx, tx, d.Code, on)
	if errors.Is(err, db.ErrNotFound) {
		return service, nil, rule.Refuse("code", "Scegli il servizio dall'elenco: questo codice non è in vigore il "+on.Italian()+".")
	}
	if err != nil {
		return service, nil, err
	}
	if d.Prestazione == "" {
		d.Prestazione = service.Prestazione()
	}
	refusals := service.ByHand(*d, tx.Today)
	if err := operatorOf(ctx, tx, actor, d, &refusals); err != nil {
		return service, nil, err
	}
	if err := refusals.Err(); err != nil {
		return service, nil, err
	}
	if refusals = service.dated(*d, tx.Today); len(refusals) > 0 {
		return service, nil, refusals
	}
	c, err := askedOf(ctx, tx, *d, competent)
	return service, Check(c), err
}

// askedOf gathers what the rules look at when somebody asks: whether the
// installation records patti at all is said to them, where it matters.
func askedOf(ctx context.Context, q db.Querier, d DeliveredService, competent bool) (Case, error) {
	c, err := caseOf(ctx, q, d, competent)
	if err == nil && !c.Standing[StandingPatto] && slices.ContainsFunc(Rules, func(r Rule) bool { return r.asksPatto() && slices.Contains(r.Codes, d.Code) }) {
		err = q.QueryRowContext(ctx, "SELECT NOT EXISTS(SELECT 1 FROM standing WHERE kind=?)", StandingPatto).Scan(&c.NoPacts)
	}
	return c, err
}

// operatorOf checks that the office is the actor's and that whoever delivered
// the service works in it.
func operatorOf(ctx context.Context, tx *db.Tx, actor rule.Actor, d *DeliveredService, refusals *rule.Refusals) error {
	if d.Operator == 0 {
		d.Operator = actor.UserID
	}
	office, args := actor.OfficeScope("c.id")
	var mine, works bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM cpi c WHERE c.id=? AND `+office+`), EXISTS(SELECT 1 FROM role_grant WHERE user_id=? AND cpi_id=? AND revoked_at IS NULL)`,
		append(append([]any{d.CPI}, args...), d.Operator, d.CPI)...).Scan(&mine, &works)
	if err != nil {
		return err
	}
	if !mine {
		return db.ErrNotFound
	}
	const choose = "Scegli un operatore di questo Centro per l'Impiego."
	if !works && d.Operator != actor.UserID {
		refusals.Add("operator", choose)
	}
	if d.Planned == d.Operator {
		d.Planned = 0
	}
	if d.Planned == 0 {
		return nil
	}
	err = tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM role_grant WHERE user_id=? AND cpi_id=? AND revoked_at IS NULL)", d.Planned, d.CPI).Scan(&works)
	if err == nil && !works {
		refusals.Add("planned", choose)
	}
	return err
}

// Foreseen is what is known of a registration by hand before it is sent.
type Foreseen struct {
	Service Service
	Broken  []Broken // the rules that it would not keep
	Doubts  []Doubt  // what it would ask to confirm
}

// Foresee returns it, for saying it on the form.
func Foresee(ctx context.Context, q db.Querier, d DeliveredService, competent bool) (f Foreseen, err error) {
	if f.Service, err = ServiceOn(ctx, q, d.Code, d.On); err != nil {
		return f, err
	}
	c, err := askedOf(ctx, q, d, competent)
	if err != nil {
		return f, err
	}
	f.Broken = Check(c)
	f.Doubts, err = repeated(ctx, q, d)
	return f, err
}

// Correction is what may be corrected on a row without annulling it.
type Correction struct {
	Minutes       int
	MinutesReason string
	Mode          string
	Prestazione   string
	Outcome       string
	Note          string
	Operator      int64
}

// ErrUnchanged is the answer to a correction that changes nothing.
var ErrUnchanged = rule.Refuse("", "Non hai cambiato niente: la registrazione resta com'è.")

// Correct changes a row that the actor read at the given version. A replica is
// read only, an annulled row stays as it is.
func (s *Store) Correct(ctx context.Context, actor rule.Actor, id int64, version int, c Correction) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := standingTx(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if d.Version != version {
			return db.Stale{Current: d.Version}
		}
		service, err := ServiceOn(ctx, tx, d.Code, d.On)
		if err != nil {
			return err
		}
		was := d
		d.Minutes, d.MinutesReason, d.Mode, d.Prestazione, d.Outcome, d.Note = c.Minutes, strings.TrimSpace(c.MinutesReason), c.Mode, c.Prestazione, c.Outcome, c.Note
		if c.Operator != 0 {
			d.Operator = c.Operator
		}
		refusals := service.ByHand(d, tx.Today)
		if d.Operator != was.Operator {
			if err := operatorOf(ctx, tx, actor, &d, &refusals); err != nil {
				return err
			}
		}
		if err := refusals.Err(); err != nil {
			return err
		}
		return correctTx(ctx, tx, actor, was, d)
	})
}

func correctTx(ctx context.Context, tx *db.Tx, actor rule.Actor, was, d DeliveredService) error {
	var changed []string
	for _, f := range []struct{ field, before, after string }{
		{"minutes", fmt.Sprint(was.Minutes), fmt.Sprint(d.Minutes)}, {"minutes_reason", was.MinutesReason, d.MinutesReason}, {"mode", was.Mode, d.Mode},
		{"prestazione", was.Prestazione, d.Prestazione}, {"outcome", was.Outcome, d.Outcome}, {"note", was.Note, d.Note},
		{"operator", fmt.Sprint(was.Operator), fmt.Sprint(d.Operator)},
	} {
		if f.before == f.after {
			continue
		}
		changed = append(changed, f.field)
		if _, err := tx.ExecContext(ctx, "INSERT INTO delivered_service_change(service_id,at,user_id,field,before,after) VALUES(?,?,?,?,?,?)",
			d.ID, tx.Now, actor.UserID, f.field, f.before, f.after); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return ErrUnchanged
	}
	if err := touchTx(ctx, tx, "id=?", d.ID); err != nil {
		return err
	}
	if was.Prestazione != d.Prestazione {
		if err := TouchLaterTx(ctx, tx, was.WorkerID, was.On); err != nil {
			return err
		}
		if err := TouchInterviewsTx(ctx, tx, was.WorkerID); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE delivered_service SET minutes=?, minutes_reason=?, mode=?, prestazione=?, outcome=?, note=?, operator_id=?, version=version+1 WHERE id=?`,
		d.Minutes, d.MinutesReason, d.Mode, d.Prestazione, d.Outcome, d.Note, d.Operator, d.ID)
	if err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "servizio.corretto", Subject: "delivered_service", SubjectID: d.ID, WorkerID: d.WorkerID, Fields: changed})
}

// Annul annuls a row with a reason; replicas and consequences fall with it.
func (s *Store) Annul(ctx context.Context, actor rule.Actor, id int64, reason string) error {
	reason = strings.TrimSpace(reason)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		d, err := standingTx(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if d.OfSession() {
			return rule.Refuse("", "Questo servizio è la presenza a una sessione di gruppo: si annulla togliendo il segno nell'elenco della sessione.")
		}
		if reason == "" {
			return rule.Refuse("reason", "Scrivi perché il servizio si annulla: resta nella storia.")
		}
		return AnnulTx(ctx, tx, actor, id, reason)
	})
}

// standingTx returns a row of the actor's offices that may still be changed.
func standingTx(ctx context.Context, tx *db.Tx, actor rule.Actor, id int64) (DeliveredService, error) {
	d, err := one(ctx, tx, actor, id)
	switch {
	case err != nil:
		return d, err
	case d.Annulled != "":
		return d, rule.Refuse("", "Il servizio è già annullato: resta com'è nella storia.")
	case d.Origin == OriginReplica:
		return d, rule.Refuse("", "Questa riga è nata da un altro servizio: si corregge e si annulla con quello.")
	}
	return d, nil
}

// one returns a row of the actor's offices; db.ErrNotFound when there is none.
func one(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (DeliveredService, error) {
	scope, args := actor.OfficeScope("d.cpi_id")
	rows, err := db.Collect(ctx, q, scanDelivered, "SELECT "+deliveredColumns+" FROM delivered_service d WHERE d.id=? AND "+scope, append([]any{id}, args...)...)
	if err != nil || len(rows) == 0 {
		return DeliveredService{}, errors.Join(err, notFound(err))
	}
	return rows[0], nil
}

func notFound(err error) error {
	if err != nil {
		return nil
	}
	return db.ErrNotFound
}

// Delivered returns a row of the actor's offices; db.ErrNotFound when there is none.
func (s *Store) Delivered(ctx context.Context, actor rule.Actor, id int64) (DeliveredService, error) {
	return one(ctx, s.db.Reader(), actor, id)
}

// Change is a correction of a row.
type Change struct {
	At            rule.Instant
	By            string
	Field         string
	Before, After string
}

// Changes returns the corrections of a row, oldest first. The caller has read
// the row in the actor's scope.
func (s *Store) Changes(ctx context.Context, id int64) ([]Change, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (c Change, err error) {
		err = r.Scan(&c.At, &c.By, &c.Field, &c.Before, &c.After)
		return
	}, `SELECT h.at, coalesce((SELECT trim(name||' '||surname) FROM user WHERE id=h.user_id),''), h.field, h.before, h.after
		FROM delivered_service_change h WHERE h.service_id=? ORDER BY h.id`, id)
}
