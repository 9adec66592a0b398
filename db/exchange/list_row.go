package exchange

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Office is a CPI as a file may name it.
type Office struct {
	ID       int64
	Name     string
	Province string
}

// PlaceFinder turns the name of a place of birth or residence, as a file
// writes it, into its cadastral code and province; ok is false when it is
// unknown or ambiguous.
type PlaceFinder func(name, province string, on rule.Date) (code, sigla string, ok bool)

// ListContext is what a line of a list is judged against.
type ListContext struct {
	Province  string            // of the load
	Reference rule.Date         // of the load
	Offices   map[string]Office // by folded name
	Catchment map[string]Office // office of a municipality, by cadastral code
	Place     PlaceFinder
}

// ListLine is one line of a list, understood. A rejected one has a Reason and
// nothing else.
type ListLine struct {
	Number   int
	Cells    []string
	Reason   string   // why it is refused, "" if it is not
	Warnings []string // doubts that do not stop it

	CodiceFiscale rule.CodiceFiscale
	Office        Office
	Worker        map[string]string // columns of the worker, only those with a value
	List          map[string]string // columns of the list row, only those with a value

	cut []string // fields of which the text was too long to be kept whole
}

// maxCell is the longest text kept of a cell, in characters.
const maxCell = 300

// IsTotal reports whether the row is a total at the foot of the file, which is
// no person and no error.
func IsTotal(m Mapping, cells []string) bool {
	if m.Cell(cells, "cognome") != "" || m.Cell(cells, "nome") != "" {
		return false
	}
	for _, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			return strings.HasPrefix(rule.Fold(c), "total")
		}
	}
	return true
}

// ReadListLine judges one line of a list. Refusals are few: what a person
// cannot be known or placed by. All else is a warning, and the value is left
// out.
func ReadListLine(c ListContext, m Mapping, row Row) ListLine {
	l := ListLine{Number: row.Number, Cells: row.Cells, Worker: make(map[string]string, 16), List: make(map[string]string, 8)}
	cell := func(key string) string {
		text, cut := tidy(m.Cell(row.Cells, key))
		if cut && !slices.Contains(l.cut, key) {
			l.cut = append(l.cut, key)
		}
		return text
	}

	cf, err := rule.ParseCodiceFiscale(cell("codice_fiscale"))
	if l.Reason = cfReason(err); l.Reason != "" {
		return l
	}
	l.CodiceFiscale = cf
	if cell("cognome") == "" {
		l.Reason = "cognome mancante"
		return l
	}
	if cell("nome") == "" {
		l.Reason = "nome mancante"
		return l
	}
	// What has no place to be shown in full is no name: kept short it would be
	// somebody else's.
	for _, key := range []string{"cognome", "nome"} {
		if rule.TooLong(cell(key), rule.MaxName) != nil {
			l.Reason = key + " troppo lungo"
			return l
		}
	}
	birth, err := optionalDate(cell("data_nascita"))
	if err != nil {
		l.Reason = "data di nascita inesistente"
		return l
	}
	l.place(c, cell)
	if l.Reason != "" {
		return l
	}
	l.identity(c, cell, cf, birth)
	l.contacts(cell)
	l.benefit(cell)
	for _, key := range l.cut {
		l.warn(fieldLabel(key) + ": testo troppo lungo, tagliato")
	}
	return l
}

func cfReason(err error) string {
	for _, kind := range []error{rule.ErrCFMissing, rule.ErrCFLength, rule.ErrCFFormat, rule.ErrCFControl} {
		if errors.Is(err, kind) {
			return kind.Error()
		}
	}
	return ""
}

// place finds the residence and the competent office: the one the file names,
// or the one of the municipality.
func (l *ListLine) place(c ListContext, cell func(string) string) {
	province := strings.ToUpper(cell("provincia"))
	if name := cell("residenza"); name != "" {
		l.set(l.Worker, "residence", name)
		code, sigla, ok := c.Place(name, province, c.Reference)
		if ok {
			l.set(l.Worker, "residence_code", code)
			province = sigla
		}
	}
	if len(province) == 2 {
		l.set(l.Worker, "residence_province", province)
	}
	name := cell("cpi")
	office, ok := c.Offices[rule.Fold(officeName(name))]
	switch {
	case name == "":
		if office, ok = c.Catchment[l.Worker["residence_code"]]; !ok {
			l.Reason = "CPI mancante"
		}
	case !ok:
		l.Reason = "CPI sconosciuto"
	}
	if l.Reason == "" && office.Province != c.Province {
		l.Reason = "CPI di un'altra provincia"
	}
	l.Office = office
}

// officeName drops what files put before the name of an office.
func officeName(s string) string {
	for _, prefix := range []string{"Centro per l'Impiego di ", "Centro per l’Impiego di ", "CPI di ", "CPI "} {
		if len(s) > len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
			return s[len(prefix):]
		}
	}
	return s
}

