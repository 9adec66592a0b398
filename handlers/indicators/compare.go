package indicators

import (
	"net/http"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/indicators"
	views "sportello/views/indicators"
	"sportello/views/shared"
)

// Compare compares the offices that the reader sees in one indicator.
func (h *Handlers) Compare(r *web.Request) error {
	a, p, err := h.comparePage(r)
	if err != nil {
		return err
	}
	h.audit(r, "indicatori.confronto", a, len(p.Rows), "indicatore="+p.Indicator.Code)
	return r.Page(http.StatusOK, views.Compare(p), web.Fragment{ID: views.CompareID, Component: views.CompareShown(p)})
}

func (h *Handlers) comparePage(r *web.Request) (asked, views.ComparePage, error) {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return a, views.ComparePage{}, err
	}
	code := r.Query("indicatore")
	if code == "" {
		code = "A.4"
	}
	p := views.ComparePage{Years: a.years, Year: a.year}
	var ok bool
	if p.Indicator, ok = indicators.ByCode(code); !ok || p.Indicator.Awaits != "" {
		return a, p, db.ErrNotFound
	}
	for _, s := range a.scopes {
		if s.Kind == rule.ScopeProvince {
			p.Provinces = append(p.Provinces, shared.Option{Value: s.Province, Label: s.Label})
			if s.Province == r.Query("provincia") {
				p.Province = s.Province
			}
		}
	}
	for _, s := range a.scopes {
		if s.Kind != rule.ScopeCPI || p.Province != "" && s.Province != p.Province {
			continue
		}
		sheet, err := h.store.Sheet(r.Ctx(), s, a.year, func(i indicators.Indicator) bool { return i.Code == code })
		if err != nil {
			return a, p, err
		}
		judged, err := h.store.Judge(r.Ctx(), sheet)
		if err != nil {
			return a, p, err
		}
		p.Rows = append(p.Rows, views.Compared{Scope: s, Figure: sheet.Lines[0].Year, Verdict: judged[code]})
	}
	p.Sort(r.Query("ordine"))
	return a, p, nil
}

// CompareExcel sends the comparison as an Excel file, in the order of the page.
func (h *Handlers) CompareExcel(r *web.Request) error {
	a, p, err := h.comparePage(r)
	if err != nil {
		return err
	}
	var rows []print.OfficeFigure
	for _, x := range p.Rows {
		rows = append(rows, print.OfficeFigure(x))
	}
	r.Attachment(print.ComparisonName(p.Indicator, p.Year), reports.ExcelType)
	if err := print.Comparison(r.Writer, p.Indicator, p.Year, rows, r.Now()); err != nil {
		return err
	}
	h.audit(r, "indicatori.confronto_estratto", a, len(rows), "indicatore="+p.Indicator.Code)
	return nil
}
