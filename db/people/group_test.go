package people

import (
	"encoding/json"
	"slices"
	"testing"

	"sportello/db/dbtest"
)

func TestGroupsFollowFromFacts(t *testing.T) {
	dbtest.Proves(t, "scadenza 27")
	index := 0.5
	rows := []ListRow{{ListName: "Mobilità 2011/2012", Priority: 1, ReferenceDate: "2026-11-02", Company: "Vetreria", Benefit: "CIG in deroga", BenefitFrom: "2026-01-01", BenefitTo: "2026-11-24"}}
	for _, c := range []struct {
		name string
		w    Worker
		rows []ListRow
		want []string
	}{
		{"nothing known", Worker{ProfilingIndex: &index}, nil, nil},
		{"fifty is not over fifty", Worker{BirthDate: "1976-11-24"}, nil, nil},
		{"over fifty", Worker{BirthDate: "1975-11-24"}, nil, []string{"Svantaggiato"}},
		{"no diploma", Worker{StudyTitle: "LICENZA MEDIA"}, nil, []string{"Svantaggiato"}},
		{"a diploma", Worker{StudyTitle: "Diploma di maturità"}, nil, nil},
		{"twelve months from the DID", Worker{Employment: "disoccupato", DIDOn: "2025-11-24"}, nil, []string{"Disoccupato di lunga durata"}},
		{"less than twelve months", Worker{Employment: "disoccupato", DIDOn: "2025-11-25"}, nil, nil},
		{"a DID of who works", Worker{Employment: "occupato", DIDOn: "2020-01-01"}, nil, nil},
		{"a benefit that ends today", Worker{}, rows, []string{"Mobilità 2011/2012", "Percettore"}},
		{"a provisional code", Worker{CodiceFiscale: "12345678903"}, nil, []string{"Codice fiscale provvisorio"}},
	} {
		var got []string
		for _, g := range Groups(c.w, c.rows, "2026-11-24") {
			if g.Why == "" {
				t.Errorf("%s: %s without a reason", c.name, g.Name)
			}
			got = append(got, g.Name)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFileCellsTellWhereTheRecordDiffers(t *testing.T) {
	w := Worker{Surname: "Rossi", Phone: "3331234567", BirthDate: "1970-01-02", Email: "a@b.it"}
	r := ListRow{Raw: json.RawMessage(`{"cognome":"ROSSI","telefono":"333 999 9999","data_nascita":"02/01/1970","email":"non è un indirizzo","titolo_studio":"Laurea","altro":"x","azienda":"Vetreria"}`)}
	differ := map[string]bool{}
	for _, c := range FileCells(r, w, "2026-11-24") {
		differ[c.Label] = c.Differ
	}
	for label, want := range map[string]bool{"Cognome": false, "Telefono": true, "Data di nascita": false, "E-mail": false, "Titolo di studio": false, "altro": false, "Azienda di provenienza": false} {
		if got, there := differ[label]; !there || got != want {
			t.Errorf("%s: there %v, differs %v, want %v", label, there, got, want)
		}
	}
	w.Partial = true
	for _, c := range FileCells(r, w, "2026-11-24") {
		if c.Differ {
			t.Errorf("%s tells of the record of another province", c.Label)
		}
	}
}
