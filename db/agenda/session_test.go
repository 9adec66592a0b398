package agenda_test

import (
	"errors"
	"fmt"
	"testing"

	"sportello/db"
	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

func (k *desk) lab(day rule.Date, starts rule.Minutes) agenda.Session {
	return agenda.Session{Code: "F1.15", Title: "Mettersi in proprio", Slot: agenda.Slot{Day: day, Starts: starts, Ends: starts + 120}, Mode: "presenza", Capacity: 6, Room: "aula"}
}

func (k *desk) openLab(s agenda.Session) int64 {
	k.Helper()
	id, err := k.store.OpenSession(k.Context(), k.giulia, s)
	k.ok(err)
	return id
}

func TestASessionWritesTheLedgerOfWhoWasThere(t *testing.T) {
	dbtest.Proves(t, "regola 9", "regola 16", "evento laboratorio")
	k := open(t)
	id := k.openLab(k.lab(tuesday, 9*60))
	var workers []int64
	for i := range 6 {
		w, _ := k.worker(fmt.Sprintf("Prova%d", i), "Ada", "FG")
		workers = append(workers, w)
		k.ok(k.store.Invite(t.Context(), k.giulia, id, w))
	}
	seventh, _ := k.worker("Settima", "Ida", "FG")
	full := k.lab(tuesday.AddDays(7), 9*60)
	full.Capacity = 1
	next := k.openLab(full)
	k.ok(k.store.Invite(t.Context(), k.giulia, next, workers[0]))
	k.refused(k.store.Invite(t.Context(), k.giulia, next, seventh), "sono tutti presi")
	// On the day the places were a plan: who came is written down.
	k.ok(k.store.Invite(t.Context(), k.giulia, id, seventh))
	if s, err := k.store.Session(t.Context(), k.giulia, id); err != nil || s.Beyond() != 1 || s.Free() != 0 {
		t.Errorf("%d beyond, %d free, %v", s.Beyond(), s.Free(), err)
	}
	k.ok(k.store.Uninvite(t.Context(), k.giulia, id, seventh))
	k.refused(k.store.Invite(t.Context(), k.giulia, id, workers[0]), "già nell'elenco")

	n, err := k.store.Attend(t.Context(), k.giulia, id, workers[:1], agenda.WasAbsent)
	if k.ok(err); n != 1 {
		t.Errorf("%d absent", n)
	}
	// All the others at once; each has the lab and its replica O.2, whose time is the lab's.
	n, err = k.store.Attend(t.Context(), k.giulia, id, nil, agenda.WasPresent)
	if k.ok(err); n != 5 {
		t.Errorf("%d present", n)
	}
	if got := k.text("SELECT count(*)||' '||sum(minutes)||' '||count(DISTINCT session_id)||' '||max(missed) FROM delivered_service WHERE code='F1.15'"); got != "5 600 1 " {
		t.Errorf("the ledger has %s", got)
	}
	if got := k.text("SELECT count(*)||' '||sum(minutes) FROM delivered_service WHERE code='O.2' AND origin='replica'"); got != "5 0" {
		t.Errorf("its replicas %s", got)
	}
	// A correction annuls the row, its replica too; present again is a new row.
	_, err = k.store.Attend(t.Context(), k.giulia, id, workers[1:2], agenda.WasAbsent)
	k.ok(err)
	if got := k.text("SELECT count(*) FROM delivered_service WHERE annulled_at IS NULL"); got != "8" {
		t.Errorf("%s rows stand", got)
	}
	k.refused(k.store.Uninvite(t.Context(), k.giulia, id, workers[2]), "segnato presente")
	k.ok(k.store.Uninvite(t.Context(), k.giulia, id, workers[1]))
	k.refused(k.store.CancelSession(t.Context(), k.giulia, id, " "), "perché")
	k.ok(k.store.CancelSession(t.Context(), k.giulia, id, "Manca la corrente"))
	if got := k.text("SELECT count(*) FROM delivered_service WHERE annulled_at IS NULL"); got != "0" {
		t.Errorf("%s rows stand of a cancelled session", got)
	}
	_, err = k.store.Attend(t.Context(), k.giulia, id, nil, agenda.WasPresent)
	k.refused(err, "annullata")
}

func TestASessionThatIsRefused(t *testing.T) {
	k := open(t)
	for what, c := range map[string]struct {
		change func(*agenda.Session)
		want   string
	}{
		"no service":         {func(s *agenda.Session) { s.Code = "" }, "Scegli il servizio"},
		"no such service":    {func(s *agenda.Session) { s.Code = "Z.1" }, "Scegli il servizio"},
		"one of employers":   {func(s *agenda.Session) { s.Code = "P.1" }, "Scegli il servizio"},
		"one of individuals": {func(s *agenda.Session) { s.Code = "F1.2" }, "Regola 9"},
		"an interview":       {func(s *agenda.Session) { s.Code = "D.1" }, "D.1 si dà a una persona alla volta"},
		"a declaration":      {func(s *agenda.Session) { s.Code = "B.1" }, "B.1 si dà a una persona alla volta"},
		"a replica":          {func(s *agenda.Session) { s.Code = "O.2" }, "Regola 16"},
		"no title":           {func(s *agenda.Session) { s.Title = " " }, "Scrivi un titolo"},
		"no places":          {func(s *agenda.Session) { s.Capacity = 0 }, "I posti"},
		"by telephone":       {func(s *agenda.Session) { s.Mode = "telefono" }, "in presenza o in videochiamata"},
		"in the night":       {func(s *agenda.Session) { s.Slot.Starts, s.Slot.Ends = 1200, 1320 }, "l'ufficio è aperto"},
		"long ago":           {func(s *agenda.Session) { s.Slot.Day = "2026-10-13" }, "trenta giorni"},
		"of another office":  {func(s *agenda.Session) { s.Operator = k.lecce.UserID }, "Scegli un operatore"},
	} {
		s := k.lab(wednesday, 9*60)
		c.change(&s)
		_, err := k.store.OpenSession(t.Context(), k.giulia, s)
		if err == nil {
			t.Errorf("%s is taken", what)
			continue
		}
		k.refused(err, c.want)
	}
	id := k.openLab(k.lab(wednesday, 9*60))
	_, err := k.store.Attend(t.Context(), k.giulia, id, nil, agenda.WasPresent)
	k.refused(err, "dal giorno della sessione")
	for _, err := range []error{k.store.Invite(t.Context(), k.lecce, id, 1), k.store.CancelSession(t.Context(), k.lecce, id, "no"), k.store.CancelSession(t.Context(), k.province, id, "no")} {
		k.notFound(err)
	}
	blocked, _ := k.worker("Esclusa", "Eva", "FG")
	k.exec("INSERT INTO riscontro(worker_id,value,note,recorded_at,recorded_by,cpi_id) VALUES(?,'escluso','',?,?,?)", blocked, "2026-11-20T08:00:00.000Z", k.giulia.UserID, k.cpi)
	k.refused(k.store.Invite(t.Context(), k.giulia, id, blocked), "riscontro")
	stranger, _ := k.worker("Altrove", "Ugo", "LE")
	if err := k.store.Invite(t.Context(), k.giulia, id, stranger); err == nil {
		t.Error("somebody of another province is invited")
	}
}

// TestASessionTakesTheTime of its operator and of who is expected there.
func TestASessionTakesTheTime(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	k.book(k.giulia, k.booking(w, row, thursday, 630))
	_, err := k.store.OpenSession(t.Context(), k.giulia, k.lab(thursday, 9*60))
	k.refused(err, "10:30")
	lab := k.lab(friday, 9*60)
	id := k.openLab(lab)
	_, err = k.store.OpenSession(t.Context(), k.giulia, k.lab(friday, 10*60))
	k.refused(err, "tiene la sessione «Mettersi in proprio», alle 9:00")
	other, _ := k.worker("Verdi", "Ada", "FG")
	_, err = k.store.Book(t.Context(), k.giulia, k.booking(other, 0, friday, 600))
	k.refused(err, "tiene la sessione")
	k.ok(k.store.Invite(t.Context(), k.giulia, id, other))
	b := k.booking(other, 0, friday, 600)
	b.Operator = k.marco.UserID
	_, err = k.store.Book(t.Context(), k.giulia, b)
	k.refused(err, "è attesa alla sessione")
	free, err := k.store.FirstFree(t.Context(), k.giulia, k.cpi, k.giulia.UserID, 0, friday, 60, 1)
	k.ok(err)
	if len(free) != 1 || free[0].Slot.Day == friday && free[0].Slot.Starts < 11*60 {
		t.Errorf("free is %+v", free)
	}
	free, err = k.store.FirstFree(t.Context(), k.giulia, k.cpi, k.marco.UserID, other, friday, 60, 1)
	k.ok(err)
	if len(free) != 1 || free[0].Slot.Day == friday && free[0].Slot.Starts < 11*60 && free[0].Slot.Ends > 9*60 {
		t.Errorf("free for her is %+v", free)
	}
}

// TestASessionChanges keeps the rules of a new one, and its people's time.
func TestASessionChanges(t *testing.T) {
	k := open(t)
	lab := k.lab(wednesday, 9*60)
	id := k.openLab(lab)
	var workers []int64
	for i := range 2 {
		w, _ := k.worker(fmt.Sprintf("Prova%d", i), "Ada", "FG")
		workers = append(workers, w)
		k.ok(k.store.Invite(t.Context(), k.giulia, id, w))
	}
	b := k.booking(workers[0], 0, thursday, 600)
	b.Operator = k.marco.UserID
	k.book(k.giulia, b)
	lab.Operator = k.giulia.UserID
	change := func(f func(*agenda.Session)) ([]agenda.SessionChange, error) {
		x := lab
		f(&x)
		return k.store.ChangeSession(t.Context(), k.giulia, id, 0, x)
	}
	for what, c := range map[string]struct {
		change func(*agenda.Session)
		want   string
	}{
		"places below the list": {func(x *agenda.Session) { x.Capacity = 1 }, "già 2 persone"},
		"no title":              {func(x *agenda.Session) { x.Title = " " }, "Scrivi un titolo"},
		"a person who is taken": {func(x *agenda.Session) { x.Slot = agenda.Slot{Day: thursday, Starts: 540, Ends: 660} }, "ha già un impegno"},
		"a colleague's own time": {func(x *agenda.Session) {
			x.Slot = agenda.Slot{Day: thursday, Starts: 600, Ends: 660}
			x.Operator = k.marco.UserID
		}, "ha già un impegno"},
		"of another office": {func(x *agenda.Session) { x.Operator = k.lecce.UserID }, "Scegli un operatore"},
		"in the night":      {func(x *agenda.Session) { x.Slot = agenda.Slot{Day: thursday, Starts: 1200, Ends: 1320} }, "l'ufficio è aperto"},
		"in the past":       {func(x *agenda.Session) { x.Slot.Day = "2026-11-20" }, "già passata"},
	} {
		_, err := change(c.change)
		if err == nil {
			t.Errorf("%s is taken", what)
			continue
		}
		k.refused(err, c.want)
	}
	// By half an hour: it is not in its own way. Each field has its line.
	changed, err := change(func(x *agenda.Session) { x.Slot.Starts, x.Slot.Ends, x.Room, x.Capacity = 570, 690, "sala", 2 })
	if k.ok(err); len(changed) != 3 {
		t.Errorf("changed: %+v", changed)
	}
	history, err := k.store.SessionChanges(t.Context(), id)
	if k.ok(err); len(history) != 3 || history[0].Field != "quando" || history[1].Was != "aula" || history[1].Became != "sala" || history[2].By != "Giulia Semeraro" {
		t.Errorf("the history is %+v", history)
	}
	_, err = k.store.ChangeSession(t.Context(), k.giulia, id, 1, lab)
	var stale db.Stale
	if !errors.As(err, &stale) {
		t.Errorf("an old version is taken: %v", err)
	}
	for _, actor := range []rule.Actor{k.lecce, k.province} {
		_, err := k.store.ChangeSession(t.Context(), actor, id, 0, lab)
		k.notFound(err)
	}
	k.exec("UPDATE group_session SET day='2026-11-24', starts=480, ends=500, starts_at='2026-11-24T07:00:00.000Z', ends_at='2026-11-24T07:20:00.000Z' WHERE id=?", id)
	_, err = change(func(x *agenda.Session) { x.Room = "altra" })
	k.refused(err, "è finita")
	k.ok(k.store.CancelSession(t.Context(), k.giulia, id, "Manca la corrente"))
	_, err = change(func(x *agenda.Session) { x.Room = "altra" })
	k.refused(err, "annullata")
}
