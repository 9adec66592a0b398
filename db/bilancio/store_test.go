package bilancio_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// office is a desk with people, one worker to serve and a small catalogue.
type office struct {
	t     testing.TB
	db    *db.DB
	clock *dbtest.Clock
	store *bilancio.Store

	operator, colleague, head, elsewhere, province rule.Actor
	worker                                         int64
}

func newOffice(t testing.TB) office {
	t.Helper()
	d, clock := dbtest.Open(t)
	o := office{t: t, db: d, clock: clock, store: bilancio.NewStore(d)}
	o.operator = o.user("Giulia", rule.RoleOperator, "cpi:San Severo")
	o.colleague = o.user("Marco", rule.RoleCounsellor, "cpi:San Severo")
	o.head = o.user("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	o.elsewhere = o.user("Lucia", rule.RoleOperator, "cpi:Lecce")
	o.province = o.user("Piero", rule.RoleProvince, "provincia:FG")
	o.worker = o.person("BNCRCC74C15D643H", "Bianchi", "Rocco")
	o.catalogue()
	return o
}

func (o office) user(name string, role rule.Role, scope string) rule.Actor {
	o.t.Helper()
	accounts := access.NewStore(o.db)
	g, err := accounts.ParseScope(o.t.Context(), role, scope)
	o.check(err)
	var id int64
	o.check(o.db.Write(o.t.Context(), func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(o.t.Context(), tx, rule.System, access.NewUser{Name: name, Surname: "Prova", Grants: []rule.Grant{g}, Confirmed: true}, strings.ToLower(name)+"@prova.example", "x")
		return err
	}))
	u, err := accounts.User(o.t.Context(), id)
	o.check(err)
	return u.Actor()
}

func (o office) person(cf, surname, name string) int64 {
	o.t.Helper()
	id, err := people.NewStore(o.db).Create(o.t.Context(), o.operator, map[string]string{
		"codice_fiscale": cf, "surname": surname, "name": name, "sex": "M", "birth_date": "1974-03-15", "phone": "3401187725", "email": "rocco@posta.example",
		"residence": "San Severo", "residence_code": "I158", "residence_province": "FG", "residence_cap": "71016", "residence_address": "Via Roma, 12",
	})
	o.check(err)
	return id
}

func (o office) catalogue() {
	o.t.Helper()
	region := o.user("Regia", rule.RoleRegion, "regione")
	t := training.NewStore(o.db)
	body, err := t.SaveBody(o.t.Context(), region, training.Body{CodiceFiscale: "02345670711", Name: "Form.It"})
	o.check(err)
	course, err := t.SaveCourse(o.t.Context(), region, training.Course{Code: "P1", Title: "Addetto alla saldatura di strutture metalliche", Description: "Tecniche di saldatura, lettura del disegno tecnico.",
		Competences: []string{"leggere disegni tecnici", "tecniche di saldatura"}, Requirements: "18 anni compiuti", Active: true}, []int64{body})
	o.check(err)
	_, err = t.SaveCourse(o.t.Context(), region, training.Course{Code: "P2", Title: "Saldatura senza organismo", Active: true}, nil)
	o.check(err)
	for _, e := range []training.Edition{
		{Code: "E1", CourseID: course, BodyID: body, Place: training.Place{Town: "Foggia", Province: "FG"}, StartsOn: "2026-12-20", Seats: 15, SeatsTaken: 15, Timetable: "mattina"},
		{Code: "E2", CourseID: course, BodyID: body, Place: training.Place{Town: "San Severo", Province: "FG"}, StartsOn: "2027-01-12", Seats: 15, Timetable: "mattina"},
	} {
		_, err = t.SaveEdition(o.t.Context(), region, e)
		o.check(err)
	}
}

