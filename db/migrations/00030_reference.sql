-- +goose Up
-- Code tables that every area looks things up in. Migration 31 fills them from
-- data/*.csv, migration 32 adds the indexes, which is quicker in this order.
-- Folded columns hold rule.Fold of the name beside them; the FTS5 tables hold
-- folded words, so that a plain ASCII tokenizer does.

-- Where each table comes from: the page «Fonti dei dati» shows it.
CREATE TABLE data_source (
  key TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  publisher TEXT NOT NULL,
  licence TEXT NOT NULL,
  as_of TEXT NOT NULL,                 -- day of the data, '' when the publisher does not say
  file TEXT NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0,
  replaced_on TEXT,                    -- day an office loaded a file of its own
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE region (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  area TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- All of Italy; the table province holds those of this installation's offices.
CREATE TABLE italian_province (
  sigla TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  region_code TEXT NOT NULL REFERENCES region(code)
) STRICT, WITHOUT ROWID;

-- One row for each name and province that a municipality had over time: a
-- birthplace is what it was on the day.
CREATE TABLE municipality (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,                  -- cadastral (Belfiore) code, as in the codice fiscale
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  other_fold TEXT NOT NULL,            -- name in the other language of the place, folded
  province TEXT NOT NULL,              -- sigla, also of provinces that are no more
  istat TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  current INTEGER NOT NULL CHECK (current IN (0,1))  -- one lives there today
) STRICT;

CREATE TABLE foreign_state (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,                  -- Z code; '' for stateless persons, Z312 stands twice
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  ministry_code TEXT NOT NULL,
  european_union INTEGER NOT NULL CHECK (european_union IN (0,1))
) STRICT;

CREATE TABLE citizenship (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('italiana','comunitaria','extracomunitaria')),
  sigla TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Small closed lists of one kind or another.
CREATE TABLE code_entry (
  list TEXT NOT NULL CHECK (list IN ('titolo_studio','permesso_titolo','permesso_motivo','documento','lingua')),
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  note TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (list, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE ateco (
  id INTEGER PRIMARY KEY,
  edition INTEGER NOT NULL CHECK (edition IN (2007,2025)),
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  level INTEGER NOT NULL,
  parent TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE ateco_words USING fts5(title, content='', tokenize='ascii');

-- CP2021: level 5 are the units, which work is described with.
CREATE TABLE profession (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  level INTEGER NOT NULL,
  parent TEXT NOT NULL,
  description TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE profession_words USING fts5(name, everyday, description, content='', tokenize='ascii');

-- What people call a job, and the unit of CP2021 that it is.
CREATE TABLE everyday_job (
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  profession_code TEXT NOT NULL,
  PRIMARY KEY (name_fold, profession_code)
) STRICT, WITHOUT ROWID;

-- Competences of the repertorio and of ESCO. A row that a new repertorio no
-- longer has is retired, not deleted: a bilancio may name it.
CREATE TABLE competence (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('repertorio','esco')),
  reuse TEXT NOT NULL CHECK (reuse IN ('','transversal','cross-sector','sector-specific','occupation-specific')),
  soft INTEGER NOT NULL CHECK (soft IN (0,1)),
  ict INTEGER NOT NULL CHECK (ict IN (0,1)),
  green INTEGER NOT NULL CHECK (green IN (0,1)),
  language INTEGER NOT NULL CHECK (language IN (0,1)),
  vacancies INTEGER NOT NULL,          -- Italian vacancies that ask for it: how common it is
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0,1))
) STRICT;
CREATE VIRTUAL TABLE competence_words USING fts5(name, content='', contentless_delete=1, tokenize='ascii');

CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  profession_code TEXT NOT NULL,
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0,1))
) STRICT;
CREATE VIRTUAL TABLE figure_words USING fts5(name, everyday, content='', contentless_delete=1, tokenize='ascii');

CREATE TABLE figure_competence (
  figure_code TEXT NOT NULL REFERENCES figure(code),
  competence_code TEXT NOT NULL REFERENCES competence(code),
  position INTEGER NOT NULL,
  required_level INTEGER NOT NULL CHECK (required_level BETWEEN 1 AND 4),
  PRIMARY KEY (figure_code, competence_code)
) STRICT, WITHOUT ROWID;
