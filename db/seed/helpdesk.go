package seed

import (
	"context"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
)

// Revision is one line of the history of the Iter Procedurale.
type Revision struct {
	Version string
	On      rule.Date
	Changes string
}

// PrintGuide returns the PDF of the Iter Procedurale as it was at the last of
// the revisions; withChecks adds the section on Riscontri/Verifiche.
type PrintGuide func(revisions []Revision, withChecks bool, at rule.Instant) ([]byte, error)

// faqs are the questions that offices ask most, with the Region's answers. The
// last is not published yet.
var faqs = []struct{ topic, question, answer string }{
	{"Accesso", "Ho chiuso la richiesta di accreditamento ma c'è un errore: come la correggo?", "Dopo «Chiudi» la richiesta si può solo leggere. Scrivi al Supporto Tecnico: il Centro Servizi può respingerla con il motivo e tu ne presenti una nuova, già compilata con i tuoi dati."},
	{"Accesso", "Quanto tempo passa prima di essere abilitati?", "Il Centro Servizi confronta il tuo codice fiscale con i nominativi che il tuo ufficio ha comunicato alla Regione. Se il nominativo c'è, di solito la risposta arriva per e-mail in due giorni lavorativi."},
	{"Elenchi", "Perché non trovo una persona nella lista Mobilità 2011/2012?", "Vedi solo le persone della tua provincia. Controlla di aver tolto i filtri; la ricerca non guarda accenti, apostrofi e maiuscole. Se manca davvero, il responsabile può caricare un elenco aggiornato."},
	{"Elenchi", "L'elenco caricato ha un errore: si può togliere?", "Sì, tutto il caricamento, finché nessuno ha costruito qualcosa su quelle righe: un appuntamento, un riscontro, un bilancio, un caricamento successivo. La pagina del caricamento dice che cosa lo impedisce."},
	{"Appuntamenti", "Una persona convocata non si è presentata: che cosa faccio?", "Segna l'esito «assente», oppure «assente giustificato» se ha avvisato. La lista conta le assenze e ti permette di filtrare chi manca dalla data che scegli; poi puoi convocarla di nuovo."},
	{"Appuntamenti", "Posso fissare un appuntamento nell'agenda di un collega?", "Sì, se lavora nel tuo stesso Centro per l'Impiego. Il sistema rifiuta due appuntamenti alla stessa ora, per l'operatore o per il lavoratore, e ti mostra quello che c'è già."},
	{"Riscontri", "Ho registrato per errore una persona come esclusa: come torno indietro?", "Lo può fare il responsabile del Centro per l'Impiego, indicando il motivo. La revoca resta nella storia della persona. Gli appuntamenti annullati non tornano da soli: vanno fissati di nuovo."},
	{"Bilancio", "Da quali appuntamenti posso avviare un bilancio?", "Dai tuoi, di oggi o dei giorni passati, e da quelli di oggi di un collega dello stesso ufficio, passando da «Vai all'archivio appuntamenti del CPI». Non si avvia da un appuntamento futuro."},
	{"Bilancio", "La fase Investigativa è bloccata: perché?", "Si apre quando hai stampato il contratto di bilancio, la persona lo ha firmato, hai caricato la scansione al suo posto e hai chiuso la fase Preliminare."},
	{"Bilancio", "Devo correggere una fase già chiusa.", "Una fase chiusa non si modifica. Il responsabile può riaprirla indicando il motivo: il documento di prima resta agli atti e alla nuova chiusura se ne crea un altro."},
	{"Percorsi", "Perché un percorso vicino all'obiettivo non viene proposto?", "Si propongono solo i percorsi attivi con almeno un organismo candidato. Sotto ogni percorso trovi i motivi del punteggio; quelli esclusi dicono perché."},
	{"Percorsi", "Che cosa succede se l'edizione è al completo?", "Puoi scegliere un'altra edizione o mettere la persona in lista d'attesa: quando si libera un posto si conferma l'iscrizione con lo stesso numero."},
}

