-- +goose Up
-- The patto di servizio personalizzato (d.lgs. 150/2015, art. 20) in its kinds.
-- Its contents stand here while they are written; what was proposed and signed is
-- frozen in its versions. state is derived from the dated facts, in their
-- transactions: the lists are in its order.
CREATE TABLE pact (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  kind TEXT NOT NULL CHECK (kind='PDS' OR kind='PSP' OR kind='PSP_GG' OR kind='PpL'),
  state TEXT NOT NULL DEFAULT 'bozza' CHECK (state='bozza' OR state='proposto' OR state='sottoscritto' OR state='rifiutato' OR state='concluso' OR state='decaduto' OR state='annullato'),
  operator_id INTEGER NOT NULL REFERENCES user(id),   -- responsible for the activities (art. 20 c. 2 a)
  objective TEXT NOT NULL DEFAULT '',
  acts TEXT NOT NULL DEFAULT '[]',                    -- agreed acts of active search, a JSON list (c. 2 c)
  timing TEXT NOT NULL DEFAULT '',                    -- when they are done
  frequency TEXT NOT NULL DEFAULT '',                 -- ordinary frequency of the contacts (c. 2 d)
  proof TEXT NOT NULL DEFAULT '',                     -- how the search is shown (c. 2 e)
  availability TEXT NOT NULL DEFAULT '[]',            -- declared availabilities, a JSON list (c. 3)
  note TEXT NOT NULL DEFAULT '',
  programme TEXT NOT NULL DEFAULT '',
  proposed_on TEXT,
  signed_on TEXT,
  refused_on TEXT,
  refused_reason TEXT NOT NULL DEFAULT '',
  next_check_on TEXT,                                 -- the next contact, while it is in force
  ended_on TEXT,
  end_reason TEXT NOT NULL DEFAULT '',
  end_note TEXT NOT NULL DEFAULT '',
  annulled_at TEXT,                                   -- recorded by mistake
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  CHECK (signed_on IS NULL OR proposed_on IS NOT NULL AND signed_on >= proposed_on),
  CHECK (ended_on IS NULL OR signed_on IS NOT NULL AND ended_on >= signed_on)
) STRICT;
-- A person has one patto that is not over.
CREATE UNIQUE INDEX pact_open ON pact(worker_id) WHERE state='bozza' OR state='proposto' OR state='sottoscritto';
CREATE INDEX pact_worker ON pact(worker_id, cpi_id, state);
CREATE INDEX pact_office ON pact(cpi_id, state, saved_at, id);
CREATE INDEX pact_check_due ON pact(cpi_id, next_check_on, id) WHERE state='sottoscritto';
CREATE INDEX pact_proposed ON pact(cpi_id, proposed_on) WHERE proposed_on IS NOT NULL;
CREATE INDEX pact_signed ON pact(cpi_id, signed_on) WHERE signed_on IS NOT NULL;
CREATE INDEX pact_refused ON pact(cpi_id, refused_on) WHERE refused_on IS NOT NULL;

