package agenda_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"sportello/db"
	"sportello/db/access"
	"sportello/db/agenda"
	"sportello/db/dbtest"
	"sportello/db/rule"
)

// desk is an office with its people, on a database that stands on Tuesday 24
// November 2026 at 9:00.
type desk struct {
	*testing.T
	db                          *db.DB
	clock                       *dbtest.Clock
	store                       *agenda.Store
	giulia, marco, head         rule.Actor // of San Severo
	lecce, province, counsellor rule.Actor
	cpi                         int64
	n                           int
}

func open(t *testing.T) *desk {
	t.Helper()
	d, clock := dbtest.Open(t)
	k := &desk{T: t, db: d, clock: clock, store: agenda.NewStore(d)}
	k.giulia = k.user("Giulia", "Semeraro", rule.RoleOperator, "cpi:San Severo")
	k.marco = k.user("Marco", "De Santis", rule.RoleOperator, "cpi:San Severo")
	k.head = k.user("Teresa", "Ricciardi", rule.RoleOfficeHead, "cpi:San Severo")
	k.counsellor = k.user("Aldo", "Neri", rule.RoleCounsellor, "cpi:San Severo")
	k.lecce = k.user("Luca", "Greco", rule.RoleOperator, "cpi:Lecce")
	k.province = k.user("Piera", "Longo", rule.RoleProvince, "provincia:FG")
	k.cpi = k.giulia.CPI()
	return k
}

func (k *desk) user(name, surname string, role rule.Role, scope string) rule.Actor {
	k.Helper()
	users := access.NewStore(k.db)
	g, err := users.ParseScope(k.Context(), role, scope)
	k.ok(err)
	var id int64
	k.ok(k.db.Write(k.Context(), func(tx *db.Tx) (err error) {
		id, err = access.CreateUserTx(k.Context(), tx, rule.System, access.NewUser{Name: name, Surname: surname, Grants: []rule.Grant{g}, Confirmed: true},
			fmt.Sprintf("%s.%s@prova.example", name, surname), "x")
		return err
	}))
	u, err := users.User(k.Context(), id)
	k.ok(err)
	return u.Actor()
}

func (k *desk) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatal(err)
	}
}

func (k *desk) exec(query string, args ...any) int64 {
	k.Helper()
	var id int64
	k.ok(k.db.Write(k.Context(), func(tx *db.Tx) error {
		res, err := tx.ExecContext(k.Context(), query, args...)
		if err != nil {
			return err
		}
		id, err = res.LastInsertId()
		return err
	}))
	return id
}

func (k *desk) text(query string, args ...any) string {
	k.Helper()
	var s string
	if err := k.db.Reader().QueryRowContext(k.Context(), query, args...).Scan(&s); err != nil {
		k.Fatalf("%s: %v", query, err)
	}
	return s
}

// worker makes a person on the list of the province, and returns their id and
// the id of the row.
func (k *desk) worker(surname, name, province string) (id, row int64) {
	k.Helper()
	k.n++
	cf := fmt.Sprintf("XXXYYY80A01H%03dZ", k.n)
	id = k.exec(`INSERT INTO worker(codice_fiscale,surname,name,surname_fold,name_fold,residence_province,email,created_at,updated_at) VALUES(?,?,?,?,?,?,?,'','')`,
		cf, surname, name, rule.Fold(surname), rule.Fold(name), province, strings.ToLower(name)+"@posta.example")
	k.exec("INSERT OR IGNORE INTO worker_list(id,name,priority,active_from) VALUES(1,'Mobilità 2011/2012',1,'2014-09-01')")
	row = k.exec(`INSERT INTO list_row(list_id,worker_id,province,cpi_id,surname_fold,name_fold,load_id,reference_date) VALUES(1,?,?,(SELECT id FROM cpi WHERE name='San Severo'),?,?,1,'2026-01-01')`,
		id, province, rule.Fold(surname), rule.Fold(name))
	return id, row
}

func (k *desk) booking(worker, row int64, day rule.Date, starts rule.Minutes) agenda.Booking {
	b := agenda.Booking{Worker: worker, ListRow: row, Kind: agenda.KindConvocation, Slot: agenda.Slot{Day: day, Starts: starts, Ends: starts + 60}, Room: "1"}
	if row == 0 {
		b.Kind = agenda.KindOrientation
	}
	return b
}