func (l *ListLine) identity(c ListContext, cell func(string) string, cf rule.CodiceFiscale, birth rule.Date) {
	l.set(l.Worker, "surname", cell("cognome"))
	l.set(l.Worker, "name", cell("nome"))
	switch sex := strings.ToUpper(cell("sesso")); {
	case strings.HasPrefix(sex, "M"):
		l.set(l.Worker, "sex", "M")
	case strings.HasPrefix(sex, "F"):
		l.set(l.Worker, "sex", "F")
	}
	fromCF, known := cf.BirthDate(c.Reference)
	if known && birth != "" && birth[2:] != fromCF[2:] {
		l.warn("data di nascita diversa dal codice fiscale")
	}
	if birth == "" && known {
		birth = fromCF
	}
	l.set(l.Worker, "birth_date", string(birth))
	if l.Worker["sex"] == "" && known {
		l.set(l.Worker, "sex", cf.Sex())
	}
	if code := cf.BirthPlaceCode(); code != "" {
		l.set(l.Worker, "birth_place_code", code)
	}
	l.set(l.Worker, "birth_place", cell("luogo_nascita"))
	l.set(l.Worker, "study_title", cell("titolo_studio"))
}

func (l *ListLine) contacts(cell func(string) string) {
	l.set(l.Worker, "residence_address", cell("indirizzo"))
	if cap := cell("cap"); cap != "" {
		if v, err := rule.ParseCAP(cap); err == nil {
			l.set(l.Worker, "residence_cap", v)
		} else {
			l.warn("CAP non valido, scartato")
		}
	}
	if phone := cell("telefono"); phone != "" {
		if v, err := rule.ParsePhone(phone); err == nil {
			l.set(l.Worker, "phone", v)
		} else {
			l.warn("telefono non valido, scartato")
		}
	}
	if email := cell("email"); email != "" {
		if v, err := rule.ParseEmail(email); err == nil {
			l.set(l.Worker, "email", v)
		} else {
			l.warn("e-mail non valida, scartata")
		}
	}
}

func (l *ListLine) benefit(cell func(string) string) {
	l.set(l.List, "company", cell("azienda"))
	l.set(l.List, "company_tax_id", strings.ToUpper(cell("partita_iva")))
	l.set(l.List, "job", cell("qualifica"))
	l.set(l.List, "study_title", cell("titolo_studio"))
	l.set(l.List, "benefit", cell("ammortizzatore"))
	if months := cell("mesi"); months != "" {
		if n, err := strconv.Atoi(strings.TrimSuffix(months, ".0")); err == nil && n >= 0 && n < 1000 {
			l.set(l.List, "benefit_months", strconv.Itoa(n))
		} else {
			l.warn("mesi fruiti non leggibili, scartati")
		}
	}
	dates := map[string]rule.Date{}
	for _, f := range []struct{ key, column, word string }{
		{"fruizione_dal", "benefit_from", "inizio mobilità"}, {"fruizione_al", "benefit_to", "fine mobilità"}, {"data_cessazione", "dismissed_on", "data di licenziamento"},
	} {
		d, err := optionalDate(cell(f.key))
		if err != nil {
			l.warn(f.word + " inesistente, scartata")
			continue
		}
		dates[f.column] = d
		l.set(l.List, f.column, string(d))
	}
	if from, to := dates["benefit_from"], dates["benefit_to"]; from != "" && to != "" && to < from {
		l.warn("fine mobilità prima dell'inizio")
	}
}

// set keeps a value; an empty one says nothing.
func (l *ListLine) set(into map[string]string, column, value string) {
	if value != "" {
		into[column] = value
	}
}

// fieldLabel names a field inside a sentence: «indirizzo».
func fieldLabel(key string) string {
	for _, f := range ListFields {
		if f.Key == key && f.Key != "cap" && f.Key != "cpi" {
			return strings.ToLower(f.Label[:1]) + f.Label[1:]
		}
	}
	return key
}

func (l *ListLine) warn(text string) { l.Warnings = append(l.Warnings, text) }

func optionalDate(s string) (rule.Date, error) {
	if s == "" {
		return "", nil
	}
	s, _, _ = strings.Cut(s, " ") // a time after the day says nothing of a day
	return rule.ParseDate(s)
}

// tidy returns a text with single blanks between its words, clipped, and
// whether anything was cut off. Most cells are so already.
func tidy(s string) (text string, cut bool) {
	if !isTidy(s) {
		s = strings.Join(strings.Fields(s), " ")
	}
	text = clip(s)
	return text, len(text) < len(s)
}

func isTidy(s string) bool {
	blank := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == ' ' && blank {
			return false
		}
		blank = s[i] == ' '
	}
	return !blank || s == ""
}

func clip(s string) string {
	if len(s) <= maxCell {
		return s
	}
	if r := []rune(s); len(r) > maxCell {
		return string(r[:maxCell])
	}
	return s
}
