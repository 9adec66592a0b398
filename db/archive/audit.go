// Package archive owns what every act leaves behind: the audit, stored files,
// issued documents, the protocol register, the outbox and background jobs. It
// knows people and users by id only.
package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Audit is one line of the register of acts: what was done or read, on whom.
// It carries ids and names of fields, never their values.
type Audit struct {
	Action    string // a noun and its verb: "appuntamento.annullato", "lavoratore.letto"
	Subject   string // table of the subject: "appointment"
	SubjectID int64
	WorkerID  int64    // the person concerned, 0 for none
	Fields    []string // names of the fields written or filtered on
	Reason    string
}

// chainHash returns the hash of a row: SHA-256 over the hash of the row before
// and the row's own values, in hex.
func chainHash(previous, at string, userID int64, a Audit, fields string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		previous, at, strconv.FormatInt(userID, 10), a.Action, a.Subject, strconv.FormatInt(a.SubjectID, 10),
		strconv.FormatInt(a.WorkerID, 10), fields, a.Reason,
	}, "\x1f")))
	return hex.EncodeToString(sum[:])
}
