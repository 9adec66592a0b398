// Package web is the HTTP kit: who is signed in, what a handler may answer,
// how a page or a fragment of it is sent, how a form comes in. Handlers return
// an error; one adapter turns it into a page.
package web

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/archive"
	"sportello/db/rule"
	views "sportello/views/access"
	"sportello/views/layout"

	"github.com/gorilla/securecookie"
)

// Config is what the command line decides of a server.
type Config struct {
	Demo bool   // a marked database: banner, sample answers, demo accounts
	URL  string // the address in e-mails, such as https://sportello.example
	// Accessibility is the address of the declaration on AgID's form, "" until
	// the body that runs the installation has published one.
	Accessibility string
	Proxies       []string
	NoMail        bool // no server of outgoing mail is configured: messages wait
	// DemoAccounts are shown on the sign-in page of a demonstration.
	DemoAccounts []views.DemoAccount
	// Reset makes the content of a demonstration anew; nil where there is none.
	Reset func(context.Context) error
	Log   *slog.Logger
}

// App is what every handler has at hand.
type App struct {
	Config
	DB      *db.DB
	Access  *access.Store
	Archive *archive.Store
	Jobs    *archive.Runner // areas register how their jobs are done

	sessions *sessionStore
	flash    *securecookie.SecureCookie
	secret   []byte
	done     *answers
	throttle *throttle
	routes   map[string]Access
	lists    func(rule.Actor) layout.List
}

// NewApp returns the kit over an open database. The secret that signs cookies
// is made at the first start and kept in the database.
func NewApp(ctx context.Context, d *db.DB, c Config) (*App, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	secret, err := cookieSecret(ctx, d)
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, DB: d, Access: access.NewStore(d), Archive: archive.NewStore(d), secret: secret, done: newAnswers(), throttle: newThrottle(),
		routes: map[string]Access{}, lists: func(rule.Actor) layout.List { return layout.List{} }}
	a.Jobs = archive.NewRunner(a.Archive)
	a.flash = securecookie.New(derive(secret, "flash"), derive(secret, "flash-encryption"))
	a.flash.MaxAge(300)
	a.sessions = &sessionStore{access: a.Access, codec: securecookie.New(derive(secret, "session"), nil), secure: strings.HasPrefix(c.URL, "https:")}
	a.sessions.codec.MaxAge(int(access.AbsoluteTimeout.Seconds()))
	return a, nil
}

const secretSetting = "cookie_secret"

func cookieSecret(ctx context.Context, d *db.DB) ([]byte, error) {
	text, err := d.Setting(ctx, secretSetting)
	if err != nil {
		return nil, err
	}
	if text == "" {
		text = base64.StdEncoding.EncodeToString(securecookie.GenerateRandomKey(32))
		if err := d.Write(ctx, func(tx *db.Tx) error { return db.SetSettingTx(ctx, tx, secretSetting, text) }); err != nil {
			return nil, err
		}
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(secret) != 32 {
		return nil, fmt.Errorf("il segreto dei cookie nella base dati è rovinato")
	}
	return secret, nil
}

func derive(secret []byte, use string) []byte {
	sum := sha256.Sum256(append([]byte(use+"\x00"), secret...))
	return sum[:]
}

// SetLists tells the menu how the entry of the priority lists is called and
// where it leads for an actor.
func (a *App) SetLists(lists func(rule.Actor) layout.List) { a.lists = lists }

// Ready reports whether the database answers and takes a write.
func (a *App) Ready(ctx context.Context) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.ExecContext(ctx, "UPDATE setting SET value=value WHERE key=?", secretSetting)
		return err
	})
}
