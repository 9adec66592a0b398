package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sportello/db"
	"sportello/db/rule"
)

// JobTx puts a job into the queue in the transaction of the act that wants it.
// It returns its id.
func JobTx(ctx context.Context, tx *db.Tx, actor rule.Actor, kind string, payload any) (int64, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return 0, fmt.Errorf("job %s: %w", kind, err)
	}
	var id int64
	err = tx.QueryRowContext(ctx, "INSERT INTO job(kind,payload,state,run_after,created_at,created_by) VALUES(?,?,?,?,?,?) RETURNING id",
		kind, string(data), JobWaiting, tx.Now, tx.Now, actor.UserID).Scan(&id)
	return id, err
}

const jobColumns = "id, kind, payload, state, attempts, done, total, step, result, error, created_at, created_by, coalesce(finished_at,'')"

func (s *Store) scanJob(row interface{ Scan(...any) error }) (Job, error) {
	j := Job{store: s}
	var payload, result string
	err := row.Scan(&j.ID, &j.Kind, &payload, &j.State, &j.Attempts, &j.Done, &j.Total, &j.Step, &result, &j.Error, &j.CreatedAt, &j.CreatedBy, &j.FinishedAt)
	j.Payload, j.Result = json.RawMessage(payload), json.RawMessage(result)
	if noted, ok := s.noted.Load(j.ID); ok {
		p := noted.(progress)
		j.Done, j.Total, j.Step = p.done, p.total, p.step
	}
	return j, db.Classify(err)
}

// Job returns a job to who started it and to an administrator, db.ErrNotFound
// to anybody else.
func (s *Store) Job(ctx context.Context, actor rule.Actor, id int64) (Job, error) {
	return s.scanJob(s.db.Reader().QueryRowContext(ctx, "SELECT "+jobColumns+" FROM job WHERE id=? AND (created_by=? OR ?)",
		id, actor.UserID, actor.Has(rule.RoleAdmin)))
}

