package agenda

import (
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/views/shared"
)

// operatorOptions returns the choices of an operator; the reader is marked.
func operatorOptions(operators []agenda.Operator, me int64) []shared.Option {
	out := make([]shared.Option, len(operators))
	for i, o := range operators {
		out[i] = shared.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name}
		if o.ID == me {
			out[i].Label += " (io)"
		}
	}
	return out
}

func kindOptions(kinds []agenda.Kind) []shared.Option {
	out := make([]shared.Option, len(kinds))
	for i, k := range kinds {
		out[i] = shared.Option{Value: string(k), Label: k.Label()}
	}
	return out
}

var modeOptions = []shared.Option{
	{Value: agenda.InPerson, Label: "In presenza"}, {Value: agenda.ByPhone, Label: "Al telefono"}, {Value: agenda.ByVideo, Label: "In videochiamata"},
}

// reasonOptions are the coded reasons, with who cancels.
var reasonOptions = func() []shared.Option {
	out := make([]shared.Option, len(agenda.Reasons))
	for i, r := range agenda.Reasons {
		who := "Il cittadino"
		if r.By == agenda.ByOperator {
			who = "L'operatore"
		}
		out[i] = shared.Option{Value: r.Code, Label: who + ": " + r.Label}
	}
	return out
}()

// paragraphs divides a text at its empty lines.
func paragraphs(text string) []string { return strings.Split(text, "\n\n") }
