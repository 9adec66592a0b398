package web

import (
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/views/shared"
)

const choicePrefix = "scelta."

// KeepStored carries out the choice between two versions: each field of which
// the stored value was chosen takes it. It reports whether there was a choice.
func (f *Form) KeepStored(stored map[string]string) bool {
	chose := false
	for name, values := range f.Values {
		field, ok := strings.CutPrefix(name, choicePrefix)
		if !ok {
			continue
		}
		chose = true
		if v, known := stored[field]; known && values[0] == "s" {
			f.Values.Set(field, v)
		}
	}
	return chose
}

// Version returns the version of the row that the sent form was drawn from.
func (f *Form) Version() int {
	n, err := strconv.Atoi(f.Text(shared.FieldVersion))
	if err != nil {
		return 0
	}
	return n
}

// Key returns the idempotency key of the sent form, for a form drawn again.
func (f *Form) Key() string { return f.Text(shared.FieldKey) }

// Versions returns what was sent beside what is stored, field by field in the
// order given, for a save that came too late.
func (f *Form) Versions(order []string, labels, stored map[string]string) shared.Versions {
	var v shared.Versions
	for _, name := range order {
		mine, keep := f.Text(name), shared.Mine
		if mine == "" { // what only the other filled in is not emptied by chance
			keep = shared.Stored
		}
		v.Rows = append(v.Rows, shared.VersionRow{Field: name, Label: labels[name], Mine: plain(mine), Stored: plain(stored[name]), Keep: keep})
		v.Hidden = append(v.Hidden, shared.KeyValue{Key: name, Value: mine})
	}
	return v
}

// plain returns a value as a form shows it: a stored day is 2026-11-24, and typed
// 24/11/2026 it is the same.
func plain(value string) string {
	if d, err := rule.ParseDate(value); err == nil && string(d) == value {
		return d.Italian()
	}
	return value
}
