package pacts

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// ReferenceMeasure is the reference of the services that a measure leaves in the
// ledger.
const ReferenceMeasure = "misura"

// MeasureServices returns the services of persons that the correspondences with the
// national codes give for a measure, in the order of the source; none for one
// whose source has no code.
func (s *Store) MeasureServices(ctx context.Context, m Measure) ([]registry.Service, error) {
	var out []registry.Service
	all, err := measureCodes(ctx, s.db.Reader(), m, s.db.Today())
	for _, code := range all {
		service, err := registry.ServiceOn(ctx, s.db.Reader(), code, s.db.Today())
		if err != nil {
			return nil, err
		}
		out = append(out, service)
	}
	return out, err
}

// TargetedServices reports whether the services of L. 68/1999 are for a person: who
// is or was on its list.
func (s *Store) TargetedServices(ctx context.Context, workerID int64) (there bool, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT EXISTS(SELECT 1 FROM standing WHERE worker_id=?1 AND kind=?2)
		OR EXISTS(SELECT 1 FROM delivered_service WHERE worker_id=?1 AND code='M1.2' AND annulled_at IS NULL)`, workerID, registry.StandingL68).Scan(&there)
	return there, err
}

// Targeted reports whether a service is one of the collocamento mirato (area M).
func Targeted(code string) bool { return strings.HasPrefix(code, "M") }

func measureCodes(ctx context.Context, q db.Querier, m Measure, on rule.Date) ([]string, error) {
	if len(m.Codes) == 0 {
		return nil, nil
	}
	return db.Collect(ctx, q, func(r *sql.Rows) (code string, err error) { err = r.Scan(&code); return },
		`SELECT k.code FROM service_code k JOIN national_mapping n ON n.code=k.code WHERE k.valid_from<=?1 AND k.valid_to>=?1 AND k.registrable=1 AND k.audience='cittadino'
			AND n.national IN (SELECT value FROM json_each(?2)) ORDER BY k.position`, on, list(m.Codes))
}

// OfferMeasure records that a measure was offered to a person in the actor's
// scope, with the answer if it is known already, and returns its id. Whoever
// accepts a group session is put on its list. The refusals name measure,
// offered_on, session, edition, body, description, service_code, and those of
// OfferAnswer.
func (s *Store) OfferMeasure(ctx context.Context, actor rule.Actor, o Offer, answer OfferAnswer) (id int64, err error) {
	o = o.clean()
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := people.WorkerTx(ctx, tx, actor, o.WorkerID)
		if err != nil {
			return err
		}
		if w.Partial {
			return rule.Refuse("", "La scheda di questa persona è di un'altra provincia: la misura si offre nel suo Centro per l'Impiego.")
		}
		if o.CPI == 0 {
			o.CPI = actor.CPI()
		}
		if o.OperatorID == 0 {
			o.OperatorID = actor.UserID
		}
		if !o.WritableBy(actor) {
			return db.ErrNotFound
		}
		if o.EditionID, err = editionOf(ctx, tx, o.EditionCode); err != nil {
			return err
		}
		if err := checkOffer(ctx, tx, o, answer, bornOn(w.BirthDate, w.CodiceFiscale, tx.Today)); err != nil {
			return err
		}
		res, err := tx.ExecContext(ctx, `INSERT INTO measure_offer(worker_id,cpi_id,operator_id,measure,offered_on,pact_action_id,session_id,edition_id,body,description,service_code,created_at,created_by,saved_at,saved_by)
			VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`, o.WorkerID, o.CPI, o.OperatorID, o.Measure, o.OfferedOn, db.Null(o.ActionID), db.Null(o.SessionID), db.Null(o.EditionID), o.Body, o.Description, o.ServiceCode,
			tx.Now, actor.UserID, tx.Now, actor.UserID)
		if err != nil {
			return err
		}
		o.ID, _ = res.LastInsertId()
		id = o.ID
		if err := registry.TouchFiguresTx(ctx, tx, o.CPI, o.OfferedOn.Month()); err != nil {
			return err
		}
		if answer.Answer != "" {
			if err := answerTx(ctx, tx, actor, o, answer); err != nil {
				return err
			}
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "misura.offerta", Subject: "measure_offer", SubjectID: id, WorkerID: o.WorkerID, Fields: []string{o.Measure}})
	})
	return id, err
}

// checkOffer checks an offer against the measures, the patto, the agenda, the
// catalogue and the table of services.
func checkOffer(ctx context.Context, tx *db.Tx, o Offer, answer OfferAnswer, born rule.Date) error {
	measures, err := measuresOn(ctx, tx, tx.Today)
	if err != nil {
		return err
	}
	refusals := o.Check(measures, tx.Today, born)
	if answer.Answer != "" {
		refusals = append(refusals, answer.Check(o, tx.Today)...)
	} else if strings.TrimSpace(answer.Reason) != "" {
		refusals.Add("reason", "Il motivo è di un rifiuto: scegli la risposta della persona, o lascia vuoto.")
	}
	m, _ := MeasureOf(measures, o.Measure)
	codes, err := measureCodes(ctx, tx, m, tx.Today)
	if err != nil {
		return err
	}
	if err := checkOfferAction(ctx, tx, o, &refusals); err != nil {
		return err
	}
	if err := checkOfferSession(ctx, tx, o, m, codes, &refusals); err != nil {
		return err
	}
	if o.EditionCode != "" && o.EditionID == 0 {
		refusals.Add("edition", "«"+o.EditionCode+"» non è il codice di un'edizione del catalogo.")
	}
	if err := checkOfferService(ctx, tx, o, m, codes, &refusals); err != nil {
		return err
	}
	return refusals.Err()
}

// editionOf returns the edition of a code of the catalogue, 0 for none.
func editionOf(ctx context.Context, tx *db.Tx, code string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, "SELECT id FROM edition WHERE code=?", code).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return id, err
}

// checkOfferAction returns db.ErrNotFound unless the action named is of the
// person, in the same office, and adds that a measure is on offer for it already.
func checkOfferAction(ctx context.Context, tx *db.Tx, o Offer, refusals *rule.Refusals) error {
	if o.ActionID == 0 {
		return nil
	}
	var there bool
	err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM pact_action a JOIN pact p ON p.id=a.pact_id WHERE a.id=? AND a.removed_at IS NULL AND a.kind<>'autonoma' AND p.worker_id=? AND p.cpi_id=?)",
		o.ActionID, o.WorkerID, o.CPI).Scan(&there)
	if err == nil && !there {
		err = db.ErrNotFound
	}
	if err != nil {
		return err
	}
	others, err := offers(ctx, tx, "o.pact_action_id=? AND o.annulled_at IS NULL ORDER BY o.id", o.ActionID)
	for _, x := range others {
		if x.State.Open() {
			refusals.Add("", x.Besides())
			break
		}
	}
	return err
}

// Besides says why no other measure is offered for the action of an offer that is
// open.
func (o Offer) Besides() string {
	return "Per questa azione la misura " + o.Measure + ") è già offerta dal " + o.OfferedOn.Italian() + " (" + o.State.Word() + "): prima si scrive la risposta o com'è finita."
}

// checkOfferSession adds what is wrong with the group session named: of the office,
// to be held, of a service of the measure, and not on offer to the person already.
func checkOfferSession(ctx context.Context, tx *db.Tx, o Offer, m Measure, codes []string, refusals *rule.Refusals) error {
	if o.SessionID == 0 {
		return nil
	}
	var code string
	var on, offered rule.Date
	var cancelled bool
	err := tx.QueryRowContext(ctx, `SELECT code, day, cancelled_at IS NOT NULL, coalesce((SELECT max(o.offered_on) FROM measure_offer o INDEXED BY measure_offer_session
			WHERE o.session_id=s.id AND o.worker_id=?3 AND o.annulled_at IS NULL AND coalesce(o.answer,'')<>?4),'')
		FROM group_session s WHERE s.id=?1 AND s.cpi_id=?2`, o.SessionID, o.CPI, o.WorkerID, OfferRefused).Scan(&code, &on, &cancelled, &offered)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		refusals.Add("session", "Scegli una sessione del tuo Centro per l'Impiego.")
	case err != nil:
		return err
	case cancelled:
		refusals.Add("session", "La sessione è annullata: scegline un'altra.")
	case offered != "":
		refusals.Add("session", "Questa sessione è già stata offerta alla persona il "+offered.Italian()+": l'offerta è fra le sue misure.")
	case on < o.OfferedOn:
		refusals.Add("session", "La sessione è del "+on.Italian()+", prima dell'offerta.")
	case len(m.Codes) > 0 && !slices.Contains(codes, code):
		refusals.Add("session", "La sessione registra "+code+", che non è un servizio della misura "+m.Letter+") ("+strings.Join(m.Codes, ", ")+").")
	}
	return nil
}

// checkOfferService adds what is wrong with the service named: of a session the
// agenda registers its own; of a measure with codes it is one of theirs; of the
// others any service to persons.
func checkOfferService(ctx context.Context, tx *db.Tx, o Offer, m Measure, codes []string, refusals *rule.Refusals) error {
	switch {
	case o.ServiceCode == "":
		return nil
	case o.SessionID != 0:
		refusals.Add("service_code", "Di una sessione di gruppo il servizio lo registra la presenza: lascia vuoto.")
		return nil
	case len(m.Codes) > 0 && !slices.Contains(codes, o.ServiceCode):
		refusals.Add("service_code", "Scegli uno dei servizi della misura "+m.Letter+") ("+strings.Join(m.Codes, ", ")+"), oppure nessuno.")
		return nil
	}
	service, err := registry.ServiceOn(ctx, tx, o.ServiceCode, tx.Today)
	if errors.Is(err, db.ErrNotFound) || err == nil && (!service.Registrable || service.Company) {
		refusals.Add("service_code", "«"+o.ServiceCode+"» non è un servizio alle persone in vigore: cercalo in Codici, o lascia vuoto.")
		return nil
	}
	return err
}

// answerTx writes the answer; whoever accepts a session is on its list from then.
func answerTx(ctx context.Context, tx *db.Tx, actor rule.Actor, o Offer, a OfferAnswer) error {
	if _, err := tx.ExecContext(ctx, "UPDATE measure_offer SET answer=?, answered_on=?, answer_reason=? WHERE id=?", a.Answer, a.On, strings.TrimSpace(a.Reason), o.ID); err != nil {
		return err
	}
	if a.Answer != OfferTaken || o.SessionID == 0 {
		return nil
	}
	var listed bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS(SELECT 1 FROM session_attendee WHERE session_id=? AND worker_id=?)", o.SessionID, o.WorkerID).Scan(&listed); err != nil || listed {
		return err
	}
	err := agenda.InviteTx(ctx, tx, actor, o.SessionID, o.WorkerID)
	var full rule.Refusal
	if errors.As(err, &full) {
		return rule.Refuse("answer", full.Message)
	}
	return err
}
