// Package rule holds the facts that every area shares and no area owns: who
// acts and where (Actor), local dates and instants, names folded for search,
// the codice fiscale, Italian holidays, and the refusal of a rule. It is a
// leaf: pure values, no SQL, no clock.
package rule

import "slices"

// Role is a role of the domain, stored and typed in Italian.
type Role string

// The roles of an installation.
const (
	RoleOperator          Role = "operatore"
	RoleOfficeHead        Role = "responsabile_cpi"
	RoleCounsellor        Role = "consulente_orientamento"
	RoleTargetedPlacement Role = "collocamento_mirato"
	RoleProvince          Role = "provincia"
	RoleRegion            Role = "regione"
	RoleServiceCentre     Role = "centro_servizi"
	RoleTrainingBody      Role = "ente_formazione"
	RoleAdmin             Role = "admin"
	// RoleSpecialData opens, beside a role at the same office, the data that GDPR
	// arts. 9 and 10 protect; alone it opens nothing.
	RoleSpecialData Role = "dati_particolari"
)

// Roles lists every role, in the order in which screens show them.
var Roles = []Role{
	RoleOperator, RoleOfficeHead, RoleCounsellor, RoleTargetedPlacement, RoleProvince,
	RoleRegion, RoleServiceCentre, RoleTrainingBody, RoleAdmin, RoleSpecialData,
}

// Label returns the role as the screens write it.
func (r Role) Label() string {
	switch r {
	case RoleOperator:
		return "Operatore"
	case RoleOfficeHead:
		return "Responsabile"
	case RoleCounsellor:
		return "Consulente di orientamento"
	case RoleTargetedPlacement:
		return "Collocamento mirato"
	case RoleProvince:
		return "Provincia"
	case RoleRegion:
		return "Regione"
	case RoleServiceCentre:
		return "Centro Servizi"
	case RoleTrainingBody:
		return "Ente di formazione"
	case RoleAdmin:
		return "Amministratore"
	case RoleSpecialData:
		return "Dati particolari"
	}
	return string(r)
}

// ScopeKind is the kind of territory or body that a grant is valid for.
type ScopeKind string

// The kinds of scope.
const (
	ScopeCPI          ScopeKind = "cpi"
	ScopeProvince     ScopeKind = "provincia"
	ScopeRegion       ScopeKind = "regione"
	ScopeBody         ScopeKind = "ente"
	ScopeInstallation ScopeKind = "installazione"
)

// ScopeOf returns the kind of scope that a role is granted with.
func ScopeOf(r Role) ScopeKind {
	switch r {
	case RoleOperator, RoleOfficeHead, RoleCounsellor, RoleSpecialData:
		return ScopeCPI
	case RoleTargetedPlacement, RoleProvince:
		return ScopeProvince
	case RoleRegion:
		return ScopeRegion
	case RoleTrainingBody:
		return ScopeBody
	}
	return ScopeInstallation
}

// Grant is one role in one scope.
type Grant struct {
	Role     Role
	Scope    ScopeKind
	CPI      int64  // office id when Scope is cpi
	Office   string // its name for the screen, or the province's
	Province string // sigla when Scope is provincia, and of the office when it is cpi
	Body     string // codice fiscale of the training body when Scope is ente
}

// Actor is who acts. The zero Actor has no grant and therefore no access.
type Actor struct {
	UserID int64
	Name   string
	Email  string
	Grants []Grant
	System bool // the installation itself: command line and background jobs
}

// System acts for the installation: command line and background jobs. No rule
// of scope holds it back, and the audit names it as user 0.
var System = Actor{Name: "Sportello", System: true}

// Has reports whether the actor holds at least one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return a.System || slices.ContainsFunc(a.Grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// CPIs returns the ids of the offices in which the actor holds a grant; only
// grants of the given roles count when some are given. The grant for special
// data counts only when it is named: it widens nobody's scope.
func (a Actor) CPIs(roles ...Role) []int64 {
	var ids []int64
	for _, g := range a.Grants {
		if g.Scope == ScopeCPI && (len(roles) == 0 && g.Role != RoleSpecialData || slices.Contains(roles, g.Role)) && !slices.Contains(ids, g.CPI) {
			ids = append(ids, g.CPI)
		}
	}
	return ids
}

// CPI returns the actor's first office, 0 when there is none.
func (a Actor) CPI() int64 {
	if ids := a.CPIs(); len(ids) > 0 {
		return ids[0]
	}
	return 0
}

// SpecialCPIs returns the ids of the offices of whose special data the actor may
// know: those in which the grant stands beside another role.
func (a Actor) SpecialCPIs() []int64 {
	offices := a.CPIs()
	return slices.DeleteFunc(a.CPIs(RoleSpecialData), func(id int64) bool { return !slices.Contains(offices, id) })
}

// Provinces returns the siglas of the provinces whose worker lists the actor
// may see: those of the offices and of the grants of the role provincia.
func (a Actor) Provinces() []string {
	var out []string
	for _, g := range a.Grants {
		if g.Province != "" && g.Role != RoleTargetedPlacement && g.Role != RoleSpecialData && !slices.Contains(out, g.Province) {
			out = append(out, g.Province)
		}
	}
	return out
}

// Bodies returns the codici fiscali of the training bodies that the actor acts for.
func (a Actor) Bodies() []string {
	var out []string
	for _, g := range a.Grants {
		if g.Scope == ScopeBody && !slices.Contains(out, g.Body) {
			out = append(out, g.Body)
		}
	}
	return out
}

// Regional reports whether the actor sees the whole region.
func (a Actor) Regional() bool { return a.System || a.Has(RoleRegion) }

// ScopeText returns the scope as the command line writes it: «cpi:San Severo».
func (g Grant) ScopeText() string {
	switch g.Scope {
	case ScopeCPI:
		return "cpi:" + g.Office
	case ScopeProvince:
		return "provincia:" + g.Province
	case ScopeBody:
		return "ente:" + g.Body
	}
	return string(g.Scope)
}
