package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/exchange"
	"sportello/db/people"
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

// imported is what came of a file, whatever its kind.
type imported struct {
	rule.Tally
	header   []string
	rejected []rejectedLine
}

type rejectedLine struct {
	number int
	reason string
	cells  []string
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

func importList(ctx context.Context, d *db.DB, path string, on rule.Date, o importOptions) (got imported, err error) {
	list, err := people.NewStore(d).ListByName(ctx, o.list)
	if err != nil {
		return got, fmt.Errorf("nessun elenco si chiama «%s»", o.list)
	}
	store := exchange.NewStore(d)
	if err := store.Sweep(ctx); err != nil {
		return got, err
	}
	l, err := store.Receive(ctx, rule.System, exchange.NewLoad{
		ListID: list.ID, Province: o.province, FileName: filepath.Base(path), Path: path, Sender: "riga di comando", Reference: on,
	})
	if err != nil {
		return got, err
	}
	id := l.ID
	missing := len(l.Mapping.Missing(exchange.ListFields)) > 0 // here nobody can say which columns they are
	if o.dryRun || missing {                                   // what is only tried leaves no load behind, whatever comes of it
		defer func() { err = errors.Join(err, store.Forget(context.WithoutCancel(ctx), rule.System, id)) }()
	}
	if l, err = store.Read(ctx, rule.System, id, nil); err != nil {
		return got, err
	}
	if got.rejected, got.header, err = rejectedOf(ctx, store, l); err != nil {
		return got, err
	}
	if o.dryRun {
		got.Tally = l.Tally
		return got, nil
	}
	l, err = store.Apply(ctx, rule.System, l.ID, nil)
	got.Tally = l.Tally
	return got, err
}

func rejectedOf(ctx context.Context, store *exchange.Store, l exchange.Load) ([]rejectedLine, []string, error) {
	var out []rejectedLine
	for line, err := range store.Lines(ctx, l.ID, exchange.FateReject) {
		if err != nil {
			return nil, nil, err
		}
		out = append(out, rejectedLine{line.Number, line.Reason, line.Cells})
	}
	return out, l.Titles, nil
}

func importOperators(ctx context.Context, d *db.DB, path string, on rule.Date, o importOptions) (got imported, err error) {
	file, err := os.Open(path)
	if err != nil {
		return got, err
	}
	defer file.Close()
	report, _, err := access.NewStore(d).ImportOperators(ctx, rule.System, access.NamesFile{Name: filepath.Base(path), Reader: file, Date: on, DryRun: o.dryRun})
	if err != nil {
		return got, err
	}
	got.Tally, got.header = report.Tally, report.Header
	for _, l := range report.Lines {
		if l.Fate == access.FateRejected {
			got.rejected = append(got.rejected, rejectedLine{l.Line, strings.Join(l.Reasons, "; "), l.Cells})
		}
	}
	return got, nil
}

func importCatalogue(ctx context.Context, d *db.DB, path string, o importOptions) (got imported, err error) {
	content, err := os.Open(path)
	if err != nil {
		return got, err
	}
	defer content.Close()
	file, err := training.ReadCatalogue(content)
	if err != nil {
		return got, err
	}
	got.header = file.Header
	for _, r := range file.Rejected {
		got.rejected = append(got.rejected, rejectedLine{r.Line, r.Reason, r.Cells})
	}
	got.Tally, err = training.NewStore(d).ImportCatalogue(ctx, rule.System, file, o.dryRun)
	return got, err
}

func writeRejects(path string, got imported) error {
	file, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("non posso scrivere «%s»: %w", path, err)
	}
	defer file.Close()
	if err := exchange.WriteRejects(file, got.header, func(yield func(exchange.Line, error) bool) {
		for _, r := range got.rejected {
			if !yield(exchange.Line{Number: r.number, Reason: r.reason, Cells: r.cells}, nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	return file.Close()
}

func (got imported) print(w io.Writer, o importOptions) error {
	if o.asJSON {
		return json.NewEncoder(w).Encode(got.Tally)
	}
	verb := "Fatto"
	if o.dryRun {
		verb = "Prova, senza cambiare nulla"
	}
	if _, err := fmt.Fprintf(w, "%s: %s. Create %d, aggiornate %d, invariate %d, doppie %d, respinte %d; con avvisi %d.\n",
		verb, rule.Plural(got.Rows(), "riga", "righe"), got.Created, got.Updated, got.Unchanged, got.Duplicates, got.Rejected, got.Warned); err != nil {
		return err
	}
	for _, line := range got.reasons() {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// reasonsShown is how many kinds of refusal are named.
const reasonsShown = 20

// reasons returns why lines were rejected, the most frequent first, each with
// how often.
func (got imported) reasons() []string {
	times := map[string]int{}
	for _, r := range got.rejected {
		times[r.reason]++
	}
	kinds := slices.SortedFunc(maps.Keys(times), func(a, b string) int { return cmp.Or(cmp.Compare(times[b], times[a]), cmp.Compare(a, b)) })
	var out []string
	for i, kind := range kinds {
		if i == reasonsShown {
			return append(out, "  e "+rule.Plural(len(kinds)-i, "altro motivo", "altri motivi")+": -rejects OUT.csv li scrive tutti")
		}
		out = append(out, fmt.Sprintf("  respinte %d: %s", times[kind], kind))
	}
	return out
}
