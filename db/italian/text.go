// Package italian knows how the words of trades meet: stems and families of
// words, expressions that mean the same, everyday names of jobs, and the units
// of CP2021 that words lean to. It is a leaf: texts in, likeness out; the
// reference tables are given to it.
package italian

import (
	"strings"

	"sportello/db/rule"
)

// Word is one content word of a text, in the two forms in which texts meet:
// its stem (the same word in another gender, number or plural) and its root
// (the same family: saldatore, saldatura, saldare). part is the root of the
// second half of a compound (autodiagnosi: diagnosi), "" when there is none.
type Word struct {
	Stem, Root, Part string
}

// Words returns the content words of a text in order; stop words are left out.
func Words(text string) []Word {
	folded := rule.FoldWords(text)
	words := make([]Word, 0, len(folded))
	for _, f := range folded {
		if len(f) < 2 || stopWords[f] {
			continue
		}
		w := Word{Stem: stem(f), Root: root(f)}
		for _, prefix := range compounds {
			if rest, ok := strings.CutPrefix(f, prefix); ok && len(rest) >= 6 {
				w.Part = root(rest)
				break
			}
		}
		words = append(words, w)
	}
	return words
}

// compounds are first halves of Italian compounds whose second half is the
// word that matters.
var compounds = []string{"auto", "termo", "video", "elettro", "micro", "agro", "idro", "foto", "florovi", "radio", "socio", "tele", "moto", "bio"}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var stopWords = set(`a ad al allo alla ai agli alle anche altra altre altri altro assimilata assimilate assimilati atto
	avere base caso che chi ci cio classificate classificati come comprese con contro cosa cui da dal dallo dalla dai dagli
	dalle de degli dei del dell della delle dello di dove due durante e ecc ed entro essere etc fra gli ha hanno i il in
	inoltre la le lo loro ma mediante meno mio ne negli nei nel nell nella nelle nello no non nonche o od ogni oppure ovvero
	per perche piu presso propri propria proprie proprio puo qual quale quali quando quello questa queste questi questo quindi
	relativa relative relativi relativo rispetto sapere se secondo senza si sia sono sopra sotto sta su sue sugli sui sul sull
	sulla sulle sullo suo tale tali tra tramite tutte tutti tutto un una uno unita vari varia varie vario verso vi xx all un
	saper poter loro essi esse quanto attraverso cosi esempio eventuali eventualmente diversi diverse diversa diverso genere
	nuovo nuovi nuove nuova compresi comprese classificata professioni professione dall dagl d l s c`)

// Weak reports whether the root is of a word that nearly every course or
// classification uses: it counts, but little.
func Weak(root string) bool { return weakRoots[root] }

// weakRoots are words that nearly every course or classification uses: they
// count, but little. The last lines are verbs with which at least 4 of the 1,468
// ESCO competences of the installation begin and which name the object of no
// trade: «coordinare», «garantire» say how one works, not on what.
var weakRoots = func() map[string]bool {
	m := map[string]bool{}
	for w := range set(`addetto addetta operatore operaio tecnico tecnica tecniche aggiornamento corso percorso personale specialista
		esperto aiuto qualificato attivita servizio servizi gestione gestire uso usare utilizzare utilizzo conoscenza
		conoscere principi tipi tipo eseguire fornire svolgere lavoro lavorare lavorazione lavoratore processo processi
		settore sistema sistemi strumenti metodi azienda aziendale impresa operazioni controllo controllare
		effettuare realizzare applicare competenze fare responsabile conduttore conduzione produzione prodotti
		prodotto materiali materiale ambito indirizzo preparazione preparare tenere macchina macchine macchinari
		macchinario impianto impianti compiti funzioni professionale certificato abilitazione qualifica norme
		cura curare generale artigiano artigiani leggere lettura
		gestore gestori pianificare pianificazione analizzare analisi garantire sviluppare sviluppo collaborare supervisionare
		supervisione individuare stabilire coordinare coordinamento organizzare organizzazione elaborare verificare
		mantenere seguire assicurare`) {
		m[root(w)] = true
	}
	return m
}()

// stem takes the gender and number off a folded word.
func stem(w string) string {
	if s, ok := strings.CutSuffix(w, "trice"); ok {
		return s + "tor"
	}
	if s, ok := strings.CutSuffix(w, "trici"); ok && (strings.HasSuffix(s, "a") || strings.HasSuffix(s, "cuci")) {
		return s + "tor"
	}
	if len(w) <= 3 {
		return w
	}
	s := w
	if isVowel(s[len(s)-1]) {
		s = s[:len(s)-1]
	}
	if len(s) > 3 && s[len(s)-1] == 'i' {
		s = s[:len(s)-1]
	}
	if len(s) > 3 && s[len(s)-1] == 'h' {
		s = s[:len(s)-1]
	}
	return s
}

