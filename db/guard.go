package db

import (
	"context"
	"database/sql/driver"
	"sync/atomic"

	"github.com/mattn/go-sqlite3"
)

// guard keeps an act whole. When the disk is full or fails, SQLite may roll the
// transaction back by itself in the middle of the act; whatever the act then
// still executed would be kept at once, each statement for itself. The guard
// hears of the rollback and lets nothing more be kept until the act is over.
type guard struct{ lost atomic.Bool }

// begin is called when the act has the connection that writes.
func (g *guard) begin() { g.lost.Store(false) }

// watch puts the guard on a connection that writes.
func (g *guard) watch(c *sqlite3.SQLiteConn) error {
	c.RegisterRollbackHook(func() { g.lost.Store(true) })
	c.RegisterCommitHook(func() int {
		if g.lost.Load() {
			return 1 // turns the commit into a rollback
		}
		return 0
	})
	return nil
}

// connector opens connections of one database with a driver of its own.
type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }
