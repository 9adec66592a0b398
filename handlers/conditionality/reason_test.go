package conditionality_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/webtest"
)

const clinic = "Certificato del reparto di oncologia"

// paolo is a counsellor of the office with the grant for its special data.
func (d *desk) paolo() *webtest.Client {
	d.t.Helper()
	id := d.User("Paolo", rule.RoleCounsellor, "cpi:San Severo")
	g, err := d.App.Access.ParseScope(d.t.Context(), rule.RoleSpecialData, "cpi:San Severo")
	d.ok(err)
	d.ok(d.App.Access.Grant(d.t.Context(), rule.System, id, g))
	return d.As("Paolo")
}

// closed judges three absences: archived and annulled for an illness, set aside for a
// maternity, annulled by who drafted it.
func (d *desk) closed() {
	d.t.Helper()
	d.switchOn()
	d.draft(d.miss(), nil)
	d.decide("archiviazione", url.Values{"reason": {"malattia"}, "reason_text": {clinic}})
	d.decide("annullamento", url.Values{"reason": {"malattia"}, "reason_text": {clinic}})
	fact := d.operator.Get(d.miss()).Find("a[href^='/condizionalita/valutazioni/']").AttrOr("href", "")
	d.operator.Get(fact+"/accantonamento").Has("main", "Poi lo legge solo chi ha il ruolo «Dati particolari», che in quest'ufficio nessuno ha").Submit("main form", url.Values{"reason": {"maternita"}, "reason_text": {clinic}}).Follow()
	d.draft(d.miss(), nil)
	d.operator.Get(d.notice()+"/annullamento").Submit("main form", url.Values{"reason": {"famiglia"}, "reason_text": {clinic}}).Expect(http.StatusSeeOther)
	d.Settle()
}

// TestNobodyElseFindsAWordOfAReason opens every page of the module, the card, the
// lists and the papers as who has not the grant, and looks into every table.
func TestNobodyElseFindsAWordOfAReason(t *testing.T) {
	dbtest.Proves(t, "condizionalità 9")
	d := open(t)
	d.closed()
	d.User("Piera", rule.RoleProvince, "provincia:FG")
	var paths []string
	for _, r := range handlers.Routes(d.App) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.Path, "/condizionalita") {
			for id := 1; id <= 3; id++ {
				paths = append(paths, strings.NewReplacer(":id", fmt.Sprint(id), ":fatto", fmt.Sprintf("a%d", id)).Replace(r.Path))
			}
		}
	}
	for _, state := range []string{"bozza", "confermata", "archiviata", "accantonata", "annullata"} {
		paths = append(paths, "/condizionalita?stato="+state)
	}
	for _, section := range []string{"", "?sezione=percorso", "?sezione=patto", "?sezione=documenti", "?sezione=accessi", "?sezione=modifiche", "/profilo"} {
		paths = append(paths, fmt.Sprintf("/lavoratori/%d%s", d.worker, section))
	}
	documents, err := db.Collect(t.Context(), d.DB.Reader(), func(r *sql.Rows) (path string, err error) { err = r.Scan(&path); return }, "SELECT '/documenti/'||id FROM document")
	d.ok(err)
	paths = append(append(paths, documents...), "/scrivania", "/scadenze", "/appuntamenti", "/appuntamenti/1", "/appuntamenti/2", "/protocollo", "/patti", "/registro", "/moduli")
	seen := map[string]int{}
	for _, who := range []string{"Giulia", "Teresa", "Piera", "Ada"} {
		c := d.As(who)
		for _, path := range paths {
			page := c.Get(path)
			if page.Status != http.StatusOK {
				continue
			}
			seen[who]++
			var text string
			if strings.HasPrefix(page.Header.Get("Content-Type"), "application/pdf") {
				text = page.PDF()
			} else {
				text = page.Body
				page.Find("main form").Remove() // the reasons to choose from
				if said := strings.ToLower(page.Text("main")); strings.Contains(said, "malattia") || strings.Contains(said, "maternit") || strings.Contains(said, "motivi familiari") {
					t.Errorf("%s says the reason to %s", path, who)
				}
			}
			if strings.Contains(strings.ToLower(text), "oncologia") {
				t.Errorf("%s says the words to %s", path, who)
			}
			if strings.HasSuffix(path, "/motivo") {
				t.Errorf("%s opens to %s", path, who)
			}
		}
	}
	if seen["Giulia"] < 20 || seen["Teresa"] < 20 || seen["Piera"] < 10 {
		t.Errorf("opened %v", seen)
	}
	d.operator.Get("/condizionalita/1").Has("main", "Perché è annullatoMotivo giustificato").Has("main", "Quale motivo era lo legge solo chi ha il ruolo «Dati particolari»").Lacks("a[href$='/motivo']")
	tables, err := db.Collect(t.Context(), d.DB.Reader(), func(r *sql.Rows) (s string, err error) { err = r.Scan(&s); return }, "SELECT t.name||'.'||c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c WHERE t.type='table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND t.name<>'conditionality_reason'")
	d.ok(err)
	for _, column := range tables {
		table, name, _ := strings.Cut(column, ".")
		if n := d.one(`SELECT count(*) FROM "` + table + `" WHERE CAST("` + name + `" AS TEXT) LIKE '%reparto di oncologia%'`); n != "0" {
			t.Errorf("%s keeps the words", column)
		}
	}
	if n := d.one("SELECT count(*) FROM conditionality_reason WHERE words='" + clinic + "'"); n != "4" || len(tables) < 400 {
		t.Errorf("%s reasons, %d columns", n, len(tables))
	}
}

