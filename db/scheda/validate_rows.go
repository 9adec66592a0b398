package scheda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func (v *validator) rows(f Field, path, name string, rows []Answers) {
	v.count(f, name, len(rows))
	for i, row := range rows {
		for _, sub := range f.Sub {
			v.field(sub, path+"."+sub.Name, name+"."+strconv.Itoa(i)+"."+sub.Name, row[sub.Name], row)
		}
	}
	for _, sub := range f.Sub {
		seen := map[string]bool{}
		last := ""
		for i, row := range rows {
			text, at := row[sub.Name].Text, name+"."+strconv.Itoa(i)+"."+sub.Name
			if text == "" {
				continue
			}
			if sub.Unique && seen[strings.ToLower(text)] {
				v.errs.Add(at, fmt.Sprintf("«%s» è già in un'altra riga.", v.show(sub, path+"."+sub.Name, text)))
			}
			seen[strings.ToLower(text)] = true
			if sub.Ascending && text < last {
				v.errs.Add(at, fmt.Sprintf("Metti le righe in ordine: questa viene prima di quella sopra (%s).", v.show(sub, "", last)))
			}
			last = text
		}
	}
}

func (v *validator) items(f Field, path, name string, items []string) {
	options := v.ctx.OptionsOf(v.panel.Code, path, f)
	if f.Type == Ranking {
		v.ranking(f, name, items)
		return
	}
	v.count(f, name, len(items))
	for _, item := range items {
		var m string
		switch f.Type {
		case Multiselect:
			if !slices.ContainsFunc(options, func(o Option) bool { return o.Value == item }) {
				m = fmt.Sprintf("«%s» non è fra le voci di «%s».", item, f.Label)
			}
		case MultiLookup:
			m = v.lookup(f, item)
		default:
			m = length(f, item, 1, orElse(f.MaxLen, 200))
		}
		if m != "" {
			v.errs.Add(name, m)
			return
		}
	}
	if f.Exclusive != "" && slices.Contains(items, f.Exclusive) && len(items) > 1 {
		v.errs.Add(name, fmt.Sprintf("«%s» non sta insieme ad altre voci: togli l'una o le altre.", f.OptionLabel(f.Exclusive)))
	}
	if f.AllOptions {
		for _, o := range options {
			if !slices.Contains(items, o.Value) {
				v.errs.Add(name, fmt.Sprintf("L'impegno «%s» fa parte del contratto: va lasciato selezionato.", o.Label))
				return
			}
		}
	}
}

func (v *validator) ranking(f Field, name string, items []string) {
	seen := map[string]bool{}
	for i := range max(len(items), f.MinItems) {
		at := name + "." + strconv.Itoa(i+1)
		switch {
		case i >= len(items) || items[i] == "":
			v.errs.Add(at, fmt.Sprintf("Scegli la voce al posto %d.", i+1))
		case !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == items[i] }):
			v.errs.Add(at, fmt.Sprintf("«%s» non è fra le voci di «%s».", items[i], f.Label))
		case seen[items[i]]:
			v.errs.Add(at, fmt.Sprintf("«%s» è già in un altro posto.", f.OptionLabel(items[i])))
		case f.MaxItems > 0 && i >= f.MaxItems:
			v.errs.Add(at, fmt.Sprintf("I posti sono %d.", f.MaxItems))
		default:
			seen[items[i]] = true
		}
	}
}

func (v *validator) count(f Field, name string, n int) {
	what := "voci"
	if f.Type == Repeat {
		what = "righe"
	}
	switch {
	case f.MinItems > 0 && n < f.MinItems && (n > 0 || f.Required != Optional):
		v.errs.Add(name, fmt.Sprintf("In «%s» servono almeno %d %s: ce n'è %d.", f.Label, f.MinItems, what, n))
	case f.MaxItems > 0 && n > f.MaxItems:
		v.errs.Add(name, fmt.Sprintf("In «%s» bastano %d %s: ce ne sono %d.", f.Label, f.MaxItems, what, n))
	}
}
