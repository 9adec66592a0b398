package registry

import (
	"slices"
	"strings"

	"sportello/db/rule"
)

// ServiceChange is what an administrator may change of a service, from a day on.
type ServiceChange struct {
	From        rule.Date
	Title       string
	RuleText    string
	Minutes     Range
	Programmes  []string
	Prestazioni []string
	Registrable bool
	Notes       string
}

// PrestazioneChange is what an administrator may change of a prestazione, from a
// day on; minutes by target, 0 for none.
type PrestazioneChange struct {
	From                           rule.Date
	Name, Recipients, Purpose      string
	Structure, Competence, Process string
	Notes                          string
	Minutes                        map[string]int
}

// checkFrom refuses a day that is not after the beginning of what it changes.
func checkFrom(from, since rule.Date, out *rule.Refusals) {
	switch {
	case from == "":
		out.Add("from", "Scrivi da quale giorno vale la modifica.")
	case from <= since:
		out.Add("from", "Quello che c'è vale dal "+since.Italian()+": la modifica vale da un giorno dopo.")
	}
}

// checkName refuses a name that is empty or too long for a line.
func checkName(field, name string, out *rule.Refusals) {
	if strings.TrimSpace(name) == "" {
		out.Add(field, "Scrivi il nome.")
	} else if err := rule.TooLong(name, 300); err != nil {
		out.Add(field, err.Error())
	}
}

func checkText(field, text string, out *rule.Refusals) {
	if err := rule.TooLong(text, 4000); err != nil {
		out.Add(field, err.Error())
	}
}

// Check returns what is wrong with a change of a service valid since a day;
// known are the prestazioni there are. The refusals name the fields of the form.
func (c ServiceChange) Check(since rule.Date, known []string) (out rule.Refusals) {
	checkFrom(c.From, since, &out)
	checkName("title", c.Title, &out)
	checkText("rule_text", c.RuleText, &out)
	checkText("notes", c.Notes, &out)
	for _, m := range []struct {
		field   string
		minutes int
	}{{"minutes_min", c.Minutes.Min}, {"minutes_mean", c.Minutes.Mean}, {"minutes_max", c.Minutes.Max}} {
		if m.minutes < 0 || m.minutes > 24*60 {
			out.Add(m.field, "I minuti vanno da 1 a 1.440; il campo vuoto vuol dire che la tabella non li mostra.")
		}
	}
	if r := c.Minutes; r.Max > 0 && r.Min > r.Max || r.Mean > 0 && (r.Min > r.Mean || r.Max > 0 && r.Mean > r.Max) {
		out.Add("minutes_mean", "I minuti vanno dal meno al più: minimo, medio, massimo.")
	}
	for _, p := range c.Programmes {
		if !slices.Contains(Programmes, p) {
			out.Add("programme", "Scegli i programmi dall'elenco.")
		}
	}
	for _, p := range c.Prestazioni {
		if !slices.Contains(known, p) {
			out.Add("prestazioni", "La prestazione «"+p+"» non c'è nel Masterplan: si scrivono i codici, come D2, divisi da uno spazio.")
		}
	}
	return out
}

// Check returns what is wrong with a change of a prestazione valid since a day.
func (c PrestazioneChange) Check(since rule.Date) (out rule.Refusals) {
	checkFrom(c.From, since, &out)
	checkName("name", c.Name, &out)
	for _, f := range []struct{ field, text string }{{"recipients", c.Recipients}, {"purpose", c.Purpose}, {"structure", c.Structure}, {"competence", c.Competence}, {"process", c.Process}, {"notes", c.Notes}} {
		checkText(f.field, f.text, &out)
	}
	for _, t := range Targets {
		if m := c.Minutes[t.Code]; m < 0 || m > 100*60 {
			out.Add("minutes_"+t.Code, "I minuti vanno da 1 a 6.000; il campo vuoto vuol dire che il Masterplan non li mostra.")
		}
	}
	return out
}
