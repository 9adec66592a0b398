package agenda_test

import (
	"fmt"
	"strings"
	"testing"

	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/rule"
)

func TestEveryOfficeHasOpeningHours(t *testing.T) {
	k := open(t)
	if got := k.text("SELECT count(*)||' '||min(n)||' '||max(n) FROM (SELECT count(h.id) AS n FROM cpi c LEFT JOIN opening_hours h ON h.cpi_id=c.id GROUP BY c.id)"); got != "42 7 7" {
		t.Errorf("offices, fewest and most lines: %s", got)
	}
}

func TestOpeningHoursAreChangedFromADayOn(t *testing.T) {
	k := open(t)
	later := []agenda.Hours{{Weekday: 4, Window: agenda.Window{Opens: 480, Closes: 600}}}
	k.notFound(k.store.SetHours(t.Context(), k.giulia, k.cpi, thursday, later))
	k.refused(k.store.SetHours(t.Context(), k.head, k.cpi, "2026-11-23", later), "valgono da oggi")
	k.ok(k.store.SetHours(t.Context(), k.head, k.cpi, thursday, later))
	for day, want := range map[rule.Date]string{wednesday: "[{8:30 13:00}]", thursday: "[{8:00 10:00}]", friday: "[]"} {
		tt, err := k.store.Timetable(t.Context(), k.giulia, k.cpi, day, day)
		k.ok(err)
		if got := fmt.Sprint(tt.Windows(day)); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	// A second change of the same day takes the place of the first.
	k.ok(k.store.SetHours(t.Context(), k.head, k.cpi, thursday, []agenda.Hours{{Weekday: 4, Window: agenda.Window{Opens: 540, Closes: 600}}}))
	tt, err := k.store.Timetable(t.Context(), k.giulia, k.cpi, thursday, thursday)
	k.ok(err)
	if got := fmt.Sprint(tt.Windows(thursday)); got != "[{9:00 10:00}]" {
		t.Errorf("after the second change: %s", got)
	}
}

func TestClosingADayCancelsOnlyWhenAsked(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	id := k.book(k.giulia, k.booking(w, row, thursday, 630))
	_, err := k.store.CloseDay(t.Context(), k.head, k.cpi, thursday, "guasto al riscaldamento", false)
	k.refused(err, "ci sono già 1 appuntamento")
	n, err := k.store.CloseDay(t.Context(), k.head, k.cpi, thursday, "guasto al riscaldamento", true)
	k.ok(err)
	a, err := k.store.Appointment(t.Context(), k.giulia, id)
	k.ok(err)
	if n != 1 || a.By != agenda.ByClosure || !strings.Contains(a.Reason, "guasto al riscaldamento") {
		t.Errorf("%d, %+v", n, a)
	}
	_, err = k.store.Book(t.Context(), k.giulia, k.booking(w, row, thursday, 630))
	k.refused(err, "l'ufficio è chiuso: guasto al riscaldamento")
	_, err = k.store.CloseDay(t.Context(), k.head, k.cpi, thursday, "di nuovo", false)
	k.refused(err, "risulta già chiuso")
	k.ok(k.store.OpenDay(t.Context(), k.head, k.cpi, thursday))
	k.book(k.giulia, k.booking(w, row, thursday, 630))
	k.notFound(k.store.OpenDay(t.Context(), k.head, k.cpi, thursday))
}

func TestThePatronSaintIsTypedForTheOffice(t *testing.T) {
	k := open(t)
	card := access.OfficeCard{Address: "via Gramsci 1", Phone: "0882 123456", PatronDay: "26/11", PatronName: "San Severo", Version: 1}
	k.notFound(k.store.SetCard(t.Context(), k.giulia, k.cpi, card))
	k.ok(k.store.SetCard(t.Context(), k.head, k.cpi, card))
	w, row := k.worker("Bianchi", "Rocco", "FG")
	_, err := k.store.Book(t.Context(), k.giulia, k.booking(w, row, thursday, 630))
	k.refused(err, "Giovedì 26 novembre l'ufficio è chiuso: San Severo, santo patrono.")
	card.PatronDay = "31/2"
	card.Version = 2
	k.refused(k.store.SetCard(t.Context(), k.head, k.cpi, card), "Scrivi giorno e mese")
}

func TestAnAbsentOperatorIsNotBooked(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	id := k.book(k.giulia, k.booking(w, row, thursday, 630))
	away := agenda.Absence{User: k.giulia.UserID, From: thursday, To: friday, Ends: 1440, Reason: "ferie"}
	_, err := k.store.AddAbsence(t.Context(), k.marco, k.cpi, away) // not for a colleague
	k.notFound(err)
	inTheWay, err := k.store.AddAbsence(t.Context(), k.giulia, k.cpi, away)
	k.ok(err)
	if len(inTheWay) != 1 || inTheWay[0].ID != id {
		t.Errorf("in the way: %v", inTheWay)
	}
	_, err = k.store.Book(t.Context(), k.giulia, k.booking(w, 0, friday, 600))
	k.refused(err, "Giulia Semeraro è assente: ferie, fino al 27/11.")
	away.Reason = ""
	_, err = k.store.AddAbsence(t.Context(), k.giulia, k.cpi, away)
	k.refused(err, "Scrivi il motivo")
	tt, err := k.store.Timetable(t.Context(), k.giulia, k.cpi, thursday, friday)
	k.ok(err)
	k.notFound(k.store.RemoveAbsence(t.Context(), k.marco, tt.Absences[0].ID))
	k.ok(k.store.RemoveAbsence(t.Context(), k.head, tt.Absences[0].ID))
	k.book(k.giulia, k.booking(w, 0, friday, 600))
}

func TestManyAreConvenedInOneActOrNone(t *testing.T) {
	k := open(t)
	var rows []int64
	var workers []int64
	for i := range 12 {
		w, row := k.worker(fmt.Sprintf("Rossi%02d", i), "Anna", "FG")
		rows, workers = append(rows, row), append(workers, w)
	}
	k.book(k.marco, k.booking(workers[0], 0, thursday, 510)) // the first is taken at the first hour
	b := agenda.Batch{Rows: rows, From: thursday, To: thursday, Operators: []int64{k.giulia.UserID, k.marco.UserID}, Length: 60, Room: "2"}
	_, err := k.store.Convene(t.Context(), k.giulia, b)
	k.refused(err, "Ci sono 11 posti liberi per 12 lavoratori: allunga il periodo")
	if got := k.text("SELECT count(*) FROM convocation"); got != "0" {
		t.Errorf("%s were convened all the same", got)
	}
	b.To = friday
	id, err := k.store.Convene(t.Context(), k.giulia, b)
	k.ok(err)
	if got := k.text("SELECT count(DISTINCT c.list_row_id)||' '||count(DISTINCT a.operator_id||a.day||a.starts) FROM convocation c JOIN appointment a ON a.id=c.appointment_id WHERE c.batch_id=?", id); got != "12 12" {
		t.Errorf("rows and places: %s", got)
	}
	if got := k.text("SELECT count(*)||' '||count(DISTINCT protocol_id)||' '||sum(json_array_length(data)) FILTER (WHERE kind='lettere_convocazione') FROM document"); got != "13 12 12" {
		t.Errorf("documents, numbers, letters in one file: %s", got)
	}
	result, err := k.store.Batch(t.Context(), k.marco, id)
	k.ok(err)
	if result.Convened != 12 || result.Mails != 12 || result.Ready || result.Job == 0 || len(result.People) != 12 || result.People[0].Protocol == "" {
		t.Errorf("%+v", result)
	}
	_, err = k.store.Batch(t.Context(), k.lecce, id)
	k.notFound(err)
	seen, err := k.store.ConvocationsOf(t.Context(), k.marco, workers[3])
	k.ok(err)
	hidden, err := k.store.ConvocationsOf(t.Context(), k.lecce, workers[3])
	k.ok(err)
	if len(seen) != 1 || len(hidden) != 0 {
		t.Errorf("the office sees %v, another one %v", seen, hidden)
	}
	if got := k.text("SELECT count(*) FROM list_row WHERE convocation='convocato'"); got != "12" {
		t.Errorf("%s rows say convocato", got)
	}
	_, err = k.store.Convene(t.Context(), k.giulia, b)
	k.refused(err, "non si può convocare: ha già una convocazione, ")
	_, err = k.store.Convene(t.Context(), k.lecce, agenda.Batch{Rows: rows, From: thursday, To: friday, Operators: []int64{k.lecce.UserID}, Length: 60})
	k.notFound(err)
	for field, broken := range map[string]agenda.Batch{
		"riga": {From: thursday, To: friday, Operators: b.Operators, Length: 60}, "al": {Rows: rows, From: thursday, To: wednesday, Operators: b.Operators, Length: 60},
		"operatore": {Rows: rows, From: thursday, To: friday, Length: 60}, "durata": {Rows: rows, From: thursday, To: friday, Operators: b.Operators, Length: 5},
	} {
		err, _ := broken.Check(tuesday).(rule.Refusals)
		if err.For(field) == "" {
			t.Errorf("nothing said of %s: %v", field, err)
		}
	}
}

func TestTheArchiveIsFilteredAndPaged(t *testing.T) {
	k := open(t)
	w, _ := k.worker("De Santis", "Maria", "FG")
	other, _ := k.worker("Russo", "Giovanna", "FG")
	day := tuesday
	for i := range 130 {
		worker, state, kind := w, "presente", "altro"
		if i%10 == 0 {
			worker, state, kind = other, "assente", "bilancio"
		}
		s := agenda.Slot{Day: day, Starts: rule.Minutes(510 + 10*(i%20)), Ends: rule.Minutes(520 + 10*(i%20))}
		k.exec(`INSERT INTO appointment(cpi_id,operator_id,worker_id,kind,day,starts,ends,starts_at,ends_at,state,created_by,created_at) VALUES(?,?,?,?,?,?,?,?,?,?,1,'')`,
			k.cpi, k.giulia.UserID, worker, kind, s.Day, s.Starts, s.Ends, s.StartsAt(), s.EndsAt(), state)
		if i%20 == 19 {
			day = day.AddDays(-1)
		}
	}
	f := agenda.Filter{CPI: k.cpi}
	var ids []int64
	var cursor agenda.Cursor
	for pages := 1; ; pages++ {
		p, err := k.store.Archive(t.Context(), k.marco, f, cursor)
		k.ok(err)
		if p.Total != 130 {
			t.Fatalf("total %d", p.Total)
		}
		for _, a := range p.Rows {
			ids = append(ids, a.ID)
		}
		if pages == 2 {
			back, err := k.store.Archive(t.Context(), k.marco, f, agenda.CursorOf(p.Rows[0], true))
			k.ok(err)
			if len(back.Rows) != 50 || back.Rows[0].ID != ids[0] || back.HasPrev || !back.HasNext {
				t.Errorf("the page before: %d rows, %+v", len(back.Rows), back.HasPrev)
			}
		}
		if !p.HasNext {
			if pages != 3 || !p.HasPrev {
				t.Errorf("%d pages", pages)
			}
			break
		}
		cursor = agenda.CursorOf(p.Rows[len(p.Rows)-1], false)
	}
	seen := map[int64]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	if len(ids) != 130 || len(seen) != 130 {
		t.Errorf("%d rows on the pages, %d different", len(ids), len(seen))
	}
	for name, c := range map[string]struct {
		f    agenda.Filter
		want int
	}{
		"state":         {agenda.Filter{CPI: k.cpi, State: "assente"}, 13},
		"kind":          {agenda.Filter{CPI: k.cpi, Kind: agenda.KindBilancio}, 13},
		"operator":      {agenda.Filter{CPI: k.cpi, Operator: k.marco.UserID}, 0},
		"days":          {agenda.Filter{CPI: k.cpi, From: tuesday, To: tuesday}, 20},
		"surname":       {agenda.Filter{CPI: k.cpi, Name: "desant"}, 117},
		"surname, name": {agenda.Filter{CPI: k.cpi, Name: "de santis mar"}, 117},
		"nobody":        {agenda.Filter{CPI: k.cpi, Name: "de santis giovanna"}, 0},
		"to fill":       {agenda.Filter{CPI: k.cpi, State: agenda.FilterToFill}, 0},
	} {
		p, err := k.store.Archive(t.Context(), k.marco, c.f, agenda.Cursor{})
		k.ok(err)
		if p.Total != c.want {
			t.Errorf("%s: %d, want %d", name, p.Total, c.want)
		}
	}
}

// TestPlans reads how SQLite answers what screens ask most: by an index that
// begins with the office, without sorting.
func TestPlans(t *testing.T) {
	k := open(t)
	for name, query := range map[string]string{
		"day":      "SELECT id FROM appointment a WHERE a.cpi_id=1 AND a.day BETWEEN '2026-11-01' AND '2026-11-30' ORDER BY a.day, a.starts, a.id",
		"archive":  "SELECT id FROM appointment a WHERE a.cpi_id=1 AND (a.day,a.starts,a.id)<('2026-11-01',1,1) ORDER BY a.day DESC, a.starts DESC, a.id DESC LIMIT 51",
		"state":    "SELECT id FROM appointment a WHERE a.cpi_id=1 AND a.state='presente' ORDER BY a.day DESC, a.starts DESC, a.id DESC LIMIT 51",
		"kind":     "SELECT id FROM appointment a WHERE a.cpi_id=1 AND a.kind='bilancio' ORDER BY a.day DESC, a.starts DESC, a.id DESC LIMIT 51",
		"operator": "SELECT id FROM appointment a WHERE a.cpi_id=1 AND a.operator_id=2 ORDER BY a.day DESC, a.starts DESC, a.id DESC LIMIT 51",
		"to fill":  "SELECT id FROM appointment a WHERE a.cpi_id=1 AND a.state='fissato' AND a.starts_at<'2026' AND a.ends_at<='2026' ORDER BY a.starts_at DESC, a.id DESC",
		"conflict": "SELECT id FROM appointment a WHERE a.worker_id=1 AND a.day='2026-11-24' AND a.state IN ('fissato','presente') AND a.starts_at<'2026' AND a.ends_at>'2026' ORDER BY a.starts",
		"moved":    "SELECT f.id FROM appointment f WHERE f.moved_to=1",
	} {
		rows, err := k.db.Reader().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
		k.ok(err)
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var detail string
			k.ok(rows.Scan(&id, &parent, &unused, &detail))
			plan = append(plan, detail)
		}
		rows.Close()
		got := strings.Join(plan, "; ")
		if !strings.Contains(got, "USING") || strings.Contains(got, "SCAN") || strings.Contains(got, "TEMP B-TREE") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
