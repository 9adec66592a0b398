package seed

import (
	"context"
	"fmt"
	"time"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

// office is an office with the people who work in it.
type office struct {
	access.Office
	staff  []rule.Actor // who keeps an agenda, the first makes the appointments
	places []place      // where its people live
	around []place      // where they were born
}

// patron returns the day of the office's patron saint as a month and day, «12-06», ""
// for one that the demonstration does not know.
func (o *office) patron() string {
	d, err := time.Parse("2/1", patrons[o.Name][0])
	if err != nil {
		return ""
	}
	return d.Format("01-02")
}

// ground makes accounts, cards of the offices and their places.
func (b *builder) ground(ctx context.Context) error {
	b.at(b.began(), 8*60)
	offices, err := b.access.OpenOffices(ctx)
	if err != nil {
		return err
	}
	for _, o := range offices {
		b.offices = append(b.offices, office{Office: o})
	}
	if err := b.accounts(ctx); err != nil {
		return err
	}
	if err := b.findPlaces(ctx); err != nil {
		return err
	}
	return b.db.Write(ctx, func(tx *db.Tx) error { return b.cards(ctx, tx) })
}

// accounts makes those of the sign-in page and one operator for each other
// office, all with one password hashed once.
func (b *builder) accounts(ctx context.Context) error {
	var err error
	if b.hash, err = access.HashPassword(Password); err != nil {
		return err
	}
	all := Accounts
	for _, o := range b.offices {
		if o.Name != home && o.Name != away {
			name, surname := b.crowd.fullName()
			all = append(all, Account{Email: "operatore." + slug(o.Name) + "@demo.example", Name: name, Surname: surname, Role: rule.RoleOperator, Scope: "cpi:" + o.Name})
		}
	}
	ids := map[string]int64{}
	err = b.db.Write(ctx, func(tx *db.Tx) error {
		for _, a := range all {
			grant, err := b.access.ParseScope(ctx, a.Role, a.Scope)
			if err != nil {
				return err
			}
			grants := []rule.Grant{grant}
			if a.Also != "" {
				also := grant
				also.Role = a.Also
				grants = append(grants, also)
			}
			ids[a.Email], err = access.CreateUserTx(ctx, tx, rule.System,
				access.NewUser{Name: a.Name, Surname: a.Surname, Grants: grants, Confirmed: true}, a.Email, b.hash)
			if err != nil {
				return fmt.Errorf("%s: %w", a.Email, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for email, id := range ids {
		u, err := b.access.User(ctx, id)
		if err != nil {
			return err
		}
		b.actors[email] = u.Actor()
	}
	for i := range b.offices {
		for _, a := range all {
			if a.Scope == "cpi:"+b.offices[i].Name {
				b.offices[i].staff = append(b.offices[i].staff, b.actors[a.Email])
			}
		}
	}
	return nil
}

func (c *crowd) fullName() (name, surname string) {
	name = pick(c.rng, maleNames)
	if chance(c.rng, 60) {
		name = pick(c.rng, femaleNames)
	}
	return name, pick(c.rng, surnames[:120])
}

// patrons are the patron saints that the demonstration knows, by town.
var patrons = map[string][2]string{
	"San Severo": {"25/4", "San Severino e San Severo"}, "Foggia": {"22/3", "Madonna dei Sette Veli"}, "Lecce": {"26/8", "Sant'Oronzo"},
	"Bari": {"6/12", "San Nicola"}, "Taranto": {"10/5", "San Cataldo"}, "Brindisi": {"1/9", "San Lorenzo da Brindisi"},
	"Manfredonia": {"7/2", "San Lorenzo Maiorano"}, "Lucera": {"16/8", "Santa Maria Patrona"}, "Cerignola": {"8/9", "Madonna di Ripalta"},
}

// cards writes what each office says of itself. Streets and numbers are
// invented; the domain is reserved for examples.
func (b *builder) cards(ctx context.Context, tx *db.Tx) error {
	for i, o := range b.offices {
		patron := patrons[o.Name]
		card := access.OfficeCard{
			Address: fmt.Sprintf("%s, %d", streets[i%len(streets)], 4+(i*7)%60),
			Phone:   fmt.Sprintf("0%d 555%04d", 831+i%50, 1000+i*37), Email: "cpi." + slug(o.Name) + "@demo.example",
			PatronDay: patron[0], PatronName: patron[1], Version: o.Version,
		}
		if err := access.SetOfficeCardTx(ctx, tx, rule.System, o.ID, card); err != nil {
			return fmt.Errorf("%s: %w", o.Name, err)
		}
	}
	return nil
}

// findPlaces looks up the municipalities of each office.
func (b *builder) findPlaces(ctx context.Context) error {
	byName := map[string]place{}
	byProvince := map[string][]place{}
	rows, err := b.db.Reader().QueryContext(ctx, `SELECT code, name, province FROM municipality
		WHERE current=1 AND province IN (SELECT sigla FROM province) ORDER BY code`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.code, &p.name, &p.province); err != nil {
			return err
		}
		byName[p.province+rule.Fold(p.name)] = p
		byProvince[p.province] = append(byProvince[p.province], p)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for i := range b.offices {
		o := &b.offices[i]
		names := catchment[o.Name]
		if names == nil {
			names = []string{o.Name}
		}
		for _, name := range names {
			p, ok := byName[o.Province+rule.Fold(name)]
			if !ok {
				return fmt.Errorf("no municipality of %s is called %q", o.Province, name)
			}
			p.cap = caps[o.Province]
			o.places = append(o.places, p)
		}
		o.around = byProvince[o.Province]
	}
	return nil
}

// caps are codes of the right province; which street has which nobody asks.
var caps = map[string]string{"FG": "71016", "LE": "73100", "BA": "70121", "BT": "76121", "BR": "72100", "TA": "74121"}

func (b *builder) office(name string) *office {
	for i := range b.offices {
		if b.offices[i].Name == name {
			return &b.offices[i]
		}
	}
	panic("no office " + name)
}
