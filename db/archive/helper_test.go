package archive

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"
	"testing"

	"sportello/db/archive/scan"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

func jsonInto(data json.RawMessage, v any) error { return json.Unmarshal(data, v) }

// pngThatSays is a small picture whose header promises a large one.
func pngThatSays(t testing.TB, w, h uint32) []byte {
	out := pngOf(t, 2, 2)
	binary.BigEndian.PutUint32(out[16:], w)
	binary.BigEndian.PutUint32(out[20:], h)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

// encryptedPDF is a PDF that everybody can open and nobody may change.
func encryptedPDF(t testing.TB) []byte {
	t.Helper()
	scan.Config() // sets the library up
	conf := model.NewAESConfiguration("", "padrone", 256)
	var buf bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(aPDF("")), &buf, conf); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

type pageShape struct {
	width, height float64
	rotate        int
}

// pagesOf returns size and turn of each page of a PDF.
func pagesOf(t testing.TB, pdf []byte) []pageShape {
	t.Helper()
	ctx, err := api.ReadAndValidate(bytes.NewReader(pdf), scan.Config())
	if err != nil {
		t.Fatal(err)
	}
	if err := ctx.EnsurePageCount(); err != nil {
		t.Fatal(err)
	}
	var out []pageShape
	for n := range ctx.PageCount {
		_, _, inherited, err := ctx.PageDict(n+1, false)
		if err != nil {
			t.Fatal(err)
		}
		box := inherited.MediaBox
		out = append(out, pageShape{box.Width(), box.Height(), inherited.Rotate})
	}
	return out
}

// turned returns the JPEG with a camera's note of how it was held.
func turned(jpeg []byte, orientation uint16) []byte {
	tiff := []byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01")
	tiff = binary.BigEndian.AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	out := append([]byte{}, jpeg[:2]...)
	out = append(out, append(segment, body...)...)
	return append(out, jpeg[2:]...)
}
