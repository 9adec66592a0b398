package seed

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"sportello/db"
	"sportello/db/indicators"
	"sportello/db/registry"
	"sportello/db/rule"
)

// golCSV are the figures of Puglia in the monitoring of the programme GOL at the
// end of 2025: persons by path and with at least one service of each LEP (INAPP,
// Focus GOL, collected by golDatasets, MIT).
//
//go:embed gol_puglia.csv
var golCSV string

// GOLSource says where the proportions of the load's services are from.
const GOLSource = "INAPP, Focus GOL, Puglia al 31/12/2025 (raccolta golDatasets, licenza MIT)"

// share is a code of the ledger with how often it comes.
type share struct {
	code   string
	weight int
}

// gol are the proportions: how often each code comes, and each of the five paths.
var gol = func() (g struct {
	codes []share
	total int
	paths [5]int
}) {
	lines, err := csv.NewReader(strings.NewReader(golCSV)).ReadAll()
	if err != nil {
		panic(err)
	}
	of := map[string]int{}
	for _, f := range lines[1:] {
		if n, err := strconv.Atoi(f[3]); err == nil {
			of[f[2]] = n
		}
	}
	for i, name := range []string{"1_reinserimento_lavorativo_ass", "2_aggiornamento_upskilling_ass", "3_riqualificazione_reskilling_ass", "4_lavoro_inclusione_ass", "5_ricollocazione_collettiva_ass"} {
		g.paths[i] = of[name]
	}
	// Whoever is reached was received, declared available, interviewed and has a
	// patto; the other LEP are as the monitoring counts them, spread over the codes
	// of each by what they are.
	for _, s := range []struct {
		codes string
		n     int
	}{
		{"A.1", of["raggiunti"]}, {"B.1", of["raggiunti"]}, {"C.1", of["raggiunti"]}, {"D.1", of["raggiunti"]}, {"E.1 E.2", of["lep_e"]}, {"F1.1 F1.2 F1.5 F1.6 F1.7", of["lep_f1"]},
		{"F2.1", of["lep_f2"]}, {"H.3 H.6 H.7", of["lep_h"]}, {"J", of["lep_j"]}, {"O.1", of["lep_o"]},
	} {
		codes := strings.Fields(s.codes)
		for _, code := range codes {
			g.codes = append(g.codes, share{code, max(1, s.n/len(codes))})
			g.total += max(1, s.n/len(codes))
		}
	}
	return g
}()

// codeOf returns the code of a service.
func codeOf(r *rand.Rand) string {
	n := r.IntN(gol.total)
	for _, s := range gol.codes {
		if n -= s.weight; n < 0 {
			return s.code
		}
	}
	return "A.1"
}

// pathOf returns the path of GOL, 1 to 5, that a person is on: always the same.
func pathOf(worker int64) int {
	total := 0
	for _, n := range gol.paths {
		total += n
	}
	n := int(uint64(worker) * 2654435761 % uint64(total))
	for i, p := range gol.paths {
		if n -= p; n < 0 {
			return i + 1
		}
	}
	return 1
}

// monthsBack is how far back the services of a load go: what a ledger holds after
// some years of work.
const monthsBack = 60

const insertLedger = `INSERT INTO delivered_service(worker_id,cpi_id,operator_planned,operator_id,code,prestazione,programme,delivered_on,month,sex,age_band,minutes_planned,minutes,mode,
	reference,reference_id,origin,created_at,created_by) VALUES(?,?,?,?,?,?,'GOL',?,?,?,?,?,?,?,'percorso_gol',?,'import',?,?)`

// served is somebody of an office.
type served struct {
	worker int64
	sex    string
	born   rule.Date
}

