package shared

import "context"

type tokensKey struct{}

type tokens struct {
	csrf   string
	newKey func() string
}

// WithTokens returns a context from which Tokens and CreateTokens take what a
// form must send back: the token that proves that the form is ours, and a
// maker of idempotency keys, called once for every form that writes.
func WithTokens(ctx context.Context, csrf string, newKey func() string) context.Context {
	return context.WithValue(ctx, tokensKey{}, tokens{csrf, newKey})
}

// The names of the hidden fields that forms carry.
const (
	FieldCSRF    = "_csrf"    // proof that the form is ours
	FieldKey     = "_key"     // idempotency key of a form that writes
	FieldVersion = "_version" // version of the row that the form was drawn from
)

// CSRF returns the token of the request, "" outside one.
func CSRF(ctx context.Context) string {
	t, _ := ctx.Value(tokensKey{}).(tokens)
	return t.csrf
}

// IdempotencyKey returns a new key for a form that writes, "" outside a request.
func IdempotencyKey(ctx context.Context) string {
	t, _ := ctx.Value(tokensKey{}).(tokens)
	if t.newKey == nil {
		return ""
	}
	return t.newKey()
}
