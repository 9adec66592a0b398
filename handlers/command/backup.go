package command

import (
	"context"
	"errors"
	"fmt"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/handlers/web"
)

var backupCommand = command{
	name:  "backup",
	usage: "FILE [-data DIR]",
	short: "fa una copia di sicurezza",
	long: `
Scrive in FILE una copia coerente della base dati e dei file, con un manifesto,
anche mentre il server lavora. FILE è un archivio tar compresso: per ripristinare,
estrailo in una cartella vuota e avvia il server su quella. Un FILE che esiste già
non viene sostituito.

Se un file dell'archivio è già rovinato la copia si fa lo stesso, il file viene
nominato e il comando esce con 1.`,
	run: backup,
}

var checkCommand = command{
	name:  "check",
	usage: "[FILE] [-data DIR]",
	short: "controlla la base dati, o una copia di sicurezza",
	long: `
Controlla l'integrità della base dati, i file contro le loro impronte, la catena del
registro degli atti, i numeri del protocollo e i valori calcolati. Con FILE controlla
una copia di sicurezza. Esce con 1 e nomina ogni danno. Quello che un'operazione
interrotta ha lasciato a metà non è un danno: il prossimo avvio lo completa.`,
	run: check,
}

func backup(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "backup")
	rest, err := f.parse(env, args, 1, 1)
	if err != nil {
		return err
	}
	d, err := f.openExisting(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	store := archive.NewStore(d)
	m, damaged, err := store.Backup(ctx, rest[0])
	if err != nil {
		return err
	}
	if err := store.NoteBackup(ctx, rule.System, m); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Copia fatta: %s, con %d file.\n", rest[0], len(m.Files))
	return damage(env, damaged)
}

func check(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "check")
	rest, err := f.parse(env, args, 0, 1)
	if err != nil {
		return err
	}
	var report archive.Report
	if len(rest) == 1 {
		report, err = archive.CheckBackup(ctx, rest[0], "", env.Now, web.Recounts()...)
	} else {
		swept, err := f.sweepWorkshop()
		if err != nil {
			return err
		}
		if swept {
			fmt.Fprintln(env.Stdout, "Nota: la creazione di una dimostrazione si era interrotta; ho tolto quello che ne restava.")
		}
		var d *db.DB
		if d, err = f.openExisting(ctx, env); err != nil {
			if swept { // there was nothing else: no damage
				return nil
			}
			return err
		}
		defer d.Close()
		if report, err = archive.NewStore(d).Check(ctx, web.Recounts()...); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	for _, n := range report.Notes {
		fmt.Fprintln(env.Stdout, "Nota:", n)
	}
	if err := damage(env, report.Damage); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Nessun danno: %d file e %s del registro, senza errori.\n", report.Files, rule.Plural(report.Rows, "riga", "righe"))
	return nil
}

// damage prints what is damaged and returns an error when anything is.
func damage(env Env, found []string) error {
	for _, d := range found {
		fmt.Fprintln(env.Stdout, "Danno:", d)
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return errors.New("c'è un danno")
	}
	return fmt.Errorf("trovati: %s", rule.Plural(len(found), "danno", "danni"))
}
