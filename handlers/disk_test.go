package handlers_test

import (
	"bytes"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"sportello/handlers/webtest"
)

// noFileBeyond lets no file of this process grow beyond the size until the test
// has done what it does: a write over it fails as on a disk that is full.
func noFileBeyond(t *testing.T, size uint64, do func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ) // the write says it
	defer signal.Reset(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: limit.Max}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Fatal(err)
		}
	}()
	do()
}

// A file that is sent finds no room, where it waits or where it is kept: the
// sentence, nothing left behind, and it is taken once there is room.
func TestAFileOnAFullDisk(t *testing.T) {
	w := newWorks(t)
	w.people()
	const uploads = "/elenchi/1/caricamenti"
	header := "Codice fiscale;Cognome;Nome;CPI\n"
	for name, content := range map[string][]byte{
		"kept":    []byte(header + strings.Repeat("RSSMRA80A01H501U;Rossi;Mario;San Severo\n", 20_000)), // 800 kB: in memory, then in the folder of files
		"waiting": []byte(header + strings.Repeat("RSSMRA80A01H501U;Rossi;Mario;San Severo\n", 60_000)), // 2.4 MB: on the disk while it is read
	} {
		t.Run(name, func(t *testing.T) {
			c := w.client("teresa")
			send := func() *webtest.Page {
				return c.Upload(uploads, v("mittente", "Regione"), "file", "elenco.csv", content)
			}
			before := w.state()
			noFileBeyond(t, 600_000, func() {
				send().Expect(http.StatusInsufficientStorage).Has("main", "Lo spazio su disco è esaurito")
			})
			w.unchanged(before, "a list on a full disk")
			send().Expect(http.StatusSeeOther)
		})
	}
}

// While the disk is full everything can be read; what was read is in the
// register as soon as there is room again.
func TestReadingOnAFullDisk(t *testing.T) {
	w := newWorks(t)
	w.fillable()
	w.people()
	w.lists()
	giulia, nobody := w.client("giulia"), w.Anonymous()
	w.wantsRoom("UPDATE ON sign_in", "1")
	w.wantsRoom("INSERT ON sign_in", "1")
	giulia.Get("/scrivania").Expect(http.StatusOK)
	w.Clock.Add(2 * time.Minute) // that they are at work is noted by the minute
	w.full(true)
	for _, path := range []string{"/scrivania", "/elenchi/1", "/lavoratori/" + w.listed(1), "/agenda", "/bilanci", "/percorsi"} {
		giulia.Get(path).Expect(http.StatusOK)
	}
	if err := w.App.Archive.FlushReads(w.ctx); err == nil {
		t.Fatal("the disk is not full")
	}
	nobody.Get("/accesso").Submit("form[action='/accesso']", v("email", webtest.Address("marco"), "password", webtest.Password)).
		Expect(http.StatusInsufficientStorage).Has("main", "Lo spazio su disco è esaurito")
	w.full(false)
	w.Settle()
	if n := w.one("SELECT count(*) FROM audit WHERE action IN ('lavoratore.letto','lista.letta','bilanci.elenco') AND user_id=?", w.user("giulia")); n != "3" {
		t.Errorf("%s readings are in the register, want 3", n)
	}
	nobody.Get("/accesso").Submit("form[action='/accesso']", v("email", webtest.Address("marco"), "password", webtest.Password)).Expect(http.StatusSeeOther)
}

// A job that meets a full disk, in its work or when its end is written down,
// goes on by itself once there is room.
func TestAJobOnAFullDisk(t *testing.T) {
	w := newWorks(t)
	w.fillable()
	w.people()
	const uploads = "/elenchi/1/caricamenti"
	content := w.content("..", "db", "exchange", "testdata", "lista_mobilita_FG_aggiornamento_inizio.csv")
	teresa := w.client("teresa")
	load := teresa.Upload(uploads, v("data", "24/11/2026", "mittente", "Regione"), "file", "elenco.csv", content).Follow()
	load.Submit("form[action$='/colonne']", nil).Expect(http.StatusSeeOther)
	w.full(true)
	if _, err := w.App.Jobs.RunOne(w.ctx); err == nil {
		t.Fatal("the disk is not full")
	}
	teresa.Get(load.Path).Expect(http.StatusOK).Has("#avanzamento", "Lettura di elenco.csv")
	w.full(false)
	w.wantsRoom("UPDATE ON job", "NEW.state='finito'")
	w.write("DROP TRIGGER \"UPDATE ON job 1\"")
	w.full(true)
	if did, err := w.App.Jobs.RunOne(w.ctx); err == nil || !did {
		t.Fatalf("the end of the job found room: %v, %v", did, err)
	}
	w.full(false)
	w.Settle()
	if state := w.one("SELECT state FROM job"); state != "finito" {
		t.Errorf("the job is %s", state)
	}
	teresa.Get(load.Path).Has("form[action$='/applicazione']", "Applica 11 righe")
}

// The file of a document that was just issued finds no room: the document is
// there with its number, and its file is made once there is room.
func TestADocumentWhoseFileFindsNoRoom(t *testing.T) {
	w := newWorks(t)
	w.people()
	w.lists()
	files := w.DB.FilesDir()
	w.quietly(func() {
		w.do(act{who: "giulia", page: "/appuntamenti/nuovo?riga=" + w.row(1), form: "form[action='/appuntamenti']", set: v("operatore", w.user("giulia"), "giorno", string(thursday), "ora", "10:30", "durata", "30")})
	})
	if err := os.Rename(files, files+" altrove"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(files, nil, 0o600); err != nil { // no folder: nothing can be kept in it
		t.Fatal(err)
	}
	appointment := "/appuntamenti/" + w.one("SELECT max(id) FROM appointment")
	giulia := w.client("giulia")
	giulia.Get(appointment + "/lettera").Expect(http.StatusInternalServerError)
	giulia.Get(appointment).Expect(http.StatusOK).Has("section[aria-labelledby=h-conv]", "2026/0000001")
	if err := os.Remove(files); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(files+" altrove", files); err != nil {
		t.Fatal(err)
	}
	if letter := giulia.Get(appointment + "/lettera").Expect(http.StatusOK); !bytes.HasPrefix([]byte(letter.Body), []byte("%PDF-")) {
		t.Error("no letter")
	}
}

// A copy that finds no room leaves nothing behind and says so.
func TestACopyOnAFullDisk(t *testing.T) {
	w := newWorks(t)
	w.people()
	ada := w.client("ada")
	job := ada.Get("/copie").Submit("form[action='/copie']", nil).Follow()
	before := w.files()
	noFileBeyond(t, 2_000_000, func() {
		if _, err := w.App.Jobs.RunOne(w.ctx); err == nil {
			t.Fatal("there was room")
		}
	})
	if now := w.files(); now != before {
		t.Errorf("left behind: %s", now)
	}
	ada.Get(job.Path).Has("#lavoro", "Lo spazio su disco è esaurito")
	w.Clock.Add(60 * 1e9)
	w.Settle()
	ada.Get(job.Path).Has("#lavoro", "Copia fatta")
}
