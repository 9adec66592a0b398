-- +goose Up
-- The person served, once an installation, and the lists that name the person.

CREATE TABLE worker (
  id INTEGER PRIMARY KEY,
  codice_fiscale TEXT NOT NULL UNIQUE,
  provisional INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0,1)),
  surname TEXT NOT NULL,
  name TEXT NOT NULL,
  surname_fold TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  sex TEXT NOT NULL DEFAULT '' CHECK (sex='' OR sex='M' OR sex='F'),
  birth_date TEXT NOT NULL DEFAULT '',
  birth_place_code TEXT NOT NULL DEFAULT '',
  birth_place TEXT NOT NULL DEFAULT '',
  citizenship TEXT NOT NULL DEFAULT '',
  permit TEXT NOT NULL DEFAULT '',
  permit_expires_on TEXT NOT NULL DEFAULT '',
  residence_code TEXT NOT NULL DEFAULT '',
  residence TEXT NOT NULL DEFAULT '',
  residence_province TEXT NOT NULL DEFAULT '',
  residence_address TEXT NOT NULL DEFAULT '',
  residence_cap TEXT NOT NULL DEFAULT '',
  domicile_code TEXT NOT NULL DEFAULT '',
  domicile TEXT NOT NULL DEFAULT '',
  domicile_province TEXT NOT NULL DEFAULT '',
  domicile_address TEXT NOT NULL DEFAULT '',
  domicile_cap TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  dependants INTEGER,
  employment_status TEXT NOT NULL DEFAULT '',
  study_title TEXT NOT NULL DEFAULT '',
  profiling_index REAL,
  did_on TEXT NOT NULL DEFAULT '',
  did_number TEXT NOT NULL DEFAULT '',
  email_consent_on TEXT NOT NULL DEFAULT '',   -- consent to documents by e-mail; '' is none
  ido_consent_on TEXT NOT NULL DEFAULT '',
  -- the province whose office or list first brought the person in: with
  -- residence and domicile it says whose record this is
  home_province TEXT NOT NULL DEFAULT '',
  -- derived, copied to each new list row
  riscontro TEXT NOT NULL DEFAULT '' CHECK (riscontro='' OR riscontro='rinunciatario' OR riscontro='escluso'),
  bilancio TEXT NOT NULL DEFAULT '' CHECK (bilancio='' OR bilancio='in_lavorazione' OR bilancio='completo' OR bilancio='interrotto'),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX worker_name ON worker(surname_fold, name_fold, id);

-- The folded words of each person's name, rowid = worker.id, for searches of
-- several words. Kept by the store, not by triggers.
CREATE VIRTUAL TABLE worker_fts USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='unicode61');

-- The fields that an operator wrote or confirmed, which an import does not
-- overwrite. A field without a row was last written by an import.
CREATE TABLE worker_field (
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  field TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('operatore')),
  at TEXT NOT NULL,
  by_user INTEGER NOT NULL,
  PRIMARY KEY (worker_id, field)
) STRICT, WITHOUT ROWID;

CREATE TABLE worker_history (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  at TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  source TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX worker_history_worker ON worker_history(worker_id, id);

CREATE TABLE worker_list (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  priority INTEGER NOT NULL,
  active_from TEXT NOT NULL,
  closed_on TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Grows with every change of a list's rows in a province, in the transaction
-- of the change: whoever keeps a count of them knows when it is out of date.
CREATE TABLE list_change (
  list_id INTEGER NOT NULL REFERENCES worker_list(id),
  province TEXT NOT NULL,
  changes INTEGER NOT NULL,
  PRIMARY KEY (list_id, province)
) STRICT, WITHOUT ROWID;

-- The first list: workers who had mobilità in deroga in 2011 and 2012, with
-- whom the Region asked the offices to begin (Iter Procedurale, 20/09/2014).
INSERT INTO worker_list(name, priority, active_from, description) VALUES
  ('Mobilità 2011/2012', 1, '2014-09-20', 'Lavoratori che hanno beneficiato di mobilità in deroga per gli esercizi 2011/2012');

-- What the file said, and in the summary columns what happened since: these are
-- written only in the transaction of the fact and recounted by check.
CREATE TABLE list_row (
  id INTEGER PRIMARY KEY,
  list_id INTEGER NOT NULL REFERENCES worker_list(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  province TEXT NOT NULL REFERENCES province(sigla),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  surname_fold TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  load_id INTEGER NOT NULL,
  reference_date TEXT NOT NULL,
  raw TEXT NOT NULL DEFAULT '{}',         -- the file's cells by column, as they were
  residence TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  company_tax_id TEXT NOT NULL DEFAULT '',
  job TEXT NOT NULL DEFAULT '',
  study_title TEXT NOT NULL DEFAULT '',
  benefit TEXT NOT NULL DEFAULT '',
  benefit_from TEXT NOT NULL DEFAULT '',
  benefit_to TEXT NOT NULL DEFAULT '',
  benefit_months INTEGER,
  dismissed_on TEXT NOT NULL DEFAULT '',
  -- derived
  convocation TEXT NOT NULL DEFAULT 'da_convocare' CHECK (convocation='da_convocare' OR convocation='convocato' OR convocation='presente' OR convocation='assente' OR convocation='assente_giustificato'),
  convocation_on TEXT NOT NULL DEFAULT '',
  no_shows INTEGER NOT NULL DEFAULT 0,
  last_no_show_on TEXT NOT NULL DEFAULT '',
  riscontro TEXT NOT NULL DEFAULT '' CHECK (riscontro='' OR riscontro='rinunciatario' OR riscontro='escluso'),
  bilancio TEXT NOT NULL DEFAULT '' CHECK (bilancio='' OR bilancio='in_lavorazione' OR bilancio='completo' OR bilancio='interrotto'),
  -- a riscontro outweighs what happened to the convocation
  state TEXT NOT NULL GENERATED ALWAYS AS (CASE WHEN riscontro <> '' THEN riscontro ELSE convocation END) STORED,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (worker_id, list_id, province)
) STRICT;
-- One index for each order of the list, with the columns of every filter behind
-- the key, so that a row that does not pass is dropped without being read. What
-- few rows have is indexed for those rows alone: a load does not pay for it.
CREATE INDEX list_row_name ON list_row(list_id, province, surname_fold, name_fold, id, cpi_id, state, riscontro, bilancio, benefit_to, last_no_show_on);
CREATE INDEX list_row_cpi ON list_row(list_id, cpi_id, surname_fold, name_fold, id, state, riscontro, bilancio, benefit_to, last_no_show_on);
CREATE INDEX list_row_benefit ON list_row(list_id, province, benefit_to, id, cpi_id, state, riscontro, bilancio, last_no_show_on);
CREATE INDEX list_row_state ON list_row(list_id, province, state, surname_fold, name_fold, id) WHERE state <> 'da_convocare';
CREATE INDEX list_row_bilancio ON list_row(list_id, province, bilancio, surname_fold, name_fold, id) WHERE bilancio <> '';
CREATE INDEX list_row_no_show ON list_row(list_id, province, last_no_show_on, id) WHERE last_no_show_on <> '';
CREATE INDEX list_row_load ON list_row(load_id);
