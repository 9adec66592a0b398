// Package pacts prints the patto di servizio and the individual action plan.
package pacts

import (
	"encoding/json"
	"fmt"
	"strings"

	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/reports"
)

// Renderers make the PDF of each kind of document from its frozen data.
var Renderers = map[string]archive.Renderer{pacts.KindDocument: Render, pacts.KindPlan: Render}

// Render returns the PDF of a patto (d.lgs. 150/2015, art. 20) or of a PAI.
func Render(d archive.Document) ([]byte, error) {
	var p pacts.Document
	if err := json.Unmarshal(d.Data, &p); err != nil {
		return nil, fmt.Errorf("document %d: %w", d.ID, err)
	}
	doc := reports.Document{
		Kind: d.Title, Title: p.Title + " n. " + p.Number, Subtitle: p.Worker + ", " + p.CF, Body: rule.OwningBody, Office: "Centro per l'Impiego di " + p.Office,
		Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), GeneratedAt: d.IssuedAt, FormVersion: d.FormVersion, Fingerprint: d.Fingerprint,
	}
	if d.Kind == pacts.KindPlan {
		plan(&doc, p)
	} else {
		pact(&doc, p)
	}
	if p.Signs {
		doc.Sections = append(doc.Sections, reports.Section{Blocks: []reports.Block{reports.Gap(6), reports.Paragraph{Text: "Luogo e data " + strings.Repeat("_", 40)}}}) // for whoever signs on paper
		doc.Signatures = []reports.Signature{{Role: "La persona", Name: p.Worker}}
		if p.Minor {
			doc.Signatures = append(doc.Signatures, reports.Signature{Role: "Chi ha la responsabilità genitoriale"})
		}
		doc.Signatures = append(doc.Signatures, reports.Signature{Role: "Il responsabile delle attività", Name: p.Operator})
	}
	return reports.Render(doc)
}

func parties(p pacts.Document) reports.Section {
	facts := reports.Facts{
		{Label: "Persona", Value: p.Worker}, {Label: "Codice fiscale", Value: p.CF}, {Label: "Data di nascita", Value: p.BirthDate.Italian()},
		{Label: "Centro per l'Impiego", Value: p.Office}, {Label: "Responsabile delle attività", Value: p.Operator},
		{Label: "Dichiarazione di disponibilità", Value: p.DID}, {Label: "Profilo di occupabilità", Value: p.Profile}, {Label: "Proposto il", Value: p.ProposedOn.Italian()},
	}
	if p.VersionN > 1 {
		facts = append(facts, reports.Fact{Label: fmt.Sprintf("Aggiornamento %d", p.VersionN-1), Value: p.Reason})
		if p.Replaces != "" {
			facts = append(facts, reports.Fact{Label: "Sostituisce", Value: p.Replaces})
		}
	}
	return reports.Section{Heading: "Le parti", Blocks: []reports.Block{facts}}
}

func pact(doc *reports.Document, p pacts.Document) {
	search := reports.Facts{{Label: "Tempistica", Value: p.Timing}, {Label: "Contatti con il responsabile", Value: p.FrequencyW}, {Label: "Come si dimostra la ricerca", Value: p.Proof}}
	doc.Sections = []reports.Section{
		parties(p),
	}
	if len(p.Changes) > 0 {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Che cosa cambia", Blocks: []reports.Block{reports.List{Items: changes(p.Changes), Bullet: true}}})
	}
	doc.Sections = append(doc.Sections, []reports.Section{
		{Heading: "Obiettivo", Blocks: []reports.Block{reports.Paragraph{Text: p.Objective}}},
		{Heading: "Atti di ricerca attiva concordati", Blocks: []reports.Block{reports.List{Items: p.Acts, Bullet: true}, search}},
		{Heading: "Azioni", Blocks: []reports.Block{actions(p)}},
		{Heading: "La persona si dichiara disponibile a (d.lgs. 150/2015, art. 20, comma 3)", Blocks: []reports.Block{reports.List{Items: p.Declared, Bullet: true}}},
	}...)
	if p.Note != "" {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Note", Blocks: []reports.Block{reports.Paragraph{Text: p.Note}}})
	}
	doc.Sections = append(doc.Sections, reports.Section{Heading: "Diritti e doveri", Blocks: []reports.Block{reports.List{Bullet: true, Items: duties}}})
	if !p.Signs {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Firma", Blocks: []reports.Block{reports.Paragraph{
			Text: "Questo aggiornamento corregge il testo e non cambia gli impegni delle parti: resta valida la firma del " + p.SignedBefore.Italian() + "."}}})
	}
}

// changes says in what an update differs from what it replaces.
func changes(all []pacts.Difference) []string {
	var out []string
	for _, d := range all {
		switch {
		case d.Before == "":
			out = append(out, d.Label+": "+d.After)
		case d.After == "":
			out = append(out, d.Label+": «"+d.Before+"»")
		default:
			out = append(out, d.Label+": da «"+d.Before+"» a «"+d.After+"»")
		}
	}
	return out
}

// duties are ours in their wording; what they say is in articles 20 to 22 and 25
// of d.lgs. 150/2015.
var duties = []string{
	"La persona partecipa alle attività concordate e ai contatti fissati, e avvisa in tempo se non può: valgono i giustificati motivi, come malattia, gravi motivi familiari o impegni di legge.",
	"La persona comunica al Centro per l'Impiego ogni cambiamento che riguarda il lavoro, i recapiti e la disponibilità.",
	"Il Centro per l'Impiego indica un responsabile delle attività, offre le misure concordate e verifica con la persona come procedono.",
	"Il patto si può aggiornare con il consenso delle parti. Chi riceve una prestazione di sostegno al reddito ha anche gli obblighi degli articoli 21 e 22 del d.lgs. 150/2015.",
}

func plan(doc *reports.Document, p pacts.Document) {
	doc.Title = p.Title + ", patto n. " + p.Number
	doc.Sections = []reports.Section{
		parties(p),
		{Heading: "A che cosa porta il piano", Blocks: []reports.Block{reports.Paragraph{Text: p.Objective}}},
		{Heading: "Azioni", Blocks: []reports.Block{actions(p)}},
		{Heading: "Verifica", Blocks: []reports.Block{reports.Facts{{Label: "Contatti con il responsabile", Value: p.FrequencyW}, {Label: "Come si dimostra la ricerca", Value: p.Proof}}}},
	}
}

// actions is the table of the agreed actions.
func actions(p pacts.Document) reports.Table {
	t := reports.Table{Columns: []reports.Column{{Title: "Azione", Width: 34}, {Title: "Chi", Width: 18}, {Title: "Quando", Width: 17}, {Title: "Ogni quanto", Width: 13}, {Title: "Evidenza", Width: 18}}}
	for i, a := range p.Actions {
		what, who := a.Description, pacts.ActionKindWord(a.Kind)
		if i < len(p.MeasureNames) && p.MeasureNames[i] != "" {
			what += "\nMisura " + p.MeasureNames[i]
		}
		if i < len(p.Outcomes) && p.Outcomes[i] != "" {
			what += "\n" + p.Outcomes[i]
		}
		if a.Body != "" {
			who += ": " + a.Body
		}
		when := "entro il " + a.DueOn.Italian()
		if a.StartsOn != "" {
			when = "dal " + a.StartsOn.Italian() + " al " + a.DueOn.Italian()
		}
		t.Rows = append(t.Rows, []string{what, who, when, people.ChoiceLabel(pacts.Periodicities, a.Periodicity), a.Evidence})
	}
	return t
}
