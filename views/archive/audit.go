package archive

import (
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/views/shared"
)

// subjects are the words for what an act is about: the register keeps the names
// of the tables.
var subjects = map[string]string{
	"absence": "assenza", "accreditation": "accreditamento", "appointment": "appuntamento", "audit": "registro", "bilancio": "bilancio",
	"communicated_load": "caricamento di nominativi", "communicated_operator": "nominativo comunicato", "convocation_batch": "convocazione multipla",
	"course": "percorso", "cpi": "ufficio", "delivered_service": "servizio erogato", "document": "documento", "edition": "edizione", "enrolment": "iscrizione",
	"faq": "domanda", "figure": "figura", "help_request": "richiesta", "import_load": "caricamento", "iter_procedurale": "iter procedurale", "mail": "messaggio",
	"protocol_entry": "protocollo", "riscontro": "riscontro", "scheda_version": "versione delle schede", "stored_file": "file", "training_body": "organismo",
	"user": "account", "weights": "pesi dei percorsi", "worker": "lavoratore", "worker_list": "lista",
}

// actWords returns an act as it is read: «bilancio.fase_chiusa» is «Bilancio:
// fase chiusa».
func actWords(action string) string {
	noun, verb, said := strings.Cut(strings.ReplaceAll(action, "_", " "), ".")
	if !said {
		return shared.Sentence(noun)
	}
	return shared.Sentence(noun) + ": " + verb
}

// subjectWords returns what an act is about, with its number.
func subjectWords(l archive.AuditLine) string {
	words, known := subjects[l.Subject]
	if !known {
		words = l.Subject // the path of a page that was refused
	}
	if words == "" || l.SubjectID == 0 {
		return words
	}
	return words + " " + strconv.FormatInt(l.SubjectID, 10)
}

// fieldWords returns the fields and filters of an act: «stato=aperta» is «stato
// aperta», and a filter that was left open is not said.
func fieldWords(fields []string) string {
	var out []string
	for _, f := range fields {
		name, value, filter := strings.Cut(f, "=")
		if filter && (value == "" || value == "0" && name != "righe") {
			continue
		}
		if d, err := rule.ParseDate(value); err == nil {
			value = d.Italian()
		}
		out = append(out, strings.TrimSpace(strings.ReplaceAll(name, "_", " ")+" "+value))
	}
	return strings.Join(out, ", ")
}
