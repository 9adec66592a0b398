package training

import (
	"math"
	"strings"
	"testing"

	"sportello/db/rule"

	"pgregory.net/rapid"
)

func welding(code string) Candidate {
	return Candidate{
		Course: Course{Code: code, Title: "Addetto alla saldatura", Description: "Saldatura ad arco e TIG.", Active: true},
		Bodies: []Body{{ID: 1, Name: "Ente Uno"}},
		Editions: []Edition{{Code: code + "-1", BodyID: 1, Place: Place{"Foggia", "FG"}, StartsOn: "2026-12-10",
			Seats: 10, SeatsTaken: 4, Timetable: "mattina"}},
	}
}

var welder = Profile{Objective: "saldatore", Gaps: []Gap{{Text: "saldatura TIG"}}}

// ranked ranks the candidates and returns the proposals by code.
func ranked(t *testing.T, p Profile, candidates ...Candidate) map[string]Proposal {
	t.Helper()
	out := map[string]Proposal{}
	for _, proposal := range NewIndex(testLexicon(t), candidates).Rank(p, "2026-11-24") {
		out[proposal.Code] = proposal
	}
	if len(out) != len(candidates) {
		t.Fatalf("%d proposals of %d courses", len(out), len(candidates))
	}
	return out
}

func reasonsOf(p Proposal) string { return strings.Join(p.Reasons, "\n") }

func TestFullAndPastEditionsLowerAndDoNotHide(t *testing.T) {
	full, past, none := welding("FULL"), welding("PAST"), welding("NONE")
	full.Editions[0].SeatsTaken = 10
	past.Editions[0].StartsOn = "2026-11-01"
	none.Editions = nil
	got := ranked(t, welder, welding("FREE"), full, past, none)
	for _, code := range []string{"FULL", "PAST", "NONE"} {
		if got[code].Excluded != "" || got[code].Score <= 0 || got[code].Score >= got["FREE"].Score {
			t.Errorf("%s: score %v, excluded %q; with seats %v", code, got[code].Score, got[code].Excluded, got["FREE"].Score)
		}
	}
	for code, words := range map[string]string{"FULL": "al completo", "PAST": "01/11/2026", "NONE": "in attesa", "FREE": "6 posti liberi"} {
		if !strings.Contains(reasonsOf(got[code]), words) {
			t.Errorf("%s does not say %q:\n%s", code, words, reasonsOf(got[code]))
		}
	}
	both := welding("BOTH")
	both.Editions = append(full.Editions, both.Editions...)
	if p := ranked(t, welder, both)["BOTH"]; p.Edition == nil || p.Edition.Code != "BOTH-1" {
		t.Errorf("of a full and a free edition %+v was chosen", p.Edition)
	}
}

func TestOpeningWithinSixtyDays(t *testing.T) {
	soon, later := welding("SOON"), welding("LATER")
	soon.Editions[0].StartsOn = rule.Date("2026-11-24").AddDays(OpeningDays)
	later.Editions[0].StartsOn = soon.Editions[0].StartsOn.AddDays(1)
	got := ranked(t, welder, soon, later)
	if d := got["SOON"].Score - got["LATER"].Score; d != DefaultWeights.Opening {
		t.Errorf("the 60th and the 61st day differ by %v points, want %v", d, DefaultWeights.Opening)
	}
}

func TestExclusions(t *testing.T) {
	nobody, closed, done, degree := welding("NOBODY"), welding("CLOSED"), welding("DONE"), welding("DEGREE")
	nobody.Bodies, nobody.Editions = nil, nil
	closed.Course.Active = false
	degree.Course.Requirements = "diploma; 18 anni compiuti"
	person := welder
	person.Person, person.Attended, person.StudyTitle, person.Birth = true, []string{"DONE"}, "licenza media", "1980-01-01"
	want := map[string]string{
		"NOBODY": "Nessun organismo è candidato a tenerlo.",
		"CLOSED": "Il percorso non è più attivo a catalogo.",
		"DONE":   "La persona lo ha già frequentato.",
		"DEGREE": "Requisito non posseduto: serve «diploma», risulta «licenza media».",
		"FREE":   "",
	}
	for code, p := range ranked(t, person, nobody, closed, done, degree, welding("FREE")) {
		if p.Excluded != want[code] {
			t.Errorf("%s: %q, want %q", code, p.Excluded, want[code])
		}
	}
	// Without a person only the catalogue itself excludes.
	for code, p := range ranked(t, welder, nobody, closed, done, degree) {
		if (p.Excluded != "") != (code == "NOBODY" || code == "CLOSED") {
			t.Errorf("command line, %s: %q", code, p.Excluded)
		}
	}
}

