package indicators

import (
	"slices"
	"strconv"
	"strings"
)

// Kind is how an objective is measured.
type Kind string

// The kinds of objective.
const (
	Delta    Kind = "delta"  // an increase in percent on a year before
	Quota    Kind = "quota"  // a share in percent of a population
	MaxDays  Kind = "giorni" // at most so many days
	NoNumber Kind = "nq"     // «NQ» in the source, which does not say what it means
)

// Kinds are the kinds with their words.
var Kinds = []struct {
	Kind  Kind
	Label string
}{{Delta, "aumento in percentuale"}, {Quota, "quota in percentuale"}, {MaxDays, "giorni al massimo"}, {NoNumber, "non quantificato"}}

// Classes are whose objective it is, with their words.
var Classes = []struct{ Class, Label string }{{"pilota", "CPI pilota"}, {"restanti", "gli altri CPI"}, {"tutti", "tutti i CPI"}, {"", "la fonte non lo dice"}}

// Target is an objective of the Masterplan (DGR Puglia 847/2010, §4.1) or one
// that was set later.
type Target struct {
	ID           int64
	Indicators   []string // of the sheet; none where the source's text is lost
	Service      string
	Title        string // in the source's words
	Class        string
	Horizon      int // by the end of this year
	Kind         Kind
	Value        *float64 // nil where the source is not legible
	BaselineYear int      // 0 when there is none
	Population   string   // of a share: what it is of
	Text, Notes  string
	Version      int
}

// Holds reports whether the objective is one of an office of that kind.
func (t Target) Holds(pilot bool) bool {
	switch t.Class {
	case "pilota":
		return pilot
	case "restanti":
		return !pilot
	}
	return true
}

// narrow reports whether the objective is only of those who receive a benefit,
// whose number nobody records here.
func (t Target) narrow() bool { return strings.Contains(t.Population, "percettori") }

// Short returns the objective in words: «+25% sul 2009», «60% di DID», «5 giorni».
func (t Target) Short() string {
	if t.Value == nil {
		if t.Kind == NoNumber {
			return "non quantificato nella fonte"
		}
		return "obiettivo non leggibile nella fonte"
	}
	switch n := numberText(*t.Value); t.Kind {
	case Delta:
		return "+" + n + "% sul " + strconv.Itoa(t.BaselineYear)
	case Quota:
		return n + "% di: " + t.Population
	case MaxDays:
		return "al massimo " + n + " giorni"
	default:
		return n
	}
}

func numberText(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), ".", ",", 1)
}

// For returns the objectives of an indicator that hold for an office in a year:
// those of the nearest horizon that is not over, or of the last one.
func For(targets []Target, code string, year int, pilot bool) (out []Target) {
	horizon := 0
	for _, t := range targets {
		if !t.Holds(pilot) || t.narrow() || !slices.Contains(t.Indicators, code) {
			continue
		}
		if horizon == 0 || t.Horizon >= year && (horizon < year || t.Horizon < horizon) || t.Horizon < year && horizon < t.Horizon {
			horizon = t.Horizon
		}
	}
	for _, t := range targets {
		if t.Holds(pilot) && !t.narrow() && slices.Contains(t.Indicators, code) && t.Horizon == horizon {
			out = append(out, t)
		}
	}
	return out
}

// How a figure stands against its objective.
const (
	Reached = "raggiunto"
	Below   = "sotto"
	Far     = "lontano"
)

// farBelow is the share of the expected figure under which it is far from it.
const farBelow = 0.75

// Verdict is a figure against its objective.
type Verdict struct {
	Word             string // raggiunto, sotto, lontano; "" where it cannot be said
	Says             string // «4.103 su 3.910 (+25% sul 2009)», or what is missing
	Target           Target
	Actual, Expected float64 // known only with a word
	Share            bool    // of the DIDs whose two months are over: its rows are KeptRows
}

// Gap returns by how much the figure differs from what was expected, as a share
// of it; false where it cannot be said.
func (v Verdict) Gap() (float64, bool) {
	if v.Word == "" || v.Expected == 0 {
		return 0, false
	}
	return v.Actual/v.Expected - 1, true
}

// judged says how an actual figure stands against the expected one.
func judged(t Target, actual, expected float64, says string) Verdict {
	word := Far
	switch {
	case t.Kind == MaxDays && actual <= expected || t.Kind != MaxDays && actual >= expected:
		word = Reached
	case t.Kind == MaxDays && actual*farBelow <= expected || t.Kind != MaxDays && actual >= expected*farBelow:
		word = Below
	}
	return Verdict{Word: word, Says: says, Target: t, Actual: actual, Expected: expected}
}

// JudgeDelta compares a figure with a baseline grown by the objective's percent:
// value/baseline-1 against the objective (DGR Puglia 847/2010, §4.1).
func JudgeDelta(t Target, actual, baseline float64) Verdict {
	expected := baseline * (1 + *t.Value/100)
	return judged(t, actual, expected, thousands(actual)+" su "+thousands(expected)+" ("+t.Short()+")")
}

// JudgeDays compares a mean of days with the objective.
func JudgeDays(t Target, mean float64) Verdict {
	return judged(t, mean, *t.Value, numberText(float64(int(mean*10+0.5))/10)+" giorni su "+numberText(*t.Value))
}

// thousands writes a whole number as an office does: 4.103.
func thousands(v float64) string {
	s := strconv.Itoa(int(v + 0.5))
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}

// steady is the change under which a trend is none.
const steady = 0.05

// Trend compares the last three months that are over with the three before: the
// change as a share, false where there are not six, or the first three are empty.
func Trend(l Line, months [12]Month, running string) (float64, bool) {
	var values []float64
	for m, month := range months {
		if month.Future || month.Month == running {
			break
		}
		values = append(values, float64(l.Months[m].Value))
	}
	n := len(values)
	if n < 6 {
		return 0, false
	}
	last, before := values[n-1]+values[n-2]+values[n-3], values[n-4]+values[n-5]+values[n-6]
	if before == 0 {
		return 0, false
	}
	return last/before - 1, true
}

// TrendWord names a trend.
func TrendWord(change float64) string {
	switch {
	case change > steady:
		return "in crescita"
	case change < -steady:
		return "in calo"
	}
	return "stabile"
}
