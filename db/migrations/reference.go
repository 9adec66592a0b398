package migrations

import (
	"context"
	"database/sql"
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sportello/db/rule"

	"github.com/pressly/goose/v3"
)

// data/README.md says where each file comes from and under which licence.
//
//go:embed data/*.csv
var referenceFiles embed.FS

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(31, &goose.GoFunc{RunTx: loadReference}, nil))
}

// loadReference fills the tables of migration 30.
func loadReference(ctx context.Context, tx *sql.Tx) error {
	l := &loader{ctx: ctx, tx: tx}
	l.places()
	l.smallLists()
	l.ateco()
	l.professions()
	l.competences()
	l.repertorio()
	l.sources()
	return l.err
}

// loader reads the files and inserts their rows; after the first error it does
// nothing more.
type loader struct {
	ctx      context.Context
	tx       *sql.Tx
	err      error
	everyday map[string][]string // profession code to the folded words of its everyday names
}

// each calls row with the fields of every line of a file, in the order of the
// named columns. The fields are only valid until the next line.
func (l *loader) each(file string, columns []string, row func(f []string)) {
	if l.err != nil {
		return
	}
	raw, err := referenceFiles.ReadFile("data/" + file)
	if err != nil {
		l.err = err
		return
	}
	r := csv.NewReader(strings.NewReader(string(raw)))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		l.err = fmt.Errorf("%s: %w", file, err)
		return
	}
	place := make([]int, len(columns))
	for i, want := range columns {
		if place[i] = indexOf(header, want); place[i] < 0 {
			l.err = fmt.Errorf("%s: no column %q", file, want)
			return
		}
	}
	fields := make([]string, len(columns))
	for l.err == nil {
		record, err := r.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			l.err = fmt.Errorf("%s: %w", file, err)
			return
		}
		for i, p := range place {
			fields[i] = record[p]
		}
		row(fields)
	}
}

func indexOf(all []string, want string) int {
	for i, s := range all {
		if s == want {
			return i
		}
	}
	return -1
}

// rowsAtOnce is how many rows one prepared statement inserts: a call to SQLite
// costs more than a row.
const rowsAtOnce = 20

// insert starts a bulk insert; call the result with each row's values, and
// finally done.
func (l *loader) insert(table string, columns ...string) (add func(values ...any), done func()) {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + "),"
	statement := func(rows int) string {
		return "INSERT INTO " + table + "(" + strings.Join(columns, ",") + ") VALUES " +
			strings.TrimSuffix(strings.Repeat(one, rows), ",")
	}
	var full *sql.Stmt
	if l.err == nil {
		full, l.err = l.tx.PrepareContext(l.ctx, statement(rowsAtOnce))
	}
	pending := make([]any, 0, rowsAtOnce*len(columns))
	add = func(values ...any) {
		if l.err != nil {
			return
		}
		if pending = append(pending, values...); len(pending) == cap(pending) {
			if _, err := full.ExecContext(l.ctx, pending...); err != nil {
				l.err = fmt.Errorf("%s: %w", table, err)
			}
			pending = pending[:0]
		}
	}
	done = func() {
		if full != nil {
			full.Close()
		}
		if l.err != nil || len(pending) == 0 {
			return
		}
		if _, err := l.tx.ExecContext(l.ctx, statement(len(pending)/len(columns)), pending...); err != nil {
			l.err = fmt.Errorf("%s: %w", table, err)
		}
	}
	return add, done
}

func (l *loader) smallLists() {
	state, statesDone := l.insert("foreign_state", "code", "name", "name_fold", "ministry_code", "european_union")
	l.each("stati_esteri.csv", []string{"codice_catastale", "denominazione", "codice_ministeriale", "sigla_nazione"}, func(f []string) {
		state(f[0], properName(f[1]), rule.Fold(f[1]), f[2], boolean(f[3] != ""))
	})
	statesDone()
	kinds := map[string]string{"ITALIANA": "italiana", "COMUNITARIA": "comunitaria", "EXTRA-COMUNITARIA": "extracomunitaria"}
	citizenship, citizenshipsDone := l.insert("citizenship", "code", "name", "name_fold", "kind", "sigla")
	l.each("cittadinanze.csv", []string{"codice", "denominazione", "gruppo", "sigla"}, func(f []string) {
		citizenship(f[0], properName(f[1]), rule.Fold(f[1]), kinds[f[2]], f[3])
	})
	citizenshipsDone()
	entry, done := l.insert("code_entry", "list", "code", "name", "name_fold", "note", "position")
	list := func(name, file string, columns ...string) {
		position := 0
		l.each(file, columns, func(f []string) {
			position++
			title, note := strings.ReplaceAll(f[1], "/ ", "/"), ""
			if len(f) > 2 {
				note = f[2]
			} else {
				title = sentence(title)
			}
			entry(name, f[0], title, rule.Fold(title), note, position)
		})
	}
	list("titolo_studio", "titoli_studio_livelli.csv", "codice", "denominazione", "definizione")
	list("permesso_titolo", "permesso_soggiorno_titoli.csv", "codice", "denominazione")
	list("permesso_motivo", "permesso_soggiorno_motivi.csv", "codice", "denominazione")
	list("documento", "documenti_identita.csv", "codice", "denominazione")
	list("lingua", "lingue.csv", "codice", "denominazione")
	done()
}

