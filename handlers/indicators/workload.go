package indicators

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// WorkloadReaders are the roles that see how much the operators of an office
// have on hand.
var WorkloadReaders = []rule.Role{rule.RoleOfficeHead, rule.RoleProvince}

// Workload shows what is booked and delivered in an office in a week, against
// the time that there is.
func (h *Handlers) Workload(r *web.Request) error {
	p := views.WorkloadPage{}
	scopes, err := h.store.Scopes(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	for _, s := range scopes {
		if s.Kind == rule.ScopeCPI && (s.Closes || r.Actor.Has(rule.RoleProvince)) { // of an office the head's
			p.Offices = append(p.Offices, s)
		}
	}
	if len(p.Offices) == 0 {
		return db.ErrNotFound
	}
	p.Office = p.Offices[0]
	if asked := r.Query("ufficio"); asked != "" {
		p.Office = indicators.Scope{}
		for _, s := range p.Offices {
			if strconv.FormatInt(s.CPI, 10) == asked {
				p.Office = s
			}
		}
		if p.Office.CPI == 0 {
			return db.ErrNotFound
		}
	}
	day, err := rule.ParseDate(r.Query("settimana"))
	if err != nil || day < "2000-01-01" || day > r.Today().AddMonths(24) {
		day = r.Today()
	}
	p.From, p.To = indicators.Week(day)
	if p.Loads, err = h.store.Workload(r.Ctx(), r.Actor, p.Office.CPI, p.From, p.To); err != nil {
		return err
	}
	p.CodesFrom = p.From.AddDays(-21)
	if p.Codes, err = h.store.CodeLoads(r.Ctx(), r.Actor, p.Office.CPI, p.CodesFrom, p.To); err != nil {
		return err
	}
	p.OpensServices = r.Reaches("/servizi")
	r.App.Archive.Read(r.Actor, archive.Audit{Action: "carico.letto", Subject: "cpi", SubjectID: p.Office.CPI, Count: len(p.Loads)})
	return r.Page(http.StatusOK, views.Workload(p))
}
