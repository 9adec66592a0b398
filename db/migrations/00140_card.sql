-- +goose Up
-- The sections of the card that describe the person's career (scheda
-- anagrafico-professionale, sections 4 and 5). What is a row (a title, a course,
-- a job) is an entry with its own source and date; the rest of a section is its
-- answers. Kept as the panels of the scheda «carta» say.
CREATE TABLE card_section (
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  section TEXT NOT NULL,
  answers TEXT NOT NULL,                   -- canonical JSON of what is no row
  scheda_version INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source='operatore' OR source='bilancio' OR source='colloquio' OR source='import'),
  version INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  cpi_id INTEGER REFERENCES cpi(id),       -- of who saved it, NULL for none
  PRIMARY KEY (worker_id, section)
) STRICT, WITHOUT ROWID;

-- Each version of a section, rows included, as it was left.
CREATE TABLE card_section_history (
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  section TEXT NOT NULL,
  version INTEGER NOT NULL,
  answers TEXT NOT NULL,
  source TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (worker_id, section, version)
) STRICT, WITHOUT ROWID;

-- An entry is never changed: what replaces it is another with the same row_id.
CREATE TABLE card_entry (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  section TEXT NOT NULL,
  list TEXT NOT NULL,                      -- the field of the panel that the row is of
  row_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  answers TEXT NOT NULL,                   -- canonical JSON, without the row_id
  from_on TEXT NOT NULL DEFAULT '',        -- of a job
  to_on TEXT NOT NULL DEFAULT '',          -- '' while it goes on
  code TEXT NOT NULL DEFAULT '',           -- of a title its level, of a job its contract, of a language its code
  source TEXT NOT NULL CHECK (source='operatore' OR source='bilancio' OR source='colloquio' OR source='import'),
  saved_on TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  removed_at TEXT,
  removed_by INTEGER
) STRICT;
CREATE UNIQUE INDEX card_entry_row ON card_entry(worker_id, section, list, row_id) WHERE removed_at IS NULL;
CREATE INDEX card_entry_facts ON card_entry(worker_id, section, code, from_on, to_on) WHERE removed_at IS NULL;

-- What an operator states of a person's employment: a dated fact like a DID or a
-- job. One recorded by mistake is revoked and stays.
CREATE TABLE employment_statement (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),
  status TEXT NOT NULL,
  from_on TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  revoked_at TEXT,
  revoked_by INTEGER,
  revoked_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX employment_statement_worker ON employment_statement(worker_id, from_on, id);

-- The employment of a person as periods that do not overlap: derived from DIDs,
-- jobs and statements, written in the transaction of the fact. The record's
-- employment_status is that of the open one.
CREATE TABLE employment_period (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  status TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT,
  source TEXT NOT NULL CHECK (source='did' OR source='esperienza' OR source='operatore'),
  reference_id INTEGER NOT NULL,           -- the DID, the entry of the card or the statement
  created_at TEXT NOT NULL,
  CHECK (to_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX employment_period_worker ON employment_period(worker_id, from_on, to_on, status);
CREATE UNIQUE INDEX employment_period_open ON employment_period(worker_id) WHERE to_on IS NULL;

-- The groups that an operator puts a person in, because no fact of the record tells.
CREATE TABLE worker_target (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),
  target TEXT NOT NULL,
  from_on TEXT NOT NULL,
  to_on TEXT,
  note TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  ended_at TEXT,
  ended_by INTEGER,
  CHECK (to_on IS NULL OR to_on >= from_on)
) STRICT;
CREATE INDEX worker_target_worker ON worker_target(worker_id, from_on, to_on, target);
CREATE UNIQUE INDEX worker_target_open ON worker_target(worker_id, target) WHERE to_on IS NULL;

-- What is known already. A DID is unemployment; who had a job at its end has it
-- until another DID. A status that was written by hand holds from the day on
-- which it was written, unless a DID says otherwise now.
INSERT INTO employment_period(worker_id, status, from_on, to_on, source, reference_id, created_at)
  SELECT worker_id, 'disoccupato', declared_on, ended_on, 'did', id, created_at FROM did WHERE annulled_at IS NULL;
INSERT INTO employment_period(worker_id, status, from_on, to_on, source, reference_id, created_at)
  SELECT d.worker_id, 'occupato', date(d.ended_on,'+1 day'),
    (SELECT date(min(n.declared_on),'-1 day') FROM did n WHERE n.worker_id=d.worker_id AND n.annulled_at IS NULL AND n.declared_on>d.ended_on), 'did', d.id, d.created_at
  FROM did d WHERE d.annulled_at IS NULL AND d.end_reason='lavoro'
    AND NOT EXISTS (SELECT 1 FROM did n WHERE n.worker_id=d.worker_id AND n.annulled_at IS NULL AND n.declared_on=date(d.ended_on,'+1 day'));
INSERT INTO employment_statement(worker_id, status, from_on, note, created_at, created_by)
  SELECT w.id, w.employment_status, substr(w.updated_at,1,10), 'Già nella scheda: da quando, non si sa', w.updated_at, 0 FROM worker w
  WHERE w.employment_status<>'' AND NOT EXISTS (SELECT 1 FROM employment_period p WHERE p.worker_id=w.id);
INSERT INTO employment_period(worker_id, status, from_on, source, reference_id, created_at)
  SELECT worker_id, status, from_on, 'operatore', id, created_at FROM employment_statement;
UPDATE worker SET employment_status=coalesce((SELECT p.status FROM employment_period p WHERE p.worker_id=worker.id AND p.to_on IS NULL),'')
  WHERE employment_status<>'' OR id IN (SELECT worker_id FROM employment_period);
