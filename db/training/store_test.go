package training

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

var region = rule.Actor{UserID: 1, Name: "Regione", Grants: []rule.Grant{{Role: rule.RoleRegion, Scope: rule.ScopeRegion}}}

// operator acts for the office with the id.
func operator(cpi int64) rule.Actor {
	return rule.Actor{UserID: 2, Name: "Anna Neri", Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: cpi, Province: "FG"}}}
}

// bodyActor acts for the training body.
func bodyActor(cf string) rule.Actor {
	return rule.Actor{UserID: 3, Name: "Ente", Grants: []rule.Grant{{Role: rule.RoleTrainingBody, Scope: rule.ScopeBody, Body: cf}}}
}

func worker(t testing.TB, d *db.DB, surname string) int64 {
	t.Helper()
	var id int64
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		res, err := tx.ExecContext(t.Context(), `INSERT INTO worker(codice_fiscale,surname,name,surname_fold,name_fold,phone,email,created_at,updated_at)
			VALUES(?,?,'Rocco',?,'rocco','0882123456','rocco@prova.example',?,?)`, "CF"+surname, surname, rule.Fold(surname), tx.Now, tx.Now)
		if err != nil {
			return err
		}
		id, err = res.LastInsertId()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// sample is a small catalogue: one course of two bodies, three editions.
type sample struct {
	store                        *Store
	db                           *db.DB
	clock                        *dbtest.Clock
	course, body, other          int64
	small, large, past, stranger int64 // editions: 1 seat, 5 seats, begun, of the other body
}

const ownCF, otherCF = "02345670711", "03456780729"

func newSample(t testing.TB) sample {
	t.Helper()
	d, clock := dbtest.Open(t)
	s := sample{store: NewStore(d), db: d, clock: clock}
	must := func(id int64, err error) int64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	ctx := t.Context()
	s.body = must(s.store.SaveBody(ctx, region, Body{CodiceFiscale: ownCF, Name: "Ente Daunia"}))
	s.other = must(s.store.SaveBody(ctx, region, Body{CodiceFiscale: otherCF, Name: "Consorzio Levante"}))
	s.course = must(s.store.SaveCourse(ctx, region, Course{Code: "P1", Title: "Addetto alla saldatura", Description: "Saldatura TIG.",
		Competences: []string{"saldare"}, Active: true}, []int64{s.body, s.other}))
	edition := func(code string, body int64, starts rule.Date, seats int) int64 {
		return must(s.store.SaveEdition(ctx, region, Edition{Code: code, CourseID: s.course, BodyID: body, Place: Place{"Foggia", "FG"}, StartsOn: starts, Seats: seats}))
	}
	s.small = edition("E1", s.body, "2026-12-10", 1)
	s.large = edition("E2", s.body, "2027-01-12", 5)
	s.past = edition("E3", s.body, "2026-11-01", 5)
	s.stranger = edition("E4", s.other, "2027-02-01", 5)
	return s
}

func (s sample) enrol(t testing.TB, actor rule.Actor, in NewEnrolment) (e Enrolment, r Receipt, err error) {
	t.Helper()
	if in.CourseID == 0 {
		in.CourseID, in.BodyID = s.course, s.body
	}
	if in.CPI == 0 {
		in.CPI = 1
	}
	err = s.db.Write(t.Context(), func(tx *db.Tx) (err error) {
		e, r, err = EnrolTx(t.Context(), tx, actor, in)
		return err
	})
	return e, r, err
}

func (s sample) confirm(t testing.TB, actor rule.Actor, id int64) error {
	t.Helper()
	return s.db.Write(t.Context(), func(tx *db.Tx) error {
		_, _, err := ConfirmTx(t.Context(), tx, actor, id, 0)
		return err
	})
}

func (s sample) move(t testing.TB, actor rule.Actor, id int64, to NewEnrolment) (e Enrolment, r Receipt, err error) {
	t.Helper()
	err = s.db.Write(t.Context(), func(tx *db.Tx) (err error) {
		e, r, err = MoveTx(t.Context(), tx, actor, id, to)
		return err
	})
	return e, r, err
}

func refused(t testing.TB, err error, field string, words ...string) {
	t.Helper()
	var one rule.Refusal
	if !errors.As(err, &one) || one.Field != field {
		t.Fatalf("error %v, want a refusal of %q", err, field)
	}
	for _, w := range words {
		if !strings.Contains(one.Message, w) {
			t.Errorf("%q does not say %q", one.Message, w)
		}
	}
}

func TestAFullEditionIsRefusedWithTheOneToTakeInstead(t *testing.T) {
	s := newSample(t)
	first, receipt, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Bianchi"), EditionID: s.small, Contact: "email", Declarations: []string{"frequenza"}})
	if err != nil {
		t.Fatal(err)
	}
	if first.Number != 1 || first.State != Confirmed || first.Edition.Free() != 0 {
		t.Errorf("first enrolment: %+v", first)
	}
	if receipt.Surname != "Bianchi" || receipt.Course != "Addetto alla saldatura" || receipt.Place != "Foggia (FG)" || receipt.Body != "Ente Daunia" ||
		receipt.Operator != "Anna Neri" || receipt.Number != 1 || !slices.Equal(receipt.Declarations, []string{"frequenza"}) {
		t.Errorf("receipt: %+v", receipt)
	}
	rossi := worker(t, s.db, "Rossi")
	_, _, err = s.enrol(t, operator(1), NewEnrolment{WorkerID: rossi, EditionID: s.small})
	refused(t, err, "edizione", "L'edizione è al completo (1 posto su 1). Puoi scegliere l'edizione del 12/01/2027 o mettere la persona in lista d'attesa.")
	waiting, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: rossi, EditionID: s.small, Wait: true})
	if err != nil || waiting.State != Waiting || waiting.Number != 2 {
		t.Errorf("waiting: %+v %v", waiting, err)
	}
}

