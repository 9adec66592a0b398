package scheda

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Parse reads a definition from its two texts.
//
// panels is a CSV with the columns phase, panel_order, panel_code,
// panel_title, field, label, type, required, validation,
// source_of_prefill, help_text; a row "_panel" opens a panel, a field "a.b" is
// the subfield b of a. Its validation column is prose for people: what it says
// stands, as data, in details.
//
// details holds blocks: a line "PANEL.field" without indent, then its facts, one
// an indented line: a key, blanks, the value. "#" opens a comment. See facts for
// the keys.
func Parse(code string, panels, details string) (Definition, error) {
	d := Definition{Code: code, Version: 1}
	rows, err := csv.NewReader(strings.NewReader(panels)).ReadAll()
	if err != nil {
		return d, fmt.Errorf("scheda %s: %w", code, err)
	}
	for i, row := range rows {
		if i == 0 {
			continue
		}
		if err := d.addRow(row); err != nil {
			return d, fmt.Errorf("scheda %s, line %d: %w", code, i+1, err)
		}
	}
	if err := d.addDetails(details); err != nil {
		return d, fmt.Errorf("scheda %s: %w", code, err)
	}
	return d, d.check()
}

func (d *Definition) addRow(row []string) error {
	if len(row) != 11 {
		return fmt.Errorf("%d columns", len(row))
	}
	phase, code, title, name, label, kind, required, prefill, help := row[0], row[2], row[3], row[4], row[5], row[6], row[7], row[9], row[10]
	if name == "_panel" {
		if len(d.Phases) == 0 || d.Phases[len(d.Phases)-1].Code != phase {
			d.Phases = append(d.Phases, Phase{Code: phase})
		}
		ph := &d.Phases[len(d.Phases)-1]
		ph.Panels = append(ph.Panels, Panel{Phase: phase, Code: code, Title: title, Help: help, Prefill: prefill})
		return nil
	}
	ph := &d.Phases[len(d.Phases)-1]
	p := &ph.Panels[len(ph.Panels)-1]
	if p.Code != code {
		return fmt.Errorf("field %s outside its panel %s", name, code)
	}
	f := Field{Label: label, Type: Type(kind), Required: Requirement(required), Prefill: prefill, Help: help}
	return p.add(name, f)
}

// add puts a field, or a subfield "a.b", at the end of its siblings.
func (p *Panel) add(path string, f Field) error {
	siblings := &p.Fields
	if parent, name, ok := strings.Cut(path, "."); ok {
		above := find(p.Fields, parent)
		if above == nil {
			return fmt.Errorf("no field %s.%s", p.Code, parent)
		}
		siblings, path = &above.Sub, name
	}
	f.Name = path
	if find(*siblings, path) != nil {
		return fmt.Errorf("field %s.%s twice", p.Code, path)
	}
	*siblings = append(*siblings, f)
	return nil
}

func (d *Definition) addDetails(details string) error {
	var panel *Panel
	var path string
	for i, line := range strings.Split(details, "\n") {
		line = strings.TrimRight(line, " \r")
		if line == "" || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if !strings.HasPrefix(line, " ") {
			code, rest, _ := strings.Cut(line, ".")
			if panel = d.panel(code); panel == nil || find(panel.Fields, rest) == nil {
				return fmt.Errorf("details line %d: no field %s", i+1, line)
			}
			path = rest
			continue
		}
		if panel == nil {
			return fmt.Errorf("details line %d: a fact before any field", i+1)
		}
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		if err := panel.fact(path, key, strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("details line %d (%s.%s): %w", i+1, panel.Code, path, err)
		}
	}
	return nil
}

func (d *Definition) panel(code string) *Panel {
	for i := range d.Phases {
		for j := range d.Phases[i].Panels {
			if d.Phases[i].Panels[j].Code == code {
				return &d.Phases[i].Panels[j]
			}
		}
	}
	return nil
}

func (p *Panel) fact(path, key, value string) error {
	if key == "sub" || key == "sub_before" {
		return p.addSub(path, key == "sub_before", value)
	}
	set, ok := facts[key]
	if !ok {
		return fmt.Errorf("unknown key %q", key)
	}
	return set(find(p.Fields, path), value)
}

// addSub reads "name type required Label"; sub_before puts the subfield before
// those that stand already.
func (p *Panel) addSub(path string, first bool, value string) error {
	w := strings.SplitN(value, " ", 4)
	if len(w) != 4 {
		return fmt.Errorf("sub %q: want name type required label", value)
	}
	if err := p.add(path+"."+w[0], Field{Type: Type(w[1]), Required: Requirement(w[2]), Label: w[3]}); err != nil {
		return err
	}
	if f := find(p.Fields, path); first {
		last := f.Sub[len(f.Sub)-1]
		at := 0
		for at < len(f.Sub)-1 && f.Sub[at].addedFirst {
			at++
		}
		last.addedFirst = true
		f.Sub = slices.Insert(f.Sub[:len(f.Sub)-1], at, last)
	}
	return nil
}

