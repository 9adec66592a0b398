package indicators_test

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/indicators"
	"sportello/db/rule"
)

// TestTheObjectivesAreTheSources holds the 84 objectives against the file of the
// source cell by cell: an empty cell stays empty, and every line of the sheet
// that an objective names exists.
func TestTheObjectivesAreTheSources(t *testing.T) {
	o := open(t)
	f, err := os.Open("../migrations/data/obiettivi_masterplan.csv")
	o.ok(err)
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	o.ok(err)
	all, err := o.store.Targets(t.Context())
	o.ok(err)
	if len(all) != 84 || len(lines) != 85 {
		t.Fatalf("%d objectives, %d in the source", len(all), len(lines)-1)
	}
	kinds := map[indicators.Kind]string{indicators.Delta: "increase_percent", indicators.Quota: "share_percent", indicators.MaxDays: "max_days", indicators.NoNumber: "nq"}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	for n, target := range all {
		value := ""
		if target.Value != nil {
			value = strconv.FormatFloat(*target.Value, 'f', -1, 64)
		}
		got := []string{target.Service, target.Title, target.Class, strconv.Itoa(target.Horizon), kinds[target.Kind], value, number(target.BaselineYear), target.Population, target.Text, target.Notes}
		if !slices.Equal(got, lines[n+1]) {
			t.Errorf("objective %d:\n%q, want\n%q", n+1, got, lines[n+1])
		}
		for _, code := range target.Indicators {
			if i, ok := indicators.ByCode(code); !ok || i.Service != target.Service {
				t.Errorf("objective %d of %s names %q", n+1, target.Service, code)
			}
		}
		if len(target.Indicators) == 0 && target.Title != "" {
			t.Errorf("objective %d is of no indicator: %s", n+1, target.Title)
		}
	}
}

// TestAnObjectiveHoldsForAnOfficeAndAYear: pilots and the others have their own,
// the nearest horizon that is not over counts, and an objective of those who
// receive a benefit alone is no objective of all.
func TestAnObjectiveHoldsForAnOfficeAndAYear(t *testing.T) {
	o := open(t)
	all, err := o.store.Targets(t.Context())
	o.ok(err)
	for _, c := range []struct {
		code  string
		year  int
		pilot bool
		want  string
	}{
		{"A.1", 2010, true, "+25% sul 2009"}, {"A.1", 2011, false, "+5% sul 2009"}, {"A.1", 2012, true, "+50% sul 2011"}, {"A.1", 2026, false, "+25% sul 2011"},
		{"A.inv", 2011, true, "+25% sul 2009"}, {"B.1.1", 2011, true, "60% di: DID"}, {"B.1.2", 2011, false, "100% di: DID"}, {"G.1.6", 2013, true, "al massimo 5 giorni"},
		{"G.2.1", 2013, true, "obiettivo non leggibile nella fonte"}, {"B.2inv", 2013, true, "non quantificato nella fonte"}, {"F.3", 2011, false, "+10% sul 2009"}, {"E.4", 2011, true, ""},
	} {
		got := ""
		if held := indicators.For(all, c.code, c.year, c.pilot); len(held) > 0 {
			got = held[0].Short()
		}
		if got != c.want {
			t.Errorf("%s in %d, pilot %v: %q, want %q", c.code, c.year, c.pilot, got, c.want)
		}
	}
}

