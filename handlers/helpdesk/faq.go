package helpdesk

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/rule"
	"sportello/handlers/web"
	accessviews "sportello/views/access"
	views "sportello/views/helpdesk"
	"sportello/views/layout"
)

// FAQ shows the published entries; a search keeps those with all its words.
func (h *Handlers) FAQ(r *web.Request) error {
	entries, err := h.store.PublishedFAQ(r.Ctx())
	if err != nil {
		return err
	}
	page := views.FAQPage{Query: r.Query("q"), Entries: access.SearchFAQ(entries, r.Query("q")), Total: len(entries), Region: r.Actor.Has(rule.RoleRegion)}
	return r.Page(http.StatusOK, views.FAQ(page), web.Fragment{ID: "domande", Component: views.FAQEntries(page)})
}

// ManageFAQ shows every entry to the Region.
func (h *Handlers) ManageFAQ(r *web.Request) error {
	entries, err := h.store.AllFAQ(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.ManageFAQ(entries))
}

// NewFAQPage shows the form of a new entry.
func (h *Handlers) NewFAQPage(r *web.Request) error {
	return h.faqForm(r, http.StatusOK, views.FAQForm{})
}

// FAQPage shows the form of an entry.
func (h *Handlers) FAQPage(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	entry, err := h.store.FAQEntry(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	return h.faqForm(r, http.StatusOK, views.FAQForm{Entry: entry})
}

func (h *Handlers) faqForm(r *web.Request, status int, form views.FAQForm) error {
	entries, err := h.store.AllFAQ(r.Ctx(), r.Actor)
	if err != nil {
		return err
	}
	seen := map[string]bool{"": true}
	for _, e := range entries {
		if !seen[e.Topic] {
			seen[e.Topic] = true
			form.Topics = append(form.Topics, e.Topic)
		}
	}
	form.Opened = r.Now().Clock()
	return r.Page(status, views.EditFAQ(form))
}

// AddFAQ adds an entry, not yet published.
func (h *Handlers) AddFAQ(r *web.Request) error { return h.saveFAQ(r, access.FAQ{}) }

// SaveFAQ changes an entry.
func (h *Handlers) SaveFAQ(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	stored, err := h.store.FAQEntry(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	return h.saveFAQ(r, stored)
}

func (h *Handlers) saveFAQ(r *web.Request, stored access.FAQ) error {
	f := r.Form()
	values := map[string]string{"question": stored.Question, "answer": stored.Answer, "topic": stored.Topic}
	f.KeepStored(values)
	entry := access.FAQ{ID: stored.ID, Question: f.Text("question"), Answer: f.Text("answer"), Topic: f.Text("topic"), Version: f.Version()}
	_, err := h.store.SaveFAQ(r.Ctx(), r.Actor, entry)
	if f.Merge(err) {
		return h.faqForm(r, http.StatusUnprocessableEntity, views.FAQForm{Entry: entry, Key: f.Key(), Errors: f.Errors})
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		v := f.Versions([]string{"question", "answer", "topic"}, views.FAQLabels(), values)
		v.Who, v.When, v.What = stored.UpdatedBy, stored.UpdatedAt.Clock(), "questa domanda"
		v.Me, v.Since = r.User.FullName(), f.Text("aperta")
		v.Action, v.Version, v.Back = r.Request.URL.Path, int64(stale.Current), r.Request.URL.Path
		return r.Page(http.StatusConflict, accessviews.Stale(layout.Head{Title: "FAQ", Active: layout.KeyFAQ, Refused: true}, v))
	}
	if err != nil {
		return err
	}
	r.Done("Domanda salvata.")
	return r.SeeOther("/faq/gestione")
}

// PublishFAQ shows the entry to everybody.
func (h *Handlers) PublishFAQ(r *web.Request) error { return h.publishFAQ(r, true) }

// WithdrawFAQ takes the entry off the public page.
func (h *Handlers) WithdrawFAQ(r *web.Request) error { return h.publishFAQ(r, false) }

func (h *Handlers) publishFAQ(r *web.Request, on bool) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.store.PublishFAQ(r.Ctx(), r.Actor, id, on); err != nil {
		return err
	}
	if on {
		r.Done("La domanda è nella pagina pubblica.")
	} else {
		r.Done("La domanda non è più nella pagina pubblica.")
	}
	return r.SeeOther("/faq/gestione")
}

// MoveFAQ moves the entry one place up or down.
func (h *Handlers) MoveFAQ(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := h.store.MoveFAQ(r.Ctx(), r.Actor, id, r.Form().Text("verso") == "su"); err != nil {
		return err
	}
	return r.SeeOther("/faq/gestione")
}
