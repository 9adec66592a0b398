// Package static holds what the browser loads beside the pages: the
// stylesheet, the small script, the icon, and the vendored kit (see
// vendor/README.md). Everything is embedded, so that an office without
// internet sees what a developer sees.
//
// A file is asked for by a URL that carries a hash of its contents. Such a URL
// never changes meaning, so browsers may keep it for ever, and a new release
// is seen at once. URL gives it; Handler serves it.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

//go:embed app.css app.js icon.svg vendor
var files embed.FS

// Prefix is the path under which the files are served.
const Prefix = "/static/"

// types are written here because the table of the operating system differs
// from one machine to the next; a file of another type is not served.
var types = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

type asset struct {
	body  []byte
	ctype string
	etag  string
	zip   func() []byte // compressed once, when first asked for; nil when it does not pay
}

var (
	urls   = map[string]string{} // app.css → /static/app.1a2b3c4d5e.css
	assets = map[string]asset{}  // the same URL → what it answers
)

// A stylesheet names its fonts by their place in this folder; served, they
// stand under their hashed names.
var cssURL = regexp.MustCompile(`url\("([a-z][^":]*)"\)`)

func init() {
	var sheets []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir() || types[path.Ext(name)] == "":
			return err
		case path.Dir(name) == "." && path.Ext(name) == ".css":
			sheets = append(sheets, name) // after the files that they name
			return nil
		}
		body, err := files.ReadFile(name)
		add(name, body)
		return err
	})
	if err != nil {
		panic(err) // embedded: cannot fail
	}
	for _, name := range sheets {
		body, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		add(name, cssURL.ReplaceAllFunc(body, func(m []byte) []byte {
			return []byte(`url("` + URL(string(cssURL.FindSubmatch(m)[1])) + `")`)
		}))
	}
}

func add(name string, body []byte) {
	sum := sha256.Sum256(body)
	hash := hex.EncodeToString(sum[:5])
	ext := path.Ext(name)
	url := Prefix + strings.TrimSuffix(name, ext) + "." + hash + ext
	a := asset{body: body, ctype: types[ext], etag: `"` + hash + `"`}
	if ext != ".woff2" { // already compressed
		a.zip = sync.OnceValue(func() []byte { return compress(body) })
	}
	urls[name], assets[url] = url, a
}

func compress(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	_, _ = w.Write(body)                                  // a buffer does not fail
	_ = w.Close()
	return b.Bytes()
}

// URL returns the address of a file of this folder, such as "app.css". It
// panics for a name that is not here: a page that asks for it is a mistake of
// ours, seen the first time it is drawn.
func URL(name string) string {
	url, ok := urls[name]
	if !ok {
		panic("static: no file " + name)
	}
	return url
}

// Handler serves the files under Prefix, for GET and HEAD. A URL without the
// right hash is 404: answering an old one with new contents would be kept for
// ever.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets[r.URL.Path]
		if !ok {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "404", http.StatusNotFound)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "405", http.StatusMethodNotAllowed)
			return
		}
		h := w.Header()
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("ETag", a.etag)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Type", a.ctype)
		if r.Header.Get("If-None-Match") == a.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := a.body
		if a.zip != nil {
			h.Set("Vary", "Accept-Encoding")
			if acceptsGzip(r.Header.Get("Accept-Encoding")) {
				body = a.zip()
				h.Set("Content-Encoding", "gzip")
			}
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the reader went away: nobody to tell
		}
	})
}

// acceptsGzip reports whether an Accept-Encoding header names gzip and does
// not refuse it by a weight of zero.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
			weight, err := strconv.ParseFloat(q, 64)
			return !found || err == nil && weight > 0
		}
	}
	return false
}
