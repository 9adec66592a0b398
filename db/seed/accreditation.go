package seed

import (
	"context"
	"fmt"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
)

// site is the address that the e-mails of the story name.
const site = "http://127.0.0.1:8080"

// applicants ask to be enabled, or did: where each request stands.
var applicants = []struct {
	office string
	state  access.AccreditationState
	known  bool // the office had communicated the name
	job    string
	reason string
}{
	{"Lucera", access.AccreditationEnabled, true, "Accoglienza e primo colloquio", ""},
	{"Manfredonia", access.AccreditationEnabled, true, "Incontro domanda e offerta", ""},
	{"Maglie", access.AccreditationEnabled, false, "Consulenza di orientamento", "L'ufficio ha comunicato il nominativo per telefono, conferma scritta in arrivo."},
	{"Bari", access.AccreditationRefused, false, "Tirocinante", "Il nominativo non risulta fra quelli comunicati: chiedi al tuo ufficio di inviarlo alla Regione."},
	{"Cerignola", access.AccreditationRevoked, true, "Accoglienza", "Trasferimento ad altro ufficio."},
	{"San Severo", access.AccreditationSent, true, "Accoglienza e convocazioni", ""},
	{"Foggia", access.AccreditationSent, true, "Collocamento e orientamento", ""},
	{"Taranto", access.AccreditationSent, false, "Consulenza di orientamento", ""},
	{"Brindisi", access.AccreditationSent, true, "Sportello", ""},
	{"Lecce", access.AccreditationDraft, true, "Accoglienza", ""},
}

// accreditations plans the requests of people who have just registered, and
// the names that the offices communicated to the Region.
func (b *builder) accreditations(ctx context.Context) error {
	var file strings.Builder
	file.WriteString("CPI;Cognome;Nome;Codice fiscale;Data comunicazione\n")
	line := func(office string, p person, on rule.Date) {
		fmt.Fprintf(&file, "%s;%s;%s;%s;%s\n", office, p.surname, p.name, p.cf, on.Italian())
	}
	for i, a := range applicants {
		o := b.office(a.office)
		p := b.crowd.person(1965, 1995, o.places[0], o.around)
		if a.known {
			line(a.office, p, b.open(b.began().AddDays(-10)))
		}
		b.apply(i, o, p)
	}
	for i, o := range b.offices { // and those who have not registered yet
		if i%2 == 0 {
			line(o.Name, b.crowd.person(1965, 1995, o.places[0], o.around), b.open(b.began().AddDays(-10)))
		}
	}
	names := file.String()
	b.plan(b.began().AddDays(4), 8*60+10, func(ctx context.Context) error {
		_, _, err := b.access.ImportOperators(ctx, b.actors[centreEmail], access.NamesFile{Name: "operatori_comunicati.csv", Reader: strings.NewReader(names)})
		return err
	})
	return nil
}

// apply plans one request from the registration to the decision.
func (b *builder) apply(i int, o *office, p person) {
	a := applicants[i]
	ago := 30 - i*3
	if a.state == access.AccreditationSent || a.state == access.AccreditationDraft {
		ago = 9 - i
	}
	if a.state == access.AccreditationDraft {
		ago = 2
	}
	ago = max(ago, 1)
	at := rule.Minutes(8*60 + 30 + i*3)
	b.plan(b.today.AddDays(-ago), at, func(ctx context.Context) error {
		email := slug(p.name) + "." + slug(p.surname) + "@demo.example"
		var id int64
		err := b.db.Write(ctx, func(tx *db.Tx) (err error) {
			id, err = access.CreateUserTx(ctx, tx, rule.System, access.NewUser{Name: p.name, Surname: p.surname, Confirmed: true}, email, b.hash)
			return err
		})
		if err != nil {
			return err
		}
		who, err := b.access.User(ctx, id)
		if err != nil {
			return err
		}
		form := access.Accreditation{CPI: o.ID, Surname: p.surname, Name: p.name, CodiceFiscale: string(p.cf), Phone: fmt.Sprintf("0882 555%03d", 100+i), Job: a.job, RequestedRole: rule.RoleOperator}
		if a.state == access.AccreditationDraft {
			form.Phone = ""
			_, err = b.access.SaveAccreditation(ctx, who.Actor(), form)
			return err
		}
		sent, err := b.access.CloseAccreditation(ctx, who.Actor(), form)
		if err != nil || a.state == access.AccreditationSent {
			return err
		}
		b.plan(b.today.AddDays(1-ago), at+90, func(ctx context.Context) error { return b.decide(ctx, a.state, sent, a.reason, ago) })
		return nil
	})
}

// decide lets the Centro Servizi decide on a request.
func (b *builder) decide(ctx context.Context, state access.AccreditationState, sent access.Accreditation, reason string, ago int) error {
	centre := b.actors[centreEmail]
	d := access.Decision{ID: sent.ID, Version: sent.Version, Site: site}
	switch state {
	case access.AccreditationRefused:
		d.Reason = reason
		_, err := b.access.RefuseAccreditation(ctx, centre, d)
		return err
	case access.AccreditationEnabled:
		d.Reason = reason
	}
	enabled, err := b.access.Enable(ctx, centre, d)
	if err != nil || state != access.AccreditationRevoked {
		return err
	}
	b.plan(b.today.AddDays(4-ago), 11*60+20, func(ctx context.Context) error {
		_, err := b.access.RevokeAccreditation(ctx, centre, access.Decision{ID: enabled.ID, Version: enabled.Version, Reason: reason, Site: site})
		return err
	})
	return nil
}
