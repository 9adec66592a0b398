package command

import (
	"bufio"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"sportello/db/access"
	"sportello/db/rule"
)

var userCommand = command{
	name:  "user",
	usage: "add -email E -name «Nome Cognome» -role RUOLO -scope AMBITO [-password-stdin] | list | disable -email E",
	short: "crea, elenca o disabilita gli account",
	long: `
I ruoli: operatore, responsabile_cpi, consulente_orientamento, collocamento_mirato,
provincia, regione, centro_servizi, ente_formazione, admin.
Gli ambiti: cpi:San Severo, provincia:FG, regione, ente:CODICE_FISCALE,
installazione (per admin e centro_servizi).

Senza -password-stdin, add crea una password casuale e la stampa una volta sola.`,
	run: user,
}

func user(ctx context.Context, env Env, args []string) error {
	f := newFlags(env, "user")
	email := f.String("email", "", "")
	name := f.String("name", "", "")
	role := f.String("role", "", "")
	scope := f.String("scope", "", "")
	fromStdin := f.Bool("password-stdin", false, "")
	rest, err := f.parse(env, args, 1, 1)
	if err != nil {
		return err
	}
	open := f.openExisting
	if rest[0] == "add" { // the first account may come before the first start
		open = f.open
	}
	d, err := open(ctx, env)
	if err != nil {
		return err
	}
	defer d.Close()
	store := access.NewStore(d)
	switch rest[0] {
	case "list":
		return listUsers(ctx, env, store)
	case "disable":
		if *email == "" {
			return errUsage
		}
		if err := store.DisableUser(ctx, rule.System, *email); err != nil {
			return fmt.Errorf("nessun account ha l'indirizzo «%s»: %w", *email, err)
		}
		fmt.Fprintln(env.Stdout, "Account disabilitato; i suoi accessi aperti sono chiusi.")
		has, err := store.HasAdmin(ctx)
		if err == nil && !has {
			fmt.Fprintln(env.Stdout, "Non resta nessun amministratore: il prossimo avvio stampa il collegamento per crearne uno.")
		}
		return err
	case "add":
		if *email == "" || *name == "" || *role == "" || *scope == "" {
			return errUsage
		}
		return addUser(ctx, env, store, *email, *name, rule.Role(*role), *scope, *fromStdin)
	}
	return errUsage
}

func addUser(ctx context.Context, env Env, store *access.Store, email, fullName string, role rule.Role, scope string, fromStdin bool) error {
	grant, err := store.ParseScope(ctx, role, scope)
	if err != nil {
		return err
	}
	password := access.NewToken()[:20]
	if fromStdin {
		line, err := bufio.NewReader(env.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return fmt.Errorf("nessuna password sullo standard input")
		}
		password = strings.TrimRight(line, "\r\n")
	}
	name, surname, _ := strings.Cut(strings.TrimSpace(fullName), " ")
	if _, err := store.CreateUser(ctx, rule.System, access.NewUser{
		Email: email, Name: name, Surname: surname, Password: password, Grants: []rule.Grant{grant}, Confirmed: true,
	}); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "Account creato: %s\n", email)
	if !fromStdin {
		fmt.Fprintf(env.Stdout, "Password: %s\n", password)
	}
	return nil
}

func listUsers(ctx context.Context, env Env, store *access.Store) error {
	users, err := store.Users(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(env.Stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "INDIRIZZO\tNOME\tRUOLI\tSTATO")
	for _, u := range users {
		var roles []string
		for _, g := range u.Grants {
			roles = append(roles, string(g.Role)+" "+g.ScopeText())
		}
		state := "attivo"
		switch {
		case u.Disabled:
			state = "disabilitato"
		case !u.Confirmed:
			state = "da confermare"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Email, u.FullName(), strings.Join(roles, ", "), state)
	}
	return w.Flush()
}
