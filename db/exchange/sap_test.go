package exchange_test

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
)

// TestPolicyIdentifier holds the published example of the SAP's notes.
func TestPolicyIdentifier(t *testing.T) {
	got, err := exchange.PolicyIdentifier("00", 1, "H501X000004", "A02", "2017-01-01")
	if err != nil || got != "0000000001B" {
		t.Errorf("%q %v", got, err)
	}
	if got, _ := exchange.PolicyIdentifier("14", 0xBEEF, "H501X000004", "A02", "2017-01-01"); got != "140000BEEFB" {
		t.Errorf("%q", got)
	}
	for _, office := range []string{"", "H501X00004", "h501x000004", "H501X00000A"} {
		if _, err := exchange.PolicyIdentifier("14", 1, office, "A02", "2017-01-01"); err == nil {
			t.Errorf("office %q is taken", office)
		}
	}
}

// TestWhatGoesToTheSAP: what is sure goes by itself, the rest when confirmed; an
// identifier is given once; what is annulled after it was sent is withdrawn.
func TestWhatGoesToTheSAP(t *testing.T) {
	dbtest.Proves(t, "regola 18")
	d, _ := dbtest.Open(t)
	ctx := t.Context()
	s, r := exchange.NewStore(d), registry.NewStore(d)
	var cpi int64
	if err := d.Reader().QueryRow("SELECT id FROM cpi WHERE name='San Severo'").Scan(&cpi); err != nil {
		t.Fatal(err)
	}
	head := rule.Actor{UserID: 12, Grants: []rule.Grant{{Role: rule.RoleOfficeHead, Scope: rule.ScopeCPI, CPI: cpi, Province: "FG"}}}
	admin := rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}}
	served := map[string]int64{}
	if err := d.Write(ctx, func(tx *db.Tx) error {
		worker, err := people.CreateWorkerTx(ctx, tx, head, people.Worker{CodiceFiscale: "RSSMRA80A01H501U", Surname: "Rossi", Name: "Mario", HomeProvince: "FG"}, people.SourceOperator)
		for _, code := range []string{"A.3", "B.4", "D.1", "G.4", "C.1", "A.1"} {
			if err == nil {
				served[code], err = people.DeliverTx(ctx, tx, head, registry.DeliveredService{WorkerID: worker, CPI: cpi, Operator: 12, Code: code, Programme: "RdC", On: "2026-11-20", Minutes: 30, Mode: "presenza",
					Origin: registry.OriginAutomatic})
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	codes := func(all []exchange.Policy) (out string) {
		for _, p := range all {
			out += p.Code + "=" + p.Activity + "/" + p.Event + "/" + p.Project + " "
		}
		return out
	}
	if _, without, err := s.ExportPolicies(ctx, head, "2026-11"); err != nil || len(without) != 1 || without[0] != "San Severo" {
		t.Errorf("an office without the ministry's code: %v %v", without, err)
	}
	if err := s.SetSAPOffice(ctx, head, cpi, "I158C000001", 0); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("the code is the administrator's to write: %v", err)
	}
	var refusal rule.Refusal
	if err := s.SetSAPOffice(ctx, admin, cpi, "I158", 0); !errors.As(err, &refusal) {
		t.Errorf("a short code: %v", err)
	}
	if err := s.SetSAPOffice(ctx, admin, cpi, "i158c000001", 0); err != nil {
		t.Fatal(err)
	}
	sent, _, err := s.ExportPolicies(ctx, head, "2026-11")
	if got, want := codes(sent), "A.3=A05/10/08 B.4=RC1/10/08 D.1=A02/10/08 G.4=R01/01/08 "; err != nil || got != want {
		t.Errorf("%s, want %s %v", got, want, err)
	}
	first := sent[2].Identifier
	// C.1 is A05 with middling confidence: it waits for the administrator.
	if err := r.Confirm(ctx, head, "C.1", "A05", 1); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("confirmed by a head: %v", err)
	}
	if err := r.Confirm(ctx, admin, "C.1", "a5", 1); !errors.As(err, &refusal) {
		t.Errorf("a code of two: %v", err)
	}
	if err := r.Confirm(ctx, admin, "C.1", "A05", 1); err != nil {
		t.Fatal(err)
	}
	if err := r.Annul(ctx, head, served["A.3"], "errore"); err != nil {
		t.Fatal(err)
	}
	if err := r.Annul(ctx, head, served["A.1"], "errore"); err != nil {
		t.Fatal(err)
	}
	sent, _, err = s.ExportPolicies(ctx, head, "2026-11")
	if got, want := codes(sent), "A.3=A05/07/08 B.4=RC1/10/08 D.1=A02/10/08 G.4=R01/01/08 C.1=A05/10/08 "; err != nil || got != want {
		t.Errorf("%s, want %s %v", got, want, err)
	}
	if sent[2].Identifier != first || first == "" {
		t.Errorf("the identifier was %s, is %s", first, sent[2].Identifier)
	}
	lecce := rule.Actor{UserID: 13, Grants: []rule.Grant{{Role: rule.RoleOperator, Scope: rule.ScopeCPI, CPI: cpi + 1000, Province: "LE"}}}
	if all, err := s.Policies(ctx, lecce, "2026-11"); err != nil || len(all) != 0 {
		t.Errorf("another office sees %v %v", all, err)
	}
}
