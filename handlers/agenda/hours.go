package agenda

import (
	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// SaveHours sets the opening hours from a day on.
func (h *Handlers) SaveHours(r *web.Request) error {
	id, err := cpi(r)
	if err != nil {
		return err
	}
	f := r.Form()
	week := readWeek(f)
	from := f.Date("dal")
	if f.OK() {
		err = h.store.SetHours(r.Ctx(), r.Actor, id, from, week)
	}
	return h.saved(r, "orari", f, err, "Orari salvati: valgono dal "+from.Italian()+".")
}

// readWeek reads the hours of the form; where both are empty the office is closed.
func readWeek(f *web.Form) []agenda.Hours {
	var week []agenda.Hours
	for d := 1; d <= 7; d++ {
		for _, part := range views.DayParts {
			opens, closes := views.HourField(d, part.Name, "dalle"), views.HourField(d, part.Name, "alle")
			if f.Text(opens) == "" && f.Text(closes) == "" {
				continue
			}
			hour := func(field, end string) rule.Minutes {
				m, err := rule.ParseMinutes(f.Text(field))
				if err != nil {
					f.Add(field, views.HourLabel(d, part, end)+": "+err.Error())
				}
				return m
			}
			week = append(week, agenda.Hours{Weekday: d, Window: agenda.Window{Opens: hour(opens, "dalle"), Closes: hour(closes, "alle")}})
		}
	}
	return week
}
