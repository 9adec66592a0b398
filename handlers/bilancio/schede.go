package bilancio

import (
	"errors"
	"net/http"
	"slices"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
	"sportello/views/shared"
)

// schede are the forms that an administrator may reword.
var schede = []views.Scheda{
	{Base: panels.Base, Name: "Bilancio delle competenze", Fixed: "i bilanci già avviati restano alla loro", From: "vale per i bilanci che si avviano da adesso"},
	{Base: pacts.InterviewScheda, Name: "Colloquio di orientamento", Fixed: "i colloqui già cominciati restano alla loro", From: "vale per i colloqui che si cominciano da adesso"},
	{Base: people.ProfileScheda, Name: "Profilazione qualitativa", Fixed: "i profili già cominciati restano alla loro", From: "vale per i profili che si cominciano da adesso"},
	{Base: people.CardScheda, Name: "Sezioni della scheda lavoratore", Fixed: "le sezioni si leggono e si compilano sempre con l'ultima", From: "vale da adesso per tutte le schede"},
}

// Schede shows the panels of the schede to the administrator.
func (h *Handlers) Schede(r *web.Request) error {
	var all []views.SchedePage
	for _, s := range schede {
		p, err := h.schedaPage(r, s)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	return r.Page(http.StatusOK, views.Schede(all))
}

func (h *Handlers) schedaPage(r *web.Request, s views.Scheda) (views.SchedePage, error) {
	p := views.SchedePage{Scheda: s}
	var err error
	if p.Definition, err = h.archive.Scheda(r.Ctx(), s.Base, 0); err != nil {
		return p, err
	}
	p.Versions, err = h.archive.SchedaVersions(r.Ctx(), s.Base.Code)
	return p, err
}

// panelPage returns the scheda and the panel of the path.
func (h *Handlers) panelPage(r *web.Request) (views.SchedePage, error) {
	at := slices.IndexFunc(schede, func(s views.Scheda) bool { return s.Base.Code == r.Param("scheda") })
	if at < 0 {
		return views.SchedePage{}, db.ErrNotFound
	}
	p, err := h.schedaPage(r, schede[at])
	if err != nil {
		return p, err
	}
	code := r.Param("codice")
	panel, ok := p.Definition.Panel(code)
	if !ok {
		return p, db.ErrNotFound
	}
	p.Panel = panel
	return p, nil
}

// PanelFields shows the fields of a panel, each to be edited.
func (h *Handlers) PanelFields(r *web.Request) error {
	p, err := h.panelPage(r)
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.PanelFields(p))
}

// ChangeField changes label, help and requirement of one field.
func (h *Handlers) ChangeField(r *web.Request) error {
	code := r.Param("codice")
	p, err := h.panelPage(r)
	if err != nil {
		return err
	}
	f := r.Form()
	p.Field = f.Text("campo")
	f.KeepStored(fieldValues(p))
	if p.Typed, err = override(f, p.Base, code, p.Field); err != nil {
		return err
	}
	_, err = h.archive.ChangeScheda(r.Ctx(), r.Actor, p.Base, int(f.Int("_version")), code+"."+p.Field, p.Typed)
	if refusals, refused := web.Refused(err); refused {
		p.Errors = refusals
		return r.Page(http.StatusUnprocessableEntity, views.PanelFields(p))
	}
	var stale db.Stale
	if errors.As(err, &stale) {
		return h.twoFields(r, f, p, stale)
	}
	if err != nil {
		return err
	}
	r.Done("Campo modificato: " + p.From + ".")
	return r.SeeOther(p.Href(code))
}

// fieldValues returns a field as its form shows it.
func fieldValues(p views.SchedePage) map[string]string {
	field, _ := p.Panel.Field(p.Field)
	return map[string]string{"etichetta": field.Label, "aiuto": field.Help, "obbligo": string(field.Required)}
}

// twoFields shows what was written of a field beside what it says now: another
// administrator has changed the scheda meanwhile.
func (h *Handlers) twoFields(r *web.Request, f *web.Form, p views.SchedePage, stale db.Stale) error {
	fields := []string{"etichetta", "aiuto"}
	if f.Values.Has("obbligo") { // not every field's can be changed
		fields = append(fields, "obbligo")
	}
	v := f.Versions(fields, views.FieldLabels, fieldValues(p))
	for i, row := range v.Rows {
		if row.Field == "obbligo" {
			v.Rows[i].Mine, v.Rows[i].Stored = views.RequirementWord(row.Mine), views.RequirementWord(row.Stored)
		}
	}
	v.Hidden = append(v.Hidden, shared.KeyValue{Key: "campo", Value: p.Field})
	v.Who, v.When, v.What, v.Me, v.Since = "Qualcun altro", r.Now().Clock(), "questa scheda", r.User.FullName(), r.Now().Clock()
	if len(p.Versions) > 0 {
		v.Who, v.When = p.Versions[0].CreatedBy, p.Versions[0].CreatedAt.Clock()
	}
	v.Action = p.Href(p.Panel.Code)
	v.Version, v.Back = int64(stale.Current), v.Action
	return r.Page(http.StatusConflict, views.TwoFields(p, v))
}

// override returns what the form says otherwise than the product ships.
func override(f *web.Form, base scheda.Definition, code, path string) (scheda.Override, error) {
	var o scheda.Override
	panel, _ := base.Panel(code)
	ships, ok := panel.Field(path)
	if !ok {
		return o, rule.Refuse("", "Il campo non esiste.")
	}
	if f.Bool("ripristina") {
		return o, nil
	}
	if label := f.Text("etichetta"); label != ships.Label {
		o.Label = &label
	}
	if help := f.Text("aiuto"); help != ships.Help {
		o.Help = &help
	}
	if required := scheda.Requirement(f.Text("obbligo")); required != "" && required != ships.Required {
		o.Required = &required
	}
	return o, nil
}
