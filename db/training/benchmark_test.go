package training

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

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
	recall, mrr := measure(b, func(j judged) []string { return proposed(small, j) }, all, false)
	plainRecall, plainMRR := measure(b, bm25(b, catalogue), all, false)
	ix := NewIndex(lexicon, enlarge(catalogue, 5000))
	n := 0
	for b.Loop() {
		ix.Rank(all[n%len(all)].profile(), judgedOn)
		n++
	}
	b.ReportMetric(recall, "recall@5")
	b.ReportMetric(mrr, "MRR")
	b.ReportMetric(plainRecall, "bm25-recall@5")
	b.ReportMetric(plainMRR, "bm25-MRR")
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
