package agenda

import (
	"context"
	"fmt"

	"sportello/db/agenda"
	"sportello/db/archive"
)

// renderLetters is the job that prints the letters of a batch: each alone, for
// the person's record, then all in one file. Done again after a stop it goes on
// where it was.
func (h *Handlers) renderLetters(ctx context.Context, job *archive.Job) (any, error) {
	var in agenda.LettersPayload
	if err := job.Into(&in); err != nil {
		return nil, err
	}
	letters, err := h.store.LetterDocuments(ctx, in.Batch)
	if err != nil {
		return nil, err
	}
	total := len(letters) + 1
	for i, id := range append(letters, in.Document) {
		if _, err := h.archive.Finish(ctx, id); err != nil {
			return nil, fmt.Errorf("letters of batch %d: %w", in.Batch, err)
		}
		if err := job.Progress(ctx, i+1, total, "Stampo le lettere"); err != nil {
			return nil, err
		}
	}
	return map[string]int{"lettere": len(letters)}, nil
}
