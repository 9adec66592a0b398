package conditionality

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// noticeState is where n stands.
const noticeState = `CASE WHEN n.annulled_at IS NOT NULL THEN 'annullata' WHEN n.confirmed_at IS NOT NULL THEN 'confermata' WHEN n.filed_at IS NOT NULL THEN 'archiviata'
	WHEN n.set_aside_at IS NOT NULL THEN 'accantonata' ELSE 'bozza' END`

func userName(column string) string {
	return "coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=" + column + "),'')"
}

var noticeColumns = `n.id, n.worker_id, n.cpi_id, coalesce(n.appointment_id,0), coalesce(n.session_id,0), n.missed_on, n.did_id, coalesce(n.pact_id,0), n.breach, coalesce(n.reasons_by,''), n.note, ` + noticeState + `,
	coalesce(n.draft_id,0), coalesce(n.document_id,0), coalesce((SELECT printf('%d/%07d',p.year,p.number) FROM document d JOIN protocol_entry p ON p.id=d.protocol_id WHERE d.id=n.document_id),''), coalesce(n.ordinal,0),
	coalesce(n.set_aside_at,''), coalesce(n.confirmed_at,''), coalesce(n.filed_at,''), coalesce(n.annulled_at,''), ` +
	userName("n.set_aside_by") + ", " + userName("n.confirmed_by") + ", " + userName("n.filed_by") + ", " + userName("n.annulled_by") + `,
	n.ground, n.annulled_ground, n.version, n.created_at, n.saved_at, ` + userName("n.created_by") + ", " + userName("n.saved_by") + `,
	w.surname, w.name, w.codice_fiscale, (SELECT name FROM cpi WHERE id=n.cpi_id), coalesce(a.kind,g.code), coalesce(a.subject,g.title), coalesce(a.starts,g.starts), d.declared_on, d.number`

const noticeTables = ` FROM conditionality_notice n JOIN worker w ON w.id=n.worker_id JOIN did d ON d.id=n.did_id LEFT JOIN appointment a ON a.id=n.appointment_id LEFT JOIN group_session g ON g.id=n.session_id `

func scanNotice(r *sql.Rows) (n Notice, err error) {
	var kind, title string
	err = r.Scan(&n.ID, &n.WorkerID, &n.CPI, &n.Key.Appointment, &n.Key.Session, &n.MissedOn, &n.DIDID, &n.PactID, &n.Breach, &n.ReasonsBy, &n.Note, &n.State,
		&n.DraftID, &n.Document, &n.Protocol, &n.Ordinal, &n.SetAsideAt, &n.ConfirmedAt, &n.FiledAt, &n.AnnulledAt, &n.SetAsideBy, &n.ConfirmedBy, &n.FiledBy, &n.AnnulledBy,
		&n.Ground, &n.AnnulledGround, &n.Version, &n.CreatedAt, &n.SavedAt, &n.CreatedBy, &n.SavedBy,
		&n.Surname, &n.Name, &n.CF, &n.Office, &kind, &title, &n.Starts, &n.DIDOn, &n.DIDNumber)
	if n.Key.Session != 0 {
		n.Key.Worker = n.WorkerID
	}
	n.What = what(n.Key, kind, title)
	return n, err
}

func notices(ctx context.Context, q db.Querier, where string, args ...any) ([]Notice, error) {
	return db.Collect(ctx, q, scanNotice, "SELECT "+noticeColumns+noticeTables+"WHERE "+where, args...)
}

// notice returns a notice of the actor's offices with what it is counted after;
// db.ErrNotFound out of scope.
func notice(ctx context.Context, q db.Querier, actor rule.Actor, id int64) (Notice, error) {
	scope, args := actor.OfficeScope("n.cpi_id")
	found, err := notices(ctx, q, "n.id=? AND "+scope, append([]any{id}, args...)...)
	if err == nil && len(found) == 0 {
		err = db.ErrNotFound
	}
	if err != nil {
		return Notice{}, err
	}
	n := found[0]
	if n.Before, err = confirmedBefore(ctx, q, n.DIDID, n.ID, n.ConfirmedAt); err != nil {
		return n, err
	}
	f, err := fact(ctx, q, actor, n.Key)
	if n.Stands = err == nil && f.DIDID == n.DIDID; err == db.ErrNotFound {
		err = nil
	}
	return n, err
}

