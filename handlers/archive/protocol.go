package archive

import (
	"errors"
	"net/http"
	"slices"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/reports"
	print "sportello/reports/archive"
	views "sportello/views/archive"
)

// Protocol shows the protocol register.
func (h *Handlers) Protocol(r *web.Request) error {
	page := views.ProtocolPage{Text: r.Query("q"), Day: r.Query("giorno"), Direction: archive.Direction(r.Query("verso")), Today: r.Today()}
	f := archive.RegisterFilter{Text: page.Text, Direction: page.Direction, Before: before(r), Limit: perPage + 1}
	if page.Direction != "" && !slices.Contains([]archive.Direction{archive.Incoming, archive.Outgoing, archive.Internal}, page.Direction) {
		return db.ErrNotFound
	}
	if page.Day != "" {
		day, err := rule.ParseDate(page.Day)
		if err != nil {
			page.Errors.Add("giorno", err.Error())
			return r.Page(http.StatusUnprocessableEntity, views.Protocol(page))
		}
		f.Day = day
	}
	rows, err := h.store.Register(r.Ctx(), r.Actor, f)
	if err != nil {
		return err
	}
	page.Rows = rows[:min(len(rows), perPage)]
	if len(page.Rows) > 0 {
		page.Next = older(r, len(rows) > perPage, page.Rows[len(page.Rows)-1].ID)
	}
	h.store.Read(r.Actor, archive.Audit{Action: "protocollo.elenco", Subject: "protocol_entry", Fields: []string{"giorno", "verso", "testo"}, Count: len(page.Rows)})
	return r.Page(http.StatusOK, views.Protocol(page), web.Fragment{ID: "registrazioni", Component: views.ProtocolRows(page)})
}

// Entry shows one registration.
func (h *Handlers) Entry(r *web.Request) error {
	return h.entry(r, http.StatusOK, &web.Form{})
}

func (h *Handlers) entry(r *web.Request, status int, f *web.Form) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	page := views.EntryPage{Errors: f.Errors, MayAnnul: r.Actor.Has(rule.RoleOfficeHead, rule.RoleAdmin)}
	if f.Values != nil {
		page.Reason = f.Text("reason")
	}
	if page.Entry, err = h.store.RegisterEntry(r.Ctx(), r.Actor, id); err != nil {
		return err
	}
	if page.Entry.DocumentID != 0 { // the register tells of the document also to who may not open it
		if _, err := h.store.Document(r.Ctx(), r.Actor, page.Entry.DocumentID); errors.Is(err, db.ErrNotFound) {
			page.Entry.DocumentID = 0
		} else if err != nil {
			return err
		}
	}
	return r.Page(status, views.Entry(page))
}

// Annul annuls a registration with its reason.
func (h *Handlers) Annul(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	f := r.Form()
	err = h.store.AnnulProtocol(r.Ctx(), r.Actor, id, f.Text("reason"))
	if f.Merge(err) {
		return h.entry(r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	r.Done("Registrazione annullata. Il numero resta occupato.")
	return r.SeeOther("/protocollo/" + r.Param("id"))
}

// DayRegister gives the daily register as a PDF.
func (h *Handlers) DayRegister(r *web.Request) error {
	day, err := rule.ParseDate(r.Param("giorno"))
	if err != nil {
		return db.ErrNotFound
	}
	entries, err := h.store.Register(r.Ctx(), r.Actor, archive.RegisterFilter{Day: day, Limit: 100_000})
	if err != nil {
		return err
	}
	office := ""
	for _, g := range r.Actor.Grants {
		if g.Scope == rule.ScopeCPI {
			office = "Centro per l'Impiego di " + g.Office
		}
	}
	pdf, err := reports.Render(print.Register(day, office, entries, r.Now()))
	if err != nil {
		return err
	}
	h.store.Read(r.Actor, archive.Audit{Action: "protocollo.stampato", Subject: "protocol_entry", Fields: []string{"giorno"}, Count: len(entries)})
	r.Attachment("Registro di protocollo "+string(day)+".pdf", archive.TypePDF)
	_, err = r.Writer.Write(pdf)
	return err
}
