-- +goose Up
-- What every act leaves behind: files, documents, protocol, mail, jobs, audit.

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency_key (
  key TEXT PRIMARY KEY,
  used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Append-only, each row chained to the one before by its hash. Ids and field
-- names only: values live in histories.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,       -- a cut tail shows in sqlite_sequence
  at TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  subject_id INTEGER NOT NULL DEFAULT 0,
  worker_id INTEGER,
  fields TEXT NOT NULL DEFAULT '',
  count INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_worker ON audit(worker_id, id) WHERE worker_id IS NOT NULL;
CREATE INDEX audit_subject ON audit(subject, subject_id, id);
CREATE INDEX audit_user ON audit(user_id, id);
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never deleted'); END;
-- +goose StatementEnd

CREATE TABLE stored_file (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  name TEXT NOT NULL,
  path TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL
) STRICT;

CREATE TABLE protocol_entry (
  id INTEGER PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  registered_at TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('entrata','uscita','interno')),
  counterpart TEXT NOT NULL,
  subject TEXT NOT NULL,
  class TEXT NOT NULL DEFAULT '',
  external_number TEXT NOT NULL DEFAULT '',
  external_date TEXT NOT NULL DEFAULT '',
  sha256 TEXT NOT NULL DEFAULT '',
  user_id INTEGER NOT NULL,
  cpi_id INTEGER,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT,
  UNIQUE (year, number)
) STRICT;

-- Issued in two steps: the row with its data frozen in the transaction of the
-- act, then the rendered file.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  worker_id INTEGER,
  cpi_id INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  form_version TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  protocol_id INTEGER REFERENCES protocol_entry(id),
  issued_at TEXT NOT NULL,
  issued_by INTEGER NOT NULL,
  file_id INTEGER REFERENCES stored_file(id),
  replaced_by INTEGER REFERENCES document(id)
) STRICT;
CREATE INDEX document_subject ON document(subject, subject_id, kind, version);
CREATE INDEX document_worker ON document(worker_id, id);
CREATE INDEX document_pending ON document(id) WHERE file_id IS NULL;

CREATE TABLE mail (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0,1)),
  worker_id INTEGER,
  user_id INTEGER,
  cpi_id INTEGER,
  document_id INTEGER REFERENCES document(id),
  state TEXT NOT NULL CHECK (state IN ('in_coda','inviata','fallita')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TEXT NOT NULL,
  last_error TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  sent_at TEXT
) STRICT;
CREATE INDEX mail_queue ON mail(next_attempt_at, id) WHERE state = 'in_coda';
CREATE INDEX mail_worker ON mail(worker_id, id);
CREATE INDEX mail_document ON mail(document_id, id);

CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('in_attesa','in_corso','finito','fallito')),
  attempts INTEGER NOT NULL DEFAULT 0,
  run_after TEXT NOT NULL,
  claimed_at TEXT,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  step TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  error TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  finished_at TEXT
) STRICT;
CREATE INDEX job_queue ON job(run_after, id) WHERE state IN ('in_attesa','in_corso');

-- What an administrator changed of the schede that the product ships (version
-- 1), one row a version: the changes in force by «PANEL.field», as JSON.
CREATE TABLE scheda_version (
  scheda TEXT NOT NULL,
  version INTEGER NOT NULL,
  definition TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  PRIMARY KEY (scheda, version)
) STRICT, WITHOUT ROWID;
