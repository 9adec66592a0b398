package command

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"sportello/db/access"
	"sportello/db/exchange"
	"sportello/db/rule"
	"sportello/db/training"
)

var importCommand = command{
	name:  "import",
	usage: "lista|catalogo|operatori FILE [-province FG] [-list NOME] [-date DATA] [-dry-run] [-json] [-rejects OUT.csv]",
	short: "carica un elenco di lavoratori, un catalogo di corsi o i nominativi degli operatori",
	long: `
  lista      un elenco di lavoratori (Excel o CSV); -list dice quale elenco, se manca «Mobilità 2011/2012»
  catalogo   percorsi, organismi ed edizioni (CSV)
  operatori  i nominativi comunicati alla Regione: CPI, cognome, nome, codice fiscale, data (CSV)

  -province  la provincia dell'elenco; se manca è quella dei CPI nominati nel file
  -date      la data di riferimento del caricamento; se manca è oggi. Un caricamento
             più vecchio non sovrascrive mai uno più recente
  -dry-run   dice che cosa succederebbe e non cambia nulla
  -json      stampa un solo oggetto: created, updated, unchanged, duplicates, rejected, warned
  -rejects   scrive le righe respinte, con il motivo, in un file CSV

Esce con 0 se il file era leggibile, con 1 e una frase se non lo era.

` + columnsOf(),
	run: importFile,
}

// columnsOf says which columns each kind of file has, as the page of its upload
// does.
func columnsOf() string {
	var b strings.Builder
	for _, kind := range []struct {
		of      string
		columns []rule.Column
	}{{"una lista", exchange.ListColumns()}, {"un catalogo", training.CatalogueColumns()}, {"gli operatori", access.OperatorColumns()}} {
		needed, known := rule.ColumnWords(kind.columns)
		b.WriteString("Per " + kind.of + ". " + needed + "\n" + known + "\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// importOptions are the flags of the command.
type importOptions struct {
	province, list, date, rejects string
	dryRun, asJSON                bool
}

func importFile(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "import")
	var o importOptions
	f.StringVar(&o.province, "province", "", "")
	f.StringVar(&o.list, "list", "Mobilità 2011/2012", "")
	f.StringVar(&o.date, "date", "", "")
	f.StringVar(&o.rejects, "rejects", "", "")
	f.BoolVar(&o.dryRun, "dry-run", false, "")
	f.BoolVar(&o.asJSON, "json", false, "")
	rest, err := f.parse(env, args, 2, 2)
	if err != nil {
		return err
	}
	var on rule.Date
	if o.date != "" {
		if on, err = rule.ParseDate(o.date); err != nil {
			return err
		}
	}
	if !slices.Contains([]string{"lista", "catalogo", "operatori"}, rest[0]) {
		return fmt.Errorf("«%s» non si importa: scrivi lista, catalogo o operatori", rest[0])
	}
	if _, err := os.Stat(rest[1]); err != nil {
		return fmt.Errorf("non posso leggere «%s»", rest[1])
	}
	d, err := f.open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	var got imported
	switch rest[0] {
	case "lista":
		got, err = importList(ctx, d, rest[1], on, o)
	case "catalogo":
		got, err = importCatalogue(ctx, d, rest[1], o)
	case "operatori":
		got, err = importOperators(ctx, d, rest[1], on, o)
	}
	if err != nil {
		return err
	}
	if o.rejects != "" {
		if err := writeRejects(o.rejects, got); err != nil {
			return err
		}
	}
	return got.print(env.Stdout, o)
}
