package registry

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// LedgerFilter says which rows of the ledger are looked at.
type LedgerFilter struct {
	CPI       int64  // one office; 0 for all of the actor's, in a file
	Operator  int64  // who delivered it, 0 for anybody
	Code      string // of the Marche, or of the Masterplan; "" for any
	Programme string // NoProgramme for those outside of all
	Mode      string
	Origin    Origin
	Annulled  string // Annulled, Standing, "" for both
	From, To  rule.Date
}

// NoProgramme filters the services that were delivered in no programme.
const NoProgramme = "nessuno"

// What a filter on annulment may be.
const (
	Annulled = "annullati"
	Valid    = "validi"
)

// where returns the condition of the filter, office aside, in the columns of d.
func (f LedgerFilter) where() (string, []any) {
	var parts []string
	var args []any
	add := func(on bool, condition string, values ...any) {
		if on {
			parts = append(parts, condition)
			args = append(args, values...)
		}
	}
	add(f.From != "", "d.delivered_on>=?", f.From)
	add(f.To != "", "d.delivered_on<=?", f.To)
	add(f.Operator != 0, "d.operator_id=?", f.Operator)
	// The unary plus keeps the planner on the index of the office, which is in the
	// order of the page.
	add(f.Code != "", "(+d.code=? OR +d.prestazione=?)", f.Code, f.Code)
	add(f.Programme == NoProgramme, "d.programme=''")
	add(f.Programme != "" && f.Programme != NoProgramme, "d.programme=?", f.Programme)
	add(f.Mode != "", "d.mode=?", f.Mode)
	add(f.Origin != "", "d.origin=?", f.Origin)
	add(f.Annulled == Annulled, "d.annulled_at IS NOT NULL")
	add(f.Annulled == Valid, "d.annulled_at IS NULL")
	if len(parts) == 0 {
		return "1=1", nil
	}
	return strings.Join(parts, " AND "), args
}

// Cursor is the row that a page of the ledger ends before or begins after; the
// zero Cursor is the newest page.
type Cursor struct {
	On   rule.Date
	ID   int64
	Back bool // the page of newer rows
}

// Text returns the cursor as an address holds it.
func (c Cursor) Text() string { return string(c.On) + "." + strconv.FormatInt(c.ID, 10) }

// ParseCursor reads a cursor; what is none is the newest page.
func ParseCursor(text string, back bool) Cursor {
	day, id, _ := strings.Cut(text, ".")
	on, err := rule.ParseDate(day)
	n, err2 := strconv.ParseInt(id, 10, 64)
	if err != nil || err2 != nil {
		return Cursor{}
	}
	return Cursor{On: on, ID: n, Back: back}
}

// CursorAt returns the cursor of a row.
func CursorAt(d DeliveredService) Cursor { return Cursor{On: d.On, ID: d.ID} }

// LedgerPage is a page of the ledger.
type LedgerPage struct {
	Rows             []DeliveredService
	Total            int // up to CountLimit + 1
	HasPrev, HasNext bool
}

// How many rows a page has, and up to how many are counted.
const (
	PerPage    = 50
	CountLimit = 10_000
)

// Sentences returns the rules that a row does not keep, as a screen says them.
// A row of before the lines were kept names the number alone: then all the
// lines of its code are said.
func (d DeliveredService) Sentences() []string {
	var out []string
	for _, key := range slices.Compact(slices.Clone(d.Missed)) {
		number, needs, whole := strings.Cut(key, ":")
		said := false
		for _, r := range Rules {
			if strconv.Itoa(r.Number) == number && (!whole || r.Needs == needs) && slices.Contains(r.Codes, d.Code) {
				out, said = append(out, r.broken(d.Code).Sentence()), true
			}
		}
		if !said {
			out = append(out, "Regola "+number+".")
		}
	}
	return out
}

// MissedNumbers returns the numbers of the rules that a row does not keep, each once.
func (d DeliveredService) MissedNumbers() []string {
	var out []string
	for _, key := range d.Missed {
		if number, _, _ := strings.Cut(key, ":"); !slices.Contains(out, number) {
			out = append(out, number)
		}
	}
	return out
}

// Word returns the origin as screens write it.
func (o Origin) Word() string {
	switch o {
	case OriginManual:
		return "a mano"
	case OriginAutomatic:
		return "dall'atto"
	case OriginReplica:
		return "con un altro"
	case OriginImport:
		return "importato"
	}
	return string(o)
}

// Origins lists the origins in the order of the screens.
var Origins = []Origin{OriginManual, OriginAutomatic, OriginReplica, OriginImport}

// RulesOf returns the rules of a code, as a registration that kept none of them
// would break them.
func RulesOf(code string) []Broken {
	var out []Broken
	for _, r := range Rules {
		if slices.Contains(r.Codes, code) {
			out = append(out, r.broken(code))
		}
	}
	return out
}
