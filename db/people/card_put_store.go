package people

import (
	"context"
	"slices"
	"strconv"

	"sportello/db"
	"sportello/db/archive"
	"sportello/db/rule"
	"sportello/db/scheda"
)

// PutSectionTx makes a section of a person's card say what the answers say, rows
// included, in the transaction of the act: a row that says otherwise replaces
// the one with its identity, one that is gone is removed, and what says the same
// keeps its source and date. What follows from the rows is brought up to date
// (title of study, employment). The answers are valid; what the section has no
// field for is left out. Nothing is written when nothing changes.
func PutSectionTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, section string, answers scheda.Answers, source Source) error {
	was, err := sectionOf(ctx, tx, workerID, section)
	if err != nil {
		return err
	}
	answers = Project(was.Panel, answers)
	identify(was, answers)
	if was.Answers.Equal(answers) && was.Version > 0 || was.Version == 0 && answers.Blank() {
		return nil
	}
	for _, f := range was.Panel.Fields {
		if f.Type == scheda.Repeat {
			if err := putEntries(ctx, tx, actor, workerID, was, f.Name, answers.Rows(f.Name), source); err != nil {
				return err
			}
		}
	}
	if err := putSection(ctx, tx, actor, workerID, was, answers, source); err != nil {
		return err
	}
	if err := followTx(ctx, tx, actor, workerID, was.Panel, answers); err != nil {
		return err
	}
	return archive.AuditTx(ctx, tx, actor, archive.Audit{Action: "carta.salvata", Subject: "worker", SubjectID: workerID, WorkerID: workerID, Fields: []string{section}})
}

// followTx brings up to date what follows from the rows of a section.
func followTx(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, p scheda.Panel, answers scheda.Answers) error {
	reason := "Dalla sezione «" + p.Title + "»"
	switch p.Code {
	case SectionStudies:
		if title := HighestStudy(p, answers); title != "" {
			return UpdateWorkerTx(ctx, tx, actor, workerID, map[string]string{"study_title": title}, SourceOperator, reason)
		}
	case SectionJobs:
		return employTx(ctx, tx, actor, workerID, reason)
	}
	return nil
}

// identify gives each row that the section does not know the identity of the
// entry that says the same, else leaves it its own; one without any gets a new one.
func identify(was CardSection, answers scheda.Answers) {
	for list, v := range answers {
		taken := map[string]bool{}
		for _, row := range v.Rows {
			taken[row.Text(scheda.RowID)] = true
		}
		for _, row := range v.Rows {
			id := row.Text(scheda.RowID)
			if _, known := was.Answers.Row(list, id); known {
				continue
			}
			for _, old := range was.Answers.Rows(list) {
				if o := old.Text(scheda.RowID); !taken[o] && withoutID(old).Equal(withoutID(row)) {
					id = o
					break
				}
			}
			for n := 1; id == ""; n++ {
				if next := "r" + strconv.Itoa(n); !taken[next] {
					id = next
				}
			}
			taken[id] = true
			row[scheda.RowID] = scheda.T(id)
		}
	}
}

func putEntries(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, was CardSection, list string, rows []scheda.Answers, source Source) error {
	remove := func(e CardEntry) error {
		_, err := tx.ExecContext(ctx, "UPDATE card_entry SET removed_at=?, removed_by=? WHERE id=?", tx.Now, actor.UserID, e.ID)
		return err
	}
	kept := map[string]CardEntry{}
	for _, e := range was.Entries {
		if e.List != list {
			continue
		}
		at := slices.IndexFunc(rows, func(r scheda.Answers) bool { return r.Text(scheda.RowID) == e.RowID })
		if at >= 0 && withoutID(rows[at]).Equal(e.Answers) {
			kept[e.RowID] = e
		} else if err := remove(e); err != nil {
			return err
		}
	}
	for position, row := range rows {
		if e, same := kept[row.Text(scheda.RowID)]; same {
			if _, err := tx.ExecContext(ctx, "UPDATE card_entry SET position=? WHERE id=? AND position<>?", position, e.ID, position); err != nil {
				return err
			}
			continue
		}
		from, to, code := entryFacts(was.Panel.Code, row)
		if _, err := tx.ExecContext(ctx, `INSERT INTO card_entry(worker_id,section,list,row_id,position,answers,from_on,to_on,code,source,saved_on,saved_at,saved_by) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)`,
			workerID, was.Panel.Code, list, row.Text(scheda.RowID), position, string(withoutID(row).Canonical()), from, to, code, source, tx.Today, tx.Now, actor.UserID); err != nil {
			return err
		}
	}
	return nil
}

// putSection writes what is no row, with the whole section for the history.
func putSection(ctx context.Context, tx *db.Tx, actor rule.Actor, workerID int64, was CardSection, answers scheda.Answers, source Source) error {
	rest := answers.Clone()
	for name, v := range rest {
		if v.Rows != nil {
			delete(rest, name)
		}
	}
	definition, err := archive.Scheda(ctx, tx, CardScheda, 0)
	if err != nil {
		return err
	}
	code, version := was.Panel.Code, was.Version+1
	if _, err := tx.ExecContext(ctx, `INSERT INTO card_section(worker_id,section,answers,scheda_version,source,version,saved_at,saved_by,cpi_id) VALUES(?,?,?,?,?,?,?,?,?)
		ON CONFLICT(worker_id,section) DO UPDATE SET answers=excluded.answers, scheda_version=excluded.scheda_version, source=excluded.source, version=excluded.version,
		saved_at=excluded.saved_at, saved_by=excluded.saved_by, cpi_id=excluded.cpi_id`,
		workerID, code, string(rest.Canonical()), definition.Version, source, version, tx.Now, actor.UserID, db.Null(actor.CPI())); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO card_section_history(worker_id,section,version,answers,source,saved_at,saved_by) VALUES(?,?,?,?,?,?,?)",
		workerID, code, version, string(answers.Canonical()), source, tx.Now, actor.UserID)
	return err
}