func (o office) check(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// meeting books an appointment of an actor with the worker.
func (o office) meeting(actor rule.Actor, worker int64, day rule.Date, at rule.Minutes) int64 {
	o.t.Helper()
	until := min(at+180, 13*60) // the office closes
	kind := agenda.KindOrientation
	if until-at > agenda.MaxOrientation {
		kind = agenda.KindBilancio
	}
	id, err := agenda.NewStore(o.db).Book(o.t.Context(), actor, agenda.Booking{Worker: worker, Kind: kind, Slot: agenda.Slot{Day: day, Starts: at, Ends: until}})
	o.check(err)
	return id
}

// started returns a bilancio begun from an appointment of today.
func (o office) started() int64 {
	o.t.Helper()
	id, err := o.store.Start(o.t.Context(), o.operator, o.meeting(o.operator, o.worker, today, 9*60), "AASS")
	o.check(err)
	return id
}

const today = rule.Date("2026-11-24")

// fill completes a panel with its sample.
func (o office) fill(id int64, code string) {
	o.t.Helper()
	b, v, err := o.store.Panel(o.t.Context(), o.operator, id, code)
	o.check(err)
	a := panels.Sample(v.Panel, v.State.Answers, v.Facts.Context)
	a = scheda.Decode(v.Panel, scheda.Encode(v.Panel, a))
	if code == "ISC01" { // body and edition are offered once the course is chosen
		for range 2 {
			_, err := o.store.Save(o.t.Context(), o.operator, id, code, bilancio.SaveInput{Version: b.Panels[code].Version, Answers: a})
			o.check(err)
			b, v, err = o.store.Panel(o.t.Context(), o.operator, id, code)
			o.check(err)
			a = panels.Sample(v.Panel, v.State.Answers, v.Facts.Context)
		}
		a["edizione"] = scheda.T(v.Facts.Choices["ISC01.edizione"][1].Value)
	}
	if _, err := o.store.Save(o.t.Context(), o.operator, id, code, bilancio.SaveInput{Version: b.Panels[code].Version, Answers: a, Complete: true}); err != nil {
		o.t.Fatalf("%s: %v\n%s", code, err, a.Canonical())
	}
}

func (o office) fillPhase(id int64, phase string, but ...string) {
	o.t.Helper()
	ph, _ := panels.Base.Phase(phase)
	for _, p := range ph.Panels {
		if !strings.Contains(strings.Join(but, " "), p.Code) {
			o.fill(id, p.Code)
		}
	}
}

func (o office) load(id int64) bilancio.Bilancio {
	o.t.Helper()
	b, err := o.store.Bilancio(o.t.Context(), o.operator, id)
	o.check(err)
	return b
}

// signed brings the Preliminare to where it can be closed.
func (o office) signed(id int64) {
	o.t.Helper()
	o.fillPhase(id, panels.Preliminare, "PRE07")
	_, err := o.store.IssueContract(o.t.Context(), o.operator, id)
	o.check(err)
	o.scan(id)
	o.fill(id, "PRE07")
}

// pdf is the smallest sound PDF.
const pdf = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>\nendobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n0000000105 00000 n \ntrailer\n<</Size 4/Root 1 0 R>>\nstartxref\n184\n%%EOF\n"

func (o office) scan(id int64) {
	o.t.Helper()
	received, err := archive.NewStore(o.db).Receive(o.t.Context(), archive.Scan("scansione"), archive.Upload{Name: "contratto firmato.pdf", Content: strings.NewReader(pdf)})
	o.check(err)
	defer received.Close()
	o.check(o.store.AttachScan(o.t.Context(), o.operator, id, received))
}

func refusal(t testing.TB, err error, words string) {
	t.Helper()
	var one rule.Refusal
	var many rule.Refusals
	if !errors.As(err, &one) && !errors.As(err, &many) {
		t.Fatalf("no refusal: %v", err)
	}
	if !strings.Contains(err.Error(), words) {
		t.Errorf("says %q, want %q", err.Error(), words)
	}
}

// Who starts, from which appointment, on which day (Iter Procedurale, «I miei
// appuntamenti»; puglia_aass_workflow 24 and 25).
func TestStartFromAnAppointment(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	other := o.person("RSSMRA80A01H501U", "Rossi", "Mario")
	ctx := t.Context()
	future := o.meeting(o.operator, o.worker, "2026-11-26", 9*60)
	_, err := o.store.Start(ctx, o.operator, future, "")
	refusal(t, err, "Il bilancio non si avvia prima dell'appuntamento. Questo è del 26/11: potrai avviarlo quel giorno.")

	mine := o.meeting(o.operator, o.worker, today, 9*60)
	colleagues := o.meeting(o.colleague, other, today, 9*60)
	if _, err = o.store.Start(ctx, o.elsewhere, mine, ""); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office: %v", err)
	}
	if _, err = o.store.Start(ctx, o.province, mine, ""); err == nil {
		t.Error("the province starts a bilancio")
	}
	id, err := o.store.Start(ctx, o.operator, colleagues, "AASS")
	o.check(err)
	b := o.load(id)
	if b.CounsellorID != o.operator.UserID || b.Code() != "2026/0001" || b.Phase != panels.Preliminare || b.State != bilancio.InProgress {
		t.Errorf("%+v", b)
	}
	if len(b.Meetings) != 1 || !b.Meetings[0].Attended() || b.Minutes() != 180 {
		t.Errorf("the appointment is not attended: %+v", b.Meetings)
	}
	_, err = o.store.Start(ctx, o.operator, colleagues, "")
	refusal(t, err, "è già partito un bilancio")
	again := o.meeting(o.operator, other, today, 12*60)
	_, err = o.store.Start(ctx, o.operator, again, "")
	refusal(t, err, "La persona ha già un bilancio in lavorazione")

	o.clock.Add(24 * time.Hour)
	if _, err = o.store.Start(ctx, o.colleague, mine, ""); err == nil || !strings.Contains(err.Error(), "solo il giorno stesso") {
		t.Errorf("a colleague's of yesterday: %v", err)
	}
	if _, err = o.store.Start(ctx, o.operator, mine, "ORDINARIO"); err != nil {
		t.Errorf("one's own of yesterday: %v", err)
	}
}

