package seed

import (
	"context"

	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// takeProfile writes what an interview adds for every sixth person who comes: the
// professions they lean towards, a CV, the qualitative profile. Every second of
// them turns out fragile, and the counsellor of the home refers one of those to
// the social services. No dice: the rest of the story stays as it is.
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
		"famiglia": scheda.In(scheda.Answers{"livello": scheda.T("3"), "nota": scheda.T("Segue da solo due figli piccoli."), "servizi": scheda.T("si")}),
		"casa":     scheda.In(scheda.Answers{"livello": scheda.T("2")})})}
	if _, err := k.people.SaveProfile(ctx, operator, b.Worker, id, people.ProfileInput{Part: people.PartInDepth, Version: p.Version, Answers: areas, Complete: true}); err != nil {
		return err
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
	_, err = k.people.SaveCV(ctx, operator, people.NewCV{WorkerID: b.Worker, Origin: "caricato", Validated: true, File: file})
	return err
}
