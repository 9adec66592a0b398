-- +goose Up
-- What is kept of the monthly figures. An open month is counted from the ledger
-- and the dated facts; a closed one is what it was when it was closed.

CREATE TABLE month_close (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  month TEXT NOT NULL,
  closed_at TEXT NOT NULL,
  closed_by INTEGER NOT NULL,
  changes INTEGER NOT NULL,       -- of figure_change, when it was closed
  fingerprint TEXT NOT NULL,      -- of the figures that were kept
  PRIMARY KEY (cpi_id, month)
) STRICT, WITHOUT ROWID;

-- A figure of a closed month. scope is cpi:12, provincia:FG or regione; the
-- latter two are kept once all their offices have closed.
CREATE TABLE sheet_value (
  scope TEXT NOT NULL,
  month TEXT NOT NULL,
  indicator TEXT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  value INTEGER NOT NULL,         -- persons or events of the month, or days in all
  cases INTEGER NOT NULL,         -- how many the days are of; of persons, those counted for the first time in the year
  PRIMARY KEY (scope, month, indicator, sex, age_band)
) STRICT, WITHOUT ROWID;

-- What the figures of a closed month were made of: of persons the first fact of
-- each, of events all. So the year's column counts nobody twice, and a later
-- change can be named.
CREATE TABLE sheet_fact (
  cpi_id INTEGER NOT NULL,
  month TEXT NOT NULL,
  indicator TEXT NOT NULL,
  subject TEXT NOT NULL,          -- delivered_service, did, bilancio
  subject_id INTEGER NOT NULL,
  worker_id INTEGER NOT NULL,
  day TEXT NOT NULL,
  sex TEXT NOT NULL,
  age_band TEXT NOT NULL,
  days INTEGER NOT NULL,          -- for indicators that measure days
  PRIMARY KEY (cpi_id, month, indicator, subject, subject_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sheet_fact_person ON sheet_fact(worker_id, indicator, month, cpi_id);

-- What an indicator should reach (DGR Puglia 847/2010), editable.
CREATE TABLE target (
  id INTEGER PRIMARY KEY,
  indicator TEXT NOT NULL,        -- those of the sheet that it is of, by semicolons: A.4;A.inv
  service_code TEXT NOT NULL,
  title TEXT NOT NULL,            -- in the source's words
  office_class TEXT NOT NULL CHECK (office_class='pilota' OR office_class='restanti' OR office_class='tutti' OR office_class=''), -- '' where the source does not say
  horizon INTEGER NOT NULL,       -- by the end of this year
  kind TEXT NOT NULL CHECK (kind='delta' OR kind='quota' OR kind='giorni' OR kind='nq'),
  value REAL,                     -- NULL where the source is not legible
  baseline_year INTEGER,
  reference_population TEXT NOT NULL,
  source_text TEXT NOT NULL,
  notes TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX target_indicator ON target(indicator, horizon, office_class);

-- What an office counted in a year before the figures were kept here.
CREATE TABLE baseline (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  indicator TEXT NOT NULL,
  year INTEGER NOT NULL,
  value REAL NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (cpi_id, indicator, year)
) STRICT, WITHOUT ROWID;

-- Persons who came to consult by themselves, without a name: a count of a day.
CREATE TABLE desk_visit (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  day TEXT NOT NULL,
  visits INTEGER NOT NULL CHECK (visits >= 0),
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (cpi_id, day)
) STRICT, WITHOUT ROWID;

-- A deadline that stands still while the office waits for the person.
CREATE TABLE deadline_suspension (
  id INTEGER PRIMARY KEY,
  deadline INTEGER NOT NULL,
  subject TEXT NOT NULL,          -- kind of the fact that it runs from
  subject_id INTEGER NOT NULL,
  worker_id INTEGER,
  from_day TEXT NOT NULL,
  to_day TEXT,
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL
) STRICT;
CREATE INDEX deadline_suspension_subject ON deadline_suspension(deadline, subject, subject_id);
-- A recurring reminder that was done.
CREATE TABLE reminder_done (
  deadline INTEGER NOT NULL,
  scope TEXT NOT NULL,            -- cpi:12, provincia:FG
  period TEXT NOT NULL,           -- 2026-W48, 2026-11, 2026-Q4
  done_at TEXT NOT NULL,
  done_by INTEGER NOT NULL,
  PRIMARY KEY (deadline, scope, period)
) STRICT, WITHOUT ROWID;
