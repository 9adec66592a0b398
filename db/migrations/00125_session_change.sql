-- +goose Up
-- What was changed of a group session after it was fixed: a line a field.
ALTER TABLE group_session ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE TABLE session_change (
  id INTEGER PRIMARY KEY,
  session_id INTEGER NOT NULL REFERENCES group_session(id),
  field TEXT NOT NULL,
  was TEXT NOT NULL,
  became TEXT NOT NULL,
  changed_at TEXT NOT NULL,
  changed_by INTEGER NOT NULL REFERENCES user(id)
) STRICT;
CREATE INDEX session_change_session ON session_change(session_id, id);
