-- +goose Up
-- The declaration of immediate availability (d.lgs. 150/2015, art. 19): a dated
-- fact of its own. The worker's did_on and did_number are of the one in force.
CREATE TABLE did (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  declared_on TEXT NOT NULL,
  month TEXT NOT NULL,                     -- of declared_on
  number TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL CHECK (channel='cpi' OR channel='portale' OR channel='inps' OR channel='patronato'),
  sex TEXT NOT NULL DEFAULT '',            -- as the ledger keeps them, on that day
  age_band TEXT NOT NULL DEFAULT '',
  ended_on TEXT,
  end_reason TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,                        -- recorded by mistake
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  CHECK (ended_on IS NULL OR ended_on >= declared_on)
) STRICT;
CREATE INDEX did_worker ON did(worker_id, declared_on, id, ended_on, annulled_at);
CREATE UNIQUE INDEX did_in_force ON did(worker_id) WHERE ended_on IS NULL AND annulled_at IS NULL;
-- Those that wait for their interview, the oldest first.
CREATE INDEX did_open ON did(cpi_id, declared_on, id, worker_id, created_by) WHERE ended_on IS NULL AND annulled_at IS NULL;
CREATE INDEX did_sheet ON did(cpi_id, month, worker_id, declared_on, sex, age_band, annulled_at) WHERE annulled_at IS NULL;

-- Those whom the records name already.
INSERT INTO did(worker_id, cpi_id, declared_on, month, number, channel, sex, created_at, created_by)
  SELECT w.id, (SELECT min(c.id) FROM cpi c WHERE c.province=w.home_province), w.did_on, substr(w.did_on,1,7), w.did_number, 'cpi', w.sex, w.updated_at, 0
  FROM worker w WHERE w.did_on<>'' AND EXISTS (SELECT 1 FROM cpi c WHERE c.province=w.home_province);
UPDATE did SET age_band=coalesce((SELECT b.code FROM worker w, age_band b WHERE w.id=did.worker_id AND w.birth_date<>'' AND
  substr(declared_on,1,4)-substr(w.birth_date,1,4)-(substr(declared_on,6)<substr(w.birth_date,6)) BETWEEN b.from_age AND b.to_age),'');
-- A date that belongs to no office, or a number without a date, is no declaration:
-- the record's history keeps what was written.
INSERT INTO worker_history(worker_id, at, user_id, field, before, after, source, reason)
  SELECT id, updated_at, 0, 'did_on', did_on, '', 'import', 'DID senza Centro per l''Impiego: da registrare' FROM worker WHERE did_on<>'' AND id NOT IN (SELECT worker_id FROM did);
INSERT INTO worker_history(worker_id, at, user_id, field, before, after, source, reason)
  SELECT id, updated_at, 0, 'did_number', did_number, '', 'import', 'DID senza data: da registrare' FROM worker WHERE did_number<>'' AND id NOT IN (SELECT worker_id FROM did);
UPDATE worker SET did_on='', did_number='' WHERE (did_on<>'' OR did_number<>'') AND id NOT IN (SELECT worker_id FROM did);
INSERT INTO standing(worker_id, kind, valid_from, reference_id) SELECT worker_id, 'did', declared_on, id FROM did;
