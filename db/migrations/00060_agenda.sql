-- +goose Up
-- When offices are open, who is met when, and what keeps a worker from being met.

CREATE TABLE opening_hours (
  id INTEGER PRIMARY KEY,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),  -- 1 is Monday
  opens INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1440),
  closes INTEGER NOT NULL CHECK (closes BETWEEN 0 AND 1440),
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  CHECK (opens < closes)
) STRICT;
CREATE INDEX opening_hours_cpi ON opening_hours(cpi_id, weekday);

CREATE TABLE closed_day (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  day TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (cpi_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE absence (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  starts INTEGER NOT NULL DEFAULT 0,
  ends INTEGER NOT NULL DEFAULT 1440,
  reason TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  CHECK (from_day <= to_day)
) STRICT;
CREATE INDEX absence_user ON absence(user_id, from_day);
CREATE INDEX absence_cpi ON absence(cpi_id, from_day);

CREATE TABLE appointment (
  id INTEGER PRIMARY KEY,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_id INTEGER NOT NULL REFERENCES user(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  list_row_id INTEGER REFERENCES list_row(id),   -- the row a convocation comes from
  bilancio_id INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('convocazione','orientamento','bilancio','altro')),
  day TEXT NOT NULL,
  starts INTEGER NOT NULL CHECK (starts BETWEEN 0 AND 1440),
  ends INTEGER NOT NULL CHECK (ends BETWEEN 0 AND 1440),
  starts_at TEXT NOT NULL,                        -- the UTC instant, computed once
  ends_at TEXT NOT NULL,
  room TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT 'presenza' CHECK (mode IN ('presenza','telefono','videochiamata')),
  state TEXT NOT NULL DEFAULT 'fissato' CHECK (state IN ('fissato','presente','assente_giustificato','assente','spostato','annullato')),
  cancelled_by TEXT NOT NULL DEFAULT '' CHECK (cancelled_by IN ('','cittadino','operatore','riscontro','chiusura')),
  reason_code TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  minutes INTEGER,                                -- effective, once it took place
  service_code TEXT NOT NULL DEFAULT '',          -- recorded once attended; '' is the one of the kind
  begins_bilancio INTEGER NOT NULL DEFAULT 0 CHECK (begins_bilancio IN (0,1)),
  moved_to INTEGER REFERENCES appointment(id),
  confirmed_on TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  outcome_at TEXT,
  outcome_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  CHECK (starts < ends)
) STRICT;
CREATE INDEX appointment_office_day ON appointment(cpi_id, day, starts, id);
CREATE INDEX appointment_operator_day ON appointment(operator_id, day, starts, id);
CREATE INDEX appointment_worker ON appointment(worker_id, day, starts, id);
CREATE INDEX appointment_open ON appointment(cpi_id, starts_at, id) WHERE state = 'fissato';
CREATE INDEX appointment_row ON appointment(list_row_id) WHERE list_row_id IS NOT NULL;
CREATE INDEX appointment_moved ON appointment(moved_to) WHERE moved_to IS NOT NULL;
-- The archive of an office, filtered by state, kind or operator.
CREATE INDEX appointment_office_state ON appointment(cpi_id, state, day, starts, id);
CREATE INDEX appointment_office_kind ON appointment(cpi_id, kind, day, starts, id);
CREATE INDEX appointment_office_operator ON appointment(cpi_id, operator_id, day, starts, id);
-- One open convocation for each worker and list, whoever books it.
CREATE UNIQUE INDEX appointment_convened ON appointment(list_row_id) WHERE kind = 'convocazione' AND state = 'fissato';

-- Many summonses made in one act, with their letters in one file.
CREATE TABLE convocation_batch (
  id INTEGER PRIMARY KEY,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  convened INTEGER NOT NULL,
  mails INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  document_id INTEGER REFERENCES document(id),   -- the one file with all the letters
  job_id INTEGER REFERENCES job(id)
) STRICT;
CREATE INDEX convocation_batch_office ON convocation_batch(cpi_id, id);

-- The summons itself, with the text that was sent.
CREATE TABLE convocation (
  id INTEGER PRIMARY KEY,
  list_row_id INTEGER NOT NULL REFERENCES list_row(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  appointment_id INTEGER NOT NULL UNIQUE REFERENCES appointment(id),
  convened_at TEXT NOT NULL,
  convened_by INTEGER NOT NULL,
  body TEXT NOT NULL,
  document_id INTEGER REFERENCES document(id),
  mail_id INTEGER REFERENCES mail(id),
  batch_id INTEGER REFERENCES convocation_batch(id)
) STRICT;
CREATE INDEX convocation_row ON convocation(list_row_id, id);
CREATE INDEX convocation_worker ON convocation(worker_id, id);
CREATE INDEX convocation_of_batch ON convocation(batch_id) WHERE batch_id IS NOT NULL;

CREATE TABLE riscontro (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  value TEXT NOT NULL CHECK (value IN ('rinunciatario','escluso')),
  note TEXT NOT NULL DEFAULT '',
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  recorded_at TEXT NOT NULL,
  recorded_by INTEGER NOT NULL,
  revoked_at TEXT,
  revoked_by INTEGER,
  revoked_reason TEXT
) STRICT;
CREATE UNIQUE INDEX riscontro_active ON riscontro(worker_id) WHERE revoked_at IS NULL;
CREATE INDEX riscontro_worker ON riscontro(worker_id, id);
