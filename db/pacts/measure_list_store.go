package pacts

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
)

// firstAttended is the day of the first attendance of o: by hand, or of its session
// when the agenda has the person there.
const firstAttended = `coalesce(o.attended_on,(SELECT s.day FROM session_attendee a JOIN group_session s ON s.id=a.session_id
	WHERE a.session_id=o.session_id AND a.worker_id=o.worker_id AND a.state='presente' AND s.cancelled_at IS NULL))`

// offerState is where o stands.
const offerState = `CASE WHEN o.annulled_at IS NOT NULL THEN 'annullata' WHEN o.outcome<>'' THEN o.outcome WHEN ` + firstAttended + ` IS NOT NULL THEN 'frequentata'
	WHEN o.answer<>'' THEN o.answer ELSE 'in_attesa' END`

const offerColumns = `o.id, o.worker_id, o.cpi_id, o.operator_id, o.measure, o.offered_on, coalesce(o.pact_action_id,0), coalesce(o.session_id,0), coalesce(o.edition_id,0), o.body, o.description, o.service_code,
	o.answer, coalesce(o.answered_on,''), o.answer_reason, coalesce(` + firstAttended + `,''), o.outcome, coalesce(o.outcome_on,''), o.outcome_note, coalesce(o.annulled_at,''), o.annulled_reason, o.version, ` + offerState + `,
	w.surname, w.name, w.codice_fiscale, (SELECT name FROM cpi WHERE id=o.cpi_id), (SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=o.operator_id),
	coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=o.saved_by),''), o.saved_at, coalesce(t.pact_id,0), coalesce(t.description,''),
	coalesce(g.title,''), coalesce(g.day,''), coalesce(g.code,''), coalesce((SELECT c.title||' ('||e.code||')' FROM edition e JOIN course c ON c.id=e.course_id WHERE e.id=o.edition_id),''),
	coalesce((SELECT k.title FROM service_code k WHERE k.code=o.service_code ORDER BY k.valid_from DESC LIMIT 1),'')`

const offerTables = ` FROM measure_offer o JOIN worker w ON w.id=o.worker_id LEFT JOIN pact_action t ON t.id=o.pact_action_id LEFT JOIN group_session g ON g.id=o.session_id `

func scanOffer(r interface{ Scan(...any) error }) (o Offer, err error) {
	err = r.Scan(&o.ID, &o.WorkerID, &o.CPI, &o.OperatorID, &o.Measure, &o.OfferedOn, &o.ActionID, &o.SessionID, &o.EditionID, &o.Body, &o.Description, &o.ServiceCode,
		&o.Answer, &o.AnsweredOn, &o.AnswerWhy, &o.AttendedOn, &o.Outcome, &o.OutcomeOn, &o.OutcomeNote, &o.AnnulledAt, &o.AnnulledWhy, &o.Version, &o.State,
		&o.Surname, &o.Name, &o.CF, &o.Office, &o.Operator, &o.SavedBy, &o.SavedAt, &o.PactID, &o.Action, &o.Session, &o.SessionOn, &o.SessionCode, &o.Edition, &o.ServiceTitle)
	return o, err
}

func offers(ctx context.Context, q db.Querier, where string, args ...any) ([]Offer, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (Offer, error) { return scanOffer(r) }, "SELECT "+offerColumns+offerTables+"WHERE "+where, args...)
}

func offer(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Offer, error) {
	scope, args := actor.OfficeScope("o.cpi_id")
	o, err := scanOffer(q.QueryRowContext(ctx, "SELECT "+offerColumns+offerTables+"WHERE o.id=? AND "+scope, append([]any{id}, args...)...))
	return o, db.Classify(err)
}

// Offer returns an offered measure of the actor's offices, db.ErrNotFound out of
// scope.
func (s *Store) Offer(ctx context.Context, actor rule.Actor, id int64) (Offer, error) {
	return offer(ctx, s.db.Reader(), actor, id)
}

// OffersOf returns the measures that the actor's offices offered to a person, the
// last first.
func (s *Store) OffersOf(ctx context.Context, actor rule.Actor, worker int64) ([]Offer, error) {
	scope, args := actor.OfficeScope("o.cpi_id")
	return offers(ctx, s.db.Reader(), "o.worker_id=? AND "+scope+" ORDER BY o.offered_on DESC, o.id DESC", append([]any{worker}, args...)...)
}

