package training

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

// staleForm is a form that came after somebody else's save.
type staleForm struct {
	title, what, subject, action string
	id                           int64
	form                         *web.Form
	stored                       url.Values
	labels                       map[string]string
	fields                       []string
	version                      int
	desk                         views.Desk
}

// stale answers 409 with both versions, field by field.
func (h *Handlers) stale(r *web.Request, s staleForm) error {
	who, at, err := h.store.LastChange(r.Ctx(), s.subject, s.id)
	if err != nil {
		return err
	}
	v := shared.Versions{Who: who, When: at.Clock(), What: s.what, Me: r.Actor.Name, Since: r.Now().Clock(), Action: s.action, Version: int64(s.version), Back: s.action}
	for _, name := range s.fields {
		mine, stored := s.form.Values[name], s.stored[name]
		keep := shared.Mine
		if inWords(mine) == "" { // what only the other filled in is not emptied by chance
			keep = shared.Stored
		}
		v.Rows = append(v.Rows, shared.VersionRow{Field: name, Label: s.labels[name], Mine: inWords(mine), Stored: inWords(stored), Keep: keep})
		for _, value := range mine {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.StalePage(s.title, s.desk, v))
}

// inWords writes the values of a field for comparison: as sets, since the
// order of boxes says nothing.
func inWords(values []string) string {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	text := strings.Join(sorted, ", ")
	return strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
}

// keepChosen puts the stored value of each field for which it was chosen into
// the form.
func keepChosen(f *web.Form, stored url.Values) {
	for name, values := range stored {
		if f.Text("scelta."+name) == string(shared.Stored) {
			f.Values[name] = values
		}
	}
	for name := range f.Values {
		if field, ok := strings.CutPrefix(name, "scelta."); ok && f.Text(name) == string(shared.Stored) && stored[field] == nil {
			delete(f.Values, field)
		}
	}
}
