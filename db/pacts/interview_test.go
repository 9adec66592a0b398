package pacts_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/dbtest"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// filled are answers that complete each panel of an interview.
var filled = map[string]scheda.Answers{
	"informativa":  {"svolgimento": scheda.T("si"), "obblighi": scheda.T("si"), "aspettative": scheda.T("Un lavoro vicino a casa"), "motivazioni": scheda.T("Mantenere la famiglia")},
	"orientamento": {"informazioni": scheda.Many("servizi", "lavoro"), "consultazione": scheda.Many("professioni"), "attivazione": scheda.T("Cerca da sé nel portale")},
	"domanda":      {"bisogno": scheda.T("Rientrare nel mestiere"), "opportunita": scheda.T("Un corso di saldatura a filo"), "informazioni": scheda.T("Patente B, automunito")},
	"profilo":      {"profilo": scheda.T("Saldatore"), "profilo_livello": scheda.T("3"), "competenze": scheda.Rows(scheda.Answers{"competenza": scheda.T("Saldare a elettrodo"), "livello": scheda.T("3"), "richiesta": scheda.T("molto")})},
	"esperienze": {"qualita": scheda.T("4"), "esperienze": scheda.Rows(scheda.Answers{"datore": scheda.T("Officine Rossi"), "qualifica": scheda.T("saldatore"), "dal": scheda.T("2019-01-07"), "al": scheda.T("2025-06-30"),
		"contratto": scheda.T("determinato")})},
	"studi":       {"qualita": scheda.T("3"), "titoli": scheda.Rows(scheda.Answers{"livello": scheda.T("diploma"), "denominazione": scheda.T("Perito meccanico"), "conseguito": scheda.T("si"), "anno": scheda.T("1993")}), "nessun_corso": scheda.T("si")},
	"ricerca":     {"autonomia": scheda.T("3"), "mercato": scheda.T("2"), "metodo": scheda.T("3"), "imprese": scheda.Rows(scheda.Answers{"impresa": scheda.T("Metalmeccanica Daunia"), "entro": scheda.T("2026-12-10")})},
	"promozione":  {"autopromozione": scheda.T("2"), "strumenti": scheda.Many("curriculum")},
	"vincoli":     {"vincoli": scheda.T("3"), "descrizione": scheda.T("Non può fare la notte")},
	"obiettivo":   {"obiettivo": scheda.T("Saldatore in un'officina della zona"), "chiarezza": scheda.T("4")},
	"adempimenti": {"portale": scheda.T("promossa"), "curriculum": scheda.T("promosso"), "curriculum_entro": scheda.T("2026-12-01")},
	"piano": {"atti": scheda.Many("Mandare il curriculum a quattro aziende"), "tempi": scheda.T("ogni settimana"), "disponibilita": scheda.Many("laboratori", "offerte"), "azioni": scheda.Rows(
		scheda.Answers{"azione": scheda.T("Laboratorio sul curriculum"), "chi": scheda.T("da_cpi"), "misura": scheda.T("a"), "entro": scheda.T("2026-12-10")},
		scheda.Answers{"azione": scheda.T("Colloquio sulle imprese"), "chi": scheda.T("da_rete"), "soggetto": scheda.T("Camera di commercio"), "entro": scheda.T("2026-12-18")})},
	"esito": {"esito": scheda.T("patto"), "sintesi": scheda.T("Si punta alla saldatura")},
}

func (o *office) begin(kind string) int64 {
	o.Helper()
	id, err := o.store.StartInterview(o.Context(), o.operator, pacts.NewInterview{WorkerID: o.worker, Kind: kind, Planned: 60})
	o.ok(err)
	return id
}

func (o *office) interview(id int64) pacts.Interview {
	o.Helper()
	i, err := o.store.Interview(o.Context(), o.operator, id)
	o.ok(err)
	return i
}

// complete completes a panel, changed as asked.
func (o *office) complete(id int64, code string, change func(scheda.Answers)) error {
	o.Helper()
	a := filled[code].Clone()
	if change != nil {
		change(a)
	}
	_, err := o.store.SavePanel(o.Context(), o.operator, id, code, pacts.PanelInput{Version: o.interview(id).Panels[code].Version, Answers: a, Complete: true})
	return err
}

func (o *office) completeAll(id int64, phase string) {
	o.Helper()
	for _, p := range o.interview(id).PanelsOf(phase) {
		o.ok(o.complete(id, p.Code, nil))
	}
}

func (o *office) close(id int64, phase string) error {
	_, err := o.store.ClosePhase(o.Context(), o.operator, id, phase)
	return err
}

func (o *office) lean() {
	o.Helper()
	found, err := reference.NewStore(o.db).Lookup(o.Context(), reference.TableProfessions, "muratore", 1)
	o.ok(err)
	_, err = o.people.SavePropensione(o.Context(), o.operator, o.worker, 0, 0, scheda.Answers{"professione": scheda.T(found[0]), "provenienza": scheda.Many("lavoro"), "data_intervista": scheda.T("2026-11-24"),
		"note": scheda.In(scheda.Answers{"settore": scheda.T("metalmeccanico")})})
	o.ok(err)
}

