package exchange

import (
	"net/http"
	"strconv"

	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/handlers/web"
	views "sportello/views/exchange"
)

func path(id int64) string { return "/caricamenti/" + strconv.FormatInt(id, 10) }

// linesShown is how many lines a page of the preview has.
const linesShown = 50

// Load shows a load, at whichever step it stands.
func (h *Handlers) Load(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	return h.page(r, http.StatusOK, views.LoadPage{Load: l})
}

func (h *Handlers) find(r *web.Request) (exchange.Load, error) {
	id, err := r.ID("id")
	if err != nil {
		return exchange.Load{}, err
	}
	return h.loads.Load(r.Ctx(), r.Actor, id)
}

func (h *Handlers) page(r *web.Request, status int, p views.LoadPage) (err error) {
	if p.Province, err = h.provinceName(r, p.Load.Province); err != nil {
		return err
	}
	p.CanOpen = r.Reaches("/lavoratori/:id")
	switch p.Load.State {
	case exchange.StateReceived:
		return h.columns(r, status, p)
	case exchange.StateReading, exchange.StateApplying:
		if p.Job, err = h.app.Archive.Job(r.Ctx(), r.Actor, p.Load.JobID); err != nil {
			p.Job = archive.Job{} // somebody else's: the state of the load is enough
		}
		return r.Page(status, views.Working(p), web.Fragment{ID: views.ProgressID, Component: views.Progress(p)})
	case exchange.StateFailed:
		return r.Page(status, views.Failed(p))
	}
	if err := h.lines(r, &p); err != nil {
		return err
	}
	return r.Page(status, views.Preview(p),
		web.Fragment{ID: views.PreviewID, Component: views.Lines(p)}, web.Fragment{ID: views.ProgressID, Component: views.Progress(p)})
}

// lines fills in the lines of the tab that is asked for; the first one with
// something to see when none is.
func (h *Handlers) lines(r *web.Request, p *views.LoadPage) (err error) {
	t := p.Load.Tally
	switch asked := r.Query("esito"); {
	case asked == "avviso":
		p.Tab = ""
	case asked != "":
		p.Tab = exchange.Fate(asked)
	case t.Updated > 0:
		p.Tab = exchange.FateUpdate
	case t.Created > 0:
		p.Tab = exchange.FateCreate
	case t.Rejected > 0:
		p.Tab = exchange.FateReject
	default:
		p.Tab = exchange.FateUnchanged
	}
	after, _ := strconv.Atoi(r.Query("dopo"))
	if p.Lines, err = h.loads.PageOfLines(r.Ctx(), p.Load.ID, p.Tab, after, linesShown+1); err != nil {
		return err
	}
	if len(p.Lines) > linesShown {
		p.Lines = p.Lines[:linesShown]
		p.Next = p.Lines[linesShown-1].Number
	}
	return nil
}

// Undo takes a whole load back.
func (h *Handlers) Undo(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	err = h.loads.Undo(r.Ctx(), r.Actor, l.ID)
	if refusals, refused := web.Refused(err); refused {
		return h.page(r, http.StatusUnprocessableEntity, views.LoadPage{Load: l, Errors: refusals})
	}
	if err != nil {
		return err
	}
	r.Done("Caricamento annullato: l'elenco è tornato com'era.")
	return r.SeeOther(path(l.ID))
}

// Discard gives up a load that was not applied.
func (h *Handlers) Discard(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	if err := h.loads.Discard(r.Ctx(), r.Actor, l.ID); err != nil {
		return err
	}
	r.Done("Hai rinunciato al file: nulla è cambiato.")
	return r.SeeOther("/elenchi/" + strconv.FormatInt(l.ListID, 10) + "/caricamenti")
}

// Rejects answers with the rejected lines and their reasons, as a CSV.
func (h *Handlers) Rejects(r *web.Request) error {
	l, err := h.find(r)
	if err != nil {
		return err
	}
	r.AuditRead("caricamento.scarti", 0)
	r.Attachment("righe-scartate-"+strconv.FormatInt(l.ID, 10)+".csv", "text/csv; charset=utf-8")
	return exchange.WriteRejects(r.Writer, l.Titles, h.loads.Lines(r.Ctx(), l.ID, exchange.FateReject))
}
