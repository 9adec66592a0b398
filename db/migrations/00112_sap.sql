-- +goose Up
-- What goes to the national record (SAP, section 6): derived from the ledger, sent
-- as a file. The identifier of a policy is given once and kept.

CREATE TABLE sap_event (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  date_of TEXT NOT NULL           -- which date it sets: proposta, inizio, fine
) STRICT, WITHOUT ROWID;

CREATE TABLE sap_system (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The code under which the ministry knows an office: Belfiore code of its
-- municipality, a letter, six digits. No public list has them: the office writes its own.
CREATE TABLE sap_office (
  cpi_id INTEGER PRIMARY KEY REFERENCES cpi(id),
  code TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  saved_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE sap_policy (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- the sequence in its identifier
  service_id INTEGER NOT NULL UNIQUE REFERENCES delivered_service(id),
  office_code TEXT NOT NULL,
  activity TEXT NOT NULL,
  policy_id TEXT NOT NULL UNIQUE,
  exported_at TEXT NOT NULL,
  withdrawn_at TEXT                     -- its annulment was exported
) STRICT;
