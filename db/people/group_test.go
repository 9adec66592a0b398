package people

import (
	"encoding/json"
	"encoding/xml"
	"slices"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/scheda"
)

func job(contract string, from, to rule.Date) CardEntry {
	return CardEntry{Section: SectionJobs, Code: contract, From: from, To: to}
}

func study(level, obtained string) CardEntry {
	return CardEntry{Section: SectionStudies, Code: level, Answers: scheda.Answers{"conseguito": scheda.T(obtained)}}
}

func abroad(recognised string) CardEntry {
	e := study("laurea_I", "si")
	e.Answers["estero"], e.Answers["riconosciuto"] = scheda.T("si"), scheda.T(recognised)
	return e
}

// The title of the card and the CV of who studied abroad say whether it counts here.
func TestATitleFromAbroadCountsWhenRecognised(t *testing.T) {
	panel, _ := CardScheda.Panel(SectionStudies)
	here := scheda.Answers{"livello": scheda.T("licenza_media"), "conseguito": scheda.T("si")}
	for recognised, want := range map[string]string{"no": "Licenza media", "si": "Laurea triennale"} {
		there := scheda.Answers{"livello": scheda.T("laurea_I"), "conseguito": scheda.T("si"), "estero": scheda.T("si"), "riconosciuto": scheda.T(recognised)}
		answers := scheda.Answers{"titoli": scheda.Rows(here, there)}
		if got := HighestStudy(panel, answers); !strings.HasPrefix(got, want) {
			t.Errorf("recognised %s: %s, want %s", recognised, got, want)
		}
		c := CurriculumOf(Worker{}, []CardSection{{Panel: panel, Answers: answers}}, nil, "", "2026-11-24")
		for _, s := range c.Studies {
			if s.Abroad != (s.Recognised != nil) || s.Abroad && *s.Recognised != (recognised == "si") {
				t.Errorf("recognised %s: %+v", recognised, s)
			}
		}
		text, err := xml.Marshal(c)
		if said := strings.Contains(string(text), "<RecognisedInItaly>"+map[string]string{"si": "true", "no": "false"}[recognised]); !said || err != nil {
			t.Errorf("recognised %s: %s %v", recognised, text, err)
		}
	}
}

