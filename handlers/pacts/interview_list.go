package pacts

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/handlers/web"
	views "sportello/views/pacts"
)

// InterviewList shows the interviews of base orientation of the office, by where
// they stand.
func (h *Handlers) InterviewList(r *web.Request) error {
	p := views.InterviewListPage{Filter: interviewFilter(r), Offices: len(r.Actor.CPIs()) != 1, OpenWorkers: r.Reaches("/lavoratori")}
	var err error
	if p.List, err = h.store.InterviewList(r.Ctx(), r.Actor, p.Filter); err != nil {
		return err
	}
	for _, cpi := range r.Actor.CPIs() {
		some, err := h.operators(r, cpi)
		if err != nil {
			return err
		}
		p.Operators = append(p.Operators, some...)
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "colloqui.elenco", Subject: "interview", Fields: []string{string(p.Filter.State)}, Count: len(p.List.Rows)})
	return r.Page(http.StatusOK, views.Interviews(p), web.Fragment{ID: views.InterviewListID, Component: views.InterviewRows(p)})
}

func interviewFilter(r *web.Request) pacts.InterviewFilter {
	f := pacts.InterviewFilter{State: pacts.InterviewOpen, Name: strings.TrimSpace(r.Query("nome"))}
	if s := pacts.InterviewState(r.Query("stato")); slices.Contains(pacts.InterviewStates, s) {
		f.State = s
	}
	if phase := r.Query("fase"); slices.Contains(views.InterviewPhases, phase) && f.State == pacts.InterviewOpen {
		f.Phase = phase
	}
	f.Operator, _ = strconv.ParseInt(r.Query("operatore"), 10, 64)
	f.Office, _ = strconv.ParseInt(r.Query("ufficio"), 10, 64)
	f.At = r.Window()
	return f
}
