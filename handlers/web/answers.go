package web

import (
	"context"
	"sync"

	"sportello/views/layout"
)

// answer is where an act led and what was said of it.
type answer struct {
	path  string
	flash *layout.Flash
}

// answers remembers where acts led, in memory: after a restart a repetition
// still changes nothing, but leads to the first page.
type answers struct {
	mu      sync.Mutex
	byKey   map[string]answer
	order   []string
	running map[string]chan struct{} // closed when the request with the key is over
}

const rememberedAnswers = 10_000

func newAnswers() *answers {
	return &answers{byKey: map[string]answer{}, running: map[string]chan struct{}{}}
}

// enter waits until no other request with the key is under way.
func (a *answers) enter(ctx context.Context, key string) error {
	for {
		a.mu.Lock()
		other, busy := a.running[key]
		if !busy {
			a.running[key] = make(chan struct{})
		}
		a.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (a *answers) leave(key string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	close(a.running[key])
	delete(a.running, key)
}

func (a *answers) put(key string, to answer) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if _, known := a.byKey[key]; !known {
		a.order = append(a.order, key)
	}
	a.byKey[key] = to
	if len(a.order) > rememberedAnswers {
		delete(a.byKey, a.order[0])
		a.order = a.order[1:]
	}
}

func (a *answers) get(key string) (to answer, known bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	to, known = a.byKey[key]
	return to, known
}
