package panels

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sportello/db/rule"
	"sportello/db/scheda"
)

const today = rule.Date("2026-11-24")

// testFacts are those of a bilancio whose panels all hold their sample.
func testFacts(t testing.TB) Facts {
	f := Facts{
		Context: scheda.Context{
			Today:  today,
			Panels: map[string]scheda.Answers{},
			Choices: map[string][]scheda.Option{
				"PRE01.appuntamento": {{Value: "31", Label: "24/11/2026 alle 9:00"}},
				"PRE01.consulente":   {{Value: "7", Label: "Giulia Semeraro"}},
				"RIP06.selezionati":  {{Value: "1", Label: "Saldatura"}, {Value: "2", Label: "Carpenteria"}},
				"RIP06.preferito":    {{Value: "1", Label: "Saldatura"}, {Value: "2", Label: "Carpenteria"}},
				"ISC01.percorso":     {{Value: "1", Label: "Saldatura"}, {Value: "9", Label: "Altro"}},
				"ISC01.organismo":    {{Value: "4", Label: "Form.It"}},
				"ISC01.edizione":     {{Value: "6", Label: "dal 12/01/2027"}},
			},
		},
		Path:     Path{Definition: Base, Number: "2026/0001", Office: "San Severo", AppointmentOn: today, ContractOn: today},
		HoursMin: 3, HoursMax: 12, HoursDone: 9, LastMeeting: today,
	}
	for _, p := range Base.Panels() {
		f.Panels[p.Code] = sampled(p, f)
	}
	return f
}

// sampled returns the sample of a panel, as a form would bring it.
func sampled(p scheda.Panel, f Facts) scheda.Answers {
	f.Choices["INV04.attivita.esperienza"] = ExperienceChoices(f.Panels["INV03"])
	f.Choices["INV16.competenze_chiave"] = KeyChoices(Competences(Base, f.Panels))
	a := scheda.Decode(p, scheda.Encode(p, Sample(p, scheda.Answers{}, f.Context)))
	if p.Code == "PRE07" {
		a["scansione"], a["data_stampa"] = scheda.T("contratto.pdf [1]"), scheda.T(string(today))
	}
	return Derive(p.Code, a, f)
}

func TestEachSampleCompletesItsPanel(t *testing.T) {
	f := testFacts(t)
	for _, p := range Base.Panels() {
		errs, warnings := Validate(p, f.Panels[p.Code], f)
		if len(errs)+len(warnings) > 0 {
			t.Errorf("%s: errors %v, warnings %v", p.Code, errs, warnings)
		}
	}
}

func TestEmptyPanelsAskForWhatIsRequired(t *testing.T) {
	f := testFacts(t)
	optional := map[string]bool{"INV05": true} // extra-work experience may be none
	for _, p := range Base.Panels() {
		errs, _ := Validate(p, scheda.Answers{}, f)
		if (len(errs) == 0) != optional[p.Code] {
			t.Errorf("%s, empty: %v", p.Code, errs)
		}
	}
}

func TestSampleKeepsWhatIsAnswered(t *testing.T) {
	f := testFacts(t)
	p, _ := Base.Panel("PRE03")
	a := Sample(p, scheda.Answers{"cognome": scheda.T("Łukasz")}, f.Context)
	if a.Text("cognome") != "Łukasz" || a.Text("nome") == "" {
		t.Errorf("%s", a.Canonical())
	}
}

// with returns the sample of a panel with some values replaced; nil takes one away.
func with(f Facts, panel string, changes map[string]any) scheda.Answers {
	a := f.Panels[panel].Clone()
	for path, v := range changes {
		put(a, path, v)
	}
	return a
}

func put(a scheda.Answers, name string, v any) {
	switch v := v.(type) {
	case nil:
		delete(a, name)
	case string:
		a[name] = scheda.T(v)
	case []string:
		a[name] = scheda.Many(v...)
	case scheda.Value:
		a[name] = v
	}
}

func row(pairs ...string) scheda.Answers {
	a := scheda.Answers{}
	for i := 0; i < len(pairs); i += 2 {
		a[pairs[i]] = scheda.T(pairs[i+1])
	}
	return a
}

type changes = map[string]any

