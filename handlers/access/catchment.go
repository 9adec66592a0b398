package access

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/access"
	"sportello/views/shared"
)

// SaveCatchment sets the municipalities of an office: one a line, by name.
func (h *Handlers) SaveCatchment(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	office, err := h.store.Office(r.Ctx(), id)
	if err != nil {
		return err
	}
	f := r.Form()
	typed := f.Text("comuni")
	names, refusals, err := municipalities(r, office, typed)
	if err != nil {
		return err
	}
	if len(refusals) == 0 {
		err := h.store.SetCatchment(r.Ctx(), r.Actor, id, names)
		if err == nil {
			r.Done("Comuni di competenza salvati: " + shared.Plural(len(names), "comune", "comuni") + ".")
			return r.SeeOther(r.Request.URL.Path[:strings.LastIndexByte(r.Request.URL.Path, '/')])
		}
		if !f.Merge(err) {
			return err
		}
	}
	form := formOf(office)
	form.Catchment, form.CatchmentErrors = typed, append(f.Errors, refusals...)
	return h.office(r, http.StatusUnprocessableEntity, form)
}

// municipalities finds the codes of the names that were typed, with the names.
func municipalities(r *web.Request, office access.Office, typed string) (map[string]string, rule.Refusals, error) {
	places := reference.NewStore(r.App.DB)
	names := map[string]string{}
	var refusals rule.Refusals
	for line := range strings.SplitSeq(typed, "\n") {
		name := strings.TrimSpace(line)
		if name == "" {
			continue
		}
		p, err := places.PlaceByName(r.Ctx(), name, office.Province, r.Today())
		if errors.Is(err, db.ErrNotFound) || err == nil && p.Foreign {
			refusals.Add("comuni", "Non conosco un comune «"+cut(name)+"»: scrivine uno per riga, con la sigla fra parentesi se è di un'altra provincia.")
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		names[p.Code] = name
	}
	return names, refusals, nil
}

// cut shortens what was typed for a sentence.
func cut(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// catchment returns the municipalities of an office, one a line.
func (h *Handlers) catchment(r *web.Request, id int64) (string, error) {
	codes, err := h.store.Catchment(r.Ctx(), id)
	if err != nil {
		return "", err
	}
	places := reference.NewStore(r.App.DB)
	var names []string
	for _, code := range codes {
		p, err := places.Municipality(r.Ctx(), code)
		if err != nil && !errors.Is(err, db.ErrNotFound) {
			return "", err
		}
		if err == nil {
			names = append(names, p.Label())
		}
	}
	slices.Sort(names)
	return strings.Join(names, "\n"), nil
}

// formOf returns the card of a stored office.
func formOf(o access.Office) views.OfficeForm {
	values := officeValues(o)
	return views.OfficeForm{Office: o, Patron: values["patron_day"], ValidFrom: values["valid_from"], ValidTo: values["valid_to"]}
}
