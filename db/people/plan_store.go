package people

import (
	"slices"
	"strings"
)

// A page of a list must cost the same in a list of a thousand and of a million
// rows. Two ways lead there. Either the rows are walked along an index in the
// order that is asked for, dropping from the index itself what a filter does
// not let pass; or a filter that few rows pass (at most handful) gives them
// all, and they are put in order here. What the walk would search in vain, the
// handful has at once; what is too much for the handful, the walk meets soon.

// handful is how many rows are gathered to be put in order here.
var handful = 1000

// index is an index of list_row with the condition that it is partial on, or the
// persons whose rows are looked up.
type index struct {
	name, partial string
	among         *Among
}

var (
	byName     = index{name: "list_row_name"}
	byCPI      = index{name: "list_row_cpi"}
	byBenefit  = index{name: "list_row_benefit"}
	byState    = index{name: "list_row_state", partial: "r.state<>'da_convocare'"}
	byBilancio = index{name: "list_row_bilancio", partial: "r.bilancio<>''"}
	byNoShow   = index{name: "list_row_no_show", partial: "r.last_no_show_on<>''"}
)

// where is a condition under construction.
type where struct {
	terms []string
	args  []any
}

func (w *where) add(term string, args ...any) {
	w.terms = append(w.terms, term)
	w.args = append(w.args, args...)
}

func (w where) String() string { return strings.Join(w.terms, " AND ") }

// conditions returns what the rows of the filter have in common, the search by
// words aside.
func (f Filter) conditions() where {
	var w where
	w.add("r.list_id=? AND r.province=?", f.ListID, f.Province)
	if f.CPI != 0 {
		w.add("r.cpi_id=?", f.CPI)
	}
	if state := f.effectiveState(); state != "" {
		w.add("r.state=?", state)
	}
	if f.Riscontro == FilterNone {
		w.add("r.riscontro=''")
	} else if f.Riscontro != "" {
		w.add("r.riscontro=?", f.Riscontro)
	}
	switch f.Benefit {
	case BenefitExpired:
		w.add("r.benefit_to>='0' AND r.benefit_to<?", f.Today)
	case BenefitRunning:
		w.add("r.benefit_to>=?", f.Today)
	}
	if f.Bilancio == FilterNone {
		w.add("r.bilancio=''")
	} else if f.Bilancio != "" {
		w.add("r.bilancio=?", f.Bilancio)
	}
	if f.NoShowSince != "" {
		w.add("r.last_no_show_on>=?", f.NoShowSince)
	}
	if f.Among != nil { // last: it is asked of the rows that all else lets pass
		not := ""
		if f.Among.Not {
			not = "NOT "
		}
		w.add(not+"EXISTS (SELECT 1"+f.Among.From+" AND t.worker_id=r.worker_id)", f.Among.Args...)
	}
	return w
}

// along returns the FROM of a query along an index, and the conditions that the
// index leaves to be asked.
func (f Filter) along(i index) (string, where) {
	if i.among != nil {
		f.Among = nil
	}
	w := f.conditions()
	from := i.source(&w)
	return from, w
}

// effectiveState returns the state that the rows have: a riscontro asked for is
// their state too, which has an index.
func (f Filter) effectiveState() string {
	if f.State == "" && (f.Riscontro == Withdrawn || f.Riscontro == Excluded) {
		return f.Riscontro
	}
	return f.State
}

// empty reports whether no row can pass, because state and riscontro exclude
// each other.
func (f Filter) empty() bool {
	isRiscontro := f.State == Withdrawn || f.State == Excluded
	switch f.Riscontro {
	case "":
		return false
	case FilterNone:
		return isRiscontro
	}
	return f.State != "" && f.State != f.Riscontro
}

// narrow returns the indexes of the filters that few rows may pass.
func (f Filter) narrow() []index {
	var out []index
	if state := f.effectiveState(); state != "" && state != ToConvene {
		out = append(out, byState)
	}
	if f.Bilancio != "" && f.Bilancio != FilterNone {
		out = append(out, byBilancio)
	}
	if f.NoShowSince != "" {
		out = append(out, byNoShow)
	}
	if f.Among != nil && !f.Among.Not {
		out = append(out, index{name: "sqlite_autoindex_list_row_1", among: f.Among})
	}
	if f.Benefit != "" {
		out = append(out, byBenefit)
	}
	return out
}

// walk returns the index along which the rows come in the order asked for.
// SortCPI walks one office at a time, by name inside it.
func (f Filter) walk() index {
	narrow := f.narrow()
	switch {
	case f.Sort == SortBenefit:
		return byBenefit
	case f.CPI != 0 || f.Sort == SortCPI:
		return byCPI
	case len(narrow) > 0 && (narrow[0] == byState || narrow[0] == byBilancio):
		return narrow[0]
	}
	return byName
}

// key is what rows are ordered by.
type key struct {
	id                     int64
	surname, name, benefit string
	cpi                    int64
	state                  string
}

const keyColumns = "r.id, r.surname_fold, r.name_fold, r.benefit_to, r.cpi_id, r.state"

func (k *key) targets() []any {
	return []any{&k.id, &k.surname, &k.name, &k.benefit, &k.cpi, &k.state}
}

// compare orders two keys as the filter asks, ascending; rank is the place of
// each office in the order of names.
func (f Filter) compare(a, b key, rank map[int64]int) int {
	switch f.Sort {
	case SortBenefit:
		if c := strings.Compare(a.benefit, b.benefit); c != 0 {
			return c
		}
		return compareInt(a.id, b.id)
	case SortCPI:
		if c := compareInt(int64(rank[a.cpi]), int64(rank[b.cpi])); c != 0 {
			return c
		}
	}
	if c := strings.Compare(a.surname, b.surname); c != 0 {
		return c
	}
	if c := strings.Compare(a.name, b.name); c != 0 {
		return c
	}
	return compareInt(a.id, b.id)
}

func compareInt(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// keyset returns the columns of the order, and the values of a key in them.
func (f Filter) keyset(k key) (columns []string, values []any) {
	if f.Sort == SortBenefit {
		return []string{"r.benefit_to", "r.id"}, []any{k.benefit, k.id}
	}
	return []string{"r.surname_fold", "r.name_fold", "r.id"}, []any{k.surname, k.name, k.id}
}

// from adds the condition of what comes strictly after a key (before it, when
// backward) and returns the ORDER BY.
func (f Filter) from(w *where, start *key, backward bool) string {
	descending := f.Descending != backward
	var k key
	if start != nil {
		k = *start
	}
	columns, values := f.keyset(k)
	op, direction := ">", ""
	if descending {
		op, direction = "<", " DESC"
	}
	if start != nil {
		w.add("("+strings.Join(columns, ", ")+")"+op+"("+strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",")+")", values...)
	}
	return strings.Join(columns, direction+", ") + direction
}

// source returns the FROM of a query along an index, and adds the index's own
// condition.
func (i index) source(w *where) string {
	if i.among != nil {
		w.args = append(slices.Clone(i.among.Args), w.args...)
		return "(SELECT t.worker_id" + i.among.From + ") a CROSS JOIN list_row r INDEXED BY " + i.name + " ON r.worker_id=a.worker_id"
	}
	if i.partial != "" {
		w.add(i.partial)
	}
	return "list_row r INDEXED BY " + i.name
}

// countSource returns the index along which the rows of the filter are counted.
func (f Filter) countSource() index {
	narrow := f.narrow()
	switch {
	case len(narrow) > 0 && f.CPI == 0:
		return narrow[0]
	case f.CPI != 0:
		return byCPI
	}
	return byName
}
