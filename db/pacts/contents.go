package pacts

import (
	"encoding/json"
	"slices"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
)

// Contents is what a version of a patto says, as it is frozen when it is
// proposed.
type Contents struct {
	Kind         string   `json:"tipo"`
	OperatorID   int64    `json:"responsabile_id"`
	Operator     string   `json:"responsabile"`
	Objective    string   `json:"obiettivo"`
	Acts         []string `json:"atti"`
	Timing       string   `json:"tempistica"`
	Frequency    string   `json:"frequenza"`
	Proof        string   `json:"dimostrazione"`
	Availability []string `json:"disponibilita"`
	Note         string   `json:"nota,omitempty"`
	Actions      []Action `json:"azioni"`
}

// contents returns what the patto says now, with its actions.
func (p Pact) contents(actions []Action) Contents {
	return Contents{Kind: p.Kind, OperatorID: p.OperatorID, Operator: p.Operator, Objective: p.Objective, Acts: p.Acts, Timing: p.Timing,
		Frequency: p.Frequency, Proof: p.Proof, Availability: p.Availability, Note: p.Note, Actions: actions}
}

func (c Contents) text() Text {
	return Text{Objective: c.Objective, Acts: c.Acts, Timing: c.Timing, Frequency: c.Frequency, Proof: c.Proof, Availability: c.Availability, Note: c.Note}
}

// freeze returns the contents as they are kept.
func (c Contents) freeze() string {
	out, err := json.Marshal(c)
	if err != nil {
		panic(err) // nothing in it can fail
	}
	return string(out)
}

// ParseContents reads frozen contents.
func ParseContents(text string) (c Contents, err error) {
	if text != "" {
		err = json.Unmarshal([]byte(text), &c)
	}
	return c, err
}

// Difference is one point in which two versions of a patto differ. A substantive
// one changes what somebody is bound to, and asks for a new signature. One of wording
// may do so too: no rule tells a slip of the pen from another objective, so that the
// operator says which it is. The others bind nobody.
type Difference struct {
	Label  string `json:"punto"`
	Before string `json:"prima,omitempty"`
	After  string `json:"dopo,omitempty"`
	Weight Weight `json:"peso"`
}

// Weight is what a difference means for the signature.
type Weight string

// The weights of a difference.
const (
	Substantive Weight = "sostanziale"
	Wording     Weight = "parole"
	Other       Weight = "altro"
)

// Differences returns in what a version differs from the one before it.
// Substantive are the acts of search, their timing and proof, how often the
// parties meet, the availabilities, and each action's kind, measure, body and
// days; of wording are objective, actions and evidence. Notes and who of the office
// answers for it are neither.
func Differences(before, after Contents) []Difference {
	var out []Difference
	add := func(label, b, a string, w Weight) {
		if b != a {
			out = append(out, Difference{label, b, a, w})
		}
	}
	add("Tipo", KindShort(before.Kind), KindShort(after.Kind), Substantive)
	add("Responsabile", before.Operator, after.Operator, Other)
	add("Obiettivo", before.Objective, after.Objective, Wording)
	add("Atti di ricerca attiva", strings.Join(before.Acts, "; "), strings.Join(after.Acts, "; "), Substantive)
	add("Tempistica", before.Timing, after.Timing, Substantive)
	add("Frequenza dei contatti", people.ChoiceLabel(Frequencies, before.Frequency), people.ChoiceLabel(Frequencies, after.Frequency), Substantive)
	add("Come si dimostra la ricerca", before.Proof, after.Proof, Substantive)
	add("Disponibilità", words(Availabilities, before.Availability), words(Availabilities, after.Availability), Substantive)
	add("Note", before.Note, after.Note, Other)
	for _, b := range before.Actions {
		a, there := actionOf(after.Actions, b.ID)
		if !there {
			out = append(out, Difference{"Azione tolta", b.Description, "", Substantive})
			continue
		}
		out = append(out, b.differences(a)...)
	}
	for _, a := range after.Actions {
		if _, there := actionOf(before.Actions, a.ID); !there {
			out = append(out, Difference{"Azione aggiunta", "", a.Description + ", entro il " + a.DueOn.Italian(), Substantive})
		}
	}
	return out
}

func (a Action) differences(b Action) []Difference {
	var out []Difference
	for _, f := range []struct {
		label, before, after string
		weight               Weight
	}{
		{"descrizione", a.Description, b.Description, Wording}, {"chi la svolge", ActionKindWord(a.Kind), ActionKindWord(b.Kind), Substantive}, {"misura", a.Measure, b.Measure, Substantive},
		{"codice", a.ServiceCode, b.ServiceCode, Other}, {"soggetto", a.Body, b.Body, Substantive}, {"dal", a.StartsOn.Italian(), b.StartsOn.Italian(), Substantive}, {"entro il", a.DueOn.Italian(), b.DueOn.Italian(), Substantive},
		{"periodicità", people.ChoiceLabel(Periodicities, a.Periodicity), people.ChoiceLabel(Periodicities, b.Periodicity), Substantive}, {"evidenza", a.Evidence, b.Evidence, Wording},
	} {
		if f.before != f.after {
			out = append(out, Difference{"Azione «" + short(a.Description) + "», " + f.label, f.before, f.after, f.weight})
		}
	}
	return out
}

