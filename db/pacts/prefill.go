package pacts

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Told is what the card, the bilancio and the qualitative profile know of a person
// before the interview.
type Told struct {
	Sections []people.CardSection
	Leanings []people.Propensione // those that hold
	Bilancio *bilancio.Bilancio   // the last one in the reader's scope, nil for none
	Profile  *people.Profile      // the last completed one, nil for none
	Study    string               // title of study in words, as the reception wrote it
	StudyOn  rule.Date
}

const fromTheCard = "dalla scheda lavoratore"

func (t Told) fromBilancio() string { return "dal bilancio " + t.Bilancio.Code() }

// mostCompetences is how many competences of a bilancio are proposed.
const mostCompetences = 8

// Proposed returns what is proposed for a panel of an interview, each field with
// where it comes from. The sections of the card go before the bilancio, which is
// told to the card when it is completed.
func (i Interview) Proposed(code string, t Told) panels.Prefilled {
	p := proposal{panels.Prefilled{}, t}
	p.profile(code)
	switch code {
	case "informativa":
		p.bilancio("aspettative", "PRE05", "aspettative")
	case "profilo":
		var names []string
		for _, l := range t.Leanings {
			names = append(names, l.Title)
		}
		if len(t.Leanings) > 0 {
			p.put("profilo", scheda.T(strings.Join(names, "; ")), panels.Proposed{From: "dalle propensioni", On: t.Leanings[0].UpdatedAt.Date()})
		}
		p.competences()
	case "esperienze", "studi":
		for _, name := range cardSections[code] {
			p.section(name)
		}
		if _, there := p.out["titoli"]; code == "studi" && !there && t.Study != "" {
			p.put("titoli", scheda.Rows(panels.StudyRow(t.Study)), panels.Proposed{From: fromTheCard, On: t.StudyOn})
		}
	case "vincoli":
		p.bilancio("descrizione", "INV14", "vincoli_lavorativi")
	case "obiettivo":
		p.objective()
	case "piano":
		p.actions(i)
	}
	return p.out
}

type proposal struct {
	out panels.Prefilled
	Told
}

func (p proposal) put(field string, v scheda.Value, from panels.Proposed) {
	if !v.Blank() {
		from.Value = v
		p.out[field] = from
	}
}

// profileQuestions are the fields of the interview that the qualitative profile
// asks too, by panel, each with the profile's question: the answers of the scales
// are the same four.
var profileQuestions = map[string]map[string]string{
	"informativa": {"aspettative": "risultato_atteso"},
	"profilo":     {"profilo_livello": "profilo"},
	"esperienze":  {"qualita": "esperienza"},
	"studi":       {"qualita": "formazione"},
	"ricerca":     {"autonomia": "autonomia", "mercato": "mercato", "metodo": "ricerca"},
	"promozione":  {"autopromozione": "promozione"},
	"vincoli":     {"vincoli": "vincoli"},
	"obiettivo":   {"obiettivo": "lavoro_cercato", "chiarezza": "obiettivo"},
}

// profile proposes what the person answered to the same questions of the last
// qualitative profile.
func (p proposal) profile(code string) {
	if p.Profile == nil {
		return
	}
	for field, question := range profileQuestions[code] {
		p.put(field, p.Profile.Answers.At(question), panels.Proposed{From: "dal profilo del " + p.Profile.On.Italian()})
	}
}

// bilancio proposes what a panel of the bilancio says, unless the profile said it later.
func (p proposal) bilancio(field, panel, of string) {
	if p.Bilancio != nil {
		state := p.Bilancio.Panels[panel]
		if _, told := p.out[field]; told && p.Profile.On > state.SavedAt.Date() {
			return
		}
		p.put(field, state.Answers.At(of), panels.Proposed{From: p.fromBilancio(), On: state.SavedAt.Date()})
	}
}

// section proposes a section of the card, else what a bilancio asked the same.
func (p proposal) section(name string) {
	for _, s := range p.Sections {
		if s.Panel.Code != name {
			continue
		}
		if !s.Answers.Blank() {
			for field, v := range s.Answers {
				p.put(field, v, panels.Proposed{From: fromTheCard, On: s.SavedAt.Date()})
			}
			return
		}
		for code, of := range panels.CardSections {
			if of == name && p.Bilancio != nil {
				state := p.Bilancio.Panels[code]
				for field, v := range people.Project(s.Panel, state.Answers) {
					p.put(field, v, panels.Proposed{From: p.fromBilancio(), On: state.SavedAt.Date()})
				}
			}
		}
	}
}

