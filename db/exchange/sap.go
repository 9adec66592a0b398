package exchange

import (
	"fmt"
	"regexp"

	"sportello/db/rule"
)

// Policy is one row of section 6 of the SAP: an active policy that a person was
// given, as the ledger tells it.
type Policy struct {
	ID            int64 // of the policy, 0 while it has no identifier
	ServiceID     int64
	CodiceFiscale rule.CodiceFiscale
	Surname, Name string
	Code          string // of the service
	Activity      string // national code: A02, A05, RC1, R01
	Title         string
	On            rule.Date
	Minutes       int
	Project       string // 01 regional … 08 RdC
	Office        string
	OfficeCode    string // of the ministry, "" when nobody has written it
	Identifier    string
	Event         string
	Annulled      bool
}

// officeCode is the ministry's code of an office: the Belfiore code of the
// municipality, a letter for the kind of body, six digits.
var officeCode = regexp.MustCompile(`^[A-Z][0-9]{3}[A-Z][0-9]{6}$`)

// PolicyIdentifier returns the identifier of a policy in the SAP: two digits of
// the sending system, eight hexadecimal ones of the sequence, and a control
// letter computed as that of the codice fiscale over the office's code, the
// activity and the day of the proposal (SAP technical notes, section 6).
func PolicyIdentifier(system string, sequence int64, office, activity string, proposed rule.Date) (string, error) {
	if !officeCode.MatchString(office) {
		return "", fmt.Errorf("office code %q", office)
	}
	if len(system) != 2 || len(activity) != 3 || len(proposed) != 10 || sequence < 0 || sequence > 0xFFFFFFFF {
		return "", fmt.Errorf("system %q activity %q day %q sequence %d", system, activity, proposed, sequence)
	}
	day := string(proposed[:4] + proposed[5:7] + proposed[8:])
	return fmt.Sprintf("%s%08X%c", system, sequence, rule.ControlCharacter([]byte(office+activity+day))), nil
}

// eventOf returns the event that a policy is told with: a service delivered has
// ended on its day; the assegno of who has the RdC has been proposed (rule 11 of
// the Marche table: activity R01, policy 09, event 01); one annulled afterwards
// is withdrawn as an error.
func eventOf(p Policy) string {
	switch {
	case p.Annulled:
		return "07"
	case p.Code == "G.4":
		return "01"
	}
	return "10"
}

// projectOf returns the project of the SAP that a programme is: 08 for the
// Reddito di Cittadinanza, 01 for the region's own.
func projectOf(programme string) string {
	if programme == "RdC" {
		return "08"
	}
	return "01"
}
