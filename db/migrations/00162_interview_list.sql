-- +goose Up
-- The interviews of an office by where they stand, the last saved first.
ALTER TABLE interview ADD COLUMN state TEXT NOT NULL GENERATED ALWAYS AS (CASE WHEN stopped_on IS NOT NULL THEN 'interrotto' WHEN closed_on IS NOT NULL THEN 'concluso' ELSE 'in_corso' END) VIRTUAL;
CREATE INDEX interview_office ON interview(cpi_id, state, saved_at, id);
