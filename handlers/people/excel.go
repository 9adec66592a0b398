package people

import (
	"iter"

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
	rows := func(yield func(reports.Row, error) bool) {
		for row, err := range h.withTerms(r, p.CanOpen, h.people.All(r.Ctx(), r.Actor, p.Filter)) {
			n++
			if !yield(row, err) {
				return
			}
		}
	}
	r.Attachment(reports.FileName(p.List, p.Filter.Province, p.Today), reports.MediaType)
	if err := reports.List(r.Writer, reports.File{List: p.List, Author: "Sportello", At: r.Now(), Today: p.Today, Size: size, Terms: p.CanOpen}, rows); err != nil {
		return err
	}
	h.auditList(r, "lista.estratta", p, n)
	return nil
}

// termsAtOnce is for how many rows of a file the deadlines are read together.
const termsAtOnce = 500

// withTerms adds to each row the deadline that runs for its person, for who
// reads them.
func (h *Handlers) withTerms(r *web.Request, reads bool, rows iter.Seq2[people.ListedRow, error]) iter.Seq2[reports.Row, error] {
	return func(yield func(reports.Row, error) bool) {
		var batch []people.ListedRow
		flush := func() bool {
			workers := make([]int64, len(batch))
			for i, row := range batch {
				workers[i] = row.WorkerID
			}
			terms, err := h.figures.TermsOf(r.Ctx(), r.Actor, workers)
			if err != nil {
				yield(reports.Row{}, err)
				return false
			}
			for _, row := range batch {
				out := reports.Row{ListedRow: row}
				if t, runs := terms[row.WorkerID]; runs {
					out.Term = &t
				}
				if !yield(out, nil) {
					return false
				}
			}
			batch = batch[:0]
			return true
		}
		for row, err := range rows {
			switch {
			case err != nil:
				yield(reports.Row{}, err)
				return
			case !reads:
				if !yield(reports.Row{ListedRow: row}, nil) {
					return
				}
			default:
				if batch = append(batch, row); len(batch) == termsAtOnce && !flush() {
					return
				}
			}
		}
		flush()
	}
}
