package access

import (
	"strings"

	"sportello/db/rule"
)

// letter is an e-mail of this area: to whom, about what.
type letter struct {
	kind    string
	to      string
	userID  int64
	subject string
	body    string
	private bool // it holds a link that opens an account
}

const signature = "\n\nSportello, Welfare to Work – AASS\nQuesto messaggio è automatico: per chiedere aiuto usa «Supporto Tecnico» nella pagina pubblica.\n"

func greet(name, surname string) string {
	full := strings.TrimSpace(name + " " + surname)
	if full == "" {
		return "Buongiorno,\n\n"
	}
	return "Buongiorno " + full + ",\n\n"
}

func confirmLetter(to, name, surname, site, token string) letter {
	return letter{kind: "conferma_registrazione", private: true, to: to, subject: "Conferma la registrazione a Sportello",
		body: greet(name, surname) + "per completare la registrazione apri questo collegamento e premi «Conferma». Vale tre giorni.\n\n" +
			site + pathConfirm + token +
			"\n\nSe non hai chiesto tu la registrazione, non fare nulla: senza la conferma non succede niente." + signature}
}

func alreadyRegisteredLetter(to, name, surname, site string) letter {
	return letter{kind: "gia_registrato", to: to, subject: "Sei già registrato a Sportello",
		body: greet(name, surname) + "è stata chiesta una registrazione con questo indirizzo, che ha già un account. Non è cambiato nulla.\n\n" +
			"Per accedere: " + site + "/accesso\nSe non ricordi la password: " + site + "/password/richiesta" +
			"\n\nSe non l'hai chiesto tu, non fare nulla." + signature}
}

func passwordLetter(to, name, surname, site, token string) letter {
	return letter{kind: "nuova_password", private: true, to: to, subject: "Scegli una nuova password per Sportello",
		body: greet(name, surname) + "per scegliere una nuova password apri questo collegamento. Vale due ore e una volta sola.\n\n" +
			site + pathPassword + token +
			"\n\nSe non l'hai chiesto tu, non fare nulla: la password di prima resta valida." + signature}
}

func passwordChangedLetter(to, name, surname, site string) letter {
	return letter{kind: "password_cambiata", to: to, subject: "La password di Sportello è cambiata",
		body: greet(name, surname) + "la password del tuo account è stata cambiata e gli altri accessi aperti sono stati chiusi.\n\n" +
			"Se non sei stato tu, scegline subito un'altra: " + site + "/password/richiesta" + signature}
}

func inviteLetter(to, name, surname, site, token string) letter {
	return letter{kind: "invito", private: true, to: to, subject: "Il tuo account di Sportello",
		body: greet(name, surname) + "è stato creato per te un account di Sportello. Per scegliere la password apri questo collegamento. Vale sette giorni.\n\n" +
			site + pathPassword + token + signature}
}

func enabledLetter(to string, a Accreditation, site string) letter {
	return letter{kind: "accreditamento_abilitato", to: to, subject: "Accreditamento abilitato",
		body: greet(a.Name, a.Surname) + "il Centro Servizi ha abilitato il tuo accreditamento: " + a.RequestedRole.Label() + ", CPI di " + a.Office + ".\n\n" +
			"Da ora, accedendo con le tue credenziali, trovi la tua area di lavoro: " + site + "/accesso" + signature}
}

func refusedLetter(to string, a Accreditation, reason, site string) letter {
	return letter{kind: "accreditamento_respinto", to: to, subject: "Accreditamento respinto",
		body: greet(a.Name, a.Surname) + "il Centro Servizi non ha potuto abilitare la tua richiesta di accreditamento per il CPI di " + a.Office + ".\n\n" +
			"Motivo: " + reason + "\n\nPuoi presentare una nuova richiesta: " + site + "/accreditamento" + signature}
}

func revokedLetter(to string, a Accreditation, reason, site string) letter {
	return letter{kind: "accreditamento_revocato", to: to, subject: "Accreditamento revocato",
		body: greet(a.Name, a.Surname) + "il Centro Servizi ha revocato il tuo accreditamento per il CPI di " + a.Office + ".\n\n" +
			"Motivo: " + reason + "\n\nSe lavori ancora in un Centro per l'Impiego puoi presentare una nuova richiesta: " + site + "/accreditamento" + signature}
}

func answerLetter(r HelpRequest, answer string) letter {
	who := "il Centro Servizi"
	if r.Kind == HelpInfo {
		who = "la Regione"
	}
	return letter{kind: "risposta_" + string(r.Kind), to: r.Email, userID: r.UserID, subject: "Risposta: " + oneLine(r.Subject),
		body: greet(r.Name, "") + who + " risponde alla tua richiesta del " + r.CreatedAt.Date().Italian() + " («" + oneLine(r.Subject) + "»).\n\n" +
			answer + "\n\n--- La tua richiesta ---\n" + r.Body + signature}
}

// oneLine returns the text without line breaks: an e-mail's subject has one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkNewUser trims the account and returns its address as stored. The
// refusals concern the fields email, password, surname and name, all at once.
func checkNewUser(in *NewUser) (string, error) {
	var refusals rule.Refusals
	in.Surname, in.Name = oneLine(in.Surname), oneLine(in.Name)
	checkPersonName(&refusals, in.Surname, in.Name)
	email, err := rule.ParseEmail(in.Email)
	if err != nil {
		refusals.Add("email", err.Error())
	}
	if err := CheckPassword("password", in.Password); err != nil {
		refusals.Add("password", err.Error())
	}
	return email, refusals.Err()
}

func checkPersonName(refusals *rule.Refusals, surname, name string) {
	for _, f := range []struct{ field, value, missing string }{
		{"surname", surname, "Scrivi il cognome."}, {"name", name, "Scrivi il nome."},
	} {
		if rule.Fold(f.value) == "" {
			refusals.Add(f.field, f.missing)
		} else if err := rule.TooLong(f.value, rule.MaxName); err != nil {
			refusals.Add(f.field, err.Error())
		}
	}
}
