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
  sex TEXT NOT NULL DEFAULT '' CHECK (sex IN ('','M','F')),
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
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX worker_name ON worker(surname_fold, name_fold, id);
CREATE INDEX worker_residence ON worker(residence_province, surname_fold, name_fold, id);

-- Who last wrote each field, so that an import does not overwrite what an
-- operator confirmed.
CREATE TABLE worker_field (
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  field TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('import','operatore')),
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
  convocation TEXT NOT NULL DEFAULT 'da_convocare' CHECK (convocation IN ('da_convocare','convocato','presente','assente','assente_giustificato')),
  convocation_on TEXT NOT NULL DEFAULT '',
  no_shows INTEGER NOT NULL DEFAULT 0,
  last_no_show_on TEXT NOT NULL DEFAULT '',
  riscontro TEXT NOT NULL DEFAULT '' CHECK (riscontro IN ('','rinunciatario','escluso')),
  bilancio TEXT NOT NULL DEFAULT '' CHECK (bilancio IN ('','in_lavorazione','completo','interrotto')),
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (list_id, worker_id)
) STRICT;
CREATE INDEX list_row_worker ON list_row(worker_id);
CREATE INDEX list_row_name ON list_row(list_id, province, surname_fold, name_fold, id);
CREATE INDEX list_row_cpi_name ON list_row(list_id, cpi_id, surname_fold, name_fold, id);
CREATE INDEX list_row_benefit ON list_row(list_id, province, benefit_to, id);
CREATE INDEX list_row_load ON list_row(load_id);
