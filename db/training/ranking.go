package training

import (
	"sportello/db/italian"
	"sportello/db/rank"
	"sportello/db/rule"
)

// Gap is a competence that the objective asks for and the person lacks.
type Gap struct {
	Text   string
	Weight float64 // how wide the gap is; 0 counts as 1
}

// Profile is whom courses are looked for.
type Profile struct {
	Objective     string // the profession aimed at, as the operator writes it
	ObjectiveCode string // its CP2021 code, when known
	Gaps          []Gap
	// Person says that the profile is of a person. Without (command line),
	// distance, timetable, requirements and attended courses do not count.
	Person     bool
	Home       Place
	RadiusKm   int      // how far the person can travel; 0 not said
	Timetable  []string // times of day that suit: mattina, pomeriggio, serale; none: all do
	Attended   []string // codes of courses already attended
	Birth      rule.Date
	StudyTitle string // in words; "" not known
	// Enrolled are the seats taken here, by edition: they change more often than
	// the catalogue, so they come with the question.
	Enrolled map[int64]int
	// Province keeps only the bodies and editions of one province ("" all).
	Province string
	// Weights are the points of the criteria; the zero value is DefaultWeights.
	Weights Weights
}

// Weights are the most points that each criterion gives.
type Weights struct {
	Gaps, Figure, Distance, Timetable, Opening float64
	// NoSeat is taken off a course whose editions are all full or past.
	NoSeat float64
}

// DefaultWeights are those of the programme: 100 points in all.
var DefaultWeights = Weights{Gaps: 50, Figure: 20, Distance: 15, Timetable: 10, Opening: 5, NoSeat: 3}

// OpeningDays is how soon an edition must start to give the opening points.
const OpeningDays = 60

// Proposal is a course with its score and the reasons, in Italian, why it is
// proposed; Excluded says why it cannot be ("" when it is proposed).
type Proposal struct {
	Candidate *Candidate
	Code      string
	Title     string
	Score     float64
	Parts     []Part // what the score is made of, where there are reasons
	Reasons   []string
	Excluded  string
	Far       bool     // it has hardly anything to do with the objective: near and soon is all it is
	Unmet     bool     // excluded for nothing but a requirement that the person does not meet
	Edition   *Edition // the edition that suits best; nil when there is none
}

// Part is what one criterion gives to a score: Points out of Most; points taken
// away are negative and Most is 0.
type Part struct {
	Label        string // in a word or two, for a chart
	Points, Most float64
}

// Scale returns the criteria of the ranking of courses with the weights. A
// course is placed by score, then distance, then title.
func (w Weights) Scale(person bool) rank.Scale {
	s := rank.Scale{
		Criteria: []rank.Criterion{
			{Code: "divari", Label: "Vicinanza ai divari di competenza", Weight: w.Gaps},
			{Code: "figura", Label: "Stessa figura dell'obiettivo o figura vicina", Weight: w.Figure},
			{Code: "avvio", Label: "Edizione che parte entro 60 giorni", Weight: w.Opening},
			{Code: "posti", Label: "Nessuna edizione con posti liberi", Weight: -w.NoSeat},
		},
		TieBreaks: []rank.TieBreak{{Label: "distanza"}, {Label: "titolo"}},
	}
	if person {
		s.Criteria = append(s.Criteria,
			rank.Criterion{Code: "distanza", Label: "Distanza", Weight: w.Distance},
			rank.Criterion{Code: "orario", Label: "Orario compatibile", Weight: w.Timetable})
	}
	return s
}

// MostExplained is how many proposed courses Rank gives reasons for, best
// first: nobody reads further, and on a large catalogue the words cost more
// than the ranking.
const MostExplained = 200

// Rank returns every course of the index: the proposed ones, best first, then
// the excluded ones with the reason. now is the day of the proposal.
//
// Points (design of the programme): closeness of what the course teaches,
// in title, text and competences, to the gaps; same or adjacent figure as the
// objective, by code or by words; distance; timetable; an edition that starts
// within OpeningDays. Full or past editions lower a course, they do not hide it.
func (ix *Index) Rank(p Profile, now rule.Date) []Proposal {
	if p.Weights == (Weights{}) {
		p.Weights = DefaultWeights
	}
	q := ix.ask(p, now)
	scale := p.Weights.Scale(p.Person)
	rows := make([]rank.Row, len(ix.candidates))
	editions, unmet := make([]*Edition, len(rows)), make([]bool, len(rows))
	at := make(map[string]int, len(rows))
	for i := range ix.candidates {
		c := &ix.candidates[i]
		bodies, open := p.within(c)
		offer := q.bestOffer(c.Course, open)
		var why string
		why, unmet[i] = excluded(p, c.Course, bodies, now)
		editions[i], at[c.Course.Code] = offer.edition, i
		rows[i] = rank.Row{
			ID:       c.Course.Code,
			Values:   append([]rank.Value{{Value: q.closeness[i]}, {Value: q.figure[i]}}, offer.values...),
			Ties:     []rank.Key{{Number: -offer.nearness}, {Text: ix.titles[i]}},
			Excluded: why,
		}
	}
	out := make([]Proposal, 0, len(rows))
	for n, placed := range scale.Order(rows) {
		i := at[placed.ID]
		proposal := Proposal{Candidate: &ix.candidates[i], Code: placed.ID, Title: ix.candidates[i].Course.Title, Score: placed.Score,
			Excluded: placed.Excluded, Far: q.far(i), Unmet: unmet[i], Edition: editions[i]}
		if placed.Excluded == "" && n < MostExplained {
			for k, why := range q.why(i, editions[i]) {
				placed.Values[k].Why = why
			}
			proposal.Parts, proposal.Reasons = parts(scale, placed), reasons(scale, placed)
		}
		out = append(out, proposal)
	}
	return out
}

