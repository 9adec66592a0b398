package archive

import (
	"encoding/json"

	"sportello/db/rule"
)

// IssueInput is a document about to be issued.
type IssueInput struct {
	Kind        string // decides the renderer: "contratto_bilancio"
	Title       string // as lists show it: «Contratto di bilancio»
	Subject     string // table of what it belongs to: "bilancio"
	SubjectID   int64
	WorkerID    int64 // the person concerned, 0 for none
	CPI         int64 // office that issues it
	FormVersion string
	// Data is all that the document will ever say, frozen as JSON now: the
	// renderer gets nothing else.
	Data any
	// Fingerprint is the hash of the answers when the caller has its own;
	// "" takes the hash of Data.
	Fingerprint string
	// Special marks what is found only with the grant for special data.
	Special bool
	// Protocol registers the document in the same transaction; nil issues it
	// without a number.
	Protocol *Entry
	// Provider gives the number; nil is the installation's own register.
	Provider ProtocolProvider
}

// Issued is what the issue of a document gave.
type Issued struct {
	ID          int64
	Version     int // 1 for the first of its kind about its subject
	Protocol    Protocol
	Fingerprint string
}

// Document is one issued document. It is never changed: a later version
// replaces it and both stay.
type Document struct {
	ID          int64
	Kind        string
	Title       string
	Subject     string
	SubjectID   int64
	WorkerID    int64
	CPI         int64
	Version     int
	FormVersion string
	Data        json.RawMessage
	Fingerprint string
	Protocol    Protocol // zero when it has no number
	IssuedAt    rule.Instant
	IssuedBy    int64
	FileID      int64 // 0 until the file is rendered
	Special     bool
	ReplacedBy  int64 // the document that replaces it, 0 while it is current
}

// Renderer makes the PDF of a document from its frozen data. It is called once
// for each document, outside any transaction.
type Renderer func(d Document) ([]byte, error)

// FileName returns the name under which the document is saved by who downloads
// it: title and protocol number.
func (d Document) FileName() string {
	name := d.Title
	if p := d.Protocol.String(); p != "" {
		name += " " + p
	}
	return safeName(name) + ".pdf"
}