// OffersOfPact returns the measures offered for the actions of a patto, by action.
// The caller has read the patto in the actor's scope.
func (s *Store) OffersOfPact(ctx context.Context, pact int64) (map[int64][]Offer, error) {
	all, err := offers(ctx, s.db.Reader(), "t.pact_id=? AND o.annulled_at IS NULL ORDER BY o.offered_on, o.id", pact)
	out := map[int64][]Offer{}
	for _, o := range all {
		out[o.ActionID] = append(out[o.ActionID], o)
	}
	return out, err
}

// OfferService returns the row of the ledger that an offer's attendance wrote, 0 for
// none. The caller has read the offer in the actor's scope.
func (s *Store) OfferService(ctx context.Context, o Offer) (id int64, err error) {
	err = s.db.Reader().QueryRowContext(ctx, `SELECT coalesce((SELECT id FROM delivered_service WHERE reference=? AND reference_id=? AND worker_id=? AND annulled_at IS NULL AND origin<>'replica' LIMIT 1),
		(SELECT service_id FROM session_attendee WHERE session_id=? AND worker_id=?),0)`, ReferenceMeasure, o.ID, o.WorkerID, o.SessionID, o.WorkerID).Scan(&id)
	return id, err
}

// OfferableAction returns an action of a patto of the person, in the actor's
// offices, that a measure may be offered for; db.ErrNotFound otherwise.
func (s *Store) OfferableAction(ctx context.Context, actor rule.Actor, worker, action int64) (Action, error) {
	scope, args := actor.OfficeScope("p.cpi_id")
	all, err := db.Collect(ctx, s.db.Reader(), scanAction, "SELECT "+actionColumns+" FROM pact_action a JOIN pact p ON p.id=a.pact_id WHERE a.id=? AND a.removed_at IS NULL AND a.kind<>'autonoma' AND p.worker_id=? AND "+scope,
		append([]any{action, worker}, args...)...)
	if err == nil && len(all) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Action{}, err
	}
	return all[0], nil
}

// OfferFilter chooses offers. Zero values do not filter.
type OfferFilter struct {
	Measure string
	State   OfferState
	Name    string // words of surname and name
	Office  int64
	At      db.Window
}

// OfferPage is one page of offers, the last first.
type OfferPage struct {
	db.Slice[Offer]
	Counts map[OfferState]int // under the other filters
}

func (f OfferFilter) where(actor rule.Actor) (string, []any) {
	where, args := actor.OfficeScope("o.cpi_id")
	if f.Office != 0 {
		where, args = where+" AND o.cpi_id=?", append(args, f.Office)
	}
	if f.Measure != "" {
		where, args = where+" AND o.measure=?", append(args, f.Measure)
	}
	if named, words := people.Named(f.Name); named != "" {
		where, args = where+" AND "+named, append(args, words...)
	}
	return where, args
}

// Offers returns a page of the measures offered by the actor's offices, with how
// many there are in each state under the same filters.
func (s *Store) Offers(ctx context.Context, actor rule.Actor, f OfferFilter) (p OfferPage, err error) {
	where, args := f.where(actor)
	if p.Counts, err = db.CountBy[OfferState](ctx, s.db.Reader(), "SELECT "+offerState+" AS state, count(*) FROM measure_offer o JOIN worker w ON w.id=o.worker_id WHERE "+where+" GROUP BY state", args...); err != nil {
		return p, err
	}
	if f.State != "" {
		where, args = where+" AND "+offerState+"=?", append(args, f.State)
	}
	p.Slice, err = db.ReadPage(ctx, s.db.Reader(), func(r *sql.Rows) (Offer, error) { return scanOffer(r) }, db.Listed{By: "o.offered_on", ID: "o.id", Size: PageSize}, f.At,
		"SELECT "+offerColumns+offerTables+"WHERE "+where, args...)
	return p, err
}

// Place is where the offer stands in a list: the last offered first.
func (o Offer) Place() db.Place { return db.Place{By: string(o.OfferedOn), ID: o.ID} }
