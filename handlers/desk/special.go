package desk

import (
	"slices"

	"sportello/handlers/web"
	views "sportello/views/desk"
)

// referrals reads, for who may know of the special data of the office, which
// profiles propose a referral to the social services: it is written that they were
// read. Nobody else's desk has that section, nor its count.
func (h *Handlers) referrals(r *web.Request, p *views.Page) (err error) {
	if p.Special = slices.Contains(r.Actor.SpecialCPIs(), p.Office.ID); !p.Special {
		return nil
	}
	p.Referrals, p.ReferralsN, err = h.people.ReferralsDue(r.Ctx(), r.Actor, p.Office.ID, rows)
	return err
}
