package web

import (
	"testing"
	"time"
)

func TestNetworkIsWhatAClientCannotChangeAtWill(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7",
		"2001:db8:1:2:aaaa::1": "2001:db8:1:2::/64", "2001:db8:1:2:bbbb::9": "2001:db8:1:2::/64",
		"nowhere": "nowhere",
	} {
		if got := network(address); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

func TestThrottleForgetsWhoHasAllAttemptsLeft(t *testing.T) {
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	limit := Limit{"prova", 2, time.Minute}
	th := newThrottle()
	for _, want := range []bool{true, true, false} {
		if got := th.limiter(limit, "a", now).AllowN(now, 1); got != want {
			t.Errorf("allowed %v, want %v", got, want)
		}
	}
	if !th.limiter(limit, "b", now).AllowN(now, 1) {
		t.Error("one network pays for another")
	}
	th.forget(now)
	if len(th.limiters) != 2 {
		t.Error("forgotten too early")
	}
	th.forget(now.Add(3 * time.Minute))
	if len(th.limiters) != 0 {
		t.Error("never forgotten")
	}
}
