package training

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"sportello/db/italian"
	"sportello/db/rule"

	_ "github.com/mattn/go-sqlite3"
)

// bm25 is the plain baseline: FTS5 over title and text, the words of objective
// and gaps joined by OR; only courses with a candidate body.
func bm25(t testing.TB, candidates []Candidate) func(judged) []string {
	t.Helper()
	d, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	d.SetMaxOpenConns(1)
	t.Cleanup(func() { d.Close() })
	if _, err := d.Exec("CREATE VIRTUAL TABLE c USING fts5(code UNINDEXED, title, text, tokenize='unicode61 remove_diacritics 2')"); err != nil {
		t.Fatal(err)
	}
	for _, c := range candidates {
		if len(c.Bodies) == 0 {
			continue
		}
		if _, err := d.Exec("INSERT INTO c VALUES(?,?,?)", c.Course.Code, c.Course.Title, c.Course.Description); err != nil {
			t.Fatal(err)
		}
	}
	return func(j judged) []string {
		var terms []string
		for _, w := range rule.FoldWords(j.Objective + " " + strings.Join(j.Gaps, " ")) {
			terms = append(terms, `"`+w+`"`)
		}
		rows, err := d.Query("SELECT code FROM c WHERE c MATCH ? ORDER BY bm25(c) LIMIT 50", strings.Join(terms, " OR "))
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var codes []string
		for rows.Next() {
			var code string
			if err := rows.Scan(&code); err != nil {
				t.Fatal(err)
			}
			codes = append(codes, code)
		}
		return codes
	}
}

// enlarge repeats the catalogue up to n courses, each copy with a code of its own.
func enlarge(candidates []Candidate, n int) []Candidate {
	out := make([]Candidate, n)
	for i := range out {
		out[i] = candidates[i%len(candidates)]
		if i >= len(candidates) {
			out[i].Course.Code = fmt.Sprintf("%s-%d", out[i].Course.Code, i)
		}
	}
	return out
}

// BenchmarkRank5000 ranks 5,000 courses for one profile, and reports beside
// the time the quality on the judged objectives, ours and bm25's.
func BenchmarkRank5000(b *testing.B) {
	lexicon, catalogue := testLexicon(b), testCatalogue(b)
	all := readJudged(b, "testdata/percorsi_giudizi.json")
	small := NewIndex(lexicon, catalogue)
	ours := func(j judged) []string { return proposed(small, j) }
	recall, mrr := measure(b, ours, all, false)
	othersRecall, othersMRR := measure(b, ours, readJudged(b, "testdata/altri_giudizi.json"), false)
	plainRecall, plainMRR := measure(b, bm25(b, catalogue), all, false)
	large := enlarge(catalogue, 5000)
	ix, plain := NewIndex(lexicon, large), bm25(b, large)
	var took, plainTook []time.Duration
	n := 0
	for b.Loop() {
		begun := time.Now()
		ix.Rank(all[n%len(all)].profile(), judgedOn)
		took = append(took, time.Since(begun))
		n++
	}
	for i := range 100 {
		begun := time.Now()
		plain(all[i%len(all)])
		plainTook = append(plainTook, time.Since(begun))
	}
	b.ReportMetric(share(took, 0.5), "median-ms")
	b.ReportMetric(share(took, 0.99), "p99-ms")
	b.ReportMetric(share(plainTook, 0.5), "bm25-median-ms")
	b.ReportMetric(share(plainTook, 0.99), "bm25-p99-ms")
	b.ReportMetric(recall, "recall@5")
	b.ReportMetric(mrr, "MRR")
	b.ReportMetric(othersRecall, "others-recall@5")
	b.ReportMetric(othersMRR, "others-MRR")
	b.ReportMetric(plainRecall, "bm25-recall@5")
	b.ReportMetric(plainMRR, "bm25-MRR")
}

// share returns the milliseconds that the share q of the durations does not
// exceed.
func share(took []time.Duration, q float64) float64 {
	slices.Sort(took)
	return took[int(q*float64(len(took)-1))].Seconds() * 1000
}

// BenchmarkIndex5000 is the cost of reading a changed catalogue, paid once.
func BenchmarkIndex5000(b *testing.B) {
	lexicon, catalogue := testLexicon(b), enlarge(testCatalogue(b), 5000)
	for b.Loop() {
		NewIndex(lexicon, catalogue)
	}
}

func BenchmarkLexicon(b *testing.B) {
	tables := testTables(b)
	for b.Loop() {
		italian.New(tables)
	}
}
