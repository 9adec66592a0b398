package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// passes says in Go what the statements say in SQL.
func passes(f Filter, r ListedRow) bool {
	if f.CPI != 0 && r.CPI != f.CPI || f.State != "" && r.State() != f.State {
		return false
	}
	if f.Riscontro == FilterNone && r.Riscontro != "" || f.Riscontro != "" && f.Riscontro != FilterNone && r.Riscontro != f.Riscontro {
		return false
	}
	if f.Benefit == BenefitExpired && (r.BenefitTo == "" || r.BenefitTo >= f.Today) || f.Benefit == BenefitRunning && r.BenefitTo < f.Today {
		return false
	}
	if f.Bilancio == FilterNone && r.Bilancio != "" || f.Bilancio != "" && f.Bilancio != FilterNone && r.Bilancio != f.Bilancio {
		return false
	}
	if f.NoShowSince != "" && r.Convocation.LastNoShowOn < f.NoShowSince {
		return false
	}
	if f.Among != nil && f.Among.Not == (r.WorkerID%f.Among.Args[0].(int64) == 0) {
		return false
	}
	if len(f.Query.Words) == 0 {
		return true
	}
	whole := strings.Join(f.Query.Words, "")
	if strings.HasPrefix(rule.Fold(r.Surname), whole) {
		return true
	}
	if len(whole) < 2 {
		return false
	}
	tokens := strings.Fields(ftsWords(r.Surname, r.Name))
	begins := func(word string) bool {
		return slices.ContainsFunc(tokens, func(t string) bool { return strings.HasPrefix(t, word) })
	}
	for joins := range 1 << (len(f.Query.Words) - 1) {
		words := []string{f.Query.Words[0]}
		for i, w := range f.Query.Words[1:] {
			if joins>>i&1 == 1 {
				words[len(words)-1] += w
			} else {
				words = append(words, w)
			}
		}
		if !slices.ContainsFunc(words, func(w string) bool { return !begins(w) }) {
			return true
		}
	}
	return false
}

// everyNth are the persons whose number divides: of the third there are more than
// a handful, of the ninth less. A DID stands for what a higher area knows.
func everyNth(n int64, not bool) *Among {
	return &Among{From: " FROM did t WHERE t.worker_id%?=0 AND t.ended_on IS NULL AND t.annulled_at IS NULL AND t.cpi_id IN (SELECT c.id FROM cpi c WHERE c.province=?)", Args: []any{n, "FG"}, Not: not}
}

func filters(base Filter, cpi int64) []Filter {
	var out []Filter
	add := func(change func(*Filter)) {
		f := base
		change(&f)
		out = append(out, f)
	}
	add(func(*Filter) {})
	add(func(f *Filter) { f.CPI = cpi })
	for _, s := range States {
		add(func(f *Filter) { f.State = s.Value })
		add(func(f *Filter) { f.State, f.CPI = s.Value, cpi })
		add(func(f *Filter) { f.State, f.Benefit = s.Value, BenefitRunning })
	}
	for _, v := range []string{Withdrawn, Excluded, FilterNone} {
		add(func(f *Filter) { f.Riscontro = v })
		add(func(f *Filter) { f.Riscontro, f.State = v, Excluded })
	}
	for _, v := range []string{BenefitExpired, BenefitRunning} {
		add(func(f *Filter) { f.Benefit = v })
		add(func(f *Filter) { f.Benefit, f.Bilancio = v, "completo" })
	}
	for _, v := range []string{"in_lavorazione", "completo", "interrotto", FilterNone} {
		add(func(f *Filter) { f.Bilancio = v })
	}
	add(func(f *Filter) { f.NoShowSince = "2026-11-10" })
	add(func(f *Filter) { f.NoShowSince, f.CPI = "2026-11-10", cpi })
	for _, n := range []int64{3, 9} {
		for _, not := range []bool{false, true} {
			add(func(f *Filter) { f.Among = everyNth(n, not) })
			add(func(f *Filter) { f.Among, f.CPI = everyNth(n, not), cpi })
			add(func(f *Filter) { f.Among, f.State = everyNth(n, not), ToConvene })
			add(func(f *Filter) { f.Among, f.State, f.Benefit = everyNth(n, not), Excluded, BenefitRunning })
			add(func(f *Filter) { f.Among, f.Query = everyNth(n, not), ParseQuery("r") })
		}
	}
	for _, q := range []string{"r", "rossi", "de santis", "desantis", "dangelo", "d'angelo", "angelo", "maria", "rossi m", "maria rossi", "De Santis Anna", "santis", "lukas", "zzz", "anna maria de santis"} {
		add(func(f *Filter) { f.Query = ParseQuery(q) })
	}
	add(func(f *Filter) { f.Query, f.State = ParseQuery("r"), ToConvene })
	return out
}

