package training

import (
	"slices"
	"strconv"
	"strings"

	"sportello/db/rank"
	"sportello/db/rule"
)

// offer is what a course offers in practice: the edition that suits best.
type offer struct {
	edition  *Edition
	values   []rank.Value // opening, no seat, and for a person distance and timetable; why without words
	nearness float64
}

// bestOffer looks at every edition and keeps the one that suits best: with
// free seats before without, then by the points it gives.
func (q *question) bestOffer(c Course, editions []Edition) offer {
	w := q.profile.Weights
	best := q.offer(c, nil)
	bestPoints := -1.0
	for i := range editions {
		o := q.offer(c, &editions[i])
		points := w.Opening*o.values[0].Value + w.NoSeat*2*(1-o.values[1].Value)
		if q.profile.Person {
			points += w.Distance*o.nearness + w.Timetable*o.values[3].Value
		}
		if points > bestPoints {
			best, bestPoints = o, points
		}
	}
	return best
}

// offer returns what an edition offers, nil being none.
func (q *question) offer(c Course, e *Edition) offer {
	o := offer{edition: e, values: make([]rank.Value, 2, 4)}
	if e == nil || e.Past(q.now) || e.Free() == 0 {
		o.values[1].Value = 1
	} else if e.StartsOn >= q.now && e.StartsOn <= q.soon {
		o.values[0].Value = 1
	}
	if q.profile.Person {
		how := distance(q.profile, c, e)
		o.nearness = how.value(q.profile)
		o.values = append(o.values, rank.Value{Value: o.nearness}, rank.Value{Value: fits(q.profile, e)})
	}
	return o
}

// seatsWhy tells how the seats stand.
func seatsWhy(e *Edition, now rule.Date) string {
	switch {
	case e == nil:
		return "Nessuna edizione in calendario: ci si può mettere in attesa."
	case e.Past(now):
		return "Le edizioni in calendario sono già iniziate (l'ultima il " + e.StartsOn.Italian() + ")."
	case e.Free() == 0:
		return "Tutte le edizioni in calendario sono al completo."
	}
	return "Edizione " + e.Code + ": " + seatsInWords(e.Free()) + startInWords(e.StartsOn) + "."
}

func seatsInWords(n int) string { return rule.Plural(n, "posto libero", "posti liberi") }

func startInWords(d rule.Date) string {
	if d == "" {
		return ""
	}
	return ", inizio il " + d.Italian()
}

// howFar is what comparing two places tells.
type howFar int

const (
	unknownPlace howFar = iota
	atDistance          // the course is followed from home
	sameTown
	sameProvince
	otherProvince
)

// distance compares municipalities by name, because no coordinates are at hand.
func distance(p Profile, c Course, e *Edition) howFar {
	switch {
	case c.Mode == "distanza":
		return atDistance
	case e == nil || e.Place.Town == "" || p.Home.Town == "" && p.Home.Province == "":
		return unknownPlace
	case rule.Fold(e.Place.Town) == rule.Fold(p.Home.Town):
		return sameTown
	case e.Place.Province != "" && e.Place.Province == p.Home.Province:
		return sameProvince
	}
	return otherProvince
}

// value returns the share of the points: all in the same town or at a distance;
// six tenths in the same province (four within a radius of less than 20 km,
// eight from 40 km); three tenths in another province, from 80 km on.
func (h howFar) value(p Profile) float64 {
	switch {
	case h == atDistance || h == sameTown:
		return 1
	case h == sameProvince && p.RadiusKm >= 40:
		return 0.8
	case h == sameProvince && p.RadiusKm > 0 && p.RadiusKm < 20:
		return 0.4
	case h == sameProvince:
		return 0.6
	case h == otherProvince && p.RadiusKm >= 80:
		return 0.3
	}
	return 0
}

// why says what was compared.
func (h howFar) why(p Profile, e *Edition) string {
	switch h {
	case atDistance:
		return "Si segue a distanza: non occorre spostarsi."
	case sameTown:
		return "Sede a " + e.Place.Town + ", lo stesso comune della persona."
	case sameProvince:
		return "Sede a " + e.Place.Where() + ", stessa provincia" + radiusInWords(p) + "."
	case otherProvince:
		return "Sede a " + e.Place.Where() + ", altra provincia" + radiusInWords(p) + "."
	}
	return "Distanza non valutata: manca il comune della sede o della persona."
}

func radiusInWords(p Profile) string {
	if p.RadiusKm == 0 {
		return ": confronto tra comuni e province, senza chilometri"
	}
	return ": confronto tra comuni e province, spostamento dichiarato fino a " + strconv.Itoa(p.RadiusKm) + " km"
}

// fits returns the share of the points that the edition's timetable gives.
func fits(p Profile, e *Edition) float64 {
	switch {
	case e == nil:
		return 0
	case len(p.Timetable) == 0:
		return 1
	case e.Timetable == "":
		return 0.5
	case slices.ContainsFunc(p.Timetable, func(t string) bool { return rule.Fold(t) == rule.Fold(e.Timetable) }):
		return 1
	}
	return 0
}

func timetableWhy(p Profile, e *Edition) string {
	switch {
	case e == nil:
		return ""
	case len(p.Timetable) == 0:
		return "La persona non ha indicato limiti di orario."
	case e.Timetable == "":
		return "L'orario dell'edizione non è indicato: da verificare."
	case fits(p, e) == 1:
		return "Orario adatto: " + e.Timetable + "."
	}
	return "Orario da valutare: si tiene in fascia «" + e.Timetable + "», la persona ha indicato " + strings.Join(p.Timetable, " o ") + "."
}

// excluded returns why the course cannot be proposed, "" when it can, and
// whether nothing but an unmet requirement stands in the way: that one the
// responsabile may waive.
func excluded(p Profile, c Course, bodies []Body, now rule.Date) (why string, unmet bool) {
	switch {
	case len(bodies) == 0 && p.Province != "":
		return "Nessun organismo candidato a tenerlo in provincia di " + p.Province + ".", false
	case len(bodies) == 0:
		return "Nessun organismo è candidato a tenerlo.", false
	case !c.Active:
		return "Il percorso non è più attivo a catalogo.", false
	}
	if !p.Person {
		return "", false
	}
	if slices.Contains(p.Attended, c.Code) {
		return "La persona lo ha già frequentato.", false
	}
	for _, r := range CheckRequirements(c, p, now) {
		if r.Outcome == RequirementUnmet {
			return "Requisito non posseduto: " + r.Why, true
		}
	}
	return "", false
}
