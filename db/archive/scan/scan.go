// Package scan looks into scanned documents: whether a PDF is sound, open and
// harmless, whether a picture decodes to its last point, and how several
// pictures become one PDF. Refusals are Italian sentences for a form field.
package scan

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"

	"sportello/db/rule"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// The media types of a scan.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// maxPixels is the largest picture that is decoded: an A4 page at 600 points an
// inch has 35 million.
const maxPixels = 36_000_000

// decoding lets one large picture or PDF into memory at a time.
var decoding sync.Mutex

var pdfSetup = sync.OnceFunc(api.DisableConfigDir)

// Config returns the settings with which PDFs are read: nothing is fetched and
// no folder of settings is made.
func Config() *model.Configuration {
	pdfSetup()
	c := model.NewDefaultConfiguration()
	c.Offline = true
	c.ValidateLinks = false
	return c
}

// Check looks into the whole file: a PDF must be sound, open to everybody and do
// nothing by itself; a picture must decode to its last point. Refusals concern
// the given form field.
func Check(field, path, mediaType string) error {
	decoding.Lock()
	defer decoding.Unlock()
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	switch mediaType {
	case PDF:
		return checkPDF(field, f)
	case JPEG:
		return checkImage(field, f, jpeg.DecodeConfig, jpeg.Decode)
	case PNG:
		return checkImage(field, f, png.DecodeConfig, png.Decode)
	}
	return nil
}

