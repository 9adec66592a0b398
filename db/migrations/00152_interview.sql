-- +goose Up
-- One more kind of appointment: orientation counselling (consulenza
-- orientativa). Only the CHECK changes and no row does, so the table is not
-- written anew: it is what SQLite describes for this (lang_altertable, «changes
-- that do not affect the on-disk content»). The tables that follow tell the other
-- connections that the schema has changed.
PRAGMA writable_schema=ON;
UPDATE sqlite_master SET sql=replace(sql,'kind IN (''convocazione'',''orientamento'',''bilancio'',''altro'')','kind IN (''convocazione'',''orientamento'',''consulenza'',''bilancio'',''altro'')')
  WHERE type='table' AND name='appointment';
PRAGMA writable_schema=RESET;

-- The interview of base orientation (orientamento di base): a scheda in three
-- phases, in one or more meetings. What it is and how far it has come follows
-- from its dated facts.
CREATE TABLE interview (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_id INTEGER NOT NULL REFERENCES user(id),
  kind TEXT NOT NULL CHECK (kind='patto' OR kind='informativo'),
  planned_minutes INTEGER NOT NULL CHECK (planned_minutes BETWEEN 10 AND 90),
  scheda_version INTEGER NOT NULL,
  started_on TEXT NOT NULL,
  closed_on TEXT,
  closed_by INTEGER,
  stopped_on TEXT,
  stop_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  CHECK (closed_on IS NULL OR stopped_on IS NULL)
) STRICT;
-- A person has one interview under way in an office.
CREATE UNIQUE INDEX interview_open ON interview(worker_id, cpi_id) WHERE closed_on IS NULL AND stopped_on IS NULL;
CREATE INDEX interview_worker ON interview(worker_id, id);

CREATE TABLE interview_phase (
  interview_id INTEGER NOT NULL REFERENCES interview(id),
  phase TEXT NOT NULL,
  closed_on TEXT NOT NULL,
  closed_by INTEGER NOT NULL,
  PRIMARY KEY (interview_id, phase)
) STRICT, WITHOUT ROWID;

CREATE TABLE interview_panel (
  interview_id INTEGER NOT NULL REFERENCES interview(id),
  panel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state='vuoto' OR state='bozza' OR state='completo' OR state='con_avvisi'),
  answers TEXT NOT NULL,                        -- canonical JSON
  prefill TEXT NOT NULL DEFAULT '{}',           -- what was proposed at its first save, with its sources
  version INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (interview_id, panel)
) STRICT, WITHOUT ROWID;
-- What another save has replaced: of another person's, and of every completed panel.
CREATE TABLE interview_panel_history (
  interview_id INTEGER NOT NULL REFERENCES interview(id),
  panel TEXT NOT NULL,
  version INTEGER NOT NULL,
  answers TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (interview_id, panel, version)
) STRICT, WITHOUT ROWID;

-- A meeting is an appointment of the agenda, a presence at a group session, or
-- one that was in neither: of the first two day, minutes and mode are theirs.
CREATE TABLE interview_meeting (
  id INTEGER PRIMARY KEY,
  interview_id INTEGER NOT NULL REFERENCES interview(id),
  appointment_id INTEGER REFERENCES appointment(id),
  session_id INTEGER REFERENCES group_session(id),
  met_on TEXT,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 480),
  mode TEXT CHECK (mode='presenza' OR mode='telefono' OR mode='videochiamata'),
  service_id INTEGER REFERENCES delivered_service(id), -- that it registered, none for the first two
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  CHECK (appointment_id IS NULL OR session_id IS NULL),
  CHECK ((appointment_id IS NULL AND session_id IS NULL)=(met_on IS NOT NULL AND minutes IS NOT NULL AND mode IS NOT NULL))
) STRICT;
CREATE INDEX interview_meeting_interview ON interview_meeting(interview_id, id);
CREATE UNIQUE INDEX interview_meeting_appointment ON interview_meeting(appointment_id) WHERE appointment_id IS NOT NULL AND annulled_at IS NULL;
CREATE UNIQUE INDEX interview_meeting_session ON interview_meeting(interview_id, session_id) WHERE session_id IS NOT NULL AND annulled_at IS NULL;

-- The person is directed to another service: orientation counselling, a
-- bilancio, or what another body gives.
CREATE TABLE interview_referral (
  id INTEGER PRIMARY KEY,
  interview_id INTEGER NOT NULL REFERENCES interview(id),
  kind TEXT NOT NULL CHECK (kind='consulenza' OR kind='bilancio' OR kind='altro'),
  referred_on TEXT NOT NULL,
  aims TEXT NOT NULL DEFAULT '[]',              -- what it is for, a JSON list of codes
  body TEXT NOT NULL DEFAULT '',                -- the other service, and who gives it
  reason TEXT NOT NULL,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER
) STRICT;
CREATE INDEX interview_referral_interview ON interview_referral(interview_id, id);
