package access_test

import (
	"errors"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

const password = "quattro parole messe insieme"

func registration(email, surname, pw string) access.Registration {
	return access.Registration{Email: email, Surname: surname, Name: "Maria", Password: pw, Site: site}
}

func TestRegistration(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("Maria.Rossi@posta.it", "Rossi", password)))
	if _, err := k.Authenticate(ctx, "maria.rossi@posta.it", password); !errors.Is(err, access.ErrWrongCredentials) {
		t.Fatalf("an unconfirmed account signs in: %v", err)
	}
	token := k.token()
	for range 3 { // a scanner of e-mail opens the link
		if _, err := k.ConfirmLink(ctx, token); err != nil {
			t.Fatal("looking spends the link:", err)
		}
	}
	u, err := k.Confirm(ctx, token)
	k.must(err)
	if u.FullName() != "Maria Rossi" || !u.Confirmed || len(u.Grants) != 0 {
		t.Errorf("confirmed: %+v", u)
	}
	if _, err := k.Authenticate(ctx, "MARIA.ROSSI@posta.it ", password); err != nil {
		t.Error(err)
	}
	if _, err := k.Confirm(ctx, token); !errors.Is(err, db.ErrNotFound) {
		t.Error("a link works twice:", err)
	}
}

func TestRegistrationRefusesEveryFieldAtOnce(t *testing.T) {
	k := open(t)
	k.refused(k.Register(ctx, access.Registration{Email: "senza chiocciola", Password: "corta"}), "email", "password", "surname", "name")
	if len(k.mails()) != 0 {
		t.Error("a refused registration sends e-mail")
	}
}

func TestRegistrationTellsNobodyWhoIsKnown(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("nota@posta.it", "Rossi", password)))
	_, err := k.Confirm(ctx, k.token())
	k.must(err)
	audits := k.count("SELECT count(*) FROM audit")
	k.must(k.Register(ctx, registration("nota@posta.it", "Altra", "una password diversa da prima")))
	if m := k.mails()[0]; m.kind != "gia_registrato" || m.to != "nota@posta.it" {
		t.Errorf("the owner of the address was told %+v", m)
	}
	if k.count("SELECT count(*) FROM audit") == audits {
		t.Error("a known address costs no write: its answer is quicker than an unknown one's")
	}
	if _, err := k.Authenticate(ctx, "nota@posta.it", password); err != nil {
		t.Error("the second registration changed the account:", err)
	}
}

// Who registers another's address before its owner does gains nothing: each
// link brings its own name and password.
func TestRegistrationOfTheSameAddressTwice(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("vittima@posta.it", "Intruso", "la password dell'intruso")))
	foreign := k.token()
	k.must(k.Register(ctx, registration("vittima@posta.it", "Rossi", password)))
	u, err := k.Confirm(ctx, k.token())
	k.must(err)
	if u.Surname != "Rossi" {
		t.Errorf("the account is %s's", u.Surname)
	}
	if _, err := k.Authenticate(ctx, "vittima@posta.it", password); err != nil {
		t.Error(err)
	}
	if _, err := k.Authenticate(ctx, "vittima@posta.it", "la password dell'intruso"); err == nil {
		t.Error("the other's password opens the account")
	}
	if _, err := k.Confirm(ctx, foreign); !errors.Is(err, db.ErrNotFound) {
		t.Error("the other link still works")
	}
}

func TestLinksExpireAndDoNotFlood(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	token := k.token()
	for range 10 {
		k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	}
	if n := len(k.mails()); n != 4 {
		t.Errorf("%d e-mails in an hour to one address", n)
	}
	k.clock.Add(73 * time.Hour)
	if _, err := k.Confirm(ctx, token); !errors.Is(err, db.ErrNotFound) {
		t.Error("an old link confirms:", err)
	}
	k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	if len(k.mails()) != 5 {
		t.Error("an hour later no link is sent")
	}
}

func TestForgottenPassword(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	_, err := k.Confirm(ctx, k.token())
	k.must(err)
	before := len(k.mails())
	audits := k.count("SELECT count(*) FROM audit")
	k.must(k.RequestPassword(ctx, "nessuno@posta.it", site))
	if len(k.mails()) != before || k.count("SELECT count(*) FROM audit") != audits+1 {
		t.Error("an unknown address must cost one write and send nothing")
	}
	k.refused(k.RequestPassword(ctx, "nessuno", site), "email")
	k.must(k.RequestPassword(ctx, "a@posta.it", site))
	token := k.token()
	_, err = k.ResetPassword(ctx, token, "breve", site)
	k.refused(err, "password")
	for range access.MaxFailures {
		k.Authenticate(ctx, "a@posta.it", "sbagliata")
	}
	u, err := k.User(ctx, k.mustID("a@posta.it"))
	k.must(err)
	k.must(k.SaveSignIn(ctx, "un browser", access.SignIn{UserID: u.ID, Data: "{}"}))
	_, err = k.ResetPassword(ctx, token, "la mia nuova password", site)
	k.must(err)
	if _, err := k.Authenticate(ctx, "a@posta.it", "la mia nuova password"); err != nil {
		t.Error("the new password does not open, or the lock holds:", err)
	}
	if _, err := k.Authenticate(ctx, "a@posta.it", password); err == nil {
		t.Error("the old password still opens")
	}
	if _, err := k.SignIn(ctx, "un browser"); !errors.Is(err, db.ErrNotFound) {
		t.Error("a sign-in outlives the forgotten password")
	}
	if _, err := k.ResetPassword(ctx, token, "ancora un'altra password", site); !errors.Is(err, db.ErrNotFound) {
		t.Error("the link works twice")
	}
	if m := k.mails()[0]; m.kind != "password_cambiata" {
		t.Errorf("the person was not told: %+v", m)
	}
}

