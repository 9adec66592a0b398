-- +goose Up
-- The bilancio delle competenze: four phases in sequence, panels, meetings.

CREATE TABLE bilancio (
  id INTEGER PRIMARY KEY,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,                    -- contract number, progressive by CPI and year
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  list_row_id INTEGER REFERENCES list_row(id),
  appointment_id INTEGER NOT NULL REFERENCES appointment(id),
  counsellor_id INTEGER NOT NULL REFERENCES user(id),
  programme TEXT NOT NULL DEFAULT 'AASS',
  form_version INTEGER NOT NULL DEFAULT 1,
  state TEXT NOT NULL DEFAULT 'in_lavorazione' CHECK (state IN ('in_lavorazione','completo','interrotto')),
  phase TEXT NOT NULL DEFAULT 'preliminare' CHECK (phase IN ('preliminare','investigativa','riposizionamento','iscrizione')),
  started_at TEXT NOT NULL,
  started_on TEXT NOT NULL,
  ended_at TEXT,
  end_reason TEXT NOT NULL DEFAULT '',
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
  prefill TEXT NOT NULL DEFAULT '{}',         -- field -> source and date of the proposed value
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