// requests are questions to the two desks, with how many days ago they came and
// the answer, "" for those that still wait.
var requests = []struct {
	kind               access.HelpKind
	ago                int
	name, subject, ask string
	answer             string
}{
	{access.HelpSupport, 20, "Rosanna Miccoli", "Non ricevo l'e-mail di conferma", "Mi sono registrata ieri ma il messaggio di conferma non arriva, nemmeno nella posta indesiderata.", "L'indirizzo conteneva un errore di battitura. Si registri di nuovo con l'indirizzo giusto: la prima registrazione scade da sola."},
	{access.HelpSupport, 13, "Savino Cannone", "Stampa della lettera tagliata", "Nella stampa della lettera di convocazione manca l'ultima riga.", "Nella finestra di stampa scelga «Dimensioni effettive» e formato A4: la lettera sta in una pagina."},
	{access.HelpSupport, 6, "Angela Russo", "Scansione rifiutata", "La scansione del contratto è di 14 MB e il sistema non la accetta.", "Il limite è di 10 MB. Scansioni a 200 punti per pollice in scala di grigi: un contratto pesa meno di 1 MB."},
	{access.HelpSupport, 2, "Oronzo Quarta", "Cambio di ufficio", "Dal mese prossimo lavoro a Maglie: devo chiedere un nuovo accreditamento?", ""},
	{access.HelpSupport, 1, "Michele D'Amico", "Pagina con errore interno", "Salvando un pannello è comparsa la pagina di errore. Ho annotato il numero della richiesta.", ""},
	{access.HelpSupport, 0, "Filomena Totaro", "Password dimenticata e casella chiusa", "La casella con cui mi sono registrata non esiste più: come posso cambiare indirizzo?", ""},
	{access.HelpInfo, 18, "Carmela Perrone", "Persone già in formazione", "Una persona della lista frequenta già un corso regionale: va convocata lo stesso?", "Sì: la convocazione serve a verificare la situazione. Se il corso è in svolgimento il bilancio può aspettare la fine."},
	{access.HelpInfo, 9, "Teresa Lombardi", "Durata del percorso", "Nel programma Welfare to Work tre ore sono sufficienti per un bilancio?", "Per il programma AASS sono previste da 3 a 12 ore. Fuori dall'intervallo il sistema avvisa ma non blocca: si scrive il motivo."},
	{access.HelpInfo, 3, "Nicola Zaccaria", "Candidatura di un nuovo percorso", "Vorremmo candidarci per il percorso di potatura dell'olivo: qual è la procedura?", ""},
	{access.HelpInfo, 1, "Giuseppe Palumbo", "Liste di disponibilità", "È previsto l'invio di un nuovo elenco prima della fine dell'anno?", ""},
}

// helpDesk plans FAQ, requests, the guide and the accreditations.
func (b *builder) helpDesk(ctx context.Context) error {
	region := b.actors[regionEmail]
	for i, f := range faqs {
		b.plan(b.began().AddDays(5), rule.Minutes(9*60+i*4), func(ctx context.Context) error {
			id, err := b.access.SaveFAQ(ctx, region, access.FAQ{Topic: f.topic, Question: f.question, Answer: f.answer})
			if err != nil || i == len(faqs)-1 {
				return err
			}
			return b.access.PublishFAQ(ctx, region, id, true)
		})
	}
	for i, r := range requests {
		b.ask(i, r.kind, r.name, r.subject, r.ask, r.answer, r.ago)
	}
	b.guide()
	return b.accreditations(ctx)
}

func (b *builder) ask(i int, kind access.HelpKind, name, subject, ask, answer string, ago int) {
	at := rule.Minutes(8*60 + 20 + i*9)
	b.plan(b.today.AddDays(-ago), at, func(ctx context.Context) error {
		var who rule.Actor
		for _, a := range b.actors {
			if a.Name == name {
				who = a
			}
		}
		first, last, _ := strings.Cut(name, " ")
		email := mailbox(first, last, 1)
		if who.Email != "" {
			email = who.Email
		}
		id, err := b.access.AskHelp(ctx, who, access.HelpRequest{Kind: kind, Name: name, Email: email, Subject: subject, Body: ask})
		if err != nil || answer == "" {
			return err
		}
		by := b.actors[centreEmail]
		if kind == access.HelpInfo {
			by = b.actors[regionEmail]
		}
		b.plan(b.today.AddDays(1-ago), at+60, func(ctx context.Context) error { return b.access.AnswerHelp(ctx, by, kind, id, answer) })
		return nil
	})
}

// guide plans the two versions of the Iter Procedurale, as the source has them.
func (b *builder) guide() {
	if b.options.Guide == nil {
		return
	}
	revisions := []Revision{{"0.1", b.began().AddDays(2), "Prima versione"}, {"0.2", b.began().AddDays(15), "È stata aggiunta la sezione relativa a Riscontri/Verifiche"}}
	for i, r := range revisions {
		b.plan(r.On, 12*60, func(ctx context.Context) error {
			pdf, err := b.options.Guide(revisions[:i+1], i > 0, rule.InstantOf(b.clock.t))
			if err != nil {
				return err
			}
			file, err := b.archive.Receive(ctx, archive.OnlyPDF("documento"), archive.Upload{Name: "Iter Procedurale " + r.Version + ".pdf", Content: strings.NewReader(string(pdf))})
			if err != nil {
				return err
			}
			defer file.Close()
			_, err = b.access.PublishIter(ctx, b.actors[regionEmail], access.IterVersion{Version: r.Version, Title: "Iter Procedurale", Changes: r.Changes}, file)
			return err
		})
	}
}

// post lets the mail server of the story have taken what was written until two
// hours before now, and refuse an address now and then.
func (b *builder) post(ctx context.Context) error {
	b.clock.t = b.now
	until := rule.InstantOf(b.now.Add(-2 * time.Hour))
	return b.db.Write(ctx, func(tx *db.Tx) error {
		// The outbox has no act for a server that is not there.
		_, err := tx.ExecContext(ctx, `UPDATE mail SET attempts=1, state=CASE WHEN id%23=7 THEN 'fallita' ELSE 'inviata' END,
			last_error=CASE WHEN id%23=7 THEN 'Il server di posta non accetta il messaggio (codice 550): controlla l''indirizzo del destinatario.' ELSE '' END,
			sent_at=CASE WHEN id%23=7 THEN NULL ELSE created_at END, body=CASE WHEN private=1 THEN '' ELSE body END
			WHERE state='in_coda' AND created_at<? AND id<=(SELECT max(id)-6 FROM mail)`, until)
		return err
	})
}
