package indicators

import (
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/reports"
)

// Document returns the PDF of a monthly sheet: the table of the figures, then a
// chart of the months and of the year's parts for each indicator that has any.
// owner is the body in whose name it is made.
func Document(s indicators.Sheet, owner string, at rule.Instant) ([]byte, error) {
	doc := reports.Document{Kind: "Scheda mensile", Title: "Scheda mensile " + strconv.Itoa(s.Year), Subtitle: s.Scope.Label + " · la colonna Anno conta ogni persona una volta sola",
		Body: owner, Office: s.Scope.Label, Landscape: true, GeneratedAt: at}
	doc.Sections = append(doc.Sections, reports.Section{Heading: "Le cifre", Blocks: []reports.Block{figures(s)}})
	if waiting := awaited(s); len(waiting) > 0 {
		doc.Sections = append(doc.Sections, reports.Section{Heading: "Non ancora rilevati", Blocks: []reports.Block{
			reports.Paragraph{Text: "Questi indicatori non hanno ancora una cifra, e non è zero: si conteranno con i fatti da cui dipendono."}, reports.List{Items: waiting, Bullet: true}}})
	}
	for _, l := range s.Lines {
		if l.Indicator.Awaits == "" && (l.Year.Value > 0 || l.Year.Cases > 0) {
			last := &doc.Sections[len(doc.Sections)-1] // each on a page of its own
			last.Blocks = append(last.Blocks, reports.PageBreak{})
			doc.Sections = append(doc.Sections, charts(s, l))
		}
	}
	return reports.Render(doc)
}

func figures(s indicators.Sheet) reports.Table {
	table := reports.Table{Columns: []reports.Column{{Title: "Indicatore", Width: 9}}}
	for m, month := range s.Months {
		title := monthNames[m][:3]
		if month.Closed {
			title += " chiuso"
		}
		table.Columns = append(table.Columns, reports.Column{Title: title, Right: true})
	}
	table.Columns = append(table.Columns, reports.Column{Title: "Anno", Right: true})
	for _, l := range s.Lines {
		if l.Indicator.Awaits != "" {
			continue
		}
		row := []string{l.Indicator.Code + " " + l.Indicator.Words()}
		for m, month := range s.Months {
			if month.Future {
				row = append(row, "")
				continue
			}
			row = append(row, amended(l.Indicator, l.Months[m]))
		}
		table.Rows = append(table.Rows, append(row, amended(l.Indicator, l.Year)))
	}
	return table
}

// amended returns a figure as it is read, with what has changed since its month
// was closed: «2 (+1)».
func amended(i indicators.Indicator, f indicators.Figure) string {
	text := written(i, f)
	if f.Amended {
		text += " (" + f.ChangeText(i) + ")"
	}
	return text
}

// written returns a figure as it is read; a mean of days has a decimal, and a
// line stands where there was no case.
func written(i indicators.Indicator, f indicators.Figure) string {
	if i.Counts != indicators.Days {
		return strconv.Itoa(f.Value)
	}
	mean, ok := f.Mean()
	if !ok {
		return "–"
	}
	return strings.Replace(strconv.FormatFloat(mean, 'f', 1, 64), ".", ",", 1)
}

func awaited(s indicators.Sheet) (out []string) {
	for _, l := range s.Lines {
		if l.Indicator.Awaits != "" {
			out = append(out, l.Indicator.Code+" "+l.Indicator.Words()+": si conterà con "+l.Indicator.Awaits+".")
		}
	}
	return out
}

// charts draws the months of an indicator, and the year by gender and age.
func charts(s indicators.Sheet, l indicators.Line) reports.Section {
	title := l.Indicator.Code + " " + l.Indicator.Words()
	months := reports.Bars{Title: "Mese per mese: " + unit(l.Indicator)}
	for m, month := range s.Months {
		if month.Future {
			continue
		}
		value := float64(l.Months[m].Value)
		if l.Indicator.Counts == indicators.Days {
			value, _ = l.Months[m].Mean()
		}
		months.Items = append(months.Items, reports.Bar{Label: monthNames[m], Value: value, Text: written(l.Indicator, l.Months[m])})
	}
	section := reports.Section{Heading: title, Blocks: []reports.Block{reports.Paragraph{Text: l.Indicator.Rule, Small: true}, months}}
	if l.Indicator.Split() {
		parts := reports.Bars{Title: "Nell'anno, per genere e per età: " + unit(l.Indicator), Limit: float64(l.Year.Value)}
		add := func(label string, n int) {
			parts.Items = append(parts.Items, reports.Bar{Label: label, Value: float64(n), Text: strconv.Itoa(n)})
		}
		for _, sex := range sexes {
			if n := l.Year.Sex(sex.code); sex.code != "" || n > 0 {
				add(sex.label, n)
			}
		}
		for _, band := range indicators.Bands() {
			if n := l.Year.Band(band); band != "" {
				add(band+" anni", n)
			} else if n > 0 {
				add("Età non nota", n)
			}
		}
		section.Blocks = append(section.Blocks, parts)
	}
	return section
}

func unit(i indicators.Indicator) string {
	if i.Counts == indicators.Days {
		return "giorni in media"
	}
	return string(i.Counts)
}
