// Package scheda holds form definitions as data. A definition is a set of
// phases, panels and fields, read once from two text files (Parse); from it
// come the decoding of a submitted form, its validation, its reading form for
// documents and its fingerprint. It is a leaf: pure values, no SQL, no clock.
package scheda

import (
	"strings"

	"sportello/db/rule"
)

// Type is the kind of answer that a field takes.
type Type string

// The types of field.
const (
	Text        Type = "text"
	Textarea    Type = "textarea"
	Date        Type = "date"
	Time        Type = "time"
	Year        Type = "year"
	Number      Type = "number"
	Decimal     Type = "decimal"
	Select      Type = "select"
	Multiselect Type = "multiselect"
	Bool        Type = "bool"
	Email       Type = "email"
	Tel         Type = "tel"
	Scale       Type = "scale"
	List        Type = "list"        // several short texts
	Repeat      Type = "repeat"      // rows of subfields, as many as needed
	FixedList   Type = "fixedlist"   // one row of subfields for each item of a closed list
	Ranking     Type = "ranking"     // options in order of preference
	Lookup      Type = "lookup"      // one entry of a reference table, «denominazione [codice]»
	MultiLookup Type = "multilookup" // several of them
	Ref         Type = "ref"         // one of the choices that the context offers
	File        Type = "file"
	Group       Type = "group" // subfields that belong together
	ReadOnly    Type = "readonly"
)

var types = []Type{
	Text, Textarea, Date, Time, Year, Number, Decimal, Select, Multiselect, Bool, Email, Tel,
	Scale, List, Repeat, FixedList, Ranking, Lookup, MultiLookup, Ref, File, Group, ReadOnly,
}

// Requirement says whether a field must be answered before its panel is complete.
type Requirement string

// The degrees of requirement.
const (
	Required    Requirement = "si"
	Optional    Requirement = "no"
	Conditional Requirement = "cond" // required when one of RequiredWhen holds
)

// Option is a stored value and the words that the screen shows for it.
type Option struct{ Value, Label string }

// Check is a rule of a field beyond its type and bounds: when all conditions
// hold, the message is an error or a warning.
type Check struct {
	When    Conditions
	Message string
}

// Field is one question of a panel.
type Field struct {
	Name, Label, Help string
	Type              Type
	Required          Requirement
	RequiredWhen      []Conditions // any of them, when Required is cond
	Prefill           string       // where a first value comes from, in words
	Sub               []Field      // of group, repeat and fixedlist
	Options           []Option     // of select, multiselect and ranking; the items of a fixedlist
	Meanings          []Option     // of the levels of a scale
	Dynamic           bool         // the options come from the context
	Source            string       // reference table of a lookup
	Free              bool         // a lookup that also takes words outside the table
	MinLen, MaxLen    int          // characters
	MinItems          int
	MaxItems          int
	Min, Max          *float64
	Step              float64
	NotBefore         []Bound
	NotAfter          []Bound
	MustBeTrue        string // the sentence shown when the box is not ticked
	Missing           string // the sentence shown when it is required and blank
	AllOptions        bool   // a multiselect whose options are all due
	Exclusive         string // the option that excludes the others
	Unique            bool   // in a repeat: the value may stand in one row only
	Ascending         bool   // in a repeat: the rows go up
	Pattern           string // name of a form: cap
	Infinitive        bool   // the text starts with a verb in the infinitive
	Errors, Warnings  []Check
	Unavailable       string // why there is no answer to give yet
	RowTitle          string // in a repeat: the subfield that names the row
	AddLabel          string // words of the button that adds a row
	Unit              string
	Width             int  // columns of twelve; 0 = by type
	Check             bool // a bool shown as a tick rather than as sì and no
	Fixed             bool // its proposed value is the only one: shown, not asked

	addedFirst bool // while parsing: put before the fields of the source
}

// Panel is a page of questions.
type Panel struct {
	Phase, Code, Title, Help string
	Prefill                  string
	Fields                   []Field
}

// Phase is a sequence of panels.
type Phase struct {
	Code   string
	Panels []Panel
}

// Definition is a whole scheda. Version 1 is what the product ships; an
// administrator's changes make the later ones.
type Definition struct {
	Code    string
	Version int
	Phases  []Phase
}

// Panel returns the panel with the code, and whether there is one.
func (d Definition) Panel(code string) (Panel, bool) {
	for _, ph := range d.Phases {
		for _, p := range ph.Panels {
			if p.Code == code {
				return p, true
			}
		}
	}
	return Panel{}, false
}

// Phase returns the phase with the code, and whether there is one.
func (d Definition) Phase(code string) (Phase, bool) {
	for _, ph := range d.Phases {
		if ph.Code == code {
			return ph, true
		}
	}
	return Phase{}, false
}

// Panels returns every panel in order.
func (d Definition) Panels() []Panel {
	var out []Panel
	for _, ph := range d.Phases {
		out = append(out, ph.Panels...)
	}
	return out
}