func TestOutOfScopeDoesNotExist(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	ctx := t.Context()
	for name, err := range map[string]error{
		"read":      second(o.store.Bilancio(ctx, o.elsewhere, id)),
		"panel":     third(o.store.Panel(ctx, o.elsewhere, id, "PRE01")),
		"save":      second(o.store.Save(ctx, o.elsewhere, id, "PRE01", bilancio.SaveInput{})),
		"close":     second(o.store.Close(ctx, o.elsewhere, id, panels.Preliminare)),
		"reopen":    o.store.Reopen(ctx, o.elsewhere, id, panels.Preliminare, "x"),
		"interrupt": o.store.Interrupt(ctx, o.elsewhere, id, "x"),
		"contract":  second(o.store.IssueContract(ctx, o.elsewhere, id)),
		"enrol":     second(o.store.Enrol(ctx, o.elsewhere, id, bilancio.Confirmation{})),
		"meetings":  second(o.store.BookMeetings(ctx, o.elsewhere, id)),
		"mail":      second(o.store.SendDocument(ctx, o.elsewhere, id, 1)),
		"scan":      second(o.store.Scan(ctx, o.elsewhere, id)),
		"region":    second(o.store.Bilancio(ctx, rule.Actor{UserID: 9, Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}, id)),
		// the province reads, and changes nothing
		"province saves": second(o.store.Save(ctx, o.province, id, "PRE01", bilancio.SaveInput{})),
	} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, v, err := o.store.Panel(ctx, o.province, id, "PRE01"); err != nil || v.ReadOnly == "" {
		t.Errorf("the province: %v %q", err, v.ReadOnly)
	}
	page, err := o.store.List(ctx, o.elsewhere, bilancio.Filter{})
	if err != nil || len(page.Rows) > 0 || len(page.Counts) > 0 {
		t.Errorf("another office's list: %+v %v", page, err)
	}
}

func second[T any](_ T, err error) error { return err }

func third[T, U any](_ T, _ U, err error) error { return err }

func TestPanelsAreProposedFromWhatIsKnown(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	_, v, err := o.store.Panel(t.Context(), o.operator, id, "PRE03")
	o.check(err)
	a := v.State.Answers
	for path, want := range map[string]string{"cognome": "Bianchi", "codice_fiscale": "BNCRCC74C15D643H", "residenza.comune": "San Severo (FG) [I158]", "residenza.cap": "71016", "telefono": "3401187725"} {
		if a.Text(path) != want {
			t.Errorf("%s: %q, want %q", path, a.Text(path), want)
		}
	}
	if got := v.Prefill["cognome"].Words(); got != "dalla scheda lavoratore, 24/11/2026" {
		t.Errorf("source %q", got)
	}
	if v.State.Version != 0 || v.State.Status != scheda.StatusEmpty {
		t.Errorf("%+v", v.State)
	}
	_, v, err = o.store.Panel(t.Context(), o.operator, id, "PRE01")
	o.check(err)
	if v.State.Answers.Text("data_avvio") != string(today) || v.State.Answers.Text("cpi") != "San Severo" || v.State.Answers.Text("modalita") != "presenza" {
		t.Errorf("%s", v.State.Answers.Canonical())
	}
}

// Two people fill in one panel: the later save is not lost and does not
// overwrite.
func TestStaleSaveShowsBothVersions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	ctx := t.Context()
	save := func(actor rule.Actor, version int, note string, complete bool) (bilancio.Saved, error) {
		return o.store.Save(ctx, actor, id, "PRE05", bilancio.SaveInput{Version: version, Complete: complete, Answers: scheda.Answers{"aspettative": scheda.T(note)}})
	}
	first, err := save(o.operator, 0, "Vorrei capire", false)
	o.check(err)
	if first.Version != 1 || first.Status != scheda.StatusDraft {
		t.Errorf("%+v", first)
	}
	if again, err := save(o.operator, 0, "Vorrei capire", false); err != nil || again.Version != 1 {
		t.Errorf("the same save again: %+v %v", again, err)
	}
	_, err = save(o.colleague, 0, "Altro", false)
	conflict, ok := bilancio.IsConflict(err)
	if !ok || conflict.Stored.Answers.Text("aspettative") != "Vorrei capire" || conflict.Mine.Text("aspettative") != "Altro" || conflict.Stored.SavedAs != "Giulia Prova" {
		t.Fatalf("%+v %v", conflict, err)
	}
	if !errors.As(err, new(db.Stale)) {
		t.Error("a conflict is no stale save")
	}
	if got := o.load(id).Panels["PRE05"].Answers.Text("aspettative"); got != "Vorrei capire" {
		t.Errorf("overwritten: %q", got)
	}
	o.check(second(save(o.colleague, 1, "Altro", false)))
	var kept string
	o.check(o.db.Reader().QueryRow("SELECT answers FROM bilancio_panel_history WHERE bilancio_id=? AND panel='PRE05' AND version=1", id).Scan(&kept))
	if kept != `{"aspettative":"Vorrei capire"}` {
		t.Errorf("history %q", kept)
	}
	_, err = save(o.colleague, 2, "Corto", true)
	var errs rule.Refusals
	if !errors.As(err, &errs) || errs.For("motivo_richiesta") == "" || errs.For("aspettative") == "" {
		t.Errorf("an incomplete panel was completed: %v", err)
	}
}