func (o *office) appointment(kind agenda.Kind, starts, ends rule.Minutes) int64 {
	o.Helper()
	id, err := agenda.NewStore(o.db).Book(o.Context(), o.operator, agenda.Booking{Worker: o.worker, Kind: kind, Slot: agenda.Slot{Day: "2026-11-24", Starts: starts, Ends: ends}})
	o.ok(err)
	return id
}

// ledger is what stands in the ledger of a code, oldest first.
func (o *office) ledger(code string) []string {
	o.Helper()
	out, err := db.Collect(o.Context(), o.db.Reader(), scanText, "SELECT delivered_on||' '||minutes||' '||reference FROM delivered_service WHERE code=? AND annulled_at IS NULL ORDER BY id", code)
	o.ok(err)
	return out
}

func TestAnInterviewGoesThroughItsPhases(t *testing.T) {
	dbtest.Proves(t, "orientamento 11", "orientamento 12", "orientamento 24", "orientamento 25")
	o := open(t)
	id := o.begin(pacts.ForPact)
	for _, phase := range []string{pacts.PhaseAnalysis, pacts.PhaseDefinition} {
		o.refused(o.close(id, phase), "")
		o.refused(o.complete(id, o.interview(id).PanelsOf(phase)[0].Code, nil), "")
	}
	// The person is told how the interview goes and what a patto binds to, and asked what they expect.
	o.refused(o.close(id, pacts.PhaseInformation), "informativa")
	for _, field := range []string{"svolgimento", "obblighi", "aspettative", "motivazioni"} {
		o.refused(o.complete(id, "informativa", func(a scheda.Answers) { delete(a, field) }), field)
	}
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	o.ok(o.close(id, pacts.PhaseInformation)) // twice is once
	if i := o.interview(id); i.Phase() != pacts.PhaseAnalysis || i.Phases[pacts.PhaseInformation].On != "2026-11-24" {
		t.Errorf("%+v", i.Phases)
	}
	for _, field := range []string{"bisogno", "opportunita", "informazioni"} {
		o.refused(o.complete(id, "domanda", func(a scheda.Answers) { delete(a, field) }), field)
	}
	o.completeAll(id, pacts.PhaseAnalysis)
	// Without a propensione the analysis does not close.
	err := o.close(id, pacts.PhaseAnalysis)
	if err == nil || !strings.Contains(err.Error(), "propensioni lavorative") {
		t.Errorf("without propensioni: %v", err)
	}
	o.lean()
	// Portal and curriculum are promoted, or are there.
	for _, field := range []string{"portale", "curriculum", "curriculum_entro"} {
		o.refused(o.complete(id, "adempimenti", func(a scheda.Answers) { delete(a, field) }), field)
	}
	for _, said := range []string{"redatto", "verificato"} {
		o.ok(o.complete(id, "adempimenti", func(a scheda.Answers) { a["curriculum"] = scheda.T(said); delete(a, "curriculum_entro") }))
		if err := o.close(id, pacts.PhaseAnalysis); err == nil || !strings.Contains(err.Error(), "urriculum") {
			t.Errorf("%s without a curriculum: %v", said, err)
		}
	}
	o.ok(o.complete(id, "studi", nil))
	if n, err := o.store.TellCard(t.Context(), o.operator, id, "studi"); err != nil || n == 0 {
		t.Errorf("%d %v", n, err)
	}
	o.saveCV()
	o.ok(o.close(id, pacts.PhaseAnalysis))
	o.completeAll(id, pacts.PhaseDefinition)
	o.refused(o.close(id, pacts.PhaseDefinition), "") // nobody was met
	o.ok(o.store.AddMeeting(t.Context(), o.operator, id, pacts.NewMeeting{On: "2026-11-24", Minutes: 50, Mode: "presenza"}))
	// What was closed is looked at again at the end.
	draft := filled["domanda"].Clone()
	delete(draft, "bisogno")
	_, err = o.store.SavePanel(t.Context(), o.operator, id, "domanda", pacts.PanelInput{Version: o.interview(id).Panels["domanda"].Version, Answers: draft})
	o.ok(err)
	o.refused(o.close(id, pacts.PhaseDefinition), "domanda")
	o.ok(o.complete(id, "domanda", nil))
	o.ok(o.close(id, pacts.PhaseDefinition))
	i := o.interview(id)
	if i.State() != pacts.InterviewClosed || i.ClosedOn != "2026-11-24" || i.Phase() != "" {
		t.Errorf("%s %s", i.State(), i.ClosedOn)
	}
	o.refused(o.complete(id, "domanda", nil), "")
	o.refused(o.store.StopInterview(t.Context(), o.operator, id, "non torna"), "")
}

// A curriculum that was verified is still valid on the day on which the phase closes.
func TestAnObsoleteCurriculumIsNotVerified(t *testing.T) {
	dbtest.Proves(t, "orientamento 25")
	o := open(t)
	id := o.begin(pacts.ForPact)
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	o.completeAll(id, pacts.PhaseAnalysis)
	o.lean()
	_, err := o.store.TellCard(t.Context(), o.operator, id, "studi")
	o.ok(err)
	o.saveCV()
	o.ok(o.complete(id, "adempimenti", func(a scheda.Answers) { a["curriculum"] = scheda.T("verificato"); delete(a, "curriculum_entro") }))
	o.clock.Set(time.Date(2027, 5, 25, 9, 0, 0, 0, time.UTC)) // the day after its six months
	if err := o.close(id, pacts.PhaseAnalysis); err == nil || !strings.Contains(err.Error(), "obsoleto") {
		t.Errorf("closed with an obsolete curriculum: %v", err)
	}
	o.saveCV()
	o.ok(o.close(id, pacts.PhaseAnalysis))
}

