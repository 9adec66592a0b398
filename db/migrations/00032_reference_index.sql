-- +goose Up
CREATE INDEX municipality_code ON municipality(code, valid_from);
CREATE INDEX municipality_name ON municipality(name_fold, current);
CREATE INDEX municipality_other ON municipality(other_fold) WHERE other_fold<>'';
CREATE INDEX foreign_state_code ON foreign_state(code);
CREATE INDEX foreign_state_name ON foreign_state(name_fold);
CREATE INDEX foreign_state_ministry ON foreign_state(ministry_code);
CREATE INDEX citizenship_name ON citizenship(name_fold);
CREATE UNIQUE INDEX ateco_code ON ateco(code, edition);
CREATE UNIQUE INDEX profession_code ON profession(code);
CREATE INDEX competence_name ON competence(name_fold);
CREATE INDEX figure_profession ON figure(profession_code);
CREATE INDEX figure_competence_use ON figure_competence(competence_code, figure_code);
CREATE INDEX everyday_job_profession ON everyday_job(profession_code);
