package access_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

// cf returns a valid codice fiscale of an invented woman born in Rome.
func cf(t *testing.T, surname, name string) string {
	t.Helper()
	c, err := rule.ComputeCodiceFiscale(surname, name, "F", "1980-01-01", "H501")
	if err != nil {
		t.Fatal(err)
	}
	return string(c)
}

func (k kit) panel(surname, name string) access.Accreditation {
	return access.Accreditation{CPI: k.office("San Severo").ID, Surname: surname, Name: name, CodiceFiscale: cf(k.t, surname, name),
		Phone: "0882 123456", Job: "colloqui", RequestedRole: rule.RoleOperator}
}

func (k kit) communicate(actor rule.Actor, csv string) access.LoadReport {
	k.t.Helper()
	report, _, err := k.ImportOperators(ctx, actor, access.NamesFile{Name: "nomi.csv", Reader: strings.NewReader(csv)})
	k.must(err)
	return report
}

func TestAccreditation(t *testing.T) {
	k := open(t)
	person, centre := k.user("maria@posta.it"), k.serviceCentre()
	draft, err := k.SaveAccreditation(ctx, person, access.Accreditation{Surname: "Rossi", RequestedRole: rule.RoleOperator})
	k.must(err)
	if draft.State != access.AccreditationDraft || draft.ReadOnly() {
		t.Fatalf("%+v", draft)
	}
	incomplete := draft
	incomplete.Surname = ""
	_, err = k.CloseAccreditation(ctx, person, incomplete)
	k.refused(err, "surname", "name", "office", "codice_fiscale", "phone", "job")

	full := k.panel("Rossi", "Maria")
	full.ID, full.Version = draft.ID, draft.Version
	sent, err := k.CloseAccreditation(ctx, person, full)
	k.must(err)
	if sent.State != access.AccreditationSent || sent.Phone != "0882123456" {
		t.Errorf("%+v", sent)
	}
	sent.Job = "altro"
	_, err = k.SaveAccreditation(ctx, person, sent)
	k.refused(err, "")

	k.communicate(centre, "CPI;Cognome;Nome;Codice fiscale;Data\nSan Severo;Rossi;Maria;"+cf(t, "Rossi", "Maria")+";20/09/2014\n")
	k.clock.Add(time.Hour)
	done, err := k.Enable(ctx, centre, access.Decision{ID: sent.ID, Version: sent.Version, Site: site})
	k.must(err)
	if done.State != access.AccreditationEnabled || done.DecidedBy == "" {
		t.Errorf("%+v", done)
	}
	u, err := k.User(ctx, person.UserID)
	k.must(err)
	if got := u.Actor().CPIs(rule.RoleOperator); len(got) != 1 || got[0] != full.CPI {
		t.Errorf("offices of the new operator: %v", got)
	}
	if m := k.mails()[0]; m.to != "maria@posta.it" || m.kind != "accreditamento_abilitato" {
		t.Errorf("%+v", m)
	}
	history, err := k.AccreditationHistory(ctx, person, sent.ID)
	k.must(err)
	var states []string
	for _, e := range history {
		states = append(states, string(e.State))
	}
	if got := strings.Join(states, " "); got != "bozza inviata abilitata" {
		t.Errorf("history: %s", got)
	}

	_, err = k.RevokeAccreditation(ctx, centre, access.Decision{ID: sent.ID, Version: done.Version, Site: site})
	k.refused(err, "reason")
	_, err = k.RevokeAccreditation(ctx, centre, access.Decision{ID: sent.ID, Version: done.Version, Reason: "Trasferita ad altro ente", Site: site})
	k.must(err)
	if u, _ = k.User(ctx, person.UserID); len(u.Grants) != 0 {
		t.Error("revoked, and still in the office:", u.Grants)
	}
	contains(t, k.mails()[0].body, "Trasferita ad altro ente", "/accreditamento")
}

