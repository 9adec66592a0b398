package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// xmlScanner reads the two large parts of an Excel file, its rows and its
// texts, tag by tag without building anything. The general decoder of the
// standard library costs four times as much, and an import reads nothing else.
type xmlScanner struct {
	r       *bufio.Reader
	name    []byte // of the tag just read, without its namespace
	attrs   []byte // what follows the name in the tag
	closing bool   // </name>
	empty   bool   // <name/>
	text    []byte // before the tag, decoded

	tag []byte
}

// maxText is the longest text between two tags.
const maxText = 1 << 20

var errXML = errors.New("malformed XML")

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: bufio.NewReaderSize(r, 1<<16)}
}

// next reads up to and with the next tag; io.EOF at the end.
func (x *xmlScanner) next() error {
	x.text = x.text[:0]
	for {
		if err := x.readText(); err != nil {
			return err
		}
		if err := x.readTag(); err != nil {
			return err
		}
		switch {
		case bytes.HasPrefix(x.tag, []byte("![CDATA[")):
			x.text = append(x.text, bytes.TrimSuffix(x.tag[len("![CDATA["):], []byte("]]"))...)
		case len(x.tag) > 0 && (x.tag[0] == '!' || x.tag[0] == '?'):
			// a comment, a declaration or an instruction says nothing here
		default:
			return x.split()
		}
	}
}

func (x *xmlScanner) readText() error {
	for {
		part, err := x.r.ReadSlice('<')
		full := errors.Is(err, bufio.ErrBufferFull)
		if err != nil && !full {
			return err
		}
		if !full {
			part = part[:len(part)-1]
		}
		if len(x.text)+len(part) > maxText {
			return errXML
		}
		x.text = append(x.text, part...)
		if !full {
			break
		}
	}
	if bytes.IndexByte(x.text, '&') >= 0 {
		x.text = decodeEntities(x.text)
	}
	return nil
}

// readTag reads up to the > that ends the tag: one inside a quoted attribute, a
// comment or a CDATA section does not.
func (x *xmlScanner) readTag() error {
	x.tag = x.tag[:0]
	for {
		part, err := x.r.ReadSlice('>')
		x.tag = append(x.tag, part...)
		if len(x.tag) > maxText {
			return errXML
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return errXML
		}
		whole := x.tag[:len(x.tag)-1]
		switch {
		case bytes.HasPrefix(whole, []byte("!--")):
			if len(whole) < 5 || !bytes.HasSuffix(whole, []byte("--")) {
				continue
			}
		case bytes.HasPrefix(whole, []byte("![CDATA[")):
			if !bytes.HasSuffix(whole, []byte("]]")) {
				continue
			}
		case openQuote(whole):
			continue
		}
		x.tag = whole
		return nil
	}
}

func openQuote(tag []byte) bool {
	var quote byte
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

func (x *xmlScanner) split() error {
	tag := x.tag
	x.closing, x.empty = false, false
	if len(tag) > 0 && tag[0] == '/' {
		x.closing, tag = true, tag[1:]
	} else if len(tag) > 0 && tag[len(tag)-1] == '/' {
		x.empty, tag = true, tag[:len(tag)-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	x.name, x.attrs = tag[:end], tag[end:]
	if i := bytes.IndexByte(x.name, ':'); i >= 0 {
		x.name = x.name[i+1:]
	}
	if len(x.name) == 0 {
		return errXML
	}
	return nil
}

// opens reports whether the tag just read opens an element of the name.
func (x *xmlScanner) opens(name string) bool { return !x.closing && string(x.name) == name }

// closes reports whether the tag just read ends an element of the name.
func (x *xmlScanner) closes(name string) bool {
	return (x.closing || x.empty) && string(x.name) == name
}

// attr returns an attribute of the tag just read, nil if it has none of the
// name. The bytes are good until the next tag.
func (x *xmlScanner) attr(name string) []byte {
	rest := x.attrs
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimRight(rest[:eq], " \t\r\n")
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 {
			return nil
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+end]
		}
		rest = rest[end+2:]
	}
}

// decodeEntities replaces what XML writes with & in place: the result is never
// longer.
func decodeEntities(b []byte) []byte {
	out := b[:0]
	for i := 0; i < len(b); {
		if b[i] != '&' {
			out = append(out, b[i])
			i++
			continue
		}
		end := bytes.IndexByte(b[i:min(len(b), i+12)], ';')
		if end < 0 {
			out = append(out, b[i])
			i++
			continue
		}
		r, ok := entity(string(b[i+1 : i+end]))
		if !ok {
			out = append(out, b[i])
			i++
			continue
		}
		out = utf8.AppendRune(out, r)
		i += end + 1
	}
	return out
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

// unescape decodes the _xHHHH_ that Excel writes for characters that XML cannot
// hold, and for an underscore that would look like one.
func unescape(s []byte) []byte {
	if !bytes.Contains(s, []byte("_x")) {
		return s
	}
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil {
				out = utf8.AppendRune(out, rune(n))
				i += 6
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}
