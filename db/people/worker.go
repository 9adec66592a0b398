// Package people owns the persons served, with the history of each field, and
// the priority lists that name them.
package people

import (
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Source says who wrote a field of a person's record.
type Source string

// The sources of a field. What an operator confirmed outlives a later import.
const (
	SourceOperator  Source = "operatore"
	SourceImport    Source = "import"
	SourceBilancio  Source = "bilancio"  // of an entry of the card: taken over from a panel
	SourceInterview Source = "colloquio" // the same, from the orientation interview
)

// Words says where an entry of the card comes from.
func (s Source) Words() string {
	switch s {
	case SourceBilancio:
		return "dal bilancio"
	case SourceInterview:
		return "dal colloquio"
	case SourceImport:
		return "da un file"
	}
	return "allo sportello"
}

// Worker is one person served: one record an installation and codice fiscale.
type Worker struct {
	ID               int64
	CodiceFiscale    rule.CodiceFiscale
	Surname          string
	Name             string
	Sex              string // M, F or ""
	BirthDate        rule.Date
	BirthPlaceCode   string // cadastral code
	BirthPlace       string
	Citizenship      string
	Permit           string
	PermitExpiresOn  rule.Date
	ResidenceCode    string
	Residence        string
	ResidenceProv    string // sigla
	ResidenceAddress string
	ResidenceCAP     string
	DomicileCode     string
	Domicile         string
	DomicileProv     string
	DomicileAddress  string
	DomicileCAP      string
	Phone            string
	Email            string
	Dependants       *int64 // nil is unknown
	Employment       string // one of EmploymentStatuses
	StudyTitle       string
	ProfilingIndex   *float64 // 0 to 1, higher is farther from work; only ever imported or typed, never computed
	DIDOn            rule.Date
	DIDNumber        string
	EmailConsentOn   rule.Date // consent to documents by e-mail; "" is none
	IDOConsentOn     rule.Date // consent to the use of the profile for matching; "" is none

	HomeProvince string // whose office or list first brought the person in
	Riscontro    string // derived: rinunciatario, escluso or ""
	Bilancio     string // derived: state of the last bilancio, "" for none
	CreatedAt    rule.Instant
	UpdatedAt    rule.Instant
	Version      int

	// Partial is a person whose record belongs to another province: the reader
	// has only a row of a list of theirs, so of the record only the identity is
	// here and nothing can be changed.
	Partial bool
}

// FullName returns surname and name, as lists and letters write them.
func (w Worker) FullName() string { return strings.TrimSpace(w.Surname + " " + w.Name) }

// Age returns the full years on the day, 0 when the birth date is unknown.
func (w Worker) Age(on rule.Date) int { return w.BirthDate.AgeOn(on) }

// Provisional reports whether the codice fiscale is one of 11 digits, to be
// replaced by the definitive one.
func (w Worker) Provisional() bool { return w.CodiceFiscale.Provisional() }

// italian is the code of the Italian citizenship.
const italian = "100"

// PermitExpired reports whether the permit of stay has expired by a day. The day
// of the expiry is still good; who is Italian needs none.
func (w Worker) PermitExpired(on rule.Date) bool {
	return w.PermitExpiresOn != "" && w.PermitExpiresOn < on && w.Citizenship != italian
}

// CanEmail reports whether documents may be sent by e-mail: consent and address.
func (w Worker) CanEmail() bool { return w.EmailConsentOn != "" && w.Email != "" }

// field ties a column that a screen or an import may write to its place in
// Worker and its label.
type field struct {
	column string
	label  string
	at     func(*Worker) any
}

// fields are the columns that may be written, in the order of the screens.
var fields = []field{
	{"codice_fiscale", "Codice fiscale", func(w *Worker) any { return &w.CodiceFiscale }},
	{"surname", "Cognome", func(w *Worker) any { return &w.Surname }},
	{"name", "Nome", func(w *Worker) any { return &w.Name }},
	{"sex", "Sesso", func(w *Worker) any { return &w.Sex }},
	{"birth_date", "Data di nascita", func(w *Worker) any { return &w.BirthDate }},
	{"birth_place_code", "Codice del luogo di nascita", func(w *Worker) any { return &w.BirthPlaceCode }},
	{"birth_place", "Luogo di nascita", func(w *Worker) any { return &w.BirthPlace }},
	{"citizenship", "Cittadinanza", func(w *Worker) any { return &w.Citizenship }},
	{"permit", "Titolo di soggiorno", func(w *Worker) any { return &w.Permit }},
	{"permit_expires_on", "Scadenza del titolo di soggiorno", func(w *Worker) any { return &w.PermitExpiresOn }},
	{"residence_code", "Codice del comune di residenza", func(w *Worker) any { return &w.ResidenceCode }},
	{"residence", "Comune di residenza", func(w *Worker) any { return &w.Residence }},
	{"residence_province", "Provincia di residenza", func(w *Worker) any { return &w.ResidenceProv }},
	{"residence_address", "Indirizzo di residenza", func(w *Worker) any { return &w.ResidenceAddress }},
	{"residence_cap", "CAP di residenza", func(w *Worker) any { return &w.ResidenceCAP }},
	{"domicile_code", "Codice del comune di domicilio", func(w *Worker) any { return &w.DomicileCode }},
	{"domicile", "Comune di domicilio", func(w *Worker) any { return &w.Domicile }},
	{"domicile_province", "Provincia di domicilio", func(w *Worker) any { return &w.DomicileProv }},
	{"domicile_address", "Indirizzo di domicilio", func(w *Worker) any { return &w.DomicileAddress }},
	{"domicile_cap", "CAP di domicilio", func(w *Worker) any { return &w.DomicileCAP }},
	{"phone", "Telefono", func(w *Worker) any { return &w.Phone }},
	{"email", "E-mail", func(w *Worker) any { return &w.Email }},
	{"dependants", "Persone a carico", func(w *Worker) any { return &w.Dependants }},
	{"employment_status", "Stato occupazionale", func(w *Worker) any { return &w.Employment }},
	{"study_title", "Titolo di studio", func(w *Worker) any { return &w.StudyTitle }},
	{"profiling_index", "Indice di profiling", func(w *Worker) any { return &w.ProfilingIndex }},
	{"did_on", "Data della DID", func(w *Worker) any { return &w.DIDOn }},
	{"did_number", "Numero della DID", func(w *Worker) any { return &w.DIDNumber }},
	{"email_consent_on", "Consenso ai documenti per e-mail", func(w *Worker) any { return &w.EmailConsentOn }},
	{"ido_consent_on", "Consenso all'incontro domanda/offerta", func(w *Worker) any { return &w.IDOConsentOn }},
}

var fieldByColumn = func() map[string]field {
	m := map[string]field{}
	for _, f := range fields {
		m[f.column] = f
	}
	return m
}()

// Columns returns the columns of a worker that may be written, in the order of
// the screens.
func Columns() []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.column
	}
	return out
}

