// Package archive prints the documents of the archive.
package archive

import (
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/reports"
)

// Register returns the daily register of the protocol (d.P.C.M. 3/12/2013 on
// the protocol, art. 7): every registration of a day in the order of its
// number, annulled ones included with their reason.
func Register(day rule.Date, office string, entries []archive.RegisteredEntry, generated rule.Instant) reports.Document {
	table := reports.Table{
		Columns: []reports.Column{
			{Title: "Numero", Width: 2.2}, {Title: "Ora", Width: 1}, {Title: "Verso", Width: 1.2}, {Title: "Mittente o destinatario", Width: 4},
			{Title: "Oggetto", Width: 5}, {Title: "Numero e data del mittente", Width: 2.4}, {Title: "Registrato da", Width: 2.6},
		},
		Empty: "In questo giorno non è stato registrato nulla.",
	}
	for i := len(entries) - 1; i >= 0; i-- { // the register comes newest first
		e := entries[i]
		subject := e.Subject
		if e.Annulled() {
			subject += "\nANNULLATA il " + e.AnnulledAt.Italian() + ": " + e.AnnulledReason
		}
		external := e.ExternalNumber
		if e.ExternalDate != "" {
			external += " del " + e.ExternalDate.Italian()
		}
		table.Rows = append(table.Rows, []string{
			e.Protocol.String(), e.RegisteredAt.Clock(), string(e.Direction), e.Counterpart, subject, external, e.UserName,
		})
	}
	return reports.Document{
		Kind: "Registro giornaliero di protocollo", Title: "Registro giornaliero di protocollo", Subtitle: day.Long(),
		Body: rule.OwningBody, Office: office, Landscape: true, GeneratedAt: generated,
		Sections: []reports.Section{{Blocks: []reports.Block{table}}},
	}
}
