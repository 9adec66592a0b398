package people

import (
	"sportello/db/people"
	"sportello/handlers/web"
	reports "sportello/reports/people"
)

// ListExcel sends the rows that the list shows, all of them, as an Excel file.
func (h *Handlers) ListExcel(r *web.Request) error {
	p, err := h.listPage(r, r.Request.URL.Query())
	if err != nil {
		return err
	}
	counts, err := h.people.Counts(r.Ctx(), r.Actor, p.Filter)
	if err != nil {
		return err
	}
	size := counts.All
	if p.Filter.State != "" {
		size = counts.ByState[p.Filter.State]
	}
	if counts.All > people.CountLimit {
		size = 0 // not counted to the end
	}
	n := 0
	rows := func(yield func(people.ListedRow, error) bool) {
		for row, err := range h.people.All(r.Ctx(), r.Actor, p.Filter) {
			n++
			if !yield(row, err) {
				return
			}
		}
	}
	r.Attachment(reports.FileName(p.List, p.Filter.Province, p.Today), reports.MediaType)
	if err := reports.List(r.Writer, p.List, "Sportello", r.Now(), size, rows); err != nil {
		return err
	}
	h.auditList(r, "lista.estratta", p, n)
	return nil
}
