// Package webtest runs the whole product, router and all, on a temporary
// database, and asks questions of its pages by CSS selectors.
package webtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/handlers"
	"sportello/handlers/web"

	"github.com/PuerkitoBio/goquery"
)

// Settle does what waits behind the pages, at once: jobs, documents to render,
// readings to write.
func (s *Server) Settle() {
	s.t.Helper()
	for {
		did, err := s.App.Jobs.RunOne(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if !did {
			break
		}
	}
	if _, err := s.App.Archive.FinishPending(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	if err := s.App.Archive.FlushReads(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

// Password is the password of every account that a test makes.
const Password = "una password di prova"

// Server is the product on a temporary database with a clock that stands still.
type Server struct {
	*httptest.Server
	DB    *db.DB
	App   *web.App
	Clock *dbtest.Clock
	t     testing.TB
}

// New starts the product.
func New(t testing.TB) *Server {
	t.Helper()
	d, clock := dbtest.Open(t)
	return Serve(t, d, clock, web.Config{})
}

// Serve starts the product on an open database.
func Serve(t testing.TB, d *db.DB, clock *dbtest.Clock, config web.Config) *Server {
	t.Helper()
	app, err := web.NewApp(t.Context(), d, config)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := handlers.New(app)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Server{Server: server, DB: d, App: app, Clock: clock, t: t}
}

// hash spares each test the cost of hashing the same password.
var hash = sync.OnceValue(func() string {
	h, err := access.HashPassword(Password)
	if err != nil {
		panic(err)
	}
	return h
})

// User makes an account with the role in the scope («cpi:San Severo»,
// «provincia:FG», …) and returns its id. The address is made from the name.
func (s *Server) User(name string, role rule.Role, scope string) int64 {
	s.t.Helper()
	var grants []rule.Grant
	if role != "" {
		g, err := s.App.Access.ParseScope(s.t.Context(), role, scope)
		if err != nil {
			s.t.Fatal(err)
		}
		grants = []rule.Grant{g}
	}
	var id int64
	err := s.DB.Write(s.t.Context(), func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(s.t.Context(), tx, rule.System,
			access.NewUser{Name: name, Surname: "Prova", Grants: grants, Confirmed: true}, Address(name), hash())
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

// Address returns the address of the account with the name.
func Address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@prova.example"
}

// Actor returns the account as the one who acts, for calling stores.
func (s *Server) Actor(id int64) rule.Actor {
	s.t.Helper()
	u, err := s.App.Access.User(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	return u.Actor()
}

// Client is one browser, without JavaScript.
type Client struct {
	http *http.Client
	s    *Server
	t    testing.TB
}

// Anonymous returns a browser in which nobody is signed in.
func (s *Server) Anonymous() *Client {
	jar, _ := cookiejar.New(nil)
	return &Client{http: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s: s, t: s.t}
}

// Login makes an account with the role in the scope and returns a browser in
// which it is signed in.
func (s *Server) Login(role rule.Role, scope string) *Client {
	s.t.Helper()
	name := string(role) + " " + strings.NewReplacer(":", " ", "_", " ").Replace(scope)
	s.User(name, role, scope)
	return s.As(name)
}

// As returns a browser in which the account with the name is signed in.
func (s *Server) As(name string) *Client {
	s.t.Helper()
	return s.SignedIn(Address(name), Password)
}

// SignedIn returns a browser in which an account is signed in.
func (s *Server) SignedIn(address, password string) *Client {
	s.t.Helper()
	c := s.Anonymous()
	page := c.Get("/accesso")
	if got := page.Submit("form[action='/accesso']", url.Values{"email": {address}, "password": {password}}); got.Status != http.StatusSeeOther {
		s.t.Fatalf("sign-in of %s: status %d\n%s", address, got.Status, got.Body)
	}
	return c
}

// Cookies returns what the browser would send, for handing the visit to another
// browser.
func (c *Client) Cookies() []*http.Cookie {
	u, _ := url.Parse(c.s.URL)
	return c.http.Jar.Cookies(u)
}

// Page is one answer.
type Page struct {
	*goquery.Document
	Status int
	Header http.Header
	Body   string
	Path   string
	client *Client
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

// PostFragment sends a form as htmx does, for the element with the id.
func (c *Client) PostFragment(path, id string, values url.Values) *Page {
	c.t.Helper()
	values.Set("_csrf", c.token())
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

// Follow opens the page that a 303 leads to.
func (p *Page) Follow() *Page {
	p.client.t.Helper()
	if p.Status != http.StatusSeeOther {
		p.client.t.Fatalf("%s: status %d, want 303\n%s", p.Path, p.Status, p.Text("main"))
	}
	return p.client.Get(p.Header.Get("Location"))
}

// Submit sends the form that the selector finds, as a browser does: its fields
// as they stand, changed by the values given (an empty slice leaves one out).
func (p *Page) Submit(selector string, values url.Values) *Page {
	p.client.t.Helper()
	form := p.Find(selector).First()
	if form.Length() == 0 {
		p.client.t.Fatalf("%s: no form %q\n%s", p.Path, selector, p.Text("main"))
	}
	sent := FormValues(form)
	for k, vs := range values {
		sent[k] = vs
	}
	action, _ := form.Attr("action")
	if method, _ := form.Attr("method"); !strings.EqualFold(method, "post") {
		return p.client.Get(action + "?" + sent.Encode())
	}
	return p.client.Post(action, sent)
}

// FormValues returns what a browser would send of the form as it stands.
func FormValues(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, field *goquery.Selection) {
		name, _ := field.Attr("name")
		if _, disabled := field.Attr("disabled"); disabled {
			return
		}
		switch goquery.NodeName(field) {
		case "textarea":
			values.Add(name, field.Text())
		case "select":
			chosen := field.Find("option[selected]")
			if _, multiple := field.Attr("multiple"); !multiple && chosen.Length() == 0 {
				chosen = field.Find("option").First()
			}
			chosen.Each(func(_ int, o *goquery.Selection) { values.Add(name, o.AttrOr("value", o.Text())) })
		default:
			kind := field.AttrOr("type", "text")
			_, checked := field.Attr("checked")
			if kind == "submit" || kind == "file" || (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			fallback := ""
			if kind == "checkbox" {
				fallback = "on"
			}
			values.Add(name, field.AttrOr("value", fallback))
		}
	})
	return values
}

// Text returns the text that the selector finds, with single blanks.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// Expect fails the test unless the answer has the status.
func (p *Page) Expect(status int) *Page {
	p.client.t.Helper()
	if p.Status != status {
		p.client.t.Fatalf("%s: status %d, want %d\n%s", p.Path, p.Status, status, p.Text("body"))
	}
	return p
}

// Has fails the test unless the selector finds something that holds the text.
func (p *Page) Has(selector, text string) *Page {
	p.client.t.Helper()
	if got := p.Text(selector); p.Find(selector).Length() == 0 || !strings.Contains(got, text) {
		p.client.t.Errorf("%s: %q has %q, want %q", p.Path, selector, got, text)
	}
	return p
}

// Lacks fails the test if the selector finds anything.
func (p *Page) Lacks(selector string) *Page {
	p.client.t.Helper()
	if n := p.Find(selector).Length(); n > 0 {
		p.client.t.Errorf("%s: %q is there %d times", p.Path, selector, n)
	}
	return p
}

// SwapEqualsReload fails the test unless the fragment that htmx gets for the id
// is the same as that part of the whole page.
func (c *Client) SwapEqualsReload(path, id string) {
	c.t.Helper()
	whole, err := goquery.OuterHtml(c.Get(path).Find("#" + id))
	if err != nil {
		c.t.Fatal(err)
	}
	swapped, err := goquery.OuterHtml(c.Fragment(path, id).Find("#" + id))
	if err != nil {
		c.t.Fatal(err)
	}
	if whole == "" || stable(whole) != stable(swapped) {
		c.t.Errorf("%s: the fragment %q differs from the page's\npage:     %s\nfragment: %s", path, id, whole, swapped)
	}
}

// stable removes what differs at each drawing on purpose: idempotency keys.
func stable(html string) string {
	const mark = `name="_key" value="`
	for {
		before, after, found := strings.Cut(html, mark)
		if !found {
			return html
		}
		_, rest, _ := strings.Cut(after, `"`)
		html = before + `name="_key"` + rest
	}
}
