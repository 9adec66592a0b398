package archive

import (
	"testing"

	"sportello/db/archive"
)

func TestTheRegisterIsReadInWords(t *testing.T) {
	for action, want := range map[string]string{"bilancio.fase_chiusa": "Bilancio: fase chiusa", "operatori_comunicati.elenco": "Operatori comunicati: elenco", "prova": "Prova"} {
		if got := actWords(action); got != want {
			t.Errorf("%s reads %q, want %q", action, got, want)
		}
	}
	for _, c := range []struct {
		line archive.AuditLine
		want string
	}{
		{archive.AuditLine{Audit: archive.Audit{Subject: "worker_list", SubjectID: 2}}, "lista 2"},
		{archive.AuditLine{Audit: archive.Audit{Subject: "audit"}}, "registro"},
		{archive.AuditLine{Audit: archive.Audit{Subject: "/scrivania"}}, "/scrivania"},
	} {
		if got := subjectWords(c.line); got != c.want {
			t.Errorf("%+v reads %q, want %q", c.line.Audit, got, c.want)
		}
	}
	if got := fieldWords([]string{"utente=0", "dal=", "al=2026-11-24", "stato=in_attesa", "righe=0", "codice_fiscale"}); got != "al 24/11/2026, stato in_attesa, righe 0, codice fiscale" {
		t.Errorf("fields read %q", got)
	}
}
