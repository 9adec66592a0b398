package archive

import (
	"context"
	"encoding/json"
	"time"

	"sportello/db/rule"
)

// JobState is where a background job stands.
type JobState string

// The states of a job.
const (
	JobWaiting JobState = "in_attesa"
	JobRunning JobState = "in_corso"
	JobDone    JobState = "finito"
	JobFailed  JobState = "fallito"
)

// Job is work that goes on behind the pages.
type Job struct {
	ID         int64
	Kind       string
	Payload    json.RawMessage
	State      JobState
	Attempts   int
	Done       int    // of Total
	Total      int    // 0 while unknown
	Step       string // what it is doing, in Italian
	Result     json.RawMessage
	Error      string // in Italian, for the screen
	CreatedAt  rule.Instant
	CreatedBy  int64
	FinishedAt rule.Instant

	store    *Store
	reported time.Time
}

// Finished reports whether nothing more will come of the job.
func (j Job) Finished() bool { return j.State == JobDone || j.State == JobFailed }

// Percent returns how much is done, 0 to 100.
func (j Job) Percent() int {
	switch {
	case j.State == JobDone:
		return 100
	case j.Total <= 0:
		return 0
	}
	return min(j.Done*100/j.Total, 100)
}

// Into decodes the payload.
func (j *Job) Into(v any) error { return json.Unmarshal(j.Payload, v) }

// Work does a job. What it returns is kept as the job's result, as JSON. A
// refusal of a rule ends the job with its sentence; any other error is tried
// again later. It must stop soon when the context ends: the job then waits for
// the next start, and must do no harm when it is done again.
type Work func(ctx context.Context, job *Job) (result any, err error)

// maxJobAttempts is after how many failures a job is given up.
const maxJobAttempts = 5

// jobWait returns how long to wait after the n-th failure.
func jobWait(n int) time.Duration { return time.Duration(n*n) * 10 * time.Second }