func isVowel(c byte) bool { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' }

// suffix is a derivational ending, and the letters that must be left of the
// word for it to be one.
type suffix struct {
	end  string
	left int
}

// suffixes are tried in this order, the longest of a family first.
var suffixes = []suffix{
	{"ieristic", 4}, {"istic", 3}, {"azion", 3}, {"izion", 3}, {"uzion", 4}, {"sion", 4}, {"ion", 4},
	{"icoltor", 2}, {"icoltur", 2}, {"ator", 3}, {"itor", 3}, {"utor", 3}, {"tor", 5}, {"atur", 3}, {"itur", 3}, {"utur", 3}, {"tur", 5},
	{"ament", 4}, {"iment", 4}, {"ant", 4}, {"ent", 5}, {"anz", 5}, {"enz", 5}, {"abil", 5}, {"ibil", 5}, {"evol", 5},
	{"ist", 3}, {"ism", 3}, {"aiuol", 3}, {"aiol", 3}, {"agg", 3}, {"ier", 4}, {"er", 5}, {"ar", 4}, {"ir", 4},
	{"al", 5}, {"os", 5}, {"it", 5}, {"ezz", 5}, {"iv", 5}, {"ic", 4}, {"an", 5}, {"on", 5},
}

// families are roots that the endings do not bring together.
var families = map[string]string{
	"conduttor": "conduc", "conduzion": "conduc", "lettur": "legg", "pittur": "pitt", "pittor": "pitt", "costruzion": "costru",
	"costruttor": "costru", "costruir": "costru", "puliz": "pul", "pulit": "pul", "vendit": "vend", "cottur": "cuoc",
	"produttor": "produ", "produzion": "produ", "produrr": "produ", "distributor": "distribu", "distribuzion": "distribu",
	"scrittur": "scriv", "scrittor": "scriv", "riparazion": "ripar", "tintur": "ting", "difes": "difend", "api": "ap", "ape": "ap",
	"sicurezz": "sicur", "progettazion": "progett", "riproduzion": "riprodu", "traduttor": "tradu", "traduzion": "tradu",
	"installazion": "install", "confezion": "confez", "salvatagg": "salv", "salvament": "salv", "marmist": "marm",
	"immobiliar": "immobil", "agricoltor": "agricol", "agricoltur": "agricol", "ristorant": "ristor", "irrigu": "irrig", "frigorif": "frigor",
	"refrig": "frigor", "panif": "pan", "panific": "pan", "panett": "pan", "frigorifer": "frigor",
	"cucitur": "cuc", "cucitor": "cuc", "cucit": "cuc", "cucir": "cuc",
}

// whole are words that look derived and are not: what would be left belongs to
// another family.
var whole = set(`trattor motor autor settor dottor assist acquist regist conquist previst intervist esist insist consist
	camerier cantier mestier portier personal animal formagg linguagg messagg massagg paesagg vantagg viagg magg mercat
	artigian italian capitan montan urban quotidian logistic statistic plastic ambient client document element strument
	aliment cement argoment moment paviment elettron esercent student alimentar dirigent president pazient docent
	stazion nazion ragion region opinion television padron campion batter materi materia mister quartier carrier frontier
	pension passion camion salon sapon balcon bidon limon melon mattoni matton caller veter sanitar particolar regolar
	popolar volontar necessar ordinar straordinar bancar finanziar funerar immobil mobil automobil abil ospital
	general special special capital digital local vocal social medic fisic chimic music clinic pratic tecnic public critic
	coltivator muletto formator format portat port cart part posta post list pist vist test cassier pasta
	serrament appartament reagent gent agent conten present cont temper genit credit profit visit unit abit edit
	material manual annual orient orientament pastor senior junior colorator color dolor valor error terror
	motiv attiv nativ relativ sportiv divan organ roman uman magan campan`)

// root takes a folded word to the root of its family, as far as endings tell.
func root(w string) string {
	s := w
	// fornaio, gelataia: the trade of; before the vowels go.
	for _, end := range [...]string{"aio", "aia", "ai", "aie"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 4 {
			return rest
		}
	}
	switch {
	case (strings.HasSuffix(w, "eria") || strings.HasSuffix(w, "erie")) && len(w) >= 8: // pizzeria
		s = w[:len(w)-4]
	case isInfinitive(w):
		s = w[:len(w)-3]
		if c := s[len(s)-1]; len(s) > 3 && (c == 'i' || c == 'h') {
			s = s[:len(s)-1]
		}
	default:
		s = stem(w)
	}
	for range 3 {
		if family, ok := families[s]; ok {
			return family
		}
		if whole[s] {
			return s
		}
		cut, ok := cutSuffix(s)
		if !ok {
			break
		}
		s = cut
	}
	return s
}

func isInfinitive(w string) bool {
	return len(w) >= 6 && !strings.HasSuffix(w, "iere") &&
		(strings.HasSuffix(w, "are") || strings.HasSuffix(w, "ere") || strings.HasSuffix(w, "ire"))
}

func cutSuffix(s string) (string, bool) {
	for _, suf := range suffixes {
		rest, ok := strings.CutSuffix(s, suf.end)
		if !ok || len(rest) < suf.left {
			continue
		}
		if c := rest[len(rest)-1]; len(rest) > 3 && (c == 'i' || c == 'h') {
			rest = rest[:len(rest)-1]
		}
		return rest, true
	}
	return s, false
}
