package access

import (
	"fmt"

	"sportello/db/rule"
)

// AccreditationState is where a request of accreditation stands.
type AccreditationState string

// The states of a request.
const (
	AccreditationDraft   AccreditationState = "bozza"
	AccreditationSent    AccreditationState = "inviata"
	AccreditationEnabled AccreditationState = "abilitata"
	AccreditationRefused AccreditationState = "respinta"
	AccreditationRevoked AccreditationState = "revocata"
)

// AccreditationStates lists the states in the order of the queue's tabs.
var AccreditationStates = []AccreditationState{AccreditationSent, AccreditationEnabled, AccreditationRefused, AccreditationRevoked}

// RequestableRoles are the roles that a person may ask for.
var RequestableRoles = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}

// accreditationMoves says from which state each one is reached.
var accreditationMoves = map[AccreditationState]AccreditationState{
	AccreditationSent: AccreditationDraft, AccreditationEnabled: AccreditationSent,
	AccreditationRefused: AccreditationSent, AccreditationRevoked: AccreditationEnabled,
}

// Accreditation is one request of an operator to be enabled for an office.
type Accreditation struct {
	ID            int64
	UserID        int64
	Email         string // of the account
	CPI           int64  // 0 until chosen
	Office        string
	Province      string
	Surname       string
	Name          string
	CodiceFiscale string
	Phone         string
	Job           string
	RequestedRole rule.Role
	State         AccreditationState
	CreatedAt     rule.Instant
	SavedAt       rule.Instant
	ClosedAt      rule.Instant
	DecidedAt     rule.Instant
	DecidedBy     string
	Reason        string
	Version       int
	Communicated  bool // the office communicated this codice fiscale to the Region
}

// ReadOnly reports whether the panel can no longer be changed: from Chiudi on.
func (a Accreditation) ReadOnly() bool { return a.State != AccreditationDraft }

// Open reports whether the request still waits for something.
func (a Accreditation) Open() bool {
	return a.State == AccreditationDraft || a.State == AccreditationSent
}

// AccreditationEvent is one state that a request went through.
type AccreditationEvent struct {
	State  AccreditationState
	At     rule.Instant
	Who    string
	Reason string
}

// maxJob is the longest description of a job, in characters.
const maxJob = 200

// Check refuses what a closed request must not lack, all fields at once; of a
// draft only what could not be stored. It returns the panel with codice fiscale
// and phone as they are kept.
func (a Accreditation) Check(closing bool) (Accreditation, error) {
	var refusals rule.Refusals
	a.Surname, a.Name, a.Job = oneLine(a.Surname), oneLine(a.Name), oneLine(a.Job)
	if closing {
		checkPersonName(&refusals, a.Surname, a.Name)
		if a.CPI == 0 {
			refusals.Add("office", "Scegli il Centro per l'Impiego in cui lavori.")
		}
		if a.Job == "" {
			refusals.Add("job", "Scrivi che cosa fai nell'ufficio, per esempio «accoglienza e colloqui».")
		}
	}
	for field, text := range map[string]string{"surname": a.Surname, "name": a.Name} {
		if err := rule.TooLong(text, rule.MaxName); err != nil && refusals.For(field) == "" {
			refusals.Add(field, err.Error())
		}
	}
	if err := rule.TooLong(a.Job, maxJob); err != nil {
		refusals.Add("job", err.Error())
	}
	if a.CodiceFiscale != "" || closing {
		cf, err := rule.ParseCodiceFiscale(a.CodiceFiscale)
		switch {
		case err != nil:
			refusals.Add("codice_fiscale", err.Error())
		case cf.Provisional():
			refusals.Add("codice_fiscale", "Serve il codice fiscale della persona, di 16 caratteri: quello di 11 cifre è di un ente.")
		default:
			a.CodiceFiscale = string(cf)
		}
	}
	if a.Phone != "" || closing {
		phone, err := rule.ParsePhone(a.Phone)
		if err != nil {
			refusals.Add("phone", err.Error())
		} else {
			a.Phone = phone
		}
	}
	if !requestable(a.RequestedRole) {
		refusals.Add("requested_role", "Scegli il ruolo che chiedi.")
	}
	return a, refusals.Err()
}

func requestable(r rule.Role) bool {
	for _, ok := range RequestableRoles {
		if r == ok {
			return true
		}
	}
	return false
}

// checkMove refuses a state that cannot follow the present one.
func checkMove(from, to AccreditationState) error {
	if accreditationMoves[to] != from {
		return rule.Refuse("", fmt.Sprintf("La richiesta è «%s»: non può diventare «%s».", from, to))
	}
	return nil
}

// checkReason refuses a decision without its reason.
func checkReason(reason string) error {
	if reason == "" {
		return rule.Refuse("reason", "Scrivi il motivo: la persona lo riceve per e-mail.")
	}
	if err := rule.TooLong(reason, rule.MaxNote); err != nil {
		return rule.Refuse("reason", err.Error())
	}
	return nil
}
