-- +goose Up
-- The services of the regions' vocabularies, with their minutes and rules. Rows
-- have a validity: who changes one gives it another from a day on.

DROP TABLE service_code;

-- A service of the Marche table; its codes are what the ledger keeps.
CREATE TABLE service_code (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  lep TEXT NOT NULL,
  lep_name TEXT NOT NULL,
  title TEXT NOT NULL,
  activities TEXT NOT NULL,          -- of DM 4/2018
  ada TEXT NOT NULL,                 -- codes of the Atlante, separated by ;
  rule_text TEXT NOT NULL,           -- when it is registered, in the source's words
  minutes_min INTEGER,
  minutes_mean INTEGER,
  minutes_max INTEGER,
  registrable INTEGER NOT NULL CHECK (registrable=0 OR registrable=1),
  audience TEXT NOT NULL CHECK (audience='cittadino' OR audience='impresa'),
  programme TEXT NOT NULL,           -- those that it is reserved to, separated by ;
  notes TEXT NOT NULL,               -- on the transcription
  prestazioni TEXT NOT NULL DEFAULT '', -- of the Masterplan, separated by |; the first is proposed
  dm4_letter TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL,
  words TEXT NOT NULL,               -- what it is found by, folded
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  version INTEGER NOT NULL DEFAULT 1,
  source TEXT NOT NULL,
  UNIQUE (code, valid_from),
  CHECK (valid_from <= valid_to)
) STRICT;

-- A service of the Masterplan, DGR Puglia 847/2010.
CREATE TABLE prestazione (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  audience TEXT NOT NULL CHECK (audience='cittadino' OR audience='impresa'),
  area_code TEXT NOT NULL,
  area_name TEXT NOT NULL,
  name TEXT NOT NULL,
  recipients TEXT NOT NULL,
  purpose TEXT NOT NULL,
  norms TEXT NOT NULL,
  structure_requirements TEXT NOT NULL,
  competence_requirements TEXT NOT NULL,
  process_requirements TEXT NOT NULL,
  result_indicators TEXT NOT NULL,
  objective_2011 TEXT NOT NULL,
  objective_2013 TEXT NOT NULL,
  notes TEXT NOT NULL,
  position INTEGER NOT NULL,
  words TEXT NOT NULL,
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  version INTEGER NOT NULL DEFAULT 1,
  source TEXT NOT NULL,
  UNIQUE (code, valid_from),
  CHECK (valid_from <= valid_to)
) STRICT;

-- Minutes of a prestazione for a group of persons. Where span names several
-- services the minutes are those of all of them together: they are not added up.
CREATE TABLE prestazione_minutes (
  prestazione TEXT NOT NULL,
  target TEXT NOT NULL,
  minutes INTEGER,
  source_value TEXT NOT NULL,
  span TEXT NOT NULL,
  footnote TEXT NOT NULL,
  notes TEXT NOT NULL,
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  PRIMARY KEY (prestazione, target, valid_from)
) STRICT, WITHOUT ROWID;

-- The code of a national vocabulary (SAP, section 6), as a region calls it.
CREATE TABLE national_code (
  id INTEGER PRIMARY KEY,
  system TEXT NOT NULL,              -- Marche JA, Toscana idolarti
  local_code TEXT NOT NULL,
  code TEXT NOT NULL,
  meaning TEXT NOT NULL,
  project TEXT NOT NULL,
  rule_text TEXT NOT NULL
) STRICT;

-- Which national code a service is sent as. Only what is sure goes by itself;
-- the rest waits until somebody confirms it.
CREATE TABLE national_mapping (
  code TEXT PRIMARY KEY,             -- of the service
  national TEXT NOT NULL,            -- '' when none is known
  confidence TEXT NOT NULL CHECK (confidence='alta' OR confidence='media' OR confidence='bassa'),
  confirmed_at TEXT,
  confirmed_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

-- What the registry must know of a person, written down by whoever owns the
-- fact: a valid DID, a patto, an in-depth profile, the L. 68 register, a programme.
CREATE TABLE standing (
  worker_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('did','patto','profilo_1b','l68','programma_gg','programma_rdc')),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  reference_id INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (worker_id, kind, valid_from, reference_id)
) STRICT, WITHOUT ROWID;

-- The bands that a figure is split by; an age below all of them has none.
CREATE TABLE age_band (
  code TEXT PRIMARY KEY,
  from_age INTEGER NOT NULL,
  to_age INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO age_band(code, from_age, to_age) VALUES
  ('15-24',15,24), ('25-29',25,29), ('30-34',30,34), ('35-44',35,44), ('45-54',45,54), ('55-64',55,64), ('65+',65,200);
