// Package archive owns what every act leaves behind: the audit, stored files,
// issued documents, the protocol register, the outbox and background jobs. It
// knows people and users by id only.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"sportello/db/rule"
)

// Audit is one line of the register of acts: what was done or read, on whom.
// It carries ids and names of fields, never their values.
type Audit struct {
	Action    string // a noun and its verb: "appuntamento.annullato", "lavoratore.letto"
	Subject   string // table of the subject: "appointment"
	SubjectID int64
	WorkerID  int64    // the person concerned, 0 for none
	Fields    []string // names of the fields written or filtered on
	Count     int      // how many rows a list, a search or an export gave
	Reason    string
}

// chainHash returns the hash of a row: SHA-256 over the hash of the row before
// and the row's own values as a JSON list, so that no value can pass for two,
// in hex.
func chainHash(previous, at string, userID int64, a Audit, fields string) string {
	values, err := json.Marshal([]any{previous, at, userID, a.Action, a.Subject, a.SubjectID, a.WorkerID, fields, a.Count, a.Reason})
	if err != nil {
		panic(err) // texts and numbers only: cannot fail
	}
	sum := sha256.Sum256(values)
	return hex.EncodeToString(sum[:])
}

// AuditLine is one line of the register of acts, as an administrator reads it.
type AuditLine struct {
	Audit
	ID       int64
	At       rule.Instant
	UserID   int64
	UserName string // «Sportello» for the installation itself
}

// AuditFilter is what the register of acts is searched by.
type AuditFilter struct {
	UserID   int64
	WorkerID int64
	Subject  string
	Without  []string  // subjects that are left out
	From, To rule.Date // days, both included
	Before   int64     // id after which the page begins, 0 for the newest
	Limit    int
}
