package indicators

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// ImportBases keeps the baselines of a file, all or none.
func (h *Handlers) ImportBases(r *web.Request) error {
	replace := r.Form().Text("sostituisci") == "1"
	refuse := func(refusals rule.Refusals) error {
		return h.bases(r, http.StatusUnprocessableEntity, r.Form().Text("ambito"), views.BasesPage{FileErrors: refusals, Replace: replace})
	}
	file, _, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		return refuse(rule.Refusals{{Field: "file", Message: "Scegli il file CSV con i valori."}})
	}
	defer file.Close()
	scopes, err := h.store.Scopes(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	all, refusals := readBases(file, scopes)
	if len(refusals) == 0 {
		err := h.store.ImportBaselines(r.Ctx(), r.Actor, all, replace, func(int) string { return "file" })
		refused, ok := web.Refused(err)
		if err != nil && !ok {
			return err
		}
		refusals = refused
	}
	if len(refusals) > 0 {
		return refuse(refusals)
	}
	r.Done("Valori importati: " + strconv.Itoa(len(all)) + ".")
	return r.SeeOther(views.BasesPath + "?ambito=" + r.Form().Text("ambito"))
}

const maxBases = 20_000

// readBases reads a file of baselines: CPI, indicator, year, value.
func readBases(file io.Reader, scopes []indicators.Scope) (all []indicators.Baseline, refusals rule.Refusals) {
	add := func(line int, sentence string) {
		refusals.Add("file", "Riga "+strconv.Itoa(line)+": "+sentence)
	}
	content, err := io.ReadAll(io.LimitReader(file, 4<<20))
	if err != nil {
		return nil, rule.Refusals{{Field: "file", Message: "Il file non si legge."}}
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	c := csv.NewReader(strings.NewReader(text))
	c.FieldsPerRecord = -1
	if first, _, _ := strings.Cut(text, "\n"); strings.Contains(first, ";") {
		c.Comma = ';'
	}
	for line := 1; ; line++ {
		f, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(f) != 4 {
			add(line, "servono quattro colonne: CPI, Indicatore, Anno, Valore.")
			break
		}
		if line == 1 && rule.Fold(f[0]) == rule.Fold("CPI") {
			continue
		}
		if b, sentence := baseOf(f, scopes); sentence != "" {
			add(line, sentence)
		} else {
			all = append(all, b)
		}
		if len(refusals) >= 20 || len(all) >= maxBases {
			break
		}
	}
	if len(all) == 0 && len(refusals) == 0 {
		refusals.Add("file", "Il file non ha righe.")
	}
	return all, refusals
}

func baseOf(f []string, scopes []indicators.Scope) (b indicators.Baseline, sentence string) {
	office := slices.IndexFunc(scopes, func(s indicators.Scope) bool {
		return s.Bases && rule.Fold(strings.TrimPrefix(s.Label, "CPI ")) == rule.Fold(strings.TrimPrefix(strings.TrimSpace(f[0]), "CPI "))
	})
	if office < 0 {
		return b, "«" + f[0] + "» non è un ufficio di cui inserisci i valori."
	}
	b.CPI, b.Indicator = scopes[office].CPI, strings.TrimSpace(f[1])
	if _, ok := indicators.ByCode(b.Indicator); !ok {
		return b, "«" + f[1] + "» non è un indicatore della scheda."
	}
	var err error
	if b.Year, err = strconv.Atoi(strings.TrimSpace(f[2])); err != nil {
		return b, "«" + f[2] + "» non è un anno."
	}
	if b.Value, err = parseNumber(f[3]); err != nil {
		return b, "«" + f[3] + "» non è un numero da 0 in su."
	}
	return b, ""
}

var errNumber = errors.New("not a number")

// parseNumber reads a number as an office writes it: 1.284 or 12,5.
func parseNumber(text string) (float64, error) {
	text = strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	if strings.Contains(text, ",") || strings.Count(text, ".") > 0 && len(text)-strings.LastIndex(text, ".") == 4 {
		text = strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", ".")
	}
	if text == "" || strings.Trim(text, "0123456789.") != "" {
		return 0, errNumber
	}
	return strconv.ParseFloat(text, 64)
}
