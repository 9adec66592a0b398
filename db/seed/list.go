package seed

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"sportello/db/exchange"
	"sportello/db/people"
	"sportello/db/rule"
)

// How many people the demonstration has of each office; of an office that is
// not named, otherPeople. Together about two thousand, mostly of Foggia.
var peopleOf = map[string]int{home: 320, "Foggia": 260, "Cerignola": 160, "Manfredonia": 150, "Lucera": 120, "Vico del Gargano": 90, "Ascoli Satriano": 60, away: 90}

const otherPeople = 22

var provinces = []string{"BA", "BR", "BT", "FG", "LE", "TA"}

// listed is a person as a list names them.
type listed struct {
	person
	office                   string
	company, companyTax, job string
	benefit                  string
	from, to, dismissed      rule.Date
	months                   int
}

// secondList is the list with current dates.
func (b *builder) secondList() string { return "NASpI in scadenza " + string(b.today[:4]) }

// lists opens the second list and loads both, province by province, through
// the import that offices use.
func (b *builder) lists(ctx context.Context) error {
	first, err := b.people.ListByName(ctx, "Mobilità 2011/2012")
	if err != nil {
		return err
	}
	b.at(b.began(), 9*60)
	second, err := b.people.OpenList(ctx, b.actors[regionEmail], people.WorkerList{Name: b.secondList(), Priority: 2, ActiveFrom: b.began(),
		Description: "Persone che percepiscono la NASpI o la percepivano fino a pochi mesi fa: si propone un percorso prima che il sussidio finisca."})
	if err != nil {
		return err
	}
	current := map[string][]listed{}
	for i, sigla := range provinces {
		var old []listed
		old, current[sigla] = b.listedOf(sigla)
		b.at(b.began(), rule.Minutes(10*60+5*i))
		if err := b.load(ctx, first.ID, sigla, "lista_mobilita_2011_2012_"+sigla+".csv", old); err != nil {
			return err
		}
	}
	for i, sigla := range provinces {
		b.at(b.began().AddDays(1), rule.Minutes(10*60+5*i))
		if err := b.load(ctx, second, sigla, "naspi_in_scadenza_"+sigla+".csv", current[sigla]); err != nil {
			return err
		}
	}
	return nil
}

// listedOf makes the people of a province: two in three were in mobilità in
// 2011 or 2012, the others have the NASpI now, and some are in both lists.
func (b *builder) listedOf(sigla string) (old, current []listed) {
	for _, o := range b.offices {
		if o.Province != sigla {
			continue
		}
		n := peopleOf[o.Name]
		if n == 0 {
			n = otherPeople
		}
		for i := range n {
			historical := i%3 != 0
			from, to := 1968, 2003
			if historical {
				from, to = 1961, 1988
			}
			p := b.crowd.person(from, to, pick(b.crowd.rng, o.places), o.around)
			if historical {
				old = append(old, b.historical(p, o.Name))
			}
			if !historical || i%10 == 1 {
				current = append(current, b.current(p, o.Name))
			}
		}
	}
	return old, current
}

func (b *builder) employer(l listed) listed {
	n := b.crowd.rng.IntN(len(companies))
	l.company, l.companyTax, l.job = companies[n], partitaIVA(371000000+n*7919), pick(b.crowd.rng, jobs)
	return l
}

func (b *builder) historical(p person, office string) listed {
	r := b.crowd.rng
	l := b.employer(listed{person: p, office: office, benefit: pick(r, []string{"Mobilità in deroga", "Mobilità in deroga", "CIG in deroga"})})
	l.months = 4 + r.IntN(9)
	l.from = rule.Date("2011-01-01").AddDays(r.IntN(600))
	l.to = l.from.AddMonths(l.months)
	l.dismissed = l.from.AddDays(-1 - r.IntN(240))
	return l
}

func (b *builder) current(p person, office string) listed {
	r := b.crowd.rng
	l := b.employer(listed{person: p, office: office, benefit: "NASpI"})
	l.to = b.today.AddDays(r.IntN(250) - 70)
	l.months = 6 + r.IntN(18)
	l.from = l.to.AddMonths(-l.months)
	l.dismissed = l.from.AddDays(-8)
	return l
}

var listHeader = []string{"Codice Fiscale", "Cognome", "Nome", "Sesso", "Data di nascita", "Comune/Stato di nascita", "Comune di residenza", "Indirizzo",
	"CAP", "Prov.", "Telefono", "E-mail", "Azienda di provenienza", "P.IVA azienda", "Qualifica", "Titolo di studio", "Inizio mobilità", "Fine mobilità",
	"Mesi fruiti", "Ammortizzatore", "Data licenziamento", "CPI competente"}

// load writes the people into a file and brings it into the list as an office
// does: received, read, applied.
func (b *builder) load(ctx context.Context, list int64, sigla, name string, rows []listed) error {
	if len(rows) == 0 {
		return nil
	}
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	w.Comma = ';'
	w.Write(listHeader)
	for _, l := range rows {
		p := l.person
		w.Write([]string{string(p.cf), p.surname, p.name, p.sex, p.birth.Italian(), p.birthPlace.name, p.residence.name, p.address, p.residence.cap, p.residence.province,
			p.phone, p.email, l.company, l.companyTax, l.job, p.study, l.from.Italian(), l.to.Italian(), fmt.Sprint(l.months), l.benefit, l.dismissed.Italian(), l.office})
	}
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	path := filepath.Join(b.db.Dir(), exchange.ImportsDir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		return err
	}
	by := b.actors[regionEmail]
	l, err := b.exchange.Receive(ctx, by, exchange.NewLoad{ListID: list, Province: sigla, FileName: name, Path: path, Sender: "Regione Puglia"})
	if err != nil {
		return err
	}
	if l, err = b.exchange.Read(ctx, by, l.ID, func(int, int) {}); err != nil {
		return err
	}
	if l, err = b.exchange.Apply(ctx, by, l.ID, nil); err != nil {
		return err
	}
	if t := l.Tally; t.Rejected > 0 || t.Created != len(rows) {
		return fmt.Errorf("%s: %d lines, %+v", strings.TrimSuffix(name, ".csv"), len(rows), t)
	}
	return nil
}
