package web

import (
	"errors"
	"net/url"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Form is what a form sent, decoded by hand so that every field keeps what was
// typed and every error is told at once.
type Form struct {
	Values url.Values
	Errors rule.Refusals
}

// Form returns the form of the request.
func (r *Request) Form() *Form { return &Form{Values: r.Request.PostForm} }

// Text returns the field's text, trimmed.
func (f *Form) Text(name string) string { return strings.TrimSpace(f.Values.Get(name)) }

// Required returns the field's text and refuses the form with the sentence if
// it is empty.
func (f *Form) Required(name, sentence string) string {
	v := f.Text(name)
	if v == "" {
		f.Errors.Add(name, sentence)
	}
	return v
}

// Bounded returns the field's text and refuses it beyond a number of characters.
func (f *Form) Bounded(name string, most int) string {
	v := f.Text(name)
	if err := rule.TooLong(v, most); err != nil {
		f.Errors.Add(name, err.Error())
	}
	return v
}

// Date returns the field as a date, "" when it is empty, and refuses one that
// does not exist.
func (f *Form) Date(name string) rule.Date {
	v := f.Text(name)
	if v == "" {
		return ""
	}
	d, err := rule.ParseDate(v)
	if err != nil {
		f.Errors.Add(name, err.Error())
	}
	return d
}

// Minutes returns the field as a time of day and refuses one that is none.
func (f *Form) Minutes(name string) rule.Minutes {
	m, err := rule.ParseMinutes(f.Text(name))
	if err != nil {
		f.Errors.Add(name, err.Error())
	}
	return m
}

// Int returns the field as a whole number, 0 when it is empty.
func (f *Form) Int(name string) int64 {
	v := f.Text(name)
	if v == "" {
		return 0
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		f.Errors.Add(name, "Scrivi un numero intero.")
	}
	return n
}

// Bool reports whether a box is ticked.
func (f *Form) Bool(name string) bool { return f.Text(name) != "" }

// All returns every value sent under the name.
func (f *Form) All(name string) []string { return f.Values[name] }

// Choice returns the field if it is one of the options, and refuses it
// otherwise.
func (f *Form) Choice(name, sentence string, options ...string) string {
	v := f.Text(name)
	for _, o := range options {
		if v == o {
			return v
		}
	}
	f.Errors.Add(name, sentence)
	return v
}

// Add refuses a field with a sentence.
func (f *Form) Add(name, sentence string) { f.Errors.Add(name, sentence) }

// Merge adds the refusals of a rule to the form's and reports whether err was
// one; any other error is left to the adapter. A field that the form could not
// read keeps what was said of it: the rule saw it empty.
func (f *Form) Merge(err error) bool {
	refusals, ok := Refused(err)
	read := f.Errors
	for _, r := range refusals {
		if r.Field == "" || read.For(r.Field) == "" {
			f.Errors = append(f.Errors, r)
		}
	}
	return ok
}

// OK reports whether nothing was refused so far.
func (f *Form) OK() bool { return len(f.Errors) == 0 }

// Refused returns the refusals inside an error, false when it holds none.
func Refused(err error) (rule.Refusals, bool) {
	var one rule.Refusal
	var many rule.Refusals
	switch {
	case errors.As(err, &many):
		return many, true
	case errors.As(err, &one):
		return rule.Refusals{one}, true
	}
	return nil, false
}

// FilterDay reads a day of the filters; what is none is said, and does not filter.
func FilterDay(text, name string, wrong []string) (rule.Date, []string) {
	if text == "" {
		return "", wrong
	}
	d, err := rule.ParseDate(text)
	if err != nil {
		wrong = append(wrong, "«"+name+"» non filtra: "+err.Error())
	}
	return d, wrong
}
