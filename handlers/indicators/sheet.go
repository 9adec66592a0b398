package indicators

import (
	"net/http"
	"slices"

	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// Sheet shows the monthly sheet of an office, a province or the region.
func (h *Handlers) Sheet(r *web.Request) error {
	a, p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	h.audit(r, "indicatori.scheda", a, len(p.Sheet.Lines), "area="+p.Area)
	return r.Page(http.StatusOK, views.Sheet(p), web.Fragment{ID: views.SheetID, Component: views.Shown(p)})
}

func (h *Handlers) sheetPage(r *web.Request) (asked, views.SheetPage, error) {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return a, views.SheetPage{}, err
	}
	p := views.SheetPage{Scopes: a.scopes, Years: a.years, Demo: r.App.Demo}
	for _, area := range indicators.Areas {
		if area.Code == r.Query("area") {
			p.Area = area.Code
		}
	}
	for _, code := range r.QueryArray("aperto") {
		if i, ok := indicators.ByCode(code); ok && i.Split() && !slices.Contains(p.Open, code) {
			p.Open = append(p.Open, code)
		}
	}
	if p.Sheet, err = h.store.Sheet(r.Ctx(), a.scope, a.year, p.Shows); err != nil {
		return a, p, err
	}
	p.Compares, p.MayVisit, p.Workload = r.Reaches(views.ComparePath), r.Reaches(views.VisitsPath), r.Reaches(views.WorkloadPath)
	p.Judged, err = h.store.Judge(r.Ctx(), p.Sheet)
	return a, p, err
}
