package db

import "context"

type keyInContext struct{}

// Key is the idempotency key of one request: the first Write with it does the
// act, a later request with the same key does nothing.
type Key struct {
	Value string
	used  bool
}

// WithKey returns a context whose first Write claims the key.
func WithKey(ctx context.Context, value string) context.Context {
	return context.WithValue(ctx, keyInContext{}, &Key{Value: value})
}

// Done reports whether an act has used the key.
func (d *DB) Done(ctx context.Context, key string) (bool, error) {
	var done bool
	err := d.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM idempotency_key WHERE key=?)", key).Scan(&done)
	return done, err
}

// claimKey stores the context's key in the transaction of the act it guards,
// so that key and act are kept together or not at all. Further acts of the
// same request go through.
func claimKey(ctx context.Context, tx *Tx) (*Key, error) {
	key, _ := ctx.Value(keyInContext{}).(*Key)
	if key == nil || key.used || key.Value == "" {
		return nil, nil
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO idempotency_key(key, used_at) VALUES(?,?)", key.Value, tx.Now)
	if IsUnique(err) {
		return nil, ErrAlreadyDone
	}
	return key, err
}
