package bilancio

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/reference"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// gathering collects the facts of the panels of a bilancio. What several
// panels need, such as the courses that suit, is found once.
type gathering struct {
	*Store
	b       Bilancio
	courses *courses // nil until a panel asks for them
}

func (s *Store) facts(b Bilancio) *gathering { return &gathering{Store: s, b: b} }

// of returns what the rules of a panel need. current are the panel's answers:
// some choices depend on them.
func (s *gathering) of(ctx context.Context, code string, current scheda.Answers) (panels.Facts, error) {
	b := s.b
	f := b.facts(s.db.Today())
	f.Resolve = func(source, text string) (string, bool) {
		return s.reference.Resolve(ctx, reference.Table(source), text)
	}
	switch code {
	case "PRE01":
		return f, s.startChoices(ctx, b, &f)
	case "PRE03":
		return f, s.outsideEU(ctx, current, &f)
	case "PRE06":
		busy, err := s.busy(ctx, b)
		f.Busy = busy
		return f, err
	case "INV16":
		f.Warnings = b.openWarnings(f)
	case "RIP06":
		return f, s.proposals(ctx, current, &f)
	case "ISC01":
		return f, s.offers(ctx, current, &f)
	case "ISC02":
		return f, s.requirements(ctx, &f)
	}
	return f, nil
}

// outsideEU looks up the State of the citizenship that PRE03 holds.
func (s *Store) outsideEU(ctx context.Context, current scheda.Answers, f *panels.Facts) error {
	return s.db.Reader().QueryRowContext(ctx, "SELECT count(*)>0 FROM citizenship WHERE code=? AND kind='extracomunitaria'", scheda.Code(current.Text("cittadinanza"))).Scan(&f.OutsideEU)
}

func (s *Store) startChoices(ctx context.Context, b Bilancio, f *panels.Facts) error {
	for _, m := range b.Meetings {
		if m.ID == b.AppointmentID {
			f.Choices["PRE01.appuntamento"] = []scheda.Option{{Value: strconv.FormatInt(m.ID, 10), Label: fmt.Sprintf("%s dalle %s alle %s, con %s", m.Day.Italian(), m.From, m.Until, m.Operator)}}
		}
	}
	staff, err := db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (o scheda.Option, err error) { err = r.Scan(&o.Value, &o.Label); return },
		`SELECT DISTINCT cast(u.id AS TEXT), trim(u.name||' '||u.surname) FROM role_grant g JOIN user u ON u.id=g.user_id
		WHERE g.cpi_id=? AND g.revoked_at IS NULL AND u.disabled_at IS NULL AND g.role IN ('operatore','responsabile_cpi','consulente_orientamento') ORDER BY u.surname, u.name`, b.CPI)
	f.Choices["PRE01.consulente"] = staff
	return err
}

// busy returns what the counsellor has in the agenda from today on, the
// meetings of this bilancio apart.
func (s *Store) busy(ctx context.Context, b Bilancio) ([]panels.Slot, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (x panels.Slot, err error) {
		err = r.Scan(&x.Day, &x.From, &x.Until, &x.What)
		return
	}, `SELECT a.day, a.starts, a.ends, w.surname||' '||w.name FROM appointment a JOIN worker w ON w.id=a.worker_id
		WHERE a.operator_id=? AND a.day>=? AND a.state IN ('fissato','presente') AND coalesce(a.bilancio_id,0)<>? ORDER BY a.day, a.starts`,
		b.CounsellorID, s.db.Today(), b.ID)
}

