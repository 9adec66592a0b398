package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Client is one browser, without JavaScript.
type Client struct {
	http *http.Client
	s    *Server
	t    testing.TB
}

// Cookies returns what the browser would send, for handing the visit to another
// browser.
func (c *Client) Cookies() []*http.Cookie {
	u, _ := url.Parse(c.s.URL)
	return c.http.Jar.Cookies(u)
}

// SetCookies gives the browser the visit of another one.
func (c *Client) SetCookies(cookies []*http.Cookie) {
	u, _ := url.Parse(c.s.URL)
	c.http.Jar.SetCookies(u, cookies)
}

// Get asks for a path.
func (c *Client) Get(path string) *Page {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil, "", nil)
}

// Fragment asks for a path as htmx does, for the element with the id.
func (c *Client) Fragment(path, id string) *Page {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil, "", http.Header{"Hx-Request": {"true"}, "Hx-Target": {id}})
}

// Post sends a form. The token is taken from the page of any form of the visit
// unless values hold one.
func (c *Client) Post(path string, values url.Values) *Page {
	c.t.Helper()
	if values == nil {
		values = url.Values{}
	}
	if values.Get("_csrf") == "" {
		values.Set("_csrf", c.token())
	}
	return c.do(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", nil)
}

// PostFrom sends a form from a page of another origin, "" for a browser that
// does not tell.
func (c *Client) PostFrom(origin, path string, values url.Values) *Page {
	c.t.Helper()
	return c.do(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", http.Header{"Origin": {origin}})
}

// PostFragment sends a form as htmx does, for the element with the id.
func (c *Client) PostFragment(path, id string, values url.Values) *Page {
	c.t.Helper()
	values.Set("_csrf", c.token())
	return c.PostWith(path, id, values)
}

// PostWith does the same with the token that the values hold.
func (c *Client) PostWith(path, id string, values url.Values) *Page {
	c.t.Helper()
	return c.do(http.MethodPost, path, strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", http.Header{"Hx-Request": {"true"}, "Hx-Target": {id}})
}

// Upload sends a form with one file.
func (c *Client) Upload(path string, values url.Values, field, name string, content []byte) *Page {
	c.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	if values.Get("_csrf") == "" {
		form.WriteField("_csrf", c.token())
	}
	for k, vs := range values {
		for _, v := range vs {
			form.WriteField(k, v)
		}
	}
	part, err := form.CreateFormFile(field, name)
	if err != nil {
		c.t.Fatal(err)
	}
	part.Write(content)
	form.Close()
	return c.do(http.MethodPost, path, &body, form.FormDataContentType(), nil)
}

func (c *Client) token() string {
	c.t.Helper()
	for _, path := range []string{"/profilo", "/accesso"} {
		if token, ok := c.Get(path).Find("input[name=_csrf]").Attr("value"); ok {
			return token
		}
	}
	c.t.Fatal("no page with a form token")
	return ""
}

func (c *Client) do(method, path string, body io.Reader, contentType string, header http.Header) *Page {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.s.URL+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if method == http.MethodPost {
		req.Header.Set("Origin", c.s.URL) // as browsers do
	}
	for k, vs := range header {
		req.Header[k] = vs
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	content, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	page := content
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		page = nil // a file to be saved is no page
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		c.t.Fatal(err)
	}
	return &Page{Document: doc, Status: res.StatusCode, Header: res.Header, Body: string(content), Path: path, client: c}
}
