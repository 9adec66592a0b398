package bilancio_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/webtest"
)

// Who opens a bilancio, fills it in, closes its phases and opens them again
// (domain brief, §2): whoever works in its office fills in and closes, the
// responsabile alone reopens, the province reads, for all others it does not
// exist. Collocamento mirato sees no content of a bilancio: its own area, on
// people registered under L. 68/99, is not built yet.
func TestWhoOpensAndClosesABilancio(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.toInvestigativa()
	o.completePhase(path, panels.Investigativa, "")
	type may struct{ open, fill, close, reopen bool }
	none := may{}
	for _, c := range []struct {
		role  rule.Role
		scope string
		may   may
	}{
		{rule.RoleOperator, "cpi:San Severo", may{open: true, fill: true, close: true}},
		{rule.RoleCounsellor, "cpi:San Severo", may{open: true, fill: true, close: true}},
		{rule.RoleOfficeHead, "cpi:San Severo", may{open: true, fill: true, close: true, reopen: true}},
		{rule.RoleProvince, "provincia:FG", may{open: true}},
		{rule.RoleProvince, "provincia:LE", none},
		{rule.RoleCounsellor, "cpi:Lecce", none},
		{rule.RoleOfficeHead, "cpi:Lecce", none},
		{rule.RoleTargetedPlacement, "provincia:FG", none},
		{rule.RoleRegion, "regione", none},
		{rule.RoleServiceCentre, "installazione", none},
		{rule.RoleTrainingBody, "ente:02345670711", none},
		{rule.RoleAdmin, "installazione", none},
	} {
		t.Run(string(c.role)+" "+c.scope, func(t *testing.T) {
			who := o.Login(c.role, c.scope)
			status := func(allowed bool, otherwise int) int {
				if allowed {
					return otherwise
				}
				return http.StatusNotFound
			}
			for _, page := range []string{"", "/pannelli/INV05", "/pannelli/PRE05", "/contratto", "/scansione"} {
				who.Get(path + page).Expect(status(c.may.open, http.StatusOK))
			}
			if form := who.Get(path + "/pannelli/INV05").Find("#modulo").Length(); (form == 1) != c.may.fill {
				t.Errorf("%d forms", form)
			}
			who.Post(path+"/pannelli/INV02/bozza", url.Values{"_version": {"99"}}).Expect(status(c.may.fill, http.StatusConflict))
			who.Post(path+"/pannelli/INV02/completamento", url.Values{"_version": {"99"}}).Expect(status(c.may.fill, http.StatusUnprocessableEntity))
			who.Get(path + "/fasi/investigativa/chiusura").Expect(status(c.may.close, http.StatusOK))
			who.Get(path + "/interruzione").Expect(status(c.may.close, http.StatusOK))
			who.Get(path + "/fasi/preliminare/riapertura").Expect(status(c.may.reopen, http.StatusOK))
			who.Post(path+"/fasi/preliminare/riapertura", nil).Expect(status(c.may.reopen, http.StatusUnprocessableEntity))
			if !c.may.close {
				who.Post(path+"/fasi/investigativa/chiusura", nil).Expect(http.StatusNotFound)
				who.Post(path+"/iscrizione", nil).Expect(http.StatusNotFound)
			}
		})
	}
	o.As(string(rule.RoleCounsellor)+" cpi San Severo").Get(path+"/fasi/investigativa/chiusura").Submit("main form", nil).Follow().Has("#flash", "La fase Investigativa è chiusa.")
}

// A grant opens what is its own and nothing of another: an operator of Lecce who
// also follows collocamento mirato in the province of Foggia reads no bilancio
// of Foggia's offices, not even one under L. 68/99.
func TestASecondGrantOpensNothingMore(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	path := o.start()
	o.check(bilancio.NewStore(o.DB).SetProgramme(t.Context(), o.actor, 1, bilancio.TargetedProgramme))
	var grants []rule.Grant
	for role, scope := range map[rule.Role]string{rule.RoleOperator: "cpi:Lecce", rule.RoleTargetedPlacement: "provincia:FG"} {
		g, err := o.App.Access.ParseScope(t.Context(), role, scope)
		o.check(err)
		grants = append(grants, g)
	}
	hash, err := access.HashPassword(webtest.Password)
	o.check(err)
	o.check(o.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := access.CreateUserTx(t.Context(), tx, rule.System, access.NewUser{Name: "Ada", Surname: "Prova", Grants: grants, Confirmed: true}, webtest.Address("ada"), hash)
		return err
	}))
	ada := o.As("ada")
	for _, page := range []string{"", "/pannelli/PRE01", "/contratto", "/fasi/preliminare/chiusura"} {
		ada.Get(path + page).Expect(http.StatusNotFound)
	}
	ada.Get("/bilanci").Expect(http.StatusOK).Lacks("tbody tr")
	ada.Get(fmt.Sprintf("/appuntamenti/%d", o.appointment)).Expect(http.StatusNotFound)
}

