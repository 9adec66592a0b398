// Package people draws the pages of persons and lists: the priority list of a
// province, the card of a person, its forms and its history.
package people

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/shared"
)

// Choice is one entry of a select.
type Choice struct{ Value, Label string }

// ListPage is what the page of a list shows.
type ListPage struct {
	List      people.WorkerList
	Filter    people.Filter
	At        people.Cursor
	Page      people.Page
	Counts    people.Counts
	Province  string   // its name
	Provinces []Choice // those the reader may choose among; one is no choice
	Offices   []Choice
	Since     string // the day of the no-shows, as typed
	SinceSays string // why it is no day
	Typed     string // what was searched for, as typed
	Says      string // why what was typed finds nobody
	Today     rule.Date

	CanConvene bool   // ticks rows and books
	CanOpen    bool   // opens the persons' cards
	ImportHref string // "" for who may not load lists

	Terms    map[int64]indicators.Term // deadlines that run, by person
	Obsolete map[int64]rule.Date       // until when the CV was valid, of those whose CV is obsolete
	Falling  indicators.Falling        // the filter on them

	Free     int       // places in the reader's own agenda
	From, To rule.Date // in this period
}

// Path returns the address of the list.
func (p ListPage) Path() string { return "/elenchi/" + strconv.FormatInt(p.List.ID, 10) }

// values returns the state of the list as its address holds it, page aside.
func (p ListPage) values() url.Values {
	v := url.Values{}
	set := func(key, value string) {
		if value != "" {
			v.Set(key, value)
		}
	}
	f := p.Filter
	if len(p.Provinces) > 1 {
		set("provincia", f.Province)
	}
	set("q", p.name())
	if f.CPI != 0 {
		set("cpi", strconv.FormatInt(f.CPI, 10))
	}
	set("stato", f.State)
	set("riscontro", f.Riscontro)
	set("ammortizzatore", f.Benefit)
	set("bilancio", f.Bilancio)
	set("scadenza", string(p.Falling))
	set("assenti_dal", string(f.NoShowSince))
	if order := orderValue(f.Sort, f.Descending); order != people.SortName {
		set("ordine", order)
	}
	return v
}

// FilterNames returns what the list is filtered and ordered by, without the
// values.
func (p ListPage) FilterNames() []string { return slices.Sorted(maps.Keys(p.values())) }

// Href returns the address of the list as it is filtered and ordered, from the
// first page.
func (p ListPage) Href() string { return p.at(p.Path(), p.values()) }

// here returns the address of the page that is shown.
func (p ListPage) here() string {
	switch {
	case p.At.After > 0:
		return p.with("dopo", strconv.FormatInt(p.At.After, 10))
	case p.At.Before > 0:
		return p.with("prima", strconv.FormatInt(p.At.Before, 10))
	}
	return p.Href()
}

// riscontriHref returns the checks of a row's person, from where one comes back
// to the page that is shown.
func (p ListPage) riscontriHref(r people.ListedRow) string {
	return riscontriHref(r.WorkerID) + "?" + url.Values{"torna": {p.here()}}.Encode()
}

// name returns the name searched for, "" when what was typed is none: digits
// may be a codice fiscale, which has no place in an address.
func (p ListPage) name() string {
	if len(p.Filter.Query.Words) == 0 {
		return ""
	}
	return p.Filter.Query.Text
}

func orderValue(sort string, descending bool) string {
	if descending {
		return "-" + sort
	}
	return sort
}

// with returns the address of the list with some of its state changed, from
// the first page: pairs of key and value, "" to leave the key out.
func (p ListPage) with(pairs ...string) string { return p.at(p.Path(), p.values(), pairs...) }

func (p ListPage) at(path string, v url.Values, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			v.Del(pairs[i])
		} else {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// ExcelHref returns the address of the file with exactly what the page shows.
func (p ListPage) ExcelHref() string { return p.at(p.Path()+"/excel", p.values()) }

func (p ListPage) clearHref() string {
	province := ""
	if len(p.Provinces) > 1 {
		province = p.Filter.Province
	}
	return p.at(p.Path(), url.Values{}, "provincia", province)
}

// chips are the active filters; the state is a tab and has none.
func (p ListPage) chips() []shared.Chip {
	var out []shared.Chip
	add := func(name, value, key string) {
		if value != "" {
			out = append(out, shared.Chip{Name: name, Value: value, Href: p.with(key, "")})
		}
	}
	f := p.Filter
	add("Nome", p.name(), "q")
	add("CPI", labelOf(p.Offices, strconv.FormatInt(f.CPI, 10)), "cpi")
	add("Riscontri/Verifiche", labelOf(riscontri, f.Riscontro), "riscontro")
	add("Ammortizzatore", labelOf(benefits, f.Benefit), "ammortizzatore")
	add("Bilancio", labelOf(bilanci, f.Bilancio), "bilancio")
	add("Scadenza", labelOf(fallings, string(p.Falling)), "scadenza")
	if f.NoShowSince != "" {
		add("Assenti dal", f.NoShowSince.Italian(), "assenti_dal")
	}
	return out
}

// folded is how many of the filters that a narrow screen folds away are set.
func (p ListPage) folded() int {
	n := len(p.chips())
	if p.name() != "" {
		n-- // the search is always in sight
	}
	if p.SinceSays != "" {
		n++
	}
	return n
}

var (
	riscontri = []Choice{{people.FilterNone, "nessuno"}, {people.Withdrawn, "rinunciatario"}, {people.Excluded, "escluso"}}
	benefits  = []Choice{{people.BenefitExpired, "scaduto"}, {people.BenefitRunning, "in corso"}}
	bilanci   = []Choice{{people.FilterNone, "nessuno"}, {"in_lavorazione", "in lavorazione"}, {"completo", "completo"}, {"interrotto", "interrotto"}}
)

var fallings = func() (out []Choice) {
	for _, f := range indicators.Fallings {
		out = append(out, Choice{string(f.Value), f.Label})
	}
	return out
}()

func labelOf(choices []Choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Label
		}
	}
	return ""
}

