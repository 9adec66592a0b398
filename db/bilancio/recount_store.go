package bilancio

import (
	"context"
	"fmt"

	"sportello/db/bilancio/panels"
)

// Recount holds the closed phases against what their closing leaves behind, and
// returns an Italian sentence for each that lacks it: the preliminare needs the
// scan of the signed contract, investigativa and riposizionamento the document
// that the closing issued, of this bilancio and of its kind. A closing counts
// when the register of acts has it: data made up to measure have none.
func (s *Store) Recount(ctx context.Context) ([]string, error) {
	const act = ` AND EXISTS (SELECT 1 FROM audit a WHERE a.subject='bilancio' AND a.subject_id=b.id AND a.action='bilancio.fase_chiusa' AND a.fields=p.phase)`
	const missing = `SELECT b.id, p.phase, p.version, 'il documento' FROM bilancio_phase p JOIN bilancio b ON b.id=p.bilancio_id
		LEFT JOIN document d ON d.id=p.document_id AND d.subject='bilancio' AND d.subject_id=b.id AND d.kind=CASE p.phase WHEN ?1 THEN ?2 ELSE ?4 END
		WHERE p.closed_at IS NOT NULL AND p.phase IN (?1,?3) AND d.id IS NULL` + act + `
		UNION ALL
		SELECT b.id, p.phase, p.version, 'la scansione del contratto firmato' FROM bilancio_phase p JOIN bilancio b ON b.id=p.bilancio_id
		WHERE p.closed_at IS NOT NULL AND p.phase=?5 AND NOT EXISTS (SELECT 1 FROM bilancio_scan x WHERE x.bilancio_id=b.id)` + act + `
		ORDER BY 1, 2, 3`
	rows, err := s.db.Reader().QueryContext(ctx, missing, panels.Investigativa, KindInvestigative, panels.Riposizionamento, KindRepositioning, panels.Preliminare)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var damage []string
	for rows.Next() {
		var id int64
		var phase, what string
		var version int
		if err := rows.Scan(&id, &phase, &version, &what); err != nil {
			return nil, err
		}
		damage = append(damage, fmt.Sprintf("bilancio %d: la fase %s (chiusura %d) è chiusa e manca %s", id, phase, version, what))
	}
	return damage, rows.Err()
}
