-- How customers' turns ended and what came after, read off the threads, so that figures walk no messages.

-- 1: of several questions some were answered, and of the others the shop said that it does not know.
ALTER TABLE reply_run ADD COLUMN partly INTEGER NOT NULL DEFAULT 0 CHECK (partly IN (0, 1));

CREATE TABLE reply_turn (
    -- The last message of the turn.
    up_to_message_id INTEGER NOT NULL,
    -- The run that took it up; 0: a person answered it without one. A turn that was handed back has two.
    run_id           INTEGER NOT NULL,
    conversation_id  INTEGER NOT NULL,
    asked_at_ms      INTEGER NOT NULL,
    outcome          TEXT NOT NULL CHECK (outcome IN ('answered', 'answered_in_part', 'declined', 'suggested', 'handed_over',
        'silenced', 'needs_none')),
    intent           TEXT,
    language         TEXT,
    model            TEXT,
    -- Of the prompt that writes answers; nothing for what ships.
    prompt_version   INTEGER,
    -- The sources the answer cites, as JSON.
    sources          TEXT NOT NULL DEFAULT '[]',
    -- The answered run whose question is asked again here.
    repeats          INTEGER,
    -- Whether a person said something else; nothing where there was nothing to correct.
    corrected        INTEGER CHECK (corrected IN (0, 1)),
    -- From the first message that waited until somebody answered.
    first_answer_ms  INTEGER,
    -- From the talk's first message until it was settled; stands at the talk's last turn.
    resolution_ms    INTEGER,
    -- Whether it was opened again soon after it was settled.
    reopened         INTEGER CHECK (reopened IN (0, 1)),
    PRIMARY KEY (up_to_message_id, run_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reply_turn_of_conversation ON reply_turn (conversation_id, up_to_message_id);

-- Up to which moment threads have been read.
CREATE TABLE reply_turn_look (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    up_to_ms INTEGER NOT NULL
) STRICT;

-- What became of conversations, as lines of their threads that only the team sees.
CREATE VIEW inbox_event_v1 AS
SELECT
    m.id AS event_id,
    m.conversation_id AS conversation_id,
    json_extract(m.content, '$.event') AS event, -- `handed_over`, `done`, `reopened`, …
    m.person_id AS person_id, -- who did it; null: nobody of the team
    m.sent_at_ms AS at_ms
FROM message m
WHERE m.kind = 'event';
