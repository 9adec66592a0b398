package registry

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/registry"
	views "sportello/views/registry"
)

func (h *Handlers) codesFrame(r *web.Request, tab string) (f views.CodesFrame, err error) {
	f = views.CodesFrame{Tab: tab, Admin: r.Actor.Has(rule.RoleAdmin), Sends: r.Reaches("/codici/sezione-6"), Today: r.Today()}
	f.Words, err = h.store.Words(r.Ctx(), r.Today())
	return f, err
}

// Codes shows the services of the Marche table, by group.
func (h *Handlers) Codes(r *web.Request) error { return h.codes(r, http.StatusOK, nil) }

func (h *Handlers) codes(r *web.Request, status int, errs rule.Refusals) error {
	f, err := h.codesFrame(r, views.TabServices)
	if err != nil {
		return err
	}
	all, err := h.store.Services(r.Ctx(), r.Today())
	if err != nil {
		return err
	}
	return r.Page(status, views.Codes(views.CodesPage{CodesFrame: f, Services: all, Errors: errs}))
}

// SetVocabulary chooses the vocabulary of the installation.
func (h *Handlers) SetVocabulary(r *web.Request) error {
	v := registry.Vocabulary(r.Form().Text("vocabolario"))
	err := h.store.SetVocabulary(r.Ctx(), r.Actor, v)
	if refusals, refused := web.Refused(err); refused {
		return h.codes(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("I servizi ora si dicono con il vocabolario " + v.Label() + ".")
	return r.SeeOther("/codici")
}

// Code shows one service with its rules, its national code and its history.
func (h *Handlers) Code(r *web.Request) error { return h.code(r, http.StatusOK, &web.Form{}) }

func (h *Handlers) code(r *web.Request, status int, form *web.Form) error {
	f, err := h.codesFrame(r, views.TabServices)
	if err != nil {
		return err
	}
	p := views.CodePage{CodesFrame: f, Errors: form.Errors}
	if p.History, err = h.store.ServiceHistory(r.Ctx(), r.Param("codice")); err != nil {
		return err
	}
	if len(p.History) == 0 {
		return db.ErrNotFound
	}
	p.Service = p.History[0]
	for _, s := range p.History {
		if s.From <= r.Today() && s.To >= r.Today() {
			p.Service = s
		}
	}
	if p.Mapping, err = h.mapping(r, p.Service.Code); err != nil {
		return err
	}
	if p.National, err = h.store.NationalCodes(r.Ctx()); err != nil {
		return err
	}
	p.Typed = p.Mapping.National
	if form.Values != nil {
		p.Typed = form.Text("national")
	}
	return r.Page(status, views.ShowCode(p))
}

// CodesExcel sends both tables as an Excel file.
func (h *Handlers) CodesExcel(r *web.Request) error {
	all, err := reports.Codes(r.Ctx(), h.store, r.Today())
	if err != nil {
		return err
	}
	r.Attachment("codici-"+string(r.Today())+".xlsx", excelType)
	return reports.WriteCodes(r.Writer, r.Now(), all)
}

func minutesText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
