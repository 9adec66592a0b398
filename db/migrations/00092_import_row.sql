-- +goose Up
-- The lines of a load are wide: kept by their number alone, each stood on a
-- page of its own, ten times its size. What a line was understood as is no
-- longer kept: its cells say it.

CREATE TABLE import_line (
  id INTEGER PRIMARY KEY,
  load_id INTEGER NOT NULL REFERENCES import_load(id),
  line INTEGER NOT NULL,                      -- number in the file, as the sender's program shows it
  cells TEXT NOT NULL,                        -- JSON array, as read
  subject TEXT NOT NULL DEFAULT '',           -- what tells two lines of the same thing: the codice fiscale
  fate TEXT NOT NULL CHECK (fate='crea' OR fate='aggiorna' OR fate='invariata' OR fate='duplicata' OR fate='respinta'),
  reason TEXT NOT NULL DEFAULT '',            -- why it is rejected
  warning TEXT NOT NULL DEFAULT '',
  worker_id INTEGER,
  list_row_id INTEGER,
  changes TEXT NOT NULL DEFAULT '',           -- JSON of what it changes: for the preview and the undo
  UNIQUE (load_id, line)
) STRICT;
INSERT INTO import_line(load_id,line,cells,subject,fate,reason,warning,worker_id,list_row_id,changes)
  SELECT load_id,line,cells,subject,fate,reason,warning,worker_id,list_row_id,changes FROM import_row ORDER BY load_id, line;
DROP TABLE import_row;
ALTER TABLE import_line RENAME TO import_row;
CREATE INDEX import_row_fate ON import_row(load_id, fate, line);
CREATE INDEX import_row_subject ON import_row(load_id, subject, line);
