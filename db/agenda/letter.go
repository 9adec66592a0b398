package agenda

import "sportello/db/rule"

// The kinds of document of this area.
const (
	KindLetter  = "lettera_convocazione"
	KindLetters = "lettere_convocazione" // those of a batch, in one file
)

// JobLetters is the kind of the job that renders the letters of a batch.
const JobLetters = "lettere_convocazione"

// Letter is a convocation as its document says it, frozen when it was issued.
type Letter struct {
	Recipient  []string  `json:"destinatario"`
	Office     string    `json:"ufficio"`
	Address    string    `json:"indirizzo,omitempty"`
	Phone      string    `json:"telefono,omitempty"`
	Email      string    `json:"email,omitempty"`
	Text       string    `json:"testo"` // paragraphs parted by an empty line
	Operator   string    `json:"operatore"`
	IssuedOn   rule.Date `json:"data"`
	Protocol   string    `json:"protocollo,omitempty"` // in the file of a batch; alone it is the document's
	ProtocolOn rule.Date `json:"data_protocollo,omitempty"`
	// Fingerprint is that of the single letter, in the file of a batch.
	Fingerprint string `json:"impronta,omitempty"`
}

// LettersPayload is what the job of a batch works on.
type LettersPayload struct {
	Batch    int64 `json:"lotto"`
	Document int64 `json:"documento"` // with all the letters
}
