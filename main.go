// Sportello is the desk of Italy's public employment offices: one binary, one
// SQLite file. «sportello help» lists what it can do.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"sportello/handlers/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := command.Main(ctx, command.Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}, os.Args[1:])
	stop()
	os.Exit(code)
}
