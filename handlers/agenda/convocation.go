package agenda

import (
	"net/http"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
	"sportello/views/layout"
	"sportello/views/shared"
)

// NewConvocation shows who is about to be convened, and asks when and by whom.
// A list posts the rows that were ticked: many would not fit in an address.
func (h *Handlers) NewConvocation(r *web.Request) error {
	f, b, err := h.convocation(r, append(r.QueryArray("riga"), r.Form().All("riga")...))
	if err != nil {
		return err
	}
	b.From, b.To = agenda.ProposedPeriod(r.Today())
	b.Length = agenda.DefaultLength
	f.From, f.To, f.Length = string(b.From), string(b.To), strconv.Itoa(int(b.Length))
	f.Chosen = []int64{r.Actor.UserID}
	b.Operators = f.Chosen
	return h.showConvocation(r, http.StatusOK, f, b)
}

func (h *Handlers) convocation(r *web.Request, rows []string) (views.ConvocationForm, agenda.Batch, error) {
	f := views.ConvocationForm{Today: r.Today(), Me: r.Actor.UserID, Head: r.Actor.Has(rule.RoleOfficeHead)}
	var b agenda.Batch
	var err error
	if f.Office, _, err = h.office(r); err != nil {
		return f, b, err
	}
	if !f.Office.Writes {
		return f, b, db.ErrNotFound
	}
	b.CPI = f.Office.ID
	for _, text := range rows {
		if id, err := strconv.ParseInt(text, 10, 64); err == nil && !slices.Contains(b.Rows, id) {
			b.Rows = append(b.Rows, id)
		}
	}
	b.Rows = b.Rows[:min(len(b.Rows), agenda.MaxBatch+1)]
	if f.Operators, err = h.store.Operators(r.Ctx(), r.Actor, f.Office.ID); err != nil {
		return f, b, err
	}
	f.Candidates, err = h.store.Candidates(r.Ctx(), r.Actor, b.Rows)
	return f, b, err
}

func (h *Handlers) showConvocation(r *web.Request, status int, f views.ConvocationForm, b agenda.Batch) error {
	if b.From != "" && b.To >= b.From && len(b.Operators) > 0 && b.From.DaysUntil(b.To) <= 120 {
		free, err := h.store.FreeBetween(r.Ctx(), r.Actor, f.Office.ID, b.Operators, b.From, b.To, b.Length)
		if err != nil {
			return err
		}
		f.Free = len(free)
	}
	return r.Page(status, views.Convocation(f), web.Fragment{ID: views.PlacesID, Component: views.Places(f)})
}

// Convene convenes everybody chosen, or counts the free places first.
func (h *Handlers) Convene(r *web.Request) error {
	form := r.Form()
	f, b, err := h.convocation(r, form.All("riga"))
	if err != nil {
		return err
	}
	f.From, f.To, f.Length, f.Room, f.Key = form.Text("dal"), form.Text("al"), form.Text("durata"), form.Text("stanza"), form.Text(shared.FieldKey)
	b.From, b.To, b.Length, b.Room = form.Date("dal"), form.Date("al"), rule.Minutes(form.Int("durata")), f.Room
	for _, text := range form.All("operatore") {
		id, err := strconv.ParseInt(text, 10, 64)
		if err != nil || !has(f.Operators, id) {
			return db.ErrNotFound
		}
		b.Operators = append(b.Operators, id)
	}
	f.Chosen = b.Operators
	if first := form.Int("primi"); first > 0 {
		b.Rows = firstReady(f.Candidates, int(first))
	}
	if form.Bool("conta") {
		f.Refusals = form.Errors
		return h.showConvocation(r, http.StatusOK, f, b)
	}
	if form.OK() {
		id, err := h.store.Convene(r.Ctx(), r.Actor, b)
		if err == nil {
			r.Flash(layout.Flash{Level: shared.Done, Text: shared.Plural(len(b.Rows), "lavoratore convocato.", "lavoratori convocati.") + " Le lettere si preparano da sole.",
				Links: []layout.Link{{Label: "Vai all'agenda", Href: "/agenda?giorno=" + string(b.From)}}})
			return r.SeeOther("/convocazioni/" + strconv.FormatInt(id, 10))
		}
		if !form.Merge(err) {
			return err
		}
	}
	f.Refusals = form.Errors
	return h.showConvocation(r, http.StatusUnprocessableEntity, f, b)
}

// firstReady returns the rows of the first n people who can be convened, in the
// order of the page.
func firstReady(all []agenda.Candidate, n int) []int64 {
	var rows []int64
	for _, c := range all {
		if c.Why == "" && len(rows) < n {
			rows = append(rows, c.ListRow)
		}
	}
	return rows
}

// Batch shows who was convened in one act and how far the letters are.
func (h *Handlers) Batch(r *web.Request) error {
	b, err := h.batch(r)
	if err != nil {
		return err
	}
	h.auditList(r, "convocazione.letta", b.CPI, len(b.People))
	return r.Page(http.StatusOK, views.Batch(b), web.Fragment{ID: views.BatchProgressID, Component: views.BatchLetters(b)})
}

func (h *Handlers) batch(r *web.Request) (agenda.BatchResult, error) {
	id, err := r.ID("lotto")
	if err != nil {
		return agenda.BatchResult{}, err
	}
	return h.store.Batch(r.Ctx(), r.Actor, id)
}

// BatchLetters sends the one file with all the letters.
func (h *Handlers) BatchLetters(r *web.Request) error {
	b, err := h.batch(r)
	if err != nil {
		return err
	}
	if b.Document == 0 {
		return db.ErrNotFound
	}
	h.auditList(r, "lettere.lette", b.CPI, len(b.People))
	return h.sendDocument(r, b.Document)
}
