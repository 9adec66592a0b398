// Package training draws the pages of the catalogue, of the training bodies
// and of the enrolments.
package training

import (
	"net/url"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/training"
	"sportello/views/layout"
	"sportello/views/shared"
)

// Desk says for whom the pages are drawn: the public service, or a training
// body looking at its own.
type Desk struct {
	Body bool // a training body
	Edit bool // the reader keeps the catalogue
}

func (d Desk) courses() string {
	if d.Body {
		return "/ente/percorsi"
	}
	return "/percorsi"
}

func (d Desk) active() string {
	if d.Body {
		return layout.KeyCourses
	}
	return layout.KeyCatalogue
}

// title is the name of the list of courses, as the menu calls it.
func (d Desk) title() string {
	if d.Body {
		return "I miei percorsi"
	}
	return "Catalogo"
}

func (d Desk) facts() string {
	if d.Body {
		return "I percorsi per cui il tuo organismo è candidato, con le edizioni che tiene."
	}
	return "Percorsi formativi, organismi candidati ed edizioni."
}

func (d Desk) course(id int64) string { return d.courses() + "/" + number(id) }

func (d Desk) edition(id int64) string {
	if d.Body {
		return "/ente/edizioni/" + number(id)
	}
	return "/edizioni/" + number(id)
}

// mayChange reports whether the reader may change editions.
func (d Desk) mayChange() bool { return d.Body || d.Edit }

func number(n int64) string { return strconv.FormatInt(n, 10) }

// address returns a path with the pairs that have a value.
func address(path string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// courseFacts is the grey line of a course.
func courseFacts(c training.Course) string {
	var facts []string
	if c.Hours > 0 {
		facts = append(facts, shared.Plural(c.Hours, "ora", "ore"))
	}
	if c.Mode != "" {
		facts = append(facts, modeWords[c.Mode])
	}
	if c.EQFLevel > 0 {
		facts = append(facts, "livello EQF "+strconv.Itoa(c.EQFLevel))
	}
	return strings.Join(facts, " · ")
}

var modeWords = map[string]string{"presenza": "in presenza", "mista": "in parte a distanza", "distanza": "a distanza"}

func modeOptions() []shared.Option {
	var out []shared.Option
	for _, m := range training.Modes {
		out = append(out, shared.Option{Value: m, Label: modeWords[m]})
	}
	return out
}

// days returns «dal 10/12/2026 al 10/03/2027».
func days(e training.Edition) string {
	switch {
	case e.StartsOn == "":
		return "data da stabilire"
	case e.EndsOn == "":
		return "dal " + e.StartsOn.Italian()
	}
	return "dal " + e.StartsOn.Italian() + " al " + e.EndsOn.Italian()
}

// seats returns the badge of an edition's seats.
func seats(e training.Edition, today rule.Date) (shared.Kind, string) {
	switch {
	case e.Past(today) && e.EndsOn != "" && e.EndsOn < today:
		return shared.Neutral, "finita"
	case e.Past(today):
		return shared.Neutral, "iniziata"
	case e.Free() == 0:
		return shared.Stop, "al completo"
	}
	return shared.Good, shared.Plural(e.Free(), "posto libero", "posti liberi")
}

func seatsOf(e training.Edition) string {
	return strconv.Itoa(e.Taken()) + " occupati su " + strconv.Itoa(e.Seats)
}

// state returns the badge of a course, from what it offers now.
func state(c training.Candidate, today rule.Date) (shared.Kind, string) {
	if !c.Course.Active {
		return shared.Neutral, "non attivo"
	}
	if len(c.Bodies) == 0 {
		return shared.Look, "senza organismo"
	}
	free := 0
	for _, e := range c.Editions {
		if e.Open(today) {
			free += e.Free()
		}
	}
	if free == 0 {
		return shared.Stop, "senza posti"
	}
	return shared.Good, shared.Plural(free, "posto libero", "posti liberi")
}

// next returns the edition to show of a course: the first that is open, else
// the first to come, else the last; nil when there is none.
func next(c training.Candidate, today rule.Date) *training.Edition {
	var coming *training.Edition
	for i := range c.Editions {
		e := &c.Editions[i]
		if e.Open(today) {
			return e
		}
		if coming == nil && !e.Past(today) {
			coming = e
		}
	}
	if coming == nil && len(c.Editions) > 0 {
		coming = &c.Editions[len(c.Editions)-1]
	}
	return coming
}

// EnrolmentBadge returns the badge of a state of enrolment.
func EnrolmentBadge(s training.EnrolmentState) (shared.Kind, string) {
	switch s {
	case training.Confirmed:
		return shared.Running, s.Label()
	case training.Waiting:
		return shared.Look, s.Label()
	case training.Concluded:
		return shared.Good, s.Label()
	case training.Withdrawn:
		return shared.Stop, s.Label()
	}
	return shared.Neutral, s.Label()
}

func bodyNames(bodies []training.Body) string {
	if len(bodies) == 0 {
		return "nessun organismo candidato"
	}
	names := make([]string, 0, 3)
	for _, b := range bodies[:min(len(bodies), 3)] {
		names = append(names, b.Name)
	}
	if more := len(bodies) - len(names); more > 0 {
		return strings.Join(names, ", ") + " e altri " + strconv.Itoa(more)
	}
	return strings.Join(names, ", ")
}

var provinces = []shared.Option{{Value: "BA", Label: "Bari"}, {Value: "BT", Label: "Barletta-Andria-Trani"}, {Value: "BR", Label: "Brindisi"},
	{Value: "FG", Label: "Foggia"}, {Value: "LE", Label: "Lecce"}, {Value: "TA", Label: "Taranto"}}

func capitals(words []string) []shared.Option {
	var out []shared.Option
	for _, w := range words {
		out = append(out, shared.Option{Value: w, Label: w})
	}
	return out
}
