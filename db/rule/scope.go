package rule

import "strings"

// The territorial filter stands here and nowhere else: every store that reads
// what belongs to an office or to a province puts one of these conditions in
// its WHERE, so that what is out of scope does not exist for the reader.

// OfficeScope returns the SQL condition, with its arguments, that keeps the
// rows whose office id column is in the actor's scope: the offices of cpi
// grants and those of the provinces of grants of the role provincia. The region
// sees no single office's work (aggregates only), so it gets no row. Nor does
// collocamento mirato, which follows the people registered under L. 68/99 and
// not what the offices of its province do: a second grant opens nothing more.
func (a Actor) OfficeScope(column string) (string, []any) {
	if a.System {
		return "1=1", nil
	}
	var parts []string
	var args []any
	if ids := a.CPIs(); len(ids) > 0 {
		parts = append(parts, column+" IN ("+marks(len(ids))+")")
		for _, id := range ids {
			args = append(args, id)
		}
	}
	var provinces []any
	for _, g := range a.Grants {
		if g.Scope == ScopeProvince && g.Role == RoleProvince {
			provinces = append(provinces, g.Province)
		}
	}
	if len(provinces) > 0 {
		parts = append(parts, column+" IN (SELECT id FROM cpi WHERE province IN ("+marks(len(provinces))+"))")
		args = append(args, provinces...)
	}
	return anyOf(parts), args
}

// SpecialScope returns the SQL condition, with its arguments, that keeps the rows
// of special data whose office id column is one of whose special data the actor
// may know.
func (a Actor) SpecialScope(column string) (string, []any) {
	if a.System {
		return "1=1", nil
	}
	ids := a.SpecialCPIs()
	if len(ids) == 0 {
		return "0=1", nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return column + " IN (" + marks(len(ids)) + ")", args
}

// ProvinceScope returns the SQL condition, with its arguments, that keeps the
// rows whose province column is in the actor's scope. The region sees all.
func (a Actor) ProvinceScope(column string) (string, []any) {
	if a.Regional() {
		return "1=1", nil
	}
	provinces := a.Provinces()
	if len(provinces) == 0 {
		return "0=1", nil
	}
	args := make([]any, len(provinces))
	for i, p := range provinces {
		args[i] = p
	}
	return column + " IN (" + marks(len(args)) + ")", args
}

// BodyScope returns the SQL condition, with its arguments, that keeps the rows
// whose training body column (codice fiscale) is one the actor acts for.
func (a Actor) BodyScope(column string) (string, []any) {
	if a.System {
		return "1=1", nil
	}
	bodies := a.Bodies()
	if len(bodies) == 0 {
		return "0=1", nil
	}
	args := make([]any, len(bodies))
	for i, b := range bodies {
		args[i] = b
	}
	return column + " IN (" + marks(len(args)) + ")", args
}

func anyOf(parts []string) string {
	if len(parts) == 0 {
		return "0=1"
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }
