package webtest

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// SwapEqualsReload fails the test unless the fragment that htmx gets for the id
// is the same as that part of the whole page, and unless the page without the
// address's filters becomes the page with them when it is swapped in: nothing
// outside of it may tell of the filters.
func (c *Client) SwapEqualsReload(path, id string) {
	c.t.Helper()
	page, swap := c.Get(path), c.Fragment(path, id)
	whole, swapped := c.outer(page.Find("#"+id)), c.outer(swap.Find("#"+id))
	if whole == "" || whole != swapped {
		c.t.Errorf("%s: the fragment %q differs from the page's\npage:     %s\nfragment: %s", path, id, whole, swapped)
	}
	before, _, filtered := strings.Cut(path, "?")
	if !filtered {
		return
	}
	old := c.Get(before)
	swap.Find("[hx-swap-oob]").Each(func(_ int, part *goquery.Selection) {
		part.RemoveAttr("hx-swap-oob")
		old.Find("#" + part.AttrOr("id", "")).ReplaceWithSelection(part)
	})
	const itself = "form[role=search]" // keeps what was typed in it
	old.Find("#" + id).Remove()
	old.Find(itself).Remove()
	page.Find("#" + id).Remove()
	page.Find(itself).Remove()
	if reloaded, swapped := c.outer(page.Find("main")), c.outer(old.Find("main")); reloaded != swapped {
		c.t.Errorf("%s: outside of %q the page tells of the filters\nreloaded: %s\nswapped:  %s", path, id, reloaded, swapped)
	}
}

func (c *Client) outer(s *goquery.Selection) string {
	c.t.Helper()
	html, err := goquery.OuterHtml(s)
	if err != nil {
		c.t.Fatal(err)
	}
	return stable(html)
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
