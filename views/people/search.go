package people

import (
	"net/url"

	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// SearchPage is what the page of persons shows.
type SearchPage struct {
	Query    people.Query
	Found    []people.Worker
	More     bool // there are others
	Today    rule.Date
	CanAdd   bool
	Terms    map[int64]indicators.Term // deadlines that run, by person
	Obsolete map[int64]rule.Date       // until when the CV was valid, of those whose CV is obsolete
}

// SearchHref returns the address of the persons of a name.
func SearchHref(q string) string {
	if q == "" {
		return "/lavoratori"
	}
	return "/lavoratori?q=" + url.QueryEscape(q)
}

func searchShortcuts(p SearchPage) []shared.Shortcut {
	keys := []shared.Shortcut{{Keys: "j k", Word: "riga giù, su"}}
	if p.CanAdd {
		keys = append([]shared.Shortcut{{Keys: "n", Word: "nuovo lavoratore"}}, keys...)
	}
	return keys
}
