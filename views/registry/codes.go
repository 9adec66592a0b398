package registry

import (
	"net/url"

	"sportello/db/exchange"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/views/shared"
)

// SAPOffice is an office with the ministry's code.
type SAPOffice = exchange.SAPOffice

// The tabs of the codes.
const (
	TabServices    = "servizi"
	TabPrestazioni = "prestazioni"
	TabNational    = "nazionali"
	TabSection     = "sezione-6"
	TabOffices     = "uffici"
)

// CodesFrame is what every page of the codes knows.
type CodesFrame struct {
	Tab   string
	Words registry.Words
	Admin bool
	Sends bool // the reader sends section 6
	Today rule.Date
}

func (f CodesFrame) tabs() []shared.Tab {
	out := []shared.Tab{
		{Label: "Servizi LEP", Href: "/codici", Current: f.Tab == TabServices},
		{Label: "Prestazioni del Masterplan", Href: "/codici/prestazioni", Current: f.Tab == TabPrestazioni},
		{Label: "Codici nazionali", Href: "/codici/nazionali", Current: f.Tab == TabNational},
	}
	if f.Sends {
		out = append(out, shared.Tab{Label: "Sezione 6 della SAP", Href: "/codici/sezione-6", Current: f.Tab == TabSection})
	}
	if f.Admin {
		out = append(out, shared.Tab{Label: "Codici degli uffici", Href: "/codici/uffici", Current: f.Tab == TabOffices})
	}
	return out
}

// PrestazionePath returns the address of a prestazione.
func PrestazionePath(code string) string { return "/codici/prestazioni/" + url.PathEscape(code) }

// State is where the national code of a service stands, as a filter's word.
type State struct{ Word string }

// The states.
const (
	OnlyGoing    = "vanno"
	OnlyWaiting  = "attendono"
	OnlyUnmapped = "senza"
)

// MappingState says where the national code of a service stands.
func MappingState(m registry.Mapping) State {
	switch {
	case m.Goes():
		return State{OnlyGoing}
	case m.National != "":
		return State{OnlyWaiting}
	}
	return State{OnlyUnmapped}
}

// valid says from when to when a row is valid.
func valid(from, to rule.Date) string {
	switch {
	case from <= "1900-01-01" && to >= registry.Forever:
		return "da sempre"
	case from <= "1900-01-01":
		return "fino al " + to.Italian()
	case to >= registry.Forever:
		return "dal " + from.Italian()
	}
	return "dal " + from.Italian() + " al " + to.Italian()
}

// short writes minutes as a table does: «20–30», «25» beside it in the mean.
func short(n int) string {
	if n == 0 {
		return ""
	}
	return shared.Count(n)
}

// CodeLabels are the fields of a service, by name; CodeOrder their order.
var CodeLabels = map[string]string{"from": "Vale dal", "title": "Nome", "rule_text": "Quando si registra", "minutes_min": "Minuti, minimo", "minutes_mean": "Minuti, medio", "minutes_max": "Minuti, massimo",
	"programme": "Riservato ai programmi", "prestazioni": "Conta come prestazione", "registrable": "Si può registrare", "notes": "Note"}

// CodeOrder is the order of the fields.
var CodeOrder = []string{"from", "title", "rule_text", "minutes_min", "minutes_mean", "minutes_max", "programme", "prestazioni", "registrable", "notes"}

// NationalLabels are the fields of a national code.
var NationalLabels = map[string]string{"national": "Codice nazionale"}

// PrestazioneLabels are the fields of a prestazione, by name.
func PrestazioneLabels() map[string]string {
	out := map[string]string{"from": "Vale dal", "name": "Nome", "recipients": "Destinatari", "purpose": "Finalità", "structure": "Requisiti strutturali", "competence": "Requisiti professionali",
		"process": "Requisiti di processo", "notes": "Note"}
	for _, t := range registry.Targets {
		out["minutes_"+t.Code] = "Minuti, " + t.Label
	}
	return out
}

// PrestazioneOrder is the order of the fields.
func PrestazioneOrder() []string {
	out := []string{"from", "name", "recipients", "purpose", "structure", "competence", "process"}
	for _, t := range registry.Targets {
		out = append(out, "minutes_"+t.Code)
	}
	return append(out, "notes")
}