// book fixes an appointment; one of an hour gone by was fixed before it came.
func (k *desk) book(actor rule.Actor, b agenda.Booking) int64 {
	k.Helper()
	if now := k.clock.Now(); b.Slot.Day == rule.DateOf(now) && b.Slot.Day.At(b.Slot.Starts).Before(now) {
		k.clock.Set(b.Slot.Day.At(b.Slot.Starts))
		defer k.clock.Set(now)
	}
	id, err := k.store.Book(k.Context(), actor, b)
	k.ok(err)
	return id
}

func (k *desk) refused(err error, want string) {
	k.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		k.Errorf("%v, want a refusal with %q", err, want)
	}
}

func (k *desk) notFound(err error) {
	k.Helper()
	if !errors.Is(err, db.ErrNotFound) {
		k.Errorf("%v, want db.ErrNotFound", err)
	}
}

const (
	tuesday   = rule.Date("2026-11-24") // today
	wednesday = rule.Date("2026-11-25")
	thursday  = rule.Date("2026-11-26")
	friday    = rule.Date("2026-11-27")
)

func TestAConvocationIsBookedWithItsFactAndItsSummary(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	b := k.booking(w, row, thursday, 630)
	b.Operator = k.marco.UserID // for a colleague of the same office
	id := k.book(k.giulia, b)
	a, err := k.store.Appointment(t.Context(), k.giulia, id)
	k.ok(err)
	if a.OperatorN != "Marco De Santis" || a.WorkerN != "Bianchi Rocco" || a.List != "Mobilità 2011/2012" || a.State != agenda.Fixed || a.Where() != "stanza 1" {
		t.Errorf("%+v", a)
	}
	if got := k.text("SELECT starts_at FROM appointment WHERE id=?", id); got != "2026-11-26T09:30:00.000Z" {
		t.Errorf("starts at %s", got)
	}
	if got := k.text("SELECT convocation||' '||convocation_on FROM list_row WHERE id=?", row); got != "convocato 2026-11-26" {
		t.Errorf("the row says %q", got)
	}
	if got := k.text("SELECT body FROM convocation WHERE appointment_id=?", id); !strings.Contains(got, "giovedì 26 novembre 2026 alle 10:30, con Marco De Santis, stanza 1") {
		t.Errorf("the text kept is %q", got)
	}
	if got := k.text("SELECT d.kind||' '||printf('%d/%07d',p.year,p.number)||' '||p.counterpart||' '||p.direction FROM convocation c JOIN document d ON d.id=c.document_id JOIN protocol_entry p ON p.id=d.protocol_id"); got != "lettera_convocazione 2026/0000001 Rocco Bianchi uscita" {
		t.Errorf("the letter is %q", got)
	}
	if got := k.text("SELECT m.recipient||' '||m.state||' '||(m.document_id IS NULL) FROM convocation c JOIN mail m ON m.id=c.mail_id"); got != "rocco@posta.example in_coda 1" {
		t.Errorf("the e-mail is %q", got)
	}
	if got := k.text("SELECT group_concat(action) FROM audit WHERE worker_id=?", w); !strings.Contains(got, "appuntamento.fissato") || !strings.Contains(got, "lavoratore.convocato") {
		t.Errorf("audit: %s", got)
	}
}

