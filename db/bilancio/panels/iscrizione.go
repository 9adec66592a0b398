package panels

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

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

func deriveChoice(a scheda.Answers, f Facts) { set(a, "sede", f.Seat) }

func prefillChoice(p proposal, c Card, f Facts) {
	p.text("percorso", f.Panels["RIP06"].Text("preferito"), "da RIP06", "", "")
}

// Waiver is the field of ISC02 in which the responsabile lets a requirement go.
const Waiver = "deroga"

// Reserve returns the answers of who is not the office's responsabile, and what
// refuses them: deroga: «solo responsabile CPI». What the responsabile wrote
// stays; it holds of a draft too, or a draft would bring the exception in.
func Reserve(panel string, a, stored scheda.Answers) (scheda.Answers, error) {
	if panel != "ISC02" {
		return a, nil
	}
	if given := a.Text(Waiver); given != "" && given != stored.Text(Waiver) {
		return a, rule.Refusals{{Field: Waiver, Message: "La deroga può scriverla solo il responsabile del Centro per l'Impiego."}}
	}
	out := a.Clone()
	set(out, Waiver, stored.Text(Waiver))
	return out, nil
}

// requisiti: «per ogni requisito: ok|ko|da_verificare»; altre_iscrizioni:
// «nessuna iscrizione attiva contemporanea».
func checkRequirements(a scheda.Answers, f Facts, r *report) {
	exception := a.Text(Waiver)
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

func deriveRequirements(a scheda.Answers, f Facts) {
	set(a, "requisiti", requirementsText(f.Requirements))
	set(a, "altre_iscrizioni", cmp.Or(f.OtherEnrolment, "nessuna"))
}

func requirementsText(checks []RequirementCheck) string {
	if len(checks) == 0 {
		return "Il percorso non ha requisiti registrati."
	}
	words := map[string]string{"ok": "soddisfatto", "ko": "non soddisfatto", "da_verificare": "da verificare"}
	parts := make([]string, len(checks))
	for i, c := range checks {
		parts[i] = c.Label + ": " + words[c.State]
		if c.Why != "" {
			parts[i] += " (" + c.Why + ")"
		}
	}
	return strings.Join(parts, "; ")
}

func prefillRequirements(p proposal, c Card, f Facts) {
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

// esigenze: «nessuna diagnosi».
func checkDeclarations(a scheda.Answers, _ Facts, r *report) {
	warnHealth("esigenze", a, r)
}

func prefillDeclarations(p proposal, c Card, f Facts) {
	person := f.Panels["PRE03"]
	switch {
	case person.Text("telefono") != "" && person.Text("email") != "":
		p.text("recapito_ente", "entrambi", "da PRE03", "", "")
	case person.Text("telefono") != "":
		p.text("recapito_ente", "telefono", "da PRE03", "", "")
	}
}

// An enrolment is born confirmed or waiting: «confermata|in_attesa», as the
// edition chosen in ISC01 says.
func checkConfirmation(a scheda.Answers, f Facts, r *report) {
	if why := RefusesState(a.Text("stato"), f.Panels["ISC01"]); why != "" {
		r.fail("stato", why)
	}
	checkMail(a, f, r)
}

// confirmed returns the state in which the choice of ISC01 is confirmed.
func confirmed(choice scheda.Answers) string {
	if choice.Text("edizione") == "" {
		return "in_attesa"
	}
	return "confermata"
}

// RefusesState returns why an enrolment with the choice of ISC01 cannot be
// confirmed in the state, "" when it can. No state said is the one that follows
// from the choice.
func RefusesState(state string, choice scheda.Answers) string {
	due := confirmed(choice)
	switch {
	case state == "" || state == due:
		return ""
	case state != "confermata" && state != "in_attesa":
		return "Alla conferma l'iscrizione può essere solo «Confermata» o «In attesa dell'edizione»: il resto si registra dopo, sull'iscrizione."
	case due == "in_attesa":
		return "In ISC01 non è scelta un'edizione: l'iscrizione può essere solo «In attesa dell'edizione». Per confermarla scegli prima l'edizione."
	}
	return "In ISC01 è scelta un'edizione: l'iscrizione si conferma. Per lasciare la persona in attesa togli prima l'edizione."
}

func prefillConfirmation(p proposal, c Card, f Facts) {
	p.text("stato", confirmed(f.Panels["ISC01"]), "da ISC01", "", "")
	prefillMail(p, f)
}
