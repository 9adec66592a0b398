package seed

import (
	"context"

	"sportello/db/agenda"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// takeCareer writes the career of every third person who comes, as an operator
// takes it down: no dice, so that the rest of the story stays as it is. Those
// with a job that goes on have no DID.
func (k *desk) takeCareer(ctx context.Context, operator rule.Actor, b agenda.Booking) error {
	if b.Worker%3 != 0 {
		return nil
	}
	if _, version, err := k.people.Section(ctx, operator, b.Worker, people.SectionStudies); err != nil || version > 0 {
		return err
	}
	n := int(b.Worker)
	level := []string{"licenza_media", "qualifica", "diploma", "laurea_I"}[n/3%4]
	title := []string{"Scuola media", "Operatore alla ristorazione", "Perito meccanico", "Economia aziendale"}[n/3%4]
	yes := scheda.T("si")
	job := scheda.Answers{"datore": scheda.T([]string{"Vetreria Daunia", "Masseria Gargano", "Logistica Tavoliere"}[n/3%3]), "qualifica": scheda.T([]string{"Vetraio", "Cuoco", "Magazziniere"}[n/3%3]),
		"dal": scheda.T(string(b.Slot.Day.AddMonths(-60))), "al": scheda.T(string(b.Slot.Day.AddMonths(-4 - n%30))), "contratto": scheda.T("determinato"),
		"mansioni": scheda.T("Turni, controllo della qualità, carico e scarico."), "motivo_fine": scheda.T("termine")}
	for _, s := range []struct {
		section string
		answers scheda.Answers
	}{
		{people.SectionStudies, scheda.Answers{"titoli": scheda.Rows(scheda.Answers{"livello": scheda.T(level), "denominazione": scheda.T(title), "conseguito": yes, "anno": scheda.T("2005")})}},
		{people.SectionJobs, scheda.Answers{"esperienze": scheda.Rows(job)}},
		{people.SectionLanguages, scheda.Answers{"lingua_madre": scheda.T("Italiano")}},
		{people.SectionLicences, scheda.Answers{"patenti": scheda.Many("B"), "automunito": yes}},
	} {
		if err := k.people.SaveSection(ctx, operator, b.Worker, s.section, 0, s.answers); err != nil {
			return err
		}
	}
	if n%12 == 3 {
		if err := k.people.StateEmployment(ctx, operator, people.Statement{WorkerID: b.Worker, Status: "inattivo", From: b.Slot.Day.AddMonths(-3), Note: "Ha assistito un familiare"}); err != nil {
			return err
		}
	}
	if err := k.takeAdministrative(ctx, operator, b); err != nil {
		return err
	}
	if b.Worker%2 == 0 {
		return k.people.SetMark(ctx, operator, people.Mark{WorkerID: b.Worker, Target: "gol_2", From: b.Slot.Day, Note: "Esito dell'assessment"})
	}
	return nil
}

// takeAdministrative writes of some of them what section 2 of the card asks: the
// index read on the portal, an old enrolment in a special list, a category that no
// fact tells.
func (k *desk) takeAdministrative(ctx context.Context, operator rule.Actor, b agenda.Booking) error {
	n := int(b.Worker)
	of := people.Recorded{WorkerID: b.Worker}
	if err := k.people.SetIndex(ctx, operator, people.Index{Recorded: of, Value: float64(20+n%60) / 100, On: b.Slot.Day.AddDays(-7), Source: "portale"}, 0); err != nil {
		return err
	}
	if n%9 == 0 {
		list := people.SpecialList{Recorded: of, List: "mobilita_223", EnrolledOn: "2014-03-03", EndsOn: "2016-02-29", Province: k.o.Province, Note: "Dal vecchio elenco della provincia"}
		if err := k.people.Enrol(ctx, operator, list); err != nil {
			return err
		}
	}
	w, err := k.people.Worker(ctx, operator, b.Worker)
	if err != nil || n%9 != 3 || w.Sex == "M" {
		return err
	}
	facts, err := k.people.GroupFacts(ctx, b.Worker, nil)
	if err != nil || people.CheckCategory(w, facts, people.CategoryReturning, b.Slot.Day) != nil {
		return err
	}
	return k.people.SetMark(ctx, operator, people.Mark{WorkerID: b.Worker, Target: people.CategoryReturning, From: b.Slot.Day, Note: "Elenco anagrafico della provincia"})
}
