package rule

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each grant opens its own territory, and only the role provincia opens the
// work of a whole province.
func TestScopesOfTheGrants(t *testing.T) {
	lecce := Grant{Role: RoleOperator, Scope: ScopeCPI, CPI: 7, Province: "LE"}
	for name, c := range map[string]struct {
		grants    []Grant
		offices   string
		args      []any
		provinces []string
	}{
		"nobody":              {nil, "0=1", nil, nil},
		"an office":           {[]Grant{lecce}, "(x IN (?))", []any{int64(7)}, []string{"LE"}},
		"a province":          {[]Grant{{Role: RoleProvince, Scope: ScopeProvince, Province: "FG"}}, "(x IN (SELECT id FROM cpi WHERE province IN (?)))", []any{"FG"}, []string{"FG"}},
		"collocamento mirato": {[]Grant{{Role: RoleTargetedPlacement, Scope: ScopeProvince, Province: "FG"}}, "0=1", nil, nil},
		"office and collocamento mirato": {[]Grant{lecce, {Role: RoleTargetedPlacement, Scope: ScopeProvince, Province: "FG"}},
			"(x IN (?))", []any{int64(7)}, []string{"LE"}},
		"office and another province": {[]Grant{lecce, {Role: RoleProvince, Scope: ScopeProvince, Province: "FG"}},
			"(x IN (?) OR x IN (SELECT id FROM cpi WHERE province IN (?)))", []any{int64(7), "FG"}, []string{"LE", "FG"}},
		"the region": {[]Grant{{Role: RoleRegion, Scope: ScopeRegion}}, "0=1", nil, nil},
	} {
		a := Actor{UserID: 1, Grants: c.grants}
		where, args := a.OfficeScope("x")
		if where != c.offices {
			t.Errorf("%s: %s", name, where)
		}
		if diff := cmp.Diff(c.args, args); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if diff := cmp.Diff(c.provinces, a.Provinces()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
