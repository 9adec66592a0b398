package training

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"testing"

	"sportello/db/italian"
	"sportello/db/rule"
)

// judged is an objective as an operator writes it, with the courses that a
// counsellor calls relevant.
type judged struct {
	Objective string
	Gaps      []string
	Relevant  []string
}

func (j judged) profile() Profile {
	p := Profile{Objective: j.Objective}
	for _, g := range j.Gaps {
		p.Gaps = append(p.Gaps, Gap{Text: g})
	}
	return p
}

const judgedOn = rule.Date("2026-11-24")

func readJudged(t testing.TB, file string) []judged {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []judged
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func readCSV(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

const openData = "../migrations/data/"

func testLexicon(t testing.TB) *italian.Lexicon {
	t.Helper()
	return italian.Of(testTables(t))
}

func testTables(t testing.TB) italian.Tables {
	t.Helper()
	var w italian.Tables
	for _, r := range readCSV(t, openData+"professioni_cp2021.csv") {
		w.Professions = append(w.Professions, italian.Profession{Code: r[0], Name: r[1], Description: r[4]})
	}
	for _, r := range readCSV(t, openData+"competenze_esco_it.csv") {
		w.Competences = append(w.Competences, italian.Competence{Text: r[0], Transversal: r[1] == "transversal"})
	}
	for _, r := range readCSV(t, openData+"mestieri.csv") {
		w.Jobs = append(w.Jobs, italian.EverydayJob{Name: r[0], ProfessionCode: r[1]})
	}
	at := map[string]int{}
	for _, r := range readCSV(t, openData+"repertorio_dimostrativo.csv") {
		if _, ok := at[r[0]]; !ok {
			at[r[0]] = len(w.Figures)
			w.Figures = append(w.Figures, italian.Figure{Name: r[2], ProfessionCode: r[1]})
		}
		f := &w.Figures[at[r[0]]]
		f.Competences = append(f.Competences, r[4])
	}
	return w
}

func testCatalogue(t testing.TB) []Candidate {
	t.Helper()
	f, err := os.Open("testdata/catalogo_percorsi_formativi.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	file, err := ReadCatalogue(f)
	if err != nil {
		t.Fatal(err)
	}
	return file.Candidates()
}

// measure returns recall in the first five and the mean reciprocal rank of the
// first relevant course.
func measure(t testing.TB, rank func(judged) []string, all []judged, verbose bool) (recall, mrr float64) {
	t.Helper()
	found, relevant := 0, 0
	for _, j := range all {
		order := rank(j)
		place := map[string]int{}
		for i, code := range order {
			place[code] = i + 1
		}
		first := 0
		for _, code := range j.Relevant {
			relevant++
			p := place[code]
			if p > 0 && p <= 5 {
				found++
			} else if verbose {
				t.Logf("%s: %s is at %d", j.Objective, code, p)
			}
			if p > 0 && (first == 0 || p < first) {
				first = p
			}
		}
		if first > 0 {
			mrr += 1 / float64(first)
		}
	}
	return float64(found) / float64(relevant), mrr / float64(len(all))
}

func proposed(ix *Index, j judged) []string {
	var codes []string
	for _, p := range ix.Rank(j.profile(), judgedOn) {
		if p.Excluded == "" {
			codes = append(codes, p.Code)
		}
	}
	return codes
}

func TestRelevantCoursesComeFirst(t *testing.T) {
	catalogue := testCatalogue(t)
	ix := NewIndex(testLexicon(t), catalogue)
	ours := func(j judged) []string { return proposed(ix, j) }
	for _, set := range []struct {
		file        string
		recall, mrr float64
	}{
		{"testdata/percorsi_giudizi.json", 0.90, 0.95}, // the product must reach 0.80
		{"testdata/altri_giudizi.json", 0.90, 0.93},
	} {
		all := readJudged(t, set.file)
		recall, mrr := measure(t, ours, all, true)
		plain, plainMRR := measure(t, bm25(t, catalogue), all, false)
		t.Logf("%s: %d objectives, recall@5 %.3f MRR %.3f, bm25 %.3f %.3f", set.file, len(all), recall, mrr, plain, plainMRR)
		if recall < set.recall || mrr < set.mrr {
			t.Errorf("%s: recall@5 %.3f (want %.2f), MRR %.3f (want %.2f)", set.file, recall, set.recall, mrr, set.mrr)
		}
		if plain > recall/1.5 {
			t.Errorf("%s: plain bm25 reaches %.3f: the judged objectives prove nothing", set.file, plain)
		}
	}
}

// Everyday words do most of the work where courses say it otherwise, but the
// matching must stand without them too.
func TestMatchingWithoutEverydayWords(t *testing.T) {
	tables := testTables(t)
	tables.Bare = true
	ix := NewIndex(italian.New(tables), testCatalogue(t))
	recall, _ := measure(t, func(j judged) []string { return proposed(ix, j) }, readJudged(t, "testdata/altri_giudizi.json"), false)
	if recall < 0.60 {
		t.Errorf("recall@5 %.3f with CP2021 and the installation's tables alone, want 0.60", recall)
	}
}
