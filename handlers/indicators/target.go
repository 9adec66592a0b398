package indicators

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// TargetsPage lists the objectives.
func (h *Handlers) TargetsPage(r *web.Request) error {
	all, err := h.store.Targets(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Targets(views.TargetsPage{Targets: all}))
}

// TargetPage shows the form of an objective.
func (h *Handlers) TargetPage(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	t, err := h.store.Target(r.Ctx(), id)
	if err != nil {
		return err
	}
	v := targetValues(t)
	return r.Page(http.StatusOK, views.Target(views.TargetPage{Target: t, Value: v["value"], Horizon: v["horizon"], Baseline: v["baseline_year"], Notes: v["notes"], Opened: r.Now().Clock()}))
}

// SaveTarget changes an objective.
func (h *Handlers) SaveTarget(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	stored, err := h.store.Target(r.Ctx(), id)
	if err != nil {
		return err
	}
	f := r.Form()
	f.KeepStored(targetValues(stored))
	t := stored
	t.Version, t.Notes, t.Value, t.BaselineYear = f.Version(), f.Bounded("notes", 1000), nil, 0
	if text := f.Text("value"); text != "" {
		v, err := parseNumber(text)
		if err != nil {
			f.Add("value", "Scrivi un numero, per esempio 25.")
		}
		t.Value = &v
	}
	if t.Horizon, err = strconv.Atoi(f.Text("horizon")); err != nil {
		f.Add("horizon", "Scrivi un anno, per esempio 2013.")
	}
	if text := f.Text("baseline_year"); text != "" {
		if t.BaselineYear, err = strconv.Atoi(text); err != nil || t.BaselineYear < 2000 || t.BaselineYear > 2100 {
			f.Add("baseline_year", "Scrivi un anno, per esempio 2009.")
		}
	}
	if f.OK() {
		err = h.store.SaveTarget(r.Ctx(), r.Actor, t)
		var stale db.Stale
		if errors.As(err, &stale) {
			return h.twoTargets(r, f, stored, stale)
		}
		if !f.Merge(err) && err != nil {
			return err
		}
	}
	if !f.OK() {
		t.Version = f.Version()
		return r.Page(http.StatusUnprocessableEntity, views.Target(views.TargetPage{Target: t, Value: f.Text("value"), Horizon: f.Text("horizon"), Baseline: f.Text("baseline_year"), Notes: f.Text("notes"),
			Opened: f.Text("aperta"), Key: f.Key(), Errors: f.Errors}))
	}
	r.Done("Obiettivo salvato.")
	return r.SeeOther(views.TargetsPath)
}

var targetOrder = []string{"value", "horizon", "baseline_year", "notes"}

func targetValues(t indicators.Target) map[string]string {
	v := map[string]string{"horizon": strconv.Itoa(t.Horizon), "notes": t.Notes}
	if t.Value != nil {
		v["value"] = strings.Replace(strconv.FormatFloat(*t.Value, 'f', -1, 64), ".", ",", 1)
	}
	if t.BaselineYear > 0 {
		v["baseline_year"] = strconv.Itoa(t.BaselineYear)
	}
	return v
}

// twoTargets shows both versions of an objective that somebody else has saved.
func (h *Handlers) twoTargets(r *web.Request, f *web.Form, stored indicators.Target, stale db.Stale) error {
	v := f.Versions(targetOrder, views.TargetLabels(), targetValues(stored))
	who, when, err := h.store.LastTargetSave(r.Ctx(), stored.ID)
	if err != nil {
		return err
	}
	v.Who, v.When, v.What, v.Me, v.Since = who, when.Clock(), "questo obiettivo", r.User.FullName(), f.Text("aperta")
	v.Action, v.Version, v.Back = r.Request.URL.Path, int64(stale.Current), r.Request.URL.Path
	return r.Page(http.StatusConflict, views.StaleTarget(stored, v))
}