func TestAFigureAgainstItsObjective(t *testing.T) {
	delta := func(v float64) indicators.Target {
		return indicators.Target{Kind: indicators.Delta, Value: &v, BaselineYear: 2009}
	}
	quota := func(v float64) indicators.Target {
		return indicators.Target{Kind: indicators.Quota, Value: &v, Population: "DID"}
	}
	days := func(v float64) indicators.Target { return indicators.Target{Kind: indicators.MaxDays, Value: &v} }
	for _, c := range []struct {
		got        indicators.Verdict
		word, says string
	}{
		{indicators.JudgeDelta(delta(25), 4103, 3128), indicators.Reached, "4.103 su 3.910 (+25% sul 2009)"},
		{indicators.JudgeDelta(delta(25), 125, 100), indicators.Reached, "125 su 125 (+25% sul 2009)"},
		{indicators.JudgeDelta(delta(25), 124, 100), indicators.Below, "124 su 125 (+25% sul 2009)"},
		{indicators.JudgeDelta(delta(25), 90, 100), indicators.Far, "90 su 125 (+25% sul 2009)"},
		{indicators.JudgeShare(quota(60), 65, indicators.Kept{Over: 100}), indicators.Reached, "65% su 60%, 65 su 100 DID scadute"},
		{indicators.JudgeShare(quota(60), 531, indicators.Kept{Over: 1000, Runs: 7}), indicators.Below, "53,1% su 60%, 531 su 1.000 DID scadute (7 ancora nei termini)"},
		{indicators.JudgeShare(quota(60), 1, indicators.Kept{Over: 1}), indicators.Reached, "100% su 60%, 1 su 1 DID scaduta"},
		{indicators.JudgeShare(quota(60), 0, indicators.Kept{Runs: 5}), "", "nessuna DID dell'anno ha ancora finito i due mesi"},
		{indicators.JudgeDays(days(10), 9.6), indicators.Reached, "9,6 giorni su 10"},
		{indicators.JudgeDays(days(10), 12), indicators.Below, "12 giorni su 10"},
		{indicators.JudgeDays(days(10), 30), indicators.Far, "30 giorni su 10"},
	} {
		if c.got.Word != c.word || c.got.Says != c.says {
			t.Errorf("%q %q, want %q %q", c.got.Word, c.got.Says, c.word, c.says)
		}
	}
	if gap, ok := indicators.JudgeDelta(delta(25), 150, 100).Gap(); !ok || gap < 0.19 || gap > 0.21 {
		t.Errorf("gap %v %v, want 0.2", gap, ok)
	}
}

// TestBaselinesAreOfTheHeadAndTheProvince: who may enter them, what they must
// be, and what a missing one says.
func TestBaselinesAreOfTheHeadAndTheProvince(t *testing.T) {
	o := open(t)
	o.served(o.person("F", "1990-01-01"), o.here, "A.1", "", "2026-11-03")
	judged := func(scope indicators.Scope, code string) indicators.Verdict {
		sheet, err := o.store.Sheet(t.Context(), scope, 2026, nil)
		o.ok(err)
		all, err := o.store.Judge(t.Context(), sheet)
		o.ok(err)
		return all[code]
	}
	if v := judged(o.scope, "A.2"); v.Word != "" || v.Says != "manca il dato 2011 del CPI" {
		t.Errorf("without a baseline: %+v", v)
	}
	if v := judged(o.ofProvince, "A.2"); v.Says != "manca il dato 2011 di 7 CPI su 7" {
		t.Errorf("province without baselines: %+v", v)
	}
	field := func(n int) string { return strconv.Itoa(n) }
	save := func(actor rule.Actor, b ...indicators.Baseline) error {
		return o.store.ImportBaselines(context.Background(), actor, b, true, field)
	}
	base := indicators.Baseline{CPI: o.here, Indicator: "A.2", Year: 2011, Value: 2}
	for name, actor := range map[string]rule.Actor{"operator": o.operator, "region": o.region} {
		if err := save(actor, base); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := save(o.head, indicators.Baseline{CPI: o.near, Indicator: "A.2", Year: 2011, Value: 2}); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another office's: %v", err)
	}
	var refused rule.Refusals
	err := save(o.head, base, indicators.Baseline{CPI: o.here, Indicator: "Z.1", Year: 2011}, indicators.Baseline{CPI: o.here, Indicator: "B.1.2", Year: 2011}, indicators.Baseline{CPI: o.here, Indicator: "A.1", Year: 2027},
		indicators.Baseline{CPI: o.here, Indicator: "A.1", Year: 2011, Value: -1})
	if !errors.As(err, &refused) || len(refused) != 4 || !strings.Contains(refused.For("1"), "«Z.1» non è un indicatore") {
		t.Errorf("refused: %v", err)
	}
	if v := judged(o.scope, "A.2"); v.Word != "" {
		t.Errorf("a refused file kept a baseline: %+v", v)
	}
	o.ok(save(o.head, base))
	if v := judged(o.scope, "A.2"); v.Word != indicators.Far || v.Says != "1 su 3 (+50% sul 2011)" {
		t.Errorf("1 against 2 grown by 50%%: %+v", v)
	}
	o.ok(save(o.province, indicators.Baseline{CPI: o.here, Indicator: "A.2", Year: 2011, Value: 0.4}))
	if v := judged(o.scope, "A.2"); v.Word != indicators.Reached {
		t.Errorf("corrected by the province: %+v", v)
	}
}

