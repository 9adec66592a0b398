// Package command is the command line: one file a command. A command reads its
// flags wherever they stand, does its work through the stores and prints
// Italian sentences; -json, where offered, prints one object and nothing else.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// Env is the world of a command.
type Env struct {
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	Now    func() time.Time
}

// command is one word of the command line.
type command struct {
	name  string
	usage string // arguments and flags, after the name
	short string // one line
	long  string // what else there is to know
	run   func(ctx context.Context, env Env, args []string) error
}

// commands lists them in the order of the help.
func commands() []command {
	return []command{
		serveCommand,
		demoCommand,
		seedCommand,
		userCommand,
		importCommand,
		coursesCommand,
		exportCommand,
		backupCommand,
		checkCommand,
		healthCommand,
	}
}

// errUsage is a wrong call; the sentence was already written.
var errUsage = errors.New("uso sbagliato")

// Main runs the command that args name and returns the exit code: 0 done, 1
// refused or failed with a sentence, 2 a wrong call.
func Main(ctx context.Context, env Env, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		return help(env, args)
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, env, args[1:])
		switch {
		case err == nil:
			return 0
		case errors.Is(err, errUsage):
			fmt.Fprintf(env.Stderr, "Uso: sportello %s %s\n", c.name, c.usage)
			return 2
		case errors.Is(err, flag.ErrHelp):
			return help(env, []string{"help", c.name})
		}
		fmt.Fprintln(env.Stderr, "sportello:", err)
		return 1
	}
	fmt.Fprintf(env.Stderr, "sportello: «%s» non è un comando. Prova «sportello help».\n", args[0])
	return 2
}

func help(env Env, args []string) int {
	if len(args) > 1 {
		for _, c := range commands() {
			if c.name == args[1] {
				fmt.Fprintf(env.Stdout, "sportello %s %s\n\n%s\n\n%s\n", c.name, c.usage, c.short, strings.Trim(c.long, "\n"))
				return 0
			}
		}
		fmt.Fprintf(env.Stderr, "sportello: «%s» non è un comando.\n", args[1])
		return 2
	}
	fmt.Fprintln(env.Stdout, "Sportello, lo sportello dei Centri per l'Impiego.\n\nComandi:")
	for _, c := range commands() {
		fmt.Fprintf(env.Stdout, "  %-9s %s\n", c.name, c.short)
	}
	fmt.Fprintln(env.Stdout, "\nOgni comando accetta -data DIR (la cartella dei dati; se manca, SPORTELLO_DATA o «data»).\n«sportello help COMANDO» dice il resto.")
	return 0
}
