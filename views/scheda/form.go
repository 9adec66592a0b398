// Package scheda draws any panel of a scheda from its definition: as a form,
// and as it reads once its phase is closed. Everything in it works without a
// script: a row is added, removed or searched for by a button that sends the
// form.
package scheda

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// The names of the buttons that change the form rather than complete it. Each
// is sent to the form's address for drafts.
const (
	ButtonAdd    = "_add"  // value: the repeat that gets a blank row
	ButtonDelete = "_del"  // value: the row that goes, such as "titoli.2"
	ButtonFind   = "_find" // value: the lookup whose text is searched
	ButtonSet    = "_set"  // value: "name=entry", the entry found that is taken
	ButtonFile   = "_file" // value: the row that the file sent belongs to
)

// Form is a panel to be filled in.
type Form struct {
	Panel    scheda.Panel
	Answers  scheda.Answers
	Context  scheda.Context
	Errors   rule.Refusals
	Warnings rule.Refusals
	// Sources say where the value of a field comes from: «dalla scheda
	// lavoratore, 12/11/2026».
	Sources map[string]string
	// Blank is the repeat that shows a blank row: the one just asked for. One
	// without rows shows a blank one by itself.
	Blank string
	// Found is the lookup whose text was searched, and what was found.
	Found   string
	Entries []string
	Draft   string // where drafts are sent
	// Before and Instead draw, by field, something above it or in its place.
	Before  map[string]templ.Component
	Instead map[string]templ.Component
	// Withheld says, by field, why it cannot be answered now.
	Withheld map[string]string
	// FileHref is the address of a file field's file; nil shows its name alone.
	FileHref func(value string) string
}

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

