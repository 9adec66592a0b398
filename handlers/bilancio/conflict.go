package bilancio

import (
	"net/http"

	"sportello/db/bilancio"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// stale answers to a save over what somebody else saved in between: both
// versions, field by field; nothing was written.
func (h *Handlers) stale(r *web.Request, b bilancio.Bilancio, c bilancio.Conflict) error {
	code := c.Panel.Code
	path := views.Path(b.ID, "pannelli", code)
	v := shared.Versions{
		Who: c.Stored.SavedAs, When: c.Stored.SavedAt.Clock(), What: "questo pannello", Me: r.User.FullName(), Since: r.Now().Clock(),
		Action: path + "/bozza", Version: int64(c.Stored.Version), Back: path, Rows: forms.VersionRows(c.Panel, c.Facts.Context, c.Base, c.Mine, c.Stored.Answers),
	}
	for name, values := range scheda.Encode(c.Panel, c.Mine) {
		for _, value := range values {
			v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: value})
		}
	}
	return r.Page(http.StatusConflict, views.Stale(frame(r, b, c.Panel.Phase, code), code+" "+c.Panel.Title, v))
}
