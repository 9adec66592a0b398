package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// besides measures what operators wait while somebody loads a list of full
// size: through the screens, by the server itself, and on the command line, by
// another process.
func (s *server) besides(ctx context.Context, o options, t *table, c *client) error {
	names := newCrowd()
	n := o.workers / 2
	rows := thousands(n) + " rows"
	screens := town{"FG", "San Severo", "H926", []string{"San Severo", "Foggia", "Cerignola", "Lucera"}}
	if err := s.beside(ctx, o, t, c, rows+" are loaded through the screens", func() error { return s.loadOnScreen(ctx, o, names, n, screens) }); err != nil {
		return err
	}
	line := town{"BA", "Bari", "L109", []string{"Bari", "Altamura", "Monopoli"}}
	return s.beside(ctx, o, t, c, rows+" are loaded on the command line", func() error {
		_, err := load(ctx, o, names, n, line)
		return err
	})
}

// besidePause is how long an operator thinks between two saves.
const besidePause = 20 * time.Millisecond

// beside saves a panel and opens the list again and again while the work goes on.
func (s *server) beside(ctx context.Context, o options, t *table, c *client, what string, work func() error) error {
	drafts, err := c.drafts(ctx, o, 1)
	if err != nil {
		return err
	}
	over := make(chan error, 1)
	go func() { over <- work() }()
	var saves, pages []time.Duration
	for {
		select {
		case err := <-over:
			if err != nil {
				return err
			}
			t.times("Panel saved while "+what, saves, "longest "+milliseconds(quantile(saves, 1)))
			t.times("List, first page, while "+what, pages, "longest "+milliseconds(quantile(pages, 1)))
			return nil
		case <-time.After(besidePause):
		}
		begun := time.Now()
		if err := c.save(ctx, drafts[0]); err != nil {
			return errors.Join(fmt.Errorf("while %s: %w", what, err), <-over)
		}
		saves = append(saves, time.Since(begun))
		begun = time.Now()
		if _, err := c.get(ctx, listPath); err != nil {
			return errors.Join(fmt.Errorf("while %s: %w", what, err), <-over)
		}
		pages = append(pages, time.Since(begun))
	}
}

// loadOnScreen takes a list of n new persons through the steps of the screens.
func (s *server) loadOnScreen(ctx context.Context, o options, names *crowd, n int, at town) error {
	c, err := s.signIn(ctx, head)
	if err != nil {
		return err
	}
	path := filepath.Join(o.dir, "schermo.csv")
	if err := names.write(path, n, at); err != nil {
		return err
	}
	defer os.Remove(path)
	where, err := c.upload(ctx, listPath+"/caricamenti", path)
	if err != nil {
		return err
	}
	for _, step := range []struct{ form, next string }{{"/colonne", "/applicazione"}, {"/applicazione", "/annullamento"}} {
		page, err := c.document(ctx, where)
		if err != nil {
			return err
		}
		form := page.Find(`form[action$="` + step.form + `"]`)
		if form.Length() != 1 {
			return fmt.Errorf("%s: no step %s", where, step.form)
		}
		if err := c.post(ctx, where+step.form, fields(form), http.StatusSeeOther); err != nil {
			return err
		}
		if err := c.until(ctx, where, `form[action$="`+step.next+`"]`); err != nil {
			return err
		}
	}
	return nil
}

// until reads a page now and then until it shows something.
func (c *client) until(ctx context.Context, path, selector string) error {
	for ctx.Err() == nil {
		page, err := c.document(ctx, path)
		if err != nil {
			return err
		}
		if page.Find(selector).Length() > 0 {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	return ctx.Err()
}

// upload sends a file with the form of a page and returns where that leads.
func (c *client) upload(ctx context.Context, page, file string) (string, error) {
	document, err := c.document(ctx, page)
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	values := fields(document.Find(`form[enctype="multipart/form-data"]`))
	values.Set("data", "")
	for name := range values {
		if err := form.WriteField(name, values.Get(name)); err != nil {
			return "", err
		}
	}
	part, err := form.CreateFormFile("file", filepath.Base(file))
	if err != nil {
		return "", err
	}
	if _, err := part.Write(content); err != nil {
		return "", err
	}
	if err := form.Close(); err != nil {
		return "", err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+page, &body)
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	response, err := c.http.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	to, err := url.Parse(response.Header.Get("Location"))
	if err != nil || response.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("POST %s: %s %v", page, response.Status, err)
	}
	return strings.TrimSuffix(to.Path, "/"), nil
}
