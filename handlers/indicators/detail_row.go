package indicators

import (
	"strconv"
	"strings"

	"sportello/db/indicators"
	"sportello/db/rule"
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
