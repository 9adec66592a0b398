package indicators

import (
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/indicators"
)

// rowAfter reads the last row of the page before: day, number, kind.
func rowAfter(text string) indicators.Row {
	day, rest, _ := strings.Cut(text, "_")
	id, kind, _ := strings.Cut(rest, "_")
	on, err := rule.ParseDate(day)
	n, wrong := strconv.ParseInt(id, 10, 64)
	if err != nil || wrong != nil {
		return indicators.Row{}
	}
	return indicators.Row{On: on, SubjectID: n, Subject: kind}
}

// rows returns how many rows are behind the figure. Where nothing was amended the
// sheet has counted them already.
func (h *Handlers) rows(r *web.Request, a asked, p views.DetailPage, which indicators.Which) (int, error) {
	figure := p.Line.Year
	if a.month > 0 {
		figure = p.Line.Months[a.month-1]
	}
	switch counts := p.Indicator.Counts; {
	case p.Indicator.Awaits != "":
		return 0, nil
	case figure.Amended:
	case counts == indicators.Persons || counts == indicators.Events:
		return figure.Part(p.Sex, p.Band).Value, nil
	case p.Sex == nil && p.Band == nil:
		return figure.Cases, nil
	}
	return h.store.CountRows(r.Ctx(), a.scope, which)
}
