package bilancio_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sportello/db/bilancio/panels"
	"sportello/db/scheda"
	"sportello/handlers/webtest"

	"github.com/PuerkitoBio/goquery"
)

// pressed sends the form of a panel by one of its buttons, and opens what comes.
func (o desk) pressed(page *webtest.Page, panel, button, value string, typed url.Values) *webtest.Page {
	o.t.Helper()
	values := webtest.FormValues(page.Find("#modulo"))
	for k, v := range typed {
		values[k] = v
	}
	values.Set(button, value)
	return o.operator.Post(panel+"/bozza", values).Follow().Expect(http.StatusOK)
}

// The nucleus of the bilancio: from what the person did to what the person can
// do, recognised, analysed and weighed, along the repertorio and the tables of
// reference.
func TestFromExperienceToCompetences(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 29, 32)
	o := newDesk(t)
	path := o.toInvestigativa()
	o.complete(path, "INV01")
	o.complete(path, "INV02")

	// The job is looked for in the table of professions.
	work := path + "/pannelli/INV03"
	page := o.pressed(o.operator.Get(work), work, "_add", "esperienze", nil)
	page = o.pressed(page, work, "_find", "esperienze.0.qualifica", url.Values{"esperienze.0.datore": {"Officine Gargano srl"}, "esperienze.0.qualifica": {"saldator"}, "esperienze.0.dal": {"01/02/2004"},
		"esperienze.0.contratto": {"indeterminato"}, "esperienze.0.mansioni": {"Saldatura di telai."}, "esperienze.0.significativa": {"1"}})
	found := page.Find(".sp-found button").FilterFunction(func(_ int, s *goquery.Selection) bool { return strings.Contains(s.Text(), "6.2.1.2.0") })
	page = o.pressed(page, work, "_set", found.First().AttrOr("value", ""), nil)
	if got := page.Find("[name='esperienze.0.qualifica']").AttrOr("value", ""); !strings.HasSuffix(got, "[6.2.1.2.0]") {
		t.Fatalf("the job is %q", got)
	}
	page.Submit("#modulo", nil).Expect(http.StatusSeeOther)

	// Its figure in the repertorio says what is done in it: one is taken.
	activities := path + "/pannelli/INV04"
	page = o.operator.Get(activities).Has("main h3", "Attività suggerite per Officine Gargano srl").Has("main", "dal repertorio, figura «Addetto alla saldatura e alla carpenteria metallica»")
	page = o.pressed(page, activities, "_take", page.Find("button[name=_take]").First().AttrOr("value", ""), nil)
	competence := page.Find("[name='attivita.0.competenze']").First().AttrOr("value", "")
	if competence == "" {
		t.Fatal("the activity names no competence")
	}
	page.Submit("#modulo", url.Values{"attivita.0.frequenza": {"quotidiana"}, "attivita.0.autonomia": {"3"}}).Expect(http.StatusSeeOther)

	// What the activity needs comes up as a competence, to be weighed with its evidence.
	technical := path + "/pannelli/INV08"
	page = o.operator.Get(technical).Has(".sp-rows", "emersa da INV04").Has(".sp-rows", "richiesta dalla figura «Addetto alla saldatura e alla carpenteria metallica», non emersa: chiedere alla persona")
	page = o.pressed(page, technical, "_take", competence, nil)
	competence = scheda.Name(competence)
	page.Has("fieldset.sp-item legend", competence).Has("main", "0 non posseduta1 con guida2 in autonomia su compiti semplici3 in autonomia4 sa organizzare o insegnare")
	refused := page.Submit("#modulo", url.Values{"tecniche.0.livello": {"5"}}).Expect(http.StatusUnprocessableEntity)
	refused.Has("#riepilogo", "Livello")
	refused.Submit("#modulo", url.Values{"tecniche.0.livello": {"4"}, "tecniche.0.evidenza_tipo": {"attestato"}, "tecniche.0.evidenza_note": {"Attestato del 2009"}, "tecniche.0.spendibile": {"1"}}).Expect(http.StatusSeeOther)

	// The synthesis draws them, and proposes the strongest as key competences.
	end := o.operator.Get(path + "/pannelli/INV16")
	end.Has("#competenze figcaption", "Le competenze emerse").Has("#competenze tbody tr:first-child th", competence).Has("#competenze tbody tr:first-child td", "4")
	end.Has("[name=profilo_sintetico]", "In autonomia sa: "+strings.ToLower(competence))
	if key := end.Find("[name=competenze_chiave][checked]"); key.Length() != 1 || !strings.Contains(key.Parent().Text(), competence+" (livello 4)") {
		t.Errorf("%d key competences are proposed", key.Length())
	}
}

