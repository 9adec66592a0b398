package archive_test

import (
	"errors"
	"testing"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/scheda"
)

const panels = `phase,panel_order,panel_code,panel_title,field,label,type,required,validation,source_of_prefill,help_text
una,1,A01,Primo,_panel,Primo,panel,si,,,Istruzioni.
una,1,A01,Primo,nome,Nome,text,si,,,
una,1,A01,Primo,note,Note,textarea,no,,,
`

func TestChangesOfASchedaAreVersions(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := archive.NewStore(d)
	base, err := scheda.Parse("prova", panels, "")
	if err != nil {
		t.Fatal(err)
	}
	admin := rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}}
	label, required := "Annotazioni", scheda.Required
	if _, err := s.ChangeScheda(t.Context(), rule.Actor{UserID: 2}, base, 1, "A01.note", scheda.Override{Label: &label}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("who is no administrator: %v", err)
	}
	v, err := s.ChangeScheda(t.Context(), admin, base, 1, "A01.note", scheda.Override{Label: &label, Required: &required})
	if err != nil || v != 2 {
		t.Fatalf("%d %v", v, err)
	}
	var stale db.Stale
	if _, err := s.ChangeScheda(t.Context(), admin, base, 1, "A01.nome", scheda.Override{Label: &label}); !errors.As(err, &stale) || stale.Current != 2 {
		t.Errorf("two administrators: %v", err)
	}
	long := scheda.Requirement("forse")
	if _, err := s.ChangeScheda(t.Context(), admin, base, 2, "A01.nome", scheda.Override{Required: &long}); !errors.As(err, new(rule.Refusal)) {
		t.Errorf("a requirement that is none: %v", err)
	}
	if v, err = s.ChangeScheda(t.Context(), admin, base, 2, "A01.note", scheda.Override{}); err != nil || v != 3 {
		t.Fatalf("%d %v", v, err)
	}
	for version, want := range map[int]string{1: "Note", 2: "Annotazioni", 3: "Note", 0: "Note"} {
		def, err := s.Scheda(t.Context(), base, version)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := def.Panel("A01")
		if p.Fields[1].Label != want {
			t.Errorf("version %d: %s", version, p.Fields[1].Label)
		}
	}
	if all, err := s.SchedaVersions(t.Context(), "prova"); err != nil || len(all) != 2 || all[0].Version != 3 {
		t.Errorf("%+v %v", all, err)
	}
}
