package indicators

import (
	"strconv"
	"sync"

	"sportello/db/rule"
)

// Kept tells how the interview within two months of the DID was kept (DGR Puglia
// 847/2010, service B1). All its numbers are of the same DIDs: those whose two
// months are over. One that still runs is neither kept nor missed.
type Kept struct {
	Over   int // DIDs whose two months are over
	Held   int // of them, with their interview, in time or late
	InTime int // of them, with their interview within the two months
	Runs   int // DIDs whose two months are not over, or are suspended
}

// merge adds others.
func (k *Kept) merge(o Kept) {
	k.Over, k.Held, k.InTime, k.Runs = k.Over+o.Over, k.Held+o.Held, k.InTime+o.InTime, k.Runs+o.Runs
}

// shareStamp says of which facts a share is: those of an office and month after
// so many changes, as they stand on a day.
type shareStamp struct {
	interviews int64
	today      rule.Date
}

// shares keeps what was counted of the DIDs of each office and month: opening the
// figures of a year again counts only what has changed since.
type shares struct {
	mu sync.Mutex
	of map[officeMonth]stampedKept
}

type stampedKept struct {
	shareStamp
	Kept
}

func (s *shares) get(k officeMonth, at shareStamp) (Kept, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.of[k]
	return one.Kept, ok && one.shareStamp == at
}

func (s *shares) put(k officeMonth, at shareStamp, one Kept) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[officeMonth]stampedKept{}
	}
	s.of[k] = stampedKept{at, one}
}

// share is what is kept of DIDs of one day in an office, so many days suspended.
type share struct {
	of        officeMonth
	from      rule.Date
	suspended int
	stands    bool      // suspended today
	held      rule.Date // of the first interview, "" for none
	ended     rule.Date // of the DID, "" while it is in force
	n         int
}

// add counts DIDs. One that ended before its two months were over, and without
// an interview, owed none.
func (k *Kept) add(x share, today rule.Date) {
	due := Term{Deadline: DeadlineInterview, From: x.from, Suspended: x.suspended}.Due()
	switch {
	case x.held == "" && x.ended != "" && x.ended <= due:
		return
	case due >= today, x.held == "" && x.stands:
		k.Runs += x.n
		return
	}
	k.Over += x.n
	if x.held != "" {
		k.Held += x.n
	}
	if x.held != "" && x.held <= due {
		k.InTime += x.n
	}
}

// JudgeShare compares the share of the DIDs whose two months are over with the
// objective's percent, and says the numbers behind it: «63,4% su 100%, 45 su 71
// DID scadute».
func JudgeShare(t Target, kept int, k Kept) Verdict {
	if k.Over == 0 {
		return Verdict{Target: t, Says: "nessuna DID dell'anno ha ancora finito i due mesi"}
	}
	percent := float64(kept) / float64(k.Over) * 100
	says := numberText(float64(int(percent*10+0.5))/10) + "% su " + numberText(*t.Value) + "%, " + thousands(float64(kept)) + " su " + thousands(float64(k.Over)) + " DID scadute"
	if k.Over == 1 {
		says = says[:len(says)-len("scadute")] + "scaduta"
	}
	if k.Runs > 0 {
		says += " (" + strconv.Itoa(k.Runs) + " ancora nei termini)"
	}
	return judged(t, percent, *t.Value, says)
}
