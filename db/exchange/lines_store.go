package exchange

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strconv"
)

// linesPage is how many lines one query reads.
const linesPage = 1000

// Lines returns the lines of a load with the fate, in the order of the file;
// the caller has found the load in its scope.
func (s *Store) Lines(ctx context.Context, loadID int64, fate Fate) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for after := 0; ; {
			page, err := s.PageOfLines(ctx, loadID, fate, after, linesPage)
			if err != nil {
				yield(Line{}, err)
				return
			}
			for _, l := range page {
				if after = l.Number; !yield(l, nil) {
					return
				}
			}
			if len(page) < linesPage {
				return
			}
		}
	}
}

// PageOfLines returns up to limit lines with the fate after a number; the fate
// "" asks for those with a warning.
func (s *Store) PageOfLines(ctx context.Context, loadID int64, fate Fate, after, limit int) ([]Line, error) {
	condition, args := "fate=?", []any{loadID, after, fate, limit}
	if fate == "" {
		condition = "fate IN ('crea','aggiorna','invariata') AND warning<>?"
	}
	rows, err := s.db.Reader().QueryContext(ctx, `SELECT line, cells, fate, reason, warning, coalesce(worker_id,0), changes FROM import_row
		WHERE load_id=? AND line>? AND `+condition+` ORDER BY line LIMIT ?`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Line
	for rows.Next() {
		var l Line
		var cells, changes string
		if err := rows.Scan(&l.Number, &cells, &l.Fate, &l.Reason, &l.Warning, &l.WorkerID, &changes); err != nil {
			return nil, err
		}
		if err := errors.Join(json.Unmarshal([]byte(cells), &l.Cells), l.setDifferences(changes)); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range out {
		if out[i].Differences, err = s.readable(ctx, out[i].Differences); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// setDifferences reads what a line changes: a list before the load is applied,
// a part of what the undo needs afterwards.
func (l *Line) setDifferences(text string) error {
	switch {
	case text == "":
		return nil
	case text[0] == '[':
		return json.Unmarshal([]byte(text), &l.Differences)
	}
	var a applied
	err := json.Unmarshal([]byte(text), &a)
	l.Differences = a.Shown
	return err
}

// WriteRejects writes lines with their number and reason before the cells, as
// a CSV that Excel opens: semicolons, UTF-8 with its mark. A cell that would be
// a formula stays text.
func WriteRejects(w io.Writer, header []string, lines iter.Seq2[Line, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = ';', true
	if err := out.Write(append([]string{"Riga", "Motivo"}, Texts(header)...)); err != nil {
		return err
	}
	for l, err := range lines {
		if err != nil {
			return err
		}
		if err := out.Write(append([]string{strconv.Itoa(l.Number), l.Reason}, Texts(l.Cells)...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// Texts returns the cells as a CSV holds them that a spreadsheet opens: what would
// be a formula stays text.
func Texts(cells []string) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		if out[i] = c; c != "" && (c[0] == '=' || c[0] == '+' || c[0] == '-' || c[0] == '@') {
			out[i] = "'" + c
		}
	}
	return out
}
