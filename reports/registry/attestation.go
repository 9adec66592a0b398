// Package registry prints what the registry of services says: the attestation of
// a person, and the ledger and the codes as tables.
package registry

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/reports"
)

// Attestation returns the PDF of «Attestazione dei servizi erogati» from the
// data frozen at its issue.
func Attestation(d archive.Document) ([]byte, error) {
	var a people.Attestation
	if err := json.Unmarshal(d.Data, &a); err != nil {
		return nil, fmt.Errorf("attestation %d: %w", d.ID, err)
	}
	table := reports.Table{Columns: []reports.Column{{Title: "Giorno", Width: 1.6}, {Title: "Codice", Width: 1.2}, {Title: "Servizio", Width: 5}, {Title: "Modalità", Width: 1.8},
		{Title: "Centro per l'Impiego", Width: 2.4}, {Title: "Minuti", Width: 1.1, Right: true}}}
	for _, s := range a.Services {
		table.Rows = append(table.Rows, []string{s.On.Italian(), s.Code, strings.Join(strings.Fields(s.Title), " "), s.Mode, s.Office, strconv.Itoa(s.Minutes)})
	}
	return reports.Render(reports.Document{
		Kind: d.Title, Title: d.Title, Subtitle: a.Person + ", codice fiscale " + string(a.CF), Body: rule.OwningBody, Office: "Centro per l'Impiego di " + a.Office,
		Protocol: d.Protocol.String(), ProtocolDate: d.Protocol.Date(), GeneratedAt: d.IssuedAt, Fingerprint: d.Fingerprint,
		Sections: []reports.Section{
			{Blocks: []reports.Block{reports.Facts{
				{Label: "Data di nascita", Value: a.BirthDate.Italian()},
				{Label: "Servizi ricevuti", Value: "dal " + a.From.Italian() + " al " + a.To.Italian()},
			}, reports.Paragraph{Text: "Si attesta che la persona ha ricevuto i servizi per il lavoro elencati, come risultano dal registro dei servizi alla data di emissione."}}},
			{Heading: "Servizi erogati", Blocks: []reports.Block{table, reports.Paragraph{Bold: true,
				Text: "In tutto " + rule.Plural(len(a.Services), "servizio", "servizi") + ", " + rule.Minutes(a.Minutes()).Duration() + "."}}},
		},
		Signatures: []reports.Signature{{Role: "Per il Centro per l'Impiego", Name: a.By}},
	})
}
