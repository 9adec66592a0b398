package handlers_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/dbtest/postoffice"
	"sportello/handlers/webtest"
)

// transport returns how an office is reached, over an open line; over an
// encrypted one it is in the tests of the archive and of the whole program.
func transport(t *testing.T, office *postoffice.Office) *archive.SMTP {
	t.Helper()
	user := ""
	if office.User != "" {
		user = office.User + ":" + postoffice.Password + "@"
	}
	s, err := archive.ParseSMTP("smtp://" + user + office.Open(t) + "?tls=none&from=sportello@ente.example&name=Sportello")
	if err != nil {
		t.Fatal(err)
	}
	s.Timeout = 5 * time.Second
	return s
}

// deliver sends what is due and returns how much went out.
func (w *works) deliver(by archive.Transport) int {
	w.t.Helper()
	n, err := w.App.Archive.SendDue(w.ctx, by)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// read returns the last letter for the address.
func read(t *testing.T, office *postoffice.Office, to string) postoffice.Letter {
	t.Helper()
	texts := office.Texts()
	for i := len(texts) - 1; i >= 0; i-- {
		if l := postoffice.Read(t, texts[i]); l.To == to {
			return l
		}
	}
	t.Fatalf("no letter for %s among %d", to, len(texts))
	return postoffice.Letter{}
}

// What the product mails arrives: the link of a registration, which opens; the
// letter of a convocation and the document of a bilancio, as they are stored;
// and the record says so.
func TestWhatIsMailedArrives(t *testing.T) {
	w := newWorks(t)
	office := &postoffice.Office{User: "sportello"}
	by := transport(t, office)
	w.do(act{page: "/registrazione", form: "form[action='/registrazione']", set: v("surname", "Rossi", "name", "Maria", "email", "rossi@posta.example", "password", strong)})
	if n := w.deliver(by); n != 1 {
		t.Fatalf("%d messages went out", n)
	}
	letter := read(t, office, "rossi@posta.example")
	i := strings.Index(letter.Text, "/conferma/")
	if i < 0 {
		t.Fatalf("no link in %q", letter.Text)
	}
	link := strings.Fields(letter.Text[i:])[0]
	w.clients["rossi"] = w.Anonymous()
	in := w.clients["rossi"].Get(link).Submit("main form", nil).Follow().Submit("form[action='/accesso']", v("email", "rossi@posta.example", "password", strong))
	in.Follow().Has("h1", "Accreditamento Operatori")
	if kept := w.one("SELECT body FROM mail WHERE kind<>'' ORDER BY id LIMIT 1"); kept != "" {
		t.Errorf("the link is kept after it was sent: %q", kept)
	}

	w.people()
	w.quietly(func() { w.lists(); w.persons(); w.catalogue() })
	appointment := w.book("riga="+w.row(1), thursday, "10:30", "tipo", "convocazione")
	to := w.one("SELECT email FROM worker WHERE id=" + w.listed(1))
	giulia := w.client("giulia")
	giulia.Get(appointment).Has("section[aria-labelledby=h-conv]", "in coda a "+to)
	w.deliver(by)
	giulia.Get(appointment).Has("section[aria-labelledby=h-conv]", "inviata a "+to)
	letter = read(t, office, to)
	if !strings.Contains(letter.Text, "giovedì 26 novembre 2026 alle 10:30") { // the whole letter, as text: it needs no consent to documents
		t.Errorf("the convocation says %q", letter.Text)
	}

	w.quietly(w.toContract)
	page := giulia.Get("/bilanci/1")
	page.Submit("form[action$='/invio']", nil).Follow().Has("[aria-labelledby=documenti]", "a rocco@posta.example").Has("[aria-labelledby=documenti] .sp-badge", "in coda")
	w.deliver(by)
	sent := giulia.Get("/bilanci/1").Has("[aria-labelledby=documenti] .sp-badge", "inviata")
	letter = read(t, office, "rocco@posta.example")
	stored := giulia.Get(sent.Find("[aria-labelledby=documenti] a").First().AttrOr("href", "")).Expect(http.StatusOK).Body
	for _, content := range letter.Files {
		if string(content) != stored || !strings.HasPrefix(stored, "%PDF-") {
			t.Error("the contract that arrived is not the one that is stored")
		}
	}
	if len(letter.Files) != 1 || w.deliver(by) != 0 {
		t.Error("the contract did not arrive once")
	}
}

// toContract brings a bilancio to its contract, in its shortest way.
func (w *works) toContract() {
	w.t.Helper()
	w.do(act{who: "giulia", page: w.book("lavoratore="+w.bianchi(), tuesday, "09:30", "durata", "60"), form: "form[action='/bilanci']"})
	w.panels("preliminare", "PRE07")
	w.do(act{who: "giulia", page: "/bilanci/1/contratto", form: "form[action$='/contratto']"})
}

// A server that refuses, for good or for now, is said on the record; what it
// refused for now goes out when its time has come.
func TestTheOutcomeOfAMessageIsOnItsRecord(t *testing.T) {
	w := newWorks(t)
	w.people()
	w.quietly(w.lists)
	refusal := postoffice.Refuse(550, "no such user")
	office := &postoffice.Office{Rcpt: func(string) error { return refusal }}
	by := transport(t, office)
	giulia := w.client("giulia")
	appointment := w.book("riga="+w.row(1), thursday, "10:30", "tipo", "convocazione")
	batch := w.do(act{who: "marco", page: "/convocazioni/nuova?riga=" + w.row(4), form: "#convoca", set: v("riga", w.row(4))})
	w.Settle()
	w.deliver(by)
	giulia.Get(appointment).Has("section[aria-labelledby=h-conv]", "non inviata").Has("section[aria-labelledby=h-conv]", "controlla l'indirizzo del destinatario")
	giulia.Get(batch.Path).Has("tbody", "non inviata")
	message := "/posta/" + w.one("SELECT max(id) FROM mail")
	giulia.Get(message).Has(".sp-msg.bad", "codice 550")

	refusal = postoffice.Refuse(451, "come back later")
	giulia.Get(message).Submit("form[action$='/ripetizione']", nil).Expect(http.StatusSeeOther)
	w.deliver(by)
	giulia.Get(batch.Path).Has("tbody", "in coda").Has("tbody", "codice 451")
	for wait, tries := time.Minute, 2; tries <= 4; tries++ { // one minute, then two, then four
		w.Clock.Add(wait - time.Millisecond)
		w.deliver(by)
		if got := w.one("SELECT attempts FROM mail ORDER BY id DESC LIMIT 1"); got != string(rune('0'+tries-1)) {
			t.Errorf("after less than %v: attempt %s", wait, got)
		}
		w.Clock.Add(time.Millisecond)
		w.deliver(by)
		if got := w.one("SELECT attempts FROM mail ORDER BY id DESC LIMIT 1"); got != string(rune('0'+tries)) {
			t.Errorf("after %v: attempt %s, want %d", wait, got, tries)
		}
		wait *= 2
	}
	refusal = nil
	w.Clock.Add(8 * time.Minute)
	if n := w.deliver(by); n != 1 {
		t.Errorf("%d messages went out", n)
	}
	giulia.Get(batch.Path).Has("tbody", "inviata")
}

// A mail server that takes a message and says nothing more holds up nobody, and
// a dead one neither: while it is waited for, pages are read and acts are done.
func TestASlowMailServerSlowsNoPage(t *testing.T) {
	w := newWorks(t)
	w.people()
	w.quietly(w.lists)
	giulia := w.client("giulia")
	waiting, release := make(chan bool, 10), make(chan bool)
	office := &postoffice.Office{Data: func(string) error { waiting <- true; <-release; return nil }}
	by := transport(t, office)
	w.book("riga="+w.row(1), thursday, "10:30", "tipo", "convocazione")
	sent := make(chan error, 1)
	go func() { _, err := w.App.Archive.SendDue(context.Background(), by); sent <- err }()
	<-waiting // it will not answer before the pages below have
	appointment := w.book("riga="+w.row(4), thursday, "11:30", "tipo", "convocazione")
	giulia.Get(appointment).Has("section[aria-labelledby=h-conv]", "in coda")
	giulia.Get("/posta").Expect(http.StatusOK)
	// Another look into the queue meanwhile does not take the message that is on its way.
	other := &postoffice.Office{}
	if n := w.deliver(transport(t, other)); n != 1 || read(t, other, w.one("SELECT email FROM worker WHERE id="+w.listed(4))).Subject == "" {
		t.Errorf("%d messages went out by the other way", n)
	}
	close(release)
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if got := w.one("SELECT group_concat(state) FROM mail"); got != "inviata,inviata" || len(office.Texts()) != 1 || len(other.Texts()) != 1 {
		t.Errorf("messages: %s, %d and %d arrived", got, len(office.Texts()), len(other.Texts()))
	}
}

// Nothing is sent twice beyond what cannot be helped. When the program ends
// between the moment in which the server takes a message and the one in which
// that is written down, nobody can know whether it was taken. The message waits
// out its lease and goes again under the same Message-ID, by which mailboxes
// tell that it is the same.
func TestAMessageThatMayHaveGoneOut(t *testing.T) {
	w := newWorks(t)
	w.people()
	w.quietly(w.lists)
	w.book("riga="+w.row(1), thursday, "10:30", "tipo", "convocazione")
	ctx, end := context.WithCancel(w.ctx)
	var once sync.Once
	office := &postoffice.Office{Data: func(string) error { once.Do(end); return nil }} // the end comes while the message is taken
	by := transport(t, office)
	if _, err := w.App.Archive.SendDue(ctx, by); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	office.Wait(1)
	again := webtest.Serve(t, w.DB, w.Clock, w.App.Config) // the next start
	for range 2 {
		if n, err := again.App.Archive.SendDue(w.ctx, by); n != 0 || err != nil {
			t.Fatalf("sent again at once: %d, %v", n, err)
		}
		w.Clock.Add(9 * time.Minute)
	}
	w.Clock.Add(2 * time.Minute)
	if n, err := again.App.Archive.SendDue(w.ctx, by); n != 1 || err != nil {
		t.Fatalf("never sent again: %d, %v", n, err)
	}
	texts := office.Texts()
	if a, b := postoffice.Read(t, texts[0]), postoffice.Read(t, texts[1]); len(texts) != 2 || a.ID != b.ID || a.ID == "" {
		t.Errorf("%d messages, %q and %q", len(texts), a.ID, b.ID)
	}

	// A full disk in that moment is no such case: the end is remembered.
	w.fillable()
	w.wantsRoom("UPDATE ON mail", "NEW.state='inviata'")
	w.book("riga="+w.row(4), thursday, "11:30", "tipo", "convocazione")
	w.full(true)
	if _, err := again.App.Archive.SendDue(w.ctx, by); !errors.Is(err, db.ErrDiskFull) {
		t.Fatalf("got %v", err)
	}
	w.full(false)
	w.Clock.Add(time.Hour)
	if n, err := again.App.Archive.SendDue(w.ctx, by); n != 0 || err != nil || len(office.Texts()) != 3 {
		t.Errorf("sent %d more, %v: %d arrived", n, err, len(office.Texts()))
	}
	if got := w.one("SELECT group_concat(state) FROM mail"); got != "inviata,inviata" {
		t.Errorf("messages: %s", got)
	}
}
