package seed

import (
	"bytes"
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
