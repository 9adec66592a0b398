package registry

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/registry"
	"sportello/views/shared"
)

// month returns the month asked for, the one before today's when it is none.
func month(r *web.Request, asked string) string {
	if _, err := rule.ParseDate(asked + "-01"); err == nil && len(asked) == 7 {
		return asked
	}
	return r.Today().AddMonths(-1).Month()
}

// Section shows what of a month goes into section 6 of the national record.
func (h *Handlers) Section(r *web.Request) error {
	p := views.SectionPage{Month: month(r, r.Query("mese"))}
	var err error
	if p.CodesFrame, err = h.codesFrame(r, views.TabSection); err != nil {
		return err
	}
	if p.Policies, err = h.exchange.Policies(r.Ctx(), r.Actor, p.Month); err != nil {
		return err
	}
	if p.Unsent, err = h.exchange.Unsent(r.Ctx(), r.Actor, p.Month); err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "sap.letta", Subject: "sap_policy", Fields: []string{p.Month}, Count: len(p.Policies)})
	return r.Page(http.StatusOK, views.Section(p))
}

// PrepareSection gives the policies of a month their identifiers.
func (h *Handlers) PrepareSection(r *web.Request) error {
	m := month(r, r.Form().Text("mese"))
	out, without, err := h.exchange.ExportPolicies(r.Ctx(), r.Actor, m)
	if err != nil {
		return err
	}
	text := shared.Plural(len(out), "politica ha il suo identificativo", "politiche hanno il loro identificativo") + ": il file è pronto."
	if len(without) > 0 {
		text += " Restano fuori quelle degli uffici senza codice ministeriale: " + strings.Join(without, ", ") + "."
	}
	r.Done(text)
	return r.SeeOther("/codici/sezione-6?mese=" + m)
}

// sectionColumns are those of the file, as the technical notes of the SAP name them.
var sectionColumns = []string{"codice_fiscale", "cognome", "nome", "id_politica_attiva", "attivita", "denominazione", "tipo_progetto", "ente_promotore", "data_proposta", "data_inizio", "data_fine",
	"ultimo_evento", "data_evento", "durata_minuti"}

// SectionFile sends the policies of a month that have their identifier.
func (h *Handlers) SectionFile(r *web.Request) error {
	m := month(r, r.Query("mese"))
	all, err := h.exchange.Policies(r.Ctx(), r.Actor, m)
	if err != nil {
		return err
	}
	r.Attachment("sezione-6-"+m+".csv", "text/csv; charset=utf-8")
	out := csv.NewWriter(r.Writer)
	out.Comma = ';'
	_ = out.Write(sectionColumns)
	n := 0
	for _, p := range all {
		if p.Identifier != "" {
			n++
			_ = out.Write(exchange.Texts(sectionLine(p)))
		}
	}
	out.Flush()
	h.archive.Read(r.Actor, archive.Audit{Action: "sap.estratta", Subject: "sap_policy", Fields: []string{m}, Count: n})
	return out.Error()
}

// sectionLine writes a policy. A service delivered was proposed, begun and ended
// on its day; one only proposed (event 01) has not begun.
func sectionLine(p exchange.Policy) []string {
	day := p.On.Italian()
	begun, ended := day, day
	if p.Event == "01" {
		begun, ended = "", ""
	}
	return []string{string(p.CodiceFiscale), p.Surname, p.Name, p.Identifier, p.Activity, strings.Join(strings.Fields(p.Title), " "), p.Project, p.OfficeCode, day, begun, ended, p.Event, day, strconv.Itoa(p.Minutes)}
}
