-- +goose Up
-- Who may know of special data is told on their desk which profiles propose a
-- referral to the social services: kept beside the answers, for an index.
ALTER TABLE profile ADD COLUMN proposes_referral INTEGER NOT NULL DEFAULT 0 CHECK (proposes_referral IN (0,1));
UPDATE profile SET proposes_referral=1 WHERE in_depth_on IS NOT NULL
  AND EXISTS (SELECT 1 FROM json_each(in_depth,'$.aree') a WHERE json_extract(a.value,'$.livello')='4' OR json_extract(a.value,'$.servizi')='si');
CREATE INDEX profile_referral ON profile(cpi_id, in_depth_on, id) WHERE proposes_referral=1;

-- An appointment that falls through for an illness, or for the family, is a personal
-- impediment: more of it is nobody's business who reads the agenda (GDPR, art. 9).
UPDATE appointment SET reason_code='impedimento' WHERE reason_code='malattia' OR reason_code='famiglia';
