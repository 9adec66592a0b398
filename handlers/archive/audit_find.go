package archive

import (
	"strings"

	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/archive"
)

// asked is how many answers a filter offers to choose from.
const asked = 10

// findAccount looks for the account whose name or address was typed.
func (h *Handlers) findAccount(r *web.Request, f *web.Form, page *views.AuditPage) error {
	if page.UserTyped == "" {
		return nil
	}
	found, total, err := h.app.Access.Accounts(r.Ctx(), r.Actor, access.AccountFilter{Query: page.UserTyped, Limit: asked})
	if err != nil {
		return err
	}
	for _, u := range found {
		target := views.AuditTarget{ID: u.ID, Name: u.FullName(), Note: u.Email}
		if page.Accounts = append(page.Accounts, target); strings.EqualFold(u.Email, page.UserTyped) || total == 1 {
			page.User, page.Accounts = target, nil
			return nil
		}
	}
	f.Add("account", several(total, "Nessun account ha questo nome o questo indirizzo.", "Più account hanno questo nome: scegline uno qui sotto."))
	return nil
}

// findPerson looks for the person whose name or codice fiscale was typed.
func (h *Handlers) findPerson(r *web.Request, f *web.Form, page *views.AuditPage) error {
	q := people.ParseQuery(page.WorkerTyped)
	switch {
	case q.Empty():
		return nil
	case q.Error != "":
		f.Add("persona", q.Error)
		return nil
	}
	found, err := h.people.Identify(r.Ctx(), r.Actor, q, asked+1)
	if err != nil {
		return err
	}
	h.store.Read(r.Actor, archive.Audit{Action: "lavoratori.cercati", Subject: "worker", Fields: []string{"registro"}, Count: len(found)})
	if len(found) == 1 {
		page.Worker = personTarget(found[0])
		return nil
	}
	for _, w := range found[:min(len(found), asked)] {
		page.Persons = append(page.Persons, personTarget(w))
	}
	f.Add("persona", several(len(found), "Nessun lavoratore ha questo nome o questo codice fiscale.", "Più lavoratori hanno questo nome: scegline uno qui sotto."))
	return nil
}

func personTarget(w people.Worker) views.AuditTarget {
	target := views.AuditTarget{ID: w.ID, Name: w.FullName()}
	if w.BirthDate != "" {
		target.Note = "nascita " + w.BirthDate.Italian()
	}
	return target
}

// several returns the sentence for no answer, or the one for more than one;
// beyond those shown, it asks for more words.
func several(n int, none, more string) string {
	switch {
	case n == 0:
		return none
	case n > asked:
		return strings.TrimSuffix(more, ".") + ", o scrivi qualcosa di più."
	}
	return more
}
