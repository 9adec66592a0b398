package seed

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
)

// made is the demonstration on the frozen clock, made once for all tests.
var made = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "sportello-demo-")
	if err != nil {
		return "", err
	}
	madeIn = dir
	return dir, ensure(context.Background(), dir, Options{Now: dbtest.Start}, func(ctx context.Context, b *builder) error {
		theStory = b
		return fill(ctx, b)
	})
})

var madeIn string

// theStory is how the demonstration of the tests was made.
var theStory *builder

func TestMain(m *testing.M) {
	code := m.Run()
	if madeIn != "" {
		os.RemoveAll(madeIn)
	}
	os.Exit(code)
}

// demo opens the demonstration to be read.
func demo(t *testing.T) *db.DB {
	t.Helper()
	dir, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return openIn(t, dir)
}

func count(t *testing.T, d *db.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Reader().QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestDemoHoldsEverything(t *testing.T) {
	d := demo(t)
	today := rule.DateOf(dbtest.Start)
	for what, c := range map[string]struct {
		query    string
		from, to int
	}{
		"workers":                   {"SELECT count(*) FROM worker", 1900, 2300},
		"workers of Foggia":         {"SELECT count(*) FROM worker WHERE residence_province='FG'", 1000, 1500},
		"offices without people":    {"SELECT count(*) FROM cpi WHERE id NOT IN (SELECT cpi_id FROM list_row)", 0, 0},
		"lists":                     {"SELECT count(*) FROM worker_list", 2, 2},
		"people of both lists":      {"SELECT count(*) FROM (SELECT 1 FROM list_row GROUP BY worker_id HAVING count(*)=2)", 100, 400},
		"loads":                     {"SELECT count(*) FROM import_load WHERE state='applicato'", 12, 12},
		"states of rows":            {"SELECT count(DISTINCT state) FROM list_row WHERE province='FG'", 7, 7},
		"states of appointments":    {"SELECT count(DISTINCT state) FROM appointment a JOIN cpi c ON c.id=a.cpi_id WHERE c.name='San Severo'", 6, 6},
		"kinds of appointments":     {"SELECT count(DISTINCT kind) FROM appointment a JOIN cpi c ON c.id=a.cpi_id WHERE c.name='San Severo'", 4, 4},
		"who cancelled":             {"SELECT count(DISTINCT cancelled_by) FROM appointment WHERE state='annullato'", 3, 4},
		"today at home":             {"SELECT count(*) FROM appointment a JOIN cpi c ON c.id=a.cpi_id WHERE c.name='San Severo' AND day='" + string(today) + "'", 4, 40},
		"outcomes to fill":          {"SELECT count(*) FROM appointment a JOIN cpi c ON c.id=a.cpi_id WHERE c.name='San Severo' AND state='fissato' AND day<'" + string(today) + "'", 2, 25},
		"summons in bulk":           {"SELECT count(*) FROM convocation_batch WHERE convened=15", 1, 1},
		"riscontri":                 {"SELECT count(*) FROM riscontro WHERE revoked_at IS NULL", 15, 60},
		"revoked riscontri":         {"SELECT count(*) FROM riscontro WHERE revoked_at IS NOT NULL", 1, 5},
		"absences":                  {"SELECT count(*) FROM absence", 5, 5},
		"courses":                   {"SELECT count(*) FROM course", 55, 70},
		"courses without a body":    {"SELECT count(*) FROM course WHERE id NOT IN (SELECT course_id FROM course_body)", 1, 5},
		"full editions to come":     {"SELECT count(*) FROM edition WHERE seats_taken=seats AND starts_on>'" + string(today) + "'", 3, 40},
		"editions of the body ente": {"SELECT count(*) FROM edition e JOIN training_body b ON b.id=e.body_id WHERE b.codice_fiscale='" + bodyCode + "'", 20, 150},
		"enrolled with body ente":   {"SELECT count(*) FROM enrolment e JOIN training_body b ON b.id=e.body_id WHERE b.codice_fiscale='" + bodyCode + "'", 2, 40},
		"enrolments by state":       {"SELECT count(DISTINCT state) FROM enrolment", 5, 5},
		"bilanci by state":          {"SELECT count(DISTINCT state) FROM bilancio", 3, 3},
		"bilanci by phase":          {"SELECT count(DISTINCT phase) FROM bilancio WHERE state='in_lavorazione'", 4, 4},
		"reopened phases":           {"SELECT count(*) FROM bilancio_phase WHERE version>1", 1, 1},
		"missing scans":             {"SELECT count(*) FROM bilancio b WHERE contract_on<>'' AND state='in_lavorazione' AND id NOT IN (SELECT bilancio_id FROM bilancio_scan)", 1, 5},
	} {
		if n := count(t, d, c.query); n < c.from || n > c.to {
			t.Errorf("%s: %d, want %d to %d", what, n, c.from, c.to)
		}
	}
}

func TestDemoIsSound(t *testing.T) {
	d := demo(t)
	sound(t, d)
	if n := count(t, d, "SELECT count(*) FROM audit a JOIN audit b ON b.id=a.id+1 WHERE b.at<a.at OR b.previous_hash<>a.hash"); n > 0 {
		t.Errorf("%d lines of the audit out of order", n)
	}
	if n := count(t, d, "SELECT count(*) FROM audit WHERE at>?", rule.InstantOf(dbtest.Start)); n > 0 {
		t.Errorf("%d lines of the audit after now", n)
	}
	if n := count(t, d, "SELECT max(number)-count(*) FROM protocol_entry GROUP BY year ORDER BY 1 DESC LIMIT 1"); n != 0 {
		t.Errorf("gaps in the protocol: %d", n)
	}
	if n := count(t, d, `SELECT count(*) FROM appointment a JOIN appointment b ON b.cpi_id=a.cpi_id AND b.room=a.room AND b.day=a.day AND b.id>a.id AND a.starts_at<b.ends_at AND b.starts_at<a.ends_at
		WHERE a.room<>'' AND a.state IN ('fissato','presente') AND b.state IN ('fissato','presente')`); n > 0 {
		t.Errorf("%d rooms taken twice", n)
	}
	if exists(filepath.Join(d.Dir(), Workshop)) {
		t.Error("the workshop is still there")
	}
}

// sound checks what must be true of any database.
func sound(t *testing.T, d *db.DB) {
	t.Helper()
	if n := count(t, d, "SELECT count(*) FROM pragma_foreign_key_check"); n > 0 {
		t.Errorf("%d broken references", n)
	}
	damage, err := people.NewStore(d).Recount(t.Context())
	if err != nil || len(damage) > 0 {
		t.Errorf("recount: %v %v", err, damage)
	}
	if damage, err := bilancio.NewStore(d).Recount(t.Context()); err != nil || len(damage) > 0 {
		t.Errorf("recount of the bilanci: %v %v", err, damage)
	}
	for _, who := range []string{"operator_id", "worker_id"} {
		if n := count(t, d, `SELECT count(*) FROM appointment a JOIN appointment b ON b.`+who+`=a.`+who+` AND b.day=a.day AND b.id>a.id AND a.starts_at<b.ends_at AND b.starts_at<a.ends_at
			WHERE a.state IN ('fissato','presente') AND b.state IN ('fissato','presente')`); n > 0 {
			t.Errorf("%d overlaps of %s", n, who)
		}
	}
	rows, err := d.Reader().Query("SELECT codice_fiscale, surname, name, sex, birth_date, birth_place_code FROM worker")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var cf, surname, name, sex, place string
		var birth rule.Date
		if err := rows.Scan(&cf, &surname, &name, &sex, &birth, &place); err != nil {
			t.Fatal(err)
		}
		parsed, err := rule.ParseCodiceFiscale(cf)
		if doubts := parsed.Mismatches(surname, name, sex, birth, place, rule.DateOf(dbtest.Start)); err != nil || len(doubts) > 0 {
			t.Errorf("%s %s: %v %v", surname, name, err, doubts)
		}
	}
}

