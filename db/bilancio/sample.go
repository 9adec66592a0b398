package bilancio

import (
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"

	"sportello/db/scheda"
)

// samples.json holds, for the demonstration, answers that complete each panel.
// Days and years are written from today ({oggi+7}, {anno-2}), choices by their
// place ({scelta:1}).
//
//go:embed samples.json
var samplesJSON []byte

var samples = func() map[string]scheda.Answers {
	out := map[string]scheda.Answers{}
	if err := json.Unmarshal(samplesJSON, &out); err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	return out
}()

// Sample returns the panel's answers with the blank fields filled from the
// sample; what is answered already stays.
func Sample(p scheda.Panel, current scheda.Answers, c scheda.Context) scheda.Answers {
	out := current.Clone()
	for _, f := range p.Fields {
		if !f.Editable() || !out[f.Name].Blank() {
			continue
		}
		if v := fill(samples[p.Code][f.Name], p.Code+"."+f.Name, c); !v.Blank() {
			out[f.Name] = v
		}
	}
	if p.Code == "RIP06" && !out["selezionati"].Blank() {
		delete(out, "motivo_nessuno")
	}
	return out.Compact()
}

func fill(v scheda.Value, path string, c scheda.Context) scheda.Value {
	switch {
	case v.Rows != nil:
		rows := make([]scheda.Answers, len(v.Rows))
		for i, row := range v.Rows {
			rows[i] = fillAll(row, path, c)
		}
		return scheda.Rows(rows...)
	case v.Group != nil:
		return scheda.In(fillAll(v.Group, path, c))
	case v.Items != nil:
		var items []string
		for _, item := range v.Items {
			if s := expand(item, path, c); s != "" {
				items = append(items, s)
			}
		}
		return scheda.Many(items...)
	}
	return scheda.T(expand(v.Text, path, c))
}

func fillAll(a scheda.Answers, path string, c scheda.Context) scheda.Answers {
	out := scheda.Answers{}
	for name, v := range a {
		out[name] = fill(v, path+"."+name, c)
	}
	return out
}

var token = regexp.MustCompile(`^\{(oggi|anno|scelta:)([+-]?\d*)\}$`)

func expand(text, path string, c scheda.Context) string {
	m := token.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	n, _ := strconv.Atoi(m[2])
	switch m[1] {
	case "oggi":
		return string(c.Today.AddDays(n))
	case "anno":
		return strconv.Itoa(c.Today.Time().Year() + n)
	}
	if options := c.Choices[path]; n >= 1 && n <= len(options) {
		return options[n-1].Value
	}
	return ""
}
