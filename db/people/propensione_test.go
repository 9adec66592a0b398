package people

import (
	"errors"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/reference"
	"sportello/db/scheda"
)

// leaning returns the answers of a propensione to a job as people call it.
func (k *counter) leaning(job string) scheda.Answers {
	k.Helper()
	found, err := reference.NewStore(k.db).Lookup(k.Context(), reference.TableProfessions, job, 1)
	if err != nil || len(found) == 0 {
		k.Fatal(job, found, err)
	}
	return scheda.Answers{"professione": scheda.T(found[0]), "provenienza": scheda.Many("lavoro"), "data_intervista": scheda.T("2026-11-24")}
}

func (k *counter) lean(job string) int64 {
	k.Helper()
	id, err := k.people.SavePropensione(k.Context(), k.operator, k.worker, 0, 0, k.leaning(job))
	if err != nil {
		k.Fatal(job, err)
	}
	return id
}

func TestPropensioniAreThreeAtMost(t *testing.T) {
	dbtest.Proves(t, "orientamento 27", "orientamento 39", "evento scheda")
	k := newCounter(t)
	ctx := t.Context()
	if there, err := HasPropensione(ctx, k.db.Reader(), k.worker); err != nil || there {
		t.Fatalf("one before any was written (%v)", err)
	}
	// What people call it is found in the classification; nothing else is a propensione.
	for _, own := range []string{"tuttofare dei cantieri", "Artigiani [6.1]", "Muratori [9.9.9.9.9]"} {
		a := k.leaning("muratore")
		a["professione"] = scheda.T(own)
		_, err := k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, a)
		refused(t, err, "professione")
	}
	// Beside a code the name is the classification's, whatever was typed.
	named := k.leaning("muratore")
	code := scheda.Code(named.Text("professione"))
	own := k.leaning("muratore")
	own["professione"] = scheda.T("Astronauta pilota [" + code + "]")
	made, err := k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, own)
	if err != nil {
		t.Fatal(err)
	}
	if got := k.one("SELECT title FROM propensione WHERE id=?", made); got != scheda.Name(named.Text("professione")) {
		t.Errorf("%s is called «%s»", code, got)
	}
	if err := k.people.WithdrawPropensione(ctx, k.operator, k.worker, made, 1, "prova"); err != nil {
		t.Fatal(err)
	}
	badante := k.lean("badante")
	k.want("code", "B.2") // the card was brought up to date
	k.lean("muratore")
	k.lean("cameriere")
	_, err = k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, k.leaning("saldatore"))
	refused(t, err, "")
	if !errors.Is(err, ErrThree) {
		t.Error(err)
	}
	// The same profession is not there twice, also when the others have room.
	if err := k.people.WithdrawPropensione(ctx, k.operator, k.worker, badante, 1, "non vuole più"); err != nil {
		t.Fatal(err)
	}
	_, err = k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, k.leaning("muratore"))
	refused(t, err, "professione")
	k.lean("saldatore")
	all, err := k.people.Propensioni(ctx, k.operator, k.worker)
	if err != nil || len(all) != 5 || len(Holding(all)) != 3 || all[3].ID != badante || all[3].Reason != "non vuole più" || all[0].Position != 1 || !strings.Contains(strings.ToLower(all[0].Title), "sald") {
		t.Errorf("%+v %v", all, err)
	}
	for _, p := range all {
		if !isUnit(p.Profession) {
			t.Errorf("%s has not five digits", p.Profession)
		}
	}
}

func TestAPropensioneSaysWhereItComesFrom(t *testing.T) {
	dbtest.Proves(t, "orientamento 29", "orientamento 30", "orientamento 26")
	k := newCounter(t)
	ctx := t.Context()
	try := func(change func(scheda.Answers)) error {
		a := k.leaning("muratore")
		change(a)
		_, err := k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, a)
		return err
	}
	refused(t, try(func(a scheda.Answers) { delete(a, "provenienza") }), "provenienza")
	refused(t, try(func(a scheda.Answers) { a["provenienza"] = scheda.Many("sentito dire") }), "provenienza")
	refused(t, try(func(a scheda.Answers) { delete(a, "data_intervista") }), "data_intervista")
	refused(t, try(func(a scheda.Answers) { a["data_intervista"] = scheda.T("2026-11-25") }), "data_intervista")
	refused(t, try(func(a scheda.Answers) { a["professione"] = scheda.T("una cosa mai vista") }), "professione")
	refused(t, try(func(a scheda.Answers) { a["professione"] = scheda.T("Artigiani [6.1]") }), "professione")
	a := k.leaning("muratore")
	a["provenienza"] = scheda.Many("lavoro", "formazione")
	if _, err := k.people.SavePropensione(ctx, k.operator, k.worker, 0, 0, a); err != nil {
		t.Fatal(err)
	}
	// The archive can be asked where propensioni come from.
	if got := k.one("SELECT from_work||' '||from_education||' '||from_training||' '||interviewed_on FROM propensione"); got != "1 0 1 2026-11-24" {
		t.Error(got)
	}
}

