package italian

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

// Tables are the reference tables that a lexicon is made of.
type Tables struct {
	Professions []Profession
	Competences []Competence
	Jobs        []EverydayJob
	Figures     []Figure
	// Bare leaves out the everyday words that come with the package: what
	// remains is what the tables alone can do.
	Bare bool
}

// Competence is a row of the ESCO list.
type Competence struct {
	Text string
	// Transversal competences (working in a group, managing time) are taught
	// everywhere and say little of where a course leads.
	Transversal bool
}

// Lexicon is what a ranking knows of Italian words: which expressions mean
// the same, and which units of CP2021 and everyday subjects each word leans
// to. It is built once from the reference tables and never changes.
type Lexicon struct {
	size     int // number of concepts
	unit     map[string]int32
	unitName map[string]string
	units    []Unit
	leaning  map[string][]Leaning // root -> concepts, strongest first
	single   map[string][]int32   // stem of a one-word expression -> concepts
	phrases  map[string][]phrase  // first root of a longer expression -> expressions
	codes    map[int32][]string   // job concept -> CP2021 codes
	shared   map[string]bool      // folded transversal competences
}

// Unit is a five-digit unit of CP2021 with the words of its official name.
type Unit struct {
	Code  string
	Words []Word
}

// Leaning is how much something leans to one concept.
type Leaning struct {
	Concept int32
	Weight  float32
}

type phrase struct {
	roots []string
	means int32 // the concept
}

// Size returns the number of concepts: they are numbered from 0.
func (l *Lexicon) Size() int { return l.size }

// Unit returns the concept of a five-digit unit of CP2021, false if there is none.
func (l *Lexicon) Unit(code string) (int32, bool) {
	c, ok := l.unit[code]
	return c, ok
}

// UnitName returns the official name of a code of CP2021, "" if there is none.
func (l *Lexicon) UnitName(code string) string { return l.unitName[code] }

// Units returns the five-digit units of CP2021.
func (l *Lexicon) Units() []Unit { return l.units }

// JobCodes returns the units that the everyday names of a concept stand for,
// the likeliest first; none when the concept is no job.
func (l *Lexicon) JobCodes(concept int32) []string { return l.codes[concept] }

// Transversal reports whether the text is a competence that is taught everywhere.
func (l *Lexicon) Transversal(text string) bool { return l.shared[Key(text)] }

// How much each source of words counts in the picture of a concept.
const (
	weightName    = 3.0 // what it is called, officially or every day
	weightSubject = 1.2 // things, places and acts of the trade
	weightText    = 1.0 // the official description
	weightParent  = 0.5 // the groups above it
	mostLeanings  = 40
)

// New builds the lexicon from the reference tables and from the
// everyday words that come with the package.
func New(tables Tables) *Lexicon {
	b := builder{Lexicon: &Lexicon{
		unit: map[string]int32{}, unitName: map[string]string{}, leaning: map[string][]Leaning{},
		single: map[string][]int32{}, phrases: map[string][]phrase{}, codes: map[int32][]string{}, shared: map[string]bool{},
	}}
	b.readUnits(tables.Professions)
	if !tables.Bare {
		b.readJobLines()
		b.readTopicLines()
	}
	b.readJobs(tables.Jobs)
	for _, f := range tables.Figures {
		if unit, ok := b.unit[f.ProfessionCode]; ok {
			b.add(unit, f.Name, weightName/2)
			b.add(unit, strings.Join(f.Competences, " "), weightSubject/2)
		}
	}
	for _, c := range tables.Competences {
		if c.Transversal {
			b.shared[Key(c.Text)] = true
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

// Of returns the lexicon of the tables, made anew only when they differ from
// the last ones.
func Of(tables Tables) *Lexicon {
	h := sha256.New()
	json.NewEncoder(h).Encode(tables) // strings and numbers: cannot fail
	of := [sha256.Size]byte(h.Sum(nil))
	made.Lock()
	defer made.Unlock()
	if made.lexicon == nil || made.of != of {
		made.lexicon, made.of = New(tables), of
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
	for _, w := range Words(text) {
		b.pictures[c][w.Root] += weight
		if w.Part != "" {
			b.pictures[c][w.Part] += weight / 2
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
		b.Lexicon.units = append(b.Lexicon.units, Unit{p.Code, Words(p.Name)})
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

// readTopicLines reads «expressions for the same thing | words that lean to it».
func (b *builder) readTopicLines() {
	for _, line := range contentLines(topicLines) {
		names, subjects, _ := strings.Cut(line, "|")
		c := b.concept()
		b.expressions(c, names)
		b.add(c, names, weightName)
		b.add(c, subjects, weightSubject)
	}
}

// readJobs adds the everyday names that the lines do not have.
func (b *builder) readJobs(jobs []EverydayJob) {
	byCode := map[string]int32{}
	for _, j := range jobs {
		unit, ok := b.unit[j.ProfessionCode]
		words := Words(j.Name)
		if !ok || slices.ContainsFunc(b.Spans(words), func(s Span) bool {
			return s.From == 0 && s.To == len(words) && slices.Contains(b.codes[s.Concept], j.ProfessionCode)
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
		words := Words(name)
		switch {
		case len(words) == 1 && !weakRoots[words[0].Root]:
			if !slices.Contains(b.single[words[0].Stem], c) {
				b.single[words[0].Stem] = append(b.single[words[0].Stem], c)
			}
		case len(words) > 1:
			roots := make([]string, len(words))
			for i, w := range words {
				roots[i] = w.Root
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
			b.leaning[r] = append(b.leaning[r], Leaning{int32(c), float32(w / norm)})
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
			ls[i].Weight *= rarity
		}
		b.leaning[r] = ls
	}
}

// Share returns how much of the words, rare ones counting more, is among the
// roots: 0 to 1.
func (l *Lexicon) Share(words []Word, roots map[string]bool) float64 {
	var in, all float64
	for _, w := range words {
		weight := math.Log(1 + float64(l.size)/float64(len(l.leaning[w.Root])+1))
		if weakRoots[w.Root] {
			weight *= 0.2
		}
		all += weight
		if roots[w.Root] {
			in += weight
		}
	}
	return in / all
}

func sortLeanings(ls []Leaning) {
	slices.SortFunc(ls, func(a, b Leaning) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Concept, b.Concept))
	})
}
