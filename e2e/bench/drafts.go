package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// draft is a panel of a bilancio that somebody is filling in.
type draft struct {
	path   string
	fields url.Values
	text   string // the field that each save changes
	saves  int
}

// drafts opens up to n panels that can be changed, of the bilanci under way.
func (c *client) drafts(ctx context.Context, o options, n int) ([]*draft, error) {
	ids, err := openBilanci(ctx, o)
	if err != nil {
		return nil, err
	}
	var out []*draft
	for _, id := range ids {
		page, err := c.document(ctx, fmt.Sprintf("/bilanci/%d", id))
		if err != nil {
			return nil, err
		}
		seen := map[string]bool{}
		for _, a := range page.Find(`a[href*="/pannelli/"]`).EachIter() {
			href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			if seen[href] || len(out) == n {
				continue
			}
			seen[href] = true
			d, err := c.draft(ctx, href)
			if err != nil {
				return nil, err
			}
			if d != nil {
				out = append(out, d)
			}
		}
	}
	if len(out) < n {
		return nil, fmt.Errorf("%d panels can be changed, %d are needed", len(out), n)
	}
	return out, nil
}

// draft opens a panel; nil when it cannot be changed or has no text to write.
func (c *client) draft(ctx context.Context, href string) (*draft, error) {
	page, err := c.document(ctx, href)
	if err != nil {
		return nil, err
	}
	form := page.Find("form[data-autosave]").First()
	text := form.Find("textarea[name]").FilterFunction(func(_ int, s *goquery.Selection) bool {
		_, fixed := s.Attr("readonly")
		return !fixed && !strings.Contains(s.AttrOr("name", ""), ".")
	}).First()
	if form.Length() == 0 || text.Length() == 0 {
		return nil, nil
	}
	return &draft{path: form.AttrOr("data-autosave", ""), fields: fields(form), text: text.AttrOr("name", "")}, nil
}

var savedVersion = regexp.MustCompile(`data-version="(\d+)"`)

// save sends the panel as its page does by itself while it is being filled in.
func (c *client) save(ctx context.Context, d *draft) error {
	d.saves++
	d.fields.Set(d.text, fmt.Sprintf("Ha lavorato sei anni in fabbrica e vuole tornare al mestiere. Appunto %d.", d.saves))
	d.fields.Del("_key")
	body, err := c.send(ctx, d.path, d.fields, map[string]string{"HX-Request": "true", "HX-Target": "bozza"}, http.StatusOK)
	if err != nil {
		return err
	}
	found := savedVersion.FindStringSubmatch(body)
	if found == nil {
		return errors.New("the save says no version")
	}
	d.fields.Set("_version", found[1])
	return nil
}
