package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"

	"sportello/db/rule"
)

// The invented names: two parts make a surname, so that a search finds as few
// or as many as in a real province.
var (
	stems   = []string{"Car", "Ros", "Ver", "Mar", "Gal", "Pal", "Cas", "Mon", "Ber", "Fer", "Lom", "Sal", "Tor", "Val", "Bon", "Cal", "Del", "Gua", "Man", "Pel", "Ric", "San", "Tav", "Vol", "Zan", "Col", "Bel", "Gri", "Pic", "Ram"}
	endings = []string{"bone", "etti", "ini", "oni", "ella", "ardi", "asco", "uzzi", "ese", "aro", "iello", "ante", "isi", "olla", "udo", "ione", "ano", "ucci", "erra", "atti"}
	names   = []string{"Anna", "Maria", "Lucia", "Rosa", "Teresa", "Elena", "Paola", "Chiara", "Giulia", "Sara", "Antonio", "Giuseppe", "Michele", "Matteo", "Nicola", "Luigi", "Vito", "Rocco", "Paolo", "Marco", "Andrea", "Fabio", "Savino", "Donato"}
)

// firstMan is the place of the first man's name.
const firstMan = 10

// crowd invents persons with codici fiscali of their own.
type crowd struct {
	rng   *rand.Rand
	taken map[rule.CodiceFiscale]bool
}

func newCrowd() *crowd {
	return &crowd{rng: rand.New(rand.NewPCG(1, 2)), taken: map[rule.CodiceFiscale]bool{}}
}

func (c *crowd) surname() string {
	return stems[c.rng.IntN(len(stems))] + endings[c.rng.IntN(len(endings))]
}

func (c *crowd) name() (name, sex string) {
	i := c.rng.IntN(len(names))
	if i < firstMan {
		return names[i], "F"
	}
	return names[i], "M"
}

// town is where the persons of a file live and were born, with the offices
// that they belong to.
type town struct {
	province, name, code string
	offices              []string
}

// write writes n persons into a CSV file as a province sends it.
func (c *crowd) write(path string, n int, at town) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	buffer := bufio.NewWriter(f)
	w := csv.NewWriter(buffer)
	w.Comma = ';'
	w.Write([]string{"Codice Fiscale", "Cognome", "Nome", "Sesso", "Data di nascita", "Comune/Stato di nascita", "Comune di residenza", "Indirizzo", "CAP", "Prov.",
		"Telefono", "E-mail", "Azienda di provenienza", "P.IVA azienda", "Qualifica", "Titolo di studio", "Inizio mobilità", "Fine mobilità", "Mesi fruiti", "Ammortizzatore",
		"Data licenziamento", "CPI competente"})
	for i := 0; i < n; {
		surname := c.surname()
		name, sex := c.name()
		birth, ok := rule.NewDate(1950+c.rng.IntN(45), 1+c.rng.IntN(12), 1+c.rng.IntN(28))
		if !ok {
			return fmt.Errorf("a day that does not exist was drawn")
		}
		code, err := rule.ComputeCodiceFiscale(surname, name, sex, birth, at.code)
		if err != nil {
			return err
		}
		if c.taken[code] {
			continue
		}
		c.taken[code] = true
		from := rule.Date("2011-01-01").AddDays(c.rng.IntN(600))
		w.Write([]string{string(code), surname, name, sex, birth.Italian(), at.name, at.name, fmt.Sprintf("Via Roma, %d", 1+c.rng.IntN(200)), "", at.province,
			fmt.Sprintf("349%07d", i%10_000_000), fmt.Sprintf("persona%d@posta.example", i), "Officine Tavoliere S.r.l.", "", "Operaio metalmeccanico", "Licenza media",
			from.Italian(), from.AddMonths(12).Italian(), "12", "Mobilità in deroga", from.AddDays(-8).Italian(), at.offices[i%len(at.offices)]})
		i++
	}
	w.Flush()
	if w.Error() != nil {
		return w.Error()
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return f.Close()
}
