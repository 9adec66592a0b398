package scheda

import (
	"sportello/db/scheda"
	"sportello/views/shared"
)

// VersionRows puts two versions of a panel side by side, field by field, in
// words. base is what both began from, nil when it was not kept: where only the
// other changed something, theirs is chosen.
func VersionRows(p scheda.Panel, ctx scheda.Context, base, mine, stored scheda.Answers) []shared.VersionRow {
	var out []shared.VersionRow
	for _, f := range p.Fields {
		if !f.Editable() {
			continue
		}
		m, s := scheda.FieldWords(p, f, mine, ctx), scheda.FieldWords(p, f, stored, ctx)
		if m == "" && s == "" {
			continue
		}
		row := shared.VersionRow{Field: f.Name, Label: f.Label, Mine: m, Stored: s, Keep: shared.Mine}
		if base != nil && m == scheda.FieldWords(p, f, base, ctx) || base == nil && m == "" {
			row.Keep = shared.Stored
		}
		out = append(out, row)
	}
	return out
}
