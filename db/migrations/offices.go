package migrations

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"

	"sportello/db/rule"

	"github.com/pressly/goose/v3"
)

// cpiPuglia lists the 42 offices of Puglia: name, province, pilot of the
// Masterplan (DGR 847/2010). docs/DATA.md says where each name comes from.
//
//go:embed data/cpi_puglia.csv
var cpiPuglia string

var pugliaSiglas = map[string]string{
	"Bari": "BA", "Barletta-Andria-Trani": "BT", "Brindisi": "BR", "Foggia": "FG", "Lecce": "LE", "Taranto": "TA",
}

func init() {
	goMigrations = append(goMigrations, goose.NewGoMigration(21, &goose.GoFunc{RunTx: loadOffices}, nil))
}

// loadOffices inserts provinces and offices.
func loadOffices(ctx context.Context, tx *sql.Tx) error {
	rows, err := csv.NewReader(strings.NewReader(cpiPuglia)).ReadAll()
	if err != nil {
		return err
	}
	for name, sigla := range pugliaSiglas {
		if _, err := tx.ExecContext(ctx, "INSERT INTO province(sigla,name) VALUES(?,?)", sigla, name); err != nil {
			return err
		}
	}
	for _, r := range rows[1:] {
		sigla, ok := pugliaSiglas[r[1]]
		if !ok {
			return fmt.Errorf("province of office %q unknown: %q", r[0], r[1])
		}
		pilot := 0
		if r[2] == "si" {
			pilot = 1
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO cpi(name,name_fold,province,pilot) VALUES(?,?,?,?)",
			r[0], rule.Fold(r[0]), sigla, pilot); err != nil {
			return err
		}
	}
	return nil
}
