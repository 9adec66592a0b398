package bilancio

import (
	"encoding/json"
	"errors"
	"strings"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// PanelState is what is stored of a panel.
type PanelState struct {
	Code     string
	Status   scheda.Status
	Answers  scheda.Answers
	Prefill  panels.Prefilled
	Warnings int
	SavedAt  rule.Instant
	SavedBy  int64
	SavedAs  string // name of who saved
	Version  int    // 0 when nothing was saved
}

// PanelView is a panel of a bilancio, ready to be shown.
type PanelView struct {
	Panel    scheda.Panel
	State    PanelState // Version 0 when nothing was saved: Answers are those proposed
	Facts    panels.Facts
	Prefill  panels.Prefilled
	Warnings rule.Refusals
	ReadOnly string // why it cannot be changed, "" when it can
}

// Sheet is a panel as far as keeping it needs.
type Sheet struct {
	Standing
	Panel scheda.Panel
	State PanelState // Version 0 when nothing was saved: Answers are those proposed
	text  string     // the answers as they were stored when the sheet was read
}

// SaveInput is a panel as a form brings it.
type SaveInput struct {
	Version  int // of the panel that the form was drawn from, 0 for one never saved
	Answers  scheda.Answers
	Complete bool // false keeps a draft, whatever it says
}

// Saved is what became of a panel.
type Saved struct {
	Version int
	Status  scheda.Status
	At      rule.Instant
}

// Conflict is a save over a panel that somebody else saved in between. Nothing
// was written.
type Conflict struct {
	Panel  scheda.Panel
	Mine   scheda.Answers
	Base   scheda.Answers // what both began from; nil when it was not kept
	Stored PanelState
	Facts  panels.Facts
}

func (c Conflict) Error() string { return "il pannello è stato salvato nel frattempo" }

// Unwrap lets a conflict be taken for any other stale save.
func (c Conflict) Unwrap() error { return db.Stale{Current: c.Stored.Version} }

// IsConflict returns the conflict inside an error, false when there is none.
func IsConflict(err error) (Conflict, bool) {
	var c Conflict
	ok := errors.As(err, &c)
	return c, ok
}

// escoCode begins the codes of ESCO's competences, which are made of their
// names: the name alone is kept, for people to read.
const escoCode = "esco:"

// plain returns a lookup's entry without a code that says nothing.
func plain(entry string) string {
	if strings.HasPrefix(scheda.Code(entry), escoCode) {
		return scheda.Name(entry)
	}
	return entry
}

func parsePrefill(data string) (panels.Prefilled, error) {
	out := panels.Prefilled{}
	err := json.Unmarshal([]byte(data), &out)
	return out, err
}

// WithFile returns the answers with a file in the row that has the identity.
func WithFile(a scheda.Answers, list, id, value string) scheda.Answers {
	out := a.Clone()
	for _, row := range out.Rows(list) {
		if row.Text(scheda.RowID) == id {
			row["file"] = scheda.T(value)
		}
	}
	return out
}
