package scheda

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// maxRows bounds the rows of one repeat: more is no person's doing.
const maxRows = 200

// Decode returns the answers of a submitted form. Everything typed is kept,
// even when it is not valid; what reads as a date, a number or a time takes its
// stored form. Fields that a person does not answer are left out.
func Decode(p Panel, form url.Values) Answers {
	return decodeFields(p.Fields, "", form)
}

func decodeFields(fields []Field, prefix string, form url.Values) Answers {
	out := Answers{}
	for _, f := range fields {
		if !f.Editable() {
			continue
		}
		if v := decodeField(f, prefix+f.Name, form); !v.Blank() {
			out[f.Name] = v
		}
	}
	return out
}

func decodeField(f Field, name string, form url.Values) Value {
	switch f.Type {
	case Group:
		return Value{Group: decodeFields(f.Sub, name+".", form)}
	case FixedList:
		group := Answers{}
		for _, item := range f.Options {
			if row := decodeFields(f.Sub, name+"."+item.Value+".", form); !row.Blank() {
				group[item.Value] = Value{Group: row}
			}
		}
		return Value{Group: group}
	case Repeat:
		return Value{Rows: decodeRows(f, name, form)}
	case Ranking:
		return Value{Items: decodeRanking(f, name, form)}
	case Multiselect, List, MultiLookup:
		var items []string
		for _, raw := range form[name] {
			if s := normalize(Text, raw); s != "" && (f.Type == List || !slices.Contains(items, s)) {
				items = append(items, s)
			}
		}
		return Value{Items: items}
	}
	return T(normalize(f.Type, form.Get(name)))
}

func decodeRows(f Field, name string, form url.Values) []Answers {
	var rows []Answers
	taken := map[string]bool{}
	for _, i := range rowNumbers(name, form) {
		prefix := name + "." + strconv.Itoa(i) + "."
		row := decodeFields(f.Sub, prefix, form)
		if row.Blank() {
			continue
		}
		id := rowID(form.Get(prefix+RowID), row, taken)
		taken[id] = true
		row[RowID] = T(id)
		rows = append(rows, row)
	}
	return rows
}

// rowNumbers returns the numbers of the rows that the form holds, in order.
func rowNumbers(name string, form url.Values) []int {
	var numbers []int
	for key := range form {
		rest, ok := strings.CutPrefix(key, name+".")
		if !ok {
			continue
		}
		number, _, ok := strings.Cut(rest, ".")
		i, err := strconv.Atoi(number)
		if ok && err == nil && i >= 0 && !slices.Contains(numbers, i) {
			numbers = append(numbers, i)
		}
	}
	slices.Sort(numbers)
	return numbers[:min(len(numbers), maxRows)]
}

// rowID keeps the identity that the form carries. A new row takes one from
// what it says, so that decoding stays a pure function; a clash is told apart
// by a number.
func rowID(given string, row Answers, taken map[string]bool) string {
	if len(given) >= 4 && len(given) <= 16 && strings.Trim(given, "0123456789abcdef") == "" && !taken[given] {
		return given
	}
	data := row.Canonical()
	for n := 0; ; n++ {
		sum := sha256.Sum256(append(data, byte(n)))
		if id := hex.EncodeToString(sum[:4]); !taken[id] {
			return id
		}
	}
}

func decodeRanking(f Field, name string, form url.Values) []string {
	var items []string
	for i := 1; i <= max(f.MaxItems, len(f.Options)); i++ {
		items = append(items, normalize(Text, form.Get(name+"."+strconv.Itoa(i))))
	}
	for len(items) > 0 && items[len(items)-1] == "" {
		items = items[:len(items)-1]
	}
	return items
}

// normalize returns the stored form of what was typed, or what was typed when
// it does not read as its type.
func normalize(t Type, raw string) string {
	s := strings.TrimSpace(strings.ToValidUTF8(raw, ""))
	switch t {
	case Textarea:
		return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	case Date:
		if d, err := rule.ParseDate(s); err == nil {
			return string(d)
		}
	case Time:
		if m, err := rule.ParseMinutes(s); err == nil {
			return m.Field()
		}
	case Number, Year, Scale:
		if n, err := strconv.Atoi(s); err == nil {
			return strconv.Itoa(n)
		}
	case Decimal:
		if n, ok := parseDecimal(s); ok {
			return strconv.FormatFloat(n, 'f', -1, 64)
		}
	case Bool:
		switch s {
		case "on", "true", "1":
			return "si"
		}
	case Email:
		return strings.ToLower(s)
	}
	return s
}