// An unmet requirement stops the enrolment unless the responsabile writes why it
// does not: an operator can neither write that nor slip it in by a draft.
func TestTheWaiverIsTheHeads(t *testing.T) {
	t.Parallel()
	o := newDesk(t)
	region := o.Actor(o.User("catalogo", rule.RoleRegion, "regione"))
	s := training.NewStore(o.DB)
	course, err := s.SaveCourse(t.Context(), region, training.Course{Code: "P9", Title: "Coordinatore di saldatura", Description: "Saldatura e lettura di disegni tecnici.", Requirements: "laurea", Active: true}, []int64{1})
	o.check(err)
	path := o.toInvestigativa()
	o.completePhase(path, panels.Investigativa, "")
	o.close(path, panels.Investigativa)
	o.completePhase(path, panels.Riposizionamento, "RIP06")
	o.operator.Get(path+"/pannelli/RIP06").Has("#esclusi", "Coordinatore di saldatura: Requisito non posseduto: serve «laurea», risulta «qualifica professionale».")
	o.complete(path, "RIP06")
	o.close(path, panels.Riposizionamento)

	choice := o.operator.Get(path + "/pannelli/ISC01")
	choice.Has(fmt.Sprintf("[name=percorso] option[value='%d']", course), "Coordinatore di saldatura (P9): requisito non posseduto, serve la deroga")
	values := webtest.FormValues(choice.Find("#modulo"))
	values.Set("percorso", fmt.Sprint(course))
	values.Set("motivo_fuori_elenco", "È il mestiere che ha fatto per vent'anni.")
	choice = o.operator.Post(path+"/pannelli/ISC01/bozza", values).Follow()
	choice.Submit("#modulo", url.Values{"organismo": {"1"}}).Expect(http.StatusSeeOther)

	check := o.operator.Get(path+"/pannelli/ISC02").Lacks("[name=deroga]").Has("#f-deroga", "La deroga motivata la scrive il responsabile").Has("main .sp-badge.stop", "non soddisfatto")
	check.Submit("#modulo", url.Values{"esito": {"ammissibile"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "serve la deroga motivata del responsabile")
	forged := webtest.FormValues(check.Find("#modulo"))
	forged.Set("deroga", "Ha esperienza.")
	forged.Set("esito", "ammissibile")
	o.operator.Post(path+"/pannelli/ISC02/bozza", forged).Expect(http.StatusUnprocessableEntity).Has("#f-deroga", "La deroga può scriverla solo il responsabile")
	o.operator.PostFragment(path+"/pannelli/ISC02/bozza", "bozza", forged).Expect(http.StatusUnprocessableEntity).Has("#bozza.failed", "solo il responsabile")
	o.operator.Post(path+"/pannelli/ISC02/completamento", forged).Expect(http.StatusUnprocessableEntity).Has("#f-deroga", "La deroga può scriverla solo il responsabile")

	head := o.Login(rule.RoleOfficeHead, "cpi:San Severo")
	given := webtest.FormValues(head.Get(path + "/pannelli/ISC02").Find("#modulo"))
	given.Set("deroga", "Vent'anni di esperienza documentata.")
	head.Post(path+"/pannelli/ISC02/bozza", given).Expect(http.StatusSeeOther)
	check = o.operator.Get(path+"/pannelli/ISC02").Has("#f-deroga", "Vent'anni di esperienza documentata.")
	check.Submit("#modulo", url.Values{"esito": {"con_riserva"}, "documenti.0.tipo": {"Attestato"}}).Expect(http.StatusSeeOther)
	o.complete(path, "ISC03")
	o.operator.Get(path+"/pannelli/ISC04").Submit("#modulo", nil).Follow().Has("#flash", "L'iscrizione è confermata")
	var waiver string
	o.check(o.DB.Reader().QueryRow("SELECT waiver FROM enrolment").Scan(&waiver))
	if waiver != "Vent'anni di esperienza documentata." {
		t.Errorf("the enrolment says %q", waiver)
	}
}
