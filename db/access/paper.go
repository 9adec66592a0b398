package access

import "sportello/db/rule"

// The documents of an accreditation.
const (
	PaperRequest = "richiesta_accreditamento" // issued at Chiudi
	PaperOutcome = "esito_accreditamento"     // issued at each decision
)

// Paper is what a document of an accreditation says, frozen at its issue.
type Paper struct {
	Surname       string
	Name          string
	CodiceFiscale string
	Phone         string
	Job           string
	Email         string
	Office        string
	Province      string
	Role          string
	ClosedAt      rule.Instant
	State         AccreditationState // of an outcome
	DecidedAt     rule.Instant
	Reason        string
}

func (a Accreditation) paper() Paper {
	return Paper{Surname: a.Surname, Name: a.Name, CodiceFiscale: a.CodiceFiscale, Phone: a.Phone, Job: a.Job, Email: a.Email, Office: a.Office,
		Province: a.Province, Role: a.RequestedRole.Label(), ClosedAt: a.ClosedAt, State: a.State, DecidedAt: a.DecidedAt, Reason: a.Reason}
}
