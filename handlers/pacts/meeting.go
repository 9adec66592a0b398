package pacts

import (
	"net/http"
	"strconv"
	"strings"

	"sportello/db/agenda"
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// meetingForm asks what a meeting was: an appointment, a session, or neither.
func (h *Handlers) meetingForm(r *web.Request, i pacts.Interview) (views.InterviewForm, error) {
	f := views.InterviewForm{I: i, Title: "Nuovo incontro del colloquio", Path: views.InterviewPath(i.ID, "incontri"), Back: views.InterviewPath(i.ID), Button: "Registra l'incontro", Creates: true,
		Lead: []string{"Di ogni incontro l'orientamento di base (C.1) si registra una volta: lo fa l'appuntamento o la sessione di gruppo, altrimenti l'incontro."}}
	may, err := h.store.Meetable(r.Ctx(), r.Actor, i)
	if err != nil {
		return f, err
	}
	how := control("scelte", "how", "")
	how.Width = 12
	for _, a := range may.Appointments {
		how.Options = append(how.Options, shared.Option{Value: "a" + strconv.FormatInt(a.ID, 10), Label: "Appuntamento del " + a.Slot.Day.Italian() + ", " + a.Slot.Starts.String(), Hint: "con " + a.OperatorN + ", " + a.Word(r.Now())})
		if r.Query("appuntamento") == strconv.FormatInt(a.ID, 10) {
			how.Value = how.Options[len(how.Options)-1].Value
		}
	}
	for _, s := range may.Sessions {
		how.Options = append(how.Options, shared.Option{Value: "s" + strconv.FormatInt(s.Session, 10), Label: "Sessione di gruppo «" + s.Title + "»", Hint: "del " + s.On.Italian() + ", presente"})
	}
	how.Options = append(how.Options, shared.Option{Value: "altro", Label: "Un incontro che non era in agenda", Hint: "Scrivi qui sotto quando, quanto e come."})
	if how.Value == "" {
		how.Value = how.Options[0].Value
	}
	on, minutes, mode := control("data", "on", r.Today().Italian()), control("testo", "minutes", "30"), control("elenco", "mode", agenda.InPerson)
	on.Free, minutes.Free, mode.Free, minutes.InputMode = true, true, true, "numeric"
	on.Hint, minutes.Hint, mode.Hint = "Solo se non era in agenda.", "Solo se non era in agenda.", "Solo se non era in agenda."
	for _, m := range []string{agenda.InPerson, agenda.ByPhone, agenda.ByVideo} {
		mode.Options = append(mode.Options, shared.Option{Value: m, Label: shared.Sentence(agenda.ModeLabel(m))})
	}
	f.Fields = []views.Control{how, on, minutes, mode}
	return f, nil
}

// MeetingPage asks what a meeting of an interview was.
func (h *Handlers) MeetingPage(r *web.Request) error {
	i, err := h.openInterview(r)
	if err != nil {
		return err
	}
	f, err := h.meetingForm(r, i)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.DoInterview(f))
}

// openInterview returns the interview of the address if the actor keeps it and it
// is not over.
func (h *Handlers) openInterview(r *web.Request) (pacts.Interview, error) {
	i, err := h.ownInterview(r)
	if err == nil && i.State() != pacts.InterviewOpen {
		err = rule.Refuse("", i.ClosedTo(pacts.PhaseInformation))
	}
	return i, err
}

// AddMeeting records a meeting of an interview.
func (h *Handlers) AddMeeting(r *web.Request) error {
	i, err := h.ownInterview(r)
	if err != nil {
		return err
	}
	f := r.Form()
	var m pacts.NewMeeting
	how := f.Text("how")
	id, err := strconv.ParseInt(strings.TrimLeft(how, "as"), 10, 64)
	switch {
	case err == nil && strings.HasPrefix(how, "a"):
		m.Appointment = id
	case err == nil && strings.HasPrefix(how, "s"):
		m.Session = id
	case how == "altro":
		m = pacts.NewMeeting{On: f.Date("on"), Minutes: int(f.Int("minutes")), Mode: f.Text("mode")}
		if !f.OK() {
			more(f, m.Check(r.Today(), i))
		}
	default:
		f.Add("how", "Scegli che incontro è stato.")
	}
	if f.OK() {
		if err := h.store.AddMeeting(r.Ctx(), r.Actor, i.ID, m); err != nil && !f.Merge(err) {
			return err
		}
	}
	for n := range f.Errors { // the three ways are one question of the form
		if x := &f.Errors[n]; x.Field == "appointment" || x.Field == "session" {
			x.Field = "how"
		}
	}
	form, err := h.meetingForm(r, i)
	if err != nil {
		return err
	}
	return h.recorded(r, f, form, "Ho registrato l'incontro.")
}
