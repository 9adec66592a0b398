package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is the product at work in a process of its own.
type server struct {
	cmd   *exec.Cmd
	ended chan error // how the process has ended, once
	base  string
	ready time.Duration // from the start of the process to its first «ready»
}

// start runs a command of the product that serves the directory and waits until
// it is ready.
func start(ctx context.Context, o options, command, dir string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	s := &server{base: "http://" + address, cmd: exec.CommandContext(ctx, o.binary, command, "-data", dir, "-addr", address)}
	// Its log is of no interest here; what it costs to write is.
	sink, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer sink.Close()
	s.cmd.Stdout, s.cmd.Stderr = sink, sink
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	begun := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	s.ended = make(chan error, 1)
	go func() { s.ended <- s.cmd.Wait() }()
	for time.Since(begun) < 5*time.Minute {
		response, err := http.Get(s.base + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				s.ready = time.Since(begun)
				return s, nil
			}
		}
		select {
		case err := <-s.ended:
			return nil, fmt.Errorf("the server has ended before it was ready: %w", err)
		case <-time.After(time.Millisecond):
		}
	}
	return nil, errors.Join(errors.New("the server is not ready after five minutes"), s.stop())
}

// stop ends the server as a system does, and waits.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return <-s.ended
}

func (s *server) memory() (own, all int, err error) { return memoryOf(s.cmd.Process.Pid) }

// memoryOf returns the kilobytes of a process: what is its own, and with the
// mapped files.
func memoryOf(pid int) (own, all int, err error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		kilobytes, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
		switch name {
		case "RssAnon":
			own = kilobytes
		case "VmRSS":
			all = kilobytes
		}
	}
	return own, all, nil
}

// newFile measures the first start in an empty directory.
func newFile(ctx context.Context, o options, t *table) error {
	var took []time.Duration
	for range 5 {
		dir, err := os.MkdirTemp(o.dir, "new-")
		if err != nil {
			return err
		}
		s, err := start(ctx, o, "serve", dir)
		if err != nil {
			return err
		}
		took = append(took, s.ready)
		if err := s.stop(); err != nil {
			return err
		}
	}
	t.times("Cold start, new file", took, "5 starts, from the process to the first `/readyz`; makes the schema and loads the reference tables")
	return nil
}
