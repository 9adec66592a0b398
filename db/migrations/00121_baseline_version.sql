-- +goose Up
-- Two who correct the same baseline at once: the later one sees both values.
ALTER TABLE baseline ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
