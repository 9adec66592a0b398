package access_test

import (
	"errors"
	"fmt"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

func TestAccounts(t *testing.T) {
	k := open(t)
	admin, centre := k.admin(), k.serviceCentre()
	foggia := k.office("Foggia")
	for i := range 5 {
		k.user(fmt.Sprintf("op%d@posta.it", i), rule.Grant{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: foggia.ID})
	}
	k.user("nuda@posta.it")
	page, total, err := k.Accounts(ctx, centre, access.AccountFilter{Query: "op", State: access.AccountActive, Limit: 3})
	k.must(err)
	if total != 5 || len(page) != 3 || page[0].Email != "op0@posta.it" || page[0].Grants[0].Office != "Foggia" {
		t.Errorf("%d %+v", total, page)
	}
	page, total, _ = k.Accounts(ctx, centre, access.AccountFilter{Query: "op", State: access.AccountActive, Limit: 3, After: page[2].Email})
	if total != 5 || len(page) != 2 {
		t.Errorf("second page: %d of %d", len(page), total)
	}
	if _, total, _ = k.Accounts(ctx, centre, access.AccountFilter{State: access.AccountWithoutRole, Limit: 9}); total != 1 {
		t.Errorf("%d without a role", total)
	}
	if _, _, err := k.Accounts(ctx, k.region(), access.AccountFilter{Limit: 9}); !errors.Is(err, db.ErrNotFound) {
		t.Error("the Region reads the accounts:", err)
	}

	op := k.mustID("op1@posta.it")
	k.must(k.SaveSignIn(ctx, "browser", access.SignIn{UserID: op, Data: "{}"}))
	_, err = k.SetDisabled(ctx, centre, op, true)
	k.must(err)
	if _, err := k.SignIn(ctx, "browser"); !errors.Is(err, db.ErrNotFound) {
		t.Error("a disabled account is still signed in")
	}
	_, err = k.SetDisabled(ctx, centre, op, false)
	k.must(err)
	account, err := k.Account(ctx, centre, op)
	k.must(err)
	if account.Disabled || len(account.Roles) != 1 {
		t.Errorf("%+v", account)
	}
	_, err = k.SetDisabled(ctx, centre, admin.UserID, true)
	k.refused(err, "")
	_, err = k.SetDisabled(ctx, admin, admin.UserID, true)
	k.refused(err, "")

	if err := k.Grant(ctx, centre, op, rule.Grant{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}); !errors.Is(err, db.ErrNotFound) {
		t.Error("the Centro Servizi makes an administrator:", err)
	}
	k.must(k.Grant(ctx, admin, op, rule.Grant{Role: rule.RoleProvince, Scope: rule.ScopeProvince, Province: "FG"}))
	k.must(k.Grant(ctx, admin, op, rule.Grant{Role: rule.RoleProvince, Scope: rule.ScopeProvince, Province: "FG"}))
	account, _ = k.Account(ctx, admin, op)
	if len(account.Grants) != 2 {
		t.Errorf("the same role twice: %+v", account.Grants)
	}
	for _, held := range account.Roles {
		if held.Grant.Role == rule.RoleProvince {
			k.must(k.RevokeGrant(ctx, admin, op, held.ID))
		}
	}
	if account, _ = k.Account(ctx, admin, op); len(account.Grants) != 1 {
		t.Errorf("%+v", account.Grants)
	}
}

func TestInvite(t *testing.T) {
	k := open(t)
	admin := k.admin()
	grant := rule.Grant{Role: rule.RoleServiceCentre, Scope: rule.ScopeInstallation}
	_, err := k.Invite(ctx, admin, access.NewUser{Email: "x"}, site)
	k.refused(err, "email", "surname", "name")
	id, err := k.Invite(ctx, admin, access.NewUser{Email: "nuova@posta.it", Surname: "Blu", Name: "Ada", Grants: []rule.Grant{grant}}, site)
	k.must(err)
	u, err := k.ResetPassword(ctx, k.token(), password, site)
	k.must(err)
	if u.ID != id || !u.Actor().Has(rule.RoleServiceCentre) {
		t.Errorf("%+v", u)
	}
	_, err = k.Invite(ctx, admin, access.NewUser{Email: "nuova@posta.it", Surname: "Blu", Name: "Ada"}, site)
	k.refused(err, "email")
}

func TestOffices(t *testing.T) {
	k := open(t)
	admin := k.admin()
	offices, err := k.OpenOffices(ctx)
	k.must(err)
	if len(offices) != 42 {
		t.Errorf("%d offices", len(offices))
	}
	for text, want := range map[string]string{"san severo": "San Severo", "CPI di San Severo (FG)": "San Severo", "fogg": "Foggia"} {
		if o, err := access.FindOffice(offices, text); err != nil || o.Name != want {
			t.Errorf("%q: %v %v", text, o.Name, err)
		}
	}
	for _, text := range []string{"", "Atlantide", "Ma"} {
		if o, err := access.FindOffice(offices, text); err == nil {
			t.Errorf("%q is %s", text, o.Name)
		}
	}
	_, err = k.SaveOffice(ctx, admin, access.Office{Name: " ", Province: "FG", Phone: "x", Email: "y", PatronDay: "31/2", ValidFrom: "2026-02-01", ValidTo: "2026-01-01"})
	k.refused(err, "name", "phone", "email", "patron_day", "valid_to")
	_, err = k.SaveOffice(ctx, admin, access.Office{Name: "Casamassima", Province: "XX"})
	k.refused(err, "province")
	_, err = k.SaveOffice(ctx, admin, access.Office{Name: "san severo", Province: "FG"})
	k.refused(err, "name")

	o := k.office("Mesagne")
	o.PatronDay, o.Phone, o.ValidTo = "16/7", "0831 771234", "2026-11-23"
	_, err = k.SaveOffice(ctx, admin, o)
	k.must(err)
	closed, err := k.Office(ctx, o.ID)
	k.must(err)
	if closed.PatronDay != "07-16" || closed.PatronText() != "16/7" || closed.Version != 2 || closed.OpenOn("2026-11-24") {
		t.Errorf("%+v", closed)
	}
	_, err = k.SaveOffice(ctx, admin, o)
	var stale db.Stale
	if !errors.As(err, &stale) {
		t.Error("an old version overwrites:", err)
	}
	history, err := k.OfficeHistory(ctx, o.ID)
	k.must(err)
	if len(history) != 1 || history[0].Phone != "" || history[0].ValidTo != access.ForeverTo {
		t.Errorf("%+v", history)
	}
	if _, err := k.SaveOffice(ctx, admin, access.Office{Name: "Mesagne", Province: "BR", ValidFrom: "2026-12-01"}); err != nil {
		t.Error("an office that opens again:", err)
	}
	person := k.user("maria@posta.it")
	a := k.panel("Rossi", "Maria")
	a.CPI = o.ID
	_, err = k.CloseAccreditation(ctx, person, a)
	k.refused(err, "office")
	if _, err := k.SaveOffice(ctx, k.region(), access.Office{Name: "X", Province: "FG"}); !errors.Is(err, db.ErrNotFound) {
		t.Error("the Region keeps the tables:", err)
	}
}

func TestHelpDesk(t *testing.T) {
	k := open(t)
	centre, region := k.serviceCentre(), k.region()
	_, err := k.AskHelp(ctx, rule.Actor{}, access.HelpRequest{Kind: access.HelpSupport})
	k.refused(err, "name", "email", "subject", "body")
	ask := access.HelpRequest{Kind: access.HelpSupport, Name: "Lucia", Email: "lucia@posta.it", Subject: "Non si apre\r\nBcc: a@b.it", Body: "La pagina bianca.", RequestNumber: "a1b2"}
	id, err := k.AskHelp(ctx, rule.Actor{}, ask)
	k.must(err)
	ask.Kind = access.HelpInfo
	info, err := k.AskHelp(ctx, rule.Actor{}, ask)
	k.must(err)
	if _, err := k.HelpRequests(ctx, region, access.HelpSupport, access.HelpFilter{Limit: 9}); !errors.Is(err, db.ErrNotFound) {
		t.Error("the Region reads the support's queue:", err)
	}
	if _, err := k.HelpRequest(ctx, centre, access.HelpSupport, info); !errors.Is(err, db.ErrNotFound) {
		t.Error("the support opens a request of the Region:", err)
	}
	queue, err := k.HelpRequests(ctx, centre, access.HelpSupport, access.HelpFilter{Limit: 9})
	k.must(err)
	if len(queue) != 1 || queue[0].RequestNumber != "a1b2" {
		t.Errorf("%+v", queue)
	}
	k.refused(k.AnswerHelp(ctx, centre, access.HelpSupport, id, ""), "answer")
	k.must(k.AnswerHelp(ctx, centre, access.HelpSupport, id, "Ricarica la pagina."))
	m := k.mails()[0]
	if m.to != "lucia@posta.it" || m.subject != "Risposta: Non si apre Bcc: a@b.it" {
		t.Errorf("%+v", m)
	}
	contains(t, m.body, "Ricarica la pagina.", "La pagina bianca.", "Centro Servizi")
	k.refused(k.AnswerHelp(ctx, centre, access.HelpSupport, id, "Un'altra volta."), "")
	if len(k.mails()) != 1 {
		t.Error("answered twice")
	}
	waiting, answered, err := k.HelpCounts(ctx, centre, access.HelpSupport)
	k.must(err)
	if waiting != 0 || answered != 1 {
		t.Errorf("%d %d", waiting, answered)
	}
}

func TestFAQ(t *testing.T) {
	k := open(t)
	region := k.region()
	_, err := k.SaveFAQ(ctx, region, access.FAQ{})
	k.refused(err, "question", "answer")
	var ids []int64
	for _, q := range []string{"Come mi registro?", "Chi è rinunciatario?", "Perché l'orario è chiuso?"} {
		id, err := k.SaveFAQ(ctx, region, access.FAQ{Question: q, Answer: "Si fa così, " + q, Topic: "Accesso"})
		k.must(err)
		ids = append(ids, id)
	}
	if shown, _ := k.PublishedFAQ(ctx); len(shown) != 0 {
		t.Error("entries are published by themselves")
	}
	for _, id := range ids {
		k.must(k.PublishFAQ(ctx, region, id, true))
	}
	k.must(k.PublishFAQ(ctx, region, ids[0], true)) // twice changes nothing
	k.must(k.MoveFAQ(ctx, region, ids[2], true))
	k.must(k.MoveFAQ(ctx, region, ids[0], true)) // first already
	shown, err := k.PublishedFAQ(ctx)
	k.must(err)
	if len(shown) != 3 || shown[0].ID != ids[0] || shown[1].ID != ids[2] {
		t.Errorf("order: %+v", shown)
	}
	for query, want := range map[string]int{"": 3, "PERCHE orario": 1, "rinunc": 1, "registro accesso": 1, "nulla di nulla": 0} {
		if got := access.SearchFAQ(shown, query); len(got) != want {
			t.Errorf("%q finds %d", query, len(got))
		}
	}
	k.must(k.PublishFAQ(ctx, region, ids[1], false))
	if shown, _ = k.PublishedFAQ(ctx); len(shown) != 2 {
		t.Error("still published")
	}
	entry, err := k.FAQEntry(ctx, region, ids[1])
	k.must(err)
	entry.Answer = "Chi non vuole aderire."
	_, err = k.SaveFAQ(ctx, region, entry)
	k.must(err)
	_, err = k.SaveFAQ(ctx, region, entry)
	var stale db.Stale
	if !errors.As(err, &stale) {
		t.Error("an old version overwrites:", err)
	}
	if _, err := k.SaveFAQ(ctx, k.serviceCentre(), access.FAQ{Question: "x", Answer: "y"}); !errors.Is(err, db.ErrNotFound) {
		t.Error("the Centro Servizi writes FAQ:", err)
	}
}
