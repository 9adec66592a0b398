package people

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/people"
	"sportello/db/scheda"
)

// anna has everything that a CV may say, and some things that it must not.
func anna() people.Curriculum {
	var sections []people.CardSection
	for _, p := range people.CardScheda.Panels() {
		sections = append(sections, people.CardSection{Panel: p, Answers: map[string]scheda.Answers{
			people.SectionStudies: {"titoli": scheda.Rows(
				scheda.Answers{"livello": scheda.T("nessuno"), "denominazione": scheda.T("Nessun titolo")},
				scheda.Answers{"livello": scheda.T("licenza_media"), "istituto": scheda.T("Scuola Pavoncelli"), "conseguito": scheda.T("si"), "anno": scheda.T("1994")},
				scheda.Answers{"livello": scheda.T("diploma"), "denominazione": scheda.T("Perito meccanico"), "istituto": scheda.T("ITIS Foggia"), "conseguito": scheda.T("si"), "anno": scheda.T("1999"), "votazione": scheda.T("80/100")},
				scheda.Answers{"livello": scheda.T("laurea_I"), "denominazione": scheda.T("Ingegneria"), "conseguito": scheda.T("no"), "anno": scheda.T("2003"), "estero": scheda.T("si"), "riconosciuto": scheda.T("si")},
				scheda.Answers{"livello": scheda.T("diploma"), "denominazione": scheda.T("Baccalauréat"), "conseguito": scheda.T("si"), "anno": scheda.T("1998"), "estero": scheda.T("si"), "riconosciuto": scheda.T("no")})},
			people.SectionCourses: {"corsi": scheda.Rows(scheda.Answers{"titolo": scheda.T("Saldatura"), "ente": scheda.T("Formedil"), "durata": scheda.T("300"), "unita": scheda.T("ore"), "anno": scheda.T("2015"),
				"attestazione": scheda.T("qualifica"), "stage": scheda.T("si")})},
			people.SectionJobs: {"esperienze": scheda.Rows(
				scheda.Answers{"datore": scheda.T("Officine Tavoliere"), "qualifica": scheda.T("Saldatori [6.2.1.2.0]"), "settore": scheda.T("Metallurgia [24.10]"), "dal": scheda.T("2001-03-01"), "al": scheda.T("2009-06-30"),
					"contratto": scheda.T("indeterminato"), "mansioni": scheda.T("Saldatura a filo & TIG <inox>"), "motivo_fine": scheda.T("licenziamento")},
				scheda.Answers{"datore": scheda.T("Bottega propria"), "qualifica": scheda.T("Artigiano"), "dal": scheda.T("2010-01-01"), "contratto": scheda.T("autonomo")},
				scheda.Answers{"datore": scheda.T("Cantieri Gargano"), "qualifica": scheda.T("Muratore"), "dal": scheda.T("2009-07-01"), "al": scheda.T("2009-12-20"), "contratto": scheda.T("stagionale")})},
			people.SectionLanguages: {"lingua_madre": scheda.T("Italiano [it]"), "lingue": scheda.Rows(scheda.Answers{"lingua": scheda.T("Inglese [en]"), "ascolto": scheda.T("B1"), "lettura": scheda.T("B2"),
				"interazione": scheda.T("A2"), "produzione": scheda.T("A2"), "scritto": scheda.T("B1"), "certificato": scheda.T("PET")})},
			people.SectionComputing: {"programmi": scheda.Rows(scheda.Answers{"nome": scheda.T("AutoCAD"), "livello": scheda.T("base")})},
			people.SectionLicences: {"patenti": scheda.Many("B", "CQC"), "automunito": scheda.T("si"),
				"abilitazioni": scheda.Rows(scheda.Answers{"denominazione": scheda.T("Patentino del muletto"), "ente": scheda.T("ASL"), "scadenza": scheda.T("2027-01-01")},
					scheda.Answers{"denominazione": scheda.T("Primo soccorso"), "scadenza": scheda.T("2026-11-23")}),
				"albi": scheda.Rows(scheda.Answers{"albo": scheda.T("Albo dei periti"), "data": scheda.T("2001-01-10")})},
		}[p.Code]})
	}
	w := people.Worker{CodiceFiscale: "RSSNNA80A41H501U", Surname: "Rossi", Name: "Anna", Sex: "F", BirthDate: "1980-01-01", Citizenship: "Italiana", Residence: "SAN SEVERO", ResidenceAddress: "Via Roma 1", ResidenceCAP: "71016",
		Phone: "3491234567", Email: "anna@posta.example"}
	return people.CurriculumOf(w, sections, []people.Propensione{{Profession: "6.2.1.2.0", Title: "Saldatori e tagliatori a fiamma"}}, "San Severo", "2026-11-24")
}

