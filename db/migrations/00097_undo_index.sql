-- +goose Up
-- A row of a list that is taken away must be named by no bilancio: without an
-- index each undone line of a load would look through all of them.

CREATE INDEX bilancio_row ON bilancio(list_row_id);