// confirmedBefore returns the notices confirmed under a DID, by any office, before an
// instant ("" for all), but for one.
func confirmedBefore(ctx context.Context, q db.Querier, did, but int64, before rule.Instant) ([]Earlier, error) {
	return db.Collect(ctx, q, func(r *sql.Rows) (e Earlier, err error) {
		var at rule.Instant
		err = r.Scan(&e.Breach, &e.On, &at)
		e.Confirmed = at.Date()
		return e, err
	}, `SELECT breach, missed_on, confirmed_at FROM conditionality_notice WHERE did_id=? AND id<>? AND confirmed_at IS NOT NULL AND annulled_at IS NULL AND (?='' OR (confirmed_at,id)<(?,?)) ORDER BY confirmed_at, id`,
		did, but, before, before, but)
}

// Before returns the notices confirmed under a DID, by any office, in their order:
// what a new one would be counted after.
func (s *Store) Before(ctx context.Context, did int64) ([]Earlier, error) {
	return confirmedBefore(ctx, s.db.Reader(), did, 0, "")
}

// Notice returns a notice of the actor's offices, db.ErrNotFound out of scope.
func (s *Store) Notice(ctx context.Context, actor rule.Actor, id int64) (Notice, error) {
	return notice(ctx, s.db.Reader(), actor, id)
}

// OfWorker returns what the actor's offices think of the absences of a person, the
// last first; nothing while the module is off. The count of each is not filled in.
func (s *Store) OfWorker(ctx context.Context, actor rule.Actor, worker int64) ([]Notice, error) {
	on, err := s.On(ctx)
	if err != nil || !on || !actor.Has(Readers...) {
		return nil, err
	}
	scope, args := actor.OfficeScope("n.cpi_id")
	return notices(ctx, s.db.Reader(), "n.worker_id=? AND "+scope+" ORDER BY n.missed_on DESC, n.id DESC LIMIT 100", append([]any{worker}, args...)...)
}

// Filter chooses notices of one state.
type Filter struct {
	State  State
	Office int64 // 0 for all of the actor's
	At     db.Window
}

// Page is one page of notices, the last absence first.
type Page = db.Slice[Notice]

// Place is where the notice stands in a list: the last absence first.
func (n Notice) Place() db.Place { return db.Place{By: string(n.MissedOn), ID: n.ID} }

// Notices returns a page of the notices of the actor's offices in a state.
func (s *Store) Notices(ctx context.Context, actor rule.Actor, f Filter) (Page, error) {
	where, args := actor.OfficeScope("n.cpi_id")
	where, args = where+" AND "+noticeState+"=?", append(args, f.State)
	if f.Office != 0 {
		where, args = where+" AND n.cpi_id=?", append(args, f.Office)
	}
	return db.ReadPage(ctx, s.db.Reader(), scanNotice, db.Listed{By: "n.missed_on", ID: "n.id", Size: PageSize}, f.At, "SELECT "+noticeColumns+noticeTables+"WHERE "+where, args...)
}

// Counts are how many absences wait to be judged, and how many notices there are in
// each state.
type Counts struct {
	ToJudge int // up to CountLimit + 1
	Of      map[State]int
}

// Counts counts in an office of the actor, or in all for 0.
func (s *Store) Counts(ctx context.Context, actor rule.Actor, office int64) (c Counts, err error) {
	if c.ToJudge, err = s.countFacts(ctx, actor, office); err != nil {
		return c, err
	}
	where, args := actor.OfficeScope("n.cpi_id")
	if office != 0 {
		where, args = where+" AND n.cpi_id=?", append(args, office)
	}
	type count struct {
		state State
		n     int
	}
	all, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x count, err error) { err = r.Scan(&x.state, &x.n); return },
		"SELECT "+noticeState+" AS state, count(*) FROM conditionality_notice n WHERE "+where+" GROUP BY state", args...)
	c.Of = map[State]int{}
	for _, x := range all {
		c.Of[x.state] = x.n
	}
	return c, err
}

// auditTx notes an act on a notice.
func auditTx(ctx context.Context, tx *db.Tx, actor rule.Actor, action string, id, worker int64) error {
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: action, Subject: "conditionality_notice", SubjectID: id, WorkerID: worker})
}