func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return strings.TrimSpace(string(r[:39])) + "…"
	}
	return s
}

func actionOf(all []Action, id int64) (Action, bool) {
	if i := slices.IndexFunc(all, func(a Action) bool { return a.ID == id }); i >= 0 {
		return all[i], true
	}
	return Action{}, false
}

func words(all []people.Choice, values []string) string {
	var out []string
	for _, v := range values {
		out = append(out, people.ChoiceLabel(all, v))
	}
	return strings.Join(out, "; ")
}

// Weighs reports whether one of the differences is of the weight.
func Weighs(all []Difference, w Weight) bool {
	return slices.ContainsFunc(all, func(d Difference) bool { return d.Weight == w })
}

// Version is one version of a patto: the first, or an update with its reason.
type Version struct {
	N           int
	Reason      string
	Forced      bool // the operator calls it substantive whatever has changed
	Substantive bool
	Contents    Contents
	Frozen      string // Contents as they were proposed, "" before
	OpenedAt    rule.Instant
	OpenedBy    string
	ProposedOn  rule.Date
	EffectiveOn rule.Date // the day of its signature, or of the correction
	RefusedOn   rule.Date
	RefusedWhy  string
	DroppedAt   rule.Instant
	Signature   string
	Place       string
	DocumentID  int64
	ScanID      int64
}

// Open reports whether the version is still being written or waits for the
// signature.
func (v Version) Open() bool {
	return v.N != 0 && v.EffectiveOn == "" && v.RefusedOn == "" && v.DroppedAt == ""
}

// SignatureWord says how a version was signed.
func SignatureWord(signature string) string {
	switch signature {
	case InPresence:
		return "firma in presenza"
	case OnPaper:
		return "copia firmata su carta"
	}
	return ""
}

// How a patto is signed: before the operator, or on the paper that is scanned.
const (
	InPresence = "presenza"
	OnPaper    = "scansione"
)

// Full is a patto with all that belongs to it.
type Full struct {
	Pact
	Actions  []Action
	Versions []Version // oldest first
	Plans    []Plan
	Checks   []Check // newest first
	DID      people.DID
	Profile  string // of occupability (art. 20 c. 2 b), "" when nobody has written one
	Measures []Measure
}

// Current returns the version that is being written or waits for the signature,
// the zero Version when there is none.
func (f Full) Current() Version {
	if n := len(f.Versions); n > 0 && f.Versions[n-1].Open() {
		return f.Versions[n-1]
	}
	return Version{}
}

// Effective returns the version in force, the zero Version before the first
// signature.
func (f Full) Effective() Version {
	for _, v := range slices.Backward(f.Versions) {
		if v.EffectiveOn != "" {
			return v
		}
	}
	return Version{}
}

// Now returns what the patto says at present: an action that a check has cancelled
// is no commitment any more.
func (f Full) Now() Contents {
	return f.contents(slices.DeleteFunc(slices.Clone(f.Actions), func(a Action) bool { return a.State == Cancelled }))
}

// Agreed returns what the parties have agreed on: what was signed while an update is
// being written, else what the patto says.
func (f Full) Agreed() Contents {
	if f.Current().N > 1 {
		return f.Effective().Contents
	}
	return f.Now()
}

// Changes returns in what the open version differs from the one in force; none
// for the first.
func (f Full) Changes() []Difference {
	if f.Current().N < 2 {
		return nil
	}
	return Differences(f.Effective().Contents, f.Now())
}

// NeedsSignature reports whether the open version asks for one whatever the operator
// says of it.
func (f Full) NeedsSignature() bool {
	v := f.Current()
	return v.N == 1 || v.Forced || Weighs(f.Changes(), Substantive)
}

// OnlyWords reports whether all that binds somebody has changed in its wording
// alone: the operator says whether that is a correction.
func (f Full) OnlyWords() bool { return !f.NeedsSignature() && Weighs(f.Changes(), Wording) }

// Frozen reports whether what was proposed is what the patto says now.
func (f Full) Frozen() bool { return f.Current().Frozen == f.Now().freeze() }

// ClosedTo returns why the contents cannot be written now, "" when they can.
func (f Full) ClosedTo() string {
	switch {
	case f.State.Over():
		return "Il patto è " + string(f.State) + ": resta com'è."
	case f.Current().N == 0:
		return "Il patto è sottoscritto: per cambiarlo si apre un aggiornamento, con il suo motivo."
	}
	return ""
}
