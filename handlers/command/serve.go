package command

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sportello/db"
	"sportello/db/seed"
	"sportello/handlers"
	"sportello/handlers/web"
)

var serveCommand = command{
	name:  "serve",
	usage: "[-addr 127.0.0.1:8080] [-url https://…] [-smtp URL] [-proxy CIDR] [-accessibility URL] [-data DIR]",
	short: "avvia il server",
	long: `
Crea DIR/sportello.db se manca e lo porta alla versione di questo programma.
Finché non c'è un amministratore, stampa un collegamento da usare una volta sola
per crearlo. Un secondo server sulla stessa cartella viene rifiutato.

  -addr           indirizzo e porta su cui ascoltare
  -url            l'indirizzo pubblico, usato nelle e-mail; con https i cookie sono sicuri
  -smtp           smtp://utente:password@host:porta per inviare la posta; senza,
                  i messaggi restano leggibili nella posta in uscita
  -proxy          rete del proxy davanti al server (CIDR), per sapere chi chiama
  -accessibility  indirizzo della dichiarazione di accessibilità pubblicata su form.agid.gov.it`,
	run: serve,
}

type serveOptions struct {
	addr, url, smtp, proxy, accessibility string
}

func (o *serveOptions) register(f *flags) {
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "")
	f.StringVar(&o.url, "url", "", "")
	f.StringVar(&o.smtp, "smtp", "", "")
	f.StringVar(&o.proxy, "proxy", "", "")
	f.StringVar(&o.accessibility, "accessibility", "", "")
}

func serve(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "serve")
	var o serveOptions
	o.register(f)
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	unlock, err := lock(f.data)
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.RemoveAll(filepath.Join(f.data, seed.Workshop)); err != nil { // left by an interrupted making
		return err
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	return run(ctx, env, d, o)
}

// free returns why the address cannot be listened on, nil when it can.
func free(addr string) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("non posso ascoltare su %s: %w", addr, err)
	}
	return listener.Close()
}

// run serves the database until the context ends; then requests in flight
// finish, readings still queued are written, and it returns.
func run(ctx context.Context, env Env, d *db.DB, o serveOptions) error {
	log := slog.New(slog.NewTextHandler(env.Stderr, nil))
	listener, err := net.Listen("tcp", o.addr)
	if err != nil {
		return fmt.Errorf("non posso ascoltare su %s: %w", o.addr, err)
	}
	if o.url == "" {
		o.url = "http://" + listener.Addr().String()
	}
	config := web.Config{URL: strings.TrimSuffix(o.url, "/"), Accessibility: o.accessibility, NoMail: o.smtp == "", Log: log}
	if o.proxy != "" {
		config.Proxies = strings.Split(o.proxy, ",")
	}
	stage, err := demonstrate(ctx, env, d, &config)
	if err != nil {
		return err
	}
	app, err := web.NewApp(ctx, d, config)
	if err != nil {
		return err
	}
	handler, err := handlers.New(app)
	if err != nil {
		return err
	}
	stopBackground, err := behind(ctx, app, o)
	if err != nil {
		return err
	}
	if stage != nil {
		handler = stage.wrap(handler)
		stopBackground = stage.behind(stopBackground, func() (func(), error) { return behind(ctx, app, o) })
	}
	defer stopBackground()

	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn)}
	fmt.Fprintf(env.Stdout, "Sportello è pronto: %s\n", config.URL)
	if err := announceSetup(ctx, env.Stdout, app); err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	finish, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if err := server.Shutdown(finish); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	fmt.Fprintln(env.Stdout, "Sportello si è fermato.")
	return nil
}
