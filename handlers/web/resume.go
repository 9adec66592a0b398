package web

import (
	"net/http"
	"net/url"
	"strings"

	views "sportello/views/access"
	"sportello/views/shared"
)

// An expired sign-in loses nothing: a page asked for is opened after signing
// in; a form sent is carried through the sign-in page and offered again. So is
// one that was drawn for another sign-in than the one there is now: somebody
// signed in again in another window, or out.

const (
	resumePath   = "_torna"
	resumePrefix = "_riprendi."
)

// Resume is a form that waits for its sender to sign in.
type Resume struct {
	Path   string
	Fields []views.HiddenField
}

// askSignIn answers with the sign-in page, in place for htmx, carrying what was
// sent.
func (r *Request) askSignIn() error {
	if r.Request.Method == http.MethodGet {
		if r.GetHeader("HX-Request") == "true" {
			r.Header("HX-Redirect", "/accesso?torna="+url.QueryEscape(r.back()))
			r.Status(http.StatusUnauthorized)
			r.Writer.WriteHeaderNow()
			return nil
		}
		return r.SeeOther("/accesso?torna=" + url.QueryEscape(r.Request.URL.RequestURI()))
	}
	return r.Page(http.StatusUnauthorized, views.SignIn(views.SignInForm{Expired: true, Fields: r.carried(), Demo: r.DemoAccounts()}))
}

// formAgain is a form of ours that was drawn for another sign-in.
type formAgain struct{}

func (formAgain) Error() string { return "modulo di un altro accesso" }

// fromHere reports whether the browser says that the request comes from a page
// of this product. Not every browser does, and not over every line.
func (r *Request) fromHere() bool {
	if site := r.GetHeader("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	origin, err := url.Parse(r.GetHeader("Origin"))
	return err == nil && origin.Host != "" && origin.Host == r.Request.Host
}

// offerAgain answers with the form that was sent, to be sent once more.
func (r *Request) offerAgain() error {
	var fields []views.HiddenField
	for _, f := range r.carried() {
		if name, ok := strings.CutPrefix(f.Name, resumePrefix); ok {
			fields = append(fields, views.HiddenField{Name: name, Value: f.Value})
		}
	}
	return r.Page(http.StatusConflict, views.Resumed(r.Request.URL.Path, fields))
}

// carried returns the sent fields under the names that survive the sign-in
// page. Files cannot be carried: the form offered again asks for them anew.
func (r *Request) carried() []views.HiddenField {
	fields := []views.HiddenField{{Name: resumePath, Value: r.Request.URL.Path}}
	for name, values := range r.Request.PostForm {
		if name == shared.FieldCSRF || strings.HasPrefix(name, "password") {
			continue
		}
		for _, v := range values {
			fields = append(fields, views.HiddenField{Name: resumePrefix + name, Value: v})
		}
	}
	return fields
}

// Resume returns the form that the sign-in page carried, nil when it carried none.
func (f *Form) Resume() *Resume {
	path := localPath(f.Text(resumePath), "")
	if path == "" {
		return nil
	}
	resume := &Resume{Path: path}
	for name, values := range f.Values {
		if original, ok := strings.CutPrefix(name, resumePrefix); ok {
			for _, v := range values {
				resume.Fields = append(resume.Fields, views.HiddenField{Name: original, Value: v})
			}
		}
	}
	return resume
}

// CarriedAgain returns the carried fields of a sign-in that was refused.
func (f *Form) CarriedAgain() []views.HiddenField {
	var fields []views.HiddenField
	for name, values := range f.Values {
		if name == resumePath || strings.HasPrefix(name, resumePrefix) {
			for _, v := range values {
				fields = append(fields, views.HiddenField{Name: name, Value: v})
			}
		}
	}
	return fields
}

// LocalPath returns the path if it is one of the product's pages, otherwise the
// fallback.
func LocalPath(path, fallback string) string { return localPath(path, fallback) }

// DemoAccounts returns the accounts that the sign-in page of a demonstration shows.
func (r *Request) DemoAccounts() []views.DemoAccount {
	if !r.App.Demo {
		return nil
	}
	return r.App.DemoAccounts
}
