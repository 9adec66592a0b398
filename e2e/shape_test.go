package e2e

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// telling are the attributes whose value decides how an element looks or is
// read aloud; of the others only their presence counts.
var telling = map[string]bool{"class": true, "role": true, "type": true, "lang": true, "scope": true, "autocomplete": true, "tabindex": true, "hidden": true}

// shape returns what axe can tell of a part of a page apart from its words:
// elements, attributes, and where there is text. Like neighbours (the rows of a
// table, the options of a choice) count once, so that two pages of one kind have
// one shape however much they hold.
func shape(n *html.Node) string {
	var b strings.Builder
	writeShape(&b, n, map[*html.Node]bool{})
	return b.String()
}

// writeShape writes the shape of a node without the nodes left out.
func writeShape(b *strings.Builder, n *html.Node, without map[*html.Node]bool) {
	switch {
	case without[n]:
		return
	case n.Type == html.TextNode:
		if strings.TrimSpace(n.Data) != "" {
			b.WriteByte('t')
		}
		return
	case n.Type == html.ElementNode:
		b.WriteString("<" + n.Data)
		for _, a := range n.Attr {
			b.WriteString(" " + a.Key)
			switch {
			case telling[a.Key] || strings.HasPrefix(a.Key, "aria-") && (a.Val == "true" || a.Val == "false" || a.Key == "aria-current"):
				b.WriteString("=" + a.Val)
			case a.Val == "":
				b.WriteString("=")
			}
		}
		b.WriteByte('>')
	case n.Type != html.DocumentNode:
		return
	}
	previous := ""
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		var child strings.Builder
		writeShape(&child, c, without)
		if s := child.String(); s != "" && s != previous {
			b.WriteString(s)
			previous = s
		}
	}
	b.WriteByte('/')
}

// shapes returns the shape of what a page is about (its main) and that of the
// frame around it: a role's menu stands on all its pages.
func shapes(page *html.Node) (frame, main string) {
	var find func(*html.Node) *html.Node
	find = func(n *html.Node) *html.Node {
		if n.Type == html.ElementNode && n.Data == "main" {
			return n
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if found := find(c); found != nil {
				return found
			}
		}
		return nil
	}
	around := map[*html.Node]bool{}
	if m := find(page); m != nil {
		main, around[m] = shape(m), true
	}
	var b strings.Builder
	writeShape(&b, page, around)
	return b.String(), main
}

func TestShapeTellsWhatAxeWouldTell(t *testing.T) {
	const page = `<html lang="it"><body><nav><a href="/a">Uno</a></nav><main><table><tr><td>1</td></tr></table></main></body></html>`
	parse := func(s string) (string, string) {
		n, err := html.Parse(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		return shapes(n)
	}
	frame, main := parse(page)
	for _, c := range []struct {
		old, new            string
		sameFrame, sameMain bool
	}{
		{"<tr><td>1</td></tr>", "<tr><td>2</td></tr><tr><td>3</td></tr>", true, true}, // more rows
		{"<td>1</td>", "<td></td>", true, false},                                      // a cell without text
		{"<td>1</td>", `<td class="x">1</td>`, true, false},                           // other looks
		{"<td>1</td>", `<td><input id="a"></td>`, true, false},                        // a field
		{`href="/a"`, `href="/b"`, true, true},                                        // another address
		{`href="/a"`, `href=""`, false, true},
		{"</nav>", "<button>Due</button></nav>", false, true},
	} {
		f, m := parse(strings.Replace(page, c.old, c.new, 1))
		if (f == frame) != c.sameFrame || (m == main) != c.sameMain {
			t.Errorf("%s → %s: same frame %v, same main %v", c.old, c.new, f == frame, m == main)
		}
	}
}
