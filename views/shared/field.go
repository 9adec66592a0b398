package shared

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sportello/db/rule"
)

// Field is one control of a form, with all that is said about it. Only Name
// and Label are needed. A field is required unless Optional, which its label
// then says, or Free, which says nothing (filters and searches).
type Field struct {
	Name  string
	Label string
	Value string
	ID    string // FieldID(Name) when empty
	Hint  string // below the control, in small
	Error string // what to correct, below the control and in the summary

	Optional bool
	Free     bool
	ReadOnly bool
	Disabled bool

	Width        int    // columns of twelve, the width of the expected answer; 12 when 0
	Type         string // of an input: text when empty
	Autocomplete string
	InputMode    string
	Mono         bool // a code
	MaxLength    int
	Rows         int    // of a text area
	Min, Max     string // of a time or number
	Step         string
	Accept       string // of a file: ".pdf,.png"
	Multiple     bool   // of a file
	List         string // id of a datalist

	Options []Option // of a select, radios, boxes
	Blank   string   // words of the empty choice of a select; "" leaves it out
	Values  []string // what is ticked among several boxes
	Across  bool     // radios and boxes in one row
	Worded  bool     // a scale whose levels have their meanings beside them

	Key   string           // shortcut that focuses it
	Attrs templ.Attributes // hx- and data- attributes, never class or style
}

// Option is one choice.
type Option struct {
	Value    string
	Label    string
	Hint     string
	Disabled bool
}

// Options returns choices whose value is also their label.
func Options(words ...string) []Option {
	out := make([]Option, len(words))
	for i, w := range words {
		out[i] = Option{Value: w, Label: w}
	}
	return out
}

// WithError returns the field with what the refusals say about it.
func (f Field) WithError(refusals rule.Refusals) Field {
	f.Error = refusals.For(f.Name)
	return f
}

var notID = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// FieldID returns the id of the control with the given name.
func FieldID(name string) string { return "f-" + strings.Trim(notID.ReplaceAllString(name, "-"), "-") }

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

func (f Field) hintID() string  { return f.id() + "-aiuto" }
func (f Field) errorID() string { return f.id() + "-errore" }

func (f Field) class() string {
	c := "sp-f"
	if f.Width > 0 && f.Width < 12 {
		c += " sp-c" + strconv.Itoa(f.Width)
	}
	if f.Error != "" {
		c += " bad"
	}
	return c
}

// describedBy returns the ids of error and hint, error first.
func (f Field) describedBy() string {
	var ids []string
	if f.Error != "" {
		ids = append(ids, f.errorID())
	}
	if f.Hint != "" {
		ids = append(ids, f.hintID())
	}
	return strings.Join(ids, " ")
}

// said returns what the control says of itself beyond its own attributes.
func (f Field) said() templ.Attributes {
	a := templ.Attributes{}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if !f.Optional && !f.Free && !f.ReadOnly && !f.Disabled {
		a["aria-required"] = "true"
	}
	return f.more(a)
}

// boxed is said for one box or radio of several: the group speaks for the
// requirement, which a single box cannot have.
func (f Field) boxed(i int) templ.Attributes {
	a := f.more(templ.Attributes{})
	if i > 0 {
		delete(a, "autofocus") // a page begins in one place
	}
	return a
}

func (f Field) more(a templ.Attributes) templ.Attributes {
	if f.Disabled {
		a["disabled"] = true
	}
	if f.Key != "" {
		a["data-key"] = f.Key
		a["aria-keyshortcuts"] = f.Key
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// typed adds what only inputs and text areas have.
func (f Field) typed() templ.Attributes {
	a := f.said()
	for name, value := range map[string]string{
		"autocomplete": f.Autocomplete, "inputmode": f.InputMode, "min": f.Min, "max": f.Max, "step": f.Step, "list": f.List, "accept": f.Accept,
	} {
		if value != "" {
			a[name] = value
		}
	}
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	if f.Multiple {
		a["multiple"] = true
	}
	return a
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// day returns the value of a date as it is typed, 24/11/2026; what is no date
// stays as it is.
func (f Field) day() string {
	if d, err := rule.ParseDate(f.Value); err == nil {
		return d.Italian()
	}
	return f.Value
}

// dated keeps the browser from suggesting the dates of other pages, which are of
// other people.
func (f Field) dated() Field {
	if f.Autocomplete == "" {
		f.Autocomplete = "off"
	}
	return f
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.id() // the summary of errors leads to the first
	}
	return f.id() + "-" + strconv.Itoa(i)
}

func (f Field) ticked(value string) bool {
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return false
}

func (f Field) choicesClass() string {
	if f.Across {
		return "sp-choices across"
	}
	return "sp-choices"
}

// meaning returns the label of the chosen option, for the line under a scale.
// tip returns what a level of a scale says when it is pointed at: nothing that
// stands beside it already.
func (f Field) tip(o Option) string {
	if f.Worded {
		return ""
	}
	return o.Label
}

func (f Field) meaning() string {
	for _, o := range f.Options {
		if o.Value == f.Value && f.Value != "" {
			return o.Value + ": " + o.Label
		}
	}
	return ""
}
