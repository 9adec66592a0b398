package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/archive"
	"sportello/db/rule"
	reports "sportello/reports/agenda"
)

// look asks the database of the directory, beside the server.
func look(o options, ask func(*sql.DB) error) (err error) {
	d, err := sql.Open("sqlite3", "file:"+filepath.Join(o.dir, db.FileName)+"?mode=ro&_query_only=on")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return ask(d)
}

func count(ctx context.Context, o options, query string, args ...any) (n int, err error) {
	err = look(o, func(d *sql.DB) error { return d.QueryRowContext(ctx, query, args...).Scan(&n) })
	return n, err
}

func ids(ctx context.Context, o options, query string, args ...any) (out []int64, err error) {
	err = look(o, func(d *sql.DB) error {
		rows, err := d.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			out = append(out, id)
		}
		return rows.Err()
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("nothing found: %s", query)
	}
	return out, err
}

// rowsOf returns how many rows the list has of a province.
func rowsOf(ctx context.Context, o options, province string) (int, error) {
	return count(ctx, o, "SELECT count(*) FROM list_row WHERE list_id=1 AND province=?", province)
}

const home = "(SELECT id FROM cpi WHERE name='San Severo')"

// appointmentsOfMonth returns how many the month view of the operator's office
// is made from.
func appointmentsOfMonth(ctx context.Context, o options) (int, error) {
	return count(ctx, o, "SELECT count(*) FROM appointment WHERE cpi_id="+home+" AND substr(day,1,7)=?", o.today.Month())
}

func openBilanci(ctx context.Context, o options) ([]int64, error) {
	return ids(ctx, o, "SELECT id FROM bilancio WHERE cpi_id="+home+" AND state='in_lavorazione' ORDER BY id")
}

// letterPaths returns where the letters of the operator's office are opened.
func letterPaths(ctx context.Context, o options) ([]string, error) {
	found, err := ids(ctx, o, "SELECT c.appointment_id FROM convocation c JOIN appointment a ON a.id=c.appointment_id JOIN document d ON d.id=c.document_id WHERE a.cpi_id="+home+" AND d.kind=?", agenda.KindLetter)
	var out []string
	for _, id := range found {
		out = append(out, fmt.Sprintf("/appuntamenti/%d/lettera", id))
	}
	return out, err
}

// letter measures the printing of a letter, from the data frozen at its issue,
// in this process.
func letter(ctx context.Context, o options, t *table) error {
	var data []byte
	if err := look(o, func(d *sql.DB) error {
		return d.QueryRowContext(ctx, "SELECT data FROM document WHERE kind=? ORDER BY id LIMIT 1", agenda.KindLetter).Scan(&data)
	}); err != nil {
		return err
	}
	size := 0
	took, err := repeat(o.n, func(int) error {
		pdf, err := reports.Letter(archive.Document{Kind: agenda.KindLetter, Data: data, IssuedAt: rule.InstantOf(time.Now())})
		size = len(pdf)
		return err
	})
	if err != nil {
		return err
	}
	t.times("Letter of convocation, PDF made", took, fmt.Sprintf("one page, %d kB, fonts embedded", (size+512)/1024))
	return nil
}

// ranking runs the benchmark of the course ranking, which reports its own
// figures: the judged objectives are data of its tests.
func ranking(ctx context.Context, _ options, t *table) error {
	out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", "^BenchmarkRank5000$", "-benchtime", "400x", "./db/training").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	figure := func(unit string) float64 {
		found := regexp.MustCompile(`([0-9.]+) ` + regexp.QuoteMeta(unit) + `\s`).FindSubmatch(append(out, '\n'))
		if found == nil {
			err = fmt.Errorf("no %s in: %s", unit, out)
			return 0
		}
		v, _ := strconv.ParseFloat(string(found[1]), 64)
		return v
	}
	written := func(unit string) string { return milliseconds(time.Duration(figure(unit) * float64(time.Millisecond))) }
	t.add("Ranking of 5,000 courses", written("median-ms"), written("p99-ms"), fmt.Sprintf("recall@5 %.2f, MRR %.2f on the 15 judged objectives; on 90 others written for this project, %.2f and %.2f",
		figure("recall@5"), figure("MRR"), figure("others-recall@5"), figure("others-MRR")))
	t.add("The same by bm25 (FTS5)", written("bm25-median-ms"), written("bm25-p99-ms"), fmt.Sprintf("recall@5 %.2f, MRR %.2f", figure("bm25-recall@5"), figure("bm25-MRR")))
	return err
}
