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
	values   []rank.Value // opening, no seat, and for a person distance and timetable
	nearness float64
}

// bestOffer looks at every edition and keeps the one that suits best: with
// free seats before without, then by the points it gives.
func bestOffer(p Profile, c Course, editions []Edition, now, soon rule.Date) offer {
	best := offer{values: offerValues(p, c, nil, now, soon)}
	if p.Person {
		best.nearness = best.values[2].Value
	}
	bestPoints := -1.0
	for i := range editions {
		e := &editions[i]
		values := offerValues(p, c, e, now, soon)
		points := p.Weights.Opening*values[0].Value + p.Weights.NoSeat*2*(1-values[1].Value)
		near := 0.0
		if p.Person {
			near = values[2].Value
			points += p.Weights.Distance*near + p.Weights.Timetable*values[3].Value
		}
		if points > bestPoints {
			best, bestPoints = offer{e, values, near}, points
		}
	}
	return best
}

func offerValues(p Profile, c Course, e *Edition, now, soon rule.Date) []rank.Value {
	values := []rank.Value{opening(e, now, soon), noSeat(e, now)}
	if p.Person {
		values = append(values, distance(p, c, e), timetable(p, e))
	}
	return values
}

func opening(e *Edition, now, soon rule.Date) rank.Value {
	if e == nil || e.StartsOn < now || e.StartsOn > soon || e.Free() == 0 {
		return rank.Value{}
	}
	return rank.Value{Value: 1, Why: "Un'edizione parte entro " + strconv.Itoa(OpeningDays) + " giorni."}
}

func noSeat(e *Edition, now rule.Date) rank.Value {
	switch {
	case e == nil:
		return rank.Value{Value: 1, Why: "Nessuna edizione in calendario: ci si può mettere in attesa."}
	case e.StartsOn != "" && e.StartsOn < now:
		return rank.Value{Value: 1, Why: "Le edizioni in calendario sono già iniziate (l'ultima il " + e.StartsOn.Italian() + ")."}
	case e.Free() == 0:
		return rank.Value{Value: 1, Why: "Tutte le edizioni in calendario sono al completo."}
	}
	return rank.Value{Why: "Edizione " + e.Code + ": " + seatsInWords(e.Free()) + startInWords(e.StartsOn) + "."}
}

func seatsInWords(n int) string {
	if n == 1 {
		return "1 posto libero"
	}
	return strconv.Itoa(n) + " posti liberi"
}

func startInWords(d rule.Date) string {
	if d == "" {
		return ""
	}
	return ", inizio il " + d.Italian()
}

// distance compares municipalities by name, because no coordinates are at
// hand: same town all the points; same province six tenths, or less or more by
// the radius the person gave (under 20 km four tenths, from 40 km eight);
// another province three tenths only from 80 km on. A course at a distance is
// near to everybody. The reason says what was compared.
func distance(p Profile, c Course, e *Edition) rank.Value {
	if c.Mode == "distanza" {
		return rank.Value{Value: 1, Why: "Si segue a distanza: non occorre spostarsi."}
	}
	if e == nil || e.Place.Town == "" || p.Home.Town == "" && p.Home.Province == "" {
		return rank.Value{Why: "Distanza non valutata: manca il comune della sede o della persona."}
	}
	if rule.Fold(e.Place.Town) == rule.Fold(p.Home.Town) {
		return rank.Value{Value: 1, Why: "Sede a " + e.Place.Town + ", lo stesso comune della persona."}
	}
	where := "Sede a " + e.Place.Town + " (" + e.Place.Province + ")"
	if e.Place.Province != "" && e.Place.Province == p.Home.Province {
		value := 0.6
		switch {
		case p.RadiusKm > 0 && p.RadiusKm < 20:
			value = 0.4
		case p.RadiusKm >= 40:
			value = 0.8
		}
		return rank.Value{Value: value, Why: where + ", stessa provincia" + radiusInWords(p) + "."}
	}
	if p.RadiusKm >= 80 {
		return rank.Value{Value: 0.3, Why: where + ", altra provincia" + radiusInWords(p) + "."}
	}
	return rank.Value{Why: where + ", altra provincia" + radiusInWords(p) + "."}
}

func radiusInWords(p Profile) string {
	if p.RadiusKm == 0 {
		return ": confronto tra comuni e province, senza chilometri"
	}
	return ": confronto tra comuni e province, spostamento dichiarato fino a " + strconv.Itoa(p.RadiusKm) + " km"
}

func timetable(p Profile, e *Edition) rank.Value {
	switch {
	case e == nil:
		return rank.Value{}
	case len(p.Timetable) == 0:
		return rank.Value{Value: 1, Why: "La persona non ha indicato limiti di orario."}
	case e.Timetable == "":
		return rank.Value{Value: 0.5, Why: "L'orario dell'edizione non è indicato: da verificare."}
	case slices.ContainsFunc(p.Timetable, func(t string) bool { return rule.Fold(t) == rule.Fold(e.Timetable) }):
		return rank.Value{Value: 1, Why: "Orario adatto: " + e.Timetable + "."}
	}
	return rank.Value{Why: "Orario da valutare: si tiene in fascia «" + e.Timetable + "», la persona ha indicato " + strings.Join(p.Timetable, " o ") + "."}
}

// excluded returns why the course cannot be proposed, "" when it can.
func excluded(p Profile, c Course, bodies []Body, now rule.Date) string {
	switch {
	case len(bodies) == 0 && p.Province != "":
		return "Nessun organismo candidato a tenerlo in provincia di " + p.Province + "."
	case len(bodies) == 0:
		return "Nessun organismo è candidato a tenerlo."
	case !c.Active:
		return "Il percorso non è più attivo a catalogo."
	}
	if !p.Person {
		return ""
	}
	if slices.Contains(p.Attended, c.Code) {
		return "La persona lo ha già frequentato."
	}
	for _, r := range CheckRequirements(c, p, now) {
		if r.Outcome == RequirementUnmet {
			return "Requisito non posseduto: " + r.Why
		}
	}
	return ""
}