func TestBookingsThatAreRefused(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	far, farRow := k.worker("Greco", "Anna", "LE")
	set := func(change func(*agenda.Booking)) agenda.Booking {
		b := k.booking(w, row, thursday, 630)
		change(&b)
		return b
	}
	for _, c := range []struct {
		name, want string
		b          agenda.Booking
	}{
		{"a past day", "è passato", set(func(b *agenda.Booking) { b.Slot.Day = "2026-11-23" })},
		{"a holiday", "l'ufficio è chiuso: Immacolata Concezione", set(func(b *agenda.Booking) { b.Slot.Day = "2026-12-08" })},
		{"a saturday", "l'ufficio è chiuso: sabato", set(func(b *agenda.Booking) { b.Slot.Day = "2026-11-28" })},
		{"out of hours", "non ci sta", set(func(b *agenda.Booking) { b.Slot.Starts, b.Slot.Ends = 800, 860 })},
		{"an operator of another office", "Scegli un operatore del tuo", set(func(b *agenda.Booking) { b.Operator = k.lecce.UserID })},
		{"no kind", "Scegli il tipo", set(func(b *agenda.Booking) { b.Kind = "" })},
		{"a convocation of nobody's list", "Si convoca chi è in un elenco", set(func(b *agenda.Booking) { b.ListRow = 0 })},
		{"a long room", "troppo lungo", set(func(b *agenda.Booking) { b.Room = strings.Repeat("x", 41) })},
		{"base orientation of two hours", "al massimo 90 minuti (Carta dei servizi)", set(func(b *agenda.Booking) { b.Kind, b.Slot.Ends = agenda.KindOrientation, b.Slot.Starts+91 })},
		{"counselling of half an hour", "almeno 60 minuti (Carta dei servizi)", set(func(b *agenda.Booking) { b.Kind, b.Slot.Ends = agenda.KindCounselling, b.Slot.Starts+59 })},
		{"no time", "La durata va da 10 a 480 minuti", set(func(b *agenda.Booking) { b.Slot.Ends = b.Slot.Starts })},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := k.store.Book(t.Context(), k.giulia, c.b)
			k.refused(err, c.want)
		})
	}
	for name, b := range map[string]agenda.Booking{
		"a worker of another province": k.booking(far, farRow, thursday, 630),
		"a row of another worker":      k.booking(w, farRow, thursday, 630),
		"another office":               set(func(b *agenda.Booking) { b.CPI = k.lecce.CPI() }),
	} {
		_, err := k.store.Book(t.Context(), k.giulia, b)
		t.Log(name)
		k.notFound(err)
	}
	_, err := k.store.Book(t.Context(), k.province, set(func(b *agenda.Booking) { b.CPI, b.Operator = k.cpi, k.giulia.UserID }))
	k.notFound(err)
	if got := k.text("SELECT count(*) FROM appointment"); got != "0" {
		t.Errorf("%s appointments were made", got)
	}
}

func TestTheSameTimeTwiceIsRefusedWithTheAppointmentInTheWay(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	other, _ := k.worker("Russo", "Giovanna", "FG")
	b := k.booking(w, row, thursday, 630)
	b.Operator = k.marco.UserID
	first := k.book(k.marco, b)

	mine := k.booking(w, 0, thursday, 660) // the worker, half an hour later, with somebody else
	_, err := k.store.Book(t.Context(), k.giulia, mine)
	var conflict agenda.Conflict
	if !errors.As(err, &conflict) || !conflict.Worker || conflict.With.ID != first {
		t.Fatalf("%v", err)
	}
	if want := "Bianchi Rocco ha già un impegno: giovedì 26 novembre alle 10:30 è con Marco De Santis, stanza 1."; conflict.Error() != want {
		t.Errorf("%q, want %q", conflict.Error(), want)
	}
	theirs := k.booking(other, 0, thursday, 600) // the operator, half an hour before
	theirs.Operator = k.marco.UserID
	_, err = k.store.Book(t.Context(), k.giulia, theirs)
	if !errors.As(err, &conflict) || conflict.Worker || conflict.With.ID != first {
		t.Fatalf("%v", err)
	}
	theirs.Slot = agenda.Slot{Day: thursday, Starts: 570, Ends: 630} // until it begins
	k.book(k.giulia, theirs)

	free, err := k.store.FirstFree(t.Context(), k.giulia, k.cpi, k.marco.UserID, w, thursday, 60, 3)
	k.ok(err)
	var words []string
	for _, f := range free {
		words = append(words, f.Slot.ShortWords())
	}
	if got := strings.Join(words, " · "); got != "gio 26/11, 8:30 · gio 26/11, 11:30 · gio 26/11, 15:00" {
		t.Errorf("first free for both: %s", got)
	}
}

func TestAWorkerTakenInAnotherOfficeIsRefusedWithoutTellingMore(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	k.exec("UPDATE worker SET domicile_province='LE' WHERE id=?", w)
	k.book(k.giulia, k.booking(w, row, thursday, 630))
	_, err := k.store.Book(t.Context(), k.lecce, k.booking(w, 0, thursday, 630))
	k.refused(err, "giovedì 26 novembre alle 10:30 ha un appuntamento in un altro Centro per l'Impiego.")
	if strings.Contains(err.Error(), "Giulia") {
		t.Errorf("the refusal tells with whom: %v", err)
	}
}