// Every rule of the validation column that is more than a type, by panel.
func TestRulesOfEachPanel(t *testing.T) {
	base := testFacts(t)
	experience := base.Panels["INV03"].Rows("esperienze")[0]
	workID := experience.Text(scheda.RowID)
	outside := func(f *Facts) { f.OutsideEU = true }
	cases := []struct {
		name    string
		panel   string
		change  changes
		facts   func(*Facts)
		field   string // of the only error, "" for none
		says    string
		warning string // field of a warning expected
	}{
		{name: "start is the appointment's day", panel: "PRE01", change: changes{"data_avvio": "2026-11-23"}, field: "data_avvio", says: "La data di avvio è quella dell'appuntamento: 24/11/2026."},
		{name: "start not in the future", panel: "PRE01", change: changes{"data_avvio": "2026-11-25"}, field: "data_avvio", says: "«Data di avvio» non può essere nel futuro: hai scritto 25/11/2026."},
		{name: "counsellor of the office", panel: "PRE01", change: changes{"consulente": "99"}, field: "consulente", says: "Scegli una delle voci di «Consulente»."},
		{name: "notes too long", panel: "PRE01", change: changes{"note_accoglienza": string(make([]byte, 2001))}, field: "note_accoglienza", says: "Il testo è lungo 2001 caratteri: il massimo è 2000."},

		{name: "privacy after the start", panel: "PRE02", change: changes{"data_presa_visione": "2026-11-23"}, field: "data_presa_visione", says: "La presa visione non può venire prima dell'avvio del bilancio (24/11/2026)."},
		{name: "privacy not in the future", panel: "PRE02", change: changes{"data_presa_visione": "2026-11-25"}, field: "data_presa_visione", says: "«Data di presa visione» non può essere nel futuro: hai scritto 25/11/2026."},
		{name: "privacy seen", panel: "PRE02", change: changes{"presa_visione": nil}, field: "presa_visione", says: "Per proseguire la persona deve aver preso visione dell'informativa."},
		{name: "address with the consent", panel: "PRE02", change: changes{"email_documenti": nil}, field: "email_documenti", says: "Compila «E-mail per i documenti»."},
		{name: "no consent, no address", panel: "PRE02", change: changes{"consenso_email": nil, "email_documenti": nil}},

		{name: "sex against the code", panel: "PRE03", change: changes{"codice_fiscale": "BNCRCC74C15D643H", "sesso": "F"}, warning: "codice_fiscale"},
		{name: "birth against the code", panel: "PRE03", change: changes{"codice_fiscale": "BNCRCC74C15D643H", "data_nascita": "1974-03-16"}, warning: "codice_fiscale"},
		{name: "code agrees", panel: "PRE03", change: changes{"codice_fiscale": "BNCRCC74C15D643H"}},
		{name: "code wrong", panel: "PRE03", change: changes{"codice_fiscale": "BNCRCC74C15D643T"}, field: "codice_fiscale"},
		{name: "provisional code", panel: "PRE03", change: changes{"codice_fiscale": "12345678903"}},
		{name: "under fifteen", panel: "PRE03", change: changes{"data_nascita": "2011-11-25"}, field: "data_nascita", says: "Il percorso è per chi ha compiuto 15 anni: la data di nascita deve venire prima del 24/11/2011."},
		{name: "fifteen today", panel: "PRE03", change: changes{"data_nascita": "2011-11-24"}},
		{name: "over seventy-five", panel: "PRE03", change: changes{"data_nascita": "1950-11-23"}, warning: "data_nascita"},
		{name: "exactly seventy-five", panel: "PRE03", change: changes{"data_nascita": "1951-01-01"}},
		{name: "permit outside the EU", panel: "PRE03", change: changes{"cittadinanza": "ALBANIA [201]", "titolo_soggiorno": scheda.In(row("tipo", "permesso"))}, facts: outside, field: "titolo_soggiorno.scadenza", says: "Manca la data: «Scadenza»."},
		{name: "permit given", panel: "PRE03", change: changes{"cittadinanza": "ALBANIA [201]", "titolo_soggiorno": scheda.In(row("tipo", "permesso", "scadenza", "2099-12-31"))}, facts: outside},
		{name: "permit expired", panel: "PRE03", change: changes{"cittadinanza": "ALBANIA [201]", "titolo_soggiorno": scheda.In(row("tipo", "permesso", "scadenza", "2026-01-31"))}, facts: outside, warning: "titolo_soggiorno.scadenza"},
		{name: "cap", panel: "PRE03", change: changes{"residenza": scheda.In(row("comune", "SAN SEVERO [I158]", "cap", "7101", "indirizzo", "Via Roma"))}, field: "residenza.cap"},
		{name: "home elsewhere in part", panel: "PRE03", change: changes{"domicilio": scheda.In(row("comune", "FOGGIA [D643]", "cap", "71121"))}, field: "domicilio.indirizzo", says: "Compila «Indirizzo e numero civico»."},
		{name: "telephone", panel: "PRE03", change: changes{"telefono": "12"}, field: "telefono"},
		{name: "dependants", panel: "PRE03", change: changes{"stato_civile_carichi": "21"}, field: "stato_civile_carichi"},

		{name: "DID of the unemployed", panel: "PRE04", change: changes{"data_did": nil, "numero_did": nil}, field: "data_did", says: "Manca la data: «Data DID»."},
		{name: "no DID of a student", panel: "PRE04", change: changes{"stato_occupazionale": "studente", "data_did": nil, "numero_did": nil}},
		{name: "DID number without date", panel: "PRE04", change: changes{"stato_occupazionale": "studente", "data_did": nil}, field: "numero_did", says: "C'è il numero della DID ma manca la sua data."},
		{name: "profiling", panel: "PRE04", change: changes{"indice_profiling": "1.2"}, field: "indice_profiling"},
		{name: "benefit of the unemployed", panel: "PRE04", change: changes{"ammortizzatore": nil}, field: "ammortizzatore", says: "Scegli una voce: «Ammortizzatore»."},
		{name: "no benefit", panel: "PRE04", change: changes{"ammortizzatore": "nessuno", "ammortizzatore_dal": nil, "ammortizzatore_al": nil, "azienda_provenienza": nil, "data_cessazione": nil}},
		{name: "benefit from", panel: "PRE04", change: changes{"ammortizzatore_dal": nil}, field: "ammortizzatore_dal", says: "Manca la data: «Fruizione dal»."},
		{name: "benefit to", panel: "PRE04", change: changes{"ammortizzatore_al": "2020-01-01"}, field: "ammortizzatore_al"},
		{name: "company of mobility", panel: "PRE04", change: changes{"azienda_provenienza": nil}, field: "azienda_provenienza", says: "Compila «Azienda di provenienza»."},
		{name: "no company for NASpI", panel: "PRE04", change: changes{"ammortizzatore": "naspi", "azienda_provenienza": nil, "data_cessazione": nil}},
		{name: "dismissal in the future", panel: "PRE04", change: changes{"data_cessazione": "2026-11-25"}, field: "data_cessazione"},
		{name: "confirmed", panel: "PRE04", change: changes{"condizione_confermata": nil}, field: "condizione_confermata", says: "Rileggere i dati con la persona e confermare."},
		{name: "active employment", panel: "PRE04", change: changes{"stato_occupazionale": "occupato"}, warning: "stato_occupazionale"},

		{name: "no reason", panel: "PRE05", change: changes{"motivo_richiesta": nil}, field: "motivo_richiesta"},
		{name: "expectations short", panel: "PRE05", change: changes{"aspettative": "Lavorare"}, field: "aspettative", says: "Servono almeno 20 caratteri: ora sono 8."},
		{name: "unfit without reason", panel: "PRE05", change: changes{"idoneita_percorso": "rinvio"}, field: "motivo_non_idoneita"},

		{name: "hours outside the range", panel: "PRE06", change: changes{"ore_previste": "13"}, field: "motivo_fuori_standard", says: "Scrivi il motivo: le ore previste sono fuori dall'intervallo del programma (da 3 a 12 ore).", warning: "ore_previste"},
		{name: "hours outside with reason", panel: "PRE06", change: changes{"ore_previste": "2.5", "motivo_fuori_standard": "Percorso breve."}, warning: "ore_previste"},
		{name: "hours by half", panel: "PRE06", change: changes{"ore_previste": "8.2"}, field: "ore_previste", warning: "ore_previste"},
		{name: "one meeting", panel: "PRE06", change: changes{"incontri": scheda.Rows(row("data", "2026-11-24", "ora", "09:00", "durata", "180", "tipo", "individuale"))}, field: "incontri", says: "In «Calendario incontri» servono almeno 2 righe: ce n'è 1.", warning: "ore_previste"},
		{name: "meetings out of order", panel: "PRE06", change: changes{"incontri": scheda.Rows(row("data", "2026-12-02", "ora", "09:00", "durata", "180", "tipo", "gruppo"), row("data", "2026-12-01", "ora", "09:00", "durata", "180", "tipo", "gruppo"))}, field: "incontri.1.data", warning: "ore_previste"},
		{name: "meetings overlap", panel: "PRE06", change: changes{"incontri": scheda.Rows(row("data", "2026-12-01", "ora", "09:00", "durata", "180", "tipo", "gruppo"), row("data", "2026-12-01", "ora", "11:59", "durata", "60", "tipo", "gruppo"))}, field: "incontri.1.ora", says: "Questo incontro si sovrappone a un altro incontro di questo piano, dalle 9:00 alle 12:00.", warning: "ore_previste"},
		{name: "meetings touch", panel: "PRE06", change: changes{"incontri": scheda.Rows(row("data", "2026-12-01", "ora", "09:00", "durata", "180", "tipo", "gruppo"), row("data", "2026-12-01", "ora", "12:00", "durata", "60", "tipo", "gruppo"))}, warning: "ore_previste"},
		{name: "counsellor busy", panel: "PRE06", facts: func(f *Facts) {
			f.Busy = []Slot{{Day: "2026-12-01", From: 660, Until: 720, What: "colloquio con Verdi Anna"}}
		}, field: "incontri.1.ora", says: "Il consulente è già impegnato il 01/12/2026 dalle 11:00 alle 12:00: colloquio con Verdi Anna."},
		{name: "hours as the calendar", panel: "PRE06", change: changes{"ore_previste": "4", "incontri": scheda.Rows(row("data", "2026-12-01", "ora", "09:00", "durata", "180", "tipo", "gruppo"), row("data", "2026-12-02", "ora", "12:00", "durata", "50", "tipo", "gruppo"))}},
		{name: "end before the last meeting", panel: "PRE06", change: changes{"conclusione_prevista": "2026-12-07"}, field: "conclusione_prevista", says: "La conclusione non può venire prima dell'ultimo incontro (09/12/2026)."},

		{name: "commitments", panel: "PRE07", change: changes{"impegni_persona": []string{"incontri", "informazioni", "attivita"}}, field: "impegni_persona", says: "L'impegno «Partecipare alla restituzione» fa parte del contratto: va lasciato selezionato."},
		{name: "signed before printing", panel: "PRE07", change: changes{"data_firma": "2026-11-23"}, field: "data_firma", says: "La firma non può venire prima della stampa del contratto (24/11/2026)."},
		{name: "no scan", panel: "PRE07", change: changes{"scansione": nil}, field: "scansione", says: "Manca il contratto firmato. Nell'ordine: prepara il contratto, fallo firmare, carica la scansione dalla pagina del contratto; poi torna qui e completa il pannello."},

		{name: "no title at all", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "nessuno"))}},
		{name: "licenza media without name", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "licenza_media", "conseguito", "si", "anno", "1988"))}},
		{name: "licenza elementare without year", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "licenza_elementare", "conseguito", "si"))}, field: "titoli.0.anno"},
		{name: "title without name", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "diploma", "conseguito", "si", "anno", "1993"))}, field: "titoli.0.denominazione"},
		{name: "title too early", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "diploma", "denominazione", "Perito", "conseguito", "si", "anno", "1983"))}, field: "titoli.0.anno", says: "L'anno è troppo presto rispetto alla data di nascita: al più presto 1984."},
		{name: "foreign title", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "diploma", "denominazione", "Perito", "conseguito", "si", "anno", "1993", "estero", "si"))}, field: "titoli.0.riconosciuto"},
		{name: "Italian title recognised", panel: "INV01", change: changes{"titoli": scheda.Rows(row("livello", "diploma", "denominazione", "Perito", "conseguito", "si", "anno", "1993", "riconosciuto", "si"))}, field: "titoli.0.riconosciuto"},

		{name: "no course declared", panel: "INV02", change: changes{"corsi": nil}, field: "nessun_corso"},
		{name: "courses and no course", panel: "INV02", change: changes{"nessun_corso": "si"}, field: "nessun_corso"},
		{name: "no course", panel: "INV02", change: changes{"corsi": nil, "nessun_corso": "si"}},
		{name: "course of no time", panel: "INV02", change: changes{"corsi": scheda.Rows(row("titolo", "X", "ente", "Y", "durata", "0", "unita", "ore", "anno", "2020"))}, field: "corsi.0.durata"},
		{name: "course in the future", panel: "INV02", change: changes{"corsi": scheda.Rows(row("titolo", "X", "ente", "Y", "durata", "1", "unita", "ore", "anno", "2027"))}, field: "corsi.0.anno"},

		{name: "no work declared", panel: "INV03", change: changes{"esperienze": nil}, field: "nessuna_esperienza"},
		{name: "work ends before", panel: "INV03", change: changes{"esperienze": scheda.Rows(row("datore", "X", "qualifica", "Y", "dal", "2020-02-01", "al", "2020-01-31", "contratto", "domestico", "mansioni", "Z"))}, field: "esperienze.0.al"},
		{name: "work goes on", panel: "INV03", change: changes{"esperienze": scheda.Rows(row("datore", "X", "qualifica", "Y", "dal", "2020-02-01", "contratto", "domestico", "mansioni", "Z"))}},

		{name: "activities of each marked experience", panel: "INV04", change: changes{"attivita": scheda.Rows(scheda.Answers{"esperienza": scheda.T(workID), "descrizione": scheda.T("saldare"), "frequenza": scheda.T("quotidiana"), "autonomia": scheda.T("3"), "competenze": scheda.Many("x")})}, field: "attivita"},
		{name: "activities without work", panel: "INV04", facts: func(f *Facts) { f.Panels["INV03"] = scheda.Answers{"nessuna_esperienza": scheda.T("si")} }, field: "attivita", says: "In INV03 non ci sono esperienze di lavoro: togli le attività, oppure aggiungi prima l'esperienza."},
		{name: "no work, no activity", panel: "INV04", change: changes{"attivita": nil}, facts: func(f *Facts) { f.Panels["INV03"] = scheda.Answers{"nessuna_esperienza": scheda.T("si")} }},

		{name: "basic without evidence", panel: "INV06", change: changes{"base": scheda.In(func() scheda.Answers {
			g := base.Panels["INV06"]["base"].Group.Clone()
			g["calcolo"] = scheda.In(row("livello", "3"))
			return g
		}())}, field: "base.calcolo.evidenza"},

		{name: "episode from three", panel: "INV07", change: changes{"trasversali": scheda.In(func() scheda.Answers {
			g := base.Panels["INV07"]["trasversali"].Group.Clone()
			g["iniziativa"] = scheda.In(row("livello_persona", "3", "livello_consulente", "2"))
			return g
		}())}, field: "trasversali.iniziativa.episodio"},
		{name: "two levels apart", panel: "INV07", change: changes{"trasversali": scheda.In(func() scheda.Answers {
			g := base.Panels["INV07"]["trasversali"].Group.Clone()
			g["iniziativa"] = scheda.In(row("livello_persona", "0", "livello_consulente", "2"))
			return g
		}())}, warning: "trasversali.iniziativa.livello_consulente"},

		{name: "no skill", panel: "INV08", change: changes{"tecniche": nil}, field: "tecniche"},
		{name: "no skill, no work", panel: "INV08", change: changes{"tecniche": nil}, facts: func(f *Facts) { f.Panels["INV03"] = scheda.Answers{"nessuna_esperienza": scheda.T("si")} }},
		{name: "evidence not named", panel: "INV08", change: changes{"tecniche": scheda.Rows(row("competenza", "x", "livello", "2", "evidenza_tipo", "prodotto", "spendibile", "no"))}, field: "tecniche.0.evidenza_note"},
		{name: "skill of long ago", panel: "INV08", change: changes{"tecniche": scheda.Rows(row("competenza", "x", "livello", "2", "evidenza_tipo", "dichiarazione", "ultimo_uso", "2020", "spendibile", "si"))}, warning: "tecniche.0.spendibile"},
		{name: "skill of five years ago", panel: "INV08", change: changes{"tecniche": scheda.Rows(row("competenza", "x", "livello", "2", "evidenza_tipo", "dichiarazione", "ultimo_uso", "2021", "spendibile", "si"))}},

		{name: "language twice", panel: "INV09", change: changes{"lingue": scheda.Rows(
			row("lingua", "Inglese", "ascolto", "A1", "lettura", "A1", "interazione", "A1", "produzione", "A1", "scritto", "A1"),
			row("lingua", "inglese", "ascolto", "A1", "lettura", "A1", "interazione", "A1", "produzione", "A1", "scritto", "A1"))}, field: "lingue.1.lingua"},
		{name: "equipment and none", panel: "INV10", change: changes{"dotazione": []string{"pc", "nessuna"}}, field: "dotazione"},
		{name: "two interests", panel: "INV12", change: changes{"aree_interesse": []string{"manuale", "natura"}}, field: "aree_interesse.3"},
		{name: "six professions", panel: "INV12", change: changes{"professioni_interesse": []string{"a", "b", "c", "d", "e", "f"}}, field: "professioni_interesse"},
		{name: "a value twice", panel: "INV13", change: changes{"valori": []string{"orari", "orari", "utilita", "crescita", "reddito"}}, field: "valori.2"},
		{name: "too far", panel: "INV14", change: changes{"raggio_km": "501"}, field: "raggio_km"},
		{name: "a diagnosis", panel: "INV14", change: changes{"vincoli_lavorativi": "Ha un'ernia del disco"}, warning: "vincoli_lavorativi"},
		{name: "two strong points", panel: "INV15", change: changes{"punti_forza": []string{"a", "b"}}, field: "punti_forza"},
		{name: "search and none", panel: "INV15", change: changes{"ricerca_attiva": []string{"cv", "nessuna"}}, field: "ricerca_attiva"},
		{name: "profile short", panel: "INV16", change: changes{"profilo_sintetico": "Saldatore."}, field: "profilo_sintetico"},
		{name: "two key competences", panel: "INV16", change: changes{"competenze_chiave": []string{"INV07.affidabilita", "INV07.collaborazione"}}, field: "competenze_chiave"},
		{name: "a key competence of nowhere", panel: "INV16", change: changes{"competenze_chiave": []string{"INV07.affidabilita", "INV07.collaborazione", "INV09.inglese"}}, field: "competenze_chiave"},
		{name: "mail without consent", panel: "INV16", change: changes{"invio_email": "si"}, facts: func(f *Facts) { f.NoMail = "manca il consenso all'invio per e-mail." }, warning: "invio_email"},
		{name: "mail with consent", panel: "INV16", change: changes{"invio_email": "si"}},

		{name: "same priority", panel: "RIP01", change: changes{"obiettivi": scheda.Rows(
			row("professione", "a", "tipo", "autoimpiego", "orizzonte", "entro_3_mesi", "motivazione", string(bytesOf('x', 50)), "priorita", "1"),
			row("professione", "b", "tipo", "autoimpiego", "orizzonte", "entro_3_mesi", "motivazione", string(bytesOf('x', 50)), "priorita", "1"))}, field: "obiettivi.1.priorita"},
		{name: "reasons short", panel: "RIP01", change: changes{"obiettivi": scheda.Rows(
			row("professione", "a", "tipo", "autoimpiego", "orizzonte", "entro_3_mesi", "motivazione", "x", "priorita", "1"))}, field: "obiettivi.0.motivazione"},
		{name: "gap without a way", panel: "RIP03", change: changes{"righe": scheda.Rows(row("competenza", "a", "livello_richiesto", "3", "livello_posseduto", "2"))}, field: "righe.0.modalita"},
		{name: "no gap, no way", panel: "RIP03", change: changes{"righe": scheda.Rows(row("competenza", "a", "livello_richiesto", "3", "livello_posseduto", "4"))}},
		{name: "required level", panel: "RIP03", change: changes{"righe": scheda.Rows(row("competenza", "a", "livello_richiesto", "0", "livello_posseduto", "2"))}, field: "righe.0.livello_richiesto"},
		{name: "one action", panel: "RIP05", change: changes{"azioni": scheda.Rows(row("descrizione", "a", "responsabile", "cpi", "scadenza", "2026-12-01", "verifica", "b", "stato", "da_fare"))}, field: "azioni"},
		{name: "action due today", panel: "RIP05", change: changes{"azioni": scheda.Rows(
			row("descrizione", "a", "responsabile", "cpi", "scadenza", "2026-11-24", "verifica", "b", "stato", "da_fare"),
			row("descrizione", "a", "responsabile", "cpi", "scadenza", "2026-11-20", "verifica", "b", "stato", "fatta"))}, field: "azioni.0.scadenza", says: "La scadenza deve venire dopo oggi (24/11/2026)."},
		{name: "action too far", panel: "RIP05", change: changes{"azioni": scheda.Rows(
			row("descrizione", "a", "responsabile", "cpi", "scadenza", "2027-11-24", "verifica", "b", "stato", "da_fare"),
			row("descrizione", "a", "responsabile", "cpi", "scadenza", "2027-11-25", "verifica", "b", "stato", "da_fare"))}, field: "azioni.1.scadenza", says: "La scadenza deve essere entro 12 mesi, cioè entro il 24/11/2027."},
		{name: "network not named", panel: "RIP05", change: changes{"azioni": scheda.Rows(
			row("descrizione", "a", "responsabile", "rete", "scadenza", "2026-12-01", "verifica", "b", "stato", "da_fare"),
			row("descrizione", "a", "responsabile", "cpi", "scadenza", "2026-12-01", "verifica", "b", "stato", "da_fare"))}, field: "azioni.0.soggetto_rete"},
		{name: "no course chosen", panel: "RIP06", change: changes{"selezionati": nil, "preferito": nil, "motivo_nessuno": "Nessuno è adatto."}},
		{name: "favourite not chosen", panel: "RIP06", change: changes{"selezionati": []string{"2"}, "preferito": "1"}, field: "preferito", says: "Il percorso preferito va scelto fra quelli segnati come percorsi di interesse."},
		{name: "chosen without favourite", panel: "RIP06", change: changes{"preferito": nil}, field: "preferito"},
		{name: "no need of a course", panel: "RIP06", change: changes{"selezionati": nil, "preferito": nil}, facts: func(f *Facts) { f.Panels["RIP04"]["fabbisogno_formativo"] = scheda.T("no") }},
		{name: "feedback before the last meeting", panel: "RIP07", change: changes{"data_restituzione": "2026-11-23"}, field: "data_restituzione", says: "La restituzione non può venire prima dell'ultimo incontro (24/11/2026)."},
		{name: "feedback in the future", panel: "RIP07", change: changes{"data_restituzione": "2026-11-25"}, field: "data_restituzione"},
		{name: "not shared, not said", panel: "RIP07", change: changes{"osservazioni": nil}, field: "osservazioni"},
		{name: "delivery without consent", panel: "RIP07", change: changes{"consegna": "entrambe"}, facts: func(f *Facts) { f.Panels["PRE02"]["consenso_email"] = scheda.T("no") }, field: "consegna"},
		{name: "hours done outside the range", panel: "RIP08", facts: func(f *Facts) { f.HoursDone = 13 }, warning: "ore_totali"},

		{name: "course not proposed", panel: "ISC01", change: changes{"percorso": "9"}, field: "motivo_fuori_elenco"},
		{name: "full edition", panel: "ISC01", facts: func(f *Facts) {
			f.FullEditions = map[string]string{"6": "L'edizione è al completo (15 posti su 15)."}
		}, field: "edizione", says: "L'edizione è al completo (15 posti su 15)."},
		{name: "unmet requirement", panel: "ISC02", facts: func(f *Facts) { f.Requirements = []RequirementCheck{{Label: "18 anni compiuti", State: "ko"}} }, field: "esito"},
		{name: "unmet, with the exception", panel: "ISC02", change: changes{"deroga": "Serve"}, facts: func(f *Facts) {
			f.Requirements = []RequirementCheck{{Label: "18 anni compiuti", State: "ko"}}
		}, warning: "esito"},
		{name: "unmet and not admitted", panel: "ISC02", change: changes{"esito": "non_ammissibile"}, facts: func(f *Facts) { f.Requirements = []RequirementCheck{{Label: "18 anni compiuti", State: "ko"}} }},
		{name: "enrolled elsewhere", panel: "ISC02", facts: func(f *Facts) { f.OtherEnrolment = "2026/0007" }, field: "esito"},
		{name: "commitment to attend", panel: "ISC03", change: changes{"impegno_frequenza": nil}, field: "impegno_frequenza"},
		{name: "a diagnosis for the body", panel: "ISC03", change: changes{"esigenze": "Segue una terapia"}, warning: "esigenze"},
	}
	for _, c := range cases {
		t.Run(c.panel+" "+c.name, func(t *testing.T) {
			f := testFacts(t)
			a := with(f, c.panel, c.change)
			if c.facts != nil {
				c.facts(&f)
			}
			p, _ := Base.Panel(c.panel)
			errs, warnings := Validate(p, a, f)
			var fields []string
			for _, e := range errs {
				fields = append(fields, e.Field)
			}
			var want []string
			if c.field != "" {
				want = []string{c.field}
			}
			if diff := cmp.Diff(want, fields); diff != "" {
				t.Fatalf("%s\n%v", diff, errs)
			}
			if c.says != "" && errs[0].Message != c.says {
				t.Errorf("says %q", errs[0].Message)
			}
			if (c.warning != "") != (len(warnings) > 0) || c.warning != "" && warnings.For(c.warning) == "" {
				t.Errorf("warnings %v", warnings)
			}
		})
	}
}