// Encode returns the form that Decode reads as these answers.
func Encode(p Panel, a Answers) url.Values {
	form := url.Values{}
	encodeFields(p.Fields, "", a, form)
	return form
}

func encodeFields(fields []Field, prefix string, a Answers, form url.Values) {
	for _, f := range fields {
		v, name := a[f.Name], prefix+f.Name
		if !f.Editable() || v.Blank() {
			continue
		}
		switch f.Type {
		case Group:
			encodeFields(f.Sub, name+".", v.Group, form)
		case FixedList:
			for item, row := range v.Group {
				encodeFields(f.Sub, name+"."+item+".", row.Group, form)
			}
		case Repeat:
			for i, row := range v.Rows {
				at := name + "." + strconv.Itoa(i) + "."
				form.Set(at+RowID, row[RowID].Text)
				encodeFields(f.Sub, at, row, form)
			}
		case Ranking:
			for i, item := range v.Items {
				form.Set(name+"."+strconv.Itoa(i+1), item)
			}
		case Multiselect, List, MultiLookup:
			form[name] = slices.Clone(v.Items)
		default:
			form.Set(name, v.Text)
		}
	}
}

// RemoveRow takes a row ("titoli.2") out of a submitted form, before it is
// decoded.
func RemoveRow(form url.Values, row string) {
	for key := range form {
		if strings.HasPrefix(key, row+".") {
			form.Del(key)
		}
	}
}

// Keep returns the answers of a form together with what a form cannot change
// (computed values, files), taken from the answers stored before.
func Keep(p Panel, form, stored Answers) Answers {
	out := form.Clone()
	for _, f := range p.Fields {
		if !f.Editable() {
			delete(out, f.Name) // whatever the form was drawn with
			if v, ok := stored[f.Name]; ok {
				out[f.Name] = v.clone()
			}
			continue
		}
		if f.Type != Repeat {
			continue
		}
		for _, row := range out[f.Name].Rows {
			old, ok := stored.Row(f.Name, row.Text(RowID))
			if !ok {
				continue
			}
			for _, sub := range f.Sub {
				if v, has := old[sub.Name]; has && !sub.Editable() && row[sub.Name].Blank() {
					row[sub.Name] = v.clone()
				}
			}
		}
	}
	return out
}

// Settle returns the answers with the text of each lookup replaced by what
// resolve says that it means; where resolve knows none the text stays.
func Settle(p Panel, a Answers, resolve func(source, text string) (string, bool)) Answers {
	out := a.Clone()
	settleFields(p.Fields, out, resolve)
	return out
}

func settleFields(fields []Field, a Answers, resolve func(source, text string) (string, bool)) {
	one := func(source, text string) string {
		if text == "" {
			return text
		}
		if entry, ok := resolve(source, text); ok {
			return entry
		}
		return text
	}
	for _, f := range fields {
		v, ok := a[f.Name]
		if !ok {
			continue
		}
		switch f.Type {
		case Lookup:
			v.Text = one(f.Source, v.Text)
		case MultiLookup:
			for i := range v.Items {
				v.Items[i] = one(f.Source, v.Items[i])
			}
		case Group:
			settleFields(f.Sub, v.Group, resolve)
		case Repeat:
			for _, row := range v.Rows {
				settleFields(f.Sub, row, resolve)
			}
		}
		a[f.Name] = v
	}
}

// Set puts a text at a path of the form: "residenza.comune",
// "titoli.0.istituto"; in a list of several it is added. Nothing happens at a
// place that is not there.
func Set(p Panel, a Answers, name, text string) Answers {
	f, ok := p.FieldAt(name)
	if !ok || !f.Editable() {
		return a
	}
	out := a.Clone()
	holder := out
	last := name
	for at := strings.IndexByte(last, '.'); at >= 0; at = strings.IndexByte(last, '.') {
		v := holder[last[:at]]
		rest := last[at+1:]
		if v.Rows != nil {
			number, tail, _ := strings.Cut(rest, ".")
			i, err := strconv.Atoi(number)
			if err != nil || i < 0 || i >= len(v.Rows) {
				return a
			}
			holder, last = v.Rows[i], tail
			continue
		}
		if v.Group == nil {
			v.Group = Answers{}
			holder[last[:at]] = v
		}
		holder, last = v.Group, rest
	}
	if f.Type == MultiLookup {
		v := holder[last]
		if !slices.Contains(v.Items, text) {
			v.Items = append(v.Items, text)
		}
		holder[last] = v
		return out
	}
	holder[last] = T(text)
	return out
}
