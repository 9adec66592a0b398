package seed

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// takeProfile writes what an interview adds for every sixth person who comes: the
// professions they lean towards, a CV, the qualitative profile. Every second of
// them turns out fragile, and the counsellor of the home refers every second one
// of those to the social services: the others wait on the desk. No dice: the rest of the story stays as it is.
func (k *desk) takeProfile(ctx context.Context, operator rule.Actor, b agenda.Booking) error {
	if b.Worker%6 != 0 {
		return nil
	}
	profiles, err := k.people.Profiles(ctx, b.Worker)
	if err != nil || len(profiles) > 0 {
		return err
	}
	n := int(b.Worker) / 6
	if err := k.takeCV(ctx, operator, b, n); err != nil {
		return err
	}
	id, err := k.people.StartProfile(ctx, operator, b.Worker)
	if err != nil {
		return err
	}
	fragile := n%2 == 0
	p, err := k.people.Profile(ctx, operator, b.Worker, id)
	if err != nil {
		return err
	}
	level, grade := "4", "4"
	if fragile {
		level, grade = "1", "2"
	}
	answers := scheda.Answers{"fascia": scheda.T(grade), "motivo": scheda.T("Detto e riletto insieme alla fine dell'incontro.")}
	for _, f := range people.PartQuestions.Panel(p.Definition).Fields {
		switch f.Type {
		case scheda.Textarea:
			if answers[f.Name].Blank() {
				answers[f.Name] = scheda.T("Un lavoro vicino a casa, anche con una formazione breve.")
			}
		case scheda.Select:
			answers[f.Name] = scheda.T(level)
		case scheda.Multiselect:
			answers[f.Name] = scheda.Many("annunci")
		}
	}
	p, err = k.people.SaveProfile(ctx, operator, b.Worker, id, people.ProfileInput{Part: people.PartQuestions, Version: p.Version, Answers: answers, Complete: true})
	if err != nil || !fragile || k.o.Name != home {
		return err
	}
	areas := scheda.Answers{"aree": scheda.In(scheda.Answers{
		"famiglia": scheda.In(scheda.Answers{"livello": scheda.T("3"), "nota": scheda.T("Segue senza aiuto due figli piccoli."), "servizi": scheda.T("si")}),
		"casa":     scheda.In(scheda.Answers{"livello": scheda.T("2")})})}
	if _, err := k.people.SaveProfile(ctx, operator, b.Worker, id, people.ProfileInput{Part: people.PartInDepth, Version: p.Version, Answers: areas, Complete: true}); err != nil {
		return err
	}
	var proposed int
	err = k.db.Reader().QueryRowContext(ctx, "SELECT count(*) FROM profile WHERE proposes_referral=1 AND cpi_id=?", k.o.ID).Scan(&proposed)
	if err != nil || proposed%2 == 0 {
		return err // every second one waits to be thought of
	}
	_, err = k.people.Refer(ctx, k.actors[counsellorEmail], people.Referral{WorkerID: b.Worker, Municipality: "San Severo", Reason: "Carichi di cura che oggi non lasciano orari per lavorare: si chiede un sostegno alla genitorialità."})
	return err
}

// takeCV writes a propensione and keeps the CV that the person has brought.
func (k *desk) takeCV(ctx context.Context, operator rule.Actor, b agenda.Booking, n int) error {
	trade := []string{"Personale non qualificato addetto all'imballaggio e al magazzino [8.1.3.2.0]", "Cuochi in alberghi e ristoranti [5.2.2.1.0]"}[n%2]
	if _, err := k.people.SavePropensione(ctx, operator, b.Worker, 0, 0, scheda.Answers{"professione": scheda.T(trade), "provenienza": scheda.Many("lavoro"), "data_intervista": scheda.T(string(b.Slot.Day)),
		"note": scheda.In(scheda.Answers{"settore": scheda.T("Logistica e ristorazione"), "anno": scheda.T("2024"), "esperienza": scheda.T("6 anni"), "orari": scheda.T("Giornata intera, anche a turni"), "spostamenti": scheda.T("Entro 30 chilometri, automunito")})}); err != nil {
		return err
	}
	file, err := k.archive.Receive(ctx, archive.OnlyPDF("file"), archive.Upload{Name: "curriculum.pdf", Content: plainPDF()})
	if err != nil {
		return err
	}
	id, err := k.people.SaveCV(ctx, operator, people.NewCV{WorkerID: b.Worker, Origin: "caricato", Validated: true, File: file})
	if err != nil || n%3 != 0 {
		return err
	}
	return k.sendCV(ctx, operator, b.Worker, id, n%2 == 0)
}

