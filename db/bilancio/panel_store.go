package bilancio

import (
	"context"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Panel returns a panel of a bilancio, to be shown. One that was never saved
// shows what is proposed for it. db.ErrNotFound for a panel that there is not.
func (s *Store) Panel(ctx context.Context, actor rule.Actor, id int64, code string) (Bilancio, PanelView, error) {
	var v PanelView
	b, err := s.Bilancio(ctx, actor, id)
	if err != nil {
		return b, v, err
	}
	panel, ok := b.Definition.Panel(code)
	if !ok {
		return b, v, db.ErrNotFound
	}
	v.Panel, v.State, v.ReadOnly = panel, b.Panels[code], b.Editable(panel.Phase)
	if v.ReadOnly == "" && !b.WritableBy(actor) {
		v.ReadOnly = "Questo bilancio lo compila chi lavora nel suo Centro per l'Impiego: qui si può solo leggere."
	}
	if v.Facts, err = s.facts(b).of(ctx, code, v.State.Answers); err != nil {
		return b, v, err
	}
	v.Prefill = v.State.Prefill
	if v.State.Version == 0 && v.ReadOnly == "" {
		if v.Prefill, err = s.propose(ctx, actor, b, code, v.Facts); err != nil {
			return b, v, err
		}
		v.State.Status, v.State.Code = scheda.StatusEmpty, code
		v.State.Answers = v.Prefill.Answers()
	}
	if v.ReadOnly == "" {
		v.State.Answers = panels.Derive(code, v.State.Answers, v.Facts)
	}
	if last, ok := b.Last(panel.Phase); ok && last.Document != "" && (code == "INV16" || code == "RIP08") {
		v.State.Answers = v.State.Answers.Clone()
		v.State.Answers["documento"] = scheda.T(last.Document)
	}
	if v.State.Status.Done() {
		_, v.Warnings = panels.Validate(panel, v.State.Answers, v.Facts)
	}
	return b, v, nil
}

// propose returns the values proposed for a panel.
func (s *Store) propose(ctx context.Context, actor rule.Actor, b Bilancio, code string, f panels.Facts) (panels.Prefilled, error) {
	var card panels.Card
	if panels.NeedsCard(code) {
		var err error
		if card, err = s.card(ctx, b); err != nil {
			return nil, err
		}
		if s.interview != nil {
			if card.Interview, err = s.interview(ctx, actor, b.WorkerID); err != nil {
				return nil, err
			}
		}
	}
	out := panels.Prefill(code, card, f)
	switch code {
	case "RIP03":
		return out, s.proposeGaps(ctx, b, f, out)
	case "RIP05":
		return s.proposePact(ctx, b, out)
	}
	return out, nil
}

// proposePact proposes that the plan's actions go into the patto that the person
// has.
func (s *Store) proposePact(ctx context.Context, b Bilancio, out panels.Prefilled) (panels.Prefilled, error) {
	var from rule.Date
	err := s.db.Reader().QueryRowContext(ctx, "SELECT coalesce(max(valid_from),'') FROM standing WHERE worker_id=? AND kind=? AND valid_from<=?3 AND valid_to>=?3", b.WorkerID, registry.StandingPatto, s.db.Today()).Scan(&from)
	if err != nil || from == "" {
		return out, err
	}
	if out == nil {
		out = panels.Prefilled{}
	}
	out["aggiorna_patto"] = panels.Proposed{Value: scheda.T("si"), From: "dal patto in vigore", On: from}
	return out, nil
}
