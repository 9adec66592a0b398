package indicators

import "sportello/db/rule"

// ClosesFrom returns the first day on which a month may be closed: the day after
// its last.
func ClosesFrom(month string) rule.Date {
	first, err := rule.ParseDate(month + "-01")
	if err != nil {
		return ""
	}
	return first.AddMonths(1)
}

// The refusals of a closing. A closed month does not reopen, so that what is
// still to happen in it would be an amendment from the start.
func notOver(month string) string {
	return "Il mese di " + MonthName(month) + " non è finito: si chiude dal " + ClosesFrom(month).Italian() + "."
}

const alreadyClosed = "Il mese è già chiuso: ciò che cambia resta accanto come rettifica."

func closeBefore(month string) string { return "Prima si chiude " + MonthName(month) + "." }

// MayNotClose says why a month of the sheet, 1 to 12, is not closed now, "" when
// it may be: it must be over, and those before it in which the office did
// anything closed.
func (s Sheet) MayNotClose(month int) string {
	m := s.Months[month-1]
	switch {
	case m.Closed:
		return alreadyClosed
	case !m.Over:
		return notOver(m.Month)
	}
	for _, before := range s.Months[:month-1] {
		if !before.Closed && before.Worked {
			return closeBefore(before.Month)
		}
	}
	return ""
}
