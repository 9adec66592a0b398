package seed

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/rule"
)

// given is one measure of the demonstration with how far it goes: each next field
// is a later fact, where it is set.
type given struct {
	pacts.Offer
	answer   pacts.OfferState
	why      string
	attended bool
	outcome  pacts.OfferState
	note     string
	annulled string
}

// measures are the measures offered in the demonstration, one in each state; the
// words are ours.
var measures = []given{
	{Offer: pacts.Offer{Measure: "b", Body: "Officina meccanica Gargano", Description: "Tirocinio di sei mesi in officina", ServiceCode: "F2.1"}, answer: pacts.OfferTaken, attended: true},
	{Offer: pacts.Offer{Measure: "c", Description: "Accompagnamento nella ricerca, un incontro ogni due settimane"}, answer: pacts.OfferTaken, attended: true, outcome: pacts.OfferDone, note: "Sa cercare e candidarsi da sola"},
	{Offer: pacts.Offer{Measure: "d", Description: "Ricerca di aziende della logistica nella zona", ServiceCode: "F1.2"}},
	{Offer: pacts.Offer{Measure: "e", Body: "Ente di formazione della zona", Description: "Corso breve di informatica di base", ServiceCode: "H.3"}, answer: pacts.OfferRefused, why: "L'orario non si concilia con la famiglia"},
	{Offer: pacts.Offer{Measure: "f", Description: "Colloquio con il consulente EURES sulla Germania", ServiceCode: "I.1"}, answer: pacts.OfferTaken},
	{Offer: pacts.Offer{Measure: "g", Description: "Riconoscimento delle competenze di saldatura"}, answer: pacts.OfferTaken, attended: true, outcome: pacts.OfferBroken, note: "Si è trasferita in un'altra provincia"},
	{Offer: pacts.Offer{Measure: "h", Body: "Camera di commercio", Description: "Consulenza per aprire una piccola attività"}, answer: pacts.OfferTaken, outcome: pacts.OfferMissed, note: "Non si è presentata ai due incontri"},
	{Offer: pacts.Offer{Measure: "d", Description: "Ricerca di aziende dell'edilizia"}, annulled: "Era di un'altra persona"},
}

// measures plans what the two offices at work offer to those who have a DID.
func (b *builder) measures(context.Context) error {
	for _, k := range b.desks {
		if k.o.Name == home || k.o.Name == away {
			k.plan(k.open(k.today.AddDays(-14)), 9*60+20, k.offer)
			k.plan(k.today.AddDays(-4), 9*60+25, k.offerSession)
			k.plan(k.today.AddDays(-1), 9*60+30, k.fromBilancio)
		}
	}
	return nil
}

// offer makes the offers; their answers come four days later, then the rest.
func (k *desk) offer(ctx context.Context) error {
	who, err := db.Collect(ctx, k.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT worker_id FROM did WHERE cpi_id=? AND ended_on IS NULL AND annulled_at IS NULL AND worker_id%20<>15 ORDER BY id LIMIT ?", k.o.ID, len(measures))
	if err != nil {
		return err
	}
	for i, worker := range who {
		g, by := measures[i], k.o.staff[i%len(k.o.staff)]
		g.WorkerID, g.CPI, g.OfferedOn = worker, k.o.ID, k.open(k.today.AddDays(-14))
		id, err := k.patti.OfferMeasure(ctx, by, g.Offer, pacts.OfferAnswer{})
		if err != nil {
			return err
		}
		k.goesOn(by, id, g)
	}
	return nil
}

// goesOn plans what comes of an offer.
func (k *desk) goesOn(by rule.Actor, id int64, g given) {
	then := func(days int, happens bool, do func(ctx context.Context, version int, on rule.Date) error) {
		if on := k.open(k.today.AddDays(days)); happens {
			k.plan(on, 9*60+40, func(ctx context.Context) error {
				o, err := k.patti.Offer(ctx, by, id)
				if err != nil {
					return err
				}
				return do(ctx, o.Version, on)
			})
		}
	}
	then(-10, g.answer != "", func(ctx context.Context, version int, on rule.Date) error {
		return k.patti.AnswerOffer(ctx, by, id, version, pacts.OfferAnswer{Answer: g.answer, On: on, Reason: g.why})
	})
	then(-7, g.attended, func(ctx context.Context, version int, on rule.Date) error {
		return k.patti.AttendOffer(ctx, by, id, version, pacts.OfferAttendance{On: on, Mode: "presenza"})
	})
	then(-3, g.outcome != "", func(ctx context.Context, version int, on rule.Date) error {
		return k.patti.EndOffer(ctx, by, id, version, pacts.OfferOutcome{Outcome: g.outcome, On: on, Note: g.note})
	})
	then(-2, g.annulled != "", func(ctx context.Context, version int, _ rule.Date) error {
		return k.patti.AnnulOffer(ctx, by, id, version, g.annulled)
	})
}

// fromBilancio begins a patto with somebody whose bilancio has a plan for it, of
// which the first action is taken over.
func (k *desk) fromBilancio(ctx context.Context) error {
	who, err := db.Collect(ctx, k.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		`SELECT b.worker_id FROM bilancio b JOIN bilancio_panel x ON x.bilancio_id=b.id AND x.panel='RIP05' AND x.state IN ('completo','con_avvisi')
		WHERE b.cpi_id=? AND b.state<>'interrotto' AND NOT EXISTS (SELECT 1 FROM pact p WHERE p.worker_id=b.worker_id) ORDER BY b.id LIMIT 1`, k.o.ID)
	if err != nil || len(who) == 0 {
		return err
	}
	by := k.o.staff[0]
	id, err := k.patti.Create(ctx, by, pacts.New{WorkerID: who[0], CPI: k.o.ID, Kind: pacts.KindPSP, Text: pactText})
	if err != nil {
		return err
	}
	f, err := k.patti.Pact(ctx, by, id)
	if err != nil {
		return err
	}
	all, err := k.patti.BilancioActions(ctx, by, f)
	if err != nil || len(all) == 0 {
		return err
	}
	_, err = k.patti.TakeAction(ctx, by, id, f.Version, all[0].Key)
	return err
}

// offerSession offers a session that is still to be held, or else a laboratory in
// words, for the first action of a patto in force.
func (k *desk) offerSession(ctx context.Context) error {
	o := pacts.Offer{CPI: k.o.ID, Measure: "a", OfferedOn: k.open(k.today.AddDays(-4))}
	err := k.db.Reader().QueryRowContext(ctx, `SELECT p.worker_id, min(a.id), coalesce((SELECT max(g.id) FROM group_session g WHERE g.cpi_id=p.cpi_id AND g.day>? AND g.cancelled_at IS NULL),0)
		FROM pact p JOIN pact_action a ON a.pact_id=p.id WHERE p.cpi_id=? AND p.state='sottoscritto' AND a.kind='da_cpi' AND a.removed_at IS NULL GROUP BY p.id ORDER BY p.id LIMIT 1`,
		k.today, k.o.ID).Scan(&o.WorkerID, &o.ActionID, &o.SessionID)
	if err != nil {
		return err
	}
	if o.SessionID == 0 {
		o.Description = "Laboratorio sul curriculum e sul colloquio di lavoro"
	}
	_, err = k.patti.OfferMeasure(ctx, k.o.staff[0], o, pacts.OfferAnswer{})
	return err
}
