-- +goose Up
-- Loads of files: staged row by row, applied as one unit, undone as one unit.

CREATE TABLE import_mapping (
  kind TEXT NOT NULL,
  sender TEXT NOT NULL,
  mapping TEXT NOT NULL,                      -- JSON: header -> field
  updated_at TEXT NOT NULL,
  updated_by INTEGER NOT NULL,
  PRIMARY KEY (kind, sender)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_load (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('lista','catalogo','operatori')),
  list_id INTEGER REFERENCES worker_list(id),
  province TEXT NOT NULL DEFAULT '',
  file_name TEXT NOT NULL,
  path TEXT NOT NULL DEFAULT '',              -- of the file, until it is applied
  sender TEXT NOT NULL DEFAULT '',
  reference_date TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('caricato','in_lettura','anteprima','in_applicazione','applicato','annullato','abbandonato','fallito')),
  header_row INTEGER NOT NULL DEFAULT 0,
  titles TEXT NOT NULL DEFAULT '[]',          -- JSON array: the header row
  mapping TEXT NOT NULL DEFAULT '{}',
  created INTEGER NOT NULL DEFAULT 0,
  updated INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  duplicates INTEGER NOT NULL DEFAULT 0,
  rejected INTEGER NOT NULL DEFAULT 0,
  warned INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '',
  job_id INTEGER,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  applied_at TEXT,
  undone_at TEXT,
  undone_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX import_load_list ON import_load(list_id, id);

CREATE TABLE import_row (
  load_id INTEGER NOT NULL REFERENCES import_load(id),
  line INTEGER NOT NULL,                      -- number in the file, as the sender's program shows it
  cells TEXT NOT NULL,                        -- JSON array, as read
  subject TEXT NOT NULL DEFAULT '',           -- what tells two lines of the same thing: the codice fiscale
  parsed TEXT NOT NULL DEFAULT '',            -- JSON of the line understood, '' for a rejected one
  fate TEXT NOT NULL CHECK (fate IN ('crea','aggiorna','invariata','duplicata','respinta')),
  reason TEXT NOT NULL DEFAULT '',            -- why it is rejected
  warning TEXT NOT NULL DEFAULT '',
  worker_id INTEGER,
  list_row_id INTEGER,
  changes TEXT NOT NULL DEFAULT '',           -- JSON of what it changes: for the preview and the undo
  PRIMARY KEY (load_id, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX import_row_fate ON import_row(load_id, fate, line);
CREATE INDEX import_row_subject ON import_row(load_id, subject, line);
