package db

import (
	"database/sql"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// ErrNotFound is what does not exist for the actor: gone, never there, or out
// of scope. The three are one on purpose.
var ErrNotFound = errors.New("non trovato")

// ErrAlreadyDone is the answer to the repetition of an act that was done: a
// double click, a retry.
var ErrAlreadyDone = errors.New("già fatto")

// ErrDiskFull is a write that found no room; nothing of the act was kept.
var ErrDiskFull = errors.New("spazio su disco esaurito")

// Stale is the answer to a save over a version that somebody else has changed
// in the meantime. Current is the version now stored.
type Stale struct{ Current int }

func (s Stale) Error() string { return fmt.Sprintf("versione superata: ora è la %d", s.Current) }

// Classify turns the driver's errors into the ones above, and leaves the rest.
func Classify(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	var se sqlite3.Error
	if errors.As(err, &se) && (se.Code == sqlite3.ErrFull || se.Code == sqlite3.ErrIoErr && noRoom(se.SystemErrno)) || noRoom(err) {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	return err
}

// noRoom reports whether the system has no room for what is to be written: the
// disk is full, or the installation's share of it.
func noRoom(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}

// IsUnique reports whether the error is a breach of a UNIQUE constraint.
func IsUnique(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.ExtendedCode == sqlite3.ErrConstraintUnique || se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
