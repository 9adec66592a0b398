// Package indicators serves the monthly sheet, what is behind its figures, the
// closing of a month, the objectives and the comparison of offices.
package indicators

import (
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
)

// Readers are the roles that see figures: of the own office, the own province,
// or of all.
var Readers = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleProvince, rule.RoleRegion}

// Handlers serve the pages of the figures.
type Handlers struct {
	store    *indicators.Store
	registry *registry.Store
}

// New returns the handlers of the figures.
func New(app *web.App) *Handlers {
	return &Handlers{store: indicators.NewStore(app.DB), registry: registry.NewStore(app.DB)}
}

// asked is whose figures of which year an address asks for.
type asked struct {
	scopes []indicators.Scope
	scope  indicators.Scope
	years  []int
	year   int
	month  int // 1 to 12, 0 for the year
}

// ask reads whose figures are asked for. Without a word they are the reader's
// own of this year; what the reader may not see does not exist.
func (h *Handlers) ask(r *web.Request, value func(string) string) (a asked, err error) {
	if a.scopes, err = h.store.Scopes(r.Ctx(), r.Actor); err != nil {
		return a, err
	}
	if len(a.scopes) == 0 {
		return a, db.ErrNotFound
	}
	a.scope = a.scopes[0]
	if key := value("ambito"); key != "" {
		if a.scope, err = h.store.ScopeOf(r.Ctx(), r.Actor, key); err != nil {
			return a, err
		}
	}
	if a.years, err = h.store.Years(r.Ctx(), a.scope); err != nil {
		return a, err
	}
	a.year = a.years[0]
	if text := value("anno"); text != "" {
		y, err := strconv.Atoi(text)
		if err != nil || y < 2000 || y > a.years[0] {
			return a, db.ErrNotFound
		}
		a.year = y
	}
	if text := value("mese"); text != "" {
		m, err := strconv.Atoi(text)
		if err != nil || m < 1 || m > 12 {
			return a, db.ErrNotFound
		}
		a.month = m
	}
	return a, nil
}

// audit notes that figures were read: by which filters and how many rows.
func (h *Handlers) audit(r *web.Request, action string, a asked, count int, more ...string) {
	fields := append([]string{"ambito=" + a.scope.Key(), "anno=" + strconv.Itoa(a.year), "mese=" + strconv.Itoa(a.month)}, more...)
	r.App.Archive.Read(r.Actor, archive.Audit{Action: action, Subject: "indicator", Fields: fields, Count: count})
}
