package pacts

import (
	"cmp"
	"maps"
	"mime/multipart"
	"net/http"
	"slices"

	"sportello/db/archive"
	"sportello/db/pacts"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/pacts"
	"sportello/views/shared"
)

// act is one thing that is recorded of a patto on a page of its own.
type act struct {
	draw func(pacts.Full) views.Act                       // its page, as it is first shown
	can  func(pacts.Full) error                           // why it cannot be done now
	do   func(*web.Request, pacts.Full, *web.Form) error  // with what the form says
	said func(*web.Request, pacts.Full, *web.Form) string // what was done
}

// page shows the form of an act.
func (h *Handlers) page(r *web.Request, a act) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	if err := a.can(p); err != nil {
		return err
	}
	form := a.draw(p)
	form.Pact, form.Version = p.Pact, p.Version
	return r.Page(http.StatusOK, views.DoAct(form))
}

// perform does an act with what its form says.
func (h *Handlers) perform(r *web.Request, a act) error {
	p, err := h.writable(r)
	if err != nil {
		return err
	}
	f := r.Form()
	err = a.do(r, p, f)
	if isStale(err) {
		return r.Page(http.StatusConflict, views.Changed(p, said(f)))
	}
	if err != nil && !f.Merge(err) {
		return err
	}
	if !f.OK() {
		form := a.draw(p)
		form.Pact, form.Version, form.Errors = p.Pact, f.Version(), f.Errors
		for i := range form.Fields {
			if c := &form.Fields[i]; c.As != "file" {
				c.Value = f.Text(c.Name)
			}
		}
		return r.Page(http.StatusUnprocessableEntity, views.DoAct(form))
	}
	r.Done(a.said(r, p, f))
	return r.SeeOther(views.Path(p.ID))
}

// signing reads how a patto or a PAI was signed; the caller closes its scan.
func (h *Handlers) signing(r *web.Request, f *web.Form) (pacts.Signing, error) {
	g := pacts.Signing{On: f.Date("signed_on"), Signature: f.Text("signature"), Place: f.Text("place"), NextContact: f.Date("next_contact_on")}
	if g.Signature != pacts.OnPaper || r.Request.MultipartForm == nil {
		return g, nil
	}
	headers := slices.DeleteFunc(r.Request.MultipartForm.File["scansione"], func(h *multipart.FileHeader) bool { return h.Filename == "" })
	slices.SortFunc(headers, func(a, b *multipart.FileHeader) int { return cmp.Compare(a.Filename, b.Filename) })
	if len(headers) == 0 {
		return g, nil
	}
	var uploads []archive.Upload
	for _, header := range headers {
		content, err := header.Open()
		if err != nil {
			return g, err
		}
		defer content.Close()
		uploads = append(uploads, archive.Upload{Name: header.Filename, Content: content})
	}
	var err error
	if g.Scan, err = h.archive.Receive(r.Ctx(), archive.Scan("scansione"), uploads...); err != nil {
		f.Merge(err)
		if _, refused := web.Refused(err); !refused {
			return g, err
		}
	}
	return g, nil
}

// sign reads the signature of something proposed on a day and hands it on; nothing
// is stored of a form that was refused.
func (h *Handlers) sign(r *web.Request, f *web.Form, proposed rule.Date, store func(pacts.Signing) error) error {
	g, err := h.signing(r, f)
	if err != nil {
		return err
	}
	if g.Scan != nil {
		defer g.Scan.Close()
	}
	if !f.OK() {
		more(f, g.Check(r.Today(), proposed))
		return nil
	}
	return store(g)
}

// more adds what else is wrong with a form whose fields could not all be read.
func more(f *web.Form, all rule.Refusals) {
	for _, x := range all {
		if f.Errors.For(x.Field) == "" {
			f.Errors = append(f.Errors, x)
		}
	}
}

// said returns what was typed in a form that came too late.
func said(f *web.Form) []shared.Pair {
	var out []shared.Pair
	for _, name := range slices.Sorted(maps.Keys(views.Labels)) {
		if v := f.Text(name); v != "" {
			out = append(out, shared.Pair{Term: views.Labels[name], Value: views.Said(name, v)})
		}
	}
	return out
}
