package training

import (
	"net/http"

	"sportello/db/rule"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/views/shared"
	views "sportello/views/training"
)

// ImportPage shows the form that takes a catalogue file.
func (h *Handlers) ImportPage(r *web.Request) error {
	return r.Page(http.StatusOK, views.CatalogueImportPage(views.CatalogueImport{}))
}

// CatalogueModel answers with an example of a catalogue file.
func (h *Handlers) CatalogueModel(r *web.Request) error {
	return r.SendModel("modello-catalogo.csv", training.CatalogueColumns())
}

// Import brings a catalogue file in, or only counts what would come of it.
func (h *Handlers) Import(r *web.Request) error {
	refuse := func(sentence string) error {
		return r.Page(http.StatusUnprocessableEntity, views.CatalogueImportPage(views.CatalogueImport{Refusals: rule.Refusals{{Field: "file", Message: sentence}}}))
	}
	file, _, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		return refuse("Scegli il file del catalogo.")
	}
	defer file.Close()
	catalogue, err := training.ReadCatalogue(file)
	if err != nil {
		return refuse(err.Error())
	}
	v := views.CatalogueImport{Tried: r.Form().Bool("prova"), Rejected: catalogue.Rejected}
	v.Done = !v.Tried
	if v.Result, err = h.store.ImportCatalogue(r.Ctx(), r.Actor, catalogue, v.Tried); err != nil {
		return err
	}
	for _, row := range catalogue.Rows {
		if len(row.Warnings) > 0 {
			v.Warned = append(v.Warned, row)
		}
	}
	if v.Done && len(v.Rejected) == 0 && len(v.Warned) == 0 {
		r.Done("Catalogo importato: " + shared.Plural(v.Result.Created, "riga creata", "righe create") + ", " + shared.Plural(v.Result.Updated, "aggiornata", "aggiornate") + ", " +
			shared.Plural(v.Result.Unchanged, "invariata", "invariate") + ".")
		return r.SeeOther("/percorsi")
	}
	return r.Page(http.StatusOK, views.CatalogueImportPage(v))
}
