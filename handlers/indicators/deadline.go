package indicators

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/indicators"
	views "sportello/views/indicators"
)

// DeadlineDesk are the roles that keep the deadlines of their office; those and
// the province see them.
var (
	DeadlineDesk    = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}
	DeadlineReaders = append(append([]rule.Role{}, DeadlineDesk...), rule.RoleProvince)
)

// Deadlines shows what falls due and what is late, and what comes back.
func (h *Handlers) Deadlines(r *web.Request) error {
	p, f, err := h.deadlines(r)
	if err != nil {
		return err
	}
	after := termAfter(r.AfterText())
	terms, err := h.store.Terms(r.Ctx(), r.Actor, f, after, web.PerPage+1)
	if err != nil {
		return err
	}
	var more bool
	if p.Terms, more = web.Cut(terms); more {
		last := p.Terms[len(p.Terms)-1]
		p.Next = r.NextPage(string(last.From) + "_" + strconv.FormatInt(last.SubjectID, 10))
	}
	p.After = after.From != ""
	if p.Counts, err = h.store.TermCounts(r.Ctx(), r.Actor, f, views.TermStates...); err != nil {
		return err
	}
	if p.Operators, err = h.store.TermOperators(r.Ctx(), r.Actor, f.CPI); err != nil {
		return err
	}
	if p.Reminders, err = h.store.Reminders(r.Ctx(), r.Actor, f.CPI); err != nil {
		return err
	}
	h.auditTerms(r, "scadenze.lette", p, len(p.Terms))
	return r.Page(http.StatusOK, views.Deadlines(p), web.Fragment{ID: views.DeadlinesID, Component: views.DeadlineRows(p)})
}

// deadlines reads which terms an address asks for: of the own office for who
// works in one.
func (h *Handlers) deadlines(r *web.Request) (p views.DeadlinesPage, f indicators.TermFilter, err error) {
	p = views.DeadlinesPage{Today: r.Today(), State: views.TermStateOf(r.Query("stato")), Writes: r.Actor.Has(DeadlineDesk...)}
	scopes, err := h.store.Scopes(r.Ctx(), r.Actor)
	if err != nil {
		return p, f, err
	}
	for _, s := range scopes {
		if s.Kind == rule.ScopeCPI {
			p.Offices = append(p.Offices, s)
		}
	}
	if asked := r.Query("ufficio"); asked != "" {
		for _, s := range p.Offices {
			if strconv.FormatInt(s.CPI, 10) == asked {
				p.Office = s
			}
		}
		if p.Office.CPI == 0 {
			return p, f, db.ErrNotFound
		}
	} else if p.Writes {
		for _, s := range p.Offices {
			if s.CPI == r.Actor.CPI() {
				p.Office = s
			}
		}
	}
	p.Operator, _ = strconv.ParseInt(r.Query("operatore"), 10, 64)
	return p, indicators.TermFilter{CPI: p.Office.CPI, Operator: p.Operator, State: p.State}, nil
}

// termAfter reads the last row of the page before.
func termAfter(text string) indicators.TermAfter {
	day, id, _ := strings.Cut(text, "_")
	from, err := rule.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if err != nil || wrong != nil {
		return indicators.TermAfter{}
	}
	return indicators.TermAfter{From: from, ID: n}
}

func (h *Handlers) auditTerms(r *web.Request, action string, p views.DeadlinesPage, n int) {
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, Subject: "cpi", SubjectID: p.Office.CPI, Fields: p.FilterNames(), Count: n})
}

// DeadlinesExcel sends the terms that the page shows, all of them, as an Excel file.
func (h *Handlers) DeadlinesExcel(r *web.Request) error {
	p, f, err := h.deadlines(r)
	if err != nil {
		return err
	}
	terms, err := h.store.Terms(r.Ctx(), r.Actor, f, indicators.TermAfter{}, 0)
	if err != nil {
		return err
	}
	r.Attachment("scadenze-"+string(r.Today())+".xlsx", reports.ExcelType)
	if err := print.Terms(r.Writer, terms, r.Today(), r.Now()); err != nil {
		return err
	}
	h.auditTerms(r, "scadenze.estratte", p, len(terms))
	return nil
}

// TimeRules shows all time rules of the Masterplan and what is made of each.
func (h *Handlers) TimeRules(r *web.Request) error {
	return r.Page(http.StatusOK, views.TimeRules(indicators.Deadlines))
}
