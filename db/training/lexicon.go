package training

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon/mestieri.txt
var jobLines string

//go:embed lexicon/argomenti.txt
var topicLines string

// Profession is a row of ISTAT's CP2021: any level, the five-digit units with
// their description.
type Profession struct {
	Code        string // 6.2.1.2.0
	Name        string
	Description string
}

// EverydayJob is a row of the installation's everyday names of jobs.
type EverydayJob struct {
	Name           string
	ProfessionCode string
}

// Figure is a figure of the repertorio with the competences it asks for.
type Figure struct {
	Name           string
	ProfessionCode string
	Competences    []string
}

// Words are the reference tables that a lexicon is made of.
type Words struct {
	Professions []Profession
	Competences []Competence
	Jobs        []EverydayJob
	Figures     []Figure
}

// Competence is a row of the ESCO list.
type Competence struct {
	Text string
	// Transversal competences (working in a group, managing time) are taught
	// everywhere and say little of where a course leads.
	Transversal bool
}

// Lexicon is what the ranking knows of Italian words: which expressions mean
// the same, and which units of CP2021 and everyday subjects each word leans
// to. It is built once from the reference tables and never changes.
type Lexicon struct {
	size     int // number of concepts
	unit     map[string]int32
	unitName map[string]string
	units    []unitWords
	leaning  map[string][]leaning // root -> concepts, strongest first
	single   map[string][]int32   // stem of a one-word expression -> concepts
	phrases  map[string][]phrase  // first root of a longer expression -> expressions
	codes    map[int32][]string   // job concept -> CP2021 codes
	shared   map[string]bool      // folded transversal competences
}

// unitWords are the words of a unit's official name.
type unitWords struct {
	code  string
	words []word
}

// leaning is how much something leans to one concept.
type leaning struct {
	concept int32
	weight  float32
}

type phrase struct {
	roots   []string
	concept int32
}

// How much each source of words counts in the picture of a concept.
const (
	weightName    = 3.0 // what it is called, officially or every day
	weightSubject = 1.2 // things, places and acts of the trade
	weightText    = 1.0 // the official description
	weightParent  = 0.5 // the groups above it
	mostLeanings  = 40
)

// NewLexicon builds the lexicon from the reference tables and from the
// everyday words that come with the package.
func NewLexicon(words Words) *Lexicon {
	b := builder{Lexicon: &Lexicon{
		unit: map[string]int32{}, unitName: map[string]string{}, leaning: map[string][]leaning{},
		single: map[string][]int32{}, phrases: map[string][]phrase{}, codes: map[int32][]string{}, shared: map[string]bool{},
	}}
	b.readUnits(words.Professions)
	b.readJobLines()
	b.readJobs(words.Jobs)
	for _, f := range words.Figures {
		if unit, ok := b.unit[f.ProfessionCode]; ok {
			b.add(unit, f.Name, weightName/2)
			b.add(unit, strings.Join(f.Competences, " "), weightSubject/2)
		}
	}
	for _, line := range contentLines(topicLines) {
		names, subjects, _ := strings.Cut(line, "|")
		c := b.concept()
		b.expressions(c, names)
		b.add(c, names, weightName)
		b.add(c, subjects, weightSubject)
	}
	for _, c := range words.Competences {
		if c.Transversal {
			b.shared[sameText(c.Text)] = true
		}
	}
	b.weigh()
	return b.Lexicon
}

// made is the lexicon that was made last: the stores of one process read the
// same tables, and making it is the dearest step of the first ranking.
var made struct {
	sync.Mutex
	of      [sha256.Size]byte
	lexicon *Lexicon
}

// lexiconOf returns the lexicon of the words, made anew only when they differ
// from the last ones.
func lexiconOf(w Words) *Lexicon {
	h := sha256.New()
	json.NewEncoder(h).Encode(w) // strings and numbers: cannot fail
	of := [sha256.Size]byte(h.Sum(nil))
	made.Lock()
	defer made.Unlock()
	if made.lexicon == nil || made.of != of {
		made.lexicon, made.of = NewLexicon(w), of
	}
	return made.lexicon
}

type builder struct {
	*Lexicon
	pictures []map[string]float64 // concept -> root -> weight
}

func (b *builder) concept() int32 {
	b.pictures = append(b.pictures, map[string]float64{})
	return int32(len(b.pictures) - 1)
}

func (b *builder) add(c int32, text string, weight float64) {
	for _, w := range wordsOf(text) {
		b.pictures[c][w.root] += weight
		if w.part != "" {
			b.pictures[c][w.part] += weight / 2
		}
	}
}

