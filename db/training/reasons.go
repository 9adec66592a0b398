package training

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rank"
)

// sayFrom is the likeness from which a gap or a figure is worth a line.
const sayFrom = 0.25

// saysGap tells what of the course meets a gap, in the course's own words.
func (ix *Index) saysGap(gap string, m match, course int) string {
	s := ix.segments[m.at[course]]
	degree := "è vicino a"
	if s.kind == inCompetences {
		degree = "è vicina a"
	}
	switch {
	case m.best[course] >= 0.75:
		degree = "copre"
	case m.best[course] >= 0.5:
		degree = "risponde a"
	}
	return fmt.Sprintf("%s «%s» %s «%s».", wherePiece[s.kind], shorten(s.text), degree, gap)
}

var wherePiece = [...]string{inTitle: "Il titolo", inText: "Il programma", inCompetences: "La competenza"}

// why returns what to say of a course, criterion by criterion.
func (q *question) why(course int, e *Edition) []string {
	var gaps []string
	for _, g := range q.gaps {
		if g.match.best[course] >= sayFrom {
			gaps = append(gaps, q.saysGap(g.gap.Text, g.match, course))
		}
	}
	out := []string{strings.Join(gaps, " "), q.saysFigure(course), "Un'edizione parte entro " + strconv.Itoa(OpeningDays) + " giorni.", seatsWhy(e, q.now)}
	if q.profile.Person {
		out = append(out, distance(q.profile, q.candidates[course].Course, e).why(q.profile, e), timetableWhy(q.profile, e))
	}
	return out
}

func (q *question) saysFigure(course int) string {
	switch code := q.candidates[course].Course.ProfessionCode; {
	case q.byCode[course] >= sayFrom && q.byCode[course] >= q.words.best[course]:
		if q.near[course] == code {
			return fmt.Sprintf("Stessa figura dell'obiettivo nella classificazione delle professioni: «%s».", q.lexicon.UnitName(code))
		}
		return fmt.Sprintf("Figura vicina all'obiettivo nella classificazione delle professioni: «%s».", q.lexicon.UnitName(code))
	case q.words.best[course] >= sayFrom:
		s := q.segments[q.words.at[course]]
		return fmt.Sprintf("%s «%s» richiama l'obiettivo «%s».", wherePiece[s.kind], shorten(s.text), q.profile.Objective)
	}
	return ""
}

// shorten keeps a piece of text to a line, whole words.
func shorten(s string) string {
	const most = 90
	if len(s) <= most {
		return s
	}
	cut := strings.LastIndexByte(s[:most], ' ')
	if cut < most/2 {
		cut = most
	}
	return strings.ToValidUTF8(s[:cut], "") + "…"
}

// partOrder is the order in which the parts of a score are shown, and what each
// is called there.
var partOrder = []struct{ code, label string }{
	{"divari", "Divari"}, {"figura", "Obiettivo"}, {"distanza", "Distanza"}, {"orario", "Orario"}, {"avvio", "Avvio"}, {"posti", "Senza posti liberi"},
}

// parts returns what the score of a placed course is made of.
func parts(scale rank.Scale, placed rank.Placed) []Part {
	var out []Part
	for _, o := range partOrder {
		i := slices.IndexFunc(scale.Criteria, func(c rank.Criterion) bool { return c.Code == o.code })
		if i < 0 || i >= len(placed.Points) || scale.Criteria[i].Weight <= 0 && placed.Points[i] == 0 {
			continue
		}
		out = append(out, Part{Label: o.label, Points: placed.Points[i], Most: max(0, scale.Criteria[i].Weight)})
	}
	return out
}

// reasons returns the lines of a placed course: points, criterion, why.
func reasons(scale rank.Scale, placed rank.Placed) []string {
	var out []string
	for i, c := range scale.Criteria {
		if i >= len(placed.Values) {
			break
		}
		why := placed.Values[i].Why
		if c.Weight <= 0 { // it takes points away, or the office gives none for it
			if placed.Points[i] < 0 {
				out = append(out, fmt.Sprintf("%s: tolti %s punti. %s", c.Label, points(-placed.Points[i]), why))
			} else if why != "" {
				out = append(out, why)
			}
			continue
		}
		if placed.Points[i] == 0 && (why == "" || c.Code == "avvio") {
			continue
		}
		out = append(out, strings.TrimSpace(c.Label+": "+points(placed.Points[i])+" punti su "+points(c.Weight)+". "+why))
	}
	return out
}

// points writes a number as Italians do, without useless decimals.
func points(x float64) string {
	s := strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	return strings.Replace(s, ".", ",", 1)
}
