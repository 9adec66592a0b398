package people

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ReferralDue is a person whose last profile proposes a referral to the social
// services, and nobody has made one since or judged that none is needed. It tells no more than name and day.
type ReferralDue struct {
	WorkerID  int64
	ProfileID int64
	Surname   string
	Name      string
	On        rule.Date // the in-depth part was completed
}

// FullName returns surname and name.
func (r ReferralDue) FullName() string { return r.Surname + " " + r.Name }

// waits is the condition of a profile p that waits for a referral: the person's last
// one, with no referral since and no judgement that none is needed.
const waits = `p.proposes_referral=1
		AND NOT EXISTS (SELECT 1 FROM profile n WHERE n.worker_id=p.worker_id AND n.id>p.id AND n.completed_on IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM social_referral r WHERE r.worker_id=p.worker_id AND (r.profile_id>=p.id OR r.referred_on>p.in_depth_on))
		AND NOT EXISTS (SELECT 1 FROM referral_judgement j WHERE j.profile_id=p.id)`

// referralsDue returns the condition, with its arguments, of the profiles p of
// persons w of an office that wait for a referral.
func referralsDue(actor rule.Actor, office int64, today rule.Date) (string, []any) {
	special, args := actor.SpecialScope("p.cpi_id")
	mine, more := own(actor, "w", today)
	return ` FROM profile p INDEXED BY profile_referral JOIN worker w ON w.id=p.worker_id WHERE ` + waits + ` AND p.cpi_id=? AND ` + special + ` AND ` + mine,
		append(append([]any{office}, args...), more...)
}

// ReferralsDue returns, to who may know of the special data of an office, whose last
// profile of that office proposes a referral that nobody has made since or judged not
// to be needed, the oldest first and at most limit of them, and how many there are. To anybody else
// db.ErrNotFound. That they were read, and of which profiles, is written in the same
// transaction, before there is an answer.
func (s *Store) ReferralsDue(ctx context.Context, actor rule.Actor, office int64, limit int) (out []ReferralDue, n int, err error) {
	if !slices.Contains(actor.SpecialCPIs(), office) {
		return nil, 0, db.ErrNotFound
	}
	where, args := referralsDue(actor, office, s.db.Today())
	if err := s.db.Reader().QueryRowContext(ctx, "SELECT count(*)"+where, args...).Scan(&n); err != nil || n == 0 {
		return nil, 0, err // of nobody nothing is read
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out, err = db.Collect(ctx, tx, func(rows *sql.Rows) (r ReferralDue, err error) {
			err = rows.Scan(&r.WorkerID, &r.ProfileID, &r.Surname, &r.Name, &r.On)
			return r, err
		}, "SELECT p.worker_id, p.id, w.surname, w.name, p.in_depth_on"+where+" ORDER BY p.in_depth_on, p.id LIMIT ?", append(args, limit)...)
		if err != nil {
			return err
		}
		read := archive.Audit{Action: "segnalazioni.da_valutare", Subject: "social_referral", Count: n}
		for _, r := range out {
			read.Fields = append(read.Fields, strconv.FormatInt(r.ProfileID, 10))
		}
		return archive.AuditTx(ctx, tx, actor, read)
	})
	if err != nil {
		return nil, 0, err
	}
	return out, n, nil
}

// proposalFacts compares what is kept of each profile with its answers.
const proposalFacts = `WITH fact AS (SELECT p.id, p.proposes_referral AS kept, p.in_depth_on IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(p.in_depth,'$.aree') a
	WHERE json_extract(a.value,'$.livello')='4' OR json_extract(a.value,'$.servizi')='si') AS said FROM profile p)
	SELECT id, kept, said FROM fact WHERE kept<>said`
