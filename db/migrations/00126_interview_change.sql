-- +goose Up
-- How often something has changed that says how the DIDs of a month were kept
-- (their interview, their end, a suspension): a share counted once is counted
-- again only then. It is apart from changes, which amend what a month has closed.
ALTER TABLE figure_change ADD COLUMN interviews INTEGER NOT NULL DEFAULT 0;
