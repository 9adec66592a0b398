package people

import (
	"context"

	"sportello/db"
	"sportello/db/rule"
)

// Known is what a load must know of a person who is already there, to decide
// what to write.
type Known struct {
	Worker    Worker
	Confirmed map[string]bool // columns that an operator wrote or confirmed
	// Foreign is a person whose record belongs to another province: the load
	// writes the list row only, and shows nothing of the record.
	Foreign bool
	Row     *ListRow  // the row in the list and province of the load, nil when there is none
	Newest  rule.Date // latest reference date of the person's rows in any list, "" for none
}

// lookupBatch bounds the parameters of one query.
const lookupBatch = 500

// Lookup returns, by codice fiscale, the persons of a load of a list in a
// province who are already known. It sees every province: it is for the load's
// decisions, and what is Foreign must not be shown.
func Lookup(ctx context.Context, q db.Querier, listID int64, province string, cfs []rule.CodiceFiscale) (map[rule.CodiceFiscale]Known, error) {
	out := make(map[rule.CodiceFiscale]Known, len(cfs))
	for len(cfs) > 0 {
		n := min(lookupBatch, len(cfs))
		if err := lookup(ctx, q, listID, province, cfs[:n], out); err != nil {
			return nil, err
		}
		cfs = cfs[n:]
	}
	return out, nil
}

func lookup(ctx context.Context, q db.Querier, listID int64, province string, cfs []rule.CodiceFiscale, out map[rule.CodiceFiscale]Known) error {
	marks, args := db.In(cfs)
	rows, err := q.QueryContext(ctx, "SELECT "+readColumns+`,
		coalesce((SELECT group_concat(f.field) FROM worker_field f WHERE f.worker_id=w.id AND f.source='operatore'),''),
		coalesce((SELECT max(r.reference_date) FROM list_row r WHERE r.worker_id=w.id),'')
		FROM worker w WHERE w.codice_fiscale IN `+marks, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	byID := map[int64]rule.CodiceFiscale{}
	for rows.Next() {
		var k Known
		var confirmed string
		if err := rows.Scan(append(k.Worker.targets(), &confirmed, &k.Newest)...); err != nil {
			return err
		}
		w := k.Worker
		k.Foreign = w.HomeProvince != province && w.ResidenceProv != province && w.DomicileProv != province
		k.Confirmed = set(confirmed)
		out[w.CodiceFiscale] = k
		byID[w.ID] = w.CodiceFiscale
	}
	if err := rows.Err(); err != nil || len(byID) == 0 {
		return err
	}
	return lookupRows(ctx, q, listID, province, byID, out)
}

func lookupRows(ctx context.Context, q db.Querier, listID int64, province string, byID map[int64]rule.CodiceFiscale, out map[rule.CodiceFiscale]Known) error {
	ids := make([]int64, 0, len(byID))
	for id := range byID {
		ids = append(ids, id)
	}
	marks, args := db.In(ids)
	rows, err := q.QueryContext(ctx, "SELECT "+rowColumns+" FROM list_row r WHERE r.worker_id IN "+marks+" AND r.list_id=? AND r.province=?",
		append(args, listID, province)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r ListRow
		if err := scanRow(rows, &r); err != nil {
			return err
		}
		k := out[byID[r.WorkerID]]
		k.Row = &r
		out[byID[r.WorkerID]] = k
	}
	return rows.Err()
}

func set(commas string) map[string]bool {
	out := map[string]bool{}
	start := 0
	for i := 0; i <= len(commas); i++ {
		if i == len(commas) || commas[i] == ',' {
			if i > start {
				out[commas[start:i]] = true
			}
			start = i + 1
		}
	}
	return out
}

// rowColumns are the columns that scanRow reads, of the table named r.
const rowColumns = `r.id, r.list_id, r.worker_id, r.province, r.cpi_id, r.load_id, r.reference_date, r.raw, r.residence, r.company, r.company_tax_id,
	r.job, r.study_title, r.benefit, r.benefit_from, r.benefit_to, coalesce(r.benefit_months,0), r.dismissed_on,
	r.convocation, r.convocation_on, r.no_shows, r.last_no_show_on, r.riscontro, r.bilancio, r.version`

func scanRow(rows interface{ Scan(...any) error }, r *ListRow, more ...any) error {
	var raw []byte
	c := &r.Convocation
	err := rows.Scan(append([]any{&r.ID, &r.ListID, &r.WorkerID, &r.Province, &r.CPI, &r.LoadID, &r.ReferenceDate, &raw, &r.Residence, &r.Company, &r.CompanyTaxID,
		&r.Job, &r.StudyTitle, &r.Benefit, &r.BenefitFrom, &r.BenefitTo, &r.BenefitMonths, &r.DismissedOn,
		&c.State, &c.On, &c.NoShows, &c.LastNoShowOn, &r.Riscontro, &r.Bilancio, &r.Version}, more...)...)
	r.Raw = raw
	return err
}
