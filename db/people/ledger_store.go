package people

import (
	"context"
	"iter"

	"sportello/db"
	"sportello/db/registry"
	"sportello/db/rule"
)

// Served is a row of the ledger with the person that it is about.
type Served struct {
	registry.DeliveredService
	CodiceFiscale rule.CodiceFiscale
	Surname, Name string
}

// Person returns surname and name, "" for a service to a company.
func (s Served) Person() string { return Worker{Surname: s.Surname, Name: s.Name}.FullName() }

// Named returns rows of the ledger with their persons. The caller has found the
// rows in the actor's offices: an office knows whom it has served, wherever they
// live now.
func (s *Store) Named(ctx context.Context, rows []registry.DeliveredService) ([]Served, error) {
	var ids []int64
	for _, r := range rows {
		ids = append(ids, r.WorkerID)
	}
	in, args := db.In(ids)
	found, err := s.db.Reader().QueryContext(ctx, "SELECT id, codice_fiscale, surname, name FROM worker WHERE id IN "+in, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	persons := map[int64]Served{}
	for found.Next() {
		var id int64
		var p Served
		if err := found.Scan(&id, &p.CodiceFiscale, &p.Surname, &p.Name); err != nil {
			return nil, err
		}
		persons[id] = p
	}
	out := make([]Served, len(rows))
	for i, r := range rows {
		out[i] = persons[r.WorkerID]
		out[i].DeliveredService = r
	}
	return out, found.Err()
}

// Ledger returns the rows of a filter for a file, as registry.All does, each
// with its person.
func (s *Store) Ledger(ctx context.Context, actor rule.Actor, f registry.LedgerFilter) iter.Seq2[Served, error] {
	return func(yield func(Served, error) bool) {
		for rows, err := range registry.NewStore(s.db).All(ctx, actor, f) {
			var named []Served
			if err == nil {
				named, err = s.Named(ctx, rows)
			}
			if err != nil {
				yield(Served{}, err)
				return
			}
			for _, n := range named {
				if !yield(n, nil) {
					return
				}
			}
		}
	}
}
