package training

import (
	"math"
	"slices"
	"sportello/db/italian"
	"strings"
)

type segmentKind uint8

const (
	inTitle segmentKind = iota
	inText
	inCompetences
)

// segment is a piece of what a course says of itself that is read on its own:
// the title, one sentence, one competence.
type segment struct {
	course int32
	kind   segmentKind
	trust  float64 // how far it is believed, 0 to 1
	text   string
}

type posting struct {
	segment int32
	stem    uint32 // id of the word's stem; 0 in a compound's second half
}

// Index is a catalogue made ready for ranking: built once for each state of
// the catalogue, then only read, by any number of goroutines.
type Index struct {
	lexicon    *italian.Lexicon
	candidates []Candidate
	titles     []string // in lower case, for putting equals in order
	segments   []segment
	stems      map[string]uint32
	byRoot     map[string][]posting
	byConcept  map[int32][]int32   // expression found -> segments
	byLeaning  [][]leaningPosting  // concept -> segments that lean to it
	rarity     map[string]float64  // root -> idf over courses
	core       [][]italian.Leaning // by course: what title and opening lean to
	codeTrust  []float64           // how far the text of a course bears its CP2021 code out
}

type leaningPosting struct {
	segment int32
	weight  float32
}

// How far the pieces of a course are believed. Texts and lists of competences
// often carry strays: a piece that has nothing to do with the title and the
// opening of the text is believed less.
const (
	trustTitle      = 1.0
	trustOpening    = 0.95
	trustRest       = 0.80
	trustCompetence = 0.85
	trustStray      = 0.45 // what is left of it for a piece that agrees with nothing
	agreement       = 0.22 // likeness from which a piece counts as agreeing
)

// NewIndex reads a catalogue with the lexicon.
func NewIndex(lexicon *italian.Lexicon, candidates []Candidate) *Index {
	ix := &Index{
		lexicon: lexicon, candidates: candidates, stems: map[string]uint32{}, byRoot: map[string][]posting{},
		byConcept: map[int32][]int32{}, byLeaning: make([][]leaningPosting, lexicon.Size()), rarity: map[string]float64{},
	}
	r := reader{Index: ix, sheet: make([]float32, lexicon.Size()), texts: map[string]*reading{}, courses: map[string]int{}}
	for i := range candidates {
		r.read(int32(i), candidates[i].Course)
	}
	for root, n := range r.courses {
		ix.rarity[root] = math.Log(1 + float64(len(candidates))/(float64(n)+0.5))
	}
	return ix
}

// reader fills an index. The same sentences and competences come back in many
// courses: each is taken apart once.
type reader struct {
	*Index
	sheet   []float32
	texts   map[string]*reading
	courses map[string]int // root -> courses that have it
}

type reading struct {
	words    []italian.Word
	leanings []italian.Leaning
	spans    []italian.Span
}

func (r *reader) text(s string) *reading {
	if t, ok := r.texts[s]; ok {
		return t
	}
	words := italian.Words(s)
	t := &reading{words, r.lexicon.LeaningsOn(words, r.sheet), r.lexicon.Spans(words)}
	r.texts[s] = t
	return t
}

// read adds the pieces of a course.
func (r *reader) read(course int32, c Course) {
	opening, rest := sentences(c.Description)
	words := italian.Words(c.Title + " " + opening)
	core := r.lexicon.LeaningsOn(words, r.sheet)
	spread := r.lexicon.Spread(core)
	coreRoots := map[string]bool{}
	for _, w := range words {
		coreRoots[w.Root] = true
	}
	// agrees takes trust off what has nothing to do with title and opening.
	agrees := func(t *reading) float64 {
		likeness := italian.Alike(t.leanings, spread) + 2*agreement*r.lexicon.Share(t.words, coreRoots)
		return trustStray + (1-trustStray)*min(1, likeness/agreement)
	}
	seen := map[string]bool{}
	r.piece(course, inTitle, c.Title, trustTitle, seen)
	r.piece(course, inText, opening, trustOpening, seen)
	for _, s := range rest {
		r.piece(course, inText, s, trustRest*agrees(r.text(s)), seen)
	}
	for _, s := range c.Competences {
		r.piece(course, inCompetences, s, trustCompetence*agrees(r.text(s)), seen)
	}
	for root := range seen {
		r.courses[root]++
	}
	r.core = append(r.core, core)
	r.titles = append(r.titles, strings.ToLower(c.Title))
	bearsOut := 0.0
	if unit, ok := r.lexicon.Unit(c.ProfessionCode); ok {
		bearsOut = trustStray + (1-trustStray)*min(1, float64(spread[unit])/agreement)
	}
	r.codeTrust = append(r.codeTrust, bearsOut)
}

