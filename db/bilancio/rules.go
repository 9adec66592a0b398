package bilancio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/db/training"
)

// Facts are what the rules of the panels need beyond the panel's own answers.
type Facts struct {
	scheda.Context
	AppointmentOn  rule.Date              // day of the appointment that the bilancio started from
	HoursMin       float64                // of the programme
	HoursMax       float64                //
	HoursDone      float64                // attended so far
	HoursPhase     float64                // attended since the phase was opened
	LastMeeting    rule.Date              // last attended meeting, "" when none
	OutsideEU      func(code string) bool // of a citizenship
	Head           bool                   // the actor is the office's responsabile
	Busy           []Slot                 // the counsellor's other appointments
	Requirements   []RequirementCheck     // of the course chosen in ISC01
	OtherEnrolment string                 // an enrolment still active, "" when none
	FullEditions   map[string]string      // edition id → the sentence that refuses it
	Warnings       []string               // open in the other panels of the phase
	Proposals      []training.Proposal    // the courses that suit best, for RIP06
	LeftOut        []training.Proposal    // the nearest of those that may not be proposed, each with why
	Catalogue      int                    // how many courses were ranked
	Seat           string                 // where the edition chosen in ISC01 is held
}

// Slot is a stretch of a day taken in the agenda.
type Slot struct {
	Day         rule.Date
	From, Until rule.Minutes
	What        string
}

// RequirementCheck is one requirement of a course held against the person.
type RequirementCheck struct {
	Label string
	State string // ok, ko, da_verificare
	Why   string
}

// report collects what the checks of a panel find.
type report struct{ errs, warnings rule.Refusals }

// check holds the answers of one panel against the rules that are more than a
// bound or a condition of a field.
type check func(a scheda.Answers, f Facts, r *report)

// checks are the rules by panel; each cites the words of the panel list that
// ask for it.
var checks = map[string]check{
	"PRE01": checkStart,
	"PRE03": checkPerson,
	"PRE06": checkPlan,
	"INV04": checkActivities,
	"INV07": checkTransversal,
	"INV08": checkTechnical,
	"INV09": checkLanguages,
	"INV14": checkConstraints,
	"RIP05": checkActions,
	"RIP06": checkCourses,
	"RIP07": checkFeedback,
	"RIP08": checkClosing,
	"ISC01": checkChoice,
	"ISC02": checkRequirements,
	"ISC03": checkDeclarations,
}

// Validate returns what is wrong with a panel's answers and what deserves a
// second look. A panel without errors is complete.
func Validate(p scheda.Panel, a scheda.Answers, f Facts) (errs, warnings rule.Refusals) {
	var r report
	r.errs, r.warnings = scheda.Validate(p, a, f.Context)
	if c := checks[p.Code]; c != nil {
		c(a, f, &r)
	}
	return r.errs, r.warnings
}

// fail adds an error unless the field has one already: one sentence a field.
func (r *report) fail(field, message string) {
	if r.errs.For(field) == "" {
		r.errs.Add(field, message)
	}
}

func (r *report) warn(field, message string) { r.warnings.Add(field, message) }

