package exchange

import (
	"context"

	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/db/rule"
	"sportello/handlers/web"
)

// The jobs of a load: the reading of its file, and its application.
const (
	jobRead  = "caricamento.lettura"
	jobApply = "caricamento.applicazione"
)

// loadPayload says which load a job is about.
type loadPayload struct {
	Load int64 `json:"load"`
}

// of returns which load a job is about, and on whose behalf it is done.
func (h *Handlers) of(ctx context.Context, job *archive.Job) (id int64, actor rule.Actor, err error) {
	var p loadPayload
	if err := job.Into(&p); err != nil {
		return 0, actor, err
	}
	user, err := h.app.Access.User(ctx, job.CreatedBy)
	return p.Load, user.Actor(), err
}

// read does jobRead: done again after a stop, it begins anew.
func (h *Handlers) read(ctx context.Context, job *archive.Job) (any, error) {
	id, actor, err := h.of(ctx, job)
	if err != nil {
		return nil, err
	}
	l, err := h.loads.Read(ctx, actor, id, func(done, total int) {
		job.Progress(ctx, done, total, "lettura") // a bar that stands still stops nothing
	})
	return l.Tally, err
}

// apply does jobApply: done again after a stop, it begins anew, unless all was
// done already. A load that an error has put back waits for somebody to try again.
func (h *Handlers) apply(ctx context.Context, job *archive.Job) (any, error) {
	id, actor, err := h.of(ctx, job)
	if err != nil {
		return nil, err
	}
	l, err := h.loads.Load(ctx, actor, id)
	if err != nil || l.State != exchange.StateApplying {
		return l.Tally, err
	}
	l, err = h.loads.Apply(ctx, actor, id, func(done, total int) { job.Note(done, total, "applicazione") })
	return l.Tally, err
}

// Apply starts to make the lines of a load true.
func (h *Handlers) Apply(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.loads.StartApply(r.Ctx(), r.Actor, id, jobApply, loadPayload{id}); err != nil {
		return err
	}
	return r.SeeOther(path(id))
}