func TestProvinceKeepsItsOwn(t *testing.T) {
	far := welding("LECCE")
	far.Editions[0].Place.Province = "LE"
	p := welder
	p.Province = "FG"
	got := ranked(t, p, welding("FOGGIA"), far)
	if got["FOGGIA"].Excluded != "" || !strings.Contains(got["LECCE"].Excluded, "provincia di FG") {
		t.Errorf("Foggia %q, Lecce %q", got["FOGGIA"].Excluded, got["LECCE"].Excluded)
	}
}

func TestDistanceSaysWhatWasCompared(t *testing.T) {
	for _, c := range []struct {
		place  Place
		mode   string
		radius int
		value  float64
		says   string
	}{
		{Place{"San Severo", "FG"}, "presenza", 0, 1, "lo stesso comune"},
		{Place{"SAN  SEVERO", "FG"}, "mista", 10, 1, "lo stesso comune"},
		{Place{"Lucera", "FG"}, "presenza", 0, 0.6, "stessa provincia: confronto tra comuni e province, senza chilometri"},
		{Place{"Lucera", "FG"}, "presenza", 15, 0.4, "fino a 15 km"},
		{Place{"Lucera", "FG"}, "presenza", 50, 0.8, "stessa provincia"},
		{Place{"Lecce", "LE"}, "presenza", 50, 0, "altra provincia"},
		{Place{"Lecce", "LE"}, "presenza", 100, 0.3, "altra provincia"},
		{Place{"Lecce", "LE"}, "distanza", 10, 1, "a distanza"},
		{Place{}, "presenza", 10, 0, "non valutata"},
	} {
		e := Edition{Place: c.place}
		p := Profile{Home: Place{"San Severo", "FG"}, RadiusKm: c.radius}
		how := distance(p, Course{Mode: c.mode}, &e)
		if how.value(p) != c.value || !strings.Contains(how.why(p, &e), c.says) {
			t.Errorf("%+v: %v %q", c, how.value(p), how.why(p, &e))
		}
	}
}

func TestTimetableAndDistanceCountForAPersonAlone(t *testing.T) {
	near, far := welding("NEAR"), welding("FAR")
	far.Editions[0].Place, far.Editions[0].Timetable = Place{"Lecce", "LE"}, "serale"
	person := welder
	person.Person, person.Home, person.Timetable = true, Place{"Foggia", "FG"}, []string{"Mattina"}
	got := ranked(t, person, near, far)
	if d := got["NEAR"].Score - got["FAR"].Score; d != DefaultWeights.Distance+DefaultWeights.Timetable {
		t.Errorf("near and fitting against far and unfitting: %v points", d)
	}
	if s := reasonsOf(got["FAR"]); !strings.Contains(s, "serale") || !strings.Contains(s, "altra provincia") {
		t.Errorf("the far course does not say why:\n%s", s)
	}
	anyone := ranked(t, welder, near, far)
	if anyone["NEAR"].Score != anyone["FAR"].Score || strings.Contains(reasonsOf(anyone["NEAR"]), "Distanza") {
		t.Errorf("without a person: %v and %v\n%s", anyone["NEAR"].Score, anyone["FAR"].Score, reasonsOf(anyone["NEAR"]))
	}
}

func TestReasonsQuoteTheCourse(t *testing.T) {
	cook := Candidate{Course: Course{Code: "COOK", Title: "Aiuto chef", Description: "Conservazione.", Active: true}, Bodies: []Body{{ID: 1}}}
	got := ranked(t, welder, welding("WELD"), cook)
	s := reasonsOf(got["WELD"])
	for _, want := range []string{"«Addetto alla saldatura» richiama l'obiettivo «saldatore»", "copre «saldatura TIG»", "punti su 50"} {
		if !strings.Contains(s, want) {
			t.Errorf("no %q in:\n%s", want, s)
		}
	}
	if got["COOK"].Score >= got["WELD"].Score/3 {
		t.Errorf("the cook's course has %v points for a welder, the welder's %v", got["COOK"].Score, got["WELD"].Score)
	}
}

func TestCodesCountAsFarAsTheTextBearsThemOut(t *testing.T) {
	right, wrong, none := welding("RIGHT"), welding("WRONG"), welding("NONE")
	for _, c := range []*Candidate{&right, &wrong, &none} {
		c.Course.Title, c.Course.Description = "Giunzione di metalli", "Strutture in acciaio."
	}
	wrong.Course.Title, wrong.Course.Description = "Acconciatura", "Taglio e piega dei capelli."
	right.Course.ProfessionCode, wrong.Course.ProfessionCode = "6.2.1.7.0", "6.2.1.7.0"
	p := Profile{Objective: "saldatore", ObjectiveCode: "6.2.1.7.0"}
	got := ranked(t, p, right, wrong, none)
	if !(got["RIGHT"].Score > got["WRONG"].Score && got["RIGHT"].Score > got["NONE"].Score) {
		t.Errorf("right code %v, stray code %v, no code %v", got["RIGHT"].Score, got["WRONG"].Score, got["NONE"].Score)
	}
	if !strings.Contains(reasonsOf(got["RIGHT"]), "Stessa figura") {
		t.Errorf("no word of the figure:\n%s", reasonsOf(got["RIGHT"]))
	}
}

