// Package bilancio prints the documents of the bilancio delle competenze: the
// contract, the document of the Investigativa, the project of the
// Riposizionamento, the receipt of the enrolment.
package bilancio

import (
	"encoding/json"
	"fmt"
	"strings"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/reports"
)

// Renderers make the PDF of each kind of document from its frozen data.
var Renderers = map[string]archive.Renderer{
	bilancio.KindContract:      func(d archive.Document) ([]byte, error) { return render(d, contract) },
	bilancio.KindInvestigative: func(d archive.Document) ([]byte, error) { return render(d, phase) },
	bilancio.KindRepositioning: func(d archive.Document) ([]byte, error) { return render(d, phase) },
	bilancio.KindReceipt:       func(d archive.Document) ([]byte, error) { return render(d, receipt) },
}

func render(d archive.Document, fill func(*reports.Document, bilancio.Document)) ([]byte, error) {
	var data bilancio.Document
	if err := json.Unmarshal(d.Data, &data); err != nil {
		return nil, fmt.Errorf("document %d: %w", d.ID, err)
	}
	doc := reports.Document{
		Kind: d.Title, Title: d.Title, Subtitle: data.Worker + ", " + data.CF, Body: rule.OwningBody, Office: "Centro per l'Impiego di " + data.Office,
		Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), GeneratedAt: d.IssuedAt,
		FormVersion: d.FormVersion, Fingerprint: d.Fingerprint,
	}
	fill(&doc, data)
	return reports.Render(doc)
}

// identity is the first section of every document.
func identity(d bilancio.Document) reports.Section {
	facts := reports.Facts{
		{Label: "Persona", Value: d.Worker}, {Label: "Codice fiscale", Value: d.CF}, {Label: "Data di nascita", Value: d.BirthDate.Italian()},
		{Label: "Bilancio", Value: "n. " + d.Number + ", avviato il " + d.StartedOn.Italian()}, {Label: "Programma", Value: d.Programme},
		{Label: "Consulente", Value: d.Counsellor},
	}
	return reports.Section{Blocks: []reports.Block{facts}}
}

// contract prints parties, purpose, calendar, duties and freedom to stop, with
// the lines to sign on.
func contract(doc *reports.Document, d bilancio.Document) {
	c := d.Contract
	if c == nil {
		c = &bilancio.Contract{}
	}
	doc.Title = "Contratto di bilancio n. " + d.Number
	hours := reports.Facts{{Label: "Durata prevista", Value: c.PlannedHours + " ore (di norma " + d.HoursRange + ")"}}
	if c.OutOfRange != "" {
		hours = append(hours, reports.Fact{Label: "Motivo della durata diversa", Value: c.OutOfRange})
	}
	if c.InCalendar != "" {
		hours = append(hours, reports.Fact{Label: "Incontri già in calendario", Value: c.InCalendar + " in tutto"})
	}
	hours = append(hours, reports.Fact{Label: "Conclusione prevista", Value: c.EndsOn})
	doc.Sections = []reports.Section{
		identity(d),
		{Heading: "Scopo", Blocks: []reports.Block{reports.Paragraph{Text: "Il bilancio delle competenze è un percorso volontario. Serve a riconoscere ciò che la persona sa e sa fare, " +
			"a confrontarlo con il lavoro che cerca e a costruire insieme un progetto con passi e date."}}},
		{Heading: "Durata e calendario", Blocks: []reports.Block{hours, reports.List{Items: c.Calendar}}},
		{Heading: "La persona si impegna a", Blocks: []reports.Block{reports.List{Items: lower(c.OfWorker), Bullet: true}}},
		{Heading: "Il Centro per l'Impiego si impegna a", Blocks: []reports.Block{reports.List{Items: lower(c.OfOffice), Bullet: true}}},
		{Heading: "Per entrambi", Blocks: []reports.Block{reports.Paragraph{Text: "Il percorso può essere interrotto motivandolo; l'interruzione viene registrata. " +
			"La persona ha ricevuto e compreso l'informativa sul trattamento dei dati personali (versione " + c.Privacy + ")."}}},
	}
	if c.Clauses != "" {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Clausole particolari", Blocks: []reports.Block{reports.Paragraph{Text: c.Clauses}}})
	}
	doc.Signatures = []reports.Signature{{Role: "La persona", Name: d.Worker}, {Role: "Il consulente", Name: d.Counsellor}}
}

// lower returns the items in lower case, as they follow «si impegna a».
func lower(items []string) []string {
	out := make([]string, len(items))
	for i, item := range items {
		r := []rune(item)
		if len(r) > 0 {
			out[i] = strings.ToLower(string(r[0])) + string(r[1:])
		}
	}
	return out
}

