-- +goose Up
-- Service codes and the one ledger of delivered services. Knows persons by id only.

CREATE TABLE service_code (
  code TEXT NOT NULL,
  title TEXT NOT NULL,
  minutes_min INTEGER,
  minutes_mean INTEGER,
  minutes_max INTEGER,
  prestazione TEXT NOT NULL DEFAULT '',
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  source TEXT NOT NULL,
  PRIMARY KEY (code, valid_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivered_service (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_planned INTEGER,
  operator_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  prestazione TEXT NOT NULL DEFAULT '',
  programme TEXT NOT NULL DEFAULT '',
  delivered_on TEXT NOT NULL,
  minutes_planned INTEGER,
  minutes INTEGER NOT NULL CHECK (minutes >= 0),
  mode TEXT NOT NULL CHECK (mode IN ('presenza','telefono','videochiamata')),
  reference TEXT NOT NULL DEFAULT '',     -- kind of what it refers to: bilancio, iscrizione, …
  reference_id INTEGER NOT NULL DEFAULT 0,
  appointment_id INTEGER,
  outcome TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  origin TEXT NOT NULL CHECK (origin IN ('manuale','automatico','replica','import')),
  parent_id INTEGER REFERENCES delivered_service(id),
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT
) STRICT;
CREATE INDEX delivered_service_worker ON delivered_service(worker_id, delivered_on, id);
CREATE INDEX delivered_service_office ON delivered_service(cpi_id, delivered_on, id);
CREATE INDEX delivered_service_reference ON delivered_service(reference, reference_id, id);

-- The codes that the first path uses: Regione Marche, table of LEP activities,
-- with minutes minimum, mean and maximum; prestazione of the Masterplan, DGR Puglia 847/2010.
INSERT INTO service_code(code,title,minutes_min,minutes_mean,minutes_max,prestazione,source) VALUES
  ('C.1','Orientamento di base finalizzato alla stipula del PSP',60,90,120,'B1','Regione Marche, tabella LEP'),
  ('E.2','Bilancio di competenze',120,240,480,'D2','Regione Marche, tabella LEP'),
  ('H.3','Formazione di base',60,90,120,'D2','Regione Marche, tabella LEP'),
  ('H.4','Formazione competenze trasversali',60,90,120,'D2','Regione Marche, tabella LEP'),
  ('H.5','Formazione per acquisizione titolo di studio',60,90,120,'D2','Regione Marche, tabella LEP'),
  ('H.6','Formazione per acquisizione qualifica',60,90,120,'D2','Regione Marche, tabella LEP'),
  ('H.7','FAD',60,90,120,'D2','Regione Marche, tabella LEP'),
  ('M4.2','L. 68 - Bilancio di competenze',60,90,120,'D2','Regione Marche, tabella LEP');
