-- +goose Up
-- Who may know of special data judged that a profile which proposes a referral to
-- the social services needs none, and why (GDPR, art. 9): apart, read with the grant
-- and never without a line in the register. A judgement is never changed: a referral
-- made afterwards takes it back.
CREATE TABLE referral_judgement (
  profile_id INTEGER PRIMARY KEY REFERENCES profile(id),
  worker_id INTEGER NOT NULL REFERENCES worker(id),
  cpi_id INTEGER NOT NULL REFERENCES cpi(id),          -- of the profile
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
  judged_on TEXT NOT NULL,
  judged_at TEXT NOT NULL,
  judged_by INTEGER NOT NULL
) STRICT;
CREATE INDEX referral_judgement_worker ON referral_judgement(worker_id, profile_id);
