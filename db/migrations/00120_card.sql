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