func TestAccreditationRefusedAndAskedAgain(t *testing.T) {
	k := open(t)
	person, centre := k.user("maria@posta.it"), k.serviceCentre()
	sent, err := k.CloseAccreditation(ctx, person, k.panel("Rossi", "Maria"))
	k.must(err)
	_, err = k.CloseAccreditation(ctx, person, k.panel("Rossi", "Maria"))
	k.refused(err, "") // one open request at a time
	_, err = k.RefuseAccreditation(ctx, centre, access.Decision{ID: sent.ID, Version: sent.Version, Site: site})
	k.refused(err, "reason")
	refused, err := k.RefuseAccreditation(ctx, centre, access.Decision{ID: sent.ID, Version: sent.Version, Reason: "Nominativo non comunicato", Site: site})
	k.must(err)
	if refused.Reason != "Nominativo non comunicato" {
		t.Errorf("%+v", refused)
	}
	_, err = k.Enable(ctx, centre, access.Decision{ID: sent.ID, Version: refused.Version, Reason: "ci ripenso", Site: site})
	k.refused(err, "")
	if _, err = k.CloseAccreditation(ctx, person, k.panel("Rossi", "Maria")); err != nil {
		t.Error("no new request after a refusal:", err)
	}
}

func TestEnablingANameNobodyCommunicatedNeedsItsReason(t *testing.T) {
	k := open(t)
	person, centre := k.user("maria@posta.it"), k.serviceCentre()
	sent, err := k.CloseAccreditation(ctx, person, k.panel("Rossi", "Maria"))
	k.must(err)
	_, err = k.Enable(ctx, centre, access.Decision{ID: sent.ID, Version: sent.Version, Site: site})
	k.refused(err, "reason")
	if u, _ := k.User(ctx, person.UserID); len(u.Grants) != 0 {
		t.Fatal("a refused enabling grants a role")
	}
	done, err := k.Enable(ctx, centre, access.Decision{ID: sent.ID, Version: sent.Version, Reason: "Nota del CPI prot. 12/2026", Site: site})
	k.must(err)
	if done.Reason != "Nota del CPI prot. 12/2026" {
		t.Errorf("%+v", done)
	}
}

func TestAccreditationIsNobodyElses(t *testing.T) {
	k := open(t)
	person, stranger, region := k.user("maria@posta.it"), k.user("altro@posta.it"), k.region()
	draft, err := k.SaveAccreditation(ctx, person, k.panel("Rossi", "Maria"))
	k.must(err)
	if _, err := k.SaveAccreditation(ctx, stranger, draft); !errors.Is(err, db.ErrNotFound) {
		t.Error("a stranger writes my request:", err)
	}
	centre := k.serviceCentre()
	if _, err := k.Accreditation(ctx, centre, draft.ID); !errors.Is(err, db.ErrNotFound) {
		t.Error("a draft is seen before Chiudi:", err)
	}
	sent, err := k.CloseAccreditation(ctx, person, draft)
	k.must(err)
	for name, err := range map[string]error{
		"read":   second(k.Accreditation(ctx, region, sent.ID)),
		"queue":  second(k.Accreditations(ctx, region, access.AccreditationFilter{State: access.AccreditationSent, Limit: 9})),
		"counts": second(k.AccreditationCounts(ctx, person)),
		"enable": second(k.Enable(ctx, person, access.Decision{ID: sent.ID, Version: sent.Version, Reason: "io stesso"})),
	} {
		if !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s by who may not: %v", name, err)
		}
	}
	if h, _ := k.AccreditationHistory(ctx, stranger, sent.ID); len(h) != 0 {
		t.Error("a stranger reads my history")
	}
}

func second[T any](_ T, err error) error { return err }

func TestTwoTabsOnOneDraft(t *testing.T) {
	k := open(t)
	person := k.user("maria@posta.it")
	draft, err := k.SaveAccreditation(ctx, person, k.panel("Rossi", "Maria"))
	k.must(err)
	mine, theirs := draft, draft
	theirs.Job = "accoglienza"
	_, err = k.SaveAccreditation(ctx, person, theirs)
	k.must(err)
	mine.Job = "colloqui e bilanci"
	_, err = k.SaveAccreditation(ctx, person, mine)
	var stale db.Stale
	if !errors.As(err, &stale) || stale.Current != draft.Version+1 {
		t.Errorf("the second tab overwrites the first: %v", err)
	}
}

