package indicators

import (
	"strconv"

	"sportello/db/indicators"
)

// ClosingsPath is the address of the offices that have closed a month.
const ClosingsPath = "/indicatori/chiusure"

// ClosingsPage says which offices of a province or the region have closed a month.
type ClosingsPage struct {
	Scope indicators.Scope
	Year  int
	Month int
	Rows  []indicators.Closing
}

// ClosingsHref returns the address of the offices that have closed a month.
func ClosingsHref(scope indicators.Scope, year, month int) string {
	return scoped(ClosingsPath, scope, year) + "&mese=" + strconv.Itoa(month)
}

func (p ClosingsPage) when() string { return months[p.Month-1] + " " + strconv.Itoa(p.Year) }

func (p ClosingsPage) title() string { return "Chiusure di " + p.when() + ", " + p.Scope.Label }

// facts counts: «chiuso da 1 CPI su 42».
func (p ClosingsPage) facts() string {
	n := 0
	for _, c := range p.Rows {
		if c.At != "" {
			n++
		}
	}
	return "chiuso da " + strconv.Itoa(n) + " CPI su " + strconv.Itoa(len(p.Rows)) + " · le somme si chiudono quando hanno chiuso tutti"
}

func (p ClosingsPage) scopeOf(c indicators.Closing) indicators.Scope {
	return indicators.Scope{Kind: "cpi", CPI: c.CPI}
}

// stateShort says under a month's name how far it is closed.
func (p SheetPage) stateShort(m indicators.Month) string {
	if m.Closed {
		return state(m)
	}
	all := len(p.Sheet.Scope.Offices)
	return strconv.Itoa(all-m.Open) + " su " + strconv.Itoa(all)
}

// closingsLabel names the link of a month's head.
func (p SheetPage) closingsLabel(i int) string {
	return p.stateShort(p.Sheet.Months[i]) + ", quali CPI hanno chiuso " + months[i]
}
