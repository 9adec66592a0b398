package db_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sportello/db/migrations"

	_ "github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
)

// TestTheReasonsOfNoticesMoveAndLeaveNoTrace brings an installation that kept the
// reasons on the notices to where they stand apart: no word of them is left behind,
// not even where the file was overwritten.
func TestTheReasonsOfNoticesMoveAndLeaveNoTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	d, err := sql.Open("sqlite3", "file:"+path+"?_secure_delete=on")
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(err)
	defer d.Close()
	d.SetMaxOpenConns(1)
	p, err := goose.NewProvider(goose.DialectSQLite3, d, migrations.SQL, goose.WithGoMigrations(migrations.Go()...), goose.WithDisableGlobalRegistry(true))
	ok(err)
	_, err = p.UpTo(t.Context(), 164)
	ok(err)
	_, err = d.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<200)
		INSERT INTO conditionality_notice(worker_id,cpi_id,appointment_id,missed_on,did_id,breach,reasons_by,set_aside_at,set_aside_by,filed_at,filed_by,reason,reason_text,annulled_at,annulled_by,annulled_reason,annulled_text,created_at,created_by,saved_at,saved_by)
		SELECT 7, 1, i, '2026-11-24', 1, iif(i%2,'','convocazione'), iif(i%2,NULL,'2026-12-10'), iif(i%2,'2026-11-26T09:00:00.000Z',NULL), iif(i%2,3,NULL), iif(i%2 OR i%4,NULL,'2026-11-27T09:00:00.000Z'), iif(i%2 OR i%4,NULL,4),
		iif(i%2,'malattia',iif(i%4,'','altro')), iif(i%2 OR i%4=0,'reparto K7QX '||i,''), iif(i%3,NULL,'2026-11-28T09:00:00.000Z'), iif(i%3,NULL,5), iif(i%3,'','maternita'), iif(i%3,'','K7QX di nuovo '||i),
		'2026-11-25T09:00:00.000Z', 1, '2026-11-25T09:00:00.000Z', 1 FROM n`)
	ok(err)
	_, err = p.UpTo(t.Context(), 166)
	ok(err)
	for query, want := range map[string]string{
		"SELECT group_concat(act||' '||n,', ') FROM (SELECT act, count(*) n FROM conditionality_reason GROUP BY act ORDER BY act)":                  "accantonamento 100, annullamento 66, archiviazione 50",
		"SELECT worker_id||' '||cpi_id||' '||reason||' '||words||' '||saved_at||' '||saved_by FROM conditionality_reason WHERE notice_id=8":         "7 1 altro reparto K7QX 8 2026-11-27T09:00:00.000Z 4",
		"SELECT group_concat(act||' '||reason||' '||saved_by,', ') FROM (SELECT * FROM conditionality_reason WHERE notice_id=3 ORDER BY act)":       "accantonamento malattia 3, annullamento maternita 5",
		"SELECT group_concat(id||ground||'/'||annulled_ground,', ') FROM (SELECT * FROM conditionality_notice WHERE id IN (1,2,3,4,6) ORDER BY id)": "1giustificato/, 2/, 3giustificato/giustificato, 4altro/, 6/giustificato",
	} {
		var got string
		ok(d.QueryRow(query).Scan(&got))
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	// Then: which profiles propose a referral, and which appointments fell through for
	// an illness.
	_, err = d.Exec(`INSERT INTO profile(id,worker_id,cpi_id,operator_id,started_on,scheda_version,completed_on,in_depth,in_depth_on,saved_at,saved_by) SELECT value->>0, value->>0, 1, 1, '2026-11-01', 1, '2026-11-01', value->>1, value->>2, '', 1
		FROM json_each('[[1,"{}",null],[2,"{\"aree\":{\"casa\":{\"livello\":\"4\"}}}","2026-11-01"],[3,"{\"aree\":{\"casa\":{\"livello\":\"3\"}}}","2026-11-01"],[4,"{\"aree\":{\"casa\":{\"livello\":\"2\"},\"famiglia\":{\"livello\":\"1\",\"servizi\":\"si\"}}}","2026-11-01"],[5,"{\"aree\":{\"casa\":{\"livello\":\"4\"}}}",null]]')`)
	ok(err)
	_, err = d.Exec("INSERT INTO appointment(id,cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,reason_code,created_by,created_at) SELECT key+1, 1, 1, 1, 'altro', '2026-11-24', 600, 660, '', '', 'annullato', value, 1, '' FROM json_each('[\"malattia\",\"lavoro\",\"famiglia\",\"\"]')")
	ok(err)
	_, err = p.UpTo(t.Context(), 172)
	ok(err)
	for query, want := range map[string]string{
		"SELECT group_concat(id) FROM (SELECT id FROM profile WHERE proposes_referral=1 ORDER BY id)":     "2,4",
		"SELECT group_concat(id||reason_code) FROM (SELECT id, reason_code FROM appointment ORDER BY id)": "1impedimento,2lavoro,3impedimento,4",
	} {
		var got string
		ok(d.QueryRow(query).Scan(&got))
		if got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	_, err = d.Exec("DROP TABLE conditionality_reason")
	ok(err)
	ok(d.Close())
	content, err := os.ReadFile(path)
	ok(err)
	if n := strings.Count(string(content), "K7QX"); n != 0 {
		t.Errorf("a word is left %d times", n)
	}
}