func TestCheckAgainstCommunicatedNames(t *testing.T) {
	k := open(t)
	person, centre := k.user("maria@posta.it"), k.serviceCentre()
	rossi, bianchi := cf(t, "Rossi", "Maria"), cf(t, "Bianchi", "Lucia")
	slip := cf(t, "Rossi", "Marta")
	k.communicate(centre, "CPI,Cognome,Nome,CF,Data\n"+
		"Foggia,ROSSI,MARIA,"+rossi+",01/09/2014\n"+ // same person, other office
		"San Severo,Rosso,Marta,"+slip+",01/09/2014\n"+ // same office, a slip in the code
		"San Severo,Bianchi,Lucia,"+bianchi+",01/09/2014\n") // nothing to do with it
	a := k.panel("Rossi", "Maria")
	sent, err := k.CloseAccreditation(ctx, person, a)
	k.must(err)
	check, err := k.CheckAccreditation(ctx, centre, sent)
	k.must(err)
	if check.Found != nil || len(check.Near) != 2 {
		t.Fatalf("%+v", check)
	}
	for _, n := range check.Near {
		text := strings.Join(n.Differences, " ")
		if n.Office == "Foggia" && (len(n.Differences) != 1 || !strings.Contains(text, "CPI di Foggia")) {
			t.Errorf("same person elsewhere: %s", text)
		}
		if n.Office == "San Severo" && !strings.Contains(text, slip) {
			t.Errorf("slip: %s", text)
		}
	}
	k.communicate(centre, "CPI,Cognome,Nome,CF,Data\nSan Severo,Rossi Bianchi,Maria,"+rossi+",02/09/2014\n")
	check, err = k.CheckAccreditation(ctx, centre, sent)
	k.must(err)
	if check.Found == nil || check.Found.On != "2014-09-02" || len(check.Doubt) != 1 {
		t.Errorf("%+v", check)
	}
}

