package indicators

import (
	"strconv"
	"strings"

	"sportello/db/rule"
)

// Scope is whose figures a sheet shows: an office's, a province's, the region's.
type Scope struct {
	Kind     rule.ScopeKind // cpi, provincia, regione
	CPI      int64
	Province string
	Label    string  // CPI Foggia, Provincia di Foggia, Regione
	Pilot    bool    // of an office: one of the ten of the Masterplan
	Offices  []int64 // in it
	Names    bool    // whether the reader may see the persons behind a figure
	Closes   bool    // whether the reader may close a month
	Bases    bool    // whether the reader enters baselines
}

// Key names the scope as it is stored and stands in addresses: cpi:12,
// provincia:FG, regione.
func (s Scope) Key() string {
	switch s.Kind {
	case rule.ScopeCPI:
		return "cpi:" + strconv.FormatInt(s.CPI, 10)
	case rule.ScopeProvince:
		return "provincia:" + s.Province
	}
	return "regione"
}

// mayRead reports whether the actor may see the figures of the scope: those of
// the own office, the own province, or of all for the Region.
func (s Scope) mayRead(a rule.Actor) bool {
	if a.Regional() {
		return true
	}
	for _, g := range a.Grants {
		switch {
		case s.Kind == rule.ScopeCPI && g.Scope == rule.ScopeCPI && g.CPI == s.CPI:
			return true
		case g.Role == rule.RoleProvince && s.Kind != rule.ScopeRegion && g.Province == s.Province:
			return true
		}
	}
	return false
}

// mayName reports whether the actor may see who is behind a figure: the offices'
// own people and the province. The Region reads sums.
func (s Scope) mayName(a rule.Actor) bool {
	if a.System {
		return true
	}
	for _, g := range a.Grants {
		if s.Kind == rule.ScopeCPI && g.Scope == rule.ScopeCPI && g.CPI == s.CPI || g.Role == rule.RoleProvince && s.Kind != rule.ScopeRegion && g.Province == s.Province {
			return true
		}
	}
	return false
}

func (s Scope) mayClose(a rule.Actor) bool {
	if s.Kind != rule.ScopeCPI {
		return false
	}
	for _, id := range a.CPIs(rule.RoleOfficeHead) {
		if id == s.CPI {
			return true
		}
	}
	return a.System
}

// parseKey reads what Key wrote.
func parseKey(key string) (Scope, bool) {
	kind, rest, _ := strings.Cut(key, ":")
	switch rule.ScopeKind(kind) {
	case rule.ScopeCPI:
		id, err := strconv.ParseInt(rest, 10, 64)
		return Scope{Kind: rule.ScopeCPI, CPI: id}, err == nil
	case rule.ScopeProvince:
		return Scope{Kind: rule.ScopeProvince, Province: rest}, rest != ""
	case rule.ScopeRegion:
		return Scope{Kind: rule.ScopeRegion}, rest == ""
	}
	return Scope{}, false
}
