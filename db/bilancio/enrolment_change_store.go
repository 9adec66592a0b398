package bilancio

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/training"
)

// MoveEnrolment enrols a person in another edition in place of the one they
// had: a new number and a new receipt; the old ones are kept. It returns the new
// enrolment, with the document that its receipt is issued as.
func (s *Store) MoveEnrolment(ctx context.Context, actor rule.Actor, id int64, to training.NewEnrolment) (training.Enrolment, error) {
	var e training.Enrolment
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var receipt training.Receipt
		var err error
		if e, receipt, err = training.MoveTx(ctx, tx, actor, id, to); err != nil {
			return err
		}
		e.DocumentID, err = renewReceipt(ctx, tx, actor, e, receipt)
		return err
	})
	return e, err
}

// ConfirmEnrolment gives a waiting person a place: the number stays, the
// receipt, which said that they were waiting, is issued again. editionID 0 is
// the edition already named.
func (s *Store) ConfirmEnrolment(ctx context.Context, actor rule.Actor, id, editionID int64) (training.Enrolment, error) {
	var e training.Enrolment
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var receipt training.Receipt
		var err error
		if e, receipt, err = training.ConfirmTx(ctx, tx, actor, id, editionID); err != nil {
			return err
		}
		e.DocumentID, err = renewReceipt(ctx, tx, actor, e, receipt)
		return err
	})
	return e, err
}

// renewReceipt issues the receipt of an enrolment whose bilancio had issued one
// before, and returns the document: 0 for who was enrolled without a bilancio.
func renewReceipt(ctx context.Context, tx *db.Tx, actor rule.Actor, e training.Enrolment, receipt training.Receipt) (int64, error) {
	if e.BilancioID == 0 {
		return 0, nil
	}
	b, err := forWriting(ctx, tx, actor, e.BilancioID)
	if err != nil {
		return 0, err
	}
	var out Closed
	err = issueReceipt(ctx, tx, actor, b, e, receipt, false, &out)
	return out.Document, err
}
