package access

import "time"

// purpose is what a one-time link is for.
type purpose string

const (
	purposeConfirm  purpose = "conferma"
	purposePassword purpose = "password"
	purposeSetup    purpose = "installazione"
)

// How long a link can be used: until its purpose is likely forgotten.
const (
	confirmLifetime  = 72 * time.Hour
	passwordLifetime = 2 * time.Hour
	inviteLifetime   = 7 * 24 * time.Hour
	setupLifetime    = 72 * time.Hour
)

// At most maxLinks links are sent to one address within linkWindow: nobody is
// flooded with our e-mails by a stranger who knows the address. The answer on
// the screen stays the same.
const (
	maxLinks   = 4
	linkWindow = time.Hour
)

// Paths that the links of e-mails lead to, each followed by the token.
const (
	pathConfirm  = "/conferma/"
	pathPassword = "/password/"
	pathSetup    = "/installazione/"
)

// Link is a one-time link that can still be used.
type Link struct {
	UserID  int64
	Email   string
	Surname string // as typed in the registration that asked for this link
	Name    string

	passwordHash string
}
