package seed

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"sportello/db/rule"
)

// place is a municipality or a foreign state.
type place struct {
	code, name, province string
	cap                  string
}

// origins are the states that some surnames come from.
var origins = map[string]place{
	"Hoxha": {code: "Z100", name: "Albania"}, "Shehu": {code: "Z100", name: "Albania"}, "Popescu": {code: "Z129", name: "Romania"},
	"Șerban": {code: "Z129", name: "Romania"}, "Łukaszewska": {code: "Z127", name: "Polonia"}, "Kowalczyk": {code: "Z127", name: "Polonia"},
	"Bensalem": {code: "Z352", name: "Tunisia"}, "Diallo": {code: "Z343", name: "Senegal"},
}

// person is an invented person.
type person struct {
	cf                 rule.CodiceFiscale
	surname, name, sex string
	birth              rule.Date
	birthPlace         place
	residence          place
	address, phone     string
	email              string
	study              string
}

// crowd makes persons that differ in their codice fiscale. Who asks the same of
// a crowd with the same seed gets the same persons.
type crowd struct {
	rng   *rand.Rand
	taken map[rule.CodiceFiscale]bool
}

func newCrowd(seed uint64) *crowd {
	return &crowd{rng: rand.New(rand.NewPCG(seed, 0x5eed)), taken: map[rule.CodiceFiscale]bool{}}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// chance is true n times in a hundred.
func chance(rng *rand.Rand, n int) bool { return rng.IntN(100) < n }

// person returns somebody born between the years, who lives in one of the
// places and was born in one of those around.
func (c *crowd) person(from, to int, live place, around []place) person {
	for {
		p := c.draw(from, to, live, around)
		cf, err := rule.ComputeCodiceFiscale(p.surname, p.name, p.sex, p.birth, p.birthPlace.code)
		if err != nil {
			panic(err) // names and places are ours: cannot fail
		}
		if c.taken[cf] {
			continue
		}
		c.taken[cf] = true
		p.cf = cf
		return p
	}
}

func (c *crowd) draw(from, to int, live place, around []place) person {
	r := c.rng
	p := person{surname: pick(r, surnames), sex: "M", residence: live, birthPlace: live}
	if chance(r, 52) {
		p.sex = "F"
	}
	if p.surname == "Łukaszewska" {
		p.sex = "F"
	}
	p.name = pick(r, maleNames)
	if p.sex == "F" {
		p.name = pick(r, femaleNames)
	}
	p.birth, _ = rule.NewDate(from+r.IntN(to-from+1), 1+r.IntN(12), 1+r.IntN(28))
	if chance(r, 45) {
		p.birthPlace = pick(r, around)
	}
	if o, foreign := origins[p.surname]; foreign && chance(r, 85) {
		p.birthPlace = o
	}
	p.address = fmt.Sprintf("%s, %d", pick(r, streets), 1+r.IntN(140))
	if chance(r, 88) {
		p.phone = fmt.Sprintf("3%d%07d", 20+r.IntN(70), r.IntN(10_000_000))
	}
	if chance(r, 62) {
		p.email = mailbox(p.name, p.surname, r.IntN(90))
	}
	p.study = pick(r, studyTitles)
	return p
}

// mailbox returns an address that no mail server will ever take: the domain is
// reserved for examples.
func mailbox(name, surname string, n int) string {
	return fmt.Sprintf("%s.%s%d@posta.example", rule.Fold(name), rule.Fold(surname), n)
}

// partitaIVA returns the partita IVA with the first ten digits of n.
func partitaIVA(n int) string {
	for last := range 10 {
		if s := fmt.Sprintf("%010d%d", n, last); rule.ValidPartitaIVA(s) {
			return s
		}
	}
	return ""
}

// slug returns a name as part of an address: «vico.gargano».
func slug(name string) string { return strings.Join(rule.FoldWords(name), ".") }
