package command

import (
	"context"
	"fmt"
	"strings"
)

// export is one thing that is exported: its name on the command line and how it
// is written.
type export struct {
	name string
	run  func(ctx context.Context, env Env, args []string) error
}

// badFormat says which formats there are.
func badFormat(format string) error {
	return fmt.Errorf("«%s» non è un formato: scegli csv, json o xlsx", format)
}

func exports() []export {
	return []export{
		{"indicatori", exportFigures},
		{"registro", exportTable(ledgerTable)},
		{"codici", exportTable(codesTable)},
	}
}

var exportCommand = command{
	name:  "export",
	usage: "indicatori|registro|codici [-month 2026-11] [-cpi NOME] [-format csv|json|xlsx] [-data DIR]",
	short: "stampa i dati delle pagine per chi automatizza",
	long: `
  indicatori  la scheda mensile: una riga per ufficio, mese e indicatore, con le
              parti per genere ed età; xlsx ha la forma della scheda, un foglio
              per ufficio
  registro    i servizi erogati, una riga l'uno, come il file della pagina Servizi;
              -month e -cpi scelgono quali, se mancano ci sono tutti
  codici      i servizi LEP e le prestazioni del Masterplan con minuti, regole e
              codice nazionale, come sono oggi o il primo giorno di -month

  -month   solo questo mese; se manca, per gli indicatori l'anno in corso con la
           colonna Anno
  -cpi     solo questo ufficio; se manca, tutti
  -format  csv se manca, json o xlsx

Ogni csv ha le virgole fra le colonne e il punto nei decimali; una media di giorni
ha un decimale, come sulla pagina. Un mese chiuso in cui dopo è cambiato qualcosa,
e il suo anno, sono «rettificata»: rettifica dice di quanto la cifra di oggi è
diversa, righe_aggiunte e righe_tolte che cosa è cambiato, anche quando è 0.

Scrive sullo standard output: «sportello export indicatori -month 2026-11 > novembre.csv».
Ciò che nessuno registra ancora non ha una cifra: il suo valore è vuoto, in json null.`,
	run: func(ctx context.Context, env Env, args []string) error {
		if len(args) > 0 {
			for _, e := range exports() {
				if e.name == args[0] {
					return e.run(ctx, env, args[1:])
				}
			}
			if !strings.HasPrefix(args[0], "-") {
				fmt.Fprintf(env.Stderr, "sportello: non so esportare «%s».\n", args[0])
			}
		}
		return errUsage
	},
}