// TestAReasonIsReadOnPurposeAndNeverUnwritten: who has the grant is led to the page,
// each reading is a line at once, and without one there is no answer.
func TestAReasonIsReadOnPurposeAndNeverUnwritten(t *testing.T) {
	dbtest.Proves(t, "condizionalità 9")
	d := open(t)
	d.closed()
	paolo := d.paolo()
	lines := func() string {
		return d.one("SELECT count(*) FROM audit WHERE action='condizionalita.motivo_letto'")
	}
	notice := paolo.Get("/condizionalita/1").Expect(http.StatusOK).Has("main", "Perché è annullatoMotivo giustificato")
	if lines() != "0" || strings.Contains(notice.Body, clinic) {
		t.Error("the notice itself tells of the reason")
	}
	page := paolo.Get(notice.Find("a[href$='/motivo']").AttrOr("href", "/")).Expect(http.StatusOK)
	page.Has("main", "Perché è archiviatoMalattia o infortunio. "+clinic).Has("main", "Perché è annullatoMalattia o infortunio").Has("main", "ogni lettura di questa pagina resta nel registro").Has("main", "da Teresa Prova")
	if lines() != "1" {
		t.Errorf("%s lines", lines())
	}
	paolo.Get("/condizionalita/2/motivo").Expect(http.StatusOK).Has("main", "Perché non si procedeMaternità. "+clinic)
	d.operator.Get("/condizionalita/3").Has("main", "chi ha il ruolo «Dati particolari»: Paolo Prova.")
	fact := d.operator.Get(d.miss()).Find("a[href^='/condizionalita/valutazioni/']").AttrOr("href", "")
	d.operator.Get(fact+"/accantonamento").Has("#f-reason-aiuto, fieldset", "Poi lo legge solo chi ha il ruolo «Dati particolari»: Paolo Prova.")
	d.draft(fact2appointment(fact), nil)
	d.As("Paolo").Get(d.notice()+"/motivo").Expect(http.StatusOK).Has(".sp-empty", "Nessun motivo")
	// The line is the administrator's to see, not the card's.
	paolo = d.As("Paolo")
	if text := paolo.Get(fmt.Sprintf("/lavoratori/%d?sezione=accessi", d.worker)).Expect(http.StatusOK).Text("main"); strings.Contains(text, "motivo") {
		t.Error("the card tells who read a reason")
	}
	d.ok(d.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("CREATE TRIGGER mute BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT,'no register'); END")
		return err
	}))
	if got := paolo.Get("/condizionalita/1/motivo"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "oncologia") {
		t.Errorf("without a register: %d", got.Status)
	}
	d.ok(d.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("DROP TRIGGER mute")
		return err
	}))
	d.switchOff()
	paolo.Get("/condizionalita/1/motivo").Expect(http.StatusNotFound)
}

// fact2appointment returns the address of the appointment that an absence is of.
func fact2appointment(fact string) string {
	return "/appuntamenti/" + strings.TrimPrefix(fact, "/condizionalita/valutazioni/a")
}

func (d *desk) switchOff() {
	d.t.Helper()
	d.admin.Get("/moduli").Submit("main form", nil).Follow().Has("#flash", "è spento")
}
