// Package conditionality prints the notices on missed appointments and their drafts.
package conditionality

import (
	"encoding/json"
	"fmt"

	"sportello/db/archive"
	"sportello/db/conditionality"
	"sportello/db/rule"
	"sportello/reports"
)

// Renderers make the PDF of each kind of document from its frozen data.
var Renderers = map[string]archive.Renderer{conditionality.KindDraft: Render, conditionality.KindNotice: Render}

const (
	draftTitle  = "BOZZA – da sottoporre alla decisione del responsabile"
	noticeTitle = "Avviso ai sensi dell'articolo 21, comma 7, del d.lgs. 150/2015"
)

// Render returns the PDF of a notice, or of its draft, from the data frozen at its
// issue.
func Render(d archive.Document) ([]byte, error) {
	var l conditionality.Letter
	if err := json.Unmarshal(d.Data, &l); err != nil {
		return nil, fmt.Errorf("notice %d: %w", d.ID, err)
	}
	doc := reports.Document{
		Kind: d.Title, Title: noticeTitle, Body: rule.OwningBody, Office: "Centro per l'Impiego di " + l.Office, Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(),
		Recipient: l.Recipient, GeneratedAt: d.IssuedAt, Fingerprint: d.Fingerprint,
	}
	for _, line := range []string{l.Address, l.Phone, l.Email} {
		if line != "" {
			doc.Lines = append(doc.Lines, line)
		}
	}
	if l.Draft {
		doc.Title, doc.Subtitle, doc.Note = draftTitle, noticeTitle, "Bozza senza protocollo, non inviata"
	}
	doc.Sections = []reports.Section{
		{Heading: "La persona", Blocks: []reports.Block{reports.Facts{
			{Label: "Persona", Value: l.Person}, {Label: "Codice fiscale", Value: string(l.CF)}, {Label: "Data di nascita", Value: l.BirthDate.Italian()},
			{Label: "DID", Value: l.DID}, {Label: "Patto di servizio", Value: l.Pact}}}},
		{Heading: "Che cosa è successo", Blocks: []reports.Block{
			reports.Paragraph{Text: "Risulta una " + l.Breach + ", senza che sia arrivato un giustificato motivo."},
			reports.Facts{{Label: "Che cosa", Value: l.What}, {Label: "Quando", Value: l.When}, {Label: "Con", Value: l.Operator}, {Label: "Come è stata convocata", Value: l.Called}}}},
		{Heading: "Che cosa prevede la legge", Blocks: []reports.Block{
			reports.Paragraph{Text: "D.lgs. 14 settembre 2015, n. 150, articolo 21, comma 7, lettera " + l.Law + "): «" + l.Quotation + "»."},
			reports.Facts{{Label: "Quante volte", Value: l.Why}, {Label: "Conseguenza prevista", Value: l.Consequence}},
			reports.Paragraph{Text: "La conseguenza riguarda chi riceve una prestazione di sostegno al reddito, e lo stato di disoccupazione dove la legge lo dice. Questo documento non la applica: la decide il Centro per l'Impiego e la esegue l'INPS."}}},
		{Heading: "Come rispondere", Blocks: answer(l)},
	}
	if l.Draft && l.Note != "" {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Nota per chi decide", Blocks: []reports.Block{reports.Paragraph{Text: l.Note}}})
	}
	doc.Signatures = []reports.Signature{{Role: "Il responsabile del Centro per l'Impiego", Name: l.Head}}
	return reports.Render(doc)
}

// answer says until when and how the person may send their reasons (L. 241/1990,
// art. 10).
func answer(l conditionality.Letter) []reports.Block {
	return []reports.Block{
		reports.Paragraph{Text: "Entro il " + l.ReasonsBy.Italian() + " la persona può mandare i suoi motivi, con i documenti che li provano (legge 7 agosto 1990, n. 241, articolo 10): allo sportello" + ways(l) + ". Sono giustificati motivi:"},
		reports.List{Items: l.Reasons, Bullet: true},
		reports.Paragraph{Text: "Per chi dimostra uno di questi motivi non c'è alcuna conseguenza."},
	}
}

func ways(l conditionality.Letter) string {
	out := ""
	if l.Phone != "" {
		out += ", al numero " + l.Phone
	}
	if l.Email != "" {
		out += ", all'indirizzo " + l.Email
	}
	return out
}
