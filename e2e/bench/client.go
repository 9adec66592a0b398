package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"time"

	"sportello/db/seed"

	"github.com/PuerkitoBio/goquery"
)

// client is a browser with somebody signed in.
type client struct {
	http *http.Client
	base string
}

// signIn opens a browser of its own for the account.
func (s *server) signIn(ctx context.Context, email string) (*client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &client{base: s.base, http: &http.Client{
		Jar: jar, Timeout: 5 * time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	page, err := c.document(ctx, "/accesso")
	if err != nil {
		return nil, err
	}
	v := fields(page.Find(`form[action="/accesso"]`))
	v.Set("email", email)
	v.Set("password", seed.Password)
	return c, c.post(ctx, "/accesso", v, http.StatusSeeOther)
}

// get reads a page to its end and returns its size. It lets the server compress,
// as browsers do, and does not spend the machine's time on expanding it.
func (c *client) get(ctx context.Context, path string) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	response, err := c.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("GET %s: %s", path, response.Status)
	}
	return n, err
}

func (c *client) post(ctx context.Context, path string, v url.Values, want int) error {
	_, err := c.send(ctx, path, v, nil, want)
	return err
}

// send posts a form and returns the body of the answer.
func (c *client) send(ctx context.Context, path string, v url.Values, header map[string]string, want int) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, strings.NewReader(v.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range header {
		r.Header.Set(name, value)
	}
	response, err := c.http.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		return "", err
	}
	if response.StatusCode != want {
		said := ""
		if page, err := goquery.NewDocumentFromReader(&body); err == nil {
			said = strings.Join(strings.Fields(page.Find("main .sp-msg").Text()), " ")
		}
		return "", fmt.Errorf("POST %s: %s: %s", path, response.Status, said)
	}
	return body.String(), nil
}

// warm is how many requests go before those that are counted.
const warm = 10

// repeat does the same act n times, one after the other, and returns how long
// each took.
func repeat(n int, act func(i int) error) ([]time.Duration, error) {
	took := make([]time.Duration, 0, n)
	for i := range n + warm {
		begun := time.Now()
		if err := act(i); err != nil {
			return nil, err
		}
		if i >= warm {
			took = append(took, time.Since(begun))
		}
	}
	return took, nil
}

// crowded does an act in many places at once for a while and returns how often
// it was done, and how long each took.
func crowded(clients int, during time.Duration, act func(client, i int) error) (took []time.Duration, lasted time.Duration, err error) {
	var mu sync.Mutex
	var group sync.WaitGroup
	begun := time.Now()
	for k := range clients {
		group.Go(func() {
			for i := 0; time.Since(begun) < during; i++ {
				at := time.Now()
				failure := act(k, i)
				mu.Lock()
				took = append(took, time.Since(at))
				if failure != nil && err == nil {
					err = failure
				}
				mu.Unlock()
				if failure != nil {
					return
				}
			}
		})
	}
	group.Wait()
	return took, time.Since(begun), err
}

// document reads a page and returns its parts.
func (c *client) document(ctx context.Context, path string) (*goquery.Document, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("GET %s: %s", path, response.Status)
	}
	return goquery.NewDocumentFromReader(response.Body)
}

// fields returns what a form sends when nobody touches it.
func fields(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		switch kind, _ := s.Attr("type"); {
		case goquery.NodeName(s) == "textarea":
			v.Add(name, s.Text())
		case goquery.NodeName(s) == "select":
			if chosen := s.Find("option[selected]"); chosen.Length() > 0 {
				v.Add(name, chosen.AttrOr("value", chosen.Text()))
			}
		case kind == "file", kind == "submit", kind == "button":
		case kind == "checkbox" || kind == "radio":
			if _, checked := s.Attr("checked"); checked {
				v.Add(name, s.AttrOr("value", "on"))
			}
		default:
			v.Add(name, s.AttrOr("value", ""))
		}
	})
	return v
}
