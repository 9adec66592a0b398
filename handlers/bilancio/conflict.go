package bilancio

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db/bilancio"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// stale answers to a save over what somebody else saved in between: both
// versions, field by field; nothing was written.
func (h *Handlers) stale(r *web.Request, b bilancio.Bilancio, c bilancio.Conflict) error {
	code := c.Panel.Code
	path := views.Path(b.ID, "pannelli", code)
	v := shared.Versions{
		Who: c.Stored.SavedAs, When: c.Stored.SavedAt.Clock(), What: "questo pannello", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: path + "/bozza", Version: int64(c.Stored.Version), Back: path, Rows: versionRows(c),
	}
	for name, values := range scheda.Encode(c.Panel, c.Mine) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.Stale(frame(r, b, c.Panel.Phase, code), code+" "+c.Panel.Title, v))
}

// versionRows puts the two versions side by side, in words.
func versionRows(c bilancio.Conflict) []shared.VersionRow {
	var out []shared.VersionRow
	for _, f := range c.Panel.Fields {
		if !f.Editable() {
			continue
		}
		mine, stored := words(c, f, c.Mine), words(c, f, c.Stored.Answers)
		if mine == "" && stored == "" {
			continue
		}
		row := shared.VersionRow{Field: f.Name, Label: f.Label, Mine: mine, Stored: stored, Keep: shared.Mine}
		if c.Base != nil && mine == words(c, f, c.Base) || c.Base == nil && mine == "" {
			row.Keep = shared.Stored // only the other changed it
		}
		out = append(out, row)
	}
	return out
}

// words returns one field of a version as a person reads it.
func words(c bilancio.Conflict, f scheda.Field, a scheda.Answers) string {
	one := scheda.Panel{Code: c.Panel.Code, Fields: []scheda.Field{f}}
	s := scheda.Describe(one, a, c.Facts.Context)
	if len(s.Entries) == 0 {
		return ""
	}
	e := s.Entries[0]
	if e.Table == nil {
		return e.Text
	}
	var rows []string
	for i, r := range e.Table.Rows {
		rows = append(rows, strconv.Itoa(i+1)+". "+strings.Join(nonEmpty(r), ", "))
	}
	return strings.Join(rows, "; ")
}

func nonEmpty(cells []string) []string {
	var out []string
	for _, c := range cells {
		if c != "" {
			out = append(out, c)
		}
	}
	return out
}
