package archive_test

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
	"sportello/reports"
)

// issue issues a document with a protocol number in the office of the actor,
// and a message that carries it.
func issue(t *testing.T, s *webtest.Server, actor rule.Actor) (documentID, entryID, mailID int64) {
	t.Helper()
	s.App.Archive.RegisterRenderer("prova", func(d archive.Document) ([]byte, error) {
		return reports.Render(reports.Document{Kind: d.Title, Title: d.Title, Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), Fingerprint: d.Fingerprint})
	})
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		issued, err := archive.IssueTx(t.Context(), tx, actor, archive.IssueInput{
			Kind: "prova", Title: "Contratto <b>di</b> bilancio", Subject: "bilancio", SubjectID: 1, CPI: actor.CPI(), Data: map[string]string{},
			Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: "Rossi <script>", Subject: "Contratto"},
		})
		if err != nil {
			return err
		}
		documentID, entryID = issued.ID, issued.Protocol.ID
		mailID, err = archive.MailTx(t.Context(), tx, actor, archive.Mail{Kind: "documento", To: "maria@posta.it", Subject: "Il tuo contratto", Body: "Buongiorno,\n<script>alert(1)</script>",
			CPI: actor.CPI(), DocumentID: issued.ID})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return documentID, entryID, mailID
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

func TestDocumentIsSavedAndNeverRun(t *testing.T) {
	s := webtest.New(t)
	operator := s.Login(rule.RoleOperator, "cpi:San Severo")
	elsewhere := s.Login(rule.RoleOperator, "cpi:Lecce")
	actor := s.Actor(1)
	document, _, _ := issue(t, s, actor)
	page := operator.Get("/documenti/" + id(document)).Expect(http.StatusOK) // not rendered yet: now
	if !strings.HasPrefix(page.Body, "%PDF-") {
		t.Fatalf("no PDF: %.40q", page.Body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
		"Content-Disposition": "attachment; filename*=UTF-8''Contratto%20bdi-b%20bilancio%202026-0000001.pdf",
	} {
		if got := page.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	again := operator.Get("/documenti/" + id(document))
	if again.Body != page.Body {
		t.Error("the document was rendered again")
	}
	elsewhere.Get("/documenti/" + id(document)).Expect(http.StatusNotFound)
	s.Settle()
	var read int
	if err := s.DB.Reader().QueryRow("SELECT count(*) FROM audit WHERE action='documento.letto' AND subject_id=?", document).Scan(&read); err != nil || read != 2 {
		t.Errorf("%d readings written, %v", read, err)
	}
}

func TestOutboxOnScreen(t *testing.T) {
	s := webtest.New(t)
	operator := s.Login(rule.RoleOperator, "cpi:San Severo")
	elsewhere := s.Login(rule.RoleOperator, "cpi:Lecce")
	operator.Get("/posta").Expect(http.StatusOK).Has(".sp-empty", "Nessun messaggio")
	_, _, mail := issue(t, s, s.Actor(1))
	operator.Get("/posta").Has("table", "Il tuo contratto").Has(".sp-badge", "in coda")
	operator.Get("/posta?stato=inviata").Lacks("table")
	operator.Get("/posta?stato=altro").Expect(http.StatusNotFound)
	elsewhere.Get("/posta").Lacks("table")
	elsewhere.Get("/posta/" + id(mail)).Expect(http.StatusNotFound)
	operator.Get("/posta").Lacks(".sp-msg.warn")
	s.App.NoMail = true // nothing is sent, and that is said
	operator.Get("/posta").Has(".sp-msg.warn", "L'invio della posta non è configurato")
	operator.Get("/posta/"+id(mail)).Has(".sp-msg.warn", "restano in coda")
	s.App.NoMail = false
	message := operator.Get("/posta/"+id(mail)).Expect(http.StatusOK).Has("main", "<script>alert(1)</script>")
	if message.Find("main script").Length() > 0 {
		t.Error("the text of a message became markup")
	}
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("UPDATE mail SET state='fallita', attempts=12, last_error='Il server di posta non risponde.'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	page := operator.Get("/posta/"+id(mail)).Has(".sp-msg.bad", "Il server di posta non risponde.")
	page.Submit("form[action$='/ripetizione']", nil).Follow().Has("#flash", "di nuovo in coda").Has(".sp-badge", "in coda")
	elsewhere.Post("/posta/"+id(mail)+"/ripetizione", nil).Expect(http.StatusNotFound)
	s.Anonymous().Get("/posta").Expect(http.StatusSeeOther)
}

// In a demonstration the outbox is a mailbox that everybody reads.
func TestOutboxOfADemonstration(t *testing.T) {
	d, clock := dbtest.Open(t)
	s := webtest.Serve(t, d, clock, web.Config{Demo: true})
	s.User("uno", rule.RoleOperator, "cpi:San Severo")
	_, _, mail := issue(t, s, s.Actor(1))
	s.Anonymous().Get("/posta").Expect(http.StatusOK).Has("table", "Il tuo contratto")
	s.Anonymous().Get("/posta/" + id(mail)).Expect(http.StatusOK).Lacks("form[action$='/ripetizione']")
}

func TestProtocolOnScreen(t *testing.T) {
	s := webtest.New(t)
	head := s.Login(rule.RoleOfficeHead, "cpi:San Severo")
	province := s.Login(rule.RoleProvince, "provincia:FG")
	elsewhere := s.Login(rule.RoleOfficeHead, "cpi:Lecce")
	head.Get("/protocollo").Has(".sp-empty", "Nessuna registrazione")
	document, entry, _ := issue(t, s, s.Actor(1))
	path := "/protocollo/" + id(entry)
	head.Get("/protocollo?q=ross&giorno=2026-11-24&verso=uscita").Has("table", "2026/0000001").Has("table", "Rossi <script>").Has("a[download]", "Registro del 24/11/2026")
	head.Get("/protocollo?giorno=2026-11-23").Lacks("table")
	head.Get("/protocollo?giorno=31/02/2026").Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "non esiste")
	head.Get("/protocollo?verso=su").Expect(http.StatusNotFound)
	head.SwapEqualsReload("/protocollo", "registrazioni")
	province.Get("/protocollo").Has("table", "2026/0000001")
	elsewhere.Get("/protocollo").Lacks("table")
	elsewhere.Get(path).Expect(http.StatusNotFound)
	elsewhere.Post(path+"/annullamento", url.Values{"reason": {"x"}}).Expect(http.StatusNotFound)
	province.Get(path).Expect(http.StatusOK).Lacks("form[action$='/annullamento']")

	page := head.Get(path).Has("a[href='/documenti/"+id(document)+"']", "Scarica")
	page.Submit("form[action$='/annullamento']", url.Values{"reason": {" "}}).Expect(http.StatusUnprocessableEntity).Has("#f-reason-errore", "Scrivi perché")
	page.Submit("form[action$='/annullamento']", url.Values{"reason": {"persona sbagliata"}}).Follow().Has("#flash", "resta occupato").Has(".sp-msg.warn", "persona sbagliata")
	head.Get("/protocollo").Has(".sp-badge", "annullata")

	pdf := head.Get("/registri-protocollo/2026-11-24").Expect(http.StatusOK)
	if !strings.HasPrefix(pdf.Body, "%PDF-") || pdf.Header.Get("Content-Type") != "application/pdf" {
		t.Errorf("no PDF: %.40q", pdf.Body)
	}
	head.Get("/registri-protocollo/ieri").Expect(http.StatusNotFound)
}

func TestAuditOnScreen(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	issue(t, s, s.Actor(1))
	admin.Get("/registro").Expect(http.StatusOK).Has("table", "Documento: emesso").Has("table", "Protocollo: registrato")
	admin.Get("/registro?lavoratore=5").Lacks("table")
	admin.Get("/registro?lavoratore=Rossi").Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "numero intero")
	admin.SwapEqualsReload("/registro?dal=2026-11-24", "atti")
	s.Settle()
	admin.Get("/registro").Has("table", "Registro: letto")
}

// TestTheAuditIsAskedByName: who keeps the register knows names, addresses and
// codici fiscali; the address of the page holds numbers alone.
func TestTheAuditIsAskedByName(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	operator := s.Login(rule.RoleOperator, "cpi:San Severo")
	ids := map[string]int64{}
	for name, born := range map[string]rule.Date{"Mario": "1980-01-01", "Rocco": "1974-03-15"} {
		cf, err := rule.ComputeCodiceFiscale("Bianchi", name, "M", born, "D643")
		if err != nil {
			t.Fatal(err)
		}
		if ids[name], err = people.NewStore(s.DB).Create(t.Context(), s.Actor(2), map[string]string{
			"codice_fiscale": string(cf), "surname": "Bianchi", "name": name, "sex": "M", "birth_date": string(born), "residence_province": "FG"}); err != nil {
			t.Fatal(err)
		}
	}
	operator.Get("/lavoratori/" + id(ids["Rocco"])).Expect(http.StatusOK)
	s.Settle()

	page := admin.Get("/registro")
	search := func(account, person string) *webtest.Page {
		return page.Submit("form[action='/registro/ricerca']", url.Values{"account": {account}, "persona": {person}, "dal": {"2026-11-24"}})
	}
	// by codice fiscale and by address: one each, and both stay in the address by number
	got := search(strings.ToUpper(webtest.Address("operatore cpi San Severo")), "bnc rcc 74c15 d643h").Expect(http.StatusSeeOther)
	want := "/registro?dal=2026-11-24&lavoratore=" + id(ids["Rocco"]) + "&utente=2"
	if to := got.Header.Get("Location"); to != want {
		t.Fatalf("it leads to %q, want %q", to, want)
	}
	filtered := got.Follow().Has(".sp-chips", "Lavoratore: Bianchi Rocco").Has("table", "Lavoratore: letto")
	filtered.Submit("form[action='/registro/ricerca']", url.Values{"dal": {""}}).Follow().Has(".sp-chips", "Lavoratore: Bianchi Rocco")
	// a surname of two is asked about
	search("", "bianchi").Expect(http.StatusUnprocessableEntity).Has("#f-persona-errore", "scegline uno").Has("main a[href='"+strings.TrimSuffix(want, "&utente=2")+"']", "Bianchi Rocco")
	search("", "bianchi rocco").Follow().Has(".sp-chips", "Bianchi Rocco")
	search("nessuno così", "verdi").Expect(http.StatusUnprocessableEntity).Has("#f-account-errore", "Nessun account").Has("#f-persona-errore", "Nessun lavoratore")
	search("", "BNCRCC74C15D643X").Expect(http.StatusUnprocessableEntity).Has("#f-persona-errore", "codice fiscale")
	operator.Post("/registro/ricerca", url.Values{"persona": {"bianchi"}}).Expect(http.StatusNotFound)
	if _, err := people.NewStore(s.DB).Identify(t.Context(), s.Actor(2), people.ParseQuery("bianchi"), 5); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator identifies anybody: %v", err)
	}
}

