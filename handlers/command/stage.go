package command

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"sportello/db"
	"sportello/db/seed"
	views "sportello/views/demo"

	"golang.org/x/sync/singleflight"
)

// stage is the demonstration under the feet of a running server. While its
// content is replaced nobody stands on it: requests wait, and what goes on
// behind the pages stops. Ids begin anew, and whoever had read one before would
// write to somebody else.
type stage struct {
	db  *db.DB
	now func() time.Time
	log *slog.Logger

	resetting singleflight.Group // two who press at once get one reset

	mu      sync.Mutex
	changed *sync.Cond
	inside  int  // requests under way
	closed  bool // no request begins

	stop    func()
	restart func() (func(), error)
}

// patience is how long a reset waits for requests under way to end: a download
// that nobody takes must not hold up everybody.
const patience = 5 * time.Second

func newStage(d *db.DB, now func() time.Time, log *slog.Logger) *stage {
	s := &stage{db: d, now: now, log: log, stop: func() {}}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// behind takes charge of what goes on behind the pages; it returns what stops
// it for good.
func (s *stage) behind(stop func(), restart func() (func(), error)) func() {
	s.stop, s.restart = stop, restart
	return func() {
		s.mu.Lock()
		stop := s.stop
		s.mu.Unlock()
		stop()
	}
}

// wrap lets requests in while the stage is open. The reset itself stands aside.
func (s *stage) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == views.ResetPath {
			next.ServeHTTP(w, r)
			return
		}
		s.mu.Lock()
		for s.closed {
			s.changed.Wait()
		}
		s.inside++
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			s.inside--
			s.changed.Broadcast()
			s.mu.Unlock()
		}()
		next.ServeHTTP(w, r)
	})
}

// clear closes the stage and waits until nobody is on it, or for patience.
func (s *stage) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	late := false
	timer := time.AfterFunc(patience, func() {
		s.mu.Lock()
		late = true
		s.changed.Broadcast()
		s.mu.Unlock()
	})
	defer timer.Stop()
	for s.inside > 0 && !late {
		s.changed.Wait()
	}
}

func (s *stage) open() {
	s.mu.Lock()
	s.closed = false
	s.changed.Broadcast()
	s.mu.Unlock()
}

// reset makes the demonstration anew. Most of the time goes into making it,
// beside the live one; only the exchange holds everybody up.
func (s *stage) reset(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // whoever asked may leave, the others wait
	_, err, _ := s.resetting.Do("", func() (any, error) {
		renewal, err := seed.Renew(ctx, s.db, SeedOptions(s.now()))
		if err != nil {
			return nil, err
		}
		defer func() {
			if err := renewal.Discard(); err != nil {
				s.log.Error("demo", "error", err)
			}
		}()
		s.clear()
		defer s.open()
		s.stop()
		err = renewal.Apply(ctx)
		stop, failed := s.restart()
		if failed != nil {
			stop = func() {}
			s.log.Error("demo", "error", failed)
		}
		s.mu.Lock()
		s.stop = stop
		s.mu.Unlock()
		return nil, err
	})
	return err
}