func (o *office) saveCV() {
	o.Helper()
	const pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 3 3]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
	r, err := archive.NewStore(o.db).Receive(o.Context(), archive.OnlyPDF("file"), archive.Upload{Name: "cv.pdf", Content: strings.NewReader(pdf)})
	o.ok(err)
	defer r.Close()
	_, err = o.people.SaveCV(o.Context(), o.operator, people.NewCV{WorkerID: o.worker, Origin: "caricato", Validated: true, File: r})
	o.ok(err)
}

// Each field of investigation of the source is asked, and asked for.
func TestTheAnalysisAsksEachFieldOfInvestigation(t *testing.T) {
	dbtest.Proves(t, "orientamento 4", "orientamento 5", "orientamento 14", "orientamento 15", "orientamento 16", "orientamento 17", "orientamento 18", "orientamento 19", "orientamento 20", "orientamento 21", "orientamento 22", "orientamento 23")
	o := open(t)
	id := o.begin(pacts.ForPact)
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	for _, c := range []struct{ panel, field, words string }{
		{"profilo", "competenze", "in relazione al mercato del lavoro locale"},                // 4
		{"profilo", "competenze.richiesta", "mercato locale"},                                 //
		{"domanda", "opportunita", "che meglio si adattano al suo profilo"},                   // 5
		{"profilo", "profilo", "Profilo professionale"},                                       // 14
		{"esperienze", "qualita", "Qualità dell'esperienza posseduta rispetto all'obiettivo"}, // 15
		{"studi", "qualita", "Qualità della formazione posseduta rispetto all'obiettivo"},     // 16
		{"ricerca", "autonomia", "Livello di autonomia e iniziativa"},                         // 17
		{"promozione", "autopromozione", "Capacità di autoaffermazione e autopromozione"},     // 18
		{"vincoli", "vincoli", "Vincoli personali che possono condizionare la ricerca"},       // 19
		{"obiettivo", "chiarezza", "Definizione e chiarezza dell'obiettivo professionale"},    // 20
		{"ricerca", "mercato", "possesso di informazioni sul mercato del lavoro"},             // 21
		{"ricerca", "metodo", "Possesso di un metodo per la ricerca del lavoro"},              // 22
		{"promozione", "strumenti", "Strumenti per la promozione della propria candidatura"},  // 23
	} {
		p, _ := pacts.InterviewScheda.Panel(c.panel)
		f, ok := p.Field(c.field)
		if !ok || p.Phase != pacts.PhaseAnalysis || f.Required != scheda.Required || !strings.Contains(f.Label, c.words) {
			t.Errorf("%s.%s: %q, %s", c.panel, c.field, f.Label, f.Required)
			continue
		}
		if field, sub, nested := strings.Cut(c.field, "."); nested {
			o.refused(o.complete(id, c.panel, func(a scheda.Answers) { delete(a[field].Rows[0], sub) }), field+".0."+sub)
		} else {
			o.refused(o.complete(id, c.panel, func(a scheda.Answers) { delete(a, c.field) }), c.field)
		}
	}
	// Whatever limits the search is said in words, what does not limit it is not.
	o.refused(o.complete(id, "vincoli", func(a scheda.Answers) { delete(a, "descrizione") }), "descrizione")
	o.ok(o.complete(id, "vincoli", func(a scheda.Answers) { a["vincoli"] = scheda.T("4"); delete(a, "descrizione") }))
	// The firms to apply to, and the acts, become the plan and the patto.
	o.completeAll(id, pacts.PhaseAnalysis)
	o.lean()
	o.ok(o.close(id, pacts.PhaseAnalysis))
	_, v, err := o.store.InterviewPanel(t.Context(), o.operator, id, "piano")
	o.ok(err)
	if rows := v.State.Answers.Rows("azioni"); len(rows) != 2 || rows[0].Text("azione") != "Proporre la candidatura a «Metalmeccanica Daunia»" || rows[0].Text("entro") != "2026-12-10" || rows[1].Text("entro") != "2026-12-01" {
		t.Errorf("proposed %v", rows)
	}
	o.ok(o.complete(id, "piano", nil))
	i := o.interview(id)
	text, actions := i.PactText(), i.PactActions()
	if text.Objective != "Saldatore in un'officina della zona" || len(text.Acts) != 1 || text.Timing != "ogni settimana" || strings.Join(text.Availability, " ") != "laboratori offerte" {
		t.Errorf("%+v", text)
	}
	if len(actions) != 2 || actions[0].Measure != "a" || actions[0].Kind != pacts.ByOffice || actions[1].Body != "Camera di commercio" || actions[1].DueOn != "2026-12-18" {
		t.Errorf("%+v", actions)
	}
	pact, err := o.store.Create(t.Context(), o.operator, pacts.New{WorkerID: o.worker, Kind: pacts.KindPSP, Text: text, Actions: actions})
	o.ok(err)
	if f := o.pact(pact); len(f.Actions) != 2 || f.Actions[0].Source != "colloquio" || f.Objective != text.Objective {
		t.Errorf("%+v", f.Actions)
	}
}

