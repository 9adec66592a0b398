package scheda

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// draw returns answers such as Decode makes them, also invalid ones.
func draw(t *rapid.T, fields []Field, depth int) Answers {
	text := rapid.StringMatching(`[a-zà-ùĐŁ0-9€'<&."]([a-zà-ùĐŁ0-9€'<&." ]{0,8}[a-z0-9.])?`)
	a := Answers{}
	for _, f := range fields {
		if !f.Editable() || rapid.Bool().Draw(t, "skip") {
			continue
		}
		var v Value
		switch f.Type {
		case Group:
			v = In(draw(t, f.Sub, depth+1))
		case FixedList:
			v.Group = Answers{}
			for _, o := range f.Options {
				v.Group[o.Value] = In(draw(t, f.Sub, depth+1))
			}
		case Repeat:
			for i := range rapid.IntRange(0, 3).Draw(t, "rows") {
				row := draw(t, f.Sub, depth+1)
				row[RowID] = T("abcd000" + strconv.Itoa(i))
				v.Rows = append(v.Rows, row)
			}
		case Ranking:
			v.Items = rapid.SliceOfN(text, 0, f.MaxItems).Draw(t, "items")
		case Multiselect, MultiLookup:
			v.Items = rapid.SliceOfNDistinct(text, 0, 4, rapid.ID).Draw(t, "items")
		case List:
			v.Items = rapid.SliceOfN(text, 0, 4).Draw(t, "items")
		default:
			v.Text = normalize(f.Type, text.Draw(t, "text"))
		}
		a[f.Name] = v
	}
	return a.Compact()
}

func TestDecodeEncodeIsIdentity(t *testing.T) {
	d := testDefinition(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range d.Panels() {
			a := draw(t, p.Fields, 0)
			if diff := cmp.Diff(a, Decode(p, Encode(p, a))); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestStoredAnswersComeBack(t *testing.T) {
	d := testDefinition(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range d.Panels() {
			a := draw(t, p.Fields, 0)
			back, err := ParseAnswers(string(a.Canonical()))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(a, back); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// Whatever is answered, validation does not break, and each refusal names a
// field of the panel.
func TestValidateNamesFieldsOfThePanel(t *testing.T) {
	d := testDefinition(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, p := range d.Panels() {
			errs, warnings := Validate(p, draw(t, p.Fields, 0), testContext)
			for _, r := range append(errs, warnings...) {
				if _, ok := p.FieldAt(r.Field); !ok {
					t.Fatalf("no field %q", r.Field)
				}
			}
		}
	})
}
