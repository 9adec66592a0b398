package people_test

import (
	"context"
	"encoding/json"
	"testing"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/webtest"
)

// hostile is what a file may hold in a name: it is text, wherever it is shown.
const hostile = `<script>alert(1)</script> <b hx-get="/uscita">`

type site struct {
	*webtest.Server
	t      testing.TB
	people *people.Store
}

func open(t testing.TB) *site {
	s := webtest.New(t)
	return &site{s, t, people.NewStore(s.DB)}
}

func (s *site) office(name string) int64 {
	s.t.Helper()
	var id int64
	if err := s.DB.Reader().QueryRow("SELECT id FROM cpi WHERE name=?", name).Scan(&id); err != nil {
		s.t.Fatal(err)
	}
	return id
}

// person is one line of a list.
type person struct {
	cf            rule.CodiceFiscale
	surname, name string
	office        string
	province      string
	company       string
	home          string // municipality, as the file says
	to            rule.Date
	list          int64 // the first when 0
}

// load adds persons to their lists and returns the ids of rows and workers.
func (s *site) load(all ...person) (rows, workers []int64) {
	s.t.Helper()
	ctx := context.Background()
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		l := people.NewLoader(tx, rule.System)
		for _, p := range all {
			if p.province == "" {
				p.province, p.office = "FG", "San Severo"
			}
			if p.home == "" {
				p.home = "Lucera"
			}
			if p.list == 0 {
				p.list = 1
			}
			birth, _ := p.cf.BirthDate(tx.Today)
			id, err := l.CreateWorker(ctx, people.Worker{CodiceFiscale: p.cf, Surname: p.surname, Name: p.name, Residence: p.home, ResidenceProv: p.province, HomeProvince: p.province,
				BirthDate: birth, Phone: "3331234567", Email: "a@b.it"}, people.SourceImport)
			if err != nil {
				return err
			}
			row, err := l.PutListRow(ctx, people.ListRow{ListID: p.list, WorkerID: id, Province: p.province, CPI: s.office(p.office), LoadID: 1, ReferenceDate: "2026-11-02",
				Residence: p.home, Company: p.company, Job: "Saldatore", BenefitTo: p.to, BenefitMonths: 9, Raw: json.RawMessage(`{"cognome":"` + p.surname + `","telefono":"3331234567"}`)})
			if err != nil {
				return err
			}
			rows, workers = append(rows, row), append(workers, id)
		}
		return l.Close(ctx)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return rows, workers
}

// flush writes the readings that wait.
func (s *site) flush() {
	s.t.Helper()
	if err := s.App.Archive.FlushReads(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) write(act func(ctx context.Context, tx *db.Tx) error) {
	s.t.Helper()
	if err := s.DB.Write(context.Background(), func(tx *db.Tx) error { return act(context.Background(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

func cf(t testing.TB, surname, name string, n int) rule.CodiceFiscale {
	t.Helper()
	birth, _ := rule.NewDate(1960+n%30, n%12+1, n%28+1)
	c, err := rule.ComputeCodiceFiscale(surname, name, "M", birth, "D643")
	if err != nil {
		t.Fatal(err)
	}
	return c
}
