// Package access owns who may do what and where: users, roles with their
// scope, offices, accreditation and sign-ins, and the desk that helps them.
package access

import (
	"strings"
	"unicode/utf8"

	"sportello/db/rule"

	"github.com/alexedwards/argon2id"
)

// User is one account.
type User struct {
	ID        int64
	Email     string
	Surname   string
	Name      string
	Confirmed bool
	Disabled  bool
	Shortcuts bool // single-letter keyboard shortcuts (WCAG 2.1.4)
	Grants    []rule.Grant
}

// Actor returns the user as the one who acts.
func (u User) Actor() rule.Actor {
	return rule.Actor{UserID: u.ID, Name: u.FullName(), Email: u.Email, Grants: u.Grants}
}

// FullName returns name and surname, as a person is addressed.
func (u User) FullName() string { return strings.TrimSpace(u.Name + " " + u.Surname) }

// MinPassword is the shortest password accepted, in characters.
const MinPassword = 12

// CheckPassword returns the refusal of a password that is too short or too
// long, nil otherwise.
func CheckPassword(field, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return rule.Refuse(field, "La password deve avere almeno 12 caratteri. Una frase di più parole va benissimo.")
	case n > 200:
		return rule.Refuse(field, "La password può avere al massimo 200 caratteri.")
	}
	return nil
}

// passwordParams cost about 30 ms and 19 MiB (OWASP's floor for argon2id).
var passwordParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashing bounds how many passwords are worked on at once: each takes 19 MiB.
var hashing = make(chan struct{}, 2)

// HashPassword returns the argon2id hash to store.
func HashPassword(password string) (string, error) {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2id.CreateHash(password, passwordParams)
}

// matches reports whether the password is the one hashed.
func matches(password, hash string) bool {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	ok, err := argon2id.ComparePasswordAndHash(password, hash)
	return err == nil && ok
}
