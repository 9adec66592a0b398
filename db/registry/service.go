// Package registry owns the service codes and the one ledger of delivered
// services. It knows persons by id only.
package registry

import "sportello/db/rule"

// Origin says how a row came into the ledger.
type Origin string

// The origins of a ledger row.
const (
	OriginManual    Origin = "manuale"
	OriginAutomatic Origin = "automatico"
	OriginReplica   Origin = "replica"
	OriginImport    Origin = "import"
)

// DeliveredService is one row of the ledger: whatever an office did for a
// person.
type DeliveredService struct {
	ID            int64
	WorkerID      int64
	CPI           int64
	Planned       int64 // operator planned, 0 when the same
	Operator      int64 // operator effective
	Code          string
	Prestazione   string
	Programme     string
	On            rule.Date
	MinutesPlan   int
	Minutes       int
	Mode          string // presenza, telefono, videochiamata
	Reference     string // what it refers to: bilancio, enrolment
	ReferenceID   int64
	AppointmentID int64
	Outcome       string
	Note          string
	Origin        Origin
	Annulled      rule.Instant
	// for the screen
	Title        string
	OperatorName string
	Office       string
}
