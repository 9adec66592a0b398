// Package helpdesk prints the guide that an installation can publish as its
// Iter Procedurale.
package helpdesk

import (
	"sportello/db/rule"
	"sportello/reports"
)

// Revision is one line of the guide's history.
type Revision struct {
	Version string
	On      rule.Date
	Changes string
}

// Guide returns the PDF of a short guide to the procedure, as it was at the last
// of the revisions: from registration to enrolment, step by step. withChecks
// adds the section on Riscontri/Verifiche.
func Guide(revisions []Revision, withChecks bool, at rule.Instant) ([]byte, error) {
	history := reports.Table{Columns: []reports.Column{{Title: "Ver."}, {Title: "Data", Width: 1.5}, {Title: "Evoluzione dei contenuti", Width: 6}}}
	version := ""
	for _, r := range revisions {
		history.Rows = append(history.Rows, []string{r.Version, r.On.Italian(), r.Changes})
		version = r.Version
	}
	sections := []reports.Section{
		{Heading: "Storia delle revisioni", Blocks: []reports.Block{history}},
		text("Introduzione", "Questa guida spiega in breve come si lavora con Sportello nei Centri per l'Impiego: chi convoca i lavoratori, li incontra, li accompagna nel bilancio delle competenze e li iscrive a un percorso formativo. Le versioni successive si trovano nella pagina pubblica alla voce «Iter Procedurale»."),
		{Heading: "1. Prerequisiti", Blocks: []reports.Block{reports.List{Bullet: true, Items: []string{
			"lavorare in un Centro per l'Impiego che ha comunicato il nominativo alla Regione;",
			"essere registrati al portale, meglio con un indirizzo di posta elettronica personale;",
			"aver chiuso la richiesta di accreditamento ed essere stati abilitati dal Centro Servizi.",
		}}}},
		{Heading: "2. Accreditamento degli operatori", Blocks: []reports.Block{reports.List{Items: []string{
			"Accedi con le tue credenziali; se non le hai, fai la «Registrazione al portale».",
			"Apri «Accreditamento Operatori» e compila il pannello.",
			"Premi «Chiudi»: da quel momento la richiesta si può solo leggere.",
			"Il Centro Servizi confronta il nominativo con quelli comunicati, abilita o respinge con un motivo, e ti avvisa per e-mail.",
		}}}},
		text("3. Mobilità 2011/2012", "Mostra i lavoratori della tua provincia. Sotto «Convocazione» si vede se una persona è già stata convocata; se non lo è, «Gestione Appuntamenti» porta a scegliere giorno e ora. «Estrai su file excel» scarica l'elenco come lo vedi, con i filtri che hai scelto."),
	}
	if withChecks {
		sections = append(sections, text("Riscontri/Verifiche", "Se una verifica dice che la persona è rinunciataria, oppure esclusa perché ha un rapporto di lavoro attivo, lo si registra qui con una nota. Da allora non si può più fissarle un appuntamento, e quelli futuri vengono annullati con il motivo. Il responsabile può revocare il riscontro."))
	}
	sections = append(sections,
		text("4. La mia scrivania", "Il RIQUADRO A raccoglie gli appuntamenti del Centro per l'Impiego: «Archivio appuntamenti» e «Gestione appuntamenti», per sé o per un collega dello stesso ufficio. Il RIQUADRO B raccoglie i bilanci: «I miei appuntamenti», da cui si avvia il bilancio, «Bilanci di Competenze in lavorazione» e «Bilanci di Competenze completi». Con «Vai all'archivio appuntamenti del CPI» si avvia il bilancio anche sull'appuntamento di oggi di un collega."),
		reports.Section{Heading: "5. Il bilancio delle competenze", Blocks: []reports.Block{
			reports.Paragraph{Text: "Le quattro fasi vanno in ordine: la successiva si apre quando la precedente è chiusa."},
			reports.List{Bullet: true, Items: []string{
				"Preliminare: si stampa il contratto di bilancio, la persona lo firma, la scansione si carica al suo posto.",
				"Investigativa: si riconoscono, analizzano e valutano le competenze; alla fine il sistema crea il documento PDF.",
				"Riposizionamento: obiettivo, progetto e piano operativo; il sistema propone i percorsi formativi più vicini al bilancio, con il perché.",
				"Iscrizione al percorso formativo: si sceglie l'edizione e si stampa la ricevuta numerata.",
			}},
			reports.Paragraph{Text: "Ogni documento si può inviare per e-mail al lavoratore che ha dato il consenso."},
		}},
		text("6. Chiedere aiuto", "«Supporto Tecnico» per l'uso della procedura: risponde il Centro Servizi. «Richiedi Info» per il procedimento: risponde la Regione. Le domande più frequenti stanno nelle «FAQ»."),
	)
	return reports.Render(reports.Document{
		Kind: "Iter Procedurale", Title: "Welfare to Work – AASS", Subtitle: "Sistema di Supporto Operatori CPI – Iter Procedurale – versione " + version,
		Body: "Sportello", Sections: sections, GeneratedAt: at,
	})
}

func text(heading, body string) reports.Section {
	return reports.Section{Heading: heading, Blocks: []reports.Block{reports.Paragraph{Text: body}}}
}
