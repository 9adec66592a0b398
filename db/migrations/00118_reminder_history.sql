-- +goose Up
-- A reminder that was marked as done by mistake is taken back: the mark stays,
-- with who took it back and when, and another may follow.
CREATE TABLE reminder_mark (
  id INTEGER PRIMARY KEY,
  deadline INTEGER NOT NULL,
  scope TEXT NOT NULL,            -- cpi:12, provincia:FG
  period TEXT NOT NULL,           -- 2026-W48, 2026-11, 2026-T4
  done_at TEXT NOT NULL,
  done_by INTEGER NOT NULL,
  undone_at TEXT,
  undone_by INTEGER,
  CHECK ((undone_at IS NULL) = (undone_by IS NULL))
) STRICT;
INSERT INTO reminder_mark(deadline, scope, period, done_at, done_by) SELECT deadline, scope, period, done_at, done_by FROM reminder_done ORDER BY done_at, deadline, scope, period;
DROP TABLE reminder_done;
ALTER TABLE reminder_mark RENAME TO reminder_done;
CREATE INDEX reminder_done_period ON reminder_done(deadline, scope, period, id);
CREATE UNIQUE INDEX reminder_done_stands ON reminder_done(deadline, scope, period) WHERE undone_at IS NULL;
