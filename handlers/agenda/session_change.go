package agenda

import (
	"errors"
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/agenda"
)

// SessionChangePage shows the form that changes a session.
func (h *Handlers) SessionChangePage(r *web.Request) error {
	s, office, err := h.changing(r)
	if err != nil {
		return err
	}
	return h.sessionForm(r, http.StatusOK, office, views.SessionForm{Changing: &s, Values: valuesOf(s)})
}

// changing returns the session of the address, which may be changed, and its office.
func (h *Handlers) changing(r *web.Request) (s agenda.Session, office agenda.Office, err error) {
	p, err := h.session(r)
	if err != nil {
		return s, office, err
	}
	if !p.Writes {
		return s, office, db.ErrNotFound
	}
	if err := p.Session.Changeable(r.Now()); err != nil {
		return s, office, err
	}
	return p.Session, agenda.Office{ID: p.Session.CPI, Name: p.Session.Office, Writes: true}, nil
}

func valuesOf(s agenda.Session) views.SessionValues {
	return views.SessionValues{Code: s.Code, Title: s.Title, Operator: strconv.FormatInt(s.Operator, 10), Day: string(s.Slot.Day), Time: s.Slot.Starts.Field(),
		Length: strconv.Itoa(int(s.Slot.Length())), Capacity: strconv.Itoa(s.Capacity), Mode: s.Mode, Room: s.Room, Programme: s.Programme, Note: s.Note}
}

// changeOrder are the fields of a change, in the order of the form.
var changeOrder = []string{"titolo", "operatore", "giorno", "ora", "durata", "posti", "stanza"}

func storedSession(s agenda.Session) map[string]string {
	v := valuesOf(s)
	return map[string]string{"titolo": v.Title, "operatore": v.Operator, "giorno": v.Day, "ora": v.Time, "durata": v.Length, "posti": v.Capacity, "stanza": v.Room}
}

// ChangeSession changes a session, from the version that the form was drawn from.
func (h *Handlers) ChangeSession(r *web.Request) error {
	s, office, err := h.changing(r)
	if err != nil {
		return err
	}
	f := r.Form()
	f.KeepStored(storedSession(s))
	v, to := typedSession(f, s)
	var changed []agenda.SessionChange
	if f.OK() {
		changed, err = h.store.ChangeSession(r.Ctx(), r.Actor, s.ID, f.Version(), to)
	}
	var stale db.Stale
	switch {
	case errors.As(err, &stale):
		return h.staleSession(r, s, f)
	case err != nil && !f.Merge(err):
		return err
	case !f.OK():
		return h.sessionForm(r, http.StatusUnprocessableEntity, office, views.SessionForm{Changing: &s, Values: v, Refusals: f.Errors, Free: h.freeFor(r, f, to, err)})
	}
	r.Done(views.ChangedWords(changed, s.Invited))
	return r.SeeOther(views.SessionsPath + "/" + strconv.FormatInt(s.ID, 10))
}

// staleSession answers 409 with what was typed beside what somebody else has saved.
func (h *Handlers) staleSession(r *web.Request, s agenda.Session, f *web.Form) error {
	changes, err := h.store.SessionChanges(r.Ctx(), s.ID)
	if err != nil {
		return err
	}
	operators, err := h.store.Operators(r.Ctx(), r.Actor, s.CPI)
	if err != nil {
		return err
	}
	v := f.Versions(changeOrder, views.SessionLabels, storedSession(s))
	for i := range v.Rows {
		if v.Rows[i].Field == "operatore" {
			v.Rows[i].Mine, v.Rows[i].Stored = views.OperatorName(operators, v.Rows[i].Mine), s.OperatorN
		}
	}
	v.Who, v.When = "Qualcun altro", r.Now().Clock()
	if n := len(changes); n > 0 {
		v.Who, v.When = changes[n-1].By, changes[n-1].At.Clock()
	}
	v.What, v.Me, v.Since = "questa sessione", r.User.FullName(), r.Now().Clock()
	v.Back = views.SessionsPath + "/" + strconv.FormatInt(s.ID, 10)
	v.Action, v.Version = v.Back+"/modifica", int64(s.Version)
	return r.Page(http.StatusConflict, views.SessionConflict(s, v))
}

// freeFor returns the first slots in which the session could be instead, when it
// was refused for its time; none when that is not what was wrong.
func (h *Handlers) freeFor(r *web.Request, f *web.Form, s agenda.Session, refused error) []agenda.FreeSlot {
	if _, ok := web.Refused(refused); !ok || f.Errors.For("ora")+f.Errors.For("giorno")+f.Errors.For("operatore") == "" || s.Slot.Check() != nil {
		return nil
	}
	free, err := h.store.FreeForSession(r.Ctx(), r.Actor, s, freeShown)
	if err != nil {
		return nil // an offer, not an answer: the refusal stands without it
	}
	return free
}

// typedSession reads the fields of a session into s; a free slot that was pressed
// takes the place of the day and hour that were typed.
func typedSession(f *web.Form, s agenda.Session) (views.SessionValues, agenda.Session) {
	if choice := f.Text("scelta"); len(choice) == len("2026-11-26T11:30") {
		f.Values.Set("giorno", choice[:10])
		f.Values.Set("ora", choice[11:])
	}
	v := views.SessionValues{Code: f.Text("code"), Title: f.Text("titolo"), Operator: f.Text("operatore"), Day: f.Text("giorno"), Time: f.Text("ora"), Length: f.Text("durata"),
		Capacity: f.Text("posti"), Mode: f.Text("modalita"), Room: f.Text("stanza"), Programme: f.Text("programma"), Note: f.Text("nota")}
	if s.ID == 0 {
		s.Code, s.Programme, s.Mode, s.Note = v.Code, v.Programme, v.Mode, v.Note
	}
	s.Operator, s.Title, s.Room, s.Capacity = f.Int("operatore"), v.Title, v.Room, int(f.Int("posti"))
	s.Slot = agenda.Slot{Day: f.Date("giorno"), Starts: f.Minutes("ora")}
	s.Slot.Ends = s.Slot.Starts + rule.Minutes(f.Int("durata"))
	if !f.OK() { // what is wrong with the other fields is told too
		for _, r := range s.Check() {
			if f.Errors.For(r.Field) == "" {
				f.Errors = append(f.Errors, r)
			}
		}
	}
	return v, s
}
