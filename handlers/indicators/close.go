package indicators

import (
	"net/http"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// ClosePage says what closing a month means and asks whether to do it.
func (h *Handlers) ClosePage(r *web.Request) error {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return err
	}
	if a.month == 0 {
		return r.SeeOther(views.SheetPath) // the sheet names the month that is next
	}
	return h.closePage(r, http.StatusOK, a, nil)
}

// Close closes a month of the reader's office.
func (h *Handlers) Close(r *web.Request) error {
	f := r.Form()
	a, err := h.ask(r, f.Text)
	if err != nil {
		return err
	}
	if a.month == 0 || !a.scope.Closes {
		return db.ErrNotFound
	}
	month := indicators.MonthOf(a.year, a.month)
	err = h.store.CloseMonth(r.Ctx(), r.Actor, a.scope, month)
	if f.Merge(err) {
		return h.closePage(r, http.StatusUnprocessableEntity, a, f.Errors)
	}
	if err != nil {
		return err
	}
	r.Done("Il mese di " + indicators.MonthName(month) + " è chiuso: le sue cifre restano come sono.")
	return r.SeeOther(views.SheetPage{Sheet: indicators.Sheet{Scope: a.scope, Year: a.year}}.Href())
}

func (h *Handlers) closePage(r *web.Request, status int, a asked, errors rule.Refusals) error {
	if a.month == 0 || !a.scope.Closes {
		return db.ErrNotFound
	}
	sheet, err := h.store.Sheet(r.Ctx(), a.scope, a.year, nil)
	if err != nil {
		return err
	}
	return r.Page(status, views.Close(views.ClosePage{Sheet: sheet, Month: a.month, Errors: errors}))
}

// Closings shows which offices of a province or the region have closed a month.
func (h *Handlers) Closings(r *web.Request) error {
	a, err := h.ask(r, r.Query)
	if err != nil {
		return err
	}
	if a.scope.Kind == rule.ScopeCPI {
		return db.ErrNotFound
	}
	if a.month == 0 {
		return r.SeeOther(views.SheetPath) // its months open the list
	}
	p := views.ClosingsPage{Scope: a.scope, Year: a.year, Month: a.month}
	if p.Rows, err = h.store.Closings(r.Ctx(), a.scope, indicators.MonthOf(a.year, a.month)); err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Closings(p))
}