func TestEnrolmentRefusals(t *testing.T) {
	s := newSample(t)
	w := worker(t, s.db, "Bianchi")
	for _, c := range []struct {
		in    NewEnrolment
		field string
		words string
	}{
		{NewEnrolment{EditionID: s.past}, "edizione", "è iniziata il 01/11/2026"},
		{NewEnrolment{EditionID: s.stranger}, "edizione", "di questo organismo"},
		{NewEnrolment{}, "edizione", "lista d'attesa"},
		{NewEnrolment{CourseID: 999, BodyID: s.body}, "percorso", "catalogo"},
		{NewEnrolment{CourseID: s.course, BodyID: 999}, "organismo", "candidato"},
		{NewEnrolment{EditionID: s.large, Contact: "piccione"}, "recapito_ente", "recapito"},
	} {
		c.in.WorkerID = w
		_, _, err := s.enrol(t, operator(1), c.in)
		refused(t, err, c.field, c.words)
	}
	if _, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: w, EditionID: s.large}); err != nil {
		t.Fatal(err)
	}
	_, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: w, EditionID: s.small})
	refused(t, err, "percorso", "n. 1, «Addetto alla saldatura» (confermata)")
}

func TestTwoAtOnceCannotBothTakeTheLastSeat(t *testing.T) {
	s := newSample(t)
	const people = 8
	var wg sync.WaitGroup
	errs := make([]error, people)
	for i := range people {
		w := worker(t, s.db, fmt.Sprintf("Persona%d", i))
		wg.Go(func() { _, _, errs[i] = s.enrol(t, operator(1), NewEnrolment{WorkerID: w, EditionID: s.small}) })
	}
	wg.Wait()
	in := 0
	for _, err := range errs {
		if err == nil {
			in++
		} else {
			refused(t, err, "edizione", "al completo")
		}
	}
	if in != 1 {
		t.Errorf("%d people took one seat", in)
	}
	if e, _, err := s.store.Edition(t.Context(), region, s.small); err != nil || e.Free() != 0 || e.Enrolled != 1 {
		t.Errorf("the edition: %+v %v", e, err)
	}
}

