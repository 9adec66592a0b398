package indicators

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

// SystemObjective is one of the objectives that the Masterplan sets for the
// whole system (DGR Puglia 847/2010, §4.1), as the source writes it, and what of
// it is counted here.
type SystemObjective struct {
	Number     int
	Objective  string
	Target2011 string
	Target2013 string
	Indicators []Indicator // of the sheet, that count a part of it
	Rule       int         // the time rule that reminds of it, 0 for none
	Counts     string      // what they count of it, "" when nothing is counted
	Lacks      string      // what is not counted, and why
}

//go:embed obiettivi_sistema_masterplan.csv
var systemSource string

//go:embed system_objectives.csv
var systemMade string

// SystemObjectives are the twelve, in the source's order.
var SystemObjectives = func() []SystemObjective {
	made := lines(systemMade)
	var all []SystemObjective
	for i, f := range lines(systemSource) {
		if i >= len(made) || made[i][0] != f[0] {
			panic(fmt.Sprint("an objective of the source of which nothing is said: ", f[0]))
		}
		m := made[i]
		o := SystemObjective{Objective: f[1], Target2011: f[2], Target2013: f[3], Counts: m[3], Lacks: m[4]}
		o.Number, _ = strconv.Atoi(f[0])
		o.Rule, _ = strconv.Atoi(m[2])
		for code := range strings.SplitSeq(m[1], ";") {
			if code == "" {
				continue
			}
			x, ok := ByCode(code)
			if !ok {
				panic("an objective of the system names an indicator that is none: " + code)
			}
			o.Indicators = append(o.Indicators, x)
		}
		all = append(all, o)
	}
	return all
}()

// Counted reports whether a part of the objective is counted today.
func (o SystemObjective) Counted() bool {
	for _, i := range o.Indicators {
		if i.Awaits == "" {
			return true
		}
	}
	return o.Rule != 0
}