// phase prints every panel of a phase in order, with all that was entered.
func phase(doc *reports.Document, d bilancio.Document) {
	path := reports.Facts{{Label: "Ore svolte", Value: d.HoursDone + " (di norma " + d.HoursRange + ")"}}
	if d.Version > 1 {
		path = append(path, reports.Fact{Label: "Versione", Value: fmt.Sprintf("%d, dopo la riapertura della fase: %s", d.Version, d.Reason)})
	}
	blocks := []reports.Block{path}
	if len(d.Meetings) > 0 {
		blocks = append(blocks, reports.List{Items: d.Meetings})
	}
	doc.Sections = []reports.Section{identity(d), {Heading: "Incontri", Blocks: blocks}}
	for _, s := range d.Sections {
		doc.Sections = append(doc.Sections, panel(s))
	}
	doc.Signatures = []reports.Signature{{Role: "La persona", Name: d.Worker}, {Role: "Il consulente", Name: d.Counsellor}}
}

// panel prints the answers of a panel: texts, then tables.
func panel(s scheda.Section) reports.Section {
	out := reports.Section{Heading: s.Code + " " + s.Title}
	var facts reports.Facts
	for _, e := range s.Entries {
		if e.Table == nil {
			facts = append(facts, reports.Fact{Label: e.Label, Value: e.Text})
		}
	}
	if len(facts) > 0 {
		out.Blocks = append(out.Blocks, facts)
	}
	for _, e := range s.Entries {
		if e.Table == nil {
			continue
		}
		out.Blocks = append(out.Blocks, reports.Paragraph{Text: e.Label, Bold: true})
		t := reports.Table{Rows: e.Table.Rows}
		for i, h := range e.Table.Head {
			t.Columns = append(t.Columns, reports.Column{Title: h, Width: width(h, e.Table.Rows, i)})
		}
		if len(e.Table.Head) > 6 || !t.Fits() { // too many columns for a page
			out.Blocks = append(out.Blocks, byRow(e.Table)...)
			continue
		}
		out.Blocks = append(out.Blocks, t)
	}
	return out
}

// width gives a column a share by how much it says; the longest word of its
// title must have room.
func width(title string, rows [][]string, column int) float64 {
	longest := 9
	for word := range strings.FieldsSeq(title) {
		longest = max(longest, len([]rune(word))+2)
	}
	for _, r := range rows {
		longest = max(longest, min(len([]rune(r[column])), 45))
	}
	return float64(longest)
}

func byRow(t *scheda.Table) []reports.Block {
	var out []reports.Block
	for _, r := range t.Rows {
		var facts reports.Facts
		for i, cell := range r {
			if cell != "" {
				facts = append(facts, reports.Fact{Label: t.Head[i], Value: cell})
			}
		}
		out = append(out, facts, reports.Gap(2))
	}
	return out
}

// receipt prints number, course, body, edition, declarations, and what to do
// next.
func receipt(doc *reports.Document, d bilancio.Document) {
	r := d.Receipt
	if r == nil {
		return
	}
	doc.Title = fmt.Sprintf("Ricevuta di iscrizione n. %d", r.Number)
	course := reports.Facts{{Label: "Percorso", Value: r.Course + " (" + r.CourseCode + ")"}}
	if r.Hours > 0 {
		course = append(course, reports.Fact{Label: "Durata", Value: rule.Plural(r.Hours, "ora", "ore")})
	}
	course = append(course, reports.Fact{Label: "Organismo di formazione", Value: strings.Join(nonEmpty(r.Body, r.BodyAddress, r.BodyPhone, r.BodyEmail), ", ")})
	if r.EditionCode != "" {
		course = append(course, reports.Fact{Label: "Edizione", Value: r.EditionCode}, reports.Fact{Label: "Sede", Value: r.Place},
			reports.Fact{Label: "Dal", Value: r.StartsOn.Italian()}, reports.Fact{Label: "Orario", Value: r.Timetable})
	}
	course = append(course, reports.Fact{Label: "Stato", Value: r.State}, reports.Fact{Label: "Iscrizione del", Value: r.At.Italian()})
	next := "Presentarsi il primo giorno di corso con un documento di identità. Chi non può frequentare lo comunica subito al Centro per l'Impiego: il posto può essere dato ad altri."
	if r.EditionCode == "" {
		next = "La persona è in lista d'attesa: il Centro per l'Impiego la avvisa quando c'è un posto in un'edizione."
	}
	doc.Sections = []reports.Section{identity(d), {Heading: "Iscrizione", Blocks: []reports.Block{course}}}
	if len(r.Declarations) > 0 {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Dichiarazioni della persona", Blocks: []reports.Block{reports.List{Items: r.Declarations, Bullet: true}}})
	}
	if r.Waiver != "" {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Deroga", Blocks: []reports.Block{reports.Paragraph{Text: r.Waiver}}})
	}
	doc.Sections = append(doc.Sections, reports.Section{Heading: "Che cosa fare adesso", Blocks: []reports.Block{reports.Paragraph{Text: next}}})
	doc.Signatures = []reports.Signature{{Role: "L'operatore", Name: r.Operator}}
}

func nonEmpty(words ...string) []string {
	var out []string
	for _, w := range words {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}