// TestTwoSaveOneBaseline: the later of two who read the same version loses
// nothing, and neither does who meets a file.
func TestTwoSaveOneBaseline(t *testing.T) {
	o := open(t)
	save := func(actor rule.Actor, version int, value float64) error {
		return o.store.SaveBaseline(t.Context(), actor, indicators.Baseline{CPI: o.here, Indicator: "A.2", Year: 2011, Value: value, Version: version})
	}
	stored := func() indicators.Baseline {
		b, err := o.store.Baseline(t.Context(), o.scope, "A.2", 2011)
		o.ok(err)
		return b
	}
	var stale db.Stale
	o.ok(save(o.head, 0, 100))
	if err := save(o.province, 0, 200); !errors.As(err, &stale) || stale.Current != 1 || stored().Value != 100 {
		t.Errorf("two new ones: %v, %+v", err, stored())
	}
	o.ok(save(o.province, 1, 200))
	if err := save(o.head, 1, 150); !errors.As(err, &stale) || stale.Current != 2 || stored().Value != 200 || stored().Version != 2 {
		t.Errorf("two corrections: %v, %+v", err, stored())
	}
	if err := save(o.operator, 2, 1); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("an operator saves: %v", err)
	}
	if err := save(o.head, 2, -1); err == nil {
		t.Error("less than none")
	}
	field := func(int) string { return "file" }
	file := []indicators.Baseline{{CPI: o.here, Indicator: "A.1", Year: 2011, Value: 7}, {CPI: o.here, Indicator: "A.2", Year: 2011, Value: 150}}
	var refused rule.Refusals
	if err := o.store.ImportBaselines(t.Context(), o.head, file, false, field); !errors.As(err, &refused) || !strings.Contains(refused.For("file"), "CPI San Severo, A.2, 2011: c'è già 200") {
		t.Errorf("a file over a saved value: %v", err)
	}
	if b, err := o.store.Baseline(t.Context(), o.scope, "A.1", 2011); err != nil || b.Version != 0 {
		t.Errorf("half a file: %+v %v", b, err)
	}
	file[1].Value = 200
	o.ok(o.store.ImportBaselines(t.Context(), o.head, file, false, field)) // the same value is no conflict
	if b := stored(); b.Version != 2 {
		t.Errorf("the same value was saved again: %+v", b)
	}
	file[1].Value = 150
	o.ok(o.store.ImportBaselines(t.Context(), o.head, file, true, field))
	if b := stored(); b.Value != 150 || b.Version != 3 {
		t.Errorf("replaced: %+v", b)
	}
}

// TestAClosedYearIsABaseline: from its sheet, each person once, only when all its
// months are closed, until somebody saves another value.
func TestAClosedYearIsABaseline(t *testing.T) {
	o := open(t)
	ada := o.person("F", "1990-01-01")
	o.served(ada, o.here, "A.1", "", "2025-02-03")
	o.served(ada, o.here, "A.1", "", "2025-03-03") // once in the year
	o.served(o.person("M", "1980-01-01"), o.here, "A.1", "", "2025-12-03")
	o.served(o.person("M", "1981-01-01"), o.here, "A.1", "", "2026-01-07")
	for month := 1; month <= 12; month++ {
		if b, err := o.store.Baseline(t.Context(), o.scope, "A.2", 2025); err != nil || b.Sheet {
			t.Fatalf("%d months closed make %+v %v", month-1, b, err)
		}
		o.ok(o.store.CloseMonth(t.Context(), o.head, o.scope, indicators.MonthOf(2025, month)))
	}
	b, err := o.store.Baseline(t.Context(), o.scope, "A.2", 2025)
	if o.ok(err); !b.Sheet || b.Version != 0 || b.Value != 2 {
		t.Errorf("the closed year: %+v", b)
	}
	sheet, err := o.store.Sheet(t.Context(), o.scope, 2025, nil)
	o.ok(err)
	all, err := o.store.Baselines(t.Context(), o.scope, nil)
	o.ok(err)
	for _, l := range sheet.Lines {
		i := slices.IndexFunc(all, func(b indicators.Baseline) bool { return b.Indicator == l.Indicator.Code && b.Year == 2025 })
		if offered := i >= 0; offered != (l.Year.Value > 0 && l.Indicator.Counts != indicators.Days) || offered && all[i].Value != float64(l.Year.Value) {
			t.Errorf("%s counts %d in the year, and is offered %t", l.Indicator.Code, l.Year.Value, offered)
		}
	}
	if n := count(t, o, "SELECT count(*) FROM baseline"); n != 0 {
		t.Errorf("%d were copied", n)
	}
	// An objective that starts from 2025 is judged by it.
	targets, err := o.store.Targets(t.Context())
	o.ok(err)
	for _, x := range targets {
		if x.Kind == indicators.Delta && slices.Contains(x.Indicators, "A.2") {
			x.BaselineYear, x.Horizon = 2025, 2026
			o.ok(o.store.SaveTarget(t.Context(), o.region, x))
		}
	}
	judged := func() indicators.Verdict {
		sheet, err := o.store.Sheet(t.Context(), o.scope, 2026, nil)
		o.ok(err)
		all, err := o.store.Judge(t.Context(), sheet)
		o.ok(err)
		return all["A.2"]
	}
	if v := judged(); v.Word == "" || !strings.Contains(v.Says, "sul 2025") {
		t.Errorf("judged by the closed year: %+v", v)
	}
	o.ok(o.store.SaveBaseline(t.Context(), o.head, indicators.Baseline{CPI: o.here, Indicator: "A.2", Year: 2025, Value: 40}))
	if b, err := o.store.Baseline(t.Context(), o.scope, "A.2", 2025); err != nil || b.Sheet || b.Value != 40 {
		t.Errorf("what was saved comes first: %+v %v", b, err)
	}
}

