package web

import (
	"encoding/json"
	"errors"
	"net/http"

	"sportello/db"
	"sportello/db/access"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
)

const sessionName = "sportello"

// sessionStore is a gorilla session store on the product's database: the
// browser holds a signed random id, the rest stays here and can be revoked.
type sessionStore struct {
	access *access.Store
	codec  *securecookie.SecureCookie
	secure bool
}

var _ sessions.Store = (*sessionStore)(nil)

const valueUser = "user"

// Get returns the request's session, cached for its duration.
func (s *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New returns the session that the cookie names, or an empty one.
func (s *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.IsNew = true
	session.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
	cookie, err := r.Cookie(name)
	if err != nil {
		return session, nil
	}
	var token string
	if err := s.codec.Decode(name, cookie.Value, &token); err != nil {
		return session, nil
	}
	in, err := s.access.SignIn(r.Context(), token)
	if errors.Is(err, db.ErrNotFound) {
		return session, nil
	}
	if err != nil {
		return session, err
	}
	session.ID, session.IsNew = token, false
	var data map[string]string
	if err := json.Unmarshal([]byte(in.Data), &data); err != nil {
		return session, err
	}
	for k, v := range data {
		session.Values[k] = v
	}
	session.Values[valueUser] = in.UserID
	return session, nil
}

// Save stores the session; with a negative age it ends it.
func (s *sessionStore) Save(r *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	if session.Options.MaxAge < 0 {
		if session.ID != "" {
			if err := s.access.EndSignIn(r.Context(), session.ID); err != nil {
				return err
			}
		}
		http.SetCookie(w, sessions.NewCookie(session.Name(), "", session.Options))
		return nil
	}
	if session.ID == "" {
		session.ID = access.NewToken()
	}
	data := map[string]string{}
	for k, v := range session.Values {
		key, isString := k.(string)
		value, isText := v.(string)
		if isString && isText {
			data[key] = value
		}
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	userID, _ := session.Values[valueUser].(int64)
	if err := s.access.SaveSignIn(r.Context(), session.ID, access.SignIn{UserID: userID, Data: string(text)}); err != nil {
		return err
	}
	value, err := s.codec.Encode(session.Name(), session.ID)
	if err != nil {
		return err
	}
	http.SetCookie(w, sessions.NewCookie(session.Name(), value, session.Options))
	return nil
}

// Begin opens a sign-in for the user in this browser.
func (r *Request) Begin(u access.User) error {
	if err := r.End(); err != nil { // never go on with a session that somebody may have planted
		return err
	}
	session := sessions.NewSession(r.App.sessions, sessionName)
	session.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: r.App.sessions.secure, SameSite: http.SameSiteLaxMode}
	session.Values[valueUser] = u.ID
	if err := session.Save(r.Request, r.Writer); err != nil {
		return err
	}
	r.session, r.User, r.Actor = session, u, u.Actor()
	r.CSRF = r.App.csrfFor(session.ID)
	return nil
}

// End closes the browser's sign-in, if there is one.
func (r *Request) End() error {
	if r.session == nil || r.session.ID == "" {
		return nil
	}
	r.session.Options.MaxAge = -1
	return r.session.Save(r.Request, r.Writer)
}

// Forget lets the browser forget a sign-in that is no more in the database.
func (r *Request) Forget() {
	http.SetCookie(r.Writer, &http.Cookie{Name: sessionName, Path: "/", HttpOnly: true, Secure: r.App.sessions.secure, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}
