// Package registry owns the services of the regions' vocabularies and the one
// ledger of what was delivered. It knows persons and companies by id only.
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

// Modes are the ways in which a service is delivered; one given remotely is
// registered too (Regione Marche, tabella LEP).
var Modes = []string{"presenza", "telefono", "videochiamata"}

// Programmes are those that a service may be delivered in; "" is none.
var Programmes = []string{"GG", "RdC", "L68", "AASS", "GOL", "ADI", "SFL", "NASpI"}

// DeliveredService is one row of the ledger: whatever an office did for a
// person or a company.
type DeliveredService struct {
	ID             int64
	WorkerID       int64 // 0 when it is a company's
	CompanyID      int64 // 0 when it is a person's
	CPI            int64
	Planned        int64 // operator planned, 0 when the same
	Operator       int64 // operator effective
	Code           string
	Prestazione    string
	Programme      string
	On             rule.Date
	Sex            string    // of the person: M, F or ""
	Born           rule.Date // of the person, "" when not known; the ledger keeps the age band
	MinutesPlan    int
	Minutes        int
	MinutesReason  string // why they are out of the service's range
	Mode           string
	SessionID      int64  // the group session, 0 for a single service
	Reference      string // what it refers to: bilancio, iscrizione
	ReferenceID    int64
	AppointmentID  int64
	Outcome        string
	Note           string
	Origin         Origin
	ParentID       int64    // the service that this one is a replica or consequence of
	Missed         []string // the rules that it does not keep, as «4:prima»: number and line
	Beyond         bool     // one of them is hard: overridden, or the act had happened
	OverrideReason string
	Confirmed      []string // keys of the doubts that whoever registers by hand has confirmed
	Version        int
	CreatedAt      rule.Instant
	Annulled       rule.Instant
	AnnulledReason string
	// for the screen
	Title        string
	OperatorName string
	PlannedName  string
	Office       string
	AgeBand      string
}

// OfSession reports whether the row is somebody's presence at a session of a
// group: it stands and falls with the mark on the session's list.
func (d DeliveredService) OfSession() bool {
	return d.SessionID != 0 && d.Reference == ReferenceSession
}

// ReferenceSession is the reference of a presence to its session.
const ReferenceSession = "sessione"

// Band is an age band of the figures, both ends included.
type Band struct {
	Code     string
	From, To int
}

// Bands are the age bands of the monthly sheet: they collapse to those of Istat
// and Eurostat, to the 15-29 of Garanzia Giovani and the 55+ of GOL. A test holds
// them against the table age_band.
var Bands = []Band{{"15-24", 15, 24}, {"25-29", 25, 29}, {"30-34", 30, 34}, {"35-44", 35, 44}, {"45-54", 45, 54}, {"55-64", 55, 64}, {"65+", 65, 200}}

// BandOn returns the age band of a person born on a day, on another day; "" when
// the birth is not known or the person is younger than all bands.
func BandOn(born, on rule.Date) string {
	if born == "" {
		return ""
	}
	age := born.AgeOn(on)
	for _, b := range Bands {
		if age >= b.From && age <= b.To {
			return b.Code
		}
	}
	return ""
}