func TestBaseOrientationIsNinetyMinutesAtMost(t *testing.T) {
	dbtest.Proves(t, "orientamento 3")
	o := open(t)
	for _, minutes := range []int{91, 9, 0} {
		_, err := o.store.StartInterview(t.Context(), o.operator, pacts.NewInterview{WorkerID: o.worker, Kind: pacts.ForPact, Planned: minutes})
		o.refused(err, "planned")
		if minutes > 90 && (err == nil || !strings.Contains(err.Error(), "al massimo 90 minuti, in uno o più incontri (Carta dei servizi")) {
			t.Error(err)
		}
	}
	id, err := o.store.StartInterview(t.Context(), o.operator, pacts.NewInterview{WorkerID: o.worker, Kind: pacts.ForPact, Planned: 90})
	o.ok(err)
	o.refused(o.store.Plan(t.Context(), o.operator, id, 1, 120), "planned")
	o.ok(o.store.Plan(t.Context(), o.operator, id, 1, 75))
	var stale db.Stale
	if err := o.store.Plan(t.Context(), o.operator, id, 1, 80); !errors.As(err, &stale) {
		t.Errorf("stale: %v", err)
	}
	_, err = o.store.StartInterview(t.Context(), o.operator, pacts.NewInterview{WorkerID: o.worker, Kind: pacts.ForPact, Planned: 60})
	o.refused(err, "") // one at a time
}

// Each meeting is base orientation given once: A05 in the words of Toscana.
func TestEachMeetingRegistersBaseOrientationOnce(t *testing.T) {
	dbtest.Proves(t, "orientamento 2", "orientamento 3", "evento orientamento", "indicatore B.1.1")
	o := open(t)
	ctx := t.Context()
	o.did("2026-11-02")
	diary := agenda.NewStore(o.db)
	if n := o.figure("B.1.1", "2026-11"); n != 0 {
		t.Errorf("%d before", n)
	}
	// From an appointment: the person is there, and the agenda registers it.
	first := o.appointment(agenda.KindOrientation, 540, 600)
	id, err := o.store.StartInterview(ctx, o.operator, pacts.NewInterview{WorkerID: o.worker, Kind: pacts.ForPact, Planned: 90, Appointment: first})
	o.ok(err)
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento")
	if n := o.figure("B.1.1", "2026-11"); n != 1 {
		t.Errorf("%d had the interview", n)
	}
	// One that the agenda has registered already.
	second := o.appointment(agenda.KindOrientation, 620, 640)
	o.ok(diary.Outcome(ctx, o.operator, second, agenda.ActAttend, 15))
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Appointment: second}))
	o.refused(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Appointment: second}), "appointment")
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento", "2026-11-24 15 appuntamento")
	// In a group: the session registers it for who was there.
	session, err := diary.OpenSession(ctx, o.operator, agenda.Session{CPI: o.operator.CPI(), Operator: o.operator.UserID, Code: "C.1", Title: "Orientamento di gruppo", Slot: agenda.Slot{Day: "2026-11-24", Starts: 660, Ends: 700}, Capacity: 10, Mode: "presenza"})
	o.ok(err)
	o.ok(diary.Invite(ctx, o.operator, session, o.worker))
	o.refused(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Session: session}), "session")
	_, err = diary.Attend(ctx, o.operator, session, nil, agenda.WasPresent)
	o.ok(err)
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Session: session}))
	o.refused(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Session: session}), "session")
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento", "2026-11-24 15 appuntamento", "2026-11-24 40 sessione")
	// In neither: the meeting itself does.
	for field, m := range map[string]pacts.NewMeeting{"on": {On: "2026-11-25", Minutes: 20, Mode: "telefono"}, "minutes": {On: "2026-11-24", Minutes: 3, Mode: "telefono"}, "mode": {On: "2026-11-24", Minutes: 20}} {
		o.refused(o.store.AddMeeting(ctx, o.operator, id, m), field)
	}
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{On: "2026-11-23", Minutes: 20, Mode: "telefono"}))
	o.refused(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{On: "2026-11-23", Minutes: 25, Mode: "presenza"}), "on")
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento", "2026-11-24 15 appuntamento", "2026-11-24 40 sessione", "2026-11-23 20 colloquio")
	i := o.interview(id)
	if len(i.Meetings) != 4 || i.Minutes() != 135 || !i.Met() || i.Meetings[0].Mode != "telefono" {
		t.Errorf("%+v", i.Meetings)
	}
	words, err := registry.NewStore(o.db).WordsIn(ctx, registry.Toscana, "2026-11-24")
	o.ok(err)
	if w := words.Of("C.1", "B1"); w.Code != "A05" {
		t.Errorf("in Toscana %+v", w)
	}
	// An outcome taken back is no meeting any more; one annulled takes its service along.
	o.ok(diary.Reopen(ctx, o.operator, second))
	o.refused(o.store.AnnulMeeting(ctx, o.operator, id, i.Meetings[0].ID, " "), "reason")
	o.ok(o.store.AnnulMeeting(ctx, o.operator, id, i.Meetings[0].ID, "persona sbagliata"))
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento", "2026-11-24 40 sessione")
	if n := o.interview(id).Minutes(); n != 100 {
		t.Errorf("%d minutes", n)
	}
	// What somebody registered by hand that day is not registered again.
	_, _, err = o.people.RegisterService(ctx, o.operator, registry.DeliveredService{WorkerID: o.worker, CPI: o.operator.CPI(), Operator: o.operator.UserID, Code: "C.1", On: "2026-11-20", Minutes: 30, MinutesReason: "breve", Mode: "presenza"})
	o.ok(err)
	o.ok(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{On: "2026-11-20", Minutes: 30, Mode: "presenza"}))
	o.want(o.ledger("C.1"), "2026-11-24 60 appuntamento", "2026-11-24 40 sessione", "2026-11-20 30 colloquio")
	// Only base orientation is a meeting of it, and only the person's own.
	other := o.appointment(agenda.KindOther, 740, 760)
	o.refused(o.store.AddMeeting(ctx, o.operator, id, pacts.NewMeeting{Appointment: other}), "appointment")
}

