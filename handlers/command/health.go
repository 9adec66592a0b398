package command

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

var healthCommand = command{
	name:  "health",
	usage: "[-addr 127.0.0.1:8080]",
	short: "chiede a un server se è pronto, per i controlli di un contenitore",
	long:  `Esce con 0 se il server risponde ed è pronto a scrivere, con 1 altrimenti.`,
	run:   health,
}

func health(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "health")
	addr := f.String("addr", "127.0.0.1:8080", "")
	if _, err := f.parse(env, args, 0, 0); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+*addr+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("il server non risponde su %s", *addr)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("il server su %s non è pronto", *addr)
	}
	return nil
}
