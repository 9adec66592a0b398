package people

import (
	"sportello/db/rule"
)

// CVMonths is how long a CV is valid from the day that it is kept (Toscana,
// scheda di orientamento: «Il CV ha validità di 6 mesi dal momento del
// caricamento»).
const CVMonths = 6

// PortalAlert is what the source tells before a CV goes to the portal, word for
// word.
const PortalAlert = "Attenzione il CV verrà inviato, in automatico, al sistema di Ricerca profili professionali e potrà essere individuato dalle aziende all'interno del portale Toscana lavoro"

// CV is one CV of a person that an office has kept.
type CV struct {
	ID          int64
	WorkerID    int64
	CPI         int64
	SavedOn     rule.Date
	ValidTo     rule.Date
	Exempt      bool   // does not become obsolete
	Origin      string // caricato, generato
	FileID      int64
	FileName    string
	Size        int64 // bytes
	Version     int
	SavedBy     string
	Office      string
	ValidatedOn rule.Date // "" while nobody has
	ValidatedBy string
	Annulled    rule.Instant // "" while it is kept
	AnnulledBy  string
	Reason      string // of the annulment
	Mistaken    bool   // kept by mistake: it was never inserted
}

// CVState is where a CV stands on a day.
type CVState string

// The states of a CV.
const (
	CVDraft    CVState = "Bozza"
	CVValid    CVState = "Validato"
	CVExpired  CVState = "Scaduto"
	CVAnnulled CVState = "Annullato"
)

// State returns where the CV stands on a day: it follows from its dates.
func (c CV) State(on rule.Date) CVState {
	switch {
	case c.Annulled != "":
		return CVAnnulled
	case c.Obsolete(on):
		return CVExpired
	case c.ValidatedOn != "":
		return CVValid
	}
	return CVDraft
}

// Obsolete reports whether the CV is older than six months on a day.
func (c CV) Obsolete(on rule.Date) bool {
	return !c.Exempt && c.Annulled == "" && c.ValidTo < on
}

// HeldCVs returns the CVs that may be worked on, of all of a person's, newest
// first: the last that is not annulled and, where that is a draft, the validated one
// before it that is still good. A draft pushes nothing aside before it is validated.
func HeldCVs(all []CV, on rule.Date) (out []CV) {
	for _, c := range all {
		switch {
		case c.Annulled != "":
		case len(out) == 0:
			if out = append(out, c); c.State(on) != CVDraft {
				return out
			}
		case c.State(on) == CVValid:
			return append(out, c)
		case c.ValidatedOn != "":
			return out
		}
	}
	return out
}

// CurrentCV returns the CV that holds: the one that is good, else the last that is
// not annulled; false when there is none.
func CurrentCV(all []CV, on rule.Date) (CV, bool) {
	held := HeldCVs(all, on)
	if len(held) == 0 {
		return CV{}, false
	}
	return held[len(held)-1], true
}

// CVNeeds says what the card has of what a CV cannot be kept without.
type CVNeeds struct{ Study, Propensione bool }

// Err returns a refusal for each that is missing, nil for none; the fields are
// «istruzione» and «propensioni», where each is written.
func (n CVNeeds) Err() error {
	var out rule.Refusals
	if !n.Study {
		out.Add("istruzione", "Manca il titolo di studio: per salvare il curriculum ne serve almeno uno in «Istruzione».")
	}
	if !n.Propensione {
		out.Add("propensioni", "Manca la propensione: per salvare il curriculum ne serve almeno una.")
	}
	return out.Err()
}

// The refusals of what does not fit a CV as it stands.
var (
	ErrCVAnnulled   = rule.Refuse("", "Questo CV è annullato: resta com'è nella storia.")
	ErrCVReplaced   = rule.Refuse("", "Dopo questo è stato salvato un altro CV: si lavora su quello.")
	ErrCVObsolete   = rule.Refuse("", "Questo CV è obsoleto (con data aggiornamento oltre i 6 mesi): salva quello aggiornato.")
	ErrCVValidated  = rule.Refuse("", "Questo CV è già convalidato.")
	ErrCVDraft      = rule.Refuse("", "Il CV è ancora una bozza: prima controllalo con la persona e convalidalo.")
	ErrCVNoConsent  = rule.Refuse("consenso", "Manca il consenso della persona all'uso dei propri dati per l'incontro domanda/offerta: senza, il CV non si trasferisce.")
	ErrCVWaiting    = rule.Refuse("", "Un trasferimento di questo CV è ancora senza esito: prima registra com'è andato.")
	ErrCVNoContact  = rule.Refuse("registrato", "Per la pre-registrazione serve un'e-mail o un telefono: il cittadino la conferma dal messaggio che riceve.")
	ErrTransferDone = rule.Refuse("", "L'esito di questo trasferimento è già registrato.")
)

