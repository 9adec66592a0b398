-- +goose Up
-- The administrative data of a person (scheda anagrafico-professionale, section
-- 2) that no other fact tells. What was recorded by mistake is annulled and
-- stays. The category of d.lgs. 297/2002, where facts do not imply it, is a
-- worker_target.

-- The condition of who is unemployed, from a day on.
CREATE TABLE worker_condition (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),
  condition TEXT NOT NULL CHECK (condition='senza_lavoro' OR condition='conservazione' OR condition='sospensione' OR condition='preavviso'),
  from_on TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source='persona' OR source='did' OR source='documento' OR source='portale'),
  note TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX worker_condition_worker ON worker_condition(worker_id, from_on, id);

-- The quantitative index of profiling, as the national system computed it on a
-- day; '' where the day is not known. The record's profiling_index is the last.
CREATE TABLE profile_index (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),
  value REAL NOT NULL CHECK (value>=0 AND value<=1),
  computed_on TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source='portale' OR source='import' OR source='documento' OR source='bilancio' OR source='scheda'),
  note TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX profile_index_worker ON profile_index(worker_id, computed_on, id);
-- Those that stand in the records already: their day was not asked.
INSERT INTO profile_index(worker_id, value, computed_on, source, created_at, created_by)
  SELECT id, profiling_index, '', 'scheda', updated_at, 0 FROM worker WHERE profiling_index BETWEEN 0 AND 1;

-- The special lists in which a person is enrolled.
CREATE TABLE special_list (
  id INTEGER PRIMARY KEY,
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER REFERENCES cpi(id),
  list TEXT NOT NULL,
  enrolled_on TEXT NOT NULL,
  ends_on TEXT,                            -- NULL for no end yet
  deferral_on TEXT,                        -- the furthest day to which the end may be put off
  province TEXT NOT NULL,
  note TEXT NOT NULL,                      -- what it appears from
  version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  annulled_at TEXT,
  annulled_by INTEGER,
  annulled_reason TEXT NOT NULL DEFAULT '',
  CHECK (ends_on IS NULL OR ends_on>=enrolled_on)
) STRICT;
CREATE INDEX special_list_worker ON special_list(worker_id, enrolled_on, id);

-- The ends of an enrolment as they were before each change.
CREATE TABLE special_list_change (
  id INTEGER PRIMARY KEY,
  special_list_id INTEGER NOT NULL REFERENCES special_list(id),
  at TEXT NOT NULL,
  user_id INTEGER NOT NULL,
  ends_before TEXT NOT NULL,
  ends_after TEXT NOT NULL,
  deferral_before TEXT NOT NULL,
  deferral_after TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX special_list_change_list ON special_list_change(special_list_id, id);