// Every row that passes is on exactly one page, forwards and backwards, in the
// same order as the file, whatever filter and order.
func TestPagesAreComplete(t *testing.T) {
	handful = 60 // so that both ways are walked on a list of a few pages
	defer func() { handful = 1000 }()
	d, _ := dbtest.Open(t)
	ctx := context.Background()
	s := NewStore(d)
	list := firstList(t, s)
	foggia, severo, lecce := officeNamed(t, d, "Foggia"), officeNamed(t, d, "San Severo"), officeNamed(t, d, "Lecce")
	fill(t, d, list.ID, "FG", []office{foggia, severo}, 230, 1)
	fill(t, d, list.ID, "LE", []office{lecce}, 100, 2)
	write(t, d, func(tx *db.Tx) error {
		_, err := tx.Exec("INSERT INTO did(worker_id,cpi_id,declared_on,month,channel,created_at,created_by) SELECT worker_id, cpi_id, '2026-08-03', '2026-08', 'cpi', '', 1 FROM list_row")
		return err
	})
	actor := operatorOf(1, severo)
	base := Filter{ListID: list.ID, Province: "FG", Sort: SortName, Today: "2026-11-24"}
	var everyone []ListedRow
	for r, err := range s.All(ctx, actor, base) {
		if err != nil {
			t.Fatal(err)
		}
		everyone = append(everyone, r)
	}
	if len(everyone) != 230 {
		t.Fatalf("the list has %d rows, want 230", len(everyone))
	}
	for _, f := range filters(base, severo.id) {
		for _, sort := range []string{SortName, SortBenefit, SortCPI} {
			for _, descending := range []bool{false, true} {
				f.Sort, f.Descending = sort, descending
				checkPages(t, s, actor, f, everyone)
			}
		}
	}
}

func checkPages(t *testing.T, s *Store, actor rule.Actor, f Filter, everyone []ListedRow) {
	t.Helper()
	ctx := context.Background()
	what := fmt.Sprintf("%+v", f)
	want := map[int64]bool{}
	counts := Counts{ByState: map[string]int{}}
	for _, r := range everyone {
		if passes(f, r) {
			want[r.ID] = true
		}
		anyState := f
		anyState.State = ""
		if passes(anyState, r) {
			counts.All++
			counts.ByState[r.State()]++
		}
	}
	var file []int64
	for r, err := range s.All(ctx, actor, f) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		file = append(file, r.ID)
	}
	var pages []int64
	at, last := Cursor{}, Page{}
	for n := 0; ; n++ {
		p, err := s.Page(ctx, actor, f, at)
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if p.Truncated {
			return // says so itself
		}
		if p.HasPrev != (n > 0) {
			t.Fatalf("%s: page %d says previous %v", what, n, p.HasPrev)
		}
		for _, r := range p.Rows {
			pages = append(pages, r.ID)
		}
		if last = p; !p.HasNext {
			break
		}
		if len(p.Rows) != PageSize {
			t.Fatalf("%s: page %d has %d rows and a next one", what, n, len(p.Rows))
		}
		at = p.Next
	}
	if !slices.Equal(pages, file) {
		t.Fatalf("%s: pages and file differ: %d and %d rows", what, len(pages), len(file))
	}
	seen := map[int64]bool{}
	for _, id := range pages {
		if seen[id] || !want[id] {
			t.Fatalf("%s: row %d twice or not asked for", what, id)
		}
		seen[id] = true
	}
	if len(seen) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(seen), len(want))
	}
	got, err := s.Counts(ctx, actor, f)
	if err != nil {
		t.Fatal(err)
	}
	if got.All != counts.All {
		t.Fatalf("%s: counts %v, want %v", what, got, counts)
	}
	for _, state := range States {
		if got.ByState[state.Value] != counts.ByState[state.Value] {
			t.Fatalf("%s: counts %v, want %v", what, got, counts)
		}
	}
	for last.HasPrev { // and back to the start
		p, err := s.Page(ctx, actor, f, last.Previous)
		if err != nil {
			t.Fatal(err)
		}
		first := slices.Index(pages, last.Rows[0].ID)
		var ids []int64
		for _, r := range p.Rows {
			ids = append(ids, r.ID)
		}
		if from := max(0, first-PageSize); !slices.Equal(ids, pages[from:from+len(ids)]) {
			t.Fatalf("%s: page before row %d is not the %d rows before it", what, first, PageSize)
		}
		last = p
	}
}