// Derived are the columns that follow a fact of their own, and that no form and
// no list writes: those of the DID in force (DeclareDID), the employment, which
// follows from DIDs, jobs and statements, and the index of profiling (SetIndex).
var Derived = []string{"did_on", "did_number", "employment_status", "profiling_index"}

// Label returns the Italian name of a worker's column, the column itself when
// it is none.
func Label(column string) string {
	if f, ok := fieldByColumn[column]; ok {
		return f.label
	}
	return column
}

// Value returns a column of the worker as text: dates as 2006-01-02, "" for
// what is unknown.
func (w Worker) Value(column string) string {
	if f, ok := fieldByColumn[column]; ok {
		return w.value(f)
	}
	return ""
}

func (w *Worker) value(f field) string {
	switch p := f.at(w).(type) {
	case *string:
		return *p
	case *rule.CodiceFiscale:
		return string(*p)
	case *rule.Date:
		return string(*p)
	case **int64:
		if *p != nil {
			return strconv.FormatInt(**p, 10)
		}
	case **float64:
		if *p != nil {
			return strconv.FormatFloat(**p, 'f', -1, 64)
		}
	}
	return ""
}

// Set writes a column of the worker from text, as Value returns it. A number
// that is none counts as unknown.
func (w *Worker) Set(column, value string) {
	f, ok := fieldByColumn[column]
	if !ok {
		return
	}
	switch p := f.at(w).(type) {
	case *string:
		*p = value
	case *rule.CodiceFiscale:
		*p = rule.CodiceFiscale(value)
	case *rule.Date:
		*p = rule.Date(value)
	case **int64:
		*p = nil
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			*p = &n
		}
	case **float64:
		*p = nil
		if n, err := strconv.ParseFloat(strings.Replace(value, ",", ".", 1), 64); err == nil {
			*p = &n
		}
	}
}

// EmploymentStatuses are the stored values of the employment status with the
// words of the screens. «inoccupato» comes from d.lgs. 181/2000 and is no
// longer used after d.lgs. 150/2015.
var EmploymentStatuses = []struct{ Value, Label string }{
	{"disoccupato", "disoccupato"},
	{"inoccupato", "inoccupato (fino al d.lgs. 150/2015)"},
	{"occupato", "occupato"},
	{"sospeso", "sospeso (CIG)"},
	{"precario", "precario o sotto soglia"},
	{"studente", "studente"},
	{"inattivo", "inattivo"},
}

// EmploymentLabel returns the words of an employment status, the value itself
// when it is not one of ours.
func EmploymentLabel(value string) string {
	for _, s := range EmploymentStatuses {
		if s.Value == value {
			return s.Label
		}
	}
	return value
}

// Change is one line of a person's history: what a field said before and
// after, who changed it and why.
type Change struct {
	ID     int64
	At     rule.Instant
	By     string // name of the user, "" for the installation
	Field  string // column
	Before string
	After  string
	Source Source
	Reason string
}

// Label returns the Italian name of the field that changed.
func (c Change) Label() string { return Label(c.Field) }
