-- +goose Up
-- What every page of a bilancio asks for: its meetings, its enrolment. Without
-- these the whole table was read.

CREATE INDEX appointment_bilancio ON appointment(bilancio_id, day, starts, id) WHERE bilancio_id IS NOT NULL;
CREATE INDEX enrolment_bilancio ON enrolment(bilancio_id) WHERE bilancio_id IS NOT NULL;
