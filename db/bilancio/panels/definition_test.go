package panels

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"sportello/db/scheda"
)

// The definition is the list of panels, whole: 35 panels, 220 fields, with the
// type, requirement and words of the list unless details.txt says otherwise.
func TestDefinitionHoldsTheWholeList(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(panelsCSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	panels, fields := 0, 0
	for _, row := range rows[1:] {
		p, ok := Base.Panel(row[2])
		if !ok || p.Phase != row[0] || p.Title != row[3] {
			t.Fatalf("panel %s: %+v", row[2], p.Title)
		}
		if row[4] == "_panel" {
			panels++
			if p.Help != row[10] || p.Help == "" {
				t.Errorf("panel %s has no instructions", p.Code)
			}
			continue
		}
		fields++
		f, ok := p.Field(row[4])
		if !ok || string(f.Type) != row[6] {
			t.Errorf("field %s.%s: %+v", row[2], row[4], f)
		}
	}
	if panels != 35 || fields != 220 {
		t.Errorf("%d panels, %d fields", panels, fields)
	}
	var phases []string
	for _, ph := range Base.Phases {
		phases = append(phases, ph.Code)
	}
	if !slices.Equal(phases, Phases) {
		t.Errorf("phases %v", phases)
	}
}

// Each value of a closed list in the source has its words, and none is added.
func TestOptionsAreThoseOfTheList(t *testing.T) {
	rows, _ := csv.NewReader(strings.NewReader(panelsCSV)).ReadAll()
	added := map[string]bool{"PRE03.sesso": true} // its validation says more than the options
	for _, row := range rows[1:] {
		list, _, _ := strings.Cut(row[8], ";")
		if at := strings.LastIndex(list, ": "); at >= 0 {
			list = list[at+2:]
		}
		if (row[6] != "select" && row[6] != "multiselect" && row[6] != "fixedlist" && row[6] != "ranking") || !strings.Contains(list, "|") || added[row[2]+"."+row[4]] {
			continue
		}
		p, _ := Base.Panel(row[2])
		f, _ := p.Field(row[4])
		var values []string
		for _, o := range f.Options {
			values = append(values, o.Value)
			if o.Label == "" {
				t.Errorf("%s.%s: no words for %s", row[2], row[4], o.Value)
			}
		}
		if want := strings.Split(list, "|"); !slices.Equal(want, values) {
			t.Errorf("%s.%s: %v, want %v", row[2], row[4], values, want)
		}
	}
}

// What is not available yet is shown as such and asks nothing.
func TestUnavailableFieldsAreNotRequired(t *testing.T) {
	want := []string{"RIP02.vacancy_coerenti"}
	var got []string
	for _, p := range Base.Panels() {
		for _, f := range p.Fields {
			if f.Unavailable == "" {
				continue
			}
			got = append(got, p.Code+"."+f.Name)
			if f.Editable() {
				t.Errorf("%s can be answered", f.Name)
			}
			errs, _ := scheda.Validate(scheda.Panel{Code: p.Code, Fields: []scheda.Field{f}}, nil, scheda.Context{Today: "2026-11-24"})
			if len(errs) > 0 {
				t.Errorf("%s: %v", f.Name, errs)
			}
		}
	}
	if !slices.Equal(want, got) {
		t.Errorf("%v, want %v", got, want)
	}
}

// The scale of competences is one everywhere.
func TestOneScaleOfCompetence(t *testing.T) {
	want := []string{"non posseduta", "con guida", "in autonomia su compiti semplici", "in autonomia", "sa organizzare o insegnare"}
	for _, path := range []string{"INV06.base.livello", "INV07.trasversali.livello_persona", "INV07.trasversali.livello_consulente", "INV08.tecniche.livello", "RIP03.righe.livello_posseduto"} {
		code, name, _ := strings.Cut(path, ".")
		p, _ := Base.Panel(code)
		f, _ := p.Field(name)
		var got []string
		for _, m := range f.Meanings {
			got = append(got, m.Label)
		}
		if !slices.Equal(want, got) {
			t.Errorf("%s: %v", path, got)
		}
	}
}