func TestAWithdrawalFreesTheSeatAndTheWaitingOneGetsIt(t *testing.T) {
	s := newSample(t)
	first, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Bianchi"), EditionID: s.small})
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Rossi"), EditionID: s.small, Wait: true})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	refused(t, s.confirm(t, operator(1), second.ID), "edizione", "al completo")
	refused(t, s.store.Withdraw(ctx, operator(1), first.ID, "  "), "motivo")
	if err := s.store.Withdraw(ctx, operator(2), first.ID, "altro ufficio"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office withdrew: %v", err)
	}
	if err := s.store.Withdraw(ctx, operator(1), first.ID, "ha trovato lavoro"); err != nil {
		t.Fatal(err)
	}
	refused(t, s.store.Withdraw(ctx, operator(1), first.ID, "due volte"), "", "già rinunciata")
	if err := s.confirm(t, operator(1), second.ID); err != nil {
		t.Fatal(err)
	}
	got, receipt, err := s.store.Enrolment(ctx, operator(1), second.ID)
	if err != nil || got.State != Confirmed || receipt.State != "confermata" || receipt.Number != second.Number {
		t.Errorf("the waiting one: %+v %+v %v", got, receipt, err)
	}
}

func TestMoveAndConclusion(t *testing.T) {
	s := newSample(t)
	w := worker(t, s.db, "Bianchi")
	first, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: w, EditionID: s.small, Contact: "telefono", Waiver: "esperienza", Declarations: []string{"Impegno alla frequenza"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	moved, receipt, err := s.move(t, operator(1), first.ID, NewEnrolment{CourseID: s.course, BodyID: s.other, EditionID: s.stranger})
	if err != nil {
		t.Fatal(err)
	}
	if moved.Number != 2 || moved.MovedFrom != first.ID || moved.Contact != "telefono" || receipt.Body != "Consorzio Levante" ||
		receipt.Number != 2 || receipt.Waiver != "esperienza" || !slices.Equal(receipt.Declarations, []string{"Impegno alla frequenza"}) {
		t.Errorf("moved: %+v", moved)
	}
	all, err := s.store.EnrolmentsOf(ctx, w)
	if err != nil || len(all) != 2 || all[0].State != Confirmed || all[1].State != Moved {
		t.Errorf("both rows: %+v %v", all, err)
	}
	// A refused move leaves the old enrolment as it was.
	if _, _, err := s.move(t, operator(1), moved.ID, NewEnrolment{CourseID: s.course, BodyID: s.body, EditionID: s.past}); err == nil {
		t.Fatal("moved into a begun edition")
	}
	if got, _, _ := s.store.Enrolment(ctx, operator(1), moved.ID); got.State != Confirmed {
		t.Errorf("after a refused move the enrolment is %s", got.State)
	}
	attended := func() bool {
		proposals, err := s.store.Propose(ctx, Profile{Objective: "saldatore", Person: true}, w)
		if err != nil || len(proposals) != 1 {
			t.Fatalf("%+v %v", proposals, err)
		}
		return strings.Contains(proposals[0].Excluded, "già frequentato")
	}
	if attended() {
		t.Error("a running course counts as attended")
	}
	if err := s.store.Conclude(ctx, bodyActor(ownCF), moved.ID); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the wrong body concluded: %v", err)
	}
	if err := s.store.Conclude(ctx, bodyActor(otherCF), moved.ID); err != nil {
		t.Fatal(err)
	}
	if !attended() {
		t.Error("a concluded course does not count as attended")
	}
}

func TestATrainingBodySeesItsOwnPeopleAndTheAgreedContacts(t *testing.T) {
	s := newSample(t)
	e, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Bianchi"), EditionID: s.large, Contact: "telefono", Needs: "rampa"})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for _, c := range []struct {
		name  string
		actor rule.Actor
		rows  int
	}{{"own body", bodyActor(ownCF), 1}, {"other body", bodyActor(otherCF), 0}, {"own office", operator(1), 1}, {"other office", operator(2), 0}, {"region", region, 0}} {
		page, err := s.store.Enrolments(ctx, c.actor, EnrolmentFilter{})
		if err != nil || len(page.Rows) != c.rows || page.Counts[""] != c.rows {
			t.Errorf("%s: %d rows, counts %v, %v", c.name, len(page.Rows), page.Counts, err)
		}
		_, _, err = s.store.Enrolment(ctx, c.actor, e.ID)
		if (err == nil) != (c.rows == 1) || err != nil && !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	page, _ := s.store.Enrolments(ctx, bodyActor(ownCF), EnrolmentFilter{State: Confirmed, Edition: s.large})
	if len(page.Rows) != 1 {
		t.Fatalf("%d rows", len(page.Rows))
	}
	if r := page.Rows[0]; r.Phone == "" || r.Email != "" || r.Surname != "Bianchi" || r.WorkerID != 0 || r.Needs != "rampa" {
		t.Errorf("what the body sees: %+v", r)
	}
	if page, _ := s.store.Enrolments(ctx, bodyActor(ownCF), EnrolmentFilter{State: Waiting}); len(page.Rows) != 0 || page.Counts[Confirmed] != 1 {
		t.Errorf("filtered by state: %+v", page)
	}
}