// data_avvio: «= data appuntamento; non futura».
func checkStart(a scheda.Answers, f Facts, r *report) {
	if d := a.Text("data_avvio"); d != "" && f.AppointmentOn != "" && d != string(f.AppointmentOn) {
		r.fail("data_avvio", fmt.Sprintf("La data di avvio è quella dell'appuntamento: %s.", f.AppointmentOn.Italian()))
	}
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
	citizenship := a.Text("cittadinanza")
	if citizenship == "" || f.OutsideEU == nil || !f.OutsideEU(scheda.Code(citizenship)) {
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

// ore_previste: «intervallo del programma; fuori intervallo con motivazione»;
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

func (s Slot) meets(others []Slot) *Slot {
	for _, o := range others {
		if o.Day == s.Day && o.From < s.Until && s.From < o.Until {
			return &o
		}
	}
	return nil
}

// OutOfRange reports whether hours are outside the programme's range.
func (f Facts) OutOfRange(hours float64) bool { return hours < f.HoursMin || hours > f.HoursMax }

// Range returns the programme's range in words: «da 3 a 12 ore».
func (f Facts) Range() string {
	return fmt.Sprintf("da %s a %s ore", decimal(f.HoursMin), decimal(f.HoursMax))
}

func decimal(n float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(n, 'f', -1, 64), ".", ",")
}

// attivita: «almeno 1 per ogni esperienza marcata significativa; nessuna se non
// ci sono esperienze»; esperienza: «riga di INV03».
func checkActivities(a scheda.Answers, f Facts, r *report) {
	work := f.Panels["INV03"]
	rows := a.Rows("attivita")
	if len(work.Rows("esperienze")) == 0 {
		if len(rows) > 0 {
			r.fail("attivita", "In INV03 non ci sono esperienze di lavoro: togli le attività, oppure aggiungi prima l'esperienza.")
		}
		return
	}
	seen := map[string]bool{}
	for i, row := range rows {
		id := row.Text("esperienza")
		if _, ok := work.Row("esperienze", id); !ok && id != "" {
			r.fail(fmt.Sprintf("attivita.%d.esperienza", i), "L'esperienza non è più in INV03: scegline un'altra.")
		}
		seen[id] = true
	}
	marked := 0
	for _, e := range work.Rows("esperienze") {
		if !e.Is("significativa") {
			continue
		}
		marked++
		if !seen[e.Text(scheda.RowID)] {
			r.fail("attivita", fmt.Sprintf("Manca almeno un'attività per l'esperienza «%s», segnata come significativa.", ExperienceLabel(e)))
		}
	}
	if marked == 0 {
		r.warn("attivita", "In INV03 nessuna esperienza è segnata come significativa.")
	}
}

// ExperienceLabel returns an experience of INV03 in a few words: «Officine
// Gargano, saldatore, 2014-2024».
func ExperienceLabel(e scheda.Answers) string {
	parts := []string{e.Text("datore"), scheda.Name(e.Text("qualifica"))}
	from, to := e.Text("dal"), e.Text("al")
	if len(from) >= 4 {
		period := from[:4] + "-"
		switch {
		case len(to) >= 4 && to[:4] == from[:4]:
			period = from[:4]
		case len(to) >= 4:
			period += to[:4]
		default:
			period = "dal " + from[:4]
		}
		parts = append(parts, period)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// livello_consulente: «avviso se scarto >= 2».
func checkTransversal(a scheda.Answers, _ Facts, r *report) {
	for item, row := range a["trasversali"].Group {
		own, ok1 := row.Group.Number("livello_persona")
		other, ok2 := row.Group.Number("livello_consulente")
		if gap := own - other; ok1 && ok2 && (gap >= 2 || gap <= -2) {
			r.warn("trasversali."+item+".livello_consulente", fmt.Sprintf("C'è uno scarto di %s livelli fra la persona e il consulente: parlatene insieme.", decimal(max(gap, -gap))))
		}
	}
	slices.SortFunc(r.warnings, func(x, y rule.Refusal) int { return strings.Compare(x.Field, y.Field) })
}

// tecniche: «almeno 1 salvo nessuna_esperienza»; spendibile: «avviso se
// ultimo_uso oltre 5 anni».
func checkTechnical(a scheda.Answers, f Facts, r *report) {
	for i, row := range a.Rows("tecniche") {
		year, ok := row.Number("ultimo_uso")
		if ok && row.Is("spendibile") && f.Today.Time().Year()-int(year) > 5 {
			r.warn(fmt.Sprintf("tecniche.%d.spendibile", i), fmt.Sprintf("L'ultimo utilizzo è del %d, più di 5 anni fa: conferma con la persona che è spendibile oggi.", int(year)))
		}
	}
}

func checkLanguages(a scheda.Answers, _ Facts, r *report) {
	mother := rule.Fold(scheda.Name(a.Text("lingua_madre")))
	for i, row := range a.Rows("lingue") {
		if mother != "" && rule.Fold(scheda.Name(row.Text("lingua"))) == mother {
			r.warn(fmt.Sprintf("lingue.%d.lingua", i), "È la lingua madre: di solito non si ripete fra le altre lingue.")
		}
	}
}

// vincoli_lavorativi: «avviso se contiene termini sanitari».
func checkConstraints(a scheda.Answers, _ Facts, r *report) {
	warnHealth("vincoli_lavorativi", a, r)
}

// esigenze: «nessuna diagnosi».
func checkDeclarations(a scheda.Answers, _ Facts, r *report) {
	warnHealth("esigenze", a, r)
}

func warnHealth(field string, a scheda.Answers, r *report) {
	if word := HealthTerm(a.Text(field)); word != "" {
		r.warn(field, fmt.Sprintf("C'è un termine sanitario («%s»): scrivi l'effetto sul lavoro, non la causa. Le diagnosi non si registrano (GDPR, art. 9).", word))
	}
}

// scadenza: «> oggi; <= 12 mesi». What is done or dropped may lie in the past.
func checkActions(a scheda.Answers, f Facts, r *report) {
	for i, row := range a.Rows("azioni") {
		due, state := row.Text("scadenza"), row.Text("stato")
		if len(due) == 10 && due <= string(f.Today) && state != "fatta" && state != "annullata" {
			r.fail(fmt.Sprintf("azioni.%d.scadenza", i), fmt.Sprintf("La scadenza deve venire dopo oggi (%s).", f.Today.Italian()))
		}
	}
}

// preferito: «tra i selezionati».
func checkCourses(a scheda.Answers, _ Facts, r *report) {
	chosen, favourite := a["selezionati"].Items, a.Text("preferito")
	if favourite != "" && !slices.Contains(chosen, favourite) {
		r.fail("preferito", "Il percorso preferito va scelto fra quelli segnati come percorsi di interesse.")
	}
}

// data_restituzione: «>= ultimo incontro; <= oggi».
func checkFeedback(a scheda.Answers, f Facts, r *report) {
	if d := a.Text("data_restituzione"); len(d) == 10 && f.LastMeeting != "" && d < string(f.LastMeeting) {
		r.fail("data_restituzione", fmt.Sprintf("La restituzione non può venire prima dell'ultimo incontro (%s).", f.LastMeeting.Italian()))
	}
}

// ore_totali: «avviso se fuori dall'intervallo del programma».
func checkClosing(a scheda.Answers, f Facts, r *report) {
	if f.OutOfRange(f.HoursDone) {
		r.warn("ore_totali", fmt.Sprintf("Le ore svolte sono %s: di norma il percorso dura %s.", decimal(f.HoursDone), f.Range()))
	}
	feedback := f.Panels["RIP07"]
	if a.Is("invio_email") && feedback.Text("consegna") == "carta" {
		r.warn("invio_email", "In RIP07 la consegna è su carta: controlla con la persona.")
	}
}

// percorso: «proposto in RIP06 o motivato»; edizione: «posti residui > 0».
func checkChoice(a scheda.Answers, f Facts, r *report) {
	course := a.Text("percorso")
	if course != "" && !slices.Contains(f.Panels["RIP06"]["selezionati"].Items, course) && a.Text("motivo_fuori_elenco") == "" {
		r.fail("motivo_fuori_elenco", "Scrivi il motivo: il percorso non era fra quelli scelti in RIP06.")
	}
	if why := f.FullEditions[a.Text("edizione")]; why != "" {
		r.fail("edizione", why)
	}
}

// requisiti: «per ogni requisito: ok|ko|da_verificare»; altre_iscrizioni:
// «nessuna iscrizione attiva contemporanea»; deroga: «solo responsabile CPI».
func checkRequirements(a scheda.Answers, f Facts, r *report) {
	exception := a.Text("deroga")
	if exception != "" && !f.Head && exception != f.Panels["ISC02"].Text("deroga") {
		r.fail("deroga", "La deroga può scriverla solo il responsabile del Centro per l'Impiego.")
	}
	result := a.Text("esito")
	if f.OtherEnrolment != "" && result != "non_ammissibile" {
		r.fail("esito", fmt.Sprintf("La persona ha già un'iscrizione attiva (%s): va conclusa o lasciata prima di farne un'altra.", f.OtherEnrolment))
	}
	for _, c := range f.Requirements {
		switch {
		case c.State == "ko" && result != "non_ammissibile" && result != "" && exception == "":
			r.fail("esito", fmt.Sprintf("Un requisito non è soddisfatto (%s): serve la deroga motivata del responsabile, oppure l'esito «Non ammissibile».", c.Label))
		case c.State == "ko" && exception != "":
			r.warn("esito", fmt.Sprintf("Requisito in deroga: %s.", c.Label))
		case c.State == "da_verificare" && result == "ammissibile":
			r.warn("esito", fmt.Sprintf("Da verificare con un documento: %s.", c.Label))
		}
	}
}

// healthTerms are beginnings of words that tell a diagnosis or a treatment.
var healthTerms = []string{
	"diagnos", "malatti", "patolog", "tumor", "cancr", "leucem", "depress", "ansios", "diabet", "epiless", "hiv",
	"aids", "sclerosi", "psichiatr", "psicofarmac", "farmac", "terapi", "chemioterap", "dialis", "ernia", "infart",
	"cardiopat", "asma", "schizofren", "bipolar", "tossicodipend", "alcolist", "alcolism", "demenz", "parkinson",
	"alzheimer", "artrit", "artros", "ictus", "ricover", "sindrom", "disturb", "epatit", "gravidanz", "incint",
}

// HealthTerm returns the first word of the text that tells of health rather
// than of its effect on work, "" when there is none.
func HealthTerm(text string) string {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,.;:()'’\"/«»!?", r) }) {
		folded := rule.Fold(word)
		for _, term := range healthTerms {
			if strings.HasPrefix(folded, term) {
				return word
			}
		}
	}
	return ""
}
