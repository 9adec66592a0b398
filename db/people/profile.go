package people

import (
	_ "embed"
	"strings"

	"sportello/db"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// profile.csv and profile_details.txt are the questions of the qualitative
// profile, as data.
var (
	//go:embed profile.csv
	profileCSV string
	//go:embed profile_details.txt
	profileDetails string
)

// ProfileScheda is version 1 of the scheda «profilazione».
var ProfileScheda = func() scheda.Definition {
	d, err := scheda.Parse("profilazione", profileCSV, profileDetails)
	if err != nil {
		panic(err) // embedded and tested: cannot fail
	}
	return d
}()

// ReferenceProfile is the reference of the service that an in-depth profile
// leaves in the ledger.
const ReferenceProfile = "profilo"

// ProfilePart is what is filled in and completed by itself.
type ProfilePart string

// The parts of a profile.
const (
	PartQuestions ProfilePart = "domande"         // all. 1A, with the grade
	PartInDepth   ProfilePart = "approfondimento" // all. 1B
	PartSpecial   ProfilePart = "riservate"       // its areas on health and justice
)

// Panel returns the fields of the part as one panel: the grade closes the questions.
func (part ProfilePart) Panel(d scheda.Definition) scheda.Panel {
	p, _ := d.Panel(string(part))
	if part == PartQuestions {
		grade, _ := d.Panel("fascia")
		p.Fields = append(p.Fields[:len(p.Fields):len(p.Fields)], grade.Fields...)
	}
	return p
}

// Profile is one qualitative profile of a person. Completed, it never changes:
// what has changed is said by the next one.
type Profile struct {
	ID         int64
	WorkerID   int64
	CPI        int64
	Office     string
	Operator   string
	StartedOn  rule.Date
	Definition scheda.Definition // in the version that the profile was begun with
	Answers    scheda.Answers    // of the questions, with the grade
	InDepth    scheda.Answers
	Grade      int       // 0 until it is completed
	On         rule.Date // completed on, "" until then
	By         string
	InDepthOn  rule.Date
	InDepthBy  string
	Version    int
	SavedAt    rule.Instant
	SavedBy    string
	Newer      bool // another one was completed after it
}

// Part returns the answers of a part.
func (p Profile) Part(part ProfilePart) scheda.Answers {
	if part == PartInDepth {
		return p.InDepth
	}
	return p.Answers
}

// GradeWords returns the grade with its meaning: «2: lontano…».
func (p Profile) GradeWords() string {
	f, _ := PartQuestions.Panel(p.Definition).Field("fascia")
	text := p.Answers.Text("fascia")
	if m := f.Meaning(text); m != "" {
		return text + ", " + strings.ToLower(m[:1]) + m[1:]
	}
	return text
}

// weakEnds are the answers that show fragility, each with what it says: together
// with a grade of 1 or 2 they are the whole rule of when all. 1B is due.
var weakEnds = []struct{ field, answer, why string }{
	{"fascia", "1", "fascia 1 di occupabilità"},
	{"fascia", "2", "fascia 2 di occupabilità"},
	{"obiettivo", "1", "non sa che lavoro cercare"},
	{"profilo", "1", "non riconosce un proprio profilo professionale"},
	{"esperienza", "1", "nessuna esperienza, o ferme da anni"},
	{"formazione", "1", "nessun titolo che serva al lavoro cercato"},
	{"mercato", "1", "non conosce il mercato del lavoro"},
	{"ricerca", "1", "non cerca lavoro"},
	{"autonomia", "1", "non ha autonomia nella ricerca"},
	{"promozione", "1", "non si sente in grado di presentarsi"},
	{"vincoli", "1", "vincoli che oggi impediscono di lavorare"},
}

// Fragility returns why answers show fragility, in the order of the questions;
// none when they do not, and then the areas of 1B are not asked (delibera ANPAL
// 19/2018).
func Fragility(a scheda.Answers) []string {
	var out []string
	for _, w := range weakEnds {
		if a.Text(w.field) == w.answer {
			out = append(out, w.why)
		}
	}
	return out
}

// Fragility returns why the completed profile shows fragility.
func (p Profile) Fragility() []string {
	if p.On == "" {
		return nil
	}
	return Fragility(p.Answers)
}

// CanDeepen returns why the areas of 1B cannot be filled in, nil when they can.
func (p Profile) CanDeepen() error {
	switch {
	case p.On == "":
		return rule.Refuse("", "L'approfondimento si apre quando il profilo è completato e mostra fragilità.")
	case len(p.Fragility()) == 0:
		return rule.Refuse("", "Il profilo non mostra fragilità: l'approfondimento (allegato 1B) non si chiede.")
	case p.InDepthOn != "":
		return rule.Refuse("", "L'approfondimento è completato dal "+p.InDepthOn.Italian()+" e non si cambia più. Se qualcosa è cambiato, comincia un nuovo profilo.")
	case p.Newer:
		return rule.Refuse("", "C'è un profilo più recente: si approfondisce quello.")
	}
	return nil
}

// CanChange returns why a part cannot be written, nil when it can.
func (p Profile) CanChange(part ProfilePart) error {
	if part == PartInDepth {
		return p.CanDeepen()
	}
	if p.On != "" {
		return rule.Refuse("", "Il profilo è completato dal "+p.On.Italian()+" e non si cambia più. Se qualcosa è cambiato, comincia un nuovo profilo.")
	}
	return nil
}

// ProposesReferral reports whether a referral to the social services is to be
// thought of: an area of 1B asks for them, or impedes to work.
func (p Profile) ProposesReferral() bool { return p.InDepthOn != "" && proposesReferral(p.InDepth) }

func proposesReferral(inDepth scheda.Answers) bool {
	for _, area := range inDepth["aree"].Group {
		if area.Group.Is("servizi") || area.Group.Text("livello") == "4" {
			return true
		}
	}
	return false
}

// leastReason is how long a reason is at the least, in characters.
const leastReason = 10

// contradicted returns the fragilities that answers with one of the two highest
// grades show all the same, "" when they agree.
func contradicted(a scheda.Answers) string {
	if grade := a.Text("fascia"); grade != "4" && grade != "5" {
		return ""
	}
	return strings.Join(Fragility(a), ", ")
}

// checkPart returns what keeps a part from being complete.
func checkPart(d scheda.Definition, part ProfilePart, a scheda.Answers, today rule.Date) rule.Refusals {
	errs, _ := scheda.Validate(part.Panel(d), a, scheda.Context{Today: today})
	if why := contradicted(a); part == PartQuestions && why != "" && len([]rune(strings.TrimSpace(a.Text("motivo")))) < leastReason {
		errs.Add("motivo", "La fascia è alta, ma le risposte mostrano fragilità ("+why+"): scrivi perché, in almeno 10 caratteri.")
	}
	if part == PartInDepth && len(errs) == 0 && a.Blank() {
		errs.Add("aree", "Approfondisci almeno un'area: scegli quanto ostacola il lavoro.")
	}
	if part == PartSpecial && len(errs) == 0 && a.Blank() {
		errs.Add("salute", "Rispondi almeno a una delle due aree.")
	}
	return errs
}

// ProfileConflict is a save over what somebody else has saved in between.
type ProfileConflict struct{ Stored Profile }

func (c ProfileConflict) Error() string { return "il profilo è stato salvato nel frattempo" }

// Unwrap lets a conflict be taken for any other stale save.
func (c ProfileConflict) Unwrap() error { return db.Stale{Current: c.Stored.Version} }
