package bilancio

import (
	"context"
	"strconv"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// defaultLevel is the level required of a competence whose figure tells none.
const defaultLevel = 3

// mostSuggested bounds how many suggestions a panel shows of one figure.
const mostSuggested = 8

// Suggest returns what the repertorio, ESCO and the other panels propose for a
// panel; nil for one that has nothing to propose.
func (s *Store) Suggest(ctx context.Context, b Bilancio, code string, current scheda.Answers) ([]panels.Suggestions, error) {
	all := b.Answers()
	all[code] = current
	switch code {
	case "INV04":
		return s.suggestActivities(ctx, all)
	case "INV08":
		return s.suggestTechnical(ctx, all)
	case "RIP03":
		return s.suggestRequired(ctx, all)
	}
	return nil, nil
}

// figureOf returns the figure of the repertorio that a job means, as a lookup
// holds it: by its code, else by its words. db.ErrNotFound when there is none.
func (s *Store) figureOf(ctx context.Context, job string) (reference.Figure, error) {
	if rule.Fold(scheda.Name(job)) == "" {
		return reference.Figure{}, db.ErrNotFound
	}
	if code := scheda.Code(job); code != "" {
		if f, err := s.reference.Figure(ctx, code); err != db.ErrNotFound {
			return f, err
		}
		figures, err := s.reference.FiguresOfProfession(ctx, code)
		if err != nil {
			return reference.Figure{}, err
		}
		if len(figures) > 0 {
			return figures[0], nil
		}
	}
	figures, err := s.reference.Figures(ctx, scheda.Name(job), 1)
	if err != nil {
		return reference.Figure{}, err
	}
	if len(figures) == 0 {
		return reference.Figure{}, db.ErrNotFound
	}
	return figures[0], nil
}

// eachSignificant calls do for each experience marked as significant whose job
// is a figure of the repertorio.
func (s *Store) eachSignificant(ctx context.Context, all map[string]scheda.Answers, do func(experience scheda.Answers, figure reference.Figure) error) error {
	for _, e := range all["INV03"].Rows("esperienze") {
		if !e.Is("significativa") {
			continue
		}
		figure, err := s.figureOf(ctx, e.Text("qualifica"))
		if err == db.ErrNotFound {
			continue
		}
		if err != nil {
			return err
		}
		if err := do(e, figure); err != nil {
			return err
		}
	}
	return nil
}

// ofFigure returns what a figure asks for and is not there yet.
func (s *Store) ofFigure(ctx context.Context, figure string, have []string, take func(reference.FigureCompetence) string) ([]panels.Suggestion, error) {
	asked, err := s.reference.FigureCompetences(ctx, figure)
	var out []panels.Suggestion
	for _, c := range asked {
		if entry := plain(c.Entry().Value()); !panels.Known(entry, have) && len(out) < mostSuggested {
			out = append(out, panels.Suggestion{Entry: entry, Take: take(c)})
		}
	}
	return out, err
}

// suggestActivities proposes, for each experience marked as significant, what
// its figure does.
func (s *Store) suggestActivities(ctx context.Context, all map[string]scheda.Answers) (out []panels.Suggestions, err error) {
	var have []string
	for _, row := range all["INV04"].Rows("attivita") {
		have = append(have, row["competenze"].Items...)
	}
	err = s.eachSignificant(ctx, all, func(e scheda.Answers, figure reference.Figure) error {
		list, err := s.ofFigure(ctx, figure.Code, have, func(c reference.FigureCompetence) string {
			return e.Text(scheda.RowID) + "|" + plain(c.Entry().Value())
		})
		if len(list) > 0 {
			out = append(out, panels.Suggestions{Title: "Attività suggerite per " + panels.ExperienceLabel(e), From: "dal repertorio, figura «" + figure.Name + "»", List: list})
		}
		return err
	})
	return out, err
}

// suggestTechnical proposes what the activities named, what ESCO knows near to
// them, and what the figure asks for and did not come up.
func (s *Store) suggestTechnical(ctx context.Context, all map[string]scheda.Answers) ([]panels.Suggestions, error) {
	group := panels.Suggestions{Title: "Competenze suggerite", From: "dalle attività di INV04", List: panels.Emerged(all)}
	var have []string
	for _, row := range all["INV08"].Rows("tecniche") {
		have = append(have, row.Text("competenza"))
	}
	for _, g := range group.List {
		have = append(have, g.Entry)
	}
	add := func(entry, why string) {
		if !panels.Known(entry, have) {
			have = append(have, entry)
			group.List = append(group.List, panels.Suggestion{Entry: entry, Take: entry, Why: why})
		}
	}
	for _, row := range all["INV04"].Rows("attivita") {
		near, err := s.reference.Competences(ctx, row.Text("descrizione"), 2)
		if err != nil {
			return nil, err
		}
		for _, c := range near {
			if len(group.List) < 2*mostSuggested {
				add(plain(c.Entry().Value()), "vicina a «"+row.Text("descrizione")+"» ("+c.Entry().Detail+")")
			}
		}
	}
	err := s.eachSignificant(ctx, all, func(e scheda.Answers, figure reference.Figure) error {
		list, err := s.ofFigure(ctx, figure.Code, have, func(c reference.FigureCompetence) string { return plain(c.Entry().Value()) })
		for _, item := range list {
			add(item.Entry, "richiesta dalla figura «"+figure.Name+"», non emersa: chiedere alla persona")
		}
		group.From = "dalle attività di INV04 e dal repertorio, figura «" + figure.Name + "»"
		return err
	})
	if err != nil || len(group.List) == 0 {
		return nil, err
	}
	return []panels.Suggestions{group}, nil
}

// suggestRequired proposes what the figure of the objective asks for and RIP03
// does not hold.
func (s *Store) suggestRequired(ctx context.Context, all map[string]scheda.Answers) ([]panels.Suggestions, error) {
	figure, err := s.figureOf(ctx, panels.Objective(all))
	if err == db.ErrNotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var have []string
	for _, row := range all["RIP03"].Rows("righe") {
		have = append(have, row.Text("competenza"))
	}
	list, err := s.ofFigure(ctx, figure.Code, have, func(c reference.FigureCompetence) string { return level(c) + "|" + plain(c.Entry().Value()) })
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return []panels.Suggestions{{Title: "Competenze richieste dall'obiettivo", From: "dal repertorio, figura «" + figure.Name + "»", List: list}}, nil
}

func level(c reference.FigureCompetence) string {
	if c.RequiredLevel >= 1 && c.RequiredLevel <= 4 {
		return strconv.Itoa(c.RequiredLevel)
	}
	return strconv.Itoa(defaultLevel)
}

// proposeGaps puts into RIP03 what the figure of the objective asks for, with
// the level that INV07 and INV08 found.
func (s *Store) proposeGaps(ctx context.Context, b Bilancio, f panels.Facts, out panels.Prefilled) error {
	figure, err := s.figureOf(ctx, panels.Objective(f.Panels))
	if err == db.ErrNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	asked, err := s.reference.FigureCompetences(ctx, figure.Code)
	if err != nil || len(asked) == 0 {
		return err
	}
	held := panels.Competences(b.Definition, f.Panels)
	var rows []scheda.Answers
	for _, c := range asked {
		entry := plain(c.Entry().Value())
		n, _ := panels.LevelOf(entry, held)
		rows = append(rows, scheda.Answers{
			"competenza": scheda.T(entry), "livello_richiesto": scheda.T(level(c)), "livello_posseduto": scheda.T(strconv.Itoa(n)),
		})
	}
	out["righe"] = panels.Proposed{Value: scheda.Rows(rows...), From: "dal repertorio, figura «" + figure.Name + "», e dalla fase investigativa"}
	return nil
}