func options(choices []Choice) []shared.Option {
	out := make([]shared.Option, len(choices))
	for i, c := range choices {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

// keep is the state that the form of filters does not hold itself.
func (p ListPage) keep() []shared.KeyValue {
	var out []shared.KeyValue
	v := p.values()
	for _, key := range []string{"stato", "ordine"} {
		if v.Has(key) {
			out = append(out, shared.KeyValue{Key: key, Value: v.Get(key)})
		}
	}
	return out
}

// tabs count the rows by state under the other filters.
func (p ListPage) tabs() []shared.Tab {
	out := []shared.Tab{{Label: "Tutti", Count: shared.CountUpTo(p.Counts.All, people.CountLimit), Href: p.with("stato", ""), Current: p.Filter.State == ""}}
	for _, s := range people.States {
		n := p.Counts.ByState[s.Value]
		if n == 0 && s.Value == people.Excused && p.Filter.State != s.Value {
			continue // rare: a tab only where there is one
		}
		out = append(out, shared.Tab{Label: s.Tab, Count: shared.CountUpTo(n, people.CountLimit), Href: p.with("stato", s.Value), Current: p.Filter.State == s.Value})
	}
	return out
}

// order returns how a column is sorted now, and the address that turns it.
func (p ListPage) order(sort string) (shared.Order, string) {
	f := p.Filter
	switch {
	case f.Sort != sort:
		return shared.Unsorted, p.with("ordine", sort)
	case f.Descending:
		return shared.Descending, p.with("ordine", sort)
	}
	return shared.Ascending, p.with("ordine", "-"+sort)
}

func (p ListPage) orderWords() string {
	words := map[string]string{people.SortName: "di cognome", people.SortBenefit: "di fine dell'ammortizzatore", people.SortCPI: "di Centro per l'Impiego"}[p.Filter.Sort]
	if p.Filter.Descending {
		return words + ", al contrario"
	}
	return words
}

// shown is the number of rows under the filters, as the tab of the state says it.
func (p ListPage) shown() int {
	if p.Filter.State == "" {
		return p.Counts.All
	}
	return p.Counts.ByState[p.Filter.State]
}

func (p ListPage) summary() string {
	return shared.Plural(len(p.Page.Rows), "lavoratore", "lavoratori") + " in questa pagina, " + shared.CountUpTo(p.shown(), people.CountLimit) + " in tutto, in ordine " + p.orderWords()
}

func (p ListPage) pager() shared.PageLinks {
	links := shared.PageLinks{Summary: p.summary()}
	if p.Page.HasPrev {
		links.Previous = p.with("prima", strconv.FormatInt(p.Page.Previous.Before, 10))
	}
	if p.Page.HasNext {
		links.Next = p.with("dopo", strconv.FormatInt(p.Page.Next.After, 10))
	}
	return links
}

func (p ListPage) facts() string {
	parts := []string{"Lavoratori della provincia di " + p.Province}
	if p.List.UpdatedOn != "" {
		parts = append(parts, "lista aggiornata il "+p.List.UpdatedOn.Italian())
	}
	parts = append(parts, "priorità "+strconv.Itoa(p.List.Priority))
	switch {
	case p.List.ClosedOn != "" && p.List.ClosedOn <= p.Today:
		parts = append(parts, "chiusa il "+p.List.ClosedOn.Italian())
	case p.List.ActiveFrom > p.Today:
		parts = append(parts, "attiva dal "+p.List.ActiveFrom.Italian())
	}
	return strings.Join(parts, " · ")
}

// benefitHeader names the end of what the list's workers receive.
func (p ListPage) benefitHeader() string {
	if strings.HasPrefix(rule.Fold(p.List.Name), "mobilita") {
		return "Fine mobilità"
	}
	return "Fine ammortizzatore"
}

func stateKind(state string) shared.Kind {
	switch state {
	case people.Convened:
		return shared.Running
	case people.Attended:
		return shared.Good
	case people.Absent, people.Withdrawn, people.Excluded:
		return shared.Stop
	}
	return shared.Neutral
}

// Convocable reports whether the reader can pick any row of the page.
func (p ListPage) Convocable() bool {
	return p.CanConvene && slices.ContainsFunc(p.Page.Rows, func(r people.ListedRow) bool { return r.Convocable() })
}

// convocationNote says when, and how many times the person did not come.
func convocationNote(c people.Convocation, today rule.Date) string {
	switch {
	case c.State == people.Absent && c.NoShows > 1:
		return strconv.Itoa(c.NoShows) + " volte, l'ultima il " + c.LastNoShowOn.Italian()
	case c.On == "":
		return ""
	case c.State == people.Convened && c.On >= today:
		if c.On == today {
			return "oggi"
		}
		return c.On.WeekdayName() + " " + c.On.Short()
	}
	return "il " + c.On.Italian()
}

func cardHref(workerID int64) string { return "/lavoratori/" + strconv.FormatInt(workerID, 10) }

func riscontriHref(workerID int64) string { return cardHref(workerID) + "/riscontri" }

func bookHref(r people.ListedRow) string {
	return "/elenchi/" + strconv.FormatInt(r.ListID, 10) + "/righe/" + strconv.FormatInt(r.ID, 10) + "/appuntamento"
}

func months(n int) string { return shared.Plural(n, "mese fruito", "mesi fruiti") }

func ages(n int) string { return shared.Plural(n, "anno", "anni") }
