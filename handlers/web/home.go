package web

import "sportello/db/rule"

// Home returns the page that the actor's work starts from.
func Home(a rule.Actor) string {
	switch {
	case a.UserID == 0:
		return "/"
	case a.Has(rule.RoleOperator, rule.RoleOfficeHead, rule.RoleCounsellor, rule.RoleProvince):
		return "/scrivania"
	case a.Has(rule.RoleRegion):
		return "/elenchi/gestione"
	case a.Has(rule.RoleServiceCentre):
		return "/accreditamenti"
	case a.Has(rule.RoleTrainingBody):
		return "/ente/percorsi"
	case a.Has(rule.RoleAdmin):
		return "/account"
	}
	return "/accreditamento"
}

// Open reports whether the access lets the actor in.
func (a Access) Open(actor rule.Actor) bool {
	return a.Public || actor.UserID != 0 && (a.SignedIn || actor.Has(a.Roles...))
}
