package reports

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"sportello/db/rule"
)

// StreamCSV writes the rows of a table as CSV, under the titles of its columns,
// as they come.
func StreamCSV(w io.Writer, sheet Sheet, rows iter.Seq2[[]any, error]) error {
	out := csv.NewWriter(w)
	line := make([]string, len(sheet.Fields))
	for i, f := range sheet.Fields {
		line[i] = f.Title
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i := range line {
			line[i] = ""
			if i < len(row) && row[i] != nil {
				line[i] = fmt.Sprint(row[i])
			}
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// StreamJSON writes the rows of a table as an array of objects, as they come;
// the keys are the titles of the columns in small letters and underscores.
func StreamJSON(w io.Writer, sheet Sheet, rows iter.Seq2[[]any, error]) error {
	keys := make([]string, len(sheet.Fields))
	for i, f := range sheet.Fields {
		keys[i] = `"` + strings.Join(rule.FoldWords(f.Title), "_") + `": `
	}
	between := "[\n"
	for row, err := range rows {
		if err != nil {
			return err
		}
		var b strings.Builder
		b.WriteString(between + " {")
		for i, v := range row {
			value, err := json.Marshal(v)
			if err != nil {
				return err
			}
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(keys[i])
			b.Write(value)
		}
		b.WriteString("}")
		if _, err := io.WriteString(w, b.String()); err != nil {
			return err
		}
		between = ",\n"
	}
	end := "\n]\n"
	if between == "[\n" {
		end = "[]\n"
	}
	_, err := io.WriteString(w, end)
	return err
}
