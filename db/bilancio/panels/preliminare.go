package panels

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// data_avvio: «= data appuntamento; non futura».
func checkStart(a scheda.Answers, f Facts, r *report) {
	if d := a.Text("data_avvio"); d != "" && f.AppointmentOn != "" && d != string(f.AppointmentOn) {
		r.fail("data_avvio", fmt.Sprintf("La data di avvio è quella dell'appuntamento: %s.", f.AppointmentOn.Italian()))
	}
}

func deriveStart(a scheda.Answers, f Facts) { set(a, "cpi", f.Office) }

func prefillStart(p proposal, c Card, f Facts) {
	p.text("appuntamento", strconv.FormatInt(f.AppointmentID, 10), fromBooking, "", "")
	p.text("data_avvio", string(f.AppointmentOn), fromBooking, "", "")
	p.text("consulente", strconv.FormatInt(f.CounsellorID, 10), "da chi ha avviato il bilancio", "", "")
	for _, m := range f.Meetings {
		if m.ID == f.AppointmentID {
			p.text("modalita", m.Mode, fromBooking, "", "")
		}
	}
	if f.ListRowID != 0 {
		p.text("canale_accesso", "convocazione", fromBooking, "", "")
	}
}

// PrivacyVersion is the information on personal data in force: its text is on
// the page Privacy.
const PrivacyVersion = "1.0"

func derivePrivacy(a scheda.Answers, _ Facts) { set(a, "versione_informativa", PrivacyVersion) }

func prefillPrivacy(p proposal, c Card, f Facts) {
	p.text("data_presa_visione", string(f.Today), "con la data di oggi", "", "")
	p.card(c, "consenso_email", yes(c.EmailConsent), "")
	p.card(c, "consenso_ido", yes(c.IDOConsent), "")
	p.card(c, "email_documenti", c.Email, "email")
}

// codice_fiscale: «CF valido»; sesso, data_nascita: «avviso se incoerente con
// CF», «avviso oltre 75»; titolo_soggiorno: «obbligatorio se cittadino extra UE».
func checkPerson(a scheda.Answers, f Facts, r *report) {
	birth := rule.Date(a.Text("data_nascita"))
	if birth != "" && birth.AgeOn(f.Today) > 75 {
		r.warn("data_nascita", fmt.Sprintf("La persona ha %d anni: controlla la data di nascita.", birth.AgeOn(f.Today)))
	}
	if written := a.Text("codice_fiscale"); written != "" {
		cf, err := rule.ParseCodiceFiscale(written)
		if err != nil {
			r.fail("codice_fiscale", err.Error())
		} else {
			place := scheda.Code(a.Text("comune_nascita"))
			for _, doubt := range cf.Mismatches(a.Text("cognome"), a.Text("nome"), a.Text("sesso"), birth, place, f.Today) {
				r.warn("codice_fiscale", doubt)
			}
		}
	}
	if !f.OutsideEU {
		return
	}
	for _, name := range []string{"tipo", "scadenza"} {
		if a.Text("titolo_soggiorno."+name) == "" {
			r.fail("titolo_soggiorno."+name, "Il titolo di soggiorno serve per i cittadini di Stati fuori dall'Unione europea.")
		}
	}
	if until := a.Text("titolo_soggiorno.scadenza"); len(until) == 10 && until < string(f.Today) {
		r.warn("titolo_soggiorno.scadenza", "Il titolo di soggiorno risulta scaduto: chiedi se è in rinnovo.")
	}
}

func derivePerson(a scheda.Answers, f Facts) { set(a, "codice_fiscale", string(f.CF)) }

