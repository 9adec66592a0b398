package people

import (
	"encoding/json"
	"fmt"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/reports"
)

// Referral returns the PDF of the letter to the social services, from the data
// frozen at its issue.
func Referral(d archive.Document) ([]byte, error) {
	var l people.ReferralLetter
	if err := json.Unmarshal(d.Data, &l); err != nil {
		return nil, fmt.Errorf("referral %d: %w", d.ID, err)
	}
	return reports.Render(reports.Document{
		Kind: d.Title, Title: d.Title, Body: rule.OwningBody, Office: "Centro per l'Impiego di " + l.Office,
		Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), Recipient: []string{"Comune di " + l.Municipality, "Servizi sociali", "Riservata"},
		GeneratedAt: d.IssuedAt, Fingerprint: d.Fingerprint,
		Sections: []reports.Section{
			{Blocks: []reports.Block{
				reports.Paragraph{Text: "Dopo la profilazione qualitativa si segnala la persona che segue, perché i servizi sociali valutino come accompagnarla (Accordo in Conferenza Unificata n. 146 del 23/11/2020; art. 4, comma 5-quater, decreto legge 4/2019, convertito dalla legge 26/2019)."},
				reports.Facts{{Label: "Persona", Value: l.Person}, {Label: "Codice fiscale", Value: string(l.CF)}, {Label: "Data di nascita", Value: l.BirthDate.Italian()}, {Label: "Residenza", Value: l.Residence}, {Label: "Telefono", Value: l.Phone}},
			}},
			{Heading: "Perché si segnala", Blocks: []reports.Block{reports.Paragraph{Text: l.Reason}, reports.Paragraph{Text: "Si chiede di far sapere a questo Centro per l'Impiego l'esito della valutazione."}}},
		},
		Signatures: []reports.Signature{{Role: "Per il Centro per l'Impiego", Name: l.By}},
	})
}