func TestAnInformativeInterviewIsItsFirstPhase(t *testing.T) {
	dbtest.Proves(t, "orientamento 57")
	o := open(t)
	id := o.begin(pacts.Informative)
	o.ok(o.store.AddMeeting(t.Context(), o.operator, id, pacts.NewMeeting{On: "2026-11-24", Minutes: 30, Mode: "presenza"}))
	o.want(o.ledger("C.1"), "2026-11-24 30 colloquio")
	o.ok(o.complete(id, "informativa", nil))
	o.refused(o.close(id, pacts.PhaseInformation), "orientamento")
	p, _ := o.interview(id).Panel("orientamento")
	for _, want := range []string{"Opportunità formative", "Opportunità lavorative in Italia", "Opportunità lavorative e formative all'estero", "Professioni", "Sbocchi occupazionali", "Motori di ricerca per il lavoro"} {
		found := false
		for _, f := range p.Fields {
			for _, option := range f.Options {
				found = found || option.Label == want
			}
		}
		if !found {
			t.Errorf("%q is not among the answers", want)
		}
	}
	for _, field := range []string{"informazioni", "consultazione", "attivazione"} {
		o.refused(o.complete(id, "orientamento", func(a scheda.Answers) { delete(a, field) }), field)
	}
	o.ok(o.complete(id, "orientamento", nil))
	if _, there := o.interview(id).Panel("domanda"); there {
		t.Error("it has an analysis")
	}
	o.ok(o.close(id, pacts.PhaseInformation))
	if i := o.interview(id); i.State() != pacts.InterviewClosed {
		t.Errorf("%s", i.State())
	}
	// In one for the patto that panel may stay empty.
	second := o.begin(pacts.ForPact)
	o.ok(o.complete(second, "informativa", nil))
	o.ok(o.close(second, pacts.PhaseInformation))
}

func TestAPersonIsDirectedToAnotherService(t *testing.T) {
	dbtest.Proves(t, "orientamento 58", "orientamento 59", "orientamento 60", "orientamento 61", "orientamento 67")
	o := open(t)
	ctx := t.Context()
	id := o.begin(pacts.ForPact)
	good := pacts.Referral{Kind: pacts.ToCounselling, On: "2026-11-24", Aims: []string{"ostacoli", "scelta"}, Reason: "Non sa se cambiare mestiere"}
	for field, change := range map[string]func(*pacts.Referral){
		"kind": func(r *pacts.Referral) { r.Kind = "x" }, "on": func(r *pacts.Referral) { r.On = "2026-11-25" }, "aims": func(r *pacts.Referral) { r.Aims = []string{"gap"} },
		"reason": func(r *pacts.Referral) { r.Reason = " " }, "body": func(r *pacts.Referral) { r.Kind, r.Aims = pacts.ToOther, nil },
	} {
		r := good
		change(&r)
		o.refused(o.store.Refer(ctx, o.operator, id, r), field)
	}
	o.ok(o.store.Refer(ctx, o.operator, id, good))
	o.ok(o.store.Refer(ctx, o.operator, id, pacts.Referral{Kind: pacts.ToBilancio, On: "2026-11-24", Aims: []string{"gap", "competenze", "certificazione"}, Reason: "Molte esperienze, nessun titolo"}))
	o.ok(o.store.Refer(ctx, o.operator, id, pacts.Referral{Kind: pacts.ToOther, On: "2026-11-24", Body: "Sportello EURES di Foggia", Reason: "Vuole partire"}))
	refs := o.interview(id).Referrals
	if len(refs) != 3 || refs[0].AimWords() != "Sostenere e facilitare i processi di scelta e di transizione professionale, lavorativa, formativa; Rimuovere gli ostacoli che bloccano un'azione positiva di ricerca del lavoro" ||
		!strings.Contains(refs[1].AimWords(), "gap di competenza da colmare") || refs[2].Title() != "Sportello EURES di Foggia" || refs[0].Appointment != 0 {
		t.Errorf("%+v", refs)
	}
	// Counselling: at least an hour, A06 in the words of Toscana.
	_, err := agenda.NewStore(o.db).Book(ctx, o.operator, agenda.Booking{Worker: o.worker, Kind: agenda.KindCounselling, Slot: agenda.Slot{Day: "2026-11-24", Starts: 540, Ends: 590}})
	o.refused(err, "durata")
	hour := o.appointment(agenda.KindCounselling, 540, 600)
	o.ok(agenda.NewStore(o.db).Outcome(ctx, o.operator, hour, agenda.ActAttend, 0))
	o.want(o.ledger("E.1"), "2026-11-24 60 appuntamento")
	words, err := registry.NewStore(o.db).WordsIn(ctx, registry.Toscana, "2026-11-24")
	o.ok(err)
	if w := words.Of("E.1", "D2"); w.Code != "A06" {
		t.Errorf("in Toscana %+v", w)
	}
	// The bilancio: from 8 to 12 hours, begun from its own appointment.
	meeting := o.appointment(agenda.KindBilancio, 620, 740)
	begun, err := bilancio.NewStore(o.db).Start(ctx, o.operator, meeting, "")
	o.ok(err)
	b, err := bilancio.NewStore(o.db).Bilancio(ctx, o.operator, begun)
	o.ok(err)
	if b.Programme.HoursMin != 8 || b.Programme.HoursMax != 12 {
		t.Errorf("from %g to %g hours", b.Programme.HoursMin, b.Programme.HoursMax)
	}
	refs = o.interview(id).Referrals
	if refs[0].Appointment != hour || !refs[0].Attended || refs[1].Appointment != meeting || refs[1].BilancioID != begun || refs[1].Bilancio != b.Code() || refs[2].Appointment != 0 {
		t.Errorf("%+v", refs)
	}
	o.ok(o.store.AnnulReferral(ctx, o.operator, id, refs[2].ID))
	if err := o.store.AnnulReferral(ctx, o.operator, id, refs[2].ID); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
	if n := len(o.interview(id).Referrals); n != 2 {
		t.Errorf("%d referrals", n)
	}
}

