package people

import (
	"errors"
	"strings"
	"testing"
	"time"

	"sportello/db"
	"sportello/db/dbtest"
	"sportello/db/rule"
	"sportello/db/scheda"
)

func title(id, level, name, year string) scheda.Answers {
	a := scheda.Answers{"livello": scheda.T(level), "denominazione": scheda.T(name), "anno": scheda.T(year), "conseguito": scheda.T("si")}
	if id != "" {
		a[scheda.RowID] = scheda.T(id)
	}
	return a
}

func (k *counter) saveSection(section string, version int, a scheda.Answers) {
	k.Helper()
	if err := k.people.SaveSection(k.Context(), k.operator, k.worker, section, version, a); err != nil {
		k.Fatal(err)
	}
}

func (k *counter) one(query string, args ...any) (text string) {
	k.Helper()
	if err := k.db.Reader().QueryRow(query, args...).Scan(&text); err != nil {
		k.Fatal(query, err)
	}
	return text
}

// A row that says the same keeps who wrote it and when; one that changes is
// replaced, and what it replaces stays.
func TestEachRowOfASectionHasItsSourceAndDate(t *testing.T) {
	dbtest.Proves(t, "evento scheda")
	d, clock := dbtest.Open(t)
	k := counterOn(t, d)
	if there, err := HasEducation(t.Context(), d.Reader(), k.worker); err != nil || there {
		t.Fatalf("a title before any was written (%v)", err)
	}
	k.saveSection(SectionStudies, 0, scheda.Answers{}) // nothing said: nothing done
	k.want("code")
	k.saveSection(SectionStudies, 0, scheda.Answers{"titoli": scheda.Rows(title("a", "licenza_media", "Scuola media", "1994"), title("", "diploma", "Ragioniera", "1999"))})
	clock.Add(24 * time.Hour)
	other := k.head
	if err := k.people.SaveSection(t.Context(), other, k.worker, SectionStudies, 1, scheda.Answers{"titoli": scheda.Rows(title("r1", "diploma", "Ragioniera", "2000"), title("a", "licenza_media", "Scuola media", "1994"))}); err != nil {
		t.Fatal(err)
	}
	rows := k.one("SELECT group_concat(row_id||' '||code||' '||saved_on||' '||saved_by||' '||(removed_at IS NOT NULL), ', ') FROM (SELECT * FROM card_entry ORDER BY id)")
	if want := "a licenza_media 2026-11-24 11 0, r1 diploma 2026-11-24 11 1, r1 diploma 2026-11-25 12 0"; rows != want {
		t.Errorf("entries %s, want %s", rows, want)
	}
	c, err := k.people.CardSection(t.Context(), k.operator, k.worker, SectionStudies)
	if err != nil || c.Version != 2 || len(c.Entries) != 2 || c.Entries[0].RowID != "r1" || c.Entries[1].SavedOn != "2026-11-24" || c.Answers.Text("titoli.1.denominazione") != "Scuola media" {
		t.Errorf("%+v %v", c, err)
	}
	versions, err := k.people.SectionVersions(t.Context(), k.worker, SectionStudies)
	if err != nil || len(versions) != 2 || versions[1].Answers.Text("titoli.1.anno") != "1999" {
		t.Errorf("%+v %v", versions, err)
	}
	if there, err := HasEducation(t.Context(), d.Reader(), k.worker); err != nil || !there {
		t.Errorf("no title (%v)", err)
	}
	if got := k.one("SELECT study_title FROM worker WHERE id=?", k.worker); got != "Diploma" {
		t.Errorf("the record says %q of the highest title", got)
	}
	k.want("code||' '||delivered_on", "B.2 2026-11-24", "B.2 2026-11-25")
	if got := k.one("SELECT count(*) FROM audit WHERE action='carta.salvata' AND worker_id=?", k.worker); got != "2" {
		t.Errorf("%s acts in the register", got)
	}
}

