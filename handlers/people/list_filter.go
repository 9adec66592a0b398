package people

import (
	"net/url"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// listPage reads the list and the state that an address or a form holds. What
// no filter can mean is left out.
func (h *Handlers) listPage(r *web.Request, v url.Values) (views.ListPage, error) {
	p := views.ListPage{Today: r.Today(), Since: v.Get("assenti_dal"), CanConvene: r.Actor.Has(Desk...), CanOpen: r.Actor.Has(Readers...)}
	id, err := r.ID("id")
	if err != nil {
		return p, err
	}
	if p.List, err = h.people.List(r.Ctx(), r.Actor, id); err != nil {
		return p, err
	}
	p.CanConvene = p.CanConvene && p.List.Active(p.Today)
	if r.Reaches("/elenchi/:id/caricamenti") {
		p.ImportHref = p.Path() + "/caricamenti"
	}
	if err := h.choices(r, &p, v.Get("provincia")); err != nil {
		return p, err
	}
	p.Filter = filterOf(v, p)
	if p.CanOpen { // who reads no persons reads no deadlines of theirs
		p.Falling = indicators.FallingOf(v.Get("scadenza"))
		p.Filter.Among = h.figures.Among(r.Actor, p.Falling)
	}
	if p.Since != "" {
		if p.Filter.NoShowSince, err = rule.ParseDate(p.Since); err != nil {
			p.SinceSays = err.Error()
		}
	}
	p.At = people.Cursor{After: number(v.Get("dopo")), Before: number(v.Get("prima"))}
	p.Typed, p.Says = p.Filter.Query.Text, p.Filter.Query.Error
	return p, nil
}

// choices fills in the provinces that the reader may look at, the one looked
// at, and its offices.
func (h *Handlers) choices(r *web.Request, p *views.ListPage, province string) error {
	provinces, err := h.access.Provinces(r.Ctx())
	if err != nil {
		return err
	}
	own := r.Actor.Provinces()
	if province == "" && len(own) > 0 {
		province = own[0]
	}
	for _, x := range provinces {
		if !r.Actor.Regional() && !slices.Contains(own, x.Sigla) {
			continue
		}
		if province == "" {
			province = x.Sigla
		}
		p.Provinces = append(p.Provinces, views.Choice{Value: x.Sigla, Label: x.Name})
		if x.Sigla == province {
			p.Province = x.Name
		}
	}
	if p.Province == "" {
		return db.ErrNotFound
	}
	p.Filter.Province = province
	offices, err := h.access.Offices(r.Ctx())
	for _, o := range offices {
		if o.Province == province {
			p.Offices = append(p.Offices, views.Choice{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
		}
	}
	return err
}

// filterOf returns the filter that the state asks for. A codice fiscale has no
// place in an address: it is searched by a form and left out here.
func filterOf(v url.Values, p views.ListPage) people.Filter {
	f := people.Filter{ListID: p.List.ID, Province: p.Filter.Province, Today: p.Today, Query: people.ParseQuery(v.Get("q")),
		Riscontro: oneOf(v.Get("riscontro"), people.FilterNone, people.Withdrawn, people.Excluded),
		Benefit:   oneOf(v.Get("ammortizzatore"), people.BenefitExpired, people.BenefitRunning),
		Bilancio:  oneOf(v.Get("bilancio"), people.FilterNone, "in_lavorazione", "completo", "interrotto"),
	}
	if f.Query.CF != "" {
		f.Query = people.Query{}
	}
	for _, s := range people.States {
		if s.Value == v.Get("stato") {
			f.State = s.Value
		}
	}
	for _, o := range p.Offices {
		if o.Value == v.Get("cpi") {
			f.CPI = number(o.Value)
		}
	}
	order := v.Get("ordine")
	f.Descending = len(order) > 0 && order[0] == '-'
	if f.Descending {
		order = order[1:]
	}
	if f.Sort = oneOf(order, people.SortBenefit, people.SortCPI); f.Sort == "" {
		f.Sort = people.SortName
	}
	return f
}

func oneOf(value string, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return ""
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
