package agenda

import (
	"fmt"
	"strings"

	"sportello/db/rule"
)

// Summary is what a row of a list keeps of the convocations of its worker.
type Summary struct {
	State        string // da_convocare, convocato, presente, assente, assente_giustificato
	On           rule.Date
	NoShows      int
	LastNoShowOn rule.Date
}

// Summarize derives the summary from the appointments of one list row, in any
// order. The last convocation that was neither moved nor cancelled decides the
// state; every missed appointment counts as a no-show.
func Summarize(appointments []Appointment) Summary {
	s := Summary{State: "da_convocare"}
	var last Appointment
	for _, a := range appointments {
		if a.State == Missed {
			s.NoShows++
			s.LastNoShowOn = max(s.LastNoShowOn, a.Slot.Day)
		}
		if a.Kind != KindConvocation || a.State == Moved || a.State == Cancelled {
			continue
		}
		if last.ID == 0 || a.Slot.StartsAt() > last.Slot.StartsAt() || a.Slot.StartsAt() == last.Slot.StartsAt() && a.ID > last.ID {
			last = a
		}
	}
	switch last.State {
	case Fixed:
		s.State, s.On = "convocato", last.Slot.Day
	case Attended, Excused, Missed:
		s.State, s.On = string(last.State), last.Slot.Day
	}
	return s
}

// Place is where and how an office can be reached, as a letter names it.
type Place struct {
	Office  string
	Address string
	Phone   string
	Email   string
}

// contact returns how the office is warned, «al numero … o all'indirizzo …».
func (p Place) contact() string {
	var ways []string
	if p.Phone != "" {
		ways = append(ways, "al numero "+p.Phone)
	}
	if p.Email != "" {
		ways = append(ways, "all'indirizzo "+p.Email)
	}
	if len(ways) == 0 {
		return "allo sportello"
	}
	return strings.Join(ways, " o ")
}

// wholeAddress returns the address with the municipality of the office, which
// bears its name, unless the address already names it: «Via Mazzini, 59, San
// Severo (FG)». Who is convened may come from another one.
func wholeAddress(address, office, province string) string {
	if address == "" || strings.Contains(" "+rule.FoldText(address)+" ", " "+rule.FoldText(office)+" ") {
		return address
	}
	return address + ", " + office + " (" + province + ")"
}

// ToBring is what a convened person is asked to bring.
var ToBring = []string{
	"un documento d'identità valido",
	"il codice fiscale o la tessera sanitaria",
	"il curriculum, se lo ha già scritto",
	"attestati, diplomi e patenti, se ne ha",
}

// Consequences says what follows when somebody with a DID does not come (d.lgs.
// 150/2015, art. 21, c. 7): a letter bears it where the installation uses the
// module on conditionality.
const Consequences = "Se non si presenta senza un giustificato motivo, l'articolo 21, comma 7, del decreto legislativo 150/2015 prevede la riduzione della prestazione di sostegno al reddito e, se si ripete, la sua perdita e quella dello stato di disoccupazione."

// LetterText returns the text of a convocation, as the letter and the e-mail
// carry it: paragraphs parted by an empty line. It says nothing of the person
// but the name; warns adds the consequences of not coming.
func LetterText(a Appointment, fullName string, p Place, warns bool) string {
	where := "al Centro per l'Impiego di " + p.Office
	if p.Address != "" {
		where += ", " + p.Address
	}
	meets := "con " + a.OperatorN
	if a.Room != "" {
		meets += ", " + Appointment{Room: a.Room}.Where()
	}
	var how string
	switch a.Mode {
	case ByPhone:
		how = "La chiameremo al telefono"
		where = "dal Centro per l'Impiego di " + p.Office
	case ByVideo:
		how = "La incontreremo in videochiamata"
		where = "con il Centro per l'Impiego di " + p.Office
	default:
		how = "La invitiamo a un colloquio"
	}
	why := "Il colloquio serve a conoscere la sua situazione e a proporle le iniziative di formazione e di politica attiva del lavoro della Regione Puglia"
	if a.List != "" {
		why += " previste per le persone dell'elenco «" + a.List + "»"
	}
	paragraphs := []string{
		"Gentile " + fullName + ",",
		fmt.Sprintf("%s %s, %s, %s. L'incontro dura circa %s.", how, where, a.Slot.longWords(), meets, a.Slot.Length().Duration()),
		why + ".",
		"Porti con sé: " + strings.Join(ToBring, "; ") + ".",
		"Se quel giorno non può venire, ce lo faccia sapere in tempo " + p.contact() + ": fisseremo insieme un altro appuntamento.",
	}
	if warns {
		paragraphs = append(paragraphs, Consequences)
	}
	paragraphs = append(paragraphs, "Cordiali saluti\nCentro per l'Impiego di "+p.Office)
	return strings.Join(paragraphs, "\n\n")
}

// longWords returns the beginning with its year, as a letter writes it:
// «giovedì 26 novembre 2026 alle 10:30».
func (s Slot) longWords() string { return s.Day.Long() + " " + at(s.Starts) }

// Person is a worker to convene, with the time that is already taken.
type Person struct {
	ListRow int64
	Worker  int64
	Busy    Busy
}

// Assignment is a person with the slot in which they will be met.
type Assignment struct {
	Person Person
	Slot   FreeSlot
}

// Assign gives each person the first free slot in which the person is free
// too, in order, and returns who is left without one.
func Assign(people []Person, free []FreeSlot) (given []Assignment, left []Person) {
	used := make([]bool, len(free))
	for _, p := range people {
		found := false
		for i, f := range free {
			if used[i] {
				continue
			}
			if _, busy := p.Busy.clash(f.Slot); busy {
				continue
			}
			used[i], found = true, true
			p.Busy.Add(f.Slot) // shared by the rows of one worker
			given = append(given, Assignment{p, f})
			break
		}
		if !found {
			left = append(left, p)
		}
	}
	return given, left
}
