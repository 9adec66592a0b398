package reference

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"strings"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
)

// ReplaceRepertorio puts the repertorio of a file in the place of the one there
// is and returns how many figures and competences it has. Only an administrator
// or the Region may; the name of the file is what «Fonti dei dati» will say.
func (s *Store) ReplaceRepertorio(ctx context.Context, actor rule.Actor, fileName string, r io.Reader) (figures, competences int, err error) {
	if !actor.Has(rule.RoleAdmin, rule.RoleRegion) {
		return 0, 0, db.ErrNotFound
	}
	lines, err := ParseRepertorio(r)
	if err != nil {
		return 0, 0, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		figures, competences, err = ReplaceRepertorioTx(ctx, tx, actor, fileName, lines)
		return err
	})
	return figures, competences, err
}

// ReplaceRepertorioTx replaces the repertorio in the transaction. What the new
// one does not have is retired: searches no longer find it, a bilancio that
// names it still does.
func ReplaceRepertorioTx(ctx context.Context, tx *db.Tx, actor rule.Actor, fileName string, lines []RepertorioLine) (figures, competences int, err error) {
	x := executor{ctx: ctx, tx: tx}
	x.do("DELETE FROM figure_competence")
	x.do("DELETE FROM figure_words")
	x.do("DELETE FROM competence_words WHERE rowid IN (SELECT id FROM competence WHERE origin='repertorio' AND retired=0)")
	x.do("UPDATE figure SET retired=1")
	x.do("UPDATE competence SET retired=1 WHERE origin='repertorio'")
	seenFigure, seenCompetence := map[string]bool{}, map[string]bool{}
	for position, n := range lines {
		if !seenFigure[n.FigureCode] {
			seenFigure[n.FigureCode] = true
			x.do(`INSERT INTO figure(code,name,profession_code) VALUES(?,?,?)
				ON CONFLICT(code) DO UPDATE SET name=excluded.name, profession_code=excluded.profession_code, retired=0`,
				n.FigureCode, n.Figure, n.ProfessionCode)
			x.do("INSERT INTO figure_words(rowid,name,everyday) SELECT id,?,? FROM figure WHERE code=?",
				rule.FoldText(n.Figure), x.everyday(n.ProfessionCode), n.FigureCode)
		}
		if !seenCompetence[n.CompetenceCode] {
			seenCompetence[n.CompetenceCode] = true
			x.do(`INSERT INTO competence(code,name,name_fold,origin,reuse,soft,ict,green,language,vacancies) VALUES(?,?,?,'repertorio','',0,0,0,0,0)
				ON CONFLICT(code) DO UPDATE SET name=excluded.name, name_fold=excluded.name_fold, retired=0`,
				n.CompetenceCode, n.Competence, rule.Fold(n.Competence))
			x.do("INSERT INTO competence_words(rowid,name) SELECT id,? FROM competence WHERE code=?", rule.FoldText(n.Competence), n.CompetenceCode)
		}
		x.do("INSERT INTO figure_competence(figure_code,competence_code,position,required_level) VALUES(?,?,?,?)",
			n.FigureCode, n.CompetenceCode, position, n.RequiredLevel)
	}
	x.do(`UPDATE data_source SET title='Repertorio di figure e competenze', publisher='Caricato dall''ufficio', licence='', file=?, as_of=?, replaced_on=?, rows=?
		WHERE key='repertorio'`, fileName, tx.Today, tx.Today, len(lines))
	if x.err != nil {
		return 0, 0, fmt.Errorf("repertorio: %w", x.err)
	}
	return len(seenFigure), len(seenCompetence), archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "repertorio.sostituito", Subject: "figure"})
}

// executor runs statements until one fails.
type executor struct {
	ctx context.Context
	tx  *db.Tx
	err error
}

func (x *executor) do(statement string, args ...any) {
	if x.err == nil {
		_, x.err = x.tx.ExecContext(x.ctx, statement, args...)
	}
}

// everyday returns the folded words of what people call a profession.
func (x *executor) everyday(professionCode string) string {
	if x.err != nil || professionCode == "" {
		return ""
	}
	rows, err := x.tx.QueryContext(x.ctx, "SELECT name FROM everyday_job WHERE profession_code=? ORDER BY name_fold", professionCode)
	if err != nil {
		x.err = err
		return ""
	}
	defer rows.Close()
	var words []string
	for rows.Next() {
		var name string
		if x.err = rows.Scan(&name); x.err != nil {
			return ""
		}
		words = append(words, rule.FoldText(name))
	}
	x.err = rows.Err()
	return strings.Join(words, " ")
}

// Repertorio returns the lines of the repertorio in use, in their order.
func (s *Store) Repertorio(ctx context.Context) ([]RepertorioLine, error) {
	return db.Collect(ctx, s.db.Reader(), func(r *sql.Rows) (n RepertorioLine, err error) {
		err = r.Scan(&n.FigureCode, &n.ProfessionCode, &n.Figure, &n.CompetenceCode, &n.Competence, &n.RequiredLevel)
		return
	}, `SELECT f.code, f.profession_code, f.name, c.code, c.name, fc.required_level FROM figure_competence fc
		JOIN figure f ON f.code=fc.figure_code JOIN competence c ON c.code=fc.competence_code ORDER BY fc.position`)
}
