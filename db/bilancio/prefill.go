package bilancio

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

// Card is what is known of the person before the bilancio: the worker's card
// and the row of the list that the person was convened from.
type Card struct {
	CodiceFiscale  rule.CodiceFiscale
	Surname, Name  string
	Sex            string
	BirthDate      rule.Date
	BirthPlace     string // as a lookup holds it
	Citizenship    string // as a lookup holds it
	Permit         string
	PermitUntil    rule.Date
	Residence      string // as a lookup holds it
	ResidenceCAP   string
	ResidenceAt    string
	Domicile       string
	DomicileCAP    string
	DomicileAt     string
	Phone, Email   string
	Dependants     string
	Employment     string
	StudyTitle     string
	ProfilingIndex string
	DIDOn          rule.Date
	DIDNumber      string
	EmailConsent   bool
	IDOConsent     bool
	UpdatedOn      rule.Date

	List        string // name of the list, "" when the person is in none
	ListOn      rule.Date
	Company     string
	Job         string // as a lookup holds it
	Benefit     string
	BenefitFrom rule.Date
	BenefitTo   rule.Date
	DismissedOn rule.Date
}

const (
	fromCard    = "dalla scheda lavoratore"
	fromList    = "dalla lista"
	fromBooking = "dall'appuntamento"
	fromPanels  = "dai pannelli precedenti"
)

// proposal collects the values proposed for a panel.
type proposal struct{ values Prefilled }

func (p proposal) text(field, value, from string, on rule.Date, column string) {
	p.value(field, scheda.T(value), from, on, column)
}

func (p proposal) value(field string, v scheda.Value, from string, on rule.Date, column string) {
	if !v.Blank() {
		p.values[field] = Proposed{Value: v, From: from, On: on, Column: column}
	}
}

func (p proposal) card(c Card, field, value, column string) {
	p.text(field, value, fromCard, c.UpdatedOn, column)
}

func (p proposal) list(c Card, field, value string) {
	p.text(field, value, fromList+" «"+c.List+"»", c.ListOn, "")
}

func yes(b bool) string {
	if b {
		return "si"
	}
	return ""
}

// Prefill returns the values proposed for a panel that nobody filled in yet,
// each with its source. Nothing is proposed that has none.
func Prefill(code string, b Bilancio, c Card, f Facts) Prefilled {
	p := proposal{Prefilled{}}
	if fill := prefills[code]; fill != nil {
		fill(p, b, c, f)
	}
	return p.values
}

var prefills = map[string]func(p proposal, b Bilancio, c Card, f Facts){
	"PRE01": prefillStart, "PRE02": prefillPrivacy, "PRE03": prefillPerson, "PRE04": prefillWork,
	"PRE06": prefillPlan, "PRE07": prefillContract, "INV01": prefillStudies, "INV03": prefillJobs,
	"INV09": prefillLanguages, "INV16": prefillProfile, "RIP01": prefillObjective, "RIP04": prefillProject,
	"RIP05": prefillActions, "RIP07": prefillFeedback, "RIP08": prefillSynthesis,
	"ISC01": prefillChoice, "ISC02": prefillRequirements, "ISC03": prefillDeclarations, "ISC04": prefillConfirmation,
}

func prefillStart(p proposal, b Bilancio, c Card, f Facts) {
	p.text("appuntamento", strconv.FormatInt(b.AppointmentID, 10), fromBooking, "", "")
	p.text("data_avvio", string(b.StartedOn), fromBooking, "", "")
	p.text("consulente", strconv.FormatInt(b.CounsellorID, 10), "da chi ha avviato il bilancio", "", "")
	for _, m := range b.Meetings {
		if m.ID == b.AppointmentID {
			p.text("modalita", m.Mode, fromBooking, "", "")
		}
	}
	if b.ListRowID != 0 {
		p.text("canale_accesso", "convocazione", fromBooking, "", "")
	}
}

func prefillPrivacy(p proposal, b Bilancio, c Card, f Facts) {
	p.text("data_presa_visione", string(f.Today), "con la data di oggi", "", "")
	p.card(c, "consenso_email", yes(c.EmailConsent), "")
	p.card(c, "consenso_ido", yes(c.IDOConsent), "")
	p.card(c, "email_documenti", c.Email, "email")
}