func (l *loader) ateco() {
	row, rowsDone := l.insert("ateco", "id", "edition", "code", "title", "level", "parent")
	words, wordsDone := l.insert("ateco_words", "rowid", "title")
	id := 0
	l.each("ateco2025.csv", []string{"codice", "titolo", "livello", "codice_padre"}, func(f []string) {
		id++
		title := f[1]
		if f[2] == "1" {
			title = sentence(title)
		}
		row(id, 2025, f[0], title, number(f[2]), f[3])
		words(id, folded(title))
	})
	wordsDone() // the search field proposes the edition in force only
	l.each("ateco2007.csv", []string{"codice", "titolo"}, func(f []string) {
		id++
		title := f[1]
		if title == strings.ToUpper(title) {
			title = sentence(title)
		}
		row(id, 2007, f[0], title, len(strings.ReplaceAll(f[0], ".", "")), "")
	})
	rowsDone()
}

func (l *loader) professions() {
	l.everyday = map[string][]string{}
	job, jobsDone := l.insert("everyday_job", "name", "name_fold", "profession_code")
	l.each("mestieri.csv", []string{"nome", "cp2021"}, func(f []string) {
		job(f[0], rule.Fold(f[0]), f[1])
		l.everyday[f[1]] = append(l.everyday[f[1]], folded(f[0]))
	})
	jobsDone()
	row, rowsDone := l.insert("profession", "id", "code", "name", "level", "parent", "description")
	words, wordsDone := l.insert("profession_words", "rowid", "name", "everyday", "description")
	id := 0
	l.each("professioni_cp2021.csv", []string{"codice", "denominazione", "livello", "codice_padre", "descrizione"}, func(f []string) {
		id++
		name := f[1]
		if name == strings.ToUpper(name) {
			name = sentence(name)
		}
		row(id, f[0], name, number(f[2]), f[3], f[4])
		if f[2] == "5" { // only units are proposed
			words(id, folded(name), strings.Join(l.everyday[f[0]], " "), folded(f[4]))
		}
	})
	rowsDone()
	wordsDone()
}

var competenceColumns = []string{"id", "code", "name", "name_fold", "origin", "reuse", "soft", "ict", "green", "language", "vacancies"}

func (l *loader) competences() {
	row, rowsDone := l.insert("competence", competenceColumns...)
	words, wordsDone := l.insert("competence_words", "rowid", "name")
	id := 0
	l.each("competenze_esco_it.csv", []string{"competenza", "riuso_esco", "soft", "ict", "green", "lingua", "annunci_n"}, func(f []string) {
		id++
		row(id, escoCode(f[0]), f[0], rule.Fold(f[0]), "esco", f[1], number(f[2]), number(f[3]), number(f[4]), number(f[5]), number(f[6]))
		words(id, folded(f[0]))
	})
	rowsDone()
	wordsDone()
}

// escoCode makes a code of a label: the file has no ESCO identifiers, and its
// labels are unique.
func escoCode(label string) string {
	label = strings.NewReplacer("+", " plus ", "#", " sharp ").Replace(label)
	return "esco:" + strings.Join(rule.FoldWords(label), "-")
}

// repertorio loads the demonstration; an office replaces it with its own.
func (l *loader) repertorio() {
	type line struct{ figure, profession, name, code, text, level string }
	var lines []line
	l.each("repertorio_dimostrativo.csv", []string{"figura_codice", "cp2021", "figura", "competenza_codice", "competenza", "livello_richiesto"}, func(f []string) {
		lines = append(lines, line{f[0], f[1], f[2], f[3], f[4], f[5]})
	})
	figure, figuresDone := l.insert("figure", "id", "code", "name", "profession_code")
	figureWords, figureWordsDone := l.insert("figure_words", "rowid", "name", "everyday")
	row, rowsDone := l.insert("competence", competenceColumns...)
	words, wordsDone := l.insert("competence_words", "rowid", "name")
	figures, competences := map[string]bool{}, map[string]bool{}
	for _, n := range lines {
		if !figures[n.figure] {
			figures[n.figure] = true
			figure(len(figures), n.figure, n.name, n.profession)
			figureWords(len(figures), folded(n.name), strings.Join(l.everyday[n.profession], " "))
		}
		if !competences[n.code] {
			competences[n.code] = true
			id := 100_000 + len(competences) // above those of ESCO
			row(id, n.code, n.text, rule.Fold(n.text), "repertorio", "", 0, 0, 0, 0, 0)
			words(id, folded(n.text))
		}
	}
	figuresDone()
	figureWordsDone()
	rowsDone()
	wordsDone()
	link, linksDone := l.insert("figure_competence", "figure_code", "competence_code", "position", "required_level")
	for i, n := range lines {
		link(n.figure, n.code, i, number(n.level))
	}
	linksDone()
}

// sources tells where each table comes from and how many rows it has.
func (l *loader) sources() {
	count := map[string]string{
		"comuni": "municipality", "comuni_attuali": "municipality WHERE current=1", "stati": "foreign_state", "ateco": "ateco",
		"professioni": "profession", "competenze": "competence WHERE origin='esco'", "titoli_studio": "code_entry WHERE list='titolo_studio'",
		"permessi": "code_entry WHERE list IN ('permesso_titolo','permesso_motivo','documento')", "lingue": "code_entry WHERE list='lingua'", "mestieri": "everyday_job", "repertorio": "figure_competence",
	}
	add, done := l.insert("data_source", "key", "title", "publisher", "licence", "as_of", "file", "rows", "position")
	position := 0
	l.each("fonti.csv", []string{"chiave", "titolo", "editore", "licenza", "data", "file"}, func(f []string) {
		position++
		var rows int
		if l.err = l.tx.QueryRowContext(l.ctx, "SELECT count(*) FROM "+count[f[0]]).Scan(&rows); l.err == nil {
			add(f[0], f[1], f[2], f[3], f[4], f[5], rows, position)
		}
	})
	done()
}

func folded(s string) string { return rule.FoldText(s) }

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}
