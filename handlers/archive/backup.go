package archive

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/archive"
)

// The kinds of job of this area.
const (
	jobBackup = "copia"
	jobCheck  = "controllo"
)

// Backups shows «Copie di sicurezza»: the copies made, and a copy or a check
// under way.
func (h *Handlers) Backups(r *web.Request) error {
	var page views.BackupPage
	var err error
	if page.Copies, err = h.store.Copies(); err != nil {
		return err
	}
	if page.LastAt, err = h.store.LastBackupAt(r.Ctx()); err != nil {
		return err
	}
	if id, _ := strconv.ParseInt(r.Query("lavoro"), 10, 64); id > 0 {
		job, err := h.store.Job(r.Ctx(), r.Actor, id)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return err
		}
		if err == nil {
			page.Job = &job
			_ = json.Unmarshal(job.Result, &page.Report) // a copy has none
		}
	}
	return r.Page(http.StatusOK, views.Backups(page), web.Fragment{ID: "lavoro", Component: views.BackupJob(page)})
}

// MakeBackup puts a copy into the queue.
func (h *Handlers) MakeBackup(r *web.Request) error { return h.queue(r, jobBackup) }

// MakeCheck puts a check into the queue.
func (h *Handlers) MakeCheck(r *web.Request) error { return h.queue(r, jobCheck) }

func (h *Handlers) queue(r *web.Request, kind string) error {
	var id int64
	if err := h.app.DB.Write(r.Ctx(), func(tx *db.Tx) (err error) {
		id, err = archive.JobTx(r.Ctx(), tx, r.Actor, kind, nil)
		return err
	}); err != nil {
		return err
	}
	return r.SeeOther("/copie?lavoro=" + strconv.FormatInt(id, 10))
}

func (h *Handlers) backup(ctx context.Context, _ *archive.Job) (any, error) {
	name, damaged, err := h.store.MakeCopy(ctx, rule.System)
	if err != nil {
		return nil, err
	}
	return archive.Report{Damage: damaged, Notes: []string{"copia: " + name}}, nil
}

func (h *Handlers) check(ctx context.Context, _ *archive.Job) (any, error) {
	return h.store.Check(ctx, web.Recounts()...)
}

// Copy gives one of the copies made from the page.
func (h *Handlers) Copy(r *web.Request) error {
	path, err := h.store.CopyPath(r.Param("nome"))
	if err != nil {
		return err
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if err := h.store.ReadNow(r.Ctx(), r.Actor, archive.Audit{Action: "copia.scaricata", Reason: info.Name()}); err != nil {
		return err
	}
	return sendFile(r, file, info.Name(), "application/gzip", info.Size())
}
