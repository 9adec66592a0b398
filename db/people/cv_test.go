package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/dbtest"
	"sportello/db/scheda"
)

const tinyPDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 3]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"

// upload takes a PDF into quarantine.
func (k *counter) upload() *archive.Received {
	k.Helper()
	r, err := archive.NewStore(k.db).Receive(k.Context(), archive.OnlyPDF("file"), archive.Upload{Name: "cv.pdf", Content: strings.NewReader(tinyPDF)})
	if err != nil {
		k.Fatal(err)
	}
	k.Cleanup(r.Close)
	return r
}

func (k *counter) saveCV(validated bool) (int64, error) {
	k.Helper()
	return k.people.SaveCV(k.Context(), k.operator, NewCV{WorkerID: k.worker, Origin: "caricato", Validated: validated, File: k.upload()})
}

// ready writes what a CV cannot be kept without.
func (k *counter) ready() {
	k.saveSection(SectionStudies, 0, scheda.Answers{"titoli": scheda.Rows(title("a", "diploma", "Ragioniera", "1999"))})
	k.lean("muratore")
}

func TestACVNeedsATitleAndAPropensione(t *testing.T) {
	dbtest.Proves(t, "orientamento 42", "orientamento 43")
	k := newCounter(t)
	_, err := k.saveCV(false)
	refused(t, err, "istruzione")
	refused(t, err, "propensioni")
	k.lean("muratore")
	_, err = k.saveCV(false)
	refused(t, err, "istruzione")
	k.saveSection(SectionStudies, 0, scheda.Answers{"titoli": scheda.Rows(scheda.Answers{"livello": scheda.T("nessuno")})})
	_, err = k.saveCV(false)
	refused(t, err, "istruzione") // the row says that there is no title
	k.saveSection(SectionStudies, 1, scheda.Answers{"titoli": scheda.Rows(title("a", "diploma", "Ragioniera", "1999"))})
	all, _ := k.people.Propensioni(t.Context(), k.operator, k.worker)
	if err := k.people.WithdrawPropensione(t.Context(), k.operator, k.worker, all[0].ID, 1, "prova"); err != nil {
		t.Fatal(err)
	}
	_, err = k.saveCV(false)
	refused(t, err, "propensioni")
	k.lean("muratore")
	if _, err := k.saveCV(false); err != nil {
		t.Error(err)
	}
	if n := k.one("SELECT count(*) FROM stored_file"); n != "1" {
		t.Errorf("%s files kept, of one CV", n)
	}
}

func TestACVIsADatedFact(t *testing.T) {
	dbtest.Proves(t, "evento CV", "orientamento 41", "orientamento 51")
	d, clock := dbtest.Open(t)
	k := counterOn(t, d)
	ctx := t.Context()
	k.ready()
	k.want("code", "B.2")
	first, err := k.saveCV(false)
	if err != nil {
		t.Fatal(err)
	}
	k.want("code||' '||origin||' '||reference", "B.2 automatico scheda", "F1.1 automatico cv")
	second, err := k.saveCV(true) // the same day: one service
	if err != nil {
		t.Fatal(err)
	}
	k.want("code", "B.2", "F1.1")
	state := func() (out string) {
		all, err := k.people.CVs(ctx, k.operator, k.worker)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			out += string(c.State(d.Today())) + " "
		}
		return strings.TrimSpace(out)
	}
	if s := state(); s != "Validato Bozza" {
		t.Error(s)
	}
	if err := k.people.ValidateCV(ctx, k.operator, k.worker, first, 1); !errors.Is(err, ErrCVReplaced) {
		t.Error(err)
	}
	if err := k.people.ValidateCV(ctx, k.operator, k.worker, second, 1); !errors.Is(err, ErrCVValidated) {
		t.Error(err)
	}
	obsolete := func(want bool) {
		t.Helper()
		got, err := k.people.ObsoleteCVs(ctx, k.operator, []int64{k.worker})
		if _, there := got[k.worker]; err != nil || there != want {
			t.Errorf("on %s obsolete is %v, %v", d.Today(), there, err)
		}
	}
	clock.Set(time.Date(2027, 5, 24, 9, 0, 0, 0, time.UTC)) // the last day of the six months
	obsolete(false)
	clock.Set(time.Date(2027, 5, 25, 9, 0, 0, 0, time.UTC))
	obsolete(true)
	if s := state(); s != "Scaduto Scaduto" {
		t.Error(s)
	}
	elsewhere := operatorOf(13, officeNamed(t, d, "Lecce"))
	if got, err := k.people.ObsoleteCVs(ctx, elsewhere, []int64{k.worker}); err != nil || len(got) != 0 {
		t.Errorf("Lecce is told of it: %v %v", got, err)
	}
	if err := k.people.ValidateCV(ctx, k.operator, k.worker, first, 1); err == nil {
		t.Error("an obsolete CV was validated")
	}
	third, err := k.saveCV(true)
	if err != nil {
		t.Fatal(err)
	}
	obsolete(false)
	// Annulled, the one before holds again.
	refused(t, k.people.AnnulCV(ctx, k.operator, k.worker, third, 1, false, " "), "motivo")
	var stale db.Stale
	if err := k.people.AnnulCV(ctx, k.operator, k.worker, third, 7, false, "x"); !errors.As(err, &stale) {
		t.Error(err)
	}
	if err := k.people.AnnulCV(ctx, k.operator, k.worker, third, 1, true, "di un'altra persona"); err != nil {
		t.Fatal(err)
	}
	obsolete(true)
	k.want("code||' '||(annulled_at IS NULL)", "B.2 1", "F1.1 1", "F1.1 0") // the service of a CV kept by mistake falls with it
	for _, act := range []error{
		k.people.AnnulCV(ctx, elsewhere, k.worker, second, 1, false, "x"), k.people.ValidateCV(ctx, elsewhere, k.worker, second, 1),
		second2(k.people.CVs(ctx, elsewhere, k.worker)), second2(k.people.TransferCV(ctx, elsewhere, k.worker, second, 1, true)),
		second2(k.people.SaveCV(ctx, elsewhere, NewCV{WorkerID: k.worker, Origin: "caricato", File: k.upload()})),
	} {
		if !errors.Is(act, db.ErrNotFound) {
			t.Error(act)
		}
	}
}

