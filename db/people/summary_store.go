package people

import (
	"context"
	"errors"
	"fmt"

	"sportello/db"
)

// SetConvocationTx writes the summary of a row's convocations in the
// transaction of the fact: an appointment made, moved, attended, missed or
// cancelled.
func SetConvocationTx(ctx context.Context, tx *db.Tx, listRowID int64, c Convocation) error {
	var list int64
	var province string
	err := tx.QueryRowContext(ctx, `UPDATE list_row SET convocation=?, convocation_on=?, no_shows=?, last_no_show_on=?, version=version+1
		WHERE id=? RETURNING list_id, province`, c.State, c.On, c.NoShows, c.LastNoShowOn, listRowID).Scan(&list, &province)
	if err != nil {
		return db.Classify(err)
	}
	return touchTx(ctx, tx, list, province)
}

// SetRiscontroTx writes the active riscontro of a person, "" for none, on the
// record and on every list that names it, in the transaction of the fact.
func SetRiscontroTx(ctx context.Context, tx *db.Tx, workerID int64, value string) error {
	return setDerivedTx(ctx, tx, workerID, "riscontro", value)
}

// SetBilancioTx writes the state of a person's last bilancio, "" for none, on
// the record and on every list that names it, in the transaction of the fact.
func SetBilancioTx(ctx context.Context, tx *db.Tx, workerID int64, state string) error {
	return setDerivedTx(ctx, tx, workerID, "bilancio", state)
}

func setDerivedTx(ctx context.Context, tx *db.Tx, workerID int64, column, value string) error {
	res, err := tx.ExecContext(ctx, "UPDATE worker SET "+column+"=? WHERE id=?", value, workerID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, db.ErrNotFound)
	}
	if _, err := tx.ExecContext(ctx, "UPDATE list_row SET "+column+"=?, version=version+1 WHERE worker_id=? AND "+column+"<>?", value, workerID, value); err != nil {
		return err
	}
	return touchListsOfTx(ctx, tx, workerID)
}

// Recount recomputes the derived columns from the facts and returns one line
// for each that differs: damage, for check. It changes nothing. The lines name
// ids only.
func (s *Store) Recount(ctx context.Context) ([]string, error) {
	var damage []string
	for _, c := range []struct{ what, query string }{
		{"worker %d: riscontro %q, i fatti dicono %q", `SELECT w.id, w.riscontro, coalesce(x.value,'') AS fact FROM worker w
			LEFT JOIN riscontro x ON x.worker_id=w.id AND x.revoked_at IS NULL WHERE w.riscontro<>coalesce(x.value,'')`},
		{"worker %d: bilancio %q, i fatti dicono %q", `SELECT w.id, w.bilancio, coalesce((SELECT b.state FROM bilancio b WHERE b.worker_id=w.id ORDER BY b.id DESC LIMIT 1),'') AS fact
			FROM worker w WHERE w.bilancio<>coalesce((SELECT b.state FROM bilancio b WHERE b.worker_id=w.id ORDER BY b.id DESC LIMIT 1),'')`},
		{"worker %d: DID %q, i fatti dicono %q", didFacts},
		{"worker %d: stato occupazionale %q, i periodi dicono %q", `SELECT w.id, w.employment_status, coalesce(p.status,'') AS fact FROM worker w
			LEFT JOIN employment_period p ON p.worker_id=w.id AND p.to_on IS NULL WHERE w.employment_status<>coalesce(p.status,'')`},
		{"worker %d: indice di profiling %q, i fatti dicono %q", indexFacts},
		{"list_row %d: riscontro %q, la persona ha %q", `SELECT r.id, r.riscontro, w.riscontro FROM list_row r JOIN worker w ON w.id=r.worker_id WHERE r.riscontro<>w.riscontro`},
		{"list_row %d: bilancio %q, la persona ha %q", `SELECT r.id, r.bilancio, w.bilancio FROM list_row r JOIN worker w ON w.id=r.worker_id WHERE r.bilancio<>w.bilancio`},
		{"list_row %d: nome %q, la persona ha %q", `SELECT r.id, r.surname_fold||' '||r.name_fold, w.surname_fold||' '||w.name_fold FROM list_row r JOIN worker w ON w.id=r.worker_id
			WHERE r.surname_fold<>w.surname_fold OR r.name_fold<>w.name_fold`},
		{"profile %d: segnalazione proposta %q, le risposte dicono %q", proposalFacts},
		{"referral_judgement %d: %q, il profilo dice %q", judgementFacts},
		{"list_row %d: assenze %q, i fatti dicono %q", noShowFacts},
		{"list_row %d: convocazione %q, i fatti dicono %q", convocationFacts},
	} {
		lines, err := s.differences(ctx, c.what, c.query)
		if err != nil {
			return nil, fmt.Errorf("recount: %w", err)
		}
		damage = append(damage, lines...)
	}
	return damage, nil
}

// indexFacts compares the index of profiling on each record with the one computed
// last.
const indexFacts = `SELECT * FROM (SELECT w.id, coalesce(w.profiling_index,'') AS said, coalesce((SELECT x.value FROM profile_index x
	WHERE x.worker_id=w.id AND x.annulled_at IS NULL ORDER BY x.computed_on DESC, x.id DESC LIMIT 1),'') AS fact FROM worker w) WHERE said<>fact`

// didFacts compares date and number of the DID on each record with the
// declaration in force.
const didFacts = `SELECT w.id, w.did_on||' '||w.did_number, coalesce(d.declared_on,'')||' '||coalesce(d.number,'') FROM worker w
	LEFT JOIN did d ON d.worker_id=w.id AND d.ended_on IS NULL AND d.annulled_at IS NULL WHERE w.did_on<>coalesce(d.declared_on,'') OR w.did_number<>coalesce(d.number,'')`

// noShowFacts compares the no-shows of each row with its appointments.
const noShowFacts = `WITH fact AS (
	SELECT r.id, r.no_shows||' '||r.last_no_show_on AS kept,
		(SELECT count(*)||' '||coalesce(max(a.day),'') FROM appointment a WHERE a.list_row_id=r.id AND a.state='assente') AS counted
	FROM list_row r WHERE r.no_shows>0 OR r.last_no_show_on<>'' OR r.id IN (SELECT list_row_id FROM appointment WHERE state='assente'))
	SELECT id, kept, counted FROM fact WHERE kept<>counted`

// convocationFacts compares the state of each row's convocation with its last
// appointment that was neither moved nor cancelled.
const convocationFacts = `WITH fact AS (
	SELECT r.id, r.convocation||' '||r.convocation_on AS kept, coalesce((
		SELECT CASE a.state WHEN 'fissato' THEN 'convocato' ELSE a.state END||' '||a.day FROM appointment a
		WHERE a.list_row_id=r.id AND a.kind='convocazione' AND a.state NOT IN ('spostato','annullato') ORDER BY a.starts_at DESC, a.id DESC LIMIT 1), 'da_convocare ') AS counted
	FROM list_row r WHERE r.convocation<>'da_convocare' OR r.id IN (SELECT list_row_id FROM appointment))
	SELECT id, kept, counted FROM fact WHERE kept<>counted`

func (s *Store) differences(ctx context.Context, what, query string) ([]string, error) {
	rows, err := s.db.Reader().QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id int64
		var kept, fact string
		if err := rows.Scan(&id, &kept, &fact); err != nil {
			return nil, err
		}
		out = append(out, fmt.Sprintf(what, id, kept, fact))
	}
	return out, rows.Err()
}