func checkImage(field string, f *os.File, config func(io.Reader) (image.Config, error), decode func(io.Reader) (image.Image, error)) error {
	broken := rule.Refuse(field, "L'immagine è danneggiata o incompleta. Prova a scansionarla di nuovo.")
	c, err := config(bufio.NewReader(f))
	if err != nil {
		return broken
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > maxPixels {
		return rule.Refuse(field, "L'immagine ha troppi punti ("+strconv.Itoa(c.Width)+" × "+strconv.Itoa(c.Height)+"). Scansionala con una risoluzione più bassa.")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := decode(bufio.NewReader(f)); err != nil {
		return broken
	}
	return nil
}

func checkPDF(field string, f io.ReadSeeker) (err error) {
	broken := rule.Refuse(field, "Il PDF è danneggiato o incompleto. Prova a scansionarlo di nuovo.")
	defer func() { // the parser meets every kind of broken file
		if recover() != nil {
			err = broken
		}
	}()
	ctx, err := api.ReadContext(f, Config())
	if err != nil {
		if errors.Is(err, pdfcpu.ErrWrongPassword) || strings.Contains(err.Error(), "password") || strings.Contains(err.Error(), "encrypt") {
			return locked(field)
		}
		return broken
	}
	if ctx.Encrypt != nil {
		return locked(field)
	}
	if active(ctx) {
		return rule.Refuse(field, "Questo PDF contiene istruzioni che si eseguono da sole o altri file. Stampalo e scansionalo, poi carica la scansione.")
	}
	if err := api.ValidateContext(ctx); err != nil {
		return broken
	}
	if err := ctx.EnsurePageCount(); err != nil || ctx.PageCount == 0 {
		return rule.Refuse(field, "Il PDF non ha pagine. Prova a scansionarlo di nuovo.")
	}
	return nil
}

func locked(field string) error {
	return rule.Refuse(field, "Questo PDF è protetto da una password. Togli la protezione, oppure stampalo e scansionalo.")
}

// active reports whether any object of the PDF runs a script, starts a program,
// sends a form or carries other files.
func active(ctx *model.Context) bool {
	for _, entry := range ctx.Table {
		if entry != nil && !entry.Free && activeObject(entry.Object, 0) {
			return true
		}
	}
	return false
}

var activeKeys = []string{"JS", "JavaScript", "AA", "EmbeddedFiles", "EmbeddedFile", "RichMediaContent", "XFA"}

var activeActions = map[string]bool{
	"JavaScript": true, "Launch": true, "SubmitForm": true, "ImportData": true, "GoToE": true, "Rendition": true, "Movie": true, "Sound": true, "RichMediaExecute": true,
}

func activeObject(o types.Object, depth int) bool {
	if depth > 50 {
		return true // no honest scan nests so deep
	}
	switch o := o.(type) {
	case types.Dict:
		return activeDict(o, depth)
	case *types.Dict:
		return activeDict(*o, depth)
	case types.StreamDict:
		return activeDict(o.Dict, depth)
	case *types.StreamDict:
		return activeDict(o.Dict, depth)
	case types.Array:
		for _, v := range o {
			if activeObject(v, depth+1) {
				return true
			}
		}
	}
	return false
}

func activeDict(d types.Dict, depth int) bool {
	for _, key := range activeKeys {
		if v, found := d[key]; found && v != nil && !isEmpty(v) {
			return true
		}
	}
	if name, ok := d["S"].(types.Name); ok && activeActions[string(name)] {
		return true
	}
	if name, ok := d["Type"].(types.Name); ok && string(name) == "EmbeddedFile" {
		return true
	}
	for _, v := range d {
		if activeObject(v, depth+1) {
			return true
		}
	}
	return false
}

// isEmpty reports whether the value is a dictionary or a list of nothing: PDF
// writers leave such a place for embedded files in documents that have none.
func isEmpty(o types.Object) bool {
	switch o := o.(type) {
	case types.Array:
		return len(o) == 0
	case types.Dict:
		for _, v := range o {
			if !isEmpty(v) {
				return false
			}
		}
		return true
	}
	return false
}

// Join writes one PDF with a page for each picture, A4, upright or
// lying as the picture is, turned as the camera says.
func Join(paths []string, out string) error {
	decoding.Lock()
	defer decoding.Unlock()
	var pdf []byte
	for n, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return err
		}
		imp := pdfcpu.DefaultImportConfig()
		imp.Pos, imp.Scale, imp.ScaleAbs = types.Center, 1, false
		imp.PageSize, imp.PageDim, imp.UserDim = "", &types.Dim{Width: 595, Height: 842}, true // A4 in points
		if c.Width > c.Height {
			imp.PageDim = &types.Dim{Width: 842, Height: 595}
		}
		var before io.ReadSeeker
		if pdf != nil {
			before = bytes.NewReader(pdf)
		}
		var buf bytes.Buffer
		if err := api.ImportImages(before, &buf, []io.Reader{bytes.NewReader(data)}, imp, Config()); err != nil {
			return fmt.Errorf("picture %d: %w", n+1, err)
		}
		pdf = bytes.Clone(buf.Bytes())
		if turn := exifRotation(data); turn != 0 {
			buf.Reset()
			if err := api.Rotate(bytes.NewReader(pdf), &buf, turn, []string{strconv.Itoa(n + 1)}, Config()); err != nil {
				return fmt.Errorf("picture %d: %w", n+1, err)
			}
			pdf = bytes.Clone(buf.Bytes())
		}
	}
	return os.WriteFile(out, pdf, 0o600)
}

// exifRotation returns by how many degrees, clockwise, a JPEG must be turned to
// stand upright, from the orientation that the camera noted (Exif 2.3, tag
// 0x0112); 0 when it notes none. Mirrored pictures are left as they are.
func exifRotation(data []byte) int {
	if !bytes.HasPrefix(data, []byte{0xff, 0xd8}) {
		return 0
	}
	for i := 2; i+4 <= len(data) && data[i] == 0xff && data[i+1] != 0xda; {
		size := int(binary.BigEndian.Uint16(data[i+2:]))
		if size < 2 || i+2+size > len(data) {
			return 0
		}
		segment := data[i+4 : i+2+size]
		if data[i+1] == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return orientation(segment[6:])
		}
		i += 2 + size
	}
	return 0
}

func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 0
	}
	for n := range int(order.Uint16(tiff[at:])) {
		entry := at + 2 + 12*n
		if entry+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			switch order.Uint16(tiff[entry+8:]) {
			case 3:
				return 180
			case 6:
				return 90
			case 8:
				return 270
			}
			return 0
		}
	}
	return 0
}