// services brings services of the ledger, in the proportions of the monitoring of
// GOL, over the last five years; most of the DIDs that open them with them.
func (l *loader) services(ctx context.Context) error {
	if l.done.Services >= l.amounts.Services {
		return nil
	}
	people, err := l.servedPeople(ctx)
	if err != nil {
		return err
	}
	minutes, err := l.means(ctx)
	if err != nil {
		return err
	}
	err = l.batches(ctx, "servizi", &l.done.Services, l.amounts.Services, 5*batch, func(ctx context.Context, tx *db.Tx, from, to int) error {
		s := newStatements(tx)
		defer s.close()
		for i := from; i < to; i++ {
			if err := l.service(ctx, s, people, minutes, i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return l.db.Write(ctx, func(tx *db.Tx) error { return settleLedger(ctx, tx) })
}

// months closes the months of the load's services that are over, but the last one
// of every office: what an installation of some years looks like.
func (l *loader) months(ctx context.Context) error {
	if l.amounts.Services == 0 {
		return nil
	}
	store := indicators.NewStore(l.db)
	last := l.today.AddMonths(-1).Month()
	for i, o := range l.offices {
		scope, err := store.ScopeOf(ctx, rule.System, fmt.Sprintf("cpi:%d", o.ID))
		if err != nil {
			return err
		}
		open, err := db.Collect(ctx, l.db.Reader(), func(r *sql.Rows) (month string, err error) { return month, r.Scan(&month) },
			"SELECT month FROM figure_change f WHERE cpi_id=?1 AND month<?2 AND NOT EXISTS (SELECT 1 FROM month_close c WHERE c.cpi_id=?1 AND c.month=f.month) ORDER BY month", o.ID, last)
		if err != nil {
			return err
		}
		for _, month := range open {
			if err := store.CloseMonth(ctx, rule.System, scope, month); err != nil {
				return fmt.Errorf("%s, %s: %w", o.Name, month, err)
			}
		}
		l.report("uffici con i mesi chiusi", i+1, len(l.offices))
	}
	return nil
}

// settleLedger brings what follows from services and DIDs that were written
// straight into their tables.
func settleLedger(ctx context.Context, tx *db.Tx) error {
	for _, query := range []string{
		`INSERT INTO figure_change(cpi_id,month,changes) SELECT cpi_id, month, count(*) FROM delivered_service GROUP BY cpi_id, month
			ON CONFLICT(cpi_id,month) DO UPDATE SET changes=max(changes,excluded.changes)`,
		`INSERT OR IGNORE INTO standing(worker_id,kind,valid_from,reference_id,cpi_id) SELECT worker_id, 'did', declared_on, id, cpi_id FROM did WHERE ended_on IS NULL AND annulled_at IS NULL`,
		`INSERT INTO employment_period(worker_id,status,from_on,source,reference_id,created_at) SELECT worker_id, 'disoccupato', declared_on, 'did', id, created_at FROM did d
			WHERE ended_on IS NULL AND annulled_at IS NULL AND NOT EXISTS (SELECT 1 FROM employment_period p WHERE p.worker_id=d.worker_id)`,
		`UPDATE worker SET employment_status='disoccupato' FROM employment_period p WHERE p.worker_id=worker.id AND p.to_on IS NULL AND p.status='disoccupato' AND worker.employment_status=''`,
		`UPDATE worker SET did_on=d.declared_on, did_number=d.number FROM did d WHERE d.worker_id=worker.id AND d.ended_on IS NULL AND d.annulled_at IS NULL AND worker.did_on=''`,
	} {
		if _, err := tx.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// service writes one row; the first B.1 of somebody is their DID too.
func (l *loader) service(ctx context.Context, s *statements, people map[int64][]served, minutes map[string]mean, i int) error {
	r := l.chanceOf(diceService, i, 0)
	o := &l.offices[i%len(l.offices)]
	who := people[o.ID][r.IntN(len(people[o.ID]))]
	operator := o.staff[r.IntN(len(o.staff))].UserID
	day := l.today.AddDays(-r.IntN(monthsBack * 30))
	if w := day.Weekday(); w == 0 || w == 6 {
		day = day.AddDays(-2)
	}
	code := codeOf(r)
	m := minutes[code]
	spent := max(5, m.minutes*(70+r.IntN(60))/100)
	mode := "presenza"
	if chance(r, 18) {
		mode = "telefono"
	} else if chance(r, 8) {
		mode = "videochiamata"
	}
	at := instant(day, rule.Minutes(510+r.IntN(240)))
	if _, err := s.exec(ctx, insertLedger, who.worker, o.ID, operator, operator, code, m.prestazione, day, day.Month(), who.sex, registry.BandOn(who.born, day), m.minutes, spent, mode,
		pathOf(who.worker), at, operator); err != nil || code != "B.1" {
		return err
	}
	_, err := s.exec(ctx, `INSERT OR IGNORE INTO did(worker_id,cpi_id,declared_on,month,channel,sex,age_band,created_at,created_by) VALUES(?,?,?,?,'cpi',?,?,?,?)`,
		who.worker, o.ID, day, day.Month(), who.sex, registry.BandOn(who.born, day), at, operator)
	return err
}

// servedPeople returns the people of this load by office.
func (l *loader) servedPeople(ctx context.Context) (map[int64][]served, error) {
	out := map[int64][]served{}
	for i := range l.offices {
		o := &l.offices[i]
		rows, err := l.db.Reader().QueryContext(ctx, `SELECT w.id, w.sex, w.birth_date FROM list_row r JOIN worker w ON w.id=r.worker_id WHERE r.load_id=? AND r.cpi_id=? ORDER BY r.id`, l.loads[o.Province], o.ID)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var p served
			if err := rows.Scan(&p.worker, &p.sex, &p.born); err != nil {
				return nil, errors.Join(err, rows.Close())
			}
			out[o.ID] = append(out[o.ID], p)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return nil, err
		}
		if len(out[o.ID]) == 0 || len(o.staff) == 0 {
			return nil, fmt.Errorf("no people or no operators in the office %s: load workers first", o.Name)
		}
	}
	return out, nil
}

// mean is what a code takes and counts as.
type mean struct {
	minutes     int
	prestazione string
}

func (l *loader) means(ctx context.Context) (map[string]mean, error) {
	services, err := registry.NewStore(l.db).Services(ctx, l.today)
	if err != nil {
		return nil, err
	}
	out := map[string]mean{}
	for _, s := range services {
		m := mean{s.Minutes.Mean, s.Prestazione()}
		if m.minutes == 0 {
			m.minutes = 60
		}
		out[s.Code] = m
	}
	return out, nil
}