func count(t *testing.T, o *office, query string) (n int) {
	t.Helper()
	o.ok(o.db.Reader().QueryRow(query).Scan(&n))
	return n
}

// TestTheShareOfTheDIDs: whoever counts above the line counts below it. A DID
// whose two months are not over is neither kept nor missed, one that is late is
// missed, and what is closed or amended changes nothing of it.
func TestTheShareOfTheDIDs(t *testing.T) {
	dbtest.Proves(t, "indicatore B.1.1", "indicatore B.1.2")
	o := open(t)
	judged := func(code string) indicators.Verdict {
		sheet, err := o.store.Sheet(t.Context(), o.scope, 2026, nil)
		o.ok(err)
		all, err := o.store.Judge(t.Context(), sheet)
		o.ok(err)
		return all[code]
	}
	person := func() int64 { return o.person("F", "1990-01-01") }
	runs, soon := person(), person()
	o.declared(runs, o.here, "2026-10-01", "")
	o.declared(soon, o.here, "2026-10-01", "")
	o.served(soon, o.here, "C.1", "", "2026-10-20")
	if v := judged("B.1.2"); v.Word != "" || v.Says != "nessuna DID dell'anno ha ancora finito i due mesi" {
		t.Errorf("nothing is over: %+v", v)
	}
	for _, c := range []struct{ did, ended, interview rule.Date }{
		{"2026-03-02", "", "2026-05-04"},           // on the last day: 2 May is a Saturday
		{"2026-03-02", "", "2026-03-02"},           // at once
		{"2026-03-10", "", "2026-02-20"},           // before the DID
		{"2026-03-02", "", "2026-05-05"},           // a day late
		{"2026-03-02", "", ""},                     // not yet, and late
		{"2026-03-02", "2026-09-01", ""},           // never
		{"2026-03-02", "2026-09-01", "2026-10-01"}, // after it had ended
		{"2026-03-02", "2026-04-01", ""},           // ended first: none was owed
	} {
		p := person()
		o.declared(p, o.here, c.did, c.ended)
		if c.interview != "" {
			o.served(p, o.here, "C.1", "", c.interview)
		}
	}
	o.declared(person(), o.near, "2026-03-02", "")
	late := person()
	o.declared(late, o.here, "2026-09-01", "")
	check := func(when string) {
		t.Helper()
		if v := judged("B.1.2"); v.Says != "37,5% su 100%, 3 su 8 DID scadute (2 ancora nei termini)" || v.Word != indicators.Far {
			t.Errorf("%s: %+v", when, v)
		}
		if v := judged("B.1.1"); v.Says != "50% su 100%, 4 su 8 DID scadute (2 ancora nei termini)" || v.Word != indicators.Far {
			t.Errorf("%s: %+v", when, v)
		}
	}
	check("open")
	for _, month := range []string{"2026-02", "2026-03", "2026-05", "2026-09", "2026-10"} {
		o.ok(o.store.CloseMonth(t.Context(), o.head, o.scope, month))
	}
	check("closed")
	did := func(worker int64) (id int64) {
		o.ok(o.db.Reader().QueryRow("SELECT id FROM did WHERE worker_id=?", worker).Scan(&id))
		return id
	}
	o.ok(o.store.Suspend(t.Context(), o.operator, did(late), indicators.Suspension{From: "2026-10-05", To: "2026-10-30", Reason: "assente"}))
	if v := judged("B.1.2"); v.Says != "42,9% su 100%, 3 su 7 DID scadute (3 ancora nei termini)" {
		t.Errorf("suspended: %+v", v)
	}
	if v := judged("D.2.1"); v.Word != "" || !strings.HasPrefix(v.Says, "manca il denominatore: PDS") {
		t.Errorf("a share of what nobody records: %+v", v)
	}
}

