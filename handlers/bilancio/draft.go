package bilancio

import (
	"net/http"
	"net/url"
	"strings"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	forms "sportello/views/scheda"
	"sportello/views/shared"
)

// Draft keeps a panel as it is, whatever it says. The button pressed may ask
// for more: a row more or less, a search, a suggestion taken.
func (h *Handlers) Draft(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, v, err := h.store.Panel(r.Ctx(), r.Actor, id, r.Param("codice"))
	if err != nil {
		return err
	}
	f := r.Form()
	answers := edited(v, f, b)
	if answers, err = h.withFiles(r, b, v.Panel, answers); err != nil {
		if refusals, refused := web.Refused(err); refused {
			return h.panel(r, http.StatusUnprocessableEntity, b, v, answers, refusals)
		}
		return err
	}
	saved, err := h.store.SaveOver(r.Ctx(), r.Actor, b, v, bilancio.SaveInput{Version: int(f.Int("_version")), Answers: answers})
	if r.GetHeader("HX-Target") == shared.DraftID {
		return autosaved(r, saved, err)
	}
	if conflict, stale := bilancio.IsConflict(err); stale {
		return h.stale(r, b, conflict)
	}
	if err != nil {
		return err
	}
	return r.SeeOther(views.Path(id, "pannelli", v.Panel.Code) + next(f, answers))
}

// edited returns the answers of the form after what its button asks for.
func edited(v bilancio.PanelView, f *web.Form, b bilancio.Bilancio) scheda.Answers {
	if row := f.Text(forms.ButtonDelete); row != "" {
		scheda.RemoveRow(f.Values, row)
	}
	answers := scheda.Keep(v.Panel, scheda.Decode(v.Panel, f.Values), v.State.Answers)
	if name, entry, ok := strings.Cut(f.Text(forms.ButtonSet), "="); ok {
		answers = scheda.Set(v.Panel, answers, name, entry)
	}
	if value := f.Text(views.ButtonTake); value != "" {
		answers = panels.Take(v.Panel.Code, answers, value, b.Answers())
		answers = scheda.Keep(v.Panel, scheda.Decode(v.Panel, scheda.Encode(v.Panel, answers)), answers)
	}
	for name := range f.Values { // of two versions, field by field: theirs
		if field, ok := strings.CutPrefix(name, "scelta."); ok && f.Text(name) == string(shared.Stored) {
			answers[field] = b.Panels[v.Panel.Code].Answers[field]
		}
	}
	return answers
}

// next returns the rest of the address that a draft leads to.
func next(f *web.Form, answers scheda.Answers) string {
	switch {
	case f.Text(forms.ButtonAdd) != "":
		name := f.Text(forms.ButtonAdd)
		return "?aggiungi=" + url.QueryEscape(name) + "#" + shared.FieldID(name)
	case f.Text(forms.ButtonFind) != "":
		name := f.Text(forms.ButtonFind)
		return "?cerca=" + url.QueryEscape(name) + "#" + shared.FieldID(name)
	case f.Text(forms.ButtonDelete) != "":
		list, _, _ := strings.Cut(f.Text(forms.ButtonDelete), ".")
		return "#" + shared.FieldID(list)
	}
	return ""
}

// autosaved answers to the form that is sent while it is filled in.
func autosaved(r *web.Request, saved bilancio.Saved, err error) error {
	d := shared.Draft{Version: int64(saved.Version), SavedAt: saved.At.Clock()}
	status := http.StatusOK
	conflict, stale := bilancio.IsConflict(err)
	refusals, refused := web.Refused(err)
	switch {
	case stale:
		status = http.StatusConflict
		d = shared.Draft{Problem: conflict.Stored.SavedAs + " ha salvato questo pannello alle " + conflict.Stored.SavedAt.Clock() + ". Premi «Salva bozza»: vedrai le due versioni."}
	case refused:
		status = http.StatusUnprocessableEntity
		d = shared.Draft{Problem: refusals.Error()}
	case err != nil:
		return err
	}
	fragment := shared.DraftStatus(d)
	return r.Page(status, fragment, web.Fragment{ID: shared.DraftID, Component: fragment})
}

// withFiles keeps the files that were sent for rows of the panel, and names
// them there.
func (h *Handlers) withFiles(r *web.Request, b bilancio.Bilancio, p scheda.Panel, answers scheda.Answers) (scheda.Answers, error) {
	if r.Request.MultipartForm == nil {
		return answers, nil
	}
	for name, headers := range r.Request.MultipartForm.File {
		rest, ok := strings.CutPrefix(name, forms.ButtonFile+".")
		list, row, hasRow := strings.Cut(rest, ".")
		if !ok || !hasRow || len(headers) == 0 || headers[0].Size == 0 {
			continue
		}
		at := fieldOfRow(answers, list, row)
		if at == "" {
			continue
		}
		content, err := headers[0].Open()
		if err != nil {
			return answers, err
		}
		received, err := h.archive.Receive(r.Ctx(), archive.Scan(at), archive.Upload{Name: headers[0].Filename, Content: content})
		content.Close()
		if err != nil {
			return answers, err
		}
		value, err := h.store.KeepFile(r.Ctx(), r.Actor, b.ID, received)
		received.Close()
		if err != nil {
			return answers, err
		}
		answers = bilancio.WithFile(answers, list, row, value)
	}
	return answers, nil
}
