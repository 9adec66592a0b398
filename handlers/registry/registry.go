// Package registry handles the pages of the registry of services: registering by
// hand, the ledger, the codes and what is sent of them.
package registry

import (
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/exchange"
	"sportello/db/indicators"
	"sportello/db/people"
	"sportello/db/registry"
	"sportello/db/rule"
	"sportello/handlers/web"
	reports "sportello/reports/registry"
	views "sportello/views/registry"
)

// Handlers are the pages of the registry.
type Handlers struct {
	store    *registry.Store
	people   *people.Store
	agenda   *agenda.Store
	exchange *exchange.Store
	archive  *archive.Store
	figures  *indicators.Store
}

// New returns the handlers over the kit's database, and tells the archive how
// the attestation is printed.
func New(app *web.App) *Handlers {
	app.Archive.RegisterRenderer(people.KindAttestation, reports.Attestation)
	return &Handlers{store: registry.NewStore(app.DB), people: people.NewStore(app.DB), agenda: agenda.NewStore(app.DB), exchange: exchange.NewStore(app.DB), archive: app.Archive, figures: indicators.NewStore(app.DB)}
}

// The roles that register services, those that read the ledger, those that
// answer for what goes beyond the rules, and those that read the codes.
var (
	Desk     = []rule.Role{rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor}
	Readers  = append(slices.Clone(Desk), rule.RoleProvince)
	Heads    = []rule.Role{rule.RoleOfficeHead, rule.RoleProvince}
	Students = append(slices.Clone(Readers), rule.RoleTargetedPlacement, rule.RoleRegion, rule.RoleAdmin)
)

// worker returns the person whose id stands in the path, whole.
func (h *Handlers) worker(r *web.Request) (people.Worker, error) {
	id, err := r.ID("id")
	if err != nil {
		return people.Worker{}, err
	}
	w, err := h.people.Worker(r.Ctx(), r.Actor, id)
	if err == nil && w.Partial {
		err = db.ErrNotFound
	}
	return w, err
}

// office returns the office asked for by ufficio, else the actor's home, and all
// those that the actor may open; only those where the actor works if so asked.
func (h *Handlers) office(r *web.Request, asked string, works bool) (agenda.Office, []agenda.Office, error) {
	all, err := h.agenda.Offices(r.Ctx(), r.Actor)
	if works {
		all = slices.DeleteFunc(all, func(o agenda.Office) bool { return !o.Writes })
	}
	if err != nil || len(all) == 0 {
		return agenda.Office{}, nil, cmpErr(err, db.ErrNotFound)
	}
	if asked == "" {
		return agenda.HomeOffice(all, r.Actor), all, nil
	}
	for _, o := range all {
		if strconv.FormatInt(o.ID, 10) == asked {
			return o, all, nil
		}
	}
	return agenda.Office{}, nil, db.ErrNotFound
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func operators(all []agenda.Operator) []views.Choice {
	out := make([]views.Choice, len(all))
	for i, o := range all {
		out[i] = views.Choice{Value: strconv.FormatInt(o.ID, 10), Label: o.Name}
	}
	return out
}

func offices(all []agenda.Office) []views.Choice {
	out := make([]views.Choice, len(all))
	for i, o := range all {
		out[i] = views.Choice{Value: strconv.FormatInt(o.ID, 10), Label: o.Name}
	}
	return out
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
