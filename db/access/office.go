package access

import (
	"fmt"
	"strings"

	"sportello/db/rule"
)

// Office is a Centro per l'Impiego.
type Office struct {
	ID         int64
	Name       string
	Province   string // sigla
	Pilot      bool   // of the Masterplan (DGR 847/2010)
	Address    string
	Phone      string
	Email      string
	PatronDay  string // patron saint of the municipality, MM-DD
	PatronName string
	ValidFrom  rule.Date
	ValidTo    rule.Date
	Version    int
}

// The bounds of an office that has always been there and has no end.
const (
	AlwaysFrom = rule.Date("1900-01-01")
	ForeverTo  = rule.Date("9999-12-31")
)

// Label returns the office as forms offer it: «San Severo (FG)».
func (o Office) Label() string { return o.Name + " (" + o.Province + ")" }

// OpenOn reports whether the office exists on the day.
func (o Office) OpenOn(day rule.Date) bool { return o.ValidFrom <= day && day <= o.ValidTo }

// FindOffice returns the office that the text names, as typed or as offered.
// The error is an Italian sentence.
func FindOffice(offices []Office, text string) (Office, error) {
	key := officeFold(text)
	if key == "" {
		return Office{}, fmt.Errorf("Scegli il Centro per l'Impiego in cui lavori.")
	}
	var starts []Office
	for _, o := range offices {
		name := officeFold(o.Name)
		if name == key {
			return o, nil
		}
		if strings.HasPrefix(name, key) {
			starts = append(starts, o)
		}
	}
	switch len(starts) {
	case 1:
		return starts[0], nil
	case 0:
		return Office{}, fmt.Errorf("Nessun Centro per l'Impiego si chiama «%s». Scrivi il nome del comune, per esempio «San Severo».", oneLine(text))
	}
	names := make([]string, len(starts))
	for i, o := range starts {
		names[i] = o.Name
	}
	return Office{}, fmt.Errorf("«%s» può essere %s: scrivi il nome intero.", oneLine(text), strings.Join(names, " o "))
}

// check refuses a card that cannot be stored, all fields at once, and returns
// it as it is kept.
func (o Office) check() (Office, error) {
	var refusals rule.Refusals
	o.Name, o.Address, o.PatronName = oneLine(o.Name), oneLine(o.Address), oneLine(o.PatronName)
	if rule.Fold(o.Name) == "" {
		refusals.Add("name", "Scrivi il nome dell'ufficio.")
	}
	if o.Province == "" {
		refusals.Add("province", "Scegli la provincia.")
	}
	for _, f := range [][2]string{{"name", o.Name}, {"address", o.Address}, {"patron_name", o.PatronName}} {
		if err := rule.TooLong(f[1], rule.MaxAddress); err != nil {
			refusals.Add(f[0], err.Error())
		}
	}
	if o.Phone != "" {
		phone, err := rule.ParsePhone(o.Phone)
		if err != nil {
			refusals.Add("phone", err.Error())
		}
		o.Phone = phone
	}
	if o.Email != "" {
		email, err := rule.ParseEmail(o.Email)
		if err != nil {
			refusals.Add("email", err.Error())
		}
		o.Email = email
	}
	if o.PatronDay != "" {
		day, err := rule.ParseDate(o.PatronDay + "/2000") // a leap year: 29 February passes
		if err != nil {
			refusals.Add("patron_day", "Scrivi giorno e mese della festa, per esempio 8/5.")
		} else {
			o.PatronDay = string(day[5:])
		}
	}
	if o.ValidFrom == "" {
		o.ValidFrom = AlwaysFrom
	}
	if o.ValidTo == "" {
		o.ValidTo = ForeverTo
	}
	if o.ValidTo < o.ValidFrom {
		refusals.Add("valid_to", "L'ufficio chiuderebbe prima di aprire.")
	}
	return o, refusals.Err()
}

// PatronText returns the feast as typed: 8/5.
func (o Office) PatronText() string {
	if len(o.PatronDay) != 5 {
		return ""
	}
	return strings.TrimPrefix(o.PatronDay[3:], "0") + "/" + strings.TrimPrefix(o.PatronDay[:2], "0")
}
