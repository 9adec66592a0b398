package training

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"

	"golang.org/x/text/encoding/charmap"
)

// CatalogueRow is one line of a catalogue file: a course, and unless the line
// names none, the body that is a candidate for it and one edition.
type CatalogueRow struct {
	Line     int // in the file, the header being 1
	Course   Course
	Body     Body    // zero: no candidate body
	Edition  Edition // Code "" when the line has none
	Warnings []string
}

// RejectedRow is a line that cannot be taken, with the reason in Italian.
type RejectedRow struct {
	Line   int
	Cells  []string
	Reason string
}

// CatalogueFile is what a catalogue file says. Lines of the same edition are
// folded into one, the last wins; Duplicates counts the others.
type CatalogueFile struct {
	Header     []string
	Rows       []CatalogueRow
	Rejected   []RejectedRow
	Duplicates int
}

// catalogueColumns are the columns of a catalogue, each with the other headings
// by which a file may call it, folded.
var catalogueColumns = []struct {
	rule.Column
	others []string
}{
	{rule.Column{Title: "codice_percorso", Sample: "ESEMPIO-01", Required: true}, []string{"codicecorso", "percorso", "codice"}},
	{rule.Column{Title: "titolo", Sample: "Addetto alla saldatura di strutture metalliche", Required: true}, []string{"titolopercorso", "denominazione", "titolocorso"}},
	{rule.Column{Title: "figura_cp2021", Sample: "6.2.1.2.0"}, []string{"figura", "cp2021", "codiceprofessione"}},
	{rule.Column{Title: "livello_eqf", Sample: "3"}, []string{"eqf", "livello"}},
	{rule.Column{Title: "ore", Sample: "120"}, []string{"durataore", "durata"}},
	{rule.Column{Title: "modalita", Sample: "presenza"}, []string{"modalitaerogazione"}},
	{rule.Column{Title: "descrizione", Sample: "Tecniche di saldatura, lettura del disegno tecnico, sicurezza in officina."}, []string{"contenuti", "programma"}},
	{rule.Column{Title: "competenze", Sample: "tecniche di saldatura|leggere disegni tecnici"}, nil},
	{rule.Column{Title: "requisiti", Sample: "18 anni compiuti"}, []string{"requisitiaccesso"}},
	{rule.Column{Title: "organismo_cf", Sample: "01234567897"}, []string{"codicefiscaleorganismo", "cforganismo", "codicefiscaleente"}},
	{rule.Column{Title: "organismo", Sample: "Ente di formazione di esempio", Required: true}, []string{"ente", "organismoformazione", "denominazioneorganismo"}},
	{rule.Column{Title: "codice_edizione", Sample: "ESEMPIO-01-A"}, []string{"edizione"}},
	{rule.Column{Title: "sede_comune", Sample: "San Severo"}, []string{"sede", "comune", "comunesede"}},
	{rule.Column{Title: "provincia", Sample: "FG"}, []string{"siglaprovincia"}},
	{rule.Column{Title: "data_inizio", Sample: "01/02/2027"}, []string{"inizio", "datainizioedizione"}},
	{rule.Column{Title: "data_fine", Sample: "31/03/2027"}, []string{"fine"}},
	{rule.Column{Title: "posti", Sample: "15"}, []string{"postitotali", "postidisponibili"}},
	{rule.Column{Title: "posti_occupati", Sample: "0"}, []string{"occupati", "iscritti"}},
	{rule.Column{Title: "orario", Sample: "mattina"}, []string{"fasciaoraria"}},
}

// CatalogueColumns returns the columns of a catalogue, for the page that takes
// it and its model.
func CatalogueColumns() []rule.Column {
	out := make([]rule.Column, len(catalogueColumns))
	for i, c := range catalogueColumns {
		out[i] = c.Column
	}
	return out
}

// ReadCatalogue reads a catalogue in CSV, comma or semicolon, UTF-8 or
// Windows-1252. The error is an Italian sentence: the file is no catalogue.
func ReadCatalogue(r io.Reader) (CatalogueFile, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return CatalogueFile{}, err
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if bytes.IndexByte(data, 0) >= 0 {
		return CatalogueFile{}, errors.New("Il file non è un CSV: salvalo come CSV e riprova.")
	}
	if !utf8.Valid(data) {
		if data, err = charmap.Windows1252.NewDecoder().Bytes(data); err != nil {
			return CatalogueFile{}, errors.New("Il file non è leggibile: salvalo come CSV in UTF-8 e riprova.")
		}
	}
	first, _, _ := bytes.Cut(data, []byte("\n"))
	reader := csv.NewReader(bytes.NewReader(data))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		reader.Comma = ';'
	}
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil {
		return CatalogueFile{}, errors.New("Il file è vuoto: serve una riga di intestazione e una riga per edizione.")
	}
	file := CatalogueFile{Header: header}
	columns, err := mapColumns(header)
	if err != nil {
		return CatalogueFile{}, err
	}
	at := map[string]int{} // edition, or course and body, -> its row
	for {
		cells, err := reader.Read()
		if err == io.EOF {
			return file, nil
		}
		if err != nil {
			return CatalogueFile{}, fmt.Errorf("La riga %d del file non è leggibile: controlla le virgolette.", errorLine(err))
		}
		line, _ := reader.FieldPos(0)
		row, refusal := readRow(cells, columns)
		if refusal != "" {
			file.Rejected = append(file.Rejected, RejectedRow{line, cells, refusal})
			continue
		}
		row.Line = line
		key := "e" + row.Edition.Code
		if row.Edition.Code == "" {
			key = "c" + row.Course.Code + "\x00" + row.Body.CodiceFiscale
		}
		if i, seen := at[key]; seen {
			file.Duplicates++
			file.Rows[i] = row
			continue
		}
		at[key] = len(file.Rows)
		file.Rows = append(file.Rows, row)
	}
}

