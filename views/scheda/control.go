package scheda

import (
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// at is one control in its place: the definition, the name that the form gives
// it, its path without row numbers, and whether it stands in a row.
type at struct {
	form  Form
	field scheda.Field
	name  string
	path  string
	value scheda.Value
	inRow bool
	hush  bool // the help was given in the row above
	first bool // who is at a keyboard goes on here
}

func (f Form) at(field scheda.Field) at {
	return at{form: f, field: field, name: field.Name, path: field.Name, value: f.Answers[field.Name]}
}

// sub returns a subfield of the control: key is the row's number, the item of
// a fixed list, or "" in a group.
func (a at) sub(field scheda.Field, key string, row scheda.Answers) at {
	name := a.name + "."
	if key != "" {
		name += key + "."
	}
	return at{form: a.form, field: field, name: name + field.Name, path: a.path + "." + field.Name, value: row[field.Name], inRow: key != ""}
}

// hushed returns the control without its help, when it was given before.
func (a at) hushed(hush bool) at {
	a.hush = hush
	return a
}

// focused returns the control as the one in which the page begins.
func (a at) focused(first bool) at {
	a.first = first
	return a
}

// control returns what the shared components draw.
func (a at) control() shared.Field {
	f := a.field
	c := shared.Field{
		Name: a.name, Label: f.Label, Value: a.value.Text, Hint: a.hint(), Error: a.form.Errors.For(a.name),
		Optional: f.Required == scheda.Optional && !(a.inRow && f.Type == scheda.Bool), Free: f.Required == scheda.Conditional, Width: a.width(),
		Autocomplete: "off",
	}
	if a.first {
		c.Attrs = templ.Attributes{"autofocus": true}
	}
	if f.Unit != "" && !strings.Contains(strings.ToLower(f.Label), f.Unit) {
		c.Label += " (" + f.Unit + ")"
	}
	return c
}

func (a at) hint() string {
	hint := a.field.Help
	if a.hush {
		hint = ""
	}
	if source := a.form.Sources[a.name]; source != "" && a.drawn() != settledType { // what is settled is not proposed
		hint = strings.TrimSpace(hint + " Proposto " + source + ".")
	}
	return hint
}

func (a at) width() int {
	if a.field.Width > 0 {
		return a.field.Width
	}
	switch a.field.Type {
	case scheda.Date, scheda.Year, scheda.Number, scheda.Decimal, scheda.Time:
		return 3
	case scheda.Textarea, scheda.Multiselect, scheda.List, scheda.MultiLookup, scheda.Ranking:
		return 12
	case scheda.Scale, scheda.Bool:
		if a.inRow {
			return 3
		}
		return 12
	case scheda.Select:
		if a.inRow {
			return 4
		}
		if a.radios() {
			return 12
		}
	}
	return 6
}

// error returns what the form refuses of the control.
func (a at) error() string { return a.form.Errors.For(a.name) }

func (a at) options() []shared.Option {
	list := a.form.Context.OptionsOf(a.form.Panel.Code, a.path, a.field)
	out := make([]shared.Option, len(list))
	for i, o := range list {
		out[i] = shared.Option{Value: o.Value, Label: o.Label}
	}
	return out
}

// radios reports whether a closed choice is short enough to show all of it.
func (a at) radios() bool { return !a.inRow && len(a.options()) <= 5 && a.field.Type == scheda.Select }

func (a at) choice() shared.Field {
	c := a.control()
	c.Options = a.options()
	c.Blank = "scegli"
	words := 0
	for _, o := range c.Options {
		words += len(o.Label) + 6
	}
	c.Across = words < 90
	return c
}

func (a at) boxes() shared.Field {
	c := a.choice()
	c.Values = a.value.Items
	return c
}

func (a at) tick() shared.Field {
	c := a.control()
	c.Optional = false
	if c.Value == "si" {
		c.Value = "1"
	}
	return c
}

func (a at) yesNo() shared.Field {
	c := a.control()
	c.Options = []shared.Option{{Value: "si", Label: "Sì"}, {Value: "no", Label: "No"}}
	c.Across = true
	return c
}

func (a at) levels() shared.Field {
	c := a.control()
	c.Worded = !a.inRow // in rows the key stands once above them
	for _, m := range a.field.Meanings {
		c.Options = append(c.Options, shared.Option{Value: m.Value, Label: m.Label})
	}
	return c
}

func (a at) number() shared.Field {
	c := a.control()
	c.InputMode = "numeric"
	if a.field.Type == scheda.Decimal {
		c.InputMode = "decimal"
		c.Value = strings.ReplaceAll(c.Value, ".", ",")
	}
	return c
}

func (a at) long() shared.Field {
	c := a.control()
	if a.field.MaxLen >= 4000 {
		c.Rows = 9
	}
	if a.inRow {
		c.Rows = 3
	}
	return c
}

// day returns a date as it is typed; what is no date stays as it was typed.
func (a at) day() shared.Field {
	c := a.control()
	if d, err := rule.ParseDate(c.Value); err == nil {
		c.Value = d.Italian()
	}
	return c
}

func (a at) hour() shared.Field {
	c := a.control()
	c.InputMode = "numeric"
	if m, err := rule.ParseMinutes(c.Value); err == nil {
		c.Value = m.String()
	}
	return c
}

func (a at) typed(kind string) shared.Field {
	c := a.control()
	c.Type = kind
	return c
}

// reading returns the value as a person reads it, for what cannot be changed.
func (a at) reading() string {
	list := a.form.Context.OptionsOf(a.form.Panel.Code, a.path, a.field)
	text := scheda.Display(a.field, list, a.value.Text)
	if text != "" && a.field.Unit != "" && a.field.Type == scheda.ReadOnly {
		text += " " + a.field.Unit
	}
	return text
}

// settledType draws a field whose only value is known.
const settledType scheda.Type = "settled"

// drawn returns the type by which the control is drawn. A settled value is not
// asked again, unless it is missing or wrong: then it has to be put right.
func (a at) drawn() scheda.Type {
	if a.field.Fixed && a.value.Text != "" && a.error() == "" {
		return settledType
	}
	return a.field.Type
}
