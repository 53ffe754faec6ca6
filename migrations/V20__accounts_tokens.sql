-- A token belongs to whoever made it and ends with them; those made on the machine itself belong to nobody.
ALTER TABLE api_token ADD COLUMN person_id INTEGER REFERENCES person (id);
CREATE INDEX api_token_by_person ON api_token (person_id) WHERE person_id IS NOT NULL;
