package scheda

import (
	"slices"
	"strconv"

	"sportello/db/scheda"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

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
	if i == 0 && a.first {
		c.Attrs["autofocus"] = true
	}
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
		if i == 0 && a.first {
			out[i].Attrs["autofocus"] = true
		}
		if i < len(a.value.Items) {
			out[i].Value = a.value.Items[i]
		}
	}
	return out
}
