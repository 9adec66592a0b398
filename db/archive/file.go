package archive

import (
	"bytes"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"sportello/db/archive/scan"
	"sportello/db/rule"
)

// The media types that are kept.
const (
	TypePDF  = scan.PDF
	TypeJPEG = scan.JPEG
	TypePNG  = scan.PNG
	TypeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	TypeCSV  = "text/csv"
)

// StoredFile is one file of the archive. Its content never changes.
type StoredFile struct {
	ID        int64
	Name      string // as its owner called it, cleaned; shown, never used as a path
	MediaType string // found by content
	Size      int64  // bytes
	SHA256    string
	Path      string // below the folder of files
	CreatedAt rule.Instant
	CreatedBy int64
}

// SizeText returns the size as people read it: «2,4 MB».
func (f StoredFile) SizeText() string {
	switch {
	case f.Size >= 1<<20:
		return strings.Replace(strconv.FormatFloat(float64(f.Size)/(1<<20), 'f', 1, 64), ".", ",", 1) + " MB"
	case f.Size >= 1<<10:
		return strconv.FormatInt(f.Size>>10, 10) + " kB"
	}
	return strconv.FormatInt(f.Size, 10) + " byte"
}

// Accept is what an upload may be. Field is the form field that refusals
// concern.
type Accept struct {
	Field    string
	MaxBytes int64
	Types    []string // media types, found by content; empty takes any content unchecked
}

// maxScan is the most that a scan may weigh (brief of the bilancio: 10 MB).
const maxScan = 10 << 20

// Scan accepts a scanned document: one PDF, or one or several JPEG or PNG
// pictures, which become one PDF.
func Scan(field string) Accept {
	return Accept{Field: field, MaxBytes: maxScan, Types: []string{TypePDF, TypeJPEG, TypePNG}}
}

// OnlyPDF accepts one PDF.
func OnlyPDF(field string) Accept {
	return Accept{Field: field, MaxBytes: maxScan, Types: []string{TypePDF}}
}

// Table accepts a list to import; what it is the import finds out.
func Table(field string) Accept { return Accept{Field: field, MaxBytes: 64 << 20} }

// sniffType returns the media type that the first bytes of a file show, "" for
// one that is not kept. A PDF may begin after a few stray bytes, as scanners do.
func sniffType(head []byte) string {
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return TypePDF
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return TypeJPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return TypePNG
	}
	return ""
}

// wrongType returns the sentence for a file that is not what is accepted.
func (a Accept) wrongType(name string, head []byte) error {
	ext := strings.ToLower(strings.TrimPrefix(filepath.Ext(name), "."))
	onlyPDF := len(a.Types) == 1
	switch {
	case ext == "pdf":
		return rule.Refuse(a.Field, "Questo file non è un PDF, anche se ne ha il nome. Prova a scansionarlo di nuovo.")
	case !onlyPDF && (ext == "jpg" || ext == "jpeg" || ext == "png"):
		return rule.Refuse(a.Field, "Questo file non è un'immagine, anche se ne ha il nome. Prova a scansionarlo di nuovo.")
	case len(head) > 12 && string(head[4:8]) == "ftyp":
		return rule.Refuse(a.Field, "Questa foto è in un formato che non posso leggere (HEIC). Salvala come JPEG e riprova.")
	case onlyPDF:
		return rule.Refuse(a.Field, "Questo file non è un PDF. Carica un PDF.")
	}
	return rule.Refuse(a.Field, "Questo file non è un PDF né un'immagine JPEG o PNG. Carica un file di uno di questi tipi.")
}

func (a Accept) tooLarge() error {
	return rule.Refuse(a.Field, "Il file è troppo grande: al massimo "+strconv.FormatInt(a.MaxBytes>>20, 10)+" MB. Scansionalo con una risoluzione più bassa.")
}

// safeName returns a file name that every system takes: no path, no control or
// reserved character, at most 120 characters, never empty.
func safeName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '/' || r == '\\' || r == '|' || r == ':':
			return '-'
		case strings.ContainsRune(`<>"?*`, r), unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	if runes := []rune(name); len(runes) > 120 {
		ext := []rune(filepath.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(runes[:120-len(ext)]) + string(ext)
	}
	if name == "" {
		return "documento"
	}
	return name
}

// baseName returns the last part of a name as a browser may send it, with the
// whole path of a Windows machine.
func baseName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	return safeName(name)
}
