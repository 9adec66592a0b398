package training

import (
	"math"
	"slices"
	"strings"
)

// leaningsOf returns the concepts that the words lean to together, strongest
// first, as a vector of length one; nil when no word is known.
func (l *Lexicon) leaningsOf(words []word) []leaning {
	return l.leaningsWith(words, make([]float32, l.size))
}

// leaningsWith is leaningsOf with a sheet of zeros to reckon on, one for each
// concept; it is zeros again afterwards.
func (l *Lexicon) leaningsWith(words []word, sheet []float32) []leaning {
	var out []leaning
	var seen []string
	add := func(r string, share float32) {
		if r == "" || slices.Contains(seen, r) {
			return
		}
		seen = append(seen, r)
		for _, x := range l.leaning[r] {
			if sheet[x.concept] == 0 {
				out = append(out, leaning{concept: x.concept})
			}
			sheet[x.concept] += share * x.weight
		}
	}
	for _, w := range words {
		add(w.root, 1)
		add(w.part, 0.7)
	}
	for i, x := range out {
		out[i].weight = sheet[x.concept]
		sheet[x.concept] = 0
	}
	out = slices.Clip(strongest(out, mostLeanings))
	var norm float64
	for _, x := range out {
		norm += float64(x.weight) * float64(x.weight)
	}
	for i := range out {
		out[i].weight /= float32(math.Sqrt(norm))
	}
	return out
}

// strongest returns the n strongest of the leanings, in order.
func strongest(ls []leaning, n int) []leaning {
	if len(ls) > 2*n {
		// Most are far below: sort only those that may get in.
		top := make([]float32, 0, n)
		for _, x := range ls {
			if len(top) == n && x.weight <= top[n-1] {
				continue
			}
			i := len(top)
			if i < n {
				top = append(top, 0)
			} else {
				i--
			}
			for ; i > 0 && top[i-1] < x.weight; i-- {
				top[i] = top[i-1]
			}
			top[i] = x.weight
		}
		least := top[n-1]
		ls = slices.DeleteFunc(ls, func(x leaning) bool { return x.weight < least })
	}
	sortLeanings(ls)
	return slices.Clone(ls[:min(len(ls), n)])
}

// spread lays leanings out on a sheet with a place for each concept.
func (l *Lexicon) spread(ls []leaning) []float32 {
	sheet := make([]float32, l.size)
	for _, x := range ls {
		sheet[x.concept] = x.weight
	}
	return sheet
}

// alike returns how much two leanings agree, 0 to 1; the second is spread out.
func alike(a []leaning, spread []float32) float64 {
	var sum float32
	for _, x := range a {
		sum += x.weight * spread[x.concept]
	}
	return float64(sum)
}

// span is an expression found in a text: words from and to of it mean concept.
type span struct {
	concept  int32
	from, to int
}

// spansOf returns the known expressions among the words.
func (l *Lexicon) spansOf(words []word) []span {
	var out []span
	for i, w := range words {
		for _, c := range l.single[w.stem] {
			out = append(out, span{c, i, i + 1})
		}
		for _, p := range l.phrases[w.root] {
			if i+len(p.roots) > len(words) {
				continue
			}
			same := true
			for k, r := range p.roots {
				if words[i+k].root != r {
					same = false
					break
				}
			}
			if same {
				out = append(out, span{p.concept, i, i + len(p.roots)})
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

// sameText is the key under which two competences are one.
func sameText(s string) string {
	var key strings.Builder
	for _, w := range wordsOf(s) {
		key.WriteString(w.stem)
		key.WriteByte(' ')
	}
	return key.String()
}