// Field returns the field at a dotted path without row numbers, such as
// "titoli.anno", and whether there is one.
func (p Panel) Field(path string) (Field, bool) {
	if f := find(p.Fields, path); f != nil {
		return *f, true
	}
	return Field{}, false
}

// FieldAt returns the field that a name of the form belongs to, row numbers
// and items of a fixed list included: "titoli.2.anno", "base.calcolo.livello".
func (p Panel) FieldAt(name string) (Field, bool) {
	return p.Field(p.Path(name))
}

// Path returns the name of the form without row numbers, items of a fixed list
// and places of a ranking.
func (p Panel) Path(name string) string {
	parts := strings.Split(name, ".")
	f := find(p.Fields, parts[0])
	if f == nil || len(parts) == 1 {
		return name
	}
	switch f.Type {
	case Repeat, FixedList:
		return strings.Join(append(parts[:1:1], parts[2:]...), ".")
	case Ranking:
		return parts[0]
	}
	return name
}

// OptionLabel returns what the screen calls the option, the value itself when it is
// none of them.
func (f Field) OptionLabel(value string) string {
	for _, o := range f.Options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// Meaning returns the words of a level of the scale.
func (f Field) Meaning(level string) string {
	for _, o := range f.Meanings {
		if o.Value == level {
			return o.Label
		}
	}
	return ""
}

// Editable reports whether a person answers the field, so that a form may
// change it. The rest is computed, uploaded on its own or not available yet.
func (f Field) Editable() bool {
	return f.Type != ReadOnly && f.Type != File && f.Unavailable == ""
}

// Override is an administrator's change to a field; a nil part keeps what the
// product ships.
type Override struct {
	Label    *string      `json:"label,omitempty"`
	Help     *string      `json:"help,omitempty"`
	Required *Requirement `json:"required,omitempty"`
}

// RequirementLocked returns why the requirement of the field cannot be
// changed, "" when it can.
func (f Field) RequirementLocked() string {
	switch {
	case f.Type == ReadOnly || f.Type == File:
		return "Il campo è compilato dal sistema."
	case f.Unavailable != "":
		return "Il campo non è ancora disponibile."
	case f.MustBeTrue != "":
		return "Il campo è un passaggio necessario del percorso."
	}
	return ""
}

// With returns the definition with an administrator's changes, by
// "PANEL.field" path, as the given version. A change that does not apply is
// refused.
func (d Definition) With(version int, changes map[string]Override) (Definition, error) {
	out := Definition{Code: d.Code, Version: version, Phases: make([]Phase, len(d.Phases))}
	for i, ph := range d.Phases {
		out.Phases[i] = Phase{Code: ph.Code, Panels: make([]Panel, len(ph.Panels))}
		for j, p := range ph.Panels {
			p.Fields = cloneFields(p.Fields)
			out.Phases[i].Panels[j] = p
		}
	}
	for path, c := range changes {
		code, name, _ := strings.Cut(path, ".")
		f := out.field(code, name)
		if f == nil {
			return Definition{}, rule.Refuse("", "Il campo "+path+" non esiste.")
		}
		if err := f.apply(c); err != nil {
			return Definition{}, err
		}
	}
	return out, nil
}

func (f *Field) apply(c Override) error {
	if c.Label != nil {
		label := strings.TrimSpace(*c.Label)
		if label == "" || len([]rune(label)) > 120 {
			return rule.Refuse("etichetta", "L'etichetta di «"+f.Label+"» deve avere da 1 a 120 caratteri.")
		}
		f.Label = label
	}
	if c.Help != nil {
		if len([]rune(*c.Help)) > 500 {
			return rule.Refuse("aiuto", "Il testo di aiuto di «"+f.Label+"» supera i 500 caratteri.")
		}
		f.Help = strings.TrimSpace(*c.Help)
	}
	if c.Required == nil || *c.Required == f.Required {
		return nil
	}
	if why := f.RequirementLocked(); why != "" {
		return rule.Refuse("obbligo", "L'obbligo di «"+f.Label+"» non si può cambiare. "+why)
	}
	if *c.Required != Required && *c.Required != Optional && (*c.Required != Conditional || len(f.RequiredWhen) == 0) {
		return rule.Refuse("obbligo", "L'obbligo «"+string(*c.Required)+"» non vale per «"+f.Label+"».")
	}
	f.Required = *c.Required
	return nil
}

func (d Definition) field(panel, path string) *Field {
	for i := range d.Phases {
		for j := range d.Phases[i].Panels {
			if p := &d.Phases[i].Panels[j]; p.Code == panel {
				return find(p.Fields, path)
			}
		}
	}
	return nil
}

func find(fields []Field, path string) *Field {
	name, rest, nested := strings.Cut(path, ".")
	for i := range fields {
		if fields[i].Name != name {
			continue
		}
		if nested {
			return find(fields[i].Sub, rest)
		}
		return &fields[i]
	}
	return nil
}

func cloneFields(fields []Field) []Field {
	out := append([]Field(nil), fields...)
	for i := range out {
		out[i].Sub = cloneFields(out[i].Sub)
	}
	return out
}
