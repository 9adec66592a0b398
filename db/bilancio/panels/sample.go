package panels

import (
	_ "embed"
	"encoding/json"
	"math"
	"regexp"
	"strconv"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// samples.json holds, for the demonstration, answers that complete each panel.
// Days and years are written from today ({oggi+7}, {feriale+7} for a day that
// offices work on, {anno-2}), years of school from the person's year of birth
// ({nascita+14}), days of work by how far they lie in the person's working life
// in percent ({carriera+40}), choices by their place ({scelta:1}).
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
		if f.Editable() {
			out[f.Name] = complete(f, out[f.Name], fill(samples[p.Code][f.Name], p.Code+"."+f.Name, c))
		}
	}
	switch p.Code {
	case "PRE06":
		if current.Text("ore_previste") == "" {
			balance(out, c)
		}
	case "RIP06":
		if !out["selezionati"].Blank() {
			delete(out, "motivo_nessuno")
		}
	case "RIP03":
		for _, row := range out.Rows("righe") {
			if n, ok := Gap(row); ok && n > 0 && row.Text("modalita") == "" {
				row["modalita"] = scheda.T("formazione")
			}
		}
	}
	return out.Compact()
}

// balance makes the hours of the sample's plan those of its calendar, where the
// meetings that the agenda knows of are not the three of the sample: a meeting
// more, or more hours.
func balance(plan scheda.Answers, c scheda.Context) {
	hours, _ := plan.Number("ore_previste")
	planned, wanted := PlannedMinutes(plan), rule.Minutes(hours*60)
	switch {
	case wanted-planned >= 30:
		day := scheda.T(expand("{feriale+21}", "", c))
		plan["incontri"] = scheda.Rows(append(plan.Rows("incontri"), scheda.Answers{
			"data": day, "ora": scheda.T("09:00"), "durata": scheda.T(strconv.Itoa(int(wanted - planned))), "tipo": scheda.T("individuale"),
		})...)
		if plan.Text("conclusione_prevista") < day.Text {
			plan["conclusione_prevista"] = day
		}
	case planned > wanted:
		plan["ore_previste"] = scheda.T(strconv.FormatFloat(math.Ceil(float64(planned)/30)/2, 'f', -1, 64))
		if planned > 12*60 && plan.Text("motivo_fuori_standard") == "" {
			plan["motivo_fuori_standard"] = scheda.T("Gli incontri già fissati in agenda sono più lunghi del solito.")
		}
	}
}

// complete fills what is blank in a value: subfields of a group, fields of
// rows and rows that lack, a text that is too short.
func complete(f scheda.Field, v, sample scheda.Value) scheda.Value {
	switch {
	case v.Blank():
		return sample
	case f.Type == scheda.Group:
		for name, s := range sample.Group {
			if v.Group[name].Blank() {
				v.Group[name] = s
			}
		}
	case f.Type == scheda.Repeat && len(sample.Rows) > 0:
		for i, row := range v.Rows {
			for name, s := range sample.Rows[min(i, len(sample.Rows)-1)] {
				if row[name].Blank() {
					row[name] = s
				}
			}
		}
		for i := len(v.Rows); i < len(sample.Rows); i++ {
			v.Rows = append(v.Rows, sample.Rows[i])
		}
	case f.Type == scheda.Textarea && len([]rune(v.Text)) < f.MinLen:
		v.Text += "\n" + sample.Text
	}
	return v
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

var token = regexp.MustCompile(`^\{(oggi|feriale|anno|nascita|carriera|scelta:)([+-]?\d*)\}$`)

// born returns the person's day of birth, the sample's when PRE03 has none.
func born(c scheda.Context) rule.Date {
	if d, err := rule.ParseDate(c.Panels["PRE03"].Text("data_nascita")); err == nil {
		return d
	}
	return rule.Date(samples["PRE03"].Text("data_nascita"))
}

// career returns the day that lies so far, in percent, between the person's
// eighteenth birthday and the loss of the last job, 410 days ago as PRE04's
// sample says; somebody too young for that has worked one day.
func career(c scheda.Context, percent int) rule.Date {
	from, until := born(c).AddMonths(18*12), c.Today.AddDays(-410)
	if from >= until {
		return until
	}
	days := int(until.Time().Sub(from.Time()).Hours()/24 + 0.5)
	return from.AddDays(days * percent / 100)
}

func expand(text, path string, c scheda.Context) string {
	m := token.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	n, _ := strconv.Atoi(m[2])
	switch m[1] {
	case "oggi":
		return string(c.Today.AddDays(n))
	case "feriale":
		return string(rule.NextWorkingDay(c.Today.AddDays(n), ""))
	case "anno":
		return strconv.Itoa(c.Today.Time().Year() + n)
	case "nascita":
		return strconv.Itoa(min(born(c).Time().Year()+n, c.Today.Time().Year()))
	case "carriera":
		return string(career(c, n))
	}
	if options := c.Choices[path]; n >= 1 && n <= len(options) {
		return options[n-1].Value
	}
	return ""
}