CREATE TABLE pact_version (
  pact_id INTEGER NOT NULL REFERENCES pact(id),
  n INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '',                    -- of an update, "" for the first
  forced INTEGER NOT NULL DEFAULT 0,                  -- the operator calls it substantive whatever has changed
  substantive INTEGER NOT NULL DEFAULT 1,             -- asks for a signature
  contents TEXT NOT NULL DEFAULT '',                  -- frozen JSON, "" until it is proposed
  opened_at TEXT NOT NULL,
  opened_by INTEGER NOT NULL,
  proposed_on TEXT,
  effective_on TEXT,                                  -- signed, or a correction that needs no signature
  refused_on TEXT,
  refused_reason TEXT NOT NULL DEFAULT '',
  dropped_at TEXT,                                    -- an update that was given up
  signature TEXT NOT NULL DEFAULT '' CHECK (signature='' OR signature='presenza' OR signature='scansione'),
  place TEXT NOT NULL DEFAULT '',
  document_id INTEGER REFERENCES document(id),
  scan_file_id INTEGER REFERENCES stored_file(id),
  scan_protocol_id INTEGER REFERENCES protocol_entry(id),
  PRIMARY KEY (pact_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE pact_action (
  id INTEGER PRIMARY KEY,
  pact_id INTEGER NOT NULL REFERENCES pact(id),
  kind TEXT NOT NULL CHECK (kind='da_cpi' OR kind='da_rete' OR kind='autonoma'),
  measure TEXT NOT NULL DEFAULT '',                   -- a to h, "" for none
  description TEXT NOT NULL,
  service_code TEXT NOT NULL DEFAULT '',
  network_body TEXT NOT NULL DEFAULT '',              -- who gives it, where it is of the network
  starts_on TEXT,
  due_on TEXT NOT NULL,
  periodicity TEXT NOT NULL DEFAULT '',
  evidence TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'prevista' CHECK (state='prevista' OR state='in_corso' OR state='conclusa' OR state='non_svolta' OR state='annullata'),
  source TEXT NOT NULL DEFAULT '',                    -- where it was taken over from
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  removed_at TEXT,
  CHECK (starts_on IS NULL OR due_on >= starts_on)
) STRICT;
CREATE INDEX pact_action_pact ON pact_action(pact_id, due_on, id);
CREATE INDEX pact_action_open ON pact_action(pact_id, due_on) WHERE removed_at IS NULL AND (state='prevista' OR state='in_corso');

-- A check of how the patto goes, with what came of each action.
CREATE TABLE pact_check (
  id INTEGER PRIMARY KEY,
  pact_id INTEGER NOT NULL REFERENCES pact(id),
  checked_on TEXT NOT NULL,
  next_contact_on TEXT,
  note TEXT NOT NULL DEFAULT '',
  operator_id INTEGER NOT NULL REFERENCES user(id),
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX pact_check_pact ON pact_check(pact_id, checked_on, id);
CREATE TABLE pact_check_outcome (
  check_id INTEGER NOT NULL REFERENCES pact_check(id),
  action_id INTEGER NOT NULL REFERENCES pact_action(id),
  outcome TEXT NOT NULL CHECK (outcome='prevista' OR outcome='in_corso' OR outcome='conclusa' OR outcome='non_svolta' OR outcome='annullata'),
  corrective TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (check_id, action_id)
) STRICT, WITHOUT ROWID;

-- The individual action plan (PAI): it completes the patto with its actions.
CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  pact_id INTEGER NOT NULL REFERENCES pact(id),
  objective TEXT NOT NULL,
  contents TEXT NOT NULL,                             -- frozen JSON
  proposed_on TEXT NOT NULL,
  signed_on TEXT,
  refused_on TEXT,
  refused_reason TEXT NOT NULL DEFAULT '',
  signature TEXT NOT NULL DEFAULT '' CHECK (signature='' OR signature='presenza' OR signature='scansione'),
  document_id INTEGER REFERENCES document(id),
  scan_file_id INTEGER REFERENCES stored_file(id),
  scan_protocol_id INTEGER REFERENCES protocol_entry(id),
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  CHECK (signed_on IS NULL OR signed_on >= proposed_on),
  CHECK (refused_on IS NULL OR refused_on >= proposed_on)
) STRICT;
CREATE INDEX plan_pact ON plan(pact_id, id);
CREATE UNIQUE INDEX plan_open ON plan(pact_id) WHERE signed_on IS NULL AND refused_on IS NULL;
CREATE INDEX plan_proposed ON plan(proposed_on, pact_id);

-- The measures of active policy that a patto may agree on (charter of services of
-- Regione Toscana), filled by migration 151 from its file.
CREATE TABLE measure (
  letter TEXT NOT NULL,
  title TEXT NOT NULL,
  codes TEXT NOT NULL DEFAULT '',                     -- of the regional system, parted by «;»
  description TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT '',                     -- on the transcription
  valid_from TEXT NOT NULL DEFAULT '0001-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  PRIMARY KEY (letter, valid_from)
) STRICT, WITHOUT ROWID;
