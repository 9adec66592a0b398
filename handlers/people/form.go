package people

import (
	"context"
	"errors"
	"slices"

	"sportello/db"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
	"sportello/handlers/web"
	views "sportello/views/people"
)

// shownValues returns a person's record as the form shows it.
func (h *Handlers) shownValues(ctx context.Context, w people.Worker) map[string]string {
	v := map[string]string{}
	for _, column := range views.Typed {
		v[column] = w.Value(column)
	}
	v["codice_fiscale"] = string(w.CodiceFiscale)
	v["birth_place"] = h.birthPlace(ctx, w)
	v["residence"] = scheda.Coded(place(w.Residence, w.ResidenceProv), w.ResidenceCode)
	v["domicile"] = scheda.Coded(place(w.Domicile, w.DomicileProv), w.DomicileCode)
	if v["citizenship"] = w.Citizenship; w.Citizenship != "" {
		if e, err := h.reference.Title(ctx, reference.TableCitizenships, w.Citizenship); err == nil {
			v["citizenship"] = e.Value()
		}
	}
	for _, column := range views.Consents {
		if w.Value(column) != "" {
			v[column] = "1"
		}
	}
	return v
}

// birthPlace returns the birthplace as the search proposes it, or as it is
// stored when the table calls it otherwise.
func (h *Handlers) birthPlace(ctx context.Context, w people.Worker) string {
	if p, err := h.reference.BirthPlace(ctx, w.BirthPlaceCode, w.BirthDate); err == nil && rule.Fold(p.Name) == rule.Fold(w.BirthPlace) {
		return p.Entry().Value()
	}
	if w.BirthPlace == "" {
		return "" // a code alone says nothing to who reads it
	}
	return scheda.Coded(rule.PlaceName(w.BirthPlace), w.BirthPlaceCode)
}

func place(name, province string) string {
	name = rule.PlaceName(name)
	if name == "" || province == "" {
		return name
	}
	return name + " (" + province + ")"
}

// typedValues returns the form as it was sent.
func typedValues(f *web.Form) map[string]string {
	v := map[string]string{}
	for _, column := range slices.Concat(views.Typed, views.Places, views.Consents, []string{"codice_fiscale", "citizenship"}) {
		v[column] = f.Text(column)
	}
	for _, column := range []string{"birth_date", "permit_expires_on"} {
		if d, err := rule.ParseDate(v[column]); err == nil {
			v[column] = string(d)
		}
	}
	return v
}

// columns returns the columns that the typed values stand for: only those that
// differ from what the form showed, so that nothing is confirmed by chance.
// Places that no table knows are refused, by column.
func (h *Handlers) columns(ctx context.Context, shown, typed map[string]string, today rule.Date) (map[string]string, rule.Refusals) {
	changes := map[string]string{}
	var refusals rule.Refusals
	for column, value := range typed {
		if value == shown[column] {
			continue
		}
		switch {
		case slices.Contains(views.Consents, column):
			if changes[column] = ""; value != "" {
				changes[column] = string(today)
			}
		case slices.Contains(views.Places, column):
			if err := h.place(ctx, column, value, rule.Date(typed["birth_date"]), changes); err != nil {
				refusals.Add(column, err.Error())
			}
		case column == "citizenship" && value != "":
			found, ok := h.reference.Resolve(ctx, reference.TableCitizenships, value)
			if !ok {
				refusals.Add(column, "Non conosco la cittadinanza «"+value+"»: scegli una voce dell'elenco.")
			}
			changes[column] = scheda.Code(found)
		default:
			changes[column] = value
		}
	}
	return changes, refusals
}

// place puts a place as typed into the columns that hold it: name, code, and
// for who lives there the province.
func (h *Handlers) place(ctx context.Context, column, value string, birth rule.Date, into map[string]string) error {
	if value == "" {
		into[column], into[column+"_code"] = "", ""
		if column != "birth_place" {
			into[column+"_province"] = ""
		}
		return nil
	}
	var found reference.Place
	var err error
	switch code := scheda.Code(value); {
	case code != "" && column == "birth_place":
		found, err = h.reference.BirthPlace(ctx, code, birth)
	case code != "":
		found, err = h.reference.Municipality(ctx, code)
	default:
		found, err = h.reference.PlaceByName(ctx, value, "", "")
	}
	switch {
	case errors.Is(err, reference.ErrAmbiguous):
		return errors.New("Più luoghi si chiamano «" + value + "»: aggiungi la provincia, per esempio «Samone (TO)».")
	case errors.Is(err, db.ErrNotFound), err == nil && found.Foreign && column != "birth_place":
		return errors.New("Non conosco il comune «" + value + "»: controlla come è scritto, o scegli una voce dell'elenco.")
	case err != nil:
		return err
	}
	into[column], into[column+"_code"] = found.Name, found.Code
	if column != "birth_place" {
		into[column+"_province"] = found.Province
	}
	return nil
}
