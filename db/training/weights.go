package training

import (
	"fmt"
	"math"

	"sportello/db/rule"
)

// MaxWeight is the most points that one criterion may give, and what those that
// give points make together: a score is read as «su 100».
const MaxWeight = 100

// byCode returns the weight of a criterion of the scale, nil for none.
func (w *Weights) byCode(code string) *float64 {
	switch code {
	case "divari":
		return &w.Gaps
	case "figura":
		return &w.Figure
	case "distanza":
		return &w.Distance
	case "orario":
		return &w.Timetable
	case "avvio":
		return &w.Opening
	case "posti":
		return &w.NoSeat
	}
	return nil
}

// Points returns the points of a criterion; those of «posti» are taken away.
func (w Weights) Points(code string) float64 {
	if p := w.byCode(code); p != nil {
		return *p
	}
	return 0
}

// With returns the weights with another number of points for a criterion.
func (w Weights) With(code string, points float64) Weights {
	if p := w.byCode(code); p != nil {
		*p = points
	}
	return w
}

// Check returns the refusals of weights typed in a form: the fields are the
// codes of the criteria, "" for what concerns them all.
func (w Weights) Check() error {
	var refusals rule.Refusals
	sum := 0.0
	for _, c := range w.Scale(true).Criteria {
		points := w.Points(c.Code)
		if points < 0 || points > MaxWeight || points != math.Trunc(points) {
			refusals.Add(c.Code, fmt.Sprintf("Scrivi un numero intero da 0 a %d.", MaxWeight))
		}
		if c.Code != "posti" {
			sum += points
		}
	}
	if len(refusals) == 0 && sum != MaxWeight {
		refusals.Add("", fmt.Sprintf("I punti che si danno fanno %g in tutto: devono fare %d, perché un punteggio si legge su %d.", sum, MaxWeight, MaxWeight))
	}
	return refusals.Err()
}
