package handlers

import (
	"net/url"
	"strings"

	"sportello/handlers/web"
)

// formOf is where the form of a path stands that is only sent to. After a
// refusal the browser shows that path, and whoever presses Enter in the address
// bar asks for it: they are led to the form.
var formOf = map[string]string{
	"/account/:id/abilitazione":                                      "/account/:id",
	"/account/:id/disabilitazione":                                   "/account/:id",
	"/account/:id/ruoli":                                             "/account/:id",
	"/account/:id/ruoli/:ruolo/revoca":                               "/account/:id",
	"/accreditamenti/:id/abilitazione":                               "/accreditamenti/:id",
	"/accreditamenti/:id/revoca":                                     "/accreditamenti/:id",
	"/accreditamenti/:id/rifiuto":                                    "/accreditamenti/:id",
	"/appuntamenti/:id/conferma":                                     "/appuntamenti/:id",
	"/appuntamenti/:id/esito":                                        "/appuntamenti/:id",
	"/appuntamenti/:id/riapertura":                                   "/appuntamenti/:id",
	"/appuntamenti/ricerca":                                          "/appuntamenti/nuovo",
	"/bilanci/:id/documenti/:documento/invio":                        "/bilanci/:id",
	"/bilanci/:id/incontri":                                          "/bilanci/:id",
	"/bilanci/:id/iscrizione":                                        "/bilanci/:id",
	"/bilanci/:id/pannelli/:codice/bozza":                            "/bilanci/:id/pannelli/:codice",
	"/bilanci/:id/pannelli/:codice/completamento":                    "/bilanci/:id/pannelli/:codice",
	"/bilanci/:id/pannelli/:codice/esempio":                          "/bilanci/:id/pannelli/:codice",
	"/bilanci/:id/pannelli/:codice/scheda-lavoratore":                "/bilanci/:id/pannelli/:codice",
	"/bilanci/:id/programma":                                         "/bilanci/:id",
	"/caricamenti/:id/annullamento":                                  "/caricamenti/:id",
	"/caricamenti/:id/applicazione":                                  "/caricamenti/:id",
	"/caricamenti/:id/colonne":                                       "/caricamenti/:id",
	"/caricamenti/:id/scarto":                                        "/caricamenti/:id",
	"/caricamenti/:id/titoli":                                        "/caricamenti/:id",
	"/cerca":                                                         "/lavoratori",
	"/codici/servizi/:codice/nazionale":                              "/codici/servizi/:codice",
	"/codici/uffici/:id":                                             "/codici/uffici",
	"/codici/vocabolario":                                            "/codici",
	"/colloqui/:id/durata":                                           "/colloqui/:id",
	"/colloqui/:id/pannelli/:codice/bozza":                           "/colloqui/:id/pannelli/:codice",
	"/colloqui/:id/pannelli/:codice/completamento":                   "/colloqui/:id/pannelli/:codice",
	"/colloqui/:id/pannelli/:codice/scheda-lavoratore":               "/colloqui/:id/pannelli/:codice",
	"/colloqui/:id/rinvii/:rinvio/annullamento":                      "/colloqui/:id",
	"/convocazioni":                                                  "/convocazioni/nuova",
	"/copie/controlli":                                               "/copie",
	"/elenchi/:id/ricerca":                                           "/elenchi/:id",
	"/elenchi/gestione/:id/chiusura":                                 "/elenchi/gestione/:id",
	"/elenchi/gestione/:id/riapertura":                               "/elenchi/gestione/:id",
	"/ente/iscritti/:id/conclusione":                                 "/ente/iscritti",
	"/ente/percorsi/:id/edizioni":                                    "/ente/percorsi/:id/edizioni/nuova",
	"/faq/gestione/:id/posizione":                                    "/faq/gestione",
	"/faq/gestione/:id/pubblicazione":                                "/faq/gestione/:id",
	"/faq/gestione/:id/ritiro":                                       "/faq/gestione/:id",
	"/indicatori/anni-base/importazione":                             "/indicatori/anni-base",
	"/iscrizioni/:id/conferma":                                       "/iscrizioni/:id",
	"/iscrizioni/:id/rinuncia":                                       "/iscrizioni/:id",
	"/iscrizioni/:id/spostamento":                                    "/iscrizioni/:id",
	"/lavoratori/:id/colloqui":                                       "/lavoratori/:id/colloqui/nuovo",
	"/lavoratori/:id/cv/:cv/convalida":                               "/lavoratori/:id/cv",
	"/lavoratori/:id/cv/europass":                                    "/lavoratori/:id/cv",
	"/lavoratori/:id/did":                                            "/lavoratori/:id/did/nuova",
	"/lavoratori/:id/patti":                                          "/lavoratori/:id/patti/nuovo",
	"/lavoratori/:id/profilo/:profilo/approfondimento/bozza":         "/lavoratori/:id/profilo/:profilo/approfondimento",
	"/lavoratori/:id/profilo/:profilo/approfondimento/completamento": "/lavoratori/:id/profilo/:profilo/approfondimento",
	"/lavoratori/:id/profilo/:profilo/bozza":                         "/lavoratori/:id/profilo/:profilo",
	"/lavoratori/:id/profilo/:profilo/completamento":                 "/lavoratori/:id/profilo/:profilo",
	"/lavoratori/:id/riscontri/revoca":                               "/lavoratori/:id/riscontri",
	"/lavoratori/:id/segnalazione/valutazione":                       "/lavoratori/:id/segnalazione",
	"/lavoratori/:id/servizi":                                        "/lavoratori/:id/servizi/nuovo",
	"/lavoratori/doppioni":                                           "/lavoratori/nuovo",
	"/lavoratori/ricerca":                                            "/lavoratori",
	"/moduli/condizionalita":                                         "/moduli",
	"/operatori-comunicati/caricamenti":                              "/operatori-comunicati",
	"/organismi/:id":                                                 "/organismi/:id/modifica",
	"/patti/:id/azioni":                                              "/patti/:id/azioni/nuova",
	"/patti/:id/azioni-bilancio":                                     "/patti/:id",
	"/percorsi/:id/edizioni":                                         "/percorsi/:id/edizioni/nuova",
	"/posta/:id/ripetizione":                                         "/posta/:id",
	"/profilo/accessi/:id/revoca":                                    "/profilo",
	"/profilo/password":                                              "/profilo",
	"/profilo/scorciatoie":                                           "/profilo",
	"/protocollo/:id/annullamento":                                   "/protocollo/:id",
	"/registro/ricerca":                                              "/registro",
	"/richieste/informazioni/:id/risposta":                           "/richieste/informazioni/:id",
	"/richieste/supporto/:id/risposta":                               "/richieste/supporto/:id",
	"/scadenze/:regola/:id/ripresa":                                  "/scadenze/:regola/:id/sospensione",
	"/scadenze/promemoria":                                           "/scadenze",
	"/scadenze/promemoria/:id/revoca":                                "/scadenze",
	"/servizi/:id/annullamento":                                      "/servizi/:id",
	"/servizi/:id/correzione":                                        "/servizi/:id",
	"/sessioni/:id/ingressi":                                         "/sessioni/:id",
	"/sessioni/:id/presenze":                                         "/sessioni/:id",
	"/sessioni/:id/ricerca":                                          "/sessioni/:id",
	"/sessioni/:id/uscite":                                           "/sessioni/:id",
	"/tabelle/repertorio":                                            "/tabelle",
	"/tabelle/uffici/:id/comuni":                                     "/tabelle/uffici/:id",
	"/ufficio/assenze":                                               "/ufficio",
	"/ufficio/assenze/:id/annullamento":                              "/ufficio",
	"/ufficio/chiusure":                                              "/ufficio",
	"/ufficio/chiusure/riapertura":                                   "/ufficio",
	"/ufficio/orari":                                                 "/ufficio",
	"/ufficio/scheda":                                                "/ufficio",
}

// FormOf returns the page with the form of a path that is only sent to, "" for none.
func FormOf(path string) string { return formOf[path] }

// toForm leads to the page of a form, whose path has parameters of the request's.
func toForm(page string) web.HandlerFunc {
	return func(r *web.Request) error {
		parts := strings.Split(page, "/")
		for i, p := range parts {
			if name, isParam := strings.CutPrefix(p, ":"); isParam {
				parts[i] = url.PathEscape(r.Param(name))
			}
		}
		return r.SeeOther(strings.Join(parts, "/"))
	}
}
