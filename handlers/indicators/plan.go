package indicators

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// PlanDeadlines shows for whom a PAI is to be proposed, the first due first.
func (h *Handlers) PlanDeadlines(r *web.Request) error {
	p, f, err := h.deadlines(r)
	if err != nil {
		return err
	}
	if !slices.Contains(views.PlanStates, p.State) {
		p.State, f.State = "", ""
	}
	after := planAfter(r.AfterText())
	terms, err := h.store.PlanTerms(r.Ctx(), r.Actor, f.CPI, f.State, after, web.PerPage+1)
	if err != nil {
		return err
	}
	var more bool
	if p.Terms, more = web.Cut(terms); more {
		last := p.Terms[len(p.Terms)-1]
		p.Next = r.NextPage(strconv.Itoa(last.Deadline) + "_" + string(last.From) + "_" + strconv.FormatInt(last.SubjectID, 10))
	}
	p.After = after.From != ""
	if p.Counts, err = h.store.PlanTermCounts(r.Ctx(), r.Actor, f.CPI, views.PlanStates...); err != nil {
		return err
	}
	h.auditTerms(r, "scadenze.pai", p, len(p.Terms))
	return r.Page(http.StatusOK, views.PlanDeadlines(p), web.Fragment{ID: views.DeadlinesID, Component: views.PlanRows(p)})
}

// planAfter reads where a page begins: «rule_day_id» of the last row seen.
func planAfter(text string) indicators.PlanAfter {
	number, rest, _ := strings.Cut(text, "_")
	n, err := strconv.Atoi(number)
	row := termAfter(rest)
	if err != nil || row.From < "1900-01-01" || row.From > "2200-01-01" {
		return indicators.PlanAfter{}
	}
	return indicators.PlanAfter{Deadline: n, From: row.From, ID: row.ID}
}