func TestCatalogueKeepsUpWithItsChanges(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	best := func(objective string) Proposal {
		t.Helper()
		proposals, err := s.store.Propose(ctx, Profile{Objective: objective, Gaps: []Gap{{Text: objective}}}, 0)
		if err != nil || len(proposals) == 0 {
			t.Fatal(err)
		}
		return proposals[0]
	}
	if p := best("saldatore"); p.Code != "P1" || p.Score < 30 || !strings.Contains(strings.Join(p.Reasons, " "), "1 posto libero") {
		t.Errorf("%+v", p)
	}
	snapshot, _ := s.store.snapshot(ctx)
	if again, _ := s.store.snapshot(ctx); again != snapshot {
		t.Error("an unchanged catalogue was read twice")
	}
	if _, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Bianchi"), EditionID: s.small}); err != nil {
		t.Fatal(err)
	}
	if p := best("saldatore"); !strings.Contains(strings.Join(p.Reasons, " "), "5 posti liberi") {
		t.Errorf("after the last seat: %v", p.Reasons)
	}
	if again, _ := s.store.snapshot(ctx); again != snapshot {
		t.Error("an enrolment made the index anew")
	}
	course, err := s.store.Course(ctx, region, s.course)
	if err != nil {
		t.Fatal(err)
	}
	changed := course.Course
	changed.Title, changed.Description, changed.Competences = "Pasticceria", "Torte e creme.", nil
	if _, err := s.store.SaveCourse(ctx, region, changed, []int64{s.body}); err != nil {
		t.Fatal(err)
	}
	if p := best("pasticcere"); p.Title != "Pasticceria" || p.Score < 30 {
		t.Errorf("%+v", p)
	}
	course, _ = s.store.Course(ctx, region, s.course)
	if len(course.Bodies) != 2 {
		t.Errorf("a body with an edition was taken off: %+v", course.Bodies)
	}
	var stale db.Stale
	if _, err := s.store.SaveCourse(ctx, region, changed, nil); !errors.As(err, &stale) || stale.Current != course.Course.Version {
		t.Errorf("a stale save: %v", err)
	}
	for _, actor := range []rule.Actor{operator(1), bodyActor(ownCF)} {
		if _, err := s.store.SaveCourse(ctx, actor, course.Course, nil); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s saved a course: %v", actor.Name, err)
		}
	}
}

func TestWhoHoldsAnEdition(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	own, _, err := s.store.Edition(ctx, bodyActor(ownCF), s.small)
	if err != nil {
		t.Fatal(err)
	}
	own.Seats = 3
	if _, err := s.store.SaveEdition(ctx, bodyActor(ownCF), own); err != nil {
		t.Errorf("its own edition: %v", err)
	}
	if _, err := s.store.SaveEdition(ctx, bodyActor(otherCF), own); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another body's edition: %v", err)
	}
	if _, _, err := s.store.Edition(ctx, bodyActor(otherCF), s.small); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another body read it: %v", err)
	}
	if _, err := s.store.Body(ctx, bodyActor(otherCF), own.BodyID); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another body read its record: %v", err)
	}
	stolen := own
	stolen.BodyID = s.other
	if _, err := s.store.SaveEdition(ctx, bodyActor(otherCF), stolen); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another body took it over: %v", err)
	}
	if _, err := s.store.SaveEdition(ctx, operator(1), own); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator changed an edition: %v", err)
	}
	if _, _, err := s.enrol(t, operator(1), NewEnrolment{WorkerID: worker(t, s.db, "Bianchi"), EditionID: s.large}); err != nil {
		t.Fatal(err)
	}
	large, _, _ := s.store.Edition(ctx, region, s.large)
	large.Seats, large.SeatsTaken = 2, 2
	if _, err := s.store.SaveEdition(ctx, region, large); err == nil || !strings.Contains(err.Error(), "meno di 3: 1 persona è già iscritta") {
		t.Errorf("fewer seats than people: %v", err)
	}
}

