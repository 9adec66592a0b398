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
	Text   string
}

// Rules are the rules, in the order of their numbers.
var Rules []Rule

var (
	replicas = map[string]string{} // by code, the one that is registered with it by itself (rule 16)
	exported []string              // codes that go into the SAP export by themselves (rule 18)
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
		default:
			Rules = append(Rules, Rule{n, codes, f[2] == "dura", f[3], f[4], f[5]})
		}
	}
}

// Replica returns the code that is registered by itself with another, "" for none.
func Replica(code string) string { return replicas[code] }

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
}

// Check returns the rules that a registration does not keep, in their order.
func Check(c Case) []Broken {
	var out []Broken
	for _, r := range Rules {
		if slices.Contains(r.Codes, c.Code) && !r.kept(c) {
			out = append(out, Broken{r.Number, r.Hard, strings.ReplaceAll(r.Text, "{codice}", c.Code)})
		}
	}
	return out
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