// What an interview found is proposed to the bilancio that follows, from the panels
// that were completed, of the last interview that says it and in one's own offices.
func TestTheBilancioFindsWhatTheInterviewSaid(t *testing.T) {
	dbtest.Proves(t, "orientamento 19")
	o := open(t)
	ctx := t.Context()
	id := o.begin(pacts.ForPact)
	_, err := o.store.SavePanel(ctx, o.operator, id, "informativa", pacts.PanelInput{Answers: filled["informativa"]})
	o.ok(err)
	reviews := bilancio.NewStore(o.db).WithInterviews(o.store.ToldBilancio)
	review, err := reviews.Start(ctx, o.operator, o.appointment(agenda.KindBilancio, 620, 740), "")
	o.ok(err)
	proposed := func() string {
		o.Helper()
		_, v, err := reviews.Panel(ctx, o.operator, review, "PRE05")
		o.ok(err)
		var out []string
		for _, field := range []string{"aspettative", "ostacoli_percepiti"} {
			if p, there := v.Prefill[field]; there {
				out = append(out, v.State.Answers.Text(field)+" ("+p.Words()+")")
			}
		}
		return strings.Join(out, "; ")
	}
	if got := proposed(); got != "" {
		t.Errorf("a draft proposes %q", got)
	}
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.complete(id, "orientamento", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	o.clock.Add(24 * time.Hour)
	o.ok(o.complete(id, "vincoli", nil))
	if got, want := proposed(), "Un lavoro vicino a casa (dal colloquio di orientamento, 24/11/2026); Non può fare la notte (dal colloquio di orientamento, 25/11/2026)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if told, err := o.store.ToldBilancio(ctx, o.elsewhere, o.worker); err != nil || told != (panels.Interview{}) {
		t.Errorf("elsewhere: %+v %v", told, err)
	}
}