// competences proposes what the bilancio found the person to hold.
func (p proposal) competences() {
	if p.Bilancio == nil {
		return
	}
	var rows []scheda.Answers
	for _, h := range panels.Competences(p.Bilancio.Definition, p.Bilancio.Answers()) {
		if h.Level > 0 && len(rows) < mostCompetences {
			rows = append(rows, scheda.Answers{scheda.RowID: scheda.T("r" + strconv.Itoa(len(rows)+1)), "competenza": scheda.T(scheda.Name(h.Text)), "livello": scheda.T(strconv.Itoa(h.Level))})
		}
	}
	p.put("competenze", scheda.Value{Rows: rows}, panels.Proposed{From: p.fromBilancio()})
}

// objective proposes the objective of the bilancio, else the first propensione.
func (p proposal) objective() {
	if p.Bilancio != nil {
		if job := scheda.Name(panels.Objective(p.Bilancio.Answers())); job != "" {
			p.put("obiettivo", scheda.T(job), panels.Proposed{From: p.fromBilancio(), On: p.Bilancio.Panels["RIP01"].SavedAt.Date()})
			return
		}
	}
	if len(p.Leanings) > 0 {
		p.put("obiettivo", scheda.T(p.Leanings[0].Title), panels.Proposed{From: "dalle propensioni", On: p.Leanings[0].UpdatedAt.Date()})
	}
}

// actions proposes for the plan what the analysis found: the firms to apply to,
// the curriculum that the person is to bring.
func (p proposal) actions(i Interview) {
	var rows []scheda.Answers
	add := func(what, by string) {
		rows = append(rows, scheda.Answers{scheda.RowID: scheda.T("r" + strconv.Itoa(len(rows)+1)), "azione": scheda.T(what), "chi": scheda.T(ByPerson), "entro": scheda.T(by)}.Compact())
	}
	for _, row := range i.Answers("ricerca").Rows("imprese") {
		add("Proporre la candidatura a «"+row.Text("impresa")+"»", row.Text("entro"))
	}
	if a := i.Answers("adempimenti"); a.Text("curriculum") == "promosso" {
		add("Portare il curriculum al Centro per l'Impiego", a.Text("curriculum_entro"))
	}
	p.put("azioni", scheda.Value{Rows: rows}, panels.Proposed{From: "dalla fase di analisi"})
}

// TellsCard reports whether a panel asks what the person's card holds too.
func TellsCard(code string) bool { return len(cardSections[code]) > 0 }

// Sections returns the sections of the card, of those given, that a panel asks
// of too.
func sectionsFor(code string, all []people.CardSection) []people.CardSection {
	return slices.DeleteFunc(slices.Clone(all), func(s people.CardSection) bool { return !slices.Contains(cardSections[code], s.Panel.Code) })
}

// Differences returns what a completed panel says otherwise than the sections of
// the card: each is offered back to it.
func (i Interview) Differences(code string, all []people.CardSection) []people.SectionDifference {
	if !i.Status(code).Done() {
		return nil
	}
	var out []people.SectionDifference
	for _, s := range sectionsFor(code, all) {
		out = append(out, people.SectionDifferences(s, i.Answers(code))...)
	}
	return out
}

// ToldBilancio returns what the interviews of a person in the actor's scope say that
// a bilancio asks too: of each, the last that was completed.
func (s *Store) ToldBilancio(ctx context.Context, actor rule.Actor, workerID int64) (out panels.Interview, err error) {
	all, err := s.Interviews(ctx, actor, workerID)
	for _, i := range all {
		last := func(panel, field string, text *string, on *rule.Date) {
			if said := i.Answers(panel).Text(field); *text == "" && said != "" && i.Status(panel).Done() {
				*text, *on = said, i.Panels[panel].SavedAt.Date()
			}
		}
		last("informativa", "aspettative", &out.Expectations, &out.ExpectationsOn)
		last("vincoli", "descrizione", &out.Constraints, &out.ConstraintsOn)
	}
	return out, err
}
