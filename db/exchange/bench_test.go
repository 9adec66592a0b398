package exchange_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"sportello/db/dbtest"
	"sportello/db/exchange"
	"sportello/db/rule"
)

// writeList writes a list of n invented persons of Foggia as a province sends
// it; another seed gives other persons.
func writeList(tb testing.TB, n int, seed uint64) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "lista.csv")
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "Codice Fiscale;Cognome;Nome;Sesso;Data di nascita;Comune/Stato di nascita;Comune di residenza;Indirizzo;CAP;Prov.;Telefono;E-mail;Azienda di provenienza;P.IVA azienda;Qualifica;Titolo di studio;Inizio mobilità;Fine mobilità;Mesi fruiti;Ammortizzatore;CPI competente")
	rng := rand.New(rand.NewPCG(seed, seed))
	surnames := []string{"Carbone", "Rossetti", "Verini", "D'Angelo", "De Santis", "Palella", "Castardi", "Monasco", "Beruzzi", "Ferrese", "Lombaro", "Saliello", "Torante"}
	names := []string{"Anna", "Maria Lucia", "Rosa", "Teresa", "Antonio", "Giuseppe", "Michele", "Nicolò"}
	taken := map[rule.CodiceFiscale]bool{}
	for i := 0; i < n; {
		surname, at := surnames[rng.IntN(len(surnames))]+[]string{"", "", "i", "o", "acci", "era"}[rng.IntN(6)], rng.IntN(len(names))
		sex := "F"
		if at >= 4 {
			sex = "M"
		}
		birth, _ := rule.NewDate(1950+rng.IntN(45), 1+rng.IntN(12), 1+rng.IntN(28))
		code, err := rule.ComputeCodiceFiscale(surname, names[at], sex, birth, []string{"I158", "D643", "C514", "E716", "A662", "F205", "H501"}[rng.IntN(7)])
		if err != nil {
			tb.Fatal(err)
		}
		if taken[code] {
			continue
		}
		taken[code] = true
		i++
		from := rule.Date("2011-01-01").AddDays(rng.IntN(600))
		fmt.Fprintf(w, "%s;%s;%s;%s;%s;San Severo;%s;Via Roma, %d;71016;FG;349%07d;persona%d@posta.example;Officine Tavoliere S.r.l.;01988464317;Operaio metalmeccanico;Licenza media;%s;%s;12;Mobilità in deroga;%s\n",
			code, surname, names[at], sex, birth.Italian(), []string{"San Severo", "Foggia", "Torremaggiore"}[rng.IntN(3)], 1+rng.IntN(200), i, i, from.Italian(), from.AddMonths(12).Italian(), []string{"San Severo", "Foggia", "Cerignola", "Lucera"}[i%4])
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
	return path
}

// BenchmarkLoad loads a list of new persons: its reading with the decisions,
// and its application.
func BenchmarkLoad(b *testing.B) {
	const n = 20000
	path := writeList(b, n, 1)
	var reading, applying, busy time.Duration
	for b.Loop() {
		b.StopTimer()
		d, _ := dbtest.Open(b)
		s := exchange.NewStore(d)
		b.StartTimer()
		begun, before := time.Now(), cpuTime(b)
		l, err := s.Receive(b.Context(), rule.System, exchange.NewLoad{ListID: mobilita, FileName: "lista.csv", Path: path, Reference: "2026-11-01"})
		if err != nil {
			b.Fatal(err)
		}
		if l, err = s.Read(b.Context(), rule.System, l.ID, nil); err != nil {
			b.Fatal(err)
		}
		reading += time.Since(begun)
		begun = time.Now()
		if l, err = s.Apply(b.Context(), rule.System, l.ID, nil); err != nil {
			b.Fatal(err)
		}
		applying += time.Since(begun)
		busy += cpuTime(b) - before
		if l.Tally.Created != n {
			b.Fatalf("%+v", l.Tally)
		}
	}
	total := n * float64(b.N)
	b.ReportMetric(total/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(busy.Microseconds())/total, "cpu-µs/row")
	b.ReportMetric(total/reading.Seconds(), "read-rows/s")
	b.ReportMetric(total/applying.Seconds(), "apply-rows/s")
}

// cpuTime is what the process has used of the processors: unlike the time on the
// clock, it does not depend much on what else the machine does.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