func TestCatalogueScope(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	lonely, err := s.store.SaveCourse(ctx, region, Course{Code: "P2", Title: "Sartoria", Active: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name              string
		actor             rule.Actor
		courses, editions int
	}{{"region", region, 2, 4}, {"operator", operator(1), 2, 4}, {"body", bodyActor(ownCF), 1, 3}, {"strange body", bodyActor("01234567897"), 0, 0},
		{"admin", rule.Actor{Grants: []rule.Grant{{Role: rule.RoleAdmin}}}, 0, 0}} {
		page, err := s.store.Courses(ctx, c.actor, CatalogueFilter{})
		editions := 0
		for _, course := range page.Courses {
			editions += len(course.Editions)
		}
		if err != nil || page.Total != c.courses || editions != c.editions {
			t.Errorf("%s: %d courses, %d editions, %v", c.name, page.Total, editions, err)
		}
	}
	if _, err := s.store.Course(ctx, bodyActor(ownCF), lonely); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a body read a course that is not its own: %v", err)
	}
}

func TestSearchOfTheCatalogue(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	if _, err := s.store.ImportCatalogue(ctx, region, regionalFile(t), false); err != nil {
		t.Fatal(err)
	}
	first := func(f CatalogueFilter) (string, CataloguePage) {
		t.Helper()
		page, err := s.store.Courses(ctx, region, f)
		if err != nil || len(page.Courses) == 0 {
			t.Fatalf("%+v: %d courses, %v", f, len(page.Courses), err)
		}
		return page.Courses[0].Course.Code, page
	}
	for text, want := range map[string]string{"parrucchiera": "P5183 P8249", "p8432": "P8432", "muletto": "P1501", "Gommisti": "P1902"} {
		if got, _ := first(CatalogueFilter{Text: text}); !strings.Contains(want, got) {
			t.Errorf("%q finds %s first, want %s", text, got, want)
		}
	}
	_, all := first(CatalogueFilter{})
	if all.Total != 477 || len(all.Courses) != PageSize || !all.More || all.First != 1 || all.Counts[LonelyCourses] != 72 {
		t.Errorf("all: total %d, %d shown, counts %v", all.Total, len(all.Courses), all.Counts)
	}
	_, last := first(CatalogueFilter{Page: 9})
	if last.More || last.First != 451 || len(last.Courses) != 27 {
		t.Errorf("last page: first %d, %d shown", last.First, len(last.Courses))
	}
	seen := 0
	for _, state := range CatalogueStates[1:] {
		seen += all.Counts[state.State]
	}
	if seen != all.Counts[AllCourses] {
		t.Errorf("the tabs hold %d of %d courses", seen, all.Counts[AllCourses])
	}
	_, lecce := first(CatalogueFilter{Province: "LE", Timetable: "serale", State: OpenCourses})
	for _, c := range lecce.Courses {
		if !slices.ContainsFunc(c.Editions, func(e Edition) bool { return e.Place.Province == "LE" && e.Timetable == "serale" }) {
			t.Errorf("%s has no evening edition in Lecce", c.Course.Code)
		}
	}
}

