package registry

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/registry"
	views "sportello/views/registry"
)

// excelType is the type of an Excel file.
const excelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Ledger shows the services of an office, newest first.
func (h *Handlers) Ledger(r *web.Request) error {
	p, err := h.ledgerPage(r)
	if err != nil {
		return err
	}
	at := registry.ParseCursor(r.Query("dopo"), false)
	if r.Query("dopo") == "" {
		at = registry.ParseCursor(r.Query("prima"), true)
	}
	page, err := h.store.Ledger(r.Ctx(), r.Actor, p.Filter, at)
	if err != nil {
		return err
	}
	p.Total, p.HasPrev, p.HasNext = page.Total, page.HasPrev, page.HasNext
	if p.Rows, err = h.people.Named(r.Ctx(), page.Rows); err != nil {
		return err
	}
	h.auditList(r, "servizi.letti", p.Filter.CPI, len(p.Rows))
	return r.Page(http.StatusOK, views.Ledger(p), web.Fragment{ID: views.LedgerID, Component: views.LedgerRows(p)})
}

// ledgerPage reads the office and the filter of the address. What no filter can
// mean is left out.
func (h *Handlers) ledgerPage(r *web.Request) (views.LedgerPage, error) {
	office, all, err := h.office(r, r.Query("ufficio"), false)
	if err != nil {
		return views.LedgerPage{}, err
	}
	p := views.LedgerPage{Office: views.Choice{Value: strconv.FormatInt(office.ID, 10), Label: office.Name}, Offices: offices(all), Beyond: r.Reaches("/servizi/deroghe"),
		Person: r.Reaches("/lavoratori/:id"), Codes: r.Reaches("/codici"), Workload: r.Reaches("/carico")}
	f := registry.LedgerFilter{CPI: office.ID, Operator: number(r.Query("operatore")), Code: strings.TrimSpace(r.Query("codice")),
		Programme: oneOf(r.Query("programma"), append(slices.Clone(registry.Programmes), registry.NoProgramme)...), Mode: oneOf(r.Query("modalita"), registry.Modes...),
		Origin: registry.Origin(oneOf(r.Query("origine"), words(registry.Origins)...)), Annulled: oneOf(r.Query("annullati"), registry.Annulled, registry.Valid)}
	if len(f.Code) > 20 {
		f.Code = ""
	}
	p.From, p.To = r.Query("dal"), r.Query("al")
	f.From, p.Wrong = web.FilterDay(p.From, "Dal", p.Wrong)
	f.To, p.Wrong = web.FilterDay(p.To, "Al", p.Wrong)
	if f.From != "" && f.To != "" && f.From > f.To {
		p.Wrong = append(p.Wrong, "«Dal» viene dopo «Al»: tra il "+f.From.Italian()+" e il "+f.To.Italian()+" non c'è alcun giorno.")
	}
	p.Filter = f
	if p.Words, err = h.store.Words(r.Ctx(), r.Today()); err != nil {
		return p, err
	}
	operatorsHere, err := h.agenda.Operators(r.Ctx(), r.Actor, office.ID)
	p.Operators = operators(operatorsHere)
	return p, err
}

func oneOf(value string, allowed ...string) string {
	if slices.Contains(allowed, value) {
		return value
	}
	return ""
}

func words[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// auditList notes that rows with people's names were read: how many, of which office.
func (h *Handlers) auditList(r *web.Request, action string, cpi int64, count int) {
	h.archive.Read(r.Actor, archive.Audit{Action: action, Subject: "cpi", SubjectID: cpi, Count: count})
}

// LedgerExcel sends the rows that the filters show, all of them, as an Excel file.
func (h *Handlers) LedgerExcel(r *web.Request) error {
	p, err := h.ledgerPage(r)
	if err != nil {
		return err
	}
	if len(p.Wrong) > 0 { // a file must hold what was asked for
		return rule.Refuse("", strings.Join(p.Wrong, " "))
	}
	n := 0
	rows := func(yield func(people.Served, error) bool) {
		for row, err := range h.people.Ledger(r.Ctx(), r.Actor, p.Filter) {
			n++
			if !yield(row, err) {
				return
			}
		}
	}
	r.Attachment("servizi-"+strings.Join(rule.FoldWords(p.Office.Label), "-")+"-"+string(r.Today())+".xlsx", excelType)
	if err := reports.WriteLedger(r.Writer, p.Words, r.Now(), 0, rows); err != nil {
		return err
	}
	h.auditList(r, "servizi.estratti", p.Filter.CPI, n)
	return nil
}

// Beyond lists what went beyond a hard rule in the reader's offices.
func (h *Handlers) Beyond(r *web.Request) error {
	before := registry.ParseCursor(r.Query("dopo"), false)
	rows, err := h.store.Beyond(r.Ctx(), r.Actor, before, registry.PerPage+1)
	if err != nil {
		return err
	}
	p := views.BeyondPage{Person: r.Reaches("/lavoratori/:id")}
	if p.Words, err = h.store.Words(r.Ctx(), r.Today()); err != nil {
		return err
	}
	if len(rows) > registry.PerPage {
		rows = rows[:registry.PerPage]
		p.Next = registry.CursorAt(rows[len(rows)-1]).Text()
	}
	if p.Rows, err = h.people.Named(r.Ctx(), rows); err != nil {
		return err
	}
	h.auditList(r, "deroghe.lette", 0, len(rows))
	return r.Page(http.StatusOK, views.Beyond(p), web.Fragment{ID: views.BeyondID, Component: views.BeyondRows(p)})
}
