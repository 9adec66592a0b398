package exchange

import "sportello/db/rule"

// State is where a load stands.
type State string

// The states of a load: received with a proposed mapping, being read, ready to
// be looked at, being applied, applied, undone, given up before it was applied,
// and failed.
const (
	StateReceived State = "caricato"
	StateReading  State = "in_lettura"
	StatePreview  State = "anteprima"
	StateApplying State = "in_applicazione"
	StateApplied  State = "applicato"
	StateUndone   State = "annullato"
	StateGivenUp  State = "abbandonato"
	StateFailed   State = "fallito"
)

// Word returns the state as screens write it.
func (s State) Word() string {
	switch s {
	case StateReceived:
		return "colonne da confermare"
	case StateReading:
		return "in lettura"
	case StatePreview:
		return "da applicare"
	case StateApplying:
		return "in applicazione"
	}
	return string(s)
}

// Load is one file on its way into a list.
type Load struct {
	ID        int64
	ListID    int64
	ListName  string
	Province  string
	FileName  string
	Sender    string
	Reference rule.Date
	State     State
	HeaderRow int      // number in the file; 0 when it has no titles
	Titles    []string // of the columns
	Mapping   Mapping
	Tally     rule.Tally
	Error     string // why the last reading or application came to nothing
	JobID     int64
	CreatedAt rule.Instant
	CreatedBy string
	AppliedAt rule.Instant
	UndoneAt  rule.Instant
	Version   int

	path string
}

// TitlesKnown reports whether the words of the header were recognised; otherwise
// its row is a guess.
func (l Load) TitlesKnown() bool { return len(byWords(ListFields, l.Titles)) >= leastColumns }

// Line is one line of a load with its fate.
type Line struct {
	Number      int
	Cells       []string
	Fate        Fate
	Reason      string
	Warning     string
	WorkerID    int64
	Differences []Difference
}
