package pacts

import (
	"net/http"
	"strconv"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// NewInterviewPage shows the form that begins an interview, from the card or from
// an appointment; one under way takes the appointment instead.
func (h *Handlers) NewInterviewPage(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	r.AuditRead("lavoratore.letto", w.ID)
	appointment, _ := strconv.ParseInt(r.Query("appuntamento"), 10, 64)
	all, err := h.store.Interviews(r.Ctx(), r.Actor, w.ID)
	if err != nil {
		return err
	}
	for _, i := range all {
		for _, m := range i.Meetings {
			if appointment != 0 && m.Appointment == appointment {
				return r.SeeOther(views.InterviewPath(i.ID))
			}
		}
		if i.State() == pacts.InterviewOpen && i.WritableBy(r.Actor) {
			return r.SeeOther(views.InterviewPath(i.ID, "incontri") + "?appuntamento=" + strconv.FormatInt(appointment, 10))
		}
	}
	n := pacts.NewInterview{WorkerID: w.ID, Kind: pacts.ForPact, Planned: 60}
	if appointment != 0 {
		a, err := agenda.NewStore(r.App.DB).Appointment(r.Ctx(), r.Actor, appointment)
		if err != nil {
			return err
		}
		if a.Worker != w.ID {
			return db.ErrNotFound
		}
		n.Appointment, n.Planned = a.ID, min(int(a.Slot.Length()), pacts.MaxPlanned)
	}
	return r.Page(http.StatusOK, views.DoInterview(startForm(w, n, strconv.Itoa(n.Planned))))
}

func startForm(w people.Worker, n pacts.NewInterview, planned string) views.InterviewForm {
	kind := control("scelte", "kind", n.Kind)
	kind.Width, kind.Options = 12, choices(pacts.InterviewKinds)
	kind.Options[0].Hint = "Tre fasi: informativa, analisi, definizione del patto e delle azioni di ricerca attiva."
	kind.Options[1].Hint = "Informazioni sui servizi e sulle opportunità, autoconsultazione e banche dati."
	minutes := control("testo", "planned", planned)
	minutes.InputMode, minutes.Hint = "numeric", "In uno o più incontri, al massimo 90 (Carta dei servizi, Regione Toscana)."
	f := views.InterviewForm{I: pacts.Interview{WorkerID: w.ID, Surname: w.Surname, Name: w.Name, CF: w.CodiceFiscale}, Title: "Nuovo colloquio di orientamento", Path: cardPath(w.ID, "colloqui"), Back: views.CardHref(w.ID),
		Button: "Comincia il colloquio", Creates: true, Fields: []views.Control{kind, minutes}}
	if n.Appointment != 0 {
		f.Lead = []string{"Si parte dall'appuntamento: la persona risulta presente, e di questo incontro l'orientamento di base (C.1) si registra una volta."}
		f.Fields = append(f.Fields, control("nascosto", "appointment", strconv.FormatInt(n.Appointment, 10)))
	}
	return f
}

func cardPath(worker int64, rest string) string {
	return "/lavoratori/" + strconv.FormatInt(worker, 10) + "/" + rest
}

func choices(all []people.Choice) []shared.Option {
	out := make([]shared.Option, len(all))
	for i, c := range all {
		out[i] = shared.Option{Value: c.Value, Label: c.Label}
	}
	return out
}

// StartInterview begins an interview.
func (h *Handlers) StartInterview(r *web.Request) error {
	w, err := h.worker(r)
	if err != nil {
		return err
	}
	f := r.Form()
	n := pacts.NewInterview{WorkerID: w.ID, Kind: f.Text("kind"), Planned: int(f.Int("planned")), Appointment: f.Int("appointment")}
	id, err := int64(0), error(nil)
	if f.OK() {
		if id, err = h.store.StartInterview(r.Ctx(), r.Actor, n); err != nil && !f.Merge(err) {
			return err
		}
	}
	if !f.OK() {
		form := startForm(w, n, f.Text("planned"))
		form.Errors, form.Key = f.Errors, f.Key()
		return r.Page(http.StatusUnprocessableEntity, views.DoInterview(form))
	}
	i, err := h.store.Interview(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	r.Done("Il colloquio con " + w.FullName() + " è cominciato.")
	return r.SeeOther(views.InterviewPath(id, "pannelli", i.PanelsOf(pacts.PhaseInformation)[0].Code))
}
