package italian

import (
	"math"
	"slices"
	"strings"
)

// Leanings returns the concepts that the words lean to together, strongest
// first, as a vector of length one; nil when no word is known.
func (l *Lexicon) Leanings(words []Word) []Leaning {
	return l.LeaningsOn(words, make([]float32, l.size))
}

// LeaningsOn is Leanings with a sheet of zeros to reckon on, one for each
// concept; it is zeros again afterwards.
func (l *Lexicon) LeaningsOn(words []Word, sheet []float32) []Leaning {
	var out []Leaning
	var seen []string
	add := func(r string, share float32) {
		if r == "" || slices.Contains(seen, r) {
			return
		}
		seen = append(seen, r)
		for _, x := range l.leaning[r] {
			if sheet[x.Concept] == 0 {
				out = append(out, Leaning{Concept: x.Concept})
			}
			sheet[x.Concept] += share * x.Weight
		}
	}
	for _, w := range words {
		add(w.Root, 1)
		add(w.Part, 0.7)
	}
	for i, x := range out {
		out[i].Weight = sheet[x.Concept]
		sheet[x.Concept] = 0
	}
	out = slices.Clip(strongest(out, mostLeanings))
	var norm float64
	for _, x := range out {
		norm += float64(x.Weight) * float64(x.Weight)
	}
	for i := range out {
		out[i].Weight /= float32(math.Sqrt(norm))
	}
	return out
}

// strongest returns the n strongest of the leanings, in order.
func strongest(ls []Leaning, n int) []Leaning {
	if len(ls) > 2*n {
		// Most are far below: sort only those that may get in.
		top := make([]float32, 0, n)
		for _, x := range ls {
			if len(top) == n && x.Weight <= top[n-1] {
				continue
			}
			i := len(top)
			if i < n {
				top = append(top, 0)
			} else {
				i--
			}
			for ; i > 0 && top[i-1] < x.Weight; i-- {
				top[i] = top[i-1]
			}
			top[i] = x.Weight
		}
		least := top[n-1]
		ls = slices.DeleteFunc(ls, func(x Leaning) bool { return x.Weight < least })
	}
	sortLeanings(ls)
	return slices.Clone(ls[:min(len(ls), n)])
}

// Spread lays leanings out on a sheet with a place for each concept.
func (l *Lexicon) Spread(ls []Leaning) []float32 {
	sheet := make([]float32, l.size)
	for _, x := range ls {
		sheet[x.Concept] = x.Weight
	}
	return sheet
}

// Alike returns how much two leanings agree, 0 to 1; the second is spread out.
func Alike(a []Leaning, spread []float32) float64 {
	var sum float32
	for _, x := range a {
		sum += x.Weight * spread[x.Concept]
	}
	return float64(sum)
}

// Span is an expression found in a text: words from and to of it mean concept.
type Span struct {
	Concept  int32
	From, To int
}

// Spans returns the known expressions among the words.
func (l *Lexicon) Spans(words []Word) []Span {
	var out []Span
	for i, w := range words {
		for _, c := range l.single[w.Stem] {
			out = append(out, Span{c, i, i + 1})
		}
		for _, p := range l.phrases[w.Root] {
			if i+len(p.roots) > len(words) {
				continue
			}
			same := true
			for k, r := range p.roots {
				if words[i+k].Root != r {
					same = false
					break
				}
			}
			if same {
				out = append(out, Span{p.means, i, i + len(p.roots)})
			}
		}
	}
	return out
}

// parentCode returns 6.2.1.2 for 6.2.1.2.0, "" at the top.
func parentCode(code string) string {
	if i := strings.LastIndexByte(code, '.'); i >= 0 {
		return code[:i]
	}
	return ""
}

// Key is the key under which two competences are one.
func Key(s string) string {
	var key strings.Builder
	for _, w := range Words(s) {
		key.WriteString(w.Stem)
		key.WriteByte(' ')
	}
	return key.String()
}
