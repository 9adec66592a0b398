package bilancio

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// List shows the bilanci of the office, by state.
func (h *Handlers) List(r *web.Request) error {
	p := views.ListPage{Filter: filter(r), Today: r.Today(), Office: len(r.Actor.CPIs()) != 1, Starts: r.Reaches("/appuntamenti/miei"), Interviews: r.Reaches("/colloqui")}
	var err error
	if p.Page, err = h.store.List(r.Ctx(), r.Actor, p.Filter); err != nil {
		return err
	}
	for _, cpi := range r.Actor.CPIs() {
		colleagues, err := r.App.Access.Colleagues(r.Ctx(), r.Actor, cpi)
		if err != nil {
			return err
		}
		for _, c := range colleagues {
			p.Counsellors = append(p.Counsellors, shared.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Name})
		}
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "bilanci.elenco", Subject: "bilancio", Fields: []string{string(p.Filter.State), strconv.Itoa(len(p.Page.Rows))}})
	return r.Page(http.StatusOK, views.List(p), web.Fragment{ID: views.ListID, Component: views.Rows(p)})
}

func filter(r *web.Request) bilancio.Filter {
	f := bilancio.Filter{State: bilancio.InProgress, Name: strings.TrimSpace(r.Query("nome"))}
	switch s := bilancio.State(r.Query("stato")); s {
	case bilancio.Complete, bilancio.Interrupted:
		f.State = s
	}
	if phase := r.Query("fase"); panels.PhaseLabel(phase) != phase {
		f.Phase = phase
	}
	if wait := r.Query("attesa"); wait == bilancio.WaitScan || wait == bilancio.WaitIdle {
		f.Wait, f.Now = wait, r.Now()
	}
	f.Office, _ = strconv.ParseInt(r.Query("ufficio"), 10, 64)
	f.Counsellor, _ = strconv.ParseInt(r.Query("consulente"), 10, 64)
	f.At = r.Window()
	return f
}
