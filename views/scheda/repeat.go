package scheda

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/scheda"
	"sportello/views/shared"
)

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

// next is where in the list a keyboard goes on after a row was asked for or taken
// away: the row with that key, else the button that adds one. Without it the page
// would begin at its top, and what is typed would go nowhere.
func (a at) next() (key string, button bool) {
	list, gone, _ := strings.Cut(a.form.Gone, ".")
	switch rows := a.rows(); {
	case a.form.Blank == a.name:
		return strconv.Itoa(len(rows) - 1), false
	case list != a.name:
		return "", false
	case slices.ContainsFunc(rows, func(r row) bool { return r.key == gone }):
		return gone, false // the one that came after it
	}
	return "", true
}

// begins returns the name of the subfield that a row begins with: the first that
// can be answered, "" for none.
func (a at) begins(r row) string {
	for _, f := range a.field.Sub {
		sub := a.sub(f, r.key, r.answers)
		if f.Unavailable == "" && f.Type != scheda.File && f.Type != scheda.Group && sub.drawn() != settledType && sub.drawn() != scheda.ReadOnly {
			return f.Name
		}
	}
	return ""
}

func (a at) items() []row {
	var out []row
	for _, o := range a.field.Options {
		out = append(out, row{key: o.Value, title: o.Label, answers: a.value.Group[o.Value].Group})
	}
	return out
}

// scaleKey returns the meanings of the scale with most levels among the
// subfields, to be told once above the rows.
func (a at) scaleKey() (out []shared.Option) {
	for _, f := range a.field.Sub {
		if f.Type != scheda.Scale || len(f.Meanings) <= len(out) {
			continue
		}
		out = make([]shared.Option, len(f.Meanings))
		for i, m := range f.Meanings {
			out[i] = shared.Option{Value: m.Value, Label: m.Label}
		}
	}
	return out
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
