package migrations

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sportello/db/rule"
)

const stillValid = "9999-12-31"

// newerThanArchive stands as the start of the few municipalities that exist
// today and that the archive of the registry offices, of that day, does not
// have yet: their true start is not in the data.
const newerThanArchive = "2023-10-04"

// places loads regions, provinces and the municipalities of every time: the
// archive says what a place was called when, today's list how it is spelt and
// which province it is in now. A municipality that only the archive has as
// still there is no residence, but stays a birthplace.
func (l *loader) places() {
	region, regionsDone := l.insert("region", "code", "name", "area")
	l.each("regioni.csv", []string{"codice_regione", "denominazione", "ripartizione"}, func(f []string) { region(f[0], f[1], f[2]) })
	regionsDone()
	province, provincesDone := l.insert("italian_province", "sigla", "name", "name_fold", "region_code")
	l.each("province.csv", []string{"sigla", "denominazione", "codice_regione"}, func(f []string) {
		province(f[0], f[1], rule.Fold(f[1]), f[2])
	})
	provincesDone()

	today := make(map[string]municipality, 8000)
	l.each("comuni_attuali.csv", []string{"codice_catastale", "codice_istat", "denominazione", "denominazione_altra", "sigla_provincia"}, func(f []string) {
		today[f[0]] = municipality{code: f[0], istat: f[1], name: f[2], other: strings.Trim(f[3], `[]'"`), province: f[4], current: true}
	})
	row, done := l.insert("municipality", "code", "name", "name_fold", "other_fold", "province", "istat", "valid_from", "valid_to", "current")
	add := func(m municipality) {
		if m.code != "" {
			row(m.code, m.name, rule.Fold(m.name), rule.Fold(m.other), m.province, m.istat, m.from, m.to, boolean(m.current))
		}
	}
	var last municipality // the file is in order of code and time
	l.each("comuni_storico.csv", []string{"codice_catastale", "denominazione", "denominazione_altra", "sigla_provincia", "codice_istat", "data_istituzione", "data_cessazione"}, func(f []string) {
		if f[0] == "ND" { // abolished before there were codes
			return
		}
		m := municipality{code: f[0], name: f[1], other: f[2], province: f[3], istat: f[4], from: f[5], to: f[6]}
		if now, exists := today[m.code]; exists {
			m = m.spelt(now)
		} else {
			m.name = properName(m.name)
		}
		if m.current {
			delete(today, m.code)
		}
		if m.continues(last) { // only its statistical code or its border changed
			last.to, last.istat, last.current = m.to, m.istat, m.current
			return
		}
		add(last)
		last = m
	})
	add(last)
	for _, code := range slices.Sorted(maps.Keys(today)) {
		m := today[code]
		m.from, m.to = newerThanArchive, stillValid
		add(m)
	}
	done()
}

// municipality is what a place was called from one day to another.
type municipality struct {
	code, name, other, province, istat, from, to string
	current                                      bool
}

// spelt returns a row of the archive with the spelling, and if it is the row
// still valid the province too, of today's list.
func (m municipality) spelt(now municipality) municipality {
	switch {
	case m.to == stillValid:
		if m.other == "" {
			if m.other = now.other; m.other == "" && rule.Fold(now.name) != rule.Fold(m.name) {
				m.other = m.name // renamed since, or with both languages in one name
			}
		}
		m.name, m.province, m.istat, m.current = now.name, now.province, now.istat, true
	case strings.EqualFold(now.name, m.name):
		m.name = now.name
	default:
		m.name = properName(m.name)
	}
	return m
}

// continues reports whether a row says nothing new after the one before it.
func (m municipality) continues(before municipality) bool {
	return m.code == before.code && m.name == before.name && m.other == before.other && m.province == before.province &&
		string(rule.Date(before.to).AddDays(1)) == m.from
}

// smallWords stay small inside a proper name.
var smallWords = map[string]bool{
	"a": true, "ad": true, "ai": true, "al": true, "alla": true, "allo": true, "con": true, "da": true, "dal": true, "dalla": true,
	"de": true, "degli": true, "dei": true, "del": true, "della": true, "delle": true, "dello": true, "di": true, "e": true, "ed": true,
	"il": true, "in": true, "la": true, "le": true, "nel": true, "nella": true, "nei": true, "per": true, "sopra": true, "sotto": true,
	"su": true, "sul": true, "sulla": true, "d": true, "dell": true, "all": true, "nell": true, "sull": true, "dall": true,
}

// properName turns the capitals of the archives into a name as one writes it:
// «SANT'AGATA DI PUGLIA» is Sant'Agata di Puglia.
func properName(s string) string {
	var b strings.Builder
	for start := 0; start < len(s); {
		end := start
		for end < len(s) {
			r, size := utf8.DecodeRuneInString(s[end:])
			if !unicode.IsLetter(r) {
				break
			}
			end += size
		}
		if end == start { // what divides words
			_, size := utf8.DecodeRuneInString(s[start:])
			b.WriteString(s[start : start+size])
			start += size
			continue
		}
		word := strings.ToLower(s[start:end])
		if start == 0 || !smallWords[word] {
			first, size := utf8.DecodeRuneInString(word)
			word = string(unicode.ToUpper(first)) + word[size:]
		}
		b.WriteString(word)
		start = end
	}
	return b.String()
}

// sentence turns a title in capitals into one with the first letter only.
func sentence(s string) string {
	s = strings.ToLower(s)
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
