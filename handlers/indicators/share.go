package indicators

import (
	"net/http"
	"strconv"

	"sportello/db/indicators"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/indicators"
	views "sportello/views/indicators"
)

// Share shows the DIDs that the objectives of the interview look at: how each was
// kept.
func (h *Handlers) Share(r *web.Request) error {
	a, p, err := h.sharePage(r)
	if err != nil {
		return err
	}
	last := termAfter(r.AfterText())
	p.After = last.From != ""
	rows, err := h.store.KeptRows(r.Ctx(), a.scope, a.months(), p.State, indicators.KeptDID{On: last.From, ID: last.ID}, web.PerPage+1)
	if err != nil {
		return err
	}
	var more bool
	if p.Rows, more = web.Cut(rows); more {
		last := p.Rows[len(p.Rows)-1]
		p.Next = r.NextPage(string(last.On) + "_" + strconv.FormatInt(last.ID, 10))
	}
	h.audit(r, "indicatori.did", a, len(p.Rows), "stato="+string(p.State))
	return r.Page(http.StatusOK, views.Share(p))
}

func (h *Handlers) sharePage(r *web.Request) (a asked, p views.SharePage, err error) {
	if a, err = h.ask(r, r.Query); err != nil {
		return a, p, err
	}
	p = views.SharePage{Scope: a.scope, Year: a.year, Month: a.month, State: views.KeptStateOf(r.Query("stato"))}
	p.Kept, err = h.store.Kept(r.Ctx(), a.scope, a.months())
	return a, p, err
}

// months are those that an address asks for.
func (a asked) months() []string {
	if a.month > 0 {
		return []string{indicators.MonthOf(a.year, a.month)}
	}
	return indicators.MonthsOf(a.year)
}

// ShareExcel sends all the DIDs of the page as an Excel file.
func (h *Handlers) ShareExcel(r *web.Request) error {
	a, p, err := h.sharePage(r)
	if err != nil {
		return err
	}
	rows, err := h.store.KeptRows(r.Ctx(), a.scope, a.months(), p.State, indicators.KeptDID{}, 0)
	if err != nil {
		return err
	}
	r.Attachment(print.ShareName(a.scope, a.year, a.month), reports.ExcelType)
	if err := print.Share(r.Writer, a.scope, rows, r.Now()); err != nil {
		return err
	}
	h.audit(r, "indicatori.did_estratte", a, len(rows), "stato="+string(p.State))
	return nil
}
