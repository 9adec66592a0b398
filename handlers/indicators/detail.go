package indicators

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/indicators"
	views "sportello/views/indicators"
)

// Detail shows what is behind a figure: its rule, its rows, what has changed
// since its month was closed.
func (h *Handlers) Detail(r *web.Request) error {
	a, p, which, err := h.detailPage(r)
	if err != nil {
		return err
	}
	if p.Indicator.Awaits != "" {
		return r.Page(http.StatusOK, views.Detail(p))
	}
	after := rowAfter(r.AfterText())
	p.After = after.On != ""
	rows, err := h.store.Rows(r.Ctx(), a.scope, which, after, web.PerPage+1)
	if err != nil {
		return err
	}
	rows, more := web.Cut(rows)
	if p.Rows = rows; more {
		last := rows[len(rows)-1]
		p.Next = r.NextPage(strings.Join([]string{string(last.On), strconv.FormatInt(last.SubjectID, 10), last.Subject}, "_"))
	}
	if err := h.beside(r, a, &p, which); err != nil {
		return err
	}
	h.audit(r, "indicatori.righe", a, len(p.Rows), "indicatore="+p.Indicator.Code)
	return r.Page(http.StatusOK, views.Detail(p))
}

// detailPage reads which figure is asked for, and counts it.
func (h *Handlers) detailPage(r *web.Request) (asked, views.DetailPage, indicators.Which, error) {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return a, views.DetailPage{}, indicators.Which{}, err
	}
	i, ok := indicators.ByCode(r.Param("codice"))
	if !ok {
		return a, views.DetailPage{}, indicators.Which{}, db.ErrNotFound
	}
	p := views.DetailPage{Scope: a.scope, Indicator: i, Year: a.year, Month: a.month, Services: r.Reaches("/servizi/:id"),
		Pacts: r.Reaches("/patti/:id"), Measures: r.Reaches("/misure/:id"), CVs: r.Reaches("/lavoratori/:id/cv")}
	if i.Split() {
		p.Sex, p.Band = views.PartOf(r.Query("genere"), "F", "M"), views.PartOf(r.Query("eta"), indicators.Bands()...)
	}
	sheet, err := h.store.Sheet(r.Ctx(), a.scope, a.year, func(x indicators.Indicator) bool { return x.Code == i.Code })
	if err != nil {
		return a, p, indicators.Which{}, err
	}
	p.Line = sheet.Lines[0]
	which := indicators.Which{Indicator: i, Sex: p.Sex, Band: p.Band}
	for n, m := range sheet.Months {
		if !m.Future && (a.month == 0 || n+1 == a.month) {
			which.Months = append(which.Months, m.Month)
			if m.Closed && !m.Amends {
				which.Kept = append(which.Kept, m.Month)
			}
		}
	}
	if a.month > 0 {
		p.Of = sheet.Months[a.month-1]
	}
	p.Count, err = h.rows(r, a, p, which)
	return a, p, which, err
}

// beside adds what stands beside the rows: amendments, and for B.1.2 how long
// was waited and who still waits.
func (h *Handlers) beside(r *web.Request, a asked, p *views.DetailPage, which indicators.Which) (err error) {
	if p.Of.Amends {
		if p.Added, p.Gone, err = h.store.Amended(r.Ctx(), a.scope, which); err != nil {
			return err
		}
	}
	if p.Indicator.Shared() {
		if p.Kept, err = h.store.Kept(r.Ctx(), a.scope, a.months()); err != nil {
			return err
		}
	}
	if p.Indicator.Counts != indicators.Days {
		return nil
	}
	if p.Waits, err = h.store.Waits(r.Ctx(), a.scope, which.Months); err != nil {
		return err
	}
	p.OpenDIDs, p.OpenAll, err = h.store.OpenDIDs(r.Ctx(), a.scope, web.PerPage)
	return err
}

// sinceClosed marks the rows that came since the month was closed, and adds those
// that went: what the figure that was kept is made of.
func (h *Handlers) sinceClosed(r *web.Request, a asked, p views.DetailPage, which indicators.Which, rows []indicators.Row) ([]indicators.Row, error) {
	if !p.Of.Amends {
		return rows, nil
	}
	added, gone, err := h.store.Amended(r.Ctx(), a.scope, which)
	p.Added = added
	for n := range rows {
		if p.Since(rows[n]) {
			rows[n].Amend = "aggiunta"
		}
	}
	return append(rows, gone...), err
}

// DetailExcel sends all the rows behind a figure as an Excel file.
func (h *Handlers) DetailExcel(r *web.Request) error {
	a, p, which, err := h.detailPage(r)
	if err != nil {
		return err
	}
	rows, err := h.store.Rows(r.Ctx(), a.scope, which, indicators.Row{}, 0)
	if err != nil {
		return err
	}
	if rows, err = h.sinceClosed(r, a, p, which, rows); err != nil {
		return err
	}
	r.Attachment(print.RowsName(p.Indicator, a.scope, a.year, a.month), reports.ExcelType)
	if err := print.Rows(r.Writer, p.Indicator, a.scope, rows, r.Now()); err != nil {
		return err
	}
	h.audit(r, "indicatori.righe_estratte", a, len(rows), "indicatore="+p.Indicator.Code)
	return nil
}