// The gates: nothing opens before what comes before it is closed.
func TestThePhasesAreStrictlySequential(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	ctx := t.Context()
	_, err := o.store.Save(ctx, o.operator, id, "INV01", bilancio.SaveInput{})
	refusal(t, err, "La fase Investigativa si apre quando chiudi la fase Preliminare.")
	_, err = o.store.IssueContract(ctx, o.operator, id)
	refusal(t, err, "Prima del contratto va completato il pannello")
	o.fillPhase(id, panels.Preliminare, "PRE07")
	_, err = o.store.Close(ctx, o.operator, id, panels.Preliminare)
	refusal(t, err, "Il contratto di bilancio non è ancora stato preparato per la firma.")
	_, err = o.store.IssueContract(ctx, o.operator, id)
	o.check(err)
	_, err = o.store.Close(ctx, o.operator, id, panels.Preliminare)
	refusal(t, err, "La fase Investigativa si apre quando carichi il contratto firmato (PDF, JPEG o PNG, fino a 10 MB) e chiudi la fase Preliminare.")
	o.scan(id)
	_, err = o.store.Close(ctx, o.operator, id, panels.Preliminare)
	refusal(t, err, "Contratto di bilancio")
	o.fill(id, "PRE07")
	closed, err := o.store.Close(ctx, o.operator, id, panels.Preliminare)
	o.check(err)
	if closed.Opens != panels.Investigativa || closed.State != bilancio.InProgress {
		t.Errorf("%+v", closed)
	}
	_, err = o.store.Save(ctx, o.operator, id, "PRE05", bilancio.SaveInput{Version: 1})
	refusal(t, err, "La fase Preliminare è chiusa. Può riaprirla il responsabile")
	b := o.load(id)
	if a := b.Panels["PRE07"].Answers; a.Text("protocollo") == "" || !strings.HasPrefix(a.Text("scansione"), "contratto firmato.pdf [") || a.Text("numero_contratto") != "2026/0001" {
		t.Errorf("%s", a.Canonical())
	}
}

func TestAnUnfitPathIsNotClosedButInterrupted(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	o.signed(id)
	b := o.load(id)
	a := b.Panels["PRE05"].Answers.Clone()
	a["idoneita_percorso"], a["motivo_non_idoneita"] = scheda.T("no"), scheda.T("Serve prima un corso di italiano.")
	o.check(second(o.store.Save(t.Context(), o.operator, id, "PRE05", bilancio.SaveInput{Version: 1, Answers: a, Complete: true})))
	_, err := o.store.Close(t.Context(), o.operator, id, panels.Preliminare)
	refusal(t, err, "il percorso si chiude con l'interruzione")
	refusal(t, o.store.Interrupt(t.Context(), o.operator, id, "  "), "Scrivi il motivo")
	o.check(o.store.Interrupt(t.Context(), o.operator, id, "Serve prima un corso di italiano."))
	if b = o.load(id); b.State != bilancio.Interrupted || b.EndReason == "" || b.Outcome != "interrotto" {
		t.Errorf("%+v", b)
	}
	w, err := people.NewStore(o.db).Worker(t.Context(), o.operator, o.worker)
	if err != nil || w.Bilancio != "interrotto" {
		t.Errorf("the card says %q %v", w.Bilancio, err)
	}
	refusal(t, o.store.Interrupt(t.Context(), o.operator, id, "x"), "non si può interrompere")
}

