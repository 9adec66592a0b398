package exchange

import (
	"context"
	"encoding/json"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// First returns the first rows of the load's file, among which its titles stand.
func (s *Store) First(l Load) ([]Row, error) {
	first, err := firstRows(l.path)
	return first[:min(len(first), headerSearch)], err
}

// SetHeader takes the row as the one with the titles of the load's columns, 0
// for a file without titles, and proposes anew which column is which. A row
// that is not among the first ones is refused.
func (s *Store) SetHeader(ctx context.Context, actor rule.Actor, id int64, row, version int) error {
	l, err := s.Load(ctx, actor, id)
	if err != nil {
		return err
	}
	first, err := firstRows(l.path)
	if err != nil {
		return err
	}
	h, err := HeaderAt(ListFields, first, row)
	if err != nil {
		return err
	}
	if err := s.recall(ctx, l.Sender, &h); err != nil {
		return err
	}
	mapping, _ := json.Marshal(h.Mapping)
	titles, _ := json.Marshal(h.Titles)
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := moveTx(ctx, tx, id, version, "header_row=?, titles=?, mapping=?", []any{h.Row, string(titles), string(mapping)}, StateReceived); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "caricamento.titoli", Subject: "import_load", SubjectID: id, Fields: []string{"header_row"}})
	})
}

// recall replaces the proposed mapping by the one last confirmed for the sender,
// if that fits the titles.
func (s *Store) recall(ctx context.Context, sender string, h *Header) error {
	m, err := s.remembered(ctx, sender, h.Titles)
	if len(m) > 0 {
		h.Mapping = m
	}
	return err
}

// byTitle returns the titles, reduced to their words, of the columns that the
// mapping names: what is remembered for the sender. It is nil when a column has
// no title of its own, by which it would be found again.
func (m Mapping) byTitle(titles []string) map[string]string {
	times := map[string]int{}
	for _, t := range titles {
		times[headerWord(t)]++
	}
	out := map[string]string{}
	for key, i := range m {
		if i >= len(titles) || headerWord(titles[i]) == "" || times[headerWord(titles[i])] > 1 {
			return nil
		}
		out[key] = headerWord(titles[i])
	}
	return out
}
