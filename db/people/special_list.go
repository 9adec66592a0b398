package people

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// SpecialList is the enrolment of a person in a special list (scheda
// anagrafico-professionale, section 2).
type SpecialList struct {
	Recorded
	List       string // one of SpecialLists, the name of one that was loaded
	EnrolledOn rule.Date
	EndsOn     rule.Date // "" for no end yet
	DeferralOn rule.Date // the furthest day to which the end may be put off, "" for none
	Province   string
	Note       string // what it appears from
	Loaded     bool   // it follows from the row of a list that was loaded
	Changes    []ListChange
}

// ListChange is a change of the ends of an enrolment.
type ListChange struct {
	At                            rule.Instant
	By                            string
	EndsBefore, EndsAfter         rule.Date
	DeferralBefore, DeferralAfter rule.Date
	Note                          string
}

// The list of mobilità in deroga comes as a file too: «Mobilità 2011/2012».
const derogaList = "mobilita_deroga"

// SpecialLists are the lists that are kept by hand. That of the disabled (l.
// 68/1999) is a register of its own, of special data.
var SpecialLists = []Choice{
	{"mobilita_223", "Mobilità (l. 223/1991)"}, {"mobilita_236", "Mobilità senza indennità (l. 236/1993)"}, {derogaList, "Mobilità in deroga"},
	{"lsu", "Lavori socialmente utili (d.lgs. 468/1997)"}, {"spettacolo", "Lavoratori dello spettacolo"}, {"altra", "Altra lista"},
}

// Name returns what the list is called.
func (l SpecialList) Name() string { return ChoiceLabel(SpecialLists, l.List) }

// Over reports whether the enrolment has ended before a day.
func (l SpecialList) Over(on rule.Date) bool { return l.EndsOn != "" && l.EndsOn < on }

// Check returns what is wrong with an enrolment that is typed on a day; the
// refusals name list, enrolled_on, ends_on, deferral_on, province, note.
func (l SpecialList) Check(today rule.Date) rule.Refusals {
	var out rule.Refusals
	if !isChoice(SpecialLists, l.List) {
		out.Add("list", "Scegli la lista.")
	}
	switch {
	case l.EnrolledOn == "":
		out.Add("enrolled_on", "Scrivi il giorno dell'iscrizione.")
	case l.EnrolledOn > today:
		out.Add("enrolled_on", "L'iscrizione è nel futuro.")
	case l.EnrolledOn < "1991-08-11":
		out.Add("enrolled_on", "Controlla l'anno: le liste di mobilità sono del 1991 (l. 223).")
	}
	out = append(out, l.CheckEnds()...)
	if len(l.Province) != 2 || strings.Trim(l.Province, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		out.Add("province", "Scrivi la sigla della provincia, per esempio FG.")
	}
	if l.Note == "" {
		out.Add("note", "Scrivi da che cosa risulta: un certificato, un provvedimento, un elenco.")
	} else if err := rule.TooLong(l.Note, 200); err != nil {
		out.Add("note", err.Error())
	}
	return out
}

// CheckEnds returns what is wrong with the days on which an enrolment ends and to
// which the end may be put off.
func (l SpecialList) CheckEnds() rule.Refusals {
	var out rule.Refusals
	if l.EndsOn != "" && l.EndsOn < l.EnrolledOn {
		out.Add("ends_on", "Il termine è prima dell'iscrizione, che è del "+l.EnrolledOn.Italian()+".")
	}
	switch {
	case l.DeferralOn == "":
	case l.EndsOn == "":
		out.Add("deferral_on", "Scrivi prima il termine: il differimento lo sposta in avanti.")
	case l.DeferralOn < l.EndsOn:
		out.Add("deferral_on", "Il massimo differimento è prima del termine, che è il "+l.EndsOn.Italian()+".")
	}
	return out
}

// Alone refuses an enrolment in a list in which the person is on those days
// already, by hand or because a list that was loaded says so.
func (l SpecialList) Alone(all []SpecialList) error {
	for _, o := range all {
		switch {
		case o.Annulled != "" || o.ID == l.ID && !o.Loaded:
		case o.Loaded && l.List == derogaList && strings.Contains(rule.Fold(o.List+" "+o.Note), "mobilita"):
			return rule.Refuse("list", "La persona c'è già: «"+o.List+"», "+o.Note+". Non si scrive due volte.")
		case !o.Loaded && l.List != "altra" && o.List == l.List && (o.EndsOn == "" || o.EndsOn >= l.EnrolledOn) && (l.EndsOn == "" || o.EnrolledOn <= l.EndsOn):
			return rule.Refuse("list", fmt.Sprintf("In quei giorni la persona è già in questa lista, dal %s.", o.EnrolledOn.Italian()))
		}
	}
	return nil
}

// ListsOf returns the special lists of a person, newest first: those that an
// operator wrote, and those that follow from the rows of lists that were loaded.
func ListsOf(typed []SpecialList, rows []ListRow) []SpecialList {
	out := slices.Clone(typed)
	for _, r := range rows {
		l := SpecialList{Loaded: true, List: r.ListName, EnrolledOn: r.BenefitFrom, EndsOn: r.BenefitTo, Province: r.Province,
			Note: fmt.Sprintf("dalla lista caricata del %s", r.ReferenceDate.Italian())}
		if r.Benefit != "" {
			l.Note += ": " + r.Benefit
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b SpecialList) int { return strings.Compare(string(b.EnrolledOn), string(a.EnrolledOn)) })
	return out
}
