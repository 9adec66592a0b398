package people

import (
	"context"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
)

// DeliverTx appends to the ledger a service that a person was given, as
// registry.DeliverTx does, with what the person's record says on that day.
func DeliverTx(ctx context.Context, tx *db.Tx, actor rule.Actor, d registry.DeliveredService) (int64, error) {
	competent, err := describeTx(ctx, tx, &d)
	if err != nil {
		return 0, err
	}
	return registry.DeliverTx(ctx, tx, actor, d, competent)
}

// RegisterService registers by hand a service that a person was given, and
// returns its id and the soft rules that it does not keep, as
// registry.RegisterTx does; db.ErrNotFound for a person who is not the actor's.
func (s *Store) RegisterService(ctx context.Context, actor rule.Actor, d registry.DeliveredService) (id int64, soft []registry.Broken, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", d.WorkerID)
		if err != nil {
			return err
		}
		if w.Partial {
			return rule.Refuse("", "La scheda di questa persona è di un'altra provincia: un servizio si registra nel suo Centro per l'Impiego.")
		}
		competent, err := describeTx(ctx, tx, &d)
		if err != nil {
			return err
		}
		id, soft, err = registry.RegisterTx(ctx, tx, actor, d, competent)
		return err
	})
	return id, soft, err
}

// ForeseeService returns what is known of a service before it is registered by
// hand; the person is one that the caller has found in the actor's scope.
func (s *Store) ForeseeService(ctx context.Context, d registry.DeliveredService) (registry.Foreseen, error) {
	competent, err := describeTx(ctx, s.db.Reader(), &d)
	if err != nil {
		return registry.Foreseen{}, err
	}
	return registry.Foresee(ctx, s.db.Reader(), d, competent)
}

// describeTx fills in sex and birth of the person, and says whether the office
// is the one competent for where the person lives (d.lgs. 150/2015, art. 19);
// where no office names the municipality, any is.
func describeTx(ctx context.Context, tx db.Querier, d *registry.DeliveredService) (competent bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT w.sex, w.birth_date, NOT EXISTS(SELECT 1 FROM cpi_municipality m WHERE m.municipality_code=w.residence_code)
		OR EXISTS(SELECT 1 FROM cpi_municipality m WHERE m.municipality_code=w.residence_code AND m.cpi_id=?) FROM worker w WHERE w.id=?`, d.CPI, d.WorkerID).
		Scan(&d.Sex, &d.Born, &competent)
	return competent, err
}
