package web

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// HandlerFunc answers one request. What it returns as an error becomes a page:
// see fail.
type HandlerFunc func(r *Request) error

// NewEngine returns a gin engine with the kit's middleware and nothing routed.
func (a *App) NewEngine() (*gin.Engine, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = false
	engine.RedirectTrailingSlash = false
	if err := engine.SetTrustedProxies(a.Proxies); err != nil {
		return nil, fmt.Errorf("-proxy: %w", err)
	}
	engine.Use(a.observe, secureHeaders(strings.HasPrefix(a.URL, "https:")))
	return engine, nil
}

// Handle adds a route to the engine and remembers who may open it, so that the
// menu shows a page exactly to those.
func (a *App) Handle(engine *gin.Engine, method, path string, access Access, handler HandlerFunc) {
	engine.Handle(method, path, a.Serve(access, handler))
	if method == http.MethodGet {
		a.routes[path] = access
	} else {
		a.routes[method+" "+path] = access
	}
}

// Protect adds the check of Sec-Fetch-Site and Origin to the engine's own; the
// token of each form stays needed, since a request without those headers passes.
// A page that sends no referrer, as ours do, says «Origin: null» even to its own
// site, and over plain HTTP nothing else: that too says nothing.
func Protect(h http.Handler) http.Handler {
	protected := http.NewCrossOriginProtection().Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") == "null" {
			r.Header.Del("Origin")
		}
		protected.ServeHTTP(w, r)
	})
}