func regionalFile(t testing.TB) CatalogueFile {
	t.Helper()
	f, err := os.Open("testdata/catalogo_percorsi_formativi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := ReadCatalogue(f)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestImportOfTheCatalogue(t *testing.T) {
	d, _ := dbtest.Open(t)
	store := NewStore(d)
	ctx := t.Context()
	file := regionalFile(t)
	dry, err := store.ImportCatalogue(ctx, rule.System, file, true)
	if err != nil || dry.Created != 761 {
		t.Fatalf("dry run: %+v %v", dry, err)
	}
	if page, _ := store.Courses(ctx, region, CatalogueFilter{}); page.Total != 0 {
		t.Errorf("the dry run kept %d courses", page.Total)
	}
	first, err := store.ImportCatalogue(ctx, rule.System, file, false)
	if err != nil || first != dry {
		t.Fatalf("first: %+v %v", first, err)
	}
	again, err := store.ImportCatalogue(ctx, rule.System, file, false)
	if err != nil || again.Unchanged != 761 || again.Created+again.Updated != 0 {
		t.Errorf("again: %+v %v", again, err)
	}
	if _, err := store.ImportCatalogue(ctx, operator(1), file, false); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator imported: %v", err)
	}
	changed, err := ReadCatalogue(strings.NewReader("codice_percorso,titolo,descrizione,organismo_cf,organismo,codice_edizione,posti,posti_occupati\n" +
		"P1524,Saldatura e carpenteria,,02345670711,Ente Formazione Daunia,NUOVA,10,0\n" +
		"P4264,,,,,,,\n" +
		"P5718,Addetto alla distribuzione commerciale,,,,,,\n"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.ImportCatalogue(ctx, rule.System, changed, false)
	if err != nil || got != (rule.Tally{Created: 1, Unchanged: 1, Rejected: 1}) {
		t.Errorf("changed: %+v %v", got, err)
	}
	page, err := store.Courses(ctx, region, CatalogueFilter{Text: "P1524"})
	if err != nil || len(page.Courses) == 0 {
		t.Fatal(err)
	}
	if c := page.Courses[0]; c.Course.Title != "Saldatura e carpenteria" || c.Course.Description == "" || len(c.Editions) != 3 {
		t.Errorf("%s: %q, %d editions", c.Course.Code, c.Course.Title, len(c.Editions))
	}
}

func TestStoredRankingIsAsGoodAsTheFile(t *testing.T) {
	d, _ := dbtest.Open(t)
	store := NewStore(d)
	if _, err := store.ImportCatalogue(t.Context(), rule.System, regionalFile(t), false); err != nil {
		t.Fatal(err)
	}
	recall, _ := measure(t, func(j judged) []string {
		proposals, err := store.Propose(t.Context(), j.profile(), 0)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, p := range proposals {
			if p.Excluded == "" {
				codes = append(codes, p.Code)
			}
		}
		return codes
	}, readJudged(t, "testdata/percorsi_giudizi.json"), true)
	if recall < 0.90 {
		t.Errorf("recall@5 on the stored catalogue %.3f, want 0.90", recall)
	}
}

func TestRefusedForms(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	fields := func(err error) string {
		var many rule.Refusals
		var one rule.Refusal
		switch {
		case errors.As(err, &many):
			var names []string
			for _, r := range many {
				names = append(names, r.Field)
			}
			slices.Sort(names)
			return strings.Join(names, " ")
		case errors.As(err, &one):
			return one.Field
		}
		return fmt.Sprint(err)
	}
	_, err := s.store.SaveCourse(ctx, region, Course{ProfessionCode: "12", EQFLevel: 9, Hours: -1, Description: strings.Repeat("x", 5000)}, nil)
	if got := fields(err); got != "codice descrizione figura livello ore titolo" {
		t.Errorf("course: %s", got)
	}
	_, err = s.store.SaveCourse(ctx, region, Course{Code: "P1", Title: "Doppio"}, nil)
	if got := fields(err); got != "codice" {
		t.Errorf("same code: %s", got)
	}
	_, err = s.store.SaveEdition(ctx, region, Edition{CourseID: s.course, BodyID: s.body, StartsOn: "2027-02-01", EndsOn: "2027-01-01"})
	if got := fields(err); got != "codice fine posti" {
		t.Errorf("edition: %s", got)
	}
	_, err = s.store.SaveBody(ctx, region, Body{CodiceFiscale: "02345670712", Email: "non una e-mail"})
	if got := fields(err); got != "codice_fiscale email nome" {
		t.Errorf("body: %s", got)
	}
	_, err = s.store.SaveBody(ctx, region, Body{CodiceFiscale: ownCF, Name: "Doppio"})
	if got := fields(err); got != "codice_fiscale" {
		t.Errorf("same body: %s", got)
	}
}