func bytesOf(b byte, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = b
	}
	return out
}

func TestHealthTerms(t *testing.T) {
	for text, want := range map[string]string{
		"non può sollevare pesi": "", "ha un'ernia": "ernia", "Terapia al mattino": "Terapia", "in gravidanza.": "gravidanza", "lavori in altezza": "",
	} {
		if got := HealthTerm(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestDerivedValues(t *testing.T) {
	f := testFacts(t)
	gaps := f.Panels["RIP03"]
	if gaps.Text("righe.1.divario") != "2" || gaps.Text("righe.0.divario") != "0" || gaps.Text("copertura") != "67" {
		t.Errorf("%s", gaps.Canonical()) // (3+1+2)/(3+3+3) = 67 %
	}
	for did, want := range map[string]string{"2026-05-24": "6", "2026-05-25": "5", "2026-11-24": "0", "2024-02-29": "32", "2026-11-25": "", "": ""} {
		a := Derive("PRE04", scheda.Answers{"stato_occupazionale": scheda.T("disoccupato"), "data_did": scheda.T(did)}.Compact(), f)
		if got := a.Text("mesi_disoccupazione"); got != want {
			t.Errorf("DID %s: %q months", did, got)
		}
	}
	licences := scheda.Answers{"abilitazioni": scheda.Rows(row("denominazione", "Gru", "scadenza", "2027-02-22"), row("denominazione", "Muletto", "scadenza", "2027-02-23"), row("denominazione", "PES", "scadenza", "2026-11-23"))}
	if diff := cmp.Diff([]string{"Gru scade il 22/02/2027", "PES è scaduta il 23/11/2026"}, Expiries(licences, today)); diff != "" {
		t.Error(diff)
	}
	if f.Panels["INV16"].Text("ore_fase") != "0" || f.Panels["RIP08"].Text("ore_totali") != "9" {
		t.Error("hours")
	}
}

func TestCompetencesFoundByTheBilancio(t *testing.T) {
	f := testFacts(t)
	held := Competences(Base, f.Panels)
	if len(held) != 16 || held[0].Level != 3 || held[15].Level != 1 {
		t.Errorf("%+v", held)
	}
	if n, ok := LevelOf("saldare ad arco con elettrodo rivestito [F01-C2]", held); n != 3 || !ok {
		t.Errorf("level %d %v", n, ok)
	}
	for competence, want := range map[string]int{"Leggere disegni tecnici e schemi meccanici": 1, "Guidare il carrello elevatore (muletto)": 3} {
		if n, ok := LevelOf(competence, held); n != want || !ok {
			t.Errorf("%s: level %d %v", competence, n, ok)
		}
	}
	if _, ok := LevelOf("Saldare a TIG acciai e leghe leggere", []Held{{Text: "leggere disegni tecnici", Level: 3}}); ok {
		t.Error("«leggere» alloys are not drawings that one reads")
	}
	if _, ok := LevelOf("fare il pane", held); ok {
		t.Error("a competence that nobody found")
	}
}

// The sample of INV03 follows the day and the person: whoever and whenever it
// is, the jobs lie in the person's working life, one after the other.
func TestTheSampleOfWorkFollowsDayAndPerson(t *testing.T) {
	panel, _ := Base.Panel("INV03")
	for _, c := range []struct{ day, born rule.Date }{
		{today, "1974-03-15"}, {"2031-02-28", "1974-03-15"}, {today, "2004-02-29"}, {today, "2008-11-01"}, {today, "1956-01-01"}, {"2040-12-31", ""},
	} {
		ctx := scheda.Context{Today: c.day, Panels: map[string]scheda.Answers{"PRE03": scheda.Answers{"data_nascita": scheda.T(string(c.born))}.Compact()}}
		jobs := scheda.Decode(panel, scheda.Encode(panel, Sample(panel, nil, ctx)))
		last, before := jobs.Rows("esperienze")[0], jobs.Rows("esperienze")[1]
		days := []string{before.Text("dal"), before.Text("al"), last.Text("dal"), last.Text("al")}
		if !slices.IsSorted(days) || days[3] != string(c.day.AddDays(-410)) {
			t.Errorf("on %s, born %s: %v", c.day, c.born, days)
		}
		if c.born != "" && c.born.AddMonths(18*12) < c.day.AddDays(-410) && rule.Date(days[0]) < c.born.AddMonths(18*12) {
			t.Errorf("on %s, born %s: at work from %s", c.day, c.born, days[0])
		}
		if errs, warnings := Validate(panel, jobs, Facts{Context: ctx}); len(errs)+len(warnings) > 0 {
			t.Errorf("on %s, born %s: %v %v", c.day, c.born, errs, warnings)
		}
	}
}

// The sample of ISC01 takes an edition that can be enrolled in, and none where
// all have begun or are full.
func TestTheSampleEnrolsWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	panel, _ := Base.Panel("ISC01")
	f := Facts{Context: scheda.Context{Choices: map[string][]scheda.Option{
		"ISC01.percorso": {{Value: "1", Label: "Saldatura"}}, "ISC01.organismo": {{Value: "2", Label: "Form.It"}},
		"ISC01.edizione": {{Value: "5", Label: "E5"}, {Value: "6", Label: "E6"}},
	}}, FullEditions: map[string]string{"5": "L'edizione è iniziata il 01/11/2026: le iscrizioni sono chiuse."}}
	if got := Sample(panel, nil, f.Enrollable()).Text("edizione"); got != "6" {
		t.Errorf("took the edition %q", got)
	}
	f.FullEditions["6"] = "L'edizione è al completo (15 posti su 15)."
	if got := Sample(panel, nil, f.Enrollable()).Text("edizione"); got != "" {
		t.Errorf("took the edition %q, where nobody can be enrolled", got)
	}
	if len(f.Choices["ISC01.edizione"]) != 2 {
		t.Error("the form offers fewer editions")
	}
}

// A title without a name of its own is called by its level.
func TestTheDraftOfTheProfileNamesEveryTitle(t *testing.T) {
	f := testFacts(t)
	f.Panels["INV01"] = scheda.Answers{"titoli": scheda.Rows(row("livello", "licenza_media", "anno", "1988"), row("livello", "diploma", "denominazione", "Perito", "anno", "1993"))}
	if got := ProfileDraft(Base, f); !strings.Contains(got, "Studi: Licenza media 1988; Perito 1993.") {
		t.Error(got)
	}
}
