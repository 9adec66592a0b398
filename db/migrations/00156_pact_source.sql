-- +goose Up
-- What an action of a patto was taken over from, so that it is taken once: of a
-- bilancio its id and the row of the plan, as «12/r3».
ALTER TABLE pact_action ADD COLUMN source_key TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX pact_action_source ON pact_action(pact_id, source_key) WHERE source_key<>'' AND removed_at IS NULL;
