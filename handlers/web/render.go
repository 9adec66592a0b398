package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"sportello/db/access"
	"sportello/views/layout"
	"sportello/views/shared"

	"github.com/a-h/templ"
)

// Fragment is a part of a page that htmx may ask for by its DOM id.
type Fragment struct {
	ID        string
	Component templ.Component
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return z
}}

// worthZipping is the size under which compressing costs more than it saves.
const worthZipping = 1024

// Page answers with the page, or with the one fragment of it that htmx asks
// for: HX-Target names it. Anything else htmx asks for gets the whole page in
// place of the body.
func (r *Request) Page(status int, page templ.Component, fragments ...Fragment) error {
	h := r.Writer.Header()
	component, part := page, false
	if r.GetHeader("HX-Request") == "true" && r.GetHeader("HX-History-Restore-Request") != "true" {
		target := r.GetHeader("HX-Target")
		for _, f := range fragments {
			if f.ID == target {
				component, part = f.Component, true
			}
		}
		if !part {
			h.Set("HX-Retarget", "body")
			h.Set("HX-Reswap", "innerHTML show:top")
			if r.Request.Method == http.MethodGet {
				h.Set("HX-Push-Url", r.Request.URL.RequestURI())
			}
		}
	}
	h.Add("Vary", "HX-Request, HX-Target, Accept-Encoding")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Type", "text/html; charset=utf-8")
	buf := buffers.Get().(*bytes.Buffer)
	buf.Reset()
	defer buffers.Put(buf)
	// A part of a page has no menu to read, and leaves the message of the act
	// before to the page that shows it.
	ctx := shared.WithTokens(r.Request.Context(), r.CSRF, newKey)
	if !part {
		ctx = r.viewContext()
	}
	if err := component.Render(ctx, buf); err != nil {
		return err
	}
	if buf.Len() < worthZipping || !strings.Contains(r.GetHeader("Accept-Encoding"), "gzip") {
		r.Writer.WriteHeader(status)
		_, err := r.Writer.Write(buf.Bytes())
		return ignoreGone(err)
	}
	h.Set("Content-Encoding", "gzip")
	r.Writer.WriteHeader(status)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(r.Writer)
	if _, err := z.Write(buf.Bytes()); err != nil {
		return ignoreGone(err)
	}
	return ignoreGone(z.Close())
}

// ignoreGone drops the error of a client that left: the answer was ready.
func ignoreGone(error) error { return nil }

// Attachment answers with a file to be saved, under a policy that lets it run
// nothing.
func (r *Request) Attachment(name, mediaType string) {
	h := r.Writer.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "no-store")
}

const flashCookie = "sportello_avviso"

// Flash keeps a message for the next page that the browser opens.
func (r *Request) Flash(f layout.Flash) {
	r.said = &f
	value, err := r.App.flash.Encode(flashCookie, f)
	if err != nil {
		return // a message too long for a cookie is not worth failing the act
	}
	http.SetCookie(r.Writer, &http.Cookie{Name: flashCookie, Value: value, Path: "/", HttpOnly: true, Secure: r.App.sessions.secure, SameSite: http.SameSiteLaxMode, MaxAge: 300})
}

// Done keeps the message of an act that was done.
func (r *Request) Done(text string) { r.Flash(layout.Flash{Level: shared.Done, Text: text}) }

func (r *Request) takeFlash() *layout.Flash {
	cookie, err := r.Request.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	http.SetCookie(r.Writer, &http.Cookie{Name: flashCookie, Path: "/", HttpOnly: true, MaxAge: -1})
	var f layout.Flash
	if r.App.flash.Decode(flashCookie, cookie.Value, &f) != nil {
		return nil
	}
	return &f
}

var newKey = access.NewToken
