package agenda

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// Operator is somebody whose agenda an office keeps.
type Operator struct {
	ID    int64
	Name  string // name and surname
	Short string // surname
}

// CheckWeek returns what is wrong with the opening hours of a week, nil when
// they can be kept.
func CheckWeek(week []Hours) error {
	var refusals rule.Refusals
	byDay := slices.Clone(week)
	slices.SortFunc(byDay, func(a, b Hours) int {
		return cmp.Or(cmp.Compare(a.Weekday, b.Weekday), cmp.Compare(a.Window.Opens, b.Window.Opens))
	})
	for i, h := range byDay {
		switch {
		case h.Weekday < 1 || h.Weekday > 7:
			refusals.Add("orari", "I giorni della settimana vanno dal lunedì alla domenica.")
		case h.Window.Opens < 0 || h.Window.Closes > 24*60 || h.Window.Opens >= h.Window.Closes:
			refusals.Add("orari", fmt.Sprintf("%s: la chiusura viene dopo l'apertura (hai scritto dalle %s alle %s).",
				sentence(WeekdayName(h.Weekday)), h.Window.Opens, h.Window.Closes))
		case i > 0 && byDay[i-1].Weekday == h.Weekday && byDay[i-1].Window.Closes > h.Window.Opens:
			refusals.Add("orari", fmt.Sprintf("%s: il pomeriggio comincia prima che finisca il mattino.", sentence(WeekdayName(h.Weekday))))
		}
	}
	return refusals.Err()
}

var weekdayNames = [...]string{"lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"}

// WeekdayName returns «lunedì» for 1 … «domenica» for 7, "" otherwise.
func WeekdayName(n int) string {
	if n < 1 || n > 7 {
		return ""
	}
	return weekdayNames[n-1]
}

func (a Absence) check() error {
	var refusals rule.Refusals
	if a.From == "" {
		refusals.Add("dal", "Scegli il primo giorno.")
	}
	if a.To == "" {
		refusals.Add("al", "Scegli l'ultimo giorno.")
	} else if a.To < a.From {
		refusals.Add("al", "L'ultimo giorno viene dopo il primo.")
	}
	if a.Starts < 0 || a.Ends > 24*60 || a.Starts >= a.Ends {
		refusals.Add("ora_al", "L'ora in cui finisce viene dopo quella in cui comincia.")
	}
	if a.Reason == "" {
		refusals.Add("motivo", "Scrivi il motivo, per esempio ferie: si legge nell'agenda.")
	} else if err := rule.TooLong(a.Reason, maxSubject); err != nil {
		refusals.Add("motivo", err.Error())
	}
	return refusals.Err()
}

func countWord(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// HomeOffice returns the office that the actor finds open among those that may
// be read: their own, else the one in the town of their province, else the first.
func HomeOffice(all []Office, actor rule.Actor) Office {
	for _, o := range all {
		if o.ID == actor.CPI() {
			return o
		}
	}
	for _, g := range actor.Grants {
		for _, o := range all {
			if g.Scope == rule.ScopeProvince && o.Province == g.Province && strings.HasPrefix(g.Office, o.Name) {
				return o
			}
		}
	}
	return all[0]
}