// Jobs returns the last jobs that the actor started, newest first.
func (s *Store) Jobs(ctx context.Context, actor rule.Actor, limit int) ([]Job, error) {
	rows, err := s.db.Reader().QueryContext(ctx, "SELECT "+jobColumns+" FROM job WHERE created_by=? ORDER BY id DESC LIMIT ?", actor.UserID, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		j, err := s.scanJob(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

// progressEvery is the pace at which progress is written: a bar needs no more,
// and the writer has better to do.
const progressEvery = 300 * time.Millisecond

// Progress writes down how far the job is; calls that come too fast are passed
// over, except the last (done equal to total).
func (j *Job) Progress(ctx context.Context, done, total int, step string) error {
	now := time.Now() // the pace of the machine, not the installation's clock
	if step == j.Step && done < total && now.Sub(j.reported) < progressEvery {
		return nil
	}
	j.reported, j.Done, j.Total, j.Step = now, done, total, step
	return j.store.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE job SET done=?, total=?, step=? WHERE id=? AND state=?", done, total, step, j.ID, JobRunning)
		return err
	})
}

type progress struct {
	done, total int
	step        string
}

// Note tells whoever looks at the job through this server how far it is, and
// writes nothing: for work that is itself in a transaction.
func (j *Job) Note(done, total int, step string) {
	j.store.noted.Store(j.ID, progress{done, total, step})
}

// Runner does the jobs of the kinds that it knows.
type Runner struct {
	store *Store
	work  map[string]Work

	mu   sync.Mutex
	late []ended // jobs of which the end could not be written down yet
}

// ended is a job that is over.
type ended struct {
	job      Job
	result   any
	err      error
	stopping bool
}

// NewRunner returns a runner without any work yet.
func NewRunner(s *Store) *Runner { return &Runner{store: s, work: map[string]Work{}} }

// Register tells how jobs of a kind are done, before Run.
func (r *Runner) Register(kind string, work Work) { r.work[kind] = work }

// Run does jobs until the context ends, at most workers at a time, looking into
// the queue at the given pace. First it takes back the jobs that a crash left
// running: one server runs on a directory, so they are nobody's.
func (r *Runner) Run(ctx context.Context, workers int, every time.Duration, report func(error)) {
	if err := r.store.takeBackJobs(ctx); err != nil {
		report(err)
	}
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			tick := time.NewTicker(every)
			defer tick.Stop()
			for {
				for {
					did, err := r.RunOne(ctx)
					if err != nil && ctx.Err() == nil {
						report(err)
					}
					if !did || ctx.Err() != nil {
						break
					}
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	group.Wait()
}

// RunOne does the next job whose time has come and reports whether there was
// one. An error is one of the installation, told to whoever keeps it; the job's
// own row says what people need to know.
func (r *Runner) RunOne(ctx context.Context) (bool, error) {
	if err := r.settleLate(ctx); err != nil {
		return false, err
	}
	job, err := r.store.claimJob(ctx, slices.Sorted(maps.Keys(r.work)))
	if errors.Is(err, db.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	result, err := r.do(ctx, &job)
	r.store.noted.Delete(job.ID)
	end := ended{job, result, err, ctx.Err() != nil}
	settling := r.store.settleJob(context.WithoutCancel(ctx), end)
	if settling != nil {
		r.mu.Lock()
		r.late = append(r.late, end)
		r.mu.Unlock()
	}
	return true, errors.Join(unlessRefused(err), settling)
}

// settleLate writes down the ends of jobs that found no room when they came: a
// full disk must not leave a job under way for ever.
func (r *Runner) settleLate(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.late) > 0 {
		if err := r.store.settleJob(ctx, r.late[0]); err != nil {
			return err
		}
		r.late = r.late[1:]
	}
	return nil
}

func (r *Runner) do(ctx context.Context, job *Job) (result any, err error) {
	defer func() { // one broken job must not stop the server
		if p := recover(); p != nil {
			err = fmt.Errorf("job %d (%s): panic: %v", job.ID, job.Kind, p)
		}
	}()
	return r.work[job.Kind](ctx, job)
}

func unlessRefused(err error) error {
	if jobRefusal(err) != "" {
		return nil
	}
	return err
}

// jobRefusal returns the sentence of a refusal, "" for any other error.
func jobRefusal(err error) string {
	var one rule.Refusal
	var many rule.Refusals
	switch {
	case errors.As(err, &many):
		return many.Error()
	case errors.As(err, &one):
		return one.Message
	}
	return ""
}

func (s *Store) takeBackJobs(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE job SET state=?, run_after=? WHERE state=?", JobWaiting, tx.Now, JobRunning)
		return err
	})
}

func (s *Store) claimJob(ctx context.Context, kinds []string) (Job, error) {
	var j Job
	if len(kinds) == 0 {
		return j, db.ErrNotFound
	}
	// Looked for by a reader first: an empty queue costs the writer nothing.
	in, args := db.In(kinds)
	var id int64
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT id FROM job WHERE state='in_attesa' AND run_after<=? AND kind IN "+in+" LIMIT 1",
		append([]any{rule.InstantOf(s.db.Now())}, args...)...).Scan(&id); err != nil {
		return j, db.Classify(err)
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		j, err = s.scanJob(tx.QueryRowContext(ctx, `UPDATE job SET state='in_corso', attempts=attempts+1, claimed_at=? WHERE id=(
			SELECT id FROM job WHERE state='in_attesa' AND run_after<=? AND kind IN `+in+` ORDER BY run_after, id LIMIT 1)
			RETURNING `+jobColumns, append([]any{tx.Now, tx.Now}, args...)...))
		return err
	})
	return j, err
}

// settleJob writes down how a job ended: done, refused, to be tried again, given
// up, or put back untouched because the server stops.
func (s *Store) settleJob(ctx context.Context, e ended) error {
	j, err := e.job, e.err
	return s.db.Write(ctx, func(tx *db.Tx) error {
		set := func(query string, args ...any) error {
			_, err := tx.ExecContext(ctx, "UPDATE job SET "+query+" WHERE id=?", append(args, j.ID)...)
			return err
		}
		sentence := jobRefusal(err)
		switch {
		case err == nil:
			data, err := json.Marshal(e.result)
			if err != nil {
				return err
			}
			return set("state=?, result=?, error='', finished_at=?, done=total", JobDone, string(data), tx.Now)
		case sentence != "":
			return set("state=?, error=?, finished_at=?", JobFailed, sentence, tx.Now)
		case e.stopping:
			return set("state=?, attempts=attempts-1, run_after=?", JobWaiting, tx.Now)
		case j.Attempts >= maxJobAttempts:
			return set("state=?, error=?, finished_at=?", JobFailed, "Il lavoro non è riuscito dopo più tentativi. Chiedi aiuto al Supporto Tecnico indicando il numero "+fmt.Sprint(j.ID)+".", tx.Now)
		}
		why := "Il lavoro si è interrotto: riprovo tra poco."
		if errors.Is(err, db.ErrDiskFull) {
			why = "Lo spazio su disco è esaurito: riprovo tra poco."
		}
		return set("state=?, error=?, run_after=?", JobWaiting, why, rule.InstantOf(tx.Now.Time().Add(jobWait(j.Attempts))))
	})
}