// What the card knows is proposed, and what is written is offered back to it.
func TestTheInterviewAndTheCardTellEachOther(t *testing.T) {
	dbtest.Proves(t, "orientamento 12", "orientamento 15", "orientamento 16")
	o := open(t)
	ctx := t.Context()
	o.lean()
	o.ok(o.people.SaveSection(ctx, o.operator, o.worker, people.SectionJobs, 0, scheda.Answers{"esperienze": filled["esperienze"]["esperienze"]}))
	id := o.begin(pacts.ForPact)
	o.ok(o.complete(id, "informativa", nil))
	o.ok(o.close(id, pacts.PhaseInformation))
	_, v, err := o.store.InterviewPanel(ctx, o.operator, id, "esperienze")
	o.ok(err)
	if rows := v.State.Answers.Rows("esperienze"); len(rows) != 1 || rows[0].Text("datore") != "Officine Rossi" || v.State.Prefill["esperienze"].Words() != "dalla scheda lavoratore, 24/11/2026" {
		t.Errorf("%+v", v.State.Prefill)
	}
	_, p, err := o.store.InterviewPanel(ctx, o.operator, id, "obiettivo")
	o.ok(err)
	if text := p.State.Answers.Text("obiettivo"); !strings.Contains(strings.ToLower(text), "murator") {
		t.Errorf("objective %q", text)
	}
	// What the reception wrote of the studies begins their first row.
	o.write(func(tx *db.Tx) error {
		return people.UpdateWorkerTx(ctx, tx, o.operator, o.worker, map[string]string{"study_title": "Diploma di perito"}, people.SourceOperator, "")
	})
	_, studies, err := o.store.InterviewPanel(ctx, o.operator, id, "studi")
	o.ok(err)
	if rows := studies.State.Answers.Rows("titoli"); len(rows) != 1 || rows[0].Text("livello") != "diploma" || rows[0].Text("denominazione") != "Diploma di perito" || studies.State.Prefill["titoli"].Words() != "dalla scheda lavoratore, 24/11/2026" {
		t.Errorf("%+v", studies.State)
	}
	// The same again is nothing to tell; one more job is.
	a := v.State.Answers.Clone()
	a["qualita"] = scheda.T("4")
	save := func(version int) error {
		_, err := o.store.SavePanel(ctx, o.operator, id, "esperienze", pacts.PanelInput{Version: version, Answers: a, Complete: true})
		return err
	}
	o.ok(save(0))
	if _, v, err = o.store.InterviewPanel(ctx, o.operator, id, "esperienze"); err != nil || len(v.Differences) != 0 {
		t.Errorf("%+v %v", v.Differences, err)
	}
	a["esperienze"] = scheda.Rows(append(a.Rows("esperienze"), scheda.Answers{"datore": scheda.T("Cantiere Verdi"), "qualifica": scheda.T("carpentiere"), "dal": scheda.T("2010-01-07"), "al": scheda.T("2018-06-30"), "contratto": scheda.T("determinato")})...)
	// A code that the classification has not is refused; beside one that it has,
	// the name is its own.
	last := a.Rows("esperienze")[len(a.Rows("esperienze"))-1]
	last["qualifica"] = scheda.T("Muratori [9.9.9.9.9]")
	if err := save(1); err == nil || !strings.Contains(err.Error(), "non è nell'elenco") {
		t.Errorf("an unknown code: %v", err)
	}
	last["qualifica"] = scheda.T("Astronauta pilota [6.1.2.1.0]")
	o.ok(save(1))
	_, v, err = o.store.InterviewPanel(ctx, o.operator, id, "esperienze")
	o.ok(err)
	rows := v.State.Answers.Rows("esperienze")
	if got := rows[len(rows)-1].Text("qualifica"); !strings.HasSuffix(got, "[6.1.2.1.0]") || strings.Contains(got, "Astronauta") {
		t.Errorf("kept as %s", got)
	}
	if _, v, err = o.store.InterviewPanel(ctx, o.operator, id, "esperienze"); err != nil || len(v.Differences) != 1 || !strings.Contains(v.Differences[0].After, "Cantiere Verdi") {
		t.Errorf("%+v %v", v.Differences, err)
	}
	n, err := o.store.TellCard(ctx, o.operator, id, "esperienze")
	if err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	section, err := o.people.CardSection(ctx, o.operator, o.worker, people.SectionJobs)
	o.ok(err)
	if len(section.Entries) != 2 || section.Entries[0].Source != people.SourceOperator || section.Entries[1].Source != people.SourceInterview {
		t.Errorf("%+v", section.Entries)
	}
	if n, err = o.store.TellCard(ctx, o.operator, id, "esperienze"); err != nil || n != 0 {
		t.Errorf("twice: %d %v", n, err)
	}
	// A save over somebody else's shows both.
	head := o.user("Teresa", rule.RoleOfficeHead, "cpi:San Severo")
	b := a.Clone()
	b["qualita"] = scheda.T("2")
	_, err = o.store.SavePanel(ctx, head, id, "esperienze", pacts.PanelInput{Version: 2, Answers: b, Complete: true})
	o.ok(err)
	a["qualita"] = scheda.T("3")
	var c pacts.PanelConflict
	if err := save(2); !errors.As(err, &c) || c.Stored.Answers.Text("qualita") != "2" || c.Mine.Text("qualita") != "3" || c.Base.Text("qualita") != "4" {
		t.Errorf("%v", err)
	}
	var stale db.Stale
	if err := save(2); !errors.As(err, &stale) || stale.Current != 3 {
		t.Errorf("%v", err)
	}
	a["qualita"] = scheda.T("2")
	o.ok(save(2)) // says the same
}

