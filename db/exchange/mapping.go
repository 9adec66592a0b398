package exchange

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// Field is something a file may say in one of its columns.
type Field struct {
	Key      string
	Label    string
	Sample   string   // what the model of a file says of it
	Words    []string // headers that mean it, folded; the first that fits wins
	Required bool
	looks    func(cell string) bool // what its cells look like, for headers that say nothing
}

// ListFields are what a list of workers says. The order is that of the mapping
// screen, and of the proposal: an earlier field takes its column first.
var ListFields = []Field{
	{Key: "codice_fiscale", Label: "Codice fiscale", Sample: "RSSMRA80A01I158G", Words: []string{"codicefiscale", "cf", "codfiscale", "codfisc"}, Required: true, looks: looksLikeCF},
	{Key: "cognome", Label: "Cognome", Sample: "Rossi", Words: []string{"cognome"}, Required: true},
	{Key: "nome", Label: "Nome", Sample: "Mario", Words: []string{"nome"}, Required: true},
	{Key: "sesso", Label: "Sesso", Sample: "M", Words: []string{"sesso", "genere"}},
	{Key: "data_nascita", Label: "Data di nascita", Sample: "01/01/1980", Words: []string{"datadinascita", "datanascita", "natoil", "natail", "dtnascita"}},
	{Key: "luogo_nascita", Label: "Comune o Stato di nascita", Sample: "San Severo", Words: []string{"comunestatodinascita", "comunedinascita", "comunenascita", "luogodinascita", "luogonascita", "natoa", "statodinascita"}},
	{Key: "residenza", Label: "Comune di residenza", Sample: "San Severo", Words: []string{"comunediresidenza", "comuneresidenza", "residenza", "residentea", "comune"}},
	{Key: "indirizzo", Label: "Indirizzo", Sample: "Via Roma 1", Words: []string{"indirizzo", "indirizzodiresidenza", "via"}},
	{Key: "cap", Label: "CAP", Sample: "71016", Words: []string{"cap"}},
	{Key: "provincia", Label: "Provincia di residenza", Sample: "FG", Words: []string{"prov", "provincia", "provinciadiresidenza", "siglaprovincia"}},
	{Key: "telefono", Label: "Telefono", Sample: "0882123456", Words: []string{"telefono", "cellulare", "tel", "cell", "recapitotelefonico"}},
	{Key: "email", Label: "E-mail", Sample: "mario.rossi@example.org", Words: []string{"email", "mail", "postaelettronica", "indirizzoemail"}, looks: looksLikeEmail},
	{Key: "azienda", Label: "Azienda di provenienza", Sample: "Esempio S.r.l.", Words: []string{"aziendadiprovenienza", "azienda", "ragionesociale", "datoredilavoro", "impresa"}},
	{Key: "partita_iva", Label: "Partita IVA dell'azienda", Sample: "01234567897", Words: []string{"pivaazienda", "piva", "partitaiva", "codicefiscaleazienda", "cfazienda"}},
	{Key: "qualifica", Label: "Qualifica", Sample: "Saldatore", Words: []string{"qualifica", "mansione", "profilo"}},
	{Key: "titolo_studio", Label: "Titolo di studio", Sample: "Licenza media", Words: []string{"titolodistudio", "titolostudio"}},
	{Key: "ammortizzatore", Label: "Ammortizzatore", Sample: "Mobilità ordinaria", Words: []string{"ammortizzatore", "ammortizzatoresociale", "trattamento", "tipoammortizzatore"}},
	{Key: "fruizione_dal", Label: "Inizio della fruizione", Sample: "01/02/2026", Words: []string{"iniziomobilita", "datainizio", "iniziofruizione", "fruizionedal", "dal", "decorrenza"}},
	{Key: "fruizione_al", Label: "Fine della fruizione", Sample: "31/01/2027", Words: []string{"finemobilita", "datafine", "finefruizione", "fruizioneal", "al", "scadenza"}},
	{Key: "mesi", Label: "Mesi fruiti", Sample: "12", Words: []string{"mesifruiti", "mesi"}},
	{Key: "data_cessazione", Label: "Data di licenziamento o sospensione", Sample: "31/01/2026", Words: []string{"datalicenziamento", "datacessazione", "datasospensione", "licenziamento"}},
	{Key: "cpi", Label: "CPI competente", Sample: "San Severo", Words: []string{"cpicompetente", "cpi", "centroperlimpiego", "centroimpiego"}},
}

// ListColumns returns the columns of a list, for the page of the upload, its
// model and the command line.
func ListColumns() []rule.Column {
	out := make([]rule.Column, len(ListFields))
	for i, f := range ListFields {
		out[i] = rule.Column{Title: f.Label, Sample: f.Sample, Required: f.Required}
	}
	return out
}

// Mapping says in which column, from 0, each field stands. What is not in it is
// not in the file.
type Mapping map[string]int

// byWords maps the fields whose words are a header's, first by equality and
// then by containment, each column once.
func byWords(fields []Field, header []string) Mapping {
	m := Mapping{}
	taken := map[int]bool{}
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = headerWord(h)
	}
	claim := func(fits func(header, word string) bool) {
		for _, f := range fields {
			if _, done := m[f.Key]; done {
				continue
			}
			for _, w := range f.Words {
				i := slices.IndexFunc(folded, func(h string) bool { return h != "" && fits(h, w) })
				if i >= 0 && !taken[i] {
					m[f.Key], taken[i] = i, true
					break
				}
			}
		}
	}
	claim(func(h, w string) bool { return h == w })
	claim(func(h, w string) bool { return len(w) > 4 && strings.HasPrefix(h, w) })
	return m
}

// byContents maps the fields left over to the columns whose cells look like them.
func byContents(fields []Field, header []string, sample []Row, m Mapping) {
	taken := map[int]bool{}
	for _, i := range m {
		taken[i] = true
	}
	for _, f := range fields {
		if _, done := m[f.Key]; done || f.looks == nil {
			continue
		}
		for i := range header {
			full, fit := 0, 0
			for _, r := range sample {
				if i < len(r.Cells) && r.Cells[i] != "" {
					full++
					if f.looks(r.Cells[i]) {
						fit++
					}
				}
			}
			if !taken[i] && full > 0 && fit*10 >= full*8 {
				m[f.Key], taken[i] = i, true
				break
			}
		}
	}
}

// Missing returns the labels of the required fields that no column gives.
func (m Mapping) Missing(fields []Field) []string {
	var out []string
	for _, f := range fields {
		if _, ok := m[f.Key]; f.Required && !ok {
			out = append(out, f.Label)
		}
	}
	return out
}

// Cell returns the field's text in a row, "" when the file does not have it.
func (m Mapping) Cell(row []string, key string) string {
	if i, ok := m[key]; ok && i < len(row) {
		return strings.TrimSpace(row[i])
	}
	return ""
}

// headerWord reduces a header to its letters: «P.IVA azienda» is «pivaazienda».
func headerWord(h string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, rule.Fold(h))
}

func looksLikeCF(cell string) bool {
	_, err := rule.ParseCodiceFiscale(cell)
	return err == nil
}

func looksLikeEmail(cell string) bool {
	_, err := rule.ParseEmail(cell)
	return err == nil
}