func prefillPerson(p proposal, c Card, f Facts) {
	for _, v := range []struct{ field, value, column string }{
		{"cognome", c.Surname, "surname"}, {"nome", c.Name, "name"}, {"sesso", c.Sex, "sex"},
		{"data_nascita", string(c.BirthDate), "birth_date"}, {"comune_nascita", c.BirthPlace, "birth_place_code"},
		{"cittadinanza", c.Citizenship, "citizenship"}, {"telefono", c.Phone, "phone"}, {"email", c.Email, "email"},
		{"stato_civile_carichi", c.Dependants, "dependants"},
	} {
		p.card(c, v.field, v.value, v.column)
	}
	address := func(place, cap, at string) scheda.Value {
		return scheda.In(scheda.Answers{"comune": scheda.T(place), "cap": scheda.T(cap), "indirizzo": scheda.T(at)}.Compact())
	}
	p.value("residenza", address(c.Residence, c.ResidenceCAP, c.ResidenceAt), fromCard, c.UpdatedOn, "residence_code")
	p.value("domicilio", address(c.Domicile, c.DomicileCAP, c.DomicileAt), fromCard, c.UpdatedOn, "domicile_code")
	permit := scheda.Answers{"tipo": scheda.T(permitKind(c.Permit)), "scadenza": scheda.T(string(c.PermitUntil))}.Compact()
	p.value("titolo_soggiorno", scheda.In(permit), fromCard, c.UpdatedOn, "permit")
}

func permitKind(permit string) string {
	words := rule.Fold(permit)
	for _, k := range []struct{ word, kind string }{{"lungoperiodo", "lungo_periodo"}, {"rinnovo", "rinnovo"}, {"attesa", "attesa"}, {"carta", "carta"}, {"permesso", "permesso"}} {
		if strings.Contains(words, k.word) {
			return k.kind
		}
	}
	if words != "" {
		return "altro"
	}
	return ""
}

func deriveWork(a scheda.Answers, f Facts) {
	set(a, "mesi_disoccupazione", unemployedMonths(a, f.Today))
}

func prefillWork(p proposal, c Card, f Facts) {
	p.card(c, "stato_occupazionale", c.Employment, "employment_status")
	p.card(c, "data_did", string(c.DIDOn), "did_on")
	p.card(c, "numero_did", c.DIDNumber, "did_number")
	p.card(c, "indice_profiling", c.ProfilingIndex, "profiling_index")
	p.value("target", scheda.Value{Items: c.Targets}, "dai fatti registrati", f.Today, "")
	if c.List == "" {
		return
	}
	p.list(c, "ammortizzatore", BenefitKind(c.Benefit))
	p.list(c, "ammortizzatore_dal", string(c.BenefitFrom))
	p.list(c, "ammortizzatore_al", string(c.BenefitTo))
	p.list(c, "azienda_provenienza", c.Company)
	p.list(c, "qualifica_provenienza", c.Job)
	p.list(c, "data_cessazione", string(c.DismissedOn))
}

// BenefitKind returns the option of PRE04 that a benefit in the words of a list
// means, "" when none is told.
func BenefitKind(benefit string) string {
	w := rule.Fold(benefit)
	exceptional := strings.Contains(w, "deroga")
	switch {
	case w == "":
		return ""
	case strings.Contains(w, "mobilit") && exceptional:
		return "mobilita_deroga"
	case (strings.Contains(w, "cig") || strings.Contains(w, "cassaintegr")) && exceptional, strings.Contains(w, "cigd"):
		return "cig_deroga"
	case strings.Contains(w, "mobilit"):
		return "mobilita"
	case strings.Contains(w, "naspi"):
		return "naspi"
	case strings.Contains(w, "discoll"):
		return "discoll"
	case w == "adi" || strings.Contains(w, "inclusione"):
		return "adi"
	case w == "sfl" || strings.Contains(w, "supportoformazione"):
		return "sfl"
	}
	return ""
}

// unemployedMonths counts the whole months from the DID to today (d.lgs.
// 150/2015, art. 19: unemployment runs from the declaration).
func unemployedMonths(a scheda.Answers, today rule.Date) string {
	did := rule.Date(a.Text("data_did"))
	if len(did) != 10 || did > today || a.Text("stato_occupazionale") == "occupato" {
		return ""
	}
	months := (today.Time().Year()-did.Time().Year())*12 + int(today.Time().Month()) - int(did.Time().Month())
	if did.AddMonths(months) > today {
		months--
	}
	return strconv.Itoa(months)
}

