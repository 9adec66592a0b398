// Package agenda prints the letters of convocation.
package agenda

import (
	"encoding/json"
	"fmt"
	"strings"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/reports"
)

const letterTitle = "Lettera di convocazione"

// Letter returns the PDF of one convocation, from the data frozen at its issue.
func Letter(d archive.Document) ([]byte, error) {
	var l agenda.Letter
	if err := json.Unmarshal(d.Data, &l); err != nil {
		return nil, fmt.Errorf("letter %d: %w", d.ID, err)
	}
	l.Protocol, l.ProtocolOn, l.Fingerprint = d.Protocol.String(), d.Protocol.Date(), d.Fingerprint
	return reports.Render(document(l, d.IssuedAt))
}

// Letters returns one PDF with all the letters of a batch, each on a page of
// its own with its own number.
func Letters(d archive.Document) ([]byte, error) {
	var letters []agenda.Letter
	if err := json.Unmarshal(d.Data, &letters); err != nil {
		return nil, fmt.Errorf("letters %d: %w", d.ID, err)
	}
	docs := make([]reports.Document, len(letters))
	for i, l := range letters {
		docs[i] = document(l, d.IssuedAt)
	}
	return reports.RenderAll("Lettere di convocazione", docs)
}

func document(l agenda.Letter, at rule.Instant) reports.Document {
	doc := reports.Document{
		Kind: letterTitle, Title: "Convocazione", Body: rule.OwningBody,
		Office: "Centro per l'Impiego di " + l.Office, Protocol: l.Protocol, ProtocolDate: l.ProtocolOn, Recipient: l.Recipient,
		GeneratedAt: at, Fingerprint: l.Fingerprint,
		Signatures: []reports.Signature{{Role: "L'operatore", Name: l.Operator}},
	}
	for _, line := range []string{l.Address, prefixed("tel. ", l.Phone), l.Email} {
		if line != "" {
			doc.Lines = append(doc.Lines, line)
		}
	}
	var body reports.Section
	for _, p := range strings.Split(l.Text, "\n\n") {
		body.Blocks = append(body.Blocks, reports.Paragraph{Text: p}, reports.Gap(3))
	}
	doc.Sections = []reports.Section{body}
	return doc
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}
