package panels

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sportello/db/scheda"
)

func TestTimesAndDistancesOfThePropensioni(t *testing.T) {
	for _, c := range []struct {
		hours, travel string
		times         []string
		km, mobility  string
	}{
		{"Tempo pieno, anche su turni", "Fino a 30 km, in giornata", []string{"full_time", "turni"}, "30", "giornaliera"},
		{"Part-time al mattino, no turni, non di notte", "15 chilometri", []string{"part_time"}, "15", ""},
		{"full/time o part time; domenica e festivi", "Disponibile a trasferirsi", []string{"full_time", "part_time", "festivi"}, "", "trasferimento"},
		{"qualsiasi", "No trasferte", nil, "", "no"},
		{"Giornata intera e notte", "non oltre 20km, mai trasferte ma disponibile anche tutta la settimana", []string{"full_time", "notte"}, "20", "settimanale"},
		{"senza turni", "ha l'auto", nil, "", ""},
		{"", "", nil, "", ""},
		{"turnista", "1500 km", []string{"turni"}, "", ""},
	} {
		if diff := cmp.Diff(c.times, hoursNamed(c.hours)); diff != "" {
			t.Errorf("%q: %s", c.hours, diff)
		}
		if km, mobility := kilometres(c.travel), travelNamed(c.travel); km != c.km || mobility != c.mobility {
			t.Errorf("%q: %q %q, want %q %q", c.travel, km, mobility, c.km, c.mobility)
		}
	}
}

func TestWhatThePropensioniAndTheInterviewProposeToTheBilancio(t *testing.T) {
	c := Card{UpdatedOn: "2026-11-02", Dependants: "0",
		Leanings: []Leaning{
			{Job: "Cuochi in alberghi e ristoranti [5.2.2.1.0]", Hours: "tempo pieno", Travel: "30 km", On: "2026-11-20"},
			{Job: "Camerieri di ristorante [5.2.2.3.2]", Hours: "turni, tempo pieno", Travel: "fino a 50 km in giornata", On: "2026-11-18"},
		},
		Interview: Interview{Expectations: "Un lavoro stabile in cucina.", ExpectationsOn: "2026-11-20", Constraints: "Non guida", ConstraintsOn: "2026-11-21"}}
	f := testFacts(t)
	for code, want := range map[string]Prefilled{
		"PRE05": {
			"aspettative":        {Value: scheda.T("Un lavoro stabile in cucina."), From: fromInterview, On: "2026-11-20"},
			"ostacoli_percepiti": {Value: scheda.T("Non guida"), From: fromInterview, On: "2026-11-21"},
		},
		"INV14": {
			"disponibilita_orario": {Value: scheda.Many("full_time", "turni"), From: fromLeanings, On: "2026-11-20"},
			"raggio_km":            {Value: scheda.T("30"), From: fromLeanings, On: "2026-11-20"},
			"mobilita":             {Value: scheda.T("giornaliera"), From: fromLeanings, On: "2026-11-18"},
			"carichi_cura":         {Value: scheda.T("nessuno"), From: fromCard, On: "2026-11-02"},
			"vincoli_lavorativi":   {Value: scheda.T("Non guida"), From: fromInterview, On: "2026-11-21"},
		},
	} {
		if diff := cmp.Diff(want, Prefill(code, c, f)); diff != "" {
			t.Errorf("%s: %s", code, diff)
		}
		if got := Prefill(code, Card{}, f); len(got) != 0 {
			t.Errorf("%s from nothing: %v", code, got)
		}
	}
	jobs := func(c Card, f Facts) (out []string) {
		p := Prefill("RIP01", c, f)["obiettivi"]
		for _, row := range p.Value.Rows {
			out = append(out, row.Text("professione"))
		}
		return append(out, p.From)
	}
	delete(f.Panels, "INV12")
	if diff := cmp.Diff([]string{c.Leanings[0].Job, c.Leanings[1].Job, fromLeanings}, jobs(c, f)); diff != "" {
		t.Error(diff)
	}
	f.Panels["INV12"] = scheda.Answers{"professioni_interesse": scheda.Many("Pasticcieri [6.5.1.3.1]")}
	if diff := cmp.Diff([]string{"Pasticcieri [6.5.1.3.1]", c.Leanings[0].Job, "da INV12 e dalle propensioni"}, jobs(c, f)); diff != "" {
		t.Error(diff)
	}
}
