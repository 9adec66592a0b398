package people

import (
	"net/url"

	"sportello/db/people"
	"sportello/db/rule"
)

// SearchPage is what the page of persons shows.
type SearchPage struct {
	Query  people.Query
	Found  []people.Worker
	More   bool // there are others
	Today  rule.Date
	CanAdd bool
}

// SearchHref returns the address of the persons of a name.
func SearchHref(q string) string {
	if q == "" {
		return "/lavoratori"
	}
	return "/lavoratori?q=" + url.QueryEscape(q)
}
