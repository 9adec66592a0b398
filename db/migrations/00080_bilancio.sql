-- +goose Up
-- The bilancio delle competenze: four phases in sequence, panels, meetings.

-- How long a path is, by programme: outside the range there is a warning, never
-- a block. 8 to 12 hours is the classic measure; the AASS block of Puglia leaves
-- room for 3 (DGR 847/2010, D2).
CREATE TABLE programme (
  code TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  hours_min REAL NOT NULL,
  hours_max REAL NOT NULL,
  service_code TEXT NOT NULL,                 -- of each attended meeting
  position INTEGER NOT NULL,
  valid_from TEXT NOT NULL DEFAULT '1900-01-01',
  valid_to TEXT NOT NULL DEFAULT '9999-12-31',
  CHECK (hours_min <= hours_max)
) STRICT, WITHOUT ROWID;
INSERT INTO programme(code,title,hours_min,hours_max,service_code,position) VALUES
  ('AASS','Welfare to Work AASS',3,12,'E.2',1),
  ('ORDINARIO','Percorso ordinario',8,12,'E.2',2),
  ('L68','Collocamento mirato (L. 68/99)',8,12,'M4.2',3);

CREATE TABLE bilancio (
  id INTEGER PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,                    -- contract number, progressive by CPI and year
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  list_row_id INTEGER REFERENCES list_row(id),
  appointment_id INTEGER NOT NULL REFERENCES appointment(id),
  counsellor_id INTEGER NOT NULL REFERENCES user(id),
  programme TEXT NOT NULL DEFAULT 'AASS' REFERENCES programme(code),
  form_version INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'in_lavorazione' CHECK (state IN ('in_lavorazione','completo','interrotto')),
  phase TEXT NOT NULL DEFAULT 'preliminare' CHECK (phase IN ('preliminare','investigativa','riposizionamento','iscrizione')),
  started_at TEXT NOT NULL,
  started_on TEXT NOT NULL,
  ended_at TEXT,
  end_reason TEXT NOT NULL DEFAULT '',
  contract_on TEXT NOT NULL DEFAULT '',       -- day the contract was issued
  outcome TEXT NOT NULL DEFAULT '',
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  UNIQUE (cpi_id, year, number)
) STRICT;
CREATE INDEX bilancio_office ON bilancio(cpi_id, state, saved_at, id);
CREATE INDEX bilancio_worker ON bilancio(worker_id, id);
CREATE UNIQUE INDEX bilancio_open ON bilancio(worker_id) WHERE state = 'in_lavorazione';

CREATE TABLE bilancio_phase (
  bilancio_id INTEGER NOT NULL REFERENCES bilancio(id),
  phase TEXT NOT NULL,
  version INTEGER NOT NULL,                   -- grows with each reopening
  opened_at TEXT NOT NULL,
  closed_at TEXT,
  closed_by INTEGER,
  reopened_reason TEXT NOT NULL DEFAULT '',
  document_id INTEGER REFERENCES document(id),
  PRIMARY KEY (bilancio_id, phase, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE bilancio_panel (
  bilancio_id INTEGER NOT NULL REFERENCES bilancio(id),
  panel TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('vuoto','bozza','completo','con_avvisi')),
  answers TEXT NOT NULL,
  prefill TEXT NOT NULL DEFAULT '{}',         -- field -> proposed value, with its source and date
  warnings INTEGER NOT NULL DEFAULT 0,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  PRIMARY KEY (bilancio_id, panel)
) STRICT, WITHOUT ROWID;

CREATE TABLE bilancio_panel_history (
  id INTEGER PRIMARY KEY,
  bilancio_id INTEGER NOT NULL REFERENCES bilancio(id),
  panel TEXT NOT NULL,
  version INTEGER NOT NULL,
  answers TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL
) STRICT;
CREATE INDEX bilancio_panel_history_panel ON bilancio_panel_history(bilancio_id, panel, version);

-- The signed contract, one row a version.
CREATE TABLE bilancio_scan (
  id INTEGER PRIMARY KEY,
  bilancio_id INTEGER NOT NULL REFERENCES bilancio(id),
  file_id INTEGER NOT NULL REFERENCES stored_file(id),
  protocol_id INTEGER REFERENCES protocol_entry(id),
  uploaded_at TEXT NOT NULL,
  uploaded_by INTEGER NOT NULL
) STRICT;
CREATE INDEX bilancio_scan_bilancio ON bilancio_scan(bilancio_id, id);
