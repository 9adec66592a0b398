-- +goose Up
-- A measure of active policy (a to h of the charter of services) that was offered
-- to a person: the offer, the answer, the first attendance and how it went are
-- dated facts, and where it stands is read from them. Of an offer that names a
-- group session the agenda says who was there: nothing is copied here.
CREATE TABLE measure_offer (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_id INTEGER NOT NULL REFERENCES user(id),
  measure TEXT NOT NULL CHECK (measure BETWEEN 'a' AND 'h' AND length(measure)=1),
  offered_on TEXT NOT NULL,
  pact_action_id INTEGER REFERENCES pact_action(id),  -- of the patto, when it comes from one
  session_id INTEGER REFERENCES group_session(id),    -- to what: a group session,
  edition_id INTEGER REFERENCES edition(id),          -- an edition of a course,
  body TEXT NOT NULL DEFAULT '',                      -- an employer or a body of the network,
  description TEXT NOT NULL DEFAULT '',               -- or words
  service_code TEXT NOT NULL DEFAULT '',              -- that the attendance registers, "" for none
  answer TEXT NOT NULL DEFAULT '' CHECK (answer='' OR answer='accettata' OR answer='rifiutata'),
  answered_on TEXT,
  answer_reason TEXT NOT NULL DEFAULT '',
  attended_on TEXT,                                   -- the first time; of a session the agenda tells
  outcome TEXT NOT NULL DEFAULT '' CHECK (outcome='' OR outcome='conclusa' OR outcome='interrotta' OR outcome='non_partecipata'),
  outcome_on TEXT,
  outcome_note TEXT NOT NULL DEFAULT '',
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  CHECK ((answer='') = (answered_on IS NULL)),
  CHECK ((outcome='') = (outcome_on IS NULL)),
  CHECK (answered_on IS NULL OR answered_on >= offered_on),
  CHECK (attended_on IS NULL OR attended_on >= offered_on),
  CHECK (attended_on IS NULL OR session_id IS NULL)
) STRICT;
CREATE INDEX measure_offer_worker ON measure_offer(worker_id, offered_on, id);
CREATE INDEX measure_offer_office ON measure_offer(cpi_id, offered_on, id);
CREATE INDEX measure_offer_attended ON measure_offer(cpi_id, attended_on) WHERE attended_on IS NOT NULL;
CREATE INDEX measure_offer_session ON measure_offer(session_id, worker_id) WHERE session_id IS NOT NULL;
CREATE INDEX measure_offer_action ON measure_offer(pact_action_id) WHERE pact_action_id IS NOT NULL;
