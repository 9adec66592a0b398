package shared

import "github.com/a-h/templ"

// LookupListSuffix ends the id of the list in which rows are proposed.
const LookupListSuffix = "-voci"

func (f Field) listID() string { return f.id() + LookupListSuffix }

func (f Field) proposing(table string) Field {
	f.List = f.listID()
	attrs := templ.Attributes{
		"hx-get": "/cerca/" + table + "?campo=" + f.Name, "hx-trigger": "input changed delay:250ms",
		"hx-target": "#" + f.List, "hx-swap": "innerHTML", "hx-sync": "this:replace",
	}
	for k, v := range f.Attrs {
		attrs[k] = v
	}
	f.Attrs = attrs
	return f
}
