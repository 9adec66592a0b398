package pacts

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
)

// InterviewFilter chooses interviews. Zero values do not filter.
type InterviewFilter struct {
	State    InterviewState
	Phase    string // that is under way
	Name     string // words of surname and name
	Operator int64
	Office   int64
	At       db.Window
}

// InterviewRow is an interview as lists show it: without its panels, and of its
// meetings what they come to.
type InterviewRow struct {
	Interview
	Met      int       // minutes of the meetings that took place
	NextOn   rule.Date // the next meeting that is fixed, "" for none
	NextFrom rule.Minutes
}

// InterviewList is one page of interviews, the last saved first.
type InterviewList struct {
	db.Slice[InterviewRow]
	Counts map[InterviewState]int // under the other filters
}

// InterviewStates are the states in the order of the screens, with their words.
var InterviewStates = []InterviewState{InterviewOpen, InterviewClosed, InterviewStopped}

// The meetings of an interview m, of the person of i: how long each was, and
// whether it took place. What an appointment or a session says now is what the
// meeting was: one whose outcome was taken back, or that became the meeting of a
// bilancio, did not take place.
const (
	meetingTables = ` LEFT JOIN appointment a ON a.id=m.appointment_id LEFT JOIN group_session g ON g.id=m.session_id
		LEFT JOIN session_attendee t ON t.session_id=m.session_id AND t.worker_id=i.worker_id `
	meetingMinutes = `coalesce(m.minutes,a.minutes,a.ends-a.starts,g.ends-g.starts,0)`
	meetingTook    = `(m.met_on IS NOT NULL OR coalesce(a.state='presente' AND a.bilancio_id IS NULL,0) OR coalesce(t.state='presente',0))`
)

// nextMeeting is the next meeting of base orientation that the office has fixed
// with the person, of today or later, as «2026-11-24 540»: an appointment, or a
// session of a group.
const nextMeeting = `coalesce((SELECT n.at FROM (
	SELECT a.day||' '||a.starts AS at, a.day, a.starts FROM appointment a WHERE a.worker_id=i.worker_id AND a.cpi_id=i.cpi_id AND a.kind='orientamento' AND a.state='fissato' AND a.bilancio_id IS NULL AND a.day>=?
	UNION ALL SELECT g.day||' '||g.starts, g.day, g.starts FROM session_attendee t JOIN group_session g ON g.id=t.session_id
		WHERE t.worker_id=i.worker_id AND t.state='invitato' AND g.cpi_id=i.cpi_id AND g.code='C.1' AND g.cancelled_at IS NULL AND g.day>=?
	ORDER BY 2, 3 LIMIT 1) n),'')`

const interviewRowColumns = `i.id, i.worker_id, i.cpi_id, i.kind, i.planned_minutes, i.started_on, coalesce(i.closed_on,''), coalesce(i.stopped_on,''), i.stop_reason, i.saved_at,
	w.surname, w.name, w.codice_fiscale, (SELECT name FROM cpi WHERE id=i.cpi_id), coalesce((SELECT trim(u.name||' '||u.surname) FROM user u WHERE u.id=i.operator_id),''),
	coalesce((SELECT group_concat(p.phase) FROM interview_phase p WHERE p.interview_id=i.id),''),
	coalesce((SELECT sum(` + meetingMinutes + `) FROM interview_meeting m` + meetingTables + `WHERE m.interview_id=i.id AND m.annulled_at IS NULL AND ` + meetingTook + `),0), ` + nextMeeting

const interviewRowTables = " FROM interview i JOIN worker w ON w.id=i.worker_id WHERE "

func scanInterviewRow(r *sql.Rows) (x InterviewRow, err error) {
	var phases, next string
	err = r.Scan(&x.ID, &x.WorkerID, &x.CPI, &x.Kind, &x.Planned, &x.StartedOn, &x.ClosedOn, &x.StoppedOn, &x.StopReason, &x.SavedAt, &x.Surname, &x.Name, &x.CF, &x.Office, &x.Operator, &phases, &x.Met, &next)
	x.Phases = map[string]PhaseClosing{}
	for ph := range strings.SplitSeq(phases, ",") {
		x.Phases[ph] = PhaseClosing{On: x.StartedOn} // that it is closed, not when
	}
	day, from, _ := strings.Cut(next, " ")
	minutes, _ := strconv.Atoi(from)
	x.NextOn, x.NextFrom = rule.Date(day), rule.Minutes(minutes)
	return x, err
}

// where returns the conditions of the filter but for state and place.
func (f InterviewFilter) where(actor rule.Actor) (string, []any) {
	where, args := actor.OfficeScope("i.cpi_id")
	add := func(on bool, condition string, values ...any) {
		if on {
			where += " AND " + condition
			args = append(args, values...)
		}
	}
	add(f.Office != 0, "i.cpi_id=?", f.Office)
	add(f.Operator != 0, "i.operator_id=?", f.Operator)
	if closed := slices.Index(Interview{Kind: ForPact}.PhaseCodes(), f.Phase); closed >= 0 { // phases close one after the other
		add(true, "(SELECT count(*) FROM interview_phase p WHERE p.interview_id=i.id)=?", closed)
	}
	named, words := people.Named(f.Name)
	add(named != "", named, words...)
	return where, args
}

// InterviewList returns a page of the interviews of the actor's offices, with how
// many there are in each state under the same filters.
func (s *Store) InterviewList(ctx context.Context, actor rule.Actor, f InterviewFilter) (p InterviewList, err error) {
	where, args := f.where(actor)
	if p.Counts, err = db.CountBy[InterviewState](ctx, s.db.Reader(), "SELECT i.state, count(*)"+interviewRowTables+where+" GROUP BY i.state", args...); err != nil {
		return p, err
	}
	if f.State != "" {
		where, args = where+" AND i.state=?", append(args, f.State)
	}
	today := s.db.Today()
	p.Slice, err = db.ReadPage(ctx, s.db.Reader(), scanInterviewRow, db.Listed{By: "i.saved_at", ID: "i.id", Size: PageSize}, f.At,
		"SELECT "+interviewRowColumns+interviewRowTables+where, append([]any{today, today}, args...)...)
	return p, err
}

// OpenInterviews returns how many interviews of an office of the actor's are under
// way, and how many of them the actor holds.
func (s *Store) OpenInterviews(ctx context.Context, actor rule.Actor, office int64) (all, mine int, err error) {
	where, args := InterviewFilter{Office: office}.where(actor)
	err = s.db.Reader().QueryRowContext(ctx, "SELECT count(*), coalesce(sum(i.operator_id=?),0) FROM interview i WHERE "+where+" AND i.state=?", append(append([]any{actor.UserID}, args...), InterviewOpen)...).Scan(&all, &mine)
	return all, mine, err
}

// Place is where the interview stands in a list: the last saved first.
func (r InterviewRow) Place() db.Place { return db.Place{By: string(r.SavedAt), ID: r.ID} }