func TestASectionIsSavedByWhoReadItsVersion(t *testing.T) {
	k := newCounter(t)
	said := scheda.Answers{"programmi": scheda.Rows(scheda.Answers{"nome": scheda.T("Excel"), "livello": scheda.T("base")})}
	k.saveSection(SectionComputing, 0, said)
	kept, version, err := k.people.Section(t.Context(), k.operator, k.worker, SectionComputing)
	if err != nil || version != 1 {
		t.Fatal(version, err)
	}
	k.saveSection(SectionComputing, 0, kept) // the same again, from an old page
	said["programmi"].Rows[0]["livello"] = scheda.T("avanzato")
	var stale db.Stale
	if err := k.people.SaveSection(t.Context(), k.operator, k.worker, SectionComputing, 0, said); !errors.As(err, &stale) || stale.Current != 1 {
		t.Errorf("an old page: %v", err)
	}
	lecce := operatorOf(31, officeNamed(t, k.db, "Lecce"))
	if err := k.people.SaveSection(t.Context(), lecce, k.worker, SectionComputing, 1, said); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province: %v", err)
	}
	if _, _, err := k.people.Section(t.Context(), lecce, k.worker, SectionComputing); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("another province reads: %v", err)
	}
	if _, _, err := k.people.Section(t.Context(), k.operator, k.worker, "altro"); !errors.Is(err, db.ErrNotFound) {
		t.Errorf("a section that there is not: %v", err)
	}
}

func TestASectionRefusesWhatItsPanelDoes(t *testing.T) {
	k := newCounter(t)
	for _, c := range []struct {
		section string
		a       scheda.Answers
		field   string
	}{
		{SectionStudies, scheda.Answers{"titoli": scheda.Rows(scheda.Answers{"livello": scheda.T("diploma")})}, "titoli.0.denominazione"},
		{SectionStudies, scheda.Answers{"titoli": scheda.Rows(title("", "diploma", "Ragioniera", "1985"))}, "titoli.0.anno"}, // born in 1980
		{SectionJobs, scheda.Answers{"esperienze": scheda.Rows(scheda.Answers{"datore": scheda.T("Bar"), "qualifica": scheda.T("Cameriera"), "contratto": scheda.T("determinato"),
			"dal": scheda.T("2020-02-01"), "al": scheda.T("2020-01-01")})}, "esperienze.0.al"},
		{SectionJobs, scheda.Answers{"nessuna_esperienza": scheda.T("si"), "esperienze": scheda.Rows(scheda.Answers{"datore": scheda.T("Bar"), "qualifica": scheda.T("Cameriera"),
			"contratto": scheda.T("determinato"), "dal": scheda.T("2020-02-01")})}, "nessuna_esperienza"},
		{SectionLanguages, scheda.Answers{"lingue": scheda.Rows(scheda.Answers{"lingua": scheda.T("Inglese")})}, "lingue.0.ascolto"},
		{SectionLicences, scheda.Answers{"patenti": scheda.Many("Z")}, "patenti"},
	} {
		err := k.people.SaveSection(t.Context(), k.operator, k.worker, c.section, 0, c.a)
		var refusals rule.Refusals
		if !errors.As(err, &refusals) || refusals.For(c.field) == "" {
			t.Errorf("%s: %v, want a refusal of %s", c.section, err, c.field)
		}
	}
	if n := k.one("SELECT count(*) FROM card_section"); n != "0" {
		t.Errorf("%s sections were written", n)
	}
	// A licenza media has no name but its level.
	k.saveSection(SectionStudies, 0, scheda.Answers{"titoli": scheda.Rows(title("", "licenza_media", "", "1994"), title("", "licenza_elementare", "", "1991"))})
}

func TestARowReadsInWords(t *testing.T) {
	p, _ := CardScheda.Panel(SectionJobs)
	name, detail := EntryWords(p, "esperienze", scheda.Answers{"datore": scheda.T("Vetreria Daunia"), "qualifica": scheda.T("Vetraio [6.3.2.2.0]"), "dal": scheda.T("2019-03-01"), "contratto": scheda.T("determinato")})
	if name != "Vetreria Daunia" || !strings.Contains(detail, "qualifica: Vetraio") || !strings.Contains(detail, "dal: 01/03/2019") || !strings.Contains(detail, "tipo di contratto: Tempo determinato") {
		t.Errorf("%q %q", name, detail)
	}
}
