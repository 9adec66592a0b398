package bilancio

import (
	"context"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/bilancio/panels"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// Difference is a fact of the card that a panel has corrected.
type Difference struct {
	Label  string
	Before string
	After  string
	values map[string]string // by column of the worker
}

// cardFields are the fields of PRE03 and PRE04 that the worker's card holds too.
var cardFields = []struct {
	panel, field string
	columns      func(text string) map[string]string
}{
	{"PRE03", "cognome", column("surname")}, {"PRE03", "nome", column("name")}, {"PRE03", "sesso", column("sex")},
	{"PRE03", "data_nascita", column("birth_date")}, {"PRE03", "comune_nascita", place("birth_place", "birth_place_code", "")},
	{"PRE03", "cittadinanza", func(t string) map[string]string { return map[string]string{"citizenship": scheda.Name(t)} }},
	{"PRE03", "residenza.comune", place("residence", "residence_code", "residence_province")},
	{"PRE03", "residenza.cap", column("residence_cap")}, {"PRE03", "residenza.indirizzo", column("residence_address")},
	{"PRE03", "domicilio.comune", place("domicile", "domicile_code", "domicile_province")},
	{"PRE03", "domicilio.cap", column("domicile_cap")}, {"PRE03", "domicilio.indirizzo", column("domicile_address")},
	{"PRE03", "telefono", column("phone")}, {"PRE03", "email", column("email")}, {"PRE03", "stato_civile_carichi", column("dependants")},
	{"PRE04", "stato_occupazionale", column("employment_status")}, {"PRE04", "data_did", column("did_on")},
	{"PRE04", "numero_did", column("did_number")}, {"PRE04", "indice_profiling", column("profiling_index")},
}

func column(name string) func(string) map[string]string {
	return func(text string) map[string]string { return map[string]string{name: text} }
}

// place splits «San Severo (FG) [I158]» into the columns of a municipality.
func place(name, code, province string) func(string) map[string]string {
	return func(text string) map[string]string {
		town, sigla := scheda.Name(text), ""
		if at := strings.LastIndex(town, " ("); at > 0 && strings.HasSuffix(town, ")") {
			town, sigla = town[:at], town[at+2:len(town)-1]
		}
		out := map[string]string{name: town, code: scheda.Code(text)}
		if province != "" {
			out[province] = sigla
		}
		return out
	}
}

// Differences returns what a completed panel says otherwise than the person's
// card: each is offered back to it («aggiornare anche la scheda lavoratore?»).
// What the panel leaves blank changes nothing.
func (s *Store) Differences(ctx context.Context, b Bilancio, code string) ([]Difference, error) {
	if code != "PRE03" && code != "PRE04" || !b.Status(code).Done() {
		return nil, nil
	}
	worker, err := people.NewStore(s.db).Worker(ctx, rule.System, b.WorkerID)
	if err != nil {
		return nil, err
	}
	panel, _ := b.Definition.Panel(code)
	var out []Difference
	for _, c := range cardFields {
		text := b.Panels[code].Answers.Text(c.field)
		if c.panel != code || text == "" {
			continue
		}
		values := c.columns(text)
		same := true
		for col, v := range values {
			same = same && (worker.Value(col) == v || strings.EqualFold(rule.Fold(worker.Value(col)), rule.Fold(v)))
		}
		if same {
			continue
		}
		f, _ := panel.Field(c.field)
		top, _, _ := strings.Cut(c.field, ".")
		label := f.Label
		if t, ok := panel.Field(top); ok && top != c.field {
			label = t.Label + ", " + strings.ToLower(label)
		}
		before := ""
		for col := range values {
			if col == primary(c.field, values) {
				before = worker.Value(col)
			}
		}
		out = append(out, Difference{Label: label, Before: before, After: scheda.Name(scheda.Display(f, f.Options, text)), values: values})
	}
	return out, nil
}

// primary returns the column that a person reads: the name of a place rather
// than its code.
func primary(field string, values map[string]string) string {
	for col := range values {
		if !strings.HasSuffix(col, "_code") && !strings.HasSuffix(col, "_province") {
			return col
		}
	}
	return field
}

// UpdateCard writes what a panel says otherwise into the person's card, as
// confirmed by the operator. It returns how many facts changed.
func (s *Store) UpdateCard(ctx context.Context, actor rule.Actor, id int64, code string) (n int, err error) {
	b, err := s.Bilancio(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	if !b.WritableBy(actor) {
		return 0, db.ErrNotFound
	}
	differences, err := s.Differences(ctx, b, code)
	if err != nil || len(differences) == 0 {
		return 0, err
	}
	changes := map[string]string{}
	for _, d := range differences {
		for col, v := range d.values {
			changes[col] = v
		}
	}
	normal, err := people.Normalize(changes, s.db.Today())
	if err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		return people.UpdateWorkerTx(ctx, tx, actor, b.WorkerID, normal, people.SourceOperator, "Dal bilancio "+b.Code()+", pannello "+code)
	})
	return len(differences), err
}

// SetProgramme changes the programme of a bilancio while its Preliminare is
// open; the meetings recorded so far follow.
func (s *Store) SetProgramme(ctx context.Context, actor rule.Actor, id int64, code string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := forWriting(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if why := b.Editable(panels.Preliminare); why != "" {
			return rule.Refuse("programma", why)
		}
		p, err := programme(ctx, tx, code)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE bilancio SET programme=?, version=version+1 WHERE id=?", p.Code, id); err != nil {
			return err
		}
		if err := recode(ctx, tx, actor, id, p); err != nil {
			return err
		}
		return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "bilancio.programma_cambiato", Subject: "bilancio", SubjectID: id, WorkerID: b.WorkerID, Fields: []string{p.Code}})
	})
}