// The whole path, from the appointment to the receipt: three meetings, three
// rows of the ledger, four documents, a number.
func TestTheWholePath(t *testing.T) {
	dbtest.Proves(t, "evento bilancio", "evento iscrizione")
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.signed(id)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Preliminare)))
	booked, err := o.store.BookMeetings(ctx, o.operator, id)
	if err != nil || booked != 2 {
		t.Fatalf("%d meetings booked, %v", booked, err)
	}
	if again, err := o.store.BookMeetings(ctx, o.operator, id); err != nil || again != 0 {
		t.Errorf("booked twice: %d %v", again, err)
	}
	o.fillPhase(id, panels.Investigativa)
	o.clock.Add(7 * 24 * time.Hour)
	o.attend(id)
	o.clock.Add(8 * 24 * time.Hour) // the day before is a holiday
	o.attend(id)
	b := o.load(id)
	if b.Minutes() != 540 {
		t.Errorf("%d minutes", b.Minutes())
	}
	if _, v, err := o.store.Panel(ctx, o.operator, id, "INV16"); err != nil || v.State.Answers.Text("ore_fase") != "6" {
		t.Errorf("hours of the phase: %q %v", v.State.Answers.Text("ore_fase"), err)
	}
	closed, err := o.store.Close(ctx, o.operator, id, panels.Investigativa)
	o.check(err)
	if closed.Document == 0 || closed.Opens != panels.Riposizionamento {
		t.Errorf("%+v", closed)
	}
	o.fillPhase(id, panels.Riposizionamento)
	if got := o.load(id).Panels["RIP06"].Answers.Text("proposti"); !strings.HasPrefix(got, "1. Addetto alla saldatura") || strings.Contains(got, "senza organismo") {
		t.Errorf("proposals %q", got)
	}
	closed, err = o.store.Close(ctx, o.operator, id, panels.Riposizionamento)
	o.check(err)
	if closed.Opens != panels.Iscrizione {
		t.Errorf("%+v", closed)
	}
	_, err = o.store.Enrol(ctx, o.operator, id, bilancio.Confirmation{ByMail: true})
	refusal(t, err, "Scelta del percorso")
	o.fillPhase(id, panels.Iscrizione, "ISC04")
	for state, says := range map[string]string{"conclusa": "può essere solo «Confermata»", "rinunciata": "può essere solo «Confermata»", "in_attesa": "In ISC01 è scelta un'edizione"} {
		_, err = o.store.Enrol(ctx, o.operator, id, bilancio.Confirmation{State: state})
		refusal(t, err, says)
	}
	closed, err = o.store.Enrol(ctx, o.operator, id, bilancio.Confirmation{ByMail: true})
	o.check(err)
	if closed.State != bilancio.Complete || closed.MailTo != "persona.esempio@posta.example" && closed.MailTo != "rocco@posta.example" {
		t.Errorf("%+v", closed)
	}
	o.checkEnd(id)
}

// The service of an enrolment is the one of the course's type: the catalogue's
// code, else H.7 at a distance and H.6 in a classroom, which the whole path has.
func TestTheEnrolmentIsOfTheTypeOfTheCourse(t *testing.T) {
	dbtest.Proves(t, "evento iscrizione")
	t.Parallel()
	for _, c := range []struct{ code, mode, want string }{{"", "distanza", "H.7"}, {"H.3", "distanza", "H.3"}} {
		o := newOffice(t)
		id := o.started()
		o.signed(id)
		for _, phase := range []string{panels.Preliminare, panels.Investigativa, panels.Riposizionamento} {
			if phase != panels.Preliminare {
				o.fillPhase(id, phase)
			}
			o.check(second(o.store.Close(t.Context(), o.operator, id, phase)))
		}
		o.fillPhase(id, panels.Iscrizione, "ISC04")
		o.check(o.db.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("UPDATE course SET service_code=?, mode=?", c.code, c.mode)
			return err
		}))
		o.check(second(o.store.Enrol(t.Context(), o.operator, id, bilancio.Confirmation{})))
		services, err := registry.NewStore(o.db).OfWorker(t.Context(), o.worker)
		o.check(err)
		if last := services[0]; last.Code != c.want || last.Reference != "iscrizione" || last.Origin != registry.OriginAutomatic {
			t.Errorf("a course %q %s is recorded as %+v", c.code, c.mode, last)
		}
	}
}

func (o office) attend(id int64) {
	o.t.Helper()
	for _, m := range o.load(id).Meetings {
		if m.State == "fissato" && m.Day == o.db.Today() {
			o.check(agenda.NewStore(o.db).Outcome(o.t.Context(), o.operator, m.ID, agenda.ActAttend, 0))
			return
		}
	}
	o.t.Fatal("no meeting today")
}

func (o office) checkEnd(id int64) {
	o.t.Helper()
	ctx := o.t.Context()
	b := o.load(id)
	if b.State != bilancio.Complete || b.Outcome != "iscrizione_formazione" || b.Status("ISC04") != scheda.StatusComplete || b.Panels["ISC04"].Answers.Text("stato") != "confermata" {
		o.t.Errorf("%+v", b)
	}
	services, err := registry.NewStore(o.db).OfWorker(ctx, o.worker)
	o.check(err)
	var codes []string
	for _, s := range services {
		if s.Annulled == "" {
			codes = append(codes, s.Code+" "+s.Outcome)
		}
	}
	if diff := cmp.Diff([]string{"H.6 confermata", "E.2 iscrizione_formazione", "E.2 ", "E.2 ", "A.1 "}, codes); diff != "" {
		o.t.Error(diff)
	}
	docs, err := archive.NewStore(o.db).DocumentsOf(ctx, "bilancio", id)
	o.check(err)
	var kinds []string
	for _, d := range docs {
		kinds = append(kinds, d.Kind)
		if d.Protocol.String() == "" || len(d.Fingerprint) != 64 {
			o.t.Errorf("%s: protocol %q, fingerprint %q", d.Kind, d.Protocol, d.Fingerprint)
		}
	}
	if diff := cmp.Diff([]string{"ricevuta_iscrizione", "progetto_riposizionamento", "bilancio_investigativa", "contratto_bilancio"}, kinds); diff != "" {
		o.t.Error(diff)
	}
	page, err := o.store.List(ctx, o.operator, bilancio.Filter{State: bilancio.Complete, Name: "bianchi rocco"})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].Minutes != 540 || page.Counts[bilancio.Complete] != 1 {
		o.t.Errorf("%+v %v", page, err)
	}
	damage, err := people.NewStore(o.db).Recount(ctx)
	if err != nil || len(damage) > 0 {
		o.t.Errorf("%v %v", damage, err)
	}
}

