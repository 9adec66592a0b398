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

// KeptState says how the two months of a DID were kept.
type KeptState string

// The states of a DID in the share. Those whose two months are over are
// KeptInTime, KeptLate and KeptNot.
const (
	KeptInTime KeptState = "in_tempo"   // the interview was held within the two months
	KeptLate   KeptState = "in_ritardo" // later
	KeptNot    KeptState = "senza_colloquio"
	KeptRuns   KeptState = "nei_termini" // the two months are not over, or are suspended
	KeptOver   KeptState = "scadute"     // a filter: the first three together
)

// Is reports whether a DID of this state is among those that a filter asks for;
// "" asks for all.
func (s KeptState) Is(asked KeptState) bool {
	return asked == "" || s == asked || asked == KeptOver && s != KeptRuns
}

// Of returns how many DIDs a filter asks for.
func (k Kept) Of(asked KeptState) int {
	switch asked {
	case KeptInTime:
		return k.InTime
	case KeptLate:
		return k.Held - k.InTime
	case KeptNot:
		return k.Over - k.Held
	case KeptRuns:
		return k.Runs
	case KeptOver:
		return k.Over
	}
	return k.Over + k.Runs
}

// hold notes the first interview: one held after the DID had ended is of another.
func (x *share) hold(on string) {
	if x.ended == "" || rule.Date(on) <= x.ended {
		x.held = rule.Date(on)
	}
}

// due returns the last day of the two months.
func (x share) due() rule.Date {
	return Term{Deadline: DeadlineInterview, From: x.from, Suspended: x.suspended}.Due()
}

// state returns how the two months stand on a day, "" for a DID that owed no
// interview: it ended without one before they were over.
func (x share) state(today rule.Date) KeptState {
	due := x.due()
	switch {
	case x.held == "" && x.ended != "" && x.ended <= due:
		return ""
	case due >= today, x.held == "" && x.stands:
		return KeptRuns
	case x.held == "":
		return KeptNot
	case x.held <= due:
		return KeptInTime
	}
	return KeptLate
}

// add counts DIDs.
func (k *Kept) add(x share, today rule.Date) {
	switch x.state(today) {
	case KeptRuns:
		k.Runs += x.n
	case KeptNot:
		k.Over += x.n
	case KeptInTime:
		k.Over, k.Held, k.InTime = k.Over+x.n, k.Held+x.n, k.InTime+x.n
	case KeptLate:
		k.Over, k.Held = k.Over+x.n, k.Held+x.n
	}
}

// Shared reports whether the objectives of the indicator are a share of the DIDs.
func (i Indicator) Shared() bool { return i.Service == "B1" && i.Awaits == "" }

// ShareOf returns which of the DIDs whose two months are over the objective of an
// indicator counts: those with their interview, and of a time those in time.
func ShareOf(i Indicator, k Kept) int {
	if i.Counts == Days {
		return k.InTime
	}
	return k.Held
}

// ShareWords says what the share of an indicator counts, and how that differs
// from its figure.
func ShareWords(i Indicator) string {
	if i.Counts == Days {
		return "L'obiettivo guarda le DID dell'anno i cui due mesi sono finiti, anche di chi aspetta ancora, e conta quelle con il primo colloquio entro i due mesi. La media è invece dei soli casi con il colloquio tenuto: chi aspetta ancora non vi entra."
	}
	return "L'obiettivo guarda le DID dell'anno i cui due mesi sono finiti e conta quelle con il primo colloquio, anche tenuto prima della DID. La cifra conta invece le persone che nel mese hanno avuto un colloquio con una DID valida quel giorno: perciò i due numeri possono essere diversi."
}

// JudgeShare compares the share of the DIDs whose two months are over with the
// objective's percent, and says the numbers behind it: «63,4% su 100%, 45 su 71
// DID scadute».
func JudgeShare(t Target, kept int, k Kept) Verdict {
	if k.Over == 0 {
		return Verdict{Target: t, Share: true, Says: "nessuna DID dell'anno ha ancora finito i due mesi"}
	}
	percent := float64(kept) / float64(k.Over) * 100
	says := numberText(float64(int(percent*10+0.5))/10) + "% su " + numberText(*t.Value) + "%, " + thousands(float64(kept)) + " su " + thousands(float64(k.Over)) + " DID scadute"
	if k.Over == 1 {
		says = says[:len(says)-len("scadute")] + "scaduta"
	}
	if k.Runs > 0 {
		says += " (" + strconv.Itoa(k.Runs) + " ancora nei termini)"
	}
	v := judged(t, percent, *t.Value, says)
	v.Share = true
	return v
}
