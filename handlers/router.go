// Package handlers holds the route table. Each area's pages are in a package of
// its own below; the kit that they share is package web.
package handlers

import (
	"net/http"

	"sportello/db/rule"
	"sportello/handlers/access"
	"sportello/handlers/helpdesk"
	"sportello/handlers/reference"
	"sportello/handlers/web"
	"sportello/static"
	"sportello/views/layout"

	"github.com/gin-gonic/gin"
)

// Route is one line of the table.
type Route struct {
	Method  string
	Path    string
	Access  web.Access
	Handler web.HandlerFunc
}

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Routes returns the whole table, area by area.
func Routes(app *web.App) []Route {
	accounts := access.New(app)
	public := helpdesk.New()
	tables := reference.New(app)
	return []Route{
		// helpdesk
		{get, "/", web.Public, public.Home},
		{get, layout.PathShortcuts, web.Public, public.Shortcuts},
		{get, layout.PathPrivacy, web.Public, public.Privacy},
		{get, layout.PathLegal, web.Public, public.Legal},
		{get, layout.PathFeedback, web.Public, public.Accessibility},

		// access
		{get, "/accesso", web.Public, accounts.SignInPage},
		{post, "/accesso", web.Public, accounts.SignIn},
		{post, "/uscita", web.SignedIn, accounts.SignOut},

		// reference
		{get, layout.PathSources, web.Public, tables.Sources},
		{get, "/cerca/:tabella", web.SignedIn, tables.Search},
		{get, "/tabelle", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.Tables},
		{get, "/tabelle/repertorio.csv", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.Repertorio},
		{post, "/tabelle/repertorio", web.Only(rule.RoleAdmin, rule.RoleRegion), tables.ReplaceRepertorio},
	}
}

// New returns the product's handler: the table, static files and health.
func New(app *web.App) (http.Handler, error) {
	engine, err := app.NewEngine()
	if err != nil {
		return nil, err
	}
	for _, r := range Routes(app) {
		app.Handle(engine, r.Method, r.Path, r.Access, r.Handler)
	}
	engine.GET("/static/*path", gin.WrapH(static.Handler()))
	engine.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	engine.GET("/readyz", func(c *gin.Context) {
		if err := app.Ready(c); err != nil {
			c.String(http.StatusServiceUnavailable, "not ready\n")
			return
		}
		c.String(http.StatusOK, "ready\n")
	})
	engine.NoRoute(app.NoRoute)
	return web.Protect(engine), nil
}
