package indicators

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/indicators"
	"sportello/views/shared"
)

// BasesPage shows the baselines of an office whose they are to enter; an address
// that names one of them opens it in the form.
func (h *Handlers) BasesPage(r *web.Request) error {
	return h.bases(r, http.StatusOK, r.Query("ambito"), views.BasesPage{Code: r.Query("indicatore"), Year: r.Query("anno_base"), Opened: r.Now().Clock()})
}

func (h *Handlers) bases(r *web.Request, status int, key string, p views.BasesPage) error {
	scopes, err := h.store.Scopes(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	p.Scopes = slices.DeleteFunc(scopes, func(s indicators.Scope) bool { return !s.Bases })
	i := slices.IndexFunc(p.Scopes, func(s indicators.Scope) bool { return key == "" || s.Key() == key })
	if i < 0 {
		return db.ErrNotFound
	}
	p.Scope = p.Scopes[i]
	targets, err := h.store.Targets(r.Ctx())
	if err != nil {
		return err
	}
	for _, t := range targets {
		if t.Kind == indicators.Delta && !slices.Contains(p.Years, t.BaselineYear) {
			p.Years = append(p.Years, t.BaselineYear)
		}
	}
	slices.Sort(p.Years)
	if p.Baselines, err = h.store.Baselines(r.Ctx(), p.Scope, nil); err != nil {
		return err
	}
	if status == http.StatusOK {
		p.Open()
	}
	return r.Page(status, views.Bases(p))
}

// SaveBase keeps one baseline of an office.
func (h *Handlers) SaveBase(r *web.Request) error {
	f := r.Form()
	scope, err := h.store.ScopeOf(r.Ctx(), r.Actor, f.Text("ambito"))
	if err != nil {
		return err
	}
	if !scope.Bases {
		return db.ErrNotFound
	}
	b := indicators.Baseline{CPI: scope.CPI, Indicator: f.Text("indicatore")}
	if _, ok := indicators.ByCode(b.Indicator); !ok {
		f.Add("indicatore", "Scegli un indicatore dall'elenco.")
	}
	if b.Year, err = strconv.Atoi(f.Text("anno_base")); err != nil || b.Year < 2000 || b.Year > r.Today().Time().Year() {
		f.Add("anno_base", "L'anno base va dal 2000 a quello in corso.")
	}
	stored, err := h.store.Baseline(r.Ctx(), scope, b.Indicator, b.Year)
	if err != nil {
		return err
	}
	f.KeepStored(map[string]string{"valore": views.BaseValue(stored)})
	if f.Text("versione_di") == views.BaseKey(b.Indicator, f.Text("anno_base")) {
		b.Version = f.Version() // of that very value, and not of another that the form was opened with
	}
	if b.Value, err = parseNumber(f.Text("valore")); err != nil {
		f.Add("valore", "Scrivi un numero da 0 in su.")
	}
	if f.OK() {
		err = h.store.SaveBaseline(r.Ctx(), r.Actor, b)
		var stale db.Stale
		if errors.As(err, &stale) {
			return h.twoBases(r, f, scope, stored, stale)
		}
		if !f.Merge(err) && err != nil {
			return err
		}
	}
	if !f.OK() {
		return h.bases(r, http.StatusUnprocessableEntity, scope.Key(), views.BasesPage{Code: f.Text("indicatore"), Year: f.Text("anno_base"), Value: f.Text("valore"), Version: f.Version(), VersionOf: f.Text("versione_di"),
			Opened: f.Text("aperta"), Key: f.Key(), Errors: f.Errors})
	}
	r.Done("Valore salvato: " + b.Indicator + ", " + strconv.Itoa(b.Year) + ".")
	return r.SeeOther(views.BasesPath + "?ambito=" + scope.Key())
}

// twoBases shows both values of a baseline that somebody else has saved.
func (h *Handlers) twoBases(r *web.Request, f *web.Form, scope indicators.Scope, stored indicators.Baseline, stale db.Stale) error {
	v := f.Versions([]string{"valore"}, map[string]string{"valore": "Valore"}, map[string]string{"valore": views.BaseValue(stored)})
	for _, name := range []string{"ambito", "indicatore", "anno_base", "aperta"} {
		v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: f.Text(name)})
	}
	v.Hidden = append(v.Hidden, shared.KeyValue{Key: "versione_di", Value: views.BaseKey(stored.Indicator, strconv.Itoa(stored.Year))})
	v.Who, v.When, v.What, v.Me, v.Since = stored.By, stored.At.Clock(), "il valore "+stored.Indicator+" del "+strconv.Itoa(stored.Year), r.User.FullName(), f.Text("aperta")
	v.Action, v.Version, v.Back = views.BasesPath, int64(stale.Current), views.BasesPath+"?ambito="+scope.Key()
	return r.Page(http.StatusConflict, views.StaleBase(scope, v))
}