func TestGroupsFollowFromFacts(t *testing.T) {
	dbtest.Proves(t, "scadenza 26", "scadenza 27", "scadenza 28")
	index := 0.5
	rows := []ListRow{{ListName: "Mobilità 2011/2012", Priority: 1, ReferenceDate: "2026-11-02", Company: "Vetreria", Benefit: "CIG in deroga", BenefitFrom: "2026-01-01", BenefitTo: "2026-11-24"}}
	without := func(from rule.Date) GroupFacts {
		return GroupFacts{Periods: []Period{{Status: "disoccupato", From: from, Source: FromDID}}}
	}
	young := Worker{BirthDate: "2009-12-01"} // 16
	for _, c := range []struct {
		name string
		w    Worker
		f    GroupFacts
		want []string
	}{
		{"nothing known", Worker{ProfilingIndex: &index}, GroupFacts{}, nil},
		{"fifty is not over fifty", Worker{BirthDate: "1976-11-24"}, GroupFacts{}, nil},
		{"over fifty", Worker{BirthDate: "1975-11-24"}, GroupFacts{}, []string{"Svantaggiato: oltre 50 anni (51)"}},
		{"no diploma in words", Worker{StudyTitle: "LICENZA MEDIA"}, GroupFacts{}, []string{"Svantaggiato: senza diploma («LICENZA MEDIA»)"}},
		{"a diploma in words", Worker{StudyTitle: "Diploma di maturità"}, GroupFacts{}, nil},
		{"the card outweighs the words", Worker{StudyTitle: "LICENZA MEDIA"}, GroupFacts{Studies: []CardEntry{study("diploma", "si")}}, nil},
		{"a diploma not obtained", Worker{}, GroupFacts{Studies: []CardEntry{study("diploma", "no")}}, []string{"Svantaggiato: senza diploma né qualifica"}},
		{"a degree from abroad, not recognised", Worker{StudyTitle: "LICENZA MEDIA"}, GroupFacts{Studies: []CardEntry{abroad("no")}}, []string{"Svantaggiato: senza diploma né qualifica riconosciuti in Italia"}},
		{"a degree from abroad, recognised", Worker{StudyTitle: "LICENZA MEDIA"}, GroupFacts{Studies: []CardEntry{abroad("si")}}, nil},
		{"a permit that expired", Worker{Citizenship: "436", PermitExpiresOn: "2020-01-01"}, GroupFacts{}, []string{"Titolo di soggiorno scaduto: il 01/01/2020: controlla il rinnovo e aggiorna la scheda"}},
		{"a permit that expires today", Worker{Citizenship: "436", PermitExpiresOn: "2026-11-24"}, GroupFacts{}, nil},
		{"a permit of who has become Italian", Worker{Citizenship: "100", PermitExpiresOn: "2020-01-01"}, GroupFacts{}, nil},
		{"six months from the last job", Worker{}, GroupFacts{Jobs: []CardEntry{job("determinato", "2020-01-01", "2026-05-23")}}, []string{"Svantaggiato: nessun impiego regolarmente retribuito dal 24/05/2026 (6 mesi)"}},
		{"a day less", Worker{}, GroupFacts{Jobs: []CardEntry{job("determinato", "2020-01-01", "2026-05-24")}}, nil},
		{"a traineeship is no job", Worker{}, GroupFacts{Jobs: []CardEntry{job("determinato", "2020-01-01", "2026-05-23"), job("tirocinio", "2026-06-01", "")}}, []string{"Svantaggiato: nessun impiego regolarmente retribuito dal 24/05/2026 (6 mesi)"}},
		{"who works", Worker{}, GroupFacts{Jobs: []CardEntry{job("determinato", "2020-01-01", "2024-05-23"), job("indeterminato", "2026-06-01", "")}}, nil},
		{"who never had a job", Worker{}, GroupFacts{Asked: true}, []string{"Svantaggiato: nessun impiego regolarmente retribuito risulta"}},
		{"twenty-four months", Worker{}, GroupFacts{Jobs: []CardEntry{job("determinato", "2020-01-01", "2024-11-23")}},
			[]string{"Svantaggiato: nessun impiego regolarmente retribuito dal 24/11/2024 (24 mesi)", "Molto svantaggiato: senza lavoro da 24 mesi (dal 24/11/2024)"}},
		{"twelve months", Worker{}, without("2025-11-24"), []string{"Svantaggiato: nessun impiego regolarmente retribuito dal 24/11/2025 (12 mesi)", "Disoccupato di lunga durata: disoccupazione da 12 mesi (dal 24/11/2025)"}},
		{"less than twelve", Worker{}, without("2025-11-25"), []string{"Svantaggiato: nessun impiego regolarmente retribuito dal 25/11/2025 (11 mesi)"}},
		{"less than six", Worker{}, without("2026-07-01"), nil},
		{"a benefit that ends today", Worker{}, GroupFacts{Rows: rows}, []string{"Mobilità 2011/2012: in lista dal 02/11/2026, priorità 1, Vetreria", "Percettore: CIG in deroga fino al 24/11/2026"}},
		{"a provisional code", Worker{CodiceFiscale: "12345678903"}, GroupFacts{}, []string{"Codice fiscale provvisorio: di 11 cifre: si sostituisce quando arriva quello definitivo"}},
		{"sixteen, at home", young, GroupFacts{Periods: []Period{{Status: "inattivo", From: "2026-09-01"}}, Studies: []CardEntry{study("licenza_media", "si")}},
			[]string{"Svantaggiato: senza diploma né qualifica", "Diritto-dovere di istruzione e formazione: 16 anni, senza diploma né qualifica, inattività", "NEET: 16 anni, inattività dal 01/09/2026: non lavora e non studia"}},
		{"sixteen, at school", young, GroupFacts{Periods: []Period{{Status: "studente", From: "2026-09-01"}}, Studies: []CardEntry{study("licenza_media", "si")}}, []string{"Svantaggiato: senza diploma né qualifica"}},
		{"thirty is no NEET", Worker{BirthDate: "1996-11-24"}, GroupFacts{Periods: []Period{{Status: "inattivo", From: "2026-09-01"}}}, nil},
		{"a DID given up is no job", Worker{}, GroupFacts{Periods: []Period{{Status: "disoccupato", From: "2025-01-20", To: "2025-06-20", Source: FromDID, Reference: 1}, {Status: "disoccupato", From: "2026-10-01", Source: FromDID, Reference: 2}}},
			[]string{"Svantaggiato: nessun impiego regolarmente retribuito dal 20/01/2025 (22 mesi)"}},
		{"a DID left for a job is one", Worker{}, GroupFacts{Periods: []Period{{Status: "disoccupato", From: "2025-01-20", To: "2025-09-20", Source: FromDID, Reference: 1, ToWork: true}, {Status: "disoccupato", From: "2025-09-21", Source: FromDID, Reference: 2}}},
			[]string{"Svantaggiato: nessun impiego regolarmente retribuito dal 21/09/2025 (14 mesi)", "Disoccupato di lunga durata: disoccupazione da 14 mesi (dal 21/09/2025)"}},
		{"set by hand", Worker{}, GroupFacts{Marks: []Mark{{ID: 3, Target: "minoranza", From: "2026-01-01", Note: "dichiarazione", By: "Giulia Prova"}, {ID: 4, Target: "gol_2", From: "2026-03-01", Note: "assessment"}, {ID: 5, Target: "adi", From: "2026-01-01", To: "2026-06-01"}}},
			[]string{"Svantaggiato: minoranza che deve consolidare lingua, formazione o lavoro (dal 01/01/2026, Giulia Prova: dichiarazione)", "GOL 2, aggiornamento (upskilling): dal 01/03/2026: assessment"}},
	} {
		var got []string
		for _, g := range Groups(c.w, c.f, "2026-11-24") {
			got = append(got, g.Name+": "+g.Why)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
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