// card returns what is known of the person of the bilancio.
func (s *Store) card(ctx context.Context, b Bilancio) (panels.Card, error) {
	var c panels.Card
	var birthCode, birthPlace, citizenship, residence, residenceCode, domicile, domicileCode string
	var dependants sql.NullInt64
	var profiling sql.NullFloat64
	var updated rule.Instant
	err := s.db.Reader().QueryRowContext(ctx, `SELECT codice_fiscale, surname, name, sex, birth_date, birth_place_code, birth_place, citizenship, permit, permit_expires_on,
		residence, residence_code, residence_cap, residence_address, domicile, domicile_code, domicile_cap, domicile_address, phone, email, dependants,
		employment_status, study_title, profiling_index, did_on, did_number, email_consent_on<>'', ido_consent_on<>'', updated_at FROM worker WHERE id=?`, b.WorkerID).
		Scan(&c.CodiceFiscale, &c.Surname, &c.Name, &c.Sex, &c.BirthDate, &birthCode, &birthPlace, &citizenship, &c.Permit, &c.PermitUntil,
			&residence, &residenceCode, &c.ResidenceCAP, &c.ResidenceAt, &domicile, &domicileCode, &c.DomicileCAP, &c.DomicileAt, &c.Phone, &c.Email, &dependants,
			&c.Employment, &c.StudyTitle, &profiling, &c.DIDOn, &c.DIDNumber, &c.EmailConsent, &c.IDOConsent, &updated)
	if err != nil {
		return c, db.Classify(err)
	}
	c.UpdatedOn = updated.Date()
	if dependants.Valid {
		c.Dependants = strconv.FormatInt(dependants.Int64, 10)
	}
	if profiling.Valid {
		c.ProfilingIndex = strconv.FormatFloat(profiling.Float64, 'f', -1, 64)
	}
	c.BirthPlace = s.entry(ctx, reference.TableBirthPlaces, birthCode, birthPlace)
	c.Citizenship = s.entry(ctx, reference.TableCitizenships, citizenship, citizenship)
	c.Residence = s.entry(ctx, reference.TableMunicipalities, residenceCode, residence)
	c.Domicile = s.entry(ctx, reference.TableMunicipalities, domicileCode, domicile)
	if c.Sections, err = s.sections(ctx, b.WorkerID); err != nil {
		return c, err
	}
	if c.Targets, err = s.targets(ctx, b.WorkerID); err != nil {
		return c, err
	}
	if c.Leanings, err = s.leanings(ctx, b.WorkerID); err != nil {
		return c, err
	}
	return c, s.listRow(ctx, b, &c)
}

// leanings returns the propensioni of a person that hold, in their order.
func (s *Store) leanings(ctx context.Context, workerID int64) (out []panels.Leaning, err error) {
	all, err := people.PropensioniOf(ctx, s.db.Reader(), workerID)
	for _, p := range people.Holding(all) {
		out = append(out, panels.Leaning{Job: scheda.Coded(p.Title, p.Profession), Hours: p.Notes.Hours, Travel: p.Notes.Travel, On: p.InterviewedOn})
	}
	return out, err
}

// targets returns the codes of the groups that the person is in today.
func (s *Store) targets(ctx context.Context, workerID int64) ([]string, error) {
	card := people.NewStore(s.db)
	w, err := card.Worker(ctx, rule.System, workerID)
	if err != nil {
		return nil, err
	}
	rows, err := card.Rows(ctx, rule.System, workerID)
	if err != nil {
		return nil, err
	}
	facts, err := card.GroupFacts(ctx, workerID, rows)
	var out []string
	for _, g := range people.Groups(w, facts, s.db.Today()) {
		if g.Code != "" && !slices.Contains(out, g.Code) {
			out = append(out, g.Code)
		}
	}
	return out, err
}

// sections returns the sections of the card that say anything, by panel.
func (s *Store) sections(ctx context.Context, workerID int64) (map[string]panels.Section, error) {
	all, err := people.SectionsOf(ctx, s.db.Reader(), workerID)
	out := map[string]panels.Section{}
	for code, name := range panels.CardSections {
		for _, section := range all {
			if section.Panel.Code == name && !section.Answers.Blank() {
				out[code] = panels.Section{Answers: section.Answers, On: section.SavedAt.Date()}
			}
		}
	}
	return out, err
}

func (s *Store) listRow(ctx context.Context, b Bilancio, c *panels.Card) error {
	var job, title string
	err := db.Classify(s.db.Reader().QueryRowContext(ctx, `SELECT l.name, r.reference_date, r.company, r.job, r.benefit, r.benefit_from, r.benefit_to, r.dismissed_on, r.study_title
		FROM list_row r JOIN worker_list l ON l.id=r.list_id WHERE r.id=?1 OR r.worker_id=?2 AND r.province=?3 ORDER BY r.id=?1 DESC, r.reference_date DESC LIMIT 1`,
		b.ListRowID, b.WorkerID, b.Province).Scan(&c.List, &c.ListOn, &c.Company, &job, &c.Benefit, &c.BenefitFrom, &c.BenefitTo, &c.DismissedOn, &title))
	if err == db.ErrNotFound {
		return nil
	}
	if c.StudyTitle == "" {
		c.StudyTitle = title
	}
	c.Job = s.entry(ctx, reference.TableProfessions, "", job)
	return err
}

// entry returns what a lookup of the table holds for a code, else for a name,
// else the name itself.
func (s *Store) entry(ctx context.Context, table reference.Table, code, name string) string {
	if code != "" {
		if e, err := s.reference.Title(ctx, table, code); err == nil {
			return e.Value()
		}
	}
	if name == "" {
		return ""
	}
	if e, ok := s.reference.Resolve(ctx, table, name); ok {
		return e
	}
	return name
}