// A search that finds more than it keeps says so, and shows what it keeps on
// pages that are whole.
func TestATooBroadSearchSaysSo(t *testing.T) {
	handful = 60
	defer func() { handful = 1000 }()
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	severo := officeNamed(t, d, "San Severo")
	fill(t, d, 1, "FG", []office{severo}, 300, 5)
	f := Filter{ListID: 1, Province: "FG", Sort: SortBenefit, Today: "2026-11-24", Query: ParseQuery("maria")}
	p, err := s.Page(context.Background(), operatorOf(1, severo), f, Cursor{})
	if err != nil || !p.Truncated || len(p.Rows) != PageSize || !p.HasNext {
		t.Fatalf("%d rows, truncated %v, next %v (%v)", len(p.Rows), p.Truncated, p.HasNext, err)
	}
	last, err := s.Page(context.Background(), operatorOf(1, severo), f, p.Next)
	if err != nil || len(last.Rows) != handful-PageSize || last.HasNext {
		t.Fatalf("%d rows, next %v (%v)", len(last.Rows), last.HasNext, err)
	}
}

func TestOrderOfNames(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	list := firstList(t, s)
	severo, foggia := officeNamed(t, d, "San Severo"), officeNamed(t, d, "Foggia")
	fill(t, d, list.ID, "FG", []office{severo, foggia}, 200, 3)
	check := func(f Filter, less func(a, b ListedRow) bool) {
		t.Helper()
		var before *ListedRow
		for r, err := range s.All(context.Background(), operatorOf(1, severo), f) {
			if err != nil {
				t.Fatal(err)
			}
			if before != nil && less(r, *before) {
				t.Fatalf("%s comes after %s", before.FullName(), r.FullName())
			}
			before = &r
		}
	}
	f := Filter{ListID: list.ID, Province: "FG", Sort: SortName, Today: "2026-11-24"}
	name := func(r ListedRow) string { return rule.Fold(r.Surname) + "\x00" + rule.Fold(r.Name) }
	check(f, func(a, b ListedRow) bool { return name(a) < name(b) })
	f.Sort, f.Descending = SortBenefit, true
	check(f, func(a, b ListedRow) bool { return a.BenefitTo > b.BenefitTo })
	f.Sort, f.Descending = SortCPI, false
	check(f, func(a, b ListedRow) bool { return a.Office < b.Office })
}

// No page, count, search or file scans a big table or sorts it: what a list
// costs does not grow with its length.
func TestPlans(t *testing.T) {
	d, _ := dbtest.Open(t)
	s := NewStore(d)
	severo := officeNamed(t, d, "San Severo")
	fill(t, d, 1, "FG", []office{severo}, 50, 4)
	base := Filter{ListID: 1, Province: "FG", Sort: SortName, Today: "2026-11-24"}
	explain := func(query string, args []any) {
		t.Helper()
		rows, err := d.Reader().Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(detail, "TEMP B-TREE") || strings.HasPrefix(detail, "SCAN") && !strings.Contains(detail, "VIRTUAL TABLE INDEX") && !strings.Contains(detail, "SCAN f") && !strings.Contains(detail, "(subquery") {
				t.Errorf("%s\n  in %s", detail, query)
			}
			// who may see a person is asked of that person, not of a whole office
			if strings.Contains(detail, "(cpi_id=") {
				for _, alias := range []string{"oa", "ob", "va", "vb", "vl"} {
					if strings.HasPrefix(detail, "SEARCH "+alias+" ") {
						t.Errorf("%s\n  in %s", detail, query)
					}
				}
			}
		}
	}
	for _, scope := range []func() (string, []any){
		func() (string, []any) { return own(operatorOf(1, severo), "w", base.Today) },
		func() (string, []any) { return visible(operatorOf(1, severo), "w") },
	} {
		condition, args := scope()
		explain("SELECT 1 FROM worker w WHERE w.id=1 AND "+condition, args)
	}
	start := &key{id: 7, surname: "rossi", name: "maria", benefit: "2026-11-30", cpi: severo.id}
	for _, f := range filters(base, severo.id) {
		for _, sort := range []string{SortName, SortBenefit, SortCPI} {
			for _, descending := range []bool{false, true} {
				f.Sort, f.Descending = sort, descending
				legs, err := s.legs(context.Background(), f, nil, false)
				if err != nil {
					t.Fatal(err)
				}
				for _, from := range []*key{nil, start} {
					explain(walkQuery(legs[0].filter, from, descending, 51))
				}
			}
		}
		for _, i := range f.narrow() {
			from, w := f.along(i)
			explain(probeQuery(from, w))
			explain(keysQuery(from, w))
		}
		explain(countQuery(f))
		if len(f.Query.Words) > 0 {
			from, w := surnameRange(f)
			explain(probeQuery(from, w))
			explain(keysQuery(from, w))
			if query, args := wordsQuery(f); query != "" {
				explain(query, args)
			}
		}
	}
}
