package people_test

import (
	"context"
	"net/http"
	"testing"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// The card of a person with 400 services, a full career and a history of
// employment opens in less than 30 ms: the whole request, from the router to the
// last byte.
func BenchmarkTheCardWith400Events(b *testing.B) {
	s := open(b)
	_, workers := s.load(person{cf: cf(b, "Rossi", "Maria", 1), surname: "Rossi", name: "Maria", company: "Vetreria Daunia", to: "2012-12-01"})
	id := workers[0]
	operator := s.User("Giulia", rule.RoleOperator, "cpi:San Severo")
	actor := s.Actor(operator)
	s.write(func(ctx context.Context, tx *db.Tx) error {
		for i := range 400 {
			if _, err := people.DeliverTx(ctx, tx, actor, registry.DeliveredService{WorkerID: id, CPI: s.office("San Severo"), Operator: operator, Code: "C.1",
				On: rule.Date("2026-11-20").AddDays(-3 * i), Minutes: 60, MinutesPlan: 60, Mode: "presenza", Origin: registry.OriginAutomatic}); err != nil {
				return err
			}
		}
		var jobs, titles []scheda.Answers
		for i := range 12 {
			from := rule.Date("2014-01-01").AddMonths(12 * i)
			jobs = append(jobs, scheda.Answers{"datore": scheda.T("Vetreria"), "qualifica": scheda.T("Vetraio"), "contratto": scheda.T("determinato"),
				"dal": scheda.T(string(from)), "al": scheda.T(string(from.AddMonths(8))), "mansioni": scheda.T("Turni e controllo della qualità.")})
			titles = append(titles, scheda.Answers{"livello": scheda.T("diploma"), "denominazione": scheda.T("Perito"), "anno": scheda.T("1999"), "conseguito": scheda.T("si")})
		}
		if err := people.PutSectionTx(ctx, tx, actor, id, people.SectionJobs, scheda.Answers{"esperienze": scheda.Rows(jobs...)}, people.SourceOperator); err != nil {
			return err
		}
		return people.PutSectionTx(ctx, tx, actor, id, people.SectionStudies, scheda.Answers{"titoli": scheda.Rows(titles...)}, people.SourceOperator)
	})
	c := s.As("Giulia")
	for _, section := range []string{"", "?sezione=curriculum"} {
		b.Run("storia"+section, func(b *testing.B) {
			for b.Loop() {
				c.Get(card(id, section)).Expect(http.StatusOK)
			}
		})
	}
}
