-- +goose Up
-- A service given to several persons at once: a laboratory, a seminar. Who was
-- there is written in the ledger, one row a person.
CREATE TABLE group_session (
  id INTEGER PRIMARY KEY,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  operator_id INTEGER NOT NULL REFERENCES user(id),
  code TEXT NOT NULL,                      -- of the service
  programme TEXT NOT NULL DEFAULT '',
  title TEXT NOT NULL,
  day TEXT NOT NULL,
  starts INTEGER NOT NULL CHECK (starts BETWEEN 0 AND 1440),
  ends INTEGER NOT NULL CHECK (ends BETWEEN 0 AND 1440),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  room TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL CHECK (mode='presenza' OR mode='videochiamata'),
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  note TEXT NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  cancelled_at TEXT,
  cancelled_by INTEGER,
  cancelled_reason TEXT NOT NULL DEFAULT '',
  CHECK (starts < ends)
) STRICT;
CREATE INDEX group_session_office_day ON group_session(cpi_id, day, starts, id);
CREATE INDEX group_session_operator_day ON group_session(operator_id, day, starts, ends) WHERE cancelled_at IS NULL;

CREATE TABLE session_attendee (
  session_id INTEGER NOT NULL REFERENCES group_session(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  state TEXT NOT NULL DEFAULT 'invitato' CHECK (state='invitato' OR state='presente' OR state='assente'),
  service_id INTEGER REFERENCES delivered_service(id),
  added_at TEXT NOT NULL,
  added_by INTEGER NOT NULL,
  marked_at TEXT,
  marked_by INTEGER,
  PRIMARY KEY (session_id, worker_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_attendee_worker ON session_attendee(worker_id, session_id);