func TestImportOperators(t *testing.T) {
	k := open(t)
	centre := k.serviceCentre()
	rossi, verdi, neri := cf(t, "Rossi", "Maria"), cf(t, "Verdi", "Anna"), cf(t, "Neri", "Ada")
	broken := rossi[:15] + string('A'+(rossi[15]-'A'+1)%26)
	file := "\xef\xbb\xbfOperatori comunicati alla Regione;;;;\r\n;;;;\r\n" +
		"Centro per l'Impiego;COGNOME;Nome;Cod. Fiscale;Data comunicazione\r\n" +
		"CPI di San Severo;Rossi;Maria;" + rossi + ";20/09/2014\r\n" +
		"SAN SEVERO (FG);Verdi;Anna;" + strings.ToLower(verdi) + ";20/09/2014\r\n" +
		"San Severo;Rossi;Màrià;" + rossi + ";21/09/2014\r\n" + // line 6: the same person again
		"Atlantide;Neri;Ada;" + neri + ";20/09/2014\r\n" +
		"Foggia;Neri;Ada;" + broken + ";20/09/2014\r\n" +
		"Foggia;;Ada;" + neri + ";20/09/2014\r\n" +
		"Foggia;Neri;Ada;" + neri + ";31/02/2014\r\n" +
		";;;;\r\nTotale;7;;;\r\n"
	dry, id, err := k.ImportOperators(ctx, centre, access.NamesFile{Name: "n.csv", Reader: strings.NewReader(file), DryRun: true, Date: "2014-10-01"})
	k.must(err)
	if id != 0 || k.count("SELECT count(*) FROM communicated_operator")+k.count("SELECT count(*) FROM communicated_load") != 0 {
		t.Error("a dry run stores")
	}
	report, id, err := k.ImportOperators(ctx, centre, access.NamesFile{Name: "n.csv", Reader: strings.NewReader(file), Date: "2014-10-01"})
	k.must(err)
	want := access.LoadReport{Tally: rule.Tally{Created: 3, Duplicates: 1, Rejected: 3, Warned: 1}}
	same := func(name string, r access.LoadReport, want access.LoadReport) {
		t.Helper()
		got := access.LoadReport{Tally: rule.Tally{Created: r.Created, Updated: r.Updated, Unchanged: r.Unchanged, Duplicates: r.Duplicates, Rejected: r.Rejected, Warned: r.Warned}}
		if got.Created != want.Created || got.Updated != want.Updated || got.Unchanged != want.Unchanged ||
			got.Duplicates != want.Duplicates || got.Rejected != want.Rejected || got.Warned != want.Warned {
			t.Errorf("%s: %+v, wanted %+v", name, got, want)
		}
		if r.Rows() != 7 {
			t.Errorf("%s: %d rows", name, r.Rows())
		}
	}
	same("dry run", dry, want)
	same("first time", report, want)
	lines := map[int]string{}
	for _, l := range report.Lines {
		lines[l.Line] = l.Fate + " " + strings.Join(l.Reasons, "; ")
	}
	for line, text := range map[int]string{4: "doppia", 7: "CPI sconosciuto: «Atlantide»", 8: "carattere del codice fiscale", 9: "cognome mancante", 10: "31/02/2014"} {
		if !strings.Contains(lines[line], text) {
			t.Errorf("line %d: %q, wanted %q", line, lines[line], text)
		}
	}
	if n := k.count("SELECT count(*) FROM communicated_operator WHERE communicated_on='2014-10-01' AND surname='Neri'"); n != 1 {
		t.Error("a line without a date takes the date of the load")
	}
	load, err := k.NamesLoad(ctx, centre, id)
	k.must(err)
	if load.File != "n.csv" || load.Report.Created != 3 || len(load.Report.Lines) != len(report.Lines) || load.Report.Header[1] != "COGNOME" {
		t.Errorf("the load as kept: %+v", load)
	}
	again, _, err := k.ImportOperators(ctx, centre, access.NamesFile{Name: "n.csv", Reader: strings.NewReader(file), Date: "2014-10-01"})
	k.must(err)
	same("second time", again, access.LoadReport{Tally: rule.Tally{Unchanged: 3, Duplicates: 1, Rejected: 3, Warned: 1}})
	changed, _, err := k.ImportOperators(ctx, centre, access.NamesFile{Reader: strings.NewReader("cpi\tcognome\tnome\tcodice fiscale\nFoggia\tNeri  \tADA\t" + neri + "\n"), Date: "2015-01-01"})
	k.must(err)
	if changed.Updated != 1 || changed.Rows() != 1 {
		t.Errorf("a new date: %+v", changed)
	}
}

func TestImportOperatorsRefusesWhatIsNoFileOfNames(t *testing.T) {
	k := open(t)
	centre := k.serviceCentre()
	for name, text := range map[string]string{
		"empty": "", "a spreadsheet": "PK\x03\x04 and so on", "no header": "a;b;c\n1;2;3\n",
		"no codice fiscale": "cpi;cognome;nome;data\nFoggia;Neri;Ada;01/01/2014\n",
	} {
		_, _, err := k.ImportOperators(ctx, centre, access.NamesFile{Reader: strings.NewReader(text)})
		t.Run(name, func(t *testing.T) { k.refused(err, "file") })
	}
	if _, _, err := k.ImportOperators(ctx, k.user("x@posta.it"), access.NamesFile{Reader: strings.NewReader("")}); !errors.Is(err, db.ErrNotFound) {
		t.Error("anybody loads names:", err)
	}
	latin := "cpi;cognome;nome;cf\nFoggia;Niccol\xf2;Ada;" + cf(t, "Niccolò", "Ada") + "\n"
	k.communicate(centre, latin)
	if k.count("SELECT count(*) FROM communicated_operator WHERE surname='Niccolò'") != 1 {
		t.Error("Windows-1252 is not read")
	}
}
