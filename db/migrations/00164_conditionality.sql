-- +goose Up
-- The optional module on conditionality (d.lgs. 150/2015, art. 21, c. 7): what an
-- office thinks of a missed appointment or session. A row is either set aside or a
-- notice that who heads the office confirms or files. What is foreseen by the law is
-- derived; nothing here touches DID, patto or status.
CREATE TABLE conditionality_notice (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  appointment_id INTEGER REFERENCES appointment(id),
  session_id INTEGER REFERENCES group_session(id),
  missed_on TEXT NOT NULL,
  did_id INTEGER NOT NULL REFERENCES did(id),          -- in force on that day
  pact_id INTEGER REFERENCES pact(id),                 -- in force on that day
  breach TEXT NOT NULL DEFAULT '' CHECK (breach='' OR breach='convocazione' OR breach='orientamento' OR breach='politica_attiva'),
  reasons_by TEXT,                                     -- until when the person may send their reasons
  note TEXT NOT NULL DEFAULT '',
  draft_id INTEGER REFERENCES document(id),
  set_aside_at TEXT,
  set_aside_by INTEGER,
  confirmed_at TEXT,
  confirmed_by INTEGER,
  ordinal INTEGER,                                     -- as the notice said it when it was confirmed
  document_id INTEGER REFERENCES document(id),         -- the notice, with its protocol number
  filed_at TEXT,
  filed_by INTEGER,
  reason TEXT NOT NULL DEFAULT '',                     -- of setting aside or filing
  reason_text TEXT NOT NULL DEFAULT '',
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  annulled_text TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  CHECK ((appointment_id IS NULL)<>(session_id IS NULL)),
  CHECK ((set_aside_at IS NULL)=(breach<>'' AND reasons_by IS NOT NULL)),
  CHECK ((confirmed_at IS NULL)=(ordinal IS NULL)),
  CHECK (confirmed_at IS NULL OR filed_at IS NULL)
) STRICT;
-- What was missed is judged once, until that is annulled.
CREATE UNIQUE INDEX conditionality_appointment ON conditionality_notice(appointment_id) WHERE appointment_id IS NOT NULL AND annulled_at IS NULL;
CREATE UNIQUE INDEX conditionality_session ON conditionality_notice(session_id, worker_id) WHERE session_id IS NOT NULL AND annulled_at IS NULL;
CREATE INDEX conditionality_office ON conditionality_notice(cpi_id, missed_on, id);
CREATE INDEX conditionality_worker ON conditionality_notice(worker_id, missed_on, id);
-- Those that count for the next one.
CREATE INDEX conditionality_confirmed ON conditionality_notice(did_id, confirmed_at, id) WHERE confirmed_at IS NOT NULL AND annulled_at IS NULL;