// CanValidate returns why the CV cannot be validated on a day, nil when it can.
func (c CV) CanValidate(on rule.Date) error {
	switch c.State(on) {
	case CVAnnulled:
		return ErrCVAnnulled
	case CVExpired:
		return ErrCVObsolete
	case CVValid:
		return ErrCVValidated
	}
	return nil
}

// CanTransfer returns why the CV cannot go to the portal on a day, with the
// person's consent as it is then; nil when it can.
func (c CV) CanTransfer(on, consent rule.Date) error {
	switch {
	case c.Annulled != "":
		return ErrCVAnnulled
	case c.Obsolete(on):
		return ErrCVObsolete
	case c.ValidatedOn == "":
		return ErrCVDraft
	case consent == "" || consent > on:
		return ErrCVNoConsent
	}
	return nil
}

// Transfer is a CV handed to the citizens' portal.
type Transfer struct {
	ID            int64
	CVID          int64
	WorkerID      int64
	On            rule.Date
	By            string
	ConsentOn     rule.Date // of that day
	Preregistered bool      // the citizen had no account there
	Contact       string    // where the message to confirm it goes
	Version       int
	Outcome       string // riuscito, non_riuscito, "" while it waits
	OutcomeOn     rule.Date
	Note          string
	ConfirmedOn   rule.Date // the citizen has confirmed the registration
}

// TransferOutcomes are what may become of a transfer.
var TransferOutcomes = []Choice{{"riuscito", "È riuscito"}, {"non_riuscito", "Non è riuscito"}}

// CheckOutcome returns what is wrong with the outcome of a transfer; the
// refusals name outcome, outcome_on, note, confirmed_on.
func (t Transfer) CheckOutcome(today rule.Date) rule.Refusals {
	var out rule.Refusals
	if ChoiceLabel(TransferOutcomes, t.Outcome) == t.Outcome {
		out.Add("outcome", "Scegli com'è andato.")
	}
	switch {
	case t.OutcomeOn == "":
		out.Add("outcome_on", "Scrivi la data dell'esito.")
	case t.OutcomeOn > today:
		out.Add("outcome_on", "La data dell'esito è nel futuro.")
	case t.OutcomeOn < t.On:
		out.Add("outcome_on", "L'esito è prima del trasferimento, che è del "+t.On.Italian()+".")
	}
	if t.Outcome == "non_riuscito" && t.Note == "" {
		out.Add("note", "Scrivi perché non è riuscito.")
	}
	if len([]rune(t.Note)) > 500 {
		out.Add("note", "La nota è più lunga di 500 caratteri.")
	}
	switch {
	case t.ConfirmedOn == "":
	case !t.Preregistered:
		out.Add("confirmed_on", "La persona era già registrata: non c'è una pre-registrazione da confermare.")
	case t.ConfirmedOn > today:
		out.Add("confirmed_on", "La data della conferma è nel futuro.")
	case t.ConfirmedOn < t.On:
		out.Add("confirmed_on", "La conferma è prima del trasferimento, che è del "+t.On.Italian()+".")
	}
	return out
}

// TransferContents are the data of the file for the portal, as they were when
// the CV was handed over.
type TransferContents struct {
	CodiceFiscale string    `json:"codice_fiscale" xml:"CodiceFiscale"`
	Surname       string    `json:"cognome" xml:"Cognome"`
	Name          string    `json:"nome" xml:"Nome"`
	Email         string    `json:"email,omitempty" xml:"Email,omitempty"`
	Phone         string    `json:"telefono,omitempty" xml:"Telefono,omitempty"`
	Office        string    `json:"ufficio" xml:"Ufficio"`
	On            rule.Date `json:"data" xml:"Data"`
	ConsentOn     rule.Date `json:"consenso" xml:"Consenso"`
	Preregister   bool      `json:"preregistrazione" xml:"Preregistrazione"`
	ValidTo       rule.Date `json:"valido_fino" xml:"ValidoFino"`
	SHA256        string    `json:"impronta" xml:"Impronta"` // of the PDF
	Professions   []string  `json:"professioni" xml:"Professioni>Professione"`
}
