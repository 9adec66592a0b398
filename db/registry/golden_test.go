package registry_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"sportello/db/dbtest"
	"sportello/db/registry"
	"sportello/db/rule"
)

func records(t *testing.T, name string) []map[string]string {
	t.Helper()
	f, err := os.Open("../migrations/data/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		m := map[string]string{}
		for i, h := range lines[0] {
			m[h] = line[i]
		}
		out = append(out, m)
	}
	return out
}

// TestServicesAreTheSources holds the product's rows against the sources' cell
// by cell: an empty cell stays empty.
func TestServicesAreTheSources(t *testing.T) {
	d, _ := dbtest.Open(t)
	services, err := registry.NewStore(d).Services(t.Context(), d.Today())
	if err != nil {
		t.Fatal(err)
	}
	want := records(t, "servizi_marche.csv")
	if len(services) != 105 || len(want) != 105 {
		t.Fatalf("%d services, %d in the source", len(services), len(want))
	}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	for i, s := range services {
		got := map[string]string{
			"lep": s.LEP, "lep_name": s.LEPName, "code": s.Code, "service_name": s.Title, "dm4_2018_activities": s.Activities, "ada_codes": s.ADA,
			"registration_rule": s.RuleText, "min_minutes": number(s.Minutes.Min), "mean_minutes": number(s.Minutes.Mean), "max_minutes": number(s.Minutes.Max),
			"registrable": map[bool]string{true: "1", false: "0"}[s.Registrable], "audience": map[bool]string{true: "employer", false: "citizen"}[s.Company],
			"programme": strings.Join(s.Programmes, ";"), "notes": s.Notes,
		}
		same(t, "servizi_marche.csv", s.Code, got, want[i])
	}
}

func same(t *testing.T, file, key string, got, want map[string]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s %s: %d cells, want %d", file, key, len(got), len(want))
	}
	for column, w := range want {
		if g := got[column]; g != w {
			t.Errorf("%s %s %s: %q, want %q", file, key, column, g, w)
		}
	}
}

func TestPrestazioniAreTheSources(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := registry.NewStore(d)
	all, err := s.Prestazioni(t.Context(), d.Today())
	if err != nil {
		t.Fatal(err)
	}
	want := records(t, "prestazioni_masterplan.csv")
	if len(all) != 23 || len(want) != 23 {
		t.Fatalf("%d prestazioni, %d in the source", len(all), len(want))
	}
	for i, p := range all {
		same(t, "prestazioni_masterplan.csv", p.Code, map[string]string{
			"audience": map[bool]string{true: "employer", false: "citizen"}[p.Company], "area_code": p.AreaCode, "area_name": p.Area, "code": p.Code, "name": p.Name,
			"recipients": p.Recipients, "purpose": p.Purpose, "norms": p.Norms, "structure_requirements": p.Structure, "competence_requirements": p.Competence,
			"process_requirements": p.Process, "result_indicators": p.ResultIndicators, "objective_2011": p.Objective2011, "objective_2013": p.Objective2013, "notes": p.Notes,
		}, want[i])
	}
	minutes := map[string]registry.TargetMinutes{}
	for _, p := range all {
		of, err := s.MinutesOf(t.Context(), p.Code, d.Today())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range of {
			minutes[p.Code+" "+m.Target] = m
		}
	}
	lengths := records(t, "durate_masterplan.csv")
	if len(minutes) != len(lengths) {
		t.Errorf("%d durations, want %d", len(minutes), len(lengths))
	}
	for _, w := range lengths {
		m := minutes[w["service_code"]+" "+w["target"]]
		text := ""
		if m.Minutes != 0 {
			text = fmt.Sprint(m.Minutes)
		}
		same(t, "durate_masterplan.csv", w["service_code"]+" "+w["target"], map[string]string{"service_code": w["service_code"], "target": m.Target, "minutes": text,
			"source_value": m.SourceValue, "span": m.Span, "footnote": m.Footnote, "notes": m.Notes}, w)
	}
}

// TestMappingsAreTheFile holds which prestazione and national code a service is.
func TestMappingsAreTheFile(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := registry.NewStore(d)
	mappings, err := s.Mappings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]registry.Mapping{}
	for _, m := range mappings {
		got[m.Code] = m
	}
	for _, w := range records(t, "corrispondenze_servizi.csv") {
		if w["marche_code"] == "-" {
			continue
		}
		service, err := s.ServiceOn(t.Context(), w["marche_code"], d.Today())
		if err != nil {
			t.Fatal(w["marche_code"], err)
		}
		m := got[service.Code]
		confidence := map[string]string{"high": "alta", "medium": "media", "low": "bassa"}[w["confidence"]]
		if m.National != w["sap_policy_code"] || m.Confidence != confidence || service.DM4 != w["dm4_lep"] || strings.Join(service.Prestazioni, "|") != w["masterplan_code"] {
			t.Errorf("%s: %+v %q %q, want %v", service.Code, m, service.DM4, service.Prestazioni, w)
		}
		if m.Goes() != (confidence == "alta" && m.National != "" || m.Code == "G.4") {
			t.Errorf("%s: goes by itself is %t", service.Code, m.Goes())
		}
	}
}

// TestBandsAreTheTables holds the bands of the program against the table's.
func TestBandsAreTheTables(t *testing.T) {
	d, _ := dbtest.Open(t)
	rows, err := d.Reader().Query("SELECT code, from_age, to_age FROM age_band ORDER BY from_age")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var b registry.Band
		if err := rows.Scan(&b.Code, &b.From, &b.To); err != nil {
			t.Fatal(err)
		}
		if b != registry.Bands[n] {
			t.Errorf("%v, want %v", b, registry.Bands[n])
		}
	}
	if n != len(registry.Bands) {
		t.Errorf("%d bands, want %d", n, len(registry.Bands))
	}
	for _, c := range []struct {
		born rule.Date
		want string
	}{{"2012-11-25", ""}, {"2011-11-24", "15-24"}, {"2001-11-25", "15-24"}, {"2001-11-24", "25-29"}, {"1961-11-25", "55-64"}, {"1961-11-24", "65+"}, {"", ""}} {
		if got := registry.BandOn(c.born, "2026-11-24"); got != c.want {
			t.Errorf("born %s: %q, want %q", c.born, got, c.want)
		}
	}
}
