package registry

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// doubtTx returns a Doubtful of what is unlikely in a registration and nobody
// has confirmed, or the refusal of a day with more than its hours.
func doubtTx(ctx context.Context, tx *db.Tx, s Service, d DeliveredService) error {
	doubts, err := repeated(ctx, tx, d)
	if err != nil {
		return err
	}
	doubts = append(append(doubts, s.longDoubt(d.Minutes)...), s.severalDoubt(d.Minutes)...)
	if !s.SeveralDays() {
		of, err := dayDoubts(ctx, tx, d)
		if err != nil {
			return err
		}
		doubts = append(doubts, of...)
	}
	if unconfirmed(doubts, d.Confirmed) {
		return Doubtful{doubts} // all of them: what was confirmed stays ticked
	}
	return nil
}

// whose returns the column that names whom a service is for, and who it is.
func (d DeliveredService) whose() (string, int64) {
	if d.CompanyID != 0 {
		return "company_id", d.CompanyID
	}
	return "worker_id", d.WorkerID
}

// repeated returns the doubt of the same service on the same day.
func repeated(ctx context.Context, q db.Querier, d DeliveredService) ([]Doubt, error) {
	column, who := d.whose()
	rows, err := db.Collect(ctx, q, scanDelivered, "SELECT "+deliveredColumns+" FROM delivered_service d WHERE d."+column+"=? AND d.delivered_on=? AND d.code=? AND d.annulled_at IS NULL ORDER BY d.id DESC LIMIT 1",
		who, d.On, d.Code)
	var out []Doubt
	for _, r := range rows {
		out = append(out, repeatDoubt(r))
	}
	return out, err
}

// dayDoubts returns those of the day of the operator and of the person, with this
// service; more than 24 hours are refused. What the table spreads over several
// days does not count, and a session of a group is given once.
func dayDoubts(ctx context.Context, q db.Querier, d DeliveredService) ([]Doubt, error) {
	const day = `SELECT coalesce(sum(m),0) FROM (SELECT max(d.minutes) AS m FROM delivered_service d WHERE d.delivered_on=? AND d.annulled_at IS NULL
		AND NOT EXISTS(SELECT 1 FROM service_code c WHERE c.code=d.code AND c.minutes_mean>? AND c.valid_from<=d.delivered_on AND c.valid_to>=d.delivered_on) AND `
	column, who := d.whose()
	var out []Doubt
	for _, of := range []struct {
		key, whose, column string
		id                 int64
	}{{"operatore", "l'operatore", "operator_id", d.Operator}, {"persona", "la persona", column, who}} {
		if of.column == "company_id" {
			continue // several of its people may be served at once
		}
		var minutes int
		if err := q.QueryRowContext(ctx, day+"d."+of.column+"=? GROUP BY coalesce(d.session_id, -d.id))", d.On, WorkingDay, of.id).Scan(&minutes); err != nil {
			return nil, err
		}
		minutes += d.Minutes
		if minutes > 24*60 {
			return nil, rule.Refuse("minutes", "Con questo servizio "+of.whose+" avrebbe in quel giorno "+rule.Minutes(minutes).Duration()+" di servizi: un giorno ne ha 24. Controlla i minuti e il giorno.")
		}
		out = append(out, dayDoubt(of.key, of.whose, minutes)...)
	}
	return out, nil
}