func TestOfTwoWhoPressAtOnceOneIsRefused(t *testing.T) {
	k := open(t)
	const many = 8
	var workers [many][2]int64
	for i := range workers {
		workers[i][0], workers[i][1] = k.worker(fmt.Sprintf("Rossi%d", i), "Anna", "FG")
	}
	same, sameRow := k.worker("Verdi", "Carlo", "FG")
	var wg sync.WaitGroup
	results := make([]error, 2*many)
	begin := make(chan struct{})
	for i := range many {
		// Eight people for one operator at one time; one person by four operators.
		wg.Go(func() {
			<-begin
			_, results[i] = k.store.Book(t.Context(), k.giulia, k.booking(workers[i][0], workers[i][1], thursday, 630))
		})
		actor := []rule.Actor{k.marco, k.head, k.counsellor, k.marco}[i%4]
		wg.Go(func() {
			<-begin
			_, results[many+i] = k.store.Book(t.Context(), actor, k.booking(same, sameRow, friday, rule.Minutes(540+10*(i%4))))
		})
	}
	close(begin)
	wg.Wait()
	for half, name := range []string{"operator", "worker"} {
		won := 0
		for _, err := range results[half*many : (half+1)*many] {
			switch {
			case err == nil:
				won++
			case !errors.As(err, new(agenda.Conflict)) && !errors.As(err, new(agenda.Convened)):
				t.Errorf("%s: %v", name, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d won", name, won)
		}
	}
}

func TestOneOpenConvocationForWorkerAndList(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	first := k.book(k.giulia, k.booking(w, row, thursday, 630))
	_, err := k.store.Book(t.Context(), k.marco, k.booking(w, row, friday, 630))
	k.refused(err, "Bianchi Rocco ha già una convocazione: giovedì 26 novembre alle 10:30, con Giulia Semeraro.")
	// Meetings of another kind are as many as needed.
	k.book(k.giulia, k.booking(w, 0, friday, 630))
	k.ok(k.store.Cancel(t.Context(), k.giulia, first, 0, "impedimento", ""))
	k.book(k.marco, k.booking(w, row, friday, 720))
}

func TestARiscontroKeepsEveryPathClosed(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	other, otherRow := k.worker("Russo", "Giovanna", "FG")
	future := k.book(k.giulia, k.booking(w, row, thursday, 630))
	later := k.book(k.marco, k.booking(w, 0, friday, 540))
	past := k.book(k.head, k.booking(w, 0, tuesday, 510)) // began at 8:30
	n, err := k.store.RecordRiscontro(t.Context(), k.head, w, agenda.Excluded, "rapporto attivo dal 10/11")
	k.ok(err)
	if n != 2 {
		t.Errorf("%d appointments cancelled, want the 2 to come", n)
	}
	for id, want := range map[int64]string{future: "disdetto per riscontro", later: "disdetto per riscontro", past: "Da erogare"} {
		a, err := k.store.Appointment(t.Context(), k.giulia, id)
		k.ok(err)
		if got := a.Word(rule.InstantOf(k.db.Now())); got != want {
			t.Errorf("%s: %q, want %q", a.Slot.Words(), got, want)
		}
	}
	if got := k.text("SELECT riscontro||' '||convocation FROM list_row WHERE id=?", row); got != "escluso da_convocare" {
		t.Errorf("the row says %q", got)
	}
	sentence := "Non si può fissare un appuntamento: il lavoratore risulta escluso dal 24/11/2026 (Teresa Ricciardi). Il responsabile può revocare il riscontro."
	_, err = k.store.Book(t.Context(), k.giulia, k.booking(w, row, thursday, 630))
	k.refused(err, sentence)
	_, err = k.store.Book(t.Context(), k.giulia, k.booking(w, 0, thursday, 630))
	k.refused(err, sentence)
	_, err = k.store.Move(t.Context(), k.head, past, 0, agenda.Slot{Day: friday, Starts: 600, Ends: 660}, 0, "")
	k.refused(err, sentence)
	_, err = k.store.Convene(t.Context(), k.giulia, agenda.Batch{Rows: []int64{row, otherRow}, From: thursday, To: friday, Operators: []int64{k.giulia.UserID}, Length: 60})
	k.refused(err, "Bianchi Rocco non si può convocare: ha il riscontro «escluso».")
	_, err = k.store.RecordRiscontro(t.Context(), k.giulia, w, agenda.Renounced, "")
	k.refused(err, "risulta già escluso")

	k.notFound(k.store.RevokeRiscontro(t.Context(), k.giulia, w, "errore"))
	k.refused(k.store.RevokeRiscontro(t.Context(), k.head, w, " "), "Scrivi il motivo")
	k.ok(k.store.RevokeRiscontro(t.Context(), k.head, w, "il rapporto è cessato"))
	k.book(k.giulia, k.booking(w, row, thursday, 630))
	history, err := k.store.Riscontri(t.Context(), k.giulia, w)
	k.ok(err)
	if len(history) != 1 || history[0].Active() || history[0].RevokedReason != "il rapporto è cessato" || history[0].RecordedBy != "Teresa Ricciardi" || history[0].Note == "" {
		t.Errorf("%+v", history)
	}
	if got := k.text("SELECT riscontro FROM list_row WHERE id=?", row); got != "" {
		t.Errorf("the row still says %q", got)
	}
	_, err = k.store.RecordRiscontro(t.Context(), k.lecce, other, agenda.Renounced, "")
	k.notFound(err)
}

func TestMovingKeepsTheOldAppointment(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	id := k.book(k.giulia, k.booking(w, row, thursday, 630))
	newID, err := k.store.Move(t.Context(), k.marco, id, 1, agenda.Slot{Day: thursday, Starts: 660, Ends: 720}, 0, "2") // by half an hour
	k.ok(err)
	old, err := k.store.Appointment(t.Context(), k.giulia, id)
	k.ok(err)
	moved, err := k.store.Appointment(t.Context(), k.giulia, newID)
	k.ok(err)
	if old.State != agenda.Moved || old.MovedTo != newID || moved.MovedFrom != id || moved.Kind != agenda.KindConvocation || moved.Room != "2" || moved.ListRow != row {
		t.Errorf("old %+v\nnew %+v", old, moved)
	}
	if got := k.text("SELECT count(*) FROM convocation WHERE list_row_id=?", row); got != "2" {
		t.Errorf("%s summonses: the new time has its own", got)
	}
	_, err = k.store.Move(t.Context(), k.giulia, newID, 9, agenda.Slot{Day: friday, Starts: 660, Ends: 720}, 0, "")
	if !errors.As(err, new(db.Stale)) {
		t.Errorf("a stale form: %v", err)
	}
	_, err = k.store.Move(t.Context(), k.giulia, id, 0, agenda.Slot{Day: friday, Starts: 660, Ends: 720}, 0, "")
	k.refused(err, "non si può più spostare: risulta «Spostato»")
	// A move that is refused leaves everything as it was.
	_, err = k.store.Move(t.Context(), k.giulia, newID, 0, agenda.Slot{Day: "2026-11-28", Starts: 660, Ends: 720}, 0, "")
	k.refused(err, "chiuso")
	if a, _ := k.store.Appointment(t.Context(), k.giulia, newID); a.State != agenda.Fixed {
		t.Errorf("after a refused move: %s", a.State)
	}
}

func TestOutcomesReachTheLedgerAndTheList(t *testing.T) {
	dbtest.Proves(t, "evento orientamento")
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	convened := k.book(k.giulia, k.booking(w, row, tuesday, 510))
	oriented := k.book(k.marco, k.booking(w, 0, tuesday, 600))
	k.refused(k.store.Outcome(t.Context(), k.giulia, oriented, agenda.ActMiss, 0), "prima di quell'ora")
	k.ok(k.store.Outcome(t.Context(), k.giulia, convened, agenda.ActMiss, 0))
	if got := k.text("SELECT convocation||no_shows||last_no_show_on FROM list_row WHERE id=?", row); got != "assente12026-11-24" {
		t.Errorf("the row says %s", got)
	}
	k.clock.Set(tuesday.At(700))
	k.ok(k.store.Outcome(t.Context(), k.giulia, oriented, agenda.ActAttend, 45))
	ledger := "SELECT code||' '||minutes||'/'||minutes_planned||' op'||(operator_id=?)||' '||prestazione||' '||reference FROM delivered_service WHERE annulled_at IS NULL"
	if got := k.text(ledger, k.marco.UserID); got != "C.1 45/60 op1 B1 appuntamento" {
		t.Errorf("the ledger says %q", got)
	}
	k.refused(k.store.Outcome(t.Context(), k.giulia, oriented, agenda.ActMiss, 0), "c'è già: risulta «presente»")
	// A slip is put right: the row of the ledger is annulled, not deleted.
	k.ok(k.store.Reopen(t.Context(), k.giulia, oriented))
	k.ok(k.store.Outcome(t.Context(), k.giulia, oriented, agenda.ActExcuse, 0))
	if got := k.text("SELECT count(*)||' '||count(annulled_at) FROM delivered_service"); got != "1 1" {
		t.Errorf("ledger rows and annulled ones: %s", got)
	}
	k.ok(k.store.Reopen(t.Context(), k.giulia, convened))
	if got := k.text("SELECT convocation||no_shows||last_no_show_on FROM list_row WHERE id=?", row); got != "convocato0"+"" {
		t.Errorf("the row says %s", got)
	}
	// Who comes to a convocation is met, and given no service yet.
	k.ok(k.store.Outcome(t.Context(), k.giulia, convened, agenda.ActAttend, 0))
	if got := k.text("SELECT count(*)||' '||count(annulled_at) FROM delivered_service"); got != "1 1" {
		t.Errorf("ledger rows and annulled ones after a convocation: %s", got)
	}
}

func TestAReopenedHourThatSomebodyElseTookIsRefused(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	other, otherRow := k.worker("Russo", "Giovanna", "FG")
	missed := k.book(k.giulia, k.booking(w, row, tuesday, 510))
	k.ok(k.store.Outcome(t.Context(), k.giulia, missed, agenda.ActMiss, 0))
	k.book(k.giulia, k.booking(other, otherRow, tuesday, 520)) // who was waiting is met instead
	k.refused(k.store.Reopen(t.Context(), k.giulia, missed), "Giulia Semeraro ha già un impegno")
}

func TestOutcomesOfADayInOneAct(t *testing.T) {
	k := open(t)
	var ids []int64
	for i, at := range []rule.Minutes{510, 570, 630} {
		w, row := k.worker(fmt.Sprintf("Rossi%d", i), "Anna", "FG")
		ids = append(ids, k.book(k.giulia, k.booking(w, row, tuesday, at)))
	}
	k.clock.Set(tuesday.At(640))
	list, n, err := k.store.ToFill(t.Context(), k.giulia, k.cpi, 0, 10)
	k.ok(err)
	if n != 2 || len(list) != 2 || list[0].ID != ids[1] {
		t.Fatalf("%d to fill, newest %v", n, list)
	}
	if _, n, _ = k.store.ToFill(t.Context(), k.lecce, k.cpi, 0, 10); n != 0 {
		t.Errorf("another office sees %d", n)
	}
	done, err := k.store.Outcomes(t.Context(), k.giulia, ids[:2], agenda.ActAttend)
	k.ok(err)
	if done != 2 {
		t.Errorf("%d done", done)
	}
	_, err = k.store.Outcomes(t.Context(), k.lecce, ids, agenda.ActAttend)
	k.notFound(err)
	if _, n, _ = k.store.ToFill(t.Context(), k.giulia, k.cpi, 0, 10); n != 0 {
		t.Errorf("%d still to fill", n)
	}
}

func TestAMeetingOfABilancioIsRecordedOnce(t *testing.T) {
	dbtest.Proves(t, "evento bilancio")
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	first := k.book(k.giulia, k.booking(w, row, tuesday, 540))
	attend := func(actor rule.Actor, id, bilancio int64) error {
		return k.db.Write(t.Context(), func(tx *db.Tx) error { return agenda.AttendTx(t.Context(), tx, actor, id, bilancio, 0) })
	}
	k.ok(attend(k.marco, first, 5)) // a colleague, today
	ledger := "SELECT group_concat(code||' '||minutes||' '||reference||reference_id||' by '||operator_id||' for '||operator_planned) FROM delivered_service WHERE annulled_at IS NULL"
	want := fmt.Sprintf("E.2 60 bilancio5 by %d for %d", k.marco.UserID, k.giulia.UserID)
	if got := k.text(ledger); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	k.ok(attend(k.marco, first, 5)) // again: nothing more
	if got := k.text(ledger); got != want {
		t.Errorf("after the second time: %q", got)
	}
	k.refused(attend(k.marco, first, 6), "già partito un altro bilancio")
	k.refused(k.store.Reopen(t.Context(), k.giulia, first), "è partito un bilancio")

	// A later meeting, closed as presente with one click, records itself.
	b := k.booking(w, 0, tuesday, 620)
	b.Kind, b.Bilancio, b.Code = agenda.KindBilancio, 5, "M4.2"
	second := k.book(k.giulia, b)
	k.clock.Set(tuesday.At(700))
	k.ok(k.store.Outcome(t.Context(), k.giulia, second, agenda.ActAttend, 90))
	if got := k.text(ledger); !strings.Contains(got, "M4.2 90 bilancio5") {
		t.Errorf("%q", got)
	}
	// One already marked present as a colloquio becomes the bilancio's: counted once.
	w2, _ := k.worker("Russo", "Giovanna", "FG")
	third := k.book(k.giulia, k.booking(w2, 0, tuesday, 700))
	k.ok(k.store.Outcome(t.Context(), k.giulia, third, agenda.ActAttend, 0))
	k.ok(attend(k.giulia, third, 7))
	if got := k.text("SELECT group_concat(code) FROM delivered_service WHERE annulled_at IS NULL AND worker_id=?", w2); got != "E.2" {
		t.Errorf("%q", got)
	}

	tomorrow := k.book(k.giulia, k.booking(w2, 0, wednesday, 600))
	k.refused(attend(k.giulia, tomorrow, 8), "Il bilancio non si avvia prima dell'appuntamento. Questo è del 25/11")
	k.notFound(attend(k.lecce, tomorrow, 8))
	if got := k.text("SELECT state FROM appointment WHERE id=?", tomorrow); got != "fissato" {
		t.Errorf("after the refusal: %s", got)
	}
}

func TestWhoSeesAnAgenda(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	id := k.book(k.giulia, k.booking(w, row, thursday, 630))
	for _, actor := range []rule.Actor{k.giulia, k.marco, k.head, k.counsellor, k.province} {
		if _, err := k.store.Appointment(t.Context(), actor, id); err != nil {
			t.Errorf("%s: %v", actor.Name, err)
		}
		if list, err := k.store.Between(t.Context(), actor, k.cpi, thursday, thursday, 0); err != nil || len(list) != 1 {
			t.Errorf("%s: %d appointments, %v", actor.Name, len(list), err)
		}
	}
	_, err := k.store.Appointment(t.Context(), k.lecce, id)
	k.notFound(err)
	list, err := k.store.Between(t.Context(), k.lecce, k.cpi, thursday, thursday, 0)
	k.ok(err)
	month, err := k.store.Month(t.Context(), k.lecce, k.cpi, "2026-11-01", "2026-11-30", 0)
	k.ok(err)
	load, err := k.store.Load(t.Context(), k.lecce, k.cpi, "2026-11-01", "2026-11-30", 0)
	k.ok(err)
	page, err := k.store.Archive(t.Context(), k.lecce, agenda.Filter{CPI: k.cpi}, agenda.Cursor{})
	k.ok(err)
	operators, err := k.store.Operators(t.Context(), k.lecce, k.cpi)
	k.ok(err)
	// Who went to another office has left the appointments to the old one.
	gone := k.lecce
	gone.UserID = k.giulia.UserID
	mine, err := k.store.Mine(t.Context(), gone, thursday, thursday)
	k.ok(err)
	worker, err := k.store.OfWorker(t.Context(), k.lecce, w)
	k.ok(err)
	if len(list)+len(month)+len(load)+len(page.Rows)+page.Total+len(operators)+len(mine)+len(worker) != 0 {
		t.Errorf("another office sees: %v %v %v %v %v %v %v", list, month, load, page, operators, mine, worker)
	}
	_, err = k.store.Timetable(t.Context(), k.lecce, k.cpi, thursday, thursday)
	k.notFound(err)
	// The province reads and writes nothing.
	k.notFound(k.store.Confirm(t.Context(), k.province, id))
	k.notFound(k.store.Cancel(t.Context(), k.province, id, 0, "impedimento", ""))
	k.notFound(k.store.Cancel(t.Context(), k.lecce, id, 0, "impedimento", ""))
	_, err = k.store.Move(t.Context(), k.province, id, 0, agenda.Slot{Day: friday, Starts: 600, Ends: 660}, 0, "")
	k.notFound(err)
	_, err = k.store.CloseDay(t.Context(), k.giulia, k.cpi, friday, "prova", true) // no responsabile
	k.notFound(err)
}

func TestCancellationSaysByWhomAndWhy(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	id := k.book(k.giulia, k.booking(w, row, thursday, 630))
	k.refused(k.store.Cancel(t.Context(), k.giulia, id, 0, "inventato", ""), "Scegli il motivo")
	k.ok(k.store.Confirm(t.Context(), k.giulia, id))
	k.refused(k.store.Confirm(t.Context(), k.giulia, id), "già confermato dal 24/11/2026")
	k.ok(k.store.Cancel(t.Context(), k.giulia, id, 2, "impedimento", "ha telefonato"))
	a, err := k.store.Appointment(t.Context(), k.giulia, id)
	k.ok(err)
	if a.By != agenda.ByCitizen || a.ReasonCode != "impedimento" || a.Reason != "ha telefonato" || a.Confirmed != tuesday {
		t.Errorf("%+v", a)
	}
	k.refused(k.store.Cancel(t.Context(), k.giulia, id, 0, "errore", ""), "risulta «disdetto dal cittadino»")
	if got := k.text("SELECT convocation FROM list_row WHERE id=?", row); got != "da_convocare" {
		t.Errorf("the row says %s", got)
	}
}

func TestAnHourGoneByAndADayTooFarAreRefused(t *testing.T) {
	k := open(t)
	w, row := k.worker("Bianchi", "Rocco", "FG")
	k.clock.Set(tuesday.At(560)) // 9:20
	for _, c := range []struct {
		day  rule.Date
		at   rule.Minutes
		row  int64
		want string
	}{
		{tuesday, 510, 0, "ora: Le 8:30 di oggi sono passate da più di mezz'ora: scegli un orario da adesso in poi."},
		{tuesday, 540, row, "ora: Le 9:00 di oggi sono passate: una convocazione è per un orario che deve ancora venire."},
		{"2031-11-24", 540, 0, "giorno: Il 24/11/2031 è fra più di un anno: controlla l'anno. Si fissano appuntamenti fino al 24/11/2027."},
		{"2027-11-25", 540, 0, "giorno: Il 25/11/2027 è fra più di un anno"},
	} {
		_, err := k.store.Book(t.Context(), k.giulia, k.booking(w, c.row, c.day, c.at))
		_, want, _ := strings.Cut(c.want, ": ")
		k.refused(err, want)
	}
	if _, err := k.store.Book(t.Context(), k.giulia, k.booking(w, 0, tuesday, 540)); err != nil {
		t.Error("who has just come in cannot be written down:", err)
	}
	k.book(k.marco, k.booking(w, 0, "2027-11-24", 540)) // the last day
}

func TestARoomTakenTwiceIsTold(t *testing.T) {
	k := open(t)
	w, _ := k.worker("Bianchi", "Rocco", "FG")
	v, _ := k.worker("Verdi", "Anna", "FG")
	x, _ := k.worker("Neri", "Ugo", "FG")
	first := k.book(k.giulia, k.booking(w, 0, thursday, 540))
	b := k.booking(v, 0, thursday, 570)
	b.Room = "Stanza 1"
	second := k.book(k.marco, b)
	k.book(k.head, k.booking(x, 0, thursday, 630)) // touches the second one, shares nothing
	a, err := k.store.Appointment(t.Context(), k.giulia, second)
	k.ok(err)
	same, err := k.store.InSameRoom(t.Context(), k.giulia, a)
	k.ok(err)
	if len(same) != 1 || same[0].ID != first {
		t.Errorf("%+v", same)
	}
	k.ok(k.store.Cancel(t.Context(), k.giulia, first, 0, agenda.Reasons[0].Code, ""))
	if same, err = k.store.InSameRoom(t.Context(), k.giulia, a); err != nil || len(same) != 0 {
		t.Errorf("%+v %v", same, err)
	}
}
