package people

import (
	"encoding/json"

	"sportello/db/rule"
)

// ListRow is one person in one list of one province: what the file said, and
// the derived summary of what happened since.
type ListRow struct {
	ID            int64
	ListID        int64
	WorkerID      int64
	Province      string
	CPI           int64
	LoadID        int64
	ReferenceDate rule.Date // of the load that wrote it last
	// Raw are the file's cells by column, as they were: a JSON object of texts.
	Raw           json.RawMessage
	Residence     string // municipality, as the file says
	Company       string
	CompanyTaxID  string
	Job           string
	StudyTitle    string
	Benefit       string
	BenefitFrom   rule.Date
	BenefitTo     rule.Date
	BenefitMonths int // months already had, 0 when not said
	DismissedOn   rule.Date

	Convocation Convocation
	Riscontro   string // rinunciatario, escluso or ""
	Bilancio    string // in_lavorazione, completo, interrotto or ""
	Version     int

	// for the screen
	ListName string
	Priority int
	Office   string
}

// The states of a row's convocation.
const (
	ToConvene = "da_convocare"
	Convened  = "convocato"
	Attended  = "presente"
	Absent    = "assente"
	Excused   = "assente_giustificato"
)

// The values of a riscontro.
const (
	Withdrawn = "rinunciatario"
	Excluded  = "escluso"
)

// Convocation is the summary of a row's convocations, as the list shows it.
type Convocation struct {
	State        string    // one of the states above
	On           rule.Date // day of the appointment that the state tells of, "" for none
	NoShows      int       // appointments to which the person did not come, unexcused
	LastNoShowOn rule.Date
}

// Blocked reports whether no appointment can be made because of a riscontro.
func (r ListRow) Blocked() bool { return r.Riscontro != "" }

// Convocable reports whether the row can be picked for a convocation: no
// riscontro, and no appointment that is still to come or was attended.
func (r ListRow) Convocable() bool {
	return !r.Blocked() && r.Convocation.State != Convened && r.Convocation.State != Attended
}

// State returns the one word that the tabs count the row under: the riscontro,
// or else the state of the convocation.
func (r ListRow) State() string {
	if r.Riscontro != "" {
		return r.Riscontro
	}
	return r.Convocation.State
}

// States are the states of a row in the order of the tabs, with the words of
// the tab (many) and of one row.
var States = []struct{ Value, Tab, Word string }{
	{ToConvene, "da convocare", "da convocare"},
	{Convened, "convocati", "convocato"},
	{Attended, "presenti", "presente"},
	{Absent, "assenti", "assente"},
	{Excused, "assenti giustificati", "assente giustificato"},
	{Withdrawn, "rinunciatari", "rinunciatario"},
	{Excluded, "esclusi", "escluso"},
}

// StateWord returns the word of a state, as lists, files and the card write it.
func StateWord(state string) string {
	for _, s := range States {
		if s.Value == state {
			return s.Word
		}
	}
	return state
}

// BilancioWord returns the word of a bilancio's state, «nessuno» for none.
func BilancioWord(state string) string {
	switch state {
	case "":
		return "nessuno"
	case "in_lavorazione":
		return "in lavorazione"
	}
	return state
}

// The values of the filter on the benefit, relative to today.
const (
	BenefitExpired = "scaduto"
	BenefitRunning = "in_corso"
)

// FilterNone is the value of a filter that asks for rows without the thing.
const FilterNone = "nessuno"

// The orders of a list.
const (
	SortName    = "nome"
	SortBenefit = "fine"
	SortCPI     = "cpi"
)

// Filter says which rows of a list to show, and in which order.
type Filter struct {
	ListID      int64
	Province    string
	Query       Query
	CPI         int64
	State       string // one of States, "" for all
	Riscontro   string // rinunciatario, escluso, FilterNone, "" for all
	Benefit     string // BenefitExpired, BenefitRunning, "" for all
	Bilancio    string // a state of the bilancio, FilterNone, "" for all
	NoShowSince rule.Date
	Among       *Among // nil for all
	Sort        string // one of the orders
	Descending  bool
	Today       rule.Date // what an expired benefit is expired on
}

// Among asks for the persons of whom a higher area knows something. It is part
// of a statement, made by that area's store.
type Among struct {
	From string // FROM and WHERE, of whose t.worker_id are the persons, each once
	Args []any  // in the order of the text
	Not  bool   // the others are asked for
}

// PageSize is the number of rows of a page.
const PageSize = 50

// Cursor says where a page begins: after a row, before a row, or (zero) at the
// start.
type Cursor struct{ After, Before int64 }

// ListedRow is a row of the list with what the screen says of the person.
type ListedRow struct {
	ListRow
	CodiceFiscale rule.CodiceFiscale
	Surname       string
	Name          string
	BirthDate     rule.Date
	Sex           string
	Phone         string // "" when the record belongs to another province
	Email         string // the same
}

// FullName returns surname and name.
func (r ListedRow) FullName() string { return Worker{Surname: r.Surname, Name: r.Name}.FullName() }

// Page is one page of a list.
type Page struct {
	Rows      []ListedRow
	Previous  Cursor // zero on the first page
	Next      Cursor // zero on the last
	HasPrev   bool
	HasNext   bool
	Truncated bool // the search found more than it shows: add a word
}

// Counts are the numbers of rows by state under a filter (whatever the state
// it asks for), each counted up to CountLimit+1.
type Counts struct {
	All     int
	ByState map[string]int
}

// CountLimit is how far a tab counts: beyond, «oltre 10.000».
const CountLimit = 10_000
