package agenda

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// Archive lists every appointment that the office has recorded.
func (h *Handlers) Archive(r *web.Request) error {
	office, offices, err := h.office(r)
	if err != nil {
		return err
	}
	p := views.ArchivePage{Calendar: views.Calendar{Office: office, Offices: offices, Moment: moment(r)}}
	p.Filter = agenda.Filter{CPI: office.ID, Operator: number(r, "operatore"), State: r.Query("stato"), Kind: agenda.Kind(r.Query("tipo")), Name: strings.TrimSpace(r.Query("nome"))}
	p.From, p.To = r.Query("dal"), r.Query("al")
	p.Filter.From, p.Wrong = web.FilterDay(p.From, "Dal", p.Wrong)
	p.Filter.To, p.Wrong = web.FilterDay(p.To, "Al", p.Wrong)
	if p.Calendar.Operators, err = h.store.Operators(r.Ctx(), r.Actor, office.ID); err != nil {
		return err
	}
	if p.Page, err = h.store.Archive(r.Ctx(), r.Actor, p.Filter, cursor(r)); err != nil {
		return err
	}
	if err := h.withBilanci(r, p.Page.Rows); err != nil {
		return err
	}
	if p.Terms, err = h.termsOf(r, p.Page.Rows); err != nil {
		return err
	}
	h.auditList(r, "archivio.letto", office.ID, len(p.Page.Rows))
	return r.Page(http.StatusOK, views.Archive(p), web.Fragment{ID: views.ArchiveID, Component: views.ArchiveList(p)})
}

// cursor reads where a page begins; what is none is the first page.
func cursor(r *web.Request) agenda.Cursor {
	text, back := r.Query("dopo"), false
	if text == "" {
		text, back = r.Query("prima"), true
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return agenda.Cursor{}
	}
	d, err1 := rule.ParseDate(parts[0])
	starts, err2 := strconv.Atoi(parts[1])
	id, err3 := strconv.ParseInt(parts[2], 10, 64)
	if err1 != nil || err2 != nil || err3 != nil {
		return agenda.Cursor{}
	}
	return agenda.Cursor{Day: d, Starts: rule.Minutes(starts), ID: id, Back: back}
}
