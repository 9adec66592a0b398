package scheda

import (
	"maps"
	"strconv"
	"strings"

	"sportello/views/shared"

	"github.com/a-h/templ"
)

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
	attrs := templ.Attributes{
		"hx-get": "/cerca/" + a.field.Source + "?campo=" + a.name, "hx-trigger": "input changed delay:250ms",
		"hx-target": "#" + lookupID(a.name), "hx-swap": "innerHTML", "hx-sync": "this:replace",
	}
	if i == 0 {
		maps.Copy(attrs, c.Attrs)
	}
	c.Attrs = attrs
	return c
}

func (a at) lookupNth(i int, value string) shared.Field {
	c := a.nth(i, value)
	l := a.lookup(i, value)
	c.List = l.List
	for k, v := range l.Attrs {
		c.Attrs[k] = v
	}
	return c
}

// nothing returns what is said when no row answers to what was typed.
func (a at) nothing() string {
	words := shared.NothingFound(a.field.Source)
	if a.field.Free {
		words = strings.TrimSuffix(words, ".") + ", o lascia le tue parole."
	}
	return words
}

func narrow(c shared.Field) shared.Field {
	c.Width = 0
	return c
}
