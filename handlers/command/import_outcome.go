package command

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"sportello/db/exchange"
	"sportello/db/rule"
)

// imported is what came of a file, whatever its kind.
type imported struct {
	rule.Tally
	header   []string
	rejected []rejectedLine
}

type rejectedLine struct {
	number int
	reason string
	cells  []string
}

func writeRejects(path string, got imported) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("non posso scrivere «%s»: %w", path, err)
	}
	defer file.Close()
	if err := exchange.WriteRejects(file, got.header, func(yield func(exchange.Line, error) bool) {
		for _, r := range got.rejected {
			if !yield(exchange.Line{Number: r.number, Reason: r.reason, Cells: r.cells}, nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	return file.Close()
}

func (got imported) print(w io.Writer, o importOptions) error {
	if o.asJSON {
		return json.NewEncoder(w).Encode(got.Tally)
	}
	verb := "Fatto"
	if o.dryRun {
		verb = "Prova, senza cambiare nulla"
	}
	if _, err := fmt.Fprintf(w, "%s: %s. Create %d, aggiornate %d, invariate %d, doppie %d, respinte %d; con avvisi %d.\n",
		verb, rule.Plural(got.Rows(), "riga", "righe"), got.Created, got.Updated, got.Unchanged, got.Duplicates, got.Rejected, got.Warned); err != nil {
		return err
	}
	for _, line := range got.reasons() {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// reasonsShown is how many kinds of refusal are named.
const reasonsShown = 20

// reasons returns why lines were rejected, the most frequent first, each with
// how often.
func (got imported) reasons() []string {
	times := map[string]int{}
	for _, r := range got.rejected {
		times[r.reason]++
	}
	kinds := slices.SortedFunc(maps.Keys(times), func(a, b string) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) })
	var out []string
	for i, kind := range kinds {
		if i == reasonsShown {
			return append(out, "  e "+rule.Plural(len(kinds)-i, "altro motivo", "altri motivi")+": -rejects OUT.csv li scrive tutti")
		}
		out = append(out, fmt.Sprintf("  respinte %d: %s", times[kind], kind))
	}
	return out
}
