package people

import (
	"strings"

	"sportello/db/rule"
)

// WorkerList is a priority list of the Region: data, opened with a name, a
// priority and a date.
type WorkerList struct {
	ID          int64
	Name        string
	Priority    int // 1 comes first
	ActiveFrom  rule.Date
	ClosedOn    rule.Date // "" while open
	Description string
	Version     int
	Rows        int       // persons in the actor's provinces, filled by lists
	UpdatedOn   rule.Date // reference date of the last load in the actor's provinces
}

// Active reports whether offices work on the list on the day.
func (l WorkerList) Active(on rule.Date) bool {
	return l.ActiveFrom <= on && (l.ClosedOn == "" || l.ClosedOn > on)
}

// ActiveLists returns those of the lists that are active on the day.
func ActiveLists(lists []WorkerList, on rule.Date) []WorkerList {
	var out []WorkerList
	for _, l := range lists {
		if l.Active(on) {
			out = append(out, l)
		}
	}
	return out
}

// checkList returns what keeps a list from being opened.
func checkList(l WorkerList) error {
	var refusals rule.Refusals
	if rule.Fold(l.Name) == "" {
		refusals.Add("nome", "Scrivi il nome della lista, come lo leggeranno gli operatori.")
	} else if err := rule.TooLong(l.Name, 80); err != nil {
		refusals.Add("nome", err.Error())
	}
	if l.Priority < 1 || l.Priority > 99 {
		refusals.Add("priorita", "Scrivi una priorità da 1 (la prima) a 99.")
	}
	if l.ActiveFrom == "" {
		refusals.Add("attiva_dal", "Scrivi da quando la lista è attiva.")
	}
	if err := rule.TooLong(strings.TrimSpace(l.Description), 500); err != nil {
		refusals.Add("descrizione", err.Error())
	}
	return refusals.Err()
}
