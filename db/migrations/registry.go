package migrations

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
)

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(101, &goose.GoFunc{RunTx: loadRegistry}, nil), goose.NewGoMigration(113, &goose.GoFunc{RunTx: loadSAP}, nil))
}

const (
	sourceMarche     = "Regione Marche, tabella delle attività LEP"
	sourceMasterplan = "Regione Puglia, DGR 847/2010 (Masterplan dei servizi per il lavoro)"
)

// loadRegistry fills the tables of migration 100.
func loadRegistry(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	l.services()
	l.prestazioni()
	l.nationalCodes()
	return l.err
}

// audiences are the words of the files and ours.
var audiences = map[string]string{"citizen": "cittadino", "employer": "impresa"}

var confidences = map[string]string{"high": "alta", "medium": "media", "low": "bassa"}

func (l *loader) services() {
	type mapped struct{ prestazioni, letter string }
	mappings := map[string]mapped{}
	mapping, mappingsDone := l.insert("national_mapping", "code", "national", "confidence")
	l.each("corrispondenze_servizi.csv", []string{"marche_code", "masterplan_code", "dm4_lep", "sap_policy_code", "confidence"}, func(f []string) {
		if f[0] == "-" { // the prestazione that no service of the Marche has
			return
		}
		mappings[f[0]] = mapped{f[1], f[2]}
		mapping(f[0], f[3], confidences[f[4]])
	})
	mappingsDone()
	row, done := l.insert("service_code", "code", "lep", "lep_name", "title", "activities", "ada", "rule_text", "minutes_min", "minutes_mean", "minutes_max",
		"registrable", "audience", "programme", "notes", "prestazioni", "dm4_letter", "position", "words", "source")
	position := 0
	l.each("servizi_marche.csv", []string{"lep", "lep_name", "code", "service_name", "dm4_2018_activities", "ada_codes", "registration_rule", "min_minutes", "mean_minutes",
		"max_minutes", "registrable", "audience", "programme", "notes"}, func(f []string) {
		position++
		m := mappings[f[2]]
		row(f[2], f[0], f[1], f[3], f[4], f[5], f[6], minutes(f[7]), minutes(f[8]), minutes(f[9]), f[10] == "1", audiences[f[11]], f[12], f[13],
			m.prestazioni, m.letter, position, serviceWords(f[2], f[3], f[1]), sourceMarche)
	})
	done()
}

// serviceWords returns what a service is found by: its code, with and without
// the dot, its title and its group.
func serviceWords(code string, texts ...string) string {
	return folded(strings.ReplaceAll(code, ".", "") + " " + code + " " + strings.Join(texts, " "))
}

// minutes reads a number of minutes; a cell that the source does not show is NULL.
func minutes(text string) any {
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil
	}
	return n
}

func (l *loader) prestazioni() {
	row, done := l.insert("prestazione", "audience", "area_code", "area_name", "code", "name", "recipients", "purpose", "norms", "structure_requirements",
		"competence_requirements", "process_requirements", "result_indicators", "objective_2011", "objective_2013", "notes", "position", "words", "source")
	position := 0
	l.each("prestazioni_masterplan.csv", []string{"audience", "area_code", "area_name", "code", "name", "recipients", "purpose", "norms", "structure_requirements",
		"competence_requirements", "process_requirements", "result_indicators", "objective_2011", "objective_2013", "notes"}, func(f []string) {
		position++
		row(audiences[f[0]], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11], f[12], f[13], f[14], position, serviceWords(f[3], f[4], f[2]), sourceMasterplan)
	})
	done()
	length, lengthsDone := l.insert("prestazione_minutes", "prestazione", "target", "minutes", "source_value", "span", "footnote", "notes")
	l.each("durate_masterplan.csv", []string{"service_code", "target", "minutes", "source_value", "span", "footnote", "notes"}, func(f []string) {
		length(f[0], f[1], minutes(f[2]), f[3], f[4], f[5], f[6])
	})
	lengthsDone()
}

func (l *loader) nationalCodes() {
	row, done := l.insert("national_code", "system", "local_code", "code", "meaning", "project", "rule_text")
	l.each("codici_nazionali.csv", []string{"system", "local_code", "national_code", "meaning", "project", "rule_text"}, func(f []string) {
		row(f[0], f[1], f[2], f[3], f[4], f[5])
	})
	done()
}

// loadSAP fills the tables of migration 112.
func loadSAP(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	event, eventsDone := l.insert("sap_event", "code", "name", "note", "date_of")
	l.each("sap_eventi_politica_attiva.csv", []string{"codice", "evento", "nota", "data_vincolata"}, func(f []string) { event(f[0], f[1], f[2], f[3]) })
	eventsDone()
	system, systemsDone := l.insert("sap_system", "code", "name")
	l.each("sap_soggetti_abilitati.csv", []string{"codice", "denominazione"}, func(f []string) { system(f[0], f[1]) })
	systemsDone()
	return l.err
}
