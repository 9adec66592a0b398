package indicators

import (
	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/indicators"
)

// Excel sends the monthly sheet in the layout of the source's form: of a
// province or the region with a tab for each office.
func (h *Handlers) Excel(r *web.Request) error {
	a, p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	sheets := []indicators.Sheet{p.Sheet}
	if a.scope.Kind != rule.ScopeCPI {
		for _, office := range a.scopes {
			if office.Kind != rule.ScopeCPI || a.scope.Kind == rule.ScopeProvince && office.Province != a.scope.Province {
				continue
			}
			sheet, err := h.store.Sheet(r.Ctx(), office, a.year, p.Shows)
			if err != nil {
				return err
			}
			sheets = append(sheets, sheet)
		}
	}
	services, err := h.registry.Prestazioni(r.Ctx(), r.Today())
	if err != nil {
		return err
	}
	r.Attachment(print.SheetName(p.Sheet, "xlsx"), reports.ExcelType)
	if err := print.Workbook(r.Writer, sheets, services, r.Now()); err != nil {
		return err
	}
	h.audit(r, "indicatori.scheda_estratta", a, len(sheets), "area="+p.Area)
	return nil
}

// PDF sends the monthly sheet as a document with charts.
func (h *Handlers) PDF(r *web.Request) error {
	a, p, err := h.sheetPage(r)
	if err != nil {
		return err
	}
	content, err := print.Document(p.Sheet, rule.OwningBody, r.Now())
	if err != nil {
		return err
	}
	r.Attachment(print.SheetName(p.Sheet, "pdf"), "application/pdf")
	if _, err := r.Writer.Write(content); err != nil {
		return err
	}
	h.audit(r, "indicatori.scheda_stampata", a, 1, "area="+p.Area)
	return nil
}
