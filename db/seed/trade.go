package seed

import (
	"fmt"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// job is something that a person has worked as.
type job struct{ employer, sector, role, tasks string }

// trade is what the bilancio of a person says of what they can do and want.
// What it does not say comes from the samples of the panels.
type trade struct {
	name          string // what they were: «saldatore»
	role          string // the objective, as the table of professions has it
	study, school string
	courses       [2]string
	jobs          [2]job
	acts          [3][2]string // of the first job twice, of the second once: what is done, the competence
	held          [3]string    // technical competences, the second to be improved
	missing       string       // a competence that the objective asks for
	wish, obstacle, extra,
	outlook, project, other string
	interests []string
	strengths []string
}

var trades = []trade{
	{name: "saldatore", role: "Saldatori e tagliatori a fiamma [6.2.1.2.0]", study: "Operatore meccanico", school: "IPSIA, San Severo",
		courses: [2]string{"Saldatura a elettrodo e a filo", "Sicurezza nei luoghi di lavoro"},
		jobs: [2]job{{"Carpenteria Meridiana S.r.l.", "Fabbricazione di strutture metalliche", "Saldatori e tagliatori a fiamma [6.2.1.2.0]", "Saldatura di telai e carpenteria, lettura di disegni semplici, controllo dei pezzi."},
			{"Cantina Terre Rosse", "Produzione di vini", "Addetto al magazzino", "Carico e scarico, uso del carrello, inventario."}},
		acts:    [3][2]string{{"saldare giunti di telai metallici", "utilizzare apparecchiatura di saldatura"}, {"leggere il disegno e preparare i pezzi", "leggere disegni tecnici"}, {"spostare bancali con il carrello elevatore", "condurre carrelli elevatori"}},
		held:    [3]string{"utilizzare apparecchiatura di saldatura", "leggere disegni tecnici", "condurre carrelli elevatori"},
		missing: "tecniche di saldatura", wish: "Vorrei tornare in officina con un patentino aggiornato.", obstacle: "Il patentino di saldatura è scaduto.",
		extra: "Cura l'attrezzatura della squadra di calcio del quartiere.", outlook: "Patentino in corso di validità, lettura del disegno.",
		project: "Tornare a lavorare come saldatore in una carpenteria del territorio, dopo aver aggiornato il patentino e la lettura del disegno tecnico.",
		other:   "Addetto al magazzino con il carrello elevatore.", interests: []string{"manuale", "tecnologico", "natura"},
		strengths: []string{"Precisione", "Affidabilità", "Voglia di imparare"}},
	{name: "assistente familiare", role: "Addetti all'assistenza personale [5.5.2.3.0]", study: "Licenza media", school: "Scuola media statale, Torremaggiore",
		courses: [2]string{"Primo soccorso", "Igiene degli alimenti"},
		jobs: [2]job{{"Famiglia privata", "Assistenza domiciliare", "Addetti all'assistenza personale [5.5.2.3.0]", "Assistenza a una persona anziana: igiene, pasti, farmaci prescritti, compagnia."},
			{"Servizi Ambiente Puglia soc. coop.", "Pulizia di edifici", "Addetta alle pulizie", "Pulizia di uffici e scuole, uso di macchine e prodotti."}},
		acts:    [3][2]string{{"aiutare una persona anziana a lavarsi e vestirsi", "aiutare nell'igiene personale"}, {"preparare pasti adatti alla dieta prescritta", "preparare pasti"}, {"pulire ambienti con macchine e prodotti", "pulire superfici"}},
		held:    [3]string{"assistere persone anziane", "preparare pasti", "pulire superfici"},
		missing: "comunicare con empatia", wish: "Vorrei un attestato per lavorare come assistente familiare in regola.", obstacle: "Non ho la patente e uso i mezzi pubblici.",
		extra: "Ha assistito per anni un familiare non autosufficiente.", outlook: "Attestato di assistente familiare, referenze, disponibilità a ore.",
		project: "Lavorare come assistente familiare con un attestato e contratti regolari, nei comuni raggiungibili con i mezzi pubblici.",
		other:   "Addetta alle pulizie professionali.", interests: []string{"sociale", "manuale", "natura"},
		strengths: []string{"Pazienza", "Discrezione", "Puntualità"}},
	{name: "magazziniere", role: "Addetti alla gestione dei magazzini e professioni assimilate [4.3.1.2.0]", study: "Diploma di perito agrario", school: "Istituto tecnico agrario, Foggia",
		courses: [2]string{"Sicurezza nei luoghi di lavoro", "Informatica di base"},
		jobs: [2]job{{"Logistica Adriatica S.p.A.", "Magazzinaggio e custodia", "Addetti alla gestione dei magazzini e professioni assimilate [4.3.1.2.0]", "Ricevimento merci, ubicazione, inventario, preparazione delle spedizioni."},
			{"Daunia Conserve S.p.A.", "Lavorazione e conservazione di frutta e ortaggi", "Operaio di linea", "Conduzione della linea di confezionamento, controllo dei lotti."}},
		acts:    [3][2]string{{"registrare le merci in arrivo", "registrare le merci"}, {"organizzare le ubicazioni e l'inventario", "gestire il magazzino"}, {"controllare i lotti sulla linea", "utilizzare linee di produzione"}},
		held:    [3]string{"gestire il magazzino", "utilizzare un gestionale", "registrare le merci"},
		missing: "condurre carrelli elevatori", wish: "Vorrei rientrare in un magazzino, anche a turni.", obstacle: "I gestionali sono cambiati e il patentino del carrello è scaduto.",
		extra: "Tiene i conti del condominio.", outlook: "Abilitazione al carrello elevatore, uso del gestionale e del lettore di codici.",
		project: "Rientrare come addetto alla gestione di un magazzino della logistica, con l'abilitazione al carrello e un gestionale aggiornato.",
		other:   "Operaio di linea nell'industria alimentare.", interests: []string{"amministrativo", "manuale", "tecnologico"},
		strengths: []string{"Ordine", "Resistenza", "Lavoro di squadra"}},
	{name: "impiegata di segreteria", role: "Addetti a funzioni di segreteria [4.1.1.1.0]", study: "Diploma di ragioneria", school: "Istituto tecnico commerciale, San Severo",
		courses: [2]string{"Contabilità di base", "Inglese commerciale"},
		jobs: [2]job{{"Grafiche Normanne S.r.l.", "Stampa", "Addetti a funzioni di segreteria [4.1.1.1.0]", "Corrispondenza, fatture, archivio, centralino, agenda del titolare."},
			{"Edilizia Capitanata S.r.l.", "Costruzione di edifici", "Impiegata amministrativa", "Prima nota, buste paga con il consulente, rapporti con i fornitori."}},
		acts:    [3][2]string{{"rispondere alle richieste dei clienti al telefono", "comunicare al telefono"}, {"preparare e archiviare la corrispondenza", "gestire la corrispondenza"}, {"registrare le fatture dei fornitori", "tenere la contabilità"}},
		held:    [3]string{"gestire la corrispondenza", "utilizzare fogli di calcolo", "comunicare al telefono"},
		missing: "utilizzare un gestionale", wish: "Vorrei tornare in ufficio, ma devo aggiornarmi sul digitale.", obstacle: "Non uso il computer per lavoro da molti anni.",
		extra: "Segue la contabilità di un'associazione.", outlook: "Fogli di calcolo, posta certificata, fatturazione elettronica.",
		project: "Tornare a lavorare in un ufficio di segreteria dopo aver aggiornato le competenze digitali, a tempo pieno o parziale.",
		other:   "Operatrice di contact center.", interests: []string{"amministrativo", "sociale", "artistico"},
		strengths: []string{"Precisione", "Cortesia", "Memoria"}},
	{name: "aiuto cuoco", role: "Cuochi in alberghi e ristoranti [5.2.2.1.0]", study: "Operatore della ristorazione", school: "Istituto alberghiero, Vieste",
		courses: [2]string{"Igiene degli alimenti (HACCP)", "Cucina mediterranea"},
		jobs: [2]job{{"Alberghi del Promontorio S.r.l.", "Alberghi", "Cuochi in alberghi e ristoranti [5.2.2.1.0]", "Aiuto alla partita dei primi, preparazioni, ordine e pulizia."},
			{"Pastificio San Vito S.r.l.", "Produzione di pasta", "Operaio di produzione", "Impasto, formatura, confezionamento."}},
		acts:    [3][2]string{{"preparare le basi e i primi piatti", "cucinare"}, {"controllare temperature e scadenze", "applicare norme igieniche"}, {"condurre la linea di confezionamento", "utilizzare linee di produzione"}},
		held:    [3]string{"cucinare", "preparare pasti", "applicare norme igieniche"},
		missing: "preparare prodotti da forno", wish: "Vorrei lavorare in cucina tutto l'anno, non solo d'estate.", obstacle: "La stagione è corta e abito nell'interno.",
		extra: "Cucina per le feste della parrocchia.", outlook: "HACCP aggiornato, autonomia in una partita, flessibilità di orario.",
		project: "Trovare lavoro stabile in una cucina aperta tutto l'anno, con un corso che aggiorni tecniche e igiene degli alimenti.",
		other:   "Operaio in un panificio o pastificio.", interests: []string{"manuale", "artistico", "sociale"},
		strengths: []string{"Velocità", "Pulizia", "Resistenza allo stress"}},
	{name: "elettricista", role: "Elettricisti ed installatori di impianti elettrici nelle costruzioni civili [6.1.3.7.0]", study: "Operatore elettrico", school: "IPSIA, Foggia",
		courses: [2]string{"Lavori elettrici sotto tensione (PES, PAV)", "Sicurezza nei cantieri"},
		jobs: [2]job{{"Impianti Sud Energia S.r.l.", "Installazione di impianti elettrici", "Elettricisti ed installatori di impianti elettrici nelle costruzioni civili [6.1.3.7.0]", "Posa di canaline, cablaggio di quadri, collaudi."},
			{"Edilizia Capitanata S.r.l.", "Costruzione di edifici", "Manovale", "Assistenza ai muratori e agli impiantisti."}},
		acts:    [3][2]string{{"cablare quadri elettrici di abitazioni", "installare impianti elettrici"}, {"leggere lo schema unifilare", "leggere schemi elettrici"}, {"lavorare in quota con i dispositivi di protezione", "lavorare in sicurezza"}},
		held:    [3]string{"installare impianti elettrici", "leggere schemi elettrici", "lavorare in sicurezza"},
		missing: "installare impianti fotovoltaici", wish: "Vorrei specializzarmi nel fotovoltaico.", obstacle: "Mi manca pratica sugli impianti nuovi.",
		extra: "Ripara piccoli elettrodomestici per i vicini.", outlook: "PES e PAV aggiornati, montaggio in quota, patente B.",
		project: "Lavorare come elettricista nelle imprese che installano impianti fotovoltaici, dopo un corso con prove pratiche.",
		other:   "Manutentore in un'azienda di servizi.", interests: []string{"tecnologico", "manuale", "scientifico"},
		strengths: []string{"Manualità", "Prudenza", "Curiosità"}},
}

// answers returns what the trade says in a panel, for a person born in a year.
func (t trade) answers(panel string, born int, today rule.Date) scheda.Answers {
	text := scheda.T
	day := func(year int, rest string) scheda.Value { return text(fmt.Sprintf("%d-%s", year, rest)) }
	year := func(n int) scheda.Value { return text(fmt.Sprint(n)) }
	switch panel {
	case "PRE01":
		return scheda.Answers{"note_accoglienza": text("Si presenta puntuale, con i documenti richiesti. Ha lavorato come " + t.name + ".")}
	case "PRE05":
		return scheda.Answers{"aspettative": text(t.wish + " Chiede un aiuto per capire da dove ripartire."), "ostacoli_percepiti": text(t.obstacle)}
	case "INV01":
		return scheda.Answers{"titoli": scheda.Rows(
			scheda.Answers{"livello": text("qualifica"), "denominazione": text(t.study), "istituto": text(t.school), "conseguito": text("si"), "anno": year(born + 18)},
			scheda.Answers{"livello": text("licenza_media"), "denominazione": text("Licenza media"), "istituto": text("Scuola media statale"), "conseguito": text("si"), "anno": year(born + 14)},
		), "esperienza_scolastica": text("Ricorda volentieri le ore di pratica; ha lasciato la scuola per lavorare.")}
	case "INV02":
		return scheda.Answers{"corsi": scheda.Rows(
			scheda.Answers{"titolo": text(t.courses[0]), "ente": text(bodies[0].Name), "durata": text("40"), "unita": text("ore"), "anno": year(born + 30), "attestazione": text("frequenza")},
			scheda.Answers{"titolo": text(t.courses[1]), "ente": text(bodies[4].Name), "durata": text("16"), "unita": text("ore"), "anno": year(born + 24), "attestazione": text("frequenza")},
		)}
	case "INV03":
		first, second := t.jobs[0], t.jobs[1]
		return scheda.Answers{"esperienze": scheda.Rows(
			scheda.Answers{"datore": text(first.employer), "settore": text(first.sector), "qualifica": text(first.role), "dal": day(born+26, "03-01"), "al": day(min(born+34, today.Time().Year()-1), "10-31"),
				"contratto": text("indeterminato"), "mansioni": text(first.tasks), "motivo_fine": text("chiusura"), "significativa": text("si")},
			scheda.Answers{"datore": text(second.employer), "settore": text(second.sector), "qualifica": text(second.role), "dal": day(born+20, "05-01"), "al": day(born+25, "11-30"),
				"contratto": text("determinato"), "mansioni": text(second.tasks), "motivo_fine": text("termine"), "significativa": text("si")},
		)}
	case "INV04":
		var rows []scheda.Answers
		for i, a := range t.acts {
			rows = append(rows, scheda.Answers{"descrizione": text(a[0]), "frequenza": text([]string{"quotidiana", "settimanale", "quotidiana"}[i]), "autonomia": text([]string{"3", "2", "3"}[i]), "competenze": scheda.Many(a[1])})
		}
		return scheda.Answers{"attivita": scheda.Rows(rows...)}
	case "INV05":
		return scheda.Answers{"extra": scheda.Rows(scheda.Answers{"ambito": text("altro"), "descrizione": text(t.extra), "competenze": scheda.Many("organizzare il lavoro")})}
	case "INV08":
		var rows []scheda.Answers
		for i, c := range t.held {
			rows = append(rows, scheda.Answers{"competenza": text(c), "livello": text([]string{"3", "1", "3"}[i]), "evidenza_tipo": text("dichiarazione"), "ultimo_uso": year(today.Time().Year() - 2 - i), "spendibile": text("si")})
		}
		return scheda.Answers{"tecniche": scheda.Rows(rows...)}
	}
	return t.plans(panel)
}

// plans returns what the trade says of the objective and the way there.
func (t trade) plans(panel string) scheda.Answers {
	text := scheda.T
	switch panel {
	case "INV12":
		return scheda.Answers{"aree_interesse": scheda.Many(t.interests...), "professioni_interesse": scheda.Many(t.role), "attivita_evitare": text("Lavori lontani da casa per più giorni.")}
	case "INV15":
		return scheda.Answers{"punti_forza": scheda.Many(t.strengths...), "punti_miglioramento": scheda.Many("Uso del computer", "Ricerca degli annunci")}
	case "INV16":
		return scheda.Answers{"profilo_sintetico": text("Persona con esperienza come " + t.name + ", che porta con sé: " + t.held[0] + " e " + t.held[2] + ". Da rinforzare: " + t.held[1] + ". " + t.wish)}
	case "RIP01":
		return scheda.Answers{"obiettivi": scheda.Rows(scheda.Answers{"professione": text(t.role), "tipo": text("ruolo_affine"), "orizzonte": text("entro_6_mesi"),
			"motivazione": text("L'esperienza come " + t.name + " è riconosciuta; con un aggiornamento mirato le imprese della zona possono assumere."), "priorita": text("1")})}
	case "RIP02":
		return scheda.Answers{"settori_sbocco": scheda.Many(t.jobs[0].sector), "requisiti_frequenti": text(t.outlook)}
	case "RIP03":
		return scheda.Answers{"righe": scheda.Rows(
			scheda.Answers{"competenza": text(t.held[0]), "livello_richiesto": text("3"), "livello_posseduto": text("3")},
			scheda.Answers{"competenza": text(t.held[1]), "livello_richiesto": text("3"), "livello_posseduto": text("1"), "modalita": text("formazione")},
			scheda.Answers{"competenza": text(t.missing), "livello_richiesto": text("3"), "livello_posseduto": text("1"), "modalita": text("formazione")},
		)}
	case "RIP04":
		return scheda.Answers{"descrizione": text(t.project), "alternativa": text(t.other)}
	case "RIP06":
		return scheda.Answers{"motivo_nessuno": text("")}
	case "RIP07":
		return scheda.Answers{"osservazioni": text("Vorrebbe tenere aperta anche un'altra strada: " + t.other)}
	case "RIP08":
		return scheda.Answers{"sintesi": text("Il percorso ha confermato l'esperienza come " + t.name + " e due divari colmabili con la formazione: " + t.held[1] + " e " + t.missing + ". La persona condivide l'obiettivo e il piano operativo.")}
	}
	return nil
}
