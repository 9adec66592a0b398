package scheda

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Answers are the values of one panel, or of one row, by field name. They keep
// what was typed, even when it is not valid; a blank value is not kept.
type Answers map[string]Value

// Value is one answer. At most one part is set: Text for a single value, Items
// for several, Rows for the rows of a repeat, Group for a group and, by item,
// for a fixed list.
//
// Dates are ISO, decimals have a point, a bool is "si" or "no"; what could not
// be read so stays as it was typed.
type Value struct {
	Text  string
	Items []string
	Rows  []Answers
	Group Answers
}

// RowID is the key under which a row of a repeat keeps its identity, so that
// another panel can refer to it whatever its place.
const RowID = "_id"

// T, Many, Rows and In make values, for tables of samples and tests.
func T(text string) Value { return Value{Text: text} }

// Many returns a value of several items.
func Many(items ...string) Value { return Value{Items: items} }

// Rows returns a value of several rows.
func Rows(rows ...Answers) Value { return Value{Rows: rows} }

// In returns a group.
func In(group Answers) Value { return Value{Group: group} }

// Blank reports whether nothing is answered.
func (v Value) Blank() bool {
	for _, i := range v.Items {
		if i != "" {
			return false
		}
	}
	for _, r := range v.Rows {
		if !r.Blank() {
			return false
		}
	}
	return v.Text == "" && v.Group.Blank()
}

// Blank reports whether nothing is answered; the identity of a row is no answer.
func (a Answers) Blank() bool {
	for name, v := range a {
		if name != RowID && !v.Blank() {
			return false
		}
	}
	return true
}

// At returns the value at a path of the form: "residenza.cap", "titoli.0.anno".
// A row number out of range, or a name without answer, gives the blank value.
func (a Answers) At(path string) Value {
	name, rest, nested := strings.Cut(path, ".")
	v := a[name]
	if !nested {
		return v
	}
	if len(v.Rows) > 0 {
		number, tail, deeper := strings.Cut(rest, ".")
		i, err := strconv.Atoi(number)
		if err != nil || i < 0 || i >= len(v.Rows) {
			return Value{}
		}
		if !deeper {
			return Value{Group: v.Rows[i]}
		}
		return v.Rows[i].At(tail)
	}
	if v.Items != nil { // a place of a ranking, from 1
		i, err := strconv.Atoi(rest)
		if err != nil || i < 1 || i > len(v.Items) {
			return Value{}
		}
		return T(v.Items[i-1])
	}
	return v.Group.At(rest)
}

// Text returns the text at a path, "" when there is none.
func (a Answers) Text(path string) string { return a.At(path).Text }

// Is reports whether the bool at the path is answered sì.
func (a Answers) Is(path string) bool { return a.Text(path) == "si" }

// Number returns the number at the path and whether there is one.
func (a Answers) Number(path string) (float64, bool) { return parseDecimal(a.Text(path)) }

// Rows returns the rows of a repeat.
func (a Answers) Rows(name string) []Answers { return a[name].Rows }

// Row returns the row of a repeat with the identity, and whether it is there.
func (a Answers) Row(name, id string) (Answers, bool) {
	for _, r := range a[name].Rows {
		if id != "" && r[RowID].Text == id {
			return r, true
		}
	}
	return nil, false
}

// Texts returns every text of the answers, whatever its place.
func (a Answers) Texts() []string {
	var out []string
	for _, v := range a {
		if v.Text != "" {
			out = append(out, v.Text)
		}
		out = append(out, v.Items...)
		for _, r := range v.Rows {
			out = append(out, r.Texts()...)
		}
		out = append(out, v.Group.Texts()...)
	}
	return out
}

// Clone returns a deep copy.
func (a Answers) Clone() Answers {
	out := make(Answers, len(a))
	for name, v := range a {
		out[name] = v.clone()
	}
	return out
}

func (v Value) clone() Value {
	v.Items = slices.Clone(v.Items)
	if v.Rows != nil {
		rows := make([]Answers, len(v.Rows))
		for i, r := range v.Rows {
			rows[i] = r.Clone()
		}
		v.Rows = rows
	}
	if v.Group != nil {
		v.Group = v.Group.Clone()
	}
	return v
}

// Compact returns the answers without blank values, rows and groups.
func (a Answers) Compact() Answers {
	out := Answers{}
	for name, v := range a {
		if v.Blank() {
			continue
		}
		if v.Rows != nil {
			var rows []Answers
			for _, r := range v.Rows {
				if !r.Blank() {
					rows = append(rows, r.Compact())
				}
			}
			v = Value{Rows: rows}
		} else if v.Group != nil {
			v = Value{Group: v.Group.Compact()}
		}
		out[name] = v
	}
	return out
}

// Equal reports whether two sets of answers say the same.
func (a Answers) Equal(b Answers) bool { return bytes.Equal(a.Canonical(), b.Canonical()) }

// MarshalJSON writes a text, an array of texts, an array of objects or an object.
func (v Value) MarshalJSON() ([]byte, error) {
	switch {
	case v.Rows != nil:
		return encode(v.Rows)
	case v.Items != nil:
		return encode(v.Items)
	case v.Group != nil:
		return encode(v.Group)
	}
	return encode(v.Text)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	*v = Value{}
	if len(data) == 0 {
		return fmt.Errorf("scheda: empty value")
	}
	switch data[0] {
	case '{':
		return json.Unmarshal(data, &v.Group)
	case '[':
		rest := bytes.TrimSpace(data[1:])
		if len(rest) > 0 && rest[0] == '{' {
			return json.Unmarshal(data, &v.Rows)
		}
		return json.Unmarshal(data, &v.Items)
	}
	return json.Unmarshal(data, &v.Text)
}

// Canonical returns the answers as canonical JSON: blank values left out, keys
// in order, no escapes that the text does not need. Equal answers give equal
// bytes.
func (a Answers) Canonical() []byte {
	data, err := encode(a.Compact())
	if err != nil {
		panic(err) // texts, lists and maps: cannot fail
	}
	return data
}

// ParseAnswers reads stored answers; "" is none.
func ParseAnswers(data string) (Answers, error) {
	if data == "" {
		return Answers{}, nil
	}
	a := Answers{}
	if err := json.Unmarshal([]byte(data), &a); err != nil {
		return nil, fmt.Errorf("scheda: stored answers: %w", err)
	}
	return a, nil
}

// Fingerprint returns the SHA-256, in hexadecimal, of the canonical JSON of
// the panels' answers by code. Documents show its first twelve characters.
func Fingerprint(panels map[string]Answers) string {
	compact := map[string]Answers{}
	for code, a := range panels {
		if !a.Blank() {
			compact[code] = a.Compact()
		}
	}
	data, err := encode(compact)
	if err != nil {
		panic(err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// encode writes JSON without the escapes meant for HTML; maps come out in
// order of key.
func encode(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Code returns the code of a lookup value written «denominazione [codice]», ""
// when there is none.
func Code(text string) string {
	if !strings.HasSuffix(text, "]") {
		return ""
	}
	at := strings.LastIndex(text, " [")
	if at < 0 {
		return ""
	}
	return text[at+2 : len(text)-1]
}

// Name returns a lookup value without its code.
func Name(text string) string {
	if code := Code(text); code != "" {
		return strings.TrimSuffix(text, " ["+code+"]")
	}
	return text
}

// Coded returns the lookup value of a name and a code.
func Coded(name, code string) string {
	if code == "" {
		return name
	}
	return name + " [" + code + "]"
}
