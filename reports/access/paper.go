// Package access prints the documents of an accreditation.
package access

import (
	"encoding/json"
	"fmt"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/reports"
)

// Paper returns the PDF of a request of accreditation or of its outcome, from
// the data frozen at its issue.
func Paper(d archive.Document) ([]byte, error) {
	var p access.Paper
	if err := json.Unmarshal(d.Data, &p); err != nil {
		return nil, fmt.Errorf("paper %d: %w", d.ID, err)
	}
	doc := reports.Document{
		Kind: d.Title, Title: d.Title, Subtitle: p.Surname + " " + p.Name + " · " + p.CodiceFiscale, Body: rule.OwningBody,
		Office: "Centro Servizi", Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), GeneratedAt: d.IssuedAt, Fingerprint: d.Fingerprint,
	}
	request := reports.Section{Heading: "La richiesta", Blocks: []reports.Block{reports.Facts{
		{Label: "Cognome e nome", Value: p.Surname + " " + p.Name}, {Label: "Codice fiscale", Value: p.CodiceFiscale},
		{Label: "Centro per l'Impiego", Value: p.Office + " (" + p.Province + ")"}, {Label: "Ruolo richiesto", Value: p.Role}, {Label: "Mansione", Value: p.Job},
		{Label: "Telefono", Value: p.Phone}, {Label: "E-mail", Value: p.Email}, {Label: "Chiusa il", Value: p.ClosedAt.Italian()},
	}}}
	if d.Kind == access.PaperOutcome {
		doc.Sections = append(doc.Sections, outcome(p))
	}
	doc.Sections = append(doc.Sections, request)
	return reports.Render(doc)
}

func outcome(p access.Paper) reports.Section {
	said := map[access.AccreditationState]string{
		access.AccreditationEnabled: "Il Centro Servizi ha abilitato la richiesta: da questa data la persona opera nel Centro per l'Impiego indicato, con il ruolo richiesto.",
		access.AccreditationRefused: "Il Centro Servizi ha respinto la richiesta. La persona può presentarne una nuova.",
		access.AccreditationRevoked: "Il Centro Servizi ha revocato l'accreditamento: da questa data la persona non opera più nel Centro per l'Impiego indicato.",
	}
	return reports.Section{Heading: "L'esito", Blocks: []reports.Block{
		reports.Paragraph{Text: said[p.State]},
		reports.Facts{{Label: "Stato", Value: string(p.State)}, {Label: "Data", Value: p.DecidedAt.Italian()}, {Label: "Motivo", Value: p.Reason}},
	}}
}