func second2[T any](_ T, err error) error { return err }

func TestACVGoesToThePortalWithConsentOnly(t *testing.T) {
	dbtest.Proves(t, "orientamento 46", "orientamento 47", "orientamento 48", "orientamento 49")
	k := newCounter(t)
	ctx := t.Context()
	k.ready()
	id, err := k.saveCV(false)
	if err != nil {
		t.Fatal(err)
	}
	change := func(changes map[string]string) {
		t.Helper()
		write(t, k.db, func(tx *db.Tx) error {
			return UpdateWorkerTx(ctx, tx, k.operator, k.worker, changes, SourceOperator, "")
		})
	}
	transfer := func(version int, registered bool) (int64, error) {
		return k.people.TransferCV(ctx, k.operator, k.worker, id, version, registered)
	}
	if _, err = transfer(1, true); !errors.Is(err, ErrCVDraft) {
		t.Error(err)
	}
	if err := k.people.ValidateCV(ctx, k.operator, k.worker, id, 1); err != nil {
		t.Fatal(err)
	}
	_, err = transfer(2, true)
	refused(t, err, "consenso")
	change(map[string]string{"ido_consent_on": "2026-11-20", "email": "", "phone": ""})
	_, err = transfer(2, false)
	refused(t, err, "registrato") // nowhere to send the message to
	change(map[string]string{"email": "anna@posta.example"})
	sent, err := transfer(2, false)
	if err != nil {
		t.Fatal(err)
	}
	var stale db.Stale
	if _, err := transfer(2, true); !errors.As(err, &stale) {
		t.Error(err)
	}
	if _, err := transfer(3, true); !errors.Is(err, ErrCVWaiting) {
		t.Error(err)
	}
	all, err := k.people.Transfers(ctx, k.operator, k.worker)
	if err != nil || len(all) != 1 || !all[0].Preregistered || all[0].Contact != "anna@posta.example" || all[0].ConsentOn != "2026-11-20" || all[0].On != "2026-11-24" {
		t.Errorf("%+v %v", all, err)
	}
	contents, file, err := k.people.TransferFile(ctx, k.operator, k.worker, sent)
	if err != nil || file == 0 || contents.Surname != "Rossi" || !contents.Preregister || len(contents.Professions) != 1 || len(contents.SHA256) != 64 {
		t.Errorf("%+v %v", contents, err)
	}
	outcome := Transfer{ID: sent, Version: 1, Outcome: "non_riuscito", OutcomeOn: "2026-11-24"}
	refused(t, k.people.RecordOutcome(ctx, k.operator, k.worker, outcome), "note")
	outcome.OutcomeOn = "2026-11-23"
	refused(t, k.people.RecordOutcome(ctx, k.operator, k.worker, outcome), "outcome_on")
	outcome = Transfer{ID: sent, Version: 1, Outcome: "riuscito", OutcomeOn: "2026-11-24", ConfirmedOn: "2026-11-24"}
	if err := k.people.RecordOutcome(ctx, k.operator, k.worker, outcome); err != nil {
		t.Fatal(err)
	}
	outcome.Version = 2
	if err := k.people.RecordOutcome(ctx, k.operator, k.worker, outcome); !errors.Is(err, ErrTransferDone) {
		t.Error(err)
	}
	// Whose consent is taken back is handed over no more, the file neither.
	change(map[string]string{"ido_consent_on": ""})
	if _, _, err := k.people.TransferFile(ctx, k.operator, k.worker, sent); !errors.Is(err, ErrCVNoConsent) {
		t.Error(err)
	}
	_, err = transfer(3, true)
	refused(t, err, "consenso")
}
