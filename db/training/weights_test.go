package training

import (
	"errors"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/rule"
)

func TestWeightsMakeAHundred(t *testing.T) {
	for _, c := range []struct {
		w     Weights
		field string // refused, "-" for none
		says  string
	}{
		{DefaultWeights, "-", ""},
		{DefaultWeights.With("posti", 0), "-", ""},
		{DefaultWeights.With("divari", 45).With("figura", 25), "-", ""},
		{DefaultWeights.With("divari", 45), "", "fanno 95 in tutto: devono fare 100"},
		{DefaultWeights.With("orario", -1), "orario", "da 0 a 100"},
		{DefaultWeights.With("avvio", 2.5), "avvio", "numero intero"},
		{DefaultWeights.With("posti", 101), "posti", "da 0 a 100"},
	} {
		err := c.w.Check()
		var refusals rule.Refusals
		if errors.As(err, &refusals); (err == nil) != (c.field == "-") || err != nil && !strings.Contains(refusals.For(c.field), c.says) {
			t.Errorf("%+v: %v, want «%s» of %q", c.w, err, c.says, c.field)
		}
	}
}

func TestWeightsAreChangedByWhoKeepsTheTables(t *testing.T) {
	s := newSample(t)
	ctx := t.Context()
	w := DefaultWeights.With("divari", 20).With("figura", 50)
	if err := s.store.SetWeights(ctx, operator(1), w, 0); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator: %v", err)
	}
	admin := rule.Actor{UserID: 1, Grants: []rule.Grant{{Role: rule.RoleAdmin, Scope: rule.ScopeInstallation}}}
	if err := s.store.SetWeights(ctx, admin, w, 0); err != nil {
		t.Fatal(err)
	}
	var stale db.Stale
	if err := s.store.SetWeights(ctx, admin, DefaultWeights, 0); !errors.As(err, &stale) || stale.Current != 1 {
		t.Errorf("an older version: %v", err)
	}
	got, version, err := s.store.WeightsVersion(ctx)
	if err != nil || got != w || version != 1 {
		t.Errorf("stored %+v, version %d, %v", got, version, err)
	}
	proposals, err := s.store.Propose(ctx, Profile{Objective: "saldatore"}, 0)
	if err != nil || len(proposals) == 0 {
		t.Fatalf("%+v %v", proposals, err)
	}
	most := map[string]float64{}
	for _, part := range proposals[0].Parts {
		most[part.Label] = part.Most
	}
	if most["Divari"] != 20 || most["Obiettivo"] != 50 {
		t.Errorf("the new weights do not count: %+v", proposals[0].Parts)
	}
	var fields string
	if err := s.db.Reader().QueryRow("SELECT fields FROM audit WHERE action='percorsi.pesi_cambiati'").Scan(&fields); err != nil || fields != "divari,figura" {
		t.Errorf("the register says %s, %v", fields, err)
	}
}

// A criterion that gives nothing is not counted as «0 punti su 0».
func TestACriterionWithoutPointsIsNotExplained(t *testing.T) {
	s := newSample(t)
	w := DefaultWeights.With("figura", 0).With("divari", 70)
	proposals, err := s.store.Propose(t.Context(), Profile{Objective: "saldatore", Weights: w}, 0)
	if err != nil || len(proposals) == 0 {
		t.Fatalf("%+v %v", proposals, err)
	}
	for _, part := range proposals[0].Parts {
		if part.Label == "Obiettivo" {
			t.Errorf("a part that gives nothing: %+v", part)
		}
	}
	if reasons := strings.Join(proposals[0].Reasons, "\n"); strings.Contains(reasons, "su 0") {
		t.Errorf("reasons:\n%s", reasons)
	}
}
