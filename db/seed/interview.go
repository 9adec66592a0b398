package seed

import (
	"context"
	"database/sql"

	"sportello/db"
	"sportello/db/pacts"
	"sportello/db/people"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// heard is an interview of base orientation of the demonstration on its way.
type heard struct {
	*desk
	by     rule.Actor
	worker int64
	id     int64
}

// interviews plans the interviews of the two offices at work, one in each
// condition: concluded with a referral to the counselling, in its analysis, just
// begun, stopped, and an informative one. They are with people whose patto is not
// told of (see pacts).
func (b *builder) interviews(context.Context) error {
	for _, k := range b.desks {
		if k.o.Name == home || k.o.Name == away {
			k.plan(k.today.AddDays(-13), 13*60+45, k.hear)
		}
	}
	return nil
}

func (k *desk) hear(ctx context.Context) error {
	who, err := db.Collect(ctx, k.db.Reader(), func(r *sql.Rows) (id int64, err error) { err = r.Scan(&id); return },
		"SELECT d.worker_id FROM did d WHERE d.cpi_id=? AND d.ended_on IS NULL AND d.annulled_at IS NULL AND d.worker_id%20<>15 AND NOT EXISTS (SELECT 1 FROM pact p WHERE p.worker_id=d.worker_id) ORDER BY d.id LIMIT 5", k.o.ID)
	if err != nil {
		return err
	}
	ways := []func(*heard, context.Context) error{(*heard).whole, (*heard).analysed, (*heard).begun, (*heard).stopped, (*heard).informed}
	for i, worker := range who {
		h := &heard{desk: k, by: k.o.staff[i%len(k.o.staff)], worker: worker}
		kind := pacts.ForPact
		if i == len(ways)-1 {
			kind = pacts.Informative
		}
		if h.id, err = k.patti.StartInterview(ctx, h.by, pacts.NewInterview{WorkerID: worker, Kind: kind, Planned: 80}); err != nil {
			return err
		}
		if err := ways[i](h, ctx); err != nil {
			return err
		}
	}
	return nil
}

// interviewSaid is ours, as all words of the demonstration.
var interviewSaid = map[string]scheda.Answers{
	"informativa":  {"svolgimento": scheda.T("si"), "obblighi": scheda.T("si"), "aspettative": scheda.T("Capire quali lavori può fare e quali corsi servono."), "motivazioni": scheda.T("Vuole un'entrata stabile e restare in zona.")},
	"orientamento": {"informazioni": scheda.Many("servizi", "formazione", "estero"), "consultazione": scheda.Many("professioni", "motori"), "attivazione": scheda.T("Sa cercare le offerte nel portale e leggere i requisiti di un annuncio.")},
	"domanda":      {"bisogno": scheda.T("Ricominciare dopo la chiusura dell'azienda."), "opportunita": scheda.T("Logistica e magazzini della zona; un corso breve per il carrello elevatore."), "informazioni": scheda.T("Ha la patente B e un mezzo; disponibile ai turni.")},
	"profilo": {"profilo": scheda.T("Addetto al magazzino con esperienza di preparazione degli ordini."), "profilo_livello": scheda.T("3"), "competenze": scheda.Rows(
		scheda.Answers{"competenza": scheda.T("Preparare gli ordini"), "livello": scheda.T("3"), "richiesta": scheda.T("molto")}, scheda.Answers{"competenza": scheda.T("Usare il gestionale di magazzino"), "livello": scheda.T("2"), "richiesta": scheda.T("richiesta")})},
	"esperienze": {"qualita": scheda.T("3"), "qualita_note": scheda.T("Le mansioni sono le stesse, gli strumenti sono cambiati.")},
	"studi":      {"qualita": scheda.T("2")},
	"ricerca":    {"autonomia": scheda.T("3"), "mercato": scheda.T("2"), "metodo": scheda.T("2")},
	"promozione": {"autopromozione": scheda.T("3"), "strumenti": scheda.Many("curriculum")},
	"vincoli":    {"vincoli": scheda.T("3"), "descrizione": scheda.T("Accompagna i figli a scuola: non prima delle 8:30.")},
	"obiettivo":  {"obiettivo": scheda.T("Tornare in un magazzino, anche con un tirocinio."), "chiarezza": scheda.T("4")},
	"piano":      {"atti": scheda.Many("Mandare il curriculum a quattro aziende al mese"), "tempi": scheda.T("ogni settimana"), "disponibilita": scheda.Many("laboratori", "formazione", "offerte")},
	"esito":      {"esito": scheda.T("patto"), "sintesi": scheda.T("Obiettivo chiaro; serve aggiornare gli strumenti e i contatti con le aziende.")},
}

// says completes panels, with what is proposed for the rest of each.
func (h *heard) says(ctx context.Context, codes ...string) error {
	for _, code := range codes {
		_, v, err := h.patti.InterviewPanel(ctx, h.by, h.id, code)
		if err != nil {
			return err
		}
		answers := v.State.Answers.Clone()
		for name, x := range interviewSaid[code] {
			answers[name] = x
		}
		if code == "adempimenti" {
			answers = scheda.Answers{"portale": scheda.T("promossa"), "curriculum": scheda.T("promosso"), "curriculum_entro": scheda.T(string(h.db.Today().AddDays(15)))}
		}
		if code == "piano" {
			answers["azioni"] = scheda.Rows(scheda.Answers{"azione": scheda.T("Laboratorio sul curriculum"), "chi": scheda.T("da_cpi"), "misura": scheda.T("a"), "entro": scheda.T(string(h.db.Today().AddDays(20)))})
		}
		if _, err := h.patti.SavePanel(ctx, h.by, h.id, code, pacts.PanelInput{Version: v.State.Version, Answers: answers, Complete: true}); err != nil {
			return err
		}
	}
	return nil
}

func (h *heard) met(ctx context.Context, minutes int) error {
	return h.patti.AddMeeting(ctx, h.by, h.id, pacts.NewMeeting{On: h.db.Today(), Minutes: minutes, Mode: "presenza"})
}

func (h *heard) closed(ctx context.Context, phase string) error {
	return second(h.patti.ClosePhase(ctx, h.by, h.id, phase))
}

// steps does one thing after the other, as far as they go well.
func steps(ctx context.Context, all ...func(context.Context) error) error {
	for _, do := range all {
		if err := do(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (h *heard) saying(codes ...string) func(context.Context) error {
	return func(ctx context.Context) error { return h.says(ctx, codes...) }
}

func (h *heard) closing(phase string) func(context.Context) error {
	return func(ctx context.Context) error { return h.closed(ctx, phase) }
}

func (h *heard) meeting(minutes int) func(context.Context) error {
	return func(ctx context.Context) error { return h.met(ctx, minutes) }
}

var analysis = []string{"domanda", "profilo", "esperienze", "studi", "ricerca", "promozione", "vincoli", "obiettivo", "adempimenti"}

// whole came to its end, and directs to the counselling.
func (h *heard) whole(ctx context.Context) error {
	return steps(ctx, h.meeting(45), h.saying("informativa"), h.closing(pacts.PhaseInformation), h.saying(analysis...), h.leans, h.closing(pacts.PhaseAnalysis), h.saying("piano", "esito"), h.closing(pacts.PhaseDefinition),
		func(ctx context.Context) error {
			return h.patti.Refer(ctx, h.by, h.id, pacts.Referral{Kind: pacts.ToCounselling, On: h.db.Today(), Aims: []string{"ostacoli", "strategie"}, Reason: "I colloqui andati male scoraggiano: serve una preparazione."})
		})
}

// leans writes the propensione, unless the person has one.
func (h *heard) leans(ctx context.Context) error {
	all, err := h.people.Propensioni(ctx, h.by, h.worker)
	if err != nil || len(people.Holding(all)) > 0 {
		return err
	}
	return second(h.people.SavePropensione(ctx, h.by, h.worker, 0, 0, scheda.Answers{"professione": scheda.T("Personale non qualificato addetto all'imballaggio e al magazzino [8.1.3.2.0]"), "provenienza": scheda.Many("lavoro"),
		"data_intervista": scheda.T(string(h.db.Today())), "note": scheda.In(scheda.Answers{"settore": scheda.T("Logistica"), "esperienza": scheda.T("5 anni")})}))
}

// analysed is in its analysis: the propensioni are still to be written.
func (h *heard) analysed(ctx context.Context) error {
	return steps(ctx, h.meeting(30), h.saying("informativa"), h.closing(pacts.PhaseInformation), h.saying(analysis[:5]...))
}

func (h *heard) begun(ctx context.Context) error { return h.met(ctx, 15) }

func (h *heard) stopped(ctx context.Context) error {
	return steps(ctx, h.saying("informativa"), func(ctx context.Context) error {
		return h.patti.StopInterview(ctx, h.by, h.id, "Nessuno al secondo incontro: la persona ha trovato lavoro fuori provincia.")
	})
}

func (h *heard) informed(ctx context.Context) error {
	return steps(ctx, h.meeting(40), h.saying("informativa", "orientamento"), h.closing(pacts.PhaseInformation), func(ctx context.Context) error {
		return h.patti.Refer(ctx, h.by, h.id, pacts.Referral{Kind: pacts.ToOther, On: h.db.Today(), Body: "Sportello EURES della provincia", Reason: "Vuole fare una stagione in Germania."})
	})
}
