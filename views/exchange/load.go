// Package exchange draws the loading of a worker list: file, columns, preview,
// outcome.
package exchange

import (
	"strconv"
	"strings"

	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/views/layout"
	"sportello/views/shared"
)

// UploadPage is the page on which a file is chosen, with the loads of before.
type UploadPage struct {
	List      people.WorkerList
	Provinces []shared.Option // to choose from; one is chosen by itself
	Province  string
	Date      string
	Sender    string
	Errors    rule.Refusals
	Loads     []exchange.Load
}

// LoadPage is one load, wherever it stands.
type LoadPage struct {
	Load     exchange.Load
	Header   []string
	Sample   [][]string
	First    []exchange.Row   // among which the titles stand
	Mapping  exchange.Mapping // as typed, on a refused form
	Errors   rule.Refusals
	Job      archive.Job
	Tab      exchange.Fate // which lines the preview shows; "" those with a warning
	Lines    []exchange.Line
	Next     int    // number of the last line shown, when there are more; 0 otherwise
	CanOpen  bool   // the reader opens the persons' cards
	Province string // its name
}

func (p LoadPage) path() string { return "/caricamenti/" + strconv.FormatInt(p.Load.ID, 10) }

func listPath(id int64) string { return "/elenchi/" + strconv.FormatInt(id, 10) }

func (p LoadPage) head(title string) layout.Head {
	l := p.Load
	facts := l.ListName + ", provincia di " + p.Province + " · " + l.FileName
	if n := l.Tally.Rows(); n > 0 {
		facts += ", " + shared.Plural(n, "riga", "righe")
	}
	return layout.Head{
		Title: title, Facts: facts, Active: layout.KeyList,
		Crumbs: []layout.Crumb{{Label: l.ListName, Href: listPath(l.ListID)}, {Label: "Caricamenti", Href: listPath(l.ListID) + "/caricamenti"}, {Label: l.FileName}},
	}
}

// headerWords says from which row the titles were taken.
func (p LoadPage) headerWords() string {
	switch row := strconv.Itoa(p.Load.HeaderRow); {
	case p.Load.HeaderRow == 0:
		return "Nel file non c'è una riga con i titoli delle colonne: dal contenuto scegli tu che cosa contiene ciascuna."
	case !p.Load.TitlesKnown():
		return "Non abbiamo riconosciuto i titoli delle colonne: abbiamo preso la riga " + row + ". Scegli tu che cosa contiene ciascuna; se i titoli sono in un'altra riga, indicala."
	default:
		return "Abbiamo riconosciuto l'intestazione alla riga " + row + ". Controlla gli abbinamenti."
	}
}

// titleOf returns the title of a column, or that it has none.
func titleOf(title string) string {
	if title == "" {
		return "(senza titolo)"
	}
	return title
}

// rowOptions are the rows in which the titles may stand.
func (p LoadPage) rowOptions() []shared.Option {
	options := []shared.Option{{Value: "0", Label: "nessuna: il file non ha titoli"}}
	for _, r := range p.First {
		var cells []string
		for _, c := range r.Cells {
			if c != "" && len(cells) < 4 {
				cells = append(cells, shorten(c))
			}
		}
		options = append(options, shared.Option{Value: strconv.Itoa(r.Number), Label: "riga " + strconv.Itoa(r.Number) + ": " + strings.Join(cells, ", ")})
	}
	return options
}

// steps are the four steps of a load, with where this one stands.
func (p LoadPage) steps() []shared.Step {
	at := map[exchange.State]int{exchange.StateReceived: 1, exchange.StateReading: 2, exchange.StatePreview: 2, exchange.StateApplying: 2, exchange.StateApplied: 3, exchange.StateUndone: 3, exchange.StateGivenUp: 3, exchange.StateFailed: 2}[p.Load.State]
	names := []string{"Carica il file", "Colonne", "Anteprima", "Esito"}
	steps := make([]shared.Step, len(names))
	for i, name := range names {
		steps[i] = shared.Step{Name: name, Done: i < at, Current: i == at}
	}
	return steps
}

// columnName returns the name that a spreadsheet gives the column: A, B, … AA.
func columnName(i int) string {
	name := ""
	for i >= 0 {
		name = string(rune('A'+i%26)) + name
		i = i/26 - 1
	}
	return name
}

// fieldOf returns the key of the field that stands in the column, "" for none.
func fieldOf(m exchange.Mapping, column int) string {
	for key, i := range m {
		if i == column {
			return key
		}
	}
	return ""
}

// examples returns the first few different values of a column.
func examples(sample [][]string, column int) string {
	seen := map[string]bool{}
	text := ""
	for _, row := range sample {
		if column >= len(row) || row[column] == "" || seen[row[column]] || len(seen) == 3 {
			continue
		}
		seen[row[column]] = true
		if text != "" {
			text += ", "
		}
		text += shorten(row[column])
	}
	return text
}