// farBelow is the share of the points for gaps and figure under which a course
// has hardly anything to do with the objective: less than one gap of six.
const farBelow = 0.15

// far reports whether the course has hardly anything to do with the objective.
// Without objective and gaps no course is far.
func (q *question) far(i int) bool {
	var points, most float64
	if len(q.gaps) > 0 {
		points, most = points+q.profile.Weights.Gaps*q.closeness[i], most+q.profile.Weights.Gaps
	}
	if q.profile.Objective != "" || q.profile.ObjectiveCode != "" {
		points, most = points+q.profile.Weights.Figure*q.figure[i], most+q.profile.Weights.Figure
	}
	return points < farBelow*most
}

// within returns the bodies and editions that count, with the seats as they
// are now.
func (p Profile) within(c *Candidate) ([]Body, []Edition) {
	if p.Province == "" && len(p.Enrolled) == 0 {
		return c.Bodies, c.Editions
	}
	editions := make([]Edition, 0, len(c.Editions))
	here := map[int64]bool{}
	for _, e := range c.Editions {
		if p.Province == "" || e.Place.Province == p.Province {
			e.Enrolled = p.Enrolled[e.ID]
			editions = append(editions, e)
			here[e.BodyID] = true
		}
	}
	if p.Province == "" {
		return c.Bodies, editions
	}
	var bodies []Body
	for _, b := range c.Bodies {
		if here[b.ID] {
			bodies = append(bodies, b)
		}
	}
	return bodies, editions
}

// gapContext is how much of a gap's closeness stands by itself; the rest is
// given as far as the course agrees with the objective, for «modelli» are one
// thing for a tailor and another for a programmer.
const gapContext = 0.55

// question is a profile held against a whole catalogue.
type question struct {
	*Index
	profile   Profile
	now, soon rule.Date
	gaps      []gapMatch
	words     match     // the objective's words
	byCode    []float64 // by course: how near its code is to the objective's
	near      []string  // by course: the objective's code that it is near to
	figure    []float64 // by course, 0 to 1
	closeness []float64 // by course, 0 to 1
}

type gapMatch struct {
	gap   Gap
	match match
}

// ask holds the profile against every course.
func (ix *Index) ask(p Profile, now rule.Date) *question {
	n := len(ix.candidates)
	q := &question{Index: ix, profile: p, now: now, soon: now.AddDays(OpeningDays),
		byCode: make([]float64, n), near: make([]string, n), figure: make([]float64, n), closeness: make([]float64, n)}
	q.meetFigure()
	q.meetGaps()
	return q
}

// meetFigure finds how near the figure of each course is to the objective's.
func (q *question) meetFigure() {
	p := q.profile
	q.words = q.match(p.Objective, &[3]float64{1, 0.75, 0.4})
	codes := map[string]float64{p.ObjectiveCode: 1}
	if p.ObjectiveCode == "" {
		codes = q.lexicon.UnitsOf(p.Objective)
	}
	for i := range q.candidates {
		for code, sure := range codes {
			n := nearness(code, q.candidates[i].Course.ProfessionCode) * sure * q.codeTrust[i]
			if n > q.byCode[i] || n == q.byCode[i] && n > 0 && code < q.near[i] {
				q.byCode[i], q.near[i] = n, code
			}
		}
		q.figure[i] = max(q.words.best[i], q.byCode[i])
	}
}

// meetGaps finds how close each course comes to the gaps.
func (q *question) meetGaps() {
	var total float64
	for _, g := range q.profile.Gaps {
		if len(italian.Words(g.Text)) == 0 {
			continue
		}
		if g.Weight <= 0 {
			g.Weight = 1
		}
		if q.lexicon.Transversal(g.Text) {
			g.Weight *= 0.6 // taught everywhere: it says little of where to go
		}
		total += g.Weight
		q.gaps = append(q.gaps, gapMatch{g, q.match(g.Text, nil)})
	}
	objective := q.lexicon.Leanings(italian.Words(q.profile.Objective))
	spread := q.lexicon.Spread(objective)
	for i := range q.candidates {
		context := 1.0
		if len(objective) > 0 {
			agrees := max(q.figure[i]/0.5, italian.Alike(q.core[i], spread)/0.3)
			context = gapContext + (1-gapContext)*min(1, agrees)
		}
		for _, g := range q.gaps {
			q.closeness[i] += g.gap.Weight / total * g.match.best[i] * context
		}
	}
}

// nearness returns how near two CP2021 codes are: 1 the same unit, less the
// higher the group that holds both, 0 for none or for the great groups alone.
func nearness(a, b string) float64 {
	if a == "" || b == "" {
		return 0
	}
	if a == b {
		return 1
	}
	same := 0 // levels, each ended by a point or by the end
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if i+1 == len(a) || a[i+1] == '.' {
			same++
		}
	}
	return [...]float64{0, 0, 0.15, 0.45, 0.75, 1}[min(same, 5)]
}
