package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"sportello/db/rule"
)

// fill makes a demonstration, fills its agendas, and brings its list to full size through the
// import: a quarter of the persons in Bari, a quarter in Lecce, half in
// Foggia. The last is the one that is measured, into a database that is already
// large.
func fill(ctx context.Context, o options, t *table) error {
	s, err := start(ctx, o, "demo", o.dir)
	if err != nil {
		return err
	}
	if err := s.stop(); err != nil {
		return err
	}
	// 500 appointments in the month of an office, whatever the day of the month
	seed := exec.CommandContext(ctx, o.binary, "seed", "-workers", "2000", "-appointments", "20000", "-bilanci", "0", "-data", o.dir)
	seed.Stderr = os.Stderr
	if err := seed.Run(); err != nil {
		return err
	}
	c := newCrowd()
	quarter := o.workers / 4
	if _, err := load(ctx, o, c, quarter, town{"BA", "Bari", "A662", []string{"Bari", "Altamura", "Monopoli"}}); err != nil {
		return err
	}
	if _, err := load(ctx, o, c, quarter, town{"LE", "Lecce", "E506", []string{"Lecce", "Gallipoli", "Nardò"}}); err != nil {
		return err
	}
	n := o.workers - 2*quarter
	took, err := load(ctx, o, c, n, town{"FG", "San Severo", "I158", []string{"San Severo", "Foggia", "Cerignola", "Lucera"}})
	if err != nil {
		return err
	}
	t.add("Import of "+thousands(n)+" rows", fmt.Sprintf("%.1f s", took.time.Seconds()), "", fmt.Sprintf("once, on the command line into the other %s; %s rows a second, peak memory %s of its own",
		thousands(2*quarter), rate(n, took.time), megabytes(took.peak)))
	return nil
}

type loaded struct {
	time time.Duration
	peak int // kilobytes of its own, mapped files aside
}

// load imports n new persons and checks that all came in.
func load(ctx context.Context, o options, c *crowd, n int, at town) (loaded, error) {
	path := filepath.Join(o.dir, "lista_"+at.province+".csv")
	if err := c.write(path, n, at); err != nil {
		return loaded{}, err
	}
	defer os.Remove(path)
	cmd := exec.CommandContext(ctx, o.binary, "import", "lista", path, "-province", at.province, "-json", "-data", o.dir)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		return loaded{}, err
	}
	peak := 0
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	for running := true; running; {
		select {
		case err := <-over:
			if err != nil {
				return loaded{}, err
			}
			running = false
		case <-time.After(100 * time.Millisecond):
			if own, _, err := memoryOf(cmd.Process.Pid); err == nil { // it may have ended just now
				peak = max(peak, own)
			}
		}
	}
	took := time.Since(begun)
	var tally rule.Tally
	if err := json.Unmarshal(out.Bytes(), &tally); err != nil {
		return loaded{}, err
	}
	if tally.Created+tally.Updated != n || tally.Rejected != 0 {
		return loaded{}, fmt.Errorf("of %d persons of %s: %+v", n, at.province, tally)
	}
	return loaded{took, peak}, nil
}
