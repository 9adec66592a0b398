package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"sportello/db/archive"
	"sportello/handlers/web"
)

// behind starts what goes on behind the pages: readings are written, jobs done,
// documents that a crash left without their file rendered, mail sent if there is
// a server for it. The returned function stops it all and waits.
func behind(ctx context.Context, app *web.App, o serveOptions) (stop func(), err error) {
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	report := func(what string) func(error) {
		return func(err error) { app.Log.Error(what, "error", err) }
	}
	var group sync.WaitGroup
	if o.smtp != "" {
		transport, err := archive.ParseSMTP(o.smtp)
		if err != nil {
			cancel()
			return nil, fmt.Errorf("-smtp: %w", err)
		}
		group.Go(func() { app.Archive.SendEvery(background, 2*time.Second, transport, report("mail")) })
	}
	group.Go(func() { app.Archive.FlushReadsEvery(background, time.Second, report("audit")) })
	group.Go(func() { app.Jobs.Run(background, 2, 500*time.Millisecond, report("job")) })
	group.Go(func() { app.Archive.TidyEvery(background, 5*time.Minute, report("archive")) })
	return func() { cancel(); group.Wait() }, nil
}

// announceSetup prints the one-time link to the first administrator while there
// is none.
func announceSetup(ctx context.Context, w io.Writer, app *web.App) error {
	path, err := app.Access.SetupLink(ctx)
	if err != nil || path == "" {
		return err
	}
	_, err = fmt.Fprintf(w, "Non c'è ancora un amministratore. Per crearlo apri questo collegamento, che vale una volta sola:\n  %s%s\n", app.URL, path)
	return err
}

// lock keeps a second server off the directory. The system frees it when the
// process ends, however it ends.
func lock(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("cartella dei dati: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "sportello.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("un altro server sta già usando la cartella «%s»", dir)
	}
	return func() { file.Close() }, nil
}
