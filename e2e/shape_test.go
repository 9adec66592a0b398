package e2e

import (
	"maps"
	"slices"
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
	writeShape(&b, n)
	return b.String()
}

// writeShape writes the shape of a node.
func writeShape(b *strings.Builder, n *html.Node) {
	switch {
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
		writeShape(&child, c)
		if s := child.String(); s != "" && s != previous {
			b.WriteString(s)
			previous = s
		}
	}
	b.WriteByte('/')
}

// loose are the elements that hold parts of a page without asking anything of
// them: what they hold counts by itself.
var loose = map[string]bool{"html": true, "body": true, "main": true, "div": true, "section": true, "article": true, "header": true, "footer": true}

// outlined are the elements whose order axe reads over the whole page.
var outlined = map[string]bool{"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "main": true, "nav": true, "aside": true, "header": true, "footer": true}

// parts returns what axe can tell of a page apart from its words, part by part: of
// each element how it looks, what it stands in and what kinds of elements stand in
// it, and of the page the order of its headings and landmarks. A page whose parts
// were all seen in others tells axe nothing new.
func parts(page *html.Node) map[string]bool {
	out := map[string]bool{}
	var outline strings.Builder
	last := ""
	var walk func(n *html.Node, within string)
	walk = func(n *html.Node, within string) {
		if n.Type == html.ElementNode {
			if outlined[n.Data] && n.Data != last {
				outline.WriteString(n.Data + " ")
				last = n.Data
			}
			if flat(n) {
				out[within+shape(n)] = true
				return
			}
			part := within + shape(&html.Node{Type: html.ElementNode, Data: n.Data, Attr: n.Attr})
			if !loose[n.Data] {
				kinds := map[string]bool{}
				collectKinds(n, kinds)
				part += strings.Join(slices.Sorted(maps.Keys(kinds)), ",")
			}
			out[part] = true
			within += n.Data
			for _, a := range n.Attr {
				if a.Key == "class" || a.Key == "role" {
					within += "." + a.Val
				}
			}
			within += ">"
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(page, "")
	out["outline "+outline.String()] = true
	return out
}

// flat reports whether no element in this one holds another.
func flat(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		for g := c.FirstChild; g != nil; g = g.NextSibling {
			if g.Type == html.ElementNode {
				return false
			}
		}
	}
	return true
}

// collectKinds notes the elements that stand in this one, and that there is text.
func collectKinds(n *html.Node, kinds map[string]bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
			kinds["t"] = true
		case c.Type == html.ElementNode:
			kinds[c.Data] = true
		}
		collectKinds(c, kinds)
	}
}

// cover chooses from the pages found some that show every part of all but those
// seen before, and adds these to them: the page with most that is new comes first.
func cover(found []screen, seen map[string]bool) []screen {
	missing := func(p screen) (n int) {
		for part := range p.parts {
			if !seen[part] {
				n++
			}
		}
		return n
	}
	var out []screen
	for {
		var best screen
		most := 0
		left := found[:0:0]
		for _, p := range found {
			n := missing(p)
			if n == 0 {
				continue
			}
			left = append(left, p)
			if n > most {
				best, most = p, n
			}
		}
		if most == 0 {
			return out
		}
		out = append(out, best)
		maps.Copy(seen, best.parts)
		found = left
	}
}

// pointers are the attributes that name other elements of the page by their id.
var pointers = map[string]bool{"for": true, "aria-labelledby": true, "aria-describedby": true, "aria-controls": true, "aria-errormessage": true, "list": true, "form": true}

// danglers returns what is wrong with the ids of a page: the same one twice, and
// those that an element points to and that are not there.
func danglers(page *html.Node) (out []string) {
	ids, wanted := map[string]int{}, map[string]string{}
	for n := range page.Descendants() {
		for _, a := range n.Attr {
			switch {
			case a.Key == "id":
				ids[a.Val]++
			case pointers[a.Key]:
				for _, id := range strings.Fields(a.Val) {
					wanted[id] = a.Key
				}
			}
		}
	}
	for id, n := range ids {
		if n > 1 {
			out = append(out, "the id "+id+" twice")
		}
	}
	for id, attribute := range wanted {
		if ids[id] == 0 {
			out = append(out, attribute+" points to "+id+", which is not there")
		}
	}
	slices.Sort(out)
	return out
}

func parse(t *testing.T, s string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestPartsTellWhatAxeWouldTell(t *testing.T) {
	const page = `<html lang="it"><body><nav><a href="/a">Uno</a></nav><main><h1>T</h1><div><table><tr><td>1</td></tr></table></div><div class="g"><p>a</p><button><b><i>x</i></b></button></div></main></body></html>`
	seen := parts(parse(t, page))
	for _, c := range []struct {
		old, new string
		isNew    bool
	}{
		{"<tr><td>1</td></tr>", "<tr><td>2</td></tr><tr><td>3</td></tr>", false}, // more rows
		{"<td>1</td>", "<td></td>", true},                                        // a cell without text
		{"<td>1</td>", `<td class="x">1</td>`, true},                             // other looks
		{"<td>1</td>", `<td><input id="a"></td>`, true},                          // a field
		{"<td>1</td>", "<th>1</th>", true},
		{`href="/a"`, `href="/b"`, false}, // another address
		{`href="/a"`, `href=""`, true},
		{"</nav>", "<button>Due</button></nav>", true},
		{`<div class="g">`, `<div class="h">`, true},    // on another ground
		{"<i>x</i>", "<i></i>", true},                   // a button without a name
		{"</main>", "<div><p>b</p></div></main>", true}, // a paragraph where there was none
		{"</main>", `<div class="g"><p>b</p><button><b><i>y</i></b></button></div></main>`, false},
		{"<h1>T</h1>", "<h2>T</h2>", true}, // another order of headings
		{"</main>", "<h1>T</h1></main>", false},
	} {
		some := false
		for part := range parts(parse(t, strings.Replace(page, c.old, c.new, 1))) {
			some = some || !seen[part]
		}
		if some != c.isNew {
			t.Errorf("%s → %s: something new %v", c.old, c.new, some)
		}
	}
}

func TestCoverShowsEveryPart(t *testing.T) {
	one := func(address string, parts ...string) screen {
		p := screen{address: address, parts: map[string]bool{}}
		for _, part := range parts {
			p.parts[part] = true
		}
		return p
	}
	seen := map[string]bool{"menu": true}
	var got []string
	for _, p := range cover([]screen{one("/a", "menu", "list"), one("/b", "menu", "list", "form"), one("/c", "menu"), one("/d", "list", "calendar")}, seen) {
		got = append(got, p.address)
	}
	if strings.Join(got, " ") != "/b /d" || len(seen) != 4 {
		t.Errorf("chosen %v, seen %v", got, seen)
	}
}

func TestDanglersFindWhatPointsNowhere(t *testing.T) {
	got := danglers(parse(t, `<label for="a">A</label><input id="a" aria-describedby="b c"><p id="b">B</p><p id="b">C</p>`))
	if strings.Join(got, "; ") != "aria-describedby points to c, which is not there; the id b twice" {
		t.Error(got)
	}
}