func (r *reader) piece(course int32, kind segmentKind, text string, trust float64, seen map[string]bool) {
	t := r.text(text)
	if len(t.words) == 0 {
		return
	}
	id := int32(len(r.segments))
	r.segments = append(r.segments, segment{course: course, kind: kind, trust: trust, text: text})
	for i, w := range t.words {
		if slices.Contains(t.words[:i], w) {
			continue
		}
		stemID, ok := r.stems[w.Stem]
		if !ok {
			stemID = uint32(len(r.stems) + 1)
			r.stems[w.Stem] = stemID
		}
		seen[w.Root] = true
		r.byRoot[w.Root] = append(r.byRoot[w.Root], posting{id, stemID})
		if w.Part != "" {
			seen[w.Part] = true
			r.byRoot[w.Part] = append(r.byRoot[w.Part], posting{id, 0})
		}
	}
	for _, sp := range t.spans {
		if list := r.byConcept[sp.Concept]; len(list) == 0 || list[len(list)-1] != id {
			r.byConcept[sp.Concept] = append(list, id)
		}
	}
	for _, l := range t.leanings {
		r.byLeaning[l.Concept] = append(r.byLeaning[l.Concept], leaningPosting{id, l.Weight})
	}
}

// sentences returns the opening sentence of a text and the others.
func sentences(text string) (opening string, rest []string) {
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == ';' || r == '\n' || r == '!' || r == '?' }) {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		if opening == "" {
			opening = s
		} else if !slices.Contains(rest, s) {
			rest = append(rest, s)
		}
	}
	return opening, rest
}

// match is how close a wanted text comes to the pieces of the catalogue.
type match struct {
	best []float64 // by course: likeness 0 to 1, with the trust of the piece
	at   []int32   // by course: the piece it is with, -1 for none
}

// How two texts meet. Same word: full credit; same family of words, or
// expressions that the lexicon holds for equal: nearly; words that only lean
// the same way: at most leaningShare of what is still missing.
const (
	creditFamily     = 0.88
	creditPart       = 0.75
	creditExpression = 0.92
	leaningShare     = 0.55
	leaningFrom      = 0.12
	leaningFull      = 0.70
)

// match compares a text with every piece of the catalogue. shares, when not
// nil, weighs the pieces by kind.
func (ix *Index) match(text string, shares *[3]float64) match {
	words := italian.Words(text)
	credit := make([]float64, len(ix.segments))
	var total float64
	spans := ix.lexicon.Spans(words)
	word := make([]float64, len(ix.segments))
	touched := make([]int32, 0, 64)
	give := func(id int32, c float64) {
		if word[id] == 0 {
			touched = append(touched, id)
		}
		word[id] = max(word[id], c)
	}
	for i, w := range words {
		weight := ix.weight(w.Root)
		total += weight
		for _, p := range ix.byRoot[w.Root] {
			switch {
			case p.stem == 0:
				give(p.segment, creditPart)
			case p.stem == ix.stems[w.Stem]:
				give(p.segment, 1)
			default:
				give(p.segment, creditFamily)
			}
		}
		for _, p := range ix.byRoot[w.Part] {
			give(p.segment, creditPart)
		}
		for _, s := range spans {
			if s.From <= i && i < s.To {
				for _, id := range ix.byConcept[s.Concept] {
					give(id, creditExpression)
				}
			}
		}
		for _, id := range touched {
			credit[id] += weight * word[id]
			word[id] = 0
		}
		touched = touched[:0]
	}
	lean := make([]float64, len(ix.segments))
	for _, l := range ix.lexicon.Leanings(words) {
		for _, p := range ix.byLeaning[l.Concept] {
			lean[p.segment] += float64(l.Weight) * float64(p.weight)
		}
	}
	m := match{best: make([]float64, len(ix.candidates)), at: make([]int32, len(ix.candidates))}
	for c := range m.at {
		m.at[c] = -1
	}
	for id := range ix.segments {
		s := &ix.segments[id]
		if credit[id] == 0 && lean[id] <= leaningFrom {
			continue
		}
		likeness := credit[id] / total
		likeness += (1 - likeness) * leaningShare * min(1, max(0, (lean[id]-leaningFrom)/(leaningFull-leaningFrom)))
		likeness *= s.trust
		if shares != nil {
			likeness *= shares[s.kind]
		}
		if likeness > m.best[s.course] {
			m.best[s.course], m.at[s.course] = likeness, int32(id)
		}
	}
	return m
}

func (ix *Index) weight(root string) float64 {
	w, ok := ix.rarity[root]
	if !ok {
		// No course has it: it tells no course from another.
		w = math.Log(1+2*float64(len(ix.candidates))) / 2
	}
	if italian.Weak(root) {
		w *= 0.25
	}
	return w
}
