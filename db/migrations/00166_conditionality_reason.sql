-- +goose Up
-- Why there is no notice, or none any more, is about health and family more often
-- than not (GDPR, art. 9): the very reason and its words stand apart, read with a
-- grant of its own and never without a line in the register. The notice says only
-- whether it was a justified reason. The table is made anew, because the pages of
-- one that is dropped are overwritten: no word is left where it stood.
CREATE TABLE conditionality_notice_new (
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
  ground TEXT NOT NULL DEFAULT '' CHECK (ground='' OR ground='giustificato' OR ground='altro'), -- of setting aside or filing
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_ground TEXT NOT NULL DEFAULT '' CHECK (annulled_ground='' OR annulled_ground='giustificato' OR annulled_ground='altro'),
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
INSERT INTO conditionality_notice_new SELECT id,worker_id,cpi_id,appointment_id,session_id,missed_on,did_id,pact_id,breach,reasons_by,note,draft_id,set_aside_at,set_aside_by,
  confirmed_at,confirmed_by,ordinal,document_id,filed_at,filed_by,CASE reason WHEN '' THEN '' WHEN 'altro' THEN 'altro' ELSE 'giustificato' END,
  annulled_at,annulled_by,CASE annulled_reason WHEN '' THEN '' WHEN 'altro' THEN 'altro' ELSE 'giustificato' END,version,created_at,created_by,saved_at,saved_by FROM conditionality_notice;
CREATE TABLE conditionality_reason (
  notice_id INTEGER NOT NULL REFERENCES conditionality_notice_new(id),
  act TEXT NOT NULL CHECK (act='accantonamento' OR act='archiviazione' OR act='annullamento'),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  reason TEXT NOT NULL,
  words TEXT NOT NULL DEFAULT '',
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  PRIMARY KEY (notice_id, act)
) STRICT;
INSERT INTO conditionality_reason(notice_id,act,worker_id,cpi_id,reason,words,saved_at,saved_by)
  SELECT id, CASE WHEN set_aside_at IS NULL THEN 'archiviazione' ELSE 'accantonamento' END, worker_id, cpi_id, reason, reason_text, coalesce(set_aside_at,filed_at), coalesce(set_aside_by,filed_by,0)
  FROM conditionality_notice WHERE reason<>'' AND coalesce(set_aside_at,filed_at) IS NOT NULL;
INSERT INTO conditionality_reason(notice_id,act,worker_id,cpi_id,reason,words,saved_at,saved_by)
  SELECT id, 'annullamento', worker_id, cpi_id, annulled_reason, annulled_text, annulled_at, coalesce(annulled_by,0)
  FROM conditionality_notice WHERE annulled_reason<>'' AND annulled_at IS NOT NULL;
DROP TABLE conditionality_notice;
ALTER TABLE conditionality_notice_new RENAME TO conditionality_notice;
-- What was missed is judged once, until that is annulled.
CREATE UNIQUE INDEX conditionality_appointment ON conditionality_notice(appointment_id) WHERE appointment_id IS NOT NULL AND annulled_at IS NULL;
CREATE UNIQUE INDEX conditionality_session ON conditionality_notice(session_id, worker_id) WHERE session_id IS NOT NULL AND annulled_at IS NULL;
CREATE INDEX conditionality_office ON conditionality_notice(cpi_id, missed_on, id);
CREATE INDEX conditionality_worker ON conditionality_notice(worker_id, missed_on, id);
-- Those that count for the next one.
CREATE INDEX conditionality_confirmed ON conditionality_notice(did_id, confirmed_at, id) WHERE confirmed_at IS NOT NULL AND annulled_at IS NULL;
