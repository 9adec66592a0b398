package web

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"

	"sportello/db"
	"sportello/views/layout"
	"sportello/views/shared"
)

// A form that writes is done once, however often it arrives: a double click, a
// page sent again, a broken line and a retry. A repetition waits for the first
// one and is led to where that one led.

// once claims the form's key for this request, and reports the repetition of
// one that was done as db.ErrAlreadyDone. The key is told apart by what is
// sent under it: who goes back, corrects a field and sends the old page again
// means something else.
func (r *Request) once() error {
	key := r.Request.PostFormValue(shared.FieldKey)
	if key == "" {
		return nil
	}
	sum, err := r.fingerprint()
	if err != nil {
		return err
	}
	key += "." + sum
	if err := r.App.done.enter(r.Ctx(), key); err != nil {
		return err
	}
	r.key = key
	done, err := r.App.DB.Done(r.Ctx(), key)
	if err == nil && done {
		err = db.ErrAlreadyDone
	}
	r.Request = r.Request.WithContext(db.WithKey(r.Request.Context(), key))
	return err
}

// fingerprint tells what was sent, and where to.
func (r *Request) fingerprint() (string, error) {
	hash := sha256.New()
	fmt.Fprintf(hash, "%q\n", r.Request.URL.Path)
	for _, name := range slices.Sorted(maps.Keys(r.Request.PostForm)) {
		if name != shared.FieldCSRF {
			fmt.Fprintf(hash, "%q %q\n", name, r.Request.PostForm[name])
		}
	}
	if r.Request.MultipartForm != nil {
		files := r.Request.MultipartForm.File
		for _, name := range slices.Sorted(maps.Keys(files)) {
			for _, header := range files[name] {
				fmt.Fprintf(hash, "%q %q %d\n", name, header.Filename, header.Size)
				content, err := header.Open()
				if err != nil {
					return "", err
				}
				_, err = io.Copy(hash, content)
				content.Close()
				if err != nil {
					return "", err
				}
			}
		}
	}
	return base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:15]), nil
}

// leave lets a repetition that waits go on.
func (r *Request) leave() {
	if r.key != "" {
		r.App.done.leave(r.key)
	}
}

// alreadyDone leads a repetition to where the act had led, with what was said
// of it.
func (r *Request) alreadyDone() error {
	to, known := r.App.done.get(r.key)
	if !known {
		to.path = r.ifReached(r.Request.URL.Path, r.FullPath()) // the page that the form stands on, where it has one
	}
	if to.path == "" {
		to.path = Home(r.Actor)
	}
	flash := layout.Flash{Level: shared.Info, Text: "Era già fatto: la ripetizione non ha cambiato nulla."}
	if to.flash != nil {
		said := *to.flash
		said.Text += " " + flash.Text
		flash = said
	}
	r.Flash(flash)
	r.Context.Redirect(http.StatusSeeOther, to.path)
	return nil
}
