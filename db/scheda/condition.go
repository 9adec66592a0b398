package scheda

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Conditions are conditions that must all hold.
type Conditions []Condition

// Condition compares the answer of one field. Field is a name of the same row,
// else of the same panel, else "PANEL.field" of another panel of the scheda.
// Ops: "=" and "!=" (any of Values; an unanswered field is neither), "not"
// (none of Values; true of an unanswered field), "<", "<=", ">", ">=" (a number,
// or "$name" for another field), "empty", "filled".
type Condition struct {
	Field  string
	Op     string
	Values []string
}

var ops = []string{"=", "!=", "not", "<", "<=", ">", ">=", "empty", "filled"}

// ParseConditions reads "a = x|y and b filled".
func ParseConditions(s string) (Conditions, error) {
	var out Conditions
	for part := range strings.SplitSeq(s, " and ") {
		w := strings.Fields(part)
		if len(w) < 2 || !slices.Contains(ops, w[1]) {
			return nil, fmt.Errorf("condition %q: want FIELD OP VALUE", part)
		}
		c := Condition{Field: w[0], Op: w[1]}
		unary := w[1] == "empty" || w[1] == "filled"
		if unary != (len(w) == 2) || len(w) > 3 {
			return nil, fmt.Errorf("condition %q: wrong number of values", part)
		}
		if !unary {
			c.Values = strings.Split(w[2], "|")
		}
		out = append(out, c)
	}
	return out, nil
}

// scope is where the names of a condition are looked up: the row, then the
// panel, then the other panels.
type scope struct {
	panel  Answers
	row    Answers
	others map[string]Answers
}

func (s scope) value(name string) Value {
	if code, field, ok := strings.Cut(name, "."); ok && s.others[code] != nil {
		return s.others[code].At(field)
	}
	if v, ok := s.row[name]; ok {
		return v
	}
	if s.row != nil {
		if _, inPanel := s.panel[name]; !inPanel {
			return Value{}
		}
	}
	return s.panel.At(name)
}

// hold reports whether every condition holds.
func (cs Conditions) hold(s scope) bool {
	for _, c := range cs {
		if !c.holds(s) {
			return false
		}
	}
	return true
}

func (c Condition) holds(s scope) bool {
	v := s.value(c.Field)
	switch c.Op {
	case "empty":
		return v.Blank()
	case "filled":
		return !v.Blank()
	case "=":
		return v.has(c.Values)
	case "!=":
		return !v.Blank() && !v.has(c.Values)
	case "not":
		return !v.has(c.Values)
	}
	want := c.Values[0]
	if name, ok := strings.CutPrefix(want, "$"); ok {
		want = s.value(name).Text
	}
	a, ok1 := parseDecimal(v.Text)
	b, ok2 := parseDecimal(want)
	if !ok1 || !ok2 {
		return false
	}
	switch c.Op {
	case "<":
		return a < b
	case "<=":
		return a <= b
	case ">":
		return a > b
	}
	return a >= b
}

func (v Value) has(values []string) bool {
	if len(v.Items) > 0 {
		return slices.ContainsFunc(v.Items, func(i string) bool { return slices.Contains(values, i) })
	}
	return slices.Contains(values, v.Text) || slices.Contains(values, Code(v.Text)) && v.Text != ""
}

// Bound is a limit of a date or a year: another date moved by months, and
// whether the limit itself is excluded. Ref is "oggi" or a field, looked up as
// in a Condition. Message replaces the standard sentence.
type Bound struct {
	Ref     string
	Months  int
	Strict  bool
	Message string
}

// ParseBound reads "oggi", "oggi+12m", "PRE03.data_nascita+10y", each with an
// optional " :: frase".
func ParseBound(s string) (Bound, error) {
	expr, message, _ := strings.Cut(s, " :: ")
	b := Bound{Ref: strings.TrimSpace(expr), Message: strings.TrimSpace(message)}
	if at := strings.LastIndexAny(b.Ref, "+-"); at > 0 {
		amount := b.Ref[at:]
		n, err := strconv.Atoi(amount[:len(amount)-1])
		if err != nil {
			return b, fmt.Errorf("bound %q: want +12m or +10y", s)
		}
		switch amount[len(amount)-1] {
		case 'm':
			b.Months = n
		case 'y':
			b.Months = 12 * n
		default:
			return b, fmt.Errorf("bound %q: want months (m) or years (y)", s)
		}
		b.Ref = b.Ref[:at]
	}
	if b.Ref == "" || strings.Contains(b.Ref, " ") {
		return b, fmt.Errorf("bound %q: want one reference", s)
	}
	return b, nil
}

// date returns the limit, "" when what it refers to is not answered.
func (b Bound) date(s scope, today rule.Date) rule.Date {
	ref := today
	if b.Ref != "oggi" {
		d, err := rule.ParseDate(s.value(b.Ref).Text)
		if err != nil {
			return ""
		}
		ref = d
	}
	if ref == "" || b.Months == 0 {
		return ref
	}
	return ref.AddMonths(b.Months)
}

// parseDecimal reads 7.5 or 7,5.
func parseDecimal(s string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), 64)
	return n, err == nil && n > -1e12 && n < 1e12
}
