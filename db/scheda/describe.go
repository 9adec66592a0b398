package scheda

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Section is a panel as a person reads it: in a document, or on the screen
// when its phase is closed. Fields without an answer are left out.
type Section struct {
	Code    string  `json:"code"`
	Title   string  `json:"title"`
	Entries []Entry `json:"entries"`
}

// Entry is one answer with its label: a text, or a table.
type Entry struct {
	Label string `json:"label"`
	Text  string `json:"text,omitempty"`
	Table *Table `json:"table,omitempty"`
}

// Table is the answer of a repeat or of a fixed list. A column that no row
// fills is left out.
type Table struct {
	Head []string   `json:"head"`
	Rows [][]string `json:"rows"`
}

// Describe returns the panel's answers in words.
func Describe(p Panel, a Answers, c Context) Section {
	s := Section{Code: p.Code, Title: p.Title}
	for _, f := range p.Fields {
		v := a[f.Name]
		if v.Blank() {
			continue
		}
		e := Entry{Label: f.Label}
		switch f.Type {
		case Repeat:
			rows := make([]labelledRow, len(v.Rows))
			for i, r := range v.Rows {
				rows[i].answers = r
			}
			e.Table = table(p, f, "", rows, c)
		case FixedList:
			var rows []labelledRow
			for _, o := range f.Options {
				if row := v.Group[o.Value].Group; row != nil {
					rows = append(rows, labelledRow{o.Label, row})
				}
			}
			e.Table = table(p, f, "Voce", rows, c)
		case Group:
			var parts []string
			for _, sub := range f.Sub {
				if text := words(p, f.Name+"."+sub.Name, sub, v.Group[sub.Name], c); text != "" {
					parts = append(parts, sub.Label+": "+text)
				}
			}
			e.Text = strings.Join(parts, "; ")
		default:
			e.Text = words(p, f.Name, f, v, c)
		}
		s.Entries = append(s.Entries, e)
	}
	return s
}

type labelledRow struct {
	label   string
	answers Answers
}

func table(p Panel, f Field, first string, rows []labelledRow, c Context) *Table {
	t := &Table{Rows: make([][]string, len(rows))}
	if first != "" {
		t.Head = append(t.Head, first)
		for i, r := range rows {
			t.Rows[i] = append(t.Rows[i], r.label)
		}
	}
	for _, sub := range f.Sub {
		cells := make([]string, len(rows))
		filled := false
		for i, r := range rows {
			cells[i] = words(p, f.Name+"."+sub.Name, sub, r.answers[sub.Name], c)
			filled = filled || cells[i] != ""
		}
		if !filled {
			continue
		}
		t.Head = append(t.Head, sub.Label)
		for i := range rows {
			t.Rows[i] = append(t.Rows[i], cells[i])
		}
	}
	return t
}

// words returns a value that has no rows as one text.
func words(p Panel, path string, f Field, v Value, c Context) string {
	options := c.OptionsOf(p.Code, path, f)
	if v.Items == nil {
		return display(f, options, v.Text)
	}
	out := make([]string, 0, len(v.Items))
	for i, item := range v.Items {
		text := display(f, options, item)
		if f.Type == Ranking {
			text = strconv.Itoa(i+1) + ". " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// Display returns a stored text as a person reads it.
func Display(f Field, options []Option, text string) string { return display(f, options, text) }

func display(f Field, options []Option, text string) string {
	if text == "" {
		return ""
	}
	switch f.Type {
	case Date:
		return rule.Date(text).Italian()
	case Time:
		if m, err := rule.ParseMinutes(text); err == nil {
			return m.String()
		}
	case Decimal:
		if n, ok := parseDecimal(text); ok {
			return withUnit(comma(n), f)
		}
	case Number:
		return withUnit(text, f)
	case Bool:
		return map[string]string{"si": "sì", "no": "no"}[text]
	case Lookup, MultiLookup:
		if code := Code(text); code != "" {
			return Name(text) + " (" + code + ")"
		}
	case Scale:
		if m := f.Meaning(text); m != "" {
			return text + " " + m
		}
	case Select, Multiselect, Ranking, Ref, ReadOnly:
		for _, o := range options {
			if o.Value == text {
				return o.Label
			}
		}
		if d, err := rule.ParseDate(text); err == nil && f.Type == ReadOnly && string(d) == text { // a day that the system filled in
			return d.Italian()
		}
	}
	return text
}

func withUnit(text string, f Field) string {
	if f.Unit == "" {
		return text
	}
	return text + " " + f.Unit
}

// FieldWords returns one field of some answers as a person reads it in a line;
// of a repeat its rows, numbered.
func FieldWords(p Panel, f Field, a Answers, c Context) string {
	s := Describe(Panel{Code: p.Code, Fields: []Field{f}}, a, c)
	if len(s.Entries) == 0 {
		return ""
	}
	e := s.Entries[0]
	if e.Table == nil {
		return e.Text
	}
	var rows []string
	for i, r := range e.Table.Rows {
		cells := slices.DeleteFunc(slices.Clone(r), func(cell string) bool { return cell == "" })
		rows = append(rows, strconv.Itoa(i+1)+". "+strings.Join(cells, ", "))
	}
	return strings.Join(rows, "; ")
}