func errorLine(err error) int {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return pe.Line
	}
	return 0
}

func mapColumns(header []string) (map[string]int, error) {
	columns := map[string]int{}
	for _, c := range catalogueColumns {
		for i, h := range header {
			folded := rule.Fold(h)
			if folded == rule.Fold(c.Title) {
				columns[c.Title] = i
				break
			}
			if _, taken := columns[c.Title]; !taken && slices.Contains(c.others, folded) {
				columns[c.Title] = i
			}
		}
		if _, ok := columns[c.Title]; c.Required && !ok {
			return nil, fmt.Errorf("Nel file manca la colonna «%s».", c.Title)
		}
	}
	return columns, nil
}

// readRow reads one line; refusal is the Italian sentence that keeps it out.
func readRow(cells []string, columns map[string]int) (row CatalogueRow, refusal string) {
	cell := func(name string) string {
		i, ok := columns[name]
		if !ok || i >= len(cells) {
			return ""
		}
		return strings.Join(strings.Fields(cells[i]), " ")
	}
	warn := func(format string, args ...any) { row.Warnings = append(row.Warnings, fmt.Sprintf(format, args...)) }
	number := func(name string) int {
		text := cell(name)
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			if refusal == "" {
				refusal = fmt.Sprintf("«%s» non è un numero: %s.", text, name)
			}
			return 0
		}
		return n
	}
	date := func(name string) rule.Date {
		text := cell(name)
		if text == "" {
			return ""
		}
		d, err := rule.ParseDate(text)
		if err != nil && refusal == "" {
			refusal = err.Error()
		}
		return d
	}
	row.Course = Course{
		Code: cell("codice_percorso"), Title: cell("titolo"), ProfessionCode: cell("figura_cp2021"), EQFLevel: number("livello_eqf"),
		Hours: number("ore"), Mode: strings.ToLower(cell("modalita")), Description: cell("descrizione"),
		Competences: splitCompetences(cell("competenze")), Requirements: cell("requisiti"), Active: true,
	}
	row.Body = Body{CodiceFiscale: strings.ToUpper(cell("organismo_cf")), Name: cell("organismo")}
	row.Edition = Edition{
		Code: cell("codice_edizione"), Place: Place{cell("sede_comune"), strings.ToUpper(cell("provincia"))},
		StartsOn: date("data_inizio"), EndsOn: date("data_fine"), Seats: number("posti"), SeatsTaken: number("posti_occupati"),
		Timetable: strings.ToLower(cell("orario")),
	}
	switch {
	case refusal != "":
	case row.Course.Code == "":
		refusal = "Manca il codice del percorso."
	case row.Course.Title == "":
		refusal = "Manca il titolo del percorso."
	case row.Body.Name == "" && row.Edition.Code != "":
		refusal = "L'edizione non ha un organismo."
	case row.Body.Name != "" && row.Body.CodiceFiscale == "":
		refusal = "Manca il codice fiscale dell'organismo."
	}
	if row.Body.Name == "" {
		row.Body = Body{}
	}
	if e := row.Edition; e.Code != "" {
		if e.EndsOn != "" && e.EndsOn < e.StartsOn {
			warn("L'edizione finisce prima di iniziare.")
		}
		if e.SeatsTaken > e.Seats {
			warn("I posti occupati sono più dei posti.")
		}
	} else {
		row.Edition = Edition{}
	}
	return row, refusal
}

func splitCompetences(text string) []string {
	var out []string
	for s := range strings.SplitSeq(text, "|") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Candidates returns the courses of the file with their bodies and editions,
// in the order of the file, as a ranking wants them. Ids are places in the file.
func (f CatalogueFile) Candidates() []Candidate {
	var out []Candidate
	at := map[string]int{}
	bodies := map[string]int64{}
	for _, row := range f.Rows {
		i, ok := at[row.Course.Code]
		if !ok {
			i = len(out)
			at[row.Course.Code] = i
			out = append(out, Candidate{})
			row.Course.ID = int64(i + 1)
		} else {
			row.Course.ID = out[i].Course.ID
		}
		c := &out[i]
		c.Course = row.Course
		if row.Body.Name == "" {
			continue
		}
		id, known := bodies[row.Body.CodiceFiscale]
		if !known {
			id = int64(len(bodies) + 1)
			bodies[row.Body.CodiceFiscale] = id
		}
		row.Body.ID = id
		already := false
		for _, b := range c.Bodies {
			already = already || b.ID == id
		}
		if !already {
			c.Bodies = append(c.Bodies, row.Body)
		}
		if row.Edition.Code != "" {
			row.Edition.BodyID, row.Edition.BodyName, row.Edition.CourseID = id, row.Body.Name, row.Course.ID
			c.Editions = append(c.Editions, row.Edition)
		}
	}
	return out
}
