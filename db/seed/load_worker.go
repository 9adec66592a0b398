package seed

import (
	"context"
	"errors"
	"math/rand/v2"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/rule"
)

// workers brings people, each in the first list of the province of an office,
// offices in the proportion of the demonstration.
func (l *loader) workers(ctx context.Context) error {
	draw := l.proportion()
	return l.batches(ctx, "persone", &l.done.Workers, l.amounts.Workers, batch, func(ctx context.Context, tx *db.Tx, from, to int) (err error) {
		put := people.NewLoader(tx, rule.System)
		defer func() { err = errors.Join(err, put.Close(ctx)) }()
		created := map[string]int{}
		for i := from; i < to; i++ {
			o := &l.offices[draw[i%len(draw)]]
			if err := l.worker(ctx, put, o, i); err != nil {
				return err
			}
			created[o.Province]++
		}
		for sigla, n := range created {
			if _, err := tx.ExecContext(ctx, "UPDATE import_load SET created=created+? WHERE id=?", n, l.loads[sigla]); err != nil {
				return err
			}
		}
		return nil
	})
}

// proportion returns indexes of the offices, each as often as it has people,
// mixed so that any stretch holds all of them.
func (l *loader) proportion() []int {
	var out []int
	for i, o := range l.offices {
		n := peopleOf[o.Name]
		if n == 0 {
			n = otherPeople
		}
		for range n {
			out = append(out, i)
		}
	}
	rand.New(rand.NewPCG(42, 42)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// worker adds the i-th person. Who has the codice fiscale of somebody there
// already is drawn again.
func (l *loader) worker(ctx context.Context, put *people.Loader, o *office, i int) error {
	for attempt := range 20 {
		c := crowd{rng: l.chanceOf(diceWorker, i, attempt)}
		p := c.draw(1958, 2005, pick(c.rng, o.places), o.around)
		cf, err := rule.ComputeCodiceFiscale(p.surname, p.name, p.sex, p.birth, p.birthPlace.code)
		if err != nil {
			return err
		}
		id, err := put.CreateWorker(ctx, people.Worker{
			CodiceFiscale: cf, Surname: p.surname, Name: p.name, Sex: p.sex, BirthDate: p.birth, BirthPlaceCode: p.birthPlace.code, BirthPlace: p.birthPlace.name,
			ResidenceCode: p.residence.code, Residence: p.residence.name, ResidenceProv: p.residence.province, ResidenceAddress: p.address, ResidenceCAP: p.residence.cap,
			Phone: p.phone, Email: p.email, StudyTitle: p.study, HomeProvince: o.Province,
		}, people.SourceImport)
		if refused(err) {
			continue
		}
		if err != nil {
			return err
		}
		return l.listRow(ctx, put, o, id, p, c.rng)
	}
	return errors.New("no free codice fiscale")
}

func (l *loader) listRow(ctx context.Context, put *people.Loader, o *office, worker int64, p person, r *rand.Rand) error {
	n := r.IntN(len(companies))
	from := rule.Date("2011-01-01").AddDays(r.IntN(600))
	months := 4 + r.IntN(9)
	to := from.AddMonths(months)
	if chance(r, 20) { // a benefit that is running, or has just ended
		to = l.today.AddDays(r.IntN(300) - 100)
		from = to.AddMonths(-months)
	}
	_, err := put.PutListRow(ctx, people.ListRow{
		ListID: l.list, WorkerID: worker, Province: o.Province, CPI: o.ID, LoadID: l.loads[o.Province], ReferenceDate: l.today, Residence: p.residence.name,
		Company: companies[n], CompanyTaxID: partitaIVA(371000000 + n*7919), Job: pick(r, jobs), StudyTitle: p.study,
		Benefit: pick(r, []string{"Mobilità in deroga", "CIG in deroga"}), BenefitFrom: from, BenefitTo: to, BenefitMonths: months, DismissedOn: from.AddDays(-8),
	})
	return err
}
