-- What is known of a customer beside what they bought: what they said of themselves, or somebody of the team noted.
CREATE TABLE reply_fact (
    id            INTEGER PRIMARY KEY,
    contact_id    INTEGER NOT NULL,
    text          TEXT    NOT NULL,
    -- `asked`: the customer was asked whether it may be kept, and has not said yes; it counts for nothing.
    state         TEXT    NOT NULL CHECK (state IN ('asked', 'kept')),
    -- What it is written in, as a tag; nothing where nobody can tell.
    language      TEXT,
    -- The customer's own message it comes from; nothing where somebody of the team knows it otherwise.
    message_id    INTEGER,
    -- Who of the team wrote it, or changed it last; nothing for the customer's own words.
    person_id     INTEGER,
    -- Our question.
    asked_message_id INTEGER CHECK (state = 'kept' OR asked_message_id IS NOT NULL),
    -- When the customer said yes.
    agreed_at_ms  INTEGER,
    made_at_ms    INTEGER NOT NULL,
    changed_at_ms INTEGER,
    -- It goes for good a few minutes later; until then whoever deleted it may think better of it.
    deleted_at_ms INTEGER
) STRICT;

CREATE INDEX reply_fact_of_contact ON reply_fact (contact_id, id);

-- How a customer answered such questions, so that nobody is asked again who said no.
CREATE TABLE reply_fact_asking (
    contact_id    INTEGER PRIMARY KEY,
    asked_at_ms   INTEGER NOT NULL,
    -- Questions they said neither yes nor no to.
    unanswered    INTEGER NOT NULL,
    refused_at_ms INTEGER
) STRICT;

-- 1: customers are asked whether something they told of themselves may be kept.
ALTER TABLE reply_setting ADD COLUMN remembers INTEGER NOT NULL DEFAULT 0 CHECK (remembers IN (0, 1));
