package conditionality

import (
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/conditionality"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/conditionality"
	"sportello/views/shared"
)

// act is one thing that is done about a notice on a page of its own.
type act struct {
	form views.Act
	ends bool // it asks for the reason
	may  func(conditionality.Notice, rule.Actor) bool
	can  func(conditionality.Notice) error
	do   func(*web.Request, conditionality.Notice, *web.Form) error
	said string
}

// due returns the notice of the address if the actor may do the act to it.
func (h *Handlers) due(r *web.Request, a act) (conditionality.Notice, views.Act, error) {
	n, err := h.notice(r)
	if err == nil && !a.may(n, r.Actor) {
		err = db.ErrNotFound
	}
	form := a.form
	form.Path, form.Person, form.Back, form.Version = views.Path(n.ID, form.Path), n.Worker(), views.Path(n.ID), n.Version
	form.Facts = views.NoticePairs(n)
	if err == nil && a.ends {
		var readers []string
		readers, err = h.people.SpecialReaders(r.Ctx(), n.CPI)
		form.Fields = views.ClosingFields("", "", readers)
	}
	return n, form, err
}

func (h *Handlers) page(r *web.Request, a act) error {
	n, form, err := h.due(r, a)
	if err == nil {
		err = a.can(n)
	}
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Do(form))
}

func (h *Handlers) perform(r *web.Request, a act) error {
	n, form, err := h.due(r, a)
	if err != nil {
		return err
	}
	f := r.Form()
	err = a.do(r, n, f)
	if stale := (db.Stale{}); errors.As(err, &stale) {
		return r.Page(http.StatusConflict, views.Changed(n, typed(f, form.Fields)))
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form.Errors, form.Version = f.Errors, f.Version()
		for i := range form.Fields {
			form.Fields[i].Value = f.Text(form.Fields[i].Name)
		}
		return r.Page(http.StatusUnprocessableEntity, views.Do(form))
	}
	r.Done(a.said)
	return r.SeeOther(views.Path(n.ID))
}

// typed says what was typed in a form that came too late.
func typed(f *web.Form, fields []shared.Field) (out []shared.Pair) {
	for _, field := range fields {
		value := f.Text(field.Name)
		if field.Name == "reason" {
			value = people.ChoiceLabel(conditionality.Reasons, value)
		}
		out = append(out, shared.Pair{Term: field.Label, Value: value})
	}
	return out
}

// confirming is the decision to send the notice.
func (h *Handlers) confirming(today rule.Date) act {
	return act{may: conditionality.Notice.HeadedBy, can: conditionality.Notice.CanConfirm, said: "L'avviso è confermato: stampalo e consegnalo o spediscilo alla persona.",
		form: views.Act{Title: "Conferma l'avviso", Path: "conferma", Button: "Conferma l'avviso", Fields: []shared.Field{views.TermField(today.AddDays(conditionality.DaysToAnswer).Italian())},
			Lead: []string{"Con la conferma l'avviso prende un numero di protocollo e conta per quelli che vengono dopo con la stessa DID. DID, patto, prestazione e stato di disoccupazione restano come sono."}},
		do: func(r *web.Request, n conditionality.Notice, f *web.Form) error {
			by := f.Date("reasons_by")
			if !f.OK() {
				return nil
			}
			document, err := h.store.Confirm(r.Ctx(), r.Actor, n.ID, f.Version(), by)
			if err == nil {
				h.finish(r, document)
			}
			return err
		}}
}

// ConfirmPage asks who heads the office before a notice is confirmed.
func (h *Handlers) ConfirmPage(r *web.Request) error { return h.page(r, h.confirming(r.Today())) }

// Confirm confirms a notice.
func (h *Handlers) Confirm(r *web.Request) error { return h.perform(r, h.confirming(r.Today())) }

// filing is the decision that there is no notice.
func (h *Handlers) filing() act {
	return act{ends: true, may: conditionality.Notice.HeadedBy, can: conditionality.Notice.CanFile, said: "L'avviso è archiviato: non c'è nessuna conseguenza.",
		form: views.Act{Title: "Archivia l'avviso", Path: "archiviazione", Button: "Archivia l'avviso",
			Lead: []string{"La persona aveva un giustificato motivo, oppure l'avviso non serve. Tutti vedono solo se il motivo era giustificato."}},
		do: func(r *web.Request, n conditionality.Notice, f *web.Form) error {
			return h.store.File(r.Ctx(), r.Actor, n.ID, f.Version(), closing(f))
		}}
}

// FilePage asks why a notice is filed.
func (h *Handlers) FilePage(r *web.Request) error { return h.page(r, h.filing()) }

// File files a notice.
func (h *Handlers) File(r *web.Request) error { return h.perform(r, h.filing()) }

// annulling takes back what was thought of an absence.
func (h *Handlers) annulling() act {
	return act{ends: true, may: conditionality.Notice.AnnullableBy, can: conditionality.Notice.CanAnnul, said: "È annullato: l'assenza è di nuovo fra quelle da valutare.",
		form: views.Act{Title: "Annulla", Path: "annullamento", Button: "Annulla", Danger: true,
			Lead: []string{"Un motivo arrivato dopo, o un errore: non conta più per gli avvisi che vengono dopo. L'assenza torna fra quelle da valutare; il documento resta nel protocollo. Tutti vedono solo se il motivo era giustificato."}},
		do: func(r *web.Request, n conditionality.Notice, f *web.Form) error {
			return h.store.Annul(r.Ctx(), r.Actor, n.ID, f.Version(), closing(f))
		}}
}

// AnnulPage asks why.
func (h *Handlers) AnnulPage(r *web.Request) error { return h.page(r, h.annulling()) }

// Annul takes it back.
func (h *Handlers) Annul(r *web.Request) error { return h.perform(r, h.annulling()) }