func TestTheCurriculumSaysWhatTheCardKnows(t *testing.T) {
	dbtest.Proves(t, "orientamento 45")
	c := anna()
	var jobs []string
	for _, j := range c.Work {
		jobs = append(jobs, j.Employer)
	}
	if got := strings.Join(jobs, ", "); got != "Bottega propria, Cantieri Gargano, Officine Tavoliere" {
		t.Errorf("the job that goes on comes first, then the latest: %s", got)
	}
	if len(c.Studies) != 4 || c.Studies[0].Title != "Ingegneria" || c.Studies[0].Obtained {
		t.Errorf("studies from the latest, without the row of no title: %+v", c.Studies)
	}
	if len(c.Patents) != 1 || c.Patents[0].Title != "Patentino del muletto" {
		t.Errorf("what has expired is no licence: %+v", c.Patents)
	}
	pdf, err := CurriculumPDF(c, "2026-11-24T09:00:00.000Z")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("pdftotext (Debian: poppler-utils):", err)
	}
	text := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{"Anna Rossi", "Via Roma 1, 71016 San Severo", "anna@posta.example", "Saldatori e tagliatori a fiamma", "01/03/2001 – 30/06/2009", "01/01/2010 – in corso", "Tempo indeterminato", "Saldatura a filo & TIG <inox>",
		"1994 Licenza media Scuola Pavoncelli", "Perito meccanico", "votazione 80/100", "non conseguito", "all'estero, riconosciuto in Italia", "all'estero, non riconosciuto in Italia", "Saldatura Formedil · 300 ore · con stage · Qualifica", "Lingua madre Italiano", "interazione orale A2", "PET", "AutoCAD",
		"B, CQC · dispone di un mezzo", "Patentino del muletto · ASL · valida fino al 01/01/2027", "Albo dei periti · dal 10/01/2001"} {
		if !strings.Contains(text, want) {
			t.Errorf("the PDF lacks %q:\n%s", want, text)
		}
	}
	for _, private := range []string{"RSSNNA80A41H501U", "icenziamento", "Primo soccorso", "[6.2.1.2.0]"} {
		if strings.Contains(text, private) {
			t.Errorf("the PDF says %q", private)
		}
	}
}

// TestAnEmptyCardMakesAShortCurriculum: nothing is told of which the card knows nothing.
func TestAnEmptyCardMakesAShortCurriculum(t *testing.T) {
	var sections []people.CardSection
	for _, p := range people.CardScheda.Panels() {
		sections = append(sections, people.CardSection{Panel: p, Answers: scheda.Answers{}})
	}
	var b bytes.Buffer
	if err := CurriculumXML(&b, people.CurriculumOf(people.Worker{Surname: "Rossi", Name: "Anna"}, sections, nil, "", "2026-11-24")); err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`>[^<\s][^<]*<`).FindAllString(b.String(), -1)
	if strings.Join(said, " ") != ">Anna< >Rossi<" {
		t.Errorf("got %q in\n%s", said, b.String())
	}
}

// TestTheSchemaIsTheDocumented reads the XML of somebody who has everything: it
// reads back as it was written, and docs/EUROPASS.md names each element within
// the one that holds it, and no other.
func TestTheSchemaIsTheDocumented(t *testing.T) {
	var b bytes.Buffer
	if err := CurriculumXML(&b, anna()); err != nil {
		t.Fatal(err)
	}
	var back people.Curriculum
	if err := xml.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	again := anna()
	again.XMLName, back.XMLName, back.Person.XMLName = xml.Name{}, xml.Name{}, xml.Name{}
	if !reflect.DeepEqual(back, again) {
		t.Errorf("read back:\n%+v\nwritten:\n%+v", back, again)
	}
	if strings.Contains(b.String(), "RSSNNA80A41H501U") || strings.Contains(b.String(), "licenziamento") {
		t.Error("the XML says what it must not")
	}
	written := map[string]bool{}
	var within []string
	for d := xml.NewDecoder(bytes.NewReader(b.Bytes())); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			parent := ""
			if len(within) > 0 {
				parent = within[len(within)-1]
			}
			written[parent+" > "+e.Name.Local] = true
			within = append(within, e.Name.Local)
		case xml.EndElement:
			within = within[:len(within)-1]
		}
	}
	doc, err := os.ReadFile("../../docs/EUROPASS.md")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	name := regexp.MustCompile("`(\\w+)`")
	for line := range strings.SplitSeq(string(doc), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) < 4 || !name.MatchString(cells[1]) {
			continue
		}
		element := name.FindStringSubmatch(cells[1])[1]
		parents := name.FindAllStringSubmatch(cells[2], -1)
		if parents == nil {
			described[" > "+element] = true
		}
		for _, p := range parents {
			described[p[1]+" > "+element] = true
		}
	}
	for e := range written {
		if !described[e] {
			t.Errorf("docs/EUROPASS.md does not describe %q", e)
		}
	}
	for e := range described {
		if !written[e] {
			t.Errorf("docs/EUROPASS.md describes %q, which nothing writes", e)
		}
	}
}
