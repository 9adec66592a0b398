package scheda

// Status is how far a panel has come.
type Status string

// The states of a panel.
const (
	StatusEmpty    Status = "vuoto"
	StatusDraft    Status = "bozza"
	StatusComplete Status = "completo"
	StatusWarnings Status = "con_avvisi" // complete, with something to look at again
)

// Label returns the state as the screens write it.
func (s Status) Label() string {
	if s == StatusWarnings {
		return "con avvisi"
	}
	return string(s)
}

// Done reports whether the panel lets its phase be closed.
func (s Status) Done() bool { return s == StatusComplete || s == StatusWarnings }

// StatusOf returns the state of answers just saved: as a draft, or completed
// with the given number of warnings.
func StatusOf(a Answers, completed bool, warnings int) Status {
	switch {
	case completed && warnings > 0:
		return StatusWarnings
	case completed:
		return StatusComplete
	case a.Blank():
		return StatusEmpty
	}
	return StatusDraft
}
