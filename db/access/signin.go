package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// How long a sign-in lives: without use, and in all.
const (
	IdleTimeout     = 2 * time.Hour
	AbsoluteTimeout = 12 * time.Hour
)

// After MaxFailures failed attempts within FailureWindow the address is locked
// until the window has passed.
const (
	MaxFailures   = 8
	FailureWindow = 15 * time.Minute
)

// NewToken returns 32 random bytes, written for a cookie or a link.
func NewToken() string {
	b := make([]byte, 32)
	rand.Read(b) // never fails: crypto/rand aborts the process instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// tokenHash is what is stored of a token: who reads the database cannot sign in with it.
func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// noteUseEvery spares a write at each page: the idle time is known to the minute.
const noteUseEvery = time.Minute
