-- What is known of a customer beside what they bought: what they said of themselves, or somebody of the team noted.
CREATE TABLE reply_fact (
    id            INTEGER PRIMARY KEY,
    contact_id    INTEGER NOT NULL,
    text          TEXT    NOT NULL,
    -- What it is written in, as a tag; nothing where nobody can tell.
    language      TEXT,
    -- The customer's own message it comes from; nothing where somebody of the team knows it otherwise.
    message_id    INTEGER,
    -- Who of the team wrote it, or changed it last; nothing for the customer's own words.
    person_id     INTEGER,
    made_at_ms    INTEGER NOT NULL,
    changed_at_ms INTEGER,
    -- It goes for good a few minutes later; until then whoever deleted it may think better of it.
    deleted_at_ms INTEGER
) STRICT;

CREATE INDEX reply_fact_of_contact ON reply_fact (contact_id, id);
