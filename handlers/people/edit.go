package people

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
	"sportello/views/shared"
)

// Edit shows the form of a person's record.
func (h *Handlers) Edit(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	return r.Page(http.StatusOK, views.EditWorker(views.WorkerForm{ID: w.ID, Name: w.FullName(), Values: h.shownValues(r.Ctx(), w), Version: w.Version, Opened: r.Now().Clock(), DID: views.DIDWords(w)}))
}

// writable returns the person of the path, if the record is the office's own.
func (h *Handlers) writable(r *web.Request) (people.Worker, error) {
	w, err := h.worker(r)
	if err == nil && w.Partial {
		err = db.ErrNotFound
	}
	return w, err
}

// Save changes a person's record. What was left as the form showed it is not
// touched, unless the operator says that it was checked too.
func (h *Handlers) Save(r *web.Request) error {
	w, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	typed, shown := typedValues(f), h.shownValues(r.Ctx(), w)
	typed["codice_fiscale"] = shown["codice_fiscale"] // has a form of its own
	for column := range typed {
		if f.Text("scelta."+column) == string(shared.Stored) {
			typed[column] = shown[column]
		}
	}
	form := views.WorkerForm{ID: w.ID, Name: w.FullName(), Values: typed, Version: int(f.Int("_version")), Opened: f.Text("aperto"), Reason: f.Text("motivo"), Confirm: f.Bool("conferma"), DID: views.DIDWords(w)}
	changes, refusals := h.columns(r.Ctx(), shown, typed, r.Today())
	if form.Confirm {
		for _, column := range people.Columns() {
			if _, changed := changes[column]; !changed && w.Value(column) != "" && !slices.Contains(people.Derived, column) {
				changes[column] = w.Value(column)
			}
		}
	}
	f.Errors = append(f.Errors, refusals...)
	if err := rule.TooLong(form.Reason, 200); err != nil {
		f.Add("motivo", err.Error())
	}
	if f.OK() {
		err = h.people.Update(r.Ctx(), r.Actor, w.ID, form.Version, changes, form.Reason)
	} else if _, more := people.Normalize(changes, r.Today()); more != nil { // every error at once
		f.Merge(more)
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.conflict(r, w, form, shown)
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors = f.Errors
		return r.Page(http.StatusUnprocessableEntity, views.EditWorker(form))
	}
	r.Done("Ho salvato la scheda di " + w.FullName() + ".")
	return r.SeeOther(cardPath(w.ID))
}

// conflict shows what the operator wrote beside what somebody else has saved
// in the meantime.
func (h *Handlers) conflict(r *web.Request, w people.Worker, form views.WorkerForm, stored map[string]string) error {
	history, err := h.people.History(r.Ctx(), r.Actor, w.ID)
	if err != nil {
		return err
	}
	theirs := changedSince(history, w.Version-form.Version)
	v := shared.Versions{Who: "Qualcun altro", When: w.UpdatedAt.Clock(), What: "questa scheda", Me: r.User.FullName(), Since: form.Opened,
		Action: cardPath(w.ID) + "/modifica", Version: int64(w.Version), Back: cardPath(w.ID)}
	if len(history) > 0 && history[0].By != "" {
		v.Who, v.When = history[0].By, history[0].At.Clock()
	}
	for _, column := range people.Columns() {
		mine, there := form.Values[column]
		if !there || column == "codice_fiscale" {
			continue
		}
		v.Hidden = append(v.Hidden, shared.KeyValue{Key: column, Value: mine})
		if mine == "" && stored[column] == "" {
			continue
		}
		row := shared.VersionRow{Field: column, Label: people.Label(column), Mine: said(column, mine), Stored: said(column, stored[column]), Keep: shared.Mine}
		if theirs[column] {
			row.Keep = shared.Stored
		}
		v.Rows = append(v.Rows, row)
	}
	v.Hidden = append(v.Hidden, shared.KeyValue{Key: "motivo", Value: form.Reason}, shared.KeyValue{Key: "aperto", Value: form.Opened})
	return r.Page(http.StatusConflict, views.Conflict(w.FullName(), w.ID, v))
}

// said returns a value of the form in words.
func said(column, value string) string {
	if strings.HasSuffix(column, "_consent_on") {
		if value == "" {
			return "no"
		}
		return "sì"
	}
	return views.Shown(column, value, "")
}

// changedSince returns the columns that the last acts of the history changed.
func changedSince(history []people.Change, acts int) map[string]bool {
	out := map[string]bool{}
	var at rule.Instant
	for _, c := range history {
		if c.At != at {
			if acts--; acts < 0 {
				break
			}
			at = c.At
		}
		out[c.Field] = true
	}
	return out
}
