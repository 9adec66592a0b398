package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, url, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryFileIsServedWithItsTypeForEver(t *testing.T) {
	if len(urls) < 8 {
		t.Fatalf("only %d files", len(urls))
	}
	for name, url := range urls {
		res := get(t, "GET", url)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != types[path.Ext(name)] {
			t.Errorf("%s: %d %s", url, res.StatusCode, res.Header.Get("Content-Type"))
		}
		if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s: Cache-Control %q", url, got)
		}
		plain := read(t, res.Body)
		if len(plain) == 0 {
			t.Errorf("%s is empty", url)
		}
		zipped := get(t, "GET", url, "Accept-Encoding", "br, gzip;q=0.8")
		if path.Ext(name) == ".woff2" {
			if zipped.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s compressed twice", url)
			}
			continue
		}
		if zipped.Header.Get("Content-Encoding") != "gzip" || zipped.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: not compressed: %v", url, zipped.Header)
			continue
		}
		zr, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(read(t, zr), plain) {
			t.Errorf("%s: compressed differs from plain", url)
		}
	}
}

func TestURLCarriesTheHash(t *testing.T) {
	if !regexp.MustCompile(`^/static/app\.[0-9a-f]{10}\.css$`).MatchString(URL("app.css")) {
		t.Errorf("URL = %q", URL("app.css"))
	}
	for _, url := range []string{"/static/app.css", "/static/app.0000000000.css", "/static/../static.go", "/static/vendor/README.md"} {
		res := get(t, "GET", url)
		if res.StatusCode != 404 || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", url, res.StatusCode, res.Header.Get("Cache-Control"))
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("URL of a file that is not here did not panic")
		}
	}()
	URL("missing.css")
}

func TestHandlerMethodsAndRevalidation(t *testing.T) {
	url := URL("app.js")
	head := get(t, "HEAD", url)
	if head.StatusCode != 200 || head.ContentLength == 0 || len(read(t, head.Body)) != 0 {
		t.Errorf("HEAD: %d, %d", head.StatusCode, head.ContentLength)
	}
	if res := get(t, "GET", url, "If-None-Match", head.Header.Get("ETag")); res.StatusCode != 304 {
		t.Errorf("revalidation: %d", res.StatusCode)
	}
	if res := get(t, "POST", url); res.StatusCode != 405 || res.Header.Get("Allow") == "" {
		t.Errorf("POST: %d", res.StatusCode)
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "deflate, GZIP": true, "gzip;q=0": false, "gzip; q=0.0": false,
		"gzip; q=0.5": true, "br;q=1, gzip;q=0.1": true, "gzipped": false, "gzip;q=x": false,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %v", header, got)
		}
	}
}

// The stylesheet must not name anything outside: every url() in it is a file
// of this folder under its hashed name, or data.
func TestStylesheetNamesOnlyServedFiles(t *testing.T) {
	css := string(assets[URL("app.css")].body)
	found := regexp.MustCompile(`url\(\s*["']?([^"')]*)`).FindAllStringSubmatch(css, -1)
	if len(found) < 4 {
		t.Fatalf("found %d url()", len(found))
	}
	for _, m := range found {
		if _, ok := assets[m[1]]; !ok {
			t.Errorf("app.css names %q", m[1])
		}
	}
}

// The policy of the pages allows no inline script and no eval; our own script
// must not ask for them, nor reach for another host or for browser storage,
// where personal data would stay behind.
func TestScriptKeepsToThePolicy(t *testing.T) {
	js := string(assets[URL("app.js")].body)
	for _, word := range []string{"eval(", "new Function", "localStorage", ".setItem", "indexedDB", "https://", "http://", ".style."} {
		if strings.Contains(js, word) {
			t.Errorf("app.js contains %q", word)
		}
	}
}
