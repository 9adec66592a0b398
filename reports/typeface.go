package reports

import (
	"embed"
	"strings"
	"sync"
	"unicode"

	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"
)

// The typeface of every document: Titillium Web, Latin and Latin Extended
// only, as bootstrap-italia ships it (SIL Open Font License, fonts/OFL.txt).
//
//go:embed fonts/TitilliumWeb-Regular.ttf fonts/TitilliumWeb-Bold.ttf
var fontFiles embed.FS

const family = "titillium"

// face is one weight of the typeface with the advance of every character it
// has, in thousandths of the size: line breaking needs widths before Maroto
// has a page to measure on.
type face struct {
	style  fontstyle.Type
	widths map[rune]float64
}

type typeface struct {
	regular, bold face
	files         []*entity.CustomFont
}

// theTypeface parses the two font files once for the life of the process.
var theTypeface = sync.OnceValue(func() typeface {
	var t typeface
	load := func(name string, style fontstyle.Type) face {
		data, err := fontFiles.ReadFile("fonts/" + name)
		if err != nil {
			panic(err) // embedded above: cannot fail
		}
		t.files = append(t.files, &entity.CustomFont{Family: family, Style: style, Bytes: data})
		widths, err := advances(data)
		if err != nil {
			panic(err) // the embedded file is a font
		}
		return face{style: style, widths: widths}
	}
	t.regular = load("TitilliumWeb-Regular.ttf", fontstyle.Normal)
	t.bold = load("TitilliumWeb-Bold.ttf", fontstyle.Bold)
	return t
})

// advances returns the advance of every character of a font file, in
// thousandths of the em.
func advances(data []byte) (map[rune]float64, error) {
	f, err := sfnt.Parse(data)
	if err != nil {
		return nil, err
	}
	var buf sfnt.Buffer
	out := make(map[rune]float64, 400)
	em := fixed.I(1000)
	for r := rune(0x20); r < 0x2300; r++ {
		glyph, err := f.GlyphIndex(&buf, r)
		if err != nil {
			return nil, err
		}
		if glyph == 0 {
			continue
		}
		advance, err := f.GlyphAdvance(&buf, glyph, em, font.HintingNone)
		if err != nil {
			return nil, err
		}
		out[r] = float64(advance) / 64
	}
	return out, nil
}

// width returns the width of a text in millimetres at a size in points.
func (f face) width(text string, size float64) float64 {
	sum := 0.0
	for _, r := range text {
		sum += f.advance(r)
	}
	return sum * size / 1000 * 25.4 / 72
}

// widestWord returns the width in millimetres of the widest word of a text.
func (f face) widestWord(size float64, text string) float64 {
	widest := 0.0
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' || r == '\n' }) {
		widest = max(widest, f.width(word, size))
	}
	return widest
}

func (f face) advance(r rune) float64 {
	if w, ok := f.widths[r]; ok {
		return w
	}
	return 500
}

// replacements stand for signs that people paste and the typeface lacks.
var replacements = map[rune]string{
	'\t': " ", '\u2011': "-", '\u2010': "-", '\u2015': "—", '\u2192': "->", '\u2190': "<-",
	'\u2265': ">=", '\u2264': "<=", '\u2713': "x", '\u2714': "x", '\u2610': "[ ]", '\u2611': "[x]",
	'\u1e9e': "SS", '\u2116': "n.", '\u2032': "'", '\u2033': "\"", '\u02bc': "’", '\u02b9': "'",
	'\u2002': " ", '\u2003': " ", '\u2009': " ", '\u202f': "\u00a0", '\u3000': " ",
}

// printable returns the text with only characters that the typeface has:
// composed, without control, zero-width or direction characters; a letter of
// another script or a pictogram becomes «?», so that its absence shows and the
// PDF writer never meets a character outside its tables.
func (t *typeface) printable(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		if r == '\n' {
			b.WriteRune(r)
			continue
		}
		if sub, ok := replacements[r]; ok {
			b.WriteString(sub)
			continue
		}
		_, inRegular := t.regular.widths[r]
		_, inBold := t.bold.widths[r]
		switch {
		case inRegular && inBold && r != '\u00ad':
			b.WriteRune(r)
		case r == '\r', unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me), r == '\u00ad':
			// no glyph and no meaning on paper
		default:
			b.WriteString(t.nearest(r))
		}
	}
	return b.String()
}

// nearest returns the base letter of an accented one that the typeface lacks
// («ạ» gives «a»), or «?».
func (t *typeface) nearest(r rune) string {
	base, _ := firstRune(norm.NFD.String(string(r)))
	if _, ok := t.regular.widths[base]; ok && base != r {
		return string(base)
	}
	return "?"
}

func firstRune(s string) (rune, bool) {
	for _, r := range s {
		return r, true
	}
	return 0, false
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 0x20 && c != '\n') || c > 0x7e {
			return false
		}
	}
	return true
}

// wrap breaks a text into lines no wider than width (millimetres) at the given
// size. It keeps the breaks that the text has, breaks between words, and cuts
// a word that no line can hold. An empty text has no line.
func (t *typeface) wrap(f face, size, width float64, text string) []string {
	text = strings.TrimRight(t.printable(text), " \n")
	if text == "" {
		return nil
	}
	limit := (width - 0.05) * 72 / 25.4 * 1000 / size // in thousandths of the em
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines = f.wrapParagraph(lines, paragraph, limit)
	}
	return lines
}

func (f face) wrapParagraph(lines []string, paragraph string, limit float64) []string {
	var line strings.Builder
	used, space := 0.0, f.advance(' ')
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used = 0
	}
	for word := range strings.SplitSeq(paragraph, " ") { // not Fields: a no-break space must not break
		if word == "" {
			continue
		}
		w := 0.0
		for _, r := range word {
			w += f.advance(r)
		}
		if used > 0 && used+space+w > limit {
			flush()
		}
		if w > limit {
			for _, r := range word {
				if a := f.advance(r); used+a > limit && used > 0 {
					flush()
				}
				line.WriteRune(r)
				used += f.advance(r)
			}
			continue
		}
		if used > 0 {
			line.WriteByte(' ')
			used += space
		}
		line.WriteString(word)
		used += w
	}
	flush()
	return lines
}

// clip returns the text on one line of the given width, cut with «…» when it
// is longer.
func (t *typeface) clip(f face, size, width float64, text string) string {
	text = strings.Join(strings.Fields(t.printable(text)), " ")
	if f.width(text, size) <= width-0.05 {
		return text
	}
	limit := width - 0.05 - f.width("…", size)
	used, end := 0.0, 0
	for i, r := range text {
		used += f.width(string(r), size)
		if used > limit {
			end = i
			break
		}
	}
	return strings.TrimRight(text[:end], " ") + "…"
}
