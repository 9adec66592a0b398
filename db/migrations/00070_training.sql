-- +goose Up
-- What can be learned, with whom and when, and who is enrolled. The setting
-- «training.catalogue» counts the changes of courses, bodies and editions: the
-- index of the ranking is rebuilt when it has grown. Seats taken by enrolments
-- are counted from the rows each time.

CREATE TABLE training_body (
  id INTEGER PRIMARY KEY,
  codice_fiscale TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE TABLE course (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  title_fold TEXT NOT NULL,
  profession_code TEXT NOT NULL DEFAULT '',   -- CP2021, empty or approximate as it comes
  eqf_level INTEGER,
  hours INTEGER,
  mode TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  competences TEXT NOT NULL DEFAULT '[]',     -- JSON array of texts
  requirements TEXT NOT NULL DEFAULT '',
  service_code TEXT NOT NULL DEFAULT '',      -- H.3 … H.7 by kind of course
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0,1)),
  updated_at TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The bodies that are candidates to deliver a course.
CREATE TABLE course_body (
  course_id INTEGER NOT NULL REFERENCES course(id),
  body_id INTEGER NOT NULL REFERENCES training_body(id),
  PRIMARY KEY (course_id, body_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX course_body_body ON course_body(body_id, course_id);

CREATE TABLE edition (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  course_id INTEGER NOT NULL REFERENCES course(id),
  body_id INTEGER NOT NULL REFERENCES training_body(id),
  place TEXT NOT NULL DEFAULT '',
  province TEXT NOT NULL DEFAULT '',
  starts_on TEXT NOT NULL DEFAULT '',
  ends_on TEXT NOT NULL DEFAULT '',
  seats INTEGER NOT NULL CHECK (seats >= 0),
  seats_taken INTEGER NOT NULL DEFAULT 0,     -- taken elsewhere, as the file says
  timetable TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX course_title ON course(title_fold, id);
CREATE INDEX edition_course ON edition(course_id, starts_on, id);
CREATE INDEX edition_body ON edition(body_id, starts_on, id);

CREATE TABLE enrolment (
  id INTEGER PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,             -- one progressive for the region
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  bilancio_id INTEGER,
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),
  course_id INTEGER NOT NULL REFERENCES course(id),
  body_id INTEGER NOT NULL REFERENCES training_body(id),
  edition_id INTEGER REFERENCES edition(id),  -- none while it waits for one
  state TEXT NOT NULL CHECK (state IN ('confermata','in_attesa','rinunciata','spostata','conclusa')),
  moved_from INTEGER REFERENCES enrolment(id), -- the enrolment that this one takes the place of
  contact TEXT NOT NULL DEFAULT '' CHECK (contact IN ('','telefono','email','entrambi')), -- what the body may see
  needs TEXT NOT NULL DEFAULT '',
  waiver TEXT NOT NULL DEFAULT '',
  enrolled_at TEXT NOT NULL,
  enrolled_by INTEGER NOT NULL,
  ended_at TEXT,
  end_reason TEXT NOT NULL DEFAULT '',
  ended_by INTEGER,
  receipt TEXT NOT NULL,                      -- JSON, as it was when the person was enrolled
  document_id INTEGER REFERENCES document(id),
  version INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX enrolment_worker ON enrolment(worker_id, id);
CREATE INDEX enrolment_edition ON enrolment(edition_id, state);
CREATE INDEX enrolment_body ON enrolment(body_id, id);
CREATE INDEX enrolment_body_edition ON enrolment(body_id, edition_id, id);
CREATE INDEX enrolment_office ON enrolment(cpi_id, id);
-- No two active enrolments of one person at a time.
CREATE UNIQUE INDEX enrolment_active ON enrolment(worker_id) WHERE state IN ('confermata','in_attesa');
