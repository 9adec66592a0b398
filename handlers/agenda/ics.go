package agenda

import (
	"net/url"
	"strconv"

	"sportello/db/agenda"
	"sportello/db/rule"

	ics "github.com/arran4/golang-ical"
)

// calendarFile returns the appointment as an iCalendar file (RFC 5545). It
// names the person, who is the operator's business, and nothing else of theirs.
func calendarFile(a agenda.Appointment, now rule.Instant, site string) string {
	c := ics.NewCalendar()
	c.SetProductId("-//Sportello//Agenda//IT")
	c.SetMethod(ics.MethodPublish)
	host := "sportello"
	if u, err := url.Parse(site); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	e := c.AddEvent("appuntamento-" + strconv.FormatInt(a.ID, 10) + "@" + host)
	e.SetDtStampTime(now.Time())
	e.SetSequence(a.Version)
	e.SetStartAt(a.Slot.StartsAt().Time())
	e.SetEndAt(a.Slot.EndsAt().Time())
	e.SetSummary(a.WorkerN + ": " + a.What())
	location := "Centro per l'Impiego di " + a.Office
	if where := a.Where(); where != "" {
		location += ", " + where
	}
	e.SetLocation(location)
	e.SetDescription("Con " + a.OperatorN + ". Stato: " + a.Word(now) + ".")
	e.SetStatus(ics.ObjectStatusConfirmed)
	if a.State == agenda.Cancelled || a.State == agenda.Moved {
		e.SetStatus(ics.ObjectStatusCancelled)
	}
	if site != "" {
		e.SetURL(site + path(a.ID))
	}
	return c.Serialize()
}
