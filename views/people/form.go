package people

import (
	"maps"
	"slices"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// WorkerForm is what the form of a person shows. Values are as typed, by
// column; a place is «denominazione [codice]», a consent is "1" or "".
type WorkerForm struct {
	ID      int64  // 0 for a new person
	Name    string // of the person, for the title
	Values  map[string]string
	Version int
	Opened  string // hour at which the form was opened
	Reason  string
	Confirm bool // all that is there was checked with the person
	Errors  rule.Refusals
	Key     string // idempotency key that came with a refused form
	Twins   []people.Twin
	DID     string // of the one in force, in words

	Filled   bool    // what follows from the codice fiscale was just filled in
	Declares bool    // of a new person: the DID is made on this occasion
	Declared DIDForm // as it was typed
}

// Silent reports whether the codice fiscale is one that says nothing of the person.
func (f WorkerForm) Silent() bool {
	code, err := rule.ParseCodiceFiscale(f.Values["codice_fiscale"])
	return err == nil && code.Provisional()
}

// CodeAlone reports whether nothing but the codice fiscale was typed.
func (f WorkerForm) CodeAlone() bool {
	for name, v := range f.Values {
		if (name == "codice_fiscale") == (v == "") {
			return false
		}
	}
	return !f.Declares
}

// Typed are the columns that the form holds as they are typed.
var Typed = []string{"surname", "name", "sex", "birth_date", "permit", "permit_expires_on", "dependants", "residence_address", "residence_cap",
	"domicile_address", "domicile_cap", "phone", "email", "study_title"}

// Places are the columns that the form holds as a place of a code table.
var Places = []string{"birth_place", "residence", "domicile"}

// Consents are the columns that the form holds as a box.
var Consents = []string{"email_consent_on", "ido_consent_on"}

func (f WorkerForm) action() string {
	if f.ID == 0 {
		return "/lavoratori"
	}
	return cardHref(f.ID) + "/modifica"
}

func (f WorkerForm) back() string {
	if f.ID == 0 {
		return "/lavoratori"
	}
	return cardHref(f.ID)
}

// field returns the control of a column.
func (f WorkerForm) field(column string, width int, optional bool) shared.Field {
	return shared.Field{Name: column, Label: people.Label(column), Value: f.Values[column], Width: width, Optional: optional, Autocomplete: "off"}.WithError(f.Errors)
}

// named is a control whose label is short, because the section says the rest.
func (f WorkerForm) named(column, label string, width int) shared.Field {
	x := f.field(column, width, true)
	x.Label = label
	return x
}

// day returns the control of a date, shown as it is typed: 15/03/1974.
func (f WorkerForm) day(column string, width int, optional bool) shared.Field {
	x := f.field(column, width, optional)
	if d, err := rule.ParseDate(x.Value); err == nil {
		x.Value = d.Italian()
	}
	return x
}

func (f WorkerForm) box(column, label, hint string) shared.Field {
	x := f.field(column, 6, true)
	x.Label, x.Hint = label, hint
	return x
}

func (f WorkerForm) hinted(column string, width int, optional bool, hint string) shared.Field {
	x := f.field(column, width, optional)
	x.Hint = hint
	return x
}

// Labels are the labels of the columns, for the summary of errors.
func Labels() map[string]string {
	out := map[string]string{"motivo": "Motivo"}
	for _, c := range people.Columns() {
		out[c] = people.Label(c)
	}
	return out
}

func withOptions(f shared.Field, blank string, options ...shared.Option) shared.Field {
	f.Options, f.Blank = options, blank
	return f
}

// labels are what the form calls its fields, for the summary of errors.
func (f WorkerForm) labels() map[string]string {
	out := maps.Clone(Labels())
	for _, name := range []string{"declared_on", "number", "channel", "condition", "age_confirmed"} {
		out[name] = didLabels[name]
	}
	return out
}

// order are the fields of the form from the top of the page to its end.
var order = []string{"", "codice_fiscale", "surname", "name", "sex", "birth_date", "birth_place", "citizenship", "permit", "permit_expires_on",
	"residence", "residence_address", "residence_cap", "domicile", "domicile_address", "domicile_cap", "phone", "email", "email_consent_on", "ido_consent_on",
	"study_title", "dependants", "did", "declared_on", "number", "condition", "age_confirmed", "channel", "motivo"}

// inOrder returns the refusals in the order of the page, for the summary.
func (f WorkerForm) inOrder() rule.Refusals {
	out := slices.Clone(f.Errors)
	slices.SortStableFunc(out, func(a, b rule.Refusal) int { return slices.Index(order, a.Field) - slices.Index(order, b.Field) })
	return out
}