// A phase that was closed by an act and lacks what its closing left behind is
// damage; one that is open, or has it, is none.
func TestTheRecountFindsAClosedPhaseWithoutItsPaper(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.signed(id)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Preliminare)))
	o.fillPhase(id, panels.Investigativa)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Investigativa)))
	found := func(do string, want ...string) {
		t.Helper()
		o.check(o.db.Write(ctx, func(tx *db.Tx) error { _, err := tx.ExecContext(ctx, do, id); return err }))
		damage, err := o.store.Recount(ctx)
		o.check(err)
		if !slices.Equal(damage, want) {
			t.Errorf("%s: %q, want %q", do, damage, want)
		}
	}
	lost := fmt.Sprintf("bilancio %d: la fase investigativa (chiusura 1) è chiusa e manca il documento", id)
	unsigned := fmt.Sprintf("bilancio %d: la fase preliminare (chiusura 1) è chiusa e manca la scansione del contratto firmato", id)
	found("UPDATE bilancio SET saved_at=saved_at WHERE id=?")
	found("UPDATE bilancio_phase SET document_id=(SELECT min(id) FROM document WHERE kind<>'"+bilancio.KindInvestigative+"') WHERE bilancio_id=? AND phase='investigativa'", lost) // the contract is no document of the phase
	found("UPDATE bilancio_phase SET document_id=NULL WHERE bilancio_id=? AND phase='investigativa'", lost)
	found("DELETE FROM bilancio_scan WHERE bilancio_id=?", lost, unsigned)
	found("UPDATE bilancio_phase SET closed_at=NULL WHERE bilancio_id=? AND phase IN ('investigativa','preliminare')")
}

// The responsabile opens a closed phase again, with a reason; the document
// before stays.
func TestReopening(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.signed(id)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Preliminare)))
	o.fillPhase(id, panels.Investigativa)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Investigativa)))
	refusal(t, o.store.Reopen(ctx, o.operator, id, panels.Investigativa, "Errore"), "solo il responsabile")
	refusal(t, o.store.Reopen(ctx, o.head, id, panels.Investigativa, " "), "Scrivi il motivo")
	refusal(t, o.store.Reopen(ctx, o.head, id, panels.Riposizionamento, "Errore"), "non è chiusa")
	o.check(o.store.Reopen(ctx, o.head, id, panels.Investigativa, "Manca un'esperienza"))
	b := o.load(id)
	if b.Phase != panels.Investigativa || b.Closed(panels.Investigativa) || !b.Locked(panels.Riposizionamento) {
		t.Errorf("%+v", b.Phases)
	}
	_, err := o.store.Save(ctx, o.operator, id, "RIP01", bilancio.SaveInput{})
	refusal(t, err, "si apre quando chiudi la fase Investigativa")
	closed, err := o.store.Close(ctx, o.operator, id, panels.Investigativa)
	o.check(err)
	if closed.Opens != panels.Riposizionamento {
		t.Errorf("%+v", closed)
	}
	docs, err := archive.NewStore(o.db).DocumentsOf(ctx, "bilancio", id)
	o.check(err)
	if len(docs) != 3 || docs[0].Version != 2 || docs[1].Version != 1 || docs[1].ReplacedBy != docs[0].ID {
		t.Errorf("%d documents", len(docs))
	}
	if p, _ := o.load(id).Last(panels.Investigativa); p.Version != 2 || p.Reason != "Manca un'esperienza" {
		t.Errorf("%+v", p)
	}
}

// Without consent nothing leaves by e-mail, not even when it was given and
// taken back.
func TestMailNeedsConsent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.signed(id)
	docs, err := archive.NewStore(o.db).DocumentsOf(ctx, "bilancio", id)
	o.check(err)
	to, err := o.store.SendDocument(ctx, o.operator, id, docs[0].ID)
	o.check(err)
	if to == "" {
		t.Error("sent nowhere")
	}
	mails, err := archive.NewStore(o.db).MailsOfDocument(ctx, docs[0].ID)
	if err != nil || len(mails) != 1 || mails[0].DocumentID != docs[0].ID || strings.Contains(mails[0].Body, "BNCRCC") {
		t.Errorf("%+v %v", mails, err)
	}
	o.check(o.db.Write(ctx, func(tx *db.Tx) error {
		return people.UpdateWorkerTx(ctx, tx, o.operator, o.worker, map[string]string{"email_consent_on": ""}, people.SourceOperator, "Revoca")
	}))
	_, err = o.store.SendDocument(ctx, o.operator, id, docs[0].ID)
	refusal(t, err, "il consenso all'invio per e-mail è stato revocato")
	o.check(o.db.Write(ctx, func(tx *db.Tx) error { // given again, later, from the card
		return people.UpdateWorkerTx(ctx, tx, o.operator, o.worker, map[string]string{"email_consent_on": string(today)}, people.SourceOperator, "Consenso")
	}))
	if _, err = o.store.SendDocument(ctx, o.operator, id, docs[0].ID); err != nil {
		t.Error(err)
	}
	_, err = o.store.SendDocument(ctx, o.operator, id, 99)
	if !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a document of nobody: %v", err)
	}
}