// TestAnObjectiveIsChangedByTheRegionAndTheAdministrator, and never over what
// somebody else saved.
func TestAnObjectiveIsChangedByTheRegionAndTheAdministrator(t *testing.T) {
	o := open(t)
	target, err := o.store.Target(t.Context(), 1)
	o.ok(err)
	forty := 40.0
	target.Value = &forty
	for _, actor := range []rule.Actor{o.operator, o.head, o.province} {
		if err := o.store.SaveTarget(t.Context(), actor, target); !errors.Is(err, db.ErrNotFound) {
			t.Errorf("%+v: %v", actor.Grants, err)
		}
	}
	o.ok(o.store.SaveTarget(t.Context(), o.region, target))
	var stale db.Stale
	if err := o.store.SaveTarget(t.Context(), o.region, target); !errors.As(err, &stale) || stale.Current != 2 {
		t.Errorf("an old version: %v", err)
	}
	if got, err := o.store.Target(t.Context(), 1); err != nil || *got.Value != 40 || got.Title != target.Title {
		t.Errorf("%+v %v", got, err)
	}
	wrong := target
	wrong.Version, wrong.Horizon, wrong.BaselineYear = 2, 13, 0
	var refused rule.Refusals
	if err := o.store.SaveTarget(t.Context(), o.region, wrong); !errors.As(err, &refused) || refused.For("horizon") == "" || refused.For("baseline_year") == "" {
		t.Errorf("nonsense: %v", err)
	}
}

func TestTheTrendComparesThreeMonthsWithThreeBefore(t *testing.T) {
	line := func(values ...int) (l indicators.Line) {
		for m, v := range values {
			l.Months[m].Value = v
		}
		return l
	}
	var months [12]indicators.Month
	for m := range months {
		months[m] = indicators.Month{Month: indicators.MonthOf(2026, m+1), Future: m > 7}
	}
	for _, c := range []struct {
		line indicators.Line
		word string
	}{{line(9, 1, 1, 1, 1, 1, 1, 90), "stabile"}, {line(9, 1, 1, 1, 2, 2, 2, 0), "in crescita"}, {line(0, 4, 4, 4, 1, 2, 1, 9), "in calo"}, {line(9, 0, 0, 0, 2, 2, 2, 0), ""}} {
		change, ok := indicators.Trend(c.line, months, "2026-08")
		if word := indicators.TrendWord(change); ok != (c.word != "") || ok && word != c.word {
			t.Errorf("%v: %v %q, want %q", c.line.Months, ok, word, c.word)
		}
	}
	if _, ok := indicators.Trend(line(1, 1, 1, 1, 1, 1, 1), months, "2026-06"); ok {
		t.Error("a trend of five months")
	}
}

// TestTheObjectivesOfTheSystemAreTheSources: the twelve, of each what is counted
// or why nothing is; nothing is said to be counted that nothing counts.
func TestTheObjectivesOfTheSystemAreTheSources(t *testing.T) {
	f, err := os.Open("obiettivi_sistema_masterplan.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) != 13 || len(indicators.SystemObjectives) != 12 {
		t.Fatalf("%d lines, %d objectives %v", len(lines), len(indicators.SystemObjectives), err)
	}
	for i, o := range indicators.SystemObjectives {
		if got := []string{strconv.Itoa(o.Number), o.Objective, o.Target2011, o.Target2013}; !slices.Equal(got, lines[i+1]) {
			t.Errorf("%q, the source says %q", got, lines[i+1])
		}
		if o.Lacks == "" || (o.Counts == "") != (len(o.Indicators) == 0 && o.Rule == 0) {
			t.Errorf("of %d: %q is counted by %v and rule %d, %q is not", o.Number, o.Counts, o.Indicators, o.Rule, o.Lacks)
		}
		if d, ok := indicators.DeadlineNumbered(o.Rule); o.Rule != 0 && (!ok || d.Kind != indicators.KindReminder) {
			t.Errorf("of %d: rule %d is no reminder", o.Number, o.Rule)
		}
	}
}
