package reference

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"
)

// RepertorioLine is one line of a repertorio: a competence that a figure asks for.
type RepertorioLine struct {
	FigureCode, ProfessionCode, Figure string
	CompetenceCode, Competence         string
	RequiredLevel                      int
}

// RepertorioColumns are the columns of the file, in any order.
var RepertorioColumns = []string{"figura_codice", "cp2021", "figura", "competenza_codice", "competenza", "livello_richiesto"}

// MaxRepertorioLines bounds the file: a regional repertorio has some thousands.
const MaxRepertorioLines = 50_000

var unitCode = regexp.MustCompile(`^[1-9](\.[0-9]){4}$`)

// ParseRepertorio reads a repertorio from a CSV file in UTF-8, separated by
// commas or semicolons. The error is rule.Refusals with an Italian sentence for
// each line at fault, the first twenty of them.
func ParseRepertorio(r io.Reader) ([]RepertorioLine, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 32<<20))
	if err != nil {
		return nil, err
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	if !utf8.ValidString(text) {
		return nil, rule.Refuse("file", "Il file non è in UTF-8: salvalo come «CSV UTF-8».")
	}
	in := csv.NewReader(strings.NewReader(text))
	if head, _, _ := strings.Cut(text, "\n"); strings.Count(head, ";") > strings.Count(head, ",") {
		in.Comma = ';'
	}
	header, err := in.Read()
	if err != nil {
		return nil, rule.Refuse("file", "Il file è vuoto o non è un CSV.")
	}
	place := make([]int, len(RepertorioColumns))
	for i, column := range RepertorioColumns {
		place[i] = slices.IndexFunc(header, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), column) })
		if place[i] < 0 {
			return nil, rule.Refuse("file", fmt.Sprintf("Nel file manca la colonna «%s». Le colonne sono: %s.", column, strings.Join(RepertorioColumns, ", ")))
		}
	}
	var lines []RepertorioLine
	check := repertorioCheck{figures: map[string]RepertorioLine{}, competences: map[string]string{}, pairs: map[[2]string]bool{}}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			check.refuse(len(lines)+2, "non si legge come CSV.")
			break
		}
		number, _ := in.FieldPos(0)
		f := make([]string, len(place))
		for i, p := range place {
			f[i] = strings.TrimSpace(record[p])
		}
		lines = append(lines, check.line(number, f))
		if len(lines) > MaxRepertorioLines {
			return nil, rule.Refuse("file", fmt.Sprintf("Il file ha più di %d righe.", MaxRepertorioLines))
		}
	}
	if len(lines) == 0 && len(check.found) == 0 {
		return nil, rule.Refuse("file", "Il file non ha righe sotto l'intestazione.")
	}
	return lines, check.found.Err()
}

// repertorioCheck remembers what the lines before said.
type repertorioCheck struct {
	figures     map[string]RepertorioLine
	competences map[string]string
	pairs       map[[2]string]bool
	found       rule.Refusals
}

func (c *repertorioCheck) refuse(line int, what string, args ...any) {
	if len(c.found) < 20 {
		c.found.Add("file", fmt.Sprintf("Riga %d: %s", line, fmt.Sprintf(what, args...)))
	}
}

func (c *repertorioCheck) line(number int, f []string) RepertorioLine {
	level, err := strconv.Atoi(f[5])
	n := RepertorioLine{FigureCode: f[0], ProfessionCode: f[1], Figure: f[2], CompetenceCode: f[3], Competence: f[4], RequiredLevel: level}
	if err != nil || level < 1 || level > 4 {
		c.refuse(number, "il livello richiesto va da 1 a 4, non «%s».", f[5])
	}
	for i, column := range RepertorioColumns[:5] {
		switch {
		case f[i] == "" && column != "cp2021":
			c.refuse(number, "manca «%s».", column)
		case rule.TooLong(f[i], 300) != nil:
			c.refuse(number, "«%s» ha più di 300 caratteri.", column)
		}
	}
	if n.ProfessionCode != "" && !unitCode.MatchString(n.ProfessionCode) {
		c.refuse(number, "il codice CP2021 si scrive come 5.2.2.3.2, non «%s».", n.ProfessionCode)
	}
	if strings.HasPrefix(n.CompetenceCode, "esco:") {
		c.refuse(number, "il codice «%s» è riservato alle competenze ESCO.", n.CompetenceCode)
	}
	if before, known := c.figures[n.FigureCode]; known && (before.Figure != n.Figure || before.ProfessionCode != n.ProfessionCode) {
		c.refuse(number, "la figura «%s» ha più sopra un altro nome o un altro codice CP2021.", n.FigureCode)
	}
	if before, known := c.competences[n.CompetenceCode]; known && before != n.Competence {
		c.refuse(number, "la competenza «%s» ha più sopra un altro testo.", n.CompetenceCode)
	}
	if pair := [2]string{n.FigureCode, n.CompetenceCode}; c.pairs[pair] {
		c.refuse(number, "la competenza «%s» è già nella figura «%s».", n.CompetenceCode, n.FigureCode)
	} else {
		c.pairs[pair] = true
	}
	c.figures[n.FigureCode], c.competences[n.CompetenceCode] = n, n.Competence
	return n
}
