package bilancio

import (
	"context"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Differences returns what a completed panel says otherwise than the person's
// card: each is offered back to it («aggiornare anche la scheda lavoratore?»).
func (s *Store) Differences(ctx context.Context, b Bilancio, code string) ([]panels.Difference, error) {
	if !TellsCard(code) || !b.Status(code).Done() {
		return nil, nil
	}
	if name := panels.CardSections[code]; name != "" {
		section, err := people.NewStore(s.db).CardSection(ctx, rule.System, b.WorkerID, name)
		return sectionDifferences(section, b.Panels[code].Answers), err
	}
	worker, err := people.NewStore(s.db).Worker(ctx, rule.System, b.WorkerID)
	if err != nil {
		return nil, err
	}
	panel, _ := b.Definition.Panel(code)
	out := panels.Differences(panel, b.Panels[code].Answers, worker.Value)
	for i, d := range out { // the record holds a code, which says nothing to who reads
		if _, ok := d.Values["citizenship"]; ok {
			out[i].Before = scheda.Name(s.entry(ctx, reference.TableCitizenships, d.Before, d.Before))
		}
	}
	return out, nil
}

// UpdateCard writes what a panel says otherwise into the person's card, as
// confirmed by the operator. It returns how many facts changed.
func (s *Store) UpdateCard(ctx context.Context, actor rule.Actor, id int64, code string) (n int, err error) {
	b, err := s.Bilancio(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	if !b.WritableBy(actor) {
		return 0, db.ErrNotFound
	}
	differences, err := s.Differences(ctx, b, code)
	if err != nil || len(differences) == 0 {
		return 0, err
	}
	if name := panels.CardSections[code]; name != "" {
		return len(differences), s.updateSection(ctx, actor, b, code, name)
	}
	changes := map[string]string{}
	for _, d := range differences {
		for col, v := range d.Values {
			changes[col] = v
		}
	}
	did := declared(b, changes)
	status, stated := changes["employment_status"]
	delete(changes, "employment_status")
	index, indexed := changes["profiling_index"]
	delete(changes, "profiling_index")
	normal, err := people.Normalize(changes, s.db.Today())
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if did != nil {
			if did.Earlier = did.On < tx.Today; did.Earlier {
				did.Note = "Dal bilancio " + b.Code() + ", pannello " + code
			}
			if _, err := people.DeclareDIDTx(ctx, tx, actor, *did); err != nil {
				return err
			}
		}
		if stated {
			if err := s.state(ctx, tx, actor, b, status); err != nil {
				return err
			}
		}
		if indexed {
			if err := reindex(ctx, tx, actor, b, index); err != nil {
				return err
			}
		}
		return people.UpdateWorkerTx(ctx, tx, actor, b.WorkerID, normal, people.SourceOperator, "Dal bilancio "+b.Code()+", pannello "+code)
	})
	return len(differences), err
}

// updateSection writes what a panel says into the section of the card that holds
// the same.
func (s *Store) updateSection(ctx context.Context, actor rule.Actor, b Bilancio, code, name string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		now, err := people.SectionsOf(ctx, tx, b.WorkerID)
		if err != nil {
			return err
		}
		for _, section := range now {
			if section.Panel.Code == name {
				return people.PutSectionTx(ctx, tx, actor, b.WorkerID, name, people.Told(section, b.Panels[code].Answers), people.SourceBilancio)
			}
		}
		return db.ErrNotFound
	})
}

// state records the employment that a panel says, from today on, unless it
// follows from the DID by now.
func (s *Store) state(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, status string) error {
	w, err := people.WorkerTx(ctx, tx, rule.System, b.WorkerID)
	if err != nil || w.Employment == status {
		return err
	}
	return people.StateEmploymentTx(ctx, tx, actor, people.Statement{WorkerID: b.WorkerID, Status: status, From: tx.Today, Note: "Dal bilancio " + b.Code()})
}

// reindex records the index of profiling that a panel says: of which day it is, a
// bilancio does not ask.
func reindex(ctx context.Context, tx *db.Tx, actor rule.Actor, b Bilancio, text string) error {
	value, err := people.ParseIndex(text)
	if err != nil {
		return err
	}
	return people.SetIndexTx(ctx, tx, actor, people.Index{Recorded: people.Recorded{WorkerID: b.WorkerID}, Value: value, On: tx.Today, Source: "bilancio", Note: b.Code()})
}

// declared takes the DID out of what a panel says otherwise than the card: it is
// a dated fact, which is declared and not written over. nil when the panel says
// nothing else of it.
func declared(b Bilancio, changes map[string]string) *people.DID {
	_, on := changes["did_on"]
	_, number := changes["did_number"]
	delete(changes, "did_on")
	delete(changes, "did_number")
	if !on && !number {
		return nil
	}
	a := b.Panels["PRE04"].Answers
	return &people.DID{WorkerID: b.WorkerID, CPI: b.CPI, On: rule.Date(a.Text("data_did")), Number: a.Text("numero_did"), Channel: "cpi"}
}

// SetProgramme changes the programme of a bilancio while its Preliminare is
// open; the meetings recorded so far follow.
func (s *Store) SetProgramme(ctx context.Context, actor rule.Actor, id int64, code string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := b.Editable(panels.Preliminare); why != "" {
			return rule.Refuse("programma", why)
		}
		p, err := programme(ctx, tx, code)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET programme=?, version=version+1 WHERE id=?", p.Code, id); err != nil {
			return err
		}
		if err := recode(ctx, tx, actor, id, p); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.programma_cambiato", Subject: "bilancio", SubjectID: id, WorkerID: b.WorkerID, Fields: []string{p.Code}})
	})
}
