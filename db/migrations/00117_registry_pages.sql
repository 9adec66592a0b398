-- +goose Up
-- What the pages of the registry ask: the office's ledger newest first under any
-- of its filters, what went beyond a hard rule, and the attestations issued.

ALTER TABLE delivered_service ADD COLUMN beyond INTEGER NOT NULL DEFAULT 0 CHECK (beyond=0 OR beyond=1); -- a hard rule was not kept

-- The filters are read from the index alone: a row is looked at only to be shown.
DROP INDEX delivered_service_office;
CREATE INDEX delivered_service_office ON delivered_service(cpi_id, delivered_on, id, code, prestazione, operator_id, programme, mode, origin, annulled_at);
DROP INDEX delivered_service_missed;
CREATE INDEX delivered_service_beyond ON delivered_service(cpi_id, delivered_on, id) WHERE beyond=1 AND annulled_at IS NULL;

-- «Attestazione dei servizi erogati»: one act each, for the days it speaks of.
CREATE TABLE attestation (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  from_day TEXT NOT NULL,
  to_day TEXT NOT NULL,
  services INTEGER NOT NULL,
  issued_at TEXT NOT NULL,
  issued_by INTEGER NOT NULL,
  CHECK (from_day <= to_day)
) STRICT;
CREATE INDEX attestation_worker ON attestation(worker_id, id);
