package registry

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
)

//go:embed rules.csv
var rulesCSV string

// Rule is one rule of registration: rules 1 to 18 of Regione Marche's table, a
// line each for what a code needs.
type Rule struct {
	Number int
	Codes  []string
	Hard   bool   // stops a registration by hand; a soft one is said, and kept on the row
	Needs  string // mai, prima, programma, posizione, esito, competente, singolo, gruppo, nota, riferimento, impresa
	Value  string
	Text   string // {codice} stands for the code
}

// Broken is a rule that a registration does not keep.
type Broken struct {
	Number int
	Hard   bool
	Needs  string // which of the lines of its number
	Text   string
}

// key is what a row keeps of the rule: number and line, since a number may ask
// for several things of one code.
func (b Broken) key() string { return strconv.Itoa(b.Number) + ":" + b.Needs }

func (r Rule) broken(code string) Broken {
	return Broken{r.Number, r.Hard, r.Needs, strings.ReplaceAll(r.Text, "{codice}", code)}
}

// noPacts follows a rule that asks for a patto where the installation records none.
const noPacts = " I patti non si registrano ancora in questa installazione: "

// Rules are the rules, in the order of their numbers.
var Rules []Rule

var (
	replicas = map[string]string{} // by code, the one that is registered with it by itself (rule 16)
	exported []string              // codes that go into the SAP export by themselves (rule 18)
	grouped  []string              // codes that a group may have besides the laboratories
)

func init() {
	lines, err := csv.NewReader(strings.NewReader(rulesCSV)).ReadAll()
	if err != nil {
		panic(err)
	}
	for _, f := range lines[1:] {
		codes := strings.Split(f[1], ";")
		n, err := strconv.Atoi(f[0])
		if err != nil {
			panic(err)
		}
		switch f[2] {
		case "replica":
			for _, c := range codes {
				replicas[c] = f[4]
			}
		case "esporta":
			exported = append(exported, codes...)
		case "ammette":
			grouped = append(grouped, codes...)
		default:
			Rules = append(Rules, Rule{n, codes, f[2] == "dura", f[3], f[4], f[5]})
		}
	}
}

// HardOf returns the rules that stop a registration, of those not kept.
func HardOf(all []Broken) []Broken {
	return slices.DeleteFunc(slices.Clone(all), func(b Broken) bool { return !b.Hard })
}

// Replica returns the code that is registered by itself with another, "" for none.
func Replica(code string) string { return replicas[code] }

// Laboratory reports whether a code is a laboratory, made for a group (rule 9).
func Laboratory(code string) bool {
	return slices.ContainsFunc(Rules, func(r Rule) bool { return r.Needs == "gruppo" && slices.Contains(r.Codes, code) })
}

// ForGroups reports whether a code may be given to a group: a laboratory, or what
// the sources give to groups and at events, base orientation among it. All others
// are of one person at a time: declarations, patti, single acts.
func ForGroups(code string) bool { return Laboratory(code) || slices.Contains(grouped, code) }

// AlwaysExported are the codes that go into the SAP export by themselves.
func AlwaysExported() []string { return slices.Clone(exported) }

// Exported reports whether a service goes into the SAP export by itself.
func Exported(code string) bool { return slices.Contains(exported, code) }

// Case is what the rules look at: a registration and what is known of whom it
// is for on its day.
type Case struct {
	Code      string
	Company   bool
	Programme string
	Outcome   string
	Note      string
	Group     bool            // in a session
	Competent bool            // the office is the one competent for the person, or nobody knows which is
	Before    map[string]bool // codes delivered until that day
	Same      map[string]bool // of these, for the same reference
	Standing  map[string]bool // kinds that hold on that day
	NoPacts   bool            // the installation records no patto of anybody yet
}

// Check returns the rules that a registration does not keep, in their order.
func Check(c Case) []Broken {
	var out []Broken
	for _, r := range Rules {
		if slices.Contains(r.Codes, c.Code) && !r.kept(c) {
			b := r.broken(c.Code)
			switch {
			case !r.asksPatto() || !c.NoPacts:
			case r.Hard:
				b.Text += noPacts + "fino ad allora può andare avanti chi è responsabile dell'ufficio, in deroga, scrivendone il motivo."
			default:
				b.Text += noPacts + "il servizio si registra lo stesso."
			}
			out = append(out, b)
		}
	}
	return out
}

func (r Rule) asksPatto() bool { return r.Needs == "posizione" && r.Value == StandingPatto }

// ReferenceService is the reference to another row of the ledger, where there is
// no record of what both are for.
const ReferenceService = "servizio"

// RefersTo returns the code whose delivery a code refers to, as a graduatoria
// (K.3) does to the candidacy (K.2) for the same call; "" for none.
func RefersTo(code string) string {
	for _, r := range Rules {
		if r.Needs == "riferimento" && slices.Contains(r.Codes, code) {
			return r.Value
		}
	}
	return ""
}

func (r Rule) kept(c Case) bool {
	switch r.Needs {
	case "prima":
		return c.Before[r.Value]
	case "riferimento":
		return c.Same[r.Value]
	case "programma":
		return c.Programme == r.Value
	case "posizione":
		return c.Standing[r.Value]
	case "esito":
		return slices.Contains(strings.Split(r.Value, "|"), c.Outcome)
	case "competente":
		return c.Competent
	case "singolo":
		return !c.Group
	case "gruppo":
		return c.Group
	case "nota":
		return c.Note != ""
	case "impresa":
		return c.Company
	}
	return false // mai
}

// Outcomes returns the outcomes that a code asks for, nil when any will do.
func Outcomes(code string) []string {
	for _, r := range Rules {
		if r.Needs == "esito" && slices.Contains(r.Codes, code) {
			return strings.Split(r.Value, "|")
		}
	}
	return nil
}