// TestTheInterviewOffersWhatTheProfileAsked: the answers of the last completed
// qualitative profile stand in the fields that ask the same, with its day, until
// the panel is saved.
func TestTheInterviewOffersWhatTheProfileAsked(t *testing.T) {
	dbtest.Proves(t, "orientamento 12")
	o := open(t)
	ctx := t.Context()
	answers := scheda.Answers{"risultato_atteso": scheda.T("Un percorso"), "lavoro_cercato": scheda.T("Magazziniere"), "difficolta": scheda.Many("nessuna"), "fascia": scheda.T("4")}
	for i, question := range []string{"obiettivo", "profilo", "esperienza", "formazione", "mercato", "ricerca", "autonomia", "promozione", "vincoli"} {
		answers[question] = scheda.T("234"[i%3 : i%3+1])
	}
	profile, err := o.people.StartProfile(ctx, o.operator, o.worker)
	o.ok(err)
	draft, err := o.people.SaveProfile(ctx, o.operator, o.worker, profile, people.ProfileInput{Part: people.PartQuestions, Version: 1, Answers: answers})
	o.ok(err)
	id := o.begin(pacts.ForPact)
	panel := func(code string) pacts.PanelState {
		t.Helper()
		_, v, err := o.store.InterviewPanel(ctx, o.operator, id, code)
		o.ok(err)
		return v.State
	}
	if got := panel("informativa"); len(got.Prefill) != 0 {
		t.Errorf("of a profile that is not completed: %+v", got.Prefill)
	}
	_, err = o.people.SaveProfile(ctx, o.operator, o.worker, profile, people.ProfileInput{Part: people.PartQuestions, Version: draft.Version, Answers: answers, Complete: true})
	o.ok(err)
	// Said is a field, what is offered in it, and the profile's question.
	type said struct{ panel, field, want, question string }
	check := func(all ...said) {
		t.Helper()
		for _, c := range all {
			if got := panel(c.panel); got.Answers.Text(c.field) != c.want || got.Prefill[c.field].Words() != "dal profilo del 24/11/2026" {
				t.Errorf("%s.%s: %q %q, want %q", c.panel, c.field, got.Answers.Text(c.field), got.Prefill[c.field].Words(), c.want)
			}
			// What a level says in the one it says in the other.
			p, _ := o.interview(id).Panel(c.panel)
			asked, _ := p.Field(c.field)
			theirs, _ := people.PartQuestions.Panel(people.ProfileScheda).Field(c.question)
			for i, option := range theirs.Options {
				if o := asked.Options[i]; o.Value != option.Value || c.field != "metodo" && !strings.Contains(strings.ToLower(option.Label), strings.ToLower(o.Label)) {
					t.Errorf("%s.%s: %v, the profile %v", c.panel, c.field, asked.Options[i], option)
				}
			}
			if len(asked.Options) != len(theirs.Options) {
				t.Errorf("%s.%s: %d answers", c.panel, c.field, len(asked.Options))
			}
		}
	}
	check(said{"informativa", "aspettative", "Un percorso", "risultato_atteso"})
	o.ok(o.complete(id, "informativa", nil))
	if got := panel("informativa"); got.Answers.Text("aspettative") != "Un lavoro vicino a casa" {
		t.Errorf("what was written is what stands: %q", got.Answers.Text("aspettative"))
	}
	o.ok(o.close(id, pacts.PhaseInformation))
	check(said{"profilo", "profilo_livello", "3", "profilo"}, said{"esperienze", "qualita", "4", "esperienza"}, said{"studi", "qualita", "2", "formazione"},
		said{"ricerca", "mercato", "3", "mercato"}, said{"ricerca", "metodo", "4", "ricerca"}, said{"ricerca", "autonomia", "2", "autonomia"},
		said{"promozione", "autopromozione", "3", "promozione"}, said{"vincoli", "vincoli", "4", "vincoli"},
		said{"obiettivo", "chiarezza", "2", "obiettivo"}, said{"obiettivo", "obiettivo", "Magazziniere", "lavoro_cercato"})
	o.lean() // a propensione is more than the work that was looked for
	if got := panel("obiettivo").Prefill; got["obiettivo"].From != "dalle propensioni" || got["chiarezza"].From != "dal profilo del 24/11/2026" {
		t.Errorf("%+v", got)
	}
}

func TestAnInterviewIsItsOffices(t *testing.T) {
	o := open(t)
	ctx := t.Context()
	id := o.begin(pacts.ForPact)
	for who, actor := range map[string]rule.Actor{"elsewhere": o.elsewhere, "the province": o.province} {
		if _, err := o.store.SavePanel(ctx, actor, id, "informativa", pacts.PanelInput{Answers: filled["informativa"]}); !errors.Is(err, db.ErrNotFound) && who == "elsewhere" || err == nil {
			t.Errorf("%s saves: %v", who, err)
		}
		for what, err := range map[string]error{
			"closes": second(o.store.ClosePhase(ctx, actor, id, pacts.PhaseInformation)), "meets": o.store.AddMeeting(ctx, actor, id, pacts.NewMeeting{On: "2026-11-24", Minutes: 20, Mode: "presenza"}),
			"stops": o.store.StopInterview(ctx, actor, id, "x"), "refers": o.store.Refer(ctx, actor, id, pacts.Referral{}), "plans": o.store.Plan(ctx, actor, id, 1, 30), "tells": second(o.store.TellCard(ctx, actor, id, "studi")),
		} {
			if !errors.Is(err, db.ErrNotFound) {
				t.Errorf("%s %s: %v", who, what, err)
			}
		}
	}
	if _, err := o.store.Interview(ctx, o.elsewhere, id); !errors.Is(err, db.ErrNotFound) {
		t.Error(err)
	}
	if i, err := o.store.Interview(ctx, o.province, id); err != nil || i.ID != id {
		t.Error(err)
	}
	o.refused(o.store.StopInterview(ctx, o.operator, id, " "), "reason")
	o.ok(o.store.StopInterview(ctx, o.operator, id, "Ha trovato lavoro"))
	if i := o.interview(id); i.State() != pacts.InterviewStopped || i.StopReason != "Ha trovato lavoro" {
		t.Errorf("%+v", i)
	}
	o.refused(o.complete(id, "informativa", nil), "")
	o.begin(pacts.Informative) // another may follow
}

func second[T any](_ T, err error) error { return err }
