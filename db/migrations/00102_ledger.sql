-- +goose Up
-- The ledger grows: companies beside persons, the figures' splits copied from the
-- person on the day, sessions, rules missed or overridden.

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER,
  company_id INTEGER,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_planned INTEGER,
  operator_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  prestazione TEXT NOT NULL DEFAULT '',
  programme TEXT NOT NULL DEFAULT '',
  delivered_on TEXT NOT NULL,
  month TEXT NOT NULL,                     -- of delivered_on: 2026-11
  sex TEXT NOT NULL DEFAULT '',            -- M, F, '' not known
  age_band TEXT NOT NULL DEFAULT '',       -- on the day; '' not known
  minutes_planned INTEGER,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  minutes_reason TEXT NOT NULL DEFAULT '', -- why they are out of the range
  mode TEXT NOT NULL CHECK (mode='presenza' OR mode='telefono' OR mode='videochiamata'),
  session_id INTEGER,                      -- the group session, NULL for a single one
  reference TEXT NOT NULL DEFAULT '',      -- kind of what it refers to: bilancio, iscrizione, …
  reference_id INTEGER NOT NULL DEFAULT 0,
  appointment_id INTEGER,
  outcome TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL CHECK (origin='manuale' OR origin='automatico' OR origin='replica' OR origin='import'),
  parent_id INTEGER REFERENCES ledger(id),
  missed TEXT NOT NULL DEFAULT '',         -- numbers of the rules that were not kept
  override_reason TEXT NOT NULL DEFAULT '',
  override_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT,
  CHECK ((worker_id IS NULL) <> (company_id IS NULL))
) STRICT;

INSERT INTO ledger(id, worker_id, cpi_id, operator_planned, operator_id, code, prestazione, programme, delivered_on, month, minutes_planned, minutes,
  mode, reference, reference_id, appointment_id, outcome, note, origin, parent_id, created_at, created_by, annulled_at, annulled_by, annulled_reason)
SELECT id, worker_id, cpi_id, operator_planned, operator_id, code, prestazione, programme, delivered_on, substr(delivered_on,1,7), minutes_planned, minutes,
  mode, reference, reference_id, appointment_id, outcome, note, origin, parent_id, created_at, created_by, annulled_at, annulled_by, annulled_reason
FROM delivered_service;
DROP TABLE delivered_service;
ALTER TABLE ledger RENAME TO delivered_service;

UPDATE delivered_service SET sex=w.sex,
  age_band=coalesce((SELECT code FROM age_band WHERE w.birth_date<>'' AND
    substr(delivered_on,1,4)-substr(w.birth_date,1,4)-(substr(delivered_on,6)<substr(w.birth_date,6)) BETWEEN from_age AND to_age),'')
FROM worker w WHERE w.id=worker_id;

CREATE INDEX delivered_service_worker ON delivered_service(worker_id, delivered_on, id);
CREATE INDEX delivered_service_company ON delivered_service(company_id, delivered_on, id) WHERE company_id IS NOT NULL;
CREATE INDEX delivered_service_office ON delivered_service(cpi_id, delivered_on, id);
CREATE INDEX delivered_service_operator ON delivered_service(operator_id, delivered_on, minutes, minutes_planned) WHERE annulled_at IS NULL;
CREATE INDEX delivered_service_reference ON delivered_service(reference, reference_id, id);
CREATE INDEX delivered_service_parent ON delivered_service(parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX delivered_service_session ON delivered_service(session_id, id) WHERE session_id IS NOT NULL;
CREATE INDEX delivered_service_missed ON delivered_service(cpi_id, delivered_on, id) WHERE missed<>'' AND annulled_at IS NULL;
-- All that the month's figures ask of a row: they are counted from the indexes alone.
CREATE INDEX delivered_service_sheet ON delivered_service(cpi_id, month, prestazione, worker_id, delivered_on, sex, age_band, code, origin, annulled_at) WHERE annulled_at IS NULL;
CREATE INDEX delivered_service_first ON delivered_service(worker_id, prestazione, delivered_on, cpi_id, code, annulled_at) WHERE annulled_at IS NULL;

-- How often what a month's figures are made of has changed in an office: a
-- closed month is counted again only when it did.
CREATE TABLE figure_change (
  cpi_id INTEGER NOT NULL,
  month TEXT NOT NULL,
  changes INTEGER NOT NULL,
  PRIMARY KEY (cpi_id, month)
) STRICT, WITHOUT ROWID;

-- What was corrected on a row: minutes, mode, prestazione, outcome, note, operator.
CREATE TABLE delivered_service_change (
  id INTEGER PRIMARY KEY,
  service_id INTEGER NOT NULL REFERENCES delivered_service(id),
  at TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX delivered_service_change_service ON delivered_service_change(service_id, id);

INSERT INTO figure_change(cpi_id, month, changes) SELECT cpi_id, month, count(*) FROM delivered_service GROUP BY cpi_id, month;
