package main

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// marker stands before the table in the README; the table ends where the next
// heading begins.
const marker = "<!-- bench -->"

// table is what was measured.
type table struct{ rows []row }

type row struct{ what, median, p99, more string }

func (t *table) add(what, median, p99, more string) {
	t.rows = append(t.rows, row{what, median, p99, more})
}

// times adds a row of the durations; more says what else there is to know.
func (t *table) times(what string, took []time.Duration, more string) {
	t.add(what, milliseconds(quantile(took, 0.5)), milliseconds(quantile(took, 0.99)), more)
}

// quantile returns the smallest duration that the share q of all does not
// exceed.
func quantile(took []time.Duration, q float64) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}

// milliseconds writes a duration with three digits that count.
func milliseconds(d time.Duration) string {
	switch ms := float64(d) / float64(time.Millisecond); {
	case ms >= 9_995:
		return fmt.Sprintf("%.1f s", ms/1000)
	case ms >= 99.95:
		return fmt.Sprintf("%.0f ms", ms)
	case ms >= 9.995:
		return fmt.Sprintf("%.1f ms", ms)
	default:
		return fmt.Sprintf("%.2f ms", ms)
	}
}

// rate returns how many a second.
func rate(n int, took time.Duration) string {
	return thousands(int(float64(n) / took.Seconds()))
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func megabytes(kilobytes int) string { return fmt.Sprintf("%d MB", (kilobytes+512)/1024) }

func (t *table) markdown(machine string, o options) string {
	var b strings.Builder
	fmt.Fprintf(&b, "`make bench`, %s. The server is the real process, asked over HTTP by somebody who is signed in, with their scope and the audit of each reading; one request at a time, %s of each kind, unless the row says otherwise. %s persons in the database.\n\n",
		machine, thousands(o.n), thousands(o.workers))
	b.WriteString("| what | median | p99 | |\n|---|--:|--:|---|\n")
	for _, r := range t.rows {
		b.WriteString(r.markdown())
	}
	return b.String()
}

func (r row) markdown() string {
	return fmt.Sprintf("| %s | %s | %s | %s |\n", r.what, r.median, r.p99, r.more)
}

// mergeMarked returns the document with the rows in the place of those of the
// same name in its table, and the others after its last.
func (t *table) mergeMarked(document string) (string, error) {
	before, rest, found := strings.Cut(document, marker)
	end := strings.LastIndex(rest, "|\n") + 2
	if !found || end < 2 {
		return "", fmt.Errorf("no table after «%s» in the file", marker)
	}
	table, after := rest[:end], rest[end:]
	for _, r := range t.rows {
		if at := strings.Index(table, "\n| "+r.what+" |"); at >= 0 {
			line := table[at+1:]
			table = table[:at+1] + r.markdown() + line[strings.Index(line, "\n")+1:]
		} else {
			table += r.markdown()
		}
	}
	return before + marker + table + after, nil
}

// replaceMarked returns the document with the text between the marker and the
// next heading.
func replaceMarked(document, text string) (string, error) {
	before, rest, found := strings.Cut(document, marker)
	if !found {
		return "", fmt.Errorf("no «%s» in the file", marker)
	}
	after := ""
	if at := strings.Index(rest, "\n#"); at >= 0 {
		after = rest[at:]
	}
	return before + marker + "\n\n" + strings.TrimSpace(text) + "\n" + after, nil
}

// machine says where and when the figures were taken, and how busy the machine
// was with other work when it began.
func machine() string {
	model := runtime.GOARCH
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer f.Close()
		for s := bufio.NewScanner(f); s.Scan(); {
			if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	memory := ""
	var info syscall.Sysinfo_t
	if syscall.Sysinfo(&info) == nil {
		memory = fmt.Sprintf(", %.0f GB", float64(info.Totalram)*float64(info.Unit)/(1<<30))
	}
	return fmt.Sprintf("%s, %s %d cores%s, %s, load %s at the start", measuredAt(), model, runtime.NumCPU(), memory, runtime.Version(), loadAtStart)
}

// measuredAt says on which day and at which commit.
func measuredAt() string {
	commit, _ := exec.Command("git", "describe", "--always", "--dirty").Output()
	return time.Now().Format("2006-01-02") + " at " + strings.TrimSpace(string(commit))
}

// loadAtStart is the load average of the last minute when the program began.
var loadAtStart = func() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}()