func fieldOptions() []shared.Option {
	options := []shared.Option{{Value: "", Label: "(non importare)"}}
	for _, f := range exchange.ListFields {
		options = append(options, shared.Option{Value: f.Key, Label: f.Label})
	}
	return options
}

// tabs are the views of a preview, with how many lines each has.
func (p LoadPage) tabs() []shared.Tab {
	t := p.Load.Tally
	var tabs []shared.Tab
	for _, v := range []struct {
		label string
		fate  exchange.Fate
		key   string
		n     int
	}{
		{"si aggiornano", exchange.FateUpdate, "aggiorna", t.Updated}, {"si creano", exchange.FateCreate, "crea", t.Created},
		{"con avviso", "", "avviso", t.Warned}, {"doppie", exchange.FateDuplicate, "duplicata", t.Duplicates},
		{"scartate", exchange.FateReject, "respinta", t.Rejected}, {"invariate", exchange.FateUnchanged, "invariata", t.Unchanged},
	} {
		tabs = append(tabs, shared.Tab{Label: v.label, Count: shared.Count(v.n), Href: p.path() + "?esito=" + v.key, Current: v.fate == p.Tab})
	}
	return tabs
}

func (p LoadPage) tabKey() string {
	if p.Tab == "" {
		return "avviso"
	}
	return string(p.Tab)
}

func fateBadge(l exchange.Line, applied bool) (shared.Kind, string) {
	switch l.Fate {
	case exchange.FateCreate, exchange.FateUpdate:
		if l.Warning != "" {
			return shared.Look, "entra con avviso"
		}
		if l.Fate == exchange.FateCreate {
			return shared.Good, map[bool]string{false: "si crea", true: "creata"}[applied]
		}
		return shared.Running, map[bool]string{false: "si aggiorna", true: "aggiornata"}[applied]
	case exchange.FateDuplicate:
		return shared.Neutral, "doppia"
	case exchange.FateReject:
		return shared.Stop, "scartata"
	}
	if l.Warning != "" {
		return shared.Look, "invariata, con avviso"
	}
	return shared.Neutral, "invariata"
}

// person returns the name and the codice fiscale that the line bears.
func (p LoadPage) person(l exchange.Line) (name, code string) {
	m := p.Load.Mapping
	return m.Cell(l.Cells, "cognome") + " " + m.Cell(l.Cells, "nome"), m.Cell(l.Cells, "codice_fiscale")
}

func orNone(s string) string {
	if s == "" {
		return "nessuno"
	}
	return s
}

// shown writes a stored value as people read it.
func shown(d exchange.Difference, value string) string {
	if len(value) == 10 && value[4] == '-' && value[7] == '-' {
		return rule.Date(value).Italian()
	}
	if d.Column == "residence" || d.Column == "row_residence" || d.Column == "birth_place" {
		value = rule.PlaceName(value)
	}
	return orNone(value)
}

func toApply(t rule.Tally) int { return t.Created + t.Updated }

// shorten cuts an example to what a table cell can show.
func shorten(s string) string {
	if r := []rune(s); len(r) > 24 {
		return string(r[:23]) + "…"
	}
	return s
}

// working reports whether something goes on behind the page.
func (p LoadPage) working() bool {
	return p.Load.State == exchange.StateReading || p.Load.State == exchange.StateApplying
}

func (p LoadPage) progressTitle() string {
	switch l := p.Load; {
	case l.State == exchange.StateApplying, l.State == exchange.StateApplied, l.State == exchange.StatePreview && l.Error != "":
		return "Applicazione di " + l.FileName
	}
	return "Lettura di " + p.Load.FileName
}

func (p LoadPage) progressWords() string {
	switch l := p.Load; {
	case l.State == exchange.StateApplied:
		return "Elenco caricato: " + shared.Plural(l.Tally.Created, "riga creata", "righe create") + ", " + shared.Plural(l.Tally.Updated, "aggiornata", "aggiornate") + "."
	case l.State == exchange.StatePreview && l.Error != "":
		return l.Error
	case !p.working():
		return "Lettura finita."
	case p.Job.State == archive.JobWaiting && p.Job.Error != "":
		return p.Job.Error
	case p.Job.Total > 0:
		return strconv.Itoa(p.Job.Percent()) + " % · " + shared.Plural(p.Job.Done, "riga", "righe") + " su " + shared.Count(p.Job.Total)
	}
	return "In attesa di cominciare."
}

// provinceName returns the name of a province, its sigla when it is not known.
func provinceName(all []shared.Option, sigla string) string {
	for _, o := range all {
		if o.Value == sigla {
			return o.Label
		}
	}
	return sigla
}