// Chance may put things into each other's way, a defect must not hide behind it.
func TestDemoTellsItsWholeStory(t *testing.T) {
	d := demo(t)
	if s := theStory.story; len(s.refused)*100 > s.done || s.done < 1000 {
		t.Errorf("%d acts, refused: %v", s.done, s.refused)
	}
	store := bilancio.NewStore(d)
	for i, p := range theStory.begun {
		if p.failure != nil {
			t.Errorf("bilancio %d, until %s: %v", i, p.until, p.failure)
		}
		if p.id == 0 {
			continue // its appointment is still to come today
		}
		b, err := store.Bilancio(t.Context(), p.by, p.id)
		if err != nil {
			t.Fatal(err)
		}
		want := bilancio.InProgress
		switch {
		case p.then == thenInterrupt:
			want = bilancio.Interrupted
		case p.until == stepEnrolled, p.until == stepPlanned && p.outcome != "iscrizione_formazione":
			want = bilancio.Complete
		}
		if _, isPanel := panels.Base.Panel(p.until); b.State != want || isPanel && !b.Status(p.until).Done() || p.until == stepSigned && !b.Closed(panels.Preliminare) ||
			p.until == stepKnown && len(b.Phases) < 3 || p.then == thenReopen && (b.Closed(panels.Investigativa) || b.Phase != panels.Investigativa) {
			t.Errorf("bilancio %d until %s then %q: %s in %s", i, p.until, p.then, b.State, b.Phase)
		}
	}
}

func TestTheStoryHasDeclarations(t *testing.T) {
	d := demo(t)
	var office, before, ended, wrong int
	if err := d.Reader().QueryRow(`SELECT count(*) FILTER (WHERE channel='cpi'), count(*) FILTER (WHERE channel<>'cpi'), count(ended_on),
		count(*) FILTER (WHERE (channel='cpi') <> EXISTS(SELECT 1 FROM delivered_service s WHERE s.reference='did' AND s.reference_id=did.id AND s.code='B.1')) FROM did`).
		Scan(&office, &before, &ended, &wrong); err != nil {
		t.Fatal(err)
	}
	if office < 100 || before < 50 || ended == 0 || wrong != 0 {
		t.Errorf("%d DIDs taken at the office, %d elsewhere, %d ended, %d at odds with the ledger", office, before, ended, wrong)
	}
}

// TestNobodyAmendsTheStory: before somebody touches anything, no figure of a
// closed month is amended, and the last of them has DIDs.
func TestNobodyAmendsTheStory(t *testing.T) {
	d := demo(t)
	store := indicators.NewStore(d)
	scopes, err := store.Scopes(t.Context(), rule.System)
	if err != nil {
		t.Fatal(err)
	}
	closed := 0
	for _, scope := range scopes {
		if scope.Kind == rule.ScopeRegion || scope.Province != "FG" {
			continue
		}
		sheet, err := store.Sheet(t.Context(), scope, 2026, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range sheet.Lines {
			for m, f := range append(l.Months[:], l.Year) {
				if f.Amended {
					t.Errorf("%s, %s, month %d: %+v", scope.Label, l.Indicator.Code, m+1, f)
				}
			}
			if l.Indicator.Code == "A.4" && sheet.Months[8].Closed {
				closed += l.Months[8].Value
			}
		}
	}
	if closed < 20 {
		t.Errorf("September was closed with %d DIDs", closed)
	}
}
