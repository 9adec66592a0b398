package seed

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"sync"
)

// signedPage returns the picture of a signed page: lines of text and a
// signature, all drawn.
func signedPage() io.Reader { return bytes.NewReader(page()) }

var page = sync.OnceValue(func() []byte {
	const width, height = 620, 877
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = 250
	}
	for line := range 30 {
		for x := 60; x < width-60-(line*37)%180; x++ {
			if x%47 > 5 {
				img.SetGray(x, 90+line*20, color.Gray{Y: 90})
				img.SetGray(x, 91+line*20, color.Gray{Y: 140})
			}
		}
	}
	for i := range 2400 {
		t := float64(i) / 2400
		x := 360 + int(170*t)
		y := 780 + int(22*math.Sin(t*29)*(1-t)+9*math.Cos(t*71))
		for d := range 2 {
			img.SetGray(x, y+d, color.Gray{Y: 30})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err) // into memory: cannot fail
	}
	return out.Bytes()
})

// plainPDF returns a PDF of one line, the CV that somebody brings.
func plainPDF() io.Reader {
	const line = "BT /F1 18 Tf 72 760 Td (Curriculum vitae) Tj ET"
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var offsets []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Contents 4 0 R >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(line), line),
	} {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return &b
}
