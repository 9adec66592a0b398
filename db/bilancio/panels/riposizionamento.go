package panels

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sportello/db/scheda"
	"sportello/db/training"
)

func prefillObjective(p proposal, c Card, f Facts) {
	var jobs, sources []string
	add := func(job, from string) {
		if job == "" || slices.Contains(jobs, job) || len(jobs) == 2 {
			return
		}
		if jobs = append(jobs, job); !slices.Contains(sources, from) {
			sources = append(sources, from)
		}
	}
	for _, job := range f.Panels["INV12"]["professioni_interesse"].Items {
		add(job, "da INV12")
	}
	for _, l := range c.Leanings {
		add(l.Job, fromLeanings)
	}
	for _, e := range f.Panels["INV03"].Rows("esperienze") {
		if e.Is("significativa") {
			add(e.Text("qualifica"), "da INV03")
		}
	}
	var rows []scheda.Answers
	for i, job := range jobs {
		rows = append(rows, scheda.Answers{"professione": scheda.T(job), "priorita": scheda.T(strconv.Itoa(i + 1))})
	}
	p.value("obiettivi", scheda.Value{Rows: rows}, strings.Join(sources, " e "), "", "")
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

func deriveGaps(a scheda.Answers, _ Facts) {
	for _, row := range a.Rows("righe") {
		if gap, ok := Gap(row); ok {
			row["divario"] = scheda.T(strconv.Itoa(gap))
		} else {
			delete(row, "divario")
		}
	}
	if share, ok := Coverage(a); ok {
		set(a, "copertura", strconv.Itoa(share))
	} else {
		set(a, "copertura", "")
	}
}

// Gap returns how many levels a row of RIP03 lacks, max(0, required − held),
// and whether both levels are given.
func Gap(row scheda.Answers) (int, bool) {
	required, ok1 := row.Number("livello_richiesto")
	held, ok2 := row.Number("livello_posseduto")
	return max(0, int(required)-int(held)), ok1 && ok2
}

// Coverage returns the share of the required levels that the person holds, in
// percent: Σ min(held, required) / Σ required over the rows of RIP03 with both
// levels. False when there is none.
func Coverage(a scheda.Answers) (int, bool) {
	var held, required float64
	for _, row := range a.Rows("righe") {
		want, ok1 := row.Number("livello_richiesto")
		has, ok2 := row.Number("livello_posseduto")
		if ok1 && ok2 {
			held += min(has, want)
			required += want
		}
	}
	if required == 0 {
		return 0, false
	}
	return int(math.Round(100 * held / required)), true
}

func prefillProject(p proposal, c Card, f Facts) {
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

// scadenza: «> oggi; <= 12 mesi». What is done or dropped may lie in the past.
func checkActions(a scheda.Answers, f Facts, r *report) {
	for i, row := range a.Rows("azioni") {
		due, state := row.Text("scadenza"), row.Text("stato")
		if len(due) == 10 && due <= string(f.Today) && state != "fatta" && state != "annullata" {
			r.fail(fmt.Sprintf("azioni.%d.scadenza", i), fmt.Sprintf("La scadenza deve venire dopo oggi (%s).", f.Today.Italian()))
		}
	}
}

func prefillActions(p proposal, c Card, f Facts) {
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

// preferito: «tra i selezionati».
func checkCourses(a scheda.Answers, _ Facts, r *report) {
	chosen, favourite := a["selezionati"].Items, a.Text("preferito")
	if favourite != "" && !slices.Contains(chosen, favourite) {
		r.fail("preferito", "Il percorso preferito va scelto fra quelli segnati come percorsi di interesse.")
	}
}

func deriveCourses(a scheda.Answers, f Facts) {
	if len(f.Proposals) > 0 {
		near, _ := Near(f.Proposals, a["selezionati"].Items)
		set(a, "proposti", cmp.Or(ProposalsText(near), "Nessun percorso del catalogo è vicino all'obiettivo."))
	}
}

// ProposalsText returns the proposals as the document keeps them.
func ProposalsText(proposals []training.Proposal) string {
	lines := make([]string, len(proposals))
	for i, p := range proposals {
		lines[i] = fmt.Sprintf("%d. %s (%s), %s punti su 100", i+1, p.Title, p.Code, Points(p.Score))
	}
	return strings.Join(lines, "\n")
}

// Points returns a score with at most one decimal.
func Points(score float64) string { return Decimal(float64(int(score*10+0.5)) / 10) }

// data_restituzione: «>= ultimo incontro; <= oggi».
func checkFeedback(a scheda.Answers, f Facts, r *report) {
	if d := a.Text("data_restituzione"); len(d) == 10 && f.LastMeeting != "" && d < string(f.LastMeeting) {
		r.fail("data_restituzione", fmt.Sprintf("La restituzione non può venire prima dell'ultimo incontro (%s).", f.LastMeeting.Italian()))
	}
}

func prefillFeedback(p proposal, c Card, f Facts) {
	if f.LastMeeting == f.Today {
		p.text("data_restituzione", string(f.Today), "dall'incontro di oggi", "", "")
	}
}

// ore_totali: «avviso se fuori dall'intervallo del programma».
func checkClosing(a scheda.Answers, f Facts, r *report) {
	checkMail(a, f, r)
	if f.OutOfRange(f.HoursDone) {
		r.warn("ore_totali", fmt.Sprintf("Le ore svolte sono %s: di norma il percorso dura %s.", Decimal(f.HoursDone), f.Range()))
	}
	feedback := f.Panels["RIP07"]
	if a.Is(MailTick) && feedback.Text("consegna") == "carta" {
		r.warn(MailTick, "In RIP07 la consegna è su carta: controlla con la persona.")
	}
}

func deriveSynthesis(a scheda.Answers, f Facts) { set(a, "ore_totali", Decimal(f.HoursDone)) }

func prefillSynthesis(p proposal, c Card, f Facts) {
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
	if f.Panels["RIP07"].Text("consegna") != "carta" {
		prefillMail(p, f)
	}
	if f.Panels["RIP04"].Is("fabbisogno_formativo") && len(f.Panels["RIP06"]["selezionati"].Items) > 0 {
		p.text("esito", "iscrizione_formazione", "da RIP06", "", "")
	}
}
