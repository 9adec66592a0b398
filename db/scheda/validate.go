package scheda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sportello/db/rule"
)

// Context is what a panel's rules need beyond its own answers.
type Context struct {
	Today   rule.Date
	Panels  map[string]Answers                       // the other panels' answers, by code
	Choices map[string][]Option                      // options of dynamic fields, by "PANEL.path"
	Resolve func(source, text string) (string, bool) // the entry «denominazione [codice]» that a lookup's text means; nil takes any
}

// OptionsOf returns the options of a field: its own, or those that the context
// offers for a dynamic one.
func (c Context) OptionsOf(panel, path string, f Field) []Option {
	if f.Dynamic || f.Type == Ref {
		return c.Choices[panel+"."+path]
	}
	return f.Options
}

// Validate returns what is wrong with the panel's answers and what a person
// should look at again. The field of each refusal is the name that the form
// gives it. A panel without errors is complete.
func Validate(p Panel, a Answers, c Context) (errs, warnings rule.Refusals) {
	v := validator{panel: p, ctx: c, root: a}
	for _, f := range p.Fields {
		v.field(f, f.Name, f.Name, a[f.Name], nil)
	}
	return v.errs, v.warnings
}

type validator struct {
	panel          Panel
	ctx            Context
	root           Answers
	errs, warnings rule.Refusals
}

func (v *validator) scope(row Answers) scope {
	return scope{panel: v.root, row: row, others: v.ctx.Panels}
}

// field checks one value: name is its name in the form, path the same without
// row numbers.
func (v *validator) field(f Field, path, name string, val Value, row Answers) {
	if f.Type == ReadOnly || f.Unavailable != "" {
		return
	}
	s := v.scope(row)
	if f.MustBeTrue != "" && val.Text != "si" {
		v.errs.Add(name, f.MustBeTrue)
		return
	}
	compound := f.Type == Group || f.Type == FixedList // their subfields speak for them
	if val.Blank() && (!compound || !v.required(f, s)) {
		if !compound && v.required(f, s) {
			v.errs.Add(name, missing(f))
		}
		return
	}
	before := len(v.errs)
	v.byType(f, path, name, val, s)
	for _, check := range f.Errors {
		if check.When.hold(s) && len(v.errs) == before {
			v.errs.Add(name, check.Message)
		}
	}
	for _, check := range f.Warnings {
		if check.When.hold(s) {
			v.warnings.Add(name, check.Message)
		}
	}
}

func (v *validator) required(f Field, s scope) bool {
	if f.Required != Conditional {
		return f.Required == Required
	}
	return slices.ContainsFunc(f.RequiredWhen, func(cs Conditions) bool { return cs.hold(s) })
}

func (v *validator) byType(f Field, path, name string, val Value, s scope) {
	switch f.Type {
	case Group:
		for _, sub := range f.Sub {
			v.field(sub, path+"."+sub.Name, name+"."+sub.Name, val.Group[sub.Name], val.Group)
		}
	case FixedList:
		for _, item := range f.Options {
			row := val.Group[item.Value].Group
			if row == nil {
				row = Answers{}
			}
			for _, sub := range f.Sub {
				v.field(sub, path+"."+sub.Name, name+"."+item.Value+"."+sub.Name, row[sub.Name], row)
			}
		}
	case Repeat:
		v.rows(f, path, name, val.Rows)
	case Multiselect, Ranking, List, MultiLookup:
		v.items(f, path, name, val.Items)
	default:
		if m := v.single(f, path, val.Text, s); m != "" {
			v.errs.Add(name, m)
		}
	}
}

// single returns what is wrong with a single text, "" when nothing is.
func (v *validator) single(f Field, path, text string, s scope) string {
	switch f.Type {
	case Text:
		if strings.ContainsAny(text, "\r\n") {
			return "Scrivi su una riga sola."
		}
		if m := length(f, text, f.MinLen, orElse(f.MaxLen, 200)); m != "" {
			return m
		}
		return form(f, text)
	case Textarea:
		return length(f, text, f.MinLen, orElse(f.MaxLen, 2000))
	case Date:
		return v.date(f, text, s)
	case Time:
		if _, err := rule.ParseMinutes(text); err != nil {
			return err.Error()
		}
	case Year:
		return v.year(f, text, s)
	case Number, Decimal:
		return number(f, text)
	case Scale:
		if f.Meaning(text) == "" {
			return fmt.Sprintf("Scegli un livello da %v a %v.", *f.Min, *f.Max)
		}
	case Select, Ref:
		options := v.ctx.OptionsOf(v.panel.Code, path, f)
		if !slices.ContainsFunc(options, func(o Option) bool { return o.Value == text }) {
			return fmt.Sprintf("Scegli una delle voci di «%s».", f.Label)
		}
	case Bool:
		if text != "si" && text != "no" {
			return "Rispondi sì o no."
		}
	case Email:
		if _, err := rule.ParseEmail(text); err != nil {
			return err.Error()
		}
	case Tel:
		if _, err := rule.ParsePhone(text); err != nil {
			return err.Error()
		}
	case Lookup:
		return v.lookup(f, text)
	}
	return ""
}

