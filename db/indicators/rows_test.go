package indicators_test

import (
	"context"
	"fmt"
	"slices"

	"sportello/db/indicators"

	"pgregory.net/rapid"
)

// opens holds what every figure opens against a plain count: as many rows as it
// says, the same page by page as all at once, whether read from what was kept or
// from the facts.
func (o *office) opens(r *rapid.T, scope indicators.Scope, year int) {
	o.t.Helper()
	sheet, err := o.store.Sheet(context.Background(), scope, year, nil)
	o.ok(err)
	whole := indicators.Which{}
	for _, m := range sheet.Months {
		if !m.Future {
			whole.Months = append(whole.Months, m.Month)
		}
		if m.Closed && !m.Amends {
			whole.Kept = append(whole.Kept, m.Month)
		}
	}
	for range 5 {
		l := rapid.SampledFrom(sheet.Lines).Draw(r, "indicator")
		if l.Indicator.Awaits != "" {
			continue
		}
		w := whole
		w.Indicator = l.Indicator
		f := l.Year
		if n := rapid.IntRange(0, len(whole.Months)).Draw(r, "month, 0 for the year"); n > 0 {
			month := whole.Months[n-1]
			w.Months, w.Kept, f = []string{month}, slices.DeleteFunc(slices.Clone(whole.Kept), func(m string) bool { return m != month }), l.Months[n-1]
		}
		if l.Indicator.Split() && rapid.Bool().Draw(r, "a part") {
			sex := rapid.SampledFrom([]string{"F", "M", ""}).Draw(r, "sex")
			w.Sex = &sex
		}
		name := fmt.Sprintf("%s, %s, %v", scope.Label, l.Indicator.Code, w.Months)
		plain := w
		plain.Kept = nil
		all, err := o.store.Rows(context.Background(), scope, plain, indicators.Row{}, 0)
		o.ok(err)
		n, err := o.store.CountRows(context.Background(), scope, w)
		o.ok(err)
		if n != len(all) {
			r.Fatalf("%s: %d rows are counted of %d", name, n, len(all))
		}
		if counts := l.Indicator.Counts; !f.Amended && (counts == indicators.Persons || counts == indicators.Events) && f.Part(w.Sex, nil).Value != n {
			r.Fatalf("%s: the figure is %d, and opens %d rows", name, f.Part(w.Sex, nil).Value, n)
		}
		var read []indicators.Row
		after := indicators.Row{}
		for {
			page, err := o.store.Rows(context.Background(), scope, w, after, 2)
			o.ok(err)
			read = append(read, page...)
			if len(page) < 2 {
				break
			}
			after = page[1]
		}
		if got, want := fmt.Sprint(places(read)), fmt.Sprint(places(all)); got != want {
			r.Fatalf("%s, page by page\n%s\nwant\n%s", name, got, want)
		}
	}
}

// places tells rows by what they are.
func places(rows []indicators.Row) (out []string) {
	for _, x := range rows {
		out = append(out, fmt.Sprint(x.On, x.WorkerID, x.Sex, x.Band, x.Subject, x.SubjectID, x.Days))
	}
	return out
}