// sendCV hands the CV of a person who consents to the citizens' portal; whether
// it went well is known for one in two.
func (k *desk) sendCV(ctx context.Context, operator rule.Actor, worker, cv int64, known bool) error {
	w, err := k.people.Worker(ctx, operator, worker)
	if err != nil {
		return err
	}
	if err := k.people.Update(ctx, operator, worker, w.Version, map[string]string{"ido_consent_on": string(k.db.Today())}, ""); err != nil {
		return err
	}
	sent, err := k.people.TransferCV(ctx, operator, worker, cv, 1, true)
	if err != nil || !known {
		return err
	}
	return k.people.RecordOutcome(ctx, operator, worker, people.Transfer{ID: sent, Version: 1, Outcome: "riuscito", OutcomeOn: k.db.Today()})
}

// formerCVs gives one person of each office at work a CV of seven months ago, as
// it stood in the office's papers before the story began: it is obsolete by now.
func (b *builder) formerCVs(ctx context.Context) error {
	saved := b.today.AddMonths(-people.CVMonths - 1)
	for _, k := range b.desks {
		if k.o.Name != home && k.o.Name != away {
			continue
		}
		who, err := db.Collect(ctx, b.db.Reader(), func(r *sql.Rows) (s served, err error) { err = r.Scan(&s.worker, &s.sex, &s.born); return },
			`SELECT w.id, w.sex, w.birth_date FROM worker w JOIN list_row r ON r.worker_id=w.id WHERE r.cpi_id=? AND w.id%6=3 ORDER BY r.list_id DESC, w.id LIMIT 1`, k.o.ID)
		if err != nil || len(who) == 0 {
			return err
		}
		if err := k.formerCV(ctx, k.o.staff[0], who[0], k.open(saved)); err != nil {
			return err
		}
	}
	return nil
}

func (k *desk) formerCV(ctx context.Context, by rule.Actor, who served, saved rule.Date) error {
	studies := scheda.Answers{"titoli": scheda.Rows(scheda.Answers{"livello": scheda.T("diploma"), "denominazione": scheda.T("Perito elettrotecnico"), "conseguito": scheda.T("si"), "anno": scheda.T("2001")})}
	if err := k.people.SaveSection(ctx, by, who.worker, people.SectionStudies, 0, studies); err != nil {
		return err
	}
	if _, err := k.people.SavePropensione(ctx, by, who.worker, 0, 0, scheda.Answers{"professione": scheda.T("Elettricisti ed installatori di impianti elettrici nelle costruzioni civili [6.1.3.7.0]"), "provenienza": scheda.Many("lavoro", "istruzione"),
		"data_intervista": scheda.T(string(saved))}); err != nil {
		return err
	}
	file, err := k.archive.Receive(ctx, archive.OnlyPDF("file"), archive.Upload{Name: "curriculum.pdf", Content: plainPDF()})
	if err != nil {
		return err
	}
	defer file.Close()
	return k.db.Write(ctx, func(tx *db.Tx) error {
		kept, err := file.KeepTx(ctx, tx, by)
		if err != nil {
			return err
		}
		at := instant(saved, 10*60)
		_, err = tx.ExecContext(ctx, `INSERT INTO cv(worker_id,cpi_id,saved_on,month,valid_to,origin,file_id,sex,age_band,saved_at,saved_by,validated_on,validated_at,validated_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			who.worker, k.o.ID, saved, saved.Month(), saved.AddMonths(people.CVMonths), "caricato", kept.ID, who.sex, registry.BandOn(who.born, saved), at, by.UserID, saved, at, by.UserID)
		return err
	})
}
