package command

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sportello/db/rule"
	"sportello/db/training"
)

var coursesCommand = command{
	name:  "courses",
	usage: "-objective TESTO [-gaps «a; b»] [-province FG] [-now DATA] [-limit N] [-json] [-data DIR]",
	short: "propone i percorsi formativi per un obiettivo, con i motivi",
	long: `
La stessa graduatoria che il bilancio mostra dopo il Riposizionamento, senza una
persona: distanza, orario, requisiti e percorsi già frequentati non contano.

  -objective  la professione obiettivo, come la scriverebbe un operatore
  -gaps       le competenze che mancano, divise da punto e virgola
  -province   solo organismi ed edizioni di questa provincia (sigla)
  -now        il giorno della proposta (24/11/2026 o 2026-11-24); oggi se manca
  -limit      quanti percorsi mostrare; 20 se manca, con -json i primi 200
  -json       stampa soltanto un array di code, title, score, reasons`,
	run: courses,
}

func courses(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "courses")
	objective := f.String("objective", "", "")
	gaps := f.String("gaps", "", "")
	province := f.String("province", "", "")
	now := f.String("now", "", "")
	limit := f.Int("limit", 0, "")
	asJSON := f.Bool("json", false, "")
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	profile := training.Profile{Objective: strings.TrimSpace(*objective), Province: strings.ToUpper(strings.TrimSpace(*province))}
	for gap := range strings.SplitSeq(*gaps, ";") {
		if gap = strings.TrimSpace(gap); gap != "" {
			profile.Gaps = append(profile.Gaps, training.Gap{Text: gap})
		}
	}
	if profile.Objective == "" && len(profile.Gaps) == 0 {
		return errUsage
	}
	if *now != "" {
		day, err := parseDay(*now)
		if err != nil {
			return err
		}
		env.Now = func() time.Time { return day.At(12 * 60) }
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	all, err := training.NewStore(d).Propose(ctx, profile, 0)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("il catalogo è vuoto: importalo con «sportello import catalogo FILE»")
	}
	if *asJSON {
		return printProposals(env, all, cmp.Or(*limit, training.MostExplained))
	}
	return tellProposals(env, all, cmp.Or(*limit, 20))
}

// parseDay reads a day, alone or as the beginning of an RFC 3339 moment.
func parseDay(text string) (rule.Date, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return rule.DateOf(t), nil
	}
	return rule.ParseDate(text)
}

// printProposals prints the proposed courses as one JSON array.
func printProposals(env Env, all []training.Proposal, limit int) error {
	type line struct {
		Code    string   `json:"code"`
		Title   string   `json:"title"`
		Score   float64  `json:"score"`
		Reasons []string `json:"reasons"`
	}
	out := []line{}
	for _, p := range all {
		if p.Excluded == "" && p.Score > 0 && len(out) < limit {
			out = append(out, line{p.Code, p.Title, p.Score, p.Reasons})
		}
	}
	encoder := json.NewEncoder(env.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(out)
}

// notWorthSaying is the score under which a course that is kept out is not
// worth a line.
const notWorthSaying = 15

func tellProposals(env Env, all []training.Proposal, limit int) error {
	shown := 0
	var out []training.Proposal
	for _, p := range all {
		switch {
		case p.Excluded != "":
			out = append(out, p)
		case p.Score > 0 && shown < limit:
			shown++
			fmt.Fprintf(env.Stdout, "%d. %s  %s  (%s punti)\n", shown, p.Code, p.Title, strings.Replace(strconv.FormatFloat(p.Score, 'f', 1, 64), ".", ",", 1))
			for _, reason := range p.Reasons {
				fmt.Fprintf(env.Stdout, "     %s\n", reason)
			}
		}
	}
	if shown == 0 {
		fmt.Fprintln(env.Stdout, "Nessun percorso del catalogo è vicino a quello che cerchi.")
	}
	slices.SortStableFunc(out, func(a, b training.Proposal) int { return cmp.Compare(b.Score, a.Score) })
	for i, p := range out {
		if i == 5 || p.Score < notWorthSaying {
			break
		}
		if i == 0 {
			fmt.Fprintln(env.Stdout, "\nVicini, ma non proposti:")
		}
		fmt.Fprintf(env.Stdout, "   %s  %s. %s\n", p.Code, p.Title, p.Excluded)
	}
	return nil
}
