package access

import (
	"fmt"
	"slices"
	"strings"

	"sportello/db/rule"
)

// ReadGrant returns the role in the scope that a form names: an office by its
// name, a province by name or sigla, a training body by its codice fiscale;
// the other roles have no choice. The refusals concern role and scope.
func ReadGrant(role rule.Role, text string, offices []Office, provinces []Province) (rule.Grant, error) {
	g := rule.Grant{Role: role, Scope: rule.ScopeOf(role)}
	if !slices.Contains(rule.Roles, role) {
		return g, rule.Refuse("role", "Scegli il ruolo.")
	}
	switch g.Scope {
	case rule.ScopeCPI:
		if strings.TrimSpace(text) == "" {
			return g, rule.Refuse("scope", "Scegli il Centro per l'Impiego in cui vale il ruolo.")
		}
		o, err := FindOffice(offices, text)
		if err != nil {
			return g, rule.Refuse("scope", err.Error())
		}
		g.CPI, g.Office, g.Province = o.ID, o.Name, o.Province
	case rule.ScopeProvince:
		for _, p := range provinces {
			if strings.EqualFold(p.Sigla, strings.TrimSpace(text)) || rule.Fold(p.Name) == rule.Fold(text) {
				g.Province, g.Office = p.Sigla, p.Name
				return g, nil
			}
		}
		return g, rule.Refuse("scope", "Scegli la provincia in cui vale il ruolo, per esempio «Foggia».")
	case rule.ScopeBody:
		body, err := rule.ParsePartitaIVA(text)
		if err != nil {
			cf, cfErr := rule.ParseCodiceFiscale(text)
			if cfErr != nil {
				return g, rule.Refuse("scope", fmt.Sprintf("Scrivi il codice fiscale dell'ente di formazione. %s", err))
			}
			body = string(cf)
		}
		g.Body = body
	}
	return g, nil
}

// CheckInvitation refuses an account that could not be created: the refusals
// concern email, surname and name.
func CheckInvitation(in NewUser) error {
	in.Password = NewToken()
	_, err := checkNewUser(&in)
	return err
}
