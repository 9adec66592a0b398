// Package scheda draws any panel of a scheda from its definition: as a form,
// and as it reads once its phase is closed. Everything in it works without a
// script: a row is added, removed or searched for by a button that sends the
// form.
package scheda

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// The names of the buttons that change the form rather than complete it. Each
// is sent to the form's address for drafts.
const (
	ButtonAdd    = "_add"  // value: the repeat that gets a blank row
	ButtonDelete = "_del"  // value: the row that goes, such as "titoli.2"
	ButtonFind   = "_find" // value: the lookup whose text is searched
	ButtonSet    = "_set"  // value: "name=entry", the entry found that is taken
	ButtonFile   = "_file" // value: the row that the file sent belongs to
)

// Form is a panel to be filled in.
type Form struct {
	Panel    scheda.Panel
	Answers  scheda.Answers
	Context  scheda.Context
	Errors   rule.Refusals
	Warnings rule.Refusals
	// Sources say where the value of a field comes from: «dalla scheda
	// lavoratore, 12/11/2026».
	Sources map[string]string
	// Blank is the repeat that shows a blank row: the one just asked for. One
	// without rows shows a blank one by itself.
	Blank string
	// Gone is the row that a button has just taken away, such as "titoli.2".
	Gone string
	// Found is the lookup whose text was searched, and what was found.
	Found   string
	Entries []string
	Draft   string // where drafts are sent
	// Stays says that what answers a button is the form itself, which a draft's
	// address leads back to: the answer begins at the field.
	Stays bool
	// Before and Instead draw, by field, something above it or in its place.
	Before  map[string]templ.Component
	Instead map[string]templ.Component
	// Withheld says, by field, why it cannot be answered now.
	Withheld map[string]string
	// FileHref is the address of a file field's file; nil shows its name alone.
	FileHref func(value string) string
}

// Labels returns, for the summary of errors, what the screen calls the field
// of each refusal: «Titoli di studio, 2: Anno».
func (f Form) Labels() map[string]string {
	out := map[string]string{}
	for _, r := range f.Errors {
		out[r.Field] = f.label(r.Field)
	}
	return out
}

// Summary returns the errors for the summary above the form, with their labels.
// The same one in three entries or more of a list is said once, and leads to the
// first: ten times «Scegli una voce» is no help.
func (f Form) Summary() (rule.Refusals, map[string]string) {
	labels := f.Labels()
	key := func(r rule.Refusal) string {
		parts := strings.Split(r.Field, ".")
		if top, _ := f.Panel.Field(parts[0]); top.Type != scheda.FixedList || len(parts) != 3 {
			return ""
		}
		return parts[0] + "." + parts[2] + " " + r.Message
	}
	times := map[string]int{}
	for _, r := range f.Errors {
		times[key(r)]++
	}
	var out rule.Refusals
	said := map[string]bool{}
	for _, r := range f.Errors {
		k := key(r)
		if k == "" || times[k] < 3 {
			out = append(out, r)
			continue
		}
		if !said[k] {
			field, _ := f.Panel.FieldAt(r.Field)
			labels[r.Field] = field.Label
			out = append(out, rule.Refusal{Field: r.Field, Message: "da correggere in " + strconv.Itoa(times[k]) + " voci, a cominciare da «" + strings.TrimSuffix(f.label(r.Field), ", "+strings.ToLower(field.Label)) + "»."})
		}
		said[k] = true
	}
	return out, labels
}

func (f Form) label(name string) string {
	field, ok := f.Panel.FieldAt(name)
	if !ok {
		return ""
	}
	parts := strings.Split(name, ".")
	if len(parts) == 1 {
		return field.Label
	}
	top, _ := f.Panel.Field(parts[0])
	switch {
	case top.Type == scheda.Ranking:
		return top.Label + ", posto " + parts[1]
	case top.Type == scheda.FixedList:
		return top.OptionLabel(parts[1]) + ", " + strings.ToLower(field.Label)
	case top.Type == scheda.Repeat:
		if n, err := strconv.Atoi(parts[1]); err == nil {
			return top.Label + ", " + strconv.Itoa(n+1) + ": " + field.Label
		}
	}
	return top.Label + ", " + strings.ToLower(field.Label)
}

// plain reports whether the panel is only single fields: they stand on one
// card, where rows have each their own.
func (f Form) plain() bool {
	return len(f.Instead) == 0 && !slices.ContainsFunc(f.Panel.Fields, func(x scheda.Field) bool {
		return x.Type == scheda.Repeat || x.Type == scheda.FixedList
	})
}

// Multipart reports whether the panel has files of its own to send.
func (f Form) Multipart() bool {
	return slices.ContainsFunc(f.Panel.Fields, func(x scheda.Field) bool {
		return slices.ContainsFunc(x.Sub, func(s scheda.Field) bool { return s.Type == scheda.File })
	})
}

// draftAt returns where the button that searches for a field sends the form.
func (f Form) draftAt(name string) string {
	if f.Stays {
		return f.Draft + "#" + shared.FieldID(name)
	}
	return f.Draft
}

// Shortcuts returns the keys of a panel that is filled in: the levels of its
// scales, when it has any, and those that save it.
func Shortcuts(p scheda.Panel) []shared.Shortcut {
	keys := []shared.Shortcut{{Keys: "Ctrl+s", Word: "salva bozza"}, {Keys: "Ctrl+Enter", Word: "completa"}}
	if from, to := levels(p.Fields); to > 0 {
		keys = append([]shared.Shortcut{{Keys: strconv.Itoa(from) + "-" + strconv.Itoa(to), Word: "livello"}}, keys...)
	}
	return keys
}

// levels returns the lowest and the highest level that the scales among the
// fields have, 0 and 0 without a scale.
func levels(fields []scheda.Field) (from, to int) {
	from = 9
	for _, f := range fields {
		low, high := levels(f.Sub)
		if f.Type == scheda.Scale {
			low, high = int(*f.Min), int(*f.Max)
		}
		if high > 0 {
			from, to = min(from, low), max(to, high)
		}
	}
	if to == 0 {
		from = 0
	}
	return from, to
}