func (k kit) mustID(email string) int64 {
	k.t.Helper()
	return int64(k.count("SELECT id FROM user WHERE email_fold=?", email))
}

func TestLockoutIsTheSameForKnownAndUnknown(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	_, err := k.Confirm(ctx, k.token())
	k.must(err)
	for _, email := range []string{"a@posta.it", "nessuno@posta.it"} {
		for i := range access.MaxFailures {
			if _, err := k.Authenticate(ctx, email, "sbagliata"); !errors.Is(err, access.ErrWrongCredentials) {
				t.Fatalf("%s, attempt %d: %v", email, i+1, err)
			}
		}
		if _, err := k.Authenticate(ctx, email, password); !errors.Is(err, access.ErrLocked) {
			t.Errorf("%s is not locked: %v", email, err)
		}
	}
	k.clock.Add(access.FailureWindow + time.Second)
	if _, err := k.Authenticate(ctx, "a@posta.it", password); err != nil {
		t.Error("the lock does not open:", err)
	}
}

func TestProfile(t *testing.T) {
	k := open(t)
	k.must(k.Register(ctx, registration("a@posta.it", "Rossi", password)))
	u, err := k.Confirm(ctx, k.token())
	k.must(err)
	for _, token := range []string{"questo", "telefono", "casa"} {
		k.must(k.SaveSignIn(ctx, token, access.SignIn{UserID: u.ID, Data: "{}"}))
	}
	visits, err := k.Visits(ctx, u.Actor(), "questo")
	k.must(err)
	if len(visits) != 3 {
		t.Fatalf("%d visits", len(visits))
	}
	stranger := k.user("b@posta.it")
	for _, v := range visits {
		if err := k.RevokeVisit(ctx, stranger, v.ID); !errors.Is(err, db.ErrNotFound) {
			t.Error("a stranger ends my visit:", err)
		}
		if !v.Current {
			k.must(k.RevokeVisit(ctx, u.Actor(), v.ID))
			break
		}
	}
	if visits, _ = k.Visits(ctx, u.Actor(), "questo"); len(visits) != 2 {
		t.Errorf("%d visits after revoking one", len(visits))
	}
	err = k.ChangePassword(ctx, u.Actor(), "non è questa", "corta", "questo", site)
	k.refused(err, "current", "password")
	k.refused(k.ChangePassword(ctx, u.Actor(), password, password, "questo", site), "password")
	k.must(k.ChangePassword(ctx, u.Actor(), password, "un'altra frase lunga", "questo", site))
	if visits, _ = k.Visits(ctx, u.Actor(), "questo"); len(visits) != 1 || !visits[0].Current {
		t.Errorf("after the change: %+v", visits)
	}
	k.must(k.SetShortcuts(ctx, u.Actor(), false))
	if u, _ = k.User(ctx, u.ID); u.Shortcuts {
		t.Error("shortcuts are still on")
	}
}

func TestSetupLink(t *testing.T) {
	k := open(t)
	first, err := k.SetupLink(ctx)
	k.must(err)
	second, err := k.SetupLink(ctx)
	k.must(err)
	old, token := first[len("/installazione/"):], second[len("/installazione/"):]
	if err := k.SetupOpen(ctx, old); !errors.Is(err, db.ErrNotFound) {
		t.Error("the link printed before still works")
	}
	k.must(k.SetupOpen(ctx, token))
	in := access.NewUser{Email: "capo@ente.example", Surname: "Neri", Name: "Ugo", Password: password}
	_, err = k.CreateFirstAdmin(ctx, old, in)
	if !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
	u, err := k.CreateFirstAdmin(ctx, token, in)
	k.must(err)
	if !u.Actor().Has(rule.RoleAdmin) {
		t.Errorf("%+v", u)
	}
	if path, _ := k.SetupLink(ctx); path != "" {
		t.Error("a link although there is an administrator")
	}
	in.Email = "altro@ente.example"
	if _, err := k.CreateFirstAdmin(ctx, token, in); !errors.Is(err, db.ErrNotFound) {
		t.Error("a second first administrator:", err)
	}
}
