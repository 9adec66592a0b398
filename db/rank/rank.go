// Package rank is the one ranking engine of the product: criteria with
// weights, tie-breaks in order, exclusions with their reason, an explanation
// for every row, and a frozen version with its hash when a ranking is
// published. Lists, course proposals, shortlists and calls bring their own
// criteria; nothing here knows what is ranked. It is a leaf: no SQL, no clock.
package rank

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
)

// Criterion is one thing that gives points. Points are Weight times the value
// that a row has for it; a negative weight takes points away.
type Criterion struct {
	Code   string  `json:"code"`
	Label  string  `json:"label"`
	Weight float64 `json:"weight"`
}

// TieBreak orders rows of equal score. Lower comes first unless Descending.
type TieBreak struct {
	Label      string `json:"label"`
	Descending bool   `json:"descending,omitempty"`
}

// Scale is the yardstick of one ranking: it is frozen with it.
type Scale struct {
	Criteria  []Criterion `json:"criteria"`
	TieBreaks []TieBreak  `json:"tie_breaks"`
}

// Value is what a row has for one criterion, and why: a sentence for people.
type Value struct {
	Value float64 `json:"value"`
	Why   string  `json:"why,omitempty"`
}

// Key is what a row has for one tie-break: a number, or a text where numbers
// are equal.
type Key struct {
	Number float64 `json:"number,omitempty"`
	Text   string  `json:"text,omitempty"`
}

// Row is one candidate: a value for each criterion and a key for each
// tie-break, in the scale's order. Excluded, when set, says why the row has no
// place in the ranking; it stays in the list, at the end.
type Row struct {
	ID       string  `json:"id"`
	Values   []Value `json:"values"`
	Ties     []Key   `json:"ties,omitempty"`
	Excluded string  `json:"excluded,omitempty"`
}

// Placed is a row with its place. Position starts at 1 and is 0 for an
// excluded row. TieBrokenBy is the label of the tie-break that put the row
// after the one above it at the same score ("" when the scores differ).
type Placed struct {
	Row
	Position    int       `json:"position"`
	Score       float64   `json:"score"`
	Points      []float64 `json:"points"`
	TieBrokenBy string    `json:"tie_broken_by,omitempty"`
}

// Order returns the rows by score, highest first, then by the tie-breaks in
// their order, then by ID, so that the same rows always come in the same
// order; excluded rows follow, by ID. Scores are rounded to hundredths before
// they are compared: what the screen shows as equal is equal.
func (s Scale) Order(rows []Row) []Placed {
	scored := make([]*Placed, len(rows))
	for i, row := range rows {
		scored[i] = s.score(row)
	}
	slices.SortFunc(scored, func(a, b *Placed) int {
		if (a.Excluded == "") != (b.Excluded == "") {
			if a.Excluded == "" {
				return -1
			}
			return 1
		}
		if a.Excluded == "" {
			if c := cmp.Compare(b.Score, a.Score); c != 0 {
				return c
			}
			if c, _ := s.breakTie(a.Row, b.Row); c != 0 {
				return c
			}
		}
		return cmp.Compare(a.ID, b.ID)
	})
	out := make([]Placed, len(scored))
	for i, p := range scored {
		out[i] = *p
		if out[i].Excluded != "" {
			continue
		}
		out[i].Position = i + 1
		if i > 0 && out[i].Score == out[i-1].Score {
			_, out[i].TieBrokenBy = s.breakTie(out[i-1].Row, out[i].Row)
		}
	}
	return out
}

func (s Scale) score(row Row) *Placed {
	p := &Placed{Row: row, Points: make([]float64, len(s.Criteria))}
	for i, c := range s.Criteria {
		if i < len(row.Values) {
			p.Points[i] = hundredths(c.Weight * row.Values[i].Value)
			p.Score += p.Points[i]
		}
	}
	p.Score = hundredths(p.Score)
	return p
}

// breakTie compares two rows by the tie-breaks and names the deciding one.
func (s Scale) breakTie(a, b Row) (int, string) {
	for i, t := range s.TieBreaks {
		if i >= len(a.Ties) || i >= len(b.Ties) {
			break
		}
		c := cmp.Or(cmp.Compare(a.Ties[i].Number, b.Ties[i].Number), cmp.Compare(a.Ties[i].Text, b.Ties[i].Text))
		if t.Descending {
			c = -c
		}
		if c != 0 {
			return c, t.Label
		}
	}
	return 0, ""
}

func hundredths(x float64) float64 {
	if x = math.Round(x*100) / 100; x == 0 {
		return 0 // not -0, which would be frozen as another text
	}
	return x
}

// Frozen is a published version of a ranking: its canonical JSON and the
// SHA-256 of that, in hexadecimal. The same scale and rows give the same hash.
type Frozen struct {
	JSON   []byte
	SHA256 string
}

// Freeze returns the version to publish of a ranking made on the scale.
func (s Scale) Freeze(placed []Placed) (Frozen, error) {
	data, err := json.Marshal(struct {
		Scale Scale    `json:"scale"`
		Rows  []Placed `json:"rows"`
	}{s, placed})
	if err != nil {
		return Frozen{}, err
	}
	sum := sha256.Sum256(data)
	return Frozen{JSON: data, SHA256: hex.EncodeToString(sum[:])}, nil
}