func prefillPerson(p proposal, b Bilancio, c Card, f Facts) {
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

func prefillWork(p proposal, b Bilancio, c Card, f Facts) {
	p.card(c, "stato_occupazionale", c.Employment, "employment_status")
	p.card(c, "data_did", string(c.DIDOn), "did_on")
	p.card(c, "numero_did", c.DIDNumber, "did_number")
	p.card(c, "indice_profiling", c.ProfilingIndex, "profiling_index")
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

func prefillPlan(p proposal, b Bilancio, c Card, f Facts) {
	var rows []scheda.Answers
	for _, m := range b.Meetings {
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

func prefillContract(p proposal, b Bilancio, c Card, f Facts) {
	panel, _ := b.Definition.Panel("PRE07")
	for _, name := range []string{"impegni_persona", "impegni_cpi"} {
		field, _ := panel.Field(name)
		var all []string
		for _, o := range field.Options {
			all = append(all, o.Value)
		}
		p.value(name, scheda.Many(all...), "dal modello di contratto", "", "")
	}
}

func prefillStudies(p proposal, b Bilancio, c Card, f Facts) {
	if c.StudyTitle == "" {
		return
	}
	row := scheda.Answers{"livello": scheda.T(StudyLevel(c.StudyTitle)), "denominazione": scheda.T(c.StudyTitle)}.Compact()
	p.value("titoli", scheda.Rows(row), fromCard, c.UpdatedOn, "")
}

// StudyLevel returns the option of INV01 that a study title in words means, ""
// when none is told.
func StudyLevel(title string) string {
	w := rule.Fold(title)
	for _, k := range []struct{ word, level string }{
		{"dottorato", "dottorato"}, {"magistrale", "laurea_II"}, {"specialistica", "laurea_II"}, {"vecchioordinamento", "laurea_II"},
		{"ciclounico", "laurea_II"}, {"laurea", "laurea_I"}, {"tecnicosuperiore", "its"}, {"diplomaits", "its"}, {"qualifica", "qualifica"},
		{"elementare", "licenza_elementare"}, {"primaria", "licenza_elementare"}, {"licenzamedia", "licenza_media"}, {"primogrado", "licenza_media"},
		{"scuolamedia", "licenza_media"}, {"diploma", "diploma"}, {"maturita", "diploma"}, {"superiore", "diploma"}, {"nessun", "nessuno"},
	} {
		if strings.Contains(w, k.word) {
			return k.level
		}
	}
	return ""
}

func prefillJobs(p proposal, b Bilancio, c Card, f Facts) {
	if c.Company == "" && c.Job == "" {
		return
	}
	row := scheda.Answers{"datore": scheda.T(c.Company), "qualifica": scheda.T(c.Job), "al": scheda.T(string(c.DismissedOn))}.Compact()
	p.value("esperienze", scheda.Rows(row), fromList+" «"+c.List+"»", c.ListOn, "")
}

func prefillLanguages(p proposal, b Bilancio, c Card, f Facts) {
	if scheda.Code(c.Citizenship) == "100" {
		p.text("lingua_madre", "Italiano", "dalla cittadinanza", "", "")
	}
}

func prefillProfile(p proposal, b Bilancio, c Card, f Facts) {
	p.text("profilo_sintetico", ProfileDraft(b.Definition, f), fromPanels, "", "")
	var keys []string
	for _, h := range Competences(b.Definition, f.Panels) {
		if h.Level >= 3 && len(keys) < 10 {
			keys = append(keys, h.Key)
		}
	}
	p.value("competenze_chiave", scheda.Value{Items: keys}, fromPanels+", i livelli più alti", "", "")
}

// ProfileDraft returns a first text for INV16, put together from the panels.
func ProfileDraft(def scheda.Definition, f Facts) string {
	var out []string
	if jobs := f.Panels["INV03"].Rows("esperienze"); len(jobs) > 0 {
		var words []string
		for _, j := range jobs {
			words = append(words, ExperienceLabel(j))
		}
		out = append(out, "Esperienze di lavoro: "+strings.Join(words, "; ")+".")
	}
	if titles := f.Panels["INV01"].Rows("titoli"); len(titles) > 0 {
		var words []string
		for _, t := range titles {
			if text := strings.TrimSpace(t.Text("denominazione") + " " + t.Text("anno")); text != "" {
				words = append(words, text)
			}
		}
		if len(words) > 0 {
			out = append(out, "Studi: "+strings.Join(words, "; ")+".")
		}
	}
	var strong []string
	for _, h := range Competences(def, f.Panels) {
		if h.Level >= 3 && len(strong) < 8 {
			strong = append(strong, strings.ToLower(scheda.Name(h.Text)))
		}
	}
	if len(strong) > 0 {
		out = append(out, "In autonomia sa: "+strings.Join(strong, ", ")+".")
	}
	for _, part := range []struct{ panel, field, words string }{
		{"INV15", "punti_forza", "Punti di forza"}, {"INV15", "punti_miglioramento", "Da migliorare"},
	} {
		if items := f.Panels[part.panel][part.field].Items; len(items) > 0 {
			out = append(out, part.words+": "+strings.ToLower(strings.Join(items, ", "))+".")
		}
	}
	return strings.Join(out, "\n")
}

func prefillObjective(p proposal, b Bilancio, c Card, f Facts) {
	var jobs []string
	add := func(job string) {
		if job != "" && !slices.Contains(jobs, job) && len(jobs) < 2 {
			jobs = append(jobs, job)
		}
	}
	for _, job := range f.Panels["INV12"]["professioni_interesse"].Items {
		add(job)
	}
	for _, e := range f.Panels["INV03"].Rows("esperienze") {
		if e.Is("significativa") {
			add(e.Text("qualifica"))
		}
	}
	var rows []scheda.Answers
	for i, job := range jobs {
		rows = append(rows, scheda.Answers{"professione": scheda.T(job), "priorita": scheda.T(strconv.Itoa(i + 1))})
	}
	p.value("obiettivi", scheda.Value{Rows: rows}, "da INV12 e INV03", "", "")
}

// Objective returns the first objective of RIP01 as a lookup holds it, "" when
// there is none.
func Objective(panels map[string]scheda.Answers) string {
	best, first := "", 99.0
	for _, row := range panels["RIP01"].Rows("obiettivi") {
		n, ok := row.Number("priorita")
		if !ok {
			n = 98
		}
		if job := row.Text("professione"); job != "" && n < first {
			best, first = job, n
		}
	}
	return best
}

func prefillProject(p proposal, b Bilancio, c Card, f Facts) {
	training := false
	var gaps []string
	for _, row := range f.Panels["RIP03"].Rows("righe") {
		if n, ok := Gap(row); ok && n > 0 {
			gaps = append(gaps, strings.ToLower(scheda.Name(row.Text("competenza"))))
			training = training || row.Text("modalita") == "formazione"
		}
	}
	if job := scheda.Name(Objective(f.Panels)); job != "" {
		text := "L'obiettivo professionale è «" + job + "»."
		if len(gaps) > 0 {
			text += " Per arrivarci occorre rinforzare: " + strings.Join(gaps, ", ") + "."
		}
		p.text("descrizione", text, "da RIP01 e RIP03", "", "")
	}
	p.text("condizioni", f.Panels["INV14"].Text("vincoli_lavorativi"), "da INV14", "", "")
	if len(f.Panels["RIP03"].Rows("righe")) > 0 {
		p.text("fabbisogno_formativo", map[bool]string{true: "si", false: "no"}[training], "da RIP03", "", "")
	}
}

func prefillActions(p proposal, b Bilancio, c Card, f Facts) {
	verbs := map[string]string{
		"formazione": "Frequentare un corso per «%s»", "tirocinio": "Cercare un tirocinio in cui imparare a «%s»",
		"esperienza": "Fare pratica in «%s»", "autoformazione": "Studiare da sé «%s»",
	}
	var rows []scheda.Answers
	for _, row := range f.Panels["RIP03"].Rows("righe") {
		n, ok := Gap(row)
		if verb := verbs[row.Text("modalita")]; ok && n > 0 && verb != "" && len(rows) < 6 {
			rows = append(rows, scheda.Answers{
				"descrizione": scheda.T(fmt.Sprintf(verb, scheda.Name(row.Text("competenza")))), "responsabile": scheda.T("persona"), "stato": scheda.T("da_fare"),
			})
		}
	}
	p.value("azioni", scheda.Value{Rows: rows}, "da RIP03", "", "")
}

func prefillFeedback(p proposal, b Bilancio, c Card, f Facts) {
	if f.LastMeeting == f.Today {
		p.text("data_restituzione", string(f.Today), "dall'incontro di oggi", "", "")
	}
}

func prefillSynthesis(p proposal, b Bilancio, c Card, f Facts) {
	var out []string
	if job := scheda.Name(Objective(f.Panels)); job != "" {
		out = append(out, "Obiettivo: «"+job+"».")
	}
	if share, ok := Coverage(f.Panels["RIP03"]); ok {
		out = append(out, fmt.Sprintf("Competenze richieste già possedute: %d%%.", share))
	}
	if project := f.Panels["RIP04"].Text("descrizione"); project != "" {
		out = append(out, project)
	}
	p.text("sintesi", strings.Join(out, "\n"), "da RIP01, RIP03 e RIP04", "", "")
	if f.Panels["RIP04"].Is("fabbisogno_formativo") && len(f.Panels["RIP06"]["selezionati"].Items) > 0 {
		p.text("esito", "iscrizione_formazione", "da RIP06", "", "")
	}
}

func prefillChoice(p proposal, b Bilancio, c Card, f Facts) {
	p.text("percorso", f.Panels["RIP06"].Text("preferito"), "da RIP06", "", "")
}

func prefillRequirements(p proposal, b Bilancio, c Card, f Facts) {
	result := "ammissibile"
	for _, r := range f.Requirements {
		switch r.State {
		case "ko":
			result = "non_ammissibile"
		case "da_verificare":
			if result == "ammissibile" {
				result = "con_riserva"
			}
		}
	}
	p.text("esito", result, "dai requisiti del percorso", "", "")
}

func prefillDeclarations(p proposal, b Bilancio, c Card, f Facts) {
	person := f.Panels["PRE03"]
	switch {
	case person.Text("telefono") != "" && person.Text("email") != "":
		p.text("recapito_ente", "entrambi", "da PRE03", "", "")
	case person.Text("telefono") != "":
		p.text("recapito_ente", "telefono", "da PRE03", "", "")
	}
}

func prefillConfirmation(p proposal, b Bilancio, c Card, f Facts) {
	state := "confermata"
	if f.Panels["ISC01"].Text("edizione") == "" {
		state = "in_attesa"
	}
	p.text("stato", state, "da ISC01", "", "")
}