func (b *builder) readUnits(professions []Profession) {
	for _, p := range professions {
		b.unitName[p.Code] = p.Name
	}
	for _, p := range professions {
		if strings.Count(p.Code, ".") != 4 {
			continue
		}
		c := b.concept()
		b.unit[p.Code] = c
		b.Lexicon.units = append(b.Lexicon.units, unitWords{p.Code, wordsOf(p.Name)})
		b.add(c, p.Name, weightName)
		b.add(c, p.Description, weightText)
		for code := parentCode(p.Code); strings.Count(code, ".") >= 2; code = parentCode(code) {
			if b.unitName[code] != p.Name {
				b.add(c, b.unitName[code], weightParent)
			}
		}
	}
}

// readJobLines reads «CODES : everyday names | words of the trade».
func (b *builder) readJobLines() {
	for _, line := range contentLines(jobLines) {
		codes, rest, _ := strings.Cut(line, ":")
		names, subjects, _ := strings.Cut(rest, "|")
		c := b.concept()
		b.expressions(c, names)
		b.add(c, names, weightName)
		b.add(c, subjects, weightSubject)
		for code := range strings.SplitSeq(codes, ",") {
			code = strings.TrimSpace(code)
			b.codes[c] = append(b.codes[c], code)
			if unit, ok := b.unit[code]; ok {
				b.add(unit, names, weightName/2)
				b.add(unit, subjects, weightSubject/2)
				b.add(c, b.unitName[code], weightText)
			}
		}
	}
}

// readJobs adds the everyday names that the lines do not have.
func (b *builder) readJobs(jobs []EverydayJob) {
	byCode := map[string]int32{}
	for _, j := range jobs {
		unit, ok := b.unit[j.ProfessionCode]
		words := wordsOf(j.Name)
		if !ok || slices.ContainsFunc(b.spansOf(words), func(s span) bool {
			return s.from == 0 && s.to == len(words) && slices.Contains(b.codes[s.concept], j.ProfessionCode)
		}) {
			continue
		}
		c, ok := byCode[j.ProfessionCode]
		if !ok {
			c = b.concept()
			byCode[j.ProfessionCode] = c
			b.codes[c] = []string{j.ProfessionCode}
			b.add(c, b.unitName[j.ProfessionCode], weightText)
		}
		b.expressions(c, j.Name)
		b.add(c, j.Name, weightName)
		b.add(unit, j.Name, weightName/2)
	}
}

func contentLines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	return out
}

func (b *builder) expressions(c int32, names string) {
	for name := range strings.SplitSeq(names, ";") {
		words := wordsOf(name)
		switch {
		case len(words) == 1 && !weakRoots[words[0].root]:
			if !slices.Contains(b.single[words[0].stem], c) {
				b.single[words[0].stem] = append(b.single[words[0].stem], c)
			}
		case len(words) > 1:
			roots := make([]string, len(words))
			for i, w := range words {
				roots[i] = w.root
			}
			b.phrases[roots[0]] = append(b.phrases[roots[0]], phrase{roots, c})
		}
	}
}

// weigh turns the pictures round: from the words of a concept to the concepts
// of a word, each weighed by how rare the word is and how long the picture.
func (b *builder) weigh() {
	b.size = len(b.pictures)
	concepts := map[string]int{}
	for _, picture := range b.pictures {
		for r := range picture {
			concepts[r]++
		}
	}
	for c, picture := range b.pictures {
		var norm float64
		weights := make(map[string]float64, len(picture))
		for r, n := range picture {
			weights[r] = n / (n + 1.5) * math.Log(1+float64(b.size)/float64(concepts[r]))
			norm += weights[r] * weights[r]
		}
		norm = math.Sqrt(norm)
		for r, w := range weights {
			b.leaning[r] = append(b.leaning[r], leaning{int32(c), float32(w / norm)})
		}
	}
	for r, ls := range b.leaning {
		sortLeanings(ls)
		// A word that is everywhere leans nowhere.
		rarity := float32(math.Log(1 + float64(b.size)/float64(len(ls))))
		if weakRoots[r] {
			rarity *= 0.3
		}
		ls = ls[:min(len(ls), 4*mostLeanings)]
		for i := range ls {
			ls[i].weight *= rarity
		}
		b.leaning[r] = ls
	}
}

// shareIn returns how much of the words, rare ones counting more, is among the
// roots: 0 to 1.
func (l *Lexicon) shareIn(words []word, roots map[string]bool) float64 {
	var in, all float64
	for _, w := range words {
		weight := math.Log(1 + float64(l.size)/float64(len(l.leaning[w.root])+1))
		if weakRoots[w.root] {
			weight *= 0.2
		}
		all += weight
		if roots[w.root] {
			in += weight
		}
	}
	return in / all
}

func sortLeanings(ls []leaning) {
	slices.SortFunc(ls, func(a, b leaning) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.concept, b.concept))
	})
}