// control returns what the shared components draw.
func (a at) control() shared.Field {
	f := a.field
	c := shared.Field{
		Name: a.name, Label: f.Label, Value: a.value.Text, Hint: a.hint(), Error: a.form.Errors.For(a.name),
		Optional: f.Required == scheda.Optional && !(a.inRow && f.Type == scheda.Bool), Free: f.Required == scheda.Conditional, Width: a.width(),
		Autocomplete: "off",
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
	if source := a.form.Sources[a.name]; source != "" {
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

// lookupID is the id of the list that a lookup's entries are offered in.
func lookupID(name string) string { return shared.FieldID(name) + shared.LookupListSuffix }

// lookup returns the control of a lookup, or of the i-th text of several.
func (a at) lookup(i int, value string) shared.Field {
	c := a.control()
	c.Value = value
	c.List = lookupID(a.name)
	if i > 0 {
		c.ID = shared.FieldID(a.name) + "-" + strconv.Itoa(i)
		c.Error, c.Hint = "", ""
	}
	c.Attrs = templ.Attributes{
		"hx-get": "/cerca/" + a.field.Source + "?campo=" + a.name, "hx-trigger": "input changed delay:250ms",
		"hx-target": "#" + lookupID(a.name), "hx-swap": "innerHTML", "hx-sync": "this:replace",
	}
	return c
}

// texts returns the texts of a list of several, with room for the next.
func (a at) texts() []string {
	items := slices.Clone(a.value.Items)
	room := 1
	if a.field.Type == scheda.List {
		room = max(1, max(a.field.MinItems, 3)-len(items))
	}
	if a.field.MaxItems > 0 {
		room = min(room, a.field.MaxItems-len(items))
	}
	for range max(room, 0) {
		items = append(items, "")
	}
	return items
}

// nth returns the control of the i-th of several texts. The legend speaks for
// all of them, so each is named by its place.
func (a at) nth(i int, value string) shared.Field {
	c := shared.Field{Name: a.name, Label: strconv.Itoa(i + 1), Value: value, Free: true, Autocomplete: "off", ID: shared.FieldID(a.name)}
	if i > 0 {
		c.ID += "-" + strconv.Itoa(i)
	}
	c.Attrs = templ.Attributes{"aria-label": a.field.Label + ", " + strconv.Itoa(i+1)}
	return c
}

// places returns the selects of a ranking.
func (a at) places() []shared.Field {
	n := max(a.field.MaxItems, len(a.value.Items))
	out := make([]shared.Field, n)
	for i := range out {
		name := a.name + "." + strconv.Itoa(i+1)
		out[i] = shared.Field{
			Name: name, Label: strconv.Itoa(i+1) + "°", Free: true, Options: a.options(), Blank: "scegli",
			Error: a.form.Errors.For(name), Value: a.value.Text, Width: 4,
			Attrs: templ.Attributes{"aria-label": a.field.Label + ", posto " + strconv.Itoa(i+1)},
		}
		if i < len(a.value.Items) {
			out[i].Value = a.value.Items[i]
		}
	}
	return out
}

// row is one row of a repeat, or one item of a fixed list.
type row struct {
	key     string
	title   string
	answers scheda.Answers
	blank   bool
}

func (a at) rows() []row {
	var out []row
	for i, r := range a.value.Rows {
		out = append(out, row{key: strconv.Itoa(i), title: a.rowTitle(i, r), answers: r})
	}
	if len(out) < max(a.field.MinItems, 1) && a.field.Required == scheda.Required || a.form.Blank == a.name {
		key := strconv.Itoa(len(out))
		out = append(out, row{key: key, title: a.rowTitle(len(out), nil), blank: true})
	}
	return out
}

func (a at) rowTitle(i int, r scheda.Answers) string {
	if a.field.RowTitle != "" {
		sub := at{form: a.form, path: a.path + "." + a.field.RowTitle, value: r[a.field.RowTitle]}
		for _, f := range a.field.Sub {
			if f.Name == a.field.RowTitle {
				sub.field = f
			}
		}
		text := sub.reading()
		if code := scheda.Code(sub.value.Text); code != "" {
			text = scheda.Name(sub.value.Text)
		}
		if text != "" {
			return text
		}
	}
	if r == nil {
		return "Nuova voce"
	}
	return "Voce " + strconv.Itoa(i+1)
}

func (a at) items() []row {
	var out []row
	for _, o := range a.field.Options {
		out = append(out, row{key: o.Value, title: o.Label, answers: a.value.Group[o.Value].Group})
	}
	return out
}

// scaleKey returns the meanings of the first scale among the subfields, to be
// told once above the rows.
func (a at) scaleKey() []shared.Option {
	for _, f := range a.field.Sub {
		if f.Type == scheda.Scale {
			out := make([]shared.Option, len(f.Meanings))
			for i, m := range f.Meanings {
				out[i] = shared.Option{Value: m.Value, Label: m.Label}
			}
			return out
		}
	}
	return nil
}

func (a at) addLabel() string {
	if a.field.AddLabel != "" {
		return a.field.AddLabel
	}
	return "Aggiungi una riga"
}

func (a at) canAdd() bool {
	return a.field.MaxItems == 0 || len(a.value.Rows) < a.field.MaxItems
}

// error returns what the form refuses of the control.
func (a at) error() string { return a.form.Errors.For(a.name) }

// Labels returns, for the summary of errors, what the screen calls the field
// of each refusal: «Titoli di studio, 2: Anno».
func (f Form) Labels() map[string]string {
	out := map[string]string{}
	for _, r := range f.Errors {
		out[r.Field] = f.label(r.Field)
	}
	return out
}

func (f Form) label(name string) string {
	field, ok := f.Panel.FieldAt(name)
	if !ok {
		return ""
	}
	parts := strings.Split(name, ".")
	if len(parts) == 1 {
		return field.Label
	}
	top, _ := f.Panel.Field(parts[0])
	switch {
	case top.Type == scheda.Ranking:
		return top.Label + ", posto " + parts[1]
	case top.Type == scheda.FixedList:
		return top.OptionLabel(parts[1]) + ", " + strings.ToLower(field.Label)
	case top.Type == scheda.Repeat:
		if n, err := strconv.Atoi(parts[1]); err == nil {
			return top.Label + ", " + strconv.Itoa(n+1) + ": " + field.Label
		}
	}
	return top.Label + ", " + strings.ToLower(field.Label)
}

// plain reports whether the panel is only single fields: they stand on one
// card, where rows have each their own.
func (f Form) plain() bool {
	return len(f.Instead) == 0 && !slices.ContainsFunc(f.Panel.Fields, func(x scheda.Field) bool {
		return x.Type == scheda.Repeat || x.Type == scheda.FixedList
	})
}

// Multipart reports whether the panel has files of its own to send.
func (f Form) Multipart() bool {
	return slices.ContainsFunc(f.Panel.Fields, func(x scheda.Field) bool {
		return slices.ContainsFunc(x.Sub, func(s scheda.Field) bool { return s.Type == scheda.File })
	})
}
