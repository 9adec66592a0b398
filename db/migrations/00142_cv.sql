-- +goose Up
-- The professions that a person leans to in the search for work, at most three
-- at a time. One is withdrawn, never deleted. Availability and duration have no
-- field of their own: they stand in the notes, whose prompts are the columns.
CREATE TABLE propensione (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),       -- of who wrote it first, NULL for none
  position INTEGER NOT NULL CHECK (position>=1 AND position<=3),
  profession_code TEXT NOT NULL,           -- CP2021, a unit of five digits
  title TEXT NOT NULL,                     -- its name, as it was
  from_work INTEGER NOT NULL,              -- 0 or 1: where it comes from
  from_education INTEGER NOT NULL,
  from_training INTEGER NOT NULL,
  interviewed_on TEXT NOT NULL,
  sector TEXT NOT NULL DEFAULT '',         -- the notes
  competences TEXT NOT NULL DEFAULT '',
  experience TEXT NOT NULL DEFAULT '',
  last_year TEXT NOT NULL DEFAULT '',
  hours TEXT NOT NULL DEFAULT '',
  travel TEXT NOT NULL DEFAULT '',
  licences TEXT NOT NULL DEFAULT '',
  learned TEXT NOT NULL DEFAULT '',
  other TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  updated_by INTEGER NOT NULL,
  withdrawn_at TEXT,
  withdrawn_by INTEGER,
  withdrawn_reason TEXT NOT NULL DEFAULT '',
  CHECK (from_work+from_education+from_training>0)
) STRICT;
CREATE INDEX propensione_worker ON propensione(worker_id, id);
CREATE UNIQUE INDEX propensione_place ON propensione(worker_id, position) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX propensione_once ON propensione(worker_id, profession_code) WHERE withdrawn_at IS NULL;

-- Each version of a propensione, as it was left.
CREATE TABLE propensione_history (
  propensione_id INTEGER NOT NULL REFERENCES propensione(id),
  version INTEGER NOT NULL,
  answers TEXT NOT NULL,                   -- canonical JSON
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (propensione_id, version)
) STRICT, WITHOUT ROWID;

-- The CVs of a person that an office has kept: the last that is not annulled
-- holds. Its state follows from its dates.
CREATE TABLE cv (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  saved_on TEXT NOT NULL,
  month TEXT NOT NULL,                     -- of saved_on
  valid_to TEXT NOT NULL,                  -- six months from saved_on
  exempt INTEGER NOT NULL DEFAULT 0,       -- 1 does not become obsolete
  origin TEXT NOT NULL CHECK (origin='caricato' OR origin='generato'),
  file_id INTEGER NOT NULL REFERENCES stored_file(id),
  sex TEXT NOT NULL DEFAULT '',            -- as the ledger keeps them, on that day
  age_band TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  validated_on TEXT,
  validated_at TEXT,
  validated_by INTEGER,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  mistaken INTEGER NOT NULL DEFAULT 0      -- 1 for one kept by mistake: it was never inserted
) STRICT;
CREATE INDEX cv_worker ON cv(worker_id, saved_on, id, mistaken, annulled_at, valid_to, exempt);
CREATE INDEX cv_sheet ON cv(cpi_id, month, worker_id, saved_on, sex, age_band) WHERE mistaken=0;

-- A CV handed to the citizens' portal: a file for it, and what became of it.
CREATE TABLE cv_transfer (
  id INTEGER PRIMARY KEY,
  cv_id INTEGER NOT NULL REFERENCES cv(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  requested_on TEXT NOT NULL,
  requested_at TEXT NOT NULL,
  requested_by INTEGER NOT NULL,
  consent_on TEXT NOT NULL,                -- to the matching of demand and supply, of that day
  preregistered INTEGER NOT NULL,          -- 1: the citizen had no account, and was registered in advance
  contact TEXT NOT NULL,                   -- where the message to confirm it goes, '' for none
  contents TEXT NOT NULL,                  -- the data of the file, as they were: JSON
  version INTEGER NOT NULL DEFAULT 1,
  outcome TEXT CHECK (outcome IS NULL OR outcome='riuscito' OR outcome='non_riuscito'),
  outcome_on TEXT,
  outcome_note TEXT NOT NULL DEFAULT '',
  outcome_at TEXT,
  outcome_by INTEGER,
  confirmed_on TEXT                        -- the citizen has confirmed the registration
) STRICT;
CREATE UNIQUE INDEX cv_transfer_waits ON cv_transfer(cv_id) WHERE outcome IS NULL;
CREATE INDEX cv_transfer_cv ON cv_transfer(cv_id, id);
