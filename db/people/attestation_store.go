package people

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Attest issues the attestation of the services that a person in the actor's
// scope was given between two days, both included, with its protocol number, and
// returns the document's id. It tells of every office's: a person asks one
// office for all of them. The refusals name the fields dal and al.
func (s *Store) Attest(ctx context.Context, actor rule.Actor, workerID int64, from, to rule.Date) (document int64, err error) {
	words, err := registry.NewStore(s.db).Words(ctx, s.db.Today())
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		w, err := scopedWorker(ctx, tx, actor, tx.Today, "w.id=?", workerID)
		if err != nil {
			return err
		}
		office := actor.CPI()
		if w.Partial || office == 0 {
			return db.ErrNotFound
		}
		if err := checkPeriod(from, to, tx.Today).Err(); err != nil {
			return err
		}
		a := Attestation{Person: w.FullName(), CF: w.CodiceFiscale, BirthDate: w.BirthDate, From: from, To: to, By: actor.Name}
		if err := tx.QueryRowContext(ctx, "SELECT name FROM cpi WHERE id=?", office).Scan(&a.Office); err != nil {
			return err
		}
		if a.Services, err = attested(ctx, tx, words, workerID, from, to); err != nil {
			return err
		}
		if len(a.Services) == 0 {
			return rule.Refuse("dal", "In questi giorni la persona non ha servizi registrati: non c'è nulla da attestare.")
		}
		document, err = issueAttestation(ctx, tx, actor, workerID, office, a)
		return err
	})
	return document, err
}

func checkPeriod(from, to, today rule.Date) (out rule.Refusals) {
	if from == "" {
		out.Add("dal", "Scrivi da quale giorno.")
	}
	switch {
	case to == "":
		out.Add("al", "Scrivi fino a quale giorno.")
	case to > today:
		out.Add("al", "Il giorno è nel futuro: si attesta quello che è stato dato.")
	case from > to:
		out.Add("al", "L'ultimo giorno viene prima del primo.")
	}
	return out
}

// attested returns the standing services of a person, oldest first. A replica
// tells of no time of its own.
func attested(ctx context.Context, tx *db.Tx, words registry.Words, workerID int64, from, to rule.Date) ([]AttestedService, error) {
	rows, err := tx.QueryContext(ctx, `SELECT d.delivered_on, d.code, d.prestazione, d.minutes, d.mode, c.name FROM delivered_service d JOIN cpi c ON c.id=d.cpi_id
		WHERE d.worker_id=? AND d.delivered_on>=? AND d.delivered_on<=? AND d.annulled_at IS NULL AND d.origin<>'replica' ORDER BY d.delivered_on, d.id`, workerID, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []AttestedService
	for rows.Next() {
		var a AttestedService
		var code, prestazione string
		if err := rows.Scan(&a.On, &code, &prestazione, &a.Minutes, &a.Mode, &a.Office); err != nil {
			return nil, err
		}
		a.Code, a.Title = named(words, code, prestazione)
		out = append(out, a)
	}
	return out, rows.Err()
}

// named returns the code and the name of a service in the vocabulary in use;
// what it is in the table of services stands after, where that is another.
func named(words registry.Words, code, prestazione string) (string, string) {
	word := words.Of(code, prestazione)
	title := strings.Join(strings.Fields(word.Title), " ")
	if word.Code != code {
		title += " (" + code + " " + words.Name(code, prestazione) + ")"
	}
	return word.Code, title
}

func issueAttestation(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID, office int64, a Attestation) (int64, error) {
	res, err := tx.ExecContext(ctx, "INSERT INTO attestation(worker_id,cpi_id,from_day,to_day,services,issued_at,issued_by) VALUES(?,?,?,?,?,?,?)",
		workerID, office, a.From, a.To, len(a.Services), tx.Now, actor.UserID)
	if err != nil {
		return 0, err
	}
	id, _ := res.LastInsertId()
	issued, err := archive.IssueTx(ctx, tx, actor, archive.IssueInput{
		Kind: KindAttestation, Title: attestationTitle, Subject: "attestation", SubjectID: id, WorkerID: workerID, CPI: office, Data: a,
		Protocol: &archive.Entry{Direction: archive.Outgoing, Counterpart: a.Person, Subject: attestationTitle + " dal " + a.From.Italian() + " al " + a.To.Italian(), Class: "Servizi al lavoro"},
	})
	return issued.ID, err
}
