package people

import (
	"encoding/xml"
	"io"
	"strings"

	"sportello/db/people"
	"sportello/db/rule"
	"sportello/reports"
)

// CurriculumName returns the name of the file of a CV, without its extension.
func CurriculumName(c people.Curriculum) string {
	return strings.Join(append([]string{"curriculum"}, append(rule.FoldWords(c.Person.Surname+" "+c.Person.FirstName), string(c.Made))...), "-")
}

// CurriculumXML writes a CV by the schema of docs/EUROPASS.md.
func CurriculumXML(w io.Writer, c people.Curriculum) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	return e.Encode(c)
}

// CurriculumPDF returns a CV in the order of Europass: a part of which the card
// knows nothing is left out. It is the person's, so it bears no letterhead.
func CurriculumPDF(c people.Curriculum, at rule.Instant) ([]byte, error) {
	person := c.Person
	d := reports.Document{Kind: "Curriculum vitae", Title: person.FirstName + " " + person.Surname, Subtitle: "Curriculum vitae", GeneratedAt: at,
		Signatures: []reports.Signature{{Role: "Firma", Name: person.FirstName + " " + person.Surname}}}
	facts := func(heading string, all ...reports.Fact) {
		var known reports.Facts
		for _, f := range all {
			if f.Value != "" {
				known = append(known, f)
			}
		}
		if len(known) > 0 {
			d.Sections = append(d.Sections, reports.Section{Heading: heading, Blocks: []reports.Block{known}})
		}
	}
	facts("Informazioni personali", reports.Fact{Label: "Indirizzo", Value: joined(", ", person.AddressLine, joined(" ", person.PostalCode, person.Municipality))},
		reports.Fact{Label: "Telefono", Value: person.Telephone}, reports.Fact{Label: "E-mail", Value: person.Email},
		reports.Fact{Label: "Data di nascita", Value: person.Birthdate.Italian()}, reports.Fact{Label: "Cittadinanza", Value: person.Nationality})
	facts("Occupazione desiderata", lines("Professioni", c.Headline, func(o people.Coded) string { return o.Label }))
	facts("Esperienza professionale", each(c.Work, job)...)
	facts("Istruzione", each(c.Studies, study)...)
	facts("Formazione", each(c.Training, course)...)
	facts("Competenze linguistiche", languages(c)...)
	facts("Competenze digitali", each(c.Programs, func(p people.Program) reports.Fact { return reports.Fact{Label: p.Level.Label, Value: p.Name} })...)
	facts("Patenti, abilitazioni e albi", licences(c)...)
	d.Sections = append(d.Sections, reports.Section{Blocks: []reports.Block{
		reports.Paragraph{Small: true, Text: "Autorizzo a usare i dati di questo curriculum per la ricerca e la selezione del personale (regolamento UE 2016/679)."}}})
	return reports.Render(d)
}

func job(j people.Job) reports.Fact {
	until := "in corso"
	if !j.Current {
		until = j.To.Italian()
	}
	value := joined("\n", joined(" · ", j.Position.Label, j.Employer), joined(" · ", label(j.Sector), label(j.Contract)), j.Activities)
	return reports.Fact{Label: j.From.Italian() + " – " + until, Value: value}
}

func study(s people.Study) reports.Fact {
	var more []string
	if !s.Obtained {
		more = append(more, "non conseguito")
	}
	if s.Grade != "" {
		more = append(more, "votazione "+s.Grade)
	}
	switch {
	case s.Recognised == nil:
	case *s.Recognised:
		more = append(more, "all'estero, riconosciuto in Italia")
	default:
		more = append(more, "all'estero, non riconosciuto in Italia")
	}
	level := s.Level.Label
	if level == s.Title {
		level = "" // a title without a name of its own is called by its level
	}
	return reports.Fact{Label: s.Year, Value: joined("\n", s.Title, joined(" · ", append([]string{level, s.Organisation}, more...)...))}
}

func course(c people.Course) reports.Fact {
	traineeship := ""
	if c.Traineeship {
		traineeship = "con stage"
	}
	return reports.Fact{Label: c.Year, Value: joined("\n", c.Title, joined(" · ", c.Organisation, c.Duration, traineeship, label(c.Certificate)))}
}

func languages(c people.Curriculum) []reports.Fact {
	out := []reports.Fact{{Label: "Lingua madre", Value: label(c.Mother)}}
	for _, l := range c.Foreign {
		var levels []string
		for _, x := range []struct{ ability, level string }{{"ascolto", l.Listening}, {"lettura", l.Reading}, {"interazione orale", l.SpokenInteraction}, {"produzione orale", l.SpokenProduction}, {"scritto", l.Writing}} {
			if x.level != "" {
				levels = append(levels, x.ability+" "+x.level)
			}
		}
		out = append(out, reports.Fact{Label: l.Language.Label, Value: joined("\n", strings.Join(levels, " · "), l.Certificate)})
	}
	return out
}

func licences(c people.Curriculum) []reports.Fact {
	driving := strings.Join(c.Driving, ", ")
	if c.Vehicle {
		driving = joined(" · ", driving, "dispone di un mezzo")
	}
	return []reports.Fact{{Label: "Patente di guida", Value: driving},
		lines("Abilitazioni", c.Patents, func(q people.Qualified) string {
			until := ""
			if q.ValidTo != "" {
				until = "valida fino al " + q.ValidTo.Italian()
			}
			return joined(" · ", q.Title, q.Organisation, until)
		}),
		lines("Albi e ordini", c.Rolls, func(r people.Roll) string {
			since := ""
			if r.Since != "" {
				since = "dal " + r.Since.Italian()
			}
			return joined(" · ", r.Title, since)
		})}
}

// lines puts each thing on a line of one fact.
func lines[T any](name string, all []T, words func(T) string) reports.Fact {
	out := make([]string, 0, len(all))
	for _, one := range all {
		out = append(out, words(one))
	}
	return reports.Fact{Label: name, Value: strings.Join(out, "\n")}
}

func each[T any](all []T, read func(T) reports.Fact) (out []reports.Fact) {
	for _, one := range all {
		out = append(out, read(one))
	}
	return out
}

// joined joins what is not empty.
func joined(between string, parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, between)
}

func label(c *people.Coded) string {
	if c == nil {
		return ""
	}
	return c.Label
}
