package rule

import "strings"

// Refusal is the no of a domain rule: a plain Italian sentence, and the form
// field that it concerns ("" for the whole act).
type Refusal struct {
	Field   string
	Message string
}

func (r Refusal) Error() string { return r.Message }

// Refuse returns a Refusal of the given field ("" for the whole act).
func Refuse(field, message string) error { return Refusal{Field: field, Message: message} }

// Refusals are several refusals at once, so that a form shows every error
// together.
type Refusals []Refusal

func (rs Refusals) Error() string {
	messages := make([]string, len(rs))
	for i, r := range rs {
		messages[i] = r.Message
	}
	return strings.Join(messages, " ")
}

// Add appends a refusal.
func (rs *Refusals) Add(field, message string) { *rs = append(*rs, Refusal{field, message}) }

// Err returns the refusals as an error, nil when there is none.
func (rs Refusals) Err() error {
	if len(rs) == 0 {
		return nil
	}
	return rs
}

// For returns the first message about the field, "" when there is none.
func (rs Refusals) For(field string) string {
	for _, r := range rs {
		if r.Field == field {
			return r.Message
		}
	}
	return ""
}