// What is not there and what is another office's look the same to who asks;
// the register tells who asked for which record.
func TestAnAttemptOnAnothersRecordIsInTheRegister(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	operator := s.Login(rule.RoleOperator, "cpi:San Severo")
	operator.Get("/lavoratori/4711").Expect(http.StatusNotFound)
	operator.Get("/registro").Expect(http.StatusNotFound)
	s.Anonymous().Get("/lavoratori/4712")
	s.Settle()
	var got []string
	rows, err := s.DB.Reader().QueryContext(t.Context(), "SELECT subject || ' ' || subject_id FROM audit WHERE action='accesso.negato' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		got = append(got, one)
	}
	if want := []string{"/lavoratori/:id 4711", "/registro 0"}; !slices.Equal(got, want) {
		t.Errorf("the register has %v, want %v", got, want)
	}
	admin.Get("/registro").Has("table", "4711")
}

func TestBackupsOnScreen(t *testing.T) {
	s := webtest.New(t)
	admin := s.Login(rule.RoleAdmin, "installazione")
	issue(t, s, s.Actor(1))
	s.Settle()
	page := admin.Get("/copie").Expect(http.StatusOK).Has("main", "Non è ancora stata fatta nessuna copia")
	running := page.Submit("form[action='/copie']", nil).Follow().Has("#lavoro", "In corso")
	if running.Find("#lavoro[hx-get]").Length() != 1 {
		t.Error("the job under way does not ask for itself again")
	}
	s.Settle()
	done := admin.Get(running.Path).Has("#lavoro", "Copia fatta.").Has("main", "Ultima copia: 24/11/2026")
	link, _ := done.Find("table a[download]").Attr("href")
	if link != "/copie/sportello-20261124-090000.tar.gz" {
		t.Fatalf("link %q", link)
	}
	copied := admin.Get(link).Expect(http.StatusOK)
	path := t.TempDir() + "/copia"
	if err := os.WriteFile(path, []byte(copied.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	report, err := archive.CheckBackup(t.Context(), path, t.TempDir(), s.Clock.Now)
	if err != nil || !report.OK() || report.Files != 1 {
		t.Errorf("the copy: %+v, %v", report, err)
	}
	admin.Get("/copie/..%2fsportello.db").Expect(http.StatusNotFound)
	admin.Get("/copie/sportello.db").Expect(http.StatusNotFound)

	checked := page.Submit("form[action='/copie/controlli']", nil).Follow()
	s.Settle()
	admin.Get(checked.Path).Has("#lavoro", "Nessun danno: 1 file controllato")
	if err := os.RemoveAll(s.DB.FilesDir()); err != nil {
		t.Fatal(err)
	}
	checked = admin.Get("/copie").Submit("form[action='/copie/controlli']", nil).Follow()
	s.Settle()
	admin.Get(checked.Path).Has("#lavoro", "Ho trovato dei danni").Has("#lavoro", "file 1: manca")
}