// A path under L. 68/99 is recorded as M4.2.
func TestTargetedPlacementIsItsOwnService(t *testing.T) {
	dbtest.Proves(t, "evento bilancio")
	t.Parallel()
	o := newOffice(t)
	id, err := o.store.Start(t.Context(), o.operator, o.meeting(o.operator, o.worker, today, 9*60), bilancio.TargetedProgramme)
	o.check(err)
	services, err := registry.NewStore(o.db).OfWorker(t.Context(), o.worker)
	o.check(err)
	var standing []registry.DeliveredService
	for _, s := range services {
		if s.Annulled == "" && s.Reference == "bilancio" {
			standing = append(standing, s)
		}
	}
	if len(standing) != 1 || standing[0].Code != "M4.2" || standing[0].ReferenceID != id || standing[0].Minutes != 180 {
		t.Errorf("%+v", services)
	}
}

// The programme decides the code of the meetings, also of those recorded
// before it was set and of those booked without it.
func TestTheProgrammeFollowsTheMeetings(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	refusal(t, o.store.SetProgramme(ctx, o.operator, id, "NULLA"), "Scegli il programma")
	o.check(o.store.SetProgramme(ctx, o.operator, id, bilancio.TargetedProgramme))
	if b := o.load(id); b.Programme.ServiceCode != "M4.2" || b.Programme.HoursMin != 8 {
		t.Errorf("%+v", b.Programme)
	}
	_, err := agenda.NewStore(o.db).Book(ctx, o.operator, agenda.Booking{Worker: o.worker, Bilancio: id, Kind: agenda.KindBilancio, Slot: agenda.Slot{Day: today, Starts: 15 * 60, Ends: 16 * 60}})
	o.check(err)
	o.clock.Add(7 * time.Hour)
	o.attend(id)
	o.signed(id)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Preliminare)))
	services, err := registry.NewStore(o.db).OfWorker(ctx, o.worker)
	o.check(err)
	codes := map[string]int{}
	for _, s := range services {
		if s.Annulled == "" {
			codes[s.Code] += s.Minutes
		}
	}
	if diff := cmp.Diff(map[string]int{"A.1": 15, "M4.2": 240}, codes); diff != "" {
		t.Error(diff)
	}
	refusal(t, o.store.SetProgramme(ctx, o.operator, id, "AASS"), "La fase Preliminare è chiusa")
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.signed(id)
	o.check(second(o.store.Close(ctx, o.operator, id, panels.Preliminare)))
	o.fillPhase(id, panels.Investigativa, "INV04 INV08 INV16")
	b := o.load(id)
	groups, err := o.store.Suggest(ctx, b, "INV04", nil)
	o.check(err)
	if len(groups) == 0 || len(groups[0].List) == 0 || !strings.Contains(groups[0].Title, "Officine Gargano") {
		t.Fatalf("%+v", groups)
	}
	taken := panels.Take("INV04", scheda.Answers{}, groups[0].List[0].Take, b.Answers())
	if rows := taken.Rows("attivita"); len(rows) != 1 || rows[0]["competenze"].Items[0] != groups[0].List[0].Entry {
		t.Errorf("%s", taken.Canonical())
	}
	o.fill(id, "INV04")
	b = o.load(id)
	groups, err = o.store.Suggest(ctx, b, "INV08", nil)
	o.check(err)
	if len(groups) != 1 || groups[0].List[0].Why != "emersa da INV04, «saldare giunti di telai metallici»" {
		t.Fatalf("%+v", groups)
	}
	taken = panels.Take("INV08", scheda.Answers{}, groups[0].List[0].Take, b.Answers())
	left, err := o.store.Suggest(ctx, b, "INV08", taken)
	o.check(err)
	for _, s := range left[0].List {
		if s.Entry == groups[0].List[0].Entry {
			t.Error("what was taken is suggested again")
		}
	}
}

func BenchmarkSaveOfAPanel(b *testing.B) {
	o := newOffice(b)
	id := o.started()
	version := 0
	for i := 0; b.Loop(); i++ {
		saved, err := o.store.Save(b.Context(), o.operator, id, "PRE05", bilancio.SaveInput{Version: version, Answers: scheda.Answers{"aspettative": scheda.T(strings.Repeat("parole ", i%50+1))}})
		if err != nil {
			b.Fatal(err)
		}
		version = saved.Version
	}
}