// ore_previste: «intervallo del programma; fuori intervallo con motivazione»,
// and half an hour away from the calendar is worth a second look;
// incontri: «nessuna sovrapposizione per operatore»; conclusione_prevista:
// «> ultimo incontro o uguale».
func checkPlan(a scheda.Answers, f Facts, r *report) {
	hours, ok := a.Number("ore_previste")
	if ok && f.OutOfRange(hours) {
		r.warn("ore_previste", fmt.Sprintf("Di norma il percorso dura %s.", f.Range()))
		if a.Text("motivo_fuori_standard") == "" {
			r.fail("motivo_fuori_standard", fmt.Sprintf("Scrivi il motivo: le ore previste sono fuori dall'intervallo del programma (%s).", f.Range()))
		}
	}
	if planned := PlannedMinutes(a); ok && planned > 0 && math.Abs(hours-float64(planned)/60) >= 0.5 {
		r.warn("ore_previste", fmt.Sprintf("Gli incontri in calendario fanno in tutto %s: controlla le ore previste o il calendario. Il contratto riporta le une e l'altro.", planned.Duration()))
	}
	var last rule.Date
	var mine []Slot
	for i, row := range a.Rows("incontri") {
		day := rule.Date(row.Text("data"))
		from, err := rule.ParseMinutes(row.Text("ora"))
		length, _ := row.Number("durata")
		last = max(last, day)
		if err != nil || length <= 0 {
			continue
		}
		s := Slot{Day: day, From: from, Until: from + rule.Minutes(length), What: "un altro incontro di questo piano"}
		at := fmt.Sprintf("incontri.%d.ora", i)
		if busy := s.meets(mine); busy != nil {
			r.fail(at, fmt.Sprintf("Questo incontro si sovrappone a %s, dalle %s alle %s.", busy.What, busy.From, busy.Until))
		} else if busy := s.meets(f.Busy); busy != nil && day >= f.Today {
			r.fail(at, fmt.Sprintf("Il consulente è già impegnato il %s dalle %s alle %s: %s.", day.Italian(), busy.From, busy.Until, busy.What))
		}
		mine = append(mine, s)
	}
	if end := a.Text("conclusione_prevista"); len(end) == 10 && last != "" && end < string(last) {
		r.fail("conclusione_prevista", fmt.Sprintf("La conclusione non può venire prima dell'ultimo incontro (%s).", last.Italian()))
	}
}

// PlannedMinutes returns how long the meetings of PRE06's calendar last in all.
func PlannedMinutes(plan scheda.Answers) rule.Minutes {
	var sum rule.Minutes
	for _, row := range plan.Rows("incontri") {
		if n, ok := row.Number("durata"); ok && n > 0 {
			sum += rule.Minutes(n)
		}
	}
	return sum
}

func (s Slot) meets(others []Slot) *Slot {
	for _, o := range others {
		if o.Day == s.Day && o.From < s.Until && s.From < o.Until {
			return &o
		}
	}
	return nil
}

func prefillPlan(p proposal, c Card, f Facts) {
	var rows []scheda.Answers
	for _, m := range f.Meetings {
		row := scheda.Answers{
			"data": scheda.T(string(m.Day)), "ora": scheda.T(m.From.Field()), "durata": scheda.T(strconv.Itoa(int(m.Until - m.From))), "tipo": scheda.T("individuale"),
		}
		if m.Attended() {
			row["ore_effettive"] = scheda.T(strconv.FormatFloat(float64(m.Minutes)/60, 'f', -1, 64))
		}
		rows = append(rows, row)
	}
	p.value("incontri", scheda.Value{Rows: rows}, "dall'agenda", "", "")
}

func deriveContract(a scheda.Answers, f Facts) {
	set(a, "numero_contratto", f.Number)
	set(a, "data_stampa", string(f.ContractOn))
}

func prefillContract(p proposal, c Card, f Facts) {
	panel, _ := f.Definition.Panel("PRE07")
	for _, name := range []string{"impegni_persona", "impegni_cpi"} {
		field, _ := panel.Field(name)
		var all []string
		for _, o := range field.Options {
			all = append(all, o.Value)
		}
		p.value(name, scheda.Many(all...), "dal modello di contratto", "", "")
	}
}
