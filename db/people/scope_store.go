package people

import (
	"sportello/db"
	"sportello/db/rule"
)

// Store keeps the persons and the lists of one installation.
type Store struct {
	db     *db.DB
	counts countCache
}

// NewStore returns the people of the database.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// own returns the condition that a person's record belongs to the actor: who
// lives, stays or was first met in one of the actor's provinces, or has
// something open in one of the actor's offices (DOMAIN §2). An appointment of
// today still counts as open once its outcome is written, or the card would
// vanish from under the operator's hands.
//
// The open records are in tables of higher areas, read here and nowhere else:
// the alternative, a copy written down at each booking, would be one more
// thing to keep true. They are found by the person: left to itself, SQLite
// takes the index of the office and looks through all its appointments for each
// person that a search finds.
func own(actor rule.Actor, w string, today rule.Date) (string, []any) {
	if actor.System {
		return "1=1", nil
	}
	residence, a1 := actor.ProvinceScope(w + ".residence_province")
	domicile, a2 := actor.ProvinceScope(w + ".domicile_province")
	home, a3 := actor.ProvinceScope(w + ".home_province")
	booked, a4 := actor.OfficeScope("oa.cpi_id")
	begun, a5 := actor.OfficeScope("ob.cpi_id")
	agreed, a6 := actor.OfficeScope("op.cpi_id")
	cond := "(" + residence + " OR " + domicile + " OR " + home +
		" OR EXISTS (SELECT 1 FROM appointment oa INDEXED BY appointment_worker WHERE oa.worker_id=" + w + ".id AND (oa.state='fissato' OR oa.day>=?) AND " + booked + ")" +
		" OR EXISTS (SELECT 1 FROM bilancio ob INDEXED BY bilancio_worker WHERE ob.worker_id=" + w + ".id AND ob.state='in_lavorazione' AND " + begun + ")" +
		" OR EXISTS (SELECT 1 FROM pact op INDEXED BY pact_worker WHERE op.worker_id=" + w + ".id AND (op.state='bozza' OR op.state='proposto' OR op.state='sottoscritto') AND " + agreed + "))"
	args := append(append(append(append([]any{}, a1...), a2...), a3...), today)
	return cond, append(append(append(args, a4...), a5...), a6...)
}

// visible returns the condition that the actor may see the person at all: own
// records, those named by a row of a list of the actor's provinces, and those
// whom one of the actor's offices has met. Of the latter two only the identity
// is shown.
func visible(actor rule.Actor, w string) (string, []any) {
	if actor.System {
		return "1=1", nil
	}
	residence, a1 := actor.ProvinceScope(w + ".residence_province")
	domicile, a2 := actor.ProvinceScope(w + ".domicile_province")
	home, a3 := actor.ProvinceScope(w + ".home_province")
	listed, a4 := actor.ProvinceScope("vl.province")
	met, a5 := actor.OfficeScope("va.cpi_id")
	begun, a6 := actor.OfficeScope("vb.cpi_id")
	agreed, a7 := actor.OfficeScope("vp.cpi_id")
	cond := "(" + residence + " OR " + domicile + " OR " + home +
		" OR EXISTS (SELECT 1 FROM list_row vl INDEXED BY sqlite_autoindex_list_row_1 WHERE vl.worker_id=" + w + ".id AND " + listed + ")" +
		" OR EXISTS (SELECT 1 FROM appointment va INDEXED BY appointment_worker WHERE va.worker_id=" + w + ".id AND " + met + ")" +
		" OR EXISTS (SELECT 1 FROM bilancio vb INDEXED BY bilancio_worker WHERE vb.worker_id=" + w + ".id AND " + begun + ")" +
		" OR EXISTS (SELECT 1 FROM pact vp INDEXED BY pact_worker WHERE vp.worker_id=" + w + ".id AND " + agreed + "))"
	args := append(append(append(append([]any{}, a1...), a2...), a3...), a4...)
	return cond, append(append(append(args, a5...), a6...), a7...)
}