// A page saves itself every few seconds: a draft keeps what the panel had
// computed, and one that changes nothing leaves the panel complete, also on a
// day on which it would compute something else.
func TestADraftComputesNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.fill(id, "PRE04")
	before := o.load(id).Panels["PRE04"]
	if before.Answers.Text("mesi_disoccupazione") == "" {
		t.Fatalf("%s", before.Answers.Canonical())
	}
	o.clock.Add(62 * 24 * time.Hour)
	form := func() scheda.Answers { // what the page sends: no computed value
		a := o.load(id).Panels["PRE04"].Answers.Clone()
		delete(a, "mesi_disoccupazione")
		return a
	}
	o.check(second(o.store.Save(ctx, o.operator, id, "PRE04", bilancio.SaveInput{Version: before.Version, Answers: form()})))
	if got := o.load(id).Panels["PRE04"]; got.Status != before.Status || got.Version != before.Version {
		t.Errorf("a draft that changes nothing: %s, version %d", got.Status, got.Version)
	}
	changed := form()
	changed["azienda_provenienza"] = scheda.T("Officine Daune")
	saved, err := o.store.Save(ctx, o.operator, id, "PRE04", bilancio.SaveInput{Version: before.Version, Answers: changed})
	o.check(err)
	if got := o.load(id).Panels["PRE04"]; got.Status != scheda.StatusDraft || got.Answers.Text("mesi_disoccupazione") != before.Answers.Text("mesi_disoccupazione") {
		t.Errorf("the draft: %s %s", got.Status, got.Answers.Canonical())
	}
	_, v, err := o.store.Panel(ctx, o.operator, id, "PRE04")
	o.check(err)
	now := v.State.Answers.Text("mesi_disoccupazione")
	if now == before.Answers.Text("mesi_disoccupazione") {
		t.Errorf("the page still shows %s months", now)
	}
	o.check(second(o.store.Save(ctx, o.operator, id, "PRE04", bilancio.SaveInput{Version: saved.Version, Answers: form(), Complete: true})))
	if got := o.load(id).Panels["PRE04"].Answers.Text("mesi_disoccupazione"); got != now {
		t.Errorf("completed with %s months, the page showed %s", got, now)
	}
}

// What is typed in a lookup becomes the entry that it names, in a draft too; what
// the table does not know stays.
func TestADraftSettlesWhatIsTyped(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := o.started()
	version := 0
	for _, c := range []struct{ typed, kept string }{{"Atlantide", "Atlantide"}, {"atlantide", "atlantide"}, {"San Severo", "San Severo (FG) [I158]"}, {"San Severo (FG) [I158]", "San Severo (FG) [I158]"}} {
		home := scheda.In(scheda.Answers{"comune": scheda.T(c.typed)})
		saved, err := o.store.Save(t.Context(), o.operator, id, "PRE03", bilancio.SaveInput{Version: version, Answers: scheda.Answers{"residenza": home, "nome": scheda.T(c.typed)}})
		o.check(err)
		version = saved.Version
		if got := o.load(id).Panels["PRE03"].Answers.Text("residenza.comune"); got != c.kept {
			t.Errorf("%q is kept as %q", c.typed, got)
		}
	}
}

// A scan sent for a row of a closed phase is not kept.
func TestNoFileGoesIntoAClosedPhase(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	sheet, err := o.store.Sheet(ctx, o.operator, id, "ISC02")
	o.check(err)
	received, err := archive.NewStore(o.db).Receive(ctx, archive.Scan("documenti.0.file"), archive.Upload{Name: "carta.pdf", Content: strings.NewReader(pdf)})
	o.check(err)
	defer received.Close()
	_, err = o.store.KeepFile(ctx, o.operator, sheet, received)
	refusal(t, err, "La fase Iscrizione si apre quando chiudi la fase di Riposizionamento.")
	if _, err = o.store.KeepFile(ctx, o.elsewhere, sheet, received); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office: %v", err)
	}
}

// The scan that comes into PRE07 between the reading of a form and its saving
// stays there.
func TestAScanThatComesInBetweenStays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx := t.Context()
	id := o.started()
	o.fillPhase(id, panels.Preliminare, "PRE07")
	_, err := o.store.IssueContract(ctx, o.operator, id)
	o.check(err)
	first, err := o.store.Save(ctx, o.operator, id, "PRE07", bilancio.SaveInput{Answers: scheda.Answers{"clausole": scheda.T("Incontri al mattino.")}})
	o.check(err)
	sheet, err := o.store.Sheet(ctx, o.operator, id, "PRE07")
	o.check(err)
	o.scan(id)
	saved, err := o.store.SaveSheet(ctx, o.operator, sheet, bilancio.SaveInput{Version: first.Version, Answers: scheda.Answers{"clausole": scheda.T("Incontri al pomeriggio.")}})
	o.check(err)
	got := o.load(id).Panels["PRE07"].Answers
	if saved.Version != 2 || got.Text("clausole") != "Incontri al pomeriggio." || !strings.HasPrefix(got.Text("scansione"), "contratto firmato.pdf") || got.Text("protocollo") == "" {
		t.Errorf("version %d: %s", saved.Version, got.Canonical())
	}
}
