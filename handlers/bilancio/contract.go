package bilancio

import (
	"cmp"
	"mime/multipart"
	"net/http"
	"slices"

	"sportello/db/archive"
	"sportello/db/bilancio"
	"sportello/db/bilancio/panels"
	"sportello/db/rule"
	"sportello/handlers/web"
	views "sportello/views/bilancio"
)

// ContractPage shows where the contract stands.
func (h *Handlers) ContractPage(r *web.Request) error { return h.contract(r, http.StatusOK, nil) }

func (h *Handlers) contract(r *web.Request, status int, errs rule.Refusals) error {
	b, err := h.load(r)
	if err != nil {
		return err
	}
	p := views.ContractPage{Frame: frame(r, b, panels.Preliminare, ""), Errors: errs, Missing: b.ContractMissing()}
	docs, err := h.archive.DocumentsOf(r.Ctx(), "bilancio", b.ID)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(docs, func(d archive.Document) bool { return d.Kind == bilancio.KindContract && d.ReplacedBy == 0 }); i >= 0 {
		p.Document = &docs[i]
	}
	if p.Scan, err = h.scan(r, b); err != nil {
		return err
	}
	return r.Page(status, views.Contract(p))
}

// IssueContract prepares the contract for signing.
func (h *Handlers) IssueContract(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	document, err := h.store.IssueContract(r.Ctx(), r.Actor, id)
	if refusals, refused := web.Refused(err); refused {
		return h.contract(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	h.finish(r, document)
	r.Done("Il contratto è pronto: stampalo, fallo firmare e carica la scansione.")
	return r.SeeOther(views.Path(id, "contratto"))
}

// UploadScan keeps the signed contract; several pictures become one PDF.
func (h *Handlers) UploadScan(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	received, err := h.receiveScan(r)
	if err == nil {
		defer received.Close()
		err = h.store.AttachScan(r.Ctx(), r.Actor, id, received)
	}
	if refusals, refused := web.Refused(err); refused {
		return h.contract(r, http.StatusUnprocessableEntity, refusals)
	}
	if err != nil {
		return err
	}
	r.Done("Il contratto firmato è al suo posto, con il suo numero di protocollo. Ora si può completare PRE07 e chiudere la fase.")
	return r.SeeOther(views.Path(id, "pannelli", "PRE07"))
}

func (h *Handlers) receiveScan(r *web.Request) (*archive.Received, error) {
	if r.Request.MultipartForm == nil || len(r.Request.MultipartForm.File["scansione"]) == 0 {
		return nil, rule.Refuse("scansione", "Scegli il file da caricare.")
	}
	headers := r.Request.MultipartForm.File["scansione"]
	slices.SortFunc(headers, func(a, b *multipart.FileHeader) int { return cmp.Compare(a.Filename, b.Filename) })
	var uploads []archive.Upload
	for _, header := range headers {
		content, err := header.Open()
		if err != nil {
			return nil, err
		}
		defer content.Close()
		uploads = append(uploads, archive.Upload{Name: header.Filename, Content: content})
	}
	return h.archive.Receive(r.Ctx(), archive.Scan("scansione"), uploads...)
}

// Scan gives the signed contract.
func (h *Handlers) Scan(r *web.Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	file, err := h.store.Scan(r.Ctx(), r.Actor, id)
	if err != nil {
		return err
	}
	h.archive.Read(r.Actor, archive.Audit{Action: "file.letto", Subject: "stored_file", SubjectID: file})
	return h.sendFile(r, file)
}
