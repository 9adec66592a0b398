-- +goose Up
-- Who may do what and where, and the desk that helps them.

CREATE TABLE province (
  sigla TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;

CREATE TABLE cpi (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,
  province TEXT NOT NULL REFERENCES province(sigla),
  pilot INTEGER NOT NULL CHECK (pilot IN (0,1)),
  address TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  patron_day TEXT NOT NULL DEFAULT '',    -- patron saint of the municipality, MM-DD
  patron_name TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (province, name_fold, valid_from)
) STRICT;

-- What an office was before each change of its card.
CREATE TABLE cpi_history (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  province TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  patron_day TEXT NOT NULL,
  patron_name TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  replaced_at TEXT NOT NULL,
  replaced_by INTEGER NOT NULL,
  PRIMARY KEY (cpi_id, version)
) STRICT, WITHOUT ROWID;

-- The municipalities that decide the competent office.
CREATE TABLE cpi_municipality (
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  municipality_code TEXT NOT NULL,
  PRIMARY KEY (municipality_code, cpi_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL,
  email_fold TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  surname TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL DEFAULT '',     -- surname and name, folded for search
  created_at TEXT NOT NULL,
  confirmed_at TEXT,
  disabled_at TEXT,
  shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0,1)),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE role_grant (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user(id),
  role TEXT NOT NULL CHECK (role IN ('operatore','responsabile_cpi','consulente_orientamento','collocamento_mirato','provincia','regione','centro_servizi','ente_formazione','admin')),
  scope TEXT NOT NULL CHECK (scope IN ('cpi','provincia','regione','ente','installazione')),
  cpi_id INTEGER REFERENCES cpi(id),
  province TEXT REFERENCES province(sigla),
  body TEXT,                              -- codice fiscale of the training body
  granted_at TEXT NOT NULL,
  granted_by INTEGER NOT NULL,
  revoked_at TEXT,
  revoked_by INTEGER
) STRICT;
CREATE INDEX role_grant_user ON role_grant(user_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grant_cpi ON role_grant(cpi_id, user_id) WHERE revoked_at IS NULL;

-- A sign-in lives here; the browser holds only its id.
CREATE TABLE sign_in (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER REFERENCES user(id),    -- NULL for a visit to the public pages
  data TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_user ON sign_in(user_id) WHERE revoked_at IS NULL;
CREATE INDEX sign_in_expiry ON sign_in(expires_at);

CREATE TABLE failed_sign_in (
  id INTEGER PRIMARY KEY,
  email_fold TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX failed_sign_in_email ON failed_sign_in(email_fold, at);

-- Links sent by e-mail, and the set-up link: used once. A link that confirms
-- an address carries what was typed in its own registration: whoever registers
-- the same address again changes nothing for the one who registered first.
CREATE TABLE one_time_link (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('conferma','password','installazione')),
  user_id INTEGER REFERENCES user(id),
  surname TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  password_hash TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_link_user ON one_time_link(user_id, created_at);

-- Names that the offices communicated to the Region.
CREATE TABLE communicated_operator (
  id INTEGER PRIMARY KEY,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  surname TEXT NOT NULL,
  name TEXT NOT NULL,
  name_fold TEXT NOT NULL,                -- surname and name, folded
  codice_fiscale TEXT NOT NULL,
  communicated_on TEXT NOT NULL,
  UNIQUE (codice_fiscale, cpi_id)
) STRICT;
CREATE INDEX communicated_operator_name ON communicated_operator(name_fold, id);

-- Each file of names that was loaded, with what became of its lines.
CREATE TABLE communicated_load (
  id INTEGER PRIMARY KEY,
  file_name TEXT NOT NULL,
  loaded_at TEXT NOT NULL,
  loaded_by INTEGER NOT NULL,
  report TEXT NOT NULL                    -- counts, and the lines with a reason
) STRICT;

CREATE TABLE accreditation (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user(id),
  cpi_id INTEGER REFERENCES cpi(id),
  surname TEXT NOT NULL DEFAULT '',
  name TEXT NOT NULL DEFAULT '',
  codice_fiscale TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  job TEXT NOT NULL DEFAULT '',           -- what the person does in the office
  requested_role TEXT NOT NULL DEFAULT 'operatore' CHECK (requested_role IN ('operatore','responsabile_cpi','consulente_orientamento')),
  state TEXT NOT NULL CHECK (state IN ('bozza','inviata','abilitata','respinta','revocata')),
  created_at TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  closed_at TEXT,
  decided_at TEXT,
  decided_by INTEGER,
  reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX accreditation_user ON accreditation(user_id, id);
CREATE INDEX accreditation_queue ON accreditation(state, closed_at, id);
CREATE UNIQUE INDEX accreditation_open ON accreditation(user_id) WHERE state IN ('bozza','inviata');

-- Every state that a request went through.
CREATE TABLE accreditation_event (
  id INTEGER PRIMARY KEY,
  accreditation_id INTEGER NOT NULL REFERENCES accreditation(id),
  state TEXT NOT NULL,
  at TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX accreditation_event_of ON accreditation_event(accreditation_id, id);

-- Supporto Tecnico goes to the Centro Servizi, Richiedi Info to the Region.
CREATE TABLE help_request (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('supporto_tecnico','richiedi_info')),
  user_id INTEGER REFERENCES user(id),
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  request_number TEXT NOT NULL DEFAULT '', -- of the failed request it tells of
  created_at TEXT NOT NULL,
  answer TEXT NOT NULL DEFAULT '',
  answered_at TEXT,
  answered_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX help_request_queue ON help_request(kind, answered_at, id);

CREATE TABLE faq (
  id INTEGER PRIMARY KEY,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0,
  published_at TEXT,
  updated_at TEXT NOT NULL,
  updated_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE iter_procedurale (
  id INTEGER PRIMARY KEY,
  version TEXT NOT NULL,
  title TEXT NOT NULL,
  changes TEXT NOT NULL DEFAULT '',
  published_on TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES stored_file(id),
  published_by INTEGER NOT NULL
) STRICT;
