package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit bounds how often one network address may do something: a number at
// once, and one more each interval after that. An office of two hundred people
// may share one address, so the bounds are wide.
type Limit struct {
	Name  string
	Burst int
	Every time.Duration
}

// The limits of what anybody can do without a sign-in.
var (
	LimitSignIn  = Limit{"accesso", 60, 30 * time.Second} // failed attempts only
	LimitAccount = Limit{"account", 30, 2 * time.Minute}  // registrations and forgotten passwords
	LimitHelp    = Limit{"richieste", 20, 3 * time.Minute}
)

// tooMany is the answer to who passes a limit.
type tooMany struct{}

func (tooMany) Error() string {
	return "Da questa rete arrivano troppe richieste. Aspetta qualche minuto e riprova: quello che avevi già inviato è stato ricevuto."
}

// throttle counts by limit and network address, in memory: a restart forgives.
type throttle struct {
	mu       sync.Mutex
	limiters map[string]*rate.Limiter
}

const throttled = 20_000

func newThrottle() *throttle { return &throttle{limiters: map[string]*rate.Limiter{}} }

func (t *throttle) limiter(l Limit, address string, now time.Time) *rate.Limiter {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := l.Name + " " + address
	limiter := t.limiters[key]
	if limiter == nil {
		if len(t.limiters) >= throttled {
			t.forget(now)
		}
		limiter = rate.NewLimiter(rate.Every(l.Every), l.Burst)
		t.limiters[key] = limiter
	}
	return limiter
}

// forget drops the addresses that have all their attempts left.
func (t *throttle) forget(now time.Time) {
	for key, limiter := range t.limiters {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(t.limiters, key)
		}
	}
}

// Spend counts one attempt of the client's network against the limit and
// returns an error, which becomes a page, when there is none left.
func (r *Request) Spend(l Limit) error {
	now := r.App.DB.Now()
	if !r.App.throttle.limiter(l, network(r.ClientIP()), now).AllowN(now, 1) {
		return tooMany{}
	}
	return nil
}

// Spent returns the error of a limit that has nothing left, without counting.
func (r *Request) Spent(l Limit) error {
	now := r.App.DB.Now()
	if r.App.throttle.limiter(l, network(r.ClientIP()), now).TokensAt(now) < 1 {
		return tooMany{}
	}
	return nil
}

// network returns what one client cannot change at will: an IPv4 address, or
// the first 64 bits of an IPv6 one.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