func (v *validator) date(f Field, text string, s scope) string {
	d, err := rule.ParseDate(text)
	if err != nil {
		return err.Error()
	}
	if d < "1900-01-01" || d > "2199-12-31" {
		return fmt.Sprintf("Controlla l'anno: %s.", d.Italian())
	}
	for _, b := range f.NotBefore {
		limit := b.date(s, v.ctx.Today)
		if limit != "" && (d < limit || b.Strict && d == limit) {
			return v.bound(f, b, "prima del", limit.Italian(), d.Italian())
		}
	}
	for _, b := range f.NotAfter {
		limit := b.date(s, v.ctx.Today)
		if limit != "" && (d > limit || b.Strict && d == limit) {
			return v.bound(f, b, "dopo il", limit.Italian(), d.Italian())
		}
	}
	return ""
}

func (v *validator) year(f Field, text string, s scope) string {
	y, err := strconv.Atoi(text)
	if err != nil || y < 1900 || y > 2199 {
		return "Scrivi l'anno con quattro cifre, per esempio 2009."
	}
	for _, b := range f.NotBefore {
		if limit := b.date(s, v.ctx.Today); limit != "" && y < limit.Time().Year() {
			return v.bound(f, b, "prima del", strconv.Itoa(limit.Time().Year()), text)
		}
	}
	for _, b := range f.NotAfter {
		if limit := b.date(s, v.ctx.Today); limit != "" && y > limit.Time().Year() {
			return v.bound(f, b, "dopo il", strconv.Itoa(limit.Time().Year()), text)
		}
	}
	return ""
}

// bound returns the sentence of a limit that was passed.
func (v *validator) bound(f Field, b Bound, side, limit, given string) string {
	if b.Message != "" {
		return strings.ReplaceAll(b.Message, "{limite}", limit)
	}
	if b.Ref == "oggi" && b.Months == 0 && side == "dopo il" {
		return fmt.Sprintf("«%s» non può essere nel futuro: hai scritto %s.", f.Label, given)
	}
	if b.Strict {
		side = map[string]string{"prima del": "dopo il", "dopo il": "prima del"}[side]
		return fmt.Sprintf("«%s» deve venire %s %s.", f.Label, side, limit)
	}
	return fmt.Sprintf("«%s» non può venire %s %s: hai scritto %s.", f.Label, side, limit, given)
}

func (v *validator) lookup(f Field, text string) string {
	if m := length(f, text, 0, orElse(f.MaxLen, 250)); m != "" {
		return m
	}
	if v.ctx.Resolve == nil || f.Free && Code(text) == "" {
		return ""
	}
	if _, ok := v.ctx.Resolve(f.Source, text); !ok {
		return fmt.Sprintf("«%s» non è nell'elenco. Scrivi una parte del nome e scegli fra le voci proposte.", Name(text))
	}
	return ""
}

// show returns a value as a person reads it.
func (v *validator) show(f Field, path, text string) string {
	return display(f, v.ctx.OptionsOf(v.panel.Code, path, f), text)
}

func missing(f Field) string {
	if f.Missing != "" {
		return f.Missing
	}
	switch f.Type {
	case Select, Multiselect, Ranking, Scale, Ref:
		return fmt.Sprintf("Scegli una voce: «%s».", f.Label)
	case Bool:
		return fmt.Sprintf("Rispondi sì o no: «%s».", f.Label)
	case Date:
		return fmt.Sprintf("Manca la data: «%s».", f.Label)
	case Repeat:
		return fmt.Sprintf("Aggiungi almeno una riga in «%s».", f.Label)
	case List, MultiLookup:
		return fmt.Sprintf("Scrivi almeno una voce in «%s».", f.Label)
	case File:
		return fmt.Sprintf("Manca il documento: «%s».", f.Label)
	}
	return fmt.Sprintf("Compila «%s».", f.Label)
}

// nowLong says how long a text is now.
func nowLong(n int) string {
	if n == 1 {
		return "ora è uno solo"
	}
	return fmt.Sprintf("ora sono %d", n)
}

func length(f Field, text string, least, most int) string {
	n := utf8.RuneCountInString(text)
	switch {
	case n < least:
		return fmt.Sprintf("Servono almeno %d caratteri: %s.", least, nowLong(n))
	case n > most:
		return fmt.Sprintf("Il testo è lungo %d caratteri: il massimo è %d.", n, most)
	}
	return ""
}

func number(f Field, text string) string {
	n, ok := parseDecimal(text)
	if !ok || f.Type == Number && n != float64(int64(n)) {
		return "Scrivi un numero, per esempio " + map[Type]string{Number: "12.", Decimal: "7,5."}[f.Type]
	}
	switch {
	case f.Min != nil && n < *f.Min:
		return fmt.Sprintf("Il numero più piccolo ammesso è %s: hai scritto %s.", comma(*f.Min), comma(n))
	case f.Max != nil && n > *f.Max:
		return fmt.Sprintf("Il numero più grande ammesso è %s: hai scritto %s.", comma(*f.Max), comma(n))
	case f.Step > 0 && n/f.Step != float64(int64(n/f.Step)):
		return fmt.Sprintf("Scrivi un multiplo di %s, per esempio %s.", comma(f.Step), comma(float64(int64(n/f.Step))*f.Step))
	}
	return ""
}

func comma(n float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(n, 'f', -1, 64), ".", ",")
}

func orElse(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
