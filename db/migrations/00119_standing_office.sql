-- +goose Up
-- The office of the fact that a standing tells of: a service registered late may
-- change what that office counted in the fact's month.
ALTER TABLE standing ADD COLUMN cpi_id INTEGER;
UPDATE standing SET cpi_id=(SELECT d.cpi_id FROM did d WHERE d.id=standing.reference_id) WHERE kind='did';
