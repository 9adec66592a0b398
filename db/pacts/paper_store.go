package pacts

import (
	"context"
	"database/sql"

	"sportello/db"
)

// PaperState is where the document of a patto or of a PAI stands.
type PaperState string

// The states of a document. A correction of the wording stands beside what was
// signed, which it does not replace.
const (
	PaperWaits      PaperState = "da firmare"
	PaperSigned     PaperState = "firmato"
	PaperCorrection PaperState = "correzione"
	PaperUnsigned   PaperState = "non firmato"
	PaperReplaced   PaperState = "sostituito"
)

// Papers returns where each document of a person's patti and PAIs stands, by
// document; one that was issued again before the signature is none of them. What
// was signed is replaced only by a later signature. The caller has read the person
// in the actor's scope.
func (s *Store) Papers(ctx context.Context, workerID int64) (map[int64]PaperState, error) {
	type paper struct {
		id    int64
		state PaperState
	}
	all, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (p paper, err error) { err = r.Scan(&p.id, &p.state); return },
		`SELECT v.document_id, CASE WHEN v.refused_on IS NOT NULL OR v.dropped_at IS NOT NULL OR v.effective_on IS NULL AND p.state NOT IN ('bozza','proposto','sottoscritto') THEN 'non firmato' WHEN v.effective_on IS NULL THEN 'da firmare'
			WHEN EXISTS (SELECT 1 FROM pact_version n WHERE n.pact_id=v.pact_id AND n.n>v.n AND n.effective_on IS NOT NULL AND n.substantive=1) THEN 'sostituito'
			WHEN v.substantive=1 THEN 'firmato' ELSE 'correzione' END
		FROM pact_version v JOIN pact p ON p.id=v.pact_id WHERE p.worker_id=?1 AND v.document_id IS NOT NULL
		UNION ALL SELECT l.document_id, CASE WHEN l.signed_on IS NOT NULL THEN 'firmato' WHEN l.refused_on IS NOT NULL OR p.state NOT IN ('bozza','proposto','sottoscritto') THEN 'non firmato' ELSE 'da firmare' END
		FROM plan l JOIN pact p ON p.id=l.pact_id WHERE p.worker_id=?1 AND l.document_id IS NOT NULL`, workerID)
	out := make(map[int64]PaperState, len(all))
	for _, p := range all {
		out[p.id] = p.state
	}
	return out, err
}
