// Package reference handles the code tables: the rows that search fields
// propose, the page of sources, and the replacement of the repertorio.
package reference

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"sportello/db"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/reference"
	"sportello/views/shared"
)

// Handlers are the pages of the code tables.
type Handlers struct{ store *reference.Store }

// New returns the handlers over the code tables.
func New(app *web.App) *Handlers { return &Handlers{store: reference.NewStore(app.DB)} }

// How many rows a field proposes, and a page shows.
const (
	proposed  = 12
	shown     = 50
	mostTyped = 200 // beyond it no name of a table can be meant
)

// Search answers with the rows of a table: as options of the field that htmx
// asks for, or as a page.
func (h *Handlers) Search(r *web.Request) error {
	table := reference.Table(r.Param("tabella"))
	if table.Title() == "" {
		return db.ErrNotFound
	}
	q := r.Query("q")
	if field := r.Query("campo"); q == "" && field != "" {
		q = r.Query(field)
	}
	if utf8.RuneCountInString(q) > mostTyped {
		q = ""
	}
	if target := r.GetHeader("HX-Target"); strings.HasSuffix(target, shared.LookupListSuffix) {
		values, err := h.store.Lookup(r.Ctx(), table, q, proposed)
		if err != nil {
			return err
		}
		options := shared.LookupOptions(values, q)
		return r.Page(http.StatusOK, options, web.Fragment{ID: target, Component: options})
	}
	entries, err := h.store.Search(r.Ctx(), table, q, shown)
	if err != nil {
		return err
	}
	found := views.TableSearch{Table: table, Query: q, Entries: entries, Full: len(entries) == shown}
	return r.Page(http.StatusOK, views.Table(found), web.Fragment{ID: views.ResultsID(), Component: views.Results(found)})
}

// Sources tells where the tables come from.
func (h *Handlers) Sources(r *web.Request) error {
	sources, err := h.store.Sources(r.Ctx())
	if err != nil {
		return err
	}
	return r.Page(http.StatusOK, views.Sources(sources, r.SignedIn()))
}

// Tables shows the tables and the form that replaces the repertorio.
func (h *Handlers) Tables(r *web.Request) error { return h.tables(r, http.StatusOK, nil) }

func (h *Handlers) tables(r *web.Request, status int, refusals rule.Refusals) error {
	figures, err := h.store.Figures(r.Ctx(), "", reference.MaxRepertorioLines)
	if err != nil {
		return err
	}
	return r.Page(status, views.Tables(len(figures), r.Actor.Has(rule.RoleAdmin), refusals))
}

// ReplaceRepertorio takes the file of a repertorio.
func (h *Handlers) ReplaceRepertorio(r *web.Request) error {
	file, header, err := r.File("file")
	if err != nil {
		return err
	}
	if file == nil {
		return h.tables(r, http.StatusUnprocessableEntity, rule.Refusals{{Field: "file", Message: "Scegli il file del repertorio."}})
	}
	defer file.Close()
	figures, competences, err := h.store.ReplaceRepertorio(r.Ctx(), r.Actor, header.Filename, file)
	if refusals, refused := web.Refused(err); refused {
		return h.tables(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("Ho sostituito il repertorio: " + shared.Plural(figures, "figura", "figure") + ", " + shared.Plural(competences, "competenza", "competenze") + ".")
	return r.SeeOther("/tabelle")
}

// Repertorio sends the repertorio in use as a file that can be loaded again.
func (h *Handlers) Repertorio(r *web.Request) error {
	lines, err := h.store.Repertorio(r.Ctx())
	if err != nil {
		return err
	}
	r.Attachment("repertorio.csv", "text/csv; charset=utf-8")
	out := csv.NewWriter(r.Writer)
	out.Write(reference.RepertorioColumns)
	for _, n := range lines {
		out.Write([]string{n.FigureCode, n.ProfessionCode, n.Figure, n.CompetenceCode, n.Competence, strconv.Itoa(n.RequiredLevel)})
	}
	out.Flush()
	return nil
}
