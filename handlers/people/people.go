// Package people handles the pages of lists and of persons.
package people

import (
	"context"

	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/conditionality"
	"sportello/db/indicators"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/people"
	"sportello/views/layout"
)

// Handlers are the pages of lists and of persons.
type Handlers struct {
	people    *people.Store
	agenda    *agenda.Store
	registry  *registry.Store
	bilancio  *bilancio.Store
	reference *reference.Store
	access    *access.Store
	archive   *archive.Store
	figures   *indicators.Store
	pacts     *pacts.Store
	duties    *conditionality.Store
}

// New returns the handlers over the kit's database, and tells the menu how the
// lists are called.
func New(app *web.App) *Handlers {
	h := &Handlers{people: people.NewStore(app.DB), agenda: agenda.NewStore(app.DB), registry: registry.NewStore(app.DB), bilancio: bilancio.NewStore(app.DB),
		reference: reference.NewStore(app.DB), access: app.Access, archive: app.Archive, figures: indicators.NewStore(app.DB), pacts: pacts.NewStore(app.DB), duties: conditionality.NewStore(app.DB)}
	app.Archive.RegisterRenderer(people.KindReferral, reports.Referral)
	app.SetLists(h.menu(app.DB.Today))
	return h
}

// The roles that work with lists and persons, those that only read, and the
// Region, which owns the lists.
var (
	Desk    = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}
	Readers = append(append([]rule.Role{}, Desk...), rule.RoleProvince)
	Lists   = append(append([]rule.Role{}, Readers...), rule.RoleRegion)
)

// menu is how the entry of the lists is called: by the name of the only active
// one. /elenchi leads to it.
func (h *Handlers) menu(today func() rule.Date) func(rule.Actor) layout.List {
	return func(rule.Actor) layout.List {
		entry := layout.List{Label: "Elenchi lavoratori", Href: "/elenchi"}
		lists, err := h.people.Lists(context.Background())
		if active := people.ActiveLists(lists, today()); err == nil && len(active) == 1 {
			entry.Label = active[0].Name
		}
		return entry
	}
}
