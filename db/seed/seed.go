// Package seed makes the demonstration: invented people, offices at work,
// bilanci in every phase. It acts through the stores of the areas, on a clock
// that it moves from the past to now, so that ledger, documents, protocol and
// audit are what real work leaves behind. A database is marked as a
// demonstration when it is made; nothing here touches one without the mark.
package seed

import (
	"context"
	"errors"
	"time"

	"sportello/db"
)

// Setting holds the mark: the moment, in RFC 3339, that the demonstration
// takes for now.
const Setting = "demo"

// Password opens every account of the demonstration.
const Password = "demo-sportello"

// ErrNotDemo is a database without the mark.
var ErrNotDemo = errors.New("questa base dati non è una dimostrazione: i suoi dati possono essere veri e non vengono toccati. Scegli con -data una cartella vuota")

// Marked reports whether the database was made as a demonstration.
func Marked(ctx context.Context, d *db.DB) (bool, error) {
	value, err := d.Setting(ctx, Setting)
	return value != "", err
}

// Reference returns the moment that the demonstration was made for, ErrNotDemo
// for a database without the mark.
func Reference(ctx context.Context, d *db.DB) (time.Time, error) {
	value, err := d.Setting(ctx, Setting)
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.Parse(time.RFC3339, value)
	if err != nil {
		return time.Time{}, ErrNotDemo
	}
	return t, nil
}
