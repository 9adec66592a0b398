// Sportello is the desk of Italy's public employment offices: one binary, one
// SQLite file. «sportello help» lists what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"sportello/handlers/command"
)

func main() {
	tune()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Main(ctx, command.Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}, os.Args[1:])
	stop()
	os.Exit(code)
}

// tune lets the heap grow to five times what is alive before it is collected:
// what is alive is a few dozen megabytes, and collecting it less often is a
// third of a list's time. The limit makes the collector work harder instead of
// letting one large export take the machine's memory. GOGC and GOMEMLIMIT,
// where set, decide.
func tune() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(384 << 20)
	}
}
