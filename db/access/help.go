package access

import "sportello/db/rule"

// HelpKind is the desk that a request goes to.
type HelpKind string

// The desks: Supporto Tecnico is the Centro Servizi's, Richiedi Info the
// Region's (Iter Procedurale, Introduzione).
const (
	HelpSupport HelpKind = "supporto_tecnico"
	HelpInfo    HelpKind = "richiedi_info"
)

// Label returns the desk as the source names it.
func (k HelpKind) Label() string {
	if k == HelpInfo {
		return "Richiedi Info"
	}
	return "Supporto Tecnico"
}

// Role returns who answers.
func (k HelpKind) Role() rule.Role {
	if k == HelpInfo {
		return rule.RoleRegion
	}
	return rule.RoleServiceCentre
}

// HelpRequest is a question with its answer.
type HelpRequest struct {
	ID            int64
	Kind          HelpKind
	UserID        int64 // 0 when nobody was signed in
	Name          string
	Email         string
	Subject       string
	Body          string
	RequestNumber string // of the failed request it tells of
	CreatedAt     rule.Instant
	Answer        string
	AnsweredAt    rule.Instant
	AnsweredBy    string
	Version       int
}

const maxSubject = 150

// check refuses what a request must not lack, all fields at once, and returns
// it as it is kept.
func (r HelpRequest) check() (HelpRequest, error) {
	var refusals rule.Refusals
	r.Name, r.Subject, r.RequestNumber = oneLine(r.Name), oneLine(r.Subject), oneLine(r.RequestNumber)
	if r.Name == "" {
		refusals.Add("name", "Scrivi il tuo nome.")
	}
	email, err := rule.ParseEmail(r.Email)
	if err != nil {
		refusals.Add("email", err.Error())
	}
	r.Email = email
	if r.Subject == "" {
		refusals.Add("subject", "Scrivi l'oggetto in poche parole.")
	}
	if r.Body == "" {
		refusals.Add("body", "Scrivi che cosa ti serve sapere o che cosa non funziona.")
	}
	for _, f := range []struct {
		field, text string
		most        int
	}{{"name", r.Name, 2 * rule.MaxName}, {"subject", r.Subject, maxSubject}, {"body", r.Body, rule.MaxNote}, {"request_number", r.RequestNumber, 40}} {
		if err := rule.TooLong(f.text, f.most); err != nil {
			refusals.Add(f.field, err.Error())
		}
	}
	return r, refusals.Err()
}
