package panels

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
	"sportello/db/scheda"
)

func prefillStudies(p proposal, c Card, f Facts) {
	if c.StudyTitle == "" {
		return
	}
	p.value("titoli", scheda.Rows(StudyRow(c.StudyTitle)), fromCard, c.UpdatedOn, "")
}

// StudyRow returns the row of the titles of study that a title in words begins: its
// year and whether it was obtained are still to be asked.
func StudyRow(title string) scheda.Answers {
	return scheda.Answers{"livello": scheda.T(StudyLevel(title)), "denominazione": scheda.T(title)}.Compact()
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

// StudyWords returns the highest title of INV01 that was obtained, in words.
func StudyWords(def scheda.Definition, studies scheda.Answers) string {
	panel, _ := def.Panel("INV01")
	level, _ := panel.Field("titoli.livello")
	best := -1
	for _, row := range studies.Rows("titoli") {
		at := slices.IndexFunc(level.Options, func(o scheda.Option) bool { return o.Value == row.Text("livello") })
		if at > best && (row.Is("conseguito") || row.Text("livello") == "nessuno") {
			best = at
		}
	}
	if best < 0 {
		return ""
	}
	return level.Options[best].Label
}

func prefillJobs(p proposal, c Card, f Facts) {
	if c.Company == "" && c.Job == "" {
		return
	}
	row := scheda.Answers{"datore": scheda.T(c.Company), "qualifica": scheda.T(c.Job), "al": scheda.T(string(c.DismissedOn))}.Compact()
	p.value("esperienze", scheda.Rows(row), fromList+" «"+c.List+"»", c.ListOn, "")
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

// ExperienceChoices returns the experiences of INV03 as the choices of INV04.
func ExperienceChoices(work scheda.Answers) []scheda.Option {
	var out []scheda.Option
	for _, e := range work.Rows("esperienze") {
		out = append(out, scheda.Option{Value: e.Text(scheda.RowID), Label: ExperienceLabel(e)})
	}
	return out
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

// livello_consulente: «avviso se scarto >= 2».
func checkTransversal(a scheda.Answers, _ Facts, r *report) {
	for item, row := range a["trasversali"].Group {
		own, ok1 := row.Group.Number("livello_persona")
		other, ok2 := row.Group.Number("livello_consulente")
		if gap := own - other; ok1 && ok2 && (gap >= 2 || gap <= -2) {
			r.warn("trasversali."+item+".livello_consulente", fmt.Sprintf("C'è uno scarto di %s livelli fra la persona e il consulente: parlatene insieme.", Decimal(max(gap, -gap))))
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

func prefillLanguages(p proposal, c Card, f Facts) {
	if scheda.Code(c.Citizenship) == "100" {
		p.text("lingua_madre", "Italiano", "dalla cittadinanza", "", "")
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

func deriveLicences(a scheda.Answers, f Facts) {
	set(a, "scadenze_avviso", strings.Join(Expiries(a, f.Today), "; "))
}

// Expiries returns the licences of INV11 that have expired or expire within 90
// days, with their date.
func Expiries(a scheda.Answers, today rule.Date) []string {
	var out []string
	for _, row := range a.Rows("abilitazioni") {
		until := rule.Date(row.Text("scadenza"))
		switch {
		case len(until) != 10 || until > today.AddDays(90):
		case until < today:
			out = append(out, fmt.Sprintf("%s è scaduta il %s", row.Text("denominazione"), until.Italian()))
		default:
			out = append(out, fmt.Sprintf("%s scade il %s", row.Text("denominazione"), until.Italian()))
		}
	}
	return out
}

// vincoli_lavorativi: «avviso se contiene termini sanitari».
func checkConstraints(a scheda.Answers, _ Facts, r *report) {
	warnHealth("vincoli_lavorativi", a, r)
}

func deriveProfile(a scheda.Answers, f Facts) {
	set(a, "incongruenze", strings.Join(f.Warnings, "; "))
	set(a, "ore_fase", Decimal(f.HoursPhase))
}

func prefillProfile(p proposal, c Card, f Facts) {
	p.text("profilo_sintetico", ProfileDraft(f.Definition, f), fromPanels, "", "")
	var keys []string
	for _, h := range Competences(f.Definition, f.Panels) {
		if h.Level >= 3 && len(keys) < 10 {
			keys = append(keys, h.Key)
		}
	}
	p.value("competenze_chiave", scheda.Value{Items: keys}, fromPanels+", i livelli più alti", "", "")
	prefillMail(p, f)
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
		panel, _ := def.Panel("INV01")
		level, _ := panel.Field("titoli.livello")
		for _, t := range titles {
			name := t.Text("denominazione")
			if i := slices.IndexFunc(level.Options, func(o scheda.Option) bool { return o.Value == t.Text("livello") }); name == "" && i >= 0 {
				name = level.Options[i].Label // a licenza media has no other name
			}
			if text := strings.TrimSpace(name + " " + t.Text("anno")); text != "" {
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
