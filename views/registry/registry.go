// Package registry draws the pages of the registry of services.
package registry

import (
	"net/url"
	"strconv"
	"strings"

	"sportello/db/people"
	"sportello/db/registry"
	"sportello/views/shared"
)

// Choice is one option of a filter or field.
type Choice struct{ Value, Label string }

func options(all []Choice) []shared.Option {
	out := make([]shared.Option, len(all))
	for i, c := range all {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

// ServicePath returns the address of a row of the ledger.
func ServicePath(id int64) string { return "/servizi/" + strconv.FormatInt(id, 10) }

// RegisterPath returns the address where a service of a person is registered.
func RegisterPath(worker int64) string { return workerPath(worker) + "/servizi/nuovo" }

// DIDPath returns the address where a declaration of a person is registered.
func DIDPath(worker int64) string { return workerPath(worker) + "/did/nuova" }

func workerPath(id int64) string { return "/lavoratori/" + strconv.FormatInt(id, 10) }

var modeOptions = shared.Options(registry.Modes...)

// programmeLabels are the programmes as the screens write them.
var programmeLabels = map[string]string{"GG": "Garanzia Giovani", "RdC": "Reddito di cittadinanza", "L68": "Collocamento mirato (L. 68/99)", "AASS": "Ammortizzatori in deroga (AASS)",
	"GOL": "GOL", "ADI": "Assegno di inclusione", "SFL": "Supporto formazione e lavoro", "NASpI": "NASpI"}

func programmeOptions() []shared.Option {
	var out []shared.Option
	for _, p := range registry.Programmes {
		out = append(out, shared.Option{Value: p, Label: programmeLabel(p)})
	}
	return out
}

func programmeLabel(p string) string {
	if label := programmeLabels[p]; label != "" {
		return label
	}
	return p
}

func targetLabel(code string) string {
	for _, t := range registry.Targets {
		if t.Code == code {
			return t.Label
		}
	}
	return code
}

// ranged says how long a service lasts: «da 60 a 120 minuti, in media 90».
func ranged(r registry.Range) string {
	text := r.Text()
	if r.Mean > 0 {
		text += ", in media " + strconv.Itoa(r.Mean)
	}
	return text
}

// masterplanMinutes says the Masterplan's minutes of a group. Those that a span
// of services shares are not the service's own.
func masterplanMinutes(prestazione string, m registry.TargetMinutes) string {
	text := "Masterplan, " + prestazione + " per «" + targetLabel(m.Target) + "»: " + shared.Plural(m.Minutes, "minuto", "minuti")
	if m.Span != "" && m.Span != prestazione {
		text += ", per tutto il gruppo " + m.Span + " insieme: non si sommano"
	}
	return text + "."
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// named returns the name of a service; N, which is closed, has none in the table
// but that of its group.
func named(s registry.Service) string {
	for _, text := range []string{clean(s.Title), clean(s.LEPName)} {
		if text != "" {
			return text
		}
	}
	return s.Code
}

// clean writes a text of the sources, which may be broken over lines, on one.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

// CodePath returns the address of a service of the table.
func CodePath(code string) string { return "/codici/servizi/" + url.PathEscape(code) }

func personLink(s people.Served) string { return workerPath(s.WorkerID) }