func TestNearness(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"6.2.1.7.0", "6.2.1.7.0", 1}, {"6.2.3.1.1", "6.2.3.1.2", 0.75}, {"6.2.1.7.0", "6.2.1.2.0", 0.45},
		{"6.2.1.7.0", "6.2.4.1.1", 0.15}, {"6.2.1.7.0", "6.1.2.1.0", 0}, {"6.2.1.7.0", "5.2.2.1.0", 0}, {"", "", 0}, {"6.2.1.7.0", "", 0},
	} {
		if got := nearness(c.a, c.b); got != c.want {
			t.Errorf("nearness of %q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestCheckRequirements(t *testing.T) {
	for _, c := range []struct {
		text, study string
		birth       rule.Date
		want        string
	}{
		{"licenza media", "Diploma di maturità", "", RequirementMet},
		{"diploma", "Licenza media", "", RequirementUnmet},
		{"diploma", "", "", RequirementUnknown},
		{"diploma", "diploma di laurea", "", RequirementMet},
		{"laurea", "diploma di scuola secondaria superiore", "", RequirementUnmet},
		{"qualifica professionale", "scuola secondaria di primo grado", "", RequirementUnmet},
		{"18 anni compiuti", "", "2008-11-24", RequirementMet},
		{"maggiore età", "", "2008-11-25", RequirementUnmet},
		{"massimo 29 anni", "", "1990-01-01", RequirementUnmet},
		{"18 anni", "", "", RequirementUnknown},
		{"patente B", "laurea", "1980-01-01", RequirementUnknown},
	} {
		got := CheckRequirements(Course{Requirements: c.text}, Profile{StudyTitle: c.study, Birth: c.birth}, "2026-11-24")
		if len(got) != 1 || got[0].Outcome != c.want || got[0].Why == "" {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	if got := CheckRequirements(Course{}, Profile{}, "2026-11-24"); len(got) != 0 {
		t.Errorf("requirements of a course without: %+v", got)
	}
}

// Whatever is asked, no score leaves its bounds and no course is lost.
func TestRankBounds(t *testing.T) {
	ix := NewIndex(testLexicon(t), testCatalogue(t)[:40])
	words := rapid.SampledFrom([]string{"saldatore", "inglese", "cucina", "di", "xyzzy", "lavorare in gruppo", "", "«»", "3.000"})
	rapid.Check(t, func(t *rapid.T) {
		p := Profile{Objective: words.Draw(t, "objective"), Person: rapid.Bool().Draw(t, "person"), RadiusKm: rapid.IntRange(0, 200).Draw(t, "km")}
		for range rapid.IntRange(0, 4).Draw(t, "gaps") {
			p.Gaps = append(p.Gaps, Gap{words.Draw(t, "gap") + " " + words.Draw(t, "more"), rapid.Float64Range(-1, 4).Draw(t, "weight")})
		}
		all := ix.Rank(p, "2026-11-24")
		if len(all) != 40 {
			t.Fatalf("%d of 40 courses", len(all))
		}
		for i, proposal := range all {
			if !(proposal.Score >= -DefaultWeights.NoSeat && proposal.Score <= 100) {
				t.Fatalf("%s has %v points", proposal.Code, proposal.Score)
			}
			if i > 0 && all[i-1].Excluded == "" && proposal.Excluded == "" && all[i-1].Score < proposal.Score {
				t.Fatalf("%s stands too low", proposal.Code)
			}
		}
	})
}

// The parts that a chart shows make up the score, for a person and without one,
// points taken away included.
func TestThePartsMakeUpTheScore(t *testing.T) {
	full := welding("FULL")
	full.Editions[0].SeatsTaken = 10
	person := welder
	person.Person, person.Home, person.Timetable = true, Place{Town: "Foggia", Province: "FG"}, []string{"mattina"}
	for name, p := range map[string]Profile{"command line": welder, "person": person} {
		for code, got := range ranked(t, p, welding("FREE"), full) {
			var labels []string
			sum := 0.0
			for _, part := range got.Parts {
				labels = append(labels, part.Label)
				sum += part.Points
				if part.Points > part.Most {
					t.Errorf("%s, %s: %+v", name, code, part)
				}
			}
			if math.Abs(sum-got.Score) > 0.001 {
				t.Errorf("%s, %s: the parts are %v, the score %v", name, code, sum, got.Score)
			}
			want := "Divari Obiettivo Avvio"
			if p.Person {
				want = "Divari Obiettivo Distanza Orario Avvio"
			}
			if code == "FULL" {
				want += " Senza posti liberi"
			}
			if got := strings.Join(labels, " "); got != want {
				t.Errorf("%s, %s: %s", name, code, got)
			}
		}
	}
}
