package indicators

import "sportello/db/rule"

// Baseline is what an office counted in a year that an objective starts from:
// before the figures were kept here, or in a year whose sheet is closed.
type Baseline struct {
	CPI       int64
	Indicator string
	Year      int
	Value     float64
	Version   int  // 0 for one that is not saved
	Sheet     bool // counted in the closed sheet of the year, and not saved
	By        string
	At        rule.Instant
}

// key is what a baseline is known by.
func (b Baseline) key() Baseline { return Baseline{CPI: b.CPI, Indicator: b.Indicator, Year: b.Year} }

// check refuses what cannot be a baseline.
func (b Baseline) check(field string, today rule.Date) error {
	i, ok := ByCode(b.Indicator)
	switch {
	case !ok:
		return rule.Refuse(field, "«"+b.Indicator+"» non è un indicatore della scheda.")
	case i.Counts == Days:
		return rule.Refuse(field, b.Indicator+" misura giorni: il suo obiettivo non parte da un anno base.")
	case b.Year < 2000 || b.Year >= today.Time().Year()+1:
		return rule.Refuse(field, "L'anno base va dal 2000 a quello in corso.")
	case b.Value < 0 || b.Value > 10_000_000:
		return rule.Refuse(field, "Scrivi un numero da 0 in su.")
	}
	return nil
}
