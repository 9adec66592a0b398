package bilancio_test

import (
	"cmp"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/seed"
	"sportello/db/training"
	"sportello/handlers/web"
	"sportello/handlers/webtest"
)

// benchDesk is an office with bilanci in every phase and a catalogue of 593
// courses, and its operator signed in.
func benchDesk(b *testing.B) (*webtest.Server, *webtest.Client) {
	b.Helper()
	dir := b.TempDir()
	if err := seed.EnsureMarked(b.Context(), dir, seed.Options{Now: dbtest.Start}); err != nil {
		b.Fatal(err)
	}
	d, clock := dbtest.Reopen(b, dir)
	if _, err := seed.Load(b.Context(), d, seed.Amounts{Workers: 6000, Bilanci: 1600}, nil); err != nil {
		b.Fatal(err)
	}
	file, err := os.Open("../../db/training/testdata/catalogo_percorsi_formativi.csv")
	if err != nil {
		b.Fatal(err)
	}
	defer file.Close()
	catalogue, err := training.ReadCatalogue(file)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := training.NewStore(d).ImportCatalogue(b.Context(), rule.System, catalogue, false); err != nil {
		b.Fatal(err)
	}
	s := webtest.Serve(b, d, clock, web.Config{Demo: true})
	return s, s.SignedIn("operatore@demo.example", seed.Password)
}

// sheet is a panel that somebody is filling in.
type sheet struct {
	browser *http.Client
	address string // of its drafts
	text    string // the field that each save changes
	fields  url.Values
}

// sheets opens the panel with the code in up to n bilanci of the office that
// can be changed there.
func sheets(b *testing.B, s *webtest.Server, c *webtest.Client, phase, code, text string, n int) []*sheet {
	b.Helper()
	rows, err := s.DB.Reader().Query("SELECT id FROM bilancio WHERE cpi_id=(SELECT id FROM cpi WHERE name='San Severo') AND state='in_lavorazione' AND phase=? ORDER BY id LIMIT ?", phase, n)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	one := browser(s, c)
	var out []*sheet
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			b.Fatal(err)
		}
		path := fmt.Sprintf("/bilanci/%d/pannelli/%s", id, code)
		fields := webtest.FormValues(c.Get(path).Expect(http.StatusOK).Find("#modulo"))
		if len(fields) == 0 {
			b.Fatalf("%s is no form", path)
		}
		out = append(out, &sheet{one, s.URL + path + "/bozza", text, fields})
	}
	if len(out) == 0 {
		b.Fatalf("no bilancio in %s", phase)
	}
	return out
}

// browser sends what the webtest client sends, without reading the pages.
func browser(s *webtest.Server, c *webtest.Client) *http.Client {
	jar, _ := cookiejar.New(nil)
	home, _ := url.Parse(s.URL)
	jar.SetCookies(home, c.Cookies())
	return &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
}

var savedVersion = regexp.MustCompile(`data-version="(\d+)"`)

// save sends the panel as its page does by itself while it is being filled in.
func (s *sheet) save(b *testing.B, n int64) {
	s.fields.Set(s.text, fmt.Sprintf("Ha lavorato sei anni in fabbrica e vuole tornare al mestiere. Appunto %d.", n))
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.address, strings.NewReader(s.fields.Encode()))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("HX-Request", "true")
	req.Header.Set("HX-Target", "bozza")
	res, err := s.browser.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	found := savedVersion.FindSubmatch(body)
	if err != nil || res.StatusCode != http.StatusOK || found == nil {
		b.Fatalf("%s: %d %s %v", s.address, res.StatusCode, body, err)
	}
	s.fields.Set("_version", string(found[1]))
}

// cpu returns the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// report adds to what the benchmark prints: the processor's time of one save,
// client included, which a busy machine does not change, and how long the saves
// took.
func report(b *testing.B, used time.Duration, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(used.Microseconds())/float64(len(took)), "cpu-µs/op")
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// The panels that are measured: one of plain fields, one with rows and codes,
// one whose page proposes courses, one that shows what the catalogue offers.
var measured = []struct{ phase, code, text string }{
	{"preliminare", "PRE05", "aspettative"}, {"investigativa", "INV03", "esperienze.0.mansioni"}, {"investigativa", "INV15", "sorpresa"},
	{"riposizionamento", "RIP04", "descrizione"}, {"riposizionamento", "RIP06", "motivo_nessuno"},
}

// BenchmarkSave is one panel saved by itself over HTTP: sign-in, form, answers,
// version, audit, on disk.
func BenchmarkSave(b *testing.B) {
	s, c := benchDesk(b)
	for _, m := range measured {
		b.Run(m.code, func(b *testing.B) {
			one := sheets(b, s, c, m.phase, m.code, m.text, 1)[0]
			one.save(b, 0)
			var took []time.Duration
			before := cpu()
			for n := int64(1); b.Loop(); n++ {
				begun := time.Now()
				one.save(b, n)
				took = append(took, time.Since(begun))
			}
			report(b, cpu()-before, took)
		})
	}
	b.Run("16 clients", func(b *testing.B) { crowd(b, s, c) })
}

// crowd saves with 16 clients at once, each in a panel of its own.
func crowd(b *testing.B, s *webtest.Server, c *webtest.Client) {
	var all []*sheet
	for _, m := range measured {
		all = append(all, sheets(b, s, c, m.phase, m.code, m.text, 4)...)
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:min(16, len(all))]
	for _, one := range all {
		one.save(b, 0)
	}
	var saves atomic.Int64
	took := make(chan []time.Duration, len(all))
	before := cpu()
	b.ResetTimer()
	for _, one := range all {
		go func() {
			var mine []time.Duration
			for n := saves.Add(1); n <= int64(b.N); n = saves.Add(1) {
				begun := time.Now()
				one.save(b, n)
				mine = append(mine, time.Since(begun))
			}
			took <- mine
		}()
	}
	var times []time.Duration
	for range all {
		times = append(times, <-took...)
	}
	b.StopTimer()
	report(b, cpu()-before, times)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

// BenchmarkOpen is a page of a bilancio opened over HTTP.
func BenchmarkOpen(b *testing.B) {
	s, c := benchDesk(b)
	one := browser(s, c)
	for _, m := range append(measured, struct{ phase, code, text string }{"riposizionamento", "", ""}) {
		var id int64
		if err := s.DB.Reader().QueryRow("SELECT max(id) FROM bilancio WHERE cpi_id=(SELECT id FROM cpi WHERE name='San Severo') AND state='in_lavorazione' AND phase=?", m.phase).Scan(&id); err != nil {
			b.Fatal(err)
		}
		path := fmt.Sprintf("%s/bilanci/%d", s.URL, id)
		if m.code != "" {
			path += "/pannelli/" + m.code
		}
		b.Run(cmp.Or(m.code, "at a glance"), func(b *testing.B) {
			var took []time.Duration
			before := cpu()
			for b.Loop() {
				begun := time.Now()
				res, err := one.Get(path)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
					b.Fatal(res.Status, err)
				}
				res.Body.Close()
				took = append(took, time.Since(begun))
			}
			report(b, cpu()-before, took)
		})
	}
}