// facts are the keys of the details, each with what it sets.
var facts = map[string]func(f *Field, v string) error{
	"label":         func(f *Field, v string) error { f.Label = v; return nil },
	"help":          func(f *Field, v string) error { f.Help = v; return nil },
	"required":      func(f *Field, v string) error { f.Required = Requirement(v); return nil },
	"option":        func(f *Field, v string) error { return addOption(&f.Options, v) },
	"item":          func(f *Field, v string) error { return addOption(&f.Options, v) },
	"meaning":       func(f *Field, v string) error { return addOption(&f.Meanings, v) },
	"source":        func(f *Field, v string) error { f.Source = v; return nil },
	"free":          func(f *Field, _ string) error { f.Free = true; return nil },
	"dynamic":       func(f *Field, _ string) error { f.Dynamic = true; return nil },
	"true":          func(f *Field, v string) error { f.MustBeTrue = v; return nil },
	"missing":       func(f *Field, v string) error { f.Missing = v; return nil },
	"all":           func(f *Field, _ string) error { f.AllOptions = true; return nil },
	"exclusive":     func(f *Field, v string) error { f.Exclusive = v; return nil },
	"unique":        func(f *Field, _ string) error { f.Unique = true; return nil },
	"ascending":     func(f *Field, _ string) error { f.Ascending = true; return nil },
	"pattern":       func(f *Field, v string) error { f.Pattern = v; return nil },
	"infinitive":    func(f *Field, _ string) error { f.Infinitive = true; return nil },
	"unavailable":   func(f *Field, v string) error { f.Unavailable = v; return nil },
	"row_title":     func(f *Field, v string) error { f.RowTitle = v; return nil },
	"add_label":     func(f *Field, v string) error { f.AddLabel = v; return nil },
	"unit":          func(f *Field, v string) error { f.Unit = v; return nil },
	"check":         func(f *Field, _ string) error { f.Check = true; return nil },
	"fixed":         func(f *Field, _ string) error { f.Fixed = true; return nil },
	"min":           func(f *Field, v string) error { return float(&f.Min, v) },
	"max":           func(f *Field, v string) error { return float(&f.Max, v) },
	"step":          func(f *Field, v string) (err error) { f.Step, err = strconv.ParseFloat(v, 64); return },
	"min_len":       func(f *Field, v string) (err error) { f.MinLen, err = strconv.Atoi(v); return },
	"max_len":       func(f *Field, v string) (err error) { f.MaxLen, err = strconv.Atoi(v); return },
	"min_items":     func(f *Field, v string) (err error) { f.MinItems, err = strconv.Atoi(v); return },
	"max_items":     func(f *Field, v string) (err error) { f.MaxItems, err = strconv.Atoi(v); return },
	"width":         func(f *Field, v string) (err error) { f.Width, err = strconv.Atoi(v); return },
	"not_before":    func(f *Field, v string) error { return addBound(&f.NotBefore, v, false) },
	"after":         func(f *Field, v string) error { return addBound(&f.NotBefore, v, true) },
	"not_after":     func(f *Field, v string) error { return addBound(&f.NotAfter, v, false) },
	"error_when":    func(f *Field, v string) error { return addCheck(&f.Errors, v) },
	"warn_when":     func(f *Field, v string) error { return addCheck(&f.Warnings, v) },
	"required_when": addRequiredWhen,
}

func addOption(list *[]Option, v string) error {
	value, label, ok := strings.Cut(v, " ")
	if !ok {
		return fmt.Errorf("option %q has no label", v)
	}
	*list = append(*list, Option{value, strings.TrimSpace(label)})
	return nil
}

func float(to **float64, v string) error {
	n, err := strconv.ParseFloat(v, 64)
	*to = &n
	return err
}

func addBound(list *[]Bound, v string, strict bool) error {
	b, err := ParseBound(v)
	b.Strict = strict
	*list = append(*list, b)
	return err
}

func addCheck(list *[]Check, v string) error {
	when, message, ok := strings.Cut(v, " :: ")
	if !ok {
		return fmt.Errorf("check %q: want CONDITIONS :: sentence", v)
	}
	cs, err := ParseConditions(strings.TrimSpace(when))
	*list = append(*list, Check{cs, strings.TrimSpace(message)})
	return err
}

func addRequiredWhen(f *Field, v string) error {
	cs, err := ParseConditions(v)
	f.RequiredWhen = append(f.RequiredWhen, cs)
	f.Required = Conditional
	return err
}

// check finds what a definition cannot mean.
func (d Definition) check() error {
	for _, p := range d.Panels() {
		if err := checkFields(p.Fields, false); err != nil {
			return fmt.Errorf("scheda %s, panel %s: %w", d.Code, p.Code, err)
		}
	}
	return nil
}

func checkFields(fields []Field, nested bool) error {
	for _, f := range fields {
		wants := ""
		switch {
		case !slices.Contains(types, f.Type):
			wants = "a known type"
		case f.Required != Required && f.Required != Optional && f.Required != Conditional:
			wants = "a requirement"
		case f.Label == "":
			wants = "a label"
		case (f.Type == Select || f.Type == Multiselect || f.Type == Ranking) && len(f.Options) == 0 && !f.Dynamic && f.Unavailable == "":
			wants = "options"
		case f.Type == FixedList && (len(f.Options) == 0 || len(f.Sub) == 0), (f.Type == Repeat || f.Type == Group) && len(f.Sub) == 0:
			wants = "items and subfields"
		case f.Type == Scale && (len(f.Meanings) == 0 || f.Min == nil || f.Max == nil || float64(len(f.Meanings)) != *f.Max-*f.Min+1):
			wants = "bounds, and a meaning for each level"
		case (f.Type == Lookup || f.Type == MultiLookup) && f.Source == "":
			wants = "a source"
		case f.RowTitle != "" && find(f.Sub, f.RowTitle) == nil:
			wants = "an existing subfield as row title"
		case nested && (f.Type == Repeat || f.Type == FixedList || f.Type == Group || f.Type == Ranking):
			wants = "no rows within rows"
		}
		if wants != "" {
			return fmt.Errorf("field %s (%s) wants %s", f.Name, f.Type, wants)
		}
		if err := checkFields(f.Sub, true); err != nil {
			return err
		}
	}
	return nil
}
