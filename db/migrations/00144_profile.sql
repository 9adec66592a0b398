-- +goose Up
-- The qualitative profile of a person (delibera ANPAL 19/2018): the questions for
-- everybody with the grade that the operator gives, and, where they show
-- fragility, the areas looked into (all. 1B). Completed, neither changes any more.
CREATE TABLE profile (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_id INTEGER NOT NULL,
  started_on TEXT NOT NULL,
  scheda_version INTEGER NOT NULL,
  answers TEXT NOT NULL DEFAULT '{}',          -- canonical JSON of the questions and of the grade
  grade INTEGER CHECK (grade BETWEEN 1 AND 5), -- 1 least, 5 most employable; from completion on
  completed_on TEXT,
  completed_by INTEGER,
  in_depth TEXT NOT NULL DEFAULT '{}',         -- canonical JSON of the areas of 1B that are no special data
  in_depth_on TEXT CHECK (in_depth_on IS NULL OR completed_on IS NOT NULL),
  in_depth_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL
) STRICT;
CREATE INDEX profile_worker ON profile(worker_id, id);
CREATE UNIQUE INDEX profile_open ON profile(worker_id, cpi_id) WHERE completed_on IS NULL;

-- The areas of 1B on health and on justice (GDPR, arts. 9 and 10): apart, written
-- once, read with a grant of its own and never without a line in the register.
CREATE TABLE profile_special (
  profile_id INTEGER PRIMARY KEY REFERENCES profile(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  answers TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL
) STRICT;

-- A letter to the social services of a municipality about a person, and what
-- came of it (Accordo in Conferenza Unificata 146 of 23/11/2020).
CREATE TABLE social_referral (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  profile_id INTEGER REFERENCES profile(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  municipality TEXT NOT NULL,
  reason TEXT NOT NULL,
  referred_on TEXT NOT NULL,
  document_id INTEGER REFERENCES document(id),
  outcome TEXT CHECK (outcome='presa_in_carico' OR outcome='non_presa_in_carico' OR outcome='gia_seguita' OR outcome='nessuna_risposta'),
  outcome_on TEXT CHECK ((outcome_on IS NULL)=(outcome IS NULL)),
  outcome_note TEXT NOT NULL DEFAULT '',
  outcome_by INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL
) STRICT;
CREATE INDEX social_referral_worker ON social_referral(worker_id, id);

-- A document with special data is found only by who has the grant for them.
ALTER TABLE document ADD COLUMN special INTEGER NOT NULL DEFAULT 0 CHECK (special IN (0,1));

-- The grant: one more role. A CHECK cannot be changed where it stands.
CREATE TABLE role_grant_new (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user(id),
  role TEXT NOT NULL CHECK (role IN ('operatore','responsabile_cpi','consulente_orientamento','collocamento_mirato','provincia','regione','centro_servizi','ente_formazione','admin','dati_particolari')),
  scope TEXT NOT NULL CHECK (scope IN ('cpi','provincia','regione','ente','installazione')),
  cpi_id INTEGER REFERENCES cpi(id),
  province TEXT REFERENCES province(sigla),
  body TEXT,                              -- codice fiscale of the training body
  granted_at TEXT NOT NULL,
  granted_by INTEGER NOT NULL,
  revoked_at TEXT,
  revoked_by INTEGER
) STRICT;
INSERT INTO role_grant_new SELECT id,user_id,role,scope,cpi_id,province,body,granted_at,granted_by,revoked_at,revoked_by FROM role_grant;
DROP TABLE role_grant;
ALTER TABLE role_grant_new RENAME TO role_grant;
CREATE INDEX role_grant_user ON role_grant(user_id) WHERE revoked_at IS NULL;
CREATE INDEX role_grant_cpi ON role_grant(cpi_id, user_id) WHERE revoked_at IS NULL;