// The third phase is the new project, its dated plan, and giving the results
// back to the person: each is there, and the phase does not close without them.
func TestProjectPlanAndRestitution(t *testing.T) {
	t.Parallel()
	webtest.Covers(t, 35)
	o := newDesk(t)
	path := o.toInvestigativa()
	o.completePhase(path, panels.Investigativa, "")
	o.close(path, panels.Investigativa)
	closing := path + "/fasi/riposizionamento/chiusura"
	all := o.operator.Get(closing)
	for _, panel := range []string{"RIP01 Obiettivo professionale", "RIP04 Progetto professionale", "RIP05 Piano operativo", "RIP07 Restituzione"} {
		code, title, _ := strings.Cut(panel, " ")
		all.Has(".sp-msg li:has(a[href$='/"+code+"'])", code+": Il pannello "+title+" è da completare")
	}

	o.complete(path, "RIP01")
	o.complete(path, "RIP02")
	gaps := o.operator.Get(path+"/pannelli/RIP03").Has("#f-righe fieldset legend", "Saldare a filo continuo MIG e MAG")
	gaps.Has("main", "Proposto dal repertorio, figura «Addetto alla saldatura e alla carpenteria metallica», e dalla fase investigativa")
	o.complete(path, "RIP03")
	o.operator.Get(path+"/pannelli/RIP04").Has("[name=descrizione]", "L'obiettivo professionale è «Saldatori e tagliatori a fiamma». Per arrivarci occorre rinforzare:")
	o.complete(path, "RIP04")

	plan := o.operator.Get(path + "/pannelli/RIP05")
	if got := plan.Find("[name='azioni.0.descrizione']"); !strings.HasPrefix(got.AttrOr("value", got.Text()), "Frequentare un corso per «") {
		t.Errorf("the first action proposed is %q", got.AttrOr("value", got.Text()))
	}
	plan = plan.Submit("#modulo", url.Values{"azioni.0.scadenza": {"24/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "La scadenza deve venire dopo oggi (24/11/2026).")
	o.pressed(plan, path+"/pannelli/RIP05", "_bozza", "", url.Values{"azioni.0.scadenza": {"14/12/2026"}})
	o.complete(path, "RIP05")
	o.complete(path, "RIP06")

	feedback := o.operator.Get(path+"/pannelli/RIP07").Submit("form.sp-example", nil).Follow()
	feedback = feedback.Submit("#modulo", url.Values{"data_restituzione": {"23/11/2026"}}).Expect(http.StatusUnprocessableEntity).Has("#riepilogo", "La restituzione non può venire prima dell'ultimo incontro (24/11/2026).")
	o.pressed(feedback, path+"/pannelli/RIP07", "_bozza", "", url.Values{"data_restituzione": {"24/11/2026"}})
	o.complete(path, "RIP08")
	o.operator.Get(closing).Has(".sp-msg", "RIP07: Il pannello Restituzione è da completare").Lacks("main form[action$='/chiusura']")
	o.operator.Post(closing, nil).Expect(http.StatusUnprocessableEntity)
	o.complete(path, "RIP07")
	o.close(path, panels.Riposizionamento).Follow().Has("#flash", "La fase di Riposizionamento è chiusa. Si è aperta la fase Iscrizione.")
	o.sent(path, "Progetto di riposizionamento", "RIP01 Obiettivo professionale", "RIP04 Progetto professionale", "L'obiettivo professionale è", "RIP05 Piano operativo", "Frequentare un corso per",
		"RIP07 Restituzione", "Data della restituzione 24/11/2026")
}
