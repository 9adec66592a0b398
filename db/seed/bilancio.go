package seed

import (
	"context"
	"fmt"

	"sportello/db/rule"
)

// course is how far a path of an office has come: when it began, in days before
// today, and where it stands.
type course struct {
	office string
	by     string
	ago    int
	until  string
	then   string
	other  string // outcome of RIP08 when it is no enrolment
}

// courses are the bilanci of the demonstration: in every phase, complete with
// and without an enrolment, reopened, interrupted.
var courses = []course{
	{home, operatorEmail, 0, "PRE03", "", ""},
	{home, colleagueEmail, 1, "PRE04", "", ""},
	{home, operatorEmail, 2, stepContract, "", ""},
	{home, headEmail, 5, stepScan, "", ""},
	{home, operatorEmail, 5, stepSigned, "", ""},
	{home, colleagueEmail, 6, stepSigned, "", ""},
	{home, operatorEmail, 9, "INV04", "", ""},
	{home, colleagueEmail, 12, "INV13", "", ""},
	{home, operatorEmail, 13, stepKnown, "", ""},
	{home, counsellorEmail, 20, "RIP05", "", ""},
	{home, operatorEmail, 24, stepPlanned, "", ""},
	{home, colleagueEmail, 26, "ISC02", "", ""},
	{home, operatorEmail, 28, stepEnrolled, "", ""},
	{home, counsellorEmail, 30, stepEnrolled, "", ""},
	{home, operatorEmail, 33, stepEnrolled, thenWithdraw, ""},
	{home, colleagueEmail, 35, stepEnrolled, "", ""},
	{home, counsellorEmail, 41, stepEnrolled, thenMove, ""},
	{home, headEmail, 37, stepEnrolled, thenWait, ""},
	{home, operatorEmail, 58, stepEnrolled, thenConclude, ""},
	{home, counsellorEmail, 36, stepPlanned, "", "ricerca_attiva"},
	{home, operatorEmail, 16, "PRE05", thenInterrupt, ""},
	{home, counsellorEmail, 29, "INV06", thenInterrupt, ""},
	{home, operatorEmail, 22, stepKnown, thenReopen, ""},
	{away, elsewhereEmail, 11, "INV09", "", ""},
	{away, elsewhereEmail, 31, stepEnrolled, "", ""},
	{"Foggia", "", 37, stepEnrolled, "", ""},
	{"Lucera", "", 8, stepSigned, "", ""},
}

// paths plans the bilanci. They take their time before the other appointments.
func (b *builder) paths(ctx context.Context) error {
	for i, c := range courses {
		k := b.deskOf(c.office)
		p := &path{desk: k, by: k.o.staff[0], trade: trades[i%len(trades)], until: c.until, then: c.then, mails: i%4 != 3, versions: map[string]int{}, outcome: "iscrizione_formazione"}
		if c.by != "" {
			p.by = b.actors[c.by]
		}
		if c.other != "" {
			p.outcome = c.other
		}
		if err := p.choose(ctx); err != nil {
			return err
		}
		const meeting = 120
		var ok [3]bool
		p.first, ok[0] = k.backSlot(p.by.UserID, b.today.AddDays(-c.ago), meeting)
		p.second, ok[1] = k.nextSlot(p.by.UserID, p.first.Day.AddDays(6), meeting)
		p.third, ok[2] = k.nextSlot(p.by.UserID, p.second.Day.AddDays(5), meeting)
		if ok != [3]bool{true, true, true} {
			return fmt.Errorf("bilancio %d: no room for three meetings", i)
		}
		p.tell()
		b.begun = append(b.begun, p)
	}
	return nil
}

// choose takes somebody born in Italy, of whom the panels ask no permit, with
// an address when documents are to be sent.
func (p *path) choose(ctx context.Context) error {
	for i, r := range p.rows {
		var born rule.Date
		var place, email string
		if err := p.db.Reader().QueryRowContext(ctx, "SELECT birth_date, birth_place_code, email FROM worker WHERE id=?", r.worker).Scan(&born, &place, &email); err != nil {
			return err
		}
		if place[0] == 'Z' || p.mails != (email != "") || born > "1990" {
			continue
		}
		p.who, p.born = r, born.Time().Year()
		p.rows = append(p.rows[:i:i], p.rows[i+1:]...)
		return nil
	}
	return fmt.Errorf("%s: nobody left for a bilancio", p.o.Name)
}