// TestTheNotesHaveThePromptsOfTheSource: each prompt keeps what is written in it,
// and neither availability nor duration has a field outside the notes.
func TestTheNotesHaveThePromptsOfTheSource(t *testing.T) {
	dbtest.Proves(t, "orientamento 28", "orientamento 31", "orientamento 32", "orientamento 33", "orientamento 34", "orientamento 35", "orientamento 36", "orientamento 37", "orientamento 38")
	for _, f := range PropensionePanel.Fields {
		if l := strings.ToLower(f.Label); strings.Contains(l, "disponibilità") || strings.Contains(l, "durata") {
			t.Errorf("%s is a field of its own", f.Label)
		}
	}
	k := newCounter(t)
	said := map[string]string{"settore": "Edilizia", "competenze": "Posa di rivestimenti", "esperienza": "10 anni", "anno": "2021", "orari": "tempo pieno", "spostamenti": "entro 30 km, automunito",
		"patentini": "gru a torre", "altro": "preferisce i cantieri vicini", "apprese": "scuola edile, 300 ore"}
	prompts := map[string]string{"settore": "settore economico commerciale", "competenze": "competenze specifiche", "esperienza": "durata dell'esperienza", "anno": "ultimo rapporto di lavoro",
		"orari": "disponibilità oraria", "spostamenti": "disponibilità agli spostamenti", "patentini": "patentini, abilitazioni e uso di strumenti", "altro": "incontro domanda/offerta", "apprese": "apprendimento formale"}
	a, notes := k.leaning("muratore"), scheda.Answers{}
	for name, text := range said {
		notes[name] = scheda.T(text)
	}
	a["note"] = scheda.In(notes)
	if _, err := k.people.SavePropensione(t.Context(), k.operator, k.worker, 0, 0, a); err != nil {
		t.Fatal(err)
	}
	all, err := k.people.Propensioni(t.Context(), k.operator, k.worker)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	lines := all[0].NoteLines()
	if len(lines) != len(said) {
		t.Errorf("%d notes of %d", len(lines), len(said))
	}
	for name, text := range said {
		var there bool
		for _, l := range lines {
			there = there || l[1] == text && strings.Contains(strings.ToLower(l[0]), prompts[name])
		}
		if !there {
			t.Errorf("%s: «%s» is lost, or not under «%s»: %q", name, text, prompts[name], lines)
		}
	}
	if !all[0].Answers().Equal(a) {
		t.Errorf("%s became %s", a.Canonical(), all[0].Answers().Canonical())
	}
}

func TestAPropensioneKeepsItsHistory(t *testing.T) {
	k := newCounter(t)
	ctx := t.Context()
	id := k.lean("muratore")
	changed := k.leaning("muratore")
	changed["provenienza"] = scheda.Many("istruzione")
	save := func(version int, a scheda.Answers) error {
		_, err := k.people.SavePropensione(ctx, k.head, k.worker, id, version, a)
		return err
	}
	if err := save(1, changed); err != nil {
		t.Fatal(err)
	}
	if err := save(1, changed); err != nil {
		t.Error("the same again:", err)
	}
	var stale db.Stale
	if err := save(1, k.leaning("muratore")); !errors.As(err, &stale) || stale.Current != 2 {
		t.Error(err)
	}
	versions, err := k.people.PropensioneVersions(ctx, id)
	if err != nil || len(versions) != 2 || !versions[0].Answers.Equal(changed) || versions[1].Answers["provenienza"].Items[0] != "lavoro" {
		t.Errorf("%+v %v", versions, err)
	}
	refused(t, k.people.WithdrawPropensione(ctx, k.head, k.worker, id, 2, " "), "motivo")
	if err := k.people.WithdrawPropensione(ctx, k.head, k.worker, id, 1, "x"); !errors.As(err, &stale) {
		t.Error(err)
	}
	if err := k.people.WithdrawPropensione(ctx, k.head, k.worker, id, 2, "scritta per errore"); err != nil {
		t.Fatal(err)
	}
	if err := save(3, k.leaning("muratore")); !errors.Is(err, ErrPropensioneWithdrawn) {
		t.Error(err)
	}
	// Nothing of it exists elsewhere.
	elsewhere := operatorOf(13, officeNamed(t, k.db, "Lecce"))
	if _, err := k.people.Propensioni(ctx, elsewhere, k.worker); !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
	if _, err := k.people.SavePropensione(ctx, elsewhere, k.worker, 0, 0, k.leaning("saldatore")); !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
	if err := k.people.WithdrawPropensione(ctx, elsewhere, k.worker, id, 3, "x"); !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
	if n := k.one("SELECT count(*) FROM audit WHERE action IN ('propensione.salvata','propensione.ritirata')"); n != "3" {
		t.Errorf("%s lines of the register", n)
	}
}
