package people

import (
	"strconv"
	"strings"

	"sportello/db/rule"
)

// ReferralJudgement is that a profile which proposes a referral to the social
// services needs none, as somebody who may know of special data judged.
type ReferralJudgement struct {
	WorkerID  int64
	ProfileID int64
	ProfileOn rule.Date // its in-depth part was completed
	Reason    string
	On        rule.Date
	By        string
}

// How long the reason of a judgement is, in characters.
const (
	MinJudgement = 10
	MaxJudgement = 500
)

// checkJudgement returns what is wrong with the reason of a judgement; the refusals
// name why.
func checkJudgement(reason string) (out rule.Refusals) {
	if len([]rune(strings.TrimSpace(reason))) < MinJudgement {
		out.Add("why", "Scrivi perché non si segnala, in almeno "+strconv.Itoa(MinJudgement)+" caratteri.")
	} else if err := rule.TooLong(reason, MaxJudgement); err != nil {
		out.Add("why", err.Error())
	}
	return out
}

// ReferralFile is what there is about the referrals of a person, as far as the
// reader may know of it.
type ReferralFile struct {
	Referrals  []Referral          // newest first
	Judgements []ReferralJudgement // newest first
	Due        ReferralDue         // the profile that waits to be thought of; the zero one for none
}
